//! What the evidence of each provider could have held: without answers of a kind in it, a missing
//! answer of that kind proves nothing.

use crate::model::{EventKind, Factor, Outcome, Provider, Span, Timestamp};
use crate::store::EventStore;

#[derive(Clone, Copy, Debug, Default)]
struct OfProvider {
    /// Bit `f` is set when an answer of factor `f` exists.
    answers: u8,
    sends: u8,
    /// Requests that name no user.
    nobodys: u32,
    last: Option<Timestamp>,
}

/// Which answers exist in the evidence of each provider, and when it ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Coverage {
    of: [OfProvider; Provider::ALL.len()],
}

const fn bit(factor: Factor) -> u8 {
    1 << factor as u8
}

/// Whether a factor makes a prompt.
pub(super) const fn is_prompting(factor: Factor) -> bool {
    matches!(factor, Factor::Push | Factor::PhoneCall | Factor::Sms | Factor::Email | Factor::Other)
}

impl Coverage {
    pub(super) fn of(store: &EventStore) -> Self {
        let mut coverage = Self::default();
        let events = &store.events;
        let rows = events.provider.iter().zip(&events.kind).zip(&events.factor).zip(&events.time);
        for ((((&provider, &kind), &factor), &time), user) in rows.zip(&events.user) {
            let Some(of) = coverage.of.get_mut(provider as usize) else { continue };
            of.last = of.last.max(Some(time));
            match kind {
                EventKind::PromptSent if !user.is_present() => of.nobodys += 1,
                EventKind::PromptSent => of.sends |= bit(factor),
                EventKind::PromptAnswered | EventKind::PromptWhole => of.answers |= bit(factor),
                EventKind::Verification if is_prompting(factor) => of.answers |= bit(factor),
                _ => {}
            }
        }
        coverage
    }

    fn provider(&self, provider: Provider) -> OfProvider {
        self.of.get(provider as usize).copied().unwrap_or_default()
    }

    /// Whether requests of this factor exist.
    pub(super) fn has_sends(&self, provider: Provider, factor: Factor) -> bool {
        self.provider(provider).sends & bit(factor) != 0
    }

    /// How many requests name no user.
    pub(super) fn nobodys(&self, provider: Provider) -> u32 {
        self.provider(provider).nobodys
    }

    /// Whether answers of any kind exist.
    pub(super) fn has_any_answer(&self, provider: Provider) -> bool {
        self.provider(provider).answers != 0
    }

    /// Whether answers of this factor exist; an answer of a factor that the log does not tell may
    /// be one, and so may any answer to a request of such a factor.
    pub(super) fn has_answers(&self, provider: Provider, factor: Factor) -> bool {
        let answers = self.provider(provider).answers;
        let compatible = bit(factor) | bit(Factor::Other);
        answers & compatible != 0 || (factor == Factor::Other && answers != 0)
    }

    /// Whether the evidence runs on to the end of a prompt's time-out.
    pub(super) fn reaches(&self, provider: Provider, sent: Timestamp, time_out: Span) -> bool {
        self.provider(provider).last.is_some_and(|last| sent + time_out <= last)
    }

    /// What became of a request without an answer, and whether that was inferred (DESIGN.md §6).
    pub(super) fn without_answer(
        &self,
        provider: Provider,
        factor: Factor,
        sent: Timestamp,
        time_out: Span,
    ) -> (Outcome, bool) {
        if !self.has_any_answer(provider) {
            (Outcome::Unknown, false)
        } else if !self.reaches(provider, sent, time_out) {
            (Outcome::Open, false)
        } else if self.has_answers(provider, factor) {
            (Outcome::NoAnswer, true)
        } else {
            (Outcome::Unknown, false)
        }
    }
}
