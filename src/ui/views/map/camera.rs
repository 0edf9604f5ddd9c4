//! Which part of the world is in view, and where it lies on the screen.

use egui::{Pos2, Rect, Vec2, pos2};

use crate::geo::projection::HALF_HEIGHT;

/// The whole world is zoom 1.
const LEAST_ZOOM: f64 = 1.0;
/// Beyond this the shapes of 1:50 million are coarser than the screen.
const MOST_ZOOM: f64 = 60.0;
/// What is fitted is never shown nearer than this: a single city needs its surroundings.
const FIT_ZOOM: f64 = 4.0;
/// Room around the world at zoom 1.
const MARGIN: f64 = 0.97;

/// A part of the world: a centre in map units and a zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Camera {
    center: (f64, f64),
    zoom: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { center: (0.0, 0.0), zoom: LEAST_ZOOM }
    }
}

impl Camera {
    /// The camera that shows all of `points` (map units) inside `rect`.
    pub(super) fn fitting(points: impl Iterator<Item = (f64, f64)>, rect: Rect) -> Self {
        let mut bounds: Option<[f64; 4]> = None;
        for (x, y) in points {
            let [west, north, east, south] = bounds.unwrap_or([x, y, x, y]);
            bounds = Some([west.min(x), north.min(y), east.max(x), south.max(y)]);
        }
        let Some([west, north, east, south]) = bounds else { return Self::default() };
        // Labels and the legend need room beside what is fitted.
        let room = (f64::from(rect.width()) * 0.74, f64::from(rect.height()) * 0.66);
        let scale = (room.0 / (east - west).max(1e-9)).min(room.1 / (south - north).max(1e-9));
        let center = ((west + east) / 2.0, (north + south) / 2.0);
        let zoom = (scale / base(rect)).clamp(LEAST_ZOOM, FIT_ZOOM);
        Self { center, zoom }.kept(rect)
    }

    pub(super) fn zoom(&self) -> f64 {
        self.zoom
    }

    /// Where things lie with this camera.
    pub(super) fn lens(&self, rect: Rect) -> Lens {
        Lens { rect, center: self.center, scale: base(rect) * self.zoom }
    }

    /// Moves what is in view by points on the screen.
    pub(super) fn panned(mut self, by: Vec2, rect: Rect) -> Self {
        let scale = base(rect) * self.zoom;
        self.center.0 -= f64::from(by.x) / scale;
        self.center.1 -= f64::from(by.y) / scale;
        self.kept(rect)
    }

    /// Zooms so that what lies at `anchor` stays there; `factor` above 1 zooms in.
    pub(super) fn zoomed(mut self, factor: f64, anchor: Pos2, rect: Rect) -> Self {
        if !factor.is_finite() || factor <= 0.0 {
            return self;
        }
        let held = self.lens(rect).to_map(anchor);
        self.zoom = (self.zoom * factor).clamp(LEAST_ZOOM, MOST_ZOOM);
        let now = self.lens(rect).to_map(anchor);
        self.center.0 += held.0 - now.0;
        self.center.1 += held.1 - now.1;
        self.kept(rect)
    }

    /// Keeps the world in view: no more emptiness beside it than a tenth of the panel.
    fn kept(mut self, rect: Rect) -> Self {
        let scale = base(rect) * self.zoom;
        let keep = |value: f64, half_world: f64, size: f32| {
            let half_view = f64::from(size) * 0.4 / scale;
            let most = (half_world - half_view).max(0.0);
            value.clamp(-most, most)
        };
        self.center = (
            keep(self.center.0, 0.5, rect.width()),
            keep(self.center.1, HALF_HEIGHT, rect.height()),
        );
        self
    }
}

/// Points per map unit at zoom 1.
fn base(rect: Rect) -> f64 {
    let by_height = f64::from(rect.height()) / (2.0 * HALF_HEIGHT);
    (f64::from(rect.width()).min(by_height) * MARGIN).max(1.0)
}

/// Map units to points on the screen and back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lens {
    /// The panel.
    pub(super) rect: Rect,
    center: (f64, f64),
    /// Points per map unit.
    pub(super) scale: f64,
}

impl Lens {
    /// Where a point in map units lies.
    pub(super) fn to_screen(self, (x, y): (f64, f64)) -> Pos2 {
        let middle = self.rect.center();
        pos2(
            middle.x + ((x - self.center.0) * self.scale) as f32,
            middle.y + ((y - self.center.1) * self.scale) as f32,
        )
    }

    /// Which point in map units lies here.
    pub(super) fn to_map(self, at: Pos2) -> (f64, f64) {
        let from_middle = at - self.rect.center();
        (
            self.center.0 + f64::from(from_middle.x) / self.scale,
            self.center.1 + f64::from(from_middle.y) / self.scale,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel() -> Rect {
        Rect::from_min_size(pos2(10.0, 20.0), Vec2::new(620.0, 330.0))
    }

    #[test]
    fn zooming_keeps_what_lies_under_the_pointer() {
        let anchor = pos2(200.0, 150.0);
        let camera = Camera::default().zoomed(4.0, anchor, panel());
        let before = camera.lens(panel()).to_map(anchor);
        let after = camera.zoomed(1.7, anchor, panel()).lens(panel()).to_map(anchor);
        assert!((before.0 - after.0).abs() < 1e-9 && (before.1 - after.1).abs() < 1e-9);
    }

    #[test]
    fn what_is_fitted_lies_inside_the_panel() {
        let points = [(-0.3, -0.12), (0.21, 0.05)];
        let lens = Camera::fitting(points.into_iter(), panel()).lens(panel());
        assert!(points.iter().all(|&point| panel().shrink(30.0).contains(lens.to_screen(point))));
    }

    #[test]
    fn the_world_cannot_be_lost() {
        let mut camera = Camera::default().zoomed(1e9, panel().center(), panel());
        assert_eq!(camera.zoom(), MOST_ZOOM);
        for _ in 0..50 {
            camera = camera.panned(Vec2::splat(-9_000.0), panel());
        }
        let (x, y) = camera.lens(panel()).to_map(panel().center());
        assert!(x <= 0.5 && y <= HALF_HEIGHT);
        assert_eq!(camera.zoomed(0.0, panel().center(), panel()), camera);
    }
}
