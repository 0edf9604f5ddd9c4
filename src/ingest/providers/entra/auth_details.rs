//! Entra ID sign-in log, AuthDetails: the portal's companion CSV, one row for each step of a
//! sign-in. In: a row. Out: an event without a user that holds one step.
//!
//! The sign-in of the same Request ID is mostly in another file; `ingest::companions` hands the
//! step over to it.

use std::sync::LazyLock;

use crate::model::{AuthEvent, Cause, EventKind, LinkKey, Provider};

use super::portal::column_of;
use super::sign_in_tables::{self as sign_in, *};
use super::steps;
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::Mark::{Tool, Unverified};
use crate::ingest::providers::shared::{begun, joined, tri, when, word};
use crate::ingest::providers::{
    CsvTarget, FieldRow, Format, Meta, Recognition, Refusal, Required, event, slot,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::{Picked, ROW_SLOTS, Row, Scalar};

/// The name of its events.
pub(super) const NAME: &str = "authentication step";

const META: Meta = Meta {
    key: "entra_auth_details",
    title: "Entra ID sign-in log, AuthDetails CSV",
    stream: "sign_in_steps",
    exports: &["Portal, Sign-in logs, Download, CSV: InteractiveSignIns_AuthDetails"],
    cannot_tell: &[
        "It names no user: give the sign-in CSV of the same download too, else its steps count \
         for nobody.",
        "Whether its date is that of the step or that of the sign-in was not verified; where all \
         steps of a sign-in bear one time, several requests look like one.",
    ],
    unsupported: &[],
    required: &[
        Required { name: "Request ID", slot: UID },
        Required { name: "Authentication method", slot: METHOD },
        Required { name: "Result detail", slot: RESULT },
    ],
    fields: FIELDS,
    events: &[event(NAME, EventKind::Other, Tool)],
    ..sign_in::META
};

// The cells of the only row, kept as slots until it is built.
const METHOD: usize = MFA_METHOD;
const METHOD_DETAIL: usize = MFA_DETAIL;
const SUCCEEDED: usize = RESULT_TYPE;
const RESULT: usize = ADDITIONAL;

const FIELDS: &[FieldRow] = &[
    slot(UTC_TIME, "Date (UTC)", "step.time", "", Unverified),
    slot(UTC_TIME, "Authentication step date (UTC)", "step.time", "", Unverified),
    slot(UTC_TIME, "Fecha (UTC)", "step.time", "Spanish", Unverified),
    slot(TIME, "Date", "step.time", "in a zone that is not named", Unverified),
    slot(UID, "Request ID", "flow", "the sign-in that the step belongs to", Tool),
    slot(METHOD, "Authentication method", "step.factor", "", Tool),
    slot(METHOD_DETAIL, "Authentication method detail", "step.method", "", Tool),
    slot(SUCCEEDED, "Succeeded", "step.outcome", "", Tool),
    slot(RESULT, "Result detail", "step.outcome", "", Tool),
    slot(CATEGORY, "Requirement", "", "told apart in the content only", Tool),
];

/// The AuthDetails CSV.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &NOTHING,
    column,
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static NOTHING: LazyLock<Trie> = LazyLock::new(|| Trie::new(false));

fn column(name: &str) -> Option<CsvTarget> {
    column_of(META.fields, name)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let has = |slot: usize| picked.has(slot);
    // The first step of a second factor may lack its method, a password step its detail.
    let is_step = has(UID) && (has(METHOD) || has(RESULT)) && has(SUCCEEDED);
    if is_step { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let (slot, naive) =
        if picked.has(UTC_TIME) { (UTC_TIME, Naive::Utc) } else { (TIME, Naive::Unknown) };
    let at = when(picked, slot, "Date (UTC)", naive, batch)?;
    let mut row: Row<'_> = [const { Scalar::Absent }; ROW_SLOTS];
    for (from, to) in [
        (METHOD, STEP_METHOD),
        (METHOD_DETAIL, STEP_METHOD_DETAIL),
        (SUCCEEDED, STEP_SUCCEEDED),
        (RESULT, STEP_RESULT),
    ] {
        if let Some(cell) = row.get_mut(to) {
            *cell = Scalar::Text(picked.text(from));
        }
    }
    steps::push_row(&row, "", at.time, batch);
    let [method, result] = [word(picked.text(METHOD)), word(picked.text(RESULT))];
    Ok(AuthEvent {
        kind: EventKind::Other,
        success: tri(picked.get(SUCCEEDED).truth()),
        cause: Cause::SignIn,
        name: batch.text(NAME),
        result: batch.text(&joined([&*method, &*result], " / ")),
        flow: LinkKey::of(&word(picked.text(UID))),
        ..begun(picked, at, Provider::Entra)
    })
}
