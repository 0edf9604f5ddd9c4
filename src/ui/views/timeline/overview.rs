//! All users over all of the case, with the stretch that the lanes show.

use egui::{Align2, CursorIcon, Mesh, Rect, Sense, Shape, Stroke, Ui, pos2};

use crate::app::{TimeCommand, UiCommand};
use crate::model::{TimeRange, Timestamp};
use crate::present::time_scale::TimeScale;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};

/// A bar with its gap, in points.
const STEP: f32 = 4.0;
/// How near an edge of the brush is grabbed.
const GRAB: f32 = 6.0;

/// What a drag on the overview does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Drag {
    /// Moves the brush.
    Move,
    /// Moves the brush's left edge.
    Start,
    /// Moves the brush's right edge.
    End,
    /// Draws a new brush from here.
    New(Timestamp),
}

/// Draws the strip and its brush.
pub(super) fn overview_ui(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    drag: &mut Option<Drag>,
    (strip, left, right): (Rect, f32, f32),
) {
    let (Some(case), Some(view)) = (ctx.case(), ctx.state.time) else { return };
    let tokens = ctx.tokens;
    let plot = Rect::from_min_max(
        pos2(left, strip.top() + 8.0),
        pos2(right.max(left + 1.0), strip.bottom() - 8.0),
    );
    let painter = ui.painter();
    painter.hline(strip.x_range(), strip.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    let at = pos2(strip.left() + size::GAP_3, strip.center().y);
    painter.text(at, Align2::LEFT_CENTER, "All users", Type::Small.font(), tokens.muted);
    let bars = (plot.width() / STEP).floor().max(1.0) as usize;
    let model = ctx.models.overview(ctx.state, case, bars);
    let Some(range) = model.range else { return };
    let scale = TimeScale::new(range, f64::from(plot.left()), f64::from(plot.width()));
    brush_body(ui, ctx, (plot, &scale), view);
    let mut mesh = Mesh::default();
    let step = plot.width() / model.bars.len().max(1) as f32;
    for (index, bar) in model.bars.iter().enumerate().filter(|(_, bar)| bar.count > 0) {
        // The square root keeps a lone prompt visible beside a busy morning.
        let share = (bar.count as f32 / model.most.max(1) as f32).sqrt();
        let height = (share * plot.height()).max(2.0);
        let x = plot.left() + index as f32 * step;
        let color = bar.severity.map_or(tokens.faint, |severity| tokens.severity(severity));
        let height = if bar.severity.is_some() { height.max(8.0) } else { height };
        let rect = Rect::from_min_max(
            pos2(x, plot.bottom() - height),
            pos2(x + (step - 1.0).max(1.5), plot.bottom()),
        );
        mesh.add_colored_rect(rect, color);
    }
    painter.add(Shape::mesh(mesh));
    filter_edges(ui, ctx, (plot, &scale));
    brush_edges(ui, ctx, (plot, &scale), view);
    pointer(ui, ctx, drag, (plot, &scale, view));
}

fn brush_rect(plot: Rect, scale: &TimeScale, view: TimeRange) -> Rect {
    let from = (scale.x(view.start) as f32).clamp(plot.left(), plot.right());
    let to = (scale.x(view.end) as f32).clamp(plot.left(), plot.right());
    Rect::from_min_max(pos2(from, plot.top() - 4.0), pos2(to.max(from + 3.0), plot.bottom() + 4.0))
}

fn brush_body(ui: &Ui, ctx: &UiCtx<'_>, (plot, scale): (Rect, &TimeScale), view: TimeRange) {
    let rect = brush_rect(plot, scale, view);
    ui.painter().rect_filled(rect, 2.0, ctx.tokens.selection);
}

fn brush_edges(ui: &Ui, ctx: &UiCtx<'_>, (plot, scale): (Rect, &TimeScale), view: TimeRange) {
    let rect = brush_rect(plot, scale, view);
    for x in [rect.left(), rect.right()] {
        ui.painter().vline(x, rect.y_range(), Stroke::new(1.5, ctx.tokens.accent));
    }
}

fn filter_edges(ui: &Ui, ctx: &UiCtx<'_>, (plot, scale): (Rect, &TimeScale)) {
    let Some(time) = ctx.state.filter.time else { return };
    let from = (scale.x(time.start) as f32).clamp(plot.left(), plot.right());
    let to = (scale.x(time.end) as f32).clamp(plot.left(), plot.right());
    let y = plot.bottom() + 3.0;
    ui.painter().hline(from..=to.max(from + 2.0), y, Stroke::new(2.0, ctx.tokens.accent));
}

fn pointer(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    drag: &mut Option<Drag>,
    (plot, scale, view): (Rect, &TimeScale, TimeRange),
) {
    let id = ui.make_persistent_id("overview");
    let response = ui.interact(plot.expand2(egui::vec2(4.0, 8.0)), id, Sense::click_and_drag());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::ScrollBar,
            true,
            "Overview of all users: drag to choose what the lanes show",
        )
    });
    if response.double_clicked() {
        ctx.send(UiCommand::Fit);
        return;
    }
    let brush = brush_rect(plot, scale, view);
    if let Some(pointer) = response.hover_pos() {
        let edge =
            (pointer.x - brush.left()).abs() < GRAB || (pointer.x - brush.right()).abs() < GRAB;
        ui.ctx().set_cursor_icon(if edge {
            CursorIcon::ResizeHorizontal
        } else {
            CursorIcon::Default
        });
    }
    if response.drag_started() {
        let origin = ui.input(|input| input.pointer.press_origin());
        *drag = origin.map(|at| kind_of_drag(at.x, brush, plot, scale));
    }
    if let (Some(kind), true, Some(at)) =
        (*drag, response.dragged(), response.interact_pointer_pos())
    {
        let here = scale.time(f64::from(at.x));
        let range = match kind {
            Drag::Move => {
                let by = scale.span_of(f64::from(response.drag_delta().x));
                ctx.send(TimeCommand::PanBy(by));
                return;
            }
            Drag::Start => TimeRange::new(here.min(view.end), view.end),
            Drag::End => TimeRange::new(view.start, here.max(view.start)),
            Drag::New(from) => TimeRange::new(from.min(here), from.max(here)),
        };
        ctx.send(TimeCommand::Set(range));
    }
    if response.drag_stopped() {
        *drag = None;
    }
    if response.clicked()
        && let Some(at) = response.interact_pointer_pos()
    {
        let middle = Timestamp(view.start.0 + view.span().0 / 2);
        ctx.send(TimeCommand::PanBy(scale.time(f64::from(at.x)).since(middle)));
    }
}

fn kind_of_drag(x: f32, brush: Rect, plot: Rect, scale: &TimeScale) -> Drag {
    let whole = brush.width() > plot.width() * 0.97;
    if (x - brush.left()).abs() < GRAB {
        Drag::Start
    } else if (x - brush.right()).abs() < GRAB {
        Drag::End
    } else if brush.x_range().contains(x) && !whole {
        Drag::Move
    } else {
        Drag::New(scale.time(f64::from(x)))
    }
}
