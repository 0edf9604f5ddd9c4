//! Hashes evidence again: `pushscope verify`, and the same for the window.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::case::{self, Checked, Verification};
use crate::ingest::{self, Watch};
use crate::model::Evidence;
use crate::report::escape;

use super::analyze::OnStandardError;
use super::command_line::Verify;
use super::files::{self, Candidate};
use super::load::Reading;
use super::{DONE, PARTLY, demo_case, output};

pub(super) fn run(options: &Verify) -> anyhow::Result<u8> {
    let text = files::read_text(&options.document).context("nothing was verified")?;
    let then = case::hashes_of_document(&text)
        .with_context(|| format!("nothing was verified: {}", options.document.display()))?;
    let candidates = files::expand_with_input(&options.paths);
    let reading = OnStandardError::default();
    let total = candidates.len();
    let now = candidates.into_iter().enumerate().map(|(index, candidate)| {
        reading.begins(index, total, &candidate.name, files::size(&candidate.path));
        let hash = hash(&candidate, &reading);
        (candidate.name, hash)
    });
    let checked = case::compare(then, now.collect());
    output::progress("");
    let lines: String = checked.iter().map(|it| line(it) + "\n").collect();
    output::document(lines.as_bytes()).context("the verdicts could not be written")?;
    let all_are = checked.iter().all(|it| it.verdict == Verification::Unchanged);
    Ok(if all_are { DONE } else { PARTLY })
}

fn line(checked: &Checked) -> String {
    let mut line = format!("{}: {}", checked.verdict.words(), escape::terminal(&checked.name));
    if let Some(was) = &checked.was {
        line.push_str(&format!(" (was {})", escape::terminal(was)));
    }
    if let Verification::Unreadable(why) = &checked.verdict {
        line.push_str(&format!(" ({})", escape::terminal(why)));
    }
    line
}

/// One verdict for each piece of evidence; an archive is hashed once for all of its entries.
pub(super) fn evidence(
    evidence: &[Evidence],
    paths: &[PathBuf],
    reading: &dyn Reading,
) -> Vec<Verification> {
    let nowhere = PathBuf::new();
    let path_of = |index: usize| paths.get(index).unwrap_or(&nowhere);
    let is_first = |index: usize| index == 0 || path_of(index - 1) != path_of(index);
    let total = (0..evidence.len()).filter(|&index| is_first(index)).count();
    reading.will_read(
        (0..evidence.len()).filter(|&it| is_first(it)).map(|it| files::size(path_of(it))).sum(),
    );
    let mut hashed = Err(String::new());
    let mut count = 0;
    let mut verdicts = Vec::with_capacity(evidence.len());
    for (index, held) in evidence.iter().enumerate() {
        if is_first(index) {
            let path = path_of(index);
            reading.begins(count, total, &held.name, files::size(path));
            hashed = hash_file(path, reading);
            count += 1;
        }
        verdicts.push(Verification::of(held, &hashed));
    }
    verdicts
}

/// The same for the demonstration case, which lies in the program.
pub(super) fn demo(evidence: &[Evidence], watch: &dyn Watch) -> Vec<Verification> {
    let verdict = |(index, held): (usize, &Evidence)| {
        let hashed = match demo_case::bytes(index) {
            Some(mut bytes) => hash_of(&mut bytes, watch),
            None => Err("the demonstration case has no such file".to_owned()),
        };
        Verification::of(held, &hashed)
    };
    evidence.iter().enumerate().map(verdict).collect()
}

fn hash(candidate: &Candidate, watch: &dyn Watch) -> Result<String, String> {
    if candidate.is_input {
        return hash_of(&mut std::io::stdin(), watch);
    }
    hash_file(&candidate.path, watch)
}

fn hash_file(path: &Path, watch: &dyn Watch) -> Result<String, String> {
    let (mut file, _) = files::open(path)?;
    hash_of(&mut file, watch)
}

fn hash_of(reader: &mut dyn std::io::Read, watch: &dyn Watch) -> Result<String, String> {
    match ingest::sha256(reader, watch) {
        Ok(Some((_, sha256))) => Ok(sha256),
        Ok(None) => Err("hashing was cancelled".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
