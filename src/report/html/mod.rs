//! The report: one HTML file without scripts, links to the outside or anything to load.
//!
//! In: [`ReportInput`]. Out: the document as text. Every log text passes [`escape`] through
//! [`Log`]; its policy forbids scripts and every request, should a browser find one after all.
//!
//! [`escape`]: crate::report::escape

mod appendix;
mod coverage;
mod evidence;
mod finding;
mod overview;
mod pictures;
mod prompts;
mod style;
mod user;

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use super::escape;
use super::facts::{self, Affected};
use crate::case::{Case, WATCHED};
use crate::geo::World;
use crate::model::{EventId, ParameterMeta, Severity, TimeRange, Timestamp, UserId};

/// What a browser may do with the report: show it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
/// Users with a page of their own; the rest is in the table of users.
const MAX_USER_PAGES: usize = 60;
/// Events that are kept of what followed one approval.
const MAX_FOLLOW_UP: usize = 100;

/// Everything that a report is made of.
#[derive(Clone, Debug)]
pub struct ReportInput<'a> {
    /// The case.
    pub case: &'a Case,
    /// What the analyst calls the case; `None` prints "MFA push fatigue".
    pub title: Option<&'a str>,
    /// When the report is made. A report of the same instant has the same bytes.
    pub generated_at: Timestamp,
    /// The version of Pushscope.
    pub engine_version: &'a str,
    /// Every parameter with the value in force, in the order of the catalogue.
    pub parameters: Vec<(&'static ParameterMeta, f64)>,
    /// What followed approvals; [`follow_ups`] gathers it.
    pub follow_ups: Vec<FollowUp>,
    /// The shapes for maps; without them the report has none and says so.
    pub land: Option<Land<'a>>,
}

/// Country shapes for maps of the world and of a region.
#[derive(Clone, Copy, Debug)]
pub struct Land<'a> {
    /// For the world.
    pub coarse: &'a World,
    /// For a region.
    pub fine: &'a World,
}

/// What a user's account did after an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Whose account.
    pub user: UserId,
    /// When the approval was.
    pub approved_at: Timestamp,
    /// The events after it, in order of time.
    pub events: Vec<EventId>,
    /// How many there are, those left out included.
    pub total: usize,
}

/// The events of each approving user within 24 hours after each approval that a finding names, in
/// order of user and time; at most the first hundred of each.
pub fn follow_ups(case: &Case) -> Vec<FollowUp> {
    let mut approvals: Vec<_> = case
        .detection
        .findings
        .iter()
        .flat_map(|finding| finding.approvals.iter())
        .map(|approval| (approval.user, approval.at))
        .collect();
    approvals.sort_unstable();
    approvals.dedup();
    let after = |(user, at): (UserId, Timestamp)| {
        let range = TimeRange::new(Timestamp(at.0.saturating_add(1)), at + WATCHED);
        let all: Vec<_> = case.store.events_of_within(user, range).collect();
        let total = all.len();
        let events = all.into_iter().take(MAX_FOLLOW_UP).collect();
        FollowUp { user, approved_at: at, events, total }
    };
    approvals.into_iter().map(after).collect()
}

/// The report as one HTML document.
pub fn report_html(input: &ReportInput<'_>) -> String {
    let affected = facts::affected(input.case);
    let title = input.title.filter(|title| !title.trim().is_empty()).unwrap_or("MFA push fatigue");
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (PreEscaped(escape::html(title))) " — Pushscope report" }
                style { (PreEscaped(style::sheet())) }
            }
            body {
                (overview::header(input, title, &affected))
                main {
                    (overview::section(input, &affected))
                    (user_pages(input, &affected))
                    (finding::shared_section(input.case))
                    (evidence::section(input.case))
                    (appendix::section(input))
                }
                (footer(input))
            }
        }
    };
    document.into_string()
}

/// How many users, the worst first, have a page: those with more than information, up to a limit.
fn pages(affected: &[Affected<'_>]) -> usize {
    grave(affected).min(MAX_USER_PAGES)
}

fn grave(affected: &[Affected<'_>]) -> usize {
    affected.iter().take_while(|user| user.worst > Severity::Info).count()
}

fn user_pages(input: &ReportInput<'_>, affected: &[Affected<'_>]) -> Markup {
    let shown = pages(affected);
    html! {
        @for (index, user) in affected.iter().enumerate().take(shown) {
            (user::section(input, user, index))
        }
        (capped(shown, grave(affected), "pages of users"))
        @if grave(affected) < affected.len() {
            p.muted { "Users whose findings are all of level info have no page of their own." }
        }
    }
}

fn footer(input: &ReportInput<'_>) -> Markup {
    html! {
        footer {
            p {
                "Pushscope " (Log(input.engine_version)) ", report made "
                (facts::time(input.generated_at)) " UTC. All times are UTC. "
                "What is inferred is marked so; nothing was looked up on a network."
            }
            p { (crate::geo::ATTRIBUTION) " A place that a log gives for an address is an estimate, "
                "dated when the log was written." }
        }
    }
}

/// A text from a log, an analyst or a file name: escaped, visible, and kept apart from the
/// direction of the text around it.
struct Log<'a>(&'a str);

impl Render for Log<'_> {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str("<bdi>");
        buffer.push_str(&escape::html(self.0));
        buffer.push_str("</bdi>");
    }
}

/// The same, or a dash where the log does not tell.
fn told(text: &str) -> Markup {
    html! { @if text.is_empty() { span.none { "–" } } @else { (Log(text)) } }
}

/// Says how much of a list is shown, where that is not all.
fn capped(shown: usize, total: usize, what: &str) -> Markup {
    html! {
        @if shown < total {
            p.capped {
                "Showing " (facts::count(shown as u64)) " of " (facts::count(total as u64)) " "
                (what) ". The JSON document and the CSV tables hold all of them."
            }
        }
    }
}

/// A row of facts: what it is, and its value.
fn fact(name: &str, value: &Markup) -> Markup {
    html! { tr { th scope="row" { (name) } td { (value) } } }
}

#[cfg(test)]
mod tests;
