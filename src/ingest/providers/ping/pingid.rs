//! PingID activity, as its poll subscription gives it: one record to one event.
//!
//! An attempt leaves two records of one `websession`: a row of status `POLICY`, which tells the
//! side that asked, and the result, which tells how the user was asked and how it ended. Only the
//! result is a prompt. What happened stands in words, in `message`.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Outcome, Party, Place, Provider,
    TextId, Tri,
};

use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::Mark::{Record, Tool, Unverified, Vendor};
use crate::ingest::providers::shared::{address, begun, cell, holds, joined, tri, when, word};
use crate::ingest::providers::{
    FieldRow, Format, Mark, Meta, OutcomeRow, Recognition, Refusal, Required, column, column_of,
    delivered, event, event_by, factor_rows, outcome, slot, slots,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::{Picked, Row};

slots! { RAW, SOURCE, UID, TIME, STATUS, MESSAGE }

// Columns of actors and resources, which come in one list of rows.
slots! { ACTOR_TYPE, ACTOR, IP, WEB_SESSION, TOLD, DEVICE }

/// PingID.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| delivered(META.fields, false));

/// The status of a row that tells of the policy.
const POLICY: &str = "POLICY";

const META: Meta = Meta {
    key: "pingid",
    provider: Provider::Ping,
    title: "PingID activity",
    stream: "pingid",
    exports: &["Poll subscription: JSON lines, arrays; newest first"],
    cannot_tell: &[
        "When a prompt was sent: a result is written when the attempt ends",
        "Where the phone was",
        "Refused prompts for certain: the words of their message were not seen in a real record",
    ],
    unsupported: &[],
    required: &[
        Required { name: "source", slot: SOURCE },
        Required { name: "recorded", slot: TIME },
        Required { name: "result.message", slot: MESSAGE },
    ],
    fields: FIELDS,
    events: &[
        event(POLICY, EventKind::Policy, Record),
        event_by("result", EventKind::PromptWhole, Factor::Push, Record),
    ],
    outcomes: OUTCOMES,
    factors: || {
        let rows: Vec<_> =
            METHODS.iter().map(|&(part, _, factor, mark)| (part, factor, mark)).collect();
        factor_rows(&rows)
    },
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(SOURCE, "source", "", "PINGID", Record),
    slot(UID, "id", "uid", "", Record),
    slot(TIME, "recorded", "time", "", Record),
    slot(STATUS, "result.status", "success, name", "POLICY, SUCCESS, FAILURE,authFail", Record),
    slot(
        MESSAGE,
        "result.message",
        "kind, factor, outcome, result; of a policy row also source, app",
        "words; of a policy row, lines of name and value",
        Record,
    ),
    column(ACTOR_TYPE, "actors[].type", "", "user or client", Record),
    column(ACTOR, "actors[].name", "user", "of the actor that is a user", Record),
    column(IP, "resources[].ipaddress", "source.ip", "where no policy row tells it", Record),
    column(WEB_SESSION, "resources[].websession", "flow", "ties policy and result", Record),
    column(TOLD, "resources[].pingidmsg", "result", "where the result has no message", Record),
    column(DEVICE, "resources[].devicemodel", "responder.device", "", Record),
];

/// What the words of a message say of how the user was asked; the first that the message holds
/// counts.
const METHODS: &[(&str, EventKind, Factor, Mark)] = &[
    ("device paired", EventKind::FactorEnrolled, Factor::Other, Record),
    ("device unpaired", EventKind::FactorRemoved, Factor::Other, Unverified),
    ("device removed", EventKind::FactorRemoved, Factor::Other, Unverified),
    ("swipe", EventKind::PromptWhole, Factor::Push, Record),
    ("banner", EventKind::PromptWhole, Factor::Push, Record),
    ("unresponsive", EventKind::PromptWhole, Factor::Push, Record),
    ("fingerprint", EventKind::PromptWhole, Factor::Push, Unverified),
    ("face id", EventKind::PromptWhole, Factor::Push, Unverified),
    ("biometric", EventKind::PromptWhole, Factor::Push, Unverified),
    ("number matching", EventKind::PromptWhole, Factor::Push, Unverified),
    ("sms", EventKind::Verification, Factor::Sms, Unverified),
    ("email", EventKind::Verification, Factor::Email, Unverified),
    ("voice", EventKind::PromptWhole, Factor::PhoneCall, Unverified),
    ("one-time passcode", EventKind::Verification, Factor::Totp, Tool),
    ("passcode", EventKind::Verification, Factor::Totp, Unverified),
    ("otp", EventKind::Verification, Factor::Totp, Unverified),
    ("yubikey", EventKind::Verification, Factor::Totp, Unverified),
    ("security key", EventKind::Verification, Factor::WebAuthn, Unverified),
    ("fido", EventKind::Verification, Factor::WebAuthn, Unverified),
    ("desktop", EventKind::Verification, Factor::Totp, Unverified),
    ("timed out", EventKind::PromptWhole, Factor::Push, Record),
    ("denied", EventKind::PromptWhole, Factor::Push, Unverified),
    ("fraud", EventKind::PromptWhole, Factor::Push, Unverified),
    ("bypass", EventKind::SignIn, Factor::Other, Unverified),
];

const OUTCOMES: &[OutcomeRow] = &{
    use Outcome as O;
    const fn told(part: &'static str, meaning: Outcome, mark: Mark) -> OutcomeRow {
        outcome("result.message", part, meaning, mark)
    }
    [
        told("unresponsive", O::NoAnswer, Record),
        told("timed out", O::NoAnswer, Record),
        told("fraud", O::FraudReported, Unverified),
        told("denied", O::Denied, Unverified),
        told("cancel", O::Cancelled, Unverified),
        told("invalid one-time passcode", O::WrongCode, Tool),
        told("invalid", O::WrongCode, Unverified),
        told("blocked", O::Blocked, Unverified),
        outcome("result.status", "success", O::Approved, Record),
    ]
};

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_ping_id = picked.text(SOURCE).eq_ignore_ascii_case("PINGID");
    if is_ping_id && (picked.has(STATUS) || picked.has(MESSAGE) || !picked.rows.is_empty()) {
        Recognition::Event
    } else {
        Recognition::Foreign
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "recorded", Naive::Utc, batch)?;
    let told = Told::of(picked);
    let user = batch.text(&user(picked));
    if told.kind == EventKind::PromptWhole && !user.is_present() {
        let why = "no actor is a user, and a prompt without one counts for nobody";
        return Err((IssueKind::NoUser, why.to_owned()));
    }
    let flow = LinkKey::of(&word(first(picked, WEB_SESSION)));
    let source = told.source(picked, batch);
    let device = word(first(picked, DEVICE));
    let responder = Party { device: batch.text(&device), ..Party::default() };
    let status = picked.text(STATUS);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind: told.kind,
        success: told.success,
        outcome: told.outcome,
        factor: told.factor,
        cause: cause(told.kind),
        user,
        name: batch.text(if status.is_empty() { "no status" } else { &status }),
        result: told.result(&status, batch),
        app: batch.text(&told.value("Requested Application Name")),
        detail: told.detail(batch),
        flow,
        source: batch.party(source),
        responder: batch.party(responder),
        ..begun(picked, at, Provider::Ping)
    })
}

const fn cause(kind: EventKind) -> Cause {
    match kind {
        EventKind::FactorEnrolled | EventKind::FactorRemoved => Cause::Enrolment,
        _ => Cause::SignIn,
    }
}

/// What the status and the message tell.
struct Told<'p> {
    message: Cow<'p, str>,
    is_policy: bool,
    kind: EventKind,
    factor: Factor,
    outcome: Outcome,
    success: Tri,
}

impl<'p> Told<'p> {
    fn of(picked: &'p Picked<'_>) -> Self {
        let status = picked.text(STATUS);
        let own = picked.text(MESSAGE);
        let message = if own.is_empty() { first(picked, TOLD) } else { own };
        let is_policy = status == POLICY;
        let method = METHODS.iter().find(|(part, ..)| holds(&message, part));
        let (kind, factor) = match method {
            _ if is_policy => (EventKind::Policy, Factor::Other),
            Some(&(_, kind, factor, _)) => (kind, factor),
            None => (EventKind::Other, Factor::Other),
        };
        let success = match &*status {
            "" | POLICY => None,
            status => Some(holds(status, "success") && !holds(status, "unsuccess")),
        };
        let outcome = match kind {
            EventKind::PromptWhole | EventKind::Verification => ended(&message, success),
            _ => Outcome::Unknown,
        };
        Self { message, is_policy, kind, factor, outcome, success: tri(success) }
    }

    /// The value of a line of a policy row; "N/A" is none.
    fn value(&self, name: &str) -> Cow<'_, str> {
        if !self.is_policy {
            return Cow::Borrowed("");
        }
        let value = self.message.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        });
        word(Cow::Borrowed(value.unwrap_or_default()))
    }

    fn source(&self, picked: &Picked<'_>, batch: &mut Batch) -> Party {
        if !self.is_policy {
            let ip = word(first(picked, IP));
            return Party { ip: batch.text(address(&ip)), ..Party::default() };
        }
        let told = self.value("IP Address");
        let ip = if told.is_empty() { word(first(picked, IP)) } else { told };
        let agent = self.value("Accessing Device UserAgent");
        let parts = ["Accessing Device Browser", "Accessing Device OS"].map(|key| self.value(key));
        let agent = match &*agent {
            "" => joined(parts.iter().map(|part| &**part), " on "),
            agent => Cow::Borrowed(agent),
        };
        Party {
            ip: batch.text(address(&ip)),
            user_agent: batch.text(&agent),
            place: Place { country: batch.text(&self.value("Country")), ..Place::default() },
            ..Party::default()
        }
    }

    fn result(&self, status: &str, batch: &mut Batch) -> TextId {
        if self.is_policy {
            return batch.text(&joined([status, &*self.value("Action")], " / "));
        }
        batch.text(&joined([status, self.message.trim()], " / "))
    }

    fn detail(&self, batch: &mut Batch) -> TextId {
        let rules = ["Policy Met", "Rule Met", "Policies not Met"].map(|key| self.value(key));
        batch.text(&joined(rules.iter().map(|rule| &**rule), ", "))
    }
}

/// How an attempt ended: what its message says, else its status.
fn ended(message: &str, success: Option<bool>) -> Outcome {
    let mut rows = META.outcomes.iter();
    if success == Some(true) {
        return Outcome::Approved;
    }
    let row = rows.find(|row| row.field == "result.message" && holds(message, row.code));
    row.map_or(Outcome::Unknown, |row| row.outcome)
}

/// The first value of a column.
fn first<'p>(picked: &'p Picked<'_>, column: usize) -> Cow<'p, str> {
    let mut cells = picked.rows.iter().map(|row| cell(row, column));
    cells.find(|cell| !cell.is_empty()).unwrap_or_default()
}

fn user<'p>(picked: &'p Picked<'_>) -> Cow<'p, str> {
    let is_user = |row: &&Row<'_>| cell(row, ACTOR_TYPE).eq_ignore_ascii_case("user");
    let row = picked.rows.iter().find(is_user);
    word(row.map(|row| cell(row, ACTOR)).unwrap_or_default())
}
