//! Documents and charts out of the window: made on a worker from a snapshot of the state.

use std::path::Path;
use std::sync::Arc;

use crate::app::{AppState, ExportKind};
use crate::case::Case;
use crate::model::TimeRange;
use crate::present::{self, Zone};
use crate::report;
use crate::report::palette::LIGHT;
use crate::store::Filtered;

use super::command_line::Table;
use super::{convert, files, write_report};

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
        let bytes = match self.kind {
            ExportKind::ReportHtml => write_report::html(&self.case, Some(&self.name)).into_bytes(),
            ExportKind::FindingsJson => return write_report::findings(&self.case, path),
            ExportKind::FindingsCsv => report::findings_csv(&self.case)?,
            ExportKind::PromptsCsv => report::prompts_csv(&self.case, &self.filtered.prompts)?,
            ExportKind::EventsParquet => return self.table(Table::Parquet, path),
            ExportKind::EventsArrow => return self.table(Table::Arrow, path),
            ExportKind::EventsCsv => return self.table(Table::Csv, path),
            ExportKind::EventsJsonl => return self.table(Table::Jsonl, path),
            ExportKind::ChartSvg => report::svg(&self.chart()).into_bytes(),
            ExportKind::ChartPng => report::png(&self.chart())?,
        };
        files::write(path, &bytes)
    }

    /// Events are too many to be held as one document; they go to the file as they are made.
    fn table(&self, to: Table, path: &Path) -> anyhow::Result<()> {
        convert::write(&self.case, to, path).map(drop)
    }

    fn chart(&self) -> report::Scene {
        let chart = present::chart::timeline(&self.case, &self.filtered, self.range, &self.zone);
        report::timeline_scene(&chart, &LIGHT)
    }
}
