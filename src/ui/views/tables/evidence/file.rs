//! One file of the list, line by line.

use egui::{Rangef, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::app::{Command, Overlay, ReadingCommand, ViewCommand};
use crate::case::Case;
use crate::model::Evidence;
use crate::present::Tone;
use crate::present::story::Door;
use crate::present::tables::evidence::{Detail, FileCard, card, detail_row};
use crate::present::time_scale::{Tick, TimeScale};
use crate::ui::ctx::{UiCtx, door_hint};
use crate::ui::theme::{Type, icons, size};
use crate::ui::views::tables::grid_row::copy;
use crate::ui::widgets::{fit_galley, focus_ring, icon_button, one_line};

use super::{INDENT, bars, words};

/// Width of the keys below an open file.
pub(super) const KEY: f32 = 76.0;

/// Where words and bars stand.
pub(super) struct Frame {
    pub(super) left: Rangef,
    pub(super) right: Rangef,
    /// `None` where no file has an event.
    pub(super) scale: Option<TimeScale>,
    pub(super) ticks: Vec<Tick>,
}

/// Draws one of the two lines of a file; returns whether the file was pressed. The first line
/// stands for the whole row: it hears the pointer for both, and draws the bar over both.
pub(super) fn line_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    case: &Case,
    file: &Evidence,
    frame: &Frame,
    (line, rect, is_open): (usize, Rect, bool),
) -> bool {
    let tokens = ctx.tokens;
    let card = card(case, file);
    let id = ui.make_persistent_id(("file", file.id.0, line));
    let sense = if line == 0 { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect, id, sense);
    if is_open {
        ui.painter().rect_filled(rect, 0, tokens.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, tokens.raised);
    }
    let left = Rect::from_x_y_ranges(frame.left, rect.y_range());
    if line == 0 {
        let role = egui::Role::Row;
        response.widget_info(|| egui::WidgetInfo::selected(role, true, is_open, &card.sentence));
        focus_ring(ui, tokens, &response);
        title(ui, ctx, &card, left.translate(vec2(0.0, 2.0)));
    } else {
        second(ui, ctx, &card, left.translate(vec2(0.0, -2.0)));
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    }
    bar_ui(ui, ctx, case, file, frame, (line, rect));
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    response.clicked()
}

/// The bar lies over both lines; each line shows its half of it.
fn bar_ui(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    case: &Case,
    file: &Evidence,
    frame: &Frame,
    (line, rect): (usize, Rect),
) {
    let (Some(scale), Some(coverage)) = (&frame.scale, case.coverage.file(file.id)) else { return };
    let top = rect.top() - line as f32 * rect.height();
    let whole = Rect::from_x_y_ranges(frame.right, top..=top + 2.0 * rect.height());
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let hole = case.coverage.hole_before(coverage);
    bars::bar(&painter, ctx, whole, (scale, &frame.ticks), (coverage, hole));
    if coverage.first.is_none() && line == 0 {
        let words = "no events";
        let at = whole.center();
        let font = Type::Small.font();
        ui.painter().text(at, egui::Align2::CENTER_CENTER, words, font, ctx.tokens.muted);
    }
}

/// Number, name, size, and a sign where something should make a reader careful.
fn title(ui: &Ui, ctx: &UiCtx<'_>, card: &FileCard, rect: Rect) {
    let tokens = ctx.tokens;
    let center = rect.center().y;
    let color = tokens.tone(card.tone);
    ui.painter().circle_filled(pos2(rect.left() + 4.0, center), 4.0, color);
    let mut right = rect.right();
    if let Some(careful) = &card.careful {
        let at = Rect::from_center_size(pos2(right - 8.0, center), vec2(18.0, 18.0));
        let font = egui::FontId::new(14.0, Type::Icon.font().family);
        let middle = egui::Align2::CENTER_CENTER;
        ui.painter().text(at.center(), middle, icons::WARNING, font, tokens.tone(Tone::Warning));
        let id = ui.make_persistent_id(("careful", &card.number));
        ui.interact(at, id, Sense::hover()).on_hover_text(careful);
        right = at.left();
    }
    let size_words = one_line(ui, &card.size, Type::Small.font(), tokens.muted, rect.width() * 0.4);
    let size_left = right - size_words.size().x - size::GAP;
    let mut left = rect.left() + 16.0;
    for (text, kind, color) in [
        (card.number.as_str(), Type::Small, tokens.muted),
        (card.name.as_str(), Type::Strong, tokens.text),
    ] {
        let room = rect.with_min_x(left).with_max_x((size_left - size::GAP_2).max(left + 8.0));
        left = words(ui, text, (kind, color), room).0 + size::GAP_2;
    }
    let at = pos2(size_left, center - size_words.size().y / 2.0);
    ui.painter().galley(at, size_words, tokens.muted);
}

/// What became of the records, or why there are none; and the hash to copy.
fn second(ui: &mut Ui, ctx: &UiCtx<'_>, card: &FileCard, rect: Rect) {
    let tokens = ctx.tokens;
    let mut right = rect.right();
    if let Some(hash) = &card.sha256 {
        let at = Rect::from_center_size(pos2(right - 10.0, rect.center().y), vec2(20.0, 20.0));
        let mut corner =
            ui.new_child(egui::UiBuilder::new().id_salt(("hash", &card.number)).max_rect(at));
        let name = format!("Copy SHA-256 of {}", card.name);
        if icon_button(&mut corner, tokens, icons::COPY, &name).clicked() {
            copy(ctx, "SHA-256", hash.clone());
        }
        let short: String = hash.chars().take(8).chain(['…']).collect();
        let galley = one_line(ui, &short, Type::Mono.font(), tokens.muted, 90.0);
        right = at.left() - galley.size().x - size::GAP;
        let top = rect.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(right, top), galley, tokens.muted);
    }
    let is_told = matches!(card.tone, Tone::Good | Tone::Warning);
    let text = if is_told { card.fates.as_str() } else { card.status };
    let color = if is_told { tokens.muted } else { tokens.tone(card.tone) };
    let room = rect.with_min_x(rect.left() + 16.0).with_max_x(right - size::GAP_2);
    words(ui, text, (Type::Small, color), room);
}

/// What can be done about a line, and the command that does it.
fn deed(detail: Detail, file: &Evidence) -> Option<(&'static str, Command)> {
    match detail {
        Detail::Zone => {
            let overlay = Some(Overlay::FileZone(file.id));
            Some(("Choose the zone…", ViewCommand::SetOverlay(overlay).into()))
        }
        Detail::Encoding => {
            let overlay = Some(Overlay::FileEncoding(file.id));
            Some(("Choose the encoding…", ViewCommand::SetOverlay(overlay).into()))
        }
        Detail::Clock => {
            let overlay = Some(Overlay::FileClock(file.id));
            Some(("Set the clock…", ViewCommand::SetOverlay(overlay).into()))
        }
        Detail::Mapping => Some(("Map its columns…", ReadingCommand::Map(file.id).into())),
        _ => None,
    }
}

/// Draws one line, or part `part` of a longer one, below an open file.
pub(super) fn detail_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    case: &Case,
    file: &Evidence,
    (detail, part, room, rect): (Detail, usize, f32, Rect),
) {
    let Some(row) = detail_row(case, file, detail, ctx.zone()) else { return };
    let tokens = ctx.tokens;
    let inner = rect.shrink2(vec2(INDENT, 0.0));
    if part == 0 {
        let key = inner.with_min_x(inner.left() + 16.0).with_max_x(inner.left() + KEY);
        words(ui, row.key, (Type::Small, tokens.muted), key);
    }
    let value = inner.with_min_x(inner.left() + KEY);
    let kind = if detail == Detail::Hash { Type::Mono } else { Type::Small };
    // A longer sentence is painted from its first line, and each line shows its part of it.
    let galley = fit_galley(ui, &row.value, kind.font(), tokens.tone(row.tone), (room, 6));
    let top = if galley.rows.len() > 1 {
        rect.top() - part as f32 * rect.height() + 3.0
    } else {
        rect.center().y - galley.size().y / 2.0
    };
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
    let color = tokens.tone(row.tone);
    let width = galley.size().x;
    painter.galley(pos2(value.left(), top), galley, color);
    if part > 0 {
        return;
    }
    let id = ui.make_persistent_id(("detail", format!("{detail:?}")));
    let sentence = format!("{}: {}", row.key, row.value);
    let sense = if row.range.is_some() { Sense::click() } else { Sense::hover() };
    let words_rect = value.with_max_x(value.left() + width.max(24.0));
    let response = ui.interact(words_rect, id, sense);
    let role = if row.range.is_some() { egui::Role::Link } else { egui::Role::Row };
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, &sentence));
    if let Some((words, command)) = deed(detail, file) {
        let at = rect.with_min_x(words_rect.right() + size::GAP_2).with_max_x(inner.right());
        let mut corner = ui.new_child(
            egui::UiBuilder::new()
                .id_salt(words)
                .max_rect(at)
                .layout(egui::Layout::left_to_right(egui::Align::Center)),
        );
        if corner.add(egui::Button::new(words).small()).clicked() {
            ctx.send(command);
        }
    }
    if let Some(range) = row.range {
        let lit = response.hovered() || response.has_focus();
        let stroke = Stroke::new(1.0, if lit { color } else { color.gamma_multiply(0.5) });
        ui.painter().hline(words_rect.x_range(), rect.bottom() - 3.0, stroke);
        if response.clicked() {
            ctx.go(&Door::Time(range));
        }
        let hint = door_hint(&Door::Time(range));
        response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(hint);
    }
}
