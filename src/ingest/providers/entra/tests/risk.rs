//! Risk detections.

use serde_json::{Value, json};

use crate::ingest::testing::{event, event_of, fates, read, text, with};
use crate::model::{EventKind, LinkKey};

fn detection(kind: &str) -> Value {
    json!({
        "id": "d1", "requestId": "r1", "correlationId": "c1", "riskEventType": kind,
        "riskState": "atRisk", "riskLevel": "high", "riskDetail": "none", "activity": "signin",
        "ipAddress": "192.0.2.1",
        "location": {"city": "Dresden", "state": "Sachsen", "countryOrRegion": "DE",
            "geoCoordinates": {"latitude": 51.07, "longitude": 13.74}},
        "activityDateTime": "2026-03-02T8:00:01.133Z", "detectedDateTime": "2026-03-02T9:00:00Z",
        "lastUpdatedDateTime": "2026-03-02T9:00:00Z", "userId": "u1",
        "userDisplayName": "Alice A.", "userPrincipalName": "alice@corp.example",
    })
}

#[test]
fn a_detection_is_a_threat_and_what_a_user_reports_is_a_report() {
    let (event, all) = event_of(&detection("anonymizedIPAddress"));
    assert_eq!(event.kind, EventKind::ThreatDetected);
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:01.133000Z");
    assert_eq!(text(&all, event.user), "alice@corp.example");
    assert_eq!(text(&all, event.name), "anonymizedIPAddress");
    assert_eq!(text(&all, event.detail), "risk high");
    assert_eq!(event.flow, LinkKey::of("r1"));
    assert_eq!(text(&all, all.parties.get(event.source).place.city), "Dresden");
    let (event, _) = event_of(&detection("userReportedSuspiciousActivity"));
    assert_eq!(event.kind, EventKind::SuspicionReported);
}

#[test]
fn the_envelope_and_the_table_say_the_same() {
    let plain = detection("passwordSpray");
    let monitor = json!({
        "time": "3/2/2026 9:00:10 AM", "operationName": "User Risk Detection",
        "category": "UserRiskEvents", "resourceId": "/tenants/t", "properties": plain,
    });
    let table = json!({
        "TimeGenerated": "2026-03-02T09:00:10Z", "Type": "AADUserRiskEvents", "Id": "d1",
        "ActivityDateTime": plain["activityDateTime"], "RiskEventType": "passwordSpray",
        "UserPrincipalName": "alice@corp.example", "IpAddress": "192.0.2.1",
        "Location": plain["location"].to_string(), "RequestId": "r1", "RiskLevel": "high",
    });
    let (graph, _) = event_of(&plain);
    for record in [monitor, table] {
        let (event, all) = event_of(&record);
        assert_eq!((event.time, event.uid, event.kind), (graph.time, graph.uid, graph.kind));
        assert_eq!(text(&all, all.parties.get(event.source).place.country), "DE");
    }
}

#[test]
fn a_detection_whose_user_has_no_name_keeps_the_id() {
    let record = with(detection("leakedCredentials"), json!({"userPrincipalName": null}));
    let ingested = read(record.to_string());
    assert_eq!(fates(&ingested), (1, 0, 0));
    assert_eq!(text(&ingested, event(&ingested, 0).user), "u1");
}
