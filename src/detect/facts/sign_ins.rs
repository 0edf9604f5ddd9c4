//! What events tell beside the prompts: satisfied sign-ins, codes, reports.

use crate::model::{AuthEvent, EventId, EventKind, Factor, PartyId, Timestamp, Tri, UserId};
use crate::store::{EventStore, Grouped};

/// A sign-in that was satisfied: it teaches the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SignIn {
    pub(super) time: Timestamp,
    pub(super) source: PartyId,
    /// The phone that answered, where one is logged.
    pub(super) responder: PartyId,
}

/// What the rules ask for of one user's events, granted sign-ins aside.
#[derive(Debug, Default)]
pub(super) struct OtherEvents {
    /// Codes and keys that were accepted.
    pub(super) codes: Vec<(EventId, AuthEvent)>,
    /// Reports of suspicious activity.
    pub(super) reports: Vec<EventId>,
}

/// The sign-ins and attempts that were granted, user by user, each user's in order of time.
pub(super) fn granted_by_user(store: &EventStore) -> Grouped<(Timestamp, PartyId)> {
    let events = &store.events;
    let rows = (0_usize..).zip(&events.kind).zip(&events.success).zip(&events.source);
    let granted = rows.filter(|(((_, kind), success), source)| {
        matches!(kind, EventKind::SignIn | EventKind::SignInAttempt)
            && **success == Tri::Yes
            && source.is_present()
    });
    let owned: Vec<_> = granted
        .filter_map(|(((row, _), _), _)| Some((store.users.of_text(*events.user.get(row)?)?, row)))
        .collect();
    let time_and_source = |row: usize| Some((*events.time.get(row)?, *events.source.get(row)?));
    Grouped::by_user(store.users.len(), &owned, time_and_source)
}

/// Walks the events of one user once; `is_of_prompt` names the codes that a prompt already holds.
pub(super) fn other_events(
    store: &EventStore,
    user: UserId,
    is_of_prompt: impl Fn(EventId) -> bool,
) -> OtherEvents {
    let mut others = OtherEvents::default();
    let tells = |kind| matches!(kind, EventKind::SuspicionReported | EventKind::Verification);
    for (id, kind) in store.events_of_kinds(user, tells) {
        let succeeded = || store.events.success.get(id.0 as usize) == Some(&Tri::Yes);
        match kind {
            EventKind::SuspicionReported => others.reports.push(id),
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
