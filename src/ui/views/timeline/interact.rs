//! Gestures on the lanes, turned into commands. Hit-testing uses the geometry that painted.

use egui::{CursorIcon, PointerButton, Rect, Response, Sense, Stroke, Ui};

use crate::app::{FilterCommand, Item, SelectCommand, TimeCommand, UiCommand};
use crate::model::TimeRange;
use crate::present::lanes::{self, Lane, LaneMark};
use crate::present::time_scale::TimeScale;
use crate::present::users::Entry;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::Type;
use crate::ui::views::users::item_of;

use super::lane::Place;

/// How near a mark the pointer must be, in points.
const REACH: f32 = 8.0;
/// A shorter drag is a click that trembled.
const LEAST_BRUSH: f32 = 4.0;
/// One notch of a wheel zooms by this much.
const NOTCH: f32 = 1.15;
/// Points that one notch scrolls.
const NOTCH_POINTS: f32 = 50.0;

/// The plot as one thing that hears the pointer.
pub(super) fn plot_response(ui: &Ui, plot: Rect) -> Response {
    let id = ui.make_persistent_id("plot");
    let response = ui.interact(plot, id, Sense::click_and_drag());
    response.widget_info(|| {
        let words = "Timeline: wheel zooms, drag chooses a time range, arrows move";
        egui::WidgetInfo::labeled(egui::Role::Canvas, true, words)
    });
    response
}

/// Clicks and tooltips of one lane.
pub(super) fn lane_pointer(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    plot: &Response,
    (entry, lane): (&Entry, &Lane),
    place: Place,
) {
    let Some(pointer) = plot.hover_pos().or(plot.interact_pointer_pos()) else { return };
    if !place.row.contains(pointer) || !place.plot.contains(pointer) {
        return;
    }
    let x = pointer.x - place.plot.left();
    let mark = nearest(&lane.marks, x);
    if plot.double_clicked() {
        return;
    }
    if plot.clicked() {
        let item = mark.map(|mark| Item::Prompt(mark.prompt));
        ctx.send(SelectCommand::Set(item.unwrap_or_else(|| item_of(&entry.key))));
    }
    let Some(mark) = mark else { return };
    if plot.dragged() {
        return;
    }
    ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    let Some(case) = ctx.case() else { return };
    if let Some((title, lines)) = lanes::tooltip(case, mark, ctx.zone()) {
        plot.clone().on_hover_ui_at_pointer(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(egui::RichText::new(title).font(Type::Strong.font()));
            for line in lines {
                let words = egui::RichText::new(line).font(Type::Small.font());
                ui.label(words.color(ctx.tokens.muted));
            }
        });
    }
}

/// The mark under the pointer; a star is preferred over its neighbours.
fn nearest(marks: &[LaneMark], x: f32) -> Option<&LaneMark> {
    let from = marks.partition_point(|mark| mark.x < x - REACH);
    marks.iter().skip(from).take_while(|mark| mark.x <= x + REACH).min_by(|a, b| {
        let star = b.star.is_some().cmp(&a.star.is_some());
        star.then((a.x - x).abs().total_cmp(&(b.x - x).abs()))
    })
}

/// Wheel, pan and brush over the whole plot.
pub(super) fn wheel_and_drag(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    brush: &mut Option<f32>,
    (plot, response): (Rect, &Response),
    scale: &TimeScale,
) {
    wheel(ui, ctx, plot, scale);
    if response.double_clicked() {
        ctx.send(UiCommand::Fit);
    }
    if response.dragged_by(PointerButton::Middle) {
        let by = scale.span_of(-f64::from(response.drag_delta().x));
        ctx.send(TimeCommand::PanBy(by));
        return;
    }
    let Some(pointer) = response.interact_pointer_pos() else { return };
    let here = pointer.x.clamp(plot.left(), plot.right());
    if response.drag_started_by(PointerButton::Primary) {
        *brush = ui.input(|input| input.pointer.press_origin()).map(|at| at.x);
    }
    let Some(from) = *brush else { return };
    let from = from.clamp(plot.left(), plot.right());
    let rect = plot.with_min_x(from.min(here)).with_max_x(from.max(here));
    if response.dragged_by(PointerButton::Primary) {
        let fill = ctx.tokens.accent.gamma_multiply(0.16);
        ui.painter().rect(
            rect,
            0,
            fill,
            Stroke::new(1.0, ctx.tokens.accent),
            egui::StrokeKind::Inside,
        );
    }
    if response.drag_stopped() {
        *brush = None;
        if rect.width() >= LEAST_BRUSH {
            let start = scale.time(f64::from(rect.left()));
            let end = scale.time(f64::from(rect.right()));
            ctx.send(FilterCommand::SetTime(Some(TimeRange::new(start, end))));
        }
    }
}

fn wheel(ui: &Ui, ctx: &UiCtx<'_>, plot: Rect, scale: &TimeScale) {
    if !ui.rect_contains_pointer(plot) {
        return;
    }
    let Some(pointer) = ui.input(|input| input.pointer.hover_pos()) else { return };
    let (delta, shift, pinch) =
        ui.input(|input| (input.smooth_scroll_delta(), input.modifiers.shift, input.zoom_delta()));
    let anchor = scale.time(f64::from(pointer.x));
    if (pinch - 1.0).abs() > 1e-4 {
        ctx.send(TimeCommand::ZoomAround { anchor, factor: f64::from(1.0 / pinch) });
        return;
    }
    let sideways = if shift { delta.x + delta.y } else { delta.x };
    if sideways.abs() > 0.1 {
        ctx.send(TimeCommand::PanBy(scale.span_of(-f64::from(sideways))));
    } else if delta.y.abs() > 0.1 {
        let factor = NOTCH.powf(-delta.y / NOTCH_POINTS);
        ctx.send(TimeCommand::ZoomAround { anchor, factor: f64::from(factor) });
    }
}
