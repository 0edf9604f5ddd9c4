//! CSV. In: bytes, in stretches, and a header. Out: where each row lies, and its fields.
//!
//! A quote opens a field only at the field's beginning. An unclosed quote would swallow the rest of
//! the file, so a field has limits, and reading goes on at the next line that has as many fields as
//! the header.

use std::borrow::Cow;

use crate::model::IssueKind;

use super::batch::{Batch, FormatId, Spot};
use super::frames::Piece;
use super::lines::{BOM, MAX_RECORD, decoded, slice, spot};
use super::providers::{CsvTarget, Recognition};
use super::record::{Interpreter, RAW, UNKNOWN, keep};
use super::trie::Trie;
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
    /// For each format that knows a column: where each column goes.
    maps: Vec<(FormatId, Vec<Option<CsvTarget>>)>,
    /// Whether a byte order mark stands before it.
    pub(super) has_mark: bool,
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
            fields(text, delimiter)?.iter().map(|name| name.trim().to_owned()).collect();
        if names.len() > MAX_COLUMNS {
            return None;
        }
        let maps = FormatId::all().filter_map(|(id, format)| {
            let map: Vec<_> = names.iter().map(|name| (format.column)(name)).collect();
            map.iter().any(Option::is_some).then_some((id, map))
        });
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        Some(Self {
            delimiter,
            columns: names.len(),
            header: header.to_vec(),
            start: end,
            has_mark: head.starts_with(BOM),
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
                Row::More if bytes.len() - at <= MAX_RECORD => return at,
                Row::More | Row::Unclosed => self.after_unsound(bytes, at),
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

    /// Where reading goes on after a row that does not end: at a sound line, else at the last line.
    fn after_unsound(&self, bytes: &[u8], at: usize) -> usize {
        let last_line = || {
            let rest = bytes.get(at + 1..)?;
            memchr::memrchr(b'\n', rest).map(|newline| at + 1 + newline + 1)
        };
        self.next_sound_line(bytes, at).or_else(last_line).unwrap_or(bytes.len())
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
        fields(&decoded(row), self.delimiter).map_or(0, |fields| fields.len())
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
        let text = decoded(row);
        batch.note("invalid_utf8_replaced", u64::from(matches!(text, Cow::Owned(_))));
        let Some(mut cells) = fields(&text, self.delimiter) else {
            let detail = "a quoted field does not end with its quote";
            return batch.rejected(spot, IssueKind::BrokenCsv, detail);
        };
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
        let mut may_unwrap = true;
        for &(id, format) in reader.order() {
            let Some((_, map)) = self.maps.iter().find(|(known, _)| *known == id) else { continue };
            let picked = picked(cells, map, (format.trie)());
            if may_unwrap && picked.get(RAW).is_present() {
                if reader.read_inner(&picked.text(RAW), spot, batch) {
                    return;
                }
                may_unwrap = false;
            }
            match (format.recognise)(&picked) {
                Recognition::Event => return keep((id, format), &picked, spot, batch),
                Recognition::Stream(name) => {
                    return batch.unsupported(Some(format.meta.provider), name);
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

fn picked<'a>(cells: &'a [Cow<'a, str>], map: &[Option<CsvTarget>], trie: &Trie) -> Picked<'a> {
    let mut picked = Picked::default();
    for (cell, target) in cells.iter().zip(map) {
        let value = Scalar::Text(Cow::Borrowed(&**cell));
        if !value.is_present() {
            continue;
        }
        match *target {
            Some(CsvTarget::Slot(slot)) => picked.set_slot(slot, value),
            Some(CsvTarget::Node(node)) => picked.give(trie, node, value),
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

/// The fields of one row, quotes removed; `None` where a quote is not closed, or not at its end.
pub(super) fn fields(row: &str, delimiter: u8) -> Option<Vec<Cow<'_, str>>> {
    let bytes = row.as_bytes();
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let is_quoted = bytes.get(at) == Some(&b'"');
        let quote = if is_quoted { Some(closing_quote(bytes, at + 1)?) } else { None };
        let from = quote.unwrap_or(at);
        let end = bytes.get(from..).and_then(|rest| memchr::memchr(delimiter, rest));
        let end = end.map_or(bytes.len(), |found| from + found);
        let cell = match quote {
            Some(quote) => unquoted(row, at + 1, quote, end)?,
            None => Cow::Borrowed(row.get(at..end).unwrap_or_default()),
        };
        fields.push(cell);
        if end >= bytes.len() {
            return Some(fields);
        }
        at = end + 1;
    }
}

/// What stands between two quotes; `None` where more than blanks follow the second one.
fn unquoted(row: &str, start: usize, quote: usize, end: usize) -> Option<Cow<'_, str>> {
    let inner = row.get(start..quote)?;
    if !row.get(quote + 1..end)?.trim_ascii().is_empty() {
        return None;
    }
    let is_plain = !inner.contains('"');
    Some(if is_plain { Cow::Borrowed(inner) } else { Cow::Owned(inner.replace("\"\"", "\"")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::testing::{event, fates, issues, read, text};
    use crate::model::EvidenceStatus;

    const HEADER: &str = "uuid,timestamp,event_type,actor.type,actor.alternate_id,outcome.result,\
        client.user_agent.raw_user_agent";

    fn row(number: u32, agent: &str) -> String {
        format!(
            "u{number},2026-03-02T08:00:00Z,system.push.send_factor_verify_push,User,\
             alice@corp.example,SUCCESS,{agent}\n"
        )
    }

    #[test]
    fn fields_lose_their_quotes_and_nothing_else() {
        let split = |row: &'static str| fields(row, b',').unwrap().join("|");
        assert_eq!(split("a,,c"), "a||c");
        assert_eq!(split("\"a,b\",\"say \"\"hi\"\"\",c"), "a,b|say \"hi\"|c");
        assert_eq!(split("\"a\nb\",x\"y"), "a\nb|x\"y");
        assert_eq!(split("a,"), "a|");
        assert_eq!(fields("\"open,b", b','), None);
    }

    #[test]
    fn a_line_end_inside_quotes_belongs_to_its_field() {
        let text_of = format!("{HEADER}\n{}{}", row(1, "\"two\nlines\""), row(2, "plain"));
        let ingested = read(text_of);
        assert_eq!(fates(&ingested), (2, 0, 0));
        let source = ingested.parties.get(event(&ingested, 0).source);
        assert_eq!(text(&ingested, source.user_agent), "two\nlines");
    }

    #[test]
    fn an_unclosed_quote_costs_only_its_row() {
        for after in [2, 2_000] {
            let rest: String = (2..2 + after).map(|number| row(number, "plain")).collect();
            let ingested = read(format!("{HEADER}\n{}{rest}", row(1, "\"open")));
            assert_eq!(fates(&ingested), (u64::from(after), 0, 1));
            assert_eq!(issues(&ingested), vec![IssueKind::BrokenCsv]);
        }
        let rest: String = (2..9).map(|number| row(number, "\"quoted\"")).collect();
        let ingested = read(format!("{HEADER}\n{}{rest}", row(1, "\"open")));
        assert_eq!(fates(&ingested), (7, 0, 1));
    }

    #[test]
    fn a_row_of_another_width_is_rejected_with_both_widths() {
        let ingested = read(format!("{HEADER}\n{}short,row\n{}", row(1, "x"), row(2, "x")));
        assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 1), vec![IssueKind::BrokenCsv]));
        assert_eq!(ingested.issues[0].detail, "the row has 2 fields, the header 7");
        assert_eq!(ingested.issues[0].at.record, 2);
    }

    #[test]
    fn delimiters_marks_and_repeated_headers_are_seen() {
        let semicolons = |text: &str| text.replace(',', ";");
        let text = format!("\u{feff}{}\r\n{}", semicolons(HEADER), semicolons(&row(1, "x")));
        let ingested = read(&text);
        assert_eq!((ingested.evidence.shape, fates(&ingested)), (Some("csv"), (1, 0, 0)));
        assert_eq!(ingested.evidence.notes["bom_removed"], 1);
        assert_eq!(
            fates(&read(format!("sep=;\n{}", text.trim_start_matches('\u{feff}')))),
            (1, 0, 0)
        );
        let twice = format!("{HEADER}\n{}{HEADER}\n{}", row(1, "x"), row(2, "x"));
        let ingested = read(twice);
        assert_eq!((fates(&ingested), ingested.evidence.notes["repeated_header"]), ((2, 0, 0), 1));
    }

    #[test]
    fn a_header_alone_holds_no_records_and_unknown_columns_are_said_to_be_unknown() {
        let ingested = read(HEADER);
        assert_eq!(ingested.evidence.status, EvidenceStatus::Read);
        assert!(ingested.evidence.reason.unwrap().contains("no rows"));
        let ingested = read("a,b,c\n1,2,3\n4,5,6\n");
        assert_eq!(ingested.evidence.status, EvidenceStatus::UnknownFormat);
        assert_eq!(fates(&ingested), (0, 2, 0));
    }
}
