//! Every event of a case, sorted once by time, file, offset, with the tables its codes point into.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Grouped;

use crate::model::{
    EventColumns, EventId, EventKind, EvidenceId, Interner, PartyTable, Step, TimeRange, Timestamp,
    UserId, UserTable,
};

/// Events and their tables. Rows are sorted by (time, evidence, offset), so that an [`EventId`]
/// is also a rank in time; the order does not depend on the order in which blocks were parsed.
#[derive(Clone, Debug, Default)]
pub struct EventStore {
    /// The events.
    pub events: EventColumns,
    /// Steps inside records, sorted by (event, time).
    pub steps: Vec<Step>,
    /// The texts that event and party codes mean.
    pub texts: Interner,
    /// The parties that event codes mean.
    pub parties: PartyTable,
    /// The accounts.
    pub users: UserTable,
    /// Rows grouped by user, in order of time.
    rows: Grouped<u32>,
    /// Steps of event `e` are `steps[step_starts[e]..step_starts[e + 1]]`; empty without steps.
    step_starts: Vec<u32>,
    /// The kind of each event in `rows`, so that asking for some kinds need not look each up.
    kinds: Vec<EventKind>,
}

impl EventStore {
    /// Sorts the events, re-points the steps, and groups the rows by user.
    pub fn new(
        mut events: EventColumns,
        mut steps: Vec<Step>,
        texts: Interner,
        parties: PartyTable,
    ) -> Self {
        if !is_sorted(&events) {
            sort(&mut events, &mut steps);
        }
        steps.par_sort_by_key(|step| (step.event, step.time));
        let users = user_table(&events, &texts);
        let rows = group_by_user(&events, &users);
        let kind = |row: &u32| events.kind.get(*row as usize).copied().unwrap_or_default();
        let kinds = rows.all().iter().map(kind).collect();
        let step_starts = step_starts(&steps, events.len());
        Self { events, steps, texts, parties, users, rows, step_starts, kinds }
    }

    /// The user of an event; `None` where its record names none.
    pub fn user_of(&self, id: EventId) -> Option<UserId> {
        self.users.of_text(*self.events.user.get(id.0 as usize)?)
    }

    /// The events of one user, in order of time.
    pub fn events_of(&self, user: UserId) -> impl DoubleEndedIterator<Item = EventId> + '_ {
        self.rows.of(user).iter().map(|&row| EventId(row))
    }

    /// The events of one user that are of some kinds, in order of time, each with its kind.
    pub fn events_of_kinds<'a>(
        &'a self,
        user: UserId,
        wanted: impl Fn(EventKind) -> bool + 'a,
    ) -> impl Iterator<Item = (EventId, EventKind)> + 'a {
        let kinds = self.kinds.get(self.rows.range_of(user)).unwrap_or_default();
        let of_user = self.rows.of(user).iter().zip(kinds);
        of_user.filter(move |(_, kind)| wanted(**kind)).map(|(&row, &kind)| (EventId(row), kind))
    }

    /// The events of one user within a range, in order of time.
    pub fn events_of_within(
        &self,
        user: UserId,
        range: TimeRange,
    ) -> impl DoubleEndedIterator<Item = EventId> + '_ {
        let rows = self.rows.of(user);
        let before = |limit: Timestamp| {
            rows.partition_point(|&row| {
                self.events.time.get(row as usize).is_some_and(|&time| time < limit)
            })
        };
        let (start, end) = (before(range.start), before(range.end));
        rows.get(start..end.max(start)).unwrap_or_default().iter().map(|&row| EventId(row))
    }

    /// The steps of one event, in order of time.
    pub fn steps_of(&self, id: EventId) -> &[Step] {
        let index = id.0 as usize;
        let ends = self.step_starts.get(index).zip(self.step_starts.get(index + 1));
        ends.and_then(|(&start, &end)| self.steps.get(start as usize..end as usize))
            .unwrap_or_default()
    }

    /// From the first event to the last, the last included; `None` without events.
    pub fn time_range(&self) -> Option<TimeRange> {
        let first = self.events.time.first()?;
        let last = self.events.time.last()?;
        Some(TimeRange::covering(*first, *last))
    }
}

type Place = (Timestamp, EvidenceId, u64);

/// What rows are sorted by.
fn places(events: &EventColumns) -> impl Iterator<Item = Place> {
    let columns = events.time.iter().zip(&events.evidence).zip(&events.offset);
    columns.map(|((&time, &evidence), &offset)| (time, evidence, offset))
}

fn is_sorted(events: &EventColumns) -> bool {
    places(events).is_sorted()
}

/// Sorts the events and re-points the steps.
fn sort(events: &mut EventColumns, steps: &mut [Step]) {
    let order = sorted_rows(events);
    let mut rank = vec![0_u32; order.len()];
    for (new, &old) in order.iter().enumerate() {
        if let Some(slot) = rank.get_mut(old as usize) {
            *slot = new as u32;
        }
    }
    for step in steps {
        step.event = EventId(rank.get(step.event.0 as usize).copied().unwrap_or_default());
    }
    events.reorderings(&order).into_par_iter().for_each(|task| task());
}

fn sorted_rows(events: &EventColumns) -> Vec<u32> {
    let mut keyed: Vec<_> = places(events)
        .zip(0_u32..)
        .map(|((time, evidence, offset), row)| (time, evidence, offset, row))
        .collect();
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(.., row)| row).collect()
}

/// Where the steps of each event begin among steps sorted by event, and where the last ones end.
fn step_starts(steps: &[Step], events: usize) -> Vec<u32> {
    if steps.is_empty() {
        return Vec::new();
    }
    let mut starts = Vec::with_capacity(events + 1);
    let mut steps = (0_u32..).zip(steps).peekable();
    let mut next = 0;
    for event in 0..=u32::try_from(events).unwrap_or(u32::MAX) {
        starts.push(next);
        while let Some((index, _)) = steps.next_if(|(_, step)| step.event.0 <= event) {
            next = index + 1;
        }
    }
    starts
}

fn user_table(events: &EventColumns, texts: &Interner) -> UserTable {
    // Far fewer pairs than events.
    let pairs: FxHashSet<_> = events
        .user
        .iter()
        .copied()
        .zip(events.display_name.iter().copied())
        .filter(|(user, _)| user.is_present())
        .collect();
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable();
    UserTable::build(
        pairs.into_iter().map(|(user, display)| (user, texts.get(user), texts.present(display))),
    )
}

fn group_by_user(events: &EventColumns, users: &UserTable) -> Grouped<u32> {
    let rows = (0_u32..).zip(&events.user);
    let owned: Vec<_> = rows.filter_map(|(row, &text)| Some((users.of_text(text)?, row))).collect();
    Grouped::by_user(users.len(), &owned, Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AuthEvent;

    fn store_of(rows: &[(i64, &str)]) -> EventStore {
        let mut texts = Interner::new();
        let mut events = EventColumns::default();
        for (offset, &(time, user)) in rows.iter().enumerate() {
            events.push(AuthEvent {
                time: Timestamp(time),
                offset: offset as u64,
                user: texts.intern(user),
                ..AuthEvent::default()
            });
        }
        EventStore::new(events, Vec::new(), texts, PartyTable::new())
    }

    #[test]
    fn events_are_sorted_by_time_and_equal_times_by_offset() {
        let store = store_of(&[(9, "a"), (3, "a"), (3, "b")]);
        assert_eq!(store.events.offset, vec![1, 2, 0]);
    }

    #[test]
    fn each_user_has_their_own_events_and_no_others() {
        let store = store_of(&[(1, "bob"), (2, "alice"), (3, "Bob"), (4, "")]);
        let bob = store.users.find("bob").unwrap();
        let rows: Vec<_> = store.events_of(bob).map(|id| id.0).collect();
        assert_eq!(rows, vec![0, 2]);
        let range = TimeRange::new(Timestamp(2), Timestamp(4));
        let later: Vec<_> = store.events_of_within(bob, range).map(|id| id.0).collect();
        assert_eq!(later, vec![2]);
        let of_kinds = |wanted: fn(EventKind) -> bool| store.events_of_kinds(bob, wanted).count();
        assert_eq!(of_kinds(|kind| kind == EventKind::Other), 2);
        assert_eq!(of_kinds(|kind| kind == EventKind::SignIn), 0);
    }
}
