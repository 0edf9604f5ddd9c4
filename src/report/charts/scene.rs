//! What a picture is made of.

use crate::report::palette::Rgb;

/// A colour with its opacity, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    /// The colour.
    pub rgb: Rgb,
    /// 0 is invisible, 1 hides what is behind.
    pub alpha: f64,
}

impl Paint {
    /// A colour that hides what is behind.
    pub const fn solid(rgb: Rgb) -> Self {
        Self { rgb, alpha: 1.0 }
    }

    /// A colour that lets through what is behind.
    pub const fn soft(rgb: Rgb, alpha: f64) -> Self {
        Self { rgb, alpha }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub paint: Paint,
    /// Its width in scene units.
    pub width: f32,
    /// Length of dashes and of the gaps between them; `None` is unbroken.
    pub dash: Option<f32>,
}

impl Stroke {
    /// An unbroken line.
    pub const fn solid(rgb: Rgb, width: f32) -> Self {
        Self { paint: Paint::solid(rgb), width, dash: None }
    }
}

/// Where a text's position lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At its left end.
    Start,
    /// In its middle.
    Middle,
    /// At its right end.
    End,
}

/// A line of text; its height is centred on `y`.
#[derive(Clone, Debug, PartialEq)]
pub struct TextPrim {
    /// Horizontal position.
    pub x: f32,
    /// Vertical middle.
    pub y: f32,
    /// Size in scene units.
    pub size: f32,
    /// Which end lies at `x`.
    pub anchor: Anchor,
    /// Its colour.
    pub color: Rgb,
    /// Whether it is heavy.
    pub is_strong: bool,
    /// The words; already visible, not yet escaped for a format.
    pub text: String,
}

/// One shape. Units are pixels of a picture at normal density; y grows downwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Prim {
    /// A filled area; a rectangle is one too.
    Polygon {
        /// Its corners.
        points: Vec<(f32, f32)>,
        /// Its colour.
        fill: Paint,
    },
    /// A line of several corners.
    Line {
        /// Its corners.
        points: Vec<(f32, f32)>,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A filled disc.
    Disc {
        /// Its centre.
        center: (f32, f32),
        /// Its radius.
        radius: f32,
        /// Its colour.
        fill: Paint,
    },
    /// A hollow circle.
    Ring {
        /// Its centre.
        center: (f32, f32),
        /// Its radius.
        radius: f32,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A line of text.
    Text(TextPrim),
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width in pixels at normal density.
    pub width: f32,
    /// Height in pixels at normal density.
    pub height: f32,
    /// What lies behind everything.
    pub background: Rgb,
    /// The shapes, the lowest first.
    pub prims: Vec<Prim>,
    /// What it shows, for people who cannot see it.
    pub description: String,
}

impl Scene {
    /// A filled rectangle.
    pub(super) fn rect(&mut self, (x, y): (f32, f32), (w, h): (f32, f32), fill: Paint) {
        let points = vec![(x, y), (x + w, y), (x + w, y + h), (x, y + h)];
        self.prims.push(Prim::Polygon { points, fill });
    }

    /// The outline of a rectangle.
    pub(super) fn frame(&mut self, (x, y): (f32, f32), (w, h): (f32, f32), stroke: Stroke) {
        let points = vec![(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)];
        self.prims.push(Prim::Line { points, stroke });
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), stroke: Stroke) {
        self.prims.push(Prim::Line { points: vec![from, to], stroke });
    }

    /// A regular figure: `radii` are used in turn, beginning at the top.
    pub(super) fn figure(&mut self, (x, y): (f32, f32), corners: u8, radii: &[f32], fill: Paint) {
        let points = (0..corners)
            .zip(radii.iter().cycle())
            .map(|(corner, radius)| {
                let angle = std::f32::consts::TAU * f32::from(corner) / f32::from(corners);
                (x + radius * angle.sin(), y - radius * angle.cos())
            })
            .collect();
        self.prims.push(Prim::Polygon { points, fill });
    }
}
