//! What the analyst says of an export that no format here knows: which column or JSON path is what,
//! and which logged value means what.
//!
//! In: a mapping file, or choices made in the window. Out: [`Mapping`]; `compiled` reads records by
//! it, [`suggest`] proposes one, [`preview`] shows what it makes of the first rows.
//! Must never know: the disk, the window.

mod compiled;
mod field;
mod file;
mod preview;
mod sample;
mod suggest;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use crate::model::{EventKind, Factor, MappingUsed, Outcome, Provider};

pub(super) use compiled::Compiled;
pub use field::{Field, KINDS, SideField, key_of_kind};
pub use file::{MAX_BYTES, MappingError};
pub use preview::{Became, PreviewRow, preview};
pub(super) use sample::shape_for_mapping;
pub use sample::{Column, Sample};
pub use suggest::{Suggested, Suggestion, Sureness, factors_of, outcomes_of, suggest};

/// How one kind of export is read that no format here knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Its name, as whoever made it calls the export.
    pub name: String,
    /// Which files it was made for.
    pub made_for: MadeFor,
    /// Who wrote the export; [`Provider::Other`] unless the mapping says otherwise.
    pub provider: Provider,
    /// Where the time stands, and how it is written.
    pub time: TimeField,
    /// Where plain fields stand: a column's name or a JSON path for each.
    pub fields: BTreeMap<Field, String>,
    /// What a record tells.
    pub kind: Decided<EventKind>,
    /// How the user was asked.
    pub factor: Decided<Factor>,
    /// How a prompt ended.
    pub outcome: Decided<Outcome>,
}

/// How a file is known to be one that a mapping was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeFor {
    /// Its header has all of these columns.
    Columns(Vec<String>),
    /// Its first records have all of these paths.
    Paths(Vec<String>),
}

impl MadeFor {
    /// The columns or paths.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Columns(names) | Self::Paths(names) => names,
        }
    }
}

/// Where the time of a record stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeField {
    /// The column or path.
    pub field: String,
    /// How it is written.
    pub notation: Notation,
    /// The zone of times that name none; what is chosen for one file goes before it.
    pub zone: Option<String>,
    /// Whether the day comes first in dates such as 3/2/2026.
    pub day_first: Option<bool>,
}

/// How a time is written. What a bare number counts is never guessed from its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// As a date and a time of day, in any order that exports use.
    #[default]
    Auto,
    /// Seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
}

impl Notation {
    /// Every notation, in display order.
    pub const ALL: [Self; 3] = [Self::Auto, Self::EpochSeconds, Self::EpochMillis];

    /// The key that mapping files use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::EpochSeconds => "epoch_s",
            Self::EpochMillis => "epoch_ms",
        }
    }

    /// The words that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Auto => "date and time of day",
            Self::EpochSeconds => "seconds since 1970",
            Self::EpochMillis => "milliseconds since 1970",
        }
    }
}

/// What is decided by logged values: the first of some fields whose value is listed decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided<T> {
    /// Columns or paths, in the order in which they are asked; none where it is always the same.
    pub from: Vec<String>,
    /// What each logged value means; letter case is set aside.
    pub values: BTreeMap<String, T>,
    /// What holds where no value is listed; the logged text is kept.
    pub otherwise: T,
}

impl<T> Decided<T> {
    /// The same for every record.
    pub const fn always(value: T) -> Self {
        Self { from: Vec::new(), values: BTreeMap::new(), otherwise: value }
    }
}

impl Mapping {
    /// A mapping that reads nothing yet.
    pub fn empty(name: String, made_for: MadeFor) -> Self {
        Self {
            name,
            made_for,
            provider: Provider::Other,
            time: TimeField::default(),
            fields: BTreeMap::new(),
            kind: Decided::always(EventKind::PromptWhole),
            factor: Decided::always(Factor::Other),
            outcome: Decided::always(Outcome::Unknown),
        }
    }

    /// Name and hash, as the evidence states them. The hash is that of the mapping as this program
    /// writes it, so that the same meaning has the same hash, however its file is laid out.
    pub fn used(&self) -> MappingUsed {
        MappingUsed { name: self.name.clone(), sha256: self.sha256() }
    }

    /// Whether a file with these columns or paths is one that it was made for.
    pub fn fits(&self, names: &[String]) -> bool {
        self.made_for.names().iter().all(|name| names.contains(name))
    }
}
