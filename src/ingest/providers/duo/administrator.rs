//! Duo administrator and offline enrolment logs: what administrators did, and who enrolled a
//! computer for signing in offline.
//!
//! The user of an event is the account that was changed, where the record names one; else the
//! administrator, but for phones and tokens, whose owner is not told. What was done stands in
//! `description`, as JSON in a string. An administrator's sign-in by push, call or message is one
//! whole prompt.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::Value;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, Outcome, Party, Provider, TextId,
};

use super::{TimeSlots, actions, time_of};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::pick::pick;
use crate::ingest::providers::Mark::{Record, Unverified, Vendor};
use crate::ingest::providers::shared::{NONE, address, begun, holds, joined, stored, tri, word};
use crate::ingest::providers::{
    FieldRow, Format, Mark, Meta, OutcomeRow, Recognition, Refusal, Required, column_of,
    factor_rows, outcome, slot, slots,
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
    prepare: None,
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
        "When a prompt to an administrator was sent: a record is written when the sign-in ends",
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
    outcomes: OUTCOMES,
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
        "kind, source.ip, factor, outcome, result, responder.device, detail",
        "JSON in a string: ip_address, factor, device, email, error, message, phones",
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

/// What a part of an administrator's error says of a prompt.
const OUTCOMES: &[OutcomeRow] = &{
    use Outcome as O;
    const fn error(part: &'static str, meaning: Outcome, mark: Mark) -> OutcomeRow {
        outcome("description.error", part, meaning, mark)
    }
    [
        error("fraud", O::FraudReported, Record),
        error("denied", O::Denied, Unverified),
        error("declined", O::Denied, Unverified),
        error("rejected", O::Denied, Unverified),
        error("timed out", O::NoAnswer, Unverified),
        error("timeout", O::NoAnswer, Unverified),
        error("expired", O::NoAnswer, Unverified),
        error("no response", O::NoAnswer, Unverified),
    ]
};

// Fields of a description.
slots! {
    TOLD_IP, TOLD_EMAIL, TOLD_NAME, TOLD_FACTOR, TOLD_DEVICE, TOLD_ERROR, TOLD_STATUS, TOLD_AGENT,
}

static TOLD: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = Trie::new(false);
    for (path, slot) in [
        ("ip_address", TOLD_IP),
        ("email", TOLD_EMAIL),
        ("uname", TOLD_NAME),
        ("factor", TOLD_FACTOR),
        ("device", TOLD_DEVICE),
        ("number", TOLD_DEVICE),
        ("hostname", TOLD_DEVICE),
        ("error", TOLD_ERROR),
        ("message", TOLD_ERROR),
        ("status", TOLD_STATUS),
        ("_status", TOLD_STATUS),
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
    let factor = told.text(TOLD_FACTOR);
    let factor = FACTORS.iter().find(|(name, ..)| *name == factor).map(|&(_, factor, _)| factor);
    let factor = factor.unwrap_or_default();
    let phones = Phones::of(&action, &text);
    let kind = kind(&action, factor, &phones, &told);
    let is_prompt = kind == EventKind::PromptWhole;
    let user = user(&action, picked, &told, batch);
    if is_prompt && !user.is_present() {
        let why = "username and email are empty, and a prompt without a user counts for nobody";
        return Err((IssueKind::NoUser, why.to_owned()));
    }
    let source = source(&told, batch);
    let responder = if is_prompt { stored(batch, &told, TOLD_DEVICE) } else { TextId::ABSENT };
    Ok(AuthEvent {
        kind,
        success: tri(Some(!actions::is_failure(&action))),
        outcome: if is_prompt { ended(&action, &told) } else { Outcome::Unknown },
        factor,
        cause: if actions::is_sign_in(&action) { Cause::SignIn } else { Cause::Admin },
        user,
        name: batch.text(&action),
        result: batch.text(&told.text(TOLD_ERROR)),
        detail: detail(&action, picked, &told, &phones, batch),
        source: batch.party(source),
        responder: batch.party(Party { device: responder, ..Party::default() }),
        ..begun(picked, at, Provider::Duo)
    })
}

/// What became of a user's phones in an update of the account.
enum Phones {
    NotTold,
    /// Their numbers, joined.
    Given(String),
    Taken,
}

impl Phones {
    /// Each phone stands under a key of its own, so this is no path of a tree.
    fn of(action: &str, description: &str) -> Self {
        if action != "user_update" {
            return Self::NotTold;
        }
        let told: Value = serde_json::from_str(description).unwrap_or_default();
        let number = |phone: &Value| phone.get("number")?.as_str().map(str::to_owned);
        match told.get("phones") {
            Some(Value::Object(phones)) if !phones.is_empty() => {
                let numbers: Vec<_> = phones.values().filter_map(number).collect();
                Self::Given(numbers.join(", "))
            }
            Some(Value::Object(_)) => Self::Taken,
            Some(Value::String(text)) if text.is_empty() => Self::Taken,
            _ => Self::NotTold,
        }
    }
}

/// An administrator who reports a push that was not theirs says so in the error's text only.
fn kind(action: &str, factor: Factor, phones: &Phones, told: &Picked<'_>) -> EventKind {
    let asks = matches!(factor, Factor::Push | Factor::PhoneCall | Factor::Sms);
    match phones {
        _ if asks && actions::is_sign_in(action) => EventKind::PromptWhole,
        _ if action == "admin_2fa_error" && holds(&told.text(TOLD_ERROR), "fraud") => {
            EventKind::SuspicionReported
        }
        Phones::Given(_) => EventKind::FactorEnrolled,
        Phones::Taken => EventKind::FactorRemoved,
        Phones::NotTold => actions::kind(action),
    }
}

/// How a prompt to an administrator ended.
fn ended(action: &str, told: &Picked<'_>) -> Outcome {
    if !actions::is_failure(action) {
        return Outcome::Approved;
    }
    let error = told.text(TOLD_ERROR);
    let row = OUTCOMES.iter().find(|row| holds(&error, row.code));
    row.map_or(Outcome::Unknown, |row| row.outcome)
}

fn user(action: &str, picked: &Picked<'_>, told: &Picked<'_>, batch: &mut Batch) -> TextId {
    if let Some(subject) = subject(action, picked, told) {
        return batch.text(&subject);
    }
    if actions::is_on_factor(action) {
        return TextId::ABSENT;
    }
    let admin = stored(batch, picked, ADMIN);
    if admin.is_present() { admin } else { stored(batch, told, TOLD_EMAIL) }
}

/// The account that the action was done to, of actions on users.
fn subject<'p>(action: &str, picked: &'p Picked<'_>, told: &'p Picked<'_>) -> Option<Cow<'p, str>> {
    let names = [word(picked.text(OBJECT)), word(told.text(TOLD_NAME))];
    let named = names.into_iter().find(|name| !name.is_empty());
    named.filter(|_| actions::is_on_user(action))
}

fn source(told: &Picked<'_>, batch: &mut Batch) -> Party {
    let ip = word(told.text(TOLD_IP));
    Party {
        ip: batch.text(address(&ip)),
        user_agent: stored(batch, told, TOLD_AGENT),
        ..Party::default()
    }
}

/// What else a person should read: the object, device and status, and who did it to a user, phone
/// or token.
fn detail(
    action: &str,
    picked: &Picked<'_>,
    told: &Picked<'_>,
    phones: &Phones,
    batch: &mut Batch,
) -> TextId {
    let [admin, object] = [word(picked.text(ADMIN)), word(picked.text(OBJECT))];
    let by = if admin.is_empty() { String::new() } else { format!("by {admin}") };
    let [device, status] = [word(told.text(TOLD_DEVICE)), word(told.text(TOLD_STATUS))];
    let status = if status.is_empty() { String::new() } else { format!("status {status}") };
    let numbers = if let Phones::Given(numbers) = phones { &**numbers } else { "" };
    let parts = if subject(action, picked, told).is_some() {
        [&*by, numbers, &*device, &*status]
    } else if actions::is_on_factor(action) {
        [&*object, &*device, &*status, &*by]
    } else {
        [&*object, &*device, &*status, ""]
    };
    batch.text(&joined(parts, ", "))
}
