//! The bundled sample data is what the generator writes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use pushscope::testkit::samples;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

fn kept(path: &str, packed: bool) -> Vec<u8> {
    let suffix = if packed { ".gz" } else { "" };
    let bytes = fs::read(root().join(format!("{path}{suffix}"))).unwrap();
    if !packed {
        return bytes;
    }
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).unwrap();
    unpacked
}

fn files_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            let relative = path.strip_prefix(root()).unwrap();
            let parts: Vec<_> = relative.iter().map(|part| part.to_str().unwrap()).collect();
            found.insert(parts.join("/"));
        }
    }
}

#[test]
fn the_generator_writes_the_bundled_files_byte_for_byte() {
    for file in samples::files().unwrap() {
        let same = kept(&file.path, file.packed) == file.bytes;
        assert!(same, "{} differs: cargo run --example write_samples", file.path);
    }
}

#[test]
fn nothing_else_is_bundled() {
    let mut found = BTreeSet::new();
    files_below(&root(), &mut found);
    let written: BTreeSet<_> = samples::files()
        .unwrap()
        .into_iter()
        .map(|file| file.path + if file.packed { ".gz" } else { "" })
        .collect();
    assert_eq!(found, written);
}
