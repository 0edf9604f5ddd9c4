//! What pairing asks of an event, laid out user by user: columns lie in order of time, so that
//! walking one user's events through them would touch a far-off place for every field.

use crate::model::{
    Cause, EventColumns, EventId, EventKind, Factor, LinkKey, Outcome, PartyId, Provider, TextId,
    Timestamp, Tri,
};
use crate::store::{EventStore, Grouped};

/// What a prompt takes over from the event that tells of it; fields as in [`crate::model::AuthEvent`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    pub(super) cause: Cause,
    pub(super) app: TextId,
    pub(super) session: LinkKey,
    pub(super) source: PartyId,
    pub(super) responder: PartyId,
}

impl Around {
    /// What the event of this id tells; `None` past the end.
    pub(super) fn of(events: &EventColumns, id: EventId) -> Option<Self> {
        let row = id.0 as usize;
        Some(Self {
            cause: *events.cause.get(row)?,
            app: *events.app.get(row)?,
            session: *events.session.get(row)?,
            source: *events.source.get(row)?,
            responder: *events.responder.get(row)?,
        })
    }
}

/// The part of an event that pairing looks at; fields as in [`crate::model::AuthEvent`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub(super) id: EventId,
    pub(super) time: Timestamp,
    pub(super) provider: Provider,
    pub(super) kind: EventKind,
    pub(super) factor: Factor,
    pub(super) outcome: Outcome,
    pub(super) success: Tri,
    pub(super) number_match: Tri,
    pub(super) result: TextId,
    pub(super) flow: LinkKey,
    pub(super) transaction: LinkKey,
    pub(super) around: Around,
}

impl Told {
    /// What the event of this id tells; `None` past the end.
    pub(super) fn of(events: &EventColumns, id: EventId) -> Option<Self> {
        let row = id.0 as usize;
        Some(Self {
            id,
            time: *events.time.get(row)?,
            provider: *events.provider.get(row)?,
            kind: *events.kind.get(row)?,
            factor: *events.factor.get(row)?,
            outcome: *events.outcome.get(row)?,
            success: *events.success.get(row)?,
            number_match: *events.number_match.get(row)?,
            result: *events.result.get(row)?,
            flow: *events.flow.get(row)?,
            transaction: *events.transaction.get(row)?,
            around: Around::of(events, id)?,
        })
    }
}

/// The events of known users for which `matters` holds, user by user, each user's in order of time.
pub(super) fn by_user(
    store: &EventStore,
    matters: impl Fn(EventKind, Factor, Provider) -> bool,
) -> Grouped<Told> {
    let events = &store.events;
    let kinds = events.kind.iter().zip(&events.factor).zip(&events.provider);
    let matters = kinds.map(|((&kind, &factor), &provider)| matters(kind, factor, provider));
    let rows = (0_u32..).zip(&events.user).zip(matters);
    let owned: Vec<_> = rows
        .filter(|(_, matters)| *matters)
        .filter_map(|((row, &user), _)| Some((store.users.of_text(user)?, EventId(row))))
        .collect();
    Grouped::by_user(store.users.len(), &owned, |id| Told::of(events, id))
}
