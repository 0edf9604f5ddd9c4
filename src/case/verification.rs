//! Whether files are still the ones that were read. In: their hashes then and now, or an earlier
//! findings document. Out: one verdict a file, and its words. Must never know: the disk.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::Evidence;

/// What became of a file since it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Its bytes have the hash that they had.
    Unchanged,
    /// Its bytes have another hash.
    Changed,
    /// It was read then and is not among the files now.
    Missing,
    /// It was not read then.
    New,
    /// It cannot be read now; why.
    Unreadable(String),
    /// It could not be hashed when it was read, so that nothing can be compared.
    NeverHashed,
}

impl Verification {
    /// The word that begins a line, and the sentence's predicate.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::New => "new",
            Self::Unreadable(_) => "cannot be read",
            Self::NeverHashed => "was not hashed",
        }
    }

    /// Compares a hash with the one that evidence had when it was read; of an entry, the archive's.
    pub fn of(evidence: &Evidence, now: &Result<String, String>) -> Self {
        let (.., then) = evidence.as_given();
        match now {
            Err(why) => Self::Unreadable(why.clone()),
            Ok(_) if then.is_empty() => Self::NeverHashed,
            Ok(now) if now == then => Self::Unchanged,
            Ok(_) => Self::Changed,
        }
    }
}

/// One file, by name and hash; the hash is `None` where it was never taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// Its name as given; log text, still hostile.
    pub name: String,
    /// Its SHA-256, lower-case hexadecimal.
    pub sha256: Option<String>,
}

/// One file and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its name now, or the name it had where it is missing; still hostile.
    pub name: String,
    /// The verdict.
    pub verdict: Verification,
    /// The name that it had, where that is another one.
    pub was: Option<String>,
}

/// Why a document cannot be compared with.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is no JSON, or not of this form.
    #[error(
        "it is no findings document: {0}; give the file that `pushscope analyze --format json` or \
         `pushscope report` wrote"
    )]
    Broken(#[from] serde_json::Error),
    /// It is of another kind or version.
    #[error("it says that it is {0:?}, which is not {schema:?}", schema = super::SCHEMA)]
    Foreign(String),
}

#[derive(Deserialize)]
struct Document {
    schema: String,
    evidence: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    container: Option<String>,
    sha256: Option<String>,
    #[serde(default)]
    archive: Option<ArchiveRow>,
}

#[derive(Deserialize)]
struct ArchiveRow {
    name: String,
    sha256: String,
    entry: u64,
}

/// The files that a findings document was made of, as they were given: an archive is one file.
///
/// # Errors
/// The text is no findings document.
pub fn hashes_of_document(text: &str) -> Result<Vec<Hashed>, DocumentError> {
    let document: Document = serde_json::from_str(text)?;
    if document.schema != super::SCHEMA {
        return Err(DocumentError::Foreign(document.schema));
    }
    let mut files: Vec<Hashed> = Vec::new();
    // The archive whose entries are being passed, and the last of them.
    let mut passing: Option<(Hashed, u64)> = None;
    for row in document.evidence {
        let (file, entry) = match row.archive {
            Some(archive) => {
                (Hashed { name: archive.name, sha256: Some(archive.sha256) }, archive.entry)
            }
            // What an archive as a whole has to say comes behind its entries.
            None if row.container.as_deref() == Some("zip") => {
                (Hashed { name: row.name, sha256: row.sha256 }, u64::MAX)
            }
            None => {
                passing = None;
                files.push(Hashed { name: row.name, sha256: row.sha256 });
                continue;
            }
        };
        let goes_on = passing.as_ref().is_some_and(|(known, last)| *known == file && *last < entry);
        if !goes_on {
            files.push(file.clone());
        }
        passing = Some((file, entry));
    }
    Ok(files)
}

/// Whether a file of then is the one of this name and hash now.
type Match = fn(&Hashed, &str, Option<&str>) -> bool;

/// Compares files with those of an earlier document: by name and hash, then by hash, then by name.
/// One verdict for each file now, in their order, then for each that is missing.
pub fn compare(then: Vec<Hashed>, now: Vec<(String, Result<String, String>)>) -> Vec<Checked> {
    let mut then: Vec<Option<Hashed>> = then.into_iter().map(Some).collect();
    let mut checked: BTreeMap<usize, Checked> = BTreeMap::new();
    let passes: [Match; 3] = [
        |then, name, hash| then.name == name && then.sha256.as_deref() == hash && hash.is_some(),
        |then, _, hash| then.sha256.as_deref() == hash && hash.is_some(),
        |then, name, _| then.name == name,
    ];
    for is_it in passes {
        for (index, (name, hash)) in now.iter().enumerate() {
            if checked.contains_key(&index) {
                continue;
            }
            let hash_now = hash.as_deref().ok();
            let found = then
                .iter_mut()
                .find(|slot| slot.as_ref().is_some_and(|it| is_it(it, name, hash_now)));
            if let Some(known) = found.and_then(Option::take) {
                checked.insert(index, verdict(&known, name, hash));
            }
        }
    }
    let mut all: Vec<Checked> = Vec::new();
    for (index, (name, hash)) in now.into_iter().enumerate() {
        let fresh = match hash {
            Ok(_) => Verification::New,
            Err(why) => Verification::Unreadable(why),
        };
        let fresh = Checked { name, verdict: fresh, was: None };
        all.push(checked.remove(&index).unwrap_or(fresh));
    }
    let gone = then.into_iter().flatten();
    all.extend(gone.map(|it| Checked { name: it.name, verdict: Verification::Missing, was: None }));
    all
}

fn verdict(then: &Hashed, name: &str, now: &Result<String, String>) -> Checked {
    let verdict = match (&then.sha256, now) {
        (_, Err(why)) => Verification::Unreadable(why.clone()),
        (None, _) => Verification::NeverHashed,
        (Some(then), Ok(now)) if then == now => Verification::Unchanged,
        _ => Verification::Changed,
    };
    let was = (then.name != name).then(|| then.name.clone());
    Checked { name: name.to_owned(), verdict, was }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn then(files: &[(&str, Option<&str>)]) -> Vec<Hashed> {
        let hashed = |&(name, hash): &(&str, Option<&str>)| Hashed {
            name: name.to_owned(),
            sha256: hash.map(str::to_owned),
        };
        files.iter().map(hashed).collect()
    }

    fn now(files: &[(&str, &str)]) -> Vec<(String, Result<String, String>)> {
        files.iter().map(|&(name, hash)| (name.to_owned(), Ok(hash.to_owned()))).collect()
    }

    fn told(checked: &[Checked]) -> Vec<String> {
        checked.iter().map(|it| format!("{} {}", it.name, it.verdict.words())).collect()
    }

    #[test]
    fn each_file_is_unchanged_changed_missing_or_new() {
        let before = then(&[("a", Some("1")), ("b", Some("2")), ("c", Some("3"))]);
        let checked = compare(before, now(&[("a", "1"), ("b", "9"), ("d", "4")]));
        assert_eq!(told(&checked), ["a unchanged", "b changed", "d new", "c missing"]);
    }

    #[test]
    fn a_renamed_file_is_unchanged_and_its_old_name_is_told() {
        let checked = compare(then(&[("a", Some("1"))]), now(&[("copy of a", "1")]));
        assert_eq!(told(&checked), ["copy of a unchanged"]);
        assert_eq!(checked[0].was.as_deref(), Some("a"));
    }

    #[test]
    fn two_files_of_one_name_are_told_apart_by_their_hashes() {
        let before = then(&[("log", Some("1")), ("log", Some("2"))]);
        let checked = compare(before, now(&[("log", "2"), ("log", "7")]));
        assert_eq!(told(&checked), ["log unchanged", "log changed"]);
    }

    #[test]
    fn a_file_that_was_never_hashed_is_not_called_unchanged() {
        let checked = compare(then(&[("a", None)]), now(&[("a", "1")]));
        assert_eq!(told(&checked), ["a was not hashed"]);
    }

    #[test]
    fn an_archive_is_one_file_however_many_entries_it_has() {
        let text = r#"{"schema": "pushscope.findings/1", "evidence": [
            {"name": "x.zip!/1", "container": "zip", "sha256": "e1",
             "archive": {"name": "x.zip", "sha256": "z", "entry": 1}},
            {"name": "x.zip!/2", "container": "gzip in zip", "sha256": null,
             "archive": {"name": "x.zip", "sha256": "z", "entry": 2}},
            {"name": "x.zip", "container": "zip", "sha256": "z", "archive": null},
            {"name": "x.zip!/1", "container": "zip", "sha256": "e1",
             "archive": {"name": "x.zip", "sha256": "z", "entry": 1}},
            {"name": "okta.jsonl", "container": null, "sha256": "o"}]}"#;
        let files = hashes_of_document(text).unwrap();
        assert_eq!(
            files,
            then(&[("x.zip", Some("z")), ("x.zip", Some("z")), ("okta.jsonl", Some("o"))])
        );
    }

    #[test]
    fn a_document_of_another_kind_is_refused() {
        let error = hashes_of_document(r#"{"schema": "other/2", "evidence": []}"#).unwrap_err();
        assert!(error.to_string().contains("other/2"), "{error}");
        assert!(hashes_of_document("[]").is_err());
    }
}
