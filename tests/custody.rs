//! The custody form, from the command line to the report: what is told of a file stands there as
//! told, and what nobody knows stands there as not known (E3).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pushscope")).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn e3_a_form_that_was_filled_in_stands_in_the_document_and_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/flood_approved/duo.json");
    let printed = run(&["custody", text(&sample)]);
    let mut form: Value = serde_json::from_slice(&printed.stdout).unwrap();
    form["files"]["duo.json"]["tenant"] = json!("Example <b>Corp</b>");
    form["files"]["duo.json"]["query"] = json!("");
    let filled = folder.path().join("custody.json");
    fs::write(&filled, form.to_string()).unwrap();

    let read = run(&["analyze", text(&sample), "--format", "json", "--custody", text(&filled)]);
    let document: Value = serde_json::from_slice(&read.stdout).unwrap();
    let custody = &document["evidence"][0]["custody"];
    assert_eq!(custody["tenant"], "Example <b>Corp</b>");
    assert_eq!((&custody["query"], &custody["receipt"]), (&Value::Null, &Value::Null));

    let out = folder.path().join("out");
    run(&["report", text(&sample), "--out", text(&out), "--custody", text(&filled)]);
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("Example &lt;b&gt;Corp") && !report.contains("Example <b>"));
    assert_eq!(report.matches("<td>not known</td>").count(), 7);
}

#[test]
fn e3_without_a_form_the_report_says_that_nothing_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/flood_approved/duo.json");
    run(&["report", text(&sample), "--out", text(folder.path())]);
    let report = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(report.contains("No form says who exported it"));
}

#[test]
fn e3_a_form_of_another_file_or_with_another_question_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/flood_approved/duo.json");
    let refused = |files: Value| {
        let path = folder.path().join("custody.json");
        let form = json!({"schema": "pushscope.custody/1", "files": files});
        fs::write(&path, form.to_string()).unwrap();
        let output = run(&["analyze", text(&sample), "--custody", text(&path)]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(json!({"okta.json": {"tenant": "x"}})).contains("not among them: okta.json"));
    assert!(refused(json!({"duo.json": {"mood": "x"}})).contains("no question of the form"));
}
