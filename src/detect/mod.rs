//! Floor 2: prompts in, findings out.
//!
//! In: an event store, its prompts, resolved places, parameters. Out: [`Detection`].
//! Must never know: providers' field names, JSON, polars, egui, clocks.

use crate::model::{Finding, OriginVerdict, PlaceVerdict};

/// A rule that was not evaluated, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEvaluated {
    /// The rule's number as the catalogue writes it (`MF-02`, `MF-12b`).
    pub rule: &'static str,
    /// What the rule would look for.
    pub title: &'static str,
    /// Why it was not evaluated.
    pub reason: String,
}

/// Everything that the rules say about a set of prompts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detection {
    /// Findings, worst first, then by first prompt, rule, user name.
    pub findings: Vec<Finding>,
    /// The origin of each prompt, by prompt index.
    pub origins: Vec<OriginVerdict>,
    /// The comparison of both places of each prompt, by prompt index.
    pub places: Vec<PlaceVerdict>,
    /// Rules that were not evaluated.
    pub not_evaluated: Vec<NotEvaluated>,
}
