//! JSON with a line for each member and each row, made on all cores and let out as it is made. In:
//! the members of one object. Out: text. Must never know: what the members mean.

use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;

/// Rows that one task writes.
const ROWS: usize = 256;
/// Tasks whose text is held until it is let out.
const TASKS: usize = 64;

/// The object that is being written.
pub(super) struct Members<W> {
    out: W,
    is_empty: bool,
}

impl<W: Write> Members<W> {
    /// The beginning of an object that goes to `out`.
    pub(super) fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(b"{")?;
        Ok(Self { out, is_empty: true })
    }

    /// Adds a member.
    ///
    /// # Errors
    /// The value cannot be written as JSON, or the text cannot be let out.
    pub(super) fn value(&mut self, key: &str, value: &impl Serialize) -> io::Result<()> {
        self.key(key)?;
        self.out.write_all(&serde_json::to_vec(value)?)
    }

    /// Adds a member that is a list, a line for what `row` makes of each item, in their order.
    ///
    /// # Errors
    /// A row cannot be written as JSON, or the text cannot be let out.
    pub(super) fn list<'i, T: Sync, R: Serialize>(
        &mut self,
        key: &str,
        items: &'i [T],
        row: impl Fn(&'i T) -> R + Sync,
    ) -> io::Result<()> {
        self.key(key)?;
        let mut mark: &[u8] = b"[\n    ";
        for items in items.chunks(ROWS * TASKS) {
            let texts: Vec<Vec<u8>> = items
                .par_chunks(ROWS)
                .map(|items| lines(items, &row))
                .collect::<io::Result<_>>()?;
            for text in texts {
                self.out.write_all(mark)?;
                self.out.write_all(&text)?;
                mark = BETWEEN;
            }
        }
        self.out.write_all(if items.is_empty() { b"[]" } else { b"\n  ]" })
    }

    /// The end of the object.
    ///
    /// # Errors
    /// The text cannot be let out.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.out.write_all(b"\n}\n")?;
        self.out.flush()
    }

    fn key(&mut self, key: &str) -> io::Result<()> {
        let mark: &[u8] = if self.is_empty { b"\n  " } else { b",\n  " };
        self.is_empty = false;
        self.out.write_all(mark)?;
        self.out.write_all(&serde_json::to_vec(key)?)?;
        self.out.write_all(b": ")
    }
}

/// What stands between two rows.
const BETWEEN: &[u8] = b",\n    ";

fn lines<'i, T, R: Serialize>(items: &'i [T], row: &impl Fn(&'i T) -> R) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for item in items {
        if !text.is_empty() {
            text.extend_from_slice(BETWEEN);
        }
        serde_json::to_writer(&mut text, &row(item))?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn written(rows: &[Value]) -> String {
        let mut text = Vec::new();
        let mut members = Members::begin(&mut text).unwrap();
        members.value("a", &json!({"b": [1, 2]})).unwrap();
        members.list("rows", rows, |row| row).unwrap();
        members.end().unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn each_member_and_each_row_has_a_line_of_its_own() {
        let rows = [json!({"n": 1, "text": "two\nlines"}), json!({"n": 2})];
        let expected = "{\n  \"a\": {\"b\":[1,2]},\n  \"rows\": [\n    {\"n\":1,\"text\":\"two\\nlines\"},\n    {\"n\":2}\n  ]\n}\n";
        assert_eq!(written(&rows), expected);
        assert!(written(&[]).contains("\"rows\": []"));
    }

    #[test]
    fn rows_that_many_tasks_write_come_in_their_order() {
        let rows: Vec<_> = (0..ROWS * TASKS + ROWS + 1).map(|n| json!({"n": n})).collect();
        let read: Value = serde_json::from_str(&written(&rows)).unwrap();
        assert_eq!(read, json!({"a": {"b": [1, 2]}, "rows": rows}));
    }
}
