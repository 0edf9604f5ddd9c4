//! Entra ID sign-in log as a table: where the columns of Log Analytics, of PowerShell's objects and
//! of older exports stand.

use super::sign_in_tables::*;
use crate::ingest::providers::Mark::{Record, Tool, Unverified, Vendor};
use crate::ingest::providers::{FieldRow, Meta, Required, column, slot};

pub(super) const META: Meta = Meta {
    key: "entra_table",
    title: "Entra ID sign-in log as a table",
    exports: &[
        "Log Analytics and Sentinel, SigninLogs and AADNonInteractiveUserSignInLogs: JSON, and CSV \
         with objects as JSON in cells",
        "PowerShell's objects (Hawk): JSON, and CSV in which nested objects may be lost",
        "Older exports with flat columns",
    ],
    cannot_tell: &[
        "The log does not hold where the phone was, so where an approval was given cannot be \
         compared with where the sign-in was asked for.",
        "It tells when a step ended, not when the phone began to ring.",
        "Columns in local time name no zone: choose one for the file, else they are read as UTC.",
        "A CSV in which PowerShell printed the class of an object instead of its content holds \
         neither status nor steps.",
    ],
    unsupported: &[SERVICE_PRINCIPAL, MANAGED_IDENTITY, ADFS],
    required: &[
        Required { name: "CreatedDateTime", slot: TIME },
        Required { name: "UserPrincipalName", slot: USER },
        Required { name: "Id", slot: UID },
    ],
    fields: FIELDS,
    ..super::sign_in_tables::META
};

/// Tables whose records are no sign-ins of users, with their names here.
pub(super) const TABLES: &[(&str, &str)] = &[
    ("AADServicePrincipalSignInLogs", SERVICE_PRINCIPAL),
    ("AADManagedIdentitySignInLogs", MANAGED_IDENTITY),
    ("ADFSSignInLogs", ADFS),
];

/// Tables whose records are read.
pub(super) const READ: &[&str] = &["SigninLogs", "AADNonInteractiveUserSignInLogs"];

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where a wrapper holds it", Vendor),
    slot(TABLE, "Type", "", "the table's name", Record),
    slot(UTC_TIME, "CreatedDateTime [UTC]", "time", "start of the sign-in", Record),
    slot(TIME, "CreatedDateTime", "time", "start of the sign-in", Record),
    slot(TIME, "CreatedDateTime [Local Time]", "time", "in a zone that is not named", Tool),
    slot(UTC_INGESTED, "TimeGenerated [UTC]", "time", "where CreatedDateTime is missing", Record),
    slot(INGESTED, "TimeGenerated", "time", "where CreatedDateTime is missing", Record),
    slot(INGESTED, "TimeGenerated [Local Time]", "time", "in a zone that is not named", Tool),
    slot(UID, "Id", "uid", "", Record),
    slot(ORIGINAL, "OriginalRequestId", "flow", "one attempt; else Id", Record),
    slot(CORRELATION, "CorrelationId", "transaction", "links attempts", Record),
    slot(SESSION, "SessionId", "session", "", Vendor),
    slot(USER, "UserPrincipalName", "user", "", Record),
    slot(USER_ID, "UserId", "user", "where UserPrincipalName is empty", Record),
    slot(DISPLAY, "UserDisplayName", "display_name", "", Record),
    slot(RESULT_TYPE, "ResultType", "success", "where no errorCode is", Record),
    slot(RESULT_TEXT, "ResultDescription", "result", "", Record),
    slot(CATEGORY, "Category", "", "names the stream", Record),
    slot(STATUS, "Status", "", "where it is JSON in a string, or a word", Record),
    slot(CODE, "Status.errorCode", "success, result", "", Record),
    slot(FAILURE, "Status.failureReason", "result", "", Record),
    slot(ADDITIONAL, "Status.additionalDetails", "result, steps", "", Record),
    slot(CODE, "ErrorCode", "success, result", "flat", Unverified),
    slot(FAILURE, "FailureReason", "result", "flat", Unverified),
    slot(IP, "IPAddress", "source.ip", "", Record),
    slot(PLACE, "Location", "source.country", "the country alone, or JSON in a string", Record),
    slot(LOCATION, "LocationDetails", "", "where it is JSON in a string", Record),
    slot(CITY, "LocationDetails.city", "source.city", "", Record),
    slot(STATE, "LocationDetails.state", "source.state", "", Record),
    slot(COUNTRY, "LocationDetails.countryOrRegion", "source.country", "two letters", Record),
    slot(LAT, "LocationDetails.geoCoordinates.latitude", "source.point", "", Record),
    slot(LON, "LocationDetails.geoCoordinates.longitude", "source.point", "", Record),
    slot(CITY, "City", "source.city", "flat", Tool),
    slot(STATE, "State", "source.state", "flat", Tool),
    slot(COUNTRY, "Country", "source.country", "flat", Tool),
    slot(ASN, "AutonomousSystemNumber", "source.asn", "", Record),
    slot(AGENT, "UserAgent", "source.user_agent", "", Record),
    slot(MACHINE, "DeviceDetail", "", "where it is JSON in a string", Record),
    slot(DEVICE_ID, "DeviceDetail.deviceId", "source.device_id", "", Record),
    slot(DEVICE, "DeviceDetail.displayName", "source.device", "", Record),
    slot(OS, "DeviceDetail.operatingSystem", "source.user_agent", "without UserAgent", Record),
    slot(BROWSER, "DeviceDetail.browser", "source.user_agent", "without UserAgent", Record),
    slot(DEVICE, "Device", "source.device", "flat", Tool),
    slot(BROWSER, "Browser", "source.user_agent", "flat", Tool),
    slot(OS, "OS", "source.user_agent", "flat", Tool),
    slot(APP, "AppDisplayName", "app", "", Record),
    slot(RESOURCE, "ResourceDisplayName", "detail", "", Record),
    slot(MFA, "MfaDetail", "", "where it is JSON in a string", Record),
    slot(MFA_METHOD, "MfaDetail.authMethod", "steps", "where no step names a method", Record),
    slot(MFA_DETAIL, "MfaDetail.authDetail", "detail", "masked number", Vendor),
    slot(STEPS_TEXT, "AuthenticationDetails", "steps", "where it is JSON in a string", Record),
    slot(INTERACTIVE, "IsInteractive", "name", "", Record),
    slot(RISK, "RiskLevelDuringSignIn", "detail", "", Record),
    slot(PRINCIPAL, "ServicePrincipalId", "", "names an unread stream", Record),
    slot(ACTIVITY, "ActivityDateTime", "", "names another stream", Record),
    slot(ACTIVITY, "ActivityDateTime [UTC]", "", "names another stream", Record),
    slot(ACTIVITY, "ActivityDisplayName", "", "names another stream", Record),
    slot(RISK_EVENT, "RiskEventType", "", "names another stream", Vendor),
    column(
        STEP_TIME,
        "AuthenticationDetails[].authenticationStepDateTime",
        "step.time",
        "",
        Record,
    ),
    column(STEP_METHOD, "AuthenticationDetails[].authenticationMethod", "step.factor", "", Record),
    column(
        STEP_METHOD_DETAIL,
        "AuthenticationDetails[].authenticationMethodDetail",
        "step.method",
        "",
        Record,
    ),
    column(STEP_SUCCEEDED, "AuthenticationDetails[].succeeded", "step.outcome", "", Record),
    column(
        STEP_RESULT,
        "AuthenticationDetails[].authenticationStepResultDetail",
        "step.outcome",
        "",
        Record,
    ),
];
