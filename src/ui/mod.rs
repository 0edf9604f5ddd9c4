//! Floor 6: draws view models and sends commands.
//!
//! In: [`AppState`](crate::app::AppState) by shared reference. Out: pixels, accessible nodes, and
//! [`Command`](crate::app::Command)s.
//! Must never know: polars, JSON, the disk, the clock.
//!
//! Reading order: the runtime (the whole app minus window, disk, threads and clock), the layout,
//! what views are given, the theme, the widgets, the views.

mod runtime;

mod app_ui;
mod ctx;
mod models;
mod overlays;
mod shortcuts;
mod theme;
mod views;
mod widgets;

pub use runtime::Runtime;
pub use theme::install;
