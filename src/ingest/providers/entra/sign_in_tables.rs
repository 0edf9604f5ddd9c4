//! Entra ID sign-in log: where fields stand, what methods and result details mean.

use crate::model::{EventKind, Factor, Outcome};

use crate::ingest::providers::Mark::{Record, Tool, Unverified, Vendor};
use crate::ingest::providers::{
    FieldRow, Mark, Meta, OutcomeRow, Required, column, event, factor_rows, outcome, slot, slots,
};
use crate::ingest::value::ASIDE;

slots! {
    RAW, TIME, UID, ORIGINAL, CORRELATION, SESSION, USER, USER_ID, DISPLAY, CODE, FAILURE,
    ADDITIONAL, RESULT_TYPE, RESULT_TEXT, CATEGORY, OPERATION, IP, CITY, STATE, COUNTRY,
    PLACE, LAT, LON, ASN, AGENT, DEVICE_ID, DEVICE, OS, BROWSER, APP, RESOURCE,
    MFA_METHOD, MFA_DETAIL, STEPS_TEXT, INTERACTIVE, RISK, PRINCIPAL, ACTIVITY, RISK_EVENT,
    RISKY_USER, UTC_TIME, TABLE, STATUS, LOCATION, MACHINE, MFA,
}
/// When the record was delivered, in a zone that is not named.
pub(super) const INGESTED: usize = ASIDE;
/// The same in UTC.
pub(super) const UTC_INGESTED: usize = ASIDE + 1;
const _: () = assert!(MFA < ASIDE, "the last slots are set aside");

// Columns of a step.
slots! { STEP_TIME, STEP_METHOD, STEP_METHOD_DETAIL, STEP_SUCCEEDED, STEP_RESULT, STEP_REQUIREMENT }

pub(super) const META: Meta = Meta {
    key: "entra",
    provider: crate::model::Provider::Entra,
    title: "Entra ID sign-in log",
    stream: "sign_in",
    exports: &[
        "Graph API and portal JSON: value, bare list, JSON lines, concatenated pages",
        "Azure Monitor: JSON lines with properties, records",
    ],
    cannot_tell: &[
        "The log does not hold where the phone was, so where an approval was given cannot be \
         compared with where the sign-in was asked for.",
        "It tells when a step ended, not when the phone began to ring.",
        "Graph v1.0 lists no steps: one is made from the status, so that of several requests in \
         one attempt only the last is known.",
        "Failure 500121 without a reason that the table lists does not tell whether the user \
         refused, did not answer or typed a wrong code: it is shown as refused or wrong code.",
    ],
    unsupported: &[
        SERVICE_PRINCIPAL,
        MANAGED_IDENTITY,
        ADFS,
        RISKY_USERS,
        SERVICE_PRINCIPAL_RISK,
        "provisioning",
        "graph_activity",
        OTHER_MONITOR,
    ],
    required: &[
        Required { name: "createdDateTime", slot: TIME },
        Required { name: "userPrincipalName", slot: USER },
        Required { name: "status.errorCode", slot: CODE },
        Required { name: "id", slot: UID },
    ],
    fields: FIELDS,
    events: &[event("sign-in", EventKind::SignInAttempt, Record)],
    outcomes: OUTCOMES,
    factors: || factor_rows(METHODS),
};

pub(super) const SERVICE_PRINCIPAL: &str = "service_principal_sign_in";
pub(super) const MANAGED_IDENTITY: &str = "managed_identity_sign_in";
pub(super) const ADFS: &str = "adfs_sign_in";
pub(super) const RISKY_USERS: &str = "risky_users";
pub(super) const SERVICE_PRINCIPAL_RISK: &str = "service_principal_risk_events";
pub(super) const OTHER_MONITOR: &str = "other_azure_monitor";

/// Categories of Azure Monitor that no format reads, with their names here.
pub(super) const CATEGORIES: &[(&str, &str)] = &[
    ("ServicePrincipalSignInLogs", SERVICE_PRINCIPAL),
    ("ManagedIdentitySignInLogs", MANAGED_IDENTITY),
    ("ADFSSignInLogs", ADFS),
    ("RiskyUsers", RISKY_USERS),
    ("RiskyServicePrincipals", RISKY_USERS),
    ("ServicePrincipalRiskEvents", SERVICE_PRINCIPAL_RISK),
    ("ProvisioningLogs", "provisioning"),
    ("MicrosoftGraphActivityLogs", "graph_activity"),
];

/// Paths below `properties` too, where Azure Monitor wraps the record.
const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "createdDateTime", "time", "start of the sign-in", Record),
    slot(UTC_INGESTED, "time", "time", "in the envelope, where createdDateTime is missing", Record),
    slot(UID, "id", "uid", "", Record),
    slot(ORIGINAL, "originalRequestId", "flow", "one attempt; else id", Record),
    slot(CORRELATION, "correlationId", "transaction", "links attempts", Record),
    slot(SESSION, "sessionId", "session", "", Vendor),
    slot(USER, "userPrincipalName", "user", "", Record),
    slot(USER_ID, "userId", "user", "where userPrincipalName is empty", Record),
    slot(DISPLAY, "userDisplayName", "display_name", "", Record),
    slot(CODE, "status.errorCode", "success, result", "", Record),
    slot(FAILURE, "status.failureReason", "result", "", Record),
    slot(ADDITIONAL, "status.additionalDetails", "result, steps", "", Record),
    slot(RESULT_TYPE, "resultType", "success", "in the envelope, where no errorCode is", Record),
    slot(RESULT_TEXT, "resultDescription", "result", "in the envelope", Record),
    slot(CATEGORY, "category", "", "names the stream in the envelope", Record),
    slot(OPERATION, "operationName", "", "marks the envelope", Record),
    slot(IP, "ipAddress", "source.ip", "", Record),
    slot(IP, "callerIpAddress", "source.ip", "in the envelope", Record),
    slot(CITY, "location.city", "source.city", "", Record),
    slot(STATE, "location.state", "source.state", "", Record),
    slot(COUNTRY, "location.countryOrRegion", "source.country", "two letters", Record),
    slot(PLACE, "location", "source.country", "in the envelope", Record),
    slot(LAT, "location.geoCoordinates.latitude", "source.point", "", Record),
    slot(LON, "location.geoCoordinates.longitude", "source.point", "", Record),
    slot(ASN, "autonomousSystemNumber", "source.asn", "", Record),
    slot(AGENT, "userAgent", "source.user_agent", "", Record),
    slot(DEVICE_ID, "deviceDetail.deviceId", "source.device_id", "", Record),
    slot(DEVICE, "deviceDetail.displayName", "source.device", "", Record),
    slot(OS, "deviceDetail.operatingSystem", "source.user_agent", "without userAgent", Record),
    slot(BROWSER, "deviceDetail.browser", "source.user_agent", "without userAgent", Record),
    slot(APP, "appDisplayName", "app", "", Record),
    slot(RESOURCE, "resourceDisplayName", "detail", "", Record),
    slot(MFA_METHOD, "mfaDetail.authMethod", "steps", "where no step names a method", Vendor),
    slot(MFA_DETAIL, "mfaDetail.authDetail", "detail", "masked number", Vendor),
    slot(STEPS_TEXT, "authenticationDetails", "steps", "where it is JSON in a string", Record),
    slot(INTERACTIVE, "isInteractive", "name", "", Record),
    slot(RISK, "riskLevelDuringSignIn", "detail", "", Record),
    slot(PRINCIPAL, "servicePrincipalId", "", "names an unread stream", Record),
    slot(ACTIVITY, "activityDisplayName", "", "names another stream", Record),
    slot(RISK_EVENT, "riskEventType", "", "names another stream", Record),
    slot(RISKY_USER, "riskLastUpdatedDateTime", "", "names an unread stream", Record),
    column(
        STEP_TIME,
        "authenticationDetails[].authenticationStepDateTime",
        "step.time",
        "",
        Record,
    ),
    column(STEP_METHOD, "authenticationDetails[].authenticationMethod", "step.factor", "", Record),
    column(
        STEP_METHOD_DETAIL,
        "authenticationDetails[].authenticationMethodDetail",
        "step.method",
        "",
        Record,
    ),
    column(STEP_SUCCEEDED, "authenticationDetails[].succeeded", "step.outcome", "", Record),
    column(
        STEP_RESULT,
        "authenticationDetails[].authenticationStepResultDetail",
        "step.outcome",
        "",
        Record,
    ),
    column(
        STEP_REQUIREMENT,
        "authenticationDetails[].authenticationStepRequirement",
        "",
        "told apart in the content only",
        Record,
    ),
];

/// Codes that stand on the way to a granted sign-in, beside 0.
pub(super) const GRANTED: &[i64] = &[50140];
/// The code of a strong authentication that failed.
pub(super) const STRONG_AUTH_FAILED: i64 = 500_121;

/// What the methods of a step are; compared without regard to case, by beginning.
pub(super) const METHODS: &[(&str, Factor, Mark)] = &[
    ("mobile app notification", Factor::Push, Record),
    ("passwordless phone sign-in", Factor::Push, Unverified),
    ("phoneappnotification", Factor::Push, Unverified),
    ("text message", Factor::Sms, Vendor),
    ("onewaysms", Factor::Sms, Unverified),
    ("twowaysms", Factor::Sms, Unverified),
    ("phone call", Factor::PhoneCall, Vendor),
    ("twowayvoice", Factor::PhoneCall, Unverified),
    ("oath", Factor::Totp, Vendor),
    ("mobile app verification code", Factor::Totp, Vendor),
    ("phoneappotp", Factor::Totp, Unverified),
    ("temporary access pass", Factor::Totp, Vendor),
    ("fido2", Factor::WebAuthn, Vendor),
    ("passkey", Factor::WebAuthn, Vendor),
    ("windows hello", Factor::WebAuthn, Vendor),
    ("x.509", Factor::WebAuthn, Unverified),
    ("password", Factor::Password, Record),
    ("cloudonlypassword", Factor::Password, Record),
];

/// The method whose approval always asks for a number.
pub(super) const PASSWORDLESS: &str = "passwordless phone sign-in";

/// Result details in which nobody was asked: claims, remembered devices, states on the way.
pub(super) const UNASKED: &[&str] = &[
    "satisfied by",
    "requirement satisfied by",
    "first factor requirement satisfied by",
    "skipped due to",
    "registration prompted",
    "has expired due to",
    "required",
    "correct password",
    "invalid username or password",
];

const DETAIL: &str = "authenticationStepResultDetail";

/// In lower case, without `MFA` and `MFA denied;` at the beginning.
const OUTCOMES: &[OutcomeRow] = &{
    use Outcome as O;
    const fn detail(code: &'static str, meaning: Outcome, mark: Mark) -> OutcomeRow {
        outcome(DETAIL, code, meaning, mark)
    }
    [
        detail("completed in azure ad", O::Approved, Vendor),
        detail("completed in the cloud", O::Approved, Vendor),
        detail("successfully completed", O::Approved, Vendor),
        detail("satisfied by", O::Approved, Record),
        detail("requirement satisfied by", O::Approved, Record),
        detail("first factor requirement satisfied by", O::Approved, Record),
        detail("skipped due to", O::Approved, Vendor),
        detail("correct password", O::Approved, Record),
        detail("user declined the authentication", O::Denied, Vendor),
        detail("user did not respond to mobile app notification", O::NoAnswer, Vendor),
        detail("phone app reported fraud", O::FraudReported, Tool),
        detail("fraud code entered", O::FraudReported, Unverified),
        detail("suspiciousactivityreported", O::FraudReported, Tool),
        detail("user did not select the correct number", O::WrongNumber, Tool),
        detail("phone call went to voicemail", O::NoAnswer, Vendor),
        detail("unable to reach the user", O::NoAnswer, Vendor),
        detail("user hung up the phone call", O::NoAnswer, Vendor),
        detail("user never entered the verification code", O::NoAnswer, Vendor),
        detail("entered incorrect code too many times", O::WrongCode, Vendor),
        detail("invalid mobile app verification code", O::WrongCode, Vendor),
        detail("user entered incorrect code", O::WrongCode, Vendor),
        detail("user entered incorrect pin", O::WrongCode, Vendor),
        detail("verification code already used once", O::WrongCode, Vendor),
        detail("invalid username or password", O::WrongCode, Record),
        detail("user is blocked", O::Blocked, Vendor),
        detail("duplicate authentication attempt", O::Blocked, Vendor),
        detail("authentication in-progress", O::Blocked, Vendor),
        detail("invalid authentication", O::Error, Vendor),
        detail("misconfiguration", O::Error, Vendor),
        detail("phone number has an invalid format", O::Error, Vendor),
        detail("service error", O::Error, Vendor),
        detail("unable to send the mobile app notification", O::Error, Vendor),
        detail("user does not have any verification methods registered", O::Error, Vendor),
        detail("user not found", O::Error, Vendor),
    ]
};
