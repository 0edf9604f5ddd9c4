//! Stretches in which a log is silent against its own rhythm. In: slots in order of time. Out:
//! stretches between two events, at least [`SHORTEST`] long, where [`EXPECTED`] events or more
//! were to be expected.
//!
//! A fixed length would flag every night of a small tenant and miss a morning of a large one, so
//! a stretch is held against the same hours of other days: how many events the same stretch holds
//! when it is moved by 1 to 28 whole days, and by 1 to 12 whole weeks. The median of each is what
//! was to be expected, because one busy night (an attack, a migration) must not make the other
//! nights suspicious, nor one holiday the working days. The lower of the two counts: a night is
//! like other nights, a Sunday like other Sundays.
//!
//! The outermost [`MARGIN`] on both sides is left out, because people come and go earlier or later.
//! [`EXPECTED`] is 20: one sign-in writes about four records, so 20 records are about five
//! sign-ins, and five that are expected fail to come by chance in fewer than 1 of 100 stretches.
//!
//! Where a file is too short to hold another such stretch, nothing can be compared. Then only
//! silence of more than a day counts, against the file's mean; and one weekend is passed over in a
//! file that sleeps at night and holds no other weekend.

use super::Quiet;
use super::pulse::Slot;
use crate::model::{Span, Timestamp};

/// No shorter stretch is looked at.
pub(super) const SHORTEST: Span = Span::from_hours(6);
/// From how many expected events on silence means something.
pub(super) const EXPECTED: u64 = 20;
/// What is left out at both ends before stretches are compared.
pub(super) const MARGIN: Span = Span::from_hours(2);
const DAYS: i64 = 28;
const WEEKS: i64 = 12;
/// So many of the longest stretches are looked at; only a damaged or made-up log has more.
const MOST: usize = 5_000;

/// Every quiet stretch, in order of time.
pub(super) fn stretches(slots: &[Slot]) -> Vec<Quiet> {
    let log = Log::of(slots);
    let gaps = gaps(slots);
    let verdicts: Vec<_> = gaps.iter().map(|gap| log.expected(*gap)).collect();
    let sleeps = verdicts
        .iter()
        .any(|verdict| matches!(verdict, Expected::Compared { number, .. } if *number < EXPECTED));
    gaps.iter()
        .zip(verdicts)
        .filter_map(|(gap, verdict)| {
            let expected = match verdict {
                Expected::Compared { with_weeks: false, .. } | Expected::Mean(_)
                    if sleeps && is_one_weekend(*gap) =>
                {
                    return None;
                }
                Expected::Compared { number, .. } | Expected::Mean(number) => number,
                Expected::Unknown => return None,
            };
            let (start, end) = *gap;
            (expected >= EXPECTED).then_some(Quiet { start, end, expected })
        })
        .collect()
}

type Gap = (Timestamp, Timestamp);

/// The stretches between events that are long enough, in order of time.
fn gaps(slots: &[Slot]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut reached: Option<Timestamp> = None;
    for slot in slots {
        if let Some(reached) = reached
            && slot.first.since(reached) >= SHORTEST
        {
            gaps.push((reached, slot.first));
        }
        reached = reached.max(Some(slot.last));
    }
    if gaps.len() > MOST {
        gaps.sort_by_key(|(start, end)| (std::cmp::Reverse(end.since(*start)), *start));
        gaps.truncate(MOST);
        gaps.sort_unstable();
    }
    gaps
}

enum Expected {
    /// By the same hours of other days, and of other weeks where the file holds any.
    Compared {
        number: u64,
        with_weeks: bool,
    },
    /// By the mean of a file that is too short to compare.
    Mean(u64),
    Unknown,
}

/// The slots with running totals, so that a stretch is counted without walking it.
struct Log<'a> {
    slots: &'a [Slot],
    /// Events before each slot.
    before: Vec<u64>,
    total: u64,
}

impl<'a> Log<'a> {
    fn of(slots: &'a [Slot]) -> Self {
        let mut total = 0;
        let before = slots.iter().map(|slot| {
            let before = total;
            total += slot.count;
            before
        });
        let before = before.collect();
        Self { slots, before, total }
    }

    /// Events in slots that begin in the stretch.
    fn count(&self, start: Timestamp, end: Timestamp) -> u64 {
        let until = |time: Timestamp| {
            let index = self.slots.partition_point(|slot| slot.first < time);
            self.before.get(index).copied().unwrap_or(self.total)
        };
        until(end).saturating_sub(until(start))
    }

    fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let last = self.slots.iter().map(|slot| slot.last).max()?;
        Some((self.slots.first()?.first, last))
    }

    fn expected(&self, gap: Gap) -> Expected {
        let days = self.median(gap, Span::from_days(1), DAYS);
        let weeks = self.median(gap, Span::from_days(7), WEEKS);
        match (days, weeks) {
            (Some(days), Some(weeks)) => {
                Expected::Compared { number: days.min(weeks), with_weeks: true }
            }
            (Some(number), None) => Expected::Compared { number, with_weeks: false },
            (None, Some(number)) => Expected::Compared { number, with_weeks: true },
            (None, None) => self.mean(gap),
        }
    }

    /// The median of what the same stretch holds when it is moved, inside the file and clear of
    /// itself; of two middle ones the lower.
    fn median(&self, (start, end): Gap, step: Span, most: i64) -> Option<u64> {
        let (first, last) = self.span()?;
        let length = end.since(start);
        let mut counts: Vec<u64> = (-most..=most)
            .map(|number| Span(step.0 * number))
            .filter(|by| by.0.unsigned_abs() >= length.0.unsigned_abs())
            .filter(|&by| start + by >= first && end + by <= last)
            .map(|by| self.count(start + by + MARGIN, end + by - MARGIN))
            .collect();
        counts.sort_unstable();
        counts.get(counts.len().checked_sub(1)? / 2).copied()
    }

    fn mean(&self, (start, end): Gap) -> Expected {
        let Some((first, last)) = self.span() else { return Expected::Unknown };
        let silent = end.since(start);
        let rest = last.since(first).0.saturating_sub(silent.0);
        if silent <= Span::from_days(1) || rest <= 0 {
            return Expected::Unknown;
        }
        // The mean over days and nights alike: an hour of a short file is mostly working time, so
        // the rest is taken as no less than the silence.
        let share = silent.0 as f64 / rest.max(silent.0) as f64;
        Expected::Mean((self.total as f64 * share) as u64)
    }
}

/// Whether a stretch lies between Friday noon and Monday noon and holds Saturday and Sunday, UTC;
/// the half days are the room for time zones.
fn is_one_weekend((start, end): Gap) -> bool {
    const DAY: i64 = Span::from_days(1).0;
    /// Midnight of Monday, 5 January 1970.
    const MONDAY: i64 = 4 * DAY;
    let into_week = (start.0.saturating_sub(MONDAY)).rem_euclid(7 * DAY);
    let monday = start.0.saturating_sub(into_week);
    let from =
        |days: i64, hours: i64| monday.saturating_add(days * DAY + Span::from_hours(hours).0);
    let is_begun = start.0 >= from(4, 12) && start.0 <= from(5, 12);
    let is_over = end.0 >= from(6, 12) && end.0 <= from(7, 12);
    is_begun && is_over
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::coverage::Pulse;

    /// Monday, 2 March 2026, 00:00 UTC.
    const MONDAY: i64 = 1_772_409_600;
    const HOUR: i64 = 3_600;

    fn hour(day: i64, hour: i64) -> i64 {
        MONDAY + day * 86_400 + hour * HOUR
    }

    /// Quiet stretches of a log with `each` events an hour in the hours for which `works` holds,
    /// as (day, hour) of their whole hours.
    fn quiet(days: i64, each: i64, works: impl Fn(i64, i64) -> bool) -> Vec<Quiet> {
        let mut times = Vec::new();
        for (day, at) in (0..days).flat_map(|day| (0..24).map(move |at| (day, at))) {
            if works(day, at) {
                let step = HOUR / each;
                times.extend((0..each).map(|n| Timestamp::from_secs(hour(day, at) + n * step)));
            }
        }
        let ends = times.first().copied().zip(times.last().copied());
        stretches(&Pulse::of(ends, times.into_iter()).slots)
    }

    fn is_office(day: i64, at: i64) -> bool {
        day % 7 < 5 && (8..18).contains(&at)
    }

    #[test]
    fn nights_and_weekends_of_a_small_tenant_are_its_rhythm() {
        assert_eq!(quiet(28, 10, is_office), []);
    }

    #[test]
    fn one_weekend_of_a_tenant_that_sleeps_at_night_is_not_told_from_a_weekend() {
        assert_eq!(quiet(12, 10, is_office), []);
        let never_sleeps = |day: i64, at: i64| !(day == 4 && at >= 18) && day != 5 && day != 6;
        assert_eq!(quiet(12, 10, |day, at| never_sleeps(day % 7, at) || day > 6).len(), 1);
    }

    #[test]
    fn a_working_day_without_an_event_is_quiet() {
        let found = quiet(28, 10, |day, at| is_office(day, at) && day != 9);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].start.0 / 1_000_000, hour(8, 17) + 9 * 360);
        assert_eq!(found[0].end.0 / 1_000_000, hour(10, 8));
        assert_eq!(found[0].expected, 100);
    }

    #[test]
    fn a_night_without_an_event_is_quiet_where_nights_are_busy() {
        let found = quiet(14, 10, |day, at| day != 6 || at >= 7);
        assert_eq!(found.len(), 1);
        assert!(found[0].span() >= Span::from_hours(7));
    }

    #[test]
    fn silence_of_less_than_six_hours_is_never_quiet() {
        let silent = |hours: i64| move |day: i64, at: i64| day != 6 || at >= hours;
        // One event each full hour: the stretch runs from 23:00 to the first hour that is not
        // silent.
        assert_eq!(quiet(14, 60, silent(4)), []);
        assert_eq!(quiet(14, 60, silent(6)).len(), 1);
        let exact = |gap: i64| {
            let mut times: Vec<i64> = (0..14 * 86_400).step_by(30).collect();
            times.retain(|&time| time <= 500_000 || time >= 500_010 + gap);
            times.extend([500_000, 500_000 + gap]);
            times.sort_unstable();
            let times: Vec<_> =
                times.into_iter().map(|time| Timestamp::from_secs(MONDAY + time)).collect();
            let ends = times.first().copied().zip(times.last().copied());
            stretches(&Pulse::of(ends, times.into_iter()).slots).len()
        };
        assert_eq!((exact(6 * HOUR - 1), exact(6 * HOUR)), (0, 1));
    }

    #[test]
    fn a_stretch_in_which_fewer_than_twenty_events_are_expected_is_not_quiet() {
        // Two hours on both sides do not count, so 24 silent hours are 20 that do.
        let silent_day = |day: i64, _: i64| day != 6;
        assert_eq!(quiet(14, 1, silent_day).first().map(|quiet| quiet.expected), Some(21));
        let silent_half = |day: i64, at: i64| day != 6 || at >= 20;
        assert_eq!(quiet(14, 1, silent_half), []);
    }

    #[test]
    fn one_busy_night_does_not_make_the_other_nights_suspicious() {
        let found = quiet(14, 50, |day, at| is_office(day, at) || (day == 3 && at < 4));
        assert_eq!(found, []);
    }

    #[test]
    fn a_file_too_short_to_compare_tells_only_of_silence_of_more_than_a_day() {
        assert_eq!(quiet(2, 20, |_, at| (8..18).contains(&at)), []);
        assert_eq!(quiet(3, 20, |day, at| day != 1 && (8..18).contains(&at)).len(), 1);
    }

    #[test]
    fn a_log_of_three_events_in_a_thousand_years_has_no_rhythm_to_break() {
        let times = [0, 10_000_000_000, 30_000_000_000].map(Timestamp::from_secs);
        let pulse = Pulse::of(Some((times[0], times[2])), times.into_iter());
        assert_eq!(stretches(&pulse.slots), []);
    }
}
