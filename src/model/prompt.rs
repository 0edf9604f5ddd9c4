//! One thing that the user's phone showed.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{
    Cause, EventId, Factor, LinkKey, Outcome, PartyId, Provider, Span, TextId, Timestamp, Tri,
    UserId,
};

/// The index of one [`Prompt`], in order of time, evidence, record; written `P1`, `P2`, ….
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PromptId(pub u32);

impl std::fmt::Display for PromptId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "P{}", u64::from(self.0) + 1)
    }
}

/// Which key tied an answer to its request (DESIGN.md §6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Pairing {
    /// Okta `authnRequestId`, Entra attempt.
    AuthnRequestId,
    /// A session id.
    Session,
    /// A transaction id.
    Transaction,
    /// The latest open request of that user within the time-out, or user, address and agent.
    Nearest,
    /// One record tells the whole prompt, or no answer was found.
    #[default]
    SingleRecord,
}

impl Pairing {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AuthnRequestId => "authn_request_id",
            Self::Session => "session",
            Self::Transaction => "transaction",
            Self::Nearest => "nearest",
            Self::SingleRecord => "single_record",
        }
    }
}

/// The events of one prompt: mostly two or three, which then lie in the prompt itself.
pub type PromptEvents = SmallVec<[EventId; 4]>;

/// One request on a phone, with all records that tell of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prompt {
    /// Its index.
    pub id: PromptId,
    /// Who was asked.
    pub user: UserId,
    /// Who wrote the log.
    pub provider: Provider,
    /// How the user was asked.
    pub factor: Factor,
    /// Whether the push asked for a number.
    pub number_match: Tri,
    /// Why the user was asked.
    pub cause: Cause,
    /// When it was sent, where logged.
    pub issued_at: Option<Timestamp>,
    /// When it was answered or ended, where logged.
    pub answered_at: Option<Timestamp>,
    /// When it had timed out, for an outcome that was inferred from the missing answer.
    pub expired_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Outcome,
    /// How it ended, as logged; absent where the outcome was inferred.
    pub outcome_text: TextId,
    /// Whether `outcome` was inferred from a missing answer.
    pub inferred: bool,
    /// Which key tied its records.
    pub pairing: Pairing,
    /// The side that asked.
    pub source: PartyId,
    /// The phone that answered.
    pub responder: PartyId,
    /// The application that was signed in to.
    pub app: TextId,
    /// The session in which it was asked, for the own-session exclusion.
    pub session: LinkKey,
    /// Every event that tells of it, in order of time; never empty.
    pub events: PromptEvents,
}

impl Prompt {
    /// The time that windows use: when it was sent where logged, else when it ended.
    pub fn time(&self) -> Timestamp {
        self.issued_at.or(self.answered_at).unwrap_or_default()
    }

    /// The time at which it was over: answered or ended where logged, timed out where inferred.
    pub fn ended_at(&self) -> Timestamp {
        self.answered_at.or(self.expired_at).unwrap_or_else(|| self.time())
    }

    /// How long the user took, where both times are logged.
    pub fn response(&self) -> Option<Span> {
        Some(self.answered_at?.since(self.issued_at?))
    }

    /// Whether rules count it as one that the user did not satisfy.
    pub fn is_unsatisfied(&self) -> bool {
        self.outcome.is_unsatisfied()
    }
}
