//! The ruler of the zone in force, and its lines through the lanes.

use egui::{Align2, Rect, Stroke, Ui, pos2};

use crate::present::time_scale::{Tick, TimeScale};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::Type;

/// Draws the ruler.
pub(super) fn ruler_ui(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    (ruler, plot): (Rect, Rect),
    scale: &TimeScale,
    ticks: &[Tick],
) {
    let tokens = ctx.tokens;
    let painter = ui.painter();
    painter.hline(ruler.x_range(), ruler.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    for tick in ticks {
        let x = scale.x(tick.time) as f32;
        let galley = painter.layout_no_wrap(tick.label.clone(), Type::Small.font(), tokens.muted);
        // A label that would be cut at an edge is left out; its line stays.
        if x - galley.size().x / 2.0 < ruler.left() + 4.0
            || x < plot.left()
            || x + galley.size().x / 2.0 > ruler.right()
        {
            continue;
        }
        let at = pos2(x, ruler.center().y - 1.0);
        painter.text(at, Align2::CENTER_CENTER, &tick.label, Type::Small.font(), tokens.muted);
    }
}

/// Draws the lines.
pub(super) fn grid(ui: &Ui, ctx: &UiCtx<'_>, plot: Rect, scale: &TimeScale, ticks: &[Tick]) {
    let painter = ui.painter().with_clip_rect(plot.intersect(ui.clip_rect()));
    let stroke = Stroke::new(1.0, ctx.tokens.line.gamma_multiply(0.7));
    for tick in ticks {
        let x = painter.round_to_pixel_center(scale.x(tick.time) as f32);
        painter.vline(x, plot.y_range(), stroke);
    }
    painter.vline(plot.left(), plot.y_range(), stroke);
}
