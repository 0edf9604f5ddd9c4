//! Floor 4: a finished document as bytes.
//!
//! In: a [`Case`](crate::case::Case) and what surrounds it. Out: an HTML report, CSV tables, SVG
//! and PNG pictures. Same input, same bytes.
//! Must never know: egui, polars, the disk, the clock.
//!
//! Log text leaves through [`escape`] only, here and everywhere else in the program.

pub mod escape;
pub mod palette;
// What documents say, then how each kind of document says it.
mod facts;
mod format_pages;
pub mod text;

mod charts;
mod csv;
mod html;
#[cfg(test)]
mod sample;

pub use self::csv::{FINDING_COLUMNS, PROMPT_COLUMNS, findings_csv, prompts_csv};
pub use charts::{
    Anchor, Burst, CoverageBar, CoverageChart, Lane, MapArc, MapChart, MapPlace, MapRole, Mark,
    Paint, Prim, Scene, Star, Stroke, TextPrim, Tick, TimelineChart, coverage_scene, map_scene,
    png, svg, timeline_scene, utc_ticks,
};
pub use format_pages::{Page, format_pages};
pub use html::{FollowUp, Land, ReportInput, follow_ups, report_html};

/// Why a document could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The picture would be too large.
    #[error(
        "The picture would be {width} by {height} pixels, which is too large. Nothing was \
         written; show fewer lanes and export again"
    )]
    TooLarge {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// The drawing library refused.
    #[error("The picture could not be drawn: {0}. Nothing was written; export as SVG instead")]
    Drawing(String),
    /// A table could not be written.
    #[error("The table could not be written: {0}. Nothing was written; export as JSON instead")]
    Table(String),
}
