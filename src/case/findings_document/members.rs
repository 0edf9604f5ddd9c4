//! Indented JSON, written on all cores. In: the members of one object. Out: its bytes, the same as
//! one serializer would write. Must never know: what the members mean.

use rayon::prelude::*;
use serde::Serialize;

/// Rows that one task writes.
const ROWS: usize = 512;

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
        push_indented(&mut self.bytes, &serde_json::to_vec_pretty(value)?, b"  ");
        Ok(())
    }

    /// A member that is a list; its rows are written in parallel.
    pub(super) fn list<T: Serialize + Sync>(
        &mut self,
        key: &str,
        rows: &[T],
    ) -> Result<(), serde_json::Error> {
        if rows.is_empty() {
            return self.value(key, &rows);
        }
        self.begin(key)?;
        let parts: Vec<Vec<u8>> =
            rows.par_chunks(ROWS).map(written).collect::<Result<_, serde_json::Error>>()?;
        self.bytes.push(b'[');
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.bytes.push(b',');
            }
            self.bytes.extend_from_slice(part);
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
fn written<T: Serialize>(rows: &[T]) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::new();
    let mut row_bytes = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        bytes.extend_from_slice(b"\n    ");
        row_bytes.clear();
        row.serialize(&mut serde_json::Serializer::pretty(&mut row_bytes))?;
        push_indented(&mut bytes, &row_bytes, b"    ");
    }
    Ok(bytes)
}

/// Appends a value with every line after its first one moved to the right; a string in JSON holds
/// no line end, so only the layout changes.
fn push_indented(bytes: &mut Vec<u8>, value: &[u8], by: &[u8]) {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', value) {
        bytes.extend_from_slice(value.get(start..=end).unwrap_or_default());
        bytes.extend_from_slice(by);
        start = end + 1;
    }
    bytes.extend_from_slice(value.get(start..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_writes_what_one_serializer_would_write() {
        let rows: Vec<_> =
            (0..1_100).map(|n| json!({"n": n, "text": "two\nlines", "none": []})).collect();
        let whole = json!({"a": {"b": [1, 2]}, "empty": [], "rows": rows});
        let mut members = Members::new();
        members.value("a", &whole["a"]).unwrap();
        members.list::<i32>("empty", &[]).unwrap();
        members.list("rows", &rows).unwrap();
        let expected = serde_json::to_string_pretty(&whole).unwrap() + "\n";
        assert_eq!(String::from_utf8(members.finish()).unwrap(), expected);
    }
}
