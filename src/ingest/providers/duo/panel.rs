//! The CSV that an administrator downloads from the authentication report of Duo's Admin Panel.
//!
//! Its header was never seen here: columns are taken by names that they may have, letter case,
//! blanks and punctuation set aside. What is read so says so (`panel_columns_guessed`).

use std::sync::LazyLock;

use crate::model::{EventKind, Provider};

use super::authentication::{normalize, recognise};
use super::tables::*;
use crate::ingest::clock::Naive;
use crate::ingest::providers::Mark::Unverified;
use crate::ingest::providers::{
    CsvTarget, FieldRow, Format, Meta, Recognition, Required, event, slot,
};
use crate::ingest::trie::{Target, Trie};
use crate::ingest::value::Picked;

/// The Admin Panel's CSV.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column,
    recognise: recognise_row,
    normalize: |picked, batch| {
        batch.note("panel_columns_guessed", 1);
        normalize(picked, Naive::Unknown, batch)
    },
    prepare: None,
    line: None,
};

/// Empty: the export is never JSON under these names.
static TRIE: LazyLock<Trie> = LazyLock::new(|| Trie::new(false));

const META: Meta = Meta {
    key: "duo_panel",
    provider: Provider::Duo,
    title: "Duo authentication report, Admin Panel CSV",
    stream: "authentication",
    exports: &["Admin Panel, Reports, Authentication Log, Export CSV: by a tolerant mapping"],
    cannot_tell: &[
        "The exact header: it was not seen; check the events against the panel before relying on \
         them",
        "The zone of its times: choose it for the file; without a choice UTC is assumed",
    ],
    unsupported: &[],
    required: &[
        Required { name: "Result", slot: RESULT },
        Required { name: "User", slot: USER },
        Required { name: "Timestamp", slot: TIME },
    ],
    fields: FIELDS,
    events: &[event("authentication", EventKind::PromptWhole, Unverified)],
    outcomes: &[],
    factors: Vec::new,
};

const fn named(
    index: usize,
    path: &'static str,
    field: &'static str,
    meaning: &'static str,
) -> FieldRow {
    slot(index, path, field, meaning, Unverified)
}

const FIELDS: &[FieldRow] = &[
    named(TIME, "Timestamp", "time", "no zone named"),
    named(TIME, "Timestamp (UTC)", "time", ""),
    named(TIME, "ISO Timestamp", "time", ""),
    named(TIME, "Time", "time", ""),
    named(TIME, "Date", "time", ""),
    named(USER, "User", "user", ""),
    named(USER, "Username", "user", ""),
    named(USER, "User Name", "user", ""),
    named(DISPLAY, "Alias", "display_name", ""),
    named(APP, "Application", "app", ""),
    named(APP, "Application Name", "app", ""),
    named(APP, "Integration", "app", ""),
    named(FACTOR, "Factor", "factor, kind", ""),
    named(FACTOR, "Second Factor", "factor, kind", ""),
    named(FACTOR, "Authentication Method", "factor, kind", ""),
    named(RESULT, "Result", "result, success", ""),
    named(REASON, "Reason", "result, outcome", ""),
    named(EVENT_TYPE, "Event Type", "cause", ""),
    named(UID, "Txid", "uid, flow", ""),
    named(UID, "Transaction ID", "uid, flow", ""),
    named(IP, "Access Device IP", "source.ip", ""),
    named(IP, "Access IP", "source.ip", ""),
    named(IP, "IP Address", "source.ip", ""),
    named(IP, "IP", "source.ip", ""),
    named(IN_PLACE, "Access Device Location", "source.place", "city, state, country"),
    named(IN_PLACE, "Location", "source.place", "city, state, country"),
    named(CITY, "Access Device City", "source.city", ""),
    named(STATE, "Access Device State", "source.state", ""),
    named(COUNTRY, "Access Device Country", "source.country", ""),
    named(HOST, "Access Device Hostname", "source.device", ""),
    named(OS, "Access Device OS", "source.user_agent", ""),
    named(BROWSER, "Access Device Browser", "source.user_agent", ""),
    named(PHONE, "Authentication Device", "responder.device", ""),
    named(PHONE, "Authentication Device Name", "responder.device", ""),
    named(PHONE, "Auth Device", "responder.device", ""),
    named(PHONE, "Auth Device Name", "responder.device", ""),
    named(PHONE_IP, "Authentication Device IP", "responder.ip", ""),
    named(PHONE_IP, "Auth Device IP", "responder.ip", ""),
    named(PHONE_IN_PLACE, "Authentication Device Location", "responder.place", ""),
    named(PHONE_IN_PLACE, "Auth Device Location", "responder.place", ""),
];

/// A name without letter case, blanks and punctuation.
fn folded(name: &str) -> impl Iterator<Item = u8> + '_ {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

fn column(name: &str) -> Option<CsvTarget> {
    let row = FIELDS.iter().find(|row| folded(row.path).eq(folded(name)))?;
    match row.target {
        Target::Slot(slot) => Some(CsvTarget::Slot(slot)),
        Target::Row(_) => None,
    }
}

fn recognise_row(picked: &Picked<'_>) -> Recognition {
    if picked.has(TIME) { recognise(picked) } else { Recognition::Foreign }
}
