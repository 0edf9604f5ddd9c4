//! Floor 1: the columnar truth.
//!
//! In: columns of events and their tables. Out: [`EventStore`], sorted once, and questions about
//! prompts answered by Polars.
//! Must never know: JSON, providers' field names, egui, disk.

mod event_store;
mod filtered;

pub use event_store::EventStore;
pub use filtered::{Facets, Filtered};
