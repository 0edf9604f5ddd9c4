//! PingOne audit activities: one record to one event.

use std::sync::LazyLock;

use crate::model::{AuthEvent, Cause, EventKind, Factor, LinkKey, Outcome, Provider, TextId};

use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::Mark::{Record, Unverified, Vendor};
use crate::ingest::providers::shared::{
    NONE, Side, begun, cell, joined, side, stored, tri, when, word,
};
use crate::ingest::providers::{
    EventRow, FieldRow, Format, Meta, Recognition, Refusal, Required, column, column_of, delivered,
    event, slot, slots,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

slots! {
    RAW, TIME, WRITTEN, UID, CORRELATION, ACTION, ACTION_TEXT, ACTOR, CLIENT, STATUS, RESULT_TEXT,
    IP, AGENT,
}

// Columns of resources.
slots! { KIND, NAME }

/// PingOne.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| delivered(META.fields, false));

const SOURCE: Side = Side { ip: IP, city: NONE, state: NONE, country: NONE, lat: NONE, lon: NONE };

const META: Meta = Meta {
    key: "pingone",
    provider: Provider::Ping,
    title: "PingOne audit activities",
    stream: "pingone",
    exports: &[
        "API: _embedded.activities, bare list, JSON lines",
        "Webhooks: arrays of activities",
    ],
    cannot_tell: &[
        "Which prompts a phone showed: no activity of push notifications was seen in a real record",
        "Addresses: most activities hold none",
    ],
    unsupported: &[],
    required: &[
        Required { name: "action.type", slot: ACTION },
        Required { name: "recordedAt", slot: TIME },
        Required { name: "result.status", slot: STATUS },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: &[],
    factors: Vec::new,
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "recordedAt", "time", "when it happened", Record),
    slot(WRITTEN, "createdAt", "", "when it was written; without recordedAt the time", Record),
    slot(UID, "id", "uid", "", Record),
    slot(CORRELATION, "correlationId", "transaction", "", Record),
    slot(ACTION, "action.type", "kind, name", "", Record),
    slot(ACTION_TEXT, "action.description", "detail", "", Record),
    slot(ACTOR, "actors.user.name", "user", "who did it", Record),
    slot(CLIENT, "actors.client.name", "app", "", Record),
    slot(STATUS, "result.status", "success", "", Record),
    slot(RESULT_TEXT, "result.description", "result", "", Record),
    slot(IP, "source.ipAddress", "source.ip", "", Unverified),
    slot(AGENT, "source.userAgent", "source.user_agent", "", Unverified),
    column(KIND, "resources[].type", "user", "a resource of type USER is the account", Record),
    column(NAME, "resources[].name", "user, detail", "", Record),
];

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event("USER.ACCESS_ALLOWED", K::SignIn, Record),
        event("USER.ACCESS_DENIED", K::SignIn, Vendor),
        event("PASSWORD.CHECK_SUCCEEDED", K::PasswordCheck, Record),
        event("PASSWORD.CHECK_FAILED", K::PasswordCheck, Record),
        event("PASSWORD.RESET", K::PasswordChanged, Record),
        event("PASSWORD.SET", K::PasswordChanged, Record),
        event("PASSWORD.FORCE_CHANGE", K::PasswordChanged, Unverified),
        event("PASSWORD.RECOVERY", K::PasswordChanged, Unverified),
        event("OTP.CHECK_SUCCEEDED", K::Verification, Unverified),
        event("OTP.CHECK_FAILED", K::Verification, Unverified),
        event("DEVICE.CREATED", K::FactorEnrolled, Unverified),
        event("DEVICE.ACTIVATED", K::FactorEnrolled, Unverified),
        event("DEVICE.DELETED", K::FactorRemoved, Unverified),
        event("USER.LOCKED", K::ThreatDetected, Unverified),
        event("SESSION.DELETED", K::SessionEnd, Unverified),
        // Steps of a sign-on; USER.ACCESS_ALLOWED tells that it was granted.
        event("FLOW.CREATED", K::Other, Record),
        event("FLOW.UPDATED", K::Other, Record),
        event("FLOW.DELETED", K::Other, Record),
        event("SECRET.READ", K::AdminChange, Record),
        event("ROLE_ASSIGNMENT.CREATED", K::AdminChange, Record),
        event("MFA_SETTINGS.UPDATED", K::AdminChange, Record),
        event("USER.CREATED", K::AdminChange, Record),
        event("USER.UPDATED", K::AdminChange, Record),
        event("USER.DELETED", K::AdminChange, Record),
    ]
};

/// The ends of other types that change something.
const CHANGES: &[&str] = &[".CREATED", ".UPDATED", ".DELETED"];

/// The beginnings of types that are about the account among the resources.
const ON_USERS: &[&str] = &["USER.", "PASSWORD.", "OTP.", "DEVICE.", "SESSION."];

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_event = picked.has(ACTION)
        && (picked.get(TIME).is_there() || picked.get(WRITTEN).is_there())
        && picked.get(STATUS).is_there();
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn kind(action: &str) -> EventKind {
    match EVENTS.iter().find(|row| row.name == action) {
        Some(row) => row.kind,
        None if CHANGES.iter().any(|end| action.ends_with(end)) => EventKind::AdminChange,
        None => EventKind::Other,
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = match picked.has(TIME) {
        true => when(picked, TIME, "recordedAt", Naive::Utc, batch)?,
        false => when(picked, WRITTEN, "createdAt", Naive::Utc, batch)?,
    };
    let action = picked.text(ACTION);
    let kind = kind(&action);
    let success = success(&action, &picked.text(STATUS));
    let source = side(batch, picked, SOURCE);
    let agent = stored(batch, picked, AGENT);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind,
        success: tri(success),
        outcome: outcome(kind, success),
        factor: factor(kind),
        cause: cause(kind),
        user: user(&action, picked, batch),
        name: batch.text(&action),
        result: result(picked, batch),
        app: stored(batch, picked, CLIENT),
        detail: detail(picked, batch),
        transaction: LinkKey::of(&word(picked.text(CORRELATION))),
        source: batch.party(crate::model::Party { user_agent: agent, ..source }),
        ..begun(picked, at, Provider::Ping)
    })
}

/// A failed check is itself logged as done with success: its type tells.
fn success(action: &str, status: &str) -> Option<bool> {
    if action.ends_with("_FAILED") || action.ends_with("_DENIED") {
        return Some(false);
    }
    match status {
        "SUCCESS" => Some(true),
        "FAILED" | "FAILURE" => Some(false),
        _ => None,
    }
}

const fn outcome(kind: EventKind, success: Option<bool>) -> Outcome {
    match (kind, success) {
        (EventKind::PasswordCheck | EventKind::Verification, Some(true)) => Outcome::Approved,
        (EventKind::PasswordCheck | EventKind::Verification, Some(false)) => Outcome::WrongCode,
        _ => Outcome::Unknown,
    }
}

const fn factor(kind: EventKind) -> Factor {
    match kind {
        EventKind::PasswordCheck => Factor::Password,
        EventKind::Verification => Factor::Totp,
        _ => Factor::Other,
    }
}

const fn cause(kind: EventKind) -> Cause {
    match kind {
        EventKind::SignIn | EventKind::PasswordCheck | EventKind::Verification => Cause::SignIn,
        EventKind::FactorEnrolled | EventKind::FactorRemoved => Cause::Enrolment,
        _ => Cause::Unknown,
    }
}

/// The account that it is about, where the action is about one; else who did it.
fn user(action: &str, picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let account = picked.rows.iter().find(|row| cell(row, KIND) == "USER");
    let account = word(account.map(|row| cell(row, NAME)).unwrap_or_default());
    let is_on_user = ON_USERS.iter().any(|start| action.starts_with(start));
    let actor = stored(batch, picked, ACTOR);
    if !account.is_empty() && (is_on_user || !actor.is_present()) {
        return batch.text(&account);
    }
    actor
}

fn result(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [status, text] = [word(picked.text(STATUS)), word(picked.text(RESULT_TEXT))];
    batch.text(&joined([&*status, &*text], " / "))
}

fn detail(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let names: Vec<_> = picked.rows.iter().map(|row| word(cell(row, NAME))).collect();
    let names = joined(names.iter().map(|name| &**name), ", ");
    let text = word(picked.text(ACTION_TEXT));
    batch.text(&joined([&*text, &*names], ": "))
}
