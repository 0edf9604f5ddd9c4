//! From paths to what was read, for the command line and for the window's worker.

use std::path::PathBuf;

use crate::geo::{Databases, LARGEST_BYTES};
use crate::ingest::{self, Choices, Ingested, Source, Watch};
use crate::model::{EvidenceId, Limits};

use super::files::{self, Candidate};

/// Told which file is being read, as reading goes on.
pub(super) trait Reading: Watch {
    /// All files together have this many bytes.
    fn will_read(&self, _bytes: u64) {}

    /// File `index` of `total` begins; `bytes` is its size.
    fn begins(&self, index: usize, total: usize, name: &str, bytes: u64);
}

/// What was read, and where each file lies, by evidence index.
pub(super) struct Read {
    /// One entry a file.
    pub(super) files: Vec<Ingested>,
    /// The path of each.
    pub(super) paths: Vec<PathBuf>,
}

/// Reads every file behind the given paths, in the order given. Never fails: a file that cannot
/// be read is evidence that says so.
pub(super) fn read(paths: &[PathBuf], limits: &Limits, reading: &dyn Reading) -> Read {
    let candidates = files::expand(paths);
    let total = candidates.len();
    reading.will_read(candidates.iter().map(|it| files::size(&it.path)).sum());
    let files = candidates
        .iter()
        .enumerate()
        .map(|(index, candidate)| read_one(candidate, (index, total), limits, reading))
        .collect();
    Read { files, paths: candidates.into_iter().map(|it| it.path).collect() }
}

/// Opens databases of addresses. Never fails: one that cannot be used is among those refused.
pub(super) fn databases(paths: &[PathBuf]) -> Databases {
    let mut databases = Databases::default();
    for candidate in files::expand(paths) {
        databases.add(&candidate.name, files::read_whole(&candidate.path, LARGEST_BYTES));
    }
    databases
}

fn read_one(
    candidate: &Candidate,
    (index, total): (usize, usize),
    limits: &Limits,
    reading: &dyn Reading,
) -> Ingested {
    let id = EvidenceId(u32::try_from(index).unwrap_or(u32::MAX));
    let name = candidate.name.clone();
    match files::open(&candidate.path) {
        Ok((mut file, bytes)) => {
            reading.begins(index, total, &name, bytes);
            let choices = Choices { limits: *limits, ..Choices::default() };
            ingest::ingest(Source { id, name, bytes, reader: &mut file, choices }, reading)
        }
        Err(why) => ingest::unreadable(id, name, why),
    }
}
