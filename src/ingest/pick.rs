//! Chosen fields out of one JSON record, in one strict pass. In: a record and a [`Trie`] of paths.
//! Out: [`Picked`]. Must never know: what the fields mean.
//!
//! The whole value is validated; what no path asks for is skipped without being kept. A value of
//! another type than a path expects leaves its slot empty and is counted, so that one odd field
//! never costs the record.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::record::is_too_deep;
use super::trie::{Memo, Trie};
use super::value::{Picked, Scalar};

/// Deepest nesting that the parser is given: it recurses, and a cell of a table may hold anything.
const MOST_LEVELS: usize = 127;

/// Picks the trie's fields out of one record, into empty fields.
///
/// # Errors
/// The record is no JSON object, or has bytes after it; the fields then hold a part of it.
pub(super) fn pick<'a>(
    trie: &Trie,
    memo: &mut Memo,
    record: &'a str,
    out: &mut Picked<'a>,
) -> Result<(), sonic_rs::Error> {
    run(trie, memo, record, sonic_rs::Deserializer::from_str(record), out)
}

/// As [`pick`], with U+FFFD for escapes of half a character (`\ud800`).
///
/// # Errors
/// The record is no JSON object, or has bytes after it; the fields then hold a part of it.
pub(super) fn pick_lossy<'a>(
    trie: &Trie,
    record: &'a str,
    out: &mut Picked<'a>,
) -> Result<(), sonic_rs::Error> {
    let reader = sonic_rs::Deserializer::from_str(record).utf8_lossy();
    run(trie, &mut Memo::default(), record, reader, out)
}

fn run<'a>(
    trie: &Trie,
    memo: &mut Memo,
    record: &'a str,
    mut reader: sonic_rs::Deserializer<sonic_rs::Read<'a>>,
    out: &mut Picked<'a>,
) -> Result<(), sonic_rs::Error> {
    if is_too_deep(record.as_bytes(), MOST_LEVELS) {
        return Err(sonic_rs::Error::custom("it nests too deep"));
    }
    Pick { trie, node: 0, out, memo }.deserialize(&mut reader)?;
    reader.end()
}

/// Picks one node's part out of the value at hand.
struct Pick<'t, 'p, 'a> {
    trie: &'t Trie,
    node: u16,
    out: &'p mut Picked<'a>,
    memo: &'p mut Memo,
}

impl<'a> Pick<'_, '_, 'a> {
    fn scalar(self, value: Scalar<'a>) {
        self.out.give(self.trie, self.node, value);
    }
}

impl<'a> DeserializeSeed<'a> for Pick<'_, '_, 'a> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Pick<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        if !self.out.enter(self.trie, self.node) {
            return drain_map(map);
        }
        let mut cursor = 0;
        loop {
            let key =
                Key { trie: self.trie, node: self.node, memo: self.memo, cursor: &mut cursor };
            let Some(child) = map.next_key_seed(key)? else { break };
            match child {
                Some(node) => {
                    let pick = Pick { trie: self.trie, node, out: self.out, memo: self.memo };
                    map.next_value_seed(pick)?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<(), A::Error> {
        if self.trie.node(self.node).is_some_and(|node| node.is_rows) {
            while list.next_element_seed(Element(self.again()))?.is_some() {}
            return Ok(());
        }
        if self.trie.node(self.node).is_some_and(|node| node.is_listed) {
            return self.plain_list(list);
        }
        self.out.wrong_type(self.node);
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<(), E> {
        self.scalar(Scalar::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.scalar(Scalar::Bool(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.scalar(Scalar::Int(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.scalar(i64::try_from(value).map_or(Scalar::Float(value as f64), Scalar::Int));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.scalar(Scalar::Float(value));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.scalar(Scalar::Null);
        Ok(())
    }
}

impl<'t, 'a> Pick<'t, '_, 'a> {
    fn plain_list<A: SeqAccess<'a>>(mut self, mut list: A) -> Result<(), A::Error> {
        for item in 0.. {
            self.out.item = Some(item);
            let value = list.next_element_seed(self.again());
            self.out.item = None;
            if value?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn again(&mut self) -> Pick<'t, '_, 'a> {
        Pick { trie: self.trie, node: self.node, out: self.out, memo: self.memo }
    }
}

fn drain_map<'a, A: MapAccess<'a>>(mut map: A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

/// One element of a list of rows: an object becomes a row, anything else is a wrong type.
struct Element<'t, 'p, 'a>(Pick<'t, 'p, 'a>);

impl<'a> DeserializeSeed<'a> for Element<'_, '_, 'a> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Element<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        self.0.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.out.wrong_type(self.0.node);
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.0.out.wrong_type(self.0.node);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.0.out.wrong_type(self.0.node);
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.0.out.wrong_type(self.0.node);
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.0.out.wrong_type(self.0.node);
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.0.out.wrong_type(self.0.node);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A key, read as the child that it names.
struct Key<'t> {
    trie: &'t Trie,
    node: u16,
    memo: &'t mut Memo,
    cursor: &'t mut usize,
}

impl<'a> DeserializeSeed<'a> for Key<'_> {
    type Value = Option<u16>;
    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<Option<u16>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<u16>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<u16>, E> {
        Ok(self.memo.child(self.trie, self.node, key, self.cursor))
    }
}
