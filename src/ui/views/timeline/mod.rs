//! When: an overview of all users, a ruler, and a lane per user that is listed.

mod interact;
mod lane;
mod overview;
mod ruler;

use egui::{Align, Align2, Layout, Rect, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::app::{ReadingCommand, UiCommand};
use crate::model::{Outcome, TimeRange};
use crate::present::nothing::nothing;
use crate::present::time_scale::{self, Tick, TimeScale};
use crate::present::{Mark, format};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::{
    RowScroll, card, empty_state, head, muted, paint_mark, strong, virtual_rows,
};

use super::users::selected_key;

/// Height of the overview strip.
const OVERVIEW: f32 = 52.0;
/// Height of the ruler.
const RULER: f32 = 26.0;
/// Height of the line of hints.
const FOOT: f32 = 26.0;
/// What the hints say.
const HINT: &str = "Wheel zooms · drag brushes · N next approval after a burst · F fit";

/// Scroll position and the brush that is being drawn.
#[derive(Debug, Default)]
pub(crate) struct TimelineUi {
    scroll: RowScroll,
    revealed: u64,
    /// Where the brush began, in points.
    brush: Option<f32>,
    /// What a drag on the overview does.
    overview_drag: Option<overview::Drag>,
}

/// Where things lie.
#[derive(Clone, Copy, Debug)]
struct Geometry {
    /// Names of the lanes.
    labels: Rect,
    /// The lanes themselves.
    plot: Rect,
}

/// Says why there is no prompt, and offers what can be done.
fn nothing_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let Some(nothing) = ctx.case().and_then(nothing) else { return };
    empty_state(ui, ctx.tokens, &nothing.title, &nothing.hint);
    ui.add_space(size::GAP_2);
    ui.vertical_centered(|ui| {
        if let Some(file) = nothing.unknown
            && ui.button("Map its columns…").clicked()
        {
            ctx.send(ReadingCommand::Map(file));
        }
        ui.add_space(size::GAP);
        if ui.button("Show the evidence").clicked() {
            ctx.send(UiCommand::ShowEvidence);
        }
    });
}

/// Draws the timeline.
pub(crate) fn timeline_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut TimelineUi) {
    card(ui, ctx.tokens, |ui| {
        let wide = ui.available_width() > 330.0 + legend_width(ui, true);
        head(
            ui,
            ctx.tokens,
            |ui| {
                strong(ui, ctx.tokens, "Timeline");
                muted(ui, ctx.tokens, &span_words(ctx));
            },
            |ui| {
                if wide {
                    legend(ui, ctx, true);
                }
            },
        );
        let Some(view) = ctx.state.time else {
            nothing_ui(ui, ctx);
            return;
        };
        let rect = ui.available_rect_before_wrap();
        let foot = if rect.height() > 200.0 { FOOT } else { 0.0 };
        let body = rect.with_max_y(rect.bottom() - foot);
        body_ui(ui, ctx, local, (body, view));
        if foot > 0.0 {
            foot_ui(ui, ctx, rect.with_min_y(body.bottom()), wide);
        }
    });
}

fn body_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut TimelineUi, (rect, view): (Rect, TimeRange)) {
    let label_width = (rect.width() * 0.17).clamp(64.0, 150.0);
    let plot_left = rect.left() + label_width;
    let plot_right = rect.right() - 16.0;
    let strip = rect.with_max_y((rect.top() + OVERVIEW).min(rect.bottom()));
    overview::overview_ui(ui, ctx, &mut local.overview_drag, (strip, plot_left, plot_right));
    let ruler = Rect::from_min_max(
        pos2(rect.left(), strip.bottom()),
        pos2(rect.right(), (strip.bottom() + RULER).min(rect.bottom())),
    );
    let lanes = rect.with_min_y(ruler.bottom());
    let geometry = Geometry {
        labels: lanes.with_max_x(plot_left),
        plot: Rect::from_min_max(
            pos2(plot_left, lanes.top()),
            pos2(plot_right.max(plot_left + 1.0), lanes.bottom()),
        ),
    };
    let plot = geometry.plot;
    let scale = TimeScale::new(view, f64::from(plot.left()), f64::from(plot.width()));
    let ticks = time_scale::ticks(&scale, ctx.zone(), 68.0);
    ruler::ruler_ui(ui, ctx, (ruler, plot), &scale, &ticks);
    let pointer = lanes_ui(ui, ctx, local, (lanes, geometry), (&scale, &ticks));
    if let Some(pointer) = pointer {
        interact::wheel_and_drag(ui, ctx, &mut local.brush, (geometry.plot, &pointer), &scale);
    }
}

fn lanes_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    local: &mut TimelineUi,
    (rect, geometry): (Rect, Geometry),
    (scale, ticks): (&TimeScale, &[Tick]),
) -> Option<egui::Response> {
    let case = ctx.case()?;
    let model = ctx.models.users(ctx.state, case);
    let selected = selected_key(ctx);
    if local.revealed != ctx.state.reveal {
        local.revealed = ctx.state.reveal;
        local.scroll.reveal = selected.as_ref().and_then(|key| model.position(key));
    }
    local.scroll.wheel_area = Some(geometry.labels);
    let mut lanes = ui.new_child(UiBuilder::new().id_salt("lanes").max_rect(rect));
    lanes.shrink_clip_rect(rect);
    let rows = (model.entries.len(), size::LANE, "lanes");
    // The plot hears the pointer before the lanes' names do, so that a mark is what is clicked.
    let pointer = interact::plot_response(&lanes, geometry.plot);
    virtual_rows(&mut lanes, ctx.tokens, rows, &mut local.scroll, |ui, index, row| {
        let Some(entry) = model.entries.get(index) else { return };
        let lane_scale = TimeScale::new(scale.range, 0.0, scale.width);
        let lane = ctx.models.lane(ctx.state, case, entry, &lane_scale);
        let chosen = selected.as_ref() == Some(&entry.key);
        let place = lane::Place { row, plot: geometry.plot, labels: geometry.labels };
        lane::ground(ui, ctx, entry, place, chosen);
        ruler::grid(ui, ctx, row.intersect(geometry.plot), scale, ticks);
        lane::lane_ui(ui, ctx, (entry, &lane), place, chosen);
        interact::lane_pointer(ui, ctx, &pointer, (entry, &lane), place);
    });
    outside_filter(&lanes, ctx, geometry.plot, scale);
    Some(pointer)
}

/// What the time filter leaves out is dimmed.
fn outside_filter(ui: &Ui, ctx: &UiCtx<'_>, plot: Rect, scale: &TimeScale) {
    let Some(time) = ctx.state.filter.time else { return };
    let dim = ctx.tokens.bg.gamma_multiply(0.55);
    let from = scale.x(time.start) as f32;
    let to = scale.x(time.end) as f32;
    let painter = ui.painter().with_clip_rect(plot.intersect(ui.clip_rect()));
    painter.rect_filled(plot.with_max_x(from.min(plot.right())), 0.0, dim);
    painter.rect_filled(plot.with_min_x(to.max(plot.left())), 0.0, dim);
    for x in [from, to] {
        painter.vline(x, plot.y_range(), Stroke::new(1.0, ctx.tokens.accent));
    }
}

fn span_words(ctx: &UiCtx<'_>) -> String {
    let (Some(view), Some(full)) = (ctx.state.time, ctx.state.full_range()) else {
        return String::new();
    };
    // The margins around the case are no days of it.
    let start = view.start.max(full.start).min(full.end);
    let view = TimeRange::new(start, view.end.min(full.end).max(start));
    let zone = ctx.zone();
    let name = format::abbreviation(view.start, zone);
    if format::day(view.start, zone) == format::day(view.end, zone) {
        return format!("{}, {name}", format::long_day(view.start, zone));
    }
    format!("{}, {name}", format::day_range(view.start, view.end, zone))
}

const LEGEND: [(Mark, &str); 6] = [
    (Mark::Outcome { outcome: Outcome::Approved, inferred: false }, "approved"),
    (Mark::Outcome { outcome: Outcome::Denied, inferred: false }, "denied"),
    (Mark::Outcome { outcome: Outcome::NoAnswer, inferred: false }, "no answer"),
    (Mark::Outcome { outcome: Outcome::WrongNumber, inferred: false }, "wrong number"),
    (Mark::Outcome { outcome: Outcome::FraudReported, inferred: false }, "fraud"),
    (Mark::Star, "approved after burst"),
];

fn legend_width(ui: &Ui, full: bool) -> f32 {
    LEGEND
        .iter()
        .map(|(_, words)| {
            let text = if full { *words } else { "" };
            let galley = ui.painter().layout_no_wrap(
                text.to_owned(),
                Type::Small.font(),
                egui::Color32::WHITE,
            );
            galley.size().x + 26.0
        })
        .sum()
}

/// The meaning of the shapes, always in view. Goes from right to left in a right-to-left layout.
fn legend(ui: &mut Ui, ctx: &UiCtx<'_>, reversed: bool) {
    ui.spacing_mut().item_spacing.x = 0.0;
    let mut order: Vec<usize> = (0..LEGEND.len()).collect();
    if reversed {
        order.reverse();
    }
    for (mark, words) in order.into_iter().filter_map(|index| LEGEND.get(index).copied()) {
        let galley =
            ui.painter().layout_no_wrap(words.to_owned(), Type::Small.font(), ctx.tokens.muted);
        let wanted = vec2(galley.size().x + 26.0, 20.0);
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
        paint_mark(ui.painter(), ctx.tokens, mark, pos2(rect.left() + 10.0, rect.center().y), 4.5);
        let at = pos2(rect.left() + 18.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, ctx.tokens.muted);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
        response.on_hover_text(legend_hint(mark));
    }
}

fn legend_hint(mark: Mark) -> &'static str {
    match mark {
        Mark::Outcome { outcome: Outcome::NoAnswer, .. } => {
            "Dashed: inferred from a missing answer. Quiet grey marks: open, cancelled, blocked, error, unknown."
        }
        Mark::Star => "An approval that followed unsatisfied prompts (MF-04)",
        Mark::Outcome { .. } => "How the prompt ended",
    }
}

fn foot_ui(ui: &mut Ui, ctx: &UiCtx<'_>, rect: Rect, legend_above: bool) {
    let line = Stroke::new(1.0, ctx.tokens.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    if legend_above {
        let at = pos2(rect.left() + size::GAP_3, rect.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, HINT, Type::Small.font(), ctx.tokens.muted);
        return;
    }
    let mut foot = ui.new_child(
        UiBuilder::new()
            .id_salt("legend")
            .max_rect(rect.shrink2(vec2(2.0, 0.0)))
            .layout(Layout::left_to_right(Align::Center)),
    );
    foot.shrink_clip_rect(rect);
    legend(&mut foot, ctx, false);
}
