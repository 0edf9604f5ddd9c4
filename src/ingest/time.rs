//! Logged times to microseconds. In: text or a number, as the format says. Out: an instant, or none.
//!
//! Written here rather than taken from a date crate because a log file is hostile: every digit is
//! looked at once, nothing is guessed, and a date that no calendar holds is refused.

use crate::model::Timestamp;

/// The last year that is believed; later ones are typing errors or attacks on the arithmetic.
const LAST_YEAR: i64 = 2261;

/// A parsed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Logged {
    pub(super) time: Timestamp,
    /// Whether the text named its zone; without one UTC is assumed, as the formats say.
    pub(super) zoned: bool,
}

/// Parses `YYYY-MM-DD`, a `T` or a blank, `hh:mm[:ss[.fraction]]`, and a zone: `Z`, `UTC`, an
/// offset, or none. Fractions of up to nine digits are cut to microseconds.
pub(super) fn parse(text: &str) -> Option<Logged> {
    let bytes = text.trim_ascii().as_bytes();
    let date = days(digits(bytes, 0, 4)?, digits(bytes, 5, 2)?, digits(bytes, 8, 2)?)?;
    let marks = (*bytes.get(4)?, *bytes.get(7)?, *bytes.get(13)?);
    if marks != (b'-', b'-', b':') || !matches!(bytes.get(10)?, b'T' | b't' | b' ') {
        return None;
    }
    let (hour, minute) = (digits(bytes, 11, 2)?, digits(bytes, 14, 2)?);
    let (second, micros, end) = seconds(bytes)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let zone = bytes.get(end..)?;
    let local = (date * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000_000 + micros;
    let time = in_range(local - offset(zone)? * 60_000_000)?;
    Some(Logged { time, zoned: !zone.is_empty() })
}

/// An instant from whole seconds since 1970, where the field's definition says so.
pub(super) fn from_seconds(seconds: i64) -> Option<Timestamp> {
    in_range(seconds.checked_mul(1_000_000)?)
}

fn in_range(micros: i64) -> Option<Timestamp> {
    let end = days(LAST_YEAR, 12, 31)? * 86_400_000_000;
    (0 < micros && micros < end).then_some(Timestamp(micros))
}

/// Seconds and microseconds after `hh:mm`, and where the zone begins.
fn seconds(bytes: &[u8]) -> Option<(i64, i64, usize)> {
    if bytes.get(16) != Some(&b':') {
        return Some((0, 0, 16));
    }
    let second = digits(bytes, 17, 2)?;
    if !matches!(bytes.get(19), Some(b'.' | b',')) {
        return Some((second, 0, 19));
    }
    let fraction = bytes.get(20..)?;
    let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 || length > 9 {
        return None;
    }
    let micros = (0..6).fold(0, |sum, index| {
        let digit = fraction.get(index).filter(|_| index < length).map_or(0, |byte| byte - b'0');
        sum * 10 + i64::from(digit)
    });
    Some((second, micros, 20 + length))
}

/// Minutes east of UTC.
fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, rest) = match zone.trim_ascii() {
        b"" | b"Z" | b"z" | b"UTC" | b"GMT" => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hour, minute) = match rest.len() {
        2 => (digits(rest, 0, 2)?, 0),
        4 => (digits(rest, 0, 2)?, digits(rest, 2, 2)?),
        5 if rest.get(2) == Some(&b':') => (digits(rest, 0, 2)?, digits(rest, 3, 2)?),
        _ => return None,
    };
    (hour <= 18 && minute <= 59).then_some(sign * (hour * 60 + minute))
}

fn digits(bytes: &[u8], start: usize, count: usize) -> Option<i64> {
    bytes
        .get(start..start + count)?
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// Days since 1970-01-01 of a date of the Gregorian calendar; `None` for one that does not exist.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1970..=LAST_YEAR).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    // Years counted from March, so that the leap day is the last day of a year.
    let shifted = if month > 2 { year } else { year - 1 };
    let era_year = shifted % 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = era_year * 365 + era_year / 4 - era_year / 100 + day_of_year;
    Some(shifted / 400 * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        parse(text).map(|logged| logged.time.to_string())
    }

    #[test]
    fn every_way_to_write_one_instant_gives_that_instant() {
        for text in [
            "2026-03-02T08:00:00.25Z",
            "2026-03-02T08:00:00.250000000Z",
            "2026-03-02T09:00:00.250+01:00",
            "2026-03-02T13:45:00.250+0545",
            "2026-03-01T20:00:00.25-12",
            "2026-03-02 08:00:00.250",
            "2026-03-02 08:00:00.250 UTC",
            "  2026-03-02t08:00:00.2500001z ",
        ] {
            assert_eq!(shown(text).as_deref(), Some("2026-03-02T08:00:00.250000Z"), "{text}");
        }
    }

    #[test]
    fn a_time_that_no_clock_shows_is_refused() {
        for text in [
            "",
            "2026",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-03-02T24:00:00Z",
            "2026-03-02T08:00:65Z",
            "2026-03-02T08:60:00Z",
            "1601-01-01T00:00:00Z",
            "9999-12-31T00:00:00Z",
            "+292277026596-12-04T15:30:07Z",
            "2026-03-02T08:00:00.Z",
            "2026-03-02T08:00:00 EST",
            "2026-03-02T08:00:00.1234567890Z",
            "2026-03-02X08:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-03-00T00:00:00Z",
            "1970-01-01T00:00:00Z",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn leap_days_and_century_ends_are_counted_as_the_calendar_does() {
        for text in ["2024-02-29T23:59:59Z", "2000-02-29T00:00:00Z", "2100-03-01T00:00:00Z"] {
            let expected: jiff::Timestamp = text.parse().unwrap();
            assert_eq!(parse(text).unwrap().time.0, expected.as_microsecond(), "{text}");
        }
        assert_eq!(shown("2100-02-29T00:00:00Z"), None);
    }

    #[test]
    fn a_time_without_a_zone_says_so() {
        assert!(!parse("2026-03-02 08:00:00").unwrap().zoned);
        assert!(parse("2026-03-02 08:00:00Z").unwrap().zoned);
        assert_eq!(from_seconds(i64::MAX), None);
        assert_eq!(from_seconds(0), None);
    }
}
