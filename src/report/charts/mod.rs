//! Pictures of a case: a scene of plain shapes first, then SVG or PNG through plotters.
//!
//! In: [`TimelineChart`], [`CoverageChart`] or [`MapChart`], plain structs that the report fills from a case and the
//! window fills from what is in view. Out: a [`Scene`], an SVG text or PNG bytes.
//! Must never know: cases, rules, egui. The shapes are the window's, so that screen and report
//! cannot disagree.

mod clip;
mod coverage;
mod map;
mod png;
mod scene;
mod sink;
mod ticks;
mod timeline;

pub use coverage::{CoverageBar, CoverageChart, coverage_scene};
pub use map::{MapArc, MapChart, MapPlace, MapRole, map_scene};
pub use scene::{Anchor, Paint, Prim, Scene, Stroke, TextPrim};
pub use sink::{png, svg};
pub use ticks::{Tick, utc_ticks};
pub use timeline::{Burst, Lane, Mark, Star, TimelineChart, timeline_scene};
