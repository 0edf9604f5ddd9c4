//! How records lie in a file, told by its beginning and never by its name.

use super::batch::FormatId;
use super::frames::{Framer, Piece};
use super::lines::{BOM, slice};
use super::record::Interpreter;
use super::scan::{Scan, Scanner};
use super::table::{Heads, Table};
use super::text;
use crate::model::{Limit, Limits};

/// How records lie in a file.
#[derive(Debug)]
pub(super) enum Shape {
    /// One object a line.
    Lines,
    /// Any other JSON.
    Frames,
    /// Rows under a header.
    Rows(Box<Table>),
    /// Lines of plain text that a format knows.
    Text,
    /// Rows under a header that is too wide: so many columns.
    Wide(usize),
    /// Nothing but blanks.
    Empty,
    /// Text of no known form.
    Unknown,
}

impl Shape {
    /// Tells the shape of a file that begins with `head`.
    pub(super) fn sniff(head: &[u8], at_end: bool, limits: &Limits) -> Self {
        let bytes = head.strip_prefix(BOM).unwrap_or(head).trim_ascii();
        let Some(first) = bytes.first() else {
            // Blanks without an end are framed, so that what comes after them is found.
            return if at_end { Self::Empty } else { Self::Frames };
        };
        if is_lines(bytes, at_end, limits.size(Limit::SampleLines)) {
            return Self::Lines;
        }
        if matches!(first, b'{' | b'[') {
            return Self::Frames;
        }
        if is_known_text(bytes, limits.size(Limit::SampleLines)) {
            return Self::Text;
        }
        match Table::sniff(head, at_end, limits) {
            Heads::Table(table) => Self::Rows(table),
            // A protocol header or a comment may stand before the JSON; it is stray then.
            Heads::Nothing | Heads::TooWide(_) if has_json_line(bytes) => Self::Frames,
            Heads::TooWide(columns) => Self::Wide(columns),
            Heads::Nothing => Self::Unknown,
        }
    }
}

/// Whether more than half of the first lines are lines of plain text that a format knows.
fn is_known_text(bytes: &[u8], most: usize) -> bool {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let (mut seen, mut known) = (0_usize, 0_usize);
    for line in lines.take(most) {
        seen += 1;
        let line = std::str::from_utf8(line).unwrap_or_default().trim_ascii();
        known += usize::from(text::read(line).next().is_some());
    }
    known * 2 > seen
}

fn has_json_line(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii_start();
        line.starts_with(b"[{") || line.starts_with(b"{") || line == b"["
    })
}

/// Whether more than half of the first lines are each one object that holds no list of records,
/// and there is more than one of them.
fn is_lines(bytes: &[u8], at_end: bool, most: usize) -> bool {
    let (mut lines, mut objects) = (0_usize, 0_usize);
    let mut rest = bytes;
    while lines < most && !rest.is_empty() {
        let end = match memchr::memchr(b'\n', rest) {
            Some(end) => end,
            None if at_end || lines == 0 => rest.len(),
            None => break,
        };
        let line = rest.get(..end).unwrap_or_default().trim_ascii();
        rest = rest.get(end + 1..).unwrap_or_default();
        if line.is_empty() {
            continue;
        }
        lines += 1;
        match Scanner::watching().run(line, 0) {
            _ if !line.starts_with(b"{") => {}
            Scan::Closed(end) if end == line.len() => objects += 1,
            Scan::Wrapper => return false,
            _ => {}
        }
    }
    objects * 2 > lines && (objects > 1 || !at_end)
}

/// The format of the first records of a sample, to be tried first.
pub(super) fn first_format(head: &[u8], reader: &Interpreter) -> Option<FormatId> {
    let mut pieces = Vec::new();
    Framer::within(reader.limits()).frame(head, 0, false, &mut pieces);
    let most = reader.limits().size(Limit::SampleLines);
    pieces.iter().take(most).find_map(|piece| match piece {
        Piece::Record { offset, length } => {
            let record = slice(head, 0, *offset, *length);
            reader.format_of(std::str::from_utf8(record).ok()?)
        }
        _ => None,
    })
}
