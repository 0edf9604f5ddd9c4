//! Entra ID sign-in log, Graph and Azure Monitor: one record to one attempt with its steps.
//!
//! The log does not tell where the phone is, so there is no responder.

use std::sync::LazyLock;

use crate::model::{
    AuthEvent, Cause, EventKind, IssueKind, LinkKey, Party, Provider, TextId, Timestamp,
};

use super::sign_in_tables::*;
use super::{cells, steps};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::pick::pick;
use crate::ingest::providers::shared::{
    Side, asn, begun, first_stored, joined, side, stored, tri, when, word,
};
use crate::ingest::providers::{Format, Recognition, Refusal, add_below, column_of, delivered};
use crate::ingest::trie::{Memo, Trie};
use crate::ingest::value::Picked;

/// The sign-in log as Graph and Azure Monitor give it.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = delivered(META.fields, false);
    add_below(&mut trie, "properties", META.fields);
    trie
});

/// The paths of `authenticationDetails` where it comes as JSON in a string.
pub(super) static STEPS: LazyLock<Trie> =
    LazyLock::new(|| cells::list(META.fields, "authenticationDetails[].", false));

const CLIENT: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: LAT, lon: LON };

fn recognise(picked: &Picked<'_>) -> Recognition {
    if let Some(stream) = other_stream(picked) {
        return Recognition::Stream(stream);
    }
    if picked.has(ACTIVITY) || (picked.has(RISK_EVENT) && !picked.has(TIME)) {
        return Recognition::Foreign;
    }
    let names_user = picked.get(USER).is_there() || picked.get(USER_ID).is_there();
    let proof = [CODE, RESULT_TYPE, APP, IP];
    // A sign-in that lost its time is one all the same.
    let is_named = picked.has(TIME)
        || picked.text(CATEGORY).ends_with("SignInLogs")
        || (picked.has(UID) && picked.has(CODE));
    let is_event = is_named && names_user && proof.iter().any(|&slot| picked.get(slot).is_there());
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn other_stream(picked: &Picked<'_>) -> Option<&'static str> {
    let has = |slot: usize| picked.has(slot);
    let category = picked.text(CATEGORY);
    if matches!(&*category, "SignInLogs" | "NonInteractiveUserSignInLogs") {
        return None;
    }
    if has(OPERATION)
        && let Some((_, stream)) = CATEGORIES.iter().find(|(name, _)| *name == category)
    {
        return Some(stream);
    }
    if has(ACTIVITY) || has(RISK_EVENT) {
        None
    } else if has(RISKY_USER) {
        Some(RISKY_USERS)
    } else if has(TIME) && !has(USER) && has(PRINCIPAL) {
        Some(SERVICE_PRINCIPAL)
    } else {
        None
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    attempt(picked, Naive::Utc, batch)
}

/// One sign-in, whatever the shape that its fields were taken from.
pub(super) fn attempt(
    picked: &Picked<'_>,
    naive: Naive,
    batch: &mut Batch,
) -> Result<AuthEvent, Refusal> {
    let at = time_of(picked, naive, batch)?;
    let user = user(picked, batch);
    let asked = push_steps(picked, at.time, batch);
    if asked && !user.is_present() {
        let why = "userPrincipalName and userId are empty, and a prompt without a user counts for \
                   nobody";
        return Err((IssueKind::NoUser, why.to_owned()));
    }
    let id = word(picked.text(UID));
    let original = word(picked.text(ORIGINAL));
    let source = client(picked, batch);
    Ok(AuthEvent {
        uid: LinkKey::of(&id),
        kind: EventKind::SignInAttempt,
        success: tri(granted(picked)),
        cause: Cause::SignIn,
        user,
        display_name: stored(batch, picked, DISPLAY),
        name: name(picked, batch),
        result: result(picked, batch),
        app: stored(batch, picked, APP),
        detail: detail(picked, batch),
        flow: LinkKey::of(if original.is_empty() { &id } else { &original }),
        session: LinkKey::of(&word(picked.text(SESSION))),
        transaction: LinkKey::of(&word(picked.text(CORRELATION))),
        source: batch.party(source),
        ..begun(picked, at, Provider::Entra)
    })
}

/// The start of the sign-in; where a record has lost it, the next best time that it holds, and a
/// note.
fn time_of(picked: &Picked<'_>, naive: Naive, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
    let has = |slot: usize| picked.has(slot);
    if has(UTC_TIME) {
        return when(picked, UTC_TIME, "CreatedDateTime [UTC]", Naive::Utc, batch);
    }
    if !has(TIME) && (has(UTC_INGESTED) || has(INGESTED)) {
        batch.note("time_of_ingestion", 1);
        return match has(UTC_INGESTED) {
            true => when(picked, UTC_INGESTED, "the time of ingestion", Naive::Utc, batch),
            false => when(picked, INGESTED, "TimeGenerated", naive, batch),
        };
    }
    if !has(TIME)
        && let Some(first) = picked.rows.first().and_then(|row| row.get(STEP_TIME))
        && let Some(logged) = batch.clock.read(&first.text(), Naive::Utc)
    {
        batch.note("time_of_first_step", 1);
        return Ok(logged);
    }
    when(picked, TIME, "createdDateTime", naive, batch)
}

fn push_steps(picked: &Picked<'_>, time: Timestamp, batch: &mut Batch) -> bool {
    let text = picked.text(STEPS_TEXT);
    if !picked.rows.is_empty() || !text.starts_with(['[', '{']) {
        return steps::push(picked, &picked.rows, time, batch);
    }
    let mut inner = Picked::default();
    let is_whole = pick(&STEPS, &mut Memo::default(), &text, &mut inner).is_ok();
    batch.note("broken_authentication_details", u64::from(!is_whole));
    steps::push(picked, if is_whole { &inner.rows } else { &[] }, time, batch)
}

fn user(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    first_stored(batch, picked, [USER, USER_ID])
}

/// Whether access was granted; an interrupt on the way to it counts as granted (code 50140).
fn granted(picked: &Picked<'_>) -> Option<bool> {
    let code = picked.get(CODE).integer().or_else(|| picked.get(RESULT_TYPE).integer());
    match code {
        Some(code) => Some(code == 0 || GRANTED.contains(&code)),
        None => match &*picked.text(RESULT_TYPE) {
            "Success" => Some(true),
            "Failure" => Some(false),
            _ => None,
        },
    }
}

fn client(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let mut client = side(batch, picked, CLIENT);
    if !client.place.country.is_present() {
        client.place.country = stored(batch, picked, PLACE);
    }
    let agent = word(picked.text(AGENT));
    let [browser, system] = [BROWSER, OS].map(|slot| word(picked.text(slot)));
    let agent = if agent.is_empty() { joined([&*browser, &*system], " on ") } else { agent };
    Party {
        asn: asn(picked, ASN),
        user_agent: batch.text(&agent),
        device_id: stored(batch, picked, DEVICE_ID),
        device: stored(batch, picked, DEVICE),
        ..client
    }
}

fn name(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let is_interactive = match &*picked.text(CATEGORY) {
        "NonInteractiveUserSignInLogs" => Some(false),
        _ => picked.get(INTERACTIVE).truth(),
    };
    batch.text(match is_interactive {
        Some(true) => "interactive sign-in",
        Some(false) => "non-interactive sign-in",
        None => "sign-in",
    })
}

fn result(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let code = picked.text(CODE);
    let code = if code.is_empty() { picked.text(RESULT_TYPE) } else { code };
    let [additional, failure] = [word(picked.text(ADDITIONAL)), word(picked.text(FAILURE))];
    let envelope = word(picked.text(RESULT_TEXT));
    let why = [additional, failure, envelope].into_iter().find(|text| !text.is_empty());
    batch.text(&joined([&*code, why.as_deref().unwrap_or_default()], " / "))
}

fn detail(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [resource, risk] = [word(picked.text(RESOURCE)), word(picked.text(RISK))];
    let risk = match &*risk {
        "" | "hidden" => String::new(),
        level => format!("risk {level}"),
    };
    batch.text(&joined([&*resource, &*risk], ", "))
}
