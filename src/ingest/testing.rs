//! What tests of this floor share: small records of each provider, and reading from memory.

use std::io::Read;

use serde_json::{Value, json};

use super::{Choices, Container, Ingested, Source, Unwatched, ingest, ingest_container};
use crate::model::{
    AuthEvent, EventId, EventKind, EvidenceId, EvidenceStatus, Factor, IssueKind, Limit, Limits,
    Outcome, TextId,
};

/// Reads bytes as a file and checks what holds for every file.
pub(super) fn read(bytes: impl AsRef<[u8]>) -> Ingested {
    read_as(0, bytes)
}

/// As [`read`], as the file in place `id`.
pub(super) fn read_as(id: u32, bytes: impl AsRef<[u8]>) -> Ingested {
    let mut reader = bytes.as_ref();
    let bytes = reader.len() as u64;
    let source = Source { id: EvidenceId(id), bytes, ..named("export", &mut reader) };
    let ingested = ingest(source, &Unwatched);
    // The net under the reader would hide a panic.
    assert_ne!(ingested.evidence.status, EvidenceStatus::Unreadable);
    let counts = ingested.evidence.counts;
    assert!(counts.is_balanced(), "{counts:?}");
    assert_eq!(counts.events, ingested.events.len() as u64);
    let rejected = ingested.issues.iter().filter(|issue| issue.at.record > 0).count() as u64;
    assert_eq!(rejected, counts.rejected, "{:?}", ingested.issues);
    ingested
}

/// A file of that name about which nothing was decided.
pub(super) fn named<'a>(name: &str, reader: &'a mut (dyn Read + Send)) -> Source<'a> {
    Source {
        id: EvidenceId(0),
        name: name.to_owned(),
        bytes: 0,
        reader,
        choices: Choices::default(),
    }
}

/// Events, unsupported and rejected records.
pub(super) fn fates(ingested: &Ingested) -> (u64, u64, u64) {
    let counts = ingested.evidence.counts;
    (counts.events, counts.unsupported, counts.rejected)
}

/// The kinds of all issues, in the order of the file.
pub(super) fn issues(ingested: &Ingested) -> Vec<IssueKind> {
    ingested.issues.iter().map(|issue| issue.kind).collect()
}

/// The event in one row.
pub(super) fn event(ingested: &Ingested, row: u32) -> AuthEvent {
    ingested.events.get(EventId(row)).unwrap()
}

/// The only event of one record.
pub(super) fn event_of(record: &Value) -> (AuthEvent, Ingested) {
    let ingested = read(record.to_string());
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
    (event(&ingested, 0), ingested)
}

/// What one record tells, how somebody was asked, and how it ended.
pub(super) fn told_by(record: &Value) -> (EventKind, Factor, Outcome) {
    let (event, _) = event_of(record);
    (event.kind, event.factor, event.outcome)
}

/// The text behind a code.
pub(super) fn text(ingested: &Ingested, id: TextId) -> &str {
    ingested.texts.get(id)
}

/// A record with some fields replaced; a null removes nothing, it is logged as null.
pub(super) fn with(mut record: Value, changes: Value) -> Value {
    merge(&mut record, changes);
    record
}

fn merge(into: &mut Value, changes: Value) {
    match (into, changes) {
        (Value::Object(into), Value::Object(changes)) => {
            for (key, value) in changes {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, changes) => *into = changes,
    }
}

/// A push that was sent.
pub(crate) fn okta(number: u32) -> Value {
    json!({
        "uuid": format!("okta-{number}"),
        "published": format!("2026-03-02T08:{:02}:{:02}.250Z", number / 60 % 60, number % 60),
        "eventType": "system.push.send_factor_verify_push",
        "displayMessage": "Send push",
        "actor": {"type": "User", "alternateId": "alice@corp.example", "displayName": "Alice A."},
        "outcome": {"result": "SUCCESS", "reason": null},
        "client": {
            "ipAddress": "203.0.113.9",
            "device": "Computer",
            "userAgent": {"rawUserAgent": "Mozilla/5.0 (X11)", "os": "Linux", "browser": "FIREFOX"},
            "geographicalContext": {
                "city": "Oslo", "state": "Oslo", "country": "Norway",
                "geolocation": {"lat": 59.9, "lon": 10.75}
            }
        },
        "securityContext": {"asNumber": 64500, "asOrg": "Example Net", "isProxy": false},
        "authenticationContext": {"externalSessionId": "idx1"},
        "transaction": {"id": "t1", "type": "WEB"},
        "debugContext": {"debugData": {"authnRequestId": "a1"}},
        "target": [{"type": "AppInstance", "displayName": "Payroll"}]
    })
}

/// A Duo push that was approved.
pub(super) fn duo(number: u32) -> Value {
    json!({
        "txid": format!("duo-{number}"),
        "isotimestamp": format!("2026-03-02T08:00:{:02}.000123+00:00", number % 60),
        "timestamp": 1_772_438_400,
        "event_type": "authentication",
        "factor": "duo_push",
        "result": "success",
        "reason": "user_approved",
        "user": {"name": "alice", "key": "DU1", "groups": ["staff"]},
        "alias": "",
        "application": {"name": "VPN", "key": "DI1"},
        "access_device": {
            "ip": "203.0.113.9", "os": "Windows", "os_version": "11", "browser": "Edge",
            "browser_version": "120.0",
            "location": {"city": "Oslo", "state": "Oslo", "country": "Norway"}
        },
        "auth_device": {
            "ip": "198.51.100.7", "key": "DP1", "name": "Phone of Alice",
            "location": {"city": "Bergen", "state": null, "country": "Norway"}
        }
    })
}

/// An Entra sign-in with one step, a push that was denied.
pub(super) fn entra(number: u32) -> Value {
    json!({
        "id": format!("entra-{number}"),
        "createdDateTime": format!("2026-03-02T08:00:{:02}Z", number % 60),
        "userPrincipalName": "alice@corp.example",
        "userDisplayName": "Alice A.",
        "userId": "u1",
        "appDisplayName": "Office",
        "ipAddress": "203.0.113.9",
        "correlationId": "c1",
        "originalRequestId": "r1",
        "isInteractive": true,
        "status": {"errorCode": 500_121, "failureReason": "failed", "additionalDetails": "denied"},
        "location": {
            "city": "Oslo", "state": "Oslo", "countryOrRegion": "NO",
            "geoCoordinates": {"latitude": 59.9, "longitude": 10.75}
        },
        "deviceDetail": {"browser": "Edge 120", "operatingSystem": "Windows 11"},
        "authenticationDetails": [step("Mobile app notification", "MFA denied; user declined the authentication")]
    })
}

/// One step of an Entra sign-in.
pub(super) fn step(method: &str, result: &str) -> Value {
    json!({
        "authenticationStepDateTime": "2026-03-02T08:00:40Z",
        "authenticationMethod": method,
        "authenticationMethodDetail": null,
        "succeeded": false,
        "authenticationStepResultDetail": result,
        "authenticationStepRequirement": "Primary authentication"
    })
}

/// One record a line.
pub(crate) fn lines(records: &[Value]) -> String {
    records.iter().map(|record| record.to_string() + "\n").collect()
}

/// A gzip member.
pub(crate) fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// A zstd frame with a checksum.
pub(crate) fn zstd(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive of these entries; a name that ends in `/` makes a folder.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in entries {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// Reads bytes as a file that may hold others, and checks what holds for every file.
pub(super) fn read_all(bytes: impl AsRef<[u8]>) -> Vec<Ingested> {
    read_within(bytes, Limits::default())
}

/// The default limits but for some.
pub(super) fn limits<const N: usize>(changed: [(Limit, u64); N]) -> Limits {
    let mut limits = Limits::default();
    for (limit, value) in changed {
        limits.set(limit, value);
    }
    limits
}

/// As [`read_all`], within other limits.
pub(super) fn read_within(bytes: impl AsRef<[u8]>, limits: Limits) -> Vec<Ingested> {
    let bytes = bytes.as_ref();
    let given = Container {
        first: EvidenceId(0),
        name: "export".to_owned(),
        bytes: bytes.len() as u64,
        reader: &mut std::io::Cursor::new(bytes),
        choices: &|_| Choices { limits, ..Choices::default() },
    };
    let files = ingest_container(given, &Unwatched);
    assert!(!files.is_empty());
    for (file, id) in files.iter().zip(0..) {
        assert_eq!(file.evidence.id, EvidenceId(id));
        assert!(file.evidence.counts.is_balanced());
        assert_ne!(file.evidence.reason.as_deref(), Some(super::FAULT));
    }
    files
}
