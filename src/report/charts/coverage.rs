//! Bars of files over one time axis: when each has events, and where it is silent against its
//! rhythm.

use super::scene::{Anchor, Paint, Prim, Scene, Stroke, TextPrim};
use super::ticks::Tick;
use crate::model::{Span, TimeRange, Timestamp};
use crate::report::escape;
use crate::report::palette::{Palette, Rgb};

const WIDTH: f32 = 960.0;
const LEFT: f32 = 190.0;
const RIGHT: f32 = 24.0;
const TOP: f32 = 28.0;
const ROW: f32 = 28.0;
const BAR: f32 = 20.0;
const BOTTOM: f32 = 28.0;
/// Longest label of a row, in characters.
const LABEL_CHARS: usize = 26;

/// What a picture of coverage shows.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageChart {
    /// The time that is shown.
    pub range: TimeRange,
    /// The marks of its axis.
    pub ticks: Vec<Tick>,
    /// The files, the highest first.
    pub rows: Vec<CoverageBar>,
    /// What it shows, for people who cannot see it.
    pub description: String,
}

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageBar {
    /// What stands before it; log text.
    pub label: String,
    /// Where its first stretch begins, how long each is, and how many events it holds.
    pub buckets: (Timestamp, Span, Vec<u64>),
    /// Its quiet stretches.
    pub quiet: Vec<TimeRange>,
}

/// Draws the bars.
pub fn coverage_scene(chart: &CoverageChart, palette: &Palette) -> Scene {
    let scene = Scene {
        width: WIDTH,
        height: TOP + ROW * chart.rows.len().max(1) as f32 + BOTTOM,
        background: palette.panel,
        prims: Vec::new(),
        description: chart.description.clone(),
    };
    let mut drawing = Drawing { scene, palette, range: chart.range };
    drawing.legend();
    drawing.axis(&chart.ticks);
    for (index, row) in chart.rows.iter().enumerate() {
        drawing.row(row, TOP + ROW * index as f32);
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
        let text = escape::screen(text, LABEL_CHARS);
        let prim = TextPrim { x, y, size: 11.0, anchor, color, is_strong: false, text };
        self.scene.prims.push(Prim::Text(prim));
    }

    fn legend(&mut self) {
        self.scene.rect((16.0, 9.0), (10.0, 10.0), Paint::solid(self.palette.faint));
        self.text((32.0, 14.0), Anchor::Start, self.palette.muted, "events");
        self.scene.rect((88.0, 9.0), (22.0, 10.0), Paint::soft(self.palette.no_answer, 0.35));
        self.text((116.0, 14.0), Anchor::Start, self.palette.muted, "quiet stretch");
    }

    fn axis(&mut self, ticks: &[Tick]) {
        let bottom = self.scene.height - BOTTOM;
        let hairline = Stroke::solid(self.palette.line, 1.0);
        let mut free_from = LEFT - 40.0;
        for tick in ticks {
            let x = self.x(tick.time);
            self.scene.line((x, TOP), (x, bottom), hairline);
            let half = tick.label.chars().count() as f32 * 3.2;
            if x - half > free_from && x + half < WIDTH {
                self.text((x, bottom + 12.0), Anchor::Middle, self.palette.muted, &tick.label);
                free_from = x + half + 6.0;
            }
        }
        self.scene.line((0.0, bottom), (WIDTH, bottom), hairline);
        self.text((16.0, bottom + 12.0), Anchor::Start, self.palette.muted, "UTC");
    }

    fn row(&mut self, row: &CoverageBar, top: f32) {
        self.text((16.0, top + ROW / 2.0), Anchor::Start, self.palette.text, &row.label);
        let floor = top + ROW - 4.0;
        for quiet in &row.quiet {
            let (from, to) = (self.x(quiet.start), self.x(quiet.end));
            let size = ((to - from).max(2.0), BAR);
            self.scene.rect((from, floor - BAR), size, Paint::soft(self.palette.no_answer, 0.35));
        }
        let (start, width, counts) = &row.buckets;
        let most = counts.iter().copied().max().unwrap_or_default().max(1);
        let mut from = *start;
        for &count in counts {
            let to = from + *width;
            if count > 0 {
                // The square root keeps a lone event visible beside a busy morning.
                let height = ((count as f32 / most as f32).sqrt() * BAR).max(2.0);
                let (left, right) = (self.x(from), self.x(to));
                let size = ((right - left - 0.5).max(1.0), height);
                self.scene.rect((left, floor - height), size, Paint::solid(self.palette.faint));
            }
            from = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::palette::LIGHT;

    #[test]
    fn every_stretch_with_events_has_a_bar_and_every_quiet_one_a_wash() {
        let at = Timestamp::from_secs;
        let chart = CoverageChart {
            range: TimeRange::new(at(0), at(400)),
            ticks: Vec::new(),
            rows: vec![CoverageBar {
                label: "E1".to_owned(),
                buckets: (at(0), Span::from_secs(100), vec![9, 0, 0, 1]),
                quiet: vec![TimeRange::new(at(99), at(300))],
            }],
            description: String::new(),
        };
        let scene = coverage_scene(&chart, &LIGHT);
        let rects = |paint: Paint| {
            scene
                .prims
                .iter()
                .filter(|prim| matches!(prim, Prim::Polygon { fill, .. } if *fill == paint))
                .count()
        };
        // One of each stands in the legend.
        assert_eq!(rects(Paint::solid(LIGHT.faint)), 3);
        assert_eq!(rects(Paint::soft(LIGHT.no_answer, 0.35)), 2);
    }
}
