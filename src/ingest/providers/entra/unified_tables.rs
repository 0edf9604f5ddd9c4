//! Microsoft 365 unified audit log: where fields stand, what operations are. Data only.

use crate::model::EventKind;

use crate::ingest::providers::Mark::{self, Record, Tool, Unverified, Vendor};
use crate::ingest::providers::{EventRow, FieldRow, Meta, Required, column, event, slot, slots};
use crate::ingest::value::ASIDE;

slots! {
    RAW, TIME, CREATED, AUDIT_DATA, UID, OPERATION, RECORD_TYPE, RESULT_STATUS, USER, USER_KEY,
    IP, ACTOR_IP, WORKLOAD, ERROR, LOGON_ERROR, OBJECT, LINKED, REQUEST, APP, SESSION,
    PARAMETERS, MAILBOX, STARTED, EXTENDED, MODIFIED,
}
/// When the row was delivered; of the Sentinel table, the time of the event.
pub(super) const GENERATED: usize = ASIDE;

// Columns of the lists of named values, of changed properties, and of targets.
slots! { NAME, VALUE, PROPERTY, OLD, NEW, TARGET, TARGET_TYPE }

pub(super) const META: Meta = Meta {
    key: "entra_unified",
    provider: crate::model::Provider::Entra,
    title: "Microsoft 365 unified audit log",
    stream: "unified_audit_log",
    exports: &[
        "Search-UnifiedAuditLog and Get-UAL: CSV and JSON with AuditData as JSON in a cell",
        "Purview portal CSV",
        "Management API and add-ons: JSON lines of AuditData alone",
        "Sentinel OfficeActivity: JSON and CSV",
    ],
    cannot_tell: &[
        "A sign-in that failed with AuthenticationFailedSasError (500121) tells that the user was \
         asked for a second factor and did not satisfy it. Whether by push, call, message or code, \
         and whether it was refused, ignored or mistyped, is not in the log: it is shown as a \
         request of another kind, refused or wrong code.",
        "It holds no satisfied request: which sign-in was approved on a phone is in the sign-in \
         log only.",
        "It holds no place, and the application is an id.",
        "ResultStatus of a sign-in may say Success where the sign-in failed: ErrorNumber and \
         LogonError decide.",
        "Operations of Exchange, SharePoint and Teams that the table does not list are told apart \
         and not read.",
    ],
    unsupported: &[EXCHANGE, SHAREPOINT, TEAMS, OTHER],
    required: &[
        Required { name: "CreationTime", slot: TIME },
        Required { name: "Operation", slot: OPERATION },
        Required { name: "UserId", slot: USER },
    ],
    fields: FIELDS,
    events: OPERATIONS,
    outcomes: &[],
    factors: Vec::new,
};

pub(super) const EXCHANGE: &str = "unified_audit_log_exchange";
pub(super) const SHAREPOINT: &str = "unified_audit_log_sharepoint";
pub(super) const TEAMS: &str = "unified_audit_log_teams";
pub(super) const OTHER: &str = "unified_audit_log_other";

/// Operations that are sign-ins.
pub(super) const SIGN_INS: [&str; 2] = ["UserLoggedIn", "UserLoginFailed"];

/// Also below `AuditData`, where it is an object.
const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "CreationTime", "time", "UTC, mostly without a Z", Record),
    slot(CREATED, "CreationDate", "time", "UTC; the column of a CSV", Tool),
    slot(GENERATED, "TimeGenerated", "time", "of the Sentinel table", Record),
    slot(GENERATED, "TimeGenerated [UTC]", "time", "of the Sentinel table", Vendor),
    slot(STARTED, "Start_Time [UTC]", "time", "where no other time is", Record),
    slot(AUDIT_DATA, "AuditData", "", "the record as JSON in a cell", Tool),
    slot(UID, "Id", "uid", "", Record),
    slot(UID, "OfficeId", "uid", "Sentinel", Record),
    slot(UID, "Identity", "uid", "the column of a CSV", Tool),
    slot(UID, "RecordId", "uid", "the column of a CSV", Tool),
    slot(OPERATION, "Operation", "name, kind", "", Record),
    slot(OPERATION, "Operations", "name, kind", "the column of a CSV", Tool),
    slot(RECORD_TYPE, "RecordType", "kind", "a number, or its name", Record),
    slot(RESULT_STATUS, "ResultStatus", "success, result", "of what is no sign-in", Record),
    slot(USER, "UserId", "user", "", Record),
    slot(USER, "UserIds", "user", "the column of a CSV", Tool),
    slot(USER_KEY, "UserKey", "user", "where UserId is unknown", Record),
    slot(IP, "ClientIP", "source.ip", "may bear a port", Record),
    slot(IP, "ClientIPAddress", "source.ip", "", Vendor),
    slot(IP, "Client_IPAddress", "source.ip", "Sentinel", Record),
    slot(ACTOR_IP, "ActorIpAddress", "source.ip", "where ClientIP is empty", Record),
    slot(WORKLOAD, "Workload", "kind", "", Record),
    slot(WORKLOAD, "OfficeWorkload", "kind", "Sentinel", Record),
    slot(ERROR, "ErrorNumber", "success, result, steps", "", Record),
    slot(LOGON_ERROR, "LogonError", "success, result, steps", "", Record),
    slot(OBJECT, "ObjectId", "user, detail", "what was acted on", Record),
    slot(OBJECT, "OfficeObjectId", "user, detail", "Sentinel", Record),
    slot(LINKED, "InterSystemsId", "transaction", "the sign-in's correlation id", Record),
    slot(REQUEST, "IntraSystemId", "flow", "the sign-in's request id", Record),
    slot(APP, "ApplicationId", "app", "an id", Record),
    slot(SESSION, "SessionId", "session", "", Record),
    slot(MAILBOX, "MailboxOwnerUPN", "detail", "", Record),
    slot(PARAMETERS, "Parameters", "detail", "where it is JSON in a string", Record),
    slot(EXTENDED, "ExtendedProperties", "", "where it is JSON in a string", Record),
    slot(MODIFIED, "ModifiedProperties", "", "where it is JSON in a string", Record),
    column(NAME, "ExtendedProperties[].Name", "source.user_agent, detail", "", Record),
    column(VALUE, "ExtendedProperties[].Value", "source.user_agent, detail", "", Record),
    column(NAME, "DeviceProperties[].Name", "source.user_agent, session", "", Record),
    column(VALUE, "DeviceProperties[].Value", "source.user_agent, session", "", Record),
    column(NAME, "Parameters[].Name", "detail", "", Record),
    column(VALUE, "Parameters[].Value", "detail", "", Record),
    column(PROPERTY, "ModifiedProperties[].Name", "kind, detail", "", Record),
    column(OLD, "ModifiedProperties[].OldValue", "kind", "", Record),
    column(NEW, "ModifiedProperties[].NewValue", "kind, detail", "", Record),
    column(TARGET, "Target[].ID", "user", "", Record),
    column(TARGET_TYPE, "Target[].Type", "user", "5 is a user's name", Record),
];

/// Beside the activities of the audit log, which have the same names here.
const OPERATIONS: &[EventRow] = &{
    use EventKind::{AdminChange as Change, SignInAttempt as Attempt};
    [
        event("UserLoggedIn", Attempt, Record),
        event("UserLoginFailed", Attempt, Record),
        event("New-InboxRule", Change, Record),
        event("Set-InboxRule", Change, Vendor),
        event("Enable-InboxRule", Change, Vendor),
        event("UpdateInboxRules", Change, Vendor),
        event("Set-Mailbox", Change, Record),
        event("Add-MailboxPermission", Change, Record),
        event("Add-RecipientPermission", Change, Vendor),
        event("Add-MailboxFolderPermission", Change, Vendor),
        event("AddFolderPermissions", Change, Vendor),
        event("ModifyFolderPermissions", Change, Record),
        event("Set-MailboxAutoReplyConfiguration", Change, Unverified),
        event("New-TransportRule", Change, Vendor),
        event("Set-TransportRule", Change, Vendor),
        event("New-InboundConnector", Change, Vendor),
        event("New-OutboundConnector", Change, Vendor),
        event("Set-AdminAuditLogConfig", Change, Vendor),
        event("Set-MailboxAuditBypassAssociation", Change, Vendor),
        event("Set-CASMailbox", Change, Vendor),
        event("Add-RoleGroupMember", Change, Vendor),
        event("New-ManagementRoleAssignment", Change, Vendor),
        event("Change user license", Change, Record),
    ]
};

/// Failures of sign-ins by name, in records without a number.
pub(super) const LOGON_ERRORS: &[(&str, i64, Mark)] = &[
    ("InvalidUserNameOrPassword", 50126, Record),
    ("IdsLocked", 50053, Tool),
    ("UserStrongAuthClientAuthNRequiredInterrupt", 50074, Record),
    ("UserStrongAuthClientAuthNRequired", 50076, Vendor),
    ("UserStrongAuthEnrollmentRequiredInterrupt", 50072, Tool),
    ("AuthenticationFailedSasError", 500_121, Tool),
    ("FlowTokenExpired", 50089, Record),
    ("UserAccountNotFound", 50034, Unverified),
    ("UserDisabled", 50057, Unverified),
    ("InvalidPasswordExpiredPassword", 50055, Unverified),
    ("BlockedByConditionalAccess", 53003, Vendor),
    ("KmsiInterrupt", 50140, Unverified),
    ("ExternalSecurityChallenge", 50158, Vendor),
];

/// Record types of Entra ID, as number and as name; their operations are all kept.
pub(super) const OF_ENTRA: &[&str] = &[
    "8",
    "9",
    "15",
    "AzureActiveDirectory",
    "AzureActiveDirectoryAccountLogon",
    "AzureActiveDirectoryStsLogon",
];

/// Which stream a record type is of, by number, or by the beginning of its name.
pub(super) const RECORD_TYPES: &[(&str, &str)] = &[
    ("1", EXCHANGE),
    ("2", EXCHANGE),
    ("3", EXCHANGE),
    ("50", EXCHANGE),
    ("4", SHAREPOINT),
    ("5", SHAREPOINT),
    ("6", SHAREPOINT),
    ("14", SHAREPOINT),
    ("36", SHAREPOINT),
    ("25", TEAMS),
    ("Exchange", EXCHANGE),
    ("SharePoint", SHAREPOINT),
    ("OneDrive", SHAREPOINT),
    ("MicrosoftTeams", TEAMS),
];
