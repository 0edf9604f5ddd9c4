//! Duo authentication log, Admin API v2 and v1: one record to one event.
//!
//! A record is written when an attempt ends, so its time is that of the answer, and one record
//! tells a whole prompt.

mod tables;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Outcome, Party, Provider, Tri,
};

use super::shared::{NONE, Side, joined, side, stored, tri, when, word};
use super::{Format, Recognition, Refusal};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::time;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;
use tables::*;

/// Duo.
pub(super) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| super::column_of(&TRIE, name),
    recognise,
    normalize,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = super::trie_of(META.fields, false);
    trie.envelope("detail");
    trie
});

const ACCESS: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: NONE, lon: NONE };

const PHONE_SIDE: Side = Side {
    ip: PHONE_IP,
    city: PHONE_CITY,
    state: PHONE_STATE,
    country: PHONE_COUNTRY,
    lat: NONE,
    lon: NONE,
};

fn recognise(picked: &Picked<'_>) -> Recognition {
    if let Some(stream) = other_stream(picked) {
        return Recognition::Stream(stream);
    }
    let has_result = picked.has(RESULT) && (picked.get(FACTOR).is_there() || picked.has(REASON));
    let proof = [UID, APP, EVENT_TYPE, IP, PHONE];
    let is_event = has_result
        && picked.get(USER).is_there()
        && proof.iter().any(|&slot| picked.get(slot).is_there());
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn other_stream(picked: &Picked<'_>) -> Option<&'static str> {
    let there = |slot: usize| picked.get(slot).is_there();
    let offline =
        || picked.text(STREAM).starts_with("offline") || picked.text(ACTION).starts_with("o2fa_");
    if there(TRUST_MONITOR) {
        Some("trust_monitor")
    } else if there(ACTIVITY) {
        Some("activity")
    } else if there(CONTEXT) && there(CREDITS) {
        Some("telephony")
    } else if there(ACTION) && there(TIME) && there(USER) && !there(RESULT) {
        Some(if offline() { "offline_enrolment" } else { "administrator" })
    } else if there(FLAT_FACTOR) {
        Some("Sentinel DuoSecurityAuthentication_CL (not read yet)")
    } else if there(FLAT_ACTION) {
        Some("Sentinel DuoSecurityAdministrator_CL (not read yet)")
    } else if there(FLAT_CONTEXT) {
        Some("Sentinel DuoSecurityTelephony_CL (not read yet)")
    } else if there(FLAT_TRUST) {
        Some("Sentinel DuoSecurityTrustMonitor_CL (not read yet)")
    } else {
        None
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = time_of(picked, batch)?;
    let attempt = Attempt::of(picked);
    let user = stored(batch, picked, USER);
    if attempt.kind == EventKind::PromptWhole && !user.is_present() {
        let why = "user.name is empty, and a prompt without a user counts for nobody";
        return Err((IssueKind::NoUser, why.to_owned()));
    }
    let source = access(picked, batch);
    let responder = phone(picked, batch);
    let txid = LinkKey::of(&word(picked.text(UID)));
    let stream = picked.text(EVENT_TYPE);
    let [result, reason] = [picked.text(RESULT), picked.text(REASON)];
    let [trust, why] = [word(picked.text(TRUST)), word(picked.text(TRUST_REASON))];
    let (content, fullness) = picked.content(&mut batch.tables.content);
    Ok(AuthEvent {
        time: at.time,
        time_basis: at.basis,
        utc_offset: at.utc_offset,
        uid: txid,
        content,
        fullness,
        provider: Provider::Duo,
        kind: attempt.kind,
        success: success(&result),
        outcome: attempt.outcome,
        factor: attempt.factor,
        cause: attempt.cause,
        number_match: attempt.number_match,
        user,
        display_name: stored(batch, picked, DISPLAY),
        name: batch.text(if stream.is_empty() { META.stream } else { &stream }),
        result: batch.text(&joined([&*result, &*reason], " / ")),
        app: stored(batch, picked, APP),
        detail: batch.text(&joined([&*trust, &*why], ": ")),
        flow: txid,
        source: batch.party(source),
        responder: batch.party(responder),
        ..AuthEvent::default()
    })
}

fn time_of(picked: &Picked<'_>, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
    if picked.has(TIME) || !picked.has(EPOCH) {
        return when(picked, TIME, "isotimestamp", Naive::Utc, batch);
    }
    let counted = picked.get(EPOCH).integer().and_then(time::from_seconds);
    counted.map(LoggedTime::counted).ok_or_else(|| {
        (IssueKind::NoTime, "timestamp holds no seconds since 1970 up to 2261".to_owned())
    })
}

/// What an attempt was and how it ended.
struct Attempt {
    kind: EventKind,
    factor: Factor,
    outcome: Outcome,
    cause: Cause,
    number_match: Tri,
}

impl Attempt {
    fn of(picked: &Picked<'_>) -> Self {
        let [factor, reason] = [picked.text(FACTOR), picked.text(REASON)];
        let (code, reason) = (code(&factor), code(&reason));
        let row = FACTORS.iter().find(|(name, ..)| *name == code);
        let is_key = code.starts_with("webauthn");
        let outcome = outcome_of(&picked.text(RESULT), &reason);
        let (factor, asks) = match row {
            Some(&(_, factor, asks, _)) => (factor, asks),
            None if is_key => (Factor::WebAuthn, Asks::Check),
            None => unnamed(&reason),
        };
        let is_enrolment = picked.text(EVENT_TYPE).eq_ignore_ascii_case("enrollment");
        let kind = match asks {
            Asks::Prompt | Asks::PromptWithNumber => EventKind::PromptWhole,
            _ if is_enrolment => EventKind::FactorEnrolled,
            Asks::Check => EventKind::Verification,
            Asks::Nobody if outcome == Outcome::Blocked => EventKind::Policy,
            Asks::Nobody if success(&picked.text(RESULT)) == Tri::Yes => EventKind::SignIn,
            Asks::Nobody => EventKind::Other,
        };
        let tells = matches!(kind, EventKind::PromptWhole | EventKind::Verification);
        Self {
            kind,
            factor,
            outcome: if tells { outcome } else { Outcome::Unknown },
            cause: if is_enrolment { Cause::Enrolment } else { Cause::SignIn },
            number_match: match asks {
                Asks::PromptWithNumber => Tri::Yes,
                Asks::Prompt if factor == Factor::Push => Tri::No,
                _ => Tri::Unknown,
            },
        }
    }
}

/// A record may name no factor; the reason then tells whether somebody was asked.
fn unnamed(reason: &str) -> (Factor, Asks) {
    let asked = [
        "user_approved",
        "user_mistake",
        "user_marked_fraud",
        "user_cancelled",
        "no_response",
        "call_timed_out",
        "no_keys_pressed",
        "anomalous_push",
    ];
    if asked.contains(&reason) {
        (Factor::Other, Asks::Prompt)
    } else if matches!(reason, "valid_passcode" | "invalid_passcode") {
        (Factor::Totp, Asks::Check)
    } else {
        (Factor::Other, Asks::Nobody)
    }
}

fn outcome_of(result: &str, reason: &str) -> Outcome {
    let listed = |field: &str, code: &str| {
        META.outcomes.iter().find(|row| row.field == field && row.code == code)
    };
    let result = code(result);
    let row = match listed("result", &result) {
        Some(row) if row.outcome == Outcome::FraudReported => Some(row),
        other => listed("reason", reason).or(other),
    };
    let outcome = row.map_or(Outcome::Unknown, |row| row.outcome);
    // A reason of a success never turns a refusal into an approval.
    let is_refused = !matches!(&*result, "success" | "");
    if outcome == Outcome::Approved && is_refused { Outcome::Unknown } else { outcome }
}

/// A code as v2 writes it; v1 writes "Duo Push" and "User approved".
fn code(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte == b' ' || byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase().replace(' ', "_"))
    } else {
        Cow::Borrowed(text)
    }
}

fn success(result: &str) -> Tri {
    tri(match &*code(result) {
        "success" => Some(true),
        "denied" | "failure" | "fraud" | "error" => Some(false),
        _ => None,
    })
}

fn access(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let place = side(batch, picked, ACCESS);
    let parts = [BROWSER, BROWSER_VERSION, OS, OS_VERSION].map(|slot| word(picked.text(slot)));
    let [browser, browser_version, os, os_version] = &parts;
    let browser = joined([&**browser, &**browser_version], " ");
    let system = joined([&**os, &**os_version], " ");
    Party {
        user_agent: batch.text(&joined([&*browser, &*system], " on ")),
        device_id: stored(batch, picked, DEVICE_ID),
        device: stored(batch, picked, HOST),
        ..place
    }
}

fn phone(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    Party {
        device_id: stored(batch, picked, PHONE_ID),
        device: stored(batch, picked, PHONE),
        ..side(batch, picked, PHONE_SIDE)
    }
}
