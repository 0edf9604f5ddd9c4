//! The unified audit log.

use serde_json::{Value, json};

use super::{csv, told};
use crate::ingest::testing::{event, event_of, fates, issues, read, text, with};
use crate::model::{EventKind, Factor, IssueKind, LinkKey, Outcome, TimeBasis, Tri};

fn sign_in() -> Value {
    json!({
        "CreationTime": "2026-03-02T08:00:01", "Id": "i1", "Operation": "UserLoginFailed",
        "RecordType": 15, "ResultStatus": "Success", "UserKey": "u1", "UserType": 0,
        "Workload": "AzureActiveDirectory", "ClientIP": "203.0.113.9", "ObjectId": "o1",
        "UserId": "alice@corp.example", "ErrorNumber": "500121",
        "LogonError": "AuthenticationFailedSasError", "ActorIpAddress": "203.0.113.9",
        "InterSystemsId": "c1", "IntraSystemId": "r1", "ApplicationId": "a1",
        "ExtendedProperties": [
            {"Name": "ResultStatusDetail", "Value": "Success"},
            {"Name": "UserAgent", "Value": "Edge"},
            {"Name": "RequestType", "Value": "SAS:EndAuth"},
        ],
        "DeviceProperties": [{"Name": "OS", "Value": "Windows10"}, {"Name": "SessionId", "Value": "s1"}],
        "ModifiedProperties": [], "Target": [{"ID": "o1", "Type": 0}],
    })
}

fn operation(name: &str, workload: &str, kind: u32) -> Value {
    json!({
        "CreationTime": "2026-03-02T08:00:01", "Id": "i2", "Operation": name, "RecordType": kind,
        "ResultStatus": "Success", "UserId": "admin@corp.example", "Workload": workload,
        "ClientIP": "[2001:db8::1]:36185", "ObjectId": "alice@corp.example",
    })
}

#[test]
fn a_failed_second_factor_was_asked_for_whatever_the_result_status_says() {
    let (event, all) = event_of(&sign_in());
    assert_eq!((event.kind, event.success), (EventKind::SignInAttempt, Tri::No));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:01.000000Z");
    assert_eq!(event.time_basis, TimeBasis::Defined);
    assert_eq!(text(&all, event.result), "500121 / AuthenticationFailedSasError");
    assert_eq!(text(&all, event.detail), "SAS:EndAuth");
    assert_eq!((event.flow, event.session), (LinkKey::of("r1"), LinkKey::of("s1")));
    assert_eq!(told(&all), vec![(Factor::Other, Outcome::DeniedOrWrongCode, true)]);
    assert!(all.steps[0].derived);
    let source = all.parties.get(event.source);
    assert_eq!(text(&all, source.user_agent), "Edge");
}

#[test]
fn a_code_decides_and_where_there_is_none_its_name() {
    for (change, granted, asked) in [
        (json!({"ErrorNumber": "0", "LogonError": null}), Tri::Yes, 0),
        (json!({"ErrorNumber": "50140", "LogonError": null}), Tri::Yes, 0),
        (json!({"ErrorNumber": "50126"}), Tri::No, 0),
        (json!({"ErrorNumber": "50074"}), Tri::No, 0),
        (json!({"ErrorNumber": null}), Tri::No, 1),
        (json!({"ErrorNumber": null, "LogonError": "FlowTokenExpired"}), Tri::No, 0),
        (
            json!({"ErrorNumber": null, "LogonError": "None", "Operation": "UserLoggedIn"}),
            Tri::Yes,
            0,
        ),
    ] {
        let (event, all) = event_of(&with(sign_in(), change.clone()));
        assert_eq!((event.success, all.steps.len()), (granted, asked), "{change}");
    }
}

#[test]
fn a_sign_out_is_no_sign_in_and_has_no_user() {
    let record = with(
        sign_in(),
        json!({"Operation": "UserLoggedIn", "UserId": "Unknown", "UserKey": "Not Available",
            "ErrorNumber": null, "LogonError": "None",
            "ExtendedProperties": [{"Name": "RequestType", "Value": "OAuth2:Logout"}]}),
    );
    let (event, _) = event_of(&record);
    assert_eq!(event.kind, EventKind::SessionEnd);
    assert!(!event.user.is_present());
}

#[test]
fn a_time_that_no_clock_shows_is_rejected() {
    let ingested =
        read(with(sign_in(), json!({"CreationTime": "2023-10-10T17:08:65"})).to_string());
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoTime]));
}

#[test]
fn both_csv_exports_hold_the_record_in_a_cell() {
    let inner = sign_in().to_string();
    let shell = format!(
        "RecordType,CreationDate,UserIds,Operations,AuditData,ResultIndex,ResultCount,Identity,\
         IsValid,ObjectState\n{}",
        csv(&[
            "AzureActiveDirectoryStsLogon",
            "3/2/2026 8:00:01 AM",
            "alice@corp.example",
            "UserLoginFailed",
            &inner,
            "1",
            "1",
            "i1",
            "True",
            "Unchanged"
        ])
    );
    let purview = format!(
        "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits\n{}",
        csv(&[
            "i1",
            "2026-03-02T08:00:01.0000000Z",
            "15",
            "UserLoginFailed",
            "alice@corp.example",
            &inner,
            ""
        ])
    );
    let lines = json!({"RecordType": "AzureActiveDirectoryStsLogon", "Operations": "UserLoginFailed",
        "CreationDate": "2026-03-02T08:00:01Z", "AuditData": inner});
    let (plain, _) = event_of(&sign_in());
    for bytes in [shell, purview, lines.to_string()] {
        let ingested = read(&bytes);
        assert_eq!(fates(&ingested), (1, 0, 0), "{bytes}");
        let event = event(&ingested, 0);
        assert_eq!((event.uid, event.time, event.flow), (plain.uid, plain.time, plain.flow));
        assert_eq!(text(&ingested, event.user), "alice@corp.example");
        assert_eq!(told(&ingested).len(), 1);
    }
}

#[test]
fn activities_of_the_directory_are_of_the_account_that_they_concern() {
    let record = with(
        operation("Add member to role.", "AzureActiveDirectory", 8),
        json!({"ModifiedProperties": [
            {"Name": "Role.DisplayName", "NewValue": "Company Administrator", "OldValue": ""}]}),
    );
    let (event, all) = event_of(&record);
    assert_eq!(event.kind, EventKind::AdminChange);
    assert_eq!(text(&all, event.user), "alice@corp.example");
    assert_eq!(text(&all, event.detail), "Company Administrator, by admin@corp.example");
    assert_eq!(text(&all, all.parties.get(event.source).ip), "2001:db8::1");
    let update = with(
        operation("Update user.", "AzureActiveDirectory", 8),
        json!({"ModifiedProperties": [
            {"Name": "StrongAuthenticationMethod", "OldValue": "[]", "NewValue": "[{\"MethodType\": 6}]"}]}),
    );
    assert_eq!(event_of(&update).0.kind, EventKind::FactorEnrolled);
}

#[test]
fn a_rule_in_a_mailbox_is_told_with_its_parameters() {
    let record = with(
        operation("New-InboxRule", "Exchange", 1),
        json!({"UserId": "alice@corp.example", "ClientIP": "203.0.113.9:443", "ObjectId": "alice\\rule2",
            "Parameters": [{"Name": "MoveToFolder", "Value": "RSS"}, {"Name": "Name", "Value": "."}]}),
    );
    let (event, all) = event_of(&record);
    assert_eq!(event.kind, EventKind::AdminChange);
    assert_eq!(text(&all, event.user), "alice@corp.example");
    assert_eq!(text(&all, event.detail), "alice\\rule2, MoveToFolder=RSS, Name=.");
    let table = json!({
        "TimeGenerated": "2026-03-02T08:00:01Z", "Operation": "New-InboxRule", "OfficeId": "i3",
        "OfficeWorkload": "Exchange", "RecordType": "ExchangeAdmin", "UserId": "alice@corp.example",
        "ClientIP": "203.0.113.9:443", "OfficeObjectId": "alice\\rule2",
        "Parameters": record["Parameters"].to_string(), "Type": "OfficeActivity",
    });
    let (office, of_office) = event_of(&table);
    assert_eq!(text(&of_office, office.detail), text(&all, event.detail));
}

#[test]
fn what_other_workloads_log_is_named_and_not_read() {
    for (name, workload, kind, stream) in [
        ("MailItemsAccessed", "Exchange", 50, "unified_audit_log_exchange"),
        ("FileAccessed", "SharePoint", 6, "unified_audit_log_sharepoint"),
        ("MessageSent", "MicrosoftTeams", 25, "unified_audit_log_teams"),
        ("ViewReport", "PowerBI", 20, "unified_audit_log_other"),
    ] {
        let ingested = read(operation(name, workload, kind).to_string());
        assert_eq!(fates(&ingested), (0, 1, 0), "{name}");
        assert_eq!(ingested.evidence.stream, Some(stream));
    }
    let (event, _) = event_of(&operation("Do something new.", "AzureActiveDirectory", 8));
    assert_eq!(event.kind, EventKind::Other);
}

#[test]
fn an_application_that_acts_is_no_user_and_what_it_acts_on_is_called_by_its_name() {
    let record = with(
        operation("Consent to application.", "AzureActiveDirectory", 8),
        json!({"UserId": "ServicePrincipal_1", "ObjectId": "3e71",
            "Target": [{"ID": "Payroll", "Type": 1}, {"ID": "3e71", "Type": 2}]}),
    );
    let (event, all) = event_of(&record);
    assert!(!event.user.is_present());
    assert_eq!(text(&all, event.detail), "Payroll, by ServicePrincipal_1");
}

#[test]
fn a_grant_that_names_its_user_among_the_properties_is_that_users_event() {
    let record = with(
        operation("Add app role assignment grant to user.", "AzureActiveDirectory", 8),
        json!({"UserId": "admin@corp.example", "ObjectId": "3e71", "ModifiedProperties": [
            {"Name": "AppRole.Value", "NewValue": "admin"},
            {"Name": "User.UPN", "NewValue": "bob@corp.example"}
        ]}),
    );
    let (event, all) = event_of(&record);
    assert_eq!(text(&all, event.user), "bob@corp.example");
    assert!(text(&all, event.detail).ends_with("by admin@corp.example"));
}
