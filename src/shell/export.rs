//! Documents and charts out of the window: made on a worker from a snapshot of the state.

use std::path::Path;
use std::sync::Arc;

use crate::app::{AppState, ExportKind};
use crate::case::{Case, FindingsDocument, Listing};
use crate::model::TimeRange;
use crate::present::{self, Zone};
use crate::report;
use crate::report::palette::LIGHT;
use crate::store::Filtered;

use super::{files, write_report};

/// Everything that a document is made from, so that the window can go on.
pub(super) struct Rendering {
    kind: ExportKind,
    case: Arc<Case>,
    name: String,
    filtered: Arc<Filtered>,
    range: TimeRange,
    zone: Zone,
}

impl Rendering {
    /// A snapshot of the state; `None` where there is no case, or no prompt to draw.
    pub(super) fn of(state: &AppState, kind: ExportKind) -> Option<Self> {
        let case = state.case.clone()?;
        let range = state.time.or_else(|| case.store.time_range())?;
        Some(Self {
            kind,
            case,
            name: state.case_name.clone(),
            filtered: Arc::clone(&state.filtered),
            range,
            zone: state.view.zone.clone(),
        })
    }

    /// Makes the document and writes it whole or not at all.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        files::write(path, &self.bytes()?)
    }

    fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        let all = Listing { all_prompts: true, all_issues: true };
        Ok(match self.kind {
            ExportKind::ReportHtml => write_report::html(&self.case, Some(&self.name)).into_bytes(),
            ExportKind::FindingsJson => FindingsDocument::of(&self.case, all).to_json()?,
            ExportKind::FindingsCsv => report::findings_csv(&self.case)?,
            ExportKind::PromptsCsv => report::prompts_csv(&self.case, &self.filtered.prompts)?,
            ExportKind::ChartSvg => report::svg(&self.chart()).into_bytes(),
            ExportKind::ChartPng => report::png(&self.chart())?,
        })
    }

    fn chart(&self) -> report::Scene {
        let chart = present::chart::timeline(&self.case, &self.filtered, self.range, &self.zone);
        report::timeline_scene(&chart, &LIGHT)
    }
}
