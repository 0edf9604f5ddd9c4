//! The document that `analyze --format json` prints: it keeps to its schema, and adds up.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod samples;

use std::fs;
use std::path::PathBuf;

use pushscope::case::{Case, FindingsDocument, Listing, open_bytes};
use serde_json::Value;

use samples::{cases, files};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn document(case: &Case) -> Vec<u8> {
    FindingsDocument::of(case, Listing { all_prompts: true, all_issues: true }).to_json().unwrap()
}

#[test]
fn every_document_keeps_to_the_schema() {
    let schema = fs::read_to_string(root().join("docs/findings.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (name, case) in cases() {
        let value: Value = serde_json::from_slice(&document(&case)).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&value)
            .take(5)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}:\n{}", errors.join("\n"));
    }
}

#[test]
fn the_schema_refuses_what_the_document_must_not_be() {
    let schema = fs::read_to_string(root().join("docs/findings.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let (_, case) = cases().swap_remove(0);
    let mut value: Value = serde_json::from_slice(&document(&case)).unwrap();
    value["evidence"][0]["first_event"] = Value::String("2026-03-02 08:00".to_owned());
    assert!(!validator.is_valid(&value));
}

#[test]
fn records_and_outcomes_add_up() {
    for (name, case) in cases() {
        for evidence in &case.evidence {
            assert!(evidence.counts.is_balanced(), "{name}/{}", evidence.name);
        }
        let value: Value = serde_json::from_slice(&document(&case)).unwrap();
        let total: u64 = value["totals"]["outcomes"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| *key != "no_answer_inferred")
            .map(|(_, n)| n.as_u64().unwrap())
            .sum();
        assert_eq!(Some(total), value["totals"]["prompts"].as_u64(), "{name}");
        assert_eq!(total, value["prompts"].as_array().unwrap().len() as u64, "{name}");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    for (name, folder) in [("flood", "flood_approved"), ("bad input", "bad_input")] {
        let files = || files(folder);
        assert_eq!(document(&open_bytes(files())), document(&open_bytes(files())), "{name}");
    }
}

#[test]
fn findings_do_not_change_when_files_are_given_in_another_order() {
    let facts = |files: Vec<(String, Vec<u8>)>| {
        let case = open_bytes(files);
        let mut facts: Vec<_> = case
            .detection
            .findings
            .iter()
            .map(|it| (it.id.clone(), it.severity, it.prompts.len()))
            .collect();
        facts.sort();
        facts
    };
    let forward = files("flood_approved");
    let mut backward = forward.clone();
    backward.reverse();
    assert!(!facts(forward.clone()).is_empty());
    assert_eq!(facts(forward), facts(backward));
}
