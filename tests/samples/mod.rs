//! The bundled sample data, for the tests that open all of it.

use std::fs;
use std::path::{Path, PathBuf};

use pushscope::case::{Case, open_bytes};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

/// Every folder by its name, with its files opened together.
pub(crate) fn cases() -> Vec<(String, Case)> {
    let entries = fs::read_dir(root()).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> =
        folders.map(|folder| folder.file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 13, "the sample data were not found");
    names
        .into_iter()
        .map(|name| {
            let case = open_bytes(files(&name));
            (name, case)
        })
        .collect()
}

/// The evidence in one folder: each file's name and bytes.
pub(crate) fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .filter(|path| !path.ends_with("README.md") && !path.ends_with("expected.json"))
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}
