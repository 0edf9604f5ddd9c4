//! The first page: what was found, in sentences and figures, and who is affected.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::{Log, ReportInput, capped, told};
use crate::model::{Severity, Succeeded};
use crate::report::facts::{self, Affected};

/// Users in the table of users.
const MAX_USERS: usize = 500;

/// Title, and the answer in a few sentences.
pub(super) fn header(input: &ReportInput<'_>, title: &str, affected: &[Affected<'_>]) -> Markup {
    html! {
        header {
            h1 { (Log(title)) }
            p.muted {
                "MITRE ATT&CK T1621, Multi-Factor Authentication Request Generation · made "
                (facts::time(input.generated_at)) " UTC by Pushscope " (Log(input.engine_version))
            }
            p.lead { (summary(input, affected)) }
            p { (reach(input)) }
        }
    }
}

fn prompted(input: &ReportInput<'_>) -> usize {
    input.case.prompts.iter().map(|prompt| prompt.user).collect::<BTreeSet<_>>().len()
}

fn summary(input: &ReportInput<'_>, affected: &[Affected<'_>]) -> String {
    let asked = prompted(input);
    let users = if asked == 1 { "prompted user" } else { "prompted users" };
    if affected.is_empty() {
        return format!(
            "{} There is no finding about {} {users}. That is no proof that nothing happened; the \
             limits are below.",
            facts::none_found(input.case),
            facts::count(asked as u64)
        );
    }
    let grave = affected.iter().filter(|user| user.worst > Severity::Info).count();
    let approved = affected.iter().filter(|user| user.succeeded == Succeeded::Yes).count();
    let open = affected.iter().filter(|user| user.succeeded == Succeeded::CannotTell).count();
    let mut words = format!(
        "{} of {} {users} {} findings.",
        facts::count(affected.len() as u64),
        facts::count(asked as u64),
        if affected.len() == 1 { "has" } else { "have" },
    );
    if grave < affected.len() {
        let number = facts::counted((affected.len() - grave) as u64, "user");
        words.push_str(&format!(" {number} of them at level info only."));
    }
    match approved {
        0 => words.push_str(" No finding holds an approval."),
        number => {
            let number = facts::counted(number as u64, "user");
            words.push_str(&format!(" For {number} a prompt was approved."));
        }
    }
    if open > 0 {
        let number = facts::counted(open as u64, "user");
        words.push_str(&format!(" For {number} the logs cannot tell."));
    }
    words
}

fn reach(input: &ReportInput<'_>) -> String {
    let case = input.case;
    let sources = facts::counted(case.evidence.len() as u64, "source");
    let prompts = facts::counted(case.prompts.len() as u64, "prompt");
    let events = facts::counted(case.store.events.len() as u64, "event");
    match case.store.time_range() {
        Some(range) => format!(
            "{sources} with {events} from {} to {} UTC; {events} make {prompts}.",
            facts::time(range.start),
            facts::time(crate::model::Timestamp(range.end.0.saturating_sub(1))),
        ),
        None => format!("{sources}, none of which holds an event that Pushscope reads."),
    }
}

/// Key figures, and the table of users.
pub(super) fn section(input: &ReportInput<'_>, affected: &[Affected<'_>]) -> Markup {
    html! {
        section {
            h2 { "Key figures" }
            (figures(input, affected))
            @if !affected.is_empty() {
                h2 { "Users with findings" }
                (users(input, affected))
            }
        }
    }
}

fn figures(input: &ReportInput<'_>, affected: &[Affected<'_>]) -> Markup {
    let case = input.case;
    let findings = &case.detection.findings;
    let unsatisfied = case.prompts.iter().filter(|prompt| prompt.is_unsatisfied()).count();
    let figures = [
        ("users in the logs", case.store.users.len()),
        ("users prompted", prompted(input)),
        ("users with findings", affected.len()),
        ("findings", findings.len()),
        ("prompts", case.prompts.len()),
        ("not satisfied", unsatisfied),
        ("events", case.store.events.len()),
    ];
    html! {
        ul.figures {
            @for (name, value) in figures { li { b { (facts::count(value as u64)) } (name) } }
            @for severity in Severity::WORST_FIRST {
                @let number = findings.iter().filter(|f| f.severity == severity).count();
                @if number > 0 {
                    li { b class=(severity.key()) { (facts::count(number as u64)) }
                        (severity.key()) " findings" }
                }
            }
        }
    }
}

fn users(input: &ReportInput<'_>, affected: &[Affected<'_>]) -> Markup {
    let users = &input.case.store.users;
    let display = |user: &Affected<'_>| users.get(user.user).and_then(|u| u.display_name.clone());
    html! {
        div.scroll {
            table {
                caption { "By highest severity, then prompts not satisfied, then name." }
                thead { tr {
                    th scope="col" { "User" } th scope="col" { "Name" } th scope="col" { "Severity" }
                    th scope="col" { "Succeeded" } th.num scope="col" { "Prompts" }
                    th.num scope="col" { "Not satisfied" } th scope="col" { "Outcomes" }
                    th.num scope="col" { "Findings" }
                } }
                tbody {
                    @for (index, user) in affected.iter().enumerate().take(MAX_USERS) {
                        tr {
                            td {
                                @if index < super::pages(affected) {
                                    a href=(format!("#user-{}", index + 1)) {
                                        (Log(users.name(user.user)))
                                    }
                                } @else { (Log(users.name(user.user))) }
                            }
                            td { (told(&display(user).unwrap_or_default())) }
                            td { (severity(user.worst)) }
                            td { (succeeded(user.succeeded)) }
                            td.num { (facts::count(user.prompts.len() as u64)) }
                            td.num { (facts::count(user.unsatisfied() as u64)) }
                            td { (told(&facts::outcome_words(&user.outcomes()))) }
                            td.num { (facts::count((user.findings.len() + user.shared.len()) as u64)) }
                        }
                    }
                }
            }
        }
        (capped(MAX_USERS.min(affected.len()), affected.len(), "users"))
    }
}

/// A severity as a chip.
pub(super) fn severity(severity: Severity) -> Markup {
    html! { span class=(format!("chip {}", severity.key())) { (severity.key()) } }
}

/// Whether it succeeded, in words.
pub(super) fn succeeded(succeeded: Succeeded) -> &'static str {
    match succeeded {
        Succeeded::Yes => "yes, a prompt was approved",
        Succeeded::No => "no approval",
        Succeeded::CannotTell => "the logs cannot tell",
    }
}
