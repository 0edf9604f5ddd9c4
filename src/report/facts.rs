//! What documents say of a case, as plain values: who is affected, in which order, in which words.
//!
//! In: a case. Out: lists with a total order and short texts without log text, or log texts that
//! the caller still has to escape.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Case, marked};
use crate::model::{
    EventId, Evidence, EvidenceStatus, Finding, Outcome, PartyId, Prompt, PromptId, Severity, Span,
    Succeeded, Timestamp, UserId,
};

/// What no finding means: not the same where something was not read.
pub(super) fn none_found(case: &Case) -> &'static str {
    let is_unread = |it: &Evidence| it.status != EvidenceStatus::Read;
    match (case.store.events.len(), case.evidence.iter().any(is_unread)) {
        (0, true) => "No answer: nothing was read that a rule could look at.",
        (_, true) => {
            "None found in what was read, range and thresholds; some files were not read in full."
        }
        (_, false) => "None found in these sources, range and thresholds.",
    }
}

/// The technique that every finding is evidence of.
pub(super) const TECHNIQUE: &str = "T1621";

/// One account that findings touch.
pub(super) struct Affected<'a> {
    pub(super) user: UserId,
    /// Findings about it alone, worst first.
    pub(super) findings: Vec<&'a Finding>,
    /// Findings about many accounts that touch it, worst first.
    pub(super) shared: Vec<&'a Finding>,
    /// Its prompts that findings rest on, in order of time.
    pub(super) prompts: Vec<&'a Prompt>,
    pub(super) worst: Severity,
    pub(super) succeeded: Succeeded,
}

impl Affected<'_> {
    /// How many of its prompts the user did not satisfy.
    pub(super) fn unsatisfied(&self) -> usize {
        self.prompts.iter().filter(|prompt| prompt.is_unsatisfied()).count()
    }

    /// Its prompts by outcome.
    pub(super) fn outcomes(&self) -> BTreeMap<Outcome, u32> {
        let mut counts = BTreeMap::new();
        for prompt in &self.prompts {
            *counts.entry(prompt.outcome).or_default() += 1;
        }
        counts
    }
}

/// Every account that a finding touches: by highest severity, then unsatisfied prompts, then name.
pub(super) fn affected(case: &Case) -> Vec<Affected<'_>> {
    let mut by_user: BTreeMap<UserId, Affected<'_>> = BTreeMap::new();
    let mut prompts: BTreeMap<UserId, BTreeSet<PromptId>> = BTreeMap::new();
    for finding in &case.detection.findings {
        for &user in finding.users.iter().chain(&finding.user) {
            let entry = by_user.entry(user).or_insert_with(|| nobody(user));
            let list = if finding.user.is_some() { &mut entry.findings } else { &mut entry.shared };
            if list.last().is_none_or(|last| last.id != finding.id) {
                list.push(finding);
            }
            entry.worst = entry.worst.max(finding.severity);
            if finding.user.is_some() || finding.approvals.iter().any(|a| a.user == user) {
                entry.succeeded = entry.succeeded.max(finding.succeeded);
            }
        }
        for &id in &finding.prompts {
            if let Some(prompt) = case.prompt(id) {
                prompts.entry(prompt.user).or_default().insert(id);
            }
        }
    }
    let mut all: Vec<_> = by_user.into_values().collect();
    for entry in &mut all {
        let ids = prompts.remove(&entry.user).unwrap_or_default();
        entry.prompts = ids.iter().filter_map(|id| case.prompt(*id)).collect();
        entry.prompts.sort_by_key(|prompt| (prompt.time(), prompt.id));
    }
    let name = |user| case.store.users.name(user);
    all.sort_by(|a, b| {
        (b.worst, b.unsatisfied())
            .cmp(&(a.worst, a.unsatisfied()))
            .then_with(|| name(a.user).cmp(name(b.user)))
    });
    all
}

fn nobody<'a>(user: UserId) -> Affected<'a> {
    Affected {
        user,
        findings: Vec::new(),
        shared: Vec::new(),
        prompts: Vec::new(),
        worst: Severity::Info,
        succeeded: Succeeded::No,
    }
}

/// A time to the second, UTC, as a person reads it: `2026-03-02 08:00:11`.
pub(super) fn time(at: Timestamp) -> String {
    match jiff::Timestamp::from_microsecond(at.0) {
        Ok(instant) => instant.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => at.to_string(),
    }
}

/// The time of day to the second, UTC.
pub(super) fn time_of_day(at: Timestamp) -> String {
    match jiff::Timestamp::from_microsecond(at.0) {
        Ok(instant) => instant.strftime("%H:%M:%S").to_string(),
        Err(_) => at.to_string(),
    }
}

/// A count with narrow blanks between thousands.
pub(super) fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 prompt`, `2 prompts`.
pub(super) fn counted(value: u64, noun: &str) -> String {
    let plural = if value == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(value))
}

/// How many quiet stretches a file has: `1 quiet stretch`.
pub(super) fn quiet_stretches(number: usize) -> String {
    let noun = if number == 1 { "quiet stretch" } else { "quiet stretches" };
    format!("{} {noun}", count(number as u64))
}

/// A length of time in its two largest units: `1 h 12 min`.
pub(super) fn span(length: Span) -> String {
    let sign = if length.0 < 0 { "−" } else { "" };
    let micros = length.0.unsigned_abs();
    if micros < 1_000_000 {
        return format!("{sign}{} ms", micros / 1_000);
    }
    let mut rest = length.rounded_secs();
    let mut words = Vec::new();
    for (size, unit) in [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")] {
        if rest >= size && words.len() < 2 {
            words.push(format!("{} {unit}", rest / size));
        }
        rest %= size;
    }
    format!("{sign}{}", words.join(" "))
}

/// Kilometres as a person reads them.
pub(super) fn kilometres(km: f64) -> String {
    format!("{} km", count(km.max(0.0).round() as u64))
}

/// A place as logged: `city, state, country`; what is not from the log bears the mark of its
/// database, and an address that is set aside for something says so instead. Empty where nothing
/// is known. Still hostile.
pub(super) fn place_text(case: &Case, id: PartyId) -> String {
    let side = case.side(id);
    let parts = [side.city, side.state, side.country];
    let words: Vec<_> = parts.into_iter().flatten().map(|it| it.value).collect();
    match side.kind_words() {
        Some(kind) if words.is_empty() => kind.to_owned(),
        _ => marked(words.join(", "), side.place_database()),
    }
}

/// A network: `AS64500 Example`, with the mark of a database as above. Still hostile.
pub(super) fn network_text(case: &Case, id: PartyId) -> String {
    let side = case.side(id);
    side.network().map(|text| marked(text, side.network_database())).unwrap_or_default()
}

/// What a party is called in a chart: its place, else its address, else its device. Still hostile.
pub(super) fn party_label(case: &Case, id: PartyId) -> String {
    let party = case.store.parties.get(id);
    let place = place_text(case, id);
    let ip = case.store.texts.present(party.ip).map(str::to_owned);
    let device = case.store.texts.present(party.device).map(str::to_owned);
    let city = case.store.texts.present(party.place.city).map(str::to_owned);
    match (ip, city.or_else(|| Some(place).filter(|text| !text.is_empty()))) {
        (Some(ip), Some(place)) => format!("{ip} · {place}"),
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => device.unwrap_or_else(|| "not logged".to_owned()),
    }
}

/// The records of events, as a document cites them: `E1:12`.
pub(super) fn records(case: &Case, events: &[EventId]) -> Vec<String> {
    let refs = events.iter().filter_map(|&id| case.store.events.record_ref(id));
    refs.map(|at| format!("{}:{}", at.evidence, at.record)).collect()
}

/// Counts of outcomes in words: `3 denied, 2 no answer`.
pub(super) fn outcome_words(counts: &BTreeMap<Outcome, u32>) -> String {
    let known = Outcome::ALL.iter().filter_map(|outcome| Some((outcome, counts.get(outcome)?)));
    let words: Vec<_> = known
        .filter(|&(_, &number)| number > 0)
        .map(|(outcome, &number)| format!("{} {}", count(u64::from(number)), outcome.title()))
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_spans_read_like_words() {
        assert_eq!(count(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(counted(1, "prompt"), "1 prompt");
        assert_eq!(span(Span::from_secs(4_320)), "1 h 12 min");
        assert_eq!(span(Span::from_secs(-61)), "−1 min 1 s");
        assert_eq!(span(Span(250_000)), "250 ms");
        assert_eq!(span(Span(12_600_000)), "13 s");
        assert_eq!(span(Span::from_days(3)), "3 d");
        assert_eq!(kilometres(1_204.5), "1\u{202F}205 km");
    }
}
