//! Entra ID sign-in log as a table (Log Analytics, Sentinel, PowerShell's objects, older exports):
//! the same fields under other names, with objects as text in cells. Out: what [`super::sign_in`]
//! makes of them.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::AuthEvent;

use super::sentinel_tables::{META, READ, TABLES};
use super::sign_in_tables::*;
use super::{cells, sign_in};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::{CsvTarget, Format, Recognition, Refusal, trie_of};
use crate::ingest::trie::Trie;
use crate::ingest::value::{Picked, Scalar};

/// The sign-in log as a table.
pub(in crate::ingest::providers) static FORMAT: Format =
    Format { meta: META, trie: || &TRIE, column, recognise, normalize, prepare: None, line: None };

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    // PowerShell writes the names inside objects with a capital too.
    let mut trie = trie_of(META.fields, true);
    for row in META.fields {
        if let Some(key) = row.path.strip_prefix("LocationDetails.") {
            trie.path(&format!("Location.{key}"), row.target);
        }
    }
    trie
});

/// The fields of the objects that come as text in a cell, and the cells in which they come.
static CELLS: LazyLock<[(usize, Trie); 6]> = LazyLock::new(|| {
    let object = |prefix| cells::object(META.fields, prefix, true);
    [
        (STATUS, object("Status.")),
        (LOCATION, object("LocationDetails.")),
        (PLACE, object("LocationDetails.")),
        (MACHINE, object("DeviceDetail.")),
        (MFA, object("MfaDetail.")),
        (STEPS_TEXT, cells::list(META.fields, "AuthenticationDetails[].", true)),
    ]
});

fn column(name: &str) -> Option<CsvTarget> {
    cells::column(&TRIE, name)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let table = picked.text(TABLE);
    if let Some((_, stream)) = TABLES.iter().find(|(name, _)| *name == table) {
        return Recognition::Stream(stream);
    }
    if READ.contains(&&*table) {
        return Recognition::Event;
    }
    let there = |slot: usize| picked.get(slot).is_there();
    let is_other = there(ACTIVITY) || (there(RISK_EVENT) && !there(TIME));
    let is_timed =
        [TIME, UTC_TIME, INGESTED, UTC_INGESTED].into_iter().any(there) || there(STEPS_TEXT);
    let proof = [APP, STATUS, CODE, RESULT_TYPE, LOCATION, MACHINE, STEPS_TEXT];
    let is_event = !is_other && is_timed && there(USER) && proof.into_iter().any(there);
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let mut plain = picked.without(&[STATUS, LOCATION, PLACE, MACHINE, MFA, STEPS_TEXT]);
    for (slot, trie) in CELLS.iter() {
        if let Scalar::Text(cell) = picked.get(*slot) {
            cells::unfold(trie, cell, &mut plain, batch);
        }
    }
    for (from, to) in [(STATUS, RESULT_TYPE), (PLACE, COUNTRY)] {
        if let Scalar::Text(word) = picked.get(from)
            && cells::is_word(word)
        {
            plain.set_slot(to, Scalar::Text(Cow::Borrowed(word)));
        }
    }
    // The table's name tells whether a person sat there, as Azure Monitor's category does.
    if &*picked.text(TABLE) == "AADNonInteractiveUserSignInLogs" {
        plain.set_slot(INTERACTIVE, Scalar::Bool(false));
    }
    sign_in::attempt(&plain, Naive::Unknown, batch)
}
