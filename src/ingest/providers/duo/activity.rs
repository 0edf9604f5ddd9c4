//! Duo activity log: what users and administrators changed. In: one record. Out: one event.
//!
//! The user of an event is the account that was changed, where the target is one; else the actor,
//! but for the phones and tokens that an administrator changed.

use std::sync::LazyLock;

use crate::model::{AuthEvent, Cause, EventKind, Factor, LinkKey, Party, Provider, TextId};

use super::{TimeSlots, actions, cef, code, time_of};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::Mark::{Record, Unverified, Vendor};
use crate::ingest::providers::shared::{NONE, Side, begun, joined, side, stored, tri, word};
use crate::ingest::providers::{
    FieldRow, Format, Meta, Recognition, Refusal, Required, column_of, slot, slots,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

slots! {
    RAW, TIME, EPOCH, UID, ACTION, ACTOR, ACTOR_TYPE, ACTOR_KEY, TARGET, TARGET_TYPE,
    TARGET_DETAILS, RESULT, APP, IP, CITY, STATE, COUNTRY, BROWSER, OS, MILLIS,
    CLASS,
}

/// The activity log.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: Some(|text| cef::read(text)?.of(cef::ACTIVITY)),
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| super::trie_of(META.fields));

const TIMES: TimeSlots = TimeSlots { text: TIME, name: "ts", seconds: EPOCH, millis: MILLIS };

const ACCESS: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: NONE, lon: NONE };

const META: Meta = Meta {
    key: "duo_activity",
    provider: Provider::Duo,
    title: "Duo activity log",
    stream: "activity",
    exports: &[
        "Admin API v2: items, bare list, JSON lines",
        "duo_log_sync JSON lines and CEF lines",
    ],
    cannot_tell: &["What the change was in full: details are kept as text of the record only"],
    unsupported: &[],
    required: &[
        Required { name: "activity_id", slot: UID },
        Required { name: "action", slot: ACTION },
        Required { name: "actor.name", slot: ACTOR },
        Required { name: "ts", slot: TIME },
    ],
    fields: FIELDS,
    events: actions::ACTIONS,
    outcomes: &[],
    factors: Vec::new,
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "ts", "time", "", Record),
    slot(EPOCH, "timestamp", "time", "seconds", Unverified),
    slot(MILLIS, "rt", "time", "milliseconds, in CEF", Vendor),
    slot(UID, "activity_id", "uid", "", Record),
    slot(ACTION, "action", "kind, name", "", Record),
    slot(ACTION, "action.name", "kind, name", "where the action is an object", Vendor),
    slot(ACTOR, "actor.name", "user, detail", "", Record),
    slot(ACTOR_TYPE, "actor.type", "user", "user or admin", Record),
    slot(ACTOR_KEY, "actor.key", "", "tells records apart", Record),
    slot(TARGET, "target.name", "user, detail", "", Vendor),
    slot(TARGET_TYPE, "target.type", "user", "", Vendor),
    slot(TARGET_DETAILS, "target.details", "", "tells records apart; JSON in a string", Vendor),
    slot(RESULT, "result", "success, result", "", Vendor),
    slot(APP, "application.name", "app", "", Vendor),
    slot(IP, "access_device.ip", "source.ip", "", Vendor),
    slot(IP, "access_device.ip.address", "source.ip", "where the address is an object", Vendor),
    slot(CITY, "access_device.location.city", "source.city", "", Vendor),
    slot(STATE, "access_device.location.state", "source.state", "", Vendor),
    slot(COUNTRY, "access_device.location.country", "source.country", "", Vendor),
    slot(BROWSER, "access_device.browser", "source.user_agent", "", Vendor),
    slot(OS, "access_device.os", "source.user_agent", "", Vendor),
    slot(CLASS, "eventtype", "", "marks the lines of duo_log_sync", Vendor),
];

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_known = picked.has(UID) || (picked.has(ACTOR) && picked.has(CLASS));
    if is_known && picked.has(ACTION) { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = time_of(picked, &TIMES, Naive::Utc, batch)?;
    let action = picked.text(ACTION);
    let kind = actions::kind(&action);
    let (user, detail) = people(picked, batch);
    let source = source(picked, batch);
    let result = picked.text(RESULT);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind,
        success: tri(granted(&result, &action)),
        factor: Factor::Other,
        cause: if kind == EventKind::FactorEnrolled { Cause::Enrolment } else { Cause::Admin },
        user,
        name: batch.text(&action),
        result: batch.text(&result),
        app: stored(batch, picked, APP),
        detail,
        source: batch.party(source),
        ..begun(picked, at, Provider::Duo)
    })
}

fn granted(result: &str, action: &str) -> Option<bool> {
    match &*code(result) {
        "success" => Some(true),
        "failure" | "denied" | "error" => Some(false),
        _ => Some(!actions::is_failure(action)),
    }
}

/// Whose account it is about, and who or what else the record names.
fn people(picked: &Picked<'_>, batch: &mut Batch) -> (TextId, TextId) {
    let [actor, target] = [word(picked.text(ACTOR)), word(picked.text(TARGET))];
    let is_on_user = picked.text(TARGET_TYPE).eq_ignore_ascii_case("user") && !target.is_empty();
    let by = if actor.is_empty() { String::new() } else { format!("by {actor}") };
    if is_on_user && picked.text(ACTOR_TYPE) != "user" {
        return (batch.text(&target), batch.text(&by));
    }
    // Whose phone an administrator changed is not told.
    if picked.text(ACTOR_TYPE) == "admin" && actions::is_on_factor(&picked.text(ACTION)) {
        return (TextId::ABSENT, batch.text(&joined([&*target, &*by], ", ")));
    }
    (batch.text(&actor), batch.text(&target))
}

fn source(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let [browser, system] = [word(picked.text(BROWSER)), word(picked.text(OS))];
    Party {
        user_agent: batch.text(&joined([&*browser, &*system], " on ")),
        ..side(batch, picked, ACCESS)
    }
}
