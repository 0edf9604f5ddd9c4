//! What a case shows, as short text for a person at a terminal: per user, then per finding.
//!
//! Log text passes [`escape::terminal`]; the text ends with what was not looked for and the
//! limits, so that "nothing found" is never more than it is.

use super::{escape, facts};
use crate::case::coverage::FileCoverage;
use crate::case::{Case, marked};
use crate::model::{
    Evidence, Finding, Outcome, RecordCounts, Severity, Succeeded, Timestamp, UserId,
};

/// The whole text, with a final newline.
pub fn case_text(case: &Case) -> String {
    let mut text = String::new();
    for evidence in &case.evidence {
        line(&mut text, &evidence_line(evidence));
    }
    line(&mut text, &prompts_line(case));
    line(&mut text, "");
    if case.detection.findings.is_empty() {
        line(&mut text, facts::none_found(case));
    }
    for (user, findings) in by_account(case) {
        line(&mut text, &account_line(case, user, &findings));
        for finding in findings {
            finding_lines(&mut text, case, finding);
        }
        line(&mut text, "");
    }
    closing(&mut text, case);
    text
}

fn line(text: &mut String, words: &str) {
    text.push_str(words);
    text.push('\n');
}

fn evidence_line(evidence: &Evidence) -> String {
    let what = match (evidence.provider, evidence.stream) {
        (Some(provider), Some(stream)) => format!("{} {stream}", provider.title()),
        (Some(provider), None) => provider.title().to_owned(),
        _ => "no known format".to_owned(),
    };
    let mut words = format!(
        "{} {}: {what}, {}; {}",
        evidence.id,
        escape::terminal(&evidence.name),
        counts(evidence.counts),
        evidence.status.key().replace('_', " "),
    );
    for (stream, records) in &evidence.unsupported_streams {
        words.push_str(&format!("\n   {records} of {}, not read", escape::terminal(stream)));
    }
    if let Some(reason) = &evidence.reason {
        words.push_str(&format!("\n   {}", escape::terminal(reason)));
    }
    if let Some(custody) = &evidence.custody {
        words.push_str(&format!("\n   custody: {}", escape::terminal(&custody.words())));
    }
    if let Some(inside) = &evidence.inside {
        words.push_str(&format!("\n   {}", escape::terminal(&inside.words())));
    }
    if !evidence.sha256.is_empty() {
        words.push_str(&format!("\n   SHA-256 {}", evidence.sha256));
    }
    words
}

fn counts(counts: RecordCounts) -> String {
    let mut words = format!("{} records, {} events", counts.records, counts.events);
    for (n, what) in [
        (counts.duplicates, "duplicates"),
        (counts.superseded, "superseded"),
        (counts.unsupported, "of streams not read"),
        (counts.rejected, "rejected"),
    ] {
        if n > 0 {
            words.push_str(&format!(", {n} {what}"));
        }
    }
    words
}

fn prompts_line(case: &Case) -> String {
    let mut users: Vec<_> = case.prompts.iter().map(|it| it.user).collect();
    users.sort_unstable();
    users.dedup();
    let mut words = format!(
        "{} prompts to {} of {} users",
        case.prompts.len(),
        users.len(),
        case.store.users.len()
    );
    let outcomes = Outcome::ALL.into_iter().filter_map(|outcome| {
        let n = case.prompts.iter().filter(|it| it.outcome == outcome).count();
        (n > 0).then(|| format!("{n} {}", outcome.title()))
    });
    let outcomes: Vec<_> = outcomes.collect();
    if !outcomes.is_empty() {
        words.push_str(&format!(": {}", outcomes.join(", ")));
    }
    words
}

/// Findings by account, in the order in which each account's worst finding stands; findings about
/// many accounts stand by themselves.
fn by_account(case: &Case) -> Vec<(Option<UserId>, Vec<&Finding>)> {
    let mut accounts: Vec<(Option<UserId>, Vec<&Finding>)> = Vec::new();
    for finding in &case.detection.findings {
        let known = finding
            .user
            .and_then(|user| accounts.iter_mut().find(|(account, _)| *account == Some(user)));
        match known {
            Some((_, findings)) => findings.push(finding),
            None => accounts.push((finding.user, vec![finding])),
        }
    }
    accounts
}

fn account_line(case: &Case, user: Option<UserId>, findings: &[&Finding]) -> String {
    let worst = findings.iter().map(|it| it.severity).max().unwrap_or(Severity::Info);
    let succeeded = match findings.iter().map(|it| it.succeeded).max() {
        Some(Succeeded::Yes) => ", succeeded",
        Some(Succeeded::CannotTell) => ", cannot tell whether it succeeded",
        _ => "",
    };
    let name = match user {
        Some(user) => escape::terminal(case.store.users.name(user)).into_owned(),
        None => {
            let accounts = findings.iter().map(|it| it.users.len()).max().unwrap_or_default();
            format!("{accounts} accounts")
        }
    };
    format!("{name}: {}{succeeded}", worst.key())
}

fn finding_lines(text: &mut String, case: &Case, finding: &Finding) {
    line(
        text,
        &format!(
            "  {} {} {}, {} to {} UTC ({})",
            finding.rule,
            finding.severity.key(),
            finding.title,
            seconds(finding.first_seen),
            seconds(finding.last_seen),
            finding.id.0,
        ),
    );
    line(text, &format!("    {}", escape::terminal(&finding.explanation)));
    for source in finding.sources.iter().take(3) {
        let side = case.side(source.party);
        let network = side.org.map(|org| marked(org.value.to_owned(), org.database));
        let place = Some(side.place().join(", ")).filter(|words| !words.is_empty());
        let place = place.map(|words| marked(words, side.place_database()));
        let words = [side.ip.map(str::to_owned), network, place];
        let kind = side.kind_words().map(str::to_owned);
        let place: Vec<_> = words
            .into_iter()
            .chain([kind])
            .flatten()
            .map(|it| escape::terminal(&it).into_owned())
            .collect();
        line(text, &format!("    asked from {}: {}", place.join(", "), source.origin.title()));
    }
    if finding.sources.len() > 3 {
        line(text, &format!("    and from {} more sources", finding.sources.len() - 3));
    }
}

/// A time to the second, as a person reads it.
fn seconds(time: Timestamp) -> String {
    let text = time.to_string();
    text.get(..19).map_or(text.clone(), |short| short.replace('T', " "))
}

fn closing(text: &mut String, case: &Case) {
    coverage(text, case);
    if !case.detection.not_evaluated.is_empty() {
        line(text, "Not looked for:");
        for rule in &case.detection.not_evaluated {
            line(text, &format!("  {} {}: {}", rule.rule, rule.title, rule.reason));
        }
    }
    if !case.databases.is_empty() {
        line(text, "Databases of addresses:");
    }
    for database in &case.databases {
        let words = format!("{}: {}, SHA-256 {}", database.words(), database.name, database.sha256);
        line(text, &format!("  {}", escape::terminal(&words)));
    }
    line(text, "Limits:");
    for limit in &case.limits {
        line(text, &format!("  {}", escape::terminal(limit)));
    }
}

/// What each file covers, in short; what is open or looks cut; streams that are missing.
fn coverage(text: &mut String, case: &Case) {
    line(text, "Coverage:");
    for file in &case.coverage.files {
        let (Some(first), Some(last)) = (file.first, file.last) else { continue };
        let quiet = file.quiet.iter().max_by_key(|quiet| (quiet.span(), quiet.start));
        let quiet = quiet.map_or(String::new(), |longest| {
            format!(
                "; {}, the longest from {} to {}",
                facts::quiet_stretches(file.quiet.len()),
                seconds(longest.start),
                seconds(longest.end)
            )
        });
        line(text, &format!("  {} {} to {} UTC{quiet}", file.id, seconds(first), seconds(last)));
        for hint in &file.hints {
            line(text, &format!("     {}", hint.text));
        }
    }
    let calm = |file: &FileCoverage| {
        file.quiet.is_empty() && !file.hints.iter().any(|hint| hint.kind.is_warning())
    };
    if case.coverage.files.iter().all(calm) {
        line(
            text,
            "  Quiet stretches and cut exports: none found in these sources, range and thresholds.",
        );
    }
    if case.coverage.missing.is_empty() {
        return;
    }
    line(text, "Missing streams:");
    for missing in &case.coverage.missing {
        line(
            text,
            &format!(
                "  {} {}, {}; hides {}",
                missing.provider.title(),
                missing.stream,
                missing.why.title(),
                missing.hides
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::open_bytes;

    #[test]
    fn no_finding_is_an_answer_only_where_something_was_read() {
        const UNKNOWN: &str = "When;Login;Result\n02.03.2026 09:00:00;alice;no\n";
        const SIGN_IN: &str = r#"{"uuid":"1","published":"2026-03-02T08:00:00Z",
            "eventType":"user.session.start","outcome":{"result":"SUCCESS"},
            "actor":{"type":"User","alternateId":"alice"}}"#;
        let told = |files: &[&str]| {
            let files = files.iter().map(|it| ("export".to_owned(), it.as_bytes().to_vec()));
            case_text(&open_bytes(files.collect()))
        };
        assert!(told(&[UNKNOWN]).contains("No answer: nothing was read"));
        assert!(told(&[UNKNOWN, SIGN_IN]).contains("some files were not read in full"));
        assert!(told(&[SIGN_IN]).contains("None found in these sources, range and thresholds."));
    }
}
