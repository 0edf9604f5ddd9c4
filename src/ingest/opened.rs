//! Text that holds a part of a record. In: a field's text, and the place in the record where it
//! stands. Out: what it holds, taken as if it stood there without the quotes.
//! Must never know: what the fields mean.
//!
//! Tables flatten records: an object becomes JSON text, or PowerShell's `@{key=value; …}`, or
//! `{key=value, …}` as Hive and Athena print a structure.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::trie::Trie;
use super::value::{Picked, Scalar};

/// Texts in texts that are opened; a record in a record in a record is an attack.
const DEEPEST: u8 = 4;

/// Longest text that is opened, in bytes: longer than any table's cell.
const LONGEST: usize = 1 << 20;

/// Takes what a text at a node holds; false where it is no text that holds something.
pub(super) fn open(picked: &mut Picked<'_>, trie: &Trie, node: u16, value: &Scalar<'_>) -> bool {
    let Scalar::Text(text) = value else { return false };
    if picked.opened >= DEEPEST || text.len() > LONGEST {
        return false;
    }
    let Some(held) = held(text.trim()) else { return false };
    picked.opened += 1;
    fill(picked, trie, node, held);
    picked.opened -= 1;
    true
}

fn held(text: &str) -> Option<Value> {
    match text.as_bytes() {
        [] => Some(Value::Null),
        [b'[' | b'{', ..] => {
            let whole = serde_json::from_str(text).ok();
            // Kibana prints a list of objects without its brackets.
            let listed = || serde_json::from_str(&format!("[{text}]")).ok();
            whole.or_else(listed).or_else(|| structure(text.strip_prefix('{')?, ','))
        }
        [b'@', b'{', ..] => structure(text.strip_prefix("@{")?, ';'),
        _ => text.eq_ignore_ascii_case("null").then_some(Value::Null),
    }
}

/// The members of `key=value; key=value}`, whose values stay text.
fn structure(text: &str, separator: char) -> Option<Value> {
    let text = text.strip_suffix('}')?;
    let mut members = Map::new();
    let mut key = "";
    for part in parts(text, separator) {
        match part.split_once('=').map(|(name, value)| (name.trim(), value)) {
            Some((name, value)) if is_name(name) => {
                key = name;
                members.insert(name.to_owned(), Value::String(value.to_owned()));
            }
            // A separator inside a value: the value goes on.
            _ => {
                if let Some(Value::String(value)) = members.get_mut(key) {
                    value.push(separator);
                    value.push_str(part);
                }
            }
        }
    }
    (!members.is_empty()).then_some(Value::Object(members))
}

/// Cuts at separators that stand in no inner braces.
fn parts(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    text.split(move |mark| {
        match mark {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && mark == separator
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|mark| mark.is_alphanumeric() || matches!(mark, '_' | '-'))
}

fn fill(picked: &mut Picked<'_>, trie: &Trie, node: u16, value: Value) {
    match value {
        Value::Object(members) => {
            if !picked.enter(trie, node) {
                return;
            }
            for (key, value) in members {
                if let Some(child) = trie.child(node, &key) {
                    fill(picked, trie, child, value);
                }
            }
        }
        Value::Array(list) => fill_list(picked, trie, node, list),
        Value::Null => picked.give(trie, node, Scalar::Null),
        Value::Bool(value) => picked.give(trie, node, Scalar::Bool(value)),
        Value::Number(number) => {
            let whole = number.as_i64().map(Scalar::Int);
            let number = whole.or_else(|| number.as_f64().map(Scalar::Float));
            picked.give(trie, node, number.unwrap_or(Scalar::Null));
        }
        Value::String(text) => picked.give(trie, node, Scalar::Text(Cow::Owned(text))),
    }
}

fn fill_list(picked: &mut Picked<'_>, trie: &Trie, node: u16, list: Vec<Value>) {
    let Some(here) = trie.node(node) else { return };
    for (item, value) in list.into_iter().enumerate() {
        match value {
            Value::Object(_) if here.is_rows => fill(picked, trie, node, value),
            // A table may have made text of each element.
            Value::String(text) if here.is_rows => {
                if !open(picked, trie, node, &Scalar::Text(Cow::Owned(text))) {
                    picked.wrong_type(node);
                }
            }
            Value::Null => {}
            value if here.is_listed && !value.is_object() && !value.is_array() => {
                picked.item = Some(item);
                fill(picked, trie, node, value);
                picked.item = None;
            }
            _ => picked.wrong_type(node),
        }
    }
}
