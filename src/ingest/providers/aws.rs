//! AWS CloudTrail: console sign-ins and changes to accounts and their factors. In: one record.
//! Out: one event. Calls of other services are told apart and not read.

use std::sync::LazyLock;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, LinkKey, Outcome, Party, Provider, TextId,
};

use super::Mark::{Record, Vendor};
use super::shared::{address, begun, joined, stored, tri, when, word};
use super::{
    EventRow, FieldRow, Format, Meta, OutcomeRow, Recognition, Refusal, Required, event, outcome,
    slot, slots,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

slots! {
    RAW, TIME, UID, SOURCE, NAME, REGION, USER, ARN, IDENTITY, PRINCIPAL, ACCOUNT, IP, AGENT,
    RESULT, CHECK, ERROR, ERROR_CODE, MFA_USED, MFA_TYPE, TARGET, INSIGHT,
}

/// AWS.
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

const OTHER_CALLS: &str = "CloudTrail, other API calls";
const INSIGHTS: &str = "CloudTrail Insights";

const META: Meta = Meta {
    key: "aws",
    provider: Provider::Aws,
    title: "AWS CloudTrail console sign-ins",
    stream: "console_sign_in",
    exports: &["CloudTrail: Records, JSON lines, bare list, EventBridge detail"],
    cannot_tell: &[
        "Prompts: AWS asks for codes and keys, and never sends a push",
        "The user of a failed sign-in whose name does not exist: AWS hides it",
        "Places: only addresses are logged",
    ],
    unsupported: &[OTHER_CALLS, INSIGHTS],
    required: &[
        Required { name: "eventName", slot: NAME },
        Required { name: "eventSource", slot: SOURCE },
        Required { name: "eventTime", slot: TIME },
        Required { name: "awsRegion", slot: REGION },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: Vec::new,
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "eventTime", "time", "", Record),
    slot(UID, "eventID", "uid", "", Record),
    slot(SOURCE, "eventSource", "", "the service", Record),
    slot(NAME, "eventName", "kind, name", "", Record),
    slot(REGION, "awsRegion", "", "marks a record of CloudTrail", Record),
    slot(USER, "userIdentity.userName", "user", "", Record),
    slot(ARN, "userIdentity.arn", "user", "without userName", Record),
    slot(IDENTITY, "userIdentity.type", "detail", "IAMUser, Root, AssumedRole", Record),
    slot(PRINCIPAL, "userIdentity.principalId", "user", "without arn", Record),
    slot(ACCOUNT, "userIdentity.accountId", "", "tells records apart", Record),
    slot(IP, "sourceIPAddress", "source.ip", "", Record),
    slot(AGENT, "userAgent", "source.user_agent", "", Record),
    slot(RESULT, "responseElements.ConsoleLogin", "success, result", "", Record),
    slot(CHECK, "responseElements.CheckMfa", "success, outcome", "", Vendor),
    slot(ERROR, "errorMessage", "result", "", Record),
    slot(ERROR_CODE, "errorCode", "success, result", "", Record),
    slot(MFA_USED, "additionalEventData.MFAUsed", "detail", "", Record),
    slot(MFA_TYPE, "additionalEventData.MfaType", "factor, detail", "", Vendor),
    slot(INSIGHT, "insightDetails.insightType", "", "names an unread stream", Record),
    slot(TARGET, "requestParameters.userName", "user", "of changes to an account", Record),
];

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event("ConsoleLogin", K::SignIn, Record),
        event("CheckMfa", K::Verification, Vendor),
        event("EnableMFADevice", K::FactorEnrolled, Vendor),
        event("DeactivateMFADevice", K::FactorRemoved, Vendor),
        event("DeleteVirtualMFADevice", K::FactorRemoved, Vendor),
        event("UpdateLoginProfile", K::PasswordChanged, Vendor),
        event("ChangePassword", K::PasswordChanged, Vendor),
        event("PasswordRecoveryRequested", K::Other, Vendor),
        event("PasswordRecoveryCompleted", K::PasswordChanged, Vendor),
        event("CreateUser", K::AdminChange, Record),
        event("CreateLoginProfile", K::AdminChange, Vendor),
        event("CreateAccessKey", K::AdminChange, Vendor),
        event("AttachUserPolicy", K::AdminChange, Vendor),
        event("PutUserPolicy", K::AdminChange, Vendor),
        event("AddUserToGroup", K::AdminChange, Vendor),
    ]
};

const OUTCOMES: &[OutcomeRow] = &[
    outcome("responseElements.CheckMfa", "Success", Outcome::Approved, Vendor),
    outcome("responseElements.CheckMfa", "Failure", Outcome::WrongCode, Vendor),
];

fn row_of(picked: &Picked<'_>) -> Option<&'static EventRow> {
    let source = picked.text(SOURCE);
    if !matches!(&*source, "signin.amazonaws.com" | "iam.amazonaws.com") {
        return None;
    }
    let name = picked.text(NAME);
    EVENTS.iter().find(|row| row.name == name)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    if picked.has(INSIGHT) && picked.has(REGION) {
        Recognition::Stream(INSIGHTS)
    } else if !(picked.has(NAME) && picked.has(SOURCE) && picked.has(REGION)) {
        Recognition::Foreign
    } else if row_of(picked).is_some() {
        Recognition::Event
    } else {
        Recognition::Stream(OTHER_CALLS)
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "eventTime", Naive::Utc, batch)?;
    let kind = row_of(picked).map_or(EventKind::Other, |row| row.kind);
    let check = picked.text(CHECK);
    let row = OUTCOMES.iter().find(|row| row.code == check);
    let result = word(picked.text(RESULT));
    let result = if result.is_empty() { word(check.clone()) } else { result };
    let [error, code] = [word(picked.text(ERROR)), word(picked.text(ERROR_CODE))];
    let result = batch.text(&joined([&*result, &*code, &*error], " / "));
    let source = source(picked, batch);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind,
        success: tri(Some(is_success(picked))),
        outcome: row.map_or(Outcome::Unknown, |row| row.outcome),
        factor: factor(kind, &picked.text(MFA_TYPE)),
        cause: cause(kind),
        user: user(kind, picked, batch),
        name: batch.text(&picked.text(NAME)),
        result,
        detail: detail(picked, batch),
        source: batch.party(source),
        ..begun(picked, at, Provider::Aws)
    })
}

fn is_success(picked: &Picked<'_>) -> bool {
    let told = [RESULT, CHECK].map(|slot| picked.text(slot));
    !picked.has(ERROR_CODE) && !told.iter().any(|text| text == "Failure")
}

fn factor(kind: EventKind, mfa: &str) -> Factor {
    match kind {
        EventKind::Verification if mfa.contains("U2F") || mfa.contains("FIDO") => Factor::WebAuthn,
        EventKind::Verification => Factor::Totp,
        _ => Factor::Other,
    }
}

const fn cause(kind: EventKind) -> Cause {
    match kind {
        EventKind::SignIn | EventKind::Verification => Cause::SignIn,
        EventKind::FactorEnrolled | EventKind::FactorRemoved => Cause::Enrolment,
        _ => Cause::Unknown,
    }
}

/// The account that was changed, else who signed in or called: by name, else by the end of its ARN.
fn user(kind: EventKind, picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let is_sign_in = matches!(kind, EventKind::SignIn | EventKind::Verification);
    let target = stored(batch, picked, TARGET);
    if !is_sign_in && target.is_present() {
        return target;
    }
    let [name, arn] = [word(picked.text(USER)), word(picked.text(ARN))];
    if name == "HIDDEN_DUE_TO_SECURITY_REASONS" {
        return TextId::ABSENT;
    }
    if !name.is_empty() {
        return batch.text(&name);
    }
    match arn.rsplit(':').next().filter(|_| !arn.is_empty()) {
        Some(end) => batch.text(end.strip_prefix("user/").unwrap_or(end)),
        None => stored(batch, picked, PRINCIPAL),
    }
}

fn source(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let ip = word(picked.text(IP));
    // A service of AWS that calls is named where its address would stand.
    let is_address = ip.bytes().any(|byte| byte.is_ascii_digit() || byte == b':')
        && !ip.ends_with(".amazonaws.com");
    Party {
        ip: batch.text(if is_address { address(&ip) } else { "" }),
        user_agent: stored(batch, picked, AGENT),
        ..Party::default()
    }
}

fn detail(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [identity, used, kind] = [IDENTITY, MFA_USED, MFA_TYPE].map(|slot| word(picked.text(slot)));
    let used = if used.is_empty() { String::new() } else { format!("MFA used: {used}") };
    batch.text(&joined([&*identity, &*used, &*kind], ", "))
}
