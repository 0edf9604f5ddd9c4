//! Pushscope's own events as a table: the persisted schema `pushscope.events/1`.
//!
//! In: an [`EventStore`](super::EventStore), or the bytes of a Parquet or Arrow file of that schema.
//! Out: rows of named cells for any exporter, Parquet and Arrow files; and events again.
//! Must never know: JSON but in the cell of steps, providers' field names, the disk.
//!
//! Reading order: `schema` names the columns and their cells, `steps` is the one nested cell,
//! `frame` lays rows into a Polars frame, `write` makes files. Backwards: a guard looks at every
//! length that a file states before Polars may allocate by it (`parquet_guard`, `arrow_guard`),
//! `read` takes one group of rows at a time, `rows` checks each row and makes its event.

mod schema;
mod steps;

mod frame;
mod write;

mod arrow_guard;
mod parquet_guard;
mod rows;

mod read;

pub use read::{Container, Imported, OneRow, Original, Unread, read_events, read_one_row};
pub use schema::{Cell, EventColumn, EventRow, Kind, SCHEMA, event_columns};
pub use write::{WriteError, write_arrow, write_parquet};

#[cfg(test)]
mod tests;
