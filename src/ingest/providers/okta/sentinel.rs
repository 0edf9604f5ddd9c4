//! Okta System Log in Microsoft Sentinel: the tables `Okta_CL` and `OktaV2_CL`.
//!
//! In: a row, from JSON or CSV; lists and objects are JSON text, with PowerShell's text for what
//! lies deeper. Out: the same event as the record that Okta logged.

use std::sync::LazyLock;

use super::tables::{
    ACTOR, ACTOR_NAME, ACTOR_TYPE, AGENT, AS_ORG, ASN, BROWSER, CITY, COUNTRY, CREDENTIAL,
    DEVICE_CLASS, INGEST_TIME, IP, LAT, LOCAL_TIME, LON, MESSAGE, META, OS, PROXY, REASON, RESULT,
    SESSION, STATE, TIME, TRANSACTION, TYPE, UID,
};
use super::told;
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::providers::Mark::Tool;
use crate::ingest::providers::shared::when;
use crate::ingest::providers::{
    CsvTarget, FieldRow, Format, Mark, Meta, Recognition, Refusal, Required, column_of, slot,
    suffixed, trie_of,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;
use crate::model::{AuthEvent, Provider};

/// `Okta_CL`, and what the function `OktaSSO` makes of both tables.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: Meta {
        key: "okta_sentinel",
        title: "Okta System Log in Sentinel (Okta_CL)",
        exports: &[
            "Log Analytics rows as JSON: array, lines",
            "Log Analytics CSV; columns of times are named published_t [UTC] or [Local Time]",
            "rows of the function OktaSSO, which unites Okta_CL and OktaV2_CL under these names",
        ],
        cannot_tell: &[
            "TimeGenerated is when the row was taken in, minutes to weeks after the event: it is \
             used only where published_t is missing, and counted as a note",
            "Fields that the workspace's limit of columns cut off",
        ],
        required: &[
            Required { name: "published_t", slot: TIME },
            Required { name: "eventType_s", slot: TYPE },
            Required { name: "uuid_g", slot: UID },
        ],
        fields: FIELDS,
        ..SHARED
    },
    trie: || &TRIE,
    column,
    recognise,
    normalize,
    prepare: None,
    line: None,
};

/// `OktaV2_CL`.
pub(in crate::ingest::providers) static FORMAT_V2: Format = Format {
    meta: Meta {
        key: "okta_sentinel_v2",
        title: "Okta System Log in Sentinel (OktaV2_CL)",
        exports: &["Log Analytics rows as JSON: array, lines", "Log Analytics CSV"],
        cannot_tell: &[
            "The connector sets TimeGenerated to Okta's own time of the event; a workspace that \
             changed its rule may not",
            "device.id and device.name: the connector leaves them out",
        ],
        required: &[
            Required { name: "TimeGenerated", slot: TIME },
            Required { name: "EventOriginalType", slot: TYPE },
            Required { name: "EventOriginalUid", slot: UID },
        ],
        fields: FIELDS_V2,
        ..SHARED
    },
    trie: || &TRIE_V2,
    column: column_v2,
    recognise,
    normalize,
    prepare: None,
    line: None,
};

/// What both tables have in common; types of events, factors and outcomes are those of the log.
const SHARED: Meta = Meta {
    key: "",
    provider: Provider::Okta,
    title: "",
    stream: META.stream,
    exports: &[],
    cannot_tell: &[],
    unsupported: &[],
    required: &[],
    fields: &[],
    events: &[],
    outcomes: &[],
    factors: Vec::new,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = suffixed(FIELDS);
    add_objects(&mut trie, "debugContext_debugData_", "_s", "target_s");
    trie
});

static TRIE_V2: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = trie_of(FIELDS_V2, false);
    add_objects(&mut trie, "DebugData.", "", "OriginalTarget");
    trie
});

/// Adds what the API nests: targets, which stand as JSON in one column, and debug data, which has
/// a column for each key or one for all.
fn add_objects(trie: &mut Trie, debug: &str, suffix: &str, target: &str) {
    for row in META.fields {
        if let Some(key) = row.path.strip_prefix("debugContext.debugData.") {
            trie.path(&format!("{debug}{key}{suffix}"), row.target);
            trie.path(&format!("debugContext_debugData_s.{key}"), row.target);
        } else if let Some(key) = row.path.strip_prefix("target[].") {
            trie.path(&format!("{target}[].{key}"), row.target);
        }
    }
}

fn column(name: &str) -> Option<CsvTarget> {
    timed(name, "published_t").or_else(|| column_of(&TRIE, bare(name)))
}

fn column_v2(name: &str) -> Option<CsvTarget> {
    timed(name, "TimeGenerated").or_else(|| column_of(&TRIE_V2, bare(name)))
}

/// A column of event times that names its zone as that of whoever exported it.
fn timed(name: &str, time: &str) -> Option<CsvTarget> {
    let rest = name.strip_prefix(time)?.trim();
    rest.starts_with("[Local").then_some(CsvTarget::Slot(LOCAL_TIME))
}

/// A column's name without the zone behind it.
fn bare(name: &str) -> &str {
    name.split_once(" [").map_or(name, |(bare, _)| bare)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let any = |slots: &[usize]| slots.iter().any(|&slot| picked.has(slot));
    let is_event = picked.has(TYPE)
        && any(&[TIME, LOCAL_TIME, INGEST_TIME, UID])
        && any(&[ACTOR, RESULT, TRANSACTION]);
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = time(picked, batch)?;
    told(picked, at, batch)
}

fn time(picked: &Picked<'_>, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
    if picked.has(LOCAL_TIME) {
        return when(picked, LOCAL_TIME, "the local time", Naive::Unknown, batch);
    }
    if picked.has(INGEST_TIME) && !picked.has(TIME) {
        batch.note("ingest_time_used", 1);
        return when(picked, INGEST_TIME, "TimeGenerated", Naive::Utc, batch);
    }
    when(picked, TIME, "the time of the event", Naive::Utc, batch)
}

const fn from_okta(slot_: usize, path: &'static str, field: &'static str, mark: Mark) -> FieldRow {
    slot(slot_, path, field, "as in the System Log", mark)
}

const FIELDS: &[FieldRow] = &[
    slot(TIME, "published_t", "time", "event time, UTC", Tool),
    slot(INGEST_TIME, "TimeGenerated", "time", "only where published_t is missing", Tool),
    from_okta(UID, "uuid_g", "uid", Tool),
    from_okta(TYPE, "eventType_s", "name", Tool),
    from_okta(MESSAGE, "displayMessage_s", "detail", Tool),
    from_okta(ACTOR_TYPE, "actor_type_s", "user", Tool),
    from_okta(ACTOR, "actor_alternateId_s", "user", Tool),
    from_okta(ACTOR_NAME, "actor_displayName_s", "display_name", Tool),
    from_okta(RESULT, "outcome_result_s", "result", Tool),
    from_okta(REASON, "outcome_reason_s", "result", Tool),
    from_okta(IP, "client_ipAddress_s", "ip", Tool),
    from_okta(CITY, "client_geographicalContext_city_s", "city", Tool),
    from_okta(STATE, "client_geographicalContext_state_s", "state", Tool),
    from_okta(COUNTRY, "client_geographicalContext_country_s", "country", Tool),
    from_okta(LAT, "client_geographicalContext_geolocation_lat_d", "point", Tool),
    from_okta(LON, "client_geographicalContext_geolocation_lon_d", "point", Tool),
    from_okta(ASN, "securityContext_asNumber_d", "asn", Tool),
    from_okta(AS_ORG, "securityContext_asOrg_s", "as_org", Tool),
    from_okta(AS_ORG, "securityContext_isp_s", "as_org", Tool),
    from_okta(PROXY, "securityContext_isProxy_b", "proxy", Tool),
    from_okta(AGENT, "client_userAgent_rawUserAgent_s", "user_agent", Tool),
    from_okta(OS, "client_userAgent_os_s", "user_agent", Tool),
    from_okta(BROWSER, "client_userAgent_browser_s", "user_agent", Tool),
    from_okta(DEVICE_CLASS, "client_device_s", "responder", Tool),
    from_okta(SESSION, "authenticationContext_externalSessionId_s", "session", Tool),
    from_okta(CREDENTIAL, "authenticationContext_credentialType_s", "kind", Tool),
    from_okta(TRANSACTION, "transaction_id_s", "transaction", Tool),
    // Printed for the page; the paths below them are added where the tree is built.
    from_okta(super::tables::FACTOR, "debugContext_debugData_factor_s", "factor", Tool),
    from_okta(super::tables::FLOW, "debugContext_debugData_authnRequestId_s", "flow", Tool),
    from_okta(super::tables::URI, "debugContext_debugData_requestUri_s", "factor, responder", Tool),
    slot_of_target("target_s[].alternateId", Tool),
];

const FIELDS_V2: &[FieldRow] = &[
    slot(TIME, "TimeGenerated", "time", "the connector puts Okta's published here", Tool),
    from_okta(UID, "EventOriginalUid", "uid", Tool),
    from_okta(TYPE, "EventOriginalType", "name", Tool),
    from_okta(MESSAGE, "EventMessage", "detail", Tool),
    from_okta(ACTOR_TYPE, "OriginalUserType", "user", Tool),
    from_okta(ACTOR, "OriginalActorAlternateId", "user", Tool),
    from_okta(ACTOR, "ActorUsername", "user", Tool),
    from_okta(ACTOR_NAME, "ActorDisplayName", "display_name", Tool),
    from_okta(RESULT, "OriginalOutcomeResult", "result", Tool),
    from_okta(REASON, "EventOriginalResultDetails", "result", Tool),
    from_okta(IP, "SrcIpAddr", "ip", Tool),
    from_okta(CITY, "SrcGeoCity", "city", Tool),
    from_okta(STATE, "SrcGeoRegion", "state", Tool),
    from_okta(COUNTRY, "SrcGeoCountry", "country", Tool),
    from_okta(LAT, "SrcGeoLatitude", "point", Tool),
    slot(LON, "SrcGeoLongtitude", "point", "the connector spells it so", Tool),
    from_okta(ASN, "SecurityContextAsNumber", "asn", Tool),
    from_okta(AS_ORG, "SecurityContextAsOrg", "as_org", Tool),
    from_okta(AS_ORG, "SrcIsp", "as_org", Tool),
    from_okta(PROXY, "SecurityContextIsProxy", "proxy", Tool),
    from_okta(AGENT, "HttpUserAgent", "user_agent", Tool),
    from_okta(OS, "SrcDvcOs", "user_agent", Tool),
    from_okta(BROWSER, "ActingAppName", "user_agent", Tool),
    from_okta(DEVICE_CLASS, "OriginalClientDevice", "responder", Tool),
    from_okta(SESSION, "ActorSessionId", "session", Tool),
    from_okta(CREDENTIAL, "LogonMethod", "kind", Tool),
    from_okta(TRANSACTION, "TransactionId", "transaction", Tool),
    from_okta(super::tables::FACTOR, "DebugData.factor", "factor", Tool),
    from_okta(super::tables::FLOW, "DebugData.authnRequestId", "flow", Tool),
    from_okta(super::tables::URI, "DebugData.requestUri", "factor, responder", Tool),
    slot_of_target("OriginalTarget[].alternateId", Tool),
];

const fn slot_of_target(path: &'static str, mark: Mark) -> FieldRow {
    crate::ingest::providers::column(
        super::tables::TARGET,
        path,
        "user, app",
        "JSON of all targets; also type, displayName, id and detailEntry",
        mark,
    )
}
