//! Floor 1: the columnar truth.
//!
//! In: columns of events and their tables. Out: [`EventStore`], sorted once, and [`PromptFrame`],
//! which answers the analyst's filter by Polars; and [`events`], by which events leave as Parquet
//! or Arrow and come back.
//! Must never know: JSON but in one cell of that table, providers' field names, egui, disk.

mod event_store;
pub mod events;
mod filtered;
mod grouped;
mod prompt_frame;

pub use event_store::EventStore;
pub use filtered::{Facets, Filtered};
pub use grouped::Grouped;
pub use prompt_frame::{PromptFrame, StoreError};
