//! Lanes of prompts over time: who was asked, when, with which end, and where the bursts lie.
//!
//! Shape first, colour second: approved is a disc, denied a cross, no answer a ring (dashed where
//! inferred), wrong number a diamond, a fraud report a triangle, an approval after a burst a star
//! with a halo and its time; anything else is a small grey ring.

use super::scene::{Anchor, Paint, Prim, Scene, Stroke, TextPrim};
use super::ticks::Tick;
use crate::model::{Outcome, Severity, TimeRange, Timestamp};
use crate::report::escape;
use crate::report::palette::{Palette, Rgb};

const WIDTH: f32 = 960.0;
const LEFT: f32 = 190.0;
const RIGHT: f32 = 24.0;
const TOP: f32 = 34.0;
const LANE: f32 = 44.0;
const BOTTOM: f32 = 30.0;
/// Longest label of a lane, in characters.
const LABEL_CHARS: usize = 26;
/// Two marks of one kind nearer than this, in pixels, are drawn as one.
const MERGE: f32 = 1.5;

/// What a timeline shows.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineChart {
    /// The time that is shown.
    pub range: TimeRange,
    /// The marks of its axis.
    pub ticks: Vec<Tick>,
    /// The zone of the ticks, as words: `UTC`.
    pub zone: String,
    /// The lanes, the highest first.
    pub lanes: Vec<Lane>,
    /// What it shows, for people who cannot see it.
    pub description: String,
}

/// One lane: a user, a source or a factor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// What stands before it.
    pub label: String,
    /// Colours the bar before it.
    pub severity: Option<Severity>,
    /// The prompts.
    pub marks: Vec<Mark>,
    /// Its bursts and slow drips.
    pub bursts: Vec<Burst>,
    /// Its approvals after a burst.
    pub stars: Vec<Star>,
}

/// One prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub time: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether that was inferred from a missing answer.
    pub is_inferred: bool,
}

/// A stretch of many prompts.
#[derive(Clone, Debug, PartialEq)]
pub struct Burst {
    /// Time of its first prompt.
    pub start: Timestamp,
    /// Time of its last prompt.
    pub end: Timestamp,
    /// What stands at it: its count.
    pub label: String,
    /// A slow drip is a dotted thread instead of a box.
    pub is_drip: bool,
}

/// An approval after a burst.
#[derive(Clone, Debug, PartialEq)]
pub struct Star {
    /// When.
    pub time: Timestamp,
    /// What stands beside it: its time.
    pub label: String,
}

/// Draws a timeline.
pub fn timeline_scene(chart: &TimelineChart, palette: &Palette) -> Scene {
    let height = TOP + LANE * chart.lanes.len().max(1) as f32 + BOTTOM;
    let scene = Scene {
        width: WIDTH,
        height,
        background: palette.panel,
        prims: Vec::new(),
        description: chart.description.clone(),
    };
    let mut drawing = Drawing { scene, palette, range: chart.range };
    drawing.legend();
    drawing.axis(chart);
    for (index, lane) in chart.lanes.iter().enumerate() {
        drawing.lane(lane, TOP + LANE * (index as f32 + 0.5));
    }
    drawing.scene
}

struct Drawing<'a> {
    scene: Scene,
    palette: &'a Palette,
    range: TimeRange,
}

impl Drawing<'_> {
    fn x(&self, time: Timestamp) -> f32 {
        let span = self.range.span().0.max(1) as f64;
        let share = time.since(self.range.start).0 as f64 / span;
        LEFT + share.clamp(0.0, 1.0) as f32 * (WIDTH - LEFT - RIGHT)
    }

    fn text(&mut self, (x, y): (f32, f32), anchor: Anchor, color: Rgb, text: &str) {
        let text = TextPrim {
            x,
            y,
            size: 11.0,
            anchor,
            color,
            is_strong: false,
            text: escape::visible(text).into_owned(),
        };
        self.scene.prims.push(Prim::Text(text));
    }

    fn legend(&mut self) {
        let entries = [
            (Outcome::Approved, false, "approved", 78.0),
            (Outcome::Denied, false, "denied", 68.0),
            (Outcome::NoAnswer, false, "no answer", 84.0),
            (Outcome::NoAnswer, true, "no answer (inferred)", 136.0),
            (Outcome::WrongNumber, false, "wrong number", 104.0),
            (Outcome::FraudReported, false, "fraud reported", 106.0),
            (Outcome::Open, false, "other", 52.0),
        ];
        let mut x = 16.0;
        for (outcome, is_inferred, words, width) in entries {
            self.mark(Mark { time: Timestamp(0), outcome, is_inferred }, (x, 16.0));
            self.text((x + 11.0, 16.0), Anchor::Start, self.palette.muted, words);
            x += width;
        }
        self.star((x, 16.0));
        self.text((x + 13.0, 16.0), Anchor::Start, self.palette.muted, "approved after a burst");
    }

    fn axis(&mut self, chart: &TimelineChart) {
        let bottom = self.scene.height - BOTTOM;
        let hairline = Stroke::solid(self.palette.line, 1.0);
        let mut free_from = LEFT - 40.0;
        for tick in &chart.ticks {
            let x = self.x(tick.time);
            self.scene.line((x, TOP), (x, bottom), hairline);
            let half = tick.label.chars().count() as f32 * 3.2;
            if x - half > free_from && x + half < WIDTH {
                self.text((x, bottom + 12.0), Anchor::Middle, self.palette.muted, &tick.label);
                free_from = x + half + 6.0;
            }
        }
        self.scene.line((0.0, bottom), (WIDTH, bottom), hairline);
        let zone = escape::screen(&chart.zone, LABEL_CHARS);
        self.text((16.0, bottom + 12.0), Anchor::Start, self.palette.muted, &zone);
    }

    fn lane(&mut self, lane: &Lane, middle: f32) {
        let top = middle - LANE / 2.0;
        let hairline = Stroke::solid(self.palette.line, 1.0);
        self.scene.line((0.0, top), (WIDTH, top), hairline);
        if let Some(severity) = lane.severity {
            let fill = Paint::solid(self.palette.severity(severity));
            self.scene.rect((4.0, top + 6.0), (4.0, LANE - 12.0), fill);
        }
        let label = escape::screen(&lane.label, LABEL_CHARS);
        self.text((16.0, middle), Anchor::Start, self.palette.text, &label);
        for burst in &lane.bursts {
            self.burst(burst, middle);
        }
        for mark in merged(&lane.marks, |time| self.x(time)) {
            let x = self.x(mark.time);
            self.mark(mark, (x, middle + 3.0));
        }
        for star in &lane.stars {
            let x = self.x(star.time);
            self.star((x, middle + 3.0));
            let (x, anchor) =
                if x > WIDTH - 90.0 { (x - 13.0, Anchor::End) } else { (x + 13.0, Anchor::Start) };
            self.text((x, middle + 3.0), anchor, self.palette.text, &star.label);
        }
    }

    fn burst(&mut self, burst: &Burst, middle: f32) {
        let (left, right) = (self.x(burst.start) - 8.0, self.x(burst.end) + 8.0);
        let color = self.palette.denied;
        if burst.is_drip {
            let thread = Stroke { paint: Paint::solid(color), width: 1.5, dash: Some(2.0) };
            self.scene.line((left, middle + 3.0), (right, middle + 3.0), thread);
        } else {
            let (corner, size) = ((left, middle - 15.0), (right - left, 32.0));
            self.scene.rect(corner, size, Paint::soft(color, 0.10));
            let frame = Stroke { paint: Paint::soft(color, 0.55), width: 1.0, dash: None };
            self.scene.frame(corner, size, frame);
        }
        self.text((left + 3.0, middle - 10.0), Anchor::Start, color, &burst.label);
    }

    fn mark(&mut self, mark: Mark, (x, y): (f32, f32)) {
        let color = self.palette.outcome(mark.outcome);
        let (fill, pen) = (Paint::solid(color), Stroke::solid(color, 1.8));
        match mark.outcome {
            Outcome::Approved => {
                self.scene.prims.push(Prim::Disc { center: (x, y), radius: 5.0, fill });
            }
            Outcome::Denied | Outcome::DeniedOrWrongCode => {
                self.scene.line((x - 4.0, y - 4.0), (x + 4.0, y + 4.0), pen);
                self.scene.line((x - 4.0, y + 4.0), (x + 4.0, y - 4.0), pen);
            }
            Outcome::NoAnswer | Outcome::Cancelled => {
                let dash = mark.is_inferred.then_some(2.2);
                let stroke = Stroke { dash, ..pen };
                self.scene.prims.push(Prim::Ring { center: (x, y), radius: 4.4, stroke });
            }
            Outcome::WrongNumber | Outcome::WrongCode => {
                let points = [(0.0, -5.4), (5.4, 0.0), (0.0, 5.4), (-5.4, 0.0), (0.0, -5.4)];
                let points = points.map(|(dx, dy)| (x + dx, y + dy)).to_vec();
                self.scene.prims.push(Prim::Line { points, stroke: pen });
            }
            Outcome::FraudReported => self.scene.figure((x, y + 1.0), 3, &[6.0], fill),
            Outcome::Blocked | Outcome::Error | Outcome::Open | Outcome::Unknown => {
                let stroke = Stroke::solid(color, 1.4);
                self.scene.prims.push(Prim::Ring { center: (x, y), radius: 3.0, stroke });
            }
        }
    }

    fn star(&mut self, (x, y): (f32, f32)) {
        let halo = Paint::soft(self.palette.approved, 0.22);
        self.scene.prims.push(Prim::Disc { center: (x, y), radius: 11.0, fill: halo });
        self.scene.figure((x, y), 10, &[7.5, 3.2], Paint::solid(self.palette.approved));
    }
}

/// Marks in drawing order, one for each kind and `MERGE` pixels, so that a picture of a hundred
/// thousand prompts stays small. The worst kinds are drawn last, approvals on top of all.
fn merged(marks: &[Mark], x: impl Fn(Timestamp) -> f32) -> Vec<Mark> {
    let rank = |outcome: Outcome| match outcome {
        Outcome::Approved => 5,
        Outcome::FraudReported => 4,
        Outcome::WrongNumber | Outcome::WrongCode => 3,
        Outcome::Denied | Outcome::DeniedOrWrongCode => 2,
        Outcome::NoAnswer | Outcome::Cancelled => 1,
        Outcome::Blocked | Outcome::Error | Outcome::Open | Outcome::Unknown => 0,
    };
    let key = |mark: &Mark| (rank(mark.outcome), mark.outcome, mark.is_inferred);
    let mut sorted = marks.to_vec();
    sorted.sort_by_key(|mark| (key(mark), mark.time));
    sorted.dedup_by(|next, kept| key(next) == key(kept) && x(next.time) - x(kept.time) < MERGE);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::palette::LIGHT;

    fn mark(seconds: i64, outcome: Outcome) -> Mark {
        Mark { time: Timestamp::from_secs(seconds), outcome, is_inferred: false }
    }

    fn chart(lane: Lane) -> TimelineChart {
        TimelineChart {
            range: TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(3_600)),
            ticks: Vec::new(),
            zone: "UTC".to_owned(),
            lanes: vec![lane],
            description: String::new(),
        }
    }

    fn shapes(scene: &Scene) -> (usize, usize) {
        let discs = scene.prims.iter().filter(|p| matches!(p, Prim::Disc { .. })).count();
        let rings = scene.prims.iter().filter(|p| matches!(p, Prim::Ring { .. })).count();
        (discs, rings)
    }

    #[test]
    fn each_outcome_has_its_shape() {
        let empty = timeline_scene(&chart(Lane::default()), &LIGHT);
        let marks = vec![mark(10, Outcome::Approved), mark(600, Outcome::NoAnswer)];
        let scene = timeline_scene(&chart(Lane { marks, ..Lane::default() }), &LIGHT);
        let ((discs, rings), (no_discs, no_rings)) = (shapes(&scene), shapes(&empty));
        assert_eq!((discs - no_discs, rings - no_rings), (1, 1));
    }

    #[test]
    fn marks_of_one_kind_at_one_pixel_are_one_and_the_approval_stays_on_top() {
        let mut marks: Vec<_> = (0..1_000).map(|i| mark(i / 500, Outcome::Denied)).collect();
        marks.insert(3, mark(0, Outcome::Approved));
        let drawn = merged(&marks, |time| time.0 as f32 / 1e7);
        assert_eq!(drawn.len(), 2);
        assert_eq!(drawn.last().unwrap().outcome, Outcome::Approved);
    }

    #[test]
    fn a_burst_is_a_box_with_its_count_and_a_star_has_its_time() {
        let lane = Lane {
            bursts: vec![Burst {
                start: Timestamp::from_secs(60),
                end: Timestamp::from_secs(600),
                label: "12 in 10m".to_owned(),
                is_drip: false,
            }],
            stars: vec![Star { time: Timestamp::from_secs(700), label: "00:11:40".to_owned() }],
            ..Lane::default()
        };
        let scene = timeline_scene(&chart(lane), &LIGHT);
        let has = |words: &str| {
            scene.prims.iter().any(|prim| matches!(prim, Prim::Text(text) if text.text == words))
        };
        assert!(has("12 in 10m") && has("00:11:40"));
    }
}
