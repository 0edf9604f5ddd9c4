//! Every event as text: CSV that a spreadsheet can open, and JSON lines with exact values.
//!
//! Both have the columns of `pushscope.events/1`, which Parquet and Arrow files have too. The CSV
//! is escaped as every table here (`csv`): the last column names what was changed. JSON lines keep
//! each value as it is, so only a program should open them; absent values are `null`, and the steps
//! are a list.

use std::io::{BufWriter, Write};

use serde_json::value::RawValue;

use super::ReportError;
use super::csv::Table;
use crate::model::Evidence;
use crate::store::EventStore;
use crate::store::events::{Cell, EventColumn, EventRow, Kind, event_columns};

/// One row for each event, in the order of the store, then `escaped`.
///
/// # Errors
/// [`ReportError::Table`] when `out` refuses the bytes.
pub fn events_csv(
    store: &EventStore,
    evidence: &[Evidence],
    out: impl Write,
) -> Result<(), ReportError> {
    let columns: Vec<_> = event_columns().map(|column| column.name).collect();
    let mut table = Table::new(&columns, out)?;
    for row in EventRow::all(store, evidence) {
        for column in event_columns() {
            field(&mut table, column.kind, &column.cell(&row));
        }
        table.end_row()?;
    }
    table.finish()?.flush().map_err(failed)
}

fn field(table: &mut Table<impl Write>, kind: Kind, cell: &Cell<'_>) {
    match cell {
        Cell::Absent => table.own(""),
        Cell::Time(time) => table.time(Some(*time)),
        Cell::Text(text) if kind == Kind::Key => table.own(text),
        Cell::Text(text) => table.log(text),
        Cell::Number(number) => table.own(&number.to_string()),
        Cell::Minutes(minutes) => table.own(&minutes.to_string()),
        Cell::Degrees(degrees) => table.own(&degrees.to_string()),
        Cell::Flag(flag) => table.own(if *flag { "yes" } else { "no" }),
    }
}

/// One JSON object a line for each event, in the order of the store.
///
/// # Errors
/// [`ReportError::Table`] when `out` refuses the bytes.
pub fn events_jsonl(
    store: &EventStore,
    evidence: &[Evidence],
    out: impl Write,
) -> Result<(), ReportError> {
    let mut out = BufWriter::new(out);
    for row in EventRow::all(store, evidence) {
        object(&mut out, event_columns().map(|column| (column, column.cell(&row))))
            .and_then(|()| out.write_all(b"\n"))
            .map_err(failed)?;
    }
    out.flush().map_err(failed)
}

/// One event as a JSON object, as [`events_jsonl`] writes it.
pub fn event_cells_json(cells: &[(&'static EventColumn, Cell<'_>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A vector takes every byte.
    drop(object(&mut bytes, cells.iter().map(|(column, cell)| (*column, cell.clone()))));
    bytes
}

fn object<'a>(
    out: &mut impl Write,
    cells: impl Iterator<Item = (&'static EventColumn, Cell<'a>)>,
) -> std::io::Result<()> {
    let mut before = b'{';
    for (column, cell) in cells {
        out.write_all(&[before])?;
        before = b',';
        serde_json::to_writer(&mut *out, column.name)?;
        out.write_all(b":")?;
        value(out, column.kind, &cell)?;
    }
    out.write_all(b"}")
}

fn value(out: &mut impl Write, kind: Kind, cell: &Cell<'_>) -> std::io::Result<()> {
    match cell {
        Cell::Absent => return out.write_all(b"null"),
        Cell::Time(time) => serde_json::to_writer(out, &time.to_string()),
        Cell::Text(text) if kind == Kind::Steps => match serde_json::from_str::<&RawValue>(text) {
            Ok(steps) => serde_json::to_writer(out, steps),
            // A file that came from elsewhere may hold anything; it is shown as it is.
            Err(_) => serde_json::to_writer(out, text),
        },
        Cell::Text(text) => serde_json::to_writer(out, text),
        Cell::Number(number) => serde_json::to_writer(out, number),
        Cell::Minutes(minutes) => serde_json::to_writer(out, minutes),
        Cell::Degrees(degrees) => serde_json::to_writer(out, degrees),
        Cell::Flag(flag) => serde_json::to_writer(out, flag),
    }?;
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> ReportError {
    ReportError::Table(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    const COLUMNS: &str = "schema time time_basis utc_offset evidence evidence_name evidence_sha256 evidence_shape record \
        offset length record_hash provider kind success outcome factor cause number_match user \
        display_name event result app detail flow session transaction source_ip source_asn \
        source_as_org source_city source_state source_country source_lat source_lon \
        source_user_agent source_device_id source_device source_proxy responder_ip responder_asn \
        responder_as_org responder_city responder_state responder_country responder_lat \
        responder_lon responder_user_agent responder_device_id responder_device responder_proxy \
        uid content fullness steps";

    fn csv(user: &str) -> Vec<csv::StringRecord> {
        let case = sample::attack(user);
        let mut bytes = Vec::new();
        events_csv(&case.store, &case.evidence, &mut bytes).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*bytes);
        reader.records().map(Result::unwrap).collect()
    }

    fn jsonl(user: &str) -> Vec<serde_json::Value> {
        let case = sample::attack(user);
        let mut bytes = Vec::new();
        events_jsonl(&case.store, &case.evidence, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The columns of version 1: a change here is another version of the schema.
    #[test]
    fn the_columns_are_those_of_version_1() {
        let rows = csv("alice@corp.example");
        let header: Vec<_> = rows[0].iter().collect();
        let expected: Vec<_> = COLUMNS.split_whitespace().chain(["escaped"]).collect();
        assert_eq!(header, expected);
        assert!(rows.iter().all(|row| row.len() == expected.len()));
        assert_eq!(&rows[1][0], "pushscope.events/1");
        let keys: std::collections::BTreeSet<_> = COLUMNS.split_whitespace().collect();
        for line in jsonl("alice@corp.example") {
            assert!(line.as_object().unwrap().keys().map(String::as_str).eq(keys.iter().copied()));
        }
    }

    /// R4.
    #[test]
    fn a_csv_is_safe_for_spreadsheets_and_json_lines_are_exact() {
        let hostile = "=cmd|'/c calc'!A0\u{202e}";
        let rows = csv(hostile);
        let user = rows[0].iter().position(|it| it == "user").unwrap();
        assert!(rows[1..].iter().all(|row| row[user].starts_with("'=cmd")), "{:?}", rows[1]);
        assert!(rows[1..].iter().all(|row| row[row.len() - 1].split(' ').any(|it| it == "user")));
        assert!(jsonl(hostile).iter().all(|line| line["user"] == hostile));
    }
}
