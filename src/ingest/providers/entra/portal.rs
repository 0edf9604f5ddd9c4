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
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &NOTHING,
    column,
    recognise,
    normalize,
    prepare: Some(prepare),
    line: None,
};

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

/// Puts the place and the word of the result, which are in the language of the portal, where the log
/// has them.
fn prepare(picked: &mut Picked<'_>, batch: &mut Batch) {
    let mut guarded = 0;
    picked.each_mut(|value| guarded += u64::from(unguard(value)));
    batch.note("leading_apostrophe_removed", guarded);
    if let Scalar::Text(place) = picked.take(PLACE) {
        for (slot, part) in [CITY, STATE, COUNTRY].into_iter().zip(parts(place)) {
            picked.set_slot(slot, Scalar::Text(part));
        }
    }
    if let Scalar::Text(status) = picked.take(STATUS) {
        let status = status.trim_ascii();
        let lowered = (!status.is_ascii()).then(|| status.to_lowercase());
        let is = |word: &str| match &lowered {
            Some(lowered) => lowered == word,
            None => status.eq_ignore_ascii_case(word),
        };
        let listed = |words: &[(&str, _)]| words.iter().any(|(word, _)| is(word));
        let result = match () {
            () if listed(SUCCESS) => Some("Success"),
            () if listed(FAILED) => Some("Failure"),
            () => None,
        };
        if let Some(result) = result {
            picked.set_slot(RESULT_TYPE, Scalar::Text(Cow::Borrowed(result)));
        }
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    sign_in::attempt(picked, Naive::Unknown, batch)
}

/// Removes the apostrophe that guards a value against being taken for a formula; whether there was
/// one.
fn unguard(value: &mut Scalar<'_>) -> bool {
    let Scalar::Text(text) = value else { return false };
    if !matches!(text.as_bytes(), [b'\'', b'-' | b'+' | b'=' | b'@', ..]) {
        return false;
    }
    match text {
        Cow::Borrowed(borrowed) => *borrowed = borrowed.get(1..).unwrap_or_default(),
        Cow::Owned(owned) => drop(owned.remove(0)),
    }
    true
}

/// City, state and country of `Melbourne, Victoria, AU`; parts may be empty, and a city may hold
/// commas of its own.
fn parts(place: Cow<'_, str>) -> [Cow<'_, str>; 3] {
    match place {
        Cow::Borrowed(place) => parted(place).map(Cow::Borrowed),
        Cow::Owned(place) => parted(&place).map(|part| Cow::Owned(part.to_owned())),
    }
}

fn parted(place: &str) -> [&str; 3] {
    let (rest, country) = at_last_comma(place).unwrap_or(("", place));
    let (city, state) = at_last_comma(rest).unwrap_or((rest, ""));
    [city.trim(), state.trim(), country.trim()]
}

/// What stands before and behind the last comma.
fn at_last_comma(text: &str) -> Option<(&str, &str)> {
    let comma = text.bytes().rposition(|byte| byte == b',')?;
    Some((text.get(..comma)?, text.get(comma + 1..)?))
}
