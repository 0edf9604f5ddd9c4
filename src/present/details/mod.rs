//! Why and what next: one user, prompt or finding, as a verdict, a story, facts, reasons, and what
//! the account did after the approval.

mod after;
mod facts;
mod verdict;

use crate::case::Case;
use crate::model::{EventId, Finding, FindingId, Prompt, PromptId, Severity, UserId};

use super::story::{Door, Inline};
use super::users::{common_domain, short_name};
use super::{Tone, Zone, format};

pub use after::{After, AfterRow};

/// What the details speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An account.
    User(UserId),
    /// A prompt.
    Prompt(PromptId),
    /// A finding.
    Finding(FindingId),
}

/// A verdict in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// The words.
    pub text: String,
    /// Their tone.
    pub tone: Tone,
}

/// A labelled value; several lines where there are several values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// The lines.
    pub lines: Vec<Vec<Inline>>,
    /// What its copy button puts on the clipboard; empty without one.
    pub copy: String,
}

/// A reason: a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What was found.
    pub title: String,
    /// The rule.
    pub rule: String,
    /// The reason in full.
    pub explanation: String,
    /// How bad it is.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: &'static str,
    /// Whether it is the selected one.
    pub selected: bool,
    /// The finding.
    pub door: Door,
}

/// An event that tells of the prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct EventLine {
    /// The event.
    pub event: EventId,
    /// When.
    pub time: String,
    /// What.
    pub text: String,
    /// Where its record lies: `E1, record 27`.
    pub place: String,
}

/// Everything that the details draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DetailsModel {
    /// Whose account, in full.
    pub title: String,
    /// The display name, where there is one.
    pub subtitle: String,
    /// The verdict on two axes.
    pub badges: Vec<Badge>,
    /// The verdict as a sentence.
    pub story: Vec<Inline>,
    /// What the selected prompt is; empty without one.
    pub prompt_title: String,
    /// Facts.
    pub facts: Vec<Fact>,
    /// Reasons, worst first.
    pub reasons: Vec<Reason>,
    /// What the account did after the approval.
    pub after: Option<After>,
    /// The events of the selected prompt, or of the finding's worst prompts.
    pub events: Vec<EventLine>,
    /// Events that are not listed.
    pub more_events: usize,
}

/// Events that are listed at most.
const EVENTS_MAX: usize = 60;

/// Makes the details; `None` where the subject is no longer in the case.
pub fn build(case: &Case, subject: &Subject, zone: &Zone) -> Option<DetailsModel> {
    let view = View { case, zone };
    match subject {
        Subject::User(user) => Some(view.user(*user)),
        Subject::Prompt(id) => Some(view.prompt(case.prompt(*id)?)),
        Subject::Finding(id) => {
            let findings = &case.detection.findings;
            Some(view.finding(findings.iter().find(|finding| finding.id == *id)?))
        }
    }
}

/// What all parts of the details read.
#[derive(Clone, Copy)]
struct View<'a> {
    case: &'a Case,
    zone: &'a Zone,
}

impl<'a> View<'a> {
    fn user(self, user: UserId) -> DetailsModel {
        let findings = self.findings_of(user);
        let mut model = self.titled(user);
        model.badges = verdict::badges(&findings);
        match findings.first() {
            Some(worst) => {
                model.story = self.story(worst, &findings);
                model.facts = self.finding_facts(worst);
                model.after = self.after_finding(worst, &findings);
                self.list_events(&mut model, &worst.events);
            }
            None => {
                let prompts: Vec<&Prompt> =
                    self.case.prompts.iter().filter(|prompt| prompt.user == user).collect();
                model.story = self.quiet_story(&prompts);
                model.facts = self.user_facts(&prompts);
            }
        }
        model.facts.extend(self.look_alikes(user));
        model.reasons = self.reasons(&findings, None);
        model
    }

    fn finding(self, finding: &'a Finding) -> DetailsModel {
        let related = match finding.user {
            Some(user) => self.findings_of(user),
            None => vec![finding],
        };
        let mut model = match finding.user {
            Some(user) => self.titled(user),
            None => self.many_titled(finding),
        };
        model.badges = verdict::badges(&[finding]);
        model.story = self.story(finding, &related);
        model.facts = self.finding_facts(finding);
        model.facts.extend(finding.user.and_then(|user| self.look_alikes(user)));
        model.reasons = self.reasons(&related, Some(&finding.id));
        model.after = self.after_finding(finding, &related);
        self.list_events(&mut model, &finding.events);
        model
    }

    fn prompt(self, prompt: &'a Prompt) -> DetailsModel {
        let findings: Vec<&Finding> = self
            .case
            .detection
            .findings
            .iter()
            .filter(|finding| finding.prompts.binary_search(&prompt.id).is_ok())
            .collect();
        let mut model = self.titled(prompt.user);
        model.badges = verdict::badges(&findings);
        model.prompt_title = format!("{} {}", prompt.factor.title(), prompt.outcome.title());
        model.story = findings.first().map(|f| self.story(f, &findings)).unwrap_or_default();
        model.facts = self.prompt_facts(prompt);
        model.facts.extend(self.look_alikes(prompt.user));
        model.reasons = self.reasons(&findings, None);
        model.after = self.after_prompt(prompt, &findings);
        self.list_events(&mut model, &prompt.events);
        model
    }

    fn findings_of(self, user: UserId) -> Vec<&'a Finding> {
        self.case.detection.findings.iter().filter(|finding| finding.user == Some(user)).collect()
    }

    fn titled(self, user: UserId) -> DetailsModel {
        let user = self.case.store.users.get(user);
        let name = user.map(|user| user.name.as_str()).unwrap_or_default();
        let display = user.and_then(|user| user.display_name.as_deref()).unwrap_or_default();
        DetailsModel {
            title: format::shown(name),
            subtitle: format::shown(display),
            ..DetailsModel::default()
        }
    }

    fn many_titled(self, finding: &Finding) -> DetailsModel {
        let domain = common_domain(self.case);
        let names: Vec<String> = finding
            .users
            .iter()
            .take(3)
            .map(|user| short_name(self.case.store.users.name(*user), domain.as_deref()))
            .collect();
        let more = finding.users.len().saturating_sub(names.len());
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        DetailsModel {
            title: format::counted(finding.users.len() as u64, "account", "accounts"),
            subtitle: format!("{}{tail}", names.join(", ")),
            ..DetailsModel::default()
        }
    }

    fn reasons(self, findings: &[&Finding], selected: Option<&FindingId>) -> Vec<Reason> {
        findings
            .iter()
            .map(|finding| Reason {
                title: format::shown(&finding.title),
                rule: finding.rule.to_string(),
                explanation: format::shown(&finding.explanation),
                severity: finding.severity,
                confidence: finding.confidence.key(),
                selected: selected == Some(&finding.id),
                door: Door::Finding(finding.id.clone()),
            })
            .collect()
    }

    fn list_events(self, model: &mut DetailsModel, events: &[EventId]) {
        let store = &self.case.store;
        model.more_events = events.len().saturating_sub(EVENTS_MAX);
        model.events = events
            .iter()
            .take(EVENTS_MAX)
            .filter_map(|&id| {
                let event = store.events.get(id)?;
                let logged = [event.name, event.result]
                    .into_iter()
                    .filter_map(|text| store.texts.present(text))
                    .collect::<Vec<_>>()
                    .join(" · ");
                let text = if logged.is_empty() { event.kind.title().to_owned() } else { logged };
                Some(EventLine {
                    event: id,
                    time: format::clock(event.time, self.zone),
                    text: format::shown(&text),
                    place: format!("{}, record {}", event.evidence, event.record),
                })
            })
            .collect();
    }
}
