//! Floor 1: the columnar truth.
//!
//! In: columns of events and their tables. Out: [`EventStore`], sorted once, and [`PromptFrame`],
//! which answers the analyst's filter by Polars.
//! Must never know: JSON, providers' field names, egui, disk.

mod event_store;
mod filtered;
mod prompt_frame;

pub use event_store::EventStore;
pub use filtered::{Facets, Filtered};
pub use prompt_frame::{PromptFrame, StoreError};
