//! Duo telephony log: one record for each text message and call that was paid for.
//!
//! The log names no user: the record of the same `txid` in the authentication log does, and ends
//! the prompt that is begun here.

use std::sync::LazyLock;

use crate::model::{AuthEvent, Cause, EventKind, Factor, LinkKey, Party, Provider};

use super::{TimeSlots, cef, code, time_of};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::Mark::{Record, Vendor};
use crate::ingest::providers::shared::{begun, joined, stored, word};
use crate::ingest::providers::{
    FieldRow, Format, Mark, Meta, Recognition, Refusal, Required, column_of, event, factor_rows,
    slot, slots,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

slots! { RAW, TIME, EPOCH, MILLIS, UID, FLOW, KIND, CONTEXT, PHONE, CREDITS }

/// The telephony log.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: Some(|text| cef::read(text)?.of(cef::TELEPHONY)),
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| super::trie_of(META.fields));

const TIMES: TimeSlots = TimeSlots { text: TIME, name: "ts", seconds: EPOCH, millis: MILLIS };

/// The contexts of messages that ask for a sign-in: of a user, and of an administrator.
const SIGN_INS: [&str; 2] = ["authentication", "administrator login"];

const META: Meta = Meta {
    key: "duo_telephony",
    provider: Provider::Duo,
    title: "Duo telephony log",
    stream: "telephony",
    exports: &[
        "Admin API v2: items, bare list, JSON lines",
        "Admin API v1: flat objects",
        "duo_log_sync JSON lines and CEF lines",
        "Sentinel DuoSecurityTelephony_CL and CiscoDuo_CL, JSON and CSV",
    ],
    cannot_tell: &[
        "Who was asked: the user comes from the authentication record of the same txid; a message \
         without one counts for nobody, and the limits of the case say how many there are",
        "Which administrator was asked: the administrator log has no txid",
        "Whether a message was answered",
        "The txid, in v1 and in Sentinel's table: such messages count for nobody",
    ],
    unsupported: &[],
    required: &[
        Required { name: "context", slot: CONTEXT },
        Required { name: "phone", slot: PHONE },
        Required { name: "type", slot: KIND },
        Required { name: "credits", slot: CREDITS },
    ],
    fields: FIELDS,
    events: &[
        event("authentication", EventKind::PromptSent, Record),
        event("enrollment", EventKind::Other, Record),
        event("administrator login", EventKind::PromptSent, Record),
        event("verify", EventKind::Other, Record),
    ],
    outcomes: &[],
    factors: || factor_rows(FACTORS),
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "ts", "time", "v2", Record),
    slot(TIME, "isotimestamp", "time", "v1", Record),
    slot(EPOCH, "timestamp", "time", "seconds, v1", Record),
    slot(MILLIS, "rt", "time", "milliseconds, in CEF", Vendor),
    slot(UID, "telephony_id", "uid", "v2", Record),
    slot(FLOW, "txid", "flow", "v2: ties it to the authentication record", Record),
    slot(KIND, "type", "factor", "", Record),
    slot(CONTEXT, "context", "kind, cause", "what it was sent for", Record),
    slot(PHONE, "phone", "responder.device", "the number", Record),
    slot(CREDITS, "credits", "detail", "what it cost", Record),
];

const FACTORS: &[(&str, Factor, Mark)] =
    &[("sms", Factor::Sms, Record), ("phone", Factor::PhoneCall, Record)];

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_event = [CONTEXT, KIND, PHONE].iter().all(|&slot| picked.has(slot))
        && picked.get(CREDITS).is_there();
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = time_of(picked, &TIMES, Naive::Utc, batch)?;
    let [kind, context] = [picked.text(KIND), picked.text(CONTEXT)];
    let credits = picked.text(CREDITS);
    let credits = if credits.is_empty() { String::new() } else { format!("credits {credits}") };
    let phone = Party { device: stored(batch, picked, PHONE), ..Party::default() };
    let factor = FACTORS.iter().find(|(name, ..)| *name == code(&kind));
    let cause = cause(&context);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind: if cause == Cause::SignIn { EventKind::PromptSent } else { EventKind::Other },
        factor: factor.map_or(Factor::Other, |&(_, factor, _)| factor),
        cause,
        name: batch.text(&joined([META.stream, &*kind], " ")),
        result: batch.text(&context),
        detail: batch.text(&credits),
        flow: LinkKey::of(&word(picked.text(FLOW))),
        responder: batch.party(phone),
        ..begun(picked, at, Provider::Duo)
    })
}

fn cause(context: &str) -> Cause {
    let context = code(context);
    if SIGN_INS.iter().any(|name| code(name) == context) {
        Cause::SignIn
    } else if context == "enrollment" {
        Cause::Enrolment
    } else {
        Cause::Unknown
    }
}
