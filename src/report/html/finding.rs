//! One finding: why it was found, when, from where, and the records that prove it.

use maud::{Markup, html};

use super::{Log, capped, fact, overview, told};
use crate::case::Case;
use crate::model::{Finding, PartyId, PromptId, UserId};
use crate::report::facts;

const MAX_SOURCES: usize = 30;
const MAX_IDS: usize = 60;
const MAX_USERS: usize = 100;
const MAX_SHARED: usize = 40;

/// Findings about many users; nothing where there are none.
pub(super) fn shared_section(case: &Case) -> Markup {
    let shared: Vec<_> = case.detection.findings.iter().filter(|f| f.user.is_none()).collect();
    html! {
        @if !shared.is_empty() {
            section.page id="many" {
                h2 { "Findings about many users" }
                @for finding in shared.iter().take(MAX_SHARED) { (article(case, finding)) }
                (capped(MAX_SHARED.min(shared.len()), shared.len(), "findings"))
            }
        }
    }
}

/// One finding as an article.
pub(super) fn article(case: &Case, finding: &Finding) -> Markup {
    html! {
        article class=(format!("finding s-{}", finding.severity.key())) {
            h3 { (overview::severity(finding.severity)) " " (Log(&finding.title)) }
            p { (Log(&finding.explanation)) }
            (facts_table(case, finding))
            (windows(finding))
            (approvals(case, finding))
            (sources(case, finding))
            (responders(case, finding))
        }
    }
}

fn facts_table(case: &Case, finding: &Finding) -> Markup {
    let list = |words: Vec<&'static str>| words.join(", ");
    let rule = format!(
        "{} · {} · confidence {} · {}",
        finding.rule,
        facts::TECHNIQUE,
        finding.confidence.key(),
        finding.id.0
    );
    let span = format!("{} – {}", facts::time(finding.first_seen), facts::time(finding.last_seen));
    let prompts = format!(
        "{} ({})",
        facts::count(finding.prompts.len() as u64),
        facts::outcome_words(&finding.outcomes)
    );
    let inferred = finding.no_answer_inferred;
    html! {
        table { tbody {
            (fact("Rule", &html! { (rule) }))
            (fact("Time (UTC)", &html! { span.mono { (span) } }))
            (fact("Prompts", &html! {
                (prompts)
                @if inferred > 0 { "; of the no-answers " (inferred) " inferred" }
            }))
            (fact("Succeeded", &html! { (overview::succeeded(finding.succeeded)) }))
            (fact("Logged by", &html! {
                (list(finding.providers.iter().map(|p| p.title()).collect())) "; "
                (list(finding.factors.iter().map(|f| f.title()).collect()))
            }))
            @if !finding.apps.is_empty() {
                (fact("Applications", &html! {
                    @for (index, app) in finding.apps.iter().take(MAX_SOURCES).enumerate() {
                        @if index > 0 { "; " }
                        (Log(case.store.texts.get(*app)))
                    }
                }))
            }
            @if finding.user.is_none() { (fact("Users", &users(case, &finding.users))) }
            @if let Some(km) = finding.distance_km {
                (fact("Distance, asked to answered", &html! {
                    (facts::kilometres(km))
                    @if let Some(least) = finding.distance_effective_km {
                        "; at least " (facts::kilometres(least)) ", given how exact both places are"
                    }
                }))
            }
            (fact("Prompt ids", &html! { span.mono { (prompt_ids(&finding.prompts)) } }))
        } }
    }
}

fn users(case: &Case, users: &[UserId]) -> Markup {
    html! {
        @for user in users.iter().take(MAX_USERS) { (Log(case.store.users.name(*user))) "; " }
        (capped(MAX_USERS.min(users.len()), users.len(), "users"))
    }
}

fn prompt_ids(ids: &[PromptId]) -> String {
    let mut words: Vec<_> = ids.iter().take(MAX_IDS).map(ToString::to_string).collect();
    if ids.len() > MAX_IDS {
        words.push(format!("… ({} in all)", facts::count(ids.len() as u64)));
    }
    words.join(" ")
}

fn windows(finding: &Finding) -> Markup {
    html! {
        @if !finding.windows.is_empty() {
            table {
                caption { "Windows that it met" }
                thead { tr { th scope="col" { "Window" } th.num scope="col" { "Prompts" }
                    th scope="col" { "First prompt" } th scope="col" { "Last prompt" } } }
                tbody { @for window in &finding.windows { tr {
                    td { (window.parameter) }
                    td.num { (window.prompts) }
                    td.mono { (facts::time(window.start)) }
                    td.mono { (facts::time(window.end)) }
                } } }
            }
        }
    }
}

fn approvals(case: &Case, finding: &Finding) -> Markup {
    let same = |same: Option<bool>| match same {
        Some(true) => "same as the prompts not satisfied",
        Some(false) => "another than the prompts not satisfied",
        None => "cannot be compared",
    };
    html! {
        @if !finding.approvals.is_empty() {
            table {
                caption { "Approvals" }
                thead { tr {
                    @for name in ["Approved at", "By", "Prompt", "After first prompt",
                        "After last prompt", "Time to answer", "Source", "Record"] {
                        th scope="col" { (name) }
                    }
                } }
                tbody { @for approval in finding.approvals.iter().take(MAX_SOURCES) { tr {
                    td.mono { b { (facts::time(approval.at)) } }
                    td { (Log(case.store.users.name(approval.user))) }
                    td.mono { @match approval.prompt {
                        Some(id) => { (id) } None => { "code or key" } } }
                    td { (facts::span(approval.from_first)) }
                    td { (facts::span(approval.from_last)) }
                    td { @match approval.response {
                        Some(span) => { (facts::span(span)) } None => { span.none { "–" } } } }
                    td { (same(approval.same_source)) }
                    td.mono { (facts::records(case, &[approval.event]).join(" ")) }
                } } }
            }
            (capped(MAX_SOURCES.min(finding.approvals.len()), finding.approvals.len(), "approvals"))
        }
    }
}

fn sources(case: &Case, finding: &Finding) -> Markup {
    html! {
        @if !finding.sources.is_empty() {
            div.scroll { table {
                caption { "Asked from" }
                thead { tr {
                    @for name in ["Address", "Network", "Place", "User agent", "For this user"] {
                        th scope="col" { (name) }
                    }
                } }
                tbody { @for source in finding.sources.iter().take(MAX_SOURCES) {
                    @let party = case.store.parties.get(source.party);
                    tr {
                        td.mono { (told(case.store.texts.get(party.ip))) }
                        td { (told(&facts::network_text(case, source.party))) }
                        td { (place(case, source.party)) }
                        td { (told(case.store.texts.get(party.user_agent))) }
                        td { b { (source.origin.title()) }
                            @if !source.reason.is_empty() { ": " (Log(&source.reason)) } }
                    }
                } }
            } }
            (capped(MAX_SOURCES.min(finding.sources.len()), finding.sources.len(), "sources"))
        }
    }
}

fn responders(case: &Case, finding: &Finding) -> Markup {
    html! {
        @if !finding.responders.is_empty() {
            div.scroll { table {
                caption { "Answered at" }
                thead { tr { @for name in ["Address", "Network", "Place", "Device"] {
                    th scope="col" { (name) } } } }
                tbody { @for id in finding.responders.iter().take(MAX_SOURCES) {
                    @let party = case.store.parties.get(*id);
                    tr {
                        td.mono { (told(case.store.texts.get(party.ip))) }
                        td { (told(&facts::network_text(case, *id))) }
                        td { (place(case, *id)) }
                        td { (told(case.store.texts.get(party.device))) }
                    }
                } }
            } }
            (capped(MAX_SOURCES.min(finding.responders.len()), finding.responders.len(), "phones"))
        }
    }
}

/// A place as logged, with how exact it could be placed.
pub(super) fn place(case: &Case, id: PartyId) -> Markup {
    let resolved = case.places.get(id.0 as usize);
    let contradiction = case.side(id).place_contradiction;
    html! {
        (told(&facts::place_text(case, id)))
        @if let Some(resolved) = resolved.filter(|place| place.point.is_some()) {
            span.muted { " ±" (facts::kilometres(resolved.radius_km))
                @if !resolved.reason.is_empty() { " (" (resolved.reason) ")" } }
        }
        @if let Some(said) = contradiction {
            br; span.muted { "Database " (said.database) " says " (Log(&said.words())) }
        }
    }
}
