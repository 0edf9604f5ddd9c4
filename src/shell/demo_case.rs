//! The demonstration case, bundled with the program.

use crate::case::Case;

/// The files of the case with their names.
static FILES: &[(&str, &[u8])] = &[
    ("okta.jsonl.gz", include_bytes!("../../sample_data/demo/okta.jsonl.gz")),
    ("duo.json", include_bytes!("../../sample_data/demo/duo.json")),
];

/// Opens the demonstration case.
pub(super) fn open() -> Case {
    let files = FILES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
    crate::case::open_bytes(files.collect())
}

/// The bytes of file `index`, to show a record again.
pub(super) fn bytes(index: usize) -> Option<&'static [u8]> {
    FILES.get(index).map(|&(_, bytes)| bytes)
}
