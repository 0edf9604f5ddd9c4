//! What a filter leaves of the prompts.

use crate::model::{Factor, Outcome, PromptId, UserId};

/// The prompts that a filter leaves, and the counts that its menus show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filtered {
    /// The prompts, ascending.
    pub prompts: Vec<PromptId>,
    /// Their users, ascending.
    pub users: Vec<UserId>,
    /// Counts per value.
    pub facets: Facets,
}

/// Prompts per value of a clause, each counted with the other clauses in force.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// By outcome.
    pub outcomes: Vec<(Outcome, u64)>,
    /// By factor.
    pub factors: Vec<(Factor, u64)>,
    /// By country: ISO code, or the logged text where no code is known.
    pub countries: Vec<(String, u64)>,
    /// By address.
    pub ips: Vec<(String, u64)>,
}
