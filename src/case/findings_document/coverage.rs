//! What the evidence covers, as rows of the findings document.

use serde::Serialize;

use crate::case::coverage::{Buckets, FileCoverage, Hint, Missing, Quiet};

#[derive(Debug, Serialize)]
pub(super) struct CoverageRow<'a> {
    evidence: String,
    first_event: Option<String>,
    last_event: Option<String>,
    buckets: Option<BucketsRow<'a>>,
    quiet: Vec<QuietRow>,
    hints: Vec<HintRow<'a>>,
}

#[derive(Debug, Serialize)]
struct BucketsRow<'a> {
    start: String,
    width_s: f64,
    counts: &'a [u64],
}

#[derive(Debug, Serialize)]
struct QuietRow {
    start: String,
    end: String,
    seconds: f64,
    expected_events: u64,
}

#[derive(Debug, Serialize)]
struct HintRow<'a> {
    kind: &'static str,
    text: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct MissingRow {
    provider: &'static str,
    stream: &'static str,
    why: &'static str,
    hides: &'static str,
}

impl<'a> CoverageRow<'a> {
    pub(super) fn of(file: &'a FileCoverage) -> Self {
        Self {
            evidence: file.id.to_string(),
            first_event: file.first.map(super::text_of),
            last_event: file.last.map(super::text_of),
            buckets: file.buckets.as_ref().map(buckets),
            quiet: file.quiet.iter().map(quiet).collect(),
            hints: file.hints.iter().map(hint).collect(),
        }
    }
}

impl MissingRow {
    pub(super) fn of(missing: &Missing) -> Self {
        Self {
            provider: missing.provider.key(),
            stream: missing.stream,
            why: missing.why.key(),
            hides: missing.hides,
        }
    }
}

fn buckets(buckets: &Buckets) -> BucketsRow<'_> {
    BucketsRow {
        start: buckets.start.to_string(),
        width_s: buckets.width.as_secs_f64(),
        counts: &buckets.counts,
    }
}

fn quiet(quiet: &Quiet) -> QuietRow {
    QuietRow {
        start: quiet.start.to_string(),
        end: quiet.end.to_string(),
        seconds: quiet.span().as_secs_f64(),
        expected_events: quiet.expected,
    }
}

fn hint(hint: &Hint) -> HintRow<'_> {
    HintRow { kind: hint.kind.key(), text: &hint.text }
}
