//! Signs in one file that it is not what the provider logged. In: the file's counts and notes.
//! Out: sentences.
//!
//! Caps (formats.md A1, B1, C1, E2): Okta and Microsoft Graph give pages of at most 1 000, Okta and
//! Duo 100 unless asked for more; the Entra portal writes at most 100 000 rows, and fewer than
//! 250 000 where it allows more; a spreadsheet holds 1 048 576 rows, 65 536 in the old format, with
//! the header among them.

use super::words::count;
use super::{Hint, HintKind, balance, notes};
use crate::model::{Evidence, Provider};

/// Rows of a spreadsheet, old and new.
const SHEETS: [u64; 2] = [65_536, 1_048_576];
/// Records that a download of the Entra portal holds at most.
const PORTAL: [u64; 2] = [100_000, 250_000];
/// Records of a full page of an API.
const PAGE: u64 = 1_000;
/// Records of a page where nobody asked for more.
const SMALL_PAGE: u64 = 100;
/// From here on a number of records that is a multiple of [`ROUND`] is remarkable.
const ROUND: u64 = 10_000;

/// What should make a reader of this file careful.
pub(super) fn of_file(file: &Evidence, stored: u64) -> Vec<Hint> {
    let mut hints = Vec::new();
    let unbalanced = balance::fault(file.counts, stored);
    hints.extend(unbalanced.map(|text| Hint { kind: HintKind::Unbalanced, text }));
    hints.extend(row_count(file));
    hints.extend(spreadsheet(file));
    hints
}

/// What a suspicious number of records says.
fn row_count(file: &Evidence) -> Option<Hint> {
    let records = file.counts.records;
    let is_table = file.shape == Some("csv");
    let exactly = format!("Exactly {} records", count(records));
    let cap = |why: &str| Hint { kind: HintKind::ExportCap, text: format!("{exactly}: {why}") };
    if is_table && SHEETS.contains(&(records + 1)) {
        return Some(cap(
            "with the header as many rows as a spreadsheet holds; the rows after them are missing",
        ));
    }
    if file.provider == Some(Provider::Entra) && PORTAL.contains(&records) {
        return Some(cap(
            "probably the portal's export cap; older sign-ins may be missing; export shorter ranges",
        ));
    }
    let is_paged = matches!(file.provider, Some(Provider::Okta | Provider::Duo | Provider::Entra));
    if records > 0 && records.is_multiple_of(ROUND) {
        let text = format!(
            "{exactly}: a round number, probably an export cap; older or later events may be missing"
        );
        return Some(Hint { kind: HintKind::RoundCount, text });
    }
    if is_paged && !is_table && records > 0 && records.is_multiple_of(PAGE) {
        return Some(cap(
            "whole pages of 1\u{202f}000 as the API gives them; the pages after them may be missing",
        ));
    }
    if is_paged && !is_table && records == SMALL_PAGE {
        return Some(cap("one page as the API gives it; the pages after it may be missing"));
    }
    None
}

/// What the reader noted that a spreadsheet program does to a file.
fn spreadsheet(file: &Evidence) -> Vec<Hint> {
    let signs = file.notes.iter().filter(|(key, _)| notes::is_spreadsheet(key));
    signs
        .map(|(key, number)| Hint {
            kind: HintKind::Spreadsheet,
            text: format!("{}; use the original export", notes::note_sentence(key, *number)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RecordCounts;

    fn hint(provider: Provider, shape: &'static str, records: u64) -> Option<HintKind> {
        let file = Evidence {
            provider: Some(provider),
            shape: Some(shape),
            counts: RecordCounts { records, events: records, ..RecordCounts::default() },
            ..Evidence::default()
        };
        of_file(&file, records).first().map(|hint| hint.kind)
    }

    #[test]
    fn a_file_that_ends_where_an_export_does_is_pointed_out() {
        use Provider::{Duo, Entra, Okta};
        let cap = Some(HintKind::ExportCap);
        let round = Some(HintKind::RoundCount);
        for (provider, shape, records, expected) in [
            (Entra, "csv", 100_000, cap),
            (Entra, "array", 100_000, cap),
            (Entra, "csv", 99_999, None),
            (Okta, "csv", 1_048_575, cap),
            (Okta, "csv", 1_048_576, None),
            (Okta, "csv", 65_535, cap),
            (Okta, "jsonl", 1_048_575, None),
            (Okta, "array", 1_000, cap),
            (Okta, "array", 3_000, cap),
            (Okta, "array", 3_001, None),
            (Okta, "csv", 3_000, None),
            (Okta, "csv", 50_000, round),
            (Okta, "array", 50_000, round),
            (Duo, "wrapped", 100, cap),
            (Duo, "wrapped", 200, None),
            (Okta, "array", 0, None),
        ] {
            assert_eq!(hint(provider, shape, records), expected, "{provider:?} {shape} {records}");
        }
    }

    #[test]
    fn a_sign_of_a_spreadsheet_says_what_to_do() {
        let mut file = Evidence::default();
        file.notes.insert("looks_resaved_by_spreadsheet", 1);
        file.notes.insert("bom_removed", 1);
        let hints = of_file(&file, 0);
        assert_eq!(hints.len(), 1);
        assert!(hints[0].text.ends_with("use the original export"), "{}", hints[0].text);
    }
}
