//! What must be found in a file.
//!
//! In: reasoning. Out: `expected.json`. Must never know: the pipeline.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Outcome;
use crate::testkit::duo;
use crate::testkit::story::{Answer, Channel, Story};

/// What must be found in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Records in the file.
    pub records: usize,
    /// Records that repeat another one.
    #[serde(default)]
    pub duplicates: usize,
    /// Records that cannot be used.
    #[serde(default)]
    pub rejected: usize,
    /// Prompts that reached a phone.
    pub prompts: u32,
    /// How they ended, by the outcome's key.
    pub outcomes: BTreeMap<String, u32>,
    /// The findings, sorted.
    pub findings: Vec<ExpectedFinding>,
    /// Why it differs from the folder's other files, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExpectedFinding {
    /// The rule, as the catalogue writes it.
    pub rule: String,
    /// The account; `None` for a finding about many.
    pub user: Option<String>,
    /// The severity's key.
    pub severity: String,
    /// `yes`, `no` or `cannot_tell`.
    pub succeeded: String,
}

/// A finding about one account.
pub(super) fn found(rule: &str, user: &str, severity: &str, succeeded: &str) -> ExpectedFinding {
    ExpectedFinding {
        rule: rule.to_owned(),
        user: Some(user.to_owned()),
        severity: severity.to_owned(),
        succeeded: succeeded.to_owned(),
    }
}

/// A finding about many accounts.
pub(super) fn found_of_many(rule: &str, severity: &str, succeeded: &str) -> ExpectedFinding {
    ExpectedFinding { user: None, ..found(rule, "", severity, succeeded) }
}

/// A prompt of their own that the owner refused by mistake, and the next one approved.
pub(super) fn own_slip(user: &str) -> ExpectedFinding {
    found("MF-04", user, "info", "no")
}

/// How the prompts of a story end in an Okta export: a report by mail is no answer to a prompt, and
/// an unanswered call or code leaves no answer.
pub(super) fn okta_outcomes(story: &Story) -> BTreeMap<Outcome, u32> {
    tally(story, Outcome::Denied)
}

/// How the prompts of a story end in an Entra export.
pub(super) fn entra_outcomes(story: &Story) -> BTreeMap<Outcome, u32> {
    tally(story, Outcome::FraudReported)
}

/// How the prompts of a story end in a Duo export.
pub(super) fn duo_outcomes(story: &Story) -> BTreeMap<Outcome, u32> {
    duo::outcomes(story)
}

fn tally(story: &Story, reported: Outcome) -> BTreeMap<Outcome, u32> {
    let mut counts = BTreeMap::new();
    for (_, _, ask) in story.asks() {
        let by_phone = matches!(ask.channel, Channel::Call | Channel::Sms);
        let outcome = match ask.answer {
            Answer::Approved => Outcome::Approved,
            _ if by_phone => Outcome::NoAnswer,
            Answer::Ignored => Outcome::NoAnswer,
            Answer::Denied => Outcome::Denied,
            Answer::WrongNumber => Outcome::WrongNumber,
            Answer::Reported => reported,
        };
        *counts.entry(outcome).or_insert(0) += 1;
    }
    counts
}
