//! In which order users are listed.

use std::cmp::Ordering;

use super::Entry;

/// A column by which users can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// Worst finding.
    #[default]
    Severity,
    /// Name.
    Name,
    /// Prompts.
    Prompts,
    /// Denied prompts.
    Denied,
    /// Unanswered prompts.
    NoAnswer,
    /// Approved prompts.
    Approved,
    /// Most prompts in one burst.
    LongestBurst,
    /// First prompt.
    First,
    /// Last prompt.
    Last,
    /// Distinct source addresses.
    Sources,
}

impl SortKey {
    /// Every key, in the order of the table's columns.
    pub const ALL: [Self; 10] = [
        Self::Severity,
        Self::Name,
        Self::Prompts,
        Self::Denied,
        Self::NoAnswer,
        Self::Approved,
        Self::LongestBurst,
        Self::First,
        Self::Last,
        Self::Sources,
    ];

    /// The words on the column.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Severity => "Severity",
            Self::Name => "User",
            Self::Prompts => "Prompts",
            Self::Denied => "Denied",
            Self::NoAnswer => "No answer",
            Self::Approved => "Approved",
            Self::LongestBurst => "Burst",
            Self::First => "First",
            Self::Last => "Last",
            Self::Sources => "Sources",
        }
    }
}

/// Sorts the entries; equal ones stay in order of their name.
pub fn sort(entries: &mut [Entry], key: SortKey, reversed: bool) {
    let natural = |a: &Entry, b: &Entry| match key {
        SortKey::Severity => b
            .severity
            .cmp(&a.severity)
            .then(b.refused.cmp(&a.refused))
            .then(a.rank.cmp(&b.rank))
            .then(b.counts.prompts.cmp(&a.counts.prompts)),
        SortKey::Name => Ordering::Equal,
        SortKey::Prompts => b.counts.prompts.cmp(&a.counts.prompts),
        SortKey::Denied => b.counts.denied.cmp(&a.counts.denied),
        SortKey::NoAnswer => b.counts.no_answer.cmp(&a.counts.no_answer),
        SortKey::Approved => b.counts.approved.cmp(&a.counts.approved),
        SortKey::LongestBurst => b.longest_burst.cmp(&a.longest_burst),
        SortKey::First => a.first.cmp(&b.first),
        SortKey::Last => b.last.cmp(&a.last),
        SortKey::Sources => b.sources.cmp(&a.sources),
    };
    entries.sort_by(|a, b| {
        let by_name = a.name.cmp(&b.name).then(a.full_name.cmp(&b.full_name));
        let order = natural(a, b);
        if reversed { order.reverse().then(by_name) } else { order.then(by_name) }
    });
    if key == SortKey::Name && reversed {
        entries.reverse();
    }
}
