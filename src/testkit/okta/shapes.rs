//! Okta records in the shapes in which tools export them.
//!
//! In: records as the System Log API gives them. Out: the text of a file.
//! Must never know: how any of it is read.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What an analyst gets an Okta log as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// System Log API: an array.
    Array,
    /// Event hook: the events of one call.
    EventHook,
    /// EventBridge: each record under `detail`.
    EventBridge,
    /// Splunk, JSON, the record as text.
    SplunkRaw,
    /// Splunk, JSON, paths as keys.
    SplunkPaths,
    /// Splunk, CSV, paths as columns.
    SplunkCsv,
    /// Splunk, CSV, the record as text.
    SplunkRawCsv,
    /// Sentinel `Okta_CL`, JSON.
    Sentinel,
    /// Sentinel `Okta_CL`, CSV as the portal writes it.
    SentinelCsv,
    /// Sentinel `OktaV2_CL`, JSON.
    SentinelV2,
    /// Sentinel `OktaV2_CL`, CSV.
    SentinelV2Csv,
    /// Elastic documents that keep the original.
    ElasticWhole,
    /// Elastic documents without it.
    Elastic,
    /// The same as Kibana's CSV.
    Kibana,
    /// Panther, JSON.
    Panther,
    /// Panther's table as CSV, columns in capitals.
    PantherCsv,
    /// The Admin Console's CSV, which tells less.
    ConsoleCsv,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 17] = [
        Self::Array,
        Self::EventHook,
        Self::EventBridge,
        Self::SplunkRaw,
        Self::SplunkPaths,
        Self::SplunkCsv,
        Self::SplunkRawCsv,
        Self::Sentinel,
        Self::SentinelCsv,
        Self::SentinelV2,
        Self::SentinelV2Csv,
        Self::ElasticWhole,
        Self::Elastic,
        Self::Kibana,
        Self::Panther,
        Self::PantherCsv,
        Self::ConsoleCsv,
    ];
}

/// When the tool took records in, which must never be taken for their time.
const INGESTED: &str = "2031-05-01T00:00:00.000Z";

/// A row or a document: names with values.
type Fields = Map<String, Value>;

/// Records in one shape.
pub fn shaped(records: &[Value], shape: Shape) -> String {
    let each = |of: fn(&Value) -> Fields| records.iter().map(of).collect::<Vec<_>>();
    match shape {
        Shape::Array => json!(records).to_string(),
        Shape::EventHook => json!({"data": {"events": records}}).to_string(),
        Shape::EventBridge => lines(&each(bridge)),
        Shape::SplunkRaw => lines(&each(splunk_raw)),
        Shape::SplunkPaths => lines(&each(|record| result(listed(splunk(record))))),
        Shape::SplunkCsv => csv(&each(splunk)),
        Shape::SplunkRawCsv => csv(&each(|record| {
            fields([
                ("_raw", json!(record.to_string())),
                ("_time", json!(INGESTED)),
                ("host", json!("h")),
            ])
        })),
        Shape::Sentinel => json!(each(sentinel)).to_string(),
        Shape::SentinelCsv => csv(&each(|record| portal(sentinel(record)))),
        Shape::SentinelV2 => lines(&each(sentinel_v2)),
        Shape::SentinelV2Csv => csv(&each(sentinel_v2)),
        Shape::ElasticWhole => lines(&each(elastic_whole)),
        Shape::Elastic => lines(&each(elastic)),
        Shape::Kibana => csv(&each(kibana)),
        Shape::Panther => lines(&each(panther)),
        Shape::PantherCsv => csv(&each(|record| {
            panther(record).into_iter().map(|(k, v)| (k.to_uppercase(), v)).collect()
        })),
        Shape::ConsoleCsv => {
            records.iter().fold(console_header(), |text, record| text + &console_row(record))
        }
    }
}

fn fields<const N: usize>(of: [(&str, Value); N]) -> Fields {
    of.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The value at a path; null where there is none.
fn at(record: &Value, path: &str) -> Value {
    let pointer = format!("/{}", path.replace('.', "/"));
    record.pointer(&pointer).cloned().unwrap_or_default()
}

fn targets(record: &Value) -> Vec<Value> {
    at(record, "target").as_array().cloned().unwrap_or_default()
}

fn lines(rows: &[Fields]) -> String {
    rows.iter().map(|row| Value::Object(row.clone()).to_string() + "\n").collect()
}

fn result(row: Fields) -> Fields {
    fields([("preview", json!(false)), ("result", Value::Object(row))])
}

/// A table whose header holds every column that a row has.
fn csv(rows: &[Fields]) -> String {
    let names: BTreeMap<&String, ()> = rows.iter().flatten().map(|(name, _)| (name, ())).collect();
    let header = csv_row(names.keys().map(|name| (*name).clone()));
    let row = |row: &Fields| csv_row(names.keys().map(|name| shown(row.get(*name))));
    rows.iter().fold(header, |text, fields| text + &row(fields))
}

/// One row; every cell is quoted.
fn csv_row(cells: impl Iterator<Item = String>) -> String {
    let quoted = |text: String| format!("\"{}\"", text.replace('"', "\"\""));
    cells.map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Each plain value of a record under its path; lists are left out.
fn flat(record: &Value, separator: &str) -> Fields {
    let mut all = Fields::new();
    for (key, value) in record.as_object().into_iter().flatten() {
        match value {
            Value::Object(_) => {
                let below = flat(value, separator).into_iter();
                all.extend(below.map(|(name, value)| (format!("{key}{separator}{name}"), value)));
            }
            Value::Array(_) => {}
            plain => {
                all.insert(key.clone(), plain.clone());
            }
        }
    }
    all
}

fn bridge(record: &Value) -> Fields {
    fields([("version", json!("0")), ("time", json!(INGESTED)), ("detail", record.clone())])
}

fn splunk_raw(record: &Value) -> Fields {
    result(fields([("_raw", json!(record.to_string())), ("_time", json!(INGESTED))]))
}

fn splunk(record: &Value) -> Fields {
    let mut row = flat(record, ".");
    for key in ["type", "displayName", "alternateId", "id"] {
        let list: Vec<_> = targets(record).iter().map(|target| shown(target.get(key))).collect();
        if !list.is_empty() {
            row.insert(format!("target{{}}.{key}"), json!(list.join("\n")));
        }
    }
    row.insert("_time".to_owned(), json!(INGESTED));
    row
}

/// Several values of one field as a list; one stays plain.
fn listed(row: Fields) -> Fields {
    let values = row.into_iter().map(|(name, value)| match value.as_str() {
        Some(text) if text.contains('\n') => (name, json!(text.split('\n').collect::<Vec<_>>())),
        _ => (name, value),
    });
    values.collect()
}

fn sentinel(record: &Value) -> Fields {
    let mut row = fields([("TimeGenerated", json!(INGESTED)), ("Type", json!("Okta_CL"))]);
    for (path, value) in flat(record, "_") {
        let suffix = match (&*path, &value) {
            ("published", _) => "t",
            ("uuid", _) => "g",
            (_, Value::Bool(_)) => "b",
            (_, Value::Number(_)) => "d",
            _ => "s",
        };
        row.insert(format!("{path}_{suffix}"), value);
    }
    let mut targets = targets(record);
    for target in &mut targets {
        let inner = target.get("detailEntry").and_then(Value::as_object).cloned();
        if let (Some(inner), Some(target)) = (inner, target.as_object_mut()) {
            let members = inner.iter().map(|(key, value)| format!("{key}={}", shown(Some(value))));
            let text = format!("@{{{}}}", members.collect::<Vec<_>>().join("; "));
            target.insert("detailEntry".to_owned(), json!(text));
        }
    }
    let text = serde_json::to_string_pretty(&targets).unwrap_or_default().replace('\n', "\r\n");
    row.insert("target_s".to_owned(), json!(text));
    row
}

/// Times and their columns as the portal of Log Analytics writes them.
fn portal(row: Fields) -> Fields {
    let named = row.into_iter().map(|(name, value)| match &*name {
        "TimeGenerated" | "published_t" => {
            (format!("{name} [UTC]"), json!(american(&shown(Some(&value)))))
        }
        _ => (name, value),
    });
    named.collect()
}

/// `2026-03-02T08:00:01.250Z` as `3/2/2026, 8:00:01.250 AM`.
fn american(time: &str) -> String {
    let (date, clock) = time.trim_end_matches('Z').split_once('T').unwrap_or((time, ""));
    let number = |text: &str| text.parse::<u32>().unwrap_or_default();
    let (hour, rest) = clock.split_once(':').unwrap_or((clock, ""));
    let parts: Vec<u32> = date.split('-').map(number).collect();
    let [year, month, day] = parts.as_slice() else { return time.to_owned() };
    let half = if number(hour) < 12 { "AM" } else { "PM" };
    let hour = (number(hour) + 11) % 12 + 1;
    format!("{month}/{day}/{year}, {hour}:{rest} {half}")
}

/// The columns of `OktaV2_CL`, each with the path that fills it.
const V2: &[(&str, &str)] = &[
    ("TimeGenerated", "published"),
    ("EventOriginalUid", "uuid"),
    ("EventOriginalType", "eventType"),
    ("EventMessage", "displayMessage"),
    ("OriginalUserType", "actor.type"),
    ("OriginalActorAlternateId", "actor.alternateId"),
    ("ActorDisplayName", "actor.displayName"),
    ("OriginalOutcomeResult", "outcome.result"),
    ("EventOriginalResultDetails", "outcome.reason"),
    ("SrcIpAddr", "client.ipAddress"),
    ("SrcGeoCity", "client.geographicalContext.city"),
    ("SrcGeoRegion", "client.geographicalContext.state"),
    ("SrcGeoCountry", "client.geographicalContext.country"),
    ("SrcGeoLatitude", "client.geographicalContext.geolocation.lat"),
    ("SrcGeoLongtitude", "client.geographicalContext.geolocation.lon"),
    ("SecurityContextAsNumber", "securityContext.asNumber"),
    ("SecurityContextAsOrg", "securityContext.asOrg"),
    ("SecurityContextIsProxy", "securityContext.isProxy"),
    ("HttpUserAgent", "client.userAgent.rawUserAgent"),
    ("SrcDvcOs", "client.userAgent.os"),
    ("ActingAppName", "client.userAgent.browser"),
    ("OriginalClientDevice", "client.device"),
    ("ActorSessionId", "authenticationContext.externalSessionId"),
    ("LogonMethod", "authenticationContext.credentialType"),
    ("TransactionId", "transaction.id"),
    ("DebugData", "debugContext.debugData"),
    ("OriginalTarget", "target"),
];

fn sentinel_v2(record: &Value) -> Fields {
    V2.iter().map(|(column, path)| ((*column).to_owned(), at(record, path))).collect()
}

fn elastic_whole(record: &Value) -> Fields {
    let mut document = elastic(record);
    if let Some(Value::Object(event)) = document.get_mut("event") {
        event.insert("original".to_owned(), json!(record.to_string()));
    }
    document
}

fn elastic(record: &Value) -> Fields {
    let of = |path: &str| at(record, path);
    let debug = of("debugContext.debugData");
    let place = |key: &str| of(&format!("client.geographicalContext.{key}"));
    let targets: Vec<_> = targets(record)
        .iter()
        .map(|target| {
            json!({
                "type": target.get("type"), "id": target.get("id"),
                "alternate_id": target.get("alternateId"),
                "display_name": target.get("displayName"),
                "detailEntry": target.get("detailEntry"),
            })
        })
        .collect();
    let okta = json!({
        "uuid": of("uuid"), "event_type": of("eventType"),
        "display_message": of("displayMessage"), "outcome": of("outcome"),
        "actor": {
            "type": of("actor.type"), "alternate_id": of("actor.alternateId"),
            "display_name": of("actor.displayName"),
        },
        "client": {
            "ip": of("client.ipAddress"), "device": of("client.device"),
            "user_agent": {
                "raw_user_agent": of("client.userAgent.rawUserAgent"),
                "os": of("client.userAgent.os"), "browser": of("client.userAgent.browser"),
            },
        },
        "security_context": {
            "as": {"number": of("securityContext.asNumber"),
                   "organization": {"name": of("securityContext.asOrg")}},
            "is_proxy": of("securityContext.isProxy"),
        },
        "device": {"id": of("device.id"), "name": of("device.name")},
        "authentication_context": {
            "external_session_id": of("authenticationContext.externalSessionId"),
            "credential_type": of("authenticationContext.credentialType"),
        },
        "transaction": {"id": of("transaction.id")},
        "debug_context": {"debug_data": {
            "factor": debug.get("factor"), "request_uri": debug.get("requestUri"),
            "flattened": debug,
        }},
        "target": targets,
    });
    fields([
        ("@timestamp", of("published")),
        ("ecs", json!({"version": "8.8.0"})),
        ("event", json!({"action": of("eventType"), "category": ["authentication"]})),
        (
            "client",
            json!({"ip": of("client.ipAddress"), "geo": {
                "city_name": place("city"), "region_name": place("state"),
                "country_name": place("country"),
                "location": {"lat": place("geolocation.lat"), "lon": place("geolocation.lon")},
            }}),
        ),
        ("source", json!({"geo": {"city_name": "of the index's own database"}})),
        ("okta", okta),
    ])
}

/// Plain values as columns, a list of objects as JSON, the time as Kibana shows it.
fn kibana(record: &Value) -> Fields {
    let document = Value::Object(elastic(record));
    let mut row = flat(&document, ".");
    row.insert("okta.target".to_owned(), at(&document, "okta.target"));
    let time = shown(row.get("@timestamp"));
    row.insert("@timestamp".to_owned(), json!(kibana_time(&time)));
    row
}

/// `2026-03-02T08:00:01.250Z` as `Mar 2, 2026 @ 08:00:01.250`.
fn kibana_time(time: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, clock) = time.trim_end_matches('Z').split_once('T').unwrap_or((time, ""));
    let parts: Vec<usize> = date.split('-').map(|part| part.parse().unwrap_or_default()).collect();
    let [year, month, day] = parts.as_slice() else { return time.to_owned() };
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    format!("{month} {day}, {year} @ {clock}")
}

fn panther(record: &Value) -> Fields {
    let members = record.as_object().into_iter().flatten();
    let mut row: Fields = members.map(|(key, value)| (key.to_lowercase(), value.clone())).collect();
    let time = shown(row.get("published"));
    row.insert("published".to_owned(), json!(time.trim_end_matches('Z').replace('T', " ")));
    row.insert("p_log_type".to_owned(), json!("Okta.SystemLog"));
    row
}

/// Columns of the Admin Console's CSV that are filled, each with the path that fills it.
const CONSOLE: &[(&str, &str)] = &[
    ("event_type", "eventType"),
    ("display_message", "displayMessage"),
    ("uuid", "uuid"),
    ("timestamp", "published"),
    ("outcome.result", "outcome.result"),
    ("outcome.reason", "outcome.reason"),
    ("actor.type", "actor.type"),
    ("actor.display_name", "actor.displayName"),
    ("actor.alternate_id", "actor.alternateId"),
    ("authentication_context.external_session_id", "authenticationContext.externalSessionId"),
    ("client.ip_address", "client.ipAddress"),
    ("client.device", "client.device"),
    ("client.user_agent.raw_user_agent", "client.userAgent.rawUserAgent"),
    ("client.geographical_context.country", "client.geographicalContext.country"),
    ("client.geographical_context.city", "client.geographicalContext.city"),
    ("client.geographical_context.geolocation.lon", "client.geographicalContext.geolocation.lon"),
    ("client.geographical_context.geolocation.lat", "client.geographicalContext.geolocation.lat"),
    ("transaction.id", "transaction.id"),
    ("debug_context.debug_data.request_uri", "debugContext.debugData.requestUri"),
];

/// Targets that have columns in the Admin Console's CSV.
const CONSOLE_TARGETS: usize = 4;

/// What the Admin Console's CSV tells of a target: the end of the column's name, and the key.
const CONSOLE_TARGET: [(&str, &str); 4] = [
    ("type", "type"),
    ("id", "id"),
    ("alternate_id", "alternateId"),
    ("display_name", "displayName"),
];

/// The first line of the Admin Console's CSV.
pub fn console_header() -> String {
    let targets = (0..CONSOLE_TARGETS)
        .flat_map(|number| CONSOLE_TARGET.map(|(column, _)| format!("target{number}.{column}")));
    csv_row(CONSOLE.iter().map(|(column, _)| (*column).to_owned()).chain(targets))
}

/// The row of a record in the Admin Console's CSV.
pub fn console_row(record: &Value) -> String {
    let of_record = CONSOLE.iter().map(|(_, path)| at(record, path));
    let targets = targets(record);
    let of_target = |number| {
        let target: Value = targets.get(number).cloned().unwrap_or_default();
        CONSOLE_TARGET.map(|(_, key)| target.get(key).cloned().unwrap_or_default())
    };
    let values = of_record.chain((0..CONSOLE_TARGETS).flat_map(of_target));
    csv_row(values.map(|value| shown(Some(&value))))
}
