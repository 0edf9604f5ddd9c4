//! Every file that fuzzing starts from, and every one that it has found, holds against its oracle.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;

use pushscope::testkit::oracle;

/// Holds every file of a corpus against `oracle`.
fn hold(target: &str, oracle: impl Fn(&[u8]) -> Result<(), String>) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut held = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let told = oracle(&fs::read(&path).unwrap());
        assert_eq!(told, Ok(()), "{}", path.display());
        held += 1;
    }
    assert!(held >= 5, "{target}: {held} files");
}

/// An oracle of text; what is no text is not given to it.
fn of_text(oracle: impl Fn(&str) -> Result<(), String>) -> impl Fn(&[u8]) -> Result<(), String> {
    move |bytes| std::str::from_utf8(bytes).map_or(Ok(()), &oracle)
}

#[test]
fn files_of_any_kind_hold() {
    hold("sniff", oracle::sniff);
}

#[test]
fn json_of_any_shape_holds() {
    hold("json_stream", oracle::json_stream);
}

#[test]
fn rows_of_any_kind_hold() {
    hold("csv", oracle::csv);
}

#[test]
fn packed_files_hold() {
    hold("zip_gzip", oracle::zip_gzip);
}

#[test]
fn times_hold() {
    hold("time", of_text(oracle::time));
}

#[test]
fn parameters_files_hold() {
    hold("parameters_file", of_text(oracle::parameters_file));
}

#[test]
fn mapping_files_hold() {
    hold("mapping_file", of_text(oracle::mapping_file));
}

#[test]
fn lines_behind_others_hold() {
    hold("taught_lines", oracle::taught_lines);
}
