//! Parquet and Arrow files. In: a store and its evidence. Out: bytes, one group of rows at a time,
//! so that ten million events are never held twice.

use std::io::Write;

use polars::prelude::*;
use polars_io::prelude::{
    IpcCompression, IpcWriter, KeyValueMetadata, ParquetCompression, ParquetWriter,
};

use super::frame::{ROWS, frame, polars_schema};
use super::schema::{EventRow, SCHEMA};
use crate::model::Evidence;
use crate::store::EventStore;

/// The key under which a file's own metadata names the schema, for other programs; Pushscope
/// itself goes by the first column, which every container has.
const KEY: &str = "pushscope.schema";

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the table could not be written: {0}; nothing of it can be used")]
pub struct WriteError(#[from] PolarsError);

/// Writes every event as Parquet, compressed by zstd.
///
/// # Errors
/// `out` refuses the bytes.
pub fn write_parquet(
    store: &EventStore,
    evidence: &[Evidence],
    out: impl Write,
) -> Result<(), WriteError> {
    let metadata = vec![(KEY.to_owned(), SCHEMA.to_owned())];
    let mut writer = ParquetWriter::new(out)
        .with_compression(ParquetCompression::Zstd(None))
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(metadata)))
        .batched(&polars_schema())?;
    each_frame(store, evidence, |frame| writer.write_batch(frame))?;
    writer.finish()?;
    Ok(())
}

/// Writes every event as an Arrow IPC file, compressed by zstd, in the layout that also older
/// readers know.
///
/// # Errors
/// `out` refuses the bytes.
pub fn write_arrow(
    store: &EventStore,
    evidence: &[Evidence],
    out: impl Write,
) -> Result<(), WriteError> {
    let schema = polars_schema();
    // One plain field a column: no dictionaries, nothing nested.
    let fields = std::iter::repeat_with(Default::default).take(schema.len()).collect();
    let mut writer = IpcWriter::new(out)
        .with_compat_level(CompatLevel::oldest())
        .with_compression(Some(IpcCompression::ZSTD(Default::default())))
        .batched(&schema, fields)?;
    writer.set_custom_metadata(vec![(KEY.to_owned(), SCHEMA.to_owned())]);
    each_frame(store, evidence, |frame| writer.write_batch(frame))?;
    writer.finish()?;
    Ok(())
}

fn each_frame(
    store: &EventStore,
    evidence: &[Evidence],
    mut write: impl FnMut(&DataFrame) -> PolarsResult<()>,
) -> PolarsResult<()> {
    let mut rows = Vec::with_capacity(ROWS.min(store.events.len()));
    for row in EventRow::all(store, evidence) {
        rows.push(row);
        if rows.len() == ROWS {
            write(&frame(&rows)?)?;
            rows.clear();
        }
    }
    if !rows.is_empty() {
        write(&frame(&rows)?)?;
    }
    Ok(())
}
