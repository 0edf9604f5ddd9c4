//! Floor 4: view models as plain data.
//!
//! In: a case, what a filter leaves of it, a zone, a stretch of time, a width. Out: everything
//! that a view draws, in semantic tones, with every value worded.
//! Must never know: egui, colours, polars, the disk, the clock.
//!
//! Reading order: how values are worded and time is laid out, then one module per view.

mod brief;
pub mod chart;
pub mod details;
pub mod filter_chips;
pub mod format;
pub mod fuzzy;
pub mod lanes;
pub mod map;
pub mod mapper;
pub mod nothing;
pub mod overview;
pub mod parameters;
pub mod raw_record;
mod standing;
pub mod status;
pub mod story;
pub mod tables;
pub mod time_scale;
mod tone;
pub mod users;
mod zone;

pub use standing::Standing;
pub use tone::{Mark, Tone};
pub use zone::Zone;
