//! Files as cards, and what could not be used, row by row.

use crate::case::Case;
use crate::model::{Evidence, EvidenceStatus, IssueKind, Provider};
use crate::present::{Tone, Zone, format};

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
    /// First and last event.
    pub span: Option<String>,
    /// The archive it lies in, repairs of fields, and streams that are not read.
    pub notes: Option<String>,
    /// Everything that matters in one sentence.
    pub sentence: String,
}

/// One file as a card.
pub fn card(file: &Evidence, zone: &Zone) -> FileCard {
    let (status, tone) = status_words(file);
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
        span: file
            .first_event
            .zip(file.last_event)
            .map(|(first, last)| format::range(first, last, zone)),
        notes: notes_words(file),
    }
}

fn status_words(file: &Evidence) -> (&'static str, Tone) {
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

fn notes_words(file: &Evidence) -> Option<String> {
    let repairs = file
        .notes
        .iter()
        .map(|(kind, count)| format!("{} × {}", format::count(*count), kind.replace('_', " ")));
    let streams = file.unsupported_streams.iter().map(|(stream, count)| {
        format!("{} of stream {} not read", format::count(*count), format::shown(stream))
    });
    let inside = file.inside.iter().map(|inside| format::shown(&inside.words()));
    let parts: Vec<_> = inside.chain(repairs).chain(streams).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// One record, or part of one, that could not be used.
#[derive(Clone, Debug, PartialEq)]
pub struct IssueRow {
    /// File and record: `E1:17`.
    pub record: String,
    /// Where it begins in the decoded stream.
    pub offset: String,
    /// What is wrong, in a few words.
    pub kind: String,
    /// The reason, ready to be shown.
    pub detail: String,
    /// Everything in one sentence.
    pub sentence: String,
}

/// The issue of this number.
pub fn issue(case: &Case, index: usize) -> Option<IssueRow> {
    let issue = case.issues.get(index)?;
    let record = match issue.at.record {
        0 => issue.at.evidence.to_string(),
        record => format!("{}:{record}", issue.at.evidence),
    };
    let offset = format!("byte {}", format::count(issue.at.offset));
    let kind = kind_words(issue.kind);
    let detail = format::shown(&issue.detail);
    let sentence = format!("{record}, {offset}, {kind}: {detail}");
    Some(IssueRow { record, offset, kind, detail, sentence })
}

fn kind_words(kind: IssueKind) -> String {
    match kind {
        IssueKind::BrokenJson => "broken JSON".to_owned(),
        IssueKind::BrokenCsv => "broken CSV".to_owned(),
        kind => kind.key().replace('_', " "),
    }
}

/// What a reader of a negative result must know: rules that were not evaluated, then limits.
pub fn caveats(case: &Case) -> Vec<String> {
    let rules = case.detection.not_evaluated.iter().map(|rule| {
        format!("{} {} was not evaluated: {}", rule.rule, rule.title, format::shown(&rule.reason))
    });
    rules.chain(case.limits.iter().map(|limit| format::shown(limit))).collect()
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
        let card = card(&case.evidence[0], &Zone::utc());
        assert_eq!(
            plain(&card.counts),
            "80 records: 77 events, 1 duplicate, 0 superseded, 0 unsupported, 2 rejected"
        );
        assert_eq!(
            (card.status, card.tone),
            ("read to its end, some records rejected", Tone::Warning)
        );
        assert_eq!(card.format, "Okta · system log · jsonl · utf-8");
        assert_eq!(card.notes.as_deref(), Some("12 × time without zone"));
    }

    #[test]
    fn a_file_that_is_not_read_says_so_and_what_to_do() {
        let case = story();
        let card = card(&case.evidence[1], &Zone::utc());
        assert_eq!(card.status, "no known format");
        assert!(card.reason.unwrap().contains("Export the log"));
        assert_eq!(card.counts, "0 records");
    }

    #[test]
    fn issues_cite_file_record_and_offset() {
        let issue = issue(&story(), 0).unwrap();
        let sentence = "E1:17, byte 15 300, broken JSON: expected a comma or a brace at byte 96";
        assert_eq!(plain(&issue.sentence), sentence);
    }

    #[test]
    fn caveats_name_the_rule_and_the_reason() {
        let caveats = caveats(&story());
        assert!(
            caveats[0].starts_with("MF-12b Telephony cost over the organisation was not evaluated")
        );
        assert_eq!(caveats.len(), 2);
    }
}
