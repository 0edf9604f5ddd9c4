//! Repairs of fields. In: what was done to a value, and where it stood. Out: how often, by field.

use std::collections::BTreeMap;

use super::batch::FormatId;
use super::trie::Trie;

/// What was done to a field so that its record could be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repair {
    /// Its value has another type than the format says: it is left empty.
    WrongType,
    /// Its key stands twice in one object: the first value counts.
    DuplicateKey,
    /// The list that it stands in has more values than are kept.
    BeyondLimit,
}

/// A repair at a place in the tree of paths by which the record was read.
pub(super) type Repaired = (Repair, u16);

impl Repair {
    /// The key under which a file's notes count it.
    pub(super) const fn note(self) -> &'static str {
        match self {
            Self::WrongType => "wrong_type",
            Self::DuplicateKey => "duplicate_key",
            Self::BeyondLimit => "rows_beyond_limit",
        }
    }
}

/// How often fields were repaired.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    /// In the trees of formats, by place.
    placed: BTreeMap<(FormatId, Repair, u16), u64>,
    /// In other trees, by path.
    named: BTreeMap<(Repair, String), u64>,
}

impl Repairs {
    /// Counts what was repaired in a record of a format.
    pub(super) fn of_record(&mut self, format: FormatId, repaired: &[Repaired]) {
        for &(repair, place) in repaired {
            *self.placed.entry((format, repair, place)).or_default() += 1;
        }
    }

    /// Counts what was repaired in a part of a record that has a tree of its own.
    pub(super) fn of_part(&mut self, trie: &Trie, repaired: &[Repaired]) {
        for &(repair, place) in repaired {
            *self.named.entry((repair, trie.name(place).to_owned())).or_default() += 1;
        }
    }

    /// Takes over what another part of the file counted.
    pub(super) fn append(&mut self, other: Self) {
        for (key, times) in other.placed {
            *self.placed.entry(key).or_default() += times;
        }
        for (key, times) in other.named {
            *self.named.entry(key).or_default() += times;
        }
    }

    /// The counts by kind of repair and path; `mapped` is the tree of the mapping in use.
    pub(super) fn by_field(
        self,
        mapped: Option<&Trie>,
    ) -> BTreeMap<&'static str, BTreeMap<String, u64>> {
        let name = |format: FormatId, place| {
            let trie = format.format().map(|it| (it.trie)()).or(mapped);
            trie.map(|trie| trie.name(place).to_owned()).unwrap_or_default()
        };
        let placed = self.placed.into_iter();
        let placed = placed.map(|((format, repair, place), n)| (repair, name(format, place), n));
        let named = self.named.into_iter().map(|((repair, name), n)| (repair, name, n));
        let mut fields: BTreeMap<&'static str, BTreeMap<String, u64>> = BTreeMap::new();
        for (repair, name, times) in placed.chain(named) {
            *fields.entry(repair.note()).or_default().entry(name).or_default() += times;
        }
        fields
    }
}
