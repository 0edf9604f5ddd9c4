//! What can be written out of the window.

/// What can be written out of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// The report, one self-contained HTML page.
    ReportHtml,
    /// The findings document.
    FindingsJson,
    /// The findings as a table that is safe for spreadsheets.
    FindingsCsv,
    /// The prompts that are shown, as a table that is safe for spreadsheets.
    PromptsCsv,
    /// Every event as a Parquet file, which Pushscope reads again.
    EventsParquet,
    /// Every event as an Arrow file, which Pushscope reads again.
    EventsArrow,
    /// Every event as a table that is safe for spreadsheets.
    EventsCsv,
    /// Every event as JSON lines with exact values.
    EventsJsonl,
    /// The timeline in view as vectors.
    ChartSvg,
    /// The timeline in view as pixels.
    ChartPng,
}

impl ExportKind {
    /// Every kind, in the order of the menu.
    pub const ALL: [Self; 10] = [
        Self::ReportHtml,
        Self::FindingsJson,
        Self::FindingsCsv,
        Self::PromptsCsv,
        Self::EventsParquet,
        Self::EventsArrow,
        Self::EventsCsv,
        Self::EventsJsonl,
        Self::ChartSvg,
        Self::ChartPng,
    ];

    /// The words that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ReportHtml => "Report (HTML)",
            Self::FindingsJson => "Findings (JSON)",
            Self::FindingsCsv => "Findings (CSV)",
            Self::PromptsCsv => "Prompts shown (CSV)",
            Self::EventsParquet => "All events (Parquet)",
            Self::EventsArrow => "All events (Arrow)",
            Self::EventsCsv => "All events (CSV)",
            Self::EventsJsonl => "All events (JSON lines)",
            Self::ChartSvg => "Timeline in view (SVG)",
            Self::ChartPng => "Timeline in view (PNG)",
        }
    }

    /// The file name that a dialog begins with.
    pub const fn suggested_name(self) -> &'static str {
        match self {
            Self::ReportHtml => "report.html",
            Self::FindingsJson => "findings.json",
            Self::FindingsCsv => "findings.csv",
            Self::PromptsCsv => "prompts.csv",
            Self::EventsParquet => "events.parquet",
            Self::EventsArrow => "events.arrow",
            Self::EventsCsv => "events.csv",
            Self::EventsJsonl => "events.jsonl",
            Self::ChartSvg => "timeline.svg",
            Self::ChartPng => "timeline.png",
        }
    }
}
