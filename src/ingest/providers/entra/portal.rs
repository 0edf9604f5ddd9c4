//! Entra ID sign-in log, CSV of the portal. In: its columns, in any language that is known. Out:
//! what [`super::sign_in`] makes of them.
//!
//! Ids and error codes decide, not words: words are translated.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::AuthEvent;

use super::portal_headers::{FAILED, META, PROOF, SUCCESS};
use super::sign_in;
use super::sign_in_tables::*;
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::{CsvTarget, FieldRow, Format, Recognition, Refusal};
use crate::ingest::trie::{Target, Trie};
use crate::ingest::value::{Picked, Scalar};

/// The CSV of the portal.
pub(in crate::ingest::providers) static FORMAT: Format =
    Format { meta: META, trie: || &NOTHING, column, recognise, normalize, line: None };

/// The portal's JSON has other names: no JSON is of this format.
static NOTHING: LazyLock<Trie> = LazyLock::new(|| Trie::new(false));

fn column(name: &str) -> Option<CsvTarget> {
    column_of(META.fields, name)
}

/// Where a column of the portal goes, by its header.
pub(super) fn column_of(fields: &[FieldRow], header: &str) -> Option<CsvTarget> {
    let header = folded(header);
    let row = fields.iter().find(|row| folded(row.path) == header)?;
    match row.target {
        Target::Slot(slot) => Some(CsvTarget::Slot(slot)),
        Target::Row(_) => None,
    }
}

/// A header in lower case, with one kind of apostrophe and single blanks.
fn folded(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`' => '\'',
            '\u{feff}' => ' ',
            other => other,
        })
        .collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let has = |slot: usize| picked.has(slot);
    if !PROOF.iter().any(|&slot| has(slot)) {
        return Recognition::Foreign;
    }
    if has(PRINCIPAL) && !has(USER) {
        return Recognition::Stream(SERVICE_PRINCIPAL);
    }
    let is_timed = has(TIME) || has(UTC_TIME) || has(UID);
    let names_user = has(USER) || has(USER_ID);
    let tells = has(STATUS) || has(CODE) || has(IP) || has(APP);
    if is_timed && names_user && tells { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let mut row = picked.without(&[STATUS, PLACE]);
    for value in &mut row.slots {
        unguard(value, batch);
    }
    let place = picked.text(PLACE);
    for (slot, part) in [CITY, STATE, COUNTRY].into_iter().zip(parts(&place)) {
        row.set_slot(slot, Scalar::Text(Cow::Borrowed(part)));
    }
    let status = picked.text(STATUS).to_lowercase();
    let listed = |words: &[(&str, _)]| words.iter().any(|(word, _)| *word == status);
    if listed(SUCCESS) {
        row.set_slot(RESULT_TYPE, Scalar::Text(Cow::Borrowed("Success")));
    } else if listed(FAILED) {
        row.set_slot(RESULT_TYPE, Scalar::Text(Cow::Borrowed("Failure")));
    }
    sign_in::attempt(&row, Naive::Unknown, batch)
}

/// Removes the apostrophe that guards a value against being taken for a formula.
fn unguard(value: &mut Scalar<'_>, batch: &mut Batch) {
    let Scalar::Text(text) = value else { return };
    let Some(rest) = text.strip_prefix('\'').filter(|rest| rest.starts_with(['-', '+', '=', '@']))
    else {
        return;
    };
    let rest = rest.to_owned();
    *text = Cow::Owned(rest);
    batch.note("leading_apostrophe_removed", 1);
}

/// City, state and country of `Melbourne, Victoria, AU`; parts may be empty, and a city may hold
/// commas of its own.
fn parts(place: &str) -> [&str; 3] {
    let (rest, country) = place.rsplit_once(',').unwrap_or(("", place));
    let (city, state) = rest.rsplit_once(',').unwrap_or((rest, ""));
    [city.trim(), state.trim(), country.trim()]
}
