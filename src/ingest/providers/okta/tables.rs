//! Okta System Log: where fields stand, which event types are read as what, what answers mean.

use crate::model::{EventKind, Factor, Outcome};

use crate::ingest::providers::Mark::{Record, Unverified, Vendor};
use crate::ingest::providers::{
    EventRow, FieldRow, Mark, Meta, OutcomeRow, Required, column, event, event_by, factor_rows,
    outcome, slot, slots,
};

slots! {
    RAW, TIME, UID, TYPE, MESSAGE, ACTOR_TYPE, ACTOR, ACTOR_NAME, RESULT, REASON, IP, CITY, STATE,
    COUNTRY, LAT, LON, ASN, AS_ORG, PROXY, AGENT, OS, BROWSER, DEVICE_CLASS, DEVICE_ID, DEVICE,
    SESSION, TRANSACTION, FLOW, FACTOR, INTENT, PUSH_ANSWER, NUMBER_ANSWER, URI, CREDENTIAL, RISK,
    REPORTED_TYPE, REPORTED_TIME, REPORTED_IP, REPORTED_CITY, REPORTED_COUNTRY,
    LOCAL_TIME, INGEST_TIME, CLASS, VENDOR, ACTIVITY, EPOCH,
}

// Columns of a target.
slots! { TARGET_TYPE, TARGET, TARGET_NAME, TARGET_ID, TARGET_METHOD }

pub(super) const META: Meta = Meta {
    key: "okta",
    provider: crate::model::Provider::Okta,
    title: "Okta System Log",
    stream: "system_log",
    exports: &[
        "System Log API: JSON array, JSON lines, concatenated pages",
        "event hook (data.events) and EventBridge (detail)",
        "Splunk, JSON: the record itself, under result, or as text in _raw; or with paths as keys \
         (actor.alternateId, target{}.alternateId)",
        "Splunk, CSV: _raw where it is exported, else columns named by paths; _time is when Splunk \
         took the record in, and is not read",
        "Panther, Snowflake and Athena, JSON and CSV: keys at the top in lower case, objects as \
         JSON in cells, times without a zone that are UTC",
        "Admin Console CSV: columns in snake case, the time as timestamp, up to four targets",
    ],
    cannot_tell: &[
        "How long a prompt stayed unanswered: a push that times out writes no record, unless the \
         tenant has the early-access abandonment events",
        "The Admin Console CSV has no factor, no push response, no authnRequestId, no risk and no \
         proxy flag: a refused push and a wrong code cannot be told apart, how somebody was asked \
         follows from the event type and the request path alone, and answers are paired with \
         sends by session, transaction or address",
        "The Admin Console CSV keeps the first four targets of a record",
        "In a Splunk CSV without _raw, lists leave out what is empty, so what a target was used \
         for may stand beside another target",
    ],
    unsupported: &[],
    required: &[
        Required { name: "published", slot: TIME },
        Required { name: "eventType", slot: TYPE },
        Required { name: "uuid", slot: UID },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: || factor_rows(FACTORS),
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "published", "time", "event time, UTC", Record),
    slot(UID, "uuid", "uid", "id of the record, equal in overlapping exports", Record),
    slot(TYPE, "eventType", "name", "decides the kind of event", Record),
    slot(MESSAGE, "displayMessage", "detail", "Okta's own words for the type", Record),
    slot(ACTOR_TYPE, "actor.type", "user", "the actor is the user only if this is User", Record),
    slot(ACTOR, "actor.alternateId", "user", "the login", Record),
    slot(ACTOR_NAME, "actor.displayName", "display_name", "the user's name", Record),
    slot(RESULT, "outcome.result", "result", "how it ended", Record),
    slot(REASON, "outcome.reason", "result", "why", Record),
    slot(IP, "client.ipAddress", "ip", "the browser, or the phone (see device)", Record),
    slot(CITY, "client.geographicalContext.city", "city", "Okta's place of the address", Record),
    slot(STATE, "client.geographicalContext.state", "state", "", Record),
    slot(COUNTRY, "client.geographicalContext.country", "country", "English name", Record),
    slot(LAT, "client.geographicalContext.geolocation.lat", "point", "degrees", Record),
    slot(LON, "client.geographicalContext.geolocation.lon", "point", "degrees", Record),
    slot(ASN, "securityContext.asNumber", "asn", "", Record),
    slot(AS_ORG, "securityContext.asOrg", "as_org", "", Record),
    slot(AS_ORG, "securityContext.isp", "as_org", "where asOrg is empty", Record),
    slot(PROXY, "securityContext.isProxy", "proxy", "", Record),
    slot(AGENT, "client.userAgent.rawUserAgent", "user_agent", "", Record),
    slot(OS, "client.userAgent.os", "user_agent", "where the raw agent is empty", Record),
    slot(BROWSER, "client.userAgent.browser", "user_agent", "where the raw agent is empty", Record),
    slot(
        DEVICE_CLASS,
        "client.device",
        "responder",
        "Mobile with an Okta agent is the phone",
        Record,
    ),
    slot(DEVICE_ID, "device.id", "device_id", "registered device", Record),
    slot(DEVICE, "device.name", "device", "", Record),
    slot(DEVICE, "device.displayName", "device", "", Vendor),
    slot(
        SESSION,
        "authenticationContext.externalSessionId",
        "session",
        "`unknown` is set aside",
        Record,
    ),
    slot(TRANSACTION, "transaction.id", "transaction", "one request", Record),
    slot(FLOW, "debugContext.debugData.authnRequestId", "flow", "one sign-in", Record),
    slot(FACTOR, "debugContext.debugData.factor", "factor", "", Record),
    slot(INTENT, "debugContext.debugData.factorIntent", "cause", "", Record),
    slot(PUSH_ANSWER, "debugContext.debugData.pushOnlyResponseType", "outcome", "", Vendor),
    slot(
        NUMBER_ANSWER,
        "debugContext.debugData.pushWithNumberChallengeResponseType",
        "outcome, number_match",
        "",
        Vendor,
    ),
    slot(URI, "debugContext.debugData.requestUri", "factor, responder", "id prefix", Record),
    slot(
        URI,
        "debugContext.debugData.url",
        "factor, responder",
        "where requestUri is empty",
        Record,
    ),
    slot(
        CREDENTIAL,
        "authenticationContext.credentialType",
        "kind",
        "PASSWORD is a password step",
        Vendor,
    ),
    slot(RISK, "debugContext.debugData.risk", "detail", "level and reasons", Record),
    slot(
        REPORTED_TYPE,
        "debugContext.debugData.suspiciousActivityEventType",
        "detail",
        "the reported event",
        Record,
    ),
    slot(
        REPORTED_TIME,
        "debugContext.debugData.suspiciousActivityTimestamp",
        "detail",
        "the reported event",
        Record,
    ),
    slot(
        REPORTED_IP,
        "debugContext.debugData.suspiciousActivityEventIp",
        "detail",
        "the reported event",
        Record,
    ),
    slot(
        REPORTED_CITY,
        "debugContext.debugData.suspiciousActivityEventCity",
        "detail",
        "the reported event",
        Record,
    ),
    slot(
        REPORTED_COUNTRY,
        "debugContext.debugData.suspiciousActivityEventCountry",
        "detail",
        "the reported event",
        Record,
    ),
    column(TARGET_TYPE, "target[].type", "user, app", "User, AppInstance, …", Record),
    column(TARGET, "target[].alternateId", "user", "of the first User", Record),
    column(TARGET_NAME, "target[].displayName", "app, display_name", "", Record),
    column(TARGET_ID, "target[].id", "device_id", "of the enrolled authenticator", Record),
    column(TARGET_METHOD, "target[].detailEntry.methodTypeUsed", "factor", "", Record),
];

/// Keys of an ordinary record that no row wants; naming them saves a slower comparison.
pub(super) const UNWANTED: &[(&str, &[&str])] = &[
    ("", &["severity", "version", "legacyEventType", "request", "insertTimestamp"]),
    ("actor", &["id", "detailEntry"]),
    ("client", &["zone", "id"]),
    ("client.geographicalContext", &["postalCode"]),
    ("transaction", &["type", "detail"]),
    ("securityContext", &["domain"]),
    (
        "authenticationContext",
        &[
            "authenticationProvider",
            "credentialProvider",
            "issuer",
            "interface",
            "authenticationStep",
            "rootSessionId",
        ],
    ),
    (
        "debugContext.debugData",
        &[
            "requestId",
            "behaviors",
            "threatSuspected",
            "dtHash",
            "deviceFingerprint",
            "logOnlySecurityData",
            "oktaUserAgentExtended",
            "origin",
            "traceId",
            "promptingPolicyTypes",
            "tunnels",
            "proxyType",
            "threatDetections",
            "ja3",
            "ja4",
        ],
    ),
];

/// The actor of what Okta does by itself.
pub(super) const SYSTEM: &str = "system@okta.com";

/// The rows of answers to a push or another factor. The type is then told apart by the factor.
pub(super) const ANSWERED: &str = "user.authentication.auth_via_mfa";

pub(super) const EVENTS: &[EventRow] = &{
    use EventKind as K;
    use Factor as F;
    [
        event_by("system.push.send_factor_verify_push", K::PromptSent, F::Push, Record),
        event_by("device.custom_push.send_notification", K::PromptSent, F::Push, Vendor),
        event_by("system.sms.send_factor_verify_message", K::PromptSent, F::Sms, Record),
        event_by("system.voice.send_mfa_challenge_call", K::PromptSent, F::PhoneCall, Vendor),
        event_by("system.voice.send_call", K::PromptSent, F::PhoneCall, Vendor),
        event_by("system.email.send_factor_verify_message", K::PromptSent, F::Email, Vendor),
        event(ANSWERED, K::PromptAnswered, Record),
        event_by("user.mfa.okta_verify.deny_push", K::PromptAnswered, F::Push, Vendor),
        event_by(
            "user.mfa.okta_verify.deny_push_upgrade_needed",
            K::PromptAnswered,
            F::Push,
            Vendor,
        ),
        event("user.account.report_suspicious_activity_by_enduser", K::SuspicionReported, Record),
        event("user.session.start", K::SignIn, Record),
        event("user.authentication.auth_via_IDP", K::SignIn, Record),
        event("user.session.access_admin_app", K::AppAccess, Record),
        event("user.session.end", K::SessionEnd, Record),
        event("user.session.clear", K::SessionEnd, Vendor),
        event("user.authentication.sso", K::AppAccess, Record),
        event("user.authentication.verify", K::Other, Record),
        event("user.authentication.authenticate", K::Other, Vendor),
        event("policy.evaluate_sign_on", K::Policy, Record),
        event("policy.auth_reevaluate.fail", K::Policy, Vendor),
        event("security.threat.detected", K::ThreatDetected, Record),
        event("user.account.lock", K::ThreatDetected, Record),
        event("user.risk.detect", K::ThreatDetected, Vendor),
        event("user.risk.change", K::ThreatDetected, Vendor),
        event("user.session.context.change", K::ThreatDetected, Vendor),
        event("user.mfa.factor.activate", K::FactorEnrolled, Record),
        event("device.user.add", K::FactorEnrolled, Record),
        event("device.enrollment.create", K::FactorEnrolled, Vendor),
        event("system.email.mfa_enroll_notification.sent_message", K::Other, Vendor),
        event("system.email.new_device_notification.sent_message", K::Other, Vendor),
        event("user.mfa.factor.deactivate", K::FactorRemoved, Record),
        event("user.mfa.factor.suspend", K::FactorRemoved, Record),
        event("user.mfa.factor.reset_all", K::FactorRemoved, Record),
        event("system.mfa.factor.deactivate", K::AdminChange, Record),
        event("user.mfa.factor.update", K::AdminChange, Vendor),
        event("user.account.reset_password", K::PasswordChanged, Record),
        event("user.account.update_password", K::PasswordChanged, Record),
        event("user.account.privilege.grant", K::AdminChange, Record),
        event("group.privilege.grant", K::AdminChange, Record),
        event("group.user_membership.add", K::AdminChange, Record),
        event("group.user_membership.remove", K::AdminChange, Vendor),
        event("system.api_token.create", K::AdminChange, Record),
        event("user.session.impersonation.grant", K::AdminChange, Record),
        event("user.session.impersonation.initiate", K::AdminChange, Vendor),
    ]
};

/// Beginnings of event types that are administration.
pub(super) const ADMINISTRATION: &[&str] =
    &["policy.lifecycle.", "policy.rule.", "system.idp.lifecycle.", "user.session.impersonation."];

const OUTCOMES: &[OutcomeRow] = &[
    outcome("outcome.result", "SUCCESS", Outcome::Approved, Record),
    outcome("outcome.result", "UNANSWERED", Outcome::NoAnswer, Vendor),
    outcome("outcome.result", "ABANDONED", Outcome::NoAnswer, Vendor),
    outcome("outcome.result", "DENY", Outcome::Blocked, Vendor),
    outcome("outcome.result", "RATE_LIMIT", Outcome::Blocked, Vendor),
    outcome("pushOnlyResponseType", "OV_RESPONSE_APPROVE", Outcome::Approved, Vendor),
    outcome("pushOnlyResponseType", "OV_RESPONSE_DENY", Outcome::Denied, Vendor),
    outcome("pushOnlyResponseType", "OV_RESPONSE_ERROR", Outcome::Error, Vendor),
    outcome(
        "pushWithNumberChallengeResponseType",
        "OV_WITH_CHALLENGE_RESPONSE_INVALID",
        Outcome::WrongNumber,
        Record,
    ),
    outcome(
        "pushWithNumberChallengeResponseType",
        "OV_WITH_CHALLENGE_RESPONSE_ERROR",
        Outcome::WrongNumber,
        Vendor,
    ),
    outcome("outcome.reason", "INVALID_CREDENTIALS", Outcome::DeniedOrWrongCode, Record),
    outcome("outcome.reason", "LOCKED_OUT", Outcome::Blocked, Record),
    outcome("outcome.reason", "FastPass declined phishing attempt", Outcome::Blocked, Record),
    outcome("outcome.reason", "VERIFICATION_ERROR", Outcome::Error, Vendor),
    outcome("eventType", "user.mfa.okta_verify.deny_push", Outcome::Denied, Vendor),
    outcome("eventType", "user.mfa.okta_verify.deny_push_upgrade_needed", Outcome::Denied, Vendor),
];

/// What the factors of Okta are: as logged, factor, mark.
pub(super) const FACTORS: &[(&str, Factor, Mark)] = &[
    ("OKTA_VERIFY_PUSH", Factor::Push, Record),
    ("CUSTOM_APP_PUSH", Factor::Push, Unverified),
    ("Get a push notification", Factor::Push, Record),
    ("SIGNED_NONCE", Factor::WebAuthn, Record),
    ("Use Okta FastPass", Factor::WebAuthn, Record),
    ("FIDO_WEBAUTHN", Factor::WebAuthn, Record),
    ("FIDO_U2F", Factor::WebAuthn, Unverified),
    ("SMS_FACTOR", Factor::Sms, Record),
    ("SMS", Factor::Sms, Vendor),
    ("CALL_FACTOR", Factor::PhoneCall, Unverified),
    ("VOICE", Factor::PhoneCall, Vendor),
    ("EMAIL_FACTOR", Factor::Email, Unverified),
    ("EMAIL", Factor::Email, Vendor),
    ("PASSWORD_AS_FACTOR", Factor::Password, Record),
    ("Password", Factor::Password, Record),
    ("OKTA_SOFT_TOKEN", Factor::Totp, Record),
    ("SOFT_TOKEN", Factor::Totp, Vendor),
    ("GOOGLE_AUTHENTICATOR", Factor::Totp, Unverified),
    ("Enter a code", Factor::Totp, Unverified),
];

/// What the id in `/api/v1/authn/factors/{id}/…` begins with: prefix, factor, mark.
pub(super) const ID_PREFIXES: &[(&str, Factor, Mark)] = &[
    ("opf", Factor::Push, Record),
    ("ost", Factor::Totp, Record),
    ("sms", Factor::Sms, Record),
    ("clf", Factor::PhoneCall, Unverified),
    ("emf", Factor::Email, Unverified),
    ("fwf", Factor::WebAuthn, Unverified),
    ("fuf", Factor::WebAuthn, Unverified),
    ("webauthn", Factor::WebAuthn, Record),
    ("uft", Factor::Totp, Unverified),
    ("gaf", Factor::Totp, Unverified),
];

/// Where Identity Engine polls for an answer that comes by phone, and where codes are typed in.
pub(super) const POLLED: &str = "/authenticators/poll";
/// Where codes and passwords are typed in.
pub(super) const TYPED: &str = "/challenge/answer";
