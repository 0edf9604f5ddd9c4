//! Duo administrator and offline enrolment logs: what administrators did, and who enrolled a
//! computer for signing in offline.
//!
//! The user of an event is the account that was changed, where the record names one; else the
//! administrator. What was done stands in `description`, as JSON in a string.

use std::sync::LazyLock;

use crate::model::{AuthEvent, Cause, EventKind, Factor, Party, Provider, TextId};

use super::{TimeSlots, actions, time_of};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::pick::pick;
use crate::ingest::providers::Mark::{Record, Vendor};
use crate::ingest::providers::shared::{NONE, address, begun, holds, joined, stored, tri, word};
use crate::ingest::providers::{
    FieldRow, Format, Mark, Meta, Recognition, Refusal, Required, column_of, factor_rows, slot,
    slots,
};
use crate::ingest::trie::{Memo, Target, Trie};
use crate::ingest::value::Picked;

slots! { RAW, TIME, EPOCH, ACTION, ADMIN, OBJECT, DESCRIPTION, STREAM, RESULT }

/// The administrator log.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| super::trie_of(META.fields));

const TIMES: TimeSlots =
    TimeSlots { text: TIME, name: "isotimestamp", seconds: EPOCH, millis: NONE };

const META: Meta = Meta {
    key: "duo_administrator",
    provider: Provider::Duo,
    title: "Duo administrator and offline enrolment logs",
    stream: "administrator",
    exports: &[
        "Admin API v1: response, bare list, JSON lines",
        "duo_log_sync JSON lines and the Splunk app",
        "Sentinel DuoSecurityAdministrator_CL and CiscoDuo_CL, JSON and CSV",
    ],
    cannot_tell: &[
        "Whose phone was created or deleted: the record names the phone only",
        "Which prompts administrators were sent when they signed in: only the end is logged",
    ],
    unsupported: &[],
    required: &[
        Required { name: "action", slot: ACTION },
        Required { name: "username", slot: ADMIN },
        Required { name: "isotimestamp", slot: TIME },
        Required { name: "object", slot: OBJECT },
    ],
    fields: FIELDS,
    events: actions::ACTIONS,
    outcomes: &[],
    factors: || factor_rows(FACTORS),
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "isotimestamp", "time", "", Record),
    slot(EPOCH, "timestamp", "time", "seconds", Record),
    slot(ACTION, "action", "kind, name", "", Record),
    slot(
        ADMIN,
        "username",
        "user, detail",
        "the administrator; in offline enrolment, the user",
        Record,
    ),
    slot(OBJECT, "object", "user, detail", "what the action was done to", Record),
    slot(
        DESCRIPTION,
        "description",
        "source.ip, factor, result, detail",
        "JSON in a string: ip_address, factor, device, email, error, message",
        Record,
    ),
    slot(STREAM, "eventtype", "", "names the stream in duo_log_sync and Splunk", Record),
    slot(RESULT, "result", "", "tells the authentication log apart", Record),
];

/// What `factor` in a description is.
const FACTORS: &[(&str, Factor, Mark)] = &[
    ("push", Factor::Push, Record),
    ("sms", Factor::Sms, Record),
    ("phone", Factor::PhoneCall, Vendor),
    ("duo_otp", Factor::Totp, Record),
];

// Fields of a description.
slots! { TOLD_IP, TOLD_EMAIL, TOLD_FACTOR, TOLD_DEVICE, TOLD_ERROR, TOLD_STATUS, TOLD_AGENT }

static TOLD: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = Trie::new(false);
    for (path, slot) in [
        ("ip_address", TOLD_IP),
        ("email", TOLD_EMAIL),
        ("factor", TOLD_FACTOR),
        ("device", TOLD_DEVICE),
        ("number", TOLD_DEVICE),
        ("hostname", TOLD_DEVICE),
        ("error", TOLD_ERROR),
        ("message", TOLD_ERROR),
        ("status", TOLD_STATUS),
        ("user_agent", TOLD_AGENT),
    ] {
        trie.path(path, Target::Slot(slot));
    }
    trie
});

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_event = picked.has(ACTION)
        && (picked.get(TIME).is_there() || picked.get(EPOCH).is_there())
        && picked.get(ADMIN).is_there()
        && !picked.has(RESULT)
        && (picked.get(OBJECT).is_there()
            || picked.get(DESCRIPTION).is_there()
            || picked.has(STREAM));
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = time_of(picked, &TIMES, Naive::Utc, batch)?;
    let action = picked.text(ACTION);
    let text = picked.text(DESCRIPTION);
    let mut told = Picked::default();
    let is_whole =
        !text.starts_with('{') || pick(&TOLD, &mut Memo::default(), &text, &mut told).is_ok();
    batch.note("broken_description", u64::from(!is_whole));
    let kind = kind(&action, &told);
    let source = source(&told, batch);
    let factor = told.text(TOLD_FACTOR);
    let factor = FACTORS.iter().find(|(name, ..)| *name == factor);
    Ok(AuthEvent {
        kind,
        success: tri(Some(!actions::is_failure(&action))),
        factor: factor.map_or(Factor::Other, |&(_, factor, _)| factor),
        cause: Cause::Admin,
        user: user(&action, picked, &told, batch),
        name: batch.text(&action),
        result: batch.text(&told.text(TOLD_ERROR)),
        detail: detail(&action, picked, &told, batch),
        source: batch.party(source),
        ..begun(picked, at, Provider::Duo)
    })
}

/// An administrator who reports a push that was not theirs says so in the error's text only.
fn kind(action: &str, told: &Picked<'_>) -> EventKind {
    if action == "admin_2fa_error" && holds(&told.text(TOLD_ERROR), "fraud") {
        return EventKind::SuspicionReported;
    }
    actions::kind(action)
}

fn user(action: &str, picked: &Picked<'_>, told: &Picked<'_>, batch: &mut Batch) -> TextId {
    let object = word(picked.text(OBJECT));
    if actions::is_on_user(action) && !object.is_empty() {
        return batch.text(&object);
    }
    let admin = stored(batch, picked, ADMIN);
    if admin.is_present() { admin } else { stored(batch, told, TOLD_EMAIL) }
}

fn source(told: &Picked<'_>, batch: &mut Batch) -> Party {
    let ip = word(told.text(TOLD_IP));
    Party {
        ip: batch.text(address(&ip)),
        user_agent: stored(batch, told, TOLD_AGENT),
        ..Party::default()
    }
}

/// What else a person should read: the object, or who did it to the user; device and status.
fn detail(action: &str, picked: &Picked<'_>, told: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [admin, object] = [word(picked.text(ADMIN)), word(picked.text(OBJECT))];
    let about = match actions::is_on_user(action) && !object.is_empty() {
        true if admin.is_empty() => String::new(),
        true => format!("by {admin}"),
        false => object.into_owned(),
    };
    let [device, status] = [word(told.text(TOLD_DEVICE)), word(told.text(TOLD_STATUS))];
    let status = if status.is_empty() { String::new() } else { format!("status {status}") };
    batch.text(&joined([&*about, &*device, &*status], ", "))
}
