//! What an account did after an approval.

use crate::model::{EventId, EventKind, Span, TimeRange, Timestamp, Tri, UserId};
use crate::store::EventStore;

/// How long after an approval the account is watched (detections.md MF-15: 24 hours).
pub const WATCHED: Span = Span::from_hours(24);

/// One thing that the account did after the approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The event that tells of it.
    pub event: EventId,
    /// How long after the approval.
    pub after: Span,
    /// Whether it is of a kind by which attackers keep their access: a factor, a password, a
    /// role or a policy changed.
    pub keeps_access: bool,
}

/// What `user` did in the 24 hours from `approval`, in order of time: sign-ins, applications,
/// factors, passwords, administration, reports. Prompts and policy decisions are left out, and so
/// is what did not succeed.
pub fn follow_up(store: &EventStore, user: UserId, approval: Timestamp) -> Vec<FollowUp> {
    let range = TimeRange::covering(approval, approval + WATCHED);
    let told = |event: EventId| {
        let row = store.events.get(event)?;
        let keeps_access = matches!(
            row.kind,
            EventKind::FactorEnrolled
                | EventKind::FactorRemoved
                | EventKind::PasswordChanged
                | EventKind::AdminChange
        );
        let shown = keeps_access
            || matches!(
                row.kind,
                EventKind::SignIn
                    | EventKind::AppAccess
                    | EventKind::SuspicionReported
                    | EventKind::ThreatDetected
                    | EventKind::SessionEnd
            );
        (shown && row.success != Tri::No).then(|| FollowUp {
            event,
            after: row.time.since(approval),
            keeps_access,
        })
    };
    store.events_of_within(user, range).filter_map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AuthEvent, EventColumns, Interner, PartyTable};

    #[test]
    fn only_what_succeeded_within_a_day_is_told() {
        let mut texts = Interner::new();
        let user = texts.intern("alice@corp.example");
        let mut events = EventColumns::default();
        for (hours, kind, success) in [
            (-1, EventKind::SignIn, Tri::Yes),
            (1, EventKind::FactorEnrolled, Tri::Yes),
            (2, EventKind::AppAccess, Tri::No),
            (3, EventKind::Policy, Tri::Yes),
            (24, EventKind::AppAccess, Tri::Yes),
            (25, EventKind::AppAccess, Tri::Yes),
        ] {
            let time = Timestamp::from_secs(hours * 3_600);
            events.push(AuthEvent { time, kind, success, user, ..AuthEvent::default() });
        }
        let store = EventStore::new(events, Vec::new(), texts, PartyTable::new());
        let alice = store.users.find("alice@corp.example").unwrap();
        let told: Vec<_> = follow_up(&store, alice, Timestamp(0))
            .into_iter()
            .map(|it| (it.after, it.keeps_access))
            .collect();
        assert_eq!(told, vec![(Span::from_hours(1), true), (Span::from_hours(24), false)]);
    }
}
