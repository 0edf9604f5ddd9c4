//! The fields of one record, as logged. In: what `pick` finds. Out: text, numbers, yes or no.
//! Must never know: JSON, and what the fields mean.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::opened::open;
use super::repairs::{Repair, Repaired};
use super::trie::{Target, Trie};
use crate::model::{Limit, Limits};

/// How many fields one record can give.
pub(super) const SLOTS: usize = 50;
/// The first of two slots for what tells of the delivery and not of the event (a time of ingestion):
/// they are no part of a record's content.
pub(super) const ASIDE: usize = SLOTS - 2;
/// How many fields each row of its list can give.
pub(super) const ROW_SLOTS: usize = 8;

/// One value as logged.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Scalar<'a> {
    #[default]
    Absent,
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Cow<'a, str>),
}

/// The fields of one element of a record's list (Okta targets, Entra steps).
pub(super) type Row<'a> = [Scalar<'a>; ROW_SLOTS];

/// The fields of one record.
#[derive(Debug)]
pub(super) struct Picked<'a> {
    pub(super) slots: [Scalar<'a>; SLOTS],
    /// One bit for each slot that may hold something.
    touched: u64,
    pub(super) rows: Vec<Row<'a>>,
    /// What was done to values so that the record can be used.
    pub(super) repaired: Vec<Repaired>,
    most_rows: usize,
    /// The place in a list of plain values, while one is being read.
    pub(super) item: Option<usize>,
    /// How many texts were opened to read a record in a record, now.
    pub(super) opened: u8,
    /// Which node filled each slot, to tell a repeated key from an alias.
    filled_by: [u16; SLOTS],
}

impl Default for Picked<'_> {
    fn default() -> Self {
        Self::with_rows(usize::try_from(Limit::Rows.meta().default).unwrap_or(usize::MAX))
    }
}

impl Picked<'_> {
    /// No field yet, and room for so many rows.
    fn with_rows(most_rows: usize) -> Self {
        Self {
            slots: [const { Scalar::Absent }; SLOTS],
            touched: 0,
            rows: Vec::new(),
            repaired: Vec::new(),
            most_rows,
            item: None,
            opened: 0,
            filled_by: [0; SLOTS],
        }
    }
}

impl<'a> Scalar<'a> {
    /// The value as text; empty where it is absent or null.
    #[inline]
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Absent | Self::Null => Cow::Borrowed(""),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Int(value) => Cow::Owned(value.to_string()),
            Self::Float(value) => Cow::Owned(value.to_string()),
            Self::Text(text) => Cow::Borrowed(text.trim_ascii()),
        }
    }

    /// The same value, without a copy of its text.
    fn borrowed(&self) -> Scalar<'_> {
        match self {
            Self::Text(text) => Scalar::Text(Cow::Borrowed(text)),
            Self::Absent => Scalar::Absent,
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(*value),
            Self::Int(value) => Scalar::Int(*value),
            Self::Float(value) => Scalar::Float(*value),
        }
    }

    /// Whether the log gives a value.
    pub(super) fn is_present(&self) -> bool {
        match self {
            Self::Absent | Self::Null => false,
            Self::Text(text) => !text.is_empty(),
            Self::Bool(_) | Self::Int(_) | Self::Float(_) => true,
        }
    }

    /// Whether the record has the key, be its value null.
    pub(super) fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// The value as a number; text that spells one counts.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            Self::Text(text) => decimal(text.trim_ascii()),
            Self::Absent | Self::Null | Self::Bool(_) => None,
        }
    }

    /// The value as a whole number; text that spells one counts.
    pub(super) fn integer(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Float(value) => {
                (value.fract() == 0.0 && value.abs() < 9e15).then_some(*value as i64)
            }
            Self::Text(text) => text.trim_ascii().parse().ok(),
            Self::Absent | Self::Null | Self::Bool(_) => None,
        }
    }

    /// The value as yes or no; text that spells one counts, in any case.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// XXH3 of the value, of its kind too, under a seed.
    fn hashed(&self, seed: u64) -> u64 {
        // Seeds of different kinds differ in bits that no slot's number has.
        let of = |kind: u64, bytes: &[u8]| xxh3_64_with_seed(bytes, seed ^ kind << 32);
        match self {
            Self::Absent | Self::Null => seed,
            Self::Bool(value) => of(1, &[u8::from(*value)]),
            Self::Int(value) => of(2, &value.to_le_bytes()),
            Self::Float(value) => of(3, &value.to_bits().to_le_bytes()),
            Self::Text(text) => of(4, text.as_bytes()),
        }
    }

    /// Takes one of several plain values, which are held as a reader writes a list.
    fn add(&mut self, value: Scalar<'a>, item: usize) {
        if item > 0 && self.is_present() && value.is_present() {
            // Appended in place: a list may be long, and each of its values too.
            let mut text = match std::mem::take(self) {
                Scalar::Text(text) => text.into_owned(),
                other => other.text().into_owned(),
            };
            text.push_str(", ");
            text.push_str(&value.text());
            *self = Scalar::Text(Cow::Owned(text));
        } else {
            self.set(value);
        }
    }

    fn set(&mut self, value: Scalar<'a>) {
        if !self.is_present() && !matches!((&*self, &value), (Self::Text(_), Self::Null)) {
            *self = value;
        }
    }
}

/// The places of the bits that are set, from the lowest.
fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (set != 0).then_some(set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(lowest)
    })
}

/// A number as text; spreadsheets of many countries write a comma for the point.
fn decimal(text: &str) -> Option<f64> {
    let is_comma = !text.contains('.') && text.bytes().filter(|byte| *byte == b',').count() == 1;
    if is_comma { text.replace(',', ".").parse().ok() } else { text.parse().ok() }
}

impl<'a> Picked<'a> {
    /// No field yet.
    pub(super) fn within(limits: &Limits) -> Self {
        Self::with_rows(limits.size(Limit::Rows))
    }

    /// Forgets every field, and keeps the room that it took.
    pub(super) fn clear(&mut self) {
        for slot in bits(self.touched) {
            if let Some(held) = self.slots.get_mut(slot) {
                *held = Scalar::Absent;
            }
            if let Some(by) = self.filled_by.get_mut(slot) {
                *by = 0;
            }
        }
        self.touched = 0;
        self.rows.clear();
        self.repaired.clear();
        (self.item, self.opened) = (None, 0);
    }

    /// The slot, which may be filled from now on.
    fn slot(&mut self, slot: usize) -> Option<&mut Scalar<'a>> {
        let held = self.slots.get_mut(slot)?;
        self.touched |= 1 << slot;
        Some(held)
    }

    /// Takes a field away: it counts as not logged from now on.
    pub(super) fn take(&mut self, slot: usize) -> Scalar<'a> {
        self.slots.get_mut(slot).map(std::mem::take).unwrap_or_default()
    }

    /// Gives each field that may have a value, rows aside.
    pub(super) fn each_mut(&mut self, mut give: impl FnMut(&mut Scalar<'a>)) {
        for slot in bits(self.touched) {
            if let Some(held) = self.slots.get_mut(slot) {
                give(held);
            }
        }
    }

    /// One field as text; empty where the log has none.
    #[inline]
    pub(super) fn text(&self, slot: usize) -> Cow<'_, str> {
        self.slots.get(slot).map_or(Cow::Borrowed(""), Scalar::text)
    }

    /// One field.
    pub(super) fn get(&self, slot: usize) -> &Scalar<'a> {
        const ABSENT: &Scalar<'static> = &Scalar::Absent;
        self.slots.get(slot).unwrap_or(ABSENT)
    }

    /// Whether the log gives the field a value.
    pub(super) fn has(&self, slot: usize) -> bool {
        self.get(slot).is_present()
    }

    /// The same fields without those of some slots, and without a copy of their texts.
    pub(super) fn without(&self, left_out: &[usize]) -> Picked<'_> {
        let mut same = Picked { repaired: self.repaired.clone(), ..Picked::default() };
        for slot in bits(self.touched) {
            let value = self.get(slot);
            if value.is_there() && !left_out.contains(&slot) {
                same.set_slot(slot, value.borrowed());
            }
        }
        same.rows = self.rows.iter().map(|row| row.each_ref().map(Scalar::borrowed)).collect();
        same
    }

    /// Takes over the fields of a part that was read on its own; what is there already stays.
    pub(super) fn absorb(&mut self, mut part: Self) {
        for slot in bits(part.touched) {
            let value = part.slots.get_mut(slot).map(std::mem::take).unwrap_or_default();
            if value.is_present() {
                self.set_slot(slot, value);
            }
        }
        self.rows.append(&mut part.rows);
    }

    /// XXH3 over every field that has a value, each one's seeded with the one before, and how many
    /// have one, those of rows included and those of the delivery left out.
    pub(super) fn content(&self) -> (u64, u8) {
        let mut present = 0_usize;
        let mut hash = 0;
        let mut add = |index: usize, value: &Scalar<'_>| {
            if value.is_present() {
                present += 1;
                hash = value.hashed(hash ^ index as u64);
            }
        };
        for slot in bits(self.touched).take_while(|slot| *slot < ASIDE) {
            add(slot, self.get(slot));
        }
        for (index, value) in self.rows.iter().flatten().enumerate() {
            add(ASIDE + index, value);
        }
        (hash, u8::try_from(present).unwrap_or(u8::MAX))
    }

    /// Takes a plain value that stands at a node.
    pub(super) fn give(&mut self, trie: &Trie, node: u16, value: Scalar<'a>) {
        let here = trie.node(node);
        match (here.and_then(|here| here.target), self.item) {
            (Some(target @ Target::Row(_)), None) if here.is_some_and(|here| here.is_listed) => {
                self.set_lines(target, value, node);
            }
            (Some(target), None) => self.set(target, value, node),
            (Some(Target::Row(column)), Some(item)) if here.is_some_and(|here| here.is_in_row) => {
                let cell = self.rows.last_mut().and_then(|row| row.get_mut(column));
                if let Some(cell) = cell {
                    cell.add(value, item);
                }
            }
            (Some(target), Some(item)) => self.set_item(target, value, item, node),
            (None, _) => {
                if value != Scalar::Null && !open(self, trie, node, &value) {
                    self.wrong_type(node);
                }
            }
        }
    }

    /// Notes that the value at a node has another type than the format says; its slot stays empty.
    pub(super) fn wrong_type(&mut self, node: u16) {
        self.repaired.push((Repair::WrongType, node));
    }

    /// Takes the values of a list that stand in one text, one a line.
    fn set_lines(&mut self, target: Target, value: Scalar<'a>, node: u16) {
        match value {
            Scalar::Text(Cow::Borrowed(text)) => {
                for (item, line) in text.lines().enumerate() {
                    self.set_item(target, Scalar::Text(Cow::Borrowed(line)), item, node);
                }
            }
            Scalar::Text(Cow::Owned(text)) => {
                for (item, line) in text.lines().enumerate() {
                    self.set_item(target, Scalar::Text(Cow::Owned(line.to_owned())), item, node);
                }
            }
            other => self.set_item(target, other, 0, node),
        }
    }

    /// Takes one of several plain values that stand at a node: a slot holds them all, as a reader
    /// writes a list; a column holds one in each row.
    fn set_item(&mut self, target: Target, value: Scalar<'a>, item: usize, node: u16) {
        if item >= self.most_rows {
            self.repaired.push((Repair::BeyondLimit, node));
            return;
        }
        match target {
            Target::Slot(slot) => {
                if let Some(held) = self.slot(slot) {
                    held.add(value, item);
                }
            }
            Target::Row(column) => {
                while self.rows.len() <= item {
                    self.rows.push([const { Scalar::Absent }; ROW_SLOTS]);
                }
                if let Some(cell) = self.rows.get_mut(item).and_then(|row| row.get_mut(column)) {
                    cell.set(value);
                }
            }
        }
    }

    /// Begins an object that stands at a node; false where nothing in it is wanted.
    pub(super) fn enter(&mut self, trie: &Trie, node: u16) -> bool {
        let Some(here) = trie.node(node) else { return false };
        if !here.is_branch() {
            self.wrong_type(node);
            return false;
        }
        if here.is_rows {
            if self.rows.len() >= self.most_rows {
                self.repaired.push((Repair::BeyondLimit, node));
                return false;
            }
            self.rows.push([const { Scalar::Absent }; ROW_SLOTS]);
        }
        true
    }

    /// Fills one slot from a column, unless an earlier column did.
    pub(super) fn set_slot(&mut self, slot: usize, value: Scalar<'a>) {
        if let Some(held) = self.slot(slot) {
            held.set(value);
        }
    }

    /// As [`Picked::set`], of a text without escapes.
    pub(super) fn set_text(&mut self, target: Target, text: &'a str, node: u16) {
        let value = Scalar::Text(Cow::Borrowed(text));
        match target {
            Target::Slot(slot) if slot < SLOTS && self.touched & (1 << slot) == 0 => {
                self.touched |= 1 << slot;
                self.slots[slot] = value;
                self.filled_by[slot] = node;
            }
            _ => self.set(target, value, node),
        }
    }

    /// Fills one slot unless an earlier value did.
    pub(super) fn set(&mut self, target: Target, value: Scalar<'a>, node: u16) {
        match target {
            Target::Slot(slot) => {
                let Some(held) = self.slots.get_mut(slot) else { return };
                self.touched |= 1 << slot;
                if held.is_present()
                    && value.is_present()
                    && let Some(by) = self.filled_by.get(slot)
                {
                    if *by == node {
                        self.repaired.push((Repair::DuplicateKey, node));
                    }
                    return;
                }
                held.set(value);
                if let Some(by) = self.filled_by.get_mut(slot) {
                    *by = node;
                }
            }
            Target::Row(column) => {
                if let Some(cell) = self.rows.last_mut().and_then(|row| row.get_mut(column)) {
                    cell.set(value);
                }
            }
        }
    }
}
