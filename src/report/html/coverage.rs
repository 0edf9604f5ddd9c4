//! What the evidence covers: bars of the files on one time axis, quiet stretches, signs of a cut
//! export, streams that are missing.

use maud::{Markup, PreEscaped, html};

use super::{Log, capped};
use crate::case::Case;
use crate::case::coverage::{FileCoverage, Quiet};
use crate::model::{TimeRange, Timestamp};
use crate::report::charts::{CoverageBar, CoverageChart, Scene, coverage_scene, utc_ticks};
use crate::report::palette::LIGHT;
use crate::report::{charts, escape, facts};

/// Files that have a bar.
const MAX_BARS: usize = 60;
/// Quiet stretches and signs that are listed.
const MAX_ROWS: usize = 200;

/// The part of the section on method and limits.
pub(super) fn section(case: &Case) -> Markup {
    let with_events = case.coverage.files.iter().filter(|file| file.first.is_some()).count();
    html! {
        h3 { "Coverage" }
        p { "Each bar holds the events of one file over time, repeated records included. A stretch of "
            "at least six hours without an event is called quiet where the same hours of other days "
            "hold at least twenty: it may be a hole in the export, an outage or a holiday." }
        @if let Some(scene) = picture(case) {
            figure.chart role="img" aria-label=(PreEscaped(escape::html(&scene.description))) {
                (PreEscaped(charts::svg(&scene)))
            }
            (capped(MAX_BARS.min(with_events), with_events, "files"))
        }
        (quiet(case))
        (hints(case))
        (missing(case))
    }
}

fn picture(case: &Case) -> Option<Scene> {
    let files = &case.coverage.files;
    let first = files.iter().filter_map(|file| file.first).min()?;
    let last = files.iter().filter_map(|file| file.last).max()?;
    let rows: Vec<_> = files.iter().filter_map(|file| bar(case, file)).take(MAX_BARS).collect();
    let description = format!(
        "Coverage of {} from {} to {} UTC.",
        facts::counted(rows.len() as u64, "file"),
        facts::time(first),
        facts::time(last)
    );
    let range = TimeRange::covering(first, last);
    let chart = CoverageChart { range, ticks: utc_ticks(range, 8), rows, description };
    Some(coverage_scene(&chart, &LIGHT))
}

fn bar(case: &Case, file: &FileCoverage) -> Option<CoverageBar> {
    let buckets = file.buckets.as_ref()?;
    let name = case.evidence.iter().find(|it| it.id == file.id).map_or("", |it| &it.name);
    let range = |quiet: &Quiet| TimeRange::new(quiet.start, quiet.end);
    Some(CoverageBar {
        label: format!("{} {name}", file.id),
        buckets: (buckets.start, buckets.width, buckets.counts.clone()),
        quiet: file.quiet.iter().chain(case.coverage.hole_before(file)).map(range).collect(),
    })
}

fn quiet(case: &Case) -> Markup {
    let all: Vec<_> = case
        .coverage
        .files
        .iter()
        .flat_map(|file| file.quiet.iter().map(move |quiet| (file.id, *quiet)))
        .collect();
    let time = |at: Timestamp| facts::time(at);
    html! {
        @if all.is_empty() {
            p { "Quiet stretches inside a file: none found in these sources, range and thresholds." }
        } @else {
            div.scroll { table {
                caption { "Quiet stretches" }
                thead { tr {
                    th scope="col" { "File" } th scope="col" { "Last event before" }
                    th scope="col" { "First event after" } th.num scope="col" { "Length" }
                    th.num scope="col" { "Events expected" }
                } }
                tbody { @for (id, quiet) in all.iter().take(MAX_ROWS) { tr {
                    td { (id) }
                    td.mono { (time(quiet.start)) } td.mono { (time(quiet.end)) }
                    td.num { (facts::span(quiet.span())) }
                    td.num { (facts::count(quiet.expected)) }
                } } }
            } }
            (capped(MAX_ROWS.min(all.len()), all.len(), "quiet stretches"))
        }
    }
}

fn hints(case: &Case) -> Markup {
    let all: Vec<_> = case
        .coverage
        .files
        .iter()
        .flat_map(|file| file.hints.iter().map(move |hint| (file.id, hint)))
        .collect();
    html! {
        @if all.is_empty() {
            p { "Signs of a cut or damaged export: none found in these sources." }
        } @else {
            ul { @for (id, hint) in all.iter().take(MAX_ROWS) {
                li { b { (id) } ": " (Log(&hint.text)) "." }
            } }
            (capped(MAX_ROWS.min(all.len()), all.len(), "signs"))
        }
    }
}

fn missing(case: &Case) -> Markup {
    html! {
        h3 { "Missing streams" }
        @if case.coverage.missing.is_empty() {
            p { "Of the providers present, none that Pushscope knows to ask for." }
        } @else {
            div.scroll { table {
                thead { tr {
                    th scope="col" { "Provider" } th scope="col" { "Stream" }
                    th scope="col" { "Why" } th scope="col" { "What that hides" }
                } }
                tbody { @for missing in &case.coverage.missing { tr {
                    td { (missing.provider.title()) } td { (missing.stream) }
                    td { (missing.why.title()) } td { (missing.hides) }
                } } }
            } }
        }
    }
}
