//! The question that the analyst asks of the prompts.

use std::collections::BTreeSet;

use super::{Factor, Outcome, Severity, TimeRange};

/// Which prompts are shown. Clauses narrow each other; an empty clause asks nothing.
///
/// A filter changes what is shown, never what the rules see. Values are text, not codes, so that
/// a filter survives another load of the same evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Only these users, by shown name.
    pub users: BTreeSet<String>,
    /// Only these outcomes.
    pub outcomes: BTreeSet<Outcome>,
    /// Only these factors.
    pub factors: BTreeSet<Factor>,
    /// Only prompts whose source or responder lies in one of these countries, by ISO code or, where
    /// no code is known, by the logged text.
    pub countries: BTreeSet<String>,
    /// Only prompts whose source or responder has one of these addresses.
    pub ips: BTreeSet<String>,
    /// Only prompts in this range.
    pub time: Option<TimeRange>,
    /// Only prompts of a finding at least this bad, and all prompts of such a finding.
    pub min_severity: Option<Severity>,
    /// Only prompts that hold this text, in any letter case, in user, display name, application,
    /// address, network, place, agent, device or outcome.
    pub text: String,
}

impl Filter {
    /// Whether it asks nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
