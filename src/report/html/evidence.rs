//! The sources: each file with its hash, what it is, and what became of every record.

use maud::{Markup, html};

use super::{Log, told};
use crate::case::Case;
use crate::case::coverage::file_note;
use crate::model::{CUSTODY_FIELDS, Evidence, RecordCounts, Timestamp};
use crate::report::facts;

/// The section.
pub(super) fn section(case: &Case) -> Markup {
    let mut total = RecordCounts::default();
    for evidence in &case.evidence {
        total.add(evidence.counts);
    }
    html! {
        section.page id="evidence" {
            h2 { "Evidence" }
            p { "Every record has exactly one fate: event, duplicate, superseded by a fuller state, "
                "unsupported, or rejected; the sum is checked. Files were opened for reading only; the hash is of the "
                "file as given." }
            (files(case))
            (fates(case, total))
            (custody(case))
            @for evidence in &case.evidence { (remarks(evidence)) }
        }
    }
}

fn files(case: &Case) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                @for name in ["Id", "Name", "Provider, stream", "Form", "Bytes", "SHA-256", "Status"] {
                    th scope="col" { (name) }
                }
            } }
            tbody {
                @for evidence in &case.evidence {
                    tr {
                        td { (evidence.id) }
                        td { (Log(&evidence.name)) }
                        td { (told(evidence.provider.map_or("", |p| p.title()))) " "
                            (evidence.stream.unwrap_or_default().replace('_', " ")) }
                        td { (form(evidence)) }
                        td.num { (facts::count(evidence.bytes)) }
                        td.mono { (told(&evidence.sha256)) }
                        td { (evidence.status.key().replace('_', " ")) }
                    }
                }
            }
        } }
    }
}

fn form(evidence: &Evidence) -> String {
    let parts = [evidence.container, evidence.shape, evidence.encoding];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn fates(case: &Case, total: RecordCounts) -> Markup {
    let columns = [
        "Id",
        "Records",
        "Events",
        "Duplicates",
        "Superseded",
        "Unsupported",
        "Rejected",
        "Sum",
        "First event",
        "Last event",
    ];
    let faulty = case.coverage.unbalanced();
    html! {
        div.scroll { table {
            thead { tr { @for name in columns { th scope="col" { (name) } } } }
            tbody {
                @for evidence in &case.evidence {
                    tr {
                        td { (evidence.id) }
                        (counts(evidence.counts))
                        (sum(!faulty.contains(&evidence.id)))
                        td.mono { (time(evidence.first_event)) }
                        td.mono { (time(evidence.last_event)) }
                    }
                }
                tr {
                    th scope="row" { "All" }
                    (counts(total))
                    (sum(faulty.is_empty()))
                    td.mono { (time(case.store.time_range().map(|range| range.start))) }
                    td.mono { (time(case.store.events.time.last().copied())) }
                }
            }
        } }
    }
}

fn counts(counts: RecordCounts) -> Markup {
    let numbers = [
        counts.records,
        counts.events,
        counts.duplicates,
        counts.superseded,
        counts.unsupported,
        counts.rejected,
    ];
    html! { @for number in numbers { td.num { (facts::count(number)) } } }
}

/// Whether every record has one fate, and every event is in the case.
fn sum(holds: bool) -> Markup {
    html! { td { @if holds { "holds" } @else { b { "does not hold" } } } }
}

fn time(at: Option<Timestamp>) -> Markup {
    html! { @match at { Some(at) => { (facts::time(at)) } None => { span.none { "–" } } } }
}

/// What whoever handed the files over says of them; of which nobody said anything.
fn custody(case: &Case) -> Markup {
    let told = || case.evidence.iter().filter_map(|it| Some((it.id, it.custody.as_ref()?)));
    let untold: Vec<String> = case
        .evidence
        .iter()
        .filter(|it| it.custody.is_none())
        .map(|it| it.id.to_string())
        .collect();
    html! {
        @if told().next().is_some() {
            div.scroll { table {
                thead { tr {
                    th scope="col" { "Custody" }
                    @for field in &CUSTODY_FIELDS { th scope="col" { (field.title) } }
                } }
                tbody {
                    @for (id, custody) in told() {
                        tr {
                            td { (id) }
                            @for (_, answer) in custody.answers() {
                                td { @match answer { Some(it) => { (Log(it)) } None => { "not known" } } }
                            }
                        }
                    }
                }
            } }
        }
        @if !untold.is_empty() {
            p { b { "Custody" } " of " (untold.join(", ")) ": not known. No form says who exported "
                "it, from where, when and by which query." }
        }
    }
}

fn remarks(evidence: &Evidence) -> Markup {
    html! {
        @if let Some(inside) = &evidence.inside {
            p { b { (evidence.id) } ": " (Log(&inside.words())) "; size and hash above are of the "
                "entry unpacked." }
        }
        @if let Some(reason) = &evidence.reason {
            p { b { (evidence.id) } ": " (Log(reason)) }
        }
        @if !evidence.notes.is_empty() {
            p { b { (evidence.id) } " repairs of fields, outside the sum of records: "
                @for (kind, number) in &evidence.notes { (Log(&file_note(evidence, kind, *number))) "; " }
            }
        }
        @if !evidence.unsupported_streams.is_empty() {
            p { b { (evidence.id) } " records of kinds that are not read: "
                @for (stream, number) in evidence.unsupported_streams.iter().take(40) {
                    (Log(stream)) " " (facts::count(*number)) "; "
                }
                @if evidence.unsupported_streams.len() > 40 { "and others." }
            }
        }
    }
}
