//! Events as Parquet and Arrow, and back: the same prompts and findings, and nothing that a
//! stranger writes into such a file ends the program.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use pushscope::case::{Case, FindingsDocument, Listing, gather, open_bytes, read_evidence};
use pushscope::ingest::{Choices, Container, Unwatched};
use pushscope::model::{Evidence, EvidenceId, EvidenceStatus};
use pushscope::store::events::{write_arrow, write_parquet};
use serde_json::Value;

use samples::{cases, files};

fn parquet(case: &Case) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_parquet(&case.store, &case.evidence, &mut bytes).unwrap();
    bytes
}

fn arrow(case: &Case) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_arrow(&case.store, &case.evidence, &mut bytes).unwrap();
    bytes
}

fn reopened(bytes: Vec<u8>) -> Case {
    open_bytes(vec![("table".to_owned(), bytes)])
}

/// The document without what speaks of files: evidence, issues, counts of records, limits.
fn said(case: &Case) -> Value {
    let all = Listing { all_prompts: true, all_issues: true };
    let bytes = FindingsDocument::of(case, all).to_json().unwrap();
    let mut document: Value = serde_json::from_slice(&bytes).unwrap();
    let parts = document.as_object_mut().unwrap();
    // What is said of the file that was read, not of what happened.
    for part in ["evidence", "coverage", "missing", "issues", "limits"] {
        parts.remove(part).unwrap();
    }
    let totals = parts.get_mut("totals").unwrap().as_object_mut().unwrap();
    for fate in ["records", "duplicates", "superseded", "unsupported", "rejected"] {
        totals.remove(fate).unwrap();
    }
    for list in ["findings", "prompts"] {
        for row in parts.get_mut(list).unwrap().as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove("events").unwrap();
        }
    }
    document
}

/// Where two documents first differ.
fn difference(a: &Value, b: &Value) -> Option<String> {
    let pairs: Vec<_> = match (a, b) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().map(|(key, value)| (key.clone(), value, &b[key])).collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            (0..a.len()).map(|index| (index.to_string(), &a[index], &b[index])).collect()
        }
        _ => return (a != b).then(|| format!(": {a} instead of {b}")),
    };
    let mut found = pairs.iter().filter_map(|(key, a, b)| Some((key, difference(a, b)?)));
    found.next().map(|(key, rest)| format!("/{key}{rest}"))
}

fn assert_same(name: &str, original: &Case, bytes: Vec<u8>) {
    let again = reopened(bytes);
    let evidence = again.evidence.first().unwrap();
    assert_eq!(evidence.status, EvidenceStatus::Read, "{name}: {:?}", evidence.reason);
    assert!(evidence.counts.is_balanced());
    assert_eq!(evidence.counts.events, original.store.events.len() as u64, "{name}");
    assert_eq!(evidence.counts.records, evidence.counts.events, "{name}");
    assert_eq!(difference(&said(&again), &said(original)), None, "{name}");
    // Rows keep the order of events, so the events behind prompts and findings are the same ones.
    let events = |case: &Case| -> Vec<_> {
        let prompts = case.prompts.iter().map(|it| it.events.clone());
        prompts
            .chain(case.detection.findings.iter().map(|it| it.events.iter().copied().collect()))
            .collect()
    };
    assert_eq!(events(&again), events(original), "{name}");
    assert_eq!(again.store.steps, with_texts_of(&again, original), "{name}");
}

/// The steps of `original` in the text codes of `again`.
fn with_texts_of(again: &Case, original: &Case) -> Vec<pushscope::model::Step> {
    let text = |id| again.store.texts.find(original.store.texts.get(id)).unwrap();
    let steps = original.store.steps.iter();
    steps
        .map(|step| pushscope::model::Step {
            method: text(step.method),
            result: text(step.result),
            ..*step
        })
        .collect()
}

#[test]
fn a_table_gives_the_same_prompts_and_findings_as_the_logs_it_was_made_of() {
    for (name, case) in cases() {
        assert_same(&format!("{name} as Parquet"), &case, parquet(&case));
        assert_same(&format!("{name} as Arrow"), &case, arrow(&case));
    }
}

fn attack() -> Case {
    open_bytes(files("flood_approved"))
}

#[test]
fn a_table_beside_its_own_logs_adds_nothing() {
    let logs = files("flood_approved");
    let case = open_bytes(logs.clone());
    let mut both = logs;
    both.push(("events.parquet".to_owned(), parquet(&case)));
    let both = open_bytes(both);
    assert_eq!(both.store.events.len(), case.store.events.len());
    let table = both.evidence.last().unwrap();
    assert_eq!(table.counts.events, 0, "{:?}", table.counts);
    assert_eq!(table.counts.duplicates, table.counts.records, "{:?}", table.counts);
}

#[test]
fn the_evidence_says_that_it_is_a_conversion_and_of_what() {
    let case = attack();
    let again = reopened(arrow(&case));
    let table = again.evidence.first().unwrap();
    assert_eq!((table.shape, table.stream), (Some("arrow"), Some("pushscope.events/1")));
    let reason = table.reason.as_deref().unwrap();
    for Evidence { name, sha256, .. } in case.evidence.iter().filter(|it| it.counts.events > 0) {
        assert!(reason.contains(name.as_str()) && reason.contains(sha256.as_str()), "{reason}");
    }
    assert!(again.limits.iter().any(|it| it.contains("Tables of events")));
    assert!(
        case.limits.iter().filter(|it| it.contains("logs")).all(|it| again.limits.contains(it))
    );
}

#[test]
fn the_same_events_give_the_same_bytes() {
    let case = attack();
    assert_eq!(parquet(&case), parquet(&attack()));
    assert_eq!(arrow(&case), arrow(&attack()));
}

#[test]
fn a_case_without_events_is_a_table_without_rows() {
    for bytes in [parquet(&Case::default()), arrow(&Case::default())] {
        let again = reopened(bytes);
        assert_eq!(
            again.evidence[0].status,
            EvidenceStatus::Read,
            "{:?}",
            again.evidence[0].reason
        );
        assert_eq!(again.evidence[0].counts.records, 0);
    }
}

/// A file that may be damaged: it is read or not, and every row has one fate.
fn opens(bytes: Vec<u8>) -> Evidence {
    let size = bytes.len() as u64;
    let mut reader = std::io::Cursor::new(bytes);
    let container = Container {
        first: EvidenceId(0),
        name: "table".to_owned(),
        bytes: size,
        reader: &mut reader,
        choices: &|_| Choices::default(),
    };
    let case = gather(read_evidence(container, &Unwatched));
    let evidence = case.evidence.into_iter().next().unwrap();
    assert!(evidence.counts.is_balanced());
    assert_eq!(evidence.counts.events, case.store.events.len() as u64);
    if evidence.counts.records == 0 {
        assert!(evidence.reason.is_some());
    }
    evidence
}

#[test]
fn a_cut_table_is_damaged_and_says_so() {
    let case = attack();
    for whole in [parquet(&case), arrow(&case)] {
        for length in (8..whole.len()).step_by(whole.len() / 60) {
            let evidence = opens(whole[..length].to_vec());
            assert_eq!(evidence.status, EvidenceStatus::Unreadable);
            let reason = evidence.reason.unwrap();
            assert!(reason.contains("cut or damaged") && reason.contains("copy"), "{reason}");
        }
    }
}

#[test]
fn the_magic_alone_is_a_damaged_table() {
    for magic in [&b"PAR1"[..], b"ARROW1\0\0", b"PAR1PAR1", b"ARROW1\0\0ARROW1"] {
        assert_eq!(opens(magic.to_vec()).status, EvidenceStatus::Unreadable);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_behind_the_magic_never_panic(
        is_parquet: bool,
        body in proptest::collection::vec(any::<u8>(), 0..600),
        has_end: bool,
    ) {
        let (head, end): (&[u8], &[u8]) =
            if is_parquet { (b"PAR1", b"PAR1") } else { (b"ARROW1\0\0", b"ARROW1") };
        let mut bytes = head.to_vec();
        bytes.extend(&body);
        if has_end {
            bytes.extend((body.len() as u32).to_le_bytes());
            bytes.extend(end);
        }
        opens(bytes);
    }
}

/// The same table with some bytes changed: lengths, types, pages, texts.
fn changed_tables_are_read_or_refused(whole: &[u8]) {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let place = (0..whole.len(), any::<u8>(), any::<bool>());
    let changes = proptest::collection::vec(place, 1..6);
    for _ in 0..200 {
        let tree = changes.new_tree(&mut runner).unwrap();
        let mut bytes = whole.to_vec();
        for (at, value, is_near_end) in tree.current() {
            // Half of the changes hit the footer, where lengths stand.
            let at = if is_near_end { whole.len() - 1 - at % (whole.len() / 3) } else { at };
            if at >= 8 {
                bytes[at] = value;
            }
        }
        opens(bytes);
    }
}

#[test]
fn a_parquet_table_with_changed_bytes_is_read_or_refused() {
    changed_tables_are_read_or_refused(&parquet(&attack()));
}

#[test]
fn an_arrow_table_with_changed_bytes_is_read_or_refused() {
    changed_tables_are_read_or_refused(&arrow(&attack()));
}
