//! What could not be used, grouped by what is wrong.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::model::IssueKind;
use crate::present::format;

/// The issues of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueGroup {
    /// The kind.
    pub kind: IssueKind,
    /// Their places in the list of issues, in its order.
    pub issues: Vec<u32>,
}

/// All issues by kind, the kind of most issues first; of equals in the order of kinds.
pub fn issue_groups(case: &Case) -> Vec<IssueGroup> {
    let mut by_kind: BTreeMap<IssueKind, Vec<u32>> = BTreeMap::new();
    for (index, issue) in (0_u32..).zip(&case.issues) {
        by_kind.entry(issue.kind).or_default().push(index);
    }
    let mut groups: Vec<_> =
        by_kind.into_iter().map(|(kind, issues)| IssueGroup { kind, issues }).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.issues.len()));
    groups
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

/// What is wrong, in a few words.
pub fn kind_words(kind: IssueKind) -> String {
    match kind {
        IssueKind::BrokenJson => "broken JSON".to_owned(),
        IssueKind::BrokenCsv => "broken CSV".to_owned(),
        kind => kind.key().replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::map::sample::story;

    #[test]
    fn issues_cite_file_record_and_offset() {
        let issue = issue(&story(), 0).unwrap();
        let sentence = "E1:17, byte 15 300, broken JSON: expected a comma or a brace at byte 96";
        assert_eq!(issue.sentence.replace('\u{202f}', " "), sentence);
    }

    #[test]
    fn the_kind_of_most_issues_comes_first() {
        let mut case = story();
        let truncated = case.issues[1].clone();
        case.issues.push(truncated);
        let groups = issue_groups(&case);
        assert_eq!(groups[0], IssueGroup { kind: IssueKind::Truncated, issues: vec![1, 2] });
        assert_eq!(groups[1].kind, IssueKind::BrokenJson);
    }
}
