//! CSV. In: bytes, in stretches, and a header. Out: where each row lies, and its fields.
//!
//! A quote opens a field only at the field's beginning. An unclosed quote would swallow the rest of
//! the file, so a field has limits, and reading goes on at the next line that has as many fields as
//! the header.

use std::borrow::Cow;

use crate::model::IssueKind;

use super::batch::{Batch, Spot};
use super::frames::Piece;
use super::lines::{BOM, decoded, slice, spot};
use super::providers::{self, CsvTarget, Provider, Recognition};
use super::record::{Interpreter, UNKNOWN, keep};
use super::value::{Picked, ROW_SLOTS, Scalar};

/// Longest field, in bytes (hostile-input.md R2).
const MAX_FIELD: usize = 1 << 20;
/// Most line ends in one field; pretty-printed JSON in a cell has dozens.
const MAX_LINES: usize = 512;
/// Most columns (hostile-input.md R2).
const MAX_COLUMNS: usize = 4_096;

/// The header of one file: how fields are parted, and what each column is to each provider.
#[derive(Debug)]
pub(super) struct Table {
    delimiter: u8,
    columns: usize,
    header: Vec<u8>,
    /// Offset of the first row.
    pub(super) start: usize,
    /// For each provider that knows a column: where each column goes.
    maps: Vec<(&'static Provider, Vec<Option<CsvTarget>>)>,
    /// Columns that came twice; the first counts.
    pub(super) repeated: u64,
}

/// How one row ends.
enum Row {
    /// It ends before this index.
    Ends(usize),
    /// The stretch ends inside it.
    More,
    /// A field breaks its limits.
    Unclosed,
}

impl Table {
    /// The table that a file's beginning heads; `None` where that is no header.
    pub(super) fn sniff(head: &[u8], at_end: bool) -> Option<Self> {
        let mut start = if head.starts_with(BOM) { BOM.len() } else { 0 };
        let mut told = None;
        let first = head.get(start..)?;
        if let [b's', b'e', b'p', b'=', delimiter, ..] = first {
            told = Some(*delimiter);
            start += memchr::memchr(b'\n', first)? + 1;
        }
        let candidates = told.map_or(b",;\t".to_vec(), |delimiter| vec![delimiter]);
        let tables = candidates.into_iter().filter_map(|d| Self::with(head, start, d, at_end));
        tables.max_by_key(|table| table.columns).filter(|table| table.columns >= 3)
    }

    fn with(head: &[u8], start: usize, delimiter: u8, at_end: bool) -> Option<Self> {
        let end = match row_end(head, start, delimiter, at_end) {
            Row::Ends(end) => end,
            Row::More | Row::Unclosed => return None,
        };
        let header = head.get(start..end)?.trim_ascii_end();
        let text = std::str::from_utf8(header).ok()?;
        let names: Vec<String> =
            fields(text, delimiter).iter().map(|name| name.trim().to_owned()).collect();
        if names.len() > MAX_COLUMNS {
            return None;
        }
        let maps = providers::ALL.iter().filter_map(|provider| {
            let map: Vec<_> = names.iter().map(|name| (provider.column)(name)).collect();
            map.iter().any(Option::is_some).then_some((*provider, map))
        });
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        Some(Self {
            delimiter,
            columns: names.len(),
            header: header.to_vec(),
            start: end,
            maps: maps.collect(),
            repeated: (names.len() - sorted.len()) as u64,
        })
    }

    /// Frames what can be framed of a stretch, and returns how many bytes are done with.
    pub(super) fn frame(
        &self,
        bytes: &[u8],
        base: u64,
        at_end: bool,
        out: &mut Vec<Piece>,
    ) -> usize {
        let mut at = 0;
        while at < bytes.len() {
            if matches!(bytes.get(at), Some(b'\n' | b'\r')) {
                at += 1;
                continue;
            }
            let end = match row_end(bytes, at, self.delimiter, at_end) {
                Row::Ends(end) => end,
                Row::More => return at,
                Row::Unclosed => self.next_sound_line(bytes, at).unwrap_or(bytes.len()),
            };
            let end = self.sound_end(bytes, at, end);
            let length = bytes.get(at..end).unwrap_or_default().trim_ascii_end().len();
            let length = u32::try_from(length).unwrap_or(u32::MAX);
            out.push(Piece::Record { offset: base + at as u64, length });
            at = end;
        }
        at
    }

    /// A row of several lines and the wrong width has an unclosed quote, or is one: it ends where
    /// a sound line begins.
    fn sound_end(&self, bytes: &[u8], at: usize, end: usize) -> usize {
        let row = bytes.get(at..end).unwrap_or_default().trim_ascii_end();
        if !row.contains(&b'\n') || self.width(row) == self.columns {
            return end;
        }
        self.next_sound_line(bytes.get(..end).unwrap_or_default(), at).unwrap_or(end)
    }

    fn next_sound_line(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let mut line = at;
        loop {
            line += memchr::memchr(b'\n', bytes.get(line..)?)? + 1;
            let rest = bytes.get(line..)?;
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let text = rest.get(..length)?.trim_ascii_end();
            if !text.is_empty() && self.width(text) == self.columns {
                return Some(line);
            }
        }
    }

    fn width(&self, row: &[u8]) -> usize {
        fields(&decoded(row, None), self.delimiter).len()
    }

    /// Reads one framed row.
    pub(super) fn read(
        &self,
        piece: &Piece,
        bytes: &[u8],
        base: u64,
        reader: &Interpreter,
        batch: &mut Batch,
    ) {
        let Piece::Record { offset, length } = piece else { return };
        let row = slice(bytes, base, *offset, *length);
        if row == self.header {
            return batch.note("repeated_header", 1);
        }
        let spot = spot(row, *offset);
        let text = decoded(row, None);
        batch.note("invalid_utf8_replaced", u64::from(matches!(text, Cow::Owned(_))));
        let mut cells = fields(&text, self.delimiter);
        while cells.len() > self.columns && cells.last().is_some_and(|cell| cell.is_empty()) {
            cells.pop();
        }
        if cells.len() != self.columns {
            let detail = format!("the row has {} fields, the header {}", cells.len(), self.columns);
            return batch.rejected(spot, IssueKind::BrokenCsv, &detail);
        }
        self.read_cells(&cells, spot, reader, batch);
    }

    fn read_cells(
        &self,
        cells: &[Cow<'_, str>],
        spot: Spot,
        reader: &Interpreter,
        batch: &mut Batch,
    ) {
        for provider in reader.order() {
            let map =
                self.maps.iter().find(|(known, _)| known.meta.provider == provider.meta.provider);
            let Some((_, map)) = map else { continue };
            let picked = picked(cells, map);
            match (provider.recognise)(&picked) {
                Recognition::Event => return keep(provider, &picked, spot, batch),
                Recognition::Stream(name) => {
                    return batch.unsupported(Some(provider.meta.provider), name);
                }
                Recognition::Foreign => {}
            }
        }
        if batch.stranger.is_none() {
            batch.stranger = Some("its columns are those of no known CSV export".to_owned());
        }
        batch.unsupported(None, UNKNOWN);
    }
}

fn picked<'a>(cells: &'a [Cow<'a, str>], map: &[Option<CsvTarget>]) -> Picked<'a> {
    let mut picked = Picked::default();
    for (cell, target) in cells.iter().zip(map) {
        let value = Scalar::Text(Cow::Borrowed(&**cell));
        if !value.is_present() {
            continue;
        }
        match *target {
            Some(CsvTarget::Slot(slot)) => picked.set_slot(slot, value),
            Some(CsvTarget::Row { row, column }) => {
                while picked.rows.len() <= row {
                    picked.rows.push([const { Scalar::Absent }; ROW_SLOTS]);
                }
                if let Some(cell) = picked.rows.get_mut(row).and_then(|row| row.get_mut(column)) {
                    *cell = value;
                }
            }
            None => {}
        }
    }
    picked
}

/// Where the row at `at` ends, its line end included.
fn row_end(bytes: &[u8], at: usize, delimiter: u8, at_end: bool) -> Row {
    let mut at = at;
    loop {
        if bytes.get(at) == Some(&b'"') {
            match closing_quote(bytes, at + 1) {
                Some(quote) if quote - at > MAX_FIELD => return Row::Unclosed,
                Some(quote) => {
                    let field = bytes.get(at..quote).unwrap_or_default();
                    if memchr::memchr_iter(b'\n', field).count() > MAX_LINES {
                        return Row::Unclosed;
                    }
                    at = quote + 1;
                }
                None if at_end || bytes.len() - at > MAX_FIELD => return Row::Unclosed,
                None => return Row::More,
            }
        }
        let rest = bytes.get(at..).unwrap_or_default();
        match memchr::memchr2(delimiter, b'\n', rest) {
            Some(found) if rest.get(found) == Some(&b'\n') => return Row::Ends(at + found + 1),
            Some(found) => at += found + 1,
            None if at_end => return Row::Ends(bytes.len()),
            None if rest.len() > MAX_FIELD => return Row::Unclosed,
            None => return Row::More,
        }
    }
}

fn closing_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let quote = at + memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        at = quote + 2;
    }
}

/// The fields of one row, quotes removed.
pub(super) fn fields(row: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    let bytes = row.as_bytes();
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let is_quoted = bytes.get(at) == Some(&b'"');
        let quote = if is_quoted { closing_quote(bytes, at + 1) } else { None };
        let from = quote.unwrap_or(at);
        let end = bytes.get(from..).and_then(|rest| memchr::memchr(delimiter, rest));
        let end = end.map_or(bytes.len(), |found| from + found);
        let cell = match quote {
            Some(quote) => unquoted(row, at + 1, quote, end),
            None => Cow::Borrowed(row.get(at..end).unwrap_or_default()),
        };
        fields.push(cell);
        if end >= bytes.len() {
            return fields;
        }
        at = end + 1;
    }
}

fn unquoted(row: &str, start: usize, quote: usize, end: usize) -> Cow<'_, str> {
    let inner = row.get(start..quote).unwrap_or_default();
    let after = row.get(quote + 1..end).unwrap_or_default().trim_end();
    if !inner.contains('"') && after.is_empty() {
        return Cow::Borrowed(inner);
    }
    Cow::Owned(inner.replace("\"\"", "\"") + after)
}
