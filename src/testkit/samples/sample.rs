//! One folder of `sample_data/`: a story told, and logged by one or more providers.
//!
//! In: a story for each provider. Out: files. Must never know: rules.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::Outcome;
use crate::testkit::okta::Tenant;
use crate::testkit::story::Story;
use crate::testkit::{duo, entra, okta};

use super::File;
use super::expected::{Expected, ExpectedFinding, duo_outcomes, entra_outcomes, okta_outcomes};

/// One folder.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The folder's name.
    pub folder: &'static str,
    /// What it is, in one line.
    pub title: &'static str,
    /// Whether nothing above `low` may be found in it.
    pub benign: bool,
    /// The folder's page.
    pub readme: String,
    /// Its exports.
    pub exports: Vec<Export>,
}

/// One export of a folder.
#[derive(Clone, Debug)]
pub struct Export {
    /// The file's name, without `.gz`.
    pub name: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it is kept compressed.
    pub packed: bool,
    /// What must be found in it.
    pub expected: Expected,
}

/// The words of a folder's page.
pub(super) struct Words {
    pub(super) folder: &'static str,
    pub(super) title: &'static str,
    pub(super) story: &'static str,
    pub(super) made: &'static str,
    pub(super) see: &'static str,
}

#[derive(Serialize)]
struct Document<'a> {
    benign: bool,
    files: BTreeMap<String, &'a Expected>,
}

impl Sample {
    /// A folder without exports.
    pub(super) fn new(words: &Words, benign: bool) -> Self {
        let readme = format!(
            "# {}\n\n## What happened\n\n{}\n\n## How it was made\n\n{}\n\n## What to see\n\n{}\n",
            words.title, words.story, words.made, words.see
        );
        Self { folder: words.folder, title: words.title, benign, readme, exports: Vec::new() }
    }

    /// Adds `okta.jsonl`.
    pub(super) fn okta(
        &mut self,
        story: &Story,
        tenant: Tenant,
        findings: Vec<ExpectedFinding>,
    ) -> serde_json::Result<&mut Export> {
        let text = okta::json_lines(story, tenant)?;
        let records = text.lines().count();
        Ok(self.add("okta.jsonl", text, records, (okta_outcomes(story), findings)))
    }

    /// Adds `duo.json`.
    pub(super) fn duo(
        &mut self,
        story: &Story,
        findings: Vec<ExpectedFinding>,
    ) -> serde_json::Result<&mut Export> {
        let text = duo::response(story)?;
        let records = text.matches("\"txid\"").count();
        Ok(self.add("duo.json", text, records, (duo_outcomes(story), findings)))
    }

    /// Adds `entra.json`, the answer of Graph.
    pub(super) fn entra(
        &mut self,
        story: &Story,
        findings: Vec<ExpectedFinding>,
    ) -> serde_json::Result<&mut Export> {
        let text = entra::graph(story)?;
        let records = text.matches("\"originalRequestId\"").count();
        Ok(self.add("entra.json", text, records, (entra_outcomes(story), findings)))
    }

    /// Adds `entra_monitor.jsonl`, the lines of Azure Monitor.
    pub(super) fn entra_monitor(
        &mut self,
        story: &Story,
        findings: Vec<ExpectedFinding>,
    ) -> serde_json::Result<&mut Export> {
        let text = entra::monitor_lines(story)?;
        let records = text.lines().count();
        let told = (entra_outcomes(story), findings);
        Ok(self.add("entra_monitor.jsonl", text, records, told))
    }

    fn add(
        &mut self,
        name: &'static str,
        text: String,
        records: usize,
        (outcomes, mut findings): (BTreeMap<Outcome, u32>, Vec<ExpectedFinding>),
    ) -> &mut Export {
        findings.sort();
        let expected = Expected {
            records,
            prompts: outcomes.values().sum(),
            outcomes: outcomes.iter().map(|(key, count)| (key.key().to_owned(), *count)).collect(),
            findings,
            ..Expected::default()
        };
        let export = Export { name, bytes: text.into_bytes(), packed: false, expected };
        self.exports.push_mut(export)
    }

    /// The folder's files.
    pub(super) fn into_files(self) -> serde_json::Result<Vec<File>> {
        let mut document = Document { benign: self.benign, files: BTreeMap::new() };
        for export in &self.exports {
            document.files.insert(export.file_name(), &export.expected);
        }
        let path = |name: &str| format!("{}/{name}", self.folder);
        let expected = serde_json::to_string_pretty(&document)? + "\n";
        let mut files = vec![
            File { path: path("README.md"), bytes: self.readme.into_bytes(), packed: false },
            File { path: path("expected.json"), bytes: expected.into_bytes(), packed: false },
        ];
        for export in self.exports {
            files.push(File {
                path: path(export.name),
                bytes: export.bytes,
                packed: export.packed,
            });
        }
        Ok(files)
    }
}

impl Export {
    /// The file's name as it is kept.
    pub fn file_name(&self) -> String {
        let suffix = if self.packed { ".gz" } else { "" };
        format!("{}{suffix}", self.name)
    }

    /// Keeps the file compressed.
    pub(super) fn pack(&mut self) -> &mut Self {
        self.packed = true;
        self
    }

    /// Says why the file differs from the folder's others.
    pub(super) fn because(&mut self, why: &str) -> &mut Self {
        self.expected.why = Some(why.to_owned());
        self
    }
}
