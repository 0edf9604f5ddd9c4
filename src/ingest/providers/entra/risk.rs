//! Entra ID Protection: one risk detection of a user to one event. What a user reports is one of
//! its types.

use std::sync::LazyLock;

use crate::model::{AuthEvent, EventKind, LinkKey, Provider, Tri};

use super::sign_in_tables::OTHER_MONITOR;
use super::{cells, wrapped};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::providers::Mark::{Record, Tool, Vendor};
use crate::ingest::providers::shared::{
    Side, begun, first_stored, joined, side, stored, when, word,
};
use crate::ingest::providers::{
    CsvTarget, FieldRow, Format, Meta, Recognition, Refusal, Required, column_of, event, slot,
    slots,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::{ASIDE, Picked, Scalar};

slots! {
    RAW, ACTIVE, DETECTED, UTC_ACTIVE, UTC_DETECTED, UID, REQUEST, CORRELATION, USER, USER_ID,
    DISPLAY, TYPE, LEVEL, STATE_OF_RISK, REASON, IP, CITY, STATE, COUNTRY, LAT, LON, PLACE,
    CATEGORY, OPERATION, SIGN_IN, RESOURCE,
}
const UTC_INGESTED: usize = ASIDE;

/// The type by which a user says that a request was not theirs.
const REPORTED: &str = "userReportedSuspiciousActivity";

const META: Meta = Meta {
    key: "entra_risk",
    provider: Provider::Entra,
    title: "Entra ID Protection, risk detections of users",
    stream: "risk_events",
    exports: &[
        "Graph riskDetections",
        "Azure Monitor, UserRiskEvents: JSON lines with properties, records",
        "Log Analytics and Sentinel, AADUserRiskEvents: JSON and CSV",
    ],
    cannot_tell: &[
        "A detection may come days after what it speaks of; its time here is that of the activity.",
        "A tenant without Entra ID P2 sees detections without their type.",
    ],
    unsupported: &[OTHER_MONITOR],
    required: &[
        Required { name: "riskEventType", slot: TYPE },
        Required { name: "userPrincipalName", slot: USER },
        Required { name: "activityDateTime", slot: ACTIVE },
    ],
    fields: FIELDS,
    events: &[
        event(REPORTED, EventKind::SuspicionReported, Tool),
        event("any other riskEventType", EventKind::ThreatDetected, Record),
    ],
    outcomes: &[],
    factors: Vec::new,
};

/// Keys are compared without regard to case, so that the columns of Log Analytics are the same.
const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(ACTIVE, "activityDateTime", "time", "of what was risky", Record),
    slot(UTC_ACTIVE, "ActivityDateTime [UTC]", "time", "Log Analytics CSV", Vendor),
    slot(DETECTED, "detectedDateTime", "time", "where activityDateTime is missing", Record),
    slot(UTC_DETECTED, "DetectedDateTime [UTC]", "time", "Log Analytics CSV", Vendor),
    slot(UTC_INGESTED, "time", "time", "in the envelope, where no other is", Record),
    slot(UID, "id", "uid", "", Record),
    slot(REQUEST, "requestId", "flow", "the sign-in's id", Record),
    slot(CORRELATION, "correlationId", "transaction", "", Record),
    slot(USER, "userPrincipalName", "user", "", Record),
    slot(USER_ID, "userId", "user", "where userPrincipalName is empty", Record),
    slot(DISPLAY, "userDisplayName", "display_name", "", Record),
    slot(TYPE, "riskEventType", "name, kind", "", Record),
    slot(LEVEL, "riskLevel", "detail", "", Record),
    slot(STATE_OF_RISK, "riskState", "result", "", Record),
    slot(REASON, "riskDetail", "result", "", Record),
    slot(IP, "ipAddress", "source.ip", "", Record),
    slot(CITY, "location.city", "source.city", "", Record),
    slot(STATE, "location.state", "source.state", "", Record),
    slot(COUNTRY, "location.countryOrRegion", "source.country", "two letters", Record),
    slot(LAT, "location.geoCoordinates.latitude", "source.point", "", Record),
    slot(LON, "location.geoCoordinates.longitude", "source.point", "", Record),
    slot(PLACE, "location", "", "where it is JSON in a string", Vendor),
    slot(CATEGORY, "category", "", "names the stream in the envelope", Record),
    slot(OPERATION, "operationName", "", "marks the envelope", Record),
    slot(SIGN_IN, "createdDateTime", "", "names another stream", Record),
    slot(RESOURCE, "resourceId", "", "marks the envelope", Record),
];

const CLIENT: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: LAT, lon: LON };

/// Risk detections.
pub(in crate::ingest::providers) static FORMAT: Format =
    Format { meta: META, trie: || &TRIE, column, recognise, normalize, prepare: None, line: None };

static TRIE: LazyLock<Trie> = LazyLock::new(|| wrapped(META.fields, "properties", true));

static LOCATION: LazyLock<Trie> = LazyLock::new(|| cells::object(META.fields, "location.", true));

fn column(name: &str) -> Option<CsvTarget> {
    column_of(&TRIE, name)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let has = |slot: usize| picked.has(slot);
    let names_user = picked.get(USER).is_there() || picked.get(USER_ID).is_there();
    let is_timed = [ACTIVE, UTC_ACTIVE, DETECTED, UTC_DETECTED].into_iter().any(has);
    if has(TYPE) && names_user && is_timed && !has(SIGN_IN) {
        Recognition::Event
    } else if has(OPERATION) && has(CATEGORY) && has(UTC_INGESTED) && !has(SIGN_IN) {
        Recognition::Stream(OTHER_MONITOR)
    } else {
        Recognition::Foreign
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let mut plain = picked.without(&[PLACE]);
    if let Scalar::Text(cell) = picked.get(PLACE) {
        cells::unfold(&LOCATION, cell, &mut plain, batch);
    }
    let picked = &plain;
    let at = time_of(picked, batch)?;
    let kind = picked.text(TYPE);
    let is_report = kind.eq_ignore_ascii_case(REPORTED);
    let source = side(batch, picked, CLIENT);
    let [level, state] = [word(picked.text(LEVEL)), word(picked.text(STATE_OF_RISK))];
    let reason = word(picked.text(REASON));
    let level = if level.is_empty() { String::new() } else { format!("risk {level}") };
    let user = first_stored(batch, picked, [USER, USER_ID]);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind: if is_report { EventKind::SuspicionReported } else { EventKind::ThreatDetected },
        success: Tri::Unknown,
        user,
        display_name: stored(batch, picked, DISPLAY),
        name: batch.text(&kind),
        result: batch.text(&joined([&*state, &*reason], " / ")),
        detail: batch.text(&level),
        flow: LinkKey::of(&word(picked.text(REQUEST))),
        transaction: LinkKey::of(&word(picked.text(CORRELATION))),
        source: batch.party(source),
        ..begun(picked, at, Provider::Entra)
    })
}

/// When the risky thing was done; where that is not logged, when it was detected.
fn time_of(picked: &Picked<'_>, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
    let slots = [
        (UTC_ACTIVE, "ActivityDateTime [UTC]", Naive::Utc),
        (ACTIVE, "activityDateTime", Naive::Unknown),
        (UTC_DETECTED, "DetectedDateTime [UTC]", Naive::Utc),
    ];
    let found = slots.into_iter().find(|(slot, ..)| picked.has(*slot));
    let (slot, name, naive) = found.unwrap_or((DETECTED, "detectedDateTime", Naive::Unknown));
    when(picked, slot, name, naive, batch)
}
