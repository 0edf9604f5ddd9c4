//! A prompt in the making, and the keys by which its records find each other.

use crate::model::{Factor, Outcome, Pairing, Prompt, Timestamp, Tri, UserId};
use smallvec::smallvec;

use crate::store::EventStore;

use super::told::{Around, Told};

/// A key and its value; keys of different kinds never meet.
pub(super) type Link = (Pairing, u64);

/// The keys that an event logs, strongest first: flow, session, transaction.
pub(super) fn logged_links(event: &Told) -> impl Iterator<Item = Link> + use<> {
    let logged = [
        (Pairing::AuthnRequestId, event.flow),
        (Pairing::Session, event.around.session),
        (Pairing::Transaction, event.transaction),
    ];
    logged.into_iter().filter(|(_, key)| key.is_present()).map(|(kind, key)| (kind, key.0))
}

/// As [`logged_links`], and then address and agent.
pub(super) fn links(store: &EventStore, event: &Told) -> impl Iterator<Item = Link> {
    let source = event.around.source;
    let address = std::iter::once_with(move || {
        let source = store.parties.get(source);
        let place = u64::from(source.ip.0) << 32 | u64::from(source.user_agent.0);
        source.ip.is_present().then_some((Pairing::Nearest, place))
    });
    logged_links(event).chain(address.flatten())
}

/// A prompt in the making.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) prompt: Prompt,
    /// Whether an answer may still come.
    pub(super) is_open: bool,
}

impl Draft {
    /// A prompt from the first record that tells of it, without times.
    pub(super) fn new(event: &Told, user: UserId) -> Self {
        let prompt = Prompt {
            user,
            provider: event.provider,
            factor: event.factor,
            number_match: event.number_match,
            cause: event.around.cause,
            outcome: event.outcome,
            source: event.around.source,
            responder: event.around.responder,
            app: event.around.app,
            session: event.around.session,
            events: smallvec![event.id],
            ..Prompt::default()
        };
        Self { prompt, is_open: false }
    }

    /// A request: it waits for its answer, unless its own record tells how it ended.
    pub(super) fn sent(event: &Told, user: UserId) -> Self {
        let mut draft = Self::new(event, user);
        draft.prompt.issued_at = Some(event.time);
        draft.is_open = event.outcome == Outcome::Unknown;
        if !draft.is_open {
            draft.prompt.outcome_text = event.result;
        }
        draft
    }

    /// An answer without a request, or a record that tells a whole prompt when it ended.
    pub(super) fn ended(event: &Told, user: UserId) -> Self {
        let mut draft = Self::new(event, user);
        draft.prompt.answered_at = Some(event.time);
        draft.prompt.outcome_text = event.result;
        draft
    }

    /// Another phone was asked by the same request.
    pub(super) fn add_send(&mut self, event: &Told) {
        self.prompt.events.push(event.id);
        self.fill(event);
    }

    /// The answer came. A wrong code may be typed again, so it does not close a code's prompt.
    pub(super) fn answer(&mut self, event: &Told, outcome: Outcome) {
        let by_code = matches!(self.prompt.factor, Factor::Sms | Factor::Email);
        self.is_open = outcome == Outcome::WrongCode && by_code;
        self.prompt.outcome = outcome;
        self.prompt.outcome_text = event.result;
        self.prompt.answered_at = Some(event.time);
        self.join(event);
    }

    /// Another record tells of the same answer.
    pub(super) fn join(&mut self, event: &Told) {
        self.prompt.events.push(event.id);
        if self.prompt.factor == Factor::Other {
            self.prompt.factor = event.factor;
        }
        if event.around.responder.is_present() {
            self.prompt.responder = event.around.responder;
        }
        self.fill(event);
    }

    /// Takes from a later record what the earlier ones do not tell.
    fn fill(&mut self, event: &Told) {
        let prompt = &mut self.prompt;
        if prompt.number_match == Tri::Unknown {
            prompt.number_match = event.number_match;
        }
        if prompt.cause == crate::model::Cause::Unknown {
            prompt.cause = event.around.cause;
        }
        fill_sides(prompt, &event.around);
    }

    /// When the answer came, or the request was sent.
    pub(super) fn last_time(&self) -> Timestamp {
        self.prompt.answered_at.unwrap_or_else(|| self.prompt.time())
    }
}

/// Takes source, application and session from a record where the prompt has none.
pub(super) fn fill_sides(prompt: &mut Prompt, around: &Around) {
    if !prompt.source.is_present() {
        prompt.source = around.source;
    }
    if !prompt.app.is_present() {
        prompt.app = around.app;
    }
    if !prompt.session.is_present() {
        prompt.session = around.session;
    }
}
