//! From paths to what was read, for the command line and for the window's worker.

use std::path::PathBuf;

use crate::case;
use crate::geo::{Databases, LARGEST_BYTES};
use crate::ingest::{self, Choices, Container, Decisions, Ingested, Source, Watch};
use crate::model::{EvidenceId, Limits};

use super::files::{self, Candidate};

/// Told which file is being read, as reading goes on.
pub(super) trait Reading: Watch {
    /// All files together have this many bytes.
    fn will_read(&self, _bytes: u64) {}

    /// File `index` of `total` begins; `bytes` is its size.
    fn begins(&self, index: usize, total: usize, name: &str, bytes: u64);
}

/// How files are read.
#[derive(Clone, Debug, Default)]
pub(super) struct How {
    /// What the analyst decided of them.
    pub(super) decisions: Decisions,
    /// How much of one thing is read.
    pub(super) limits: Limits,
}

impl How {
    fn choices(&self, name: &str) -> Choices {
        self.decisions.choices(name, self.limits)
    }
}

/// What was read, and where each file lies, by evidence index.
pub(super) struct Read {
    /// One entry a file, and for an archive one each of its entries.
    pub(super) files: Vec<Ingested>,
    /// The path of each; of an entry, the archive's.
    pub(super) paths: Vec<PathBuf>,
}

/// Reads every file behind the given paths, in the order given. Never fails: a file that cannot
/// be read is evidence that says so.
pub(super) fn read(paths: &[PathBuf], how: &How, reading: &dyn Reading) -> Read {
    read_candidates(files::expand(paths), how, reading)
}

/// Opens databases of addresses. Never fails: one that cannot be used is among those refused.
pub(super) fn databases(paths: &[PathBuf]) -> Databases {
    let mut databases = Databases::default();
    for candidate in files::expand(paths) {
        databases.add(&candidate.name, files::read_whole(&candidate.path, LARGEST_BYTES));
    }
    databases
}

/// As [`read`], for the command line, where `-` stands for standard input.
pub(super) fn read_with_input(paths: &[PathBuf], how: &How, reading: &dyn Reading) -> Read {
    read_candidates(files::expand_with_input(paths), how, reading)
}

fn read_candidates(candidates: Vec<Candidate>, how: &How, reading: &dyn Reading) -> Read {
    let total = candidates.len();
    reading.will_read(candidates.iter().map(|it| files::size(&it.path)).sum());
    let mut read = Read { files: Vec::new(), paths: Vec::new() };
    for (index, candidate) in candidates.into_iter().enumerate() {
        let first = EvidenceId(u32::try_from(read.files.len()).unwrap_or(u32::MAX));
        let mut files = read_one(&candidate, first, (index, total), how, reading);
        for Ingested { evidence, .. } in &mut files {
            evidence.custody = how.decisions.custody_of(&evidence.name).cloned();
        }
        read.paths.resize(read.paths.len() + files.len(), candidate.path);
        read.files.append(&mut files);
    }
    read
}

fn read_one(
    candidate: &Candidate,
    first: EvidenceId,
    (index, total): (usize, usize),
    how: &How,
    reading: &dyn Reading,
) -> Vec<Ingested> {
    let name = candidate.name.clone();
    if candidate.is_input {
        reading.begins(index, total, &name, 0);
        return vec![read_input(first, name, how, reading)];
    }
    match files::open(&candidate.path) {
        Ok((mut file, bytes)) => {
            reading.begins(index, total, &name, bytes);
            let choices = &|name: &str| how.choices(name);
            let container = Container { first, name, bytes, reader: &mut file, choices };
            case::read_evidence(container, reading)
        }
        Err(why) => vec![ingest::unreadable(first, name, why)],
    }
}

/// Reads standard input; what cannot be done with it later is said with it.
fn read_input(id: EvidenceId, name: String, how: &How, reading: &dyn Reading) -> Ingested {
    let mut reader = std::io::stdin();
    let choices = how.choices(&name);
    let source = Source { id, name, bytes: 0, reader: &mut reader, choices };
    let mut read = ingest::ingest(source, reading);
    let said = "it came from standard input, which cannot be read again: no record of it can be \
                shown and its hash cannot be verified later; keep the file itself";
    read.evidence.reason = Some(match read.evidence.reason.take() {
        Some(reason) => format!("{reason}; {said}"),
        None => said.to_owned(),
    });
    read
}

#[cfg(test)]
impl Reading for ingest::Unwatched {
    fn begins(&self, _: usize, _: usize, _: &str, _: u64) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Unwatched;

    #[test]
    fn the_files_behind_an_archive_keep_their_numbers_and_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("a.zip");
        std::fs::write(
            &archive,
            crate::ingest::testing::zip(&[("1.json", b"[]"), ("2.json", b"[]")]),
        )
        .unwrap();
        let plain = folder.path().join("b.json");
        std::fs::write(&plain, "[]").unwrap();
        let read = read(&[folder.path().to_owned()], &How::default(), &Unwatched);
        let told: Vec<_> =
            read.files.iter().map(|it| (it.evidence.id.0, &*it.evidence.name)).collect();
        assert_eq!(told, [(0, "a.zip!/1.json"), (1, "a.zip!/2.json"), (2, "b.json")]);
        assert_eq!(read.paths, [archive.clone(), archive, plain]);
    }
}
