//! Google Workspace, login reports of the Reports API: one activity to one event.
//!
//! An activity groups the events of one sign-in, challenges included, so a Google prompt that it
//! speaks of is one prompt, however many of its events name it.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, LinkKey, Outcome, Party, Provider, Step, TextId,
    Timestamp, Tri,
};

use super::Mark::{Record, Unverified, Vendor};
use super::shared::{NONE, Side, begun, cell, joined, side, tri, when, word};
use super::{
    EventRow, FieldRow, Format, Mark, Meta, OutcomeRow, Recognition, Refusal, Required, column,
    event, factor_rows, outcome, slot, slots,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::trie::Trie;
use crate::ingest::value::{Picked, Row};

slots! {
    RAW, TIME, QUALIFIER, REPORT, USER, IP, COUNTRY, NAME, TYPE, AFFECTED, LOGIN_TYPE, STATUS,
    SUSPICIOUS, SECOND, KIND_OF, METHODS_OF, ASN,
}

// Columns of events and of their parameters, which come in one list of rows.
slots! { EVENT_NAME, EVENT_TYPE, PARAMETER, VALUE, VALUES }

/// Google Workspace.
pub(super) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| super::column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| super::delivered(META.fields, false));

const CLIENT: Side =
    Side { ip: IP, city: NONE, state: NONE, country: COUNTRY, lat: NONE, lon: NONE };

const META: Meta = Meta {
    key: "google",
    provider: Provider::Google,
    title: "Google Workspace login reports",
    stream: "login",
    exports: &[
        "Reports API: items, bare list, JSON lines; events as a list or as one object",
        "Splunk: one event in event",
        "Sentinel GWorkspace_ReportsAPI_login_CL and Panther: an event's fields beside the activity's",
    ],
    cannot_tell: &[
        "How a Google prompt failed: refused, ignored and a wrong number are one and the same \
         (\"Challenge Failed.\"), and are shown as denied or wrong code",
        "When a prompt was sent, how many were sent in one sign-in, and where the phone was",
    ],
    unsupported: &[OTHER_REPORTS],
    required: &[
        Required { name: "id.applicationName", slot: REPORT },
        Required { name: "id.time", slot: TIME },
        Required { name: "actor.email", slot: USER },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: || factor_rows(METHODS),
};

const OTHER_REPORTS: &str = "Reports API, other applications";

/// The applications whose reports are read.
const REPORTS: &[&str] = &["login", "user_accounts"];

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "id.time", "time", "", Record),
    slot(QUALIFIER, "id.uniqueQualifier", "uid, flow", "with the time: one activity", Record),
    slot(REPORT, "id.applicationName", "", "login or user_accounts", Record),
    slot(KIND_OF, "kind", "", "admin#reports#activity", Record),
    slot(USER, "actor.email", "user", "", Record),
    slot(IP, "ipAddress", "source.ip", "", Record),
    slot(COUNTRY, "networkInfo.regionCode", "source.country", "", Record),
    slot(ASN, "networkInfo.ipAsn[]", "source.asn", "", Record),
    column(EVENT_NAME, "events[].name", "kind, name", "", Record),
    column(EVENT_TYPE, "events[].type", "user", "account_warning: of the affected account", Record),
    column(PARAMETER, "events[].parameters[].name", "steps", "names the value", Record),
    column(VALUE, "events[].parameters[].value", "steps, result", "", Record),
    column(VALUE, "events[].parameters[].boolValue", "steps, result", "", Record),
    column(VALUE, "events[].parameters[].intValue", "", "tells records apart", Record),
    column(VALUES, "events[].parameters[].multiValue[]", "steps", "", Record),
    slot(NAME, "event.name", "kind, name", "Splunk", Record),
    slot(TYPE, "event.type", "user", "Splunk", Record),
    column(PARAMETER, "event.parameters[].name", "steps", "Splunk", Record),
    column(VALUE, "event.parameters[].value", "steps, result", "Splunk", Record),
    column(VALUE, "event.parameters[].boolValue", "steps, result", "Splunk", Record),
    column(VALUES, "event.parameters[].multiValue[]", "steps", "Splunk", Record),
    slot(NAME, "event_name", "kind, name", "Sentinel", Record),
    slot(TYPE, "event_type", "user", "Sentinel", Record),
    slot(LOGIN_TYPE, "login_type", "detail", "Sentinel", Record),
    slot(METHODS_OF, "login_challenge_method[]", "steps", "Sentinel", Record),
    slot(STATUS, "login_challenge_status", "steps", "Sentinel", Record),
    slot(SUSPICIOUS, "is_suspicious", "detail", "Sentinel", Record),
    slot(SECOND, "is_second_factor", "", "Sentinel", Record),
    slot(NAME, "name", "kind, name", "Panther", Record),
    slot(TYPE, "type", "user", "Panther", Record),
    slot(LOGIN_TYPE, "parameters.login_type", "detail", "Panther", Record),
    slot(METHODS_OF, "parameters.login_challenge_method[]", "steps", "Panther", Record),
    slot(STATUS, "parameters.login_challenge_status", "steps", "Panther", Unverified),
    slot(SUSPICIOUS, "parameters.is_suspicious", "detail", "Panther", Record),
    slot(
        AFFECTED,
        "parameters.affected_email_address",
        "user",
        "of a warning, and without an actor",
        Record,
    ),
];

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event("login_success", K::SignIn, Record),
        event("login_failure", K::SignIn, Record),
        event("login_challenge", K::Verification, Record),
        event("login_verification", K::Verification, Record),
        event("logout", K::SessionEnd, Record),
        event("risky_sensitive_action_allowed", K::AdminChange, Vendor),
        event("risky_sensitive_action_blocked", K::ThreatDetected, Vendor),
        event("suspicious_login", K::ThreatDetected, Record),
        event("suspicious_login_less_secure_app", K::ThreatDetected, Record),
        event("suspicious_programmatic_login", K::ThreatDetected, Record),
        event("account_disabled_generic", K::ThreatDetected, Record),
        event("account_disabled_hijacked", K::ThreatDetected, Vendor),
        event("account_disabled_password_leak", K::ThreatDetected, Record),
        event("account_disabled_spamming", K::ThreatDetected, Record),
        event("account_disabled_spamming_through_relay", K::ThreatDetected, Record),
        event("gov_attack_warning", K::ThreatDetected, Record),
        event("2sv_enroll", K::FactorEnrolled, Record),
        event("2sv_disable", K::FactorRemoved, Record),
        event("passkey_enrolled", K::FactorEnrolled, Vendor),
        event("passkey_removed", K::FactorRemoved, Vendor),
        event("password_edit", K::PasswordChanged, Vendor),
        event("recovery_email_edit", K::AdminChange, Record),
        event("recovery_phone_edit", K::AdminChange, Vendor),
        event("recovery_secret_qa_edit", K::AdminChange, Vendor),
        event("titanium_enroll", K::AdminChange, Record),
        event("titanium_unenroll", K::AdminChange, Record),
        event("email_forwarding_out_of_domain", K::AdminChange, Record),
        event("blocked_sender", K::Other, Record),
    ]
};

/// What the methods of a challenge are. Only the prompt asks on a phone and waits for a tap.
const METHODS: &[(&str, Factor, Mark)] = &[
    ("google_prompt", Factor::Push, Record),
    ("password", Factor::Password, Record),
    ("google_authenticator", Factor::Totp, Vendor),
    ("backup_code", Factor::Totp, Vendor),
    ("offline_otp", Factor::Totp, Vendor),
    ("security_key_otp", Factor::Totp, Vendor),
    ("security_key", Factor::WebAuthn, Vendor),
    ("passkey", Factor::WebAuthn, Vendor),
    ("idv_any_phone", Factor::Sms, Vendor),
    ("idv_preregistered_phone", Factor::Sms, Vendor),
    ("idv_preregistered_email", Factor::Email, Vendor),
    ("internal_two_factor", Factor::Other, Vendor),
    ("none", Factor::Other, Record),
];

/// The type of events that are about the account that they name as affected.
const WARNING: &str = "account_warning";

const PROMPT: &str = "google_prompt";

const OUTCOMES: &[OutcomeRow] = &[
    outcome("login_challenge_status", "challenge passed.", Outcome::Approved, Vendor),
    outcome("login_challenge_status", "passed", Outcome::Approved, Record),
    outcome("login_challenge_status", "challenge failed.", Outcome::DeniedOrWrongCode, Vendor),
    outcome("login_challenge_status", "failed", Outcome::DeniedOrWrongCode, Unverified),
    outcome("events[].name", "login_success", Outcome::Approved, Record),
    outcome("events[].name", "login_failure", Outcome::DeniedOrWrongCode, Record),
];

fn recognise(picked: &Picked<'_>) -> Recognition {
    let report = picked.text(REPORT);
    let is_named =
        picked.has(NAME) || picked.has(TYPE) || rows(picked, EVENT_NAME).next().is_some();
    if report.is_empty() || !is_named {
        Recognition::Foreign
    } else if REPORTS.contains(&&*report) {
        Recognition::Event
    } else {
        Recognition::Stream(OTHER_REPORTS)
    }
}

/// What the events of one activity tell, wherever its shape puts it.
#[derive(Default)]
struct Told<'p> {
    names: Vec<Cow<'p, str>>,
    methods: Vec<String>,
    status: Cow<'p, str>,
    login_type: Cow<'p, str>,
    affected: Cow<'p, str>,
    /// It is about an account, and not what its actor did.
    is_warning: bool,
    is_suspicious: bool,
}

impl<'p> Told<'p> {
    fn of(picked: &'p Picked<'_>) -> Self {
        let mut told = Self {
            names: rows(picked, EVENT_NAME).collect(),
            status: picked.text(STATUS),
            login_type: picked.text(LOGIN_TYPE),
            affected: picked.text(AFFECTED),
            is_warning: picked.text(TYPE) == WARNING
                || rows(picked, EVENT_TYPE).any(|logged| logged == WARNING),
            is_suspicious: picked.get(SUSPICIOUS).truth() == Some(true),
            ..Self::default()
        };
        told.add_methods(&picked.text(METHODS_OF));
        if picked.has(NAME) {
            told.names.push(picked.text(NAME));
        }
        for row in &picked.rows {
            told.take(row);
        }
        told
    }

    fn take(&mut self, parameter: &'p Row<'_>) {
        let value = cell(parameter, VALUE);
        match &*cell(parameter, PARAMETER) {
            "login_challenge_method" => {
                self.add_methods(&cell(parameter, VALUES));
                self.add_methods(&value);
            }
            "login_challenge_status" => self.status = value,
            "login_type" => self.login_type = value,
            "affected_email_address" => self.affected = value,
            "is_suspicious" => self.is_suspicious |= value == "true",
            _ => {}
        }
    }

    fn add_methods(&mut self, joined: &str) {
        let methods = joined.split(',').map(str::trim).filter(|method| !method.is_empty());
        self.methods.extend(methods.map(str::to_owned));
    }

    /// The event that says most of the activity: a sign-in's end, else the first.
    fn main(&self) -> &str {
        let end =
            self.names.iter().find(|name| matches!(&***name, "login_success" | "login_failure"));
        end.or(self.names.first()).map_or("", |name| name.trim())
    }

    fn outcome(&self) -> Outcome {
        let listed = |field: &str, code: &str| {
            let mut rows = OUTCOMES.iter();
            rows.find(|row| row.field == field && row.code.eq_ignore_ascii_case(code))
        };
        let row = listed("login_challenge_status", self.status.trim())
            .or_else(|| listed("events[].name", self.main()));
        row.map_or(Outcome::Unknown, |row| row.outcome)
    }

    fn has_prompt(&self) -> bool {
        self.methods.iter().any(|method| method == PROMPT)
    }
}

/// The values of a column, row by row.
fn rows<'p>(picked: &'p Picked<'_>, column: usize) -> impl Iterator<Item = Cow<'p, str>> {
    picked.rows.iter().map(move |row| cell(row, column)).filter(|text| !text.is_empty())
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "id.time", Naive::Utc, batch)?;
    let told = Told::of(picked);
    let mut kind =
        EVENTS.iter().find(|row| row.name == told.main()).map_or(EventKind::Other, |row| row.kind);
    let is_of_sign_in = matches!(kind, EventKind::SignIn | EventKind::Verification);
    let user = user(picked, &told, kind, batch);
    if is_of_sign_in && told.has_prompt() && user.is_present() {
        kind = EventKind::SignInAttempt;
        push_prompt(&told, at.time, batch);
    }
    let source = client(picked, batch);
    // Exports that flatten an activity repeat its id for each of its events.
    let activity = format!("{} {}", picked.text(TIME), picked.text(QUALIFIER));
    let uid = format!("{activity} {}", told.main());
    let is_identified = picked.has(QUALIFIER);
    let link = |text: &str| if is_identified { LinkKey::of(text) } else { LinkKey::ABSENT };
    Ok(AuthEvent {
        uid: link(&uid),
        kind,
        success: success(kind, &told),
        outcome: if kind == EventKind::Verification { told.outcome() } else { Outcome::Unknown },
        factor: factor(kind, &told),
        cause: if is_of_sign_in { Cause::SignIn } else { Cause::Unknown },
        user,
        name: batch.text(told.main()),
        result: batch.text(&told.status),
        detail: detail(&told, batch),
        flow: link(&activity),
        source: batch.party(source),
        ..begun(picked, at, Provider::Google)
    })
}

fn push_prompt(told: &Told<'_>, time: Timestamp, batch: &mut Batch) {
    let step = Step {
        time,
        factor: Factor::Push,
        outcome: told.outcome(),
        prompts: true,
        method: batch.text(PROMPT),
        result: batch.text(if told.status.is_empty() { told.main() } else { &told.status }),
        ..Step::default()
    };
    batch.step(step);
}

/// The affected account where the event is about one; its actor may be Google itself.
fn user(picked: &Picked<'_>, told: &Told<'_>, kind: EventKind, batch: &mut Batch) -> TextId {
    let [actor, affected] = [word(picked.text(USER)), word(told.affected.clone())];
    let is_about = told.is_warning || kind == EventKind::ThreatDetected || actor.is_empty();
    batch.text(if is_about && !affected.is_empty() { &affected } else { &actor })
}

fn success(kind: EventKind, told: &Told<'_>) -> Tri {
    tri(match told.main() {
        "login_success" => Some(true),
        "login_failure" => Some(false),
        _ if kind == EventKind::ThreatDetected => None,
        _ if matches!(kind, EventKind::Verification | EventKind::SignInAttempt) => {
            match told.outcome() {
                Outcome::Approved => Some(true),
                Outcome::DeniedOrWrongCode => Some(false),
                _ => None,
            }
        }
        _ => Some(true),
    })
}

/// The last method of a challenge is the one that it ended with.
fn factor(kind: EventKind, told: &Told<'_>) -> Factor {
    if kind != EventKind::Verification {
        return Factor::Other;
    }
    let last = told.methods.last().map_or("", |method| method);
    match METHODS.iter().find(|(name, ..)| *name == last) {
        // A code that came by message is typed in: it is no prompt that was seen to be sent.
        Some(&(_, Factor::Sms | Factor::Email | Factor::Other, _)) | None => Factor::Totp,
        Some(&(_, factor, _)) => factor,
    }
}

fn client(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let numbers = picked.text(ASN);
    let first = numbers.split(',').next().and_then(|number| number.trim().parse().ok());
    let asn = first.filter(|number: &u32| *number > 0);
    Party { asn, ..side(batch, picked, CLIENT) }
}

fn detail(told: &Told<'_>, batch: &mut Batch) -> TextId {
    let methods = joined(told.methods.iter().map(|method| &**method), ", ");
    let login_type = word(told.login_type.clone());
    let suspicious = if told.is_suspicious { "suspicious" } else { "" };
    batch.text(&joined([&*login_type, &*methods, suspicious], "; "))
}
