//! What is looked at: how the views know of each other.

use crate::case::Case;
use crate::model::{EventId, Finding, FindingId, PromptId, UserId};

/// One thing in the window: the granularity of what can be selected and hovered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// An account.
    User(UserId),
    /// A prompt.
    Prompt(PromptId),
    /// A finding.
    Finding(FindingId),
}

/// Forward or back in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Later.
    Next,
    /// Earlier.
    Previous,
}

/// What is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// The thing.
    pub item: Option<Item>,
    /// The event whose record is open.
    pub record: Option<EventId>,
}

impl Selection {
    /// The account that the selected thing belongs to.
    pub fn user(&self, case: &Case) -> Option<UserId> {
        match self.item.as_ref()? {
            Item::User(user) => Some(*user),
            Item::Prompt(prompt) => Some(case.prompt(*prompt)?.user),
            Item::Finding(id) => find_finding(case, id)?.user,
        }
    }

    /// The selected prompt.
    pub fn prompt(&self) -> Option<PromptId> {
        match self.item.as_ref()? {
            Item::Prompt(prompt) => Some(*prompt),
            Item::User(_) | Item::Finding(_) => None,
        }
    }

    /// The selected finding.
    pub fn finding<'a>(&self, case: &'a Case) -> Option<&'a Finding> {
        match self.item.as_ref()? {
            Item::Finding(id) => find_finding(case, id),
            Item::User(_) | Item::Prompt(_) => None,
        }
    }
}

fn find_finding<'a>(case: &'a Case, id: &FindingId) -> Option<&'a Finding> {
    case.detection.findings.iter().find(|finding| finding.id == *id)
}
