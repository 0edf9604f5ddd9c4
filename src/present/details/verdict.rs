//! The verdict on two axes (was it fatigue? did it succeed?) and the story behind it.

use crate::model::{Factor, Finding, Outcome, Prompt, Severity, Span, Succeeded, TimeRange};
use crate::present::story::{Door, Inline};
use crate::present::{Tone, format};

use super::{Badge, View};

/// Rules that speak of push fatigue itself: bursts, drips, approvals after them, sprays, calls.
const FATIGUE: [u8; 5] = [1, 2, 4, 11, 12];
/// How long after an approval something still belongs to its story.
const AFTER: Span = Span::from_hours(24);

/// The verdict as badges.
pub(super) fn badges(findings: &[&Finding]) -> Vec<Badge> {
    let fatigue = findings.iter().filter(|f| FATIGUE.contains(&f.rule.0)).map(|f| f.severity).max();
    let other = findings.iter().map(|f| f.severity).max();
    let badge = |text: &str, tone| Badge { text: text.to_owned(), tone };
    let mut badges = vec![match (fatigue, other) {
        (Some(s @ (Severity::Critical | Severity::High)), _) => {
            badge("Push fatigue: strong", Tone::Severity(s))
        }
        (Some(s @ Severity::Medium), _) => badge("Push fatigue: likely", Tone::Severity(s)),
        (Some(s @ Severity::Low), _) => badge("Push fatigue: weak", Tone::Severity(s)),
        (_, Some(s @ (Severity::Critical | Severity::High | Severity::Medium))) => {
            badge("Suspicious", Tone::Severity(s))
        }
        (Some(Severity::Info), _) | (None, Some(_)) => badge("Probably harmless", Tone::Good),
        (None, None) => badge("Nothing found", Tone::Good),
    }];
    let serious = findings.iter().filter(|f| f.severity >= Severity::Low);
    match serious.map(|finding| finding.succeeded).max() {
        Some(Succeeded::Yes) => badges.push(badge("Approved", Tone::Severity(Severity::Critical))),
        Some(Succeeded::CannotTell) => {
            badges.push(badge("Cannot tell whether approved", Tone::Warning));
        }
        Some(Succeeded::No) => badges.push(badge("Not approved", Tone::Good)),
        None => {}
    }
    badges
}

impl View<'_> {
    /// What happened, in a sentence or two; `related` are the user's other findings.
    pub(super) fn story(self, finding: &Finding, related: &[&Finding]) -> Vec<Inline> {
        let mut words = Vec::new();
        let range = TimeRange::covering(finding.first_seen, finding.last_seen);
        let count = finding.prompts.len() as u64;
        words.push(
            Inline::strong(format!("{} {}", format::count(count), noun(&finding.factors, count)))
                .to(Door::Time(range)),
        );
        if count > 1 {
            words.push(Inline::plain(format!(
                " in {}",
                format::duration(self.prompts_span(finding))
            )));
        }
        if finding.users.len() > 1 {
            let names = finding.users.iter().map(|u| self.case.store.users.name(*u).to_owned());
            words.push(Inline::plain(" to "));
            words.push(
                Inline::plain(format::counted(finding.users.len() as u64, "account", "accounts"))
                    .to(Door::Users(names.collect())),
            );
        }
        self.source_words(finding, &mut words);
        unsatisfied_words(finding, &mut words);
        self.approval_words(finding, related, &mut words);
        words.push(Inline::plain("."));
        self.enrolled_words(finding, related, &mut words);
        words
    }

    fn prompts_span(self, finding: &Finding) -> Span {
        let at = |id: &crate::model::PromptId| self.case.prompt(*id).map(Prompt::time);
        let first = finding.prompts.first().and_then(at);
        let last = finding.prompts.last().and_then(at);
        first.zip(last).map(|(first, last)| last.since(first)).unwrap_or_default()
    }

    fn source_words(self, finding: &Finding, words: &mut Vec<Inline>) {
        let Some(source) = finding.sources.first() else { return };
        let party = self.case.store.parties.get(source.party);
        let known = match source.origin {
            crate::model::Origin::Known => " from a network known to this user",
            crate::model::Origin::Unknown => " from a network new to this user",
            crate::model::Origin::Indeterminate => " from a network that may be new",
        };
        words.push(Inline::plain(if finding.user.is_some() { known } else { " from" }));
        let place = self.place_words(source.party);
        if let Some(place) = place {
            words.push(Inline::plain(if finding.user.is_some() { " in " } else { " " }));
            words.push(place);
        } else if let Some(ip) = self.case.store.texts.present(party.ip) {
            words.push(Inline::plain(if finding.user.is_some() { ", " } else { " " }));
            words.push(Inline::plain(format::shown(ip)).to(Door::Ip(ip.to_owned())));
        }
        let more = finding.sources.len() - 1;
        if more > 0 {
            let others = format::counted(more as u64, "other source", "other sources");
            words.push(Inline::plain(format!(" and {others}")));
        }
    }

    fn approval_words(self, finding: &Finding, related: &[&Finding], words: &mut Vec<Inline>) {
        let approvals = if finding.approvals.is_empty() {
            related
                .iter()
                .filter(|f| f.first_seen <= finding.last_seen && finding.first_seen <= f.last_seen)
                .find_map(|f| f.approvals.first())
        } else {
            finding.approvals.first()
        };
        let Some(approval) = approvals else { return };
        let at = format!("approved at {}", format::clock(approval.at, self.zone));
        let mut link = Inline::plain(at);
        link.door = approval.prompt.map(Door::Prompt).or(Some(Door::Record(approval.event)));
        words.push(Inline::plain(if words.len() > 2 { "; then " } else { ", " }));
        words.push(link);
        words.push(Inline::plain(format!(" {}", format::abbreviation(approval.at, self.zone))));
        let more = finding.approvals.len().saturating_sub(1);
        if more > 0 {
            words.push(Inline::plain(format!(" and {more} more times")));
        }
    }

    fn enrolled_words(self, finding: &Finding, related: &[&Finding], words: &mut Vec<Inline>) {
        let Some((user, at)) = self.approved_at(finding, related) else { return };
        let store = &self.case.store;
        let later = TimeRange::new(at, at + AFTER);
        let enrolled = store.events_of_within(user, later).find(|&id| {
            store
                .events
                .get(id)
                .is_some_and(|event| event.kind == crate::model::EventKind::FactorEnrolled)
        });
        let Some((id, event)) = enrolled.and_then(|id| Some((id, store.events.get(id)?))) else {
            return;
        };
        words.push(Inline::plain(" A factor was "));
        let when = format::duration(event.time.since(at));
        words.push(Inline::plain(format!("enrolled {when} later")).to(Door::Record(id)));
        words.push(Inline::plain("."));
    }

    /// What an account without findings did.
    pub(super) fn quiet_story(self, prompts: &[&Prompt]) -> Vec<Inline> {
        let approved = prompts.iter().filter(|p| p.outcome == Outcome::Approved).count();
        let total = prompts.len() as u64;
        let rest = total - approved as u64;
        let tail = match rest {
            0 => "all approved".to_owned(),
            _ => {
                format!("{} approved, {} not", format::count(approved as u64), format::count(rest))
            }
        };
        vec![Inline::plain(format!(
            "{}, {tail}. No rule found anything.",
            format::counted(total, "prompt", "prompts")
        ))]
    }
}

fn noun(factors: &[Factor], count: u64) -> &'static str {
    let one = count == 1;
    match factors {
        [Factor::Push] if one => "push request",
        [Factor::Push] => "push requests",
        [Factor::PhoneCall] if one => "phone call",
        [Factor::PhoneCall] => "phone calls",
        [Factor::Sms] if one => "text message",
        [Factor::Sms] => "text messages",
        _ if one => "request",
        _ => "requests",
    }
}

fn unsatisfied_words(finding: &Finding, words: &mut Vec<Inline>) {
    let count = |outcome: Outcome| u64::from(finding.outcomes.get(&outcome).copied().unwrap_or(0));
    let denied = count(Outcome::Denied) + count(Outcome::DeniedOrWrongCode);
    let parts = [
        (denied, "denied", Outcome::Denied),
        (count(Outcome::NoAnswer), "unanswered", Outcome::NoAnswer),
        (count(Outcome::WrongNumber), "with a wrong number", Outcome::WrongNumber),
        (count(Outcome::FraudReported), "reported as fraud", Outcome::FraudReported),
    ];
    let mut first = true;
    for (count, text, outcome) in parts.into_iter().filter(|(count, ..)| *count > 0) {
        words.push(Inline::plain(if first { ", " } else { " and " }));
        let text = format!("{} {text}", format::count(count));
        words.push(Inline { tone: Tone::Text, ..Inline::plain(text).to(Door::Outcome(outcome)) });
        first = false;
    }
}
