//! JumpCloud Directory Insights: one record to one event.
//!
//! In: events of all services. Out: an [`AuthEvent`]. A record is written when an attempt ends.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::Mark::{Record, Unverified};
use super::shared::{Side, begun, holds, joined, side, stored, tri, when, word};
use super::{
    EventRow, FieldRow, Format, Mark, Meta, OutcomeRow, Recognition, Refusal, Required, column_of,
    event, factor_rows, outcome, slot, slots, trie_of,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;
use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Outcome, Party, Provider, TextId, Tri,
};

slots! {
    RAW, TIME, UID, TYPE, SERVICE, ORGANIZATION, EMAIL, NAME, LOGIN, TARGET, JOINED, JOINED_TYPE,
    SUCCESS, ERROR, MFA, MFA_TYPE, PUSH_METHOD, CODE_METHOD, KEY_METHOD, IP, STATE, COUNTRY, LAT,
    LON, AGENT, BROWSER,
    VERSION, OS, APP, APP_NAME, HOST, HOST_ID, METHOD, CITY,
}

/// JumpCloud.
pub(super) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| trie_of(FIELDS, false));

const META: Meta = Meta {
    key: "jumpcloud",
    provider: Provider::JumpCloud,
    title: "JumpCloud Directory Insights",
    stream: "directory_insights",
    exports: &["API and console JSON: array, JSON lines", "CSV with paths as column names"],
    cannot_tell: &[
        "When a phone was asked: one record is written at the end of an attempt",
        "How a push is logged is not verified: no real record of one was seen",
    ],
    unsupported: &[],
    required: &[
        Required { name: "event_type", slot: TYPE },
        Required { name: "timestamp", slot: TIME },
        Required { name: "organization", slot: ORGANIZATION },
        Required { name: "service", slot: SERVICE },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: || factor_rows(FACTORS),
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Unverified),
    slot(TIME, "timestamp", "time", "end of the attempt, UTC", Record),
    slot(UID, "id", "uid", "", Record),
    slot(TYPE, "event_type", "name", "decides the kind of event", Record),
    slot(SERVICE, "service", "detail", "directory, sso, radius, ldap, …", Record),
    slot(ORGANIZATION, "organization", "", "marks the record", Record),
    slot(EMAIL, "initiated_by.email", "user, detail", "of administrators", Record),
    slot(NAME, "initiated_by.username", "user, detail", "of users", Record),
    slot(LOGIN, "username", "user", "where initiated_by names nobody", Record),
    slot(TARGET, "resource.username", "user", "of a change: the account that was changed", Record),
    slot(JOINED, "association.connection.to.name", "user", "where its type is user", Record),
    slot(JOINED_TYPE, "association.connection.to.type", "user", "user, group, …", Record),
    slot(SUCCESS, "success", "success", "", Record),
    slot(SUCCESS, "sso_token_success", "success", "of sso_auth", Record),
    slot(ERROR, "error_message", "result", "", Record),
    slot(MFA, "mfa", "detail", "whether a second factor was asked for", Record),
    slot(MFA_TYPE, "mfa_meta.type", "factor, kind", "", Unverified),
    slot(
        PUSH_METHOD,
        "auth_context.auth_methods.jumpcloud_protect.success",
        "factor, kind",
        "push of JumpCloud Protect",
        Unverified,
    ),
    slot(PUSH_METHOD, "auth_context.auth_methods.push.success", "factor, kind", "", Unverified),
    slot(CODE_METHOD, "auth_context.auth_methods.totp.success", "factor, kind", "", Unverified),
    slot(KEY_METHOD, "auth_context.auth_methods.webauthn.success", "factor, kind", "", Unverified),
    slot(IP, "client_ip", "source.ip", "", Record),
    slot(CITY, "geoip.city_name", "source.city", "", Unverified),
    slot(STATE, "geoip.region_name", "source.state", "", Record),
    slot(COUNTRY, "geoip.country_code", "source.country", "two letters", Record),
    slot(LAT, "geoip.latitude", "source.point", "", Record),
    slot(LON, "geoip.longitude", "source.point", "", Record),
    slot(AGENT, "user_agent", "source.user_agent", "", Unverified),
    slot(BROWSER, "useragent.name", "source.user_agent", "", Record),
    slot(VERSION, "useragent.version", "source.user_agent", "", Record),
    slot(OS, "useragent.os_full", "source.user_agent", "", Record),
    slot(APP, "application.display_label", "app", "", Record),
    slot(APP_NAME, "application.name", "app", "where the label is empty", Record),
    slot(HOST, "auth_context.system.displayName", "source.device", "", Record),
    slot(HOST_ID, "auth_context.system.id", "source.device_id", "", Record),
    slot(METHOD, "auth_method", "result", "", Record),
];

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event("user_login_attempt", K::SignIn, Unverified),
        event("admin_login_attempt", K::SignIn, Record),
        event("login_attempt", K::SignIn, Unverified),
        event("sso_auth", K::SignIn, Record),
        event("radius_auth_attempt", K::SignIn, Record),
        event("ldap_bind", K::SignIn, Unverified),
        event("push_attempt", K::PromptWhole, Unverified),
        event("user_mfa_push_attempt", K::PromptWhole, Unverified),
        event("user_update", K::AdminChange, Record),
        event("user_create", K::AdminChange, Unverified),
        event("user_delete", K::AdminChange, Unverified),
        event("association_change", K::AdminChange, Record),
        event("user_password_change", K::PasswordChanged, Unverified),
        event("user_password_set", K::PasswordChanged, Unverified),
        event("user_lockout", K::ThreatDetected, Unverified),
        event("totp_finish_enrollment", K::FactorEnrolled, Unverified),
        event("totp_delete_enrollment", K::FactorRemoved, Unverified),
    ]
};

const OUTCOMES: &[OutcomeRow] = &[
    outcome("success", "true", Outcome::Approved, Record),
    outcome("error_message", "denied", Outcome::Denied, Unverified),
    outcome("error_message", "timed out", Outcome::NoAnswer, Unverified),
    outcome("error_message", "timeout", Outcome::NoAnswer, Unverified),
    outcome("error_message", "expired", Outcome::NoAnswer, Unverified),
    outcome("error_message", "fraud", Outcome::FraudReported, Unverified),
];

const FACTORS: &[(&str, Factor, Mark)] = &[
    ("push", Factor::Push, Unverified),
    ("jumpcloud_protect", Factor::Push, Unverified),
    ("duo", Factor::Other, Unverified),
    ("totp", Factor::Totp, Unverified),
    ("webauthn", Factor::WebAuthn, Unverified),
    ("jumpcloud_go", Factor::WebAuthn, Unverified),
];

const CLIENT: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: LAT, lon: LON };

fn recognise(picked: &Picked<'_>) -> Recognition {
    let proof = [EMAIL, NAME, LOGIN, SERVICE];
    let is_event =
        picked.has(TYPE) && picked.has(ORGANIZATION) && proof.iter().any(|&slot| picked.has(slot));
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "timestamp", Naive::Utc, batch)?;
    let name = picked.text(TYPE);
    let told = Told::of(&name, picked);
    let (user, by) = people(told.kind, picked);
    let user = batch.text(&user);
    if told.kind == EventKind::PromptWhole && !user.is_present() {
        let why = "initiated_by and username are empty, and a prompt without a user counts for \
                   nobody";
        return Err((IssueKind::NoUser, why.to_owned()));
    }
    let source = client(picked, batch);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind: told.kind,
        success: told.success,
        outcome: told.outcome,
        factor: told.factor,
        cause: told.cause,
        user,
        name: batch.text(&name),
        result: result(picked, batch),
        app: app(picked, batch),
        detail: detail(&by, picked, batch),
        source: batch.party(source),
        ..begun(picked, at, Provider::JumpCloud)
    })
}

/// What a record tells.
struct Told {
    kind: EventKind,
    factor: Factor,
    outcome: Outcome,
    success: Tri,
    cause: Cause,
}

impl Told {
    fn of(name: &str, picked: &Picked<'_>) -> Self {
        let kind = EVENTS.iter().find(|row| row.name == name).map_or(EventKind::Other, |r| r.kind);
        let factor = factor(picked);
        let is_sign_in = matches!(kind, EventKind::SignIn | EventKind::PromptWhole);
        let is_prompt =
            kind == EventKind::PromptWhole || (is_sign_in && factor == Some(Factor::Push));
        let success = picked.get(SUCCESS).truth();
        let answered = picked.get(PUSH_METHOD).truth().or(success);
        Self {
            kind: if is_prompt { EventKind::PromptWhole } else { kind },
            factor: if is_prompt { Factor::Push } else { factor.unwrap_or(Factor::Other) },
            outcome: if is_prompt { ended(answered, picked) } else { Outcome::Unknown },
            success: tri(success),
            cause: if is_sign_in { Cause::SignIn } else { Cause::Unknown },
        }
    }
}

fn factor(picked: &Picked<'_>) -> Option<Factor> {
    let logged = picked.text(MFA_TYPE);
    let row = FACTORS.iter().find(|(code, ..)| holds(&logged, code) && !logged.is_empty());
    let used =
        [(PUSH_METHOD, Factor::Push), (CODE_METHOD, Factor::Totp), (KEY_METHOD, Factor::WebAuthn)];
    let used = used.into_iter().find(|(slot, _)| picked.has(*slot)).map(|(_, factor)| factor);
    row.map(|&(_, factor, _)| factor).or(used)
}

/// How a push ended; a failure counts as a refusal only where the log says so.
fn ended(answered: Option<bool>, picked: &Picked<'_>) -> Outcome {
    if answered == Some(true) {
        return Outcome::Approved;
    }
    let error = picked.text(ERROR);
    let mut rows = OUTCOMES.iter().filter(|row| row.field == "error_message");
    rows.find(|row| holds(&error, row.code)).map_or(Outcome::Unknown, |row| row.outcome)
}

/// Whose event it is, and who did it to the user, where that is somebody else.
fn people<'p>(kind: EventKind, picked: &'p Picked<'_>) -> (Cow<'p, str>, Cow<'p, str>) {
    let names = [EMAIL, NAME, LOGIN].map(|slot| word(picked.text(slot)));
    let actor = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let is_user = picked.text(JOINED_TYPE) == "user";
    let joined = if is_user { word(picked.text(JOINED)) } else { Cow::Borrowed("") };
    let target = word(picked.text(TARGET));
    let target = if target.is_empty() { joined } else { target };
    let is_sign_in = matches!(kind, EventKind::SignIn | EventKind::PromptWhole);
    if is_sign_in || target.is_empty() {
        return (actor, Cow::Borrowed(""));
    }
    let is_own = actor.eq_ignore_ascii_case(&target) || target == word(picked.text(NAME));
    (target, if is_own { Cow::Borrowed("") } else { actor })
}

fn client(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let [browser, version, system] = [BROWSER, VERSION, OS].map(|slot| word(picked.text(slot)));
    let named = joined([&*browser, &*version], " ");
    let agent = word(picked.text(AGENT));
    let agent = if agent.is_empty() { joined([&*named, &*system], " on ") } else { agent };
    Party {
        user_agent: batch.text(&agent),
        device_id: stored(batch, picked, HOST_ID),
        device: stored(batch, picked, HOST),
        ..side(batch, picked, CLIENT)
    }
}

fn result(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [success, error, method] =
        [picked.text(SUCCESS), word(picked.text(ERROR)), word(picked.text(METHOD))];
    let success = match &*success {
        "true" => "success",
        "false" => "failure",
        _ => "",
    };
    batch.text(&joined([success, &*error, &*method], " / "))
}

fn app(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let names = [APP, APP_NAME].map(|slot| word(picked.text(slot)));
    batch.text(names.iter().find(|name| !name.is_empty()).map_or("", |name| name))
}

fn detail(by: &str, picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let service = word(picked.text(SERVICE));
    let mfa = match picked.get(MFA).truth() {
        Some(true) => "with a second factor",
        Some(false) => "without a second factor",
        None => "",
    };
    let by = if by.is_empty() { String::new() } else { format!("by {by}") };
    batch.text(&joined([&*service, mfa, &*by], ", "))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::ingest::testing::{event_of, fates, issues, lines, read, text, with};

    fn record(name: &str) -> Value {
        json!({
            "id": "j1", "event_type": name, "timestamp": "2026-03-02T08:00:05.123456789Z",
            "organization": "o1", "service": "directory", "client_ip": "203.0.113.9",
            "initiated_by": {"type": "user", "username": "alice"}, "success": true, "mfa": true,
            "geoip": {"country_code": "NO", "region_name": "Oslo", "latitude": 59.9, "longitude": 10.75},
            "useragent": {"name": "Chrome", "version": "114.0", "os_full": "Mac OS X 10.15"},
        })
    }

    #[test]
    fn a_sign_in_is_read_with_its_place_and_agent() {
        let (event, all) = event_of(&record("user_login_attempt"));
        assert_eq!((event.kind, event.success), (EventKind::SignIn, Tri::Yes));
        assert_eq!(event.time.to_string(), "2026-03-02T08:00:05.123456Z");
        let source = all.parties.get(event.source);
        assert_eq!(text(&all, source.place.country), "NO");
        assert_eq!(text(&all, source.user_agent), "Chrome 114.0 on Mac OS X 10.15");
        assert_eq!(text(&all, event.user), "alice");
        assert_eq!(text(&all, event.detail), "directory, with a second factor");
    }

    #[test]
    fn a_second_factor_that_no_field_names_makes_no_prompt() {
        let event = event_of(&record("sso_auth")).0;
        assert_eq!((event.kind, event.factor), (EventKind::SignIn, Factor::Other));
    }

    #[test]
    fn a_push_that_failed_is_refused_only_where_the_log_says_so() {
        let push = |success: bool, error: &str| {
            let fields =
                json!({"success": success, "error_message": error, "mfa_meta": {"type": "push"}});
            let event = event_of(&with(record("user_login_attempt"), fields)).0;
            assert_eq!((event.kind, event.factor), (EventKind::PromptWhole, Factor::Push));
            event.outcome
        };
        assert_eq!(push(true, ""), Outcome::Approved);
        assert_eq!(push(false, "push denied by user"), Outcome::Denied);
        assert_eq!(push(false, "request timed out"), Outcome::NoAnswer);
        assert_eq!(push(false, "not authorized"), Outcome::Unknown);
    }

    #[test]
    fn a_push_without_a_user_is_rejected() {
        let mut push = with(record("push_attempt"), json!({"initiated_by": {"username": ""}}));
        let ingested = read(lines(&[push.clone()]));
        assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoUser]));
        push["username"] = json!("bob");
        assert_eq!(fates(&read(lines(&[push]))), (1, 0, 0));
    }

    #[test]
    fn a_change_is_of_the_account_that_was_changed_and_names_who_did_it() {
        let changed = with(record("user_update"), json!({"resource": {"username": "bob"}}));
        let (event, all) = event_of(&changed);
        assert_eq!((event.kind, text(&all, event.user)), (EventKind::AdminChange, "bob"));
        assert!(text(&all, event.detail).ends_with("by alice"));
        assert_eq!(event_of(&record("of_next_year")).0.kind, EventKind::Other);
    }

    #[test]
    fn a_system_that_is_joined_to_a_user_is_that_users_event_and_one_joined_to_a_group_is_not() {
        let of = |class: &str| {
            let to = json!({"association": {"connection": {"to": {"name": "bob", "type": class}}}});
            let (event, all) = event_of(&with(record("association_change"), to));
            text(&all, event.user).to_owned()
        };
        assert_eq!((of("user").as_str(), of("user_group").as_str()), ("bob", "alice"));
    }
}
