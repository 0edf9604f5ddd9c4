//! Where reading goes on after a broken record. In: bytes, and where the record begins. Out: the
//! next place that begins as it began, or its own end.

use super::record::end_of_string;
use super::scan::{Scan, Scanner, key_and_value, plain_end, space};

/// Longest beginning by which a record like another is found.
const LONGEST_SIGNATURE: usize = 512;
/// By so many of its first keys a record is told from the objects inside it.
const KEYS: usize = 3;

/// The end of a broken object: its own bracket, or a line that begins as the object's line does.
/// What is scanned for it is taken off the allowance.
pub(super) fn broken_end(
    bytes: &[u8],
    at: usize,
    fault: usize,
    allowance: &mut i64,
) -> Option<usize> {
    let mut scanner = Scanner::lenient();
    let indent = indent(bytes, at);
    let fault_line = memchr::memrchr(b'\n', bytes.get(..fault)?).map_or(0, |newline| newline + 1);
    let mut from = at;
    loop {
        let rest = bytes.get(from..)?;
        let line_end = memchr::memchr(b'\n', rest).map_or(bytes.len(), |n| from + n + 1);
        if let Scan::Closed(end) = scanner.run(bytes.get(..line_end)?, from)
            && end > fault
        {
            return Some(end);
        }
        *allowance -= (line_end - from) as i64;
        if line_end >= bytes.len() {
            return None;
        }
        if line_end >= fault_line && begins_like(bytes, line_end, indent) {
            return Some(line_end);
        }
        from = line_end;
    }
}

/// A record's beginning up to the end of its first key, blanks included.
pub(super) fn signature(bytes: &[u8], at: usize) -> &[u8] {
    let end = bytes.len().min(at.saturating_add(LONGEST_SIGNATURE));
    let start = bytes.get(at..end).unwrap_or_default();
    let quote = memchr::memchr(b'"', start);
    let end = quote.and_then(|quote| end_of_string(start, quote + 1));
    end.and_then(|end| start.get(..=end)).unwrap_or_default()
}

/// The first line after `at`, and at or before `until`, that begins as the record at `at` does.
pub(super) fn next_line_like(bytes: &[u8], at: usize, until: usize) -> Option<usize> {
    let signature = signature(bytes, at);
    if signature.is_empty() { None } else { line_with(bytes, at + 1, until, signature) }
}

pub(super) fn line_with(
    bytes: &[u8],
    from: usize,
    until: usize,
    signature: &[u8],
) -> Option<usize> {
    let mut from = from;
    loop {
        let line = from + memchr::memchr(b'\n', bytes.get(from..until)?)? + 1;
        let start = line + blanks(bytes.get(line..)?);
        if bytes.get(start..)?.starts_with(signature) {
            return Some(start);
        }
        from = line;
    }
}

/// Whether another record begins at `next`, as the one at `at` did: of two on one line the first
/// lacks its last brackets.
pub(super) fn begins_as_before(bytes: &[u8], at: usize, next: usize) -> bool {
    let signature = signature(bytes, at);
    !signature.is_empty() && bytes.get(next..).is_some_and(|rest| rest.starts_with(signature))
}

/// The next record on the line, where the one at `at` never ends: it begins with the same keys, which
/// the objects inside a record do not.
pub(super) fn next_record(bytes: &[u8], at: usize) -> Option<usize> {
    let (signature, keys) = (signature(bytes, at), first_keys(bytes, at)?);
    let mut from = at + 1;
    loop {
        let found = from + memchr::memmem::find(bytes.get(from..)?, signature)?;
        if first_keys(bytes, found).as_ref() == Some(&keys) {
            return Some(found);
        }
        from = found + 1;
    }
}

/// The first keys of the object at `at`; `None` where it ends, or breaks, before it has so many.
fn first_keys(bytes: &[u8], at: usize) -> Option<[&[u8]; KEYS]> {
    let mut keys = [[].as_slice(); KEYS];
    let mut key = at + 1;
    for held in &mut keys {
        key += space(bytes.get(key..)?);
        if bytes.get(key) != Some(&b'"') {
            return None;
        }
        let (name, value) = key_and_value(bytes, key)?;
        *held = name;
        let end = match bytes.get(value)? {
            b'{' | b'[' => match Scanner::lenient().run(bytes, value) {
                Scan::Closed(end) => end,
                _ => return None,
            },
            _ => plain_end(bytes, value)?,
        };
        key = end + space(bytes.get(end..)?);
        if bytes.get(key) != Some(&b',') {
            return None;
        }
        key += 1;
    }
    Some(keys)
}

/// The next place that begins as the record before it did, wherever in its line.
pub(super) fn next_like(bytes: &[u8], at: usize) -> Option<usize> {
    let signature = signature(bytes, at - 1);
    if signature.is_empty() {
        return None;
    }
    memchr::memmem::find(bytes.get(at..)?, signature).map(|found| at + found)
}

/// The blanks before a record on its line, where nothing else is.
fn indent(bytes: &[u8], at: usize) -> &[u8] {
    let before = bytes.get(..at).unwrap_or_default();
    let line = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let indent = before.get(line..).unwrap_or_default();
    if indent.iter().all(|byte| matches!(byte, b' ' | b'\t')) { indent } else { &[] }
}

fn begins_like(bytes: &[u8], line: usize, indent: &[u8]) -> bool {
    let rest = bytes.get(line..).and_then(|rest| rest.strip_prefix(indent));
    let rest = rest.map(|rest| rest.strip_prefix(b",").unwrap_or(rest));
    rest.is_some_and(|rest| rest.starts_with(b"{"))
}

fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b',' | b'[')).count()
}
