//! What one user's events tell beside the prompts: satisfied sign-ins, codes, reports.

use crate::model::{AuthEvent, EventId, EventKind, Factor, PartyId, Timestamp, Tri, UserId};
use crate::store::EventStore;

use super::identity::Cell;

/// A sign-in that was satisfied: it teaches the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SignIn {
    pub(super) time: Timestamp,
    pub(super) source: PartyId,
    /// Login place and phone place, where both are known.
    pub(super) pair: Option<(Cell, Cell)>,
}

/// One user's events, as far as the rules ask for them.
#[derive(Debug, Default)]
pub(super) struct OtherEvents {
    /// Codes and keys that were accepted.
    pub(super) codes: Vec<(EventId, AuthEvent)>,
    /// Sign-ins and attempts that were granted.
    pub(super) granted: Vec<SignIn>,
    /// Reports of suspicious activity.
    pub(super) reports: Vec<EventId>,
}

/// Walks the events of one user once; `is_of_prompt` names the codes that a prompt already holds.
pub(super) fn other_events(
    store: &EventStore,
    user: UserId,
    is_of_prompt: impl Fn(EventId) -> bool,
) -> OtherEvents {
    let mut others = OtherEvents::default();
    let tells = |kind| {
        matches!(
            kind,
            EventKind::SuspicionReported
                | EventKind::SignIn
                | EventKind::SignInAttempt
                | EventKind::Verification
        )
    };
    for (id, kind) in store.events_of_kinds(user, tells) {
        let row = id.0 as usize;
        let succeeded = || store.events.success.get(row) == Some(&Tri::Yes);
        match kind {
            EventKind::SuspicionReported => others.reports.push(id),
            EventKind::SignIn | EventKind::SignInAttempt if succeeded() => {
                others.granted.extend(sign_in(store, row));
            }
            EventKind::Verification if succeeded() && !is_of_prompt(id) => {
                let event = store.events.get(id).unwrap_or_default();
                if event.factor != Factor::Password {
                    others.codes.push((id, event));
                }
            }
            _ => {}
        }
    }
    others
}

fn sign_in(store: &EventStore, row: usize) -> Option<SignIn> {
    let time = *store.events.time.get(row)?;
    let source = *store.events.source.get(row)?;
    source.is_present().then_some(SignIn { time, source, pair: None })
}
