//! Logged times to instants, with how sure they are. In: a field's text, what its format says of
//! times without a zone, and the zone that the analyst chose. Out: [`LoggedTime`].
//! Must never know: which field it is.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use crate::model::{TimeBasis, Timestamp};

use super::time::{self, DateOrder};

/// The zone of an IANA name, or UTC; `None` where the database that is built in has none.
pub fn zone(name: &str) -> Option<TimeZone> {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    if name.eq_ignore_ascii_case("utc") {
        return Some(TimeZone::UTC);
    }
    DATABASE.get_or_init(TimeZoneDatabase::bundled).get(name).ok()
}

/// What a format says of a time without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naive {
    /// It is UTC, by the format's definition.
    Utc,
    /// It is of some zone that the log does not name.
    Unknown,
}

/// How times without a zone are read in one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    zone: Option<TimeZone>,
    day_first: Option<bool>,
    /// What the dates of the file show of their order; shared by all who read it.
    shown: Arc<Shown>,
}

/// What the dates of a file show of the order of day and month.
#[derive(Debug, Default)]
struct Shown {
    /// Bits, see the constants.
    met: AtomicU8,
    /// The order in which dates are read that show none: 1 the month first, 2 the day first.
    settled: AtomicU8,
}

const DAY_FIRST: u8 = 1;
const MONTH_FIRST: u8 = 2;
const GUESSED: u8 = 4;

/// An instant as it was logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LoggedTime {
    pub(super) time: Timestamp,
    pub(super) basis: TimeBasis,
    /// Minutes east of UTC that were written, or that the chosen zone had then.
    pub(super) utc_offset: i16,
    /// What was odd about it: the kind of a note.
    pub(super) oddity: Option<&'static str>,
}

impl LoggedTime {
    /// A time that was logged as a count since 1970, which has no zone to be wrong about.
    pub(super) const fn counted(time: Timestamp) -> Self {
        Self { time, basis: TimeBasis::Zoned, utc_offset: 0, oddity: None }
    }
}

impl Clock {
    /// Reads times without a zone as of `zone`, and dates of two small numbers as `day_first`.
    pub(super) fn new(zone: Option<TimeZone>, day_first: Option<bool>) -> Self {
        Self { zone, day_first, shown: Arc::default() }
    }

    /// The instant that a text names; `None` where no clock shows it.
    pub(super) fn read(&self, text: &str, naive: Naive) -> Option<LoggedTime> {
        let written = time::written(text, self.day_first.or_else(|| self.settled()))?;
        let read = match (written.offset, naive, &self.zone) {
            (Some(offset), ..) => LoggedTime {
                time: time::instant(written.local - offset * 60_000_000)?,
                basis: TimeBasis::Zoned,
                utc_offset: i16::try_from(offset).unwrap_or_default(),
                oddity: None,
            },
            (None, Naive::Utc, _) => as_utc(written.local, TimeBasis::Defined)?,
            (None, Naive::Unknown, None) => as_utc(written.local, TimeBasis::Assumed)?,
            (None, Naive::Unknown, Some(zone)) => in_zone(written.local, zone)?,
        };
        let oddity = self.met(written.order).or(read.oddity);
        Some(LoggedTime { oddity, ..read })
    }

    /// Remembers in which order a date was met; what is odd about it.
    fn met(&self, order: DateOrder) -> Option<&'static str> {
        let bit = match order {
            DateOrder::Plain => return None,
            DateOrder::DayFirst => DAY_FIRST,
            DateOrder::MonthFirst => MONTH_FIRST,
            DateOrder::Guessed { .. } => GUESSED,
        };
        // Mostly it is there already, and reading costs the other cores nothing.
        if self.shown.met.load(Ordering::Relaxed) & bit == 0 {
            self.shown.met.fetch_or(bit, Ordering::Relaxed);
        }
        match order {
            DateOrder::Guessed { day_first } if self.day_first.is_none() => {
                Some(match (self.settled().is_some(), day_first) {
                    (true, true) => "day_first_as_other_dates",
                    (true, false) => "month_first_as_other_dates",
                    (false, true) => "day_first_assumed",
                    (false, false) => "month_first_assumed",
                })
            }
            _ => None,
        }
    }

    /// Settles the order of dates that show none by that of the others met so far, if there are
    /// both; whether that was not settled before, so that what was read has to be read again.
    pub(super) fn settle(&self) -> bool {
        let order = match self.shown.met.load(Ordering::Relaxed) {
            met if self.day_first.is_some() || met & GUESSED == 0 => return false,
            met if met & (DAY_FIRST | MONTH_FIRST) == DAY_FIRST => 2,
            met if met & (DAY_FIRST | MONTH_FIRST) == MONTH_FIRST => 1,
            _ => return false,
        };
        self.shown.settled.swap(order, Ordering::Relaxed) == 0
    }

    /// Whether dates were read as a guess, and others may still show their order: what is read
    /// together should then be much.
    pub(super) fn is_guessing(&self) -> bool {
        let has_guessed = self.shown.met.load(Ordering::Relaxed) & GUESSED != 0;
        has_guessed
            && self.day_first.or_else(|| self.settled()).is_none()
            && !self.met_both_orders()
    }

    fn settled(&self) -> Option<bool> {
        match self.shown.settled.load(Ordering::Relaxed) {
            0 => None,
            order => Some(order == 2),
        }
    }

    /// Whether some dates of the file show that the day comes first, and others that it does not.
    pub(super) fn met_both_orders(&self) -> bool {
        let both = DAY_FIRST | MONTH_FIRST;
        self.shown.met.load(Ordering::Relaxed) & both == both
    }
}

fn as_utc(local: i64, basis: TimeBasis) -> Option<LoggedTime> {
    Some(LoggedTime { time: time::instant(local)?, basis, utc_offset: 0, oddity: None })
}

/// A local time in a zone. When clocks were put back an hour came twice: the first one is taken.
/// When they were put forward the hour did not exist: it is read as if they had not been.
fn in_zone(local: i64, zone: &TimeZone) -> Option<LoggedTime> {
    let civil: DateTime = TimeZone::UTC.to_datetime(jiff::Timestamp::from_microsecond(local).ok()?);
    let (offset, oddity) = match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => (offset, None),
        AmbiguousOffset::Fold { before, .. } => (before, Some("local_time_came_twice")),
        AmbiguousOffset::Gap { before, .. } => (before, Some("local_time_never_was")),
    };
    let seconds = i64::from(offset.seconds());
    Some(LoggedTime {
        time: time::instant(local - seconds * 1_000_000)?,
        basis: TimeBasis::Chosen,
        utc_offset: i16::try_from(seconds / 60).unwrap_or_default(),
        oddity,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(zone: Option<&str>, text: &str, naive: Naive) -> (String, TimeBasis, i16) {
        let zone = zone.map(|name| TimeZone::get(name).unwrap());
        let logged = Clock::new(zone, None).read(text, naive).unwrap();
        (logged.time.to_string(), logged.basis, logged.utc_offset)
    }

    #[test]
    fn a_written_zone_wins_over_a_chosen_one() {
        let (time, basis, offset) =
            read(Some("Europe/Paris"), "2026-03-02T09:00:00+05:45", Naive::Unknown);
        assert_eq!((&*time, basis, offset), ("2026-03-02T03:15:00.000000Z", TimeBasis::Zoned, 345));
    }

    #[test]
    fn a_time_without_a_zone_is_utc_by_definition_or_assumed_or_as_chosen() {
        let text = "2026-07-02 09:00:00";
        assert_eq!(read(None, text, Naive::Utc).1, TimeBasis::Defined);
        assert_eq!(read(None, text, Naive::Unknown).1, TimeBasis::Assumed);
        let (time, basis, offset) = read(Some("Europe/Paris"), text, Naive::Unknown);
        assert_eq!(
            (&*time, basis, offset),
            ("2026-07-02T07:00:00.000000Z", TimeBasis::Chosen, 120)
        );
        assert_eq!(read(Some("Europe/Paris"), text, Naive::Utc).0, "2026-07-02T09:00:00.000000Z");
    }

    #[test]
    fn hours_that_came_twice_or_never_are_told() {
        let oddity = |text| {
            let zone = TimeZone::get("Europe/Paris").ok();
            Clock::new(zone, None).read(text, Naive::Unknown).unwrap().oddity
        };
        assert_eq!(oddity("2026-10-25 02:30:00"), Some("local_time_came_twice"));
        assert_eq!(oddity("2026-03-29 02:30:00"), Some("local_time_never_was"));
        assert_eq!(oddity("2026-03-29 04:30:00"), None);
    }

    #[test]
    fn dates_that_show_no_order_are_read_as_the_others_of_their_file() {
        let clock = Clock::new(None, None);
        let at = |text| clock.read(text, Naive::Utc).unwrap();
        assert_eq!(at("02/03/2026 08:00").time.to_string(), "2026-02-03T08:00:00.000000Z");
        assert!(!clock.settle());
        at("15/03/2026 08:00");
        assert!(clock.settle());
        assert!(!clock.settle());
        let settled = at("02/03/2026 08:00");
        assert_eq!(settled.time.to_string(), "2026-03-02T08:00:00.000000Z");
        assert_eq!(settled.oddity, Some("day_first_as_other_dates"));
        assert!(!clock.met_both_orders());
        at("03/15/2026 08:00");
        assert!(clock.met_both_orders());
    }

    #[test]
    fn two_small_numbers_are_month_and_day_unless_told_otherwise() {
        let at = |day_first, text| {
            let logged = Clock::new(None, day_first).read(text, Naive::Utc).unwrap();
            (logged.time.to_string(), logged.oddity)
        };
        let guessed = (String::from("2026-03-02T08:00:00.000000Z"), Some("month_first_assumed"));
        assert_eq!(at(None, "3/2/2026, 8:00:00.000 AM"), guessed);
        assert_eq!(at(Some(false), "3/2/2026 8:00:00 AM"), (guessed.0.clone(), None));
        assert_eq!(at(Some(true), "02/03/2026 08:00:00"), (guessed.0, None));
        assert_eq!(at(None, "23/03/2026 08:00"), ("2026-03-23T08:00:00.000000Z".to_owned(), None));
    }
}
