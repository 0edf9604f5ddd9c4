//! How prompts ended, counted. In: prompts. Out: an object of the findings document, by outcome's
//! key in order of the alphabet.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::model::{Outcome, Prompt};

/// How many prompts ended in each way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcomes {
    counts: [u64; Outcome::ALL.len()],
    /// Missing answers that were inferred; counted among those without an answer, too.
    inferred: u64,
}

impl Outcomes {
    /// Of some prompts.
    pub(super) fn of<'p>(prompts: impl Iterator<Item = &'p Prompt>) -> Self {
        let mut outcomes = Self::default();
        prompts.for_each(|prompt| outcomes.add(prompt));
        outcomes
    }

    /// Counts one more.
    pub(super) fn add(&mut self, prompt: &Prompt) {
        if let Some(count) = self.counts.get_mut(prompt.outcome as usize) {
            *count += 1;
        }
        self.inferred += u64::from(prompt.inferred && prompt.outcome == Outcome::NoAnswer);
    }
}

impl Serialize for Outcomes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = Outcome::ALL.into_iter().map(|outcome| {
            (outcome.key(), self.counts.get(outcome as usize).copied().unwrap_or_default())
        });
        let all = named.chain([("no_answer_inferred", self.inferred)]);
        let sorted: BTreeMap<_, _> = all.filter(|(_, count)| *count > 0).collect();
        sorted.serialize(serializer)
    }
}
