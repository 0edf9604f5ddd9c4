//! The beginning of a file of a form that nobody knows yet. In: its first bytes. Out: its columns or
//! JSON paths with what stands in them, and where its first records lie.

use std::io::Read;

use serde_json::Value;

use super::MadeFor;
use crate::ingest::decode::Encoding;
use crate::ingest::feed::{Block, Feed, Setting};
use crate::ingest::frames::{Framer, Piece};
use crate::ingest::lines::slice;
use crate::ingest::record::is_too_deep;
use crate::ingest::sniff::Shape;
use crate::ingest::table::{Heads, Table};
use crate::model::{Limit, Limits};

/// Records that are looked at.
const RECORDS: usize = 256;
/// Most columns or paths that are told.
const MAX_PATHS: usize = 2_000;
/// Most different values that are told of one column.
const MAX_VALUES: usize = 64;
/// Longest value that is told, in bytes: a longer one is no code.
const MAX_VALUE: usize = 200;

/// A column or a JSON path, with what stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The column's name, or the path.
    pub name: String,
    /// How many of the records that were looked at hold a value.
    pub filled: usize,
    /// Different values in the order of their first coming; log text, still hostile.
    pub values: Vec<String>,
}

/// The beginning of a file.
#[derive(Debug)]
pub struct Sample {
    head: Vec<u8>,
    is_whole: bool,
    shape: Shape,
    limits: Limits,
    /// Columns or paths, in the order of the file.
    pub columns: Vec<Column>,
    /// How many records were looked at.
    pub records: usize,
}

impl Sample {
    /// Looks at the beginning of a file, unpacked and decoded; from `encoding` where that was chosen.
    ///
    /// # Errors
    /// It cannot be unpacked.
    pub fn read(
        reader: &mut (dyn Read + Send),
        encoding: Option<Encoding>,
        limits: Limits,
    ) -> std::io::Result<Self> {
        let setting = Setting { encoding, ..Setting::within(limits) };
        let mut feed = Feed::open(reader, setting)?;
        let mut block = Block::default();
        feed.fill(&mut block, limits.size(Limit::Sample));
        Ok(Self::of(block.bytes().to_vec(), feed.at_end, limits))
    }

    pub(in crate::ingest) fn of(head: Vec<u8>, is_whole: bool, limits: Limits) -> Self {
        let shape = shape_for_mapping(&head, is_whole, &limits);
        let mut sample = Self { head, is_whole, shape, limits, columns: Vec::new(), records: 0 };
        sample.look();
        sample
    }

    /// Whether records are rows under a header.
    pub fn is_table(&self) -> bool {
        matches!(self.shape, Shape::Rows(_))
    }

    /// The names of all columns or paths.
    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// How a mapping that is made here knows such files again: a table by its whole header, JSON by
    /// the paths that every record looked at has.
    pub fn made_for(&self) -> MadeFor {
        if self.is_table() {
            return MadeFor::Columns(self.names());
        }
        let steady = self.columns.iter().filter(|column| column.filled == self.records);
        let mut names: Vec<_> = steady.map(|column| column.name.clone()).collect();
        if names.is_empty() {
            names = self.names();
        }
        MadeFor::Paths(names)
    }

    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn table(&self) -> Option<&Table> {
        match &self.shape {
            Shape::Rows(table) => Some(table),
            _ => None,
        }
    }

    /// The first records and what is none, in the order of the file.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        match &self.shape {
            Shape::Rows(table) => {
                let rows = self.head.get(table.start..).unwrap_or_default();
                table.frame(rows, table.start as u64, self.is_whole, &mut pieces);
            }
            Shape::Unknown | Shape::Wide(_) => {}
            _ => {
                Framer::within(&self.limits).frame(&self.head, 0, self.is_whole, &mut pieces);
            }
        }
        pieces
    }

    fn look(&mut self) {
        let mut columns = Columns::default();
        let table = self.table();
        if let Some(table) = table {
            table.names().iter().for_each(|name| columns.declare(name));
        }
        let mut records = 0;
        for piece in self.pieces() {
            let Piece::Record { offset, length } = piece else { continue };
            let Ok(text) = std::str::from_utf8(slice(&self.head, 0, offset, length)) else {
                continue;
            };
            records += usize::from(match table {
                Some(table) => table.tell(text, |name, value| columns.tell(name, value)),
                None => columns.tell_json(text, self.limits.size(Limit::Depth)),
            });
            if records == RECORDS {
                break;
            }
        }
        self.records = records;
        self.columns = columns.columns;
    }
}

/// How records lie in a file that is to be read by a mapping. Lines that a format of plain text
/// knows are looked at as a table here, as no mapping can read them otherwise.
pub(in crate::ingest) fn shape_for_mapping(head: &[u8], at_end: bool, limits: &Limits) -> Shape {
    match Shape::sniff(head, at_end, limits) {
        Shape::Text => match Table::sniff(head, at_end, limits) {
            Heads::Table(table) => Shape::Rows(table),
            _ => Shape::Text,
        },
        shape => shape,
    }
}

#[derive(Default)]
struct Columns {
    columns: Vec<Column>,
    places: rustc_hash::FxHashMap<String, usize>,
}

impl Columns {
    fn declare(&mut self, name: &str) {
        if self.columns.len() < MAX_PATHS && !self.places.contains_key(name) {
            self.places.insert(name.to_owned(), self.columns.len());
            self.columns.push(Column { name: name.to_owned(), ..Column::default() });
        }
    }

    fn tell(&mut self, name: &str, value: &str) {
        self.declare(name);
        let Some(&place) = self.places.get(name) else { return };
        let Some(column) = self.columns.get_mut(place) else { return };
        let value = value.trim();
        column.filled += usize::from(!value.is_empty());
        let is_new = !value.is_empty() && !column.values.iter().any(|held| held == value);
        if is_new && column.values.len() < MAX_VALUES && value.len() <= MAX_VALUE {
            column.values.push(value.to_owned());
        }
    }

    fn tell_json(&mut self, text: &str, deepest: usize) -> bool {
        if is_too_deep(text.as_bytes(), deepest) {
            return false;
        }
        match serde_json::from_str::<Value>(text) {
            Ok(record @ Value::Object(_)) => {
                self.walk("", &record);
                true
            }
            _ => false,
        }
    }

    /// Tells every plain value by its path. Keys that a path cannot name are passed over, and so is
    /// what stands in lists.
    fn walk(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    if key.is_empty() || key.contains('.') || key.ends_with("[]") {
                        continue;
                    }
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.walk(&path, value);
                }
            }
            Value::Array(_) => {}
            Value::Null => self.tell(path, ""),
            Value::String(text) => self.tell(path, text),
            Value::Bool(_) | Value::Number(_) => self.tell(path, &value.to_string()),
        }
    }
}
