//! JSON lines, and lines of plain text. In: a stretch of whole lines. Out: a batch.
//!
//! A line is one object; what else stands on a line is framed on its own, so that two objects on
//! one line are both read and a broken line costs only itself.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{IssueKind, Limit, Limits};

use super::batch::{Batch, Spot};
use super::frames::{Framer, Piece};
use super::record::{Interpreter, reason};
use super::text;
use super::value::Picked;

/// Bytes that stand between records and mean nothing.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// A stretch of whole lines.
#[derive(Clone, Copy)]
pub(super) struct Lines<'b> {
    pub(super) bytes: &'b [u8],
    /// Offset of its first byte in the decoded stream.
    pub(super) base: u64,
    /// Whether the file ends with it.
    pub(super) is_last: bool,
    /// Whether the lines are plain text, not JSON.
    pub(super) is_text: bool,
    pub(super) reader: &'b Interpreter,
}

impl Lines<'_> {
    /// Reads every line.
    pub(super) fn read(&self, batch: &mut Batch) {
        let text = simdutf8::basic::from_utf8(self.bytes).ok();
        let mut picked = Picked::within(self.reader.limits());
        let mut start = 0;
        while start < self.bytes.len() {
            let ahead = text.and_then(|text| {
                self.reader.read_ahead((text, start), self.base, &mut picked, batch)
            });
            if let Some(end) = ahead {
                start = self.next_line(end);
                continue;
            }
            let rest = self.bytes.get(start..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = trimmed(self.bytes, start..start + length, batch);
            let is_end = self.is_last && length == rest.len();
            self.read_line(line, is_end, batch);
            start += length + 1;
        }
    }

    /// Where the next line begins after a record, behind which only blanks stand on its line.
    fn next_line(&self, end: usize) -> usize {
        let rest = self.bytes.get(end..).unwrap_or_default();
        rest.iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |at| end + at + 1)
    }

    fn read_line(&self, at: Range<usize>, is_end: bool, batch: &mut Batch) {
        let line = self.bytes.get(at.clone()).unwrap_or_default();
        if line.is_empty() {
            return;
        }
        let spot = spot(line, self.base + at.start as u64);
        let limits = self.reader.limits();
        if line.len() > limits.size(Limit::Record) {
            let detail = too_large(line.len() as u64, limits);
            return batch.rejected(spot, IssueKind::TooLarge, &detail);
        }
        let text = decoded(line);
        if self.is_text && !line.starts_with(b"{") {
            note_repair(matches!(text, Cow::Owned(_)), line, batch);
            return text::read_line(&text, spot, self.reader, batch);
        }
        if line.starts_with(b"{") && self.reader.read(&text, spot, batch).is_ok() {
            return note_repair(matches!(text, Cow::Owned(_)), line, batch);
        }
        self.read_fragments(line, spot, is_end, batch);
    }

    /// Reads what a line holds beside, or instead of, one object.
    fn read_fragments(&self, line: &[u8], spot: Spot, is_end: bool, batch: &mut Batch) {
        let mut pieces = Vec::new();
        Framer::within(self.reader.limits()).frame(line, spot.offset, true, &mut pieces);
        let is_part = |piece: &Piece| matches!(piece, Piece::Record { length, .. } if *length as usize != line.len());
        if pieces.iter().any(is_part) {
            for piece in &pieces {
                read_piece(piece, line, spot.offset, self.reader, batch);
            }
            return;
        }
        let text = decoded(line);
        let Err(broken) = self.reader.read(&text, spot, batch) else { return };
        let is_cut = is_end && broken.ends_early;
        let kind = if is_cut { IssueKind::Truncated } else { broken.kind };
        batch.rejected(spot, kind, &broken.detail);
    }
}

/// A line without the blanks, and the byte order mark, around it.
fn trimmed(bytes: &[u8], line: Range<usize>, batch: &mut Batch) -> Range<usize> {
    let Range { mut start, mut end } = line;
    let is_blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t' | b'\r'));
    while start < end && is_blank(start) {
        start += 1;
    }
    if bytes.get(start..end).is_some_and(|line| line.starts_with(BOM)) {
        start += BOM.len();
        batch.note("bom_removed", 1);
    }
    while start < end && is_blank(end - 1) {
        end -= 1;
    }
    start..end
}

/// Reads one framed piece of a stretch whose first byte has the offset `base`.
pub(super) fn read_piece(
    piece: &Piece,
    bytes: &[u8],
    base: u64,
    reader: &Interpreter,
    batch: &mut Batch,
) {
    match piece {
        Piece::Record { offset, length } => {
            let record = slice(bytes, base, *offset, *length);
            let spot = spot(record, *offset);
            let text = decoded(record);
            match reader.read(&text, spot, batch) {
                Ok(()) => note_repair(matches!(text, Cow::Owned(_)), record, batch),
                Err(broken) => batch.rejected(spot, broken.kind, &broken.detail),
            }
        }
        Piece::Fault { offset, length, kind, detail, is_record } => {
            let span = slice(bytes, base, *offset, *length);
            let spot = Spot { length: *length, ..spot(span, *offset) };
            if *is_record {
                batch.rejected(spot, *kind, detail);
            } else {
                batch.issue(spot, *kind, detail);
            }
        }
        Piece::Mark => batch.note("bom_removed", 1),
    }
}

/// Counts a record whose text is not its bytes, and remembers what those bytes look like.
pub(super) fn note_repair(is_repaired: bool, record: &[u8], batch: &mut Batch) {
    if is_repaired {
        batch.note("invalid_utf8_replaced", 1);
        batch.odd_bytes.look(record);
    }
}

/// A record's text; bytes that are no UTF-8 become U+FFFD.
pub(super) fn decoded(record: &[u8]) -> Cow<'_, str> {
    match simdutf8::basic::from_utf8(record) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(record),
    }
}

/// The part of a stretch that begins at an offset; empty where it lies outside.
pub(super) fn slice(bytes: &[u8], base: u64, offset: u64, length: u32) -> &[u8] {
    let Some(start) = offset.checked_sub(base).and_then(|start| usize::try_from(start).ok()) else {
        return &[];
    };
    bytes.get(start..start.saturating_add(length as usize)).unwrap_or_default()
}

/// Where a span lies, with its hash.
pub(super) fn spot(span: &[u8], offset: u64) -> Spot {
    let length = u32::try_from(span.len()).unwrap_or(u32::MAX);
    Spot { offset, length, hash: xxhash_rust::xxh3::xxh3_64(span) }
}

/// The reason for a record beyond the limit.
pub(super) fn too_large(bytes: u64, limits: &Limits) -> String {
    let limit = limits.get(Limit::Record);
    format!("the record has {bytes} bytes; records of up to {limit} are read")
}

/// What a span that holds no record is.
pub(super) fn kind_of_stray(span: &[u8]) -> IssueKind {
    match std::str::from_utf8(span).map(reason) {
        Ok(broken) if broken.kind == IssueKind::NotARecord => IssueKind::NotARecord,
        _ => IssueKind::StrayBytes,
    }
}
