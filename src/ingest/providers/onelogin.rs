//! OneLogin events: one record to one event.
//!
//! In: events of the API, of a webhook, or rows of Sentinel's `OneLogin_CL`. Out: an [`AuthEvent`].
//! The log holds checks that ended; when a phone was asked is not in it.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::Mark::{Record, Tool, Unverified, Vendor};
use super::shared::{NONE, Side, begun, first_stored, holds, joined, side, stored, when, word};
use super::{
    CsvTarget, EventRow, FactorRow, FieldRow, Format, Meta, OutcomeRow, Recognition, Refusal,
    Required, column_of, event, outcome, slot, slots, suffixed,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;
use crate::model::{
    AuthEvent, Cause, EventKind, Factor, LinkKey, Outcome, Party, Provider, TextId, Tri,
};

slots! {
    RAW, TIME, UID, TYPE, USER, USER_ID, IP, AGENT, APP, NOTES, ACTOR, DEVICE, FACTOR, RISK,
    ROLE, ACCOUNT, MESSAGE, REASON,
}

/// OneLogin.
pub(super) static FORMAT: Format =
    Format { meta: META, trie: || &TRIE, column, recognise, normalize, prepare: None, line: None };

const META: Meta = Meta {
    key: "onelogin",
    provider: Provider::OneLogin,
    title: "OneLogin events",
    stream: "events",
    exports: &[
        "Events API: data, bare list",
        "webhook: arrays, JSON lines",
        "Sentinel OneLogin_CL: JSON and CSV rows, columns with suffixes",
    ],
    cannot_tell: &[
        "When a phone was asked, and whether a refusal or silence ended it: only checks that ended \
         are logged, and a failed one has no reason of its own",
        "The login of the user: user_name is a name, so two users of one name appear as one",
        "Places: no field holds any",
    ],
    unsupported: &[],
    required: &[
        Required { name: "event_type_id", slot: TYPE },
        Required { name: "event_timestamp", slot: TIME },
        Required { name: "user_name", slot: USER },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: || {
        let rows = FACTORS.iter();
        rows.map(|&(code, factor)| FactorRow { code, factor, mark: Unverified }).collect()
    },
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| suffixed(FIELDS));

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(TIME, "event_timestamp", "time", "UTC, written so", Record),
    slot(TIME, "created_at", "time", "in the Events API", Vendor),
    slot(UID, "uuid", "uid", "", Record),
    slot(UID, "id", "uid", "in the Events API", Vendor),
    slot(TYPE, "event_type_id", "name", "number or text; decides the kind of event", Record),
    slot(USER, "user_name", "user", "a name, not a login", Record),
    slot(USER_ID, "user_id", "user", "where user_name is empty", Record),
    slot(IP, "ipaddr", "source.ip", "", Record),
    slot(AGENT, "user_agent", "source.user_agent", "", Record),
    slot(APP, "app_name", "app", "", Record),
    slot(NOTES, "notes", "result, factor", "how it was checked, in words", Record),
    slot(ACTOR, "actor_user_name", "detail", "who did it, where not the user", Record),
    slot(DEVICE, "otp_device_name", "detail", "", Record),
    slot(FACTOR, "authentication_factor_description", "factor", "", Record),
    slot(RISK, "risk_score", "detail", "0 to 100", Record),
    slot(ROLE, "role_name", "detail", "", Record),
    slot(ROLE, "privilege_name", "detail", "", Record),
    slot(ACCOUNT, "account_id", "", "marks the record", Record),
    slot(ACCOUNT, "actor_user_id", "", "marks the record", Record),
    slot(MESSAGE, "custom_message", "detail", "", Record),
    slot(REASON, "error_description", "result", "", Record),
];

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event("1", K::AdminChange, Unverified),
        event("3", K::AdminChange, Tool),
        event("5", K::SignIn, Record),
        event("6", K::PasswordCheck, Record),
        event("7", K::SessionEnd, Unverified),
        event("8", K::AppAccess, Tool),
        event("11", K::PasswordChanged, Tool),
        event("16", K::AdminChange, Tool),
        event("17", K::AdminChange, Tool),
        event("24", K::FactorRemoved, Tool),
        event("72", K::AdminChange, Record),
        event("172", K::FactorRemoved, Tool),
        event("531", K::ThreatDetected, Tool),
        event("551", K::ThreatDetected, Tool),
        event("553", K::ThreatDetected, Tool),
        event("1002", K::Verification, Vendor),
        event("1400", K::Verification, Record),
        event("1801", K::AdminChange, Unverified),
    ]
};

const OUTCOMES: &[OutcomeRow] = &[
    outcome("event_type_id", "5", Outcome::Approved, Record),
    outcome("event_type_id", "6", Outcome::WrongCode, Record),
    outcome("event_type_id", "1002", Outcome::WrongCode, Vendor),
    outcome("event_type_id", "1400", Outcome::Approved, Record),
];

/// What the description of a factor begins with, or holds.
const FACTORS: &[(&str, Factor)] = &[
    ("sms", Factor::Sms),
    ("voice", Factor::PhoneCall),
    ("email", Factor::Email),
    ("webauthn", Factor::WebAuthn),
    ("yubikey", Factor::Totp),
    ("authenticator", Factor::Totp),
    ("protect", Factor::Totp),
];

/// Words in the notes of a check that was an answer on a phone.
const PUSHED: &str = "push";

fn column(name: &str) -> Option<CsvTarget> {
    let bare = name.split_once(" [").map_or(name, |(bare, _)| bare);
    column_of(&TRIE, bare)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let proof = [USER, USER_ID, ACTOR, ACCOUNT];
    let is_event = picked.get(TYPE).is_there() && proof.iter().any(|&slot| picked.has(slot));
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "event_timestamp", Naive::Utc, batch)?;
    let code = code(picked);
    let row = EVENTS.iter().find(|row| row.name == code);
    let user = first_stored(batch, picked, [USER, USER_ID]);
    let place = side(batch, picked, CLIENT);
    let source = Party { user_agent: stored(batch, picked, AGENT), ..place };
    let told = Told::of(&code, row.map_or(EventKind::Other, |row| row.kind), picked);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind: told.kind,
        success: told.success,
        outcome: told.outcome,
        factor: told.factor,
        cause: told.cause,
        user,
        display_name: user,
        name: batch.text(&format!("event {code}")),
        result: result(picked, batch),
        app: stored(batch, picked, APP),
        detail: detail(picked, batch),
        flow: LinkKey::of(&correlation(&picked.text(NOTES))),
        source: batch.party(source),
        ..begun(picked, at, Provider::OneLogin)
    })
}

const CLIENT: Side = Side { ip: IP, city: NONE, state: NONE, country: NONE, lat: NONE, lon: NONE };

/// The type as a whole number; a table of numbers may have made `6.0` of it.
fn code<'p>(picked: &'p Picked<'_>) -> Cow<'p, str> {
    match picked.text(TYPE) {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_suffix(".0").unwrap_or(text)),
        owned => owned,
    }
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
    fn of(code: &str, kind: EventKind, picked: &Picked<'_>) -> Self {
        let outcome = OUTCOMES.iter().find(|row| row.code == code).map(|row| row.outcome);
        let success = match outcome {
            Some(Outcome::Approved) => Tri::Yes,
            Some(_) => Tri::No,
            None => Tri::Unknown,
        };
        let notes = picked.text(NOTES);
        let is_check = matches!(kind, EventKind::Verification | EventKind::PasswordCheck);
        let is_pushed = kind == EventKind::Verification && holds(&notes, PUSHED);
        Self {
            kind: if is_pushed { EventKind::PromptWhole } else { kind },
            factor: match kind {
                EventKind::PasswordCheck => Factor::Password,
                EventKind::Verification if is_pushed => Factor::Push,
                EventKind::Verification => factor(picked),
                _ => Factor::Other,
            },
            outcome: match outcome {
                // A push that failed was refused or ran out: the log does not say which.
                Some(Outcome::WrongCode) if is_pushed => Outcome::Unknown,
                Some(outcome) if is_check => outcome,
                _ => Outcome::Unknown,
            },
            success,
            cause: if is_check || kind == EventKind::SignIn {
                Cause::SignIn
            } else {
                Cause::Unknown
            },
        }
    }
}

fn factor(picked: &Picked<'_>) -> Factor {
    let [described, device] = [picked.text(FACTOR), picked.text(DEVICE)];
    let row = FACTORS.iter().find(|(part, _)| holds(&described, part) || holds(&device, part));
    row.map_or(Factor::Totp, |&(_, factor)| factor)
}

fn result(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [notes, reason] = [word(picked.text(NOTES)), word(picked.text(REASON))];
    batch.text(&joined([&*notes, &*reason], " / "))
}

fn detail(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let actor = word(picked.text(ACTOR));
    let by = if actor.is_empty() || actor == picked.text(USER) {
        String::new()
    } else {
        format!("by {actor}")
    };
    let risk = word(picked.text(RISK));
    let risk = if risk.is_empty() { String::new() } else { format!("risk {risk}") };
    let parts = [DEVICE, FACTOR, ROLE, MESSAGE].map(|slot| word(picked.text(slot)));
    let parts = parts.iter().map(|part| &**part).chain([&*by, &*risk]);
    batch.text(&joined(parts, ", "))
}

/// The id that ties the steps of one sign-in, which the log keeps in its notes.
fn correlation(notes: &str) -> String {
    let id = notes.split_once("Correlation_id:").map_or("", |(_, id)| id.trim());
    id.chars().take_while(|mark| mark.is_ascii_alphanumeric() || *mark == '-').collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::ingest::testing::{event, event_of, fates, issues, read, text, told_by, with};
    use crate::model::IssueKind;

    fn record(code: Value) -> Value {
        json!({
            "uuid": "u1", "event_timestamp": "2026-03-02 08:00:05 UTC", "event_type_id": code,
            "user_id": 7, "user_name": "Alice A.", "actor_user_name": "Alice A.",
            "actor_user_id": 7, "ipaddr": "203.0.113.9", "account_id": 1,
        })
    }

    #[test]
    fn a_code_that_was_checked_is_no_prompt() {
        let notes =
            json!({"notes": "Authentication method: OTP (Valid OTP).", "otp_device_name": "Key"});
        let (event, all) = event_of(&with(record(json!(1400)), notes));
        assert_eq!((event.kind, event.outcome), (EventKind::Verification, Outcome::Approved));
        assert_eq!(event.time.to_string(), "2026-03-02T08:00:05.000000Z");
        assert_eq!(text(&all, event.user), "Alice A.");
        let failed = event_of(&record(json!("1002"))).0;
        assert_eq!((failed.outcome, failed.success), (Outcome::WrongCode, Tri::No));
    }

    #[test]
    fn a_check_whose_notes_say_push_is_a_prompt_without_a_known_refusal() {
        let pushed = |code: u32| {
            let notes = json!({"notes": "Authentication method: Push (OneLogin Protect)"});
            told_by(&with(record(json!(code)), notes))
        };
        let prompt = |outcome| (EventKind::PromptWhole, Factor::Push, outcome);
        assert_eq!(pushed(1400), prompt(Outcome::Approved));
        assert_eq!(pushed(1002), prompt(Outcome::Unknown));
    }

    #[test]
    fn types_are_numbers_or_text_and_unknown_ones_stay_events() {
        let kind = |code: Value| event_of(&record(code)).0.kind;
        assert_eq!(kind(json!(5)), EventKind::SignIn);
        assert_eq!(kind(json!("6")), EventKind::PasswordCheck);
        assert_eq!(kind(json!("24")), EventKind::FactorRemoved);
        assert_eq!(kind(json!(9_999)), EventKind::Other);
    }

    #[test]
    fn steps_of_one_sign_in_share_the_id_in_their_notes() {
        let notes = json!({"notes": "Method: Login App.\nCorrelation_id: 2cc0-77"});
        let (event, _) = event_of(&with(record(json!(5)), notes));
        assert_eq!(event.flow, LinkKey::of("2cc0-77"));
    }

    #[test]
    fn the_events_api_wraps_and_names_otherwise() {
        let mut entry = record(json!(5));
        let fields = entry.as_object_mut().unwrap();
        fields.remove("event_timestamp");
        fields.insert("created_at".to_owned(), json!("2026-03-02T08:00:05.000Z"));
        let ingested = read(json!({"status": {"error": false}, "data": [entry]}).to_string());
        assert_eq!(fates(&ingested), (1, 0, 0));
        assert_eq!(event(&ingested, 0).success, Tri::Yes);
    }

    #[test]
    fn a_record_without_a_time_is_rejected_with_that_reason() {
        let ingested = read(json!({"event_type_id": "5", "user_name": "Alice A."}).to_string());
        assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoTime]));
    }

    #[test]
    fn rows_of_sentinel_have_suffixes() {
        let text_of = "TimeGenerated [UTC],event_timestamp_s,event_type_id_d,uuid_g,user_name_s,\
            ipaddr_s,notes_s\n\
            x,2026-03-02 08:00:05 UTC,6.0,u1,Alice A.,203.0.113.9,Authentication method: password\n";
        let ingested = read(text_of);
        assert_eq!(fates(&ingested), (1, 0, 0));
        assert_eq!(event(&ingested, 0).kind, EventKind::PasswordCheck);
        assert_eq!(text(&ingested, event(&ingested, 0).user), "Alice A.");
    }
}
