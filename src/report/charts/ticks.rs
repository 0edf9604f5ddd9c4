//! Where a time axis has its marks, in UTC.

use crate::model::{TimeRange, Timestamp};

/// One mark of a time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where it is.
    pub time: Timestamp,
    /// What stands at it.
    pub label: String,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Distances of marks, in seconds.
const STEPS: [i64; 26] = [
    1,
    5,
    15,
    30,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    5 * DAY,
    10 * DAY,
    30 * DAY,
    90 * DAY,
    180 * DAY,
    365 * DAY,
    1_825 * DAY,
    3_650 * DAY,
    36_500 * DAY,
];

/// At most about `max` marks within the range, at round UTC times.
///
/// The day stands at the first mark and wherever a new one begins.
pub fn utc_ticks(range: TimeRange, max: usize) -> Vec<Tick> {
    let seconds = range.span().as_secs_f64();
    let wanted = seconds / max.max(1) as f64;
    let Some(step) = STEPS.into_iter().find(|&step| step as f64 >= wanted) else {
        return Vec::new();
    };
    let first = range.start.0.div_euclid(1_000_000).div_euclid(step).saturating_mul(step);
    let mut ticks: Vec<Tick> = Vec::new();
    let mut day_before = None;
    for count in 0..=(max as i64 * 2 + 2) {
        let time = Timestamp::from_secs(first.saturating_add(count.saturating_mul(step)));
        if time < range.start {
            continue;
        }
        if time >= range.end {
            break;
        }
        let day = time.0.div_euclid(1_000_000).div_euclid(DAY);
        let is_new_day = day_before.replace(day) != Some(day);
        ticks.push(Tick { time, label: label(time, step, is_new_day) });
    }
    ticks
}

fn label(time: Timestamp, step: i64, is_new_day: bool) -> String {
    let Ok(instant) = jiff::Timestamp::from_microsecond(time.0) else { return String::new() };
    let form = match (step, is_new_day) {
        (step, _) if step >= 90 * DAY => "%b %Y",
        (DAY.., _) => "%-d %b",
        (MINUTE.., true) => "%-d %b %H:%M",
        (MINUTE.., false) => "%H:%M",
        (_, true) => "%-d %b %H:%M:%S",
        (_, false) => "%H:%M:%S",
    };
    instant.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    #[test]
    fn marks_are_round_and_name_each_day_once() {
        let range = TimeRange::new(at("2026-03-02T22:10:00Z"), at("2026-03-03T03:50:00Z"));
        let labels: Vec<_> = utc_ticks(range, 8).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["2 Mar 23:00", "3 Mar 00:00", "01:00", "02:00", "03:00"]);
    }

    #[test]
    fn long_and_empty_ranges_have_few_marks() {
        let years = TimeRange::new(at("1970-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"));
        assert!(utc_ticks(years, 8).len() <= 20);
        assert!(utc_ticks(TimeRange::new(Timestamp(5), Timestamp(5)), 8).len() <= 1);
        assert!(utc_ticks(TimeRange::new(Timestamp(i64::MIN), Timestamp(i64::MAX)), 8).len() < 20);
    }
}
