//! `pushscope analyze`: print what is found.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::Context as _;

use crate::case::{self, Case, FindingsDocument, Listing, parse_parameters};
use crate::geo::{Databases, Gazetteer};
use crate::ingest::{Decisions, Watch};
use crate::model::{EvidenceStatus, Parameters};
use crate::report;

use super::command_line::{Analyze, Format, Listed};
use super::load::How;
use super::reading::all_met;
use super::{DONE, FAILED, PARTLY, files, load, output};

pub(super) fn run(options: &Analyze) -> anyhow::Result<u8> {
    let parameters = parameters(options.params.as_deref())?;
    let supplied = (&databases(&options.geoip)?, &options.reading.decisions()?);
    let case = open(&options.paths, supplied, parameters)?;
    let listing = Listing {
        all_prompts: options.prompts == Listed::All,
        all_issues: options.issues == Listed::All,
    };
    output::stream(|out| match options.format {
        Format::Json => FindingsDocument::of(&case, listing).write(out),
        Format::Text => out.write_all(report::text::case_text(&case).as_bytes()),
    })
    .context("the document could not be written to standard output")?;
    let status = status(&case);
    // The process ends now: taking a large case apart piece by piece would only delay that.
    std::mem::forget(case);
    Ok(status)
}

/// Reads the files and runs the rules, with progress on standard error.
pub(super) fn open(
    paths: &[PathBuf],
    (databases, decisions): (&Databases, &Decisions),
    parameters: Parameters,
) -> anyhow::Result<Case> {
    let how = How { decisions: decisions.clone(), limits: parameters.limits };
    let read = load::read_with_input(paths, &how, &OnStandardError::default());
    output::progress("");
    let gazetteer = gazetteer();
    let case = case::assemble_with(read.files, gazetteer.as_ref(), databases, parameters);
    all_met(decisions, &case.evidence)?;
    Ok(case)
}

/// The bundled gazetteer; a case opened without it says so in its limits.
pub(super) fn gazetteer() -> Option<Gazetteer> {
    Gazetteer::load().ok()
}

/// The databases of addresses that were named; one that cannot be used ends the program, as its
/// reader expects its values.
pub(super) fn databases(paths: &[PathBuf]) -> anyhow::Result<Databases> {
    let databases = load::databases(paths);
    anyhow::ensure!(databases.refused.is_empty(), "{}", databases.refused.join("; "));
    Ok(databases)
}

/// The parameters of a file, or the defaults.
pub(super) fn parameters(path: Option<&Path>) -> anyhow::Result<Parameters> {
    let Some(path) = path else { return Ok(Parameters::default()) };
    let text = files::read_text(path).context("no parameters were taken")?;
    parse_parameters(&text).with_context(|| format!("no parameters were taken: {}", path.display()))
}

/// What the exit status tells of a case.
pub(super) fn status(case: &Case) -> u8 {
    let unread = |status| {
        matches!(
            status,
            EvidenceStatus::Unreadable | EvidenceStatus::Partial | EvidenceStatus::UnknownFormat
        )
    };
    let mut incomplete = false;
    for evidence in case.evidence.iter().filter(|it| unread(it.status)) {
        incomplete = true;
        let why = evidence.reason.as_deref().unwrap_or("it was not read to its end");
        output::say(&report::escape::terminal(&format!("pushscope: {why}: {}", evidence.name)));
    }
    for file in case.coverage.unbalanced() {
        incomplete = true;
        output::say(&format!(
            "pushscope: the counts of {file} do not add up, so records may be lost; the limits say \
             more; please report this fault"
        ));
    }
    match (incomplete, case.evidence.iter().all(|it| it.status == EvidenceStatus::Unreadable)) {
        (_, true) => {
            output::say("pushscope: no file could be read");
            FAILED
        }
        (true, false) => PARTLY,
        (false, false) => DONE,
    }
}

/// Shows progress on standard error.
#[derive(Default)]
pub(super) struct OnStandardError {
    current: Mutex<String>,
}

impl Watch for OnStandardError {
    fn progress(&self, bytes: u64, records: u64) {
        if let Ok(current) = self.current.lock() {
            output::progress(&format!("{} MB, {records} records: {current}", bytes / 1_000_000));
        }
    }

    fn is_cancelled(&self) -> bool {
        false
    }
}

impl load::Reading for OnStandardError {
    fn begins(&self, index: usize, total: usize, name: &str, _bytes: u64) {
        if let Ok(mut current) = self.current.lock() {
            *current = format!("file {} of {total}, {name}", index + 1);
        }
    }
}
