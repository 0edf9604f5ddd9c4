//! How every value is worded: numbers, lengths of time, instants, log text. Nothing else words one.

use crate::model::{Span, Timestamp};
use crate::report::escape;

use super::Zone;

/// Between groups of three digits: a narrow space that does not break.
const GROUP: char = '\u{202f}';

/// Characters of one log value that are shown at most; a cut ends in `…`.
const SHOWN_MAX: usize = 400;

/// Log text as a screen may show it.
pub fn shown(text: &str) -> String {
    escape::screen(text, SHOWN_MAX)
}

/// Log text as a screen may show it, uncut however long it is.
pub fn shown_whole(text: &str) -> String {
    escape::screen(text, usize::MAX)
}

/// A whole number in groups of three: `1 006 297`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(GROUP);
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 prompt`, `23 prompts`.
pub fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// A size: `2.3 GB`, in powers of 1000.
pub fn bytes(value: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    for (size, unit) in UNITS {
        if value >= size {
            return format!("{:.1} {unit}", value as f64 / size as f64);
        }
    }
    counted(value, "byte", "bytes")
}

/// A distance: `9 610 km`.
pub fn kilometres(value: f64) -> String {
    format!("{} km", count(value.max(0.0).round() as u64))
}

/// A length of time in its two largest units: `11 s`, `6 min 21 s`, `11 h 2 min`, `2 d 3 h`.
pub fn duration(span: Span) -> String {
    let seconds = span.rounded_secs();
    let sign = if span.0 < 0 && seconds > 0 { "−" } else { "" };
    let (large, small, unit_large, unit_small) = match seconds {
        0..60 => return format!("{sign}{seconds} s"),
        60..3_600 => (seconds / 60, seconds % 60, "min", "s"),
        3_600..86_400 => (seconds / 3_600, seconds % 3_600 / 60, "h", "min"),
        _ => (seconds / 86_400, seconds % 86_400 / 3_600, "d", "h"),
    };
    match small {
        0 => format!("{sign}{} {unit_large}", count(large)),
        _ => format!("{sign}{} {unit_large} {small} {unit_small}", count(large)),
    }
}

/// A length of time in one unit, for tight places: `6 min`, `11 h`.
pub fn short_duration(span: Span) -> String {
    let seconds = span.0.unsigned_abs() / 1_000_000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", (seconds + 30) / 60),
        3_600..86_400 => format!("{} h", (seconds + 1_800) / 3_600),
        _ => format!("{} d", (seconds + 43_200) / 86_400),
    }
}

/// Words an instant with a jiff pattern in a zone.
fn pattern(time: Timestamp, zone: &Zone, pattern: &str) -> String {
    match jiff::Timestamp::from_microsecond(time.0) {
        Ok(instant) => instant.to_zoned_datetime(zone.zone().clone()).strftime(pattern).to_string(),
        // Outside the years −9999 to 9999; no parser lets such a time in.
        Err(_) => format!("{} µs", time.0),
    }
}

/// The time of day: `08:14:02`.
pub fn clock(time: Timestamp, zone: &Zone) -> String {
    pattern(time, zone, "%H:%M:%S")
}

/// The time of day without seconds: `08:14`.
pub fn short_clock(time: Timestamp, zone: &Zone) -> String {
    pattern(time, zone, "%H:%M")
}

/// A day: `10 Mar 2026`.
pub fn day(time: Timestamp, zone: &Zone) -> String {
    pattern(time, zone, "%-d %b %Y")
}

/// A day without its year: `10 Mar`.
pub fn short_day(time: Timestamp, zone: &Zone) -> String {
    pattern(time, zone, "%-d %b")
}

/// A day in full: `Tuesday 10 March 2026`.
pub fn long_day(time: Timestamp, zone: &Zone) -> String {
    pattern(time, zone, "%A %-d %B %Y")
}

/// Month and year: `Mar 2026`.
pub fn month(time: Timestamp, zone: &Zone) -> String {
    pattern(time, zone, "%b %Y")
}

/// Day and time, sortable: `2026-03-10 08:14:02`.
pub fn instant(time: Timestamp, zone: &Zone) -> String {
    pattern(time, zone, "%Y-%m-%d %H:%M:%S")
}

/// Day and time with the zone's name: `2026-03-10 08:14:02 UTC`.
pub fn instant_in_zone(time: Timestamp, zone: &Zone) -> String {
    format!("{} {}", instant(time, zone), abbreviation(time, zone))
}

/// What the zone calls itself then: `UTC`, `CET`.
pub fn abbreviation(time: Timestamp, zone: &Zone) -> String {
    pattern(time, zone, "%Z")
}

/// Two instants as a range, the day once where it is the same: `08:07:41 – 08:14:02 UTC`.
pub fn range(first: Timestamp, last: Timestamp, zone: &Zone) -> String {
    let zone_name = abbreviation(last, zone);
    if first == last {
        return format!("{} {zone_name}", clock(first, zone));
    }
    if day(first, zone) == day(last, zone) {
        return format!("{} – {} {zone_name}", clock(first, zone), clock(last, zone));
    }
    format!(
        "{} {} – {} {} {zone_name}",
        short_day(first, zone),
        short_clock(first, zone),
        short_day(last, zone),
        short_clock(last, zone)
    )
}

/// Two instants as a range of days, years and months once where they are the same:
/// `2 – 15 Mar 2026`.
pub fn day_range(first: Timestamp, last: Timestamp, zone: &Zone) -> String {
    let (from, to) = (day(first, zone), day(last, zone));
    if from == to {
        return to;
    }
    if month(first, zone) == month(last, zone) {
        return format!("{} – {to}", pattern(first, zone, "%-d"));
    }
    if pattern(first, zone, "%Y") == pattern(last, zone, "%Y") {
        return format!("{} – {to}", short_day(first, zone));
    }
    format!("{from} – {to}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MORNING: Timestamp = Timestamp(1_773_130_061_000_000);

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(count(1_006_297).replace(GROUP, " "), "1 006 297");
        assert_eq!(count(412), "412");
        assert_eq!(counted(1, "prompt", "prompts"), "1 prompt");
    }

    #[test]
    fn lengths_of_time_show_their_two_largest_units() {
        assert_eq!(duration(Span::from_secs(381)), "6 min 21 s");
        assert_eq!(duration(Span::from_secs(11)), "11 s");
        assert_eq!(duration(Span::from_secs(3_600)), "1 h");
        assert_eq!(duration(Span::from_secs(-61)), "−1 min 1 s");
    }

    #[test]
    fn an_instant_is_worded_in_the_zone_in_force() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(instant_in_zone(MORNING, &Zone::utc()), "2026-03-10 08:07:41 UTC");
        assert_eq!(instant_in_zone(MORNING, &berlin), "2026-03-10 09:07:41 CET");
        assert_eq!(long_day(MORNING, &berlin), "Tuesday 10 March 2026");
    }

    #[test]
    fn a_range_of_days_says_month_and_year_once() {
        let zone = Zone::utc();
        let later = MORNING + Span::from_days(5);
        assert_eq!(day_range(MORNING, later, &zone), "10 – 15 Mar 2026");
        assert_eq!(day_range(MORNING, MORNING, &zone), "10 Mar 2026");
    }

    #[test]
    fn a_direction_override_in_log_text_is_not_shown_as_such() {
        assert!(!shown("ab\u{202e}cd").contains('\u{202e}'));
    }
}
