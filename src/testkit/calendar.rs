//! Dates in, instants out, and the three ways in which exports write an instant.
//!
//! In: civil dates and times of day. Out: [`Timestamp`]s and their texts.
//! Must never know: the clock, or daylight saving (stories stay within one season).

use crate::model::{Span, Timestamp};

/// Midnight UTC of a civil date (Hinnant, "chrono-compatible low-level date algorithms").
pub const fn date(year: i64, month: i64, day: i64) -> Timestamp {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Timestamp::from_secs((era * 146_097 + day_of_era - 719_468) * 86_400)
}

/// The instant of `hour:minute` on the local clock that is `offset` ahead of UTC.
pub fn local(day: Timestamp, hour: i64, minute: i64, offset: Span) -> Timestamp {
    day + Span::from_mins(hour * 60 + minute) - offset
}

/// Whether a midnight UTC belongs to Monday to Friday.
pub const fn is_weekday(day: Timestamp) -> bool {
    // 1970-01-01 was a Thursday: 0 is Monday.
    (day.0.div_euclid(86_400_000_000) + 3).rem_euclid(7) < 5
}

/// `2026-03-02T08:00:00.123Z`, as Okta writes it.
pub fn millis_z(at: Timestamp) -> String {
    format!("{}.{:03}Z", to_the_second(at), at.0.rem_euclid(1_000_000) / 1_000)
}

/// `2026-03-02T08:00:00.123456+00:00`, as Duo writes it.
pub fn micros_offset(at: Timestamp) -> String {
    format!("{}.{:06}+00:00", to_the_second(at), at.0.rem_euclid(1_000_000))
}

/// `2026-03-02T08:00:00.1234560Z`, as Microsoft writes it.
pub fn ticks_z(at: Timestamp) -> String {
    format!("{}.{:06}0Z", to_the_second(at), at.0.rem_euclid(1_000_000))
}

fn to_the_second(at: Timestamp) -> String {
    let seconds = at.0.div_euclid(1_000_000);
    let (day, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = day + 719_468;
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_shifted = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_shifted + 2) / 5 + 1;
    let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 };
    let year = year_of_era + shifted.div_euclid(146_097) * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day_of_month:02}T{:02}:{:02}:{:02}",
        clock / 3_600,
        clock / 60 % 60,
        clock % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_its_text_agree() {
        let t = date(2026, 3, 2) + Span(8 * 3_600_000_000 + 123_456);
        assert_eq!(t.to_string(), "2026-03-02T08:00:00.123456Z");
        assert_eq!(millis_z(t), "2026-03-02T08:00:00.123Z");
        assert_eq!(micros_offset(t), "2026-03-02T08:00:00.123456+00:00");
        assert_eq!(ticks_z(t), "2026-03-02T08:00:00.1234560Z");
        assert_eq!(millis_z(date(2024, 2, 29)), "2024-02-29T00:00:00.000Z");
    }

    #[test]
    fn a_sunday_is_no_weekday_and_monday_is() {
        assert!(!is_weekday(date(2026, 3, 1)));
        assert!(is_weekday(date(2026, 3, 2)));
    }

    #[test]
    fn nine_in_the_morning_in_chicago_is_three_in_the_afternoon_utc() {
        let at = local(date(2026, 3, 2), 9, 5, Span::from_hours(-6));
        assert_eq!(millis_z(at), "2026-03-02T15:05:00.000Z");
    }
}
