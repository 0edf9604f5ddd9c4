//! Lines of plain text. In: a line. Out: its fields, as each format that knows such lines reads them.
//! Must never know: what the fields mean.

use super::batch::{Batch, FormatId, Spot};
use super::providers::{CsvTarget, Format, Recognition};
use super::record::{Interpreter, UNKNOWN, keep};
use super::value::{Picked, Row, Scalar};

use crate::model::IssueKind;

/// The formats that know a line, with what they read in it.
pub(super) fn read(line: &str) -> impl Iterator<Item = (FormatId, &'static Format, Picked<'_>)> {
    FormatId::all().filter_map(move |(id, format)| Some((id, format, picked(format, line)?)))
}

/// Reads one line and gives it its fate.
pub(super) fn read_line(line: &str, spot: Spot, reader: &Interpreter, batch: &mut Batch) {
    let mut is_known = false;
    for &(id, format) in reader.order() {
        let Some(mut picked) = picked(format, line) else { continue };
        is_known = true;
        match (format.recognise)(&picked) {
            Recognition::Event => return keep((id, format), &mut picked, spot, batch),
            Recognition::Stream(name) => {
                return batch.unsupported(Some(format.meta.provider), name);
            }
            Recognition::Foreign => {}
        }
    }
    if is_known {
        return batch.unsupported(None, UNKNOWN);
    }
    batch.rejected(spot, IssueKind::NotARecord, "the line is of no known form");
}

fn picked<'a>(format: &Format, line: &'a str) -> Option<Picked<'a>> {
    let fields = (format.line?)(line)?;
    let mut picked = Picked::default();
    for (name, value) in fields {
        match (format.column)(&name) {
            Some(CsvTarget::Slot(slot)) => picked.set_slot(slot, Scalar::Text(value)),
            Some(CsvTarget::Row { row, column }) => {
                picked.rows.resize_with(picked.rows.len().max(row + 1), Row::default);
                if let Some(cell) = picked.rows.get_mut(row).and_then(|row| row.get_mut(column)) {
                    *cell = Scalar::Text(value);
                }
            }
            Some(CsvTarget::Node(_)) | None => {}
        }
    }
    Some(picked)
}
