//! `pushscope report`: write the report of a case into a folder.

use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::case::{Case, FindingsDocument, Listing, parameter_metas};
use crate::geo::{Detail, World};
use crate::report::{self, Land, ReportInput};

use super::command_line::Report;
use super::{analyze, clock, files, output};

/// The names of what is written into the folder.
const FINDINGS: &str = "findings.json";
const REPORT: &str = "report.html";

pub(super) fn run(options: &Report) -> anyhow::Result<u8> {
    let parameters = analyze::parameters(options.params.as_deref())?;
    let databases = analyze::databases(&options.geoip)?;
    let decisions = options.reading.decisions()?;
    files::make_folder(&options.out)?;
    let evidence = files::expand_with_input(&options.paths);
    for name in [FINDINGS, REPORT] {
        files::spare(evidence.iter().map(|it| it.path.as_path()), &options.out.join(name))?;
    }
    let case = analyze::open(&options.paths, (&databases, &decisions), parameters)?;
    let written = write(&case, &options.out)?;
    output::document(
        format!("{}\n", report::escape::terminal(&written.display().to_string())).as_bytes(),
    )?;
    Ok(analyze::status(&case))
}

/// Writes `report.html` and `findings.json` into an existing folder; returns the report's path.
pub(super) fn write(case: &Case, folder: &Path) -> anyhow::Result<PathBuf> {
    findings(case, &folder.join(FINDINGS))?;
    let path = folder.join(REPORT);
    files::write(&path, html(case, None).as_bytes())?;
    Ok(path)
}

/// Writes the findings document of a case, with all of its prompts and issues, as it is made.
pub(super) fn findings(case: &Case, path: &Path) -> anyhow::Result<()> {
    let document = FindingsDocument::of(case, Listing { all_prompts: true, all_issues: true });
    files::write_with(path, |file| Ok(document.write(BufWriter::new(file))?))
}

/// The report of a case as of now.
pub(super) fn html(case: &Case, title: Option<&str>) -> String {
    let shapes = World::load(Detail::Coarse).ok().zip(World::load(Detail::Fine).ok());
    report::report_html(&ReportInput {
        case,
        title,
        generated_at: clock::now(),
        engine_version: env!("CARGO_PKG_VERSION"),
        parameters: parameter_metas()
            .into_iter()
            .map(|meta| (meta, case.parameters.value(meta)))
            .collect(),
        follow_ups: report::follow_ups(case),
        land: shapes.as_ref().map(|(coarse, fine)| Land { coarse, fine }),
    })
}
