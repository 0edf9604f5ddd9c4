//! A rule's answer, with the prompts and events that prove it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    EventId, Factor, Origin, Outcome, PartyId, PromptId, Provider, Span, TextId, Timestamp, UserId,
};

/// The number of a rule in the catalogue; written `MF-01`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct RuleId(pub u8);

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MF-{:02}", self.0)
    }
}

/// How bad it is if true (OCSF words).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Severity {
    /// Worth knowing.
    #[default]
    Info,
    /// Worth a look.
    Low,
    /// Look today.
    Medium,
    /// Look now.
    High,
    /// Act now.
    Critical,
}

impl Severity {
    /// Every severity, worst first.
    pub const WORST_FIRST: [Self; 5] =
        [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The key that documents use, and the word that a person reads.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure the rule is (OCSF words).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Much is missing or inferred.
    Low,
    /// Something is missing or inferred.
    #[default]
    Medium,
    /// The log tells it outright.
    High,
}

impl Confidence {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Whether the attack that a finding describes succeeded, as far as the logs tell.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Succeeded {
    /// No prompt of it was approved.
    #[default]
    No,
    /// The log ends too early, or holds no answers.
    CannotTell,
    /// A prompt of it was approved.
    Yes,
}

impl Succeeded {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::CannotTell => "cannot_tell",
            Self::Yes => "yes",
        }
    }
}

/// The stable id of a finding: `F-` and 16 hexadecimal digits.
///
/// It comes from rule, user and the first prompt of the episode, not from thresholds, so that an
/// analyst's mark stays with it when a slider moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(pub String);

/// The densest window of one parameter that a finding met.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Time of its first prompt.
    pub start: Timestamp,
    /// Time of its last prompt.
    pub end: Timestamp,
    /// Prompts in it.
    pub prompts: u32,
    /// The window's name in documents: `10m`, `60m`, `12h`, `1h`.
    pub parameter: String,
}

/// One approval in a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// The approved prompt; `None` where a code or key verification approved.
    pub prompt: Option<PromptId>,
    /// The event that tells of the approval.
    pub event: EventId,
    /// Who approved.
    pub user: UserId,
    /// When it was approved.
    pub at: Timestamp,
    /// From the first prompt of the episode to the approval.
    pub from_first: Span,
    /// From the last prompt before it to the approval.
    pub from_last: Span,
    /// From sending to answer, where both are logged.
    pub response: Option<Span>,
    /// Whether it was asked for from the same source cluster as the unsatisfied ones; `None`
    /// where there are none or the log does not tell.
    pub same_source: Option<bool>,
}

/// One source of a finding's prompts.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceSummary {
    /// The side that asked.
    pub party: PartyId,
    /// Its origin class for the user.
    pub origin: Origin,
    /// Why.
    pub reason: String,
}

impl Finding {
    /// How many of its prompts the user did not satisfy.
    pub fn unsatisfied(&self) -> u32 {
        self.outcomes.iter().filter(|(it, _)| it.is_unsatisfied()).map(|(_, count)| count).sum()
    }
}

/// A rule's answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// Its stable id.
    pub id: FindingId,
    /// The rule that found it.
    pub rule: RuleId,
    /// What was found, in a few words.
    pub title: String,
    /// How bad it is if true.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// Whose account; `None` for a finding about many.
    pub user: Option<UserId>,
    /// Every account it touches, sorted by name.
    pub users: Vec<UserId>,
    /// Who logged it, sorted.
    pub providers: Vec<Provider>,
    /// How the users were asked, sorted.
    pub factors: Vec<Factor>,
    /// The applications, sorted by name.
    pub apps: Vec<TextId>,
    /// Time of its first prompt.
    pub first_seen: Timestamp,
    /// Time of its last prompt or approval.
    pub last_seen: Timestamp,
    /// Outcomes of its prompts; they add up to `prompts.len()`.
    pub outcomes: BTreeMap<Outcome, u32>,
    /// How many of the no-answers were inferred.
    pub no_answer_inferred: u32,
    /// All windows that it met, by window length.
    pub windows: Vec<Window>,
    /// Whether it succeeded.
    pub succeeded: Succeeded,
    /// Its approvals, in order of time.
    pub approvals: Vec<Approval>,
    /// Where the prompts were asked for, most prompts first.
    pub sources: Vec<SourceSummary>,
    /// Where the phone answered, most prompts first.
    pub responders: Vec<PartyId>,
    /// Largest distance between login place and phone place, kilometres.
    pub distance_km: Option<f64>,
    /// The least that distance can be, given how exact both places are.
    pub distance_effective_km: Option<f64>,
    /// Its prompts, in order of time.
    pub prompts: Vec<PromptId>,
    /// The events that prove it, in order of time: those of its prompts and approvals.
    pub events: Vec<EventId>,
    /// One sentence that a report can print. It names no user and holds no raw log text.
    pub explanation: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_is_not_counted_among_what_was_not_satisfied() {
        let outcomes =
            BTreeMap::from([(Outcome::Approved, 1), (Outcome::Denied, 9), (Outcome::NoAnswer, 13)]);
        assert_eq!(Finding { outcomes, ..Finding::default() }.unsatisfied(), 22);
    }
}
