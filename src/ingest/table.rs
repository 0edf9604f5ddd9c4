//! CSV. In: bytes, in stretches, and a header. Out: where each row lies, and its fields.
//!
//! A quote opens a field only at the field's beginning. An unclosed quote would swallow the rest of
//! the file, so a field has limits, and reading goes on at the next line that has as many fields as
//! the header.

use std::borrow::Cow;

use crate::model::{IssueKind, Limit, Limits, looks_like};

use super::batch::{Batch, FormatId, Spot};
use super::frames::Piece;
use super::lines::{BOM, decoded, note_repair, slice, spot, too_large};
use super::mapping::Compiled;
use super::providers::{self, CsvTarget, Recognition};
use super::record::{Interpreter, RAW, UNKNOWN, keep, keep_mapped};
use super::row::{self, Marks, Row, fields, row_end, split};
use super::trie::Trie;
use super::value::{Picked, ROW_SLOTS, Scalar};

/// First rows that are held against the formats before a mapping is offered the file.
const KNOWN_ROWS: usize = 64;
/// And no more than those among so many bytes.
const KNOWN_BYTES: usize = 1 << 20;

/// The header of one file: how fields are parted, and what each column is to each provider.
#[derive(Clone, Debug)]
pub(super) struct Table {
    marks: Marks,
    columns: usize,
    names: Vec<String>,
    /// Offset of the first row.
    pub(super) start: usize,
    /// For each format that knows a column: which columns it wants.
    maps: Vec<(FormatId, Vec<Wanted>)>,
    /// The columns that a mapping wants, where one is used.
    mapped: Vec<Wanted>,
    /// Whether a byte order mark stands before it.
    pub(super) has_mark: bool,
    /// Columns that came twice; the first counts.
    pub(super) repeated: u64,
    /// Columns that nobody knows and that look like one that somebody does.
    pub(super) alike: u64,
    limits: Limits,
}

/// What a file's beginning heads.
#[derive(Debug)]
pub(super) enum Heads {
    /// A table.
    Table(Box<Table>),
    /// A table of more columns than are read.
    TooWide(usize),
    /// No table.
    Nothing,
}

impl Table {
    /// The table that a file's beginning heads.
    pub(super) fn sniff(head: &[u8], at_end: bool, limits: &Limits) -> Heads {
        let mark = if head.starts_with(BOM) { BOM.len() } else { 0 };
        let first = head.get(mark..).unwrap_or_default();
        let (candidates, start) = match told_delimiter(first) {
            Some((delimiter, length)) => (vec![delimiter], mark + length),
            None => (b",;\t".to_vec(), mark),
        };
        let is_without = memchr::memchr(b'\n', first).is_none() && first.contains(&b'\r');
        let end = if is_without { b'\r' } else { b'\n' };
        let tables = candidates.into_iter().filter_map(|delimiter| {
            Self::with(head, start, Marks { delimiter, end }, (at_end, limits))
        });
        match tables.max_by_key(|table| table.columns).filter(|table| table.columns >= 3) {
            Some(table) if table.columns > limits.size(Limit::Columns) => {
                Heads::TooWide(table.columns)
            }
            Some(table) => Heads::Table(Box::new(table)),
            None => Heads::Nothing,
        }
    }

    fn with(
        head: &[u8],
        start: usize,
        marks: Marks,
        (at_end, limits): (bool, &Limits),
    ) -> Option<Self> {
        let end = match row_end(head, start, marks, at_end, limits) {
            Row::Ends(end) => end,
            Row::More | Row::Unclosed => return None,
        };
        let header = head.get(start..end)?.trim_ascii_end();
        // Another encoding spoils a name or two, not the table.
        let text = decoded(header);
        let names: Vec<String> =
            fields(&text, marks.delimiter)?.iter().map(|name| name.trim().to_owned()).collect();
        let maps = FormatId::all().filter_map(|(id, format)| {
            let map = wanted(&names, format.column);
            (!map.is_empty()).then_some((id, map))
        });
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        Some(Self {
            marks,
            columns: names.len(),
            mapped: Vec::new(),
            start: end,
            has_mark: head.starts_with(BOM),
            maps: maps.collect(),
            repeated: (names.len() - sorted.len()) as u64,
            alike: names.iter().filter(|name| is_alike(name)).count() as u64,
            limits: *limits,
            names,
        })
    }

    /// The names in the header.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The same table, read by a mapping.
    pub(super) fn mapped_by(&self, mapping: &Compiled) -> Self {
        Self { mapped: wanted(&self.names, |name| mapping.column(name)), ..self.clone() }
    }

    /// Whether one of the first rows is known, and of which format the first event among them is.
    pub(super) fn known(
        &self,
        head: &[u8],
        is_whole: bool,
        reader: &Interpreter,
    ) -> (bool, Option<FormatId>) {
        let mut rows = Vec::new();
        let bytes = head.get(self.start..).unwrap_or_default();
        let first = bytes.get(..KNOWN_BYTES).unwrap_or(bytes);
        self.frame(first, 0, is_whole && first.len() == bytes.len(), &mut rows);
        let mut is_known = false;
        for row in rows.iter().take(KNOWN_ROWS) {
            let mut batch = reader.batch();
            self.read(std::slice::from_ref(row), bytes, 0, reader, &mut batch);
            if let Some(format) = batch.known.keys().next() {
                return (true, Some(*format));
            }
            is_known |= batch.streams.keys().any(|(provider, _)| provider.is_some());
        }
        (is_known, None)
    }

    /// Tells each field of a row with its column's name; false where the row has another width.
    pub(super) fn tell(&self, row: &str, mut told: impl FnMut(&str, &str)) -> bool {
        let Some(cells) = fields(row, self.marks.delimiter).filter(|it| it.len() == self.columns)
        else {
            return false;
        };
        self.names.iter().zip(&cells).for_each(|(name, cell)| told(name, cell));
        true
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
            let end = match row_end(bytes, at, self.marks, at_end, &self.limits) {
                Row::Ends(end) => end,
                Row::More if self.may_wait(bytes, at) => return at,
                Row::More | Row::Unclosed => match self.next_sound_line(bytes, at) {
                    Some(line) => line,
                    None if !at_end && self.may_wait(bytes, at) => return at,
                    None => self.after_last_line(bytes, at),
                },
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
        if memchr::memchr(self.marks.end, row).is_none() || self.width(row) == self.columns {
            return end;
        }
        self.next_sound_line(bytes.get(..end).unwrap_or_default(), at).unwrap_or(end)
    }

    /// Whether a row that does not end so far is no longer than a record may be: more of it may end
    /// it, or show where the next one begins.
    fn may_wait(&self, bytes: &[u8], at: usize) -> bool {
        bytes.len() - at <= self.limits.size(Limit::Record)
    }

    /// Where reading goes on after a row that does not end, and no sound line behind it: at the last
    /// line.
    fn after_last_line(&self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let newline = memchr::memrchr(self.marks.end, rest);
        newline.map_or(bytes.len(), |newline| at + 1 + newline + 1)
    }

    fn next_sound_line(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let mut line = at;
        loop {
            line += memchr::memchr(self.marks.end, bytes.get(line..)?)? + 1;
            let rest = bytes.get(line..)?;
            let length = memchr::memchr(self.marks.end, rest).unwrap_or(rest.len());
            let text = rest.get(..length)?.trim_ascii_end();
            if !text.is_empty() && self.width(text) == self.columns {
                return Some(line);
            }
        }
    }

    fn width(&self, row: &[u8]) -> usize {
        row::width(row, self.marks.delimiter).unwrap_or(0)
    }

    /// Reads framed rows.
    pub(super) fn read(
        &self,
        rows: &[Piece],
        bytes: &[u8],
        base: u64,
        reader: &Interpreter,
        batch: &mut Batch,
    ) {
        let mut room = RowRoom::default();
        for row in rows {
            let Piece::Record { offset, length } = *row else { continue };
            self.read_row((slice(bytes, base, offset, length), offset), reader, &mut room, batch);
        }
    }

    fn read_row<'a>(
        &self,
        (row, offset): (&'a [u8], u64),
        reader: &Interpreter,
        room: &mut RowRoom<'a>,
        batch: &mut Batch,
    ) {
        if self.is_header(row, batch) {
            return batch.note("repeated_header", 1);
        }
        let spot = spot(row, offset);
        if row.len() > self.limits.size(Limit::Record) {
            let detail = too_large(row.len() as u64, &self.limits);
            return batch.rejected(spot, IssueKind::TooLarge, &detail);
        }
        match decoded(row) {
            Cow::Borrowed(text) => self.read_text((text, spot), reader, room, batch),
            Cow::Owned(text) => {
                note_repair(true, row, batch);
                self.read_text((&text, spot), reader, &mut RowRoom::default(), batch);
            }
        }
    }

    fn read_text<'a>(
        &self,
        (text, spot): (&'a str, Spot),
        reader: &Interpreter,
        room: &mut RowRoom<'a>,
        batch: &mut Batch,
    ) {
        let RowRoom { cells, .. } = room;
        if split(text, self.marks.delimiter, cells).is_none() {
            let detail = "a quoted field does not end with its quote";
            return batch.rejected(spot, IssueKind::BrokenCsv, detail);
        }
        while cells.len() > self.columns && cells.last().is_some_and(|cell| cell.is_empty()) {
            cells.pop();
        }
        if cells.len() != self.columns {
            let detail = format!("the row has {} fields, the header {}", cells.len(), self.columns);
            return batch.rejected(spot, IssueKind::BrokenCsv, &detail);
        }
        batch.sheet.look(cells);
        self.read_cells((text, spot), reader, room, batch);
    }

    /// Whether a row is the header again, as where exports were put one behind the other; each may
    /// begin with a mark of its own.
    fn is_header(&self, row: &[u8], batch: &mut Batch) -> bool {
        let bare = row.strip_prefix(BOM).unwrap_or(row);
        // Only what begins alike is looked at closely: quotes may differ, names may not.
        let first = self.names.first().map(String::as_bytes).unwrap_or_default();
        let unquoted = bare.strip_prefix(b"\"").unwrap_or(bare);
        if !unquoted.starts_with(first) {
            return false;
        }
        let text = decoded(bare);
        let is_same = fields(&text, self.marks.delimiter).is_some_and(|cells| {
            cells.len() == self.names.len()
                && cells.iter().zip(&self.names).all(|(cell, name)| cell.trim() == name)
        });
        batch.note("bom_removed", u64::from(is_same && bare.len() < row.len()));
        is_same
    }

    fn read_cells<'a>(
        &self,
        (text, spot): (&'a str, Spot),
        reader: &Interpreter,
        room: &mut RowRoom<'a>,
        batch: &mut Batch,
    ) {
        if let Some(mapping) = reader.mapping() {
            room.pick(&self.mapped, &mapping.trie);
            return keep_mapped(mapping, &room.picked, spot, batch);
        }
        let mut may_unwrap = true;
        for &(id, format) in reader.order() {
            let Some((_, map)) = self.maps.iter().find(|(known, _)| *known == id) else { continue };
            room.pick(map, (format.trie)());
            let picked = &mut room.picked;
            if may_unwrap && picked.get(RAW).is_present() {
                if reader.read_inner(&picked.text(RAW), spot, batch) {
                    return;
                }
                may_unwrap = false;
            }
            match (format.recognise)(picked) {
                Recognition::Event => return keep((id, format), picked, spot, batch),
                Recognition::Stream(name) => {
                    return batch.unsupported(Some(format.meta.provider), name);
                }
                // What the cells held was taken out of them; the row has not changed.
                Recognition::Foreign => drop(split(text, self.marks.delimiter, &mut room.cells)),
            }
        }
        if batch.stranger.is_none() {
            batch.stranger = Some("its columns are those of no known CSV export".to_owned());
        }
        batch.unsupported(None, UNKNOWN);
    }
}

/// A column, by its place, and where its cells go.
type Wanted = (usize, CsvTarget);

fn wanted(names: &[String], target: impl Fn(&str) -> Option<CsvTarget>) -> Vec<Wanted> {
    names.iter().enumerate().filter_map(|(column, name)| Some((column, target(name)?))).collect()
}

/// The cells of a row and its fields: room that is used again for the next row.
#[derive(Debug, Default)]
struct RowRoom<'a> {
    cells: Vec<Cow<'a, str>>,
    picked: Picked<'a>,
}

impl RowRoom<'_> {
    /// Moves the cells that are wanted to their fields.
    fn pick(&mut self, wanted: &[Wanted], trie: &Trie) {
        let Self { cells, picked } = self;
        picked.clear();
        for &(column, target) in wanted {
            let Some(cell) = cells.get_mut(column).filter(|cell| !cell.is_empty()) else {
                continue;
            };
            let value = Scalar::Text(std::mem::take(cell));
            match target {
                CsvTarget::Slot(slot) => picked.set_slot(slot, value),
                CsvTarget::Node(node) => picked.give(trie, node, value),
                CsvTarget::Row { row, column } => {
                    while picked.rows.len() <= row {
                        picked.rows.push([const { Scalar::Absent }; ROW_SLOTS]);
                    }
                    let row = picked.rows.get_mut(row);
                    if let Some(held) = row.and_then(|row| row.get_mut(column)) {
                        *held = value;
                    }
                }
            }
        }
    }
}

/// The delimiter that a first line `sep=;` tells, in any letter case, quoted or not, and the
/// length of that line.
fn told_delimiter(first: &[u8]) -> Option<(u8, usize)> {
    let end = memchr::memchr(b'\n', first)?;
    let line = first.get(..end)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix(b"\"").and_then(|it| it.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            Some((*delimiter, end + 1))
        }
        _ => None,
    }
}

/// Whether a column is none that a provider knows, and looks like one.
fn is_alike(name: &str) -> bool {
    let knows = |name: &str| providers::ALL.iter().any(|it| (it.column)(name).is_some());
    !name.is_ascii() && !knows(name) && knows(&looks_like(name))
}
