//! One lane: name, bursts, marks, stars and words beside them.

use egui::{
    Color32, CornerRadius, Painter, Rangef, Rect, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use crate::app::Item;
use crate::model::{Outcome, Severity};
use crate::present::lanes::{Lane, LaneMark, Stretch};
use crate::present::users::Entry;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::views::users::{item_of, select};
use crate::ui::widgets::{focus_ring, mark_shapes, one_line, star_shapes};

/// How far below its top edge a lane's marks lie.
const MARKS_Y: f32 = 32.5;
/// How far below its top edge the words above the marks lie.
const WORDS_Y: f32 = 2.0;
/// How far a burst's box reaches beyond its first and last prompt.
const BOX_ROOM: f32 = 9.0;
/// Marks nearer than this become ticks.
const DENSE: f32 = 2.6;

/// Where a lane lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The whole row.
    pub(super) row: Rect,
    /// The plot of all lanes.
    pub(super) plot: Rect,
    /// The names of all lanes.
    pub(super) labels: Rect,
}

impl Place {
    /// Where a mark at `x` of the lane lies.
    pub(super) fn mark(self, x: f32) -> egui::Pos2 {
        pos2(self.plot.left() + x, self.row.top() + MARKS_Y)
    }
}

/// Draws what lies below the ruler's lines.
pub(super) fn ground(ui: &Ui, ctx: &UiCtx<'_>, entry: &Entry, place: Place, selected: bool) {
    let (tokens, row) = (ctx.tokens, place.row);
    let hovered = ctx.state.hovered.as_ref() == Some(&item_of(&entry.key));
    if selected {
        ui.painter().rect_filled(row, 0.0, tokens.selection);
    } else if hovered {
        ui.painter().rect_filled(row, 0.0, tokens.raised);
    }
    let line = Stroke::new(1.0, tokens.line.gamma_multiply(0.7));
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, line);
}

/// Draws a lane.
pub(super) fn lane_ui(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    (entry, lane): (&Entry, &Lane),
    place: Place,
    selected: bool,
) {
    let tokens = ctx.tokens;
    let row = place.row;
    name(ui, ctx, (entry, lane), place, selected);
    let reach = place.plot.expand2(vec2(6.0, 0.0));
    let clip = row.intersect(reach).intersect(ui.clip_rect());
    let painter = ui.painter().with_clip_rect(clip);
    let mut taken = Vec::new();
    for stretch in &lane.stretches {
        paint_stretch(&painter, ctx, stretch, place, &mut taken);
    }
    paint_marks(&painter, ctx, &lane.marks, place);
    paint_notes(&painter, ctx, lane, place, &taken);
    if let Some(prompt) = ctx.state.selection.prompt()
        && let Some(mark) = lane.marks.iter().find(|mark| mark.prompt == prompt)
    {
        let ring = Stroke::new(1.5, tokens.accent);
        painter.circle_stroke(place.mark(mark.x), 9.0, ring);
    }
    if let Some(Item::Prompt(prompt)) = &ctx.state.hovered
        && let Some(mark) = lane.marks.iter().find(|mark| mark.prompt == *prompt)
    {
        painter.circle_stroke(place.mark(mark.x), 8.0, Stroke::new(1.0, tokens.text));
    }
}

fn name(ui: &Ui, ctx: &UiCtx<'_>, (entry, lane): (&Entry, &Lane), place: Place, selected: bool) {
    let tokens = ctx.tokens;
    let rect = place.row.with_max_x(place.labels.right());
    let color = entry.severity.map_or(tokens.line, |severity| tokens.severity(severity));
    let bar =
        Rect::from_min_size(pos2(rect.left(), rect.top() + 8.0), vec2(3.0, rect.height() - 16.0));
    ui.painter().rect_filled(bar, CornerRadius::same(1), color);
    let room = rect.width() - size::GAP_3 - 8.0;
    let galley = one_line(ui, &entry.name, Type::Medium.font(), tokens.text, room);
    let at = pos2(rect.left() + size::GAP_3, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, tokens.text);
    let id = ui.make_persistent_id(("lane", &entry.key));
    let response = ui.interact(rect, id, Sense::click());
    focus_ring(ui, tokens, &response);
    select(ctx, entry, &response);
    let words = format!("Lane of {}", lane.sentence);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Row, true, selected, &words));
    response.on_hover_text(&entry.full_name);
}

fn paint_stretch(
    painter: &Painter,
    ctx: &UiCtx<'_>,
    stretch: &Stretch,
    place: Place,
    taken: &mut Vec<Rangef>,
) {
    let tokens = ctx.tokens;
    let color = tokens.severity(stretch.severity);
    let from = place.mark(stretch.from);
    let to = place.mark(stretch.to);
    let label_left = if stretch.slow {
        let stroke = Stroke::new(1.3, color);
        painter.extend(Shape::dashed_line(&[from, to], stroke, 1.5, 4.0));
        from.x.max(place.plot.left() + 4.0)
    } else {
        let rect = Rect::from_min_max(
            pos2(from.x - BOX_ROOM, place.row.top() + 20.0),
            pos2(to.x + BOX_ROOM, place.row.bottom() - 3.0),
        );
        let stroke = Stroke::new(1.0, color.gamma_multiply(0.8));
        painter.rect(rect, 4, color.gamma_multiply(0.14), stroke, StrokeKind::Inside);
        rect.left().max(place.plot.left()) + 1.0
    };
    let font = Type::SmallStrong.font();
    let short = stretch.count.to_string();
    let end = if stretch.slow { to.x } else { to.x + BOX_ROOM };
    for text in [stretch.label.as_str(), short.as_str()] {
        let galley = painter.layout_no_wrap(text.to_owned(), font.clone(), color);
        let width = galley.size().x;
        // A label may reach beyond its box, but not beyond the plot or into its neighbour.
        let left = label_left.min(place.plot.right() - width - 4.0);
        let span = Rangef::new(left - 4.0, left + width + 6.0);
        let hits = taken.iter().any(|range| range.max > span.min && span.max > range.min);
        if hits || end < place.plot.left() {
            continue;
        }
        painter.galley(pos2(left, place.row.top() + WORDS_Y + 1.0), galley, color);
        taken.push(span);
        return;
    }
}

fn paint_marks(painter: &Painter, ctx: &UiCtx<'_>, marks: &[LaneMark], place: Place) {
    let tokens = ctx.tokens;
    let mut shapes: Vec<Shape> = Vec::with_capacity(marks.len());
    let gap = |index: usize, other: usize| {
        let (Some(a), Some(b)) = (marks.get(index), marks.get(other)) else { return f32::INFINITY };
        (a.x - b.x).abs()
    };
    for (index, mark) in marks.iter().enumerate() {
        let center = place.mark(mark.x);
        let before = index.checked_sub(1).map_or(f32::INFINITY, |other| gap(index, other));
        let dense = before.min(gap(index, index + 1)) < DENSE;
        let plain = !matches!(mark.outcome, Outcome::FraudReported | Outcome::WrongNumber);
        if mark.star.is_none() {
            if dense && plain {
                let tick = Rect::from_center_size(center, vec2(1.5, 12.0));
                shapes.push(Shape::rect_filled(tick, 0, tokens.outcome(mark.outcome)));
            } else {
                mark_shapes(&mut shapes, tokens, (mark.outcome, mark.inferred), center, size::MARK);
            }
            if mark.approval_behind {
                let below = center + vec2(0.0, 9.5);
                shapes.push(Shape::circle_filled(below, 2.5, tokens.approved));
            }
        }
    }
    // Stars lie above everything.
    for mark in marks {
        if let Some(severity) = mark.star {
            star(&mut shapes, ctx, place.mark(mark.x), severity);
        }
    }
    painter.extend(shapes);
}

fn star(shapes: &mut Vec<Shape>, ctx: &UiCtx<'_>, center: egui::Pos2, severity: Severity) {
    let tokens = ctx.tokens;
    if severity == Severity::Info {
        // It explains itself (the user's own retry): an approval with a quiet ring, not an alarm.
        shapes.push(Shape::circle_filled(center, size::MARK, tokens.approved));
        shapes.push(Shape::circle_stroke(
            center,
            size::MARK + 3.0,
            Stroke::new(1.0, tokens.approved),
        ));
        return;
    }
    let color = tokens.severity(severity);
    shapes.push(Shape::circle_filled(center, 11.0, color.gamma_multiply(0.28)));
    star_shapes(shapes, center, 8.5, color);
}

fn paint_notes(painter: &Painter, ctx: &UiCtx<'_>, lane: &Lane, place: Place, words: &[Rangef]) {
    let mut in_marks: Vec<Rangef> = Vec::new();
    let mut above: Vec<Rangef> = words.to_vec();
    for note in &lane.notes {
        let color: Color32 = ctx.tokens.severity(note.severity);
        let galley = painter.layout_no_wrap(note.text.clone(), Type::SmallStrong.font(), color);
        let width = galley.size().x;
        let center = place.mark(note.x);
        let right = Rangef::new(center.x + 14.0, center.x + 14.0 + width);
        let left = Rangef::new(center.x - 14.0 - width, center.x - 14.0);
        let free_among_marks = |span: Rangef| {
            let marks = lane.marks.iter().map(|mark| place.mark(mark.x).x);
            let boxes = lane.stretches.iter().filter(|stretch| !stretch.slow);
            inside(span, place.plot)
                && !marks.into_iter().any(|x| x > span.min - 6.0 && x < span.max + 6.0)
                && !boxes.into_iter().any(|stretch| {
                    let from = place.mark(stretch.from).x - BOX_ROOM;
                    let to = place.mark(stretch.to).x + BOX_ROOM;
                    to > span.min && from < span.max
                })
                && !in_marks.iter().any(|taken| overlap(*taken, span))
        };
        let above_span = Rangef::new(center.x + 12.0, center.x + 12.0 + width);
        let above_left = Rangef::new(center.x - 12.0 - width, center.x - 12.0);
        let y = center.y - galley.size().y / 2.0;
        // Left of the burst that the mark ends.
        let own =
            lane.stretches.iter().filter(|stretch| !stretch.slow).find(|stretch| {
                stretch.from - BOX_ROOM <= note.x && note.x <= stretch.to + BOX_ROOM
            });
        let before = own.map_or(left, |stretch| {
            let edge = place.mark(stretch.from).x - BOX_ROOM - 6.0;
            Rangef::new(edge - width, edge)
        });
        if let Some(span) = [right, left, before].into_iter().find(|span| free_among_marks(*span)) {
            painter.galley(pos2(span.min, y), galley, color);
            in_marks.push(span);
        } else if let Some(span) = [above_span, above_left].into_iter().find(|span| {
            inside(*span, place.plot) && !above.iter().any(|taken| overlap(*taken, *span))
        }) {
            painter.galley(pos2(span.min, place.row.top() + WORDS_Y + 1.0), galley, color);
            above.push(span);
        }
    }
}

fn overlap(a: Rangef, b: Rangef) -> bool {
    a.max > b.min && b.max > a.min
}

fn inside(span: Rangef, plot: Rect) -> bool {
    span.min >= plot.left() && span.max <= plot.right()
}
