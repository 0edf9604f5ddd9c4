//! Sentences whose words are doors.

use crate::model::{EventId, FindingId, Outcome, PromptId, TimeRange, UserId};

use super::{Mark, Tone};

/// Where a word leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Door {
    /// Look at a user.
    User(UserId),
    /// Look at a prompt.
    Prompt(PromptId),
    /// Look at a finding.
    Finding(FindingId),
    /// Show only prompts of this address.
    Ip(String),
    /// Show only prompts of this country, by the filter's key.
    Country(String),
    /// Show only prompts of this outcome.
    Outcome(Outcome),
    /// Show only these users, by name.
    Users(Vec<String>),
    /// Show this stretch of time.
    Time(TimeRange),
    /// Read a record again.
    Record(EventId),
}

/// How a word is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// As its neighbours.
    #[default]
    Plain,
    /// It matters more.
    Strong,
    /// An address, a time, an id.
    Mono,
}

/// A few words in one tone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inline {
    /// The words; log text in them is safe to show.
    pub text: String,
    /// Their tone.
    pub tone: Tone,
    /// Their face.
    pub face: Face,
    /// Where they lead.
    pub door: Option<Door>,
    /// The mark before them.
    pub mark: Option<Mark>,
}

impl Inline {
    /// Plain words.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Words that support.
    pub fn muted(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Muted, ..Self::default() }
    }

    /// Words that matter more.
    pub fn strong(text: impl Into<String>) -> Self {
        Self { text: text.into(), face: Face::Strong, ..Self::default() }
    }

    /// An address, a time, an id.
    pub fn mono(text: impl Into<String>) -> Self {
        Self { text: text.into(), face: Face::Mono, ..Self::default() }
    }

    /// The same words as a door.
    #[must_use]
    pub fn to(mut self, door: Door) -> Self {
        self.door = Some(door);
        self
    }
}

/// The words of a sentence without their doors.
pub fn plain_text(words: &[Inline]) -> String {
    words.iter().map(|word| word.text.as_str()).collect()
}
