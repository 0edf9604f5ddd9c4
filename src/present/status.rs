//! The line below: evidence verified or not, what each source covers, what could not be used.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::model::{EvidenceStatus, RecordCounts, Timestamp};

use super::{Tone, Zone, format};

/// What the status line says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusModel {
    /// Whether every file was read and hashed.
    pub evidence: String,
    /// Its tone.
    pub tone: Tone,
    /// What each source covers.
    pub coverage: Vec<String>,
    /// Records that could not be used; empty where all could.
    pub issues: String,
    /// Rules that were not evaluated; empty where all were.
    pub rules: String,
    /// `3 files, 1 006 297 records, 0 rejected`.
    pub pill: String,
    /// The pill's tone.
    pub pill_tone: Tone,
}

/// The stream of records that no format knows, as the reader names it.
const UNRECOGNIZED: &str = "not recognized";

/// Makes the status line.
pub fn build(case: &Case, zone: &Zone) -> StatusModel {
    let files = case.evidence.len() as u64;
    let mut counts = RecordCounts::default();
    case.evidence.iter().for_each(|evidence| counts.add(evidence.counts));
    let unread = case.evidence.iter().filter(|e| e.status != EvidenceStatus::Read).count() as u64;
    let unhashed = case.evidence.iter().filter(|e| e.sha256.is_empty()).count() as u64;
    let bad = unread > 0 || counts.rejected > 0;
    let (evidence, tone) = match (unread, unhashed) {
        (0, 0) => ("Evidence hashed, SHA-256".to_owned(), Tone::Good),
        (0, _) => {
            (format!("{} not hashed", format::counted(unhashed, "file", "files")), Tone::Warning)
        }
        _ => (
            format!("{} not read in full", format::counted(unread, "file", "files")),
            Tone::Warning,
        ),
    };
    StatusModel {
        evidence,
        tone,
        coverage: coverage(case, zone).into_iter().chain(databases(case)).collect(),
        issues: issues(case, counts),
        rules: rules(case),
        pill: format!(
            "{}, {}, {} rejected",
            format::counted(files, "file", "files"),
            format::counted(counts.records, "record", "records"),
            format::count(counts.rejected)
        ),
        pill_tone: if bad { Tone::Warning } else { Tone::Good },
    }
}

fn coverage(case: &Case, zone: &Zone) -> Vec<String> {
    let mut ranges: BTreeMap<_, (Timestamp, Timestamp)> = BTreeMap::new();
    for evidence in &case.evidence {
        let (Some(provider), Some(first), Some(last)) =
            (evidence.provider, evidence.first_event, evidence.last_event)
        else {
            continue;
        };
        let range = ranges.entry(provider).or_insert((first, last));
        range.0 = range.0.min(first);
        range.1 = range.1.max(last);
    }
    ranges
        .into_iter()
        .map(|(provider, (first, last))| {
            format!("{} {}", provider.title(), format::day_range(first, last, zone))
        })
        .collect()
}

/// The databases that give what the logs do not.
fn databases(case: &Case) -> Option<String> {
    let words: Vec<_> = case.databases.iter().map(|it| format::shown(&it.words())).collect();
    (!words.is_empty()).then(|| format!("places beside the log by {}", words.join(", ")))
}

fn issues(case: &Case, counts: RecordCounts) -> String {
    let unknown: u64 =
        case.evidence.iter().filter_map(|it| it.unsupported_streams.get(UNRECOGNIZED)).sum();
    let unsupported = counts.unsupported.saturating_sub(unknown);
    let mut parts = Vec::new();
    if !case.issues.is_empty() {
        parts.push(format::counted(case.issues.len() as u64, "issue", "issues"));
    }
    if unknown > 0 {
        parts.push(format!("{} not recognized", format::counted(unknown, "record", "records")));
    }
    if unsupported > 0 {
        parts.push(format!(
            "{} of other streams",
            format::counted(unsupported, "record", "records")
        ));
    }
    parts.join(" · ")
}

fn rules(case: &Case) -> String {
    match case.detection.not_evaluated.len() as u64 {
        0 => String::new(),
        count => format!("{} not evaluated", format::counted(count, "rule", "rules")),
    }
}
