//! Findings and prompts as CSV tables that a spreadsheet can open without evaluating anything.
//!
//! Every field is quoted. A text that a spreadsheet would evaluate begins with `'`; the last
//! column, `escaped`, names the columns of that row in which a text was changed, so that the
//! change can be undone. Lists are joined by ` | `. Times are RFC 3339 UTC; durations seconds;
//! distances kilometres; empty means "the log does not tell".

use std::io::Write;

use super::facts::{self, TECHNIQUE};
use super::{ReportError, escape};
use crate::case::Case;
use crate::model::{
    DatabaseId, Finding, OriginVerdict, Outcome, PartyId, PlaceVerdict, Prompt, PromptId, TextId,
    Timestamp, UserId,
};

const JOINT: &str = " | ";

/// The columns of [`findings_csv`], in order; those of the outcomes follow `prompts`.
pub const FINDING_COLUMNS: [&str; 27] = [
    "id",
    "rule",
    "technique",
    "title",
    "severity",
    "confidence",
    "user",
    "users",
    "provider",
    "factors",
    "apps",
    "first_seen",
    "last_seen",
    "windows",
    "succeeded",
    "approved_at",
    "source_ip",
    "source_network",
    "source_place",
    "source_origin",
    "responder_ip",
    "responder_place",
    "distance_km",
    "distance_effective_km",
    "prompt_ids",
    "records",
    "explanation",
];

/// The columns of [`prompts_csv`], in order.
pub const PROMPT_COLUMNS: [&str; 32] = [
    "id",
    "user",
    "provider",
    "factor",
    "number_match",
    "cause",
    "issued_at",
    "answered_at",
    "response_s",
    "outcome",
    "outcome_text",
    "inferred",
    "pairing",
    "app",
    "source_ip",
    "source_asn",
    "source_as_org",
    "source_place",
    "source_user_agent",
    "source_device",
    "source_origin",
    "source_origin_reason",
    "responder_ip",
    "responder_place",
    "responder_device",
    "place",
    "place_reason",
    "distance_km",
    "records",
    "source_network_from",
    "source_place_from",
    "responder_place_from",
];

/// One row for each finding, in the order of the case: [`FINDING_COLUMNS`], `prompts`, one column
/// for each outcome, `no_answer_inferred`, `escaped`.
///
/// # Errors
/// [`ReportError::Table`] when a row cannot be written.
pub fn findings_csv(case: &Case) -> Result<Vec<u8>, ReportError> {
    let counts = ["prompts"].into_iter().chain(Outcome::ALL.map(Outcome::key));
    let columns: Vec<_> =
        FINDING_COLUMNS.into_iter().chain(counts).chain(["no_answer_inferred"]).collect();
    let mut table = Table::new(&columns, Vec::new())?;
    for finding in &case.detection.findings {
        finding_row(&mut table, case, finding);
        table.end_row()?;
    }
    table.finish()
}

/// One row for each of the given prompts, in the order given: [`PROMPT_COLUMNS`], `escaped`.
///
/// # Errors
/// [`ReportError::Table`] when a row cannot be written.
pub fn prompts_csv(case: &Case, prompts: &[PromptId]) -> Result<Vec<u8>, ReportError> {
    let mut table = Table::new(&PROMPT_COLUMNS, Vec::new())?;
    for prompt in prompts.iter().filter_map(|&id| case.prompt(id)) {
        prompt_row(&mut table, case, prompt);
        table.end_row()?;
    }
    table.finish()
}

fn finding_row(table: &mut Table<Vec<u8>>, case: &Case, finding: &Finding) {
    let text = |id: TextId| case.store.texts.get(id).to_owned();
    let name = |user: UserId| case.store.users.name(user).to_owned();
    table.own(&finding.id.0);
    table.own(&finding.rule.to_string());
    table.own(TECHNIQUE);
    table.log(&finding.title);
    table.own(finding.severity.key());
    table.own(finding.confidence.key());
    table.log(&finding.user.map(name).unwrap_or_default());
    table.list(finding.users.iter().map(|&user| name(user)));
    table.list(finding.providers.iter().map(|provider| provider.key().to_owned()));
    table.list(finding.factors.iter().map(|factor| factor.key().to_owned()));
    table.list(finding.apps.iter().map(|&app| text(app)));
    table.own(&finding.first_seen.to_string());
    table.own(&finding.last_seen.to_string());
    table.list(finding.windows.iter().map(|window| {
        format!("{} in {}: {}/{}", window.prompts, window.parameter, window.start, window.end)
    }));
    table.own(finding.succeeded.key());
    table.list(finding.approvals.iter().map(|approval| approval.at.to_string()));
    let party = |id: PartyId| case.store.parties.get(id);
    let sources = || finding.sources.iter().map(|source| party(source.party));
    table.list(sources().map(|source| text(source.ip)));
    table.list(finding.sources.iter().map(|it| facts::network_text(case, it.party)));
    table.list(finding.sources.iter().map(|it| facts::place_text(case, it.party)));
    table.list(finding.sources.iter().map(|source| source.origin.key().to_owned()));
    let responders = || finding.responders.iter().map(|&id| party(id));
    table.list(responders().map(|responder| text(responder.ip)));
    table.list(finding.responders.iter().map(|&id| facts::place_text(case, id)));
    table.number(finding.distance_km);
    table.number(finding.distance_effective_km);
    table.list(finding.prompts.iter().map(ToString::to_string));
    table.list(facts::records(case, &finding.events).into_iter());
    table.log(&finding.explanation);
    table.own(&finding.prompts.len().to_string());
    for outcome in Outcome::ALL {
        table.own(&finding.outcomes.get(&outcome).copied().unwrap_or(0).to_string());
    }
    table.own(&finding.no_answer_inferred.to_string());
}

fn prompt_row(table: &mut Table<Vec<u8>>, case: &Case, prompt: &Prompt) {
    let text = |id: TextId| case.store.texts.get(id);
    let index = prompt.id.0 as usize;
    let origin = case.detection.origins.get(index);
    let place = case.detection.places.get(index);
    let source = case.store.parties.get(prompt.source);
    let responder = case.store.parties.get(prompt.responder);
    let side = case.side(prompt.source);
    table.own(&prompt.id.to_string());
    table.log(case.store.users.name(prompt.user));
    table.own(prompt.provider.key());
    table.own(prompt.factor.key());
    table.own(prompt.number_match.key());
    table.own(prompt.cause.key());
    table.time(prompt.issued_at);
    table.time(prompt.answered_at);
    table.number(prompt.response().map(|span| span.as_secs_f64()));
    table.own(prompt.outcome.key());
    table.log(text(prompt.outcome_text));
    table.own(if prompt.inferred { "yes" } else { "no" });
    table.own(prompt.pairing.key());
    table.log(text(prompt.app));
    table.log(text(source.ip));
    table.own(&side.asn.map(|asn| asn.value.to_string()).unwrap_or_default());
    table.log(side.org.map_or("", |org| org.value));
    table.log(&facts::place_text(case, prompt.source));
    table.log(text(source.user_agent));
    table.log(text(source.device));
    table.own(origin.map_or("", |verdict| verdict.origin.key()));
    table.log(&origin.map(OriginVerdict::reason).unwrap_or_default());
    table.log(text(responder.ip));
    table.log(&facts::place_text(case, prompt.responder));
    table.log(text(responder.device));
    table.own(place.map_or("", |verdict| verdict.place.key()));
    table.log(&place.map(PlaceVerdict::reason).unwrap_or_default());
    table.number(place.and_then(|verdict| verdict.distance_km));
    table.list(facts::records(case, &prompt.events).into_iter());
    let from = |told: bool, database: Option<DatabaseId>| match database {
        Some(id) => id.to_string(),
        None if told => "log".to_owned(),
        None => String::new(),
    };
    table.own(&from(side.network().is_some(), side.network_database()));
    table.own(&from(!side.place().is_empty(), side.place_database()));
    let phone = case.side(prompt.responder);
    table.own(&from(!phone.place().is_empty(), phone.place_database()));
}

/// A table in the making; fields are added one by one, in the order of its columns.
pub(super) struct Table<W: Write> {
    writer: csv::Writer<W>,
    columns: Vec<String>,
    row: Vec<String>,
    escaped: Vec<String>,
}

impl<W: Write> Table<W> {
    pub(super) fn new(columns: &[&str], out: W) -> Result<Self, ReportError> {
        let mut writer = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let header = columns.iter().copied().chain(["escaped"]);
        writer.write_record(header).map_err(failed)?;
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Ok(Self { writer, columns, row: Vec::new(), escaped: Vec::new() })
    }

    /// A field that Pushscope itself words or counts: it holds no log text.
    pub(super) fn own(&mut self, value: &str) {
        self.row.push(value.to_owned());
    }

    /// A field that may hold log text.
    pub(super) fn log(&mut self, value: &str) {
        let cell = escape::csv_cell(value);
        if cell != value
            && let Some(column) = self.columns.get(self.row.len())
        {
            self.escaped.push(column.clone());
        }
        self.row.push(cell.into_owned());
    }

    /// A list whose members may hold log text; absent members are left out.
    fn list(&mut self, values: impl Iterator<Item = String>) {
        let present: Vec<_> = values.filter(|value| !value.is_empty()).collect();
        self.log(&present.join(JOINT));
    }

    pub(super) fn time(&mut self, time: Option<Timestamp>) {
        self.own(&time.map(|time| time.to_string()).unwrap_or_default());
    }

    fn number(&mut self, value: Option<f64>) {
        self.own(&value.map(|value| format!("{value:.3}")).unwrap_or_default());
    }

    pub(super) fn end_row(&mut self) -> Result<(), ReportError> {
        self.row.push(std::mem::take(&mut self.escaped).join(" "));
        self.writer.write_record(self.row.drain(..)).map_err(failed)
    }

    pub(super) fn finish(self) -> Result<W, ReportError> {
        self.writer.into_inner().map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> ReportError {
    ReportError::Table(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<csv::StringRecord> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        reader.records().map(Result::unwrap).collect()
    }

    fn all(case: &Case) -> Vec<PromptId> {
        case.prompts.iter().map(|prompt| prompt.id).collect()
    }

    #[test]
    fn every_finding_and_every_prompt_is_a_row_as_wide_as_the_header() {
        let case = sample::attack("alice@corp.example");
        let findings = rows(&findings_csv(&case).unwrap());
        let prompts = rows(&prompts_csv(&case, &all(&case)).unwrap());
        assert_eq!(findings.len(), case.detection.findings.len() + 1);
        assert_eq!(prompts.len(), case.prompts.len() + 1);
        assert!(findings.iter().all(|row| row.len() == findings[0].len()));
        assert_eq!(&prompts[1][0], "P1");
        assert_eq!(findings[0].get(findings[0].len() - 1), Some("escaped"));
    }

    #[test]
    fn no_cell_of_a_hostile_case_is_a_formula_whatever_the_separator() {
        for hostile in ["=cmd|'/c calc'!A0", "\t=1", "a;=1", "＝1", "+46701", "a\n=1"] {
            let case = sample::attack(hostile);
            for bytes in [findings_csv(&case).unwrap(), prompts_csv(&case, &all(&case)).unwrap()] {
                let text = String::from_utf8(bytes).unwrap();
                for separator in [b',', b';', b'\t'] {
                    let mut reader = csv::ReaderBuilder::new()
                        .has_headers(false)
                        .flexible(true)
                        .delimiter(separator)
                        .from_reader(text.as_bytes());
                    for cell in reader
                        .records()
                        .flatten()
                        .flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
                    {
                        let first = cell.trim_start().chars().next();
                        assert!(
                            !first.is_some_and(|c| "=+-@＝＋－＠".contains(c)),
                            "{hostile:?} became {cell:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_changed_text_is_named_in_the_last_column() {
        let case = sample::attack("=1");
        let findings = rows(&findings_csv(&case).unwrap());
        let escaped = findings[1].get(findings[1].len() - 1).unwrap();
        assert!(escaped.split(' ').any(|column| column == "user"));
    }
}
