//! Indented JSON, written on all cores. In: the members of one object. Out: its bytes, the same as
//! one serializer would write. Must never know: what the members mean.

use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Rows that one task writes.
const ROWS: usize = 256;

/// One object that is being written.
pub(super) struct Members {
    bytes: Vec<u8>,
}

impl Members {
    pub(super) fn new() -> Self {
        Self { bytes: b"{".to_vec() }
    }

    /// A member of any kind.
    pub(super) fn value(
        &mut self,
        key: &str,
        value: &impl Serialize,
    ) -> Result<(), serde_json::Error> {
        self.begin(key)?;
        write_at(1, value, &mut self.bytes)
    }

    /// A member that is a list of what `row` makes of each item; rows are made and written in
    /// parallel, and none is kept.
    pub(super) fn list<'i, T: Sync, R: Serialize>(
        &mut self,
        key: &str,
        items: &'i [T],
        row: impl Fn(&'i T) -> R + Sync,
    ) -> Result<(), serde_json::Error> {
        self.begin(key)?;
        if items.is_empty() {
            self.bytes.extend_from_slice(b"[]");
            return Ok(());
        }
        let parts: Vec<Vec<u8>> = items
            .par_chunks(ROWS)
            .map(|items| written(items, &row))
            .collect::<Result<_, serde_json::Error>>()?;
        self.bytes.reserve(parts.iter().map(|part| part.len() + 1).sum());
        self.bytes.push(b'[');
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                self.bytes.push(b',');
            }
            self.bytes.extend_from_slice(&part);
        }
        self.bytes.extend_from_slice(b"\n  ]");
        Ok(())
    }

    /// The whole object, with a final newline.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(b"\n}\n");
        self.bytes
    }

    fn begin(&mut self, key: &str) -> Result<(), serde_json::Error> {
        if self.bytes.len() > 1 {
            self.bytes.push(b',');
        }
        self.bytes.extend_from_slice(b"\n  ");
        serde_json::to_writer(&mut self.bytes, key)?;
        self.bytes.extend_from_slice(b": ");
        Ok(())
    }
}

/// Some rows of a list, parted by commas.
fn written<'i, T, R: Serialize>(
    items: &'i [T],
    row: &impl Fn(&'i T) -> R,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        bytes.extend_from_slice(b"\n    ");
        write_at(2, &row(item), &mut bytes)?;
    }
    Ok(bytes)
}

fn write_at(
    depth: usize,
    value: &impl Serialize,
    bytes: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    value.serialize(&mut Serializer::with_formatter(bytes, Indented { depth, is_empty: true }))
}

/// Indents as `serde_json`'s own formatter does, from a depth on.
struct Indented {
    depth: usize,
    /// Whether the list or object at hand is empty so far.
    is_empty: bool,
}

impl Indented {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, mark: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.is_empty = true;
        writer.write_all(mark)
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, mark: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if !self.is_empty {
            self.new_line(writer)?;
        }
        self.is_empty = false;
        writer.write_all(mark)
    }

    fn next<W: ?Sized + Write>(&mut self, writer: &mut W, is_first: bool) -> io::Result<()> {
        if !is_first {
            writer.write_all(b",")?;
        }
        self.is_empty = false;
        self.new_line(writer)
    }

    fn new_line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        const LINE: &[u8] = b"\n                                ";
        match LINE.get(..1 + 2 * self.depth) {
            Some(line) => writer.write_all(line),
            None => {
                writer.write_all(b"\n")?;
                (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
            }
        }
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        is_first: bool,
    ) -> io::Result<()> {
        self.next(writer, is_first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        is_first: bool,
    ) -> io::Result<()> {
        self.next(writer, is_first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_writes_what_one_serializer_would_write() {
        let rows: Vec<_> = (0..1_100)
            .map(|n| json!({"n": n, "text": "two\nlines", "none": [], "deep": [[{}, {"a": [1]}]]}))
            .collect();
        let whole = json!({"a": {"b": [1, 2]}, "empty": [], "rows": rows});
        let mut members = Members::new();
        members.value("a", &whole["a"]).unwrap();
        members.list("empty", &[], |row: &i32| row).unwrap();
        members.list("rows", &rows, |row| row).unwrap();
        let expected = serde_json::to_string_pretty(&whole).unwrap() + "\n";
        assert_eq!(String::from_utf8(members.finish()).unwrap(), expected);
    }
}
