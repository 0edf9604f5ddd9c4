//! The pages of `docs/formats/` are printed from the tables that the program works by.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pushscope::report::format_pages;

#[test]
fn the_pages_on_disk_are_those_that_the_tables_print() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats");
    let mut on_disk = BTreeMap::new();
    for entry in fs::read_dir(&folder).expect("docs/formats exists") {
        let path = entry.expect("the folder can be listed").path();
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        on_disk.insert(name, fs::read_to_string(&path).expect("a page can be read"));
    }
    let printed: BTreeMap<_, _> =
        format_pages().into_iter().map(|page| (page.name, page.text)).collect();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&on_disk), names(&printed), "run: cargo run --example write_docs");
    for (name, text) in &printed {
        assert!(on_disk[name] == *text, "{name} is stale; run: cargo run --example write_docs");
    }
}
