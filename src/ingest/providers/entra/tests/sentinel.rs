//! The sign-in log as a table of Log Analytics, as PowerShell's objects, and as older exports.

use serde_json::{Value, json};

use super::{csv, told};
use crate::ingest::testing::{entra, event, event_of, fates, read, step, text};
use crate::model::{Factor, Outcome, TimeBasis, Tri};

/// The same sign-in as [`entra`] with the names of Log Analytics; objects are texts if told so.
fn table(number: u32, as_text: bool) -> Value {
    let plain = entra(number);
    let object = |key: &str| {
        if as_text { json!(plain[key].to_string()) } else { plain[key].clone() }
    };
    json!({
        "TenantId": "t", "Type": "SigninLogs", "TimeGenerated": "2026-03-02T09:30:00Z",
        "OperationName": "Sign-in activity", "Category": "SignInLogs", "ResultType": "500121",
        "Location": "NO", "CreatedDateTime": plain["createdDateTime"], "Id": plain["id"],
        "UserPrincipalName": plain["userPrincipalName"], "UserId": plain["userId"],
        "UserDisplayName": plain["userDisplayName"], "AppDisplayName": plain["appDisplayName"],
        "IPAddress": plain["ipAddress"], "CorrelationId": plain["correlationId"],
        "OriginalRequestId": plain["originalRequestId"], "IsInteractive": true,
        "Status": object("status"), "LocationDetails": object("location"),
        "DeviceDetail": object("deviceDetail"),
        "AuthenticationDetails": object("authenticationDetails"),
    })
}

#[test]
fn a_row_of_log_analytics_says_what_graph_says_be_its_objects_text_or_not() {
    let (plain, graph) = event_of(&entra(1));
    for as_text in [false, true] {
        let (event, all) = event_of(&table(1, as_text));
        assert_eq!((event.time, event.uid, event.flow), (plain.time, plain.uid, plain.flow));
        assert_eq!(event.success, Tri::No);
        for (here, there) in [
            (event.user, plain.user),
            (event.app, plain.app),
            (event.name, plain.name),
            (event.result, plain.result),
        ] {
            assert_eq!(text(&all, here), text(&graph, there));
        }
        let source = all.parties.get(event.source);
        assert_eq!(text(&all, source.place.city), "Oslo");
        assert_eq!(text(&all, source.place.country), "NO");
        assert!(source.place.point.is_some());
        assert_eq!(told(&all), vec![(Factor::Push, Outcome::Denied, true)]);
        assert!(all.evidence.notes.is_empty(), "{:?}", all.evidence.notes);
    }
}

#[test]
fn the_time_of_ingestion_makes_no_other_content() {
    let (first, _) = event_of(&table(1, false));
    let mut later = table(1, true);
    later["TimeGenerated"] = json!("2026-03-02T11:00:00Z");
    let (second, _) = event_of(&later);
    assert_eq!(first.content, second.content);
}

#[test]
fn a_csv_holds_objects_over_several_lines_and_columns_of_two_types() {
    let steps = serde_json::to_string_pretty(&json!([step(
        "Mobile app notification",
        "MFA denied; user did not respond to mobile app notification"
    )]))
    .unwrap();
    let header = "\u{feff}CreatedDateTime [UTC],Id,UserPrincipalName,IPAddress,Status_string,\
        Status_dynamic,LocationDetails_dynamic,AuthenticationDetails\n";
    let status = r#"{"errorCode":500121,"failureReason":"failed"}"#;
    let place = r#"{"city":"Oslo","countryOrRegion":"NO","geoCoordinates":{}}"#;
    let row = csv(&[
        "4/28/2021, 2:08:45.221 PM",
        "id1",
        "alice@corp.example",
        "192.0.2.1",
        "",
        status,
        place,
        &steps,
    ]);
    let ingested = read(format!("{header}{row}"));
    assert_eq!(fates(&ingested), (1, 0, 0));
    let event = event(&ingested, 0);
    assert_eq!(event.time.to_string(), "2021-04-28T14:08:45.221000Z");
    assert_eq!((event.time_basis, event.success), (TimeBasis::Defined, Tri::No));
    assert_eq!(told(&ingested), vec![(Factor::Push, Outcome::NoAnswer, true)]);
}

#[test]
fn a_column_in_local_time_names_no_zone() {
    let header = "TimeGenerated [Local Time],UserPrincipalName,AppDisplayName,ResultType\n";
    let ingested =
        read(format!("{header}{}", csv(&["28/4/2021 14:08:45", "a@corp.example", "Office", "0"])));
    let event = event(&ingested, 0);
    assert_eq!(event.time.to_string(), "2021-04-28T14:08:45.000000Z");
    assert_eq!((event.time_basis, event.success), (TimeBasis::Assumed, Tri::Yes));
    assert_eq!(ingested.evidence.notes["time_of_ingestion"], 1);
}

#[test]
fn an_older_export_has_flat_columns() {
    let header = "CreatedDateTime,UserPrincipalName,UserDisplayName,AppDisplayName,IPAddress,City,\
        Country,Device,Browser,OS,Status,RiskState\n";
    let row = csv(&[
        "13/02/2021 09:15:00",
        "alice@corp.example",
        "Alice A.",
        "Office",
        "192.0.2.1",
        "Oslo",
        "Norway",
        "LAPTOP-1",
        "Edge",
        "Windows 10",
        "Failure",
        "none",
    ]);
    let ingested = read(format!("{header}{row}"));
    let event = event(&ingested, 0);
    assert_eq!(event.success, Tri::No);
    let source = ingested.parties.get(event.source);
    assert_eq!(text(&ingested, source.user_agent), "Edge on Windows 10");
    assert_eq!(text(&ingested, source.place.country), "Norway");
    assert_eq!(ingested.evidence.naive_times, 1);
}

#[test]
fn powershell_prints_objects_as_text_or_as_their_class() {
    let header = "CreatedDateTime,Id,UserPrincipalName,AppDisplayName,Status,Location\n";
    let class = "Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignInLocation";
    let status = "@{ErrorCode=50126; FailureReason=Error validating; AdditionalDetails=}";
    let row = csv(&["2021-02-03T09:15:00Z", "id1", "alice@corp.example", "Office", status, class]);
    let ingested = read(format!("{header}{row}"));
    let event = event(&ingested, 0);
    assert_eq!(text(&ingested, event.result), "50126 / Error validating");
    assert_eq!(event.success, Tri::No);
    assert!(!ingested.parties.get(event.source).place.country.is_present());
    assert_eq!(ingested.evidence.notes["object_not_exported"], 1);
}

#[test]
fn a_cell_that_a_spreadsheet_cut_costs_only_its_field() {
    let header = "CreatedDateTime [UTC],Id,UserPrincipalName,AppDisplayName,Status,\
        AuthenticationDetails\n";
    let status = r#"{"errorCode":500121,"additionalDetails":"MFA denied; user declined"}"#;
    let row = csv(&[
        "2/3/2021, 9:15:00.000 AM",
        "id1",
        "alice@corp.example",
        "Office",
        status,
        r#"[{"authenticationMethod":"Mobile app no"#,
    ]);
    let ingested = read(format!("{header}{row}"));
    assert_eq!(ingested.evidence.notes["broken_json_in_cell"], 1);
    assert_eq!(told(&ingested).len(), 1, "the step comes from the status");
}

#[test]
fn tables_of_no_user_are_named_and_the_non_interactive_one_is_read() {
    let of = |name: &str| {
        let mut row = table(1, true);
        row["Type"] = json!(name);
        row["IsInteractive"] = json!(null);
        row["Category"] = json!(null);
        read(row.to_string())
    };
    assert_eq!(
        of("AADServicePrincipalSignInLogs").evidence.stream,
        Some("service_principal_sign_in")
    );
    let silent = of("AADNonInteractiveUserSignInLogs");
    assert_eq!(text(&silent, event(&silent, 0).name), "non-interactive sign-in");
}
