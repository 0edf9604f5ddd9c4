//! Rows in a Polars frame. In: a stretch of a store. Out: one frame of typed columns.

use polars::prelude::*;

use super::schema::{Cell, EventColumn, EventRow, Kind, event_columns};

/// Rows of one frame, and so of one group of rows in a file: few enough that a frame is small
/// beside the store, many enough that a group compresses well.
pub(super) const ROWS: usize = 1 << 17;

/// The types of all columns, in order.
pub(super) fn polars_schema() -> Schema {
    event_columns().map(|column| Field::new(column.name.into(), dtype(column.kind))).collect()
}

/// The type of a column.
pub(super) fn dtype(kind: Kind) -> DataType {
    match kind {
        Kind::Time => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
        Kind::Key | Kind::Log | Kind::Steps => DataType::String,
        Kind::U32 => DataType::UInt32,
        Kind::U64 => DataType::UInt64,
        Kind::Minutes => DataType::Int32,
        Kind::Degrees => DataType::Float64,
        Kind::Flag => DataType::Boolean,
    }
}

/// The frame of some rows.
pub(super) fn frame(rows: &[EventRow<'_>]) -> PolarsResult<DataFrame> {
    let columns = event_columns().map(|column| series(column, rows).into_column()).collect();
    DataFrame::new(rows.len(), columns)
}

fn series(column: &EventColumn, rows: &[EventRow<'_>]) -> Series {
    let name = PlSmallStr::from_static(column.name);
    let cells = rows.iter().map(|row| column.cell(row));
    match column.kind {
        Kind::Time => {
            let micros = Int64Chunked::from_iter_options(name, cells.map(micros));
            micros.into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)).into_series()
        }
        Kind::Key | Kind::Log | Kind::Steps => {
            let mut texts = StringChunkedBuilder::new(name, rows.len());
            for cell in cells {
                match cell {
                    Cell::Text(text) => texts.append_value(text.as_ref()),
                    _ => texts.append_null(),
                }
            }
            texts.finish().into_series()
        }
        Kind::U32 => {
            let numbers = cells.map(|cell| number(&cell).and_then(|it| u32::try_from(it).ok()));
            UInt32Chunked::from_iter_options(name, numbers).into_series()
        }
        Kind::U64 => {
            UInt64Chunked::from_iter_options(name, cells.map(|cell| number(&cell))).into_series()
        }
        Kind::Minutes => {
            let minutes = cells.map(|cell| match cell {
                Cell::Minutes(minutes) => Some(i32::from(minutes)),
                _ => None,
            });
            Int32Chunked::from_iter_options(name, minutes).into_series()
        }
        Kind::Degrees => {
            let degrees = cells.map(|cell| match cell {
                Cell::Degrees(degrees) => Some(degrees),
                _ => None,
            });
            Float64Chunked::from_iter_options(name, degrees).into_series()
        }
        Kind::Flag => {
            let flags = cells.map(|cell| match cell {
                Cell::Flag(flag) => Some(flag),
                _ => None,
            });
            BooleanChunked::from_iter_options(name, flags).into_series()
        }
    }
}

fn micros(cell: Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Time(time) => Some(time.0),
        _ => None,
    }
}

fn number(cell: &Cell<'_>) -> Option<u64> {
    match cell {
        Cell::Number(number) => Some(*number),
        _ => None,
    }
}
