//! Duo authentication log: where fields stand, what factors and reasons mean.

use crate::model::{EventKind, Factor, Outcome};

use crate::ingest::providers::Mark::{Record, Tool, Unverified, Vendor};
use crate::ingest::providers::{
    FactorRow, FieldRow, Mark, Meta, OutcomeRow, Required, event, outcome, slot, slots,
};

slots! {
    RAW, TIME, EPOCH, UID, USER, DISPLAY, RESULT, REASON, FACTOR, EVENT_TYPE, STREAM, IP, CITY,
    STATE, COUNTRY, HOST, OS, OS_VERSION, BROWSER, BROWSER_VERSION, DEVICE_ID, PHONE_IP,
    PHONE_CITY, PHONE_STATE, PHONE_COUNTRY, PHONE_ID, PHONE, APP, TRUST, TRUST_REASON, MILLIS,
    ACTOR, IN_PLACE, PHONE_IN_PLACE,
}

pub(super) const META: Meta = Meta {
    key: "duo_authentication",
    provider: crate::model::Provider::Duo,
    title: "Duo authentication log",
    stream: "authentication",
    exports: &[
        "Admin API v2: response.authlogs, authlogs, bare list, JSON lines",
        "duo_log_sync JSON lines and the Splunk app",
        "duo_log_sync CEF lines: outcome without a reason, no phone, no txid",
        "Admin API v1: flat objects",
        "Sentinel DuoSecurityAuthentication_CL and CiscoDuo_CL, JSON and CSV: paths joined by _, \
         with a suffix such as _s",
        "CSV without a header, as scripts over duo_client write it: timestamp, device, factor, \
         integration, ip, new_enrollment, reason, result, username",
    ],
    cannot_tell: &[
        "When a prompt was sent: a record is written when the attempt ends",
        "Coordinates: places are named only",
    ],
    unsupported: &[],
    required: &[
        Required { name: "result", slot: RESULT },
        Required { name: "factor", slot: FACTOR },
        Required { name: "user.name", slot: USER },
        Required { name: "isotimestamp", slot: TIME },
        Required { name: "txid", slot: UID },
    ],
    fields: FIELDS,
    events: &[event("authentication", EventKind::PromptWhole, Record)],
    outcomes: OUTCOMES,
    factors: || {
        let rows = FACTORS.iter();
        rows.map(|&(code, factor, _, mark)| FactorRow { code, factor, mark }).collect()
    },
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "isotimestamp", "time", "when the attempt ended", Record),
    slot(EPOCH, "timestamp", "time", "seconds, where isotimestamp is missing", Record),
    slot(UID, "txid", "uid, flow", "one attempt", Record),
    slot(USER, "user.name", "user", "", Record),
    slot(USER, "username", "user", "v1", Vendor),
    slot(DISPLAY, "alias", "display_name", "", Record),
    slot(RESULT, "result", "result, success", "", Record),
    slot(
        REASON,
        "reason",
        "result, outcome, kind",
        "bypass_user and its like: nobody was asked",
        Record,
    ),
    slot(FACTOR, "factor", "factor, kind", "may be null", Record),
    slot(EVENT_TYPE, "event_type", "cause", "authentication or enrollment", Record),
    slot(STREAM, "eventtype", "", "names the stream in duo_log_sync and Splunk", Record),
    slot(IP, "access_device.ip", "source.ip", "null or 0.0.0.0 where not known", Record),
    slot(IP, "ip", "source.ip", "v1", Vendor),
    slot(CITY, "access_device.location.city", "source.city", "", Record),
    slot(STATE, "access_device.location.state", "source.state", "", Record),
    slot(COUNTRY, "access_device.location.country", "source.country", "", Record),
    slot(CITY, "location.city", "source.city", "v1", Vendor),
    slot(STATE, "location.state", "source.state", "v1", Vendor),
    slot(COUNTRY, "location.country", "source.country", "v1", Vendor),
    slot(HOST, "access_device.hostname", "source.device", "", Record),
    slot(OS, "access_device.os", "source.user_agent", "", Record),
    slot(OS_VERSION, "access_device.os_version", "source.user_agent", "", Record),
    slot(BROWSER, "access_device.browser", "source.user_agent", "", Record),
    slot(BROWSER_VERSION, "access_device.browser_version", "source.user_agent", "", Record),
    slot(DEVICE_ID, "access_device.epkey", "source.device_id", "key of the endpoint", Record),
    slot(PHONE_IP, "auth_device.ip", "responder.ip", "null for codes", Record),
    slot(PHONE_CITY, "auth_device.location.city", "responder.city", "", Record),
    slot(PHONE_STATE, "auth_device.location.state", "responder.state", "", Record),
    slot(PHONE_COUNTRY, "auth_device.location.country", "responder.country", "", Record),
    slot(PHONE_ID, "auth_device.key", "responder.device_id", "DP…: a phone", Record),
    slot(PHONE, "auth_device.name", "responder.device", "name and number of the phone", Record),
    slot(PHONE, "device", "responder.device", "v1", Vendor),
    slot(APP, "application.name", "app", "", Record),
    slot(APP, "integration", "app", "v1", Vendor),
    slot(
        TRUST,
        "adaptive_trust_assessments.more_secure_auth.trust_level",
        "detail",
        "Duo's own assessment",
        Record,
    ),
    slot(
        TRUST_REASON,
        "adaptive_trust_assessments.more_secure_auth.reason",
        "detail",
        "Duo's own assessment",
        Record,
    ),
    slot(MILLIS, "rt", "time", "milliseconds, in CEF", Vendor),
    slot(ACTOR, "actor.name", "", "tells the activity log apart", Record),
];

/// The columns of the CSV without a header.
pub(super) const SCRIPT_COLUMNS: [&str; 9] = [
    "timestamp",
    "device",
    "factor",
    "integration",
    "ip",
    "new_enrollment",
    "reason",
    "result",
    "username",
];

/// How a factor asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// The phone shows or rings something.
    Prompt,
    /// The same, and the user types or picks a number.
    PromptWithNumber,
    /// A code or key is checked.
    Check,
    /// Nobody is asked.
    Nobody,
}

/// What the factors of Duo are. `sms_refresh` sends codes to the phone, so it asks;
/// `sms_passcode` is such a code typed in, so it is a check whose code came by SMS.
pub(super) const FACTORS: &[(&str, Factor, Asks, Mark)] = &[
    ("duo_push", Factor::Push, Asks::Prompt, Record),
    ("verified_duo_push", Factor::Push, Asks::PromptWithNumber, Unverified),
    ("verified_duo_push_code", Factor::Push, Asks::PromptWithNumber, Unverified),
    ("phone_call", Factor::PhoneCall, Asks::Prompt, Vendor),
    ("sms_refresh", Factor::Sms, Asks::Prompt, Vendor),
    ("sms_passcode", Factor::Sms, Asks::Check, Vendor),
    ("passcode", Factor::Totp, Asks::Check, Record),
    ("duo_mobile_passcode", Factor::Totp, Asks::Check, Vendor),
    ("hardware_token", Factor::Totp, Asks::Check, Vendor),
    ("yubikey_passcode", Factor::Totp, Asks::Check, Vendor),
    ("yubikey_code", Factor::Totp, Asks::Check, Vendor),
    ("digipass_go_7_token", Factor::Totp, Asks::Check, Vendor),
    ("u2f_token", Factor::WebAuthn, Asks::Check, Vendor),
    ("webauthn_chrome_touch_id", Factor::WebAuthn, Asks::Check, Vendor),
    ("webauthn_credential", Factor::WebAuthn, Asks::Check, Vendor),
    ("webauthn_security_key", Factor::WebAuthn, Asks::Check, Vendor),
    ("bypass_code", Factor::Other, Asks::Nobody, Vendor),
    ("remembered_device", Factor::Other, Asks::Nobody, Record),
    ("trusted_network", Factor::Other, Asks::Nobody, Vendor),
];

/// Reasons that mean nobody was asked, whichever factor the record names beside them.
pub(super) const UNASKED: &[&str] = &[
    "bypass_user",
    "remembered_device",
    "trusted_location",
    "trusted_network",
    "allowed_by_policy",
    "allow_unenrolled_user",
    "allow_unenrolled_user_on_trusted_network",
];

const OUTCOMES: &[OutcomeRow] = &{
    use Outcome as O;
    const fn reason(code: &'static str, meaning: Outcome, mark: Mark) -> OutcomeRow {
        outcome("reason", code, meaning, mark)
    }
    [
        reason("user_approved", O::Approved, Record),
        reason("valid_passcode", O::Approved, Vendor),
        reason("bypass_user", O::Approved, Record),
        reason("remembered_device", O::Approved, Record),
        reason("trusted_location", O::Approved, Vendor),
        reason("trusted_network", O::Approved, Vendor),
        reason("allowed_by_policy", O::Approved, Vendor),
        reason("allow_unenrolled_user", O::Approved, Vendor),
        reason("allow_unenrolled_user_on_trusted_network", O::Approved, Vendor),
        reason("user_mistake", O::Denied, Vendor),
        reason("user_marked_fraud", O::FraudReported, Record),
        reason("no_response", O::NoAnswer, Vendor),
        reason("call_timed_out", O::NoAnswer, Unverified),
        reason("no_keys_pressed", O::NoAnswer, Unverified),
        reason("verification_code_missing", O::NoAnswer, Unverified),
        reason("verification_code_incorrect", O::WrongNumber, Unverified),
        reason("user_cancelled", O::Cancelled, Vendor),
        reason("invalid_passcode", O::WrongCode, Vendor),
        reason("anomalous_push", O::Blocked, Record),
        reason("locked_out", O::Blocked, Vendor),
        reason("user_disabled", O::Blocked, Vendor),
        reason("deny_unenrolled_user", O::Blocked, Vendor),
        reason("denied_by_policy", O::Blocked, Vendor),
        reason("denied_network", O::Blocked, Vendor),
        reason("location_restricted", O::Blocked, Vendor),
        reason("factor_restricted", O::Blocked, Vendor),
        reason("platform_restricted", O::Blocked, Vendor),
        reason("version_restricted", O::Blocked, Vendor),
        reason("software_restricted", O::Blocked, Vendor),
        reason("anonymous_ip", O::Blocked, Vendor),
        reason("out_of_date", O::Blocked, Record),
        reason("rooted_device", O::Blocked, Vendor),
        reason("no_screen_lock", O::Blocked, Vendor),
        reason("no_disk_encryption", O::Blocked, Vendor),
        reason("touchid_disabled", O::Blocked, Vendor),
        reason("endpoint_is_not_trusted", O::Blocked, Record),
        reason("endpoint_is_not_in_management_system", O::Blocked, Record),
        reason("endpoint_failed_google_verification", O::Blocked, Vendor),
        reason("could_not_determine_if_endpoint_was_trusted", O::Blocked, Vendor),
        reason("invalid_device", O::Blocked, Vendor),
        reason("invalid_management_certificate_collection_state", O::Blocked, Vendor),
        reason("no_duo_certificate_present", O::Blocked, Vendor),
        reason("user_provided_invalid_certificate", O::Blocked, Vendor),
        reason("invalid_referring_hostname_provided", O::Blocked, Vendor),
        reason("no_referring_hostname_provided", O::Blocked, Vendor),
        reason("no_web_referer_match", O::Blocked, Vendor),
        reason("no_activated_duo_mobile_account", O::Blocked, Vendor),
        reason("user_not_in_permitted_group", O::Blocked, Vendor),
        reason("error", O::Error, Vendor),
        outcome("result", "fraud", O::FraudReported, Vendor),
        outcome("result", "error", O::Error, Tool),
    ]
};
