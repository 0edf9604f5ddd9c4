//! How many events of a file fall into which stretch of time. In: times in any order. Out: slots,
//! in order, none of them empty; and the bar that is drawn of them.
//!
//! Empty stretches take no room: a damaged file may span eight thousand years.

use rustc_hash::FxHashMap;

use super::Buckets;
use crate::model::{Span, Timestamp};

/// A bar has no more stretches than this.
const MOST_BUCKETS: i64 = 120;
/// No slot is longer, so that a quiet stretch is known to the event.
const LONGEST_SLOT: Span = Span::from_hours(1);
/// How long stretches may be, in seconds; each holds a whole number of the one before. Beyond the
/// last, whole weeks.
const WIDTHS: [i64; 15] =
    [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];
const WEEK: i64 = 604_800;

/// Events that lie close together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    pub(super) count: u64,
}

/// The events of one file over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::case) struct Pulse {
    /// In order of time; they do not overlap.
    pub(super) slots: Vec<Slot>,
    width: Span,
}

impl Pulse {
    /// Counts the times of a file whose events lie between the two ends of `range`.
    pub(in crate::case) fn of(
        range: Option<(Timestamp, Timestamp)>,
        times: impl Iterator<Item = Timestamp>,
    ) -> Self {
        let Some((first, last)) = range else { return Self::default() };
        let width = bucket_width(first, last);
        let mut counter = Counter::new(width.min(LONGEST_SLOT));
        times.for_each(|time| counter.add(time));
        Self { slots: counter.finished(), width }
    }

    pub(super) fn first(&self) -> Option<Timestamp> {
        self.slots.first().map(|slot| slot.first)
    }

    pub(super) fn last(&self) -> Option<Timestamp> {
        self.slots.last().map(|slot| slot.last)
    }

    /// The bar: every stretch from the first event to the last, the empty ones included.
    pub(super) fn buckets(&self) -> Option<Buckets> {
        let (first, last) = (self.first()?, self.last()?);
        let number = |time: Timestamp| time.0.div_euclid(self.width.0.max(1));
        let base = number(first);
        let length = usize::try_from(number(last).saturating_sub(base)).ok()?.saturating_add(1);
        // Two more than asked for: a stretch begins at a round time, not at the first event.
        let mut counts = vec![0_u64; length.min(MOST_BUCKETS as usize + 2)];
        for slot in &self.slots {
            let index = usize::try_from(number(slot.first) - base).unwrap_or(usize::MAX);
            if let Some(count) = counts.get_mut(index) {
                *count += slot.count;
            }
        }
        let start = Timestamp(base.saturating_mul(self.width.0));
        Some(Buckets { start, width: self.width, counts })
    }
}

fn bucket_width(first: Timestamp, last: Timestamp) -> Span {
    let seconds = last.since(first).0.max(0) / 1_000_000;
    let least = seconds / MOST_BUCKETS + 1;
    let width = WIDTHS.into_iter().find(|&width| width >= least);
    Span::from_secs(width.unwrap_or_else(|| (least / WEEK + 1) * WEEK))
}

/// Counts times into slots. Logs are nearly in order, so the slot at hand is nearly always right.
struct Counter {
    width: i64,
    now: Option<(i64, Slot)>,
    put_away: FxHashMap<i64, Slot>,
}

impl Counter {
    fn new(width: Span) -> Self {
        Self { width: width.0.max(1), now: None, put_away: FxHashMap::default() }
    }

    fn add(&mut self, time: Timestamp) {
        let number = time.0.div_euclid(self.width);
        let one = Slot { first: time, last: time, count: 1 };
        match &mut self.now {
            Some((held, slot)) if *held == number => slot.unite(one),
            now => {
                if let Some((held, slot)) = now.replace((number, one)) {
                    put_away(&mut self.put_away, held, slot);
                }
            }
        }
    }

    fn finished(mut self) -> Vec<Slot> {
        if let Some((held, slot)) = self.now.take() {
            put_away(&mut self.put_away, held, slot);
        }
        let mut slots: Vec<_> = self.put_away.into_values().collect();
        slots.sort_unstable_by_key(|slot| slot.first);
        slots
    }
}

fn put_away(slots: &mut FxHashMap<i64, Slot>, number: i64, slot: Slot) {
    slots.entry(number).and_modify(|held| held.unite(slot)).or_insert(slot);
}

impl Slot {
    fn unite(&mut self, other: Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.count += other.count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pulse(seconds: &[i64]) -> Pulse {
        let times: Vec<_> = seconds.iter().map(|&second| Timestamp::from_secs(second)).collect();
        let ends = times.iter().min().copied().zip(times.iter().max().copied());
        Pulse::of(ends, times.into_iter())
    }

    #[test]
    fn a_bar_holds_every_event_once_in_whatever_order_they_come() {
        let day: Vec<i64> = (0..86_400).step_by(977).collect();
        let mut shuffled = day.clone();
        shuffled.sort_by_key(|second| second * 7_919 % 1_013);
        assert_eq!(pulse(&day), pulse(&shuffled));
        let bar = pulse(&day).buckets().unwrap();
        assert_eq!(bar.counts.iter().sum::<u64>(), day.len() as u64);
        assert_eq!(bar.width, Span::from_mins(30));
        assert_eq!(bar.counts.len(), 48);
    }

    #[test]
    fn a_bar_begins_at_a_round_time() {
        let bar = pulse(&[3_599, 3_600 * 100]).buckets().unwrap();
        assert_eq!(bar.start, Timestamp(0));
        assert_eq!((bar.counts.first(), bar.counts.last()), (Some(&1), Some(&1)));
    }

    #[test]
    fn a_file_of_eight_thousand_years_takes_two_slots_and_a_short_bar() {
        let pulse = pulse(&[-62_000_000_000, 250_000_000_000]);
        assert_eq!(pulse.slots.len(), 2);
        let bar = pulse.buckets().unwrap();
        assert!(bar.counts.len() <= MOST_BUCKETS as usize + 2);
        assert_eq!(bar.counts.iter().sum::<u64>(), 2);
    }

    #[test]
    fn one_event_is_one_stretch_and_no_event_is_no_bar() {
        assert_eq!(pulse(&[77]).buckets().unwrap().counts, vec![1]);
        assert_eq!(pulse(&[]).buckets(), None);
    }
}
