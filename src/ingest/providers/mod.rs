//! The formats that are read: one file for each log of a vendor, all alike.
//!
//! In: the picked fields of one record. Out: one [`AuthEvent`], or the reason why not.
//! Adding a format is a new file and a line in [`ALL`]. What stands in its tables is what its
//! code does, and what the documentation prints.

mod auth0;
mod aws;
mod duo;
mod ecs;
mod elastic;
pub(super) mod entra;
mod google;
mod jumpcloud;
mod keycloak;
mod ocsf;
mod okta;
mod onelogin;
mod ping;
mod rsa;
pub(super) mod shared;
mod text_line;

#[cfg(test)]
mod vendor_tests;

use std::borrow::Cow;

use crate::model::{AuthEvent, EventKind, Factor, IssueKind, Outcome, Provider};

use super::batch::Batch;
use super::trie::{Target, Trie};
use super::value::Picked;

/// Every format, in the order in which documents list them and records are held against them.
pub static ALL: &[&Format] = &[
    &okta::FORMAT,
    &okta::SENTINEL,
    &okta::SENTINEL_V2,
    &okta::ELASTIC,
    &okta::OCSF,
    // Before Duo, whose activity log shares a name with the schema.
    &ocsf::FORMAT,
    &duo::AUTHENTICATION,
    &duo::TELEPHONY,
    &duo::ADMINISTRATOR,
    &duo::ACTIVITY,
    &duo::TRUST_MONITOR,
    &duo::PANEL,
    &entra::sign_in::FORMAT,
    &entra::sentinel::FORMAT,
    &entra::portal::FORMAT,
    &entra::auth_details::FORMAT,
    &entra::audit::FORMAT,
    &entra::unified::FORMAT,
    &entra::risk::FORMAT,
    &ping::PING_ID,
    &ping::PING_ONE,
    &ping::FEDERATE,
    &auth0::FORMAT,
    &google::FORMAT,
    &onelogin::FORMAT,
    &jumpcloud::FORMAT,
    &aws::FORMAT,
    &keycloak::FORMAT,
    &rsa::FORMAT,
    &elastic::DUO,
    &elastic::ENTRA,
    // The least particular one comes last: other logs stand in documents of the common schema too.
    &ecs::FORMAT,
];

/// One log of one vendor, as data and as code.
#[derive(Debug)]
pub struct Format {
    /// What documents print of it.
    pub meta: Meta,
    /// The paths of its fields.
    pub(super) trie: fn() -> &'static Trie,
    /// Where the column of a CSV goes.
    pub(super) column: fn(&str) -> Option<CsvTarget>,
    /// Whether a record is its, and of which stream.
    pub(super) recognise: fn(&Picked<'_>) -> Recognition,
    /// Puts what this export spells in its own way where other exports of the log have it, once a
    /// record is known to be its; `None` where there is nothing to do.
    pub(super) prepare: Option<fn(&mut Picked<'_>, &mut Batch)>,
    /// One record to one event; steps inside it go to the batch.
    pub(super) normalize: fn(&Picked<'_>, &mut Batch) -> Result<AuthEvent, Refusal>,
    /// Reads a line of plain text as fields with their names, which go where `column` says;
    /// `None` for a format that is never plain text.
    pub(super) line: Option<LineReader>,
}

/// Reads a line of plain text; `None` where the line is not of the format.
pub(super) type LineReader = for<'a> fn(&'a str) -> Option<Vec<(Cow<'a, str>, Cow<'a, str>)>>;

/// What documents print of a format.
#[derive(Debug)]
pub struct Meta {
    /// Its key, unlike every other: the name of its page in `docs/formats/`.
    pub key: &'static str,
    /// Who writes it.
    pub provider: Provider,
    /// The words that a person reads.
    pub title: &'static str,
    /// The stream that is read.
    pub stream: &'static str,
    /// The exports in which it comes, in words.
    pub exports: &'static [&'static str],
    /// What the log does not hold, in sentences: what an analyst must not expect of it.
    pub cannot_tell: &'static [&'static str],
    /// Streams and shapes that are told apart and not read.
    pub unsupported: &'static [&'static str],
    /// Fields without which a record is not of this format.
    pub required: &'static [Required],
    /// Which field goes where. Where several rows have one target, the first present one counts.
    pub fields: &'static [FieldRow],
    /// What each logged type of event is; of a log that holds one type, that one.
    pub events: &'static [EventRow],
    /// What each logged code means.
    pub outcomes: &'static [OutcomeRow],
    /// What each logged factor is.
    pub factors: fn() -> Vec<FactorRow>,
}

/// A field without which a record is not of a format.
#[derive(Clone, Copy, Debug)]
pub struct Required {
    /// The field's name in the export.
    pub name: &'static str,
    slot: usize,
}

/// One row of a mapping table.
#[derive(Clone, Copy, Debug)]
pub struct FieldRow {
    /// The path in the record; `[]` marks a list.
    pub path: &'static str,
    /// The field of the event that it fills, or what it decides.
    pub field: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// How well that is known.
    pub mark: Mark,
    target: Target,
}

/// One row of a table of event types.
#[derive(Clone, Copy, Debug)]
pub struct EventRow {
    /// The type as logged.
    pub name: &'static str,
    /// What it is.
    pub kind: EventKind,
    /// How it asks, where the type alone tells.
    pub factor: Factor,
    /// How well that is known.
    pub mark: Mark,
}

/// One row of an outcome table.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeRow {
    /// The field that holds the code.
    pub field: &'static str,
    /// The code as logged.
    pub code: &'static str,
    /// What it means.
    pub outcome: Outcome,
    /// How well that is known.
    pub mark: Mark,
}

/// One row of a table of factors.
#[derive(Clone, Copy, Debug)]
pub struct FactorRow {
    /// The factor as logged.
    pub code: &'static str,
    /// What it is.
    pub factor: Factor,
    /// How well that is known.
    pub mark: Mark,
}

/// The rows of a table of factors.
fn factor_rows(table: &[(&'static str, Factor, Mark)]) -> Vec<FactorRow> {
    table.iter().map(|&(code, factor, mark)| FactorRow { code, factor, mark }).collect()
}

/// How well a fact about a format is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Seen in a real record.
    Record,
    /// Stated by the vendor.
    Vendor,
    /// Taken from tools that parse real exports.
    Tool,
    /// Not verified.
    Unverified,
}

impl Mark {
    /// The letter that tables print.
    pub const fn letter(self) -> char {
        match self {
            Self::Record => 'R',
            Self::Vendor => 'V',
            Self::Tool => 'T',
            Self::Unverified => 'U',
        }
    }
}

/// Where the column of a CSV goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CsvTarget {
    /// A field of the record.
    Slot(usize),
    /// A field of one of its rows.
    Row { row: usize, column: usize },
    /// A place in the record whose cells hold JSON, or a list.
    Node(u16),
}

/// Where a column goes whose name is a path.
fn column_of(trie: &Trie, name: &str) -> Option<CsvTarget> {
    let place = trie.place(name).filter(|&place| place > 0)?;
    let node = trie.node(place)?;
    match node.target {
        Some(Target::Slot(slot)) => Some(CsvTarget::Slot(slot)),
        Some(Target::Row(_)) => node.is_listed.then_some(CsvTarget::Node(place)),
        None => node.is_branch().then_some(CsvTarget::Node(place)),
    }
}

/// What a format says of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recognition {
    /// A record of the stream that is read.
    Event,
    /// A record of another stream or shape of the same vendor.
    Stream(&'static str),
    /// Not of this format.
    Foreign,
}

/// Why a recognised record did not become an event.
pub(super) type Refusal = (IssueKind, String);

impl Format {
    /// How many of the required fields a record has, and which it lacks.
    pub(super) fn resemblance(&self, picked: &Picked<'_>) -> (usize, Vec<&'static str>) {
        let required = self.meta.required;
        let missing: Vec<_> = required
            .iter()
            .filter(|field| !picked.get(field.slot).is_there())
            .map(|field| field.name)
            .collect();
        (required.len() - missing.len(), missing)
    }
}

/// Builds the tree of a mapping table's paths.
fn trie_of(fields: &[FieldRow], loose: bool) -> Trie {
    let mut trie = Trie::new(loose);
    for row in fields {
        trie.path(row.path, row.target);
    }
    trie
}

/// Builds the tree of a mapping table's paths for records that EventBridge delivers too, each whole
/// under `detail`.
fn delivered(fields: &[FieldRow], loose: bool) -> Trie {
    let mut trie = trie_of(fields, loose);
    trie.envelope("detail");
    trie
}

/// Adds the paths of `rows` once more, below a key that wraps a record.
fn add_below<'r>(trie: &mut Trie, key: &str, rows: impl IntoIterator<Item = &'r FieldRow>) {
    for row in rows {
        trie.path(&format!("{key}.{}", row.path), row.target);
    }
}

/// What the suffix of a column of Log Analytics says of its type; a column whose type changed has
/// another suffix in the same table.
const SUFFIXES: &[&str] = &["_s", "_d", "_b", "_t", "_g"];

/// Builds the tree of a mapping table's paths, each also as the column of Log Analytics that holds
/// it; a path that has a suffix has any.
fn suffixed(fields: &[FieldRow]) -> Trie {
    let mut trie = trie_of(fields, false);
    for row in fields.iter().filter(|row| !row.path.contains(['.', '['])) {
        let suffix = SUFFIXES.iter().find(|suffix| row.path.ends_with(**suffix));
        let stem = suffix.map_or(row.path, |suffix| row.path.trim_end_matches(suffix));
        SUFFIXES.iter().for_each(|suffix| trie.path(&format!("{stem}{suffix}"), row.target));
    }
    trie
}

/// Builds the tree of a document that a search index keeps: fields nested, or as one key with
/// dots, by themselves or under `_source`.
fn documents(fields: &[FieldRow]) -> Trie {
    let mut trie = trie_of(fields, false);
    trie.envelope("_source");
    for row in fields {
        trie.key(&row.path.replace("[]", ""), row.target);
    }
    trie
}

/// One row of a mapping table that fills a slot.
const fn slot(
    slot: usize,
    path: &'static str,
    field: &'static str,
    meaning: &'static str,
    mark: Mark,
) -> FieldRow {
    FieldRow { path, field, meaning, mark, target: Target::Slot(slot) }
}

/// One row of a mapping table that fills a column of a list's rows.
const fn column(
    column: usize,
    path: &'static str,
    field: &'static str,
    meaning: &'static str,
    mark: Mark,
) -> FieldRow {
    FieldRow { path, field, meaning, mark, target: Target::Row(column) }
}

/// One row of a table of event types, of a type that does not tell how somebody was asked.
const fn event(name: &'static str, kind: EventKind, mark: Mark) -> EventRow {
    event_by(name, kind, Factor::Other, mark)
}

/// One row of a table of event types, of a type that tells how somebody was asked.
const fn event_by(name: &'static str, kind: EventKind, factor: Factor, mark: Mark) -> EventRow {
    EventRow { name, kind, factor, mark }
}

/// One row of an outcome table.
const fn outcome(
    field: &'static str,
    code: &'static str,
    outcome: Outcome,
    mark: Mark,
) -> OutcomeRow {
    OutcomeRow { field, code, outcome, mark }
}

/// Names slots 0, 1, 2, … in the order given.
macro_rules! slots {
    (@ $n:expr;) => {
        const _: () = {
            let count = $n;
            assert!(count <= crate::ingest::value::SLOTS, "more slots than a record has");
        };
    };
    (@ $n:expr; $name:ident $(, $rest:ident)*) => {
        pub(super) const $name: usize = $n;
        slots!(@ $n + 1; $($rest),*);
    };
    ($($name:ident),* $(,)?) => { slots!(@ 0; $($name),*); };
}
use slots;
