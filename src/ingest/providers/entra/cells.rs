//! Objects that stand as text in one cell. In: JSON in a string, or what PowerShell prints of an
//! object. Out: the fields in it. Must never know: which field the cell is.

use std::borrow::Cow;

use crate::ingest::batch::Batch;
use crate::ingest::pick::{pick, pick_lossy};
use crate::ingest::providers::{CsvTarget, FieldRow, column_of};
use crate::ingest::trie::{Target, Trie};
use crate::ingest::value::{Picked, Scalar};
use crate::ingest::walk::walk_part;
use crate::model::Limit;

/// What PowerShell writes where an object was not spelled out.
const NOT_SPELLED_OUT: &str = "Microsoft.Graph.PowerShell";

/// The tree of an object that is in a cell of its own: the paths below `prefix`.
pub(super) fn object(fields: &[FieldRow], prefix: &str, loose: bool) -> Trie {
    let mut trie = Trie::new(loose);
    for row in fields {
        if let Some(key) = row.path.strip_prefix(prefix) {
            trie.path(key, row.target);
        }
    }
    trie
}

/// The tree of a list that is in a cell of its own: the paths of its elements, below `prefix`.
pub(super) fn list(fields: &[FieldRow], prefix: &str, loose: bool) -> Trie {
    let mut trie = object(fields, prefix, loose);
    trie.rows_at_top();
    trie
}

/// Where a column of Log Analytics goes. `Status_dynamic` and `Status_string` are one column whose
/// cells are of two types; a zone stands in brackets.
pub(super) fn column(trie: &Trie, name: &str) -> Option<CsvTarget> {
    let name =
        name.strip_suffix("_dynamic").or_else(|| name.strip_suffix("_string")).unwrap_or(name);
    match name.split_once(" [") {
        Some((base, zone)) if zone != "UTC]" => column_of(trie, base),
        _ => column_of(trie, name),
    }
}

/// Adds the fields of a cell to those of its record. What cannot be read is counted as a note;
/// the rest of the record stays.
pub(super) fn unfold<'a>(
    trie: &'static Trie,
    cell: &'a str,
    into: &mut Picked<'a>,
    batch: &mut Batch,
) {
    let cell = cell.trim_ascii();
    if cell.starts_with(['{', '[']) {
        match read(trie, cell, batch) {
            Some(part) => {
                batch.repaired_part(trie, &part.repaired);
                into.absorb(part);
            }
            None => batch.note("broken_json_in_cell", 1),
        }
    } else if let Some(inner) = cell.strip_prefix("@{") {
        into.absorb(printed(trie, inner));
    } else if cell.starts_with(NOT_SPELLED_OUT) {
        batch.note("object_not_exported", 1);
    }
}

/// Whether a cell holds words of its own, and no object.
pub(super) fn is_word(cell: &str) -> bool {
    !cell.starts_with(['{', '[', '@']) && !cell.starts_with(NOT_SPELLED_OUT)
}

fn read<'a>(trie: &'static Trie, text: &'a str, batch: &mut Batch) -> Option<Picked<'a>> {
    let mut part = Picked::default();
    let deepest = batch.limits.size(Limit::Depth);
    let memo = batch.memo_of_part(trie);
    if walk_part(trie, memo, text, &mut part, deepest).is_some() {
        return Some(part);
    }
    part.clear();
    if pick(trie, memo, text, &mut part).is_ok() {
        return Some(part);
    }
    let mut part = Picked::default();
    pick_lossy(trie, text, &mut part).ok()?;
    batch.note("lone_surrogate_replaced", 1);
    Some(part)
}

/// `@{key=value; key=value}`: what is nested further is not told apart.
fn printed<'a>(trie: &Trie, inner: &'a str) -> Picked<'a> {
    let mut part = Picked::default();
    for pair in inner.trim_end_matches('}').split(';') {
        let Some((key, value)) = pair.trim_ascii().split_once('=') else { continue };
        if let Some(Target::Slot(slot)) = trie.target(key) {
            part.set_slot(slot, Scalar::Text(Cow::Borrowed(value)));
        }
    }
    part
}
