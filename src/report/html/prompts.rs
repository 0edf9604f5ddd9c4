//! The prompts of one user, one row each, and what followed an approval.

use maud::{Markup, html};

use super::{FollowUp, Log, ReportInput, capped, finding, told};
use crate::case::Case;
use crate::model::{Cause, EventId, Prompt, Timestamp, Tri};
use crate::report::facts;

/// Prompts in the table of one user.
const MAX_PROMPTS: usize = 200;
/// Approvals whose aftermath is printed for one user.
const MAX_APPROVALS: usize = 10;

const COLUMNS: [&str; 10] = [
    "Prompt",
    "Sent, answered",
    "Factor",
    "Outcome",
    "Asked from",
    "Origin",
    "Answered at",
    "Places",
    "Application",
    "Records",
];

/// The table.
pub(super) fn table(case: &Case, prompts: &[&Prompt]) -> Markup {
    html! {
        h3 { "Prompts" }
        div.scroll { table {
            caption { "Those that findings rest on, in order of time." }
            thead { tr { @for name in COLUMNS { th scope="col" { (name) } } } }
            tbody { @for prompt in prompts.iter().take(MAX_PROMPTS) { (row(case, prompt)) } }
        } }
        (capped(MAX_PROMPTS.min(prompts.len()), prompts.len(), "prompts"))
    }
}

fn row(case: &Case, prompt: &Prompt) -> Markup {
    let index = prompt.id.0 as usize;
    let text = |id| case.store.texts.get(id);
    let source = case.store.parties.get(prompt.source);
    let responder = case.store.parties.get(prompt.responder);
    html! {
        tr {
            td.mono { (prompt.id) }
            td.mono { (time(prompt.issued_at)) br; (time(prompt.answered_at)) }
            td { (factor(prompt)) }
            td { (outcome(case, prompt)) }
            td { span.mono { (told(text(source.ip))) } br; (finding::place(case, prompt.source)) }
            td { @if let Some(verdict) = case.detection.origins.get(index) {
                (verdict.origin.title())
                @if !verdict.reason().is_empty() { ": " (Log(&verdict.reason())) }
            } }
            td {
                @if prompt.responder.is_present() {
                    span.mono { (told(text(responder.ip))) } " " (told(text(responder.device)))
                    br; (finding::place(case, prompt.responder))
                } @else { span.none { "not logged" } }
            }
            td { (places(case, index)) }
            td { (told(text(prompt.app))) }
            td.mono { (facts::records(case, &prompt.events).join(" ")) br;
                span.muted { (prompt.pairing.key().replace('_', " ")) } }
        }
    }
}

fn time(at: Option<Timestamp>) -> Markup {
    html! { @match at { Some(at) => { (facts::time(at)) } None => { span.none { "not logged" } } } }
}

fn factor(prompt: &Prompt) -> String {
    let number = match prompt.number_match {
        Tri::Yes => ", number match",
        Tri::No => ", no number match",
        Tri::Unknown => "",
    };
    let cause = match prompt.cause {
        Cause::Unknown | Cause::SignIn => "",
        Cause::Enrolment => " (enrolment)",
        Cause::Recovery => " (recovery)",
        Cause::Admin => " (administrator)",
    };
    format!("{}{number}{cause}", prompt.factor.title())
}

fn outcome(case: &Case, prompt: &Prompt) -> Markup {
    let logged = case.store.texts.get(prompt.outcome_text);
    html! {
        b class=(format!("o-{}", prompt.outcome.key())) { (prompt.outcome.title()) }
        @if prompt.inferred { " (inferred)" }
        @if !logged.is_empty() { br; span.muted { (Log(logged)) } }
    }
}

fn places(case: &Case, index: usize) -> Markup {
    html! { @if let Some(verdict) = case.detection.places.get(index) {
        (verdict.place.key().replace('_', " "))
        @if let Some(km) = verdict.distance_km { ", " (facts::kilometres(km)) }
        @if !verdict.reason().is_empty() { ": " (Log(&verdict.reason())) }
    } }
}

/// What the account did within 24 hours after each approval.
pub(super) fn aftermath(input: &ReportInput<'_>, follow_ups: &[&FollowUp]) -> Markup {
    html! {
        @if !follow_ups.is_empty() {
            h3 { "After the approval" }
            @for follow_up in follow_ups.iter().take(MAX_APPROVALS) { (after_one(input.case, follow_up)) }
            (capped(MAX_APPROVALS.min(follow_ups.len()), follow_ups.len(), "approvals"))
        }
    }
}

fn after_one(case: &Case, follow_up: &FollowUp) -> Markup {
    html! {
        @if follow_up.events.is_empty() {
            p { "Nothing of this account within 24 hours after "
                (facts::time(follow_up.approved_at)) " UTC is in the given logs." }
        } @else {
            div.scroll { table {
                caption { "Within 24 hours after the approval of " (facts::time(follow_up.approved_at))
                    " UTC: " (facts::counted(follow_up.total as u64, "event")) "." }
                thead { tr {
                    @for name in ["Time", "Kind", "Event, result", "Detail", "Application", "From", "Record"] {
                        th scope="col" { (name) }
                    }
                } }
                tbody { @for id in &follow_up.events { (event_row(case, *id)) } }
            } }
            (capped(follow_up.events.len(), follow_up.total, "events"))
        }
    }
}

fn event_row(case: &Case, id: EventId) -> Markup {
    let text = |id| case.store.texts.get(id);
    html! { @if let Some(event) = case.store.events.get(id) { tr {
        @let source = case.store.parties.get(event.source);
        td.mono { (facts::time(event.time)) }
        td { (event.kind.title()) }
        td { (told(text(event.name))) " " (told(text(event.result))) }
        td { (told(text(event.detail))) }
        td { (told(text(event.app))) }
        td { span.mono { (told(text(source.ip))) } br; (told(&facts::place_text(case, event.source))) }
        td.mono { (facts::records(case, &[id]).join(" ")) }
    } } }
}
