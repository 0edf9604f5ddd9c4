//! The document that `pushscope analyze --format json` prints: `pushscope.findings/1`.
//!
//! A format of its own: fields may be added later, none changes its meaning. What the log does
//! not tell is `null`. The JSON Schema in `docs/` and a test hold it.

mod coverage;
mod members;
mod outcomes;
mod rows;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::{Case, Side, write_parameters};
use crate::detect::NotEvaluated;
use crate::model::{
    Approval, Custody, EventId, Evidence, Finding, IngestIssue, Inside, Origin, PartyId, Prompt,
    PromptId, RecordRef, Severity, Span, Succeeded, TextId, Timestamp, UserId, Window, hex,
};

use coverage::{CoverageRow, MissingRow};
use members::Members;
use outcomes::Outcomes;
use rows::{
    ApprovalRow, ArchiveRow, BesideLog, DatabaseRow, Engine, EvidenceRow, FindingRow, IssueRow,
    Issues, LookAlikeRow, MappingRow, NotEvaluatedRow, PromptRow, RecordRow, ResponderRow,
    SourceRow, Totals, UserRow, WindowRow, source_key,
};

/// Name and version of the document.
pub const SCHEMA: &str = "pushscope.findings/1";

/// How many issues a document shows unless all are asked for.
const ISSUES_SHOWN: usize = 1_000;

/// How much of the long lists is put into the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Every prompt, not only those that findings rest on.
    pub all_prompts: bool,
    /// Every issue, not only the first thousand.
    pub all_issues: bool,
}

/// The whole document; see `findings-schema` in `docs/`.
#[derive(Debug)]
pub struct FindingsDocument<'a> {
    case: &'a Case,
    listing: Listing,
}

impl<'a> FindingsDocument<'a> {
    /// States a case.
    pub fn of(case: &'a Case, listing: Listing) -> Self {
        Self { case, listing }
    }

    /// The document as text: what [`FindingsDocument::write`] writes.
    ///
    /// # Errors
    /// A value that JSON cannot hold.
    pub fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        self.write(&mut text)?;
        Ok(text)
    }

    /// Writes the document as JSON, with a line for each finding, prompt and user, as it is made: a
    /// large one is never held whole.
    ///
    /// # Errors
    /// A value that JSON cannot hold, or `out` takes no more.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        let (case, writer) = (self.case, Writer { case: self.case });
        let mut document = Members::begin(out)?;
        document.value("schema", &SCHEMA)?;
        document.value("engine", &engine(case))?;
        document.list("evidence", &case.evidence, evidence_row)?;
        document.list("databases", &case.databases, DatabaseRow::of)?;
        document.value("totals", &writer.totals())?;
        document.list("coverage", &case.coverage.files, CoverageRow::of)?;
        document.list("missing", &case.coverage.missing, MissingRow::of)?;
        document.list("findings", &case.detection.findings, |it| writer.finding(it))?;
        document.list("prompts", &self.prompts(), |it| writer.prompt(it))?;
        let users = writer.users();
        document.list("users", &users, |it| writer.user_row(it))?;
        document.value("issues", &issues(&case.issues, self.listing.all_issues))?;
        let not_evaluated = &case.detection.not_evaluated;
        document.list("not_evaluated", not_evaluated, not_evaluated_row)?;
        document.list("limits", &case.limits, |it| it)?;
        document.end()
    }

    /// The prompts that are listed, in order of time.
    fn prompts(&self) -> Vec<&'a Prompt> {
        if self.listing.all_prompts {
            return self.case.prompts.iter().collect();
        }
        let cited = self.case.detection.findings.iter().flat_map(|finding| &finding.prompts);
        let mut cited: Vec<_> = cited.copied().collect();
        cited.sort_unstable();
        cited.dedup();
        cited.into_iter().filter_map(|id| self.case.prompt(id)).collect()
    }
}

/// Turns codes of one case into the words of the document.
struct Writer<'a> {
    case: &'a Case,
}

impl<'a> Writer<'a> {
    fn text(&self, id: TextId) -> Option<&'a str> {
        self.case.store.texts.present(id)
    }

    fn user(&self, id: UserId) -> &'a str {
        self.case.store.users.name(id)
    }

    fn country(&self, id: PartyId, side: &Side<'_>) -> Option<String> {
        let resolved = self.case.places.get(id.0 as usize).and_then(|it| it.country_text());
        resolved.or_else(|| side.country.map(|it| it.value.to_owned()))
    }

    fn source(&self, id: PartyId, origin: Origin, origin_reason: Cow<'a, str>) -> SourceRow<'a> {
        let party = self.case.store.parties.get(id);
        let side = self.case.side(id);
        SourceRow {
            ip: side.ip,
            asn: side.asn.map(|it| it.value),
            as_org: side.org.map(|it| it.value),
            country: self.country(id, &side),
            city: side.city.map(|it| it.value),
            beside_log: BesideLog::of(&side),
            asn_source: side.asn.map(|it| source_key(it.database)),
            as_org_source: side.org.map(|it| source_key(it.database)),
            user_agent: self.text(party.user_agent),
            origin,
            origin_reason,
        }
    }

    fn responder(&self, id: PartyId) -> ResponderRow<'a> {
        let party = self.case.store.parties.get(id);
        let side = self.case.side(id);
        ResponderRow {
            ip: side.ip,
            device: self.text(party.device),
            country: self.country(id, &side),
            city: side.city.map(|it| it.value),
            beside_log: BesideLog::of(&side),
        }
    }

    fn records(&self, events: &[EventId]) -> Vec<RecordRow> {
        events
            .iter()
            .filter_map(|&id| self.case.store.events.record_ref(id))
            .map(record_row)
            .collect()
    }

    fn totals(&self) -> Totals {
        let mut prompted: Vec<_> = self.case.prompts.iter().map(|it| it.user).collect();
        prompted.sort_unstable();
        prompted.dedup();
        Totals {
            counts: self.case.totals(),
            users_seen: self.case.store.users.len(),
            users_prompted: prompted.len(),
            prompts: self.case.prompts.len(),
            outcomes: Outcomes::of(self.case.prompts.iter()),
        }
    }

    fn finding(&self, finding: &'a Finding) -> FindingRow<'a> {
        FindingRow {
            id: &finding.id.0,
            rule: finding.rule.to_string(),
            technique: "T1621",
            title: &finding.title,
            severity: finding.severity,
            confidence: finding.confidence,
            user: finding.user.map(|it| self.user(it)),
            users: finding.users.iter().map(|&it| self.user(it)).collect(),
            provider: finding.providers.iter().map(|it| it.key()).collect(),
            factors: finding.factors.iter().map(|it| it.key()).collect(),
            apps: finding.apps.iter().filter_map(|&it| self.text(it)).collect(),
            first_seen: finding.first_seen.to_string(),
            last_seen: finding.last_seen.to_string(),
            prompts: finding.prompts.len(),
            outcomes: Outcomes::of(finding.prompts.iter().filter_map(|&it| self.case.prompt(it))),
            windows: finding.windows.iter().map(window_row).collect(),
            succeeded: finding.succeeded,
            approvals: finding.approvals.iter().map(|it| self.approval(it)).collect(),
            sources: finding
                .sources
                .iter()
                .map(|it| self.source(it.party, it.origin, Cow::Borrowed(&it.reason)))
                .collect(),
            responders: finding.responders.iter().map(|&it| self.responder(it)).collect(),
            distance_km: finding.distance_km.map(tenths),
            distance_effective_km: finding.distance_effective_km.map(tenths),
            prompt_ids: finding.prompts.iter().map(PromptId::to_string).collect(),
            events: self.records(&finding.events),
            explanation: &finding.explanation,
        }
    }

    fn approval(&self, approval: &Approval) -> ApprovalRow<'a> {
        ApprovalRow {
            prompt: approval.prompt.map(|it| it.to_string()),
            user: self.user(approval.user),
            at: approval.at.to_string(),
            from_first_s: approval.from_first.as_secs_f64(),
            from_last_s: approval.from_last.as_secs_f64(),
            response_s: approval.response.map(Span::as_secs_f64),
            same_source: approval.same_source,
        }
    }

    fn prompt(&self, prompt: &'a Prompt) -> PromptRow<'a> {
        let index = prompt.id.0 as usize;
        let detection = &self.case.detection;
        let origin = detection.origins.get(index).copied().unwrap_or_default();
        let place = detection.places.get(index).copied().unwrap_or_default();
        let source = || self.source(prompt.source, origin.origin, origin.reason().into());
        PromptRow {
            id: prompt.id.to_string(),
            user: self.user(prompt.user),
            provider: prompt.provider.key(),
            factor: prompt.factor.key(),
            number_match: prompt.number_match.key(),
            cause: prompt.cause.key(),
            issued_at: prompt.issued_at.map(text_of),
            answered_at: prompt.answered_at.map(text_of),
            outcome: prompt.outcome,
            outcome_text: self.text(prompt.outcome_text),
            inferred: prompt.inferred,
            pairing: prompt.pairing.key(),
            source: prompt.source.is_present().then(source),
            responder: prompt.responder.is_present().then(|| self.responder(prompt.responder)),
            app: self.text(prompt.app),
            place: place.place.key(),
            place_reason: place.reason(),
            events: self.records(&prompt.events),
        }
    }

    /// Users who were prompted or have a finding: by worst severity, then unsatisfied prompts,
    /// then name.
    fn users(&self) -> Vec<OfUser<'a>> {
        let name = |id: UserId| self.user(id);
        let mut all: Vec<OfUser<'a>> = Vec::new();
        all.resize_with(self.case.store.users.len(), OfUser::default);
        for (id, of_user) in (0_u32..).zip(&mut all) {
            of_user.id = UserId(id);
        }
        for prompt in &self.case.prompts {
            if let Some(of_user) = all.get_mut(prompt.user.0 as usize) {
                of_user.prompts += 1;
                of_user.unsatisfied += usize::from(prompt.is_unsatisfied());
                of_user.outcomes.add(prompt);
            }
        }
        for finding in &self.case.detection.findings {
            for user in &finding.users {
                if let Some(of_user) = all.get_mut(user.0 as usize) {
                    of_user.findings.push(finding);
                }
            }
        }
        all.retain(|it| it.prompts > 0 || !it.findings.is_empty());
        all.sort_by(|a, b| {
            b.worst()
                .cmp(&a.worst())
                .then(b.unsatisfied.cmp(&a.unsatisfied))
                .then_with(|| name(a.id).cmp(name(b.id)))
        });
        all
    }

    fn user_row<'u>(&self, of_user: &'u OfUser<'a>) -> UserRow<'u>
    where
        'a: 'u,
    {
        let user = self.case.store.users.get(of_user.id);
        UserRow {
            user: self.user(of_user.id),
            display_name: user.and_then(|it| it.display_name.as_deref()),
            spellings: user.map(|it| it.spellings.as_slice()).unwrap_or_default(),
            looks_like: self.look_alikes(of_user.id),
            prompts: of_user.prompts,
            outcomes: of_user.outcomes,
            findings: of_user.findings.iter().map(|it| it.id.0.as_str()).collect(),
            highest_severity: of_user.worst(),
            succeeded: succeeded(of_user.id, &of_user.findings),
        }
    }

    fn look_alikes(&self, id: UserId) -> Vec<LookAlikeRow<'a>> {
        let others = self.case.look_alikes.of_user(id).iter();
        others.map(|it| LookAlikeRow { user: self.user(it.user), by: &it.by }).collect()
    }
}

/// What is said of one user.
#[derive(Default)]
struct OfUser<'a> {
    id: UserId,
    prompts: usize,
    unsatisfied: usize,
    outcomes: Outcomes,
    findings: Vec<&'a Finding>,
}

impl OfUser<'_> {
    fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|it| it.severity).max()
    }
}

fn not_evaluated_row(it: &NotEvaluated) -> NotEvaluatedRow<'_> {
    NotEvaluatedRow { rule: it.rule, title: it.title, reason: &it.reason }
}

/// Whether an attack on this one user succeeded: a finding about many counts only where the
/// approval is this user's own.
fn succeeded(user: UserId, findings: &[&Finding]) -> Succeeded {
    let own = |finding: &&Finding| match (finding.user, finding.succeeded) {
        (None, Succeeded::Yes) if !finding.approvals.iter().any(|it| it.user == user) => {
            Succeeded::No
        }
        (_, succeeded) => succeeded,
    };
    findings.iter().map(own).max().unwrap_or_default()
}

fn engine(case: &Case) -> Engine {
    let parameters = write_parameters(&case.parameters);
    // A map of numbers always serializes; an empty text would show in the hash.
    let canonical = serde_json::to_vec(&parameters).unwrap_or_default();
    Engine {
        name: "pushscope",
        version: env!("CARGO_PKG_VERSION"),
        parameters,
        parameters_sha256: hex(&Sha256::digest(&canonical)),
        limits: case.parameters.limits.by_key(),
        databases_sha256: case.databases.iter().map(|it| it.sha256.clone()).collect(),
    }
}

fn evidence_row(evidence: &Evidence) -> EvidenceRow<'_> {
    EvidenceRow {
        id: evidence.id.to_string(),
        name: &evidence.name,
        archive: evidence.inside.as_ref().map(archive_row),
        container: evidence.container,
        bytes: evidence.bytes,
        sha256: (!evidence.sha256.is_empty()).then_some(evidence.sha256.as_str()),
        status: evidence.status.key(),
        reason: evidence.reason.as_deref(),
        provider: evidence.provider.map(|it| it.key()),
        stream: evidence.stream,
        shape: evidence.shape,
        encoding: evidence.encoding,
        zone: evidence.zone.as_deref(),
        naive_times: evidence.naive_times,
        clock_ahead_s: evidence.clock_ahead.as_secs_f64(),
        custody: evidence.custody.as_ref().map(custody_row),
        mapping: evidence
            .mapping
            .as_ref()
            .map(|it| MappingRow { name: &it.name, sha256: &it.sha256 }),
        counts: evidence.counts,
        notes: &evidence.notes,
        repaired_fields: &evidence.repaired_fields,
        unsupported_streams: &evidence.unsupported_streams,
        first_event: evidence.first_event.map(text_of),
        last_event: evidence.last_event.map(text_of),
    }
}

/// Every question of the form with its answer; `null` where nobody knows.
fn custody_row(custody: &Custody) -> BTreeMap<&'static str, Option<&str>> {
    custody.answers().map(|(field, answer)| (field.key, answer)).collect()
}

fn archive_row(inside: &Inside) -> ArchiveRow<'_> {
    let Inside { archive, entry } = inside;
    ArchiveRow {
        name: &archive.name,
        bytes: archive.bytes,
        sha256: &archive.sha256,
        entries: archive.entries,
        entry: *entry,
    }
}

fn window_row(window: &Window) -> WindowRow<'_> {
    WindowRow {
        start: window.start.to_string(),
        end: window.end.to_string(),
        prompts: window.prompts,
        parameter: &window.parameter,
    }
}

fn record_row(at: RecordRef) -> RecordRow {
    RecordRow { evidence: at.evidence.to_string(), record: at.record }
}

fn issues(issues: &[IngestIssue], all: bool) -> Issues<'_> {
    let mut by_kind = BTreeMap::new();
    for issue in issues {
        *by_kind.entry(issue.kind.key()).or_default() += 1;
    }
    let limit = if all { issues.len() } else { ISSUES_SHOWN };
    let shown = issues.iter().take(limit).map(|issue| IssueRow {
        evidence: issue.at.evidence.to_string(),
        record: issue.at.record,
        offset: issue.at.offset,
        length: issue.at.length,
        kind: issue.kind.key(),
        detail: &issue.detail,
    });
    Issues { total: issues.len(), by_kind, shown: shown.collect() }
}

/// Counts by outcome; they add up to the number of prompts. Inferred no-answers are counted once
/// more under `no_answer_inferred`.
fn text_of(time: Timestamp) -> String {
    time.to_string()
}

/// Kilometres to one decimal: no place is known better.
fn tenths(km: f64) -> f64 {
    (km * 10.0).round() / 10.0
}
