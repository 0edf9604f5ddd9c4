//! Auth0 tenant log, with Guardian: one record to one event.
//!
//! A push is logged when it is sent and when it is rejected; an approval is a success of the second
//! factor that does not name it, and a time-out leaves nothing. Calls of the Management API that
//! are about such events have their types and are no prompts.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Outcome, Party, Provider, TextId, Tri,
};

use super::Mark::{Record, Tool, Unverified, Vendor};
use super::shared::{Side, begun, first_stored, joined, side, stored, when, word};
use super::{
    EventRow, FieldRow, Format, Meta, OutcomeRow, Recognition, Refusal, Required, event, event_by,
    outcome, slot, slots,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

slots! {
    RAW, TIME, UID, TYPE, DESCRIPTION, USER, USER_NAME, APP, APP_ID, CONNECTION, IP, AGENT, CITY,
    COUNTRY, STATE, LAT, LON, SESSION, PATH, CHANNEL, CALLER, TENANT, LOG_ID, HOST,
}

/// Auth0.
pub(super) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| super::column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = super::delivered(META.fields, false);
    super::add_below(&mut trie, "data", META.fields);
    trie
});

static EVENT_TYPES: LazyLock<FxHashMap<&'static str, &'static EventRow>> =
    LazyLock::new(|| META.events.iter().map(|row| (row.name, row)).collect());

const CLIENT: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: LAT, lon: LON };

const META: Meta = Meta {
    key: "auth0",
    provider: Provider::Auth0,
    title: "Auth0 tenant log with Guardian",
    stream: "tenant_log",
    exports: &[
        "Log streams: JSON lines of log_id and data",
        "Management API: bare arrays of what data holds, with _id",
        "Panther: the same with times without a zone, which are UTC",
    ],
    cannot_tell: &[
        "Which second factor succeeded: a success without a request before it is taken for a code",
        "That a push timed out: it is inferred from the missing answer",
        "Where the phone was",
    ],
    unsupported: &[],
    required: &[
        Required { name: "date", slot: TIME },
        Required { name: "type", slot: TYPE },
        Required { name: "log_id", slot: LOG_ID },
        Required { name: "client_id", slot: APP_ID },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: Vec::new,
};

/// Paths below `data` too, where a stream wraps the record.
const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "date", "time", "", Record),
    slot(LOG_ID, "log_id", "uid", "", Record),
    slot(UID, "_id", "uid", "", Record),
    slot(TYPE, "type", "kind, name", "", Record),
    slot(DESCRIPTION, "description", "result", "", Record),
    slot(USER, "user_id", "user", "the same in all types; else user_name", Record),
    slot(USER_NAME, "user_name", "display_name, user", "", Record),
    slot(APP, "client_name", "app", "", Record),
    slot(APP_ID, "client_id", "app", "without client_name", Record),
    slot(CONNECTION, "connection", "detail", "", Record),
    slot(IP, "ip", "source.ip", "", Record),
    slot(AGENT, "user_agent", "source.user_agent", "", Record),
    slot(CITY, "location_info.city_name", "source.city", "", Vendor),
    slot(STATE, "location_info.subdivision_name", "source.state", "", Unverified),
    slot(COUNTRY, "location_info.country_name", "source.country", "", Vendor),
    slot(LAT, "location_info.latitude", "source.point", "", Vendor),
    slot(LON, "location_info.longitude", "source.point", "", Vendor),
    slot(SESSION, "details.session_id", "session", "", Record),
    slot(PATH, "details.request.path", "kind", "of the Management API: no prompt", Record),
    slot(CHANNEL, "details.request.channel", "kind", "the Management API's, or none", Record),
    slot(CALLER, "details.request.auth.user.email", "user", "without user_id", Record),
    slot(TENANT, "tenant_name", "", "tells records apart", Vendor),
    slot(HOST, "hostname", "", "tells records apart", Record),
];

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event_by("gd_send_pn", K::PromptSent, Factor::Push, Vendor),
        event_by("gd_send_pn_failure", K::PromptSent, Factor::Push, Vendor),
        event_by("gd_send_sms", K::PromptSent, Factor::Sms, Vendor),
        event_by("gd_send_sms_failure", K::PromptSent, Factor::Sms, Vendor),
        event_by("gd_send_voice", K::PromptSent, Factor::PhoneCall, Vendor),
        event_by("gd_send_voice_failure", K::PromptSent, Factor::PhoneCall, Vendor),
        event_by("gd_send_email", K::PromptSent, Factor::Email, Vendor),
        event_by("gd_send_email_failure", K::PromptSent, Factor::Email, Vendor),
        event_by("gd_auth_rejected", K::PromptAnswered, Factor::Push, Vendor),
        event_by("gd_auth_succeed", K::Verification, Factor::Other, Vendor),
        event_by("gd_auth_failed", K::Verification, Factor::Totp, Vendor),
        event_by("gd_auth_email_verification", K::Verification, Factor::Email, Vendor),
        event_by("gd_recovery_succeed", K::Verification, Factor::Totp, Vendor),
        event_by("gd_recovery_failed", K::Verification, Factor::Totp, Vendor),
        event("gd_otp_rate_limit_exceed", K::ThreatDetected, Vendor),
        event("gd_recovery_rate_limit_exceed", K::ThreatDetected, Vendor),
        event("gd_start_auth", K::Other, Vendor),
        event("gd_start_enroll", K::Other, Vendor),
        event("gd_enrollment_complete", K::FactorEnrolled, Record),
        event("gd_unenroll", K::FactorRemoved, Vendor),
        event("gd_update_device_account", K::AdminChange, Vendor),
        event("gd_user_delete", K::FactorRemoved, Vendor),
        event("gd_tenant_update", K::AdminChange, Vendor),
        event("mfar", K::Policy, Vendor),
        event("s", K::SignIn, Record),
        event("f", K::SignIn, Record),
        event("fu", K::SignIn, Vendor),
        event("fc", K::SignIn, Vendor),
        event("fp", K::PasswordCheck, Record),
        event("ssa", K::AppAccess, Record),
        event("fsa", K::AppAccess, Record),
        event("seacft", K::AppAccess, Record),
        event("feacft", K::AppAccess, Vendor),
        event("seccft", K::AppAccess, Record),
        event("sertft", K::AppAccess, Record),
        event("sepft", K::AppAccess, Vendor),
        event("feoobft", K::Verification, Tool),
        event("seoobft", K::Verification, Vendor),
        event("slo", K::SessionEnd, Record),
        event("scp", K::PasswordChanged, Vendor),
        event("fcp", K::PasswordChanged, Vendor),
        event("sce", K::AdminChange, Vendor),
        event("scpn", K::AdminChange, Vendor),
        event("scu", K::AdminChange, Vendor),
        event("sdu", K::AdminChange, Vendor),
        event("ss", K::AdminChange, Record),
        event("fs", K::AdminChange, Record),
        event("sapi", K::AdminChange, Record),
        event("fapi", K::AdminChange, Vendor),
        event("mgmt_api_read", K::Other, Record),
        event("limit_wc", K::ThreatDetected, Vendor),
        event("limit_mu", K::ThreatDetected, Vendor),
        event("limit_sul", K::ThreatDetected, Vendor),
        event("pwd_leak", K::ThreatDetected, Vendor),
        event("signup_pwd_leak", K::ThreatDetected, Vendor),
        event("reset_pwd_leak", K::ThreatDetected, Vendor),
        event("ublkdu", K::AdminChange, Vendor),
    ]
};

const OUTCOMES: &[OutcomeRow] = &[
    outcome("type", "gd_auth_rejected", Outcome::Denied, Vendor),
    outcome("type", "gd_auth_succeed", Outcome::Approved, Vendor),
    outcome("type", "gd_auth_failed", Outcome::WrongCode, Vendor),
    outcome("type", "gd_auth_email_verification", Outcome::Approved, Vendor),
    outcome("type", "gd_recovery_succeed", Outcome::Approved, Vendor),
    outcome("type", "gd_recovery_failed", Outcome::WrongCode, Vendor),
    outcome("type", "gd_send_pn_failure", Outcome::Error, Vendor),
    outcome("type", "gd_send_sms_failure", Outcome::Error, Vendor),
    outcome("type", "gd_send_voice_failure", Outcome::Error, Vendor),
    outcome("type", "gd_send_email_failure", Outcome::Error, Vendor),
    outcome("type", "fp", Outcome::WrongCode, Record),
    outcome("type", "feoobft", Outcome::WrongCode, Tool),
    outcome("type", "seoobft", Outcome::Approved, Vendor),
];

fn recognise(picked: &Picked<'_>) -> Recognition {
    let kind = picked.text(TYPE);
    let is_code = !kind.is_empty()
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let proof = [LOG_ID, UID, APP_ID, CONNECTION, USER].iter().any(|&slot| picked.has(slot));
    if is_code && picked.get(TIME).is_there() && proof {
        Recognition::Event
    } else {
        Recognition::Foreign
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "date", Naive::Utc, batch)?;
    let code = picked.text(TYPE);
    let (kind, factor) = kind(&code, picked);
    let (user, display_name) = user(picked, batch);
    let is_prompt = matches!(kind, EventKind::PromptSent | EventKind::PromptAnswered);
    if is_prompt && !user.is_present() {
        let why = "user_id and user_name are empty, and a prompt without a user counts for nobody";
        return Err((IssueKind::NoUser, why.to_owned()));
    }
    let source = client(picked, batch);
    let id = [LOG_ID, UID].map(|slot| word(picked.text(slot)));
    let id = id.iter().find(|id| !id.is_empty()).map_or(LinkKey::ABSENT, |id| LinkKey::of(id));
    Ok(AuthEvent {
        uid: id,
        kind,
        success: success(&code, kind),
        outcome: told(&code, kind),
        factor,
        cause: cause(kind),
        user,
        display_name,
        name: batch.text(&code),
        result: stored(batch, picked, DESCRIPTION),
        app: app(picked, batch),
        detail: detail(picked, batch),
        session: LinkKey::of(&word(picked.text(SESSION))),
        source: batch.party(source),
        ..begun(picked, at, Provider::Auth0)
    })
}

/// A call of the Management API names what it changed by the type of an event of that thing.
fn is_of_management(picked: &Picked<'_>) -> bool {
    let [path, channel] = [picked.text(PATH), picked.text(CHANNEL)];
    path.starts_with("/v2/")
        || path.starts_with("/api/v2/")
        || channel.contains("//manage.auth0.com")
}

fn kind(code: &str, picked: &Picked<'_>) -> (EventKind, Factor) {
    let Some(row) = EVENT_TYPES.get(code) else {
        return (EventKind::Other, Factor::Other);
    };
    let asks = matches!(
        row.kind,
        EventKind::PromptSent | EventKind::PromptAnswered | EventKind::Verification
    );
    if asks && is_of_management(picked) {
        return (EventKind::AdminChange, Factor::Other);
    }
    match row.kind {
        EventKind::PasswordCheck => (row.kind, Factor::Password),
        kind => (kind, row.factor),
    }
}

fn told(code: &str, kind: EventKind) -> Outcome {
    let tells = matches!(
        kind,
        EventKind::PromptSent
            | EventKind::PromptAnswered
            | EventKind::Verification
            | EventKind::PasswordCheck
    );
    let row = OUTCOMES.iter().find(|row| tells && row.code == code);
    row.map_or(Outcome::Unknown, |row| row.outcome)
}

/// Types begin with `s` for success and `f` for failure; Guardian's say it in words.
fn success(code: &str, kind: EventKind) -> Tri {
    let is_threat = kind == EventKind::ThreatDetected;
    match code.as_bytes() {
        _ if is_threat || code == "gd_auth_rejected" || code.ends_with("_failed") => Tri::No,
        _ if code.ends_with("_failure") => Tri::No,
        [b'f', ..] => Tri::No,
        [b's', ..] | [b'g', b'd', ..] | [b'm', b'g', ..] => Tri::Yes,
        _ => Tri::Unknown,
    }
}

const fn cause(kind: EventKind) -> Cause {
    match kind {
        EventKind::PromptSent
        | EventKind::PromptAnswered
        | EventKind::Verification
        | EventKind::PasswordCheck
        | EventKind::SignIn => Cause::SignIn,
        EventKind::FactorEnrolled | EventKind::FactorRemoved => Cause::Enrolment,
        _ => Cause::Unknown,
    }
}

/// Types that tell of a second factor know the user's id only, so the id is the user.
fn user(picked: &Picked<'_>, batch: &mut Batch) -> (TextId, TextId) {
    let [id, name, caller] = [USER, USER_NAME, CALLER].map(|slot| stored(batch, picked, slot));
    let user = [id, name, caller].into_iter().find(|text| text.is_present()).unwrap_or_default();
    let display = [name, caller].into_iter().find(|text| text.is_present()).unwrap_or_default();
    (user, display)
}

fn client(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    Party { user_agent: stored(batch, picked, AGENT), ..side(batch, picked, CLIENT) }
}

fn app(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    first_stored(batch, picked, [APP, APP_ID])
}

fn detail(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [connection, path] = [word(picked.text(CONNECTION)), word(picked.text(PATH))];
    batch.text(&joined([&*connection, &*path], ", "))
}
