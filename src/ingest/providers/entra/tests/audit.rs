//! The audit log.

use serde_json::{Value, json};

use super::csv;
use crate::ingest::Ingested;
use crate::ingest::testing::{event, event_of, fates, read, text, with};
use crate::model::{AuthEvent, Cause, EventKind, Tri};

fn record(activity: &str, actor: &str, targets: Value) -> Value {
    json!({
        "id": "Directory_1", "category": "UserManagement", "correlationId": "c1",
        "result": "success", "resultReason": "", "activityDisplayName": activity,
        "activityDateTime": "2026-03-02T08:00:01.1234567+00:00",
        "loggedByService": "Core Directory", "operationType": "Update",
        "initiatedBy": {
            "user": {"id": "u9", "displayName": "Actor", "userPrincipalName": actor, "ipAddress": "192.0.2.7"},
            "app": null
        },
        "targetResources": targets, "additionalDetails": [],
    })
}

fn account(name: &str, properties: Value) -> Value {
    json!({"id": "u1", "displayName": null, "modifiedProperties": properties, "type": "User", "userPrincipalName": name})
}

fn property(name: &str, old: &str, new: &str) -> Value {
    json!({"displayName": name, "oldValue": old, "newValue": new})
}

fn said(event: &AuthEvent, all: &Ingested) -> (EventKind, String, String) {
    (event.kind, text(all, event.user).to_owned(), text(all, event.detail).to_owned())
}

#[test]
fn what_an_administrator_does_to_an_account_is_of_the_account_and_names_the_administrator() {
    let record = record(
        "Reset password (by admin)",
        "admin@corp.example",
        json!([account("alice@corp.example", json!([]))]),
    );
    let (event, all) = event_of(&record);
    let (kind, user, detail) = said(&event, &all);
    assert_eq!((kind, &*user), (EventKind::PasswordChanged, "alice@corp.example"));
    assert_eq!(detail, "by admin@corp.example");
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:01.123456Z");
    assert_eq!((event.success, event.cause), (Tri::Yes, Cause::Admin));
    assert_eq!(text(&all, all.parties.get(event.source).ip), "192.0.2.7");
}

#[test]
fn what_a_user_does_is_of_the_user() {
    let own = json!([account("alice@corp.example", json!([]))]);
    for (activity, expected) in [
        ("User registered security info", EventKind::FactorEnrolled),
        ("User deleted security info", EventKind::FactorRemoved),
        ("User changed default security info", EventKind::AdminChange),
        ("Change user password", EventKind::PasswordChanged),
        ("Consent to application", EventKind::AdminChange),
        ("Fraud reported - user is blocked for MFA", EventKind::SuspicionReported),
        ("User did a thing of next year", EventKind::Other),
    ] {
        let (event, all) = event_of(&record(activity, "alice@corp.example", own.clone()));
        let (kind, user, _) = said(&event, &all);
        assert_eq!((kind, &*user), (expected, "alice@corp.example"), "{activity}");
        let is_change = matches!(expected, EventKind::AdminChange | EventKind::Other);
        assert_eq!(event.cause == Cause::Admin, is_change, "{activity}");
    }
    let (event, _) = event_of(&record("User registered security info", "ALICE@corp.example", own));
    assert_eq!(event.cause, Cause::Enrolment);
}

#[test]
fn a_device_that_joins_the_directory_is_no_new_factor() {
    for activity in ["Add registered owner to device", "Add registered users to device."] {
        let own = json!([account("alice@corp.example", json!([]))]);
        let (event, _) = event_of(&record(activity, "alice@corp.example", own));
        assert_eq!(event.kind, EventKind::AdminChange, "{activity}");
    }
}

#[test]
fn a_role_that_was_granted_is_named() {
    let properties = json!([
        property("Role.ObjectID", "null", "\"0ee19da2\""),
        property("Role.DisplayName", "null", "\"Company Administrator\""),
    ]);
    let targets = json!([
        account("alice@corp.example", properties),
        {"id": "r1", "displayName": "Company Administrator", "type": "Role", "modifiedProperties": []},
    ]);
    let (event, all) = event_of(&record("Add member to role", "admin@corp.example", targets));
    let (kind, user, detail) = said(&event, &all);
    assert_eq!((kind, &*user), (EventKind::AdminChange, "alice@corp.example"));
    assert_eq!(detail, "Company Administrator, by admin@corp.example");
}

#[test]
fn an_updated_account_is_what_became_of_its_second_factors() {
    let one = "[{\"MethodType\":6,\"Default\":true}]";
    let two = "[{\"MethodType\":6,\"Default\":true},{\"MethodType\":0,\"Default\":false}]";
    let app = "StrongAuthenticationPhoneAppDetail";
    for (name, old, new, expected) in [
        ("StrongAuthenticationMethod", one, two, EventKind::FactorEnrolled),
        ("StrongAuthenticationMethod", two, one, EventKind::FactorRemoved),
        (app, "[]", "[{\"DeviceName\":\"x\"}]", EventKind::FactorEnrolled),
        (app, "[{\"DeviceToken\":\"a\"}]", "[{\"DeviceToken\":\"b\"}]", EventKind::Other),
        ("StrongAuthenticationRequirement", "[{\"State\":1}]", "[]", EventKind::AdminChange),
        ("AccountName", "\"a\"", "\"b\"", EventKind::Other),
    ] {
        let targets = json!([account("alice@corp.example", json!([property(name, old, new)]))]);
        let (event, _) = event_of(&record("Update user", "alice@corp.example", targets));
        assert_eq!(event.kind, expected, "{name} {old} {new}");
    }
}

#[test]
fn an_account_that_has_no_name_is_known_by_its_id() {
    let target =
        json!([{"id": "u1", "type": "User", "modifiedProperties": [property("a", "b", "c")]}]);
    let (event, all) = event_of(&record("Enable account", "admin@corp.example", target.clone()));
    assert_eq!(text(&all, event.user), "u1");
    let own = with(
        record("Change user password", "alice@corp.example", target),
        json!({"initiatedBy": {"user": {"id": "u1"}}}),
    );
    let (event, all) = event_of(&own);
    assert_eq!(text(&all, event.user), "alice@corp.example");
}

#[test]
fn every_shape_of_the_audit_log_gives_the_same_event() {
    let targets = json!([account("alice@corp.example", json!([]))]);
    let plain = record("Disable Strong Authentication", "admin@corp.example", targets);
    let (graph, all) = event_of(&plain);
    let monitor = json!({
        "time": "2026-03-02T08:05:00Z", "operationName": "Disable Strong Authentication",
        "category": "AuditLogs", "resultSignature": "None", "Level": 4, "properties": plain,
    });
    let table = json!({
        "TimeGenerated": "2026-03-02T08:05:00Z", "Type": "AuditLogs", "Id": plain["id"],
        "OperationName": plain["activityDisplayName"], "Category": "UserManagement",
        "ActivityDisplayName": plain["activityDisplayName"],
        "ActivityDateTime": plain["activityDateTime"], "Result": "success", "ResultReason": "",
        "CorrelationId": "c1", "InitiatedBy": plain["initiatedBy"].to_string(),
        "TargetResources": plain["targetResources"].to_string(), "AADOperationType": "Update",
    });
    let header = "ActivityDateTime [UTC],Id,OperationName,Result,CorrelationId,InitiatedBy_dynamic,\
        TargetResources,Type\n";
    let row = csv(&[
        "3/2/2026, 8:00:01.123 AM",
        "Directory_1",
        "Disable Strong Authentication",
        "success",
        "c1",
        &plain["initiatedBy"].to_string(),
        &plain["targetResources"].to_string(),
        "AuditLogs",
    ]);
    for bytes in [monitor.to_string(), table.to_string(), format!("{header}{row}")] {
        let ingested = read(&bytes);
        assert_eq!(fates(&ingested), (1, 0, 0), "{bytes}");
        let event = event(&ingested, 0);
        assert_eq!(said(&event, &ingested), said(&graph, &all), "{bytes}");
        assert_eq!((event.uid, event.success), (graph.uid, graph.success));
        assert!(graph.time.since(event.time).0 < 1_000, "{bytes}");
    }
}

#[test]
fn an_activity_without_a_time_is_rejected() {
    let header = "OperationName,InitiatingUserOrApp,Id,InitiatedBy,TargetResources,Type\n";
    let row = csv(&["Update application", "a@corp.example", "Directory_1", "", "", "AuditLogs"]);
    assert_eq!(fates(&read(format!("{header}{row}"))), (0, 0, 1));
}

#[test]
fn an_application_that_acts_is_no_user_and_is_named() {
    let targets = json!([{"id": "sp1", "displayName": "Payroll", "type": "ServicePrincipal"}]);
    let mut record = record("Add service principal credentials", "", targets);
    record["initiatedBy"] = json!({"app": {"displayName": "Deploy"}, "user": null});
    let (event, all) = event_of(&record);
    assert_eq!(
        said(&event, &all),
        (EventKind::AdminChange, String::new(), "Payroll, by Deploy".to_owned())
    );
}

#[test]
fn one_id_with_another_result_is_another_record() {
    let targets = json!([account("alice@corp.example", json!([]))]);
    let done = record("Invite external user", "admin@corp.example", targets);
    let failed = with(done.clone(), json!({"result": "failure", "extra": 1}));
    let files = [done.to_string(), failed.to_string()].map(read);
    let joined = crate::ingest::join(files.into());
    assert_eq!((joined.events.len(), joined.issues.len()), (2, 1));
}
