//! Duo authentication log: one record to one event.
//!
//! A record is written when an attempt ends, so its time is that of the answer, and one record
//! tells a whole prompt.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Outcome, Party, Place, Provider, Tri,
};

use super::tables::*;
use super::{TimeSlots, agent, cef, code, time_of};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::shared::{NONE, Side, begun, holds, joined, side, stored, tri, word};
use crate::ingest::providers::{Format, Recognition, Refusal, column_of};
use crate::ingest::row;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

/// The authentication log.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize: |picked, batch| normalize(picked, Naive::Utc, batch),
    prepare: None,
    line: Some(line),
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| super::trie_of(META.fields));

const TIMES: TimeSlots =
    TimeSlots { text: TIME, name: "isotimestamp", seconds: EPOCH, millis: MILLIS };

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

pub(super) fn recognise(picked: &Picked<'_>) -> Recognition {
    let has_result = picked.has(RESULT) && (picked.get(FACTOR).is_there() || picked.has(REASON));
    let proof = [UID, APP, EVENT_TYPE, IP, PHONE];
    let is_event = has_result
        && picked.get(USER).is_there()
        && !picked.has(ACTOR)
        && proof.iter().any(|&slot| picked.get(slot).is_there());
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

/// A line of duo_log_sync's CEF, or of the CSV without a header that scripts over `duo_client`
/// write.
fn line(text: &str) -> Option<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
    if let Some(record) = cef::read(text) {
        return record.of(cef::AUTHENTICATION);
    }
    let is_seconds = |text: &str| text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit());
    if !text.starts_with('"') || !is_seconds(text.get(1..11)?) {
        return None;
    }
    let cells = row::fields(text, b',')?;
    (cells.len() == SCRIPT_COLUMNS.len())
        .then(|| SCRIPT_COLUMNS.iter().map(|name| Cow::Borrowed(*name)).zip(cells).collect())
}

/// One record to one event; `naive` is what the export says of a time without a zone.
pub(super) fn normalize(
    picked: &Picked<'_>,
    naive: Naive,
    batch: &mut Batch,
) -> Result<AuthEvent, Refusal> {
    let at = time_of(picked, &TIMES, naive, batch)?;
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
    Ok(AuthEvent {
        uid: txid,
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
        ..begun(picked, at, Provider::Duo)
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
            None => unnamed(&reason, picked),
        };
        // Duo names a factor also where it let the user in without one.
        let is_unasked = UNASKED.contains(&&*reason);
        let (factor, asks) =
            if is_unasked { (Factor::Other, Asks::Nobody) } else { (factor, asks) };
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

/// Of a record that names no factor: the reason and the device tell how it asked.
fn unnamed(reason: &str, picked: &Picked<'_>) -> (Factor, Asks) {
    match reason {
        "anomalous_push" => (Factor::Push, Asks::Prompt),
        "call_timed_out" | "no_keys_pressed" => (Factor::PhoneCall, Asks::Prompt),
        // Only a prompt has a button for these.
        "user_mistake" | "user_marked_fraud" => (Factor::Other, Asks::Prompt),
        // A security key is touched, left alone or cancelled just as a prompt is.
        "user_approved" | "user_cancelled" | "no_response" => by_device(picked),
        "valid_passcode" | "invalid_passcode" => (Factor::Totp, Asks::Check),
        _ => (Factor::Other, Asks::Nobody),
    }
}

fn by_device(picked: &Picked<'_>) -> (Factor, Asks) {
    let [name, key] = [word(picked.text(PHONE)), word(picked.text(PHONE_ID))];
    if is_credential(&name) || is_credential(&key) {
        (Factor::WebAuthn, Asks::Check)
    } else if key.starts_with("DP") || is_phone(&name) {
        (Factor::Other, Asks::Prompt)
    } else {
        (Factor::Other, Asks::Check)
    }
}

/// Whether the name of a device says that it is a phone: by the word, or by a number as numbers of
/// phones are written.
fn is_phone(name: &str) -> bool {
    const DIGITS: usize = 7;
    let is_of_number = |c: char| c.is_ascii_digit() || " +-.()".contains(c);
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    holds(name, "phone") || name.split(|c| !is_of_number(c)).any(|part| digits(part) >= DIGITS)
}

/// Whether it is the key that Duo gives to a WebAuthn credential.
fn is_credential(name: &str) -> bool {
    const LENGTH: usize = 20;
    let is_of_key = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    name.len() == LENGTH && name.starts_with("WA") && name.bytes().all(is_of_key)
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
    let is_refused = !result.is_empty() && success(&result) != Tri::Yes;
    if outcome == Outcome::Approved && is_refused { Outcome::Unknown } else { outcome }
}

fn success(result: &str) -> Tri {
    tri(match &*code(result) {
        "success" | "granted" => Some(true),
        "denied" | "failure" | "fraud" | "error" => Some(false),
        _ => None,
    })
}

fn access(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let place = placed(side(batch, picked, ACCESS), IN_PLACE, picked, batch);
    Party {
        user_agent: agent(picked, [BROWSER, BROWSER_VERSION, OS, OS_VERSION], batch),
        device_id: stored(batch, picked, DEVICE_ID),
        device: stored(batch, picked, HOST),
        ..place
    }
}

/// Takes the place from a cell that holds all of it (`City, State, Country`), where no field tells
/// its parts.
fn placed(side: Party, slot: usize, picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let text = picked.text(slot);
    if text.is_empty() || side.place != Place::default() {
        return side;
    }
    let mut parts = text.rsplit(',').map(|part| word(Cow::Borrowed(part.trim())));
    let country = parts.next().unwrap_or_default();
    let [state, city] = match (parts.next(), parts.next()) {
        (Some(state), Some(city)) => [state, city],
        (city, _) => [Cow::Borrowed(""), city.unwrap_or_default()],
    };
    let [city, state, country] = [city, state, country].map(|part| batch.text(&part));
    Party { place: Place { city, state, country, point: None }, ..side }
}

fn phone(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    Party {
        device_id: stored(batch, picked, PHONE_ID),
        device: stored(batch, picked, PHONE),
        ..placed(side(batch, picked, PHONE_SIDE), PHONE_IN_PLACE, picked, batch)
    }
}
