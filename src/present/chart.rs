//! The timeline in view as a chart that can be written to a file.
//!
//! It is made from the same entries and lanes that the window draws, so the two cannot disagree.

use crate::case::Case;
use crate::model::TimeRange;
use crate::report::{Burst, Lane, Mark, Star, Tick, TimelineChart};
use crate::store::Filtered;

use super::time_scale::{self, TimeScale};
use super::users::{self, Entry};
use super::{Zone, format, lanes};

/// Lanes of one chart; the window shows about as many.
const MAX_LANES: usize = 40;
/// Points over which the lanes are resolved.
const WIDTH: f64 = 1_600.0;
/// Least room between two marks of the axis, in points.
const TICK_ROOM: f64 = 180.0;

/// The timeline of what a filter leaves, in `range`: worst users first, at most 40 lanes; the
/// description says how many there are.
pub fn timeline(case: &Case, filtered: &Filtered, range: TimeRange, zone: &Zone) -> TimelineChart {
    let scale = TimeScale::new(range, 0.0, WIDTH);
    let entries = users::build(case, filtered).entries;
    let lanes: Vec<_> =
        entries.iter().take(MAX_LANES).map(|entry| lane(case, entry, &scale, zone)).collect();
    let ticks = time_scale::ticks(&scale, zone, TICK_ROOM);
    TimelineChart {
        range,
        ticks: ticks.into_iter().map(|tick| Tick { time: tick.time, label: tick.label }).collect(),
        zone: zone.short_name(),
        description: format!(
            "Timeline from {} to {}: {} of {} users and groups.",
            format::instant_in_zone(range.start, zone),
            format::instant_in_zone(range.end, zone),
            format::count(lanes.len() as u64),
            format::count(entries.len() as u64),
        ),
        lanes,
    }
}

fn lane(case: &Case, entry: &Entry, scale: &TimeScale, zone: &Zone) -> Lane {
    let drawn = lanes::build(case, entry, scale);
    let at = |x: f32| scale.time(f64::from(x));
    let marks = drawn.marks.iter();
    let marks = marks.map(|mark| Mark {
        time: at(mark.x),
        outcome: mark.outcome,
        is_inferred: mark.inferred,
    });
    let bursts = drawn.stretches.iter().map(|stretch| Burst {
        start: at(stretch.from),
        end: at(stretch.to),
        label: stretch.label.clone(),
        is_drip: stretch.slow,
    });
    let stars = drawn.marks.iter().filter(|mark| mark.star.is_some());
    let stars = stars.map(|mark| {
        let answered = case.prompt(mark.prompt).and_then(|prompt| prompt.answered_at);
        let time = answered.unwrap_or_else(|| at(mark.x));
        Star { time: at(mark.x), label: format::clock(time, zone) }
    });
    Lane {
        label: entry.name.clone(),
        severity: entry.severity,
        marks: marks.collect(),
        bursts: bursts.collect(),
        stars: stars.collect(),
    }
}
