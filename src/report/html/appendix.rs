//! What a reader needs to judge the findings: coverage, limits, rules not evaluated, parameters,
//! issues.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Log, ReportInput, capped, coverage};
use crate::case::Case;
use crate::model::{IssueKind, ParameterMeta};
use crate::report::{escape, facts};

const MAX_ISSUES: usize = 200;
/// Characters of one issue's reason.
const MAX_DETAIL: usize = 300;

/// The section.
pub(super) fn section(input: &ReportInput<'_>) -> Markup {
    html! {
        section.page id="method" {
            h2 { "Method and limits" }
            (coverage::section(input.case))
            (limits(input.case))
            (databases(input.case))
            (not_evaluated(input.case))
            (parameters(input))
            (reading(input.case))
            (issues(input.case))
        }
    }
}

fn limits(case: &Case) -> Markup {
    html! {
        h3 { "Limits" }
        @if case.limits.is_empty() {
            p.muted { "No further limit was noted." }
        } @else {
            ul { @for limit in &case.limits { li { (Log(limit)) } } }
        }
    }
}

/// Places and networks that are marked `[D1]` come from these.
fn databases(case: &Case) -> Markup {
    html! {
        @if !case.databases.is_empty() {
            div.scroll { table {
                caption { "Databases of addresses: what bears the mark of one is not in the log" }
                thead { tr {
                    @for name in ["Id", "File", "Type", "Date", "Bytes", "SHA-256", "Use"] {
                        th scope="col" { (name) }
                    }
                } }
                tbody { @for database in &case.databases { tr {
                    td { (database.id) }
                    td { (Log(&database.name)) }
                    td { (Log(&database.kind)) }
                    td { (database.built_words()) }
                    td.num { (facts::count(database.bytes)) }
                    td.mono { (database.sha256) }
                    td { "asked for " (facts::count(database.asked)) " distinct, a place for "
                        (facts::count(database.placed)) ", a network for "
                        (facts::count(database.named)) }
                } } }
            } }
        }
    }
}

fn not_evaluated(case: &Case) -> Markup {
    html! {
        @if !case.detection.not_evaluated.is_empty() {
            table {
                caption { "Rules that were not evaluated" }
                thead { tr { th scope="col" { "Rule" } th scope="col" { "Would look for" }
                    th scope="col" { "Why not" } } }
                tbody { @for rule in &case.detection.not_evaluated { tr {
                    td { (rule.rule) } td { (rule.title) } td { (Log(&rule.reason)) }
                } } }
            }
        }
    }
}

fn parameters(input: &ReportInput<'_>) -> Markup {
    let changed =
        input.parameters.iter().filter(|(meta, value)| is_changed(meta, *value)).count() as u64;
    html! {
        h3 { "Parameters" }
        @if changed > 0 {
            p { (facts::counted(changed, "value")) " changed by the analyst, marked below." }
        } @else { p { "Every parameter has its default." } }
        div.scroll { table {
            thead { tr {
                th scope="col" { "Rule or step" } th scope="col" { "Parameter" }
                th.num scope="col" { "Value" } th.num scope="col" { "Default" }
                th scope="col" { "Where the default comes from" }
            } }
            tbody { @for (meta, value) in &input.parameters { tr {
                td { (meta.group) }
                td { (meta.title) }
                td.num { @if is_changed(meta, *value) {
                    span.changed { (with_unit(meta, *value)) " (changed)" }
                } @else { (with_unit(meta, *value)) } }
                td.num { (with_unit(meta, meta.default)) }
                td { (meta.source) }
            } } }
        } }
    }
}

/// How much of one thing is read, and what happens to what lies beyond.
fn reading(case: &Case) -> Markup {
    html! {
        h3 { "Limits of reading" }
        div.scroll { table {
            thead { tr {
                th scope="col" { "Limit" } th scope="col" { "What it limits" }
                th.num scope="col" { "Value" } th.num scope="col" { "Default" }
                th scope="col" { "What happens beyond" }
                th scope="col" { "Where the default comes from" }
            } }
            tbody { @for (meta, value) in case.parameters.limits.all() { tr {
                td.mono { (meta.key) }
                td { (meta.title) }
                td.num { @if value == meta.default { (facts::count(value)) } @else {
                    span.changed { (facts::count(value)) " (changed)" }
                } }
                td.num { (facts::count(meta.default)) }
                td { (meta.beyond) }
                td { (meta.source) }
            } } }
        } }
    }
}

fn is_changed(meta: &ParameterMeta, value: f64) -> bool {
    (value - meta.default).abs() > f64::EPSILON
}

fn with_unit(meta: &ParameterMeta, value: f64) -> String {
    format!("{value}{}", meta.unit.suffix())
}

fn issues(case: &Case) -> Markup {
    let mut by_kind: BTreeMap<IssueKind, u64> = BTreeMap::new();
    for issue in &case.issues {
        *by_kind.entry(issue.kind).or_default() += 1;
    }
    html! {
        h3 { "Records that could not be used" }
        @if case.issues.is_empty() {
            p { "None." }
        } @else {
            p {
                (facts::counted(case.issues.len() as u64, "issue")) ": "
                @for (kind, number) in &by_kind {
                    (kind.key().replace('_', " ")) " " (facts::count(*number)) "; "
                }
            }
            div.scroll { table {
                thead { tr {
                    th scope="col" { "Record" } th.num scope="col" { "Offset" }
                    th.num scope="col" { "Length" } th scope="col" { "Kind" }
                    th scope="col" { "Reason" }
                } }
                tbody { @for issue in case.issues.iter().take(MAX_ISSUES) { tr {
                    td.mono { (issue.at.evidence) @if issue.at.record > 0 { ":" (issue.at.record) } }
                    td.num { (facts::count(issue.at.offset)) }
                    td.num { (facts::count(u64::from(issue.at.length))) }
                    td { (issue.kind.key().replace('_', " ")) }
                    td { (Log(&escape::screen(&issue.detail, MAX_DETAIL))) }
                } } }
            } }
            (capped(MAX_ISSUES.min(case.issues.len()), case.issues.len(), "issues"))
        }
    }
}
