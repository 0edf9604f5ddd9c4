//! Time: microseconds since 1970-01-01T00:00:00Z, from the parser to the painter.
//!
//! A time zone is a display setting and lives in `present`; nothing here knows one.

use std::fmt;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// An instant: microseconds since the Unix epoch, UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Timestamp(pub i64);

/// How the zone of a logged time is known.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum TimeBasis {
    /// The log writes it: `Z`, an offset, or a count since 1970.
    #[default]
    Zoned,
    /// The format's definition says UTC.
    Defined,
    /// The analyst chose the zone of the file.
    Chosen,
    /// Nothing tells it: read as UTC until the analyst chooses.
    Assumed,
}

impl TimeBasis {
    /// Every basis.
    pub const ALL: [Self; 4] = [Self::Zoned, Self::Defined, Self::Chosen, Self::Assumed];

    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Zoned => "zoned",
            Self::Defined => "defined",
            Self::Chosen => "chosen",
            Self::Assumed => "assumed",
        }
    }

    /// The words that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Zoned => "zone as logged",
            Self::Defined => "UTC by the format's definition",
            Self::Chosen => "zone chosen for the file",
            Self::Assumed => "no zone logged, read as UTC",
        }
    }
}

/// A length of time in microseconds; negative when the second instant came first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span(pub i64);

/// A stretch of time that holds `t` when `start <= t < end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeRange {
    /// The first instant inside.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

impl Timestamp {
    /// The first instant that is not believed, 2261-12-31: later ones are typing errors or attacks
    /// on the arithmetic.
    const TOO_LATE: Self = Self::from_secs(9_214_560_000);

    /// Whether a log can have meant it: after 1970 began, and before the last day of 2261.
    pub const fn is_believable(self) -> bool {
        0 < self.0 && self.0 < Self::TOO_LATE.0
    }

    /// The instant `seconds` after the Unix epoch.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// How long after `earlier` this instant is.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC with six decimals: `2026-03-02T08:00:00.000000Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => write!(f, "{instant:.6}"),
            // Outside jiff's years -9999..9999; the parser never lets such a time in.
            Err(_) => write!(f, "{} µs", self.0),
        }
    }
}

impl Span {
    /// A span of whole seconds.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// A span of whole minutes.
    pub const fn from_mins(minutes: i64) -> Self {
        Self::from_secs(minutes.saturating_mul(60))
    }

    /// A span of whole hours.
    pub const fn from_hours(hours: i64) -> Self {
        Self::from_mins(hours.saturating_mul(60))
    }

    /// A span of days of 24 hours.
    pub const fn from_days(days: i64) -> Self {
        Self::from_hours(days.saturating_mul(24))
    }

    /// Its length to the nearest second, whichever way it points: every wording of a length of
    /// time rounds by this, so that two texts cannot disagree.
    pub const fn rounded_secs(self) -> u64 {
        self.0.unsigned_abs().saturating_add(500_000) / 1_000_000
    }

    /// The span in seconds.
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl TimeRange {
    /// The range that holds `t` when `start <= t < end`.
    pub const fn new(start: Timestamp, end: Timestamp) -> Self {
        Self { start, end }
    }

    /// The smallest range that holds both instants, the later one included.
    pub fn covering(first: Timestamp, last: Timestamp) -> Self {
        Self { start: first, end: Timestamp(last.0.saturating_add(1)) }
    }

    /// Whether `t` lies inside.
    pub fn contains(self, t: Timestamp) -> bool {
        self.start <= t && t < self.end
    }

    /// How long it is.
    pub fn span(self) -> Span {
        self.end.since(self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_prints_as_rfc_3339_with_microseconds() {
        let t = Timestamp(1_772_438_400_000_001);
        assert_eq!(t.to_string(), "2026-03-02T08:00:00.000001Z");
    }

    #[test]
    fn a_covering_range_holds_its_last_instant() {
        let range = TimeRange::covering(Timestamp(5), Timestamp(9));
        assert!(range.contains(Timestamp(9)));
        assert!(!range.contains(Timestamp(10)));
    }
}
