//! Logged times to microseconds. In: text or a number, as the format says. Out: an instant, or none.
//!
//! Written here rather than taken from a date crate because a log file is hostile: every digit is
//! looked at once, nothing is guessed, and a date that no calendar holds is refused.

use crate::model::Timestamp;

/// The last year that is believed, as [`Timestamp::is_believable`] has it.
const LAST_YEAR: i64 = 2261;

/// A time as a log writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Microseconds since 1970 of what the clock showed, whatever its zone.
    pub(super) local: i64,
    /// Minutes east of UTC, where the text names its zone.
    pub(super) offset: Option<i64>,
    /// In which order day and month stand.
    pub(super) order: DateOrder,
}

/// In which order day and month stand in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// There is nothing to be asked: the month has a name, the year comes first, or both numbers
    /// are the same.
    Plain,
    /// A number above twelve shows that the day comes first.
    DayFirst,
    /// A number above twelve shows that the month comes first.
    MonthFirst,
    /// Both numbers may be months, and the date was read in an order that it does not show.
    Guessed {
        /// Whether the day was taken to come first.
        day_first: bool,
    },
}

/// Reads a time in any notation that exports use.
///
/// - `YYYY-MM-DD`, a `T` or a blank, `hh:mm[:ss[.fraction]]`, and a zone: `Z`, `UTC`, an offset, or
///   none. Fractions of up to nine digits are cut to microseconds.
/// - `M/D/YYYY` or `D/M/YYYY` (also with dots or dashes), `h:mm[:ss[.fraction]]`, `AM` or `PM`, and
///   a zone or none: portals, spreadsheets. Which way round is told by a number above twelve, else
///   by `day_first`, else by the mark between them: where dates are written with dots the day comes
///   first (in no locale of CLDR does the month), and elsewhere the month is taken to.
/// - `Jan 2, 2024 @ 10:11:12.345`: Kibana.
pub(super) fn written(text: &str, day_first: Option<bool>) -> Option<Written> {
    let text = text.trim_ascii();
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'0'..=b'9' if bytes.get(4) == Some(&b'-') => iso(bytes),
        b'0'..=b'9' => by_numbers(text, day_first),
        b'A'..=b'Z' | b'a'..=b'z' => by_month_name(text),
        _ => None,
    }
}

fn iso(bytes: &[u8]) -> Option<Written> {
    let date = days(digits(bytes, 0, 4)?, digits(bytes, 5, 2)?, digits(bytes, 8, 2)?)?;
    if *bytes.get(7)? != b'-' || !matches!(bytes.get(10)?, b'T' | b't' | b' ') {
        return None;
    }
    clock(date, bytes.get(11..)?)
}

fn by_numbers(text: &str, day_first: Option<bool>) -> Option<Written> {
    let end = text.find([' ', ',', 'T']).unwrap_or(text.len());
    let (date, rest) = text.split_at_checked(end)?;
    let mut parts = date.split(['/', '.', '-']).map(|part| {
        let is_number = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if is_number { part.parse::<i64>().ok() } else { None }
    });
    let (first, second, year) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    let order = match (first > 12, second > 12) {
        (true, _) => DateOrder::DayFirst,
        (false, true) => DateOrder::MonthFirst,
        _ if first == second => DateOrder::Plain,
        _ => DateOrder::Guessed { day_first: day_first.unwrap_or(date.contains('.')) },
    };
    let is_day_first =
        matches!(order, DateOrder::DayFirst | DateOrder::Guessed { day_first: true });
    let (month, day) = if is_day_first { (second, first) } else { (first, second) };
    let rest = rest.trim_start_matches([',', ' ', 'T']);
    let written = clock(days(year, month, day)?, rest.as_bytes())?;
    Some(Written { order, ..written })
}

fn by_month_name(text: &str) -> Option<Written> {
    const MONTHS: &[&str] =
        &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (name, rest) = text.split_once(' ')?;
    let name = name.get(..3)?;
    let month = MONTHS.iter().position(|month| name.eq_ignore_ascii_case(month))?;
    let (day, rest) = rest.split_once(',')?;
    let (year, rest) = rest.trim_start().split_once([' ', '@'])?;
    let whole = |text: &str| text.trim_ascii().parse::<i64>().ok();
    let date = days(whole(year)?, i64::try_from(month).ok()? + 1, whole(day)?)?;
    clock(date, rest.trim_start_matches(['@', ' ']).as_bytes())
}

/// The time of day, and the zone, that follow a date.
fn clock(date: i64, bytes: &[u8]) -> Option<Written> {
    let short = usize::from(bytes.get(1) == Some(&b':'));
    let (hour, bytes) = (digits(bytes, 0, 2 - short)?, bytes.get(2 - short..)?);
    if *bytes.first()? != b':' {
        return None;
    }
    let minute = digits(bytes, 1, 2)?;
    let (second, micros, end) = seconds(bytes)?;
    let (hour, zone) = half_of_day(hour, bytes.get(end..)?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let local = (date * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000_000 + micros;
    let offset = if zone.is_empty() { None } else { Some(offset(zone)?) };
    Some(Written { local, offset, order: DateOrder::Plain })
}

/// The hour of the day where `AM` or `PM` follows, and what follows that.
fn half_of_day(hour: i64, rest: &[u8]) -> Option<(i64, &[u8])> {
    let rest = rest.trim_ascii();
    let Some((half, after)) = rest.split_first_chunk::<2>() else { return Some((hour, rest)) };
    let is_afternoon = match half {
        b"AM" | b"am" => false,
        b"PM" | b"pm" => true,
        _ => return Some((hour, rest)),
    };
    if !(1..=12).contains(&hour) {
        return None;
    }
    Some((hour % 12 + if is_afternoon { 12 } else { 0 }, after.trim_ascii()))
}

/// An instant from whole seconds since 1970, where the field's definition says so.
pub(super) fn from_seconds(seconds: i64) -> Option<Timestamp> {
    instant(seconds.checked_mul(1_000_000)?)
}

/// An instant from milliseconds since 1970, where the field's definition says so.
pub(super) fn from_millis(millis: i64) -> Option<Timestamp> {
    instant(millis.checked_mul(1_000)?)
}

/// Microseconds since 1970 as an instant, where they are believed.
pub(super) fn instant(micros: i64) -> Option<Timestamp> {
    Some(Timestamp(micros)).filter(|time| time.is_believable())
}

/// Seconds and microseconds of what follows the hour (`:mm:ss.fraction`), and where they end.
fn seconds(bytes: &[u8]) -> Option<(i64, i64, usize)> {
    if bytes.get(3) != Some(&b':') {
        return Some((0, 0, 3));
    }
    let second = digits(bytes, 4, 2)?;
    if !matches!(bytes.get(6), Some(b'.' | b',')) {
        return Some((second, 0, 6));
    }
    let fraction = bytes.get(7..)?;
    let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 || length > 9 {
        return None;
    }
    let micros = (0..6).fold(0, |sum, index| {
        let digit = fraction.get(index).filter(|_| index < length).map_or(0, |byte| byte - b'0');
        sum * 10 + i64::from(digit)
    });
    Some((second, micros, 7 + length))
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
        let written = written(text, None)?;
        let utc = written.local - written.offset.unwrap_or_default() * 60_000_000;
        instant(utc).map(|time| time.to_string())
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
            "3/2/2026, 8:00:00.250 AM",
            "03/02/2026 08:00:00.25",
            "03-02-2026 08:00:00.25 Z",
            "Mar 2, 2026 @ 08:00:00.250",
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
            "13/13/2026 08:00:00",
            "3/2/2026 13:00:00 PM",
            "3/2/2026 0:00:00 AM",
            "3/2/26 8:00 AM",
            "3/2/2026",
            "Foo 2, 2026 @ 08:00:00",
            "Mar 2, 2026",
            "2026-03-00T00:00:00Z",
            "1970-01-01T00:00:00Z",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_shown_by_a_number_above_twelve_or_guessed_by_the_mark() {
        let order = |text| written(text, None).unwrap().order;
        assert_eq!(order("15/03/2026 08:00:00"), DateOrder::DayFirst);
        assert_eq!(order("3/15/2026 08:00:00"), DateOrder::MonthFirst);
        assert_eq!(order("3/2/2026 08:00:00"), DateOrder::Guessed { day_first: false });
        assert_eq!(order("02.03.2026 08:00:00"), DateOrder::Guessed { day_first: true });
        assert_eq!(order("3/3/2026 08:00:00"), DateOrder::Plain);
        assert_eq!(order("2026-03-02 08:00:00"), DateOrder::Plain);
    }

    #[test]
    fn leap_days_and_century_ends_are_counted_as_the_calendar_does() {
        for text in ["2024-02-29T23:59:59Z", "2000-02-29T00:00:00Z", "2100-03-01T00:00:00Z"] {
            let expected: jiff::Timestamp = text.parse().unwrap();
            assert_eq!(
                shown(text),
                Some(Timestamp(expected.as_microsecond()).to_string()),
                "{text}"
            );
        }
        assert_eq!(shown("2100-02-29T00:00:00Z"), None);
    }

    #[test]
    fn noon_and_midnight_are_told_apart() {
        assert_eq!(shown("3/2/2026 12:00:00 AM").as_deref(), Some("2026-03-02T00:00:00.000000Z"));
        assert_eq!(shown("3/2/2026 12:00 PM").as_deref(), Some("2026-03-02T12:00:00.000000Z"));
    }

    #[test]
    fn a_time_without_a_zone_says_so() {
        assert_eq!(written("2026-03-02 08:00:00", None).unwrap().offset, None);
        assert_eq!(written("2026-03-02 08:00:00Z", None).unwrap().offset, Some(0));
        assert_eq!(from_seconds(i64::MAX), None);
        assert_eq!(from_seconds(0), None);
    }
}
