//! Sentences whose words are doors. A sentence is laid out as one, so that it wraps like text.

use egui::text::{CCursor, LayoutJob, TextFormat};
use egui::{Galley, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::present::story::{Face, Inline};
use crate::ui::ctx::{UiCtx, door_hint};
use crate::ui::theme::Type;

use super::paint_mark;

/// Room that a mark takes before its word: blanks at which no row breaks, so that both stay together.
const MARK_BLANKS: &str = "\u{a0}\u{a0}\u{a0}\u{a0}";
/// How wide they are, about.
const MARK_ROOM: f32 = 14.0;

/// How wide the blank at the end of a wrapped row is, about.
const BLANK: f32 = 4.0;

/// Draws words one after the other; they wrap where the room ends.
pub(crate) fn words_ui(ui: &mut Ui, ctx: &UiCtx<'_>, words: &[Inline], kind: Type) {
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width().max(20.0);
    for word in words {
        let format = format_of(ctx, word, kind);
        if word.mark.is_some() {
            job.append(MARK_BLANKS, 0.0, format.clone());
        }
        job.append(&word.text, 0.0, format);
    }
    let spoken = job.text.clone();
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    let mut from = 0;
    for (index, word) in words.iter().enumerate() {
        if word.mark.is_some() {
            from += MARK_BLANKS.chars().count();
        }
        let to = from + word.text.chars().count();
        let pieces = pieces(&galley, from, to);
        from = to;
        if let (Some(mark), Some(first)) = (word.mark, pieces.first()) {
            let center = rect.min + vec2(first.left() - MARK_ROOM / 2.0 - 1.0, first.center().y);
            paint_mark(ui.painter(), ctx.tokens, mark, center, 4.0);
        }
        if word.door.is_some() {
            let id = response.id.with(index);
            let pieces: Vec<Rect> =
                pieces.iter().map(|piece| piece.translate(rect.min.to_vec2())).collect();
            door_ui(ui, ctx, word, id, &pieces);
        }
    }
    ui.painter().galley(rect.min, galley, ctx.tokens.text);
}

fn format_of(ctx: &UiCtx<'_>, word: &Inline, kind: Type) -> TextFormat {
    let kind = match (word.face, kind) {
        (Face::Mono, _) => Type::Mono,
        (Face::Strong, Type::Story) => Type::StoryStrong,
        (Face::Strong, _) => Type::Strong,
        (Face::Plain, kind) => kind,
    };
    TextFormat {
        font_id: kind.font(),
        color: ctx.tokens.tone(word.tone),
        valign: egui::Align::Center,
        ..TextFormat::default()
    }
}

/// Where the letters `from..to` lie, one rectangle a row.
fn pieces(galley: &Galley, from: usize, to: usize) -> Vec<Rect> {
    let cursor =
        |index: usize, next_row: bool| CCursor { index: index.into(), prefer_next_row: next_row };
    let start = galley.pos_from_cursor(cursor(from, true));
    let end = galley.pos_from_cursor(cursor(to, false));
    galley
        .rows
        .iter()
        .map(egui::epaint::text::PlacedRow::rect)
        .filter(|row| row.bottom() > start.center().y && row.top() < end.center().y)
        .map(|row| {
            let first = row.y_range().contains(start.center().y);
            let last = row.y_range().contains(end.center().y);
            let left = if first { start.left() } else { row.left() };
            // The blank at which a row wraps carries no line.
            let right = if last { end.left() } else { row.right() - BLANK };
            Rect::from_min_max(pos2(left, row.top()), pos2(right.max(left), row.bottom()))
        })
        .filter(|piece| piece.width() > 0.5)
        .collect()
}

fn door_ui(ui: &Ui, ctx: &UiCtx<'_>, word: &Inline, id: egui::Id, pieces: &[Rect]) {
    let (Some(door), Some(first)) = (&word.door, pieces.first()) else { return };
    let response = ui.interact(*first, id, Sense::click());
    let others: Vec<egui::Response> = pieces
        .iter()
        .skip(1)
        .enumerate()
        // The further rows hear the pointer, and are no further stops for the keyboard.
        .map(|(row, piece)| ui.interact(*piece, id.with(row), Sense::CLICK))
        .collect();
    let lit = response.hovered() || others.iter().any(egui::Response::hovered);
    let color = ctx.tokens.tone(word.tone);
    let stroke = Stroke::new(1.0, if lit { color } else { color.gamma_multiply(0.5) });
    for piece in pieces {
        ui.painter().hline(piece.x_range(), piece.bottom() - 1.0, stroke);
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, ctx.tokens.accent);
        ui.painter().rect_stroke(first.expand(1.0), 2, ring, egui::StrokeKind::Outside);
    }
    if response.clicked() || others.iter().any(egui::Response::clicked) {
        ctx.go(door);
    }
    let text = word.text.clone();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &text));
    for response in std::iter::once(response).chain(others) {
        response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(door_hint(door));
    }
}
