//! The page of one user: verdict, key facts, timeline, map, findings, prompts, aftermath.

use maud::{Markup, PreEscaped, html};

use super::{Log, ReportInput, capped, fact, finding, overview, pictures, prompts};
use crate::model::{Prompt, Succeeded};
use crate::report::charts::{Scene, svg};
use crate::report::facts::{self, Affected};

const MAX_FINDINGS: usize = 30;

/// The page.
pub(super) fn section(input: &ReportInput<'_>, user: &Affected<'_>, index: usize) -> Markup {
    let case = input.case;
    let follow_ups: Vec<_> =
        input.follow_ups.iter().filter(|follow| follow.user == user.user).collect();
    let map = pictures::map(input, user);
    html! {
        section.page id=(format!("user-{}", index + 1)) {
            h2 { (overview::severity(user.worst)) " " (Log(case.store.users.name(user.user))) }
            (verdict(user))
            (key_facts(input, user))
            @if !user.prompts.is_empty() {
                (figure(&pictures::timeline(case, user), "Prompts by source over time, UTC."))
            }
            @match map {
                Ok(scene) => { (figure(&scene, "Where prompts were asked for and answered.")) }
                Err(reason) => { p.muted { "No map: " (reason) } }
            }
            @for found in user.findings.iter().take(MAX_FINDINGS) { (finding::article(case, found)) }
            (capped(MAX_FINDINGS.min(user.findings.len()), user.findings.len(), "findings"))
            @if !user.shared.is_empty() {
                p { "Also touched by " (facts::counted(user.shared.len() as u64, "finding"))
                    " about many users: "
                    @for shared in &user.shared { (shared.rule.to_string()) " " (Log(&shared.title)) "; " }
                }
            }
            @if !user.prompts.is_empty() { (prompts::table(case, &user.prompts)) }
            (prompts::aftermath(input, &follow_ups))
        }
    }
}

fn figure(scene: &Scene, caption: &str) -> Markup {
    html! {
        figure.chart {
            div role="img" aria-label=(PreEscaped(crate::report::escape::html(&scene.description))) {
                (PreEscaped(svg(scene)))
            }
            figcaption { (caption) }
        }
    }
}

fn verdict(user: &Affected<'_>) -> Markup {
    let (Some(first), Some(last)) = (user.prompts.first(), user.prompts.last()) else {
        return html! { p.lead { "The findings about this account rest on no prompt of its own." } };
    };
    let unsatisfied = user.unsatisfied();
    let approval = user
        .findings
        .iter()
        .chain(&user.shared)
        .flat_map(|finding| finding.approvals.iter())
        .filter(|approval| approval.user == user.user)
        .min_by_key(|approval| approval.at);
    let asked = facts::counted(user.prompts.len() as u64, "prompt");
    let words = format!(
        "{asked} from {} to {} UTC; {} not satisfied ({}).",
        facts::time(first.time()),
        facts::time(last.time()),
        facts::count(unsatisfied as u64),
        facts::outcome_words(&user.outcomes()),
    );
    html! {
        p.lead {
            (words) " "
            @match approval {
                Some(approval) => {
                    b { "Approved at " (facts::time(approval.at)) " UTC, "
                        (facts::span(approval.from_first)) " after the first prompt" }
                    @match approval.same_source {
                        Some(true) => ", asked from the same source as those not satisfied.",
                        Some(false) => ", asked from another source than those not satisfied.",
                        None => ".",
                    }
                }
                None => @match user.succeeded {
                    Succeeded::Yes => "A prompt was approved.",
                    Succeeded::No => "No prompt of these findings was approved.",
                    Succeeded::CannotTell => "The logs cannot tell whether one was approved.",
                }
            }
        }
    }
}

fn key_facts(input: &ReportInput<'_>, user: &Affected<'_>) -> Markup {
    let case = input.case;
    let account = case.store.users.get(user.user);
    let known = |prompt: &&&Prompt| prompt.responder.is_present();
    let answered = user.prompts.iter().filter(known).count();
    html! {
        table { tbody {
            @if let Some(account) = account {
                @if let Some(name) = &account.display_name {
                    (fact("Name", &html! { (Log(name)) }))
                }
                @if account.spellings.len() > 1 {
                    (fact("Spellings in the logs", &html! {
                        @for spelling in account.spellings.iter().take(20) { (Log(spelling)) "; " }
                    }))
                }
            }
            @if !case.look_alikes.of_user(user.user).is_empty() {
                (fact("Looks like", &html! {
                    @for other in case.look_alikes.of_user(user.user) {
                        (Log(case.store.users.name(other.user)))
                        ", another account; they differ by " (other.by) "; "
                    }
                }))
            }
            (fact("Highest severity", &html! { (overview::severity(user.worst)) }))
            (fact("Succeeded", &html! { (overview::succeeded(user.succeeded)) }))
            (fact("Prompts", &html! { (facts::outcome_words(&user.outcomes())) }))
            (fact("With a place for the phone", &html! {
                (facts::count(answered as u64)) " of " (facts::count(user.prompts.len() as u64))
            }))
        } }
    }
}
