//! `pushscope report`: write the report of a case into a folder.

use std::path::{Path, PathBuf};

use crate::case::{Case, FindingsDocument, Listing};
use crate::report::{self, ReportInput};

use super::command_line::Report;
use super::{analyze, clock, files, output};

pub(super) fn run(options: &Report) -> anyhow::Result<u8> {
    let parameters = analyze::parameters(options.params.as_deref())?;
    files::make_folder(&options.out)?;
    let case = analyze::open(&options.paths, parameters);
    let written = write(&case, &options.out)?;
    output::document(format!("{}\n", report::escape::terminal(&written.display().to_string())).as_bytes())?;
    Ok(analyze::status(&case))
}

/// Writes `report.html` and `findings.json` into an existing folder; returns the report's path.
pub(super) fn write(case: &Case, folder: &Path) -> anyhow::Result<PathBuf> {
    let document = FindingsDocument::of(case, Listing { all_prompts: true, all_issues: true });
    files::write(&folder.join("findings.json"), &document.to_json()?)?;
    let path = folder.join("report.html");
    files::write(&path, html(case).as_bytes())?;
    Ok(path)
}

/// The report of a case as of now.
pub(super) fn html(case: &Case) -> String {
    report::report_html(&ReportInput::of(case, clock::now()))
}
