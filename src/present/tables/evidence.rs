//! Files as rows with what stands below an open one, what could not be used, what is missing.

mod details;
mod issues;

use crate::case::Case;
use crate::case::coverage::HintKind;
use crate::model::{Evidence, EvidenceStatus, Provider, TimeRange};
use crate::present::{Tone, format};

pub use details::{Detail, DetailRow, can_be_mapped, detail_row, details};
pub use issues::{IssueGroup, IssueRow, issue, issue_groups, kind_words};

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileCard {
    /// Its number, as citations give it: `E1`.
    pub number: String,
    /// Its name, ready to be shown.
    pub name: String,
    /// `2.3 GB`, and what it is packed in.
    pub size: String,
    /// How far the reading got, in words.
    pub status: &'static str,
    /// What the status' colour says.
    pub tone: Tone,
    /// Why it is not simply read.
    pub reason: Option<String>,
    /// SHA-256, lower-case hexadecimal; `None` where it could not be read.
    pub sha256: Option<String>,
    /// Provider, stream, shape, encoding.
    pub format: String,
    /// The fates of its records.
    pub counts: String,
    /// Whose log it is, and the fates that any record met, in short.
    pub fates: String,
    /// What should make a reader careful, in short; `None` where nothing should.
    pub careful: Option<String>,
    /// Everything that matters in one sentence.
    pub sentence: String,
}

/// One file as a card.
pub fn card(case: &Case, file: &Evidence) -> FileCard {
    let (status, tone) = status_words(case, file);
    let name = format::shown(&file.name);
    let counts = counts_words(file);
    let size = match file.container {
        Some(container) => format!("{}, {container}", format::bytes(file.bytes)),
        None => format::bytes(file.bytes),
    };
    FileCard {
        number: file.id.to_string(),
        sentence: format!("{}, {name}, {size}, {status}, {counts}", file.id),
        name,
        size,
        status,
        tone,
        reason: file.reason.as_deref().map(format::shown),
        sha256: (!file.sha256.is_empty()).then(|| file.sha256.clone()),
        format: format_words(file),
        counts,
        fates: fates_words(file),
        careful: careful_words(case, file),
    }
}

/// From the first event of all files to the last: what the bars are laid over.
pub fn covered(case: &Case) -> Option<TimeRange> {
    let files = &case.coverage.files;
    let first = files.iter().filter_map(|file| file.first).min()?;
    let last = files.iter().filter_map(|file| file.last).max()?;
    Some(TimeRange::covering(first, last))
}

fn status_words(case: &Case, file: &Evidence) -> (&'static str, Tone) {
    if is_faulty(case, file) {
        return ("counts do not add up", Tone::Bad);
    }
    match file.status {
        EvidenceStatus::Read if file.counts.rejected > 0 => {
            ("read to its end, some records rejected", Tone::Warning)
        }
        EvidenceStatus::Read => ("read to its end", Tone::Good),
        EvidenceStatus::Partial => ("read in part", Tone::Warning),
        EvidenceStatus::UnknownFormat => ("no known format", Tone::Bad),
        EvidenceStatus::Unreadable => ("could not be read", Tone::Bad),
    }
}

fn format_words(file: &Evidence) -> String {
    let parts = [file.provider.map(Provider::title), file.stream, file.shape, file.encoding];
    let parts: Vec<_> = parts.into_iter().flatten().map(|part| part.replace('_', " ")).collect();
    let inside = file.inside.iter().map(|inside| format::shown(&inside.words()));
    let parts: Vec<_> = inside.chain(parts).collect();
    if parts.is_empty() { "format not known".to_owned() } else { parts.join(" · ") }
}

/// Every fate that a record met; the fates add up to the records.
fn counts_words(file: &Evidence) -> String {
    let counts = file.counts;
    let records = format::counted(counts.records, "record", "records");
    if counts.records == 0 {
        return records;
    }
    let fates = [
        format::counted(counts.events, "event", "events"),
        format::counted(counts.duplicates, "duplicate", "duplicates"),
        format!("{} superseded", format::count(counts.superseded)),
        format!("{} unsupported", format::count(counts.unsupported)),
        format!("{} rejected", format::count(counts.rejected)),
    ];
    format!("{records}: {}", fates.join(", "))
}

fn fates_words(file: &Evidence) -> String {
    let counts = file.counts;
    let fates = [
        (counts.events, "event", "events"),
        (counts.duplicates, "duplicate", "duplicates"),
        (counts.superseded, "superseded", "superseded"),
        (counts.unsupported, "unsupported", "unsupported"),
        (counts.rejected, "rejected", "rejected"),
    ];
    let met = fates.into_iter().filter(|(number, ..)| *number > 0);
    let mut words: Vec<_> = file.provider.iter().map(|it| it.title().to_owned()).collect();
    words.extend(met.map(|(number, one, many)| format::counted(number, one, many)));
    if counts.records == 0 {
        words.push("no records".to_owned());
    }
    words.join(" · ")
}

/// Whether the sum of the file's records does not hold.
fn is_faulty(case: &Case, file: &Evidence) -> bool {
    let hints = case.coverage.file(file.id).map(|it| it.hints.as_slice()).unwrap_or_default();
    hints.iter().any(|hint| hint.kind == HintKind::Unbalanced)
}

fn careful_words(case: &Case, file: &Evidence) -> Option<String> {
    let coverage = case.coverage.file(file.id)?;
    let signs = coverage.hints.iter().filter(|hint| hint.kind.is_warning());
    let mut words: Vec<_> = signs.map(|hint| hint.text.clone()).collect();
    match coverage.quiet.len() {
        0 => {}
        number => words.push(format::counted(number as u64, "quiet stretch", "quiet stretches")),
    }
    (!words.is_empty()).then(|| words.join("\n"))
}

/// A stream that is missing, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingRow {
    /// Whose.
    pub provider: &'static str,
    /// Which.
    pub stream: &'static str,
    /// Why it counts as missing.
    pub why: &'static str,
    /// What that hides.
    pub hides: &'static str,
    /// Everything in one sentence.
    pub sentence: String,
}

/// The streams that are missing.
pub fn missing(case: &Case) -> Vec<MissingRow> {
    let rows = case.coverage.missing.iter().map(|it| {
        let (provider, why) = (it.provider.title(), it.why.title());
        let sentence = format!("{provider}, {}: {why}; hides {}", it.stream, it.hides);
        MissingRow { provider, stream: it.stream, why, hides: it.hides, sentence }
    });
    rows.collect()
}

/// What a reader of a negative result must know: limits, then rules that were not evaluated.
pub fn caveats(case: &Case) -> Vec<String> {
    let rules = case.detection.not_evaluated.iter().map(|rule| {
        format!("{} {} was not evaluated: {}", rule.rule, rule.title, format::shown(&rule.reason))
    });
    case.limits.iter().map(|limit| format::shown(limit)).chain(rules).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::map::sample::story;

    fn plain(text: &str) -> String {
        text.replace('\u{202f}', " ")
    }

    #[test]
    fn a_card_accounts_for_every_record() {
        let case = story();
        let card = card(&case, &case.evidence[0]);
        assert_eq!(plain(&card.fates), "Okta · 77 events · 1 duplicate · 2 rejected");
        assert_eq!(
            plain(&card.counts),
            "80 records: 77 events, 1 duplicate, 0 superseded, 0 unsupported, 2 rejected"
        );
        assert_eq!(
            (card.status, card.tone),
            ("read to its end, some records rejected", Tone::Warning)
        );
        assert_eq!(card.format, "Okta · system log · jsonl · utf-8");
    }

    #[test]
    fn a_file_that_is_not_read_says_so_and_what_to_do() {
        let case = story();
        let card = card(&case, &case.evidence[1]);
        assert_eq!(card.status, "no known format");
        assert!(card.reason.unwrap().contains("Export the log"));
        assert_eq!(card.counts, "0 records");
    }

    #[test]
    fn a_missing_stream_says_what_it_hides() {
        let rows = missing(&story());
        assert_eq!(rows[0].provider, "Okta");
        assert!(rows[0].sentence.contains("hides every prompt that nobody answered"));
    }

    #[test]
    fn caveats_name_the_rule_and_the_reason() {
        let caveats = caveats(&story());
        assert!(
            caveats[1].starts_with("MF-12b Telephony cost over the organisation was not evaluated")
        );
        assert_eq!(caveats.len(), 2);
    }
}
