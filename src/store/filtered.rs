//! The answer to a filter, as plain data.

use crate::model::{Factor, Outcome, PromptId, UserId};

/// The prompts that a filter leaves, and what is left to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtered {
    /// The prompts, ascending, so in order of time.
    pub prompts: Vec<PromptId>,
    /// The users of those prompts, ascending.
    pub users: Vec<UserId>,
    /// What each further clause would leave.
    pub facets: Facets,
}

/// How many prompts each value would leave; every facet is counted with all clauses in force but
/// its own, most prompts first, then by value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By outcome.
    pub outcomes: Vec<(Outcome, u64)>,
    /// By factor.
    pub factors: Vec<(Factor, u64)>,
    /// By country of source or responder: ISO code, or the logged text where no code is known.
    pub countries: Vec<(String, u64)>,
    /// By address of source or responder.
    pub ips: Vec<(String, u64)>,
}
