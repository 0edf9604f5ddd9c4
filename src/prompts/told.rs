//! What pairing asks of an event, laid out user by user: columns lie in order of time, so that
//! walking one user's events through them would touch a far-off place for every field.

use crate::model::{
    Cause, EventColumns, EventId, EventKind, Factor, LinkKey, Outcome, PartyId, Provider, TextId,
    Timestamp, Tri, UserId,
};
use crate::store::EventStore;

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
    pub(super) cause: Cause,
    pub(super) result: TextId,
    pub(super) app: TextId,
    pub(super) flow: LinkKey,
    pub(super) session: LinkKey,
    pub(super) transaction: LinkKey,
    pub(super) source: PartyId,
    pub(super) responder: PartyId,
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
            cause: *events.cause.get(row)?,
            result: *events.result.get(row)?,
            app: *events.app.get(row)?,
            flow: *events.flow.get(row)?,
            session: *events.session.get(row)?,
            transaction: *events.transaction.get(row)?,
            source: *events.source.get(row)?,
            responder: *events.responder.get(row)?,
        })
    }
}

/// The events that matter, grouped by user, each group in order of time.
#[derive(Debug, Default)]
pub(super) struct ByUser {
    told: Vec<Told>,
    /// Events of user `u` are `told[starts[u]..starts[u + 1]]`.
    starts: Vec<usize>,
}

impl ByUser {
    /// Groups the events of known users for which `matters` holds.
    pub(super) fn of(
        store: &EventStore,
        matters: impl Fn(EventKind, Factor, Provider) -> bool,
    ) -> Self {
        let events = &store.events;
        let kinds = events.kind.iter().zip(&events.factor).zip(&events.provider);
        let matters = kinds.map(|((&kind, &factor), &provider)| matters(kind, factor, provider));
        let rows = (0_u32..).zip(&events.user).zip(matters);
        let owned: Vec<(UserId, EventId)> = rows
            .filter(|(_, matters)| *matters)
            .filter_map(|((row, &user), _)| Some((store.users.of_text(user)?, EventId(row))))
            .collect();
        let mut starts = vec![0; store.users.len() + 1];
        for (user, _) in &owned {
            if let Some(count) = starts.get_mut(user.0 as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut told = vec![Told::default(); owned.len()];
        for (user, id) in owned {
            if let Some(place) = next.get_mut(user.0 as usize)
                && let Some(slot) = told.get_mut(*place)
                && let Some(event) = Told::of(events, id)
            {
                *slot = event;
                *place += 1;
            }
        }
        Self { told, starts }
    }

    /// The events of one user, in order of time.
    pub(super) fn of_user(&self, user: UserId) -> &[Told] {
        let index = user.0 as usize;
        let ends = self.starts.get(index).zip(self.starts.get(index + 1));
        ends.and_then(|(&start, &end)| self.told.get(start..end)).unwrap_or_default()
    }
}
