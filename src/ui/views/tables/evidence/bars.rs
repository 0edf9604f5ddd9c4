//! Bars of all files over one time axis, and its ruler.

use egui::{Align2, Mesh, Painter, Rect, Shape, Stroke, Ui, pos2};

use crate::case::coverage::{FileCoverage, Quiet};
use crate::present::time_scale::{Tick, TimeScale};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::Type;

/// Least room between two ticks.
pub(super) const TICK_ROOM: f64 = 84.0;

/// Draws the ruler: a label wherever there is room for it.
pub(super) fn ruler(ui: &Ui, ctx: &UiCtx<'_>, rect: Rect, (scale, ticks): (&TimeScale, &[Tick])) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    for tick in ticks {
        let x = scale.x(tick.time) as f32;
        let galley =
            painter.layout_no_wrap(tick.label.clone(), Type::Small.font(), ctx.tokens.muted);
        let half = galley.size().x / 2.0;
        if x - half >= rect.left() && x + half <= rect.right() {
            let at = pos2(x, rect.center().y);
            let (font, color) = (Type::Small.font(), ctx.tokens.muted);
            painter.text(at, Align2::CENTER_CENTER, &tick.label, font, color);
        }
    }
}

/// Draws the bar of one file, its quiet stretches and the hole before it behind it.
pub(super) fn bar(
    painter: &Painter,
    ctx: &UiCtx<'_>,
    rect: Rect,
    (scale, ticks): (&TimeScale, &[Tick]),
    (file, hole): (&FileCoverage, Option<&Quiet>),
) {
    let tokens = ctx.tokens;
    let grid = Stroke::new(1.0, tokens.line.gamma_multiply(0.6));
    for tick in ticks {
        painter.vline(
            painter.round_to_pixel_center(scale.x(tick.time) as f32),
            rect.y_range(),
            grid,
        );
    }
    let Some(buckets) = &file.buckets else { return };
    let plot = rect.shrink2(egui::vec2(0.0, 6.0));
    let x = |time| (scale.x(time) as f32).clamp(plot.left(), plot.right());
    painter.hline(x_range(&x, file), plot.bottom(), Stroke::new(1.0, tokens.border));
    let mut mesh = Mesh::default();
    let wash = tokens.wash(tokens.no_answer, 0.35);
    for quiet in file.quiet.iter().chain(hole) {
        let (from, to) = (x(quiet.start), x(quiet.end));
        let area =
            Rect::from_min_max(pos2(from, plot.top()), pos2(to.max(from + 2.0), plot.bottom()));
        mesh.add_colored_rect(area, wash);
    }
    let most = buckets.counts.iter().copied().max().unwrap_or_default().max(1);
    let mut from = buckets.start;
    for &count in &buckets.counts {
        let to = from + buckets.width;
        if count > 0 {
            // The square root keeps a lone event visible beside a busy morning.
            let height = ((count as f32 / most as f32).sqrt() * plot.height()).max(2.0);
            let (left, right) = (x(from), x(to));
            let gap = if right - left > 4.0 { 1.0 } else { 0.0 };
            let corner = pos2((right - gap).max(left + 1.0), plot.bottom());
            let area = Rect::from_min_max(pos2(left, plot.bottom() - height), corner);
            mesh.add_colored_rect(area, tokens.faint);
        }
        from = to;
    }
    painter.add(Shape::mesh(mesh));
}

fn x_range(
    x: &impl Fn(crate::model::Timestamp) -> f32,
    file: &FileCoverage,
) -> std::ops::RangeInclusive<f32> {
    match file.first.zip(file.last) {
        Some((first, last)) => x(first)..=x(last).max(x(first) + 2.0),
        None => 0.0..=0.0,
    }
}
