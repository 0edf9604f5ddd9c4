//! Every folder of `sample_data/` gives exactly the findings that its `expected.json` lists.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pushscope::case::{Case, open_bytes};
use pushscope::model::Severity;
use pushscope::testkit::samples::{Expected, ExpectedFinding};
use serde::Deserialize;

/// The rules that `expected.json` speaks about; others may find more, unless a folder is benign.
const RULES: [&str; 7] = ["MF-01", "MF-04", "MF-05", "MF-06", "MF-07", "MF-11", "MF-12"];

#[derive(Deserialize)]
struct Document {
    benign: bool,
    files: BTreeMap<String, Expected>,
}

struct Golden {
    name: String,
    benign: bool,
    expected: Expected,
    case: Case,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

/// Every bundled file, opened alone.
fn goldens() -> Vec<Golden> {
    let mut folders: Vec<_> = fs::read_dir(root())
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() >= 13, "the sample data were not found");
    let mut goldens = Vec::new();
    for folder in folders {
        let text = fs::read_to_string(folder.join("expected.json")).unwrap();
        let document: Document = serde_json::from_str(&text).unwrap();
        for (file, expected) in document.files {
            let bytes = fs::read(folder.join(&file)).unwrap();
            let name = format!("{}/{file}", folder.file_name().unwrap().to_string_lossy());
            let case = open_bytes(vec![(file, bytes)]);
            goldens.push(Golden { name, benign: document.benign, expected, case });
        }
    }
    goldens
}

fn findings(case: &Case) -> BTreeSet<ExpectedFinding> {
    let found = case.detection.findings.iter().map(|finding| ExpectedFinding {
        rule: finding.rule.to_string(),
        user: finding.user.map(|user| case.store.users.name(user).to_owned()),
        severity: finding.severity.key().to_owned(),
        succeeded: finding.succeeded.key().to_owned(),
    });
    found.filter(|finding| RULES.contains(&finding.rule.as_str())).collect()
}

fn outcomes(case: &Case) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for prompt in &case.prompts {
        *counts.entry(prompt.outcome.key().to_owned()).or_insert(0) += 1;
    }
    counts
}

fn report(mut wrong: Vec<String>) {
    wrong.sort();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_file_alone_gives_exactly_the_expected_findings() {
    let mut wrong = Vec::new();
    for Golden { name, expected, case, .. } in goldens() {
        let actual = findings(&case);
        let expected: BTreeSet<_> = expected.findings.into_iter().collect();
        wrong.extend(expected.difference(&actual).map(|it| format!("{name}: missing {it:?}")));
        wrong.extend(actual.difference(&expected).map(|it| format!("{name}: unexpected {it:?}")));
    }
    report(wrong);
}

#[test]
fn each_file_alone_holds_exactly_the_expected_prompts() {
    let mut wrong = Vec::new();
    for Golden { name, expected, case, .. } in goldens() {
        let actual = outcomes(&case);
        if actual != expected.outcomes {
            wrong.push(format!("{name}: {actual:?} instead of {:?}", expected.outcomes));
        }
    }
    report(wrong);
}

#[test]
fn every_record_of_each_file_has_the_expected_fate() {
    let mut wrong = Vec::new();
    for Golden { name, expected, case, .. } in goldens() {
        let counts = case.evidence.first().unwrap().counts;
        let expected = (expected.records, expected.duplicates, expected.rejected);
        let actual = (
            usize::try_from(counts.records).unwrap(),
            usize::try_from(counts.duplicates).unwrap(),
            usize::try_from(counts.rejected).unwrap(),
        );
        if !counts.is_balanced() || actual != expected {
            wrong.push(format!("{name}: {counts:?} instead of {expected:?}"));
        }
    }
    report(wrong);
}

#[test]
fn no_harmless_look_alike_is_called_more_than_low() {
    let mut wrong = Vec::new();
    for Golden { name, case, .. } in goldens().into_iter().filter(|golden| golden.benign) {
        for finding in case.detection.findings.iter().filter(|it| it.severity > Severity::Low) {
            wrong.push(format!("{name}: {} {:?}", finding.rule, finding.severity));
        }
    }
    report(wrong);
}
