//! Time laid out from left to right: positions, ticks, zooming, panning.
//!
//! Positions are `f64`: zoomed in, the ends of the case lie far outside the screen.

use jiff::tz::TimeZone;

use crate::model::{Span, TimeRange, Timestamp};

use super::{Zone, format};

/// The least that can be shown.
const SHORTEST: Span = Span::from_secs(1);
/// Room at each end of the case, as a share of its length.
const MARGIN: f64 = 0.05;

/// A stretch of time laid over a stretch of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScale {
    /// The stretch of time.
    pub range: TimeRange,
    /// Where it begins, in points.
    pub left: f64,
    /// How wide it is, in points; at least one.
    pub width: f64,
}

impl TimeScale {
    /// Lays `range` over `width` points from `left` on.
    pub fn new(range: TimeRange, left: f64, width: f64) -> Self {
        Self { range, left, width: width.max(1.0) }
    }

    /// Where an instant lies.
    pub fn x(&self, time: Timestamp) -> f64 {
        let length = self.range.span().0.max(1) as f64;
        self.left + time.since(self.range.start).0 as f64 / length * self.width
    }

    /// Which instant lies at `x`.
    pub fn time(&self, x: f64) -> Timestamp {
        let share = (x - self.left) / self.width;
        self.range.start + Span((share * self.range.span().0 as f64).round() as i64)
    }

    /// How long a number of points is.
    pub fn span_of(&self, points: f64) -> Span {
        Span((points / self.width * self.range.span().0 as f64).round() as i64)
    }
}

/// The whole case with room at both ends.
pub fn fit(full: TimeRange) -> TimeRange {
    let room = Span((full.span().0 as f64 * MARGIN) as i64).max(Span::from_secs(30));
    TimeRange::new(full.start - room, full.end + room)
}

/// `range` kept between the shortest and the whole with its margins, and inside the whole.
pub fn clamp(range: TimeRange, full: TimeRange) -> TimeRange {
    let widest = fit(full);
    let length = range.span().max(SHORTEST).min(widest.span());
    let middle = range.start.0.saturating_add(range.span().0 / 2);
    let start = middle.saturating_sub(length.0 / 2);
    let start = start.clamp(widest.start.0, (widest.end - length).0.max(widest.start.0));
    TimeRange::new(Timestamp(start), Timestamp(start) + length)
}

/// Zooms so that `anchor` stays where it is; `factor` below 1 zooms in.
pub fn zoom(view: TimeRange, full: TimeRange, anchor: Timestamp, factor: f64) -> TimeRange {
    if !factor.is_finite() || factor <= 0.0 {
        return view;
    }
    let length = view.span().0 as f64;
    let wanted = (length * factor).clamp(SHORTEST.0 as f64, fit(full).span().0 as f64);
    let share = anchor.since(view.start).0 as f64 / length.max(1.0);
    let start = Timestamp(anchor.0.saturating_sub((share * wanted) as i64));
    clamp(TimeRange::new(start, start + Span(wanted as i64)), full)
}

/// Moves by a span, keeping the length.
pub fn pan(view: TimeRange, full: TimeRange, by: Span) -> TimeRange {
    clamp(TimeRange::new(view.start + by, view.end + by), full)
}

/// One line of the ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// When.
    pub time: Timestamp,
    /// What it says.
    pub label: String,
}

/// The first Monday after 1970-01-01, counted in days from it.
const MONDAY: i64 = 4;
/// Steps between ticks, in seconds; above days, whole days are counted in the zone.
const STEPS: [i64; 20] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
    86_400, 172_800, 604_800,
];

/// Ticks at round times of the zone, at least `least_points` apart.
pub fn ticks(scale: &TimeScale, zone: &Zone, least_points: f64) -> Vec<Tick> {
    let least = scale.span_of(least_points).0 as f64 / 1e6;
    let step = STEPS.iter().copied().find(|&step| step as f64 >= least);
    let step = step.unwrap_or_else(|| ((least / 604_800.0).ceil() as i64).max(1) * 604_800);
    let Some(mut time) = first_tick(scale.range.start, step, zone) else { return Vec::new() };
    let mut ticks = Vec::new();
    while time < scale.range.end && ticks.len() < 200 {
        ticks.push(Tick { time, label: tick_label(time, step, zone) });
        let Some(next) = next_tick(time, step, zone) else { break };
        time = next;
    }
    ticks
}

fn tick_label(time: Timestamp, step: i64, zone: &Zone) -> String {
    let midnight = format::clock(time, zone) == "00:00:00";
    match step {
        _ if step >= 86_400 || midnight => format::short_day(time, zone),
        60.. => format::short_clock(time, zone),
        _ => format::clock(time, zone),
    }
}

/// The first instant after `start` that is a whole number of steps after local midnight.
fn first_tick(start: Timestamp, step: i64, zone: &Zone) -> Option<Timestamp> {
    let local_time = local(start, zone)?;
    let midnight = local_time.start_of_day().ok()?;
    if step >= 86_400 {
        let mut next = if midnight == local_time { midnight } else { midnight.tomorrow().ok()? };
        // Steps of several days stand on fixed days (weeks on Mondays), so that panning moves
        // the ticks and does not renumber them.
        for _ in 0..step / 86_400 {
            if (day_number(&next)? - MONDAY).rem_euclid(step / 86_400) == 0 {
                break;
            }
            next = next.tomorrow().ok()?;
        }
        return Some(Timestamp(next.timestamp().as_microsecond()));
    }
    let since = start.0 - midnight.timestamp().as_microsecond();
    let step = step * 1_000_000;
    Some(Timestamp(midnight.timestamp().as_microsecond() + since.div_ceil_signed(step) * step))
}

/// Steps shorter than a day restart at each local midnight, so that a clock change shifts no label.
fn next_tick(time: Timestamp, step: i64, zone: &Zone) -> Option<Timestamp> {
    let local_time = local(time, zone)?;
    if step >= 86_400 {
        let days = jiff::Span::new().try_days(step / 86_400).ok()?;
        let next = local_time.checked_add(days).ok()?;
        return Some(Timestamp(next.timestamp().as_microsecond()));
    }
    let next = time.0.checked_add(step * 1_000_000)?;
    let tomorrow = local_time.tomorrow().ok()?.start_of_day().ok()?;
    Some(Timestamp(next.min(tomorrow.timestamp().as_microsecond())))
}

/// Days from 1970-01-01 to a day of the calendar.
fn day_number(time: &jiff::ZonedDateTime) -> Option<i64> {
    let midnight_utc = time.date().to_zoned_datetime(TimeZone::UTC).ok()?;
    Some(midnight_utc.timestamp().as_second().div_euclid(86_400))
}

fn local(time: Timestamp, zone: &Zone) -> Option<jiff::ZonedDateTime> {
    let instant = jiff::Timestamp::from_microsecond(time.0).ok()?;
    Some(instant.to_zoned_datetime(zone.zone().clone()))
}

trait DivCeil {
    fn div_ceil_signed(self, by: i64) -> i64;
}

impl DivCeil for i64 {
    fn div_ceil_signed(self, by: i64) -> i64 {
        self.div_euclid(by) + i64::from(self.rem_euclid(by) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: TimeRange =
        TimeRange::new(Timestamp(1_773_100_800_000_000), Timestamp(1_773_187_200_000_000));

    #[test]
    fn a_position_and_its_instant_are_each_other() {
        let scale = TimeScale::new(DAY, 100.0, 960.0);
        let noon = DAY.start + Span::from_hours(12);
        assert!((scale.x(noon) - 580.0).abs() < 1e-6);
        assert_eq!(scale.time(580.0), noon);
    }

    #[test]
    fn zooming_keeps_the_instant_under_the_pointer() {
        let anchor = DAY.start + Span::from_hours(6);
        let view = fit(DAY);
        let before = TimeScale::new(view, 0.0, 1_000.0).x(anchor);
        let zoomed = zoom(view, DAY, anchor, 0.5);
        let after = TimeScale::new(zoomed, 0.0, 1_000.0).x(anchor);
        assert!((before - after).abs() < 0.01, "{before} {after}");
    }

    #[test]
    fn zooming_stops_at_one_second_and_at_the_whole() {
        let mut view = fit(DAY);
        for _ in 0..200 {
            view = zoom(view, DAY, DAY.start, 0.5);
        }
        assert_eq!(view.span(), SHORTEST);
        for _ in 0..200 {
            view = zoom(view, DAY, DAY.end, 3.0);
        }
        assert_eq!(view, fit(DAY));
    }

    #[test]
    fn panning_stops_at_the_ends() {
        let view = zoom(fit(DAY), DAY, DAY.start, 0.1);
        let far = pan(view, DAY, Span::from_days(99));
        assert_eq!(far.end, fit(DAY).end);
        assert!((far.span().0 - view.span().0).abs() < 2);
    }

    #[test]
    fn ticks_stand_at_round_times_of_the_zone() {
        let scale = TimeScale::new(DAY, 0.0, 960.0);
        let labels = |zone: &Zone| {
            ticks(&scale, zone, 100.0).into_iter().map(|t| t.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(&Zone::utc())[..3], ["10 Mar", "03:00", "06:00"]);
        let kolkata = Zone::named("Asia/Kolkata").unwrap();
        assert_eq!(labels(&kolkata)[..2], ["06:00", "09:00"]);
    }

    #[test]
    fn an_empty_range_has_ticks_without_end_of_loop_or_panic() {
        let point = TimeRange::new(DAY.start, DAY.start);
        assert!(ticks(&TimeScale::new(point, 0.0, 0.0), &Zone::utc(), 80.0).len() < 2);
    }
}
