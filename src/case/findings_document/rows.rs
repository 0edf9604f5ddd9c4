//! The rows of the findings document: its own format, apart from the nouns that it states.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::outcomes::Outcomes;
use crate::case::Side;
use crate::model::{
    Confidence, DatabaseFacts, DatabaseId, NetworkKind, Origin, Outcome, PlaceSource, RecordCounts,
    Severity, Succeeded, ValueSource,
};

#[derive(Debug, Serialize)]
pub(super) struct Engine {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) parameters: BTreeMap<&'static str, BTreeMap<&'static str, f64>>,
    pub(super) parameters_sha256: String,
    pub(super) limits: BTreeMap<&'static str, u64>,
    /// The databases change findings as parameters do.
    pub(super) databases_sha256: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct DatabaseRow<'a> {
    id: String,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    built: Option<String>,
    sha256: &'a str,
    bytes: u64,
    ip_version: u16,
    addresses_asked: u64,
    addresses_placed: u64,
    addresses_named: u64,
    addresses_failed: u64,
}

impl<'a> DatabaseRow<'a> {
    pub(super) fn of(facts: &'a DatabaseFacts) -> Self {
        Self {
            id: facts.id.to_string(),
            name: &facts.name,
            kind: &facts.kind,
            built: facts.built.map(|built| built.to_string()),
            sha256: &facts.sha256,
            bytes: facts.bytes,
            ip_version: facts.ip_version,
            addresses_asked: facts.asked,
            addresses_placed: facts.placed,
            addresses_named: facts.named,
            addresses_failed: facts.failed,
        }
    }
}

/// What of a side's place is not from the log, and what a database says against the log.
#[derive(Debug, Serialize)]
pub(super) struct BesideLog {
    network_kind: Option<&'static str>,
    place_source: Option<String>,
    country_source: Option<String>,
    city_source: Option<String>,
    database_says_country: Option<String>,
}

impl BesideLog {
    pub(super) fn of(side: &Side<'_>) -> Self {
        let place = side.place_source.map(|source| match source {
            PlaceSource::LogCoordinates => "log_coordinates".to_owned(),
            PlaceSource::LogNames => "log_names".to_owned(),
            PlaceSource::Database(id) => source_key(Some(id)),
        });
        let country = side.country.map(|it| it.database);
        let country = country.or_else(|| side.country_source.map(ValueSource::database));
        let said = side.place_contradiction;
        Self {
            network_kind: side.kind.map(NetworkKind::key),
            place_source: place,
            country_source: country.map(source_key),
            city_source: side.city.map(|it| source_key(it.database)),
            database_says_country: said
                .and_then(|said| Some(format!("{}: {}", said.database, said.country.as_ref()?))),
        }
    }
}

/// `log`, or the number of the database.
pub(super) fn source_key(database: Option<DatabaseId>) -> String {
    database.map_or_else(|| "log".to_owned(), |id| id.to_string())
}

#[derive(Debug, Serialize)]
pub(super) struct ArchiveRow<'a> {
    pub(super) name: &'a str,
    pub(super) bytes: u64,
    pub(super) sha256: &'a str,
    pub(super) entries: u64,
    pub(super) entry: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct EvidenceRow<'a> {
    pub(super) id: String,
    pub(super) name: &'a str,
    pub(super) archive: Option<ArchiveRow<'a>>,
    pub(super) container: Option<&'static str>,
    pub(super) bytes: u64,
    pub(super) sha256: Option<&'a str>,
    pub(super) status: &'static str,
    pub(super) reason: Option<&'a str>,
    pub(super) provider: Option<&'static str>,
    pub(super) stream: Option<&'static str>,
    pub(super) shape: Option<&'static str>,
    pub(super) encoding: Option<&'static str>,
    pub(super) zone: Option<&'a str>,
    pub(super) naive_times: u64,
    pub(super) clock_ahead_s: f64,
    pub(super) custody: Option<BTreeMap<&'static str, Option<&'a str>>>,
    pub(super) mapping: Option<MappingRow<'a>>,
    #[serde(flatten)]
    pub(super) counts: RecordCounts,
    pub(super) notes: &'a BTreeMap<&'static str, u64>,
    pub(super) repaired_fields: &'a BTreeMap<&'static str, BTreeMap<String, u64>>,
    pub(super) unsupported_streams: &'a BTreeMap<String, u64>,
    pub(super) first_event: Option<String>,
    pub(super) last_event: Option<String>,
}

/// The mapping by which a file was read.
#[derive(Debug, Serialize)]
pub(super) struct MappingRow<'a> {
    pub(super) name: &'a str,
    pub(super) sha256: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct Totals {
    #[serde(flatten)]
    pub(super) counts: RecordCounts,
    pub(super) users_seen: usize,
    pub(super) users_prompted: usize,
    pub(super) prompts: usize,
    pub(super) outcomes: Outcomes,
}

#[derive(Debug, Serialize)]
pub(super) struct FindingRow<'a> {
    pub(super) id: &'a str,
    pub(super) rule: String,
    pub(super) technique: &'static str,
    pub(super) title: &'a str,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    pub(super) user: Option<&'a str>,
    pub(super) users: Vec<&'a str>,
    pub(super) provider: Vec<&'static str>,
    pub(super) factors: Vec<&'static str>,
    pub(super) apps: Vec<&'a str>,
    pub(super) first_seen: String,
    pub(super) last_seen: String,
    pub(super) prompts: usize,
    pub(super) outcomes: Outcomes,
    pub(super) windows: Vec<WindowRow<'a>>,
    pub(super) succeeded: Succeeded,
    pub(super) approvals: Vec<ApprovalRow<'a>>,
    pub(super) sources: Vec<SourceRow<'a>>,
    pub(super) responders: Vec<ResponderRow<'a>>,
    pub(super) distance_km: Option<f64>,
    pub(super) distance_effective_km: Option<f64>,
    pub(super) prompt_ids: Vec<String>,
    pub(super) events: Vec<RecordRow>,
    pub(super) explanation: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct WindowRow<'a> {
    pub(super) start: String,
    pub(super) end: String,
    pub(super) prompts: u32,
    pub(super) parameter: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct ApprovalRow<'a> {
    pub(super) prompt: Option<String>,
    pub(super) user: &'a str,
    pub(super) at: String,
    pub(super) from_first_s: f64,
    pub(super) from_last_s: f64,
    pub(super) response_s: Option<f64>,
    pub(super) same_source: Option<bool>,
}

#[derive(Debug, Serialize)]
pub(super) struct SourceRow<'a> {
    pub(super) ip: Option<&'a str>,
    pub(super) asn: Option<u32>,
    pub(super) as_org: Option<&'a str>,
    pub(super) country: Option<String>,
    pub(super) city: Option<&'a str>,
    pub(super) asn_source: Option<String>,
    pub(super) as_org_source: Option<String>,
    #[serde(flatten)]
    pub(super) beside_log: BesideLog,
    pub(super) user_agent: Option<&'a str>,
    pub(super) origin: Origin,
    pub(super) origin_reason: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
pub(super) struct ResponderRow<'a> {
    pub(super) ip: Option<&'a str>,
    pub(super) device: Option<&'a str>,
    pub(super) country: Option<String>,
    pub(super) city: Option<&'a str>,
    #[serde(flatten)]
    pub(super) beside_log: BesideLog,
}

#[derive(Debug, Serialize)]
pub(super) struct RecordRow {
    pub(super) evidence: String,
    pub(super) record: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct PromptRow<'a> {
    pub(super) id: String,
    pub(super) user: &'a str,
    pub(super) provider: &'static str,
    pub(super) factor: &'static str,
    pub(super) number_match: &'static str,
    pub(super) cause: &'static str,
    pub(super) issued_at: Option<String>,
    pub(super) answered_at: Option<String>,
    pub(super) outcome: Outcome,
    pub(super) outcome_text: Option<&'a str>,
    pub(super) inferred: bool,
    pub(super) pairing: &'static str,
    pub(super) source: Option<SourceRow<'a>>,
    pub(super) responder: Option<ResponderRow<'a>>,
    pub(super) app: Option<&'a str>,
    pub(super) place: &'static str,
    pub(super) place_reason: String,
    pub(super) events: Vec<RecordRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct UserRow<'a> {
    pub(super) user: &'a str,
    pub(super) display_name: Option<&'a str>,
    pub(super) spellings: &'a [String],
    pub(super) looks_like: Vec<LookAlikeRow<'a>>,
    pub(super) prompts: usize,
    pub(super) outcomes: Outcomes,
    pub(super) findings: Vec<&'a str>,
    pub(super) highest_severity: Option<Severity>,
    pub(super) succeeded: Succeeded,
}

/// Another account whose name looks like this one's.
#[derive(Debug, Serialize)]
pub(super) struct LookAlikeRow<'a> {
    pub(super) user: &'a str,
    pub(super) by: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct Issues<'a> {
    pub(super) total: usize,
    pub(super) by_kind: BTreeMap<&'static str, u64>,
    pub(super) shown: Vec<IssueRow<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct IssueRow<'a> {
    pub(super) evidence: String,
    pub(super) record: u32,
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) kind: &'static str,
    pub(super) detail: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct NotEvaluatedRow<'a> {
    pub(super) rule: &'static str,
    pub(super) title: &'static str,
    pub(super) reason: &'a str,
}
