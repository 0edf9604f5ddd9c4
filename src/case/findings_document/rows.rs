//! The rows of the findings document: its own format, apart from the nouns that it states.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Confidence, Origin, Outcome, RecordCounts, Severity, Succeeded};

#[derive(Debug, Serialize)]
pub(super) struct Engine {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) parameters: BTreeMap<&'static str, BTreeMap<&'static str, f64>>,
    pub(super) parameters_sha256: String,
    pub(super) limits: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Serialize)]
pub(super) struct EvidenceRow<'a> {
    pub(super) id: String,
    pub(super) name: &'a str,
    pub(super) container: Option<&'static str>,
    pub(super) bytes: u64,
    pub(super) sha256: Option<&'a str>,
    pub(super) status: &'static str,
    pub(super) reason: Option<&'a str>,
    pub(super) provider: Option<&'static str>,
    pub(super) stream: Option<&'static str>,
    pub(super) shape: Option<&'static str>,
    pub(super) encoding: Option<&'static str>,
    #[serde(flatten)]
    pub(super) counts: RecordCounts,
    pub(super) notes: &'a BTreeMap<&'static str, u64>,
    pub(super) unsupported_streams: &'a BTreeMap<String, u64>,
    pub(super) first_event: Option<String>,
    pub(super) last_event: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Totals {
    #[serde(flatten)]
    pub(super) counts: RecordCounts,
    pub(super) users_seen: usize,
    pub(super) users_prompted: usize,
    pub(super) prompts: usize,
    pub(super) outcomes: BTreeMap<&'static str, u64>,
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
    pub(super) outcomes: BTreeMap<&'static str, u64>,
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
    pub(super) user_agent: Option<&'a str>,
    pub(super) origin: Origin,
    pub(super) origin_reason: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct ResponderRow<'a> {
    pub(super) ip: Option<&'a str>,
    pub(super) device: Option<&'a str>,
    pub(super) country: Option<String>,
    pub(super) city: Option<&'a str>,
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
    pub(super) place_reason: &'a str,
    pub(super) events: Vec<RecordRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct UserRow<'a> {
    pub(super) user: &'a str,
    pub(super) display_name: Option<&'a str>,
    pub(super) spellings: &'a [String],
    pub(super) looks_like: Vec<LookAlikeRow<'a>>,
    pub(super) prompts: usize,
    pub(super) outcomes: BTreeMap<&'static str, u64>,
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
