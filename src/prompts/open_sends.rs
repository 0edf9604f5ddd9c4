//! Requests that wait for an answer, found by key or by being the latest, in constant time each.

use rustc_hash::FxHashMap;

use crate::model::{Factor, Provider, Span, Timestamp};

use super::draft::{Draft, Link};
use super::time_outs::TimeOuts;

/// What an answer asks for.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) provider: Provider,
    pub(super) factor: Factor,
    pub(super) at: Timestamp,
    /// How long after its time-out a request may still be answered.
    pub(super) grace: Span,
}

/// Stacks of waiting requests; closed and expired ones are taken off when they are met.
#[derive(Default)]
pub(super) struct OpenSends {
    by_link: FxHashMap<(Provider, Factor, Link), Vec<usize>>,
    latest: FxHashMap<(Provider, Factor), Vec<usize>>,
}

/// The factors whose requests an answer of `factor` may belong to: its own, and those that the log
/// does not tell; an answer whose factor the log does not tell may belong to any.
fn compatible(factor: Factor) -> impl Iterator<Item = Factor> {
    Factor::PROMPTING
        .into_iter()
        .filter(move |&other| factor == Factor::Other || other == factor || other == Factor::Other)
}

impl OpenSends {
    /// Whether no request was sent yet.
    pub(super) fn is_empty(&self) -> bool {
        self.latest.is_empty()
    }

    /// Remembers draft `index` under all its keys.
    pub(super) fn add(&mut self, index: usize, draft: &Draft, links: impl Iterator<Item = Link>) {
        let (provider, factor) = (draft.prompt.provider, draft.prompt.factor);
        for link in links {
            self.by_link.entry((provider, factor, link)).or_default().push(index);
        }
        self.latest.entry((provider, factor)).or_default().push(index);
    }

    /// The latest waiting request with this key.
    pub(super) fn with_link(
        &mut self,
        link: Link,
        wanted: Wanted,
        drafts: &[Draft],
        time_outs: &TimeOuts,
    ) -> Option<usize> {
        compatible(wanted.factor)
            .filter_map(|factor| {
                let stack = self.by_link.get_mut(&(wanted.provider, factor, link))?;
                top(stack, wanted, drafts, time_outs)
            })
            .max()
    }

    /// The latest waiting request of the user.
    pub(super) fn latest(
        &mut self,
        wanted: Wanted,
        drafts: &[Draft],
        time_outs: &TimeOuts,
    ) -> Option<usize> {
        compatible(wanted.factor)
            .filter_map(|factor| {
                let stack = self.latest.get_mut(&(wanted.provider, factor))?;
                top(stack, wanted, drafts, time_outs)
            })
            .max()
    }
}

fn top(
    stack: &mut Vec<usize>,
    wanted: Wanted,
    drafts: &[Draft],
    time_outs: &TimeOuts,
) -> Option<usize> {
    loop {
        let index = *stack.last()?;
        let draft = drafts.get(index)?;
        let prompt = &draft.prompt;
        let age = wanted.at.since(prompt.time());
        let time_out = time_outs.of(prompt.provider, prompt.factor);
        if !draft.is_open {
            stack.pop();
        } else if age.0 > time_out.0.saturating_add(time_outs.late_no_answer.0) {
            // Requests below it are older still.
            stack.clear();
        } else if age.0 > time_out.0.saturating_add(wanted.grace.0) {
            return None;
        } else {
            return Some(index);
        }
    }
}
