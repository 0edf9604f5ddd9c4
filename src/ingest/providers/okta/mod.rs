//! Okta System Log, Classic and Identity Engine: one record to one event.
//!
//! In: the fields that [`tables`] names. Out: an [`AuthEvent`].

mod elastic;
mod ocsf;
mod sentinel;
#[cfg(test)]
mod shape_tests;
mod tables;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Outcome, Party, PartyId, Provider,
    TextId, Tri,
};

use super::shared::{Side, asn, begun, cell, holds, joined, side, stored, when, word};
use super::{CsvTarget, EventRow, Format, Recognition, Refusal};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::trie::{Target, Trie};
use crate::ingest::value::{Picked, Row};
use tables::*;

pub(super) use elastic::FORMAT as ELASTIC;
pub(super) use ocsf::FORMAT as OCSF;
pub(super) use sentinel::{FORMAT as SENTINEL, FORMAT_V2 as SENTINEL_V2};

/// Okta.
pub(super) static FORMAT: Format =
    Format { meta: META, trie: || &TRIE, column, recognise, normalize, prepare: None, line: None };

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = super::trie_of(META.fields, true);
    for key in ["detail", "result"] {
        trie.envelope(key);
    }
    for (below, keys) in UNWANTED {
        trie.ignore(below, keys);
    }
    // Splunk writes a path as one key, and `target{}.type` for the types of all targets.
    for row in META.fields.iter().filter(|row| row.path.contains('.')) {
        trie.key(&row.path.replace("[]", "{}"), row.target);
    }
    trie
});

static EVENT_TYPES: LazyLock<FxHashMap<&'static str, &'static EventRow>> =
    LazyLock::new(|| META.events.iter().map(|row| (row.name, row)).collect());

const CLIENT: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: LAT, lon: LON };

/// The Admin Console's CSV writes paths in snake case, the time as `timestamp`, and up to four
/// targets as `target0.type` and so on.
fn column(name: &str) -> Option<CsvTarget> {
    if name.eq_ignore_ascii_case("timestamp") {
        return Some(CsvTarget::Slot(TIME));
    }
    let Some((target, field)) = name.split_once('.').filter(|(key, _)| key.starts_with("target"))
    else {
        return super::column_of(&TRIE, name);
    };
    let Some(row) = target.trim_start_matches("target").parse().ok().filter(|row| *row < 16) else {
        return super::column_of(&TRIE, name);
    };
    match TRIE.target(&format!("target.{field}"))? {
        Target::Row(column) => Some(CsvTarget::Row { row, column }),
        Target::Slot(_) => None,
    }
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let any = |slots: &[usize]| slots.iter().any(|&slot| picked.has(slot));
    let is_timed = picked.has(TIME) && any(&[UID, ACTOR, ACTOR_TYPE, RESULT, IP]);
    // Without a time it is one all the same, and is rejected with that reason.
    let is_untimed = picked.has(UID) && any(&[ACTOR_TYPE, RESULT]);
    if picked.has(TYPE) && (is_timed || is_untimed) {
        Recognition::Event
    } else {
        Recognition::Foreign
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "published", Naive::Utc, batch)?;
    told(picked, at, batch)
}

/// The event that a record tells, whatever shape its fields came in.
fn told(picked: &Picked<'_>, at: LoggedTime, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let kind = Kind::of(picked);
    let (user, display_name) = user(picked, batch, kind.kind);
    if kind.needs_user() && !user.is_present() {
        let why = "neither the actor nor a target is a user, and a prompt without one counts for \
                   nobody";
        return Err((IssueKind::NoUser, why.to_owned()));
    }
    let party = client(picked, batch, &kind);
    let on_phone = kind.kind == EventKind::PromptAnswered && is_phone(picked);
    let party = batch.party(party);
    let nobody = PartyId::ABSENT;
    let [source, responder] = if on_phone { [nobody, party] } else { [party, nobody] };
    let outcome = kind.outcome(picked);
    Ok(AuthEvent {
        uid: LinkKey::of(&picked.text(UID)),
        kind: kind.kind,
        success: success(&picked.text(RESULT)),
        outcome,
        factor: kind.factor,
        cause: cause(&picked.text(INTENT), kind.kind),
        number_match: number_match(&picked.text(NUMBER_ANSWER)),
        user,
        display_name,
        name: batch.text(&picked.text(TYPE)),
        result: result_text(picked, batch),
        app: app(picked, batch),
        detail: detail(picked, batch, kind.kind),
        flow: LinkKey::of(&word(picked.text(FLOW))),
        session: LinkKey::of(&word(picked.text(SESSION))),
        transaction: LinkKey::of(&word(picked.text(TRANSACTION))),
        source,
        responder,
        ..begun(picked, at, Provider::Okta)
    })
}

/// What a record tells, with how it was asked.
struct Kind {
    kind: EventKind,
    factor: Factor,
    /// Whether the record itself names the factor; a request path only hints at it.
    is_named: bool,
    is_denial: bool,
}

impl Kind {
    fn of(picked: &Picked<'_>) -> Self {
        let name = picked.text(TYPE);
        if name == ANSWERED {
            return Self::of_answer(picked);
        }
        let is_denial = name.starts_with("user.mfa.okta_verify.deny_push");
        let (kind, factor) = match EVENT_TYPES.get(&*name) {
            Some(row) => (row.kind, row.factor),
            None if ADMINISTRATION.iter().any(|start| name.starts_with(start)) => {
                (EventKind::AdminChange, Factor::Other)
            }
            None => (EventKind::Other, Factor::Other),
        };
        Self { kind, factor, is_named: true, is_denial }
    }

    /// `auth_via_mfa` tells of any factor, the password of Identity Engine included.
    fn of_answer(picked: &Picked<'_>) -> Self {
        let (factor, is_named) = factor(picked);
        let kind = match factor {
            Some(Factor::Password) => EventKind::PasswordCheck,
            Some(Factor::Totp | Factor::WebAuthn) => EventKind::Verification,
            Some(factor) if factor != Factor::Other => EventKind::PromptAnswered,
            // A factor that no table lists was typed or tapped in the browser, unless the log
            // says that somebody was waited for.
            _ if is_waited_for(picked) => EventKind::PromptAnswered,
            Some(_) => EventKind::Verification,
            None if holds(&picked.text(URI), TYPED) => EventKind::Verification,
            None => EventKind::PromptAnswered,
        };
        let factor = factor.unwrap_or(Factor::Other);
        Self { kind, factor, is_named, is_denial: false }
    }

    fn needs_user(&self) -> bool {
        matches!(self.kind, EventKind::PromptSent | EventKind::PromptAnswered)
    }

    fn outcome(&self, picked: &Picked<'_>) -> Outcome {
        let result = picked.text(RESULT);
        let listed = |field, code: &str| {
            let rows = META.outcomes.iter().filter(|row| row.field == field);
            rows.into_iter().find(|row| row.code.eq_ignore_ascii_case(code)).map(|row| row.outcome)
        };
        match self.kind {
            EventKind::PromptSent if result.eq_ignore_ascii_case("SUCCESS") => Outcome::Unknown,
            EventKind::PromptSent if result.eq_ignore_ascii_case("FAILURE") => Outcome::Error,
            EventKind::PromptSent => listed("outcome.result", &result).unwrap_or_default(),
            EventKind::PromptAnswered | EventKind::Verification | EventKind::PasswordCheck => {
                if self.is_denial {
                    return Outcome::Denied;
                }
                let of_result = listed("outcome.result", &result);
                if of_result == Some(Outcome::Approved) {
                    return Outcome::Approved;
                }
                let number =
                    listed("pushWithNumberChallengeResponseType", &picked.text(NUMBER_ANSWER));
                let push = listed("pushOnlyResponseType", &picked.text(PUSH_ANSWER));
                match (number, push) {
                    (Some(number), None | Some(Outcome::Approved)) => number,
                    (_, Some(push)) if push != Outcome::Approved => push,
                    _ => of_result
                        .or_else(|| listed("outcome.reason", &picked.text(REASON)))
                        .map_or(Outcome::Unknown, |outcome| self.refined(outcome)),
                }
            }
            _ => Outcome::Unknown,
        }
    }

    /// `INVALID_CREDENTIALS` is a refused push or a wrong code: the factor tells, where it is named.
    fn refined(&self, outcome: Outcome) -> Outcome {
        match (outcome, self.factor) {
            (Outcome::DeniedOrWrongCode, Factor::Push | Factor::WebAuthn) if self.is_named => {
                Outcome::Denied
            }
            (Outcome::DeniedOrWrongCode, Factor::Push | Factor::Other)
                if self.kind == EventKind::PromptAnswered =>
            {
                Outcome::DeniedOrWrongCode
            }
            (Outcome::DeniedOrWrongCode, _) => Outcome::WrongCode,
            (other, _) => other,
        }
    }
}

fn is_waited_for(picked: &Picked<'_>) -> bool {
    let result = picked.text(RESULT);
    picked.has(PUSH_ANSWER)
        || ["UNANSWERED", "ABANDONED"].iter().any(|word| result.eq_ignore_ascii_case(word))
}

/// The factor of an answer, and whether the record names it; `None` where nothing tells.
fn factor(picked: &Picked<'_>) -> (Option<Factor>, bool) {
    let named = |text: &str| {
        let row = FACTORS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(text));
        row.map(|&(_, factor, _)| factor)
    };
    let logged = picked.text(FACTOR);
    if !logged.is_empty() {
        return (Some(named(&logged).unwrap_or(Factor::Other)), true);
    }
    if picked.has(PUSH_ANSWER) {
        return (Some(Factor::Push), true);
    }
    if picked.text(REASON).starts_with("FastPass") {
        return (Some(Factor::WebAuthn), true);
    }
    let used = enrolled(picked).map(|row| cell(row, TARGET_METHOD)).unwrap_or_default();
    if !used.is_empty() {
        return (Some(named(&used).unwrap_or(Factor::Other)), true);
    }
    let is_password = enrolled(picked).is_some_and(|row| cell(row, TARGET_NAME) == "Password")
        || picked.text(CREDENTIAL).eq_ignore_ascii_case("PASSWORD");
    if is_password {
        return (Some(Factor::Password), true);
    }
    (factor_of_path(&picked.text(URI)), false)
}

fn factor_of_path(path: &str) -> Option<Factor> {
    if holds(path, POLLED) {
        return Some(Factor::Push);
    }
    let id = path.split("/factors/").nth(1)?;
    ID_PREFIXES.iter().find(|(prefix, ..)| id.starts_with(prefix)).map(|&(_, factor, _)| factor)
}

/// Whether the record's client is the phone that answered, not the browser that asked.
///
/// FastPass on a desktop carries an Okta agent too, so the device has to be a mobile one.
fn is_phone(picked: &Picked<'_>) -> bool {
    let agent = picked.text(AGENT);
    picked.text(DEVICE_CLASS).eq_ignore_ascii_case("Mobile")
        && (holds(&agent, "oktaverify/")
            || holds(&agent, "com.okta.mobile")
            || holds(&picked.text(URI), "/transactions/"))
}

fn client(picked: &Picked<'_>, batch: &mut Batch, kind: &Kind) -> Party {
    let place = side(batch, picked, CLIENT);
    let agent = word(picked.text(AGENT));
    let browser = word(picked.text(BROWSER));
    let system = word(picked.text(OS));
    let agent = if agent.is_empty() { joined([&*browser, &*system], " on ") } else { agent };
    let mut device_id = stored(batch, picked, DEVICE_ID);
    if !device_id.is_present()
        && kind.kind == EventKind::PromptAnswered
        && is_phone(picked)
        && let Some(row) = enrolled(picked)
    {
        device_id = batch.text(&word(cell(row, TARGET_ID)));
    }
    Party {
        asn: asn(picked, ASN),
        as_org: stored(batch, picked, AS_ORG),
        user_agent: batch.text(&agent),
        device_id,
        device: stored(batch, picked, DEVICE),
        proxy: picked.get(PROXY).truth(),
        ..place
    }
}

fn target<'p, 'a>(picked: &'p Picked<'a>, kind: &str) -> Option<&'p Row<'a>> {
    picked.rows.iter().find(|row| cell(row, TARGET_TYPE).eq_ignore_ascii_case(kind))
}

fn enrolled<'p, 'a>(picked: &'p Picked<'a>) -> Option<&'p Row<'a>> {
    target(picked, "AuthenticatorEnrollment")
}

/// Whose event it is, with the display name. Of a sign-in it is the actor, if that is a person; sends
/// are often logged by `system@okta.com`. Of a change it is the account that was changed.
fn user(picked: &Picked<'_>, batch: &mut Batch, kind: EventKind) -> (TextId, TextId) {
    let subject = target(picked, "User");
    if !is_change(kind) || subject.is_none() {
        let actor = person(picked);
        if !actor.is_empty() {
            return (batch.text(named(&actor)), stored(batch, picked, ACTOR_NAME));
        }
    }
    match subject {
        Some(row) => {
            let user = batch.text(named(&word(cell(row, TARGET))));
            (user, batch.text(&word(cell(row, TARGET_NAME))))
        }
        None => (TextId::ABSENT, TextId::ABSENT),
    }
}

/// The actor, if that is a person; empty otherwise.
fn person<'p>(picked: &'p Picked<'_>) -> Cow<'p, str> {
    let class = picked.text(ACTOR_TYPE);
    let actor = word(picked.text(ACTOR));
    let is_person = class.is_empty() || class.eq_ignore_ascii_case("User");
    if is_person && actor != SYSTEM { actor } else { Cow::Borrowed("") }
}

/// A login name; some exports leave the backslash of an escaped quote behind it.
fn named(login: &str) -> &str {
    login.trim_end_matches('\\')
}

/// Whether an account was changed, by its owner or by somebody else.
const fn is_change(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::FactorEnrolled
            | EventKind::FactorRemoved
            | EventKind::PasswordChanged
            | EventKind::AdminChange
    )
}

fn app(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    match target(picked, "AppInstance") {
        Some(row) => {
            let name = word(cell(row, TARGET_NAME));
            let name = if name.is_empty() { word(cell(row, TARGET)) } else { name };
            batch.text(&name)
        }
        None => TextId::ABSENT,
    }
}

fn result_text(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [result, reason] = [picked.text(RESULT), picked.text(REASON)];
    let [push, number] = [picked.text(PUSH_ANSWER), picked.text(NUMBER_ANSWER)];
    batch.text(&joined([&*result, &*reason, &*push, &*number], " / "))
}

fn detail(picked: &Picked<'_>, batch: &mut Batch, kind: EventKind) -> TextId {
    let message = picked.text(MESSAGE);
    match kind {
        EventKind::SuspicionReported => {
            let slots =
                [REPORTED_TYPE, REPORTED_TIME, REPORTED_IP, REPORTED_CITY, REPORTED_COUNTRY];
            let parts = slots.map(|slot| picked.text(slot));
            batch.text(&joined(parts.iter().map(|part| &**part), ", "))
        }
        kind if is_change(kind) => {
            let names: Vec<_> =
                picked.rows.iter().map(|row| word(cell(row, TARGET_NAME))).collect();
            let targets = joined(names.iter().map(|name| &**name), ", ");
            let factor = picked.text(FACTOR);
            let told = joined([&*message, &*factor, &*targets], ": ");
            let by = match target(picked, "User").map(|row| word(cell(row, TARGET))) {
                Some(subject) if subject != picked.text(ACTOR) => word(picked.text(ACTOR)),
                _ => Cow::Borrowed(""),
            };
            batch.text(&joined([&*told, &*by], ", by "))
        }
        EventKind::ThreatDetected => {
            let risk = picked.text(RISK);
            batch.text(&joined([&*message, &*risk], ": "))
        }
        EventKind::Other => batch.text(&message),
        _ => stored(batch, picked, RISK),
    }
}

fn success(result: &str) -> Tri {
    match result {
        "SUCCESS" | "ALLOW" => Tri::Yes,
        "FAILURE" | "DENY" | "UNANSWERED" | "ABANDONED" | "RATE_LIMIT" => Tri::No,
        // Common schemas spell it so.
        "Success" => Tri::Yes,
        "Failure" => Tri::No,
        _ => Tri::Unknown,
    }
}

/// A send or an answer without an intent is of a sign-in: enrolment has other event types.
fn cause(intent: &str, kind: EventKind) -> Cause {
    match intent {
        "LOGIN" | "AUTHENTICATION" => Cause::SignIn,
        "CREDENTIAL_ENROLLMENT" => Cause::Enrolment,
        "CREDENTIAL_RECOVERY" => Cause::Recovery,
        "" => match kind {
            EventKind::PromptSent
            | EventKind::PromptAnswered
            | EventKind::Verification
            | EventKind::PasswordCheck
            | EventKind::SignIn => Cause::SignIn,
            _ => Cause::Unknown,
        },
        _ => Cause::Unknown,
    }
}

fn number_match(answer: &str) -> Tri {
    match answer.strip_prefix("OV_WITH_CHALLENGE_RESPONSE_") {
        Some("NOT_APPLICABLE") => Tri::No,
        Some("VALID" | "INVALID" | "ERROR") => Tri::Yes,
        _ => Tri::Unknown,
    }
}
