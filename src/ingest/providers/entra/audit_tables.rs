//! Entra ID audit log: where fields stand. Data only.

use crate::ingest::providers::Mark::{Record, Vendor};
use crate::ingest::providers::{FieldRow, Meta, Required, column, slot, slots};
use crate::ingest::value::ASIDE;

use super::activities::ACTIVITIES;

slots! {
    RAW, TIME, UTC_TIME, UID, CORRELATION, ACTIVITY, OPERATION, RESULT, REASON, DESCRIPTION,
    CATEGORY, ACTOR, ACTOR_ID, ACTOR_NAME, ACTOR_IP, APP_ACTOR, INITIATED, TARGETS,
    TYPE, AGENT, CALLER_IP, INITIATOR, TARGET_WORD,
}
/// When the record was delivered, in a zone that is not named.
pub(super) const INGESTED: usize = ASIDE;
/// The same in UTC.
pub(super) const UTC_INGESTED: usize = ASIDE + 1;

// Columns of a target, and of a property that was changed on it: a target's row is followed by
// those of its properties.
slots! { TARGET_USER, TARGET_NAME, TARGET_TYPE, TARGET_ID, PROPERTY, OLD, NEW }

pub(super) const META: Meta = Meta {
    key: "entra_audit",
    provider: crate::model::Provider::Entra,
    title: "Entra ID audit log",
    stream: "audit",
    exports: &[
        "Graph directoryAudits and portal JSON",
        "Azure Monitor: JSON lines with properties, records",
        "Log Analytics and Sentinel, AuditLogs: JSON, and CSV with objects as JSON in cells",
    ],
    cannot_tell: &[
        "Who registered a factor is known by account only: the log names the address of the actor, \
         and no device of the user.",
        "It shares no id with the sign-in log: only account, address and time tie an activity to a \
         sign-in.",
        "Activities that the table does not list are kept as other events.",
    ],
    unsupported: &[],
    required: &[
        Required { name: "activityDateTime", slot: TIME },
        Required { name: "activityDisplayName", slot: ACTIVITY },
        Required { name: "targetResources", slot: TARGETS },
    ],
    fields: FIELDS,
    events: ACTIVITIES,
    outcomes: &[],
    factors: Vec::new,
};

/// Keys are compared without regard to case, so that the columns of Log Analytics are the same.
const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(TIME, "activityDateTime", "time", "", Record),
    slot(UTC_TIME, "ActivityDateTime [UTC]", "time", "Log Analytics CSV", Record),
    slot(
        UTC_INGESTED,
        "time",
        "time",
        "in the envelope, where activityDateTime is missing",
        Record,
    ),
    slot(UTC_INGESTED, "TimeGenerated [UTC]", "time", "where no other time is", Record),
    slot(INGESTED, "TimeGenerated", "time", "where no other time is", Record),
    slot(UID, "id", "uid", "", Record),
    slot(CORRELATION, "correlationId", "transaction", "of the activity, not of a sign-in", Record),
    slot(ACTIVITY, "activityDisplayName", "name, kind", "", Record),
    slot(OPERATION, "operationName", "name, kind", "where activityDisplayName is missing", Record),
    slot(RESULT, "result", "success, result", "", Record),
    slot(REASON, "resultReason", "result", "", Record),
    slot(DESCRIPTION, "resultDescription", "result", "", Record),
    slot(CATEGORY, "category", "", "names the stream in the envelope", Record),
    slot(ACTOR, "initiatedBy.user.userPrincipalName", "user, detail", "", Record),
    slot(ACTOR_ID, "initiatedBy.user.id", "user", "where no name is", Record),
    slot(ACTOR_NAME, "initiatedBy.user.displayName", "display_name", "", Record),
    slot(ACTOR_IP, "initiatedBy.user.ipAddress", "source.ip", "", Record),
    slot(APP_ACTOR, "initiatedBy.app.displayName", "detail", "", Record),
    slot(INITIATED, "initiatedBy", "", "where it is JSON in a string", Record),
    slot(TARGETS, "targetResources", "", "where it is JSON in a string", Record),
    slot(INITIATOR, "InitiatingUserOrApp", "user, detail", "in hunting results", Record),
    slot(CALLER_IP, "callerIpAddress", "source.ip", "in the envelope", Record),
    slot(CALLER_IP, "InitiatingIpAddress", "source.ip", "in hunting results", Record),
    slot(TARGET_WORD, "targetDisplayName", "detail", "in hunting results", Record),
    slot(TYPE, "Type", "", "the table's name", Record),
    slot(TYPE, "AADOperationType", "", "marks the table", Record),
    slot(TYPE, "operationType", "", "marks the log", Record),
    slot(AGENT, "userAgent", "source.user_agent", "", Record),
    column(TARGET_USER, "targetResources[].userPrincipalName", "user", "", Record),
    column(TARGET_NAME, "targetResources[].displayName", "detail", "", Record),
    column(TARGET_TYPE, "targetResources[].type", "user", "", Record),
    column(TARGET_ID, "targetResources[].id", "user", "where no name is", Record),
    column(PROPERTY, "targetResources[].modifiedProperties[].displayName", "kind", "", Record),
    column(OLD, "targetResources[].modifiedProperties[].oldValue", "kind", "", Record),
    column(NEW, "targetResources[].modifiedProperties[].newValue", "kind, detail", "", Record),
];
