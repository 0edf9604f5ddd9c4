//! Which words stand where: worst first, and none over another.

use std::sync::Arc;

use egui::{Galley, Painter, Pos2, Rect, Ui, Vec2, vec2};

use crate::present::map::MapModel;
use crate::ui::theme::{Tokens, Type};

use super::camera::Lens;
use super::paths::Paths;

/// Arcs that may be labelled in one view.
const MOST_ARCS: usize = 40;
/// Quiet places that may be named in one view.
const MOST_PLACES: usize = 60;
/// Where along an arc its label may stand, best first.
const ALONG: [f32; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

/// Where words may stand: beside this point, this way from it.
type Spot = (Pos2, Vec2);

/// What a label speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Arc(usize),
    Place(usize),
}

/// Words with their place on the screen.
pub(super) struct Label {
    pub(super) of: Of,
    pub(super) rect: Rect,
    galley: Arc<Galley>,
}

/// Everything that labels are laid out by.
pub(super) struct Layout<'a> {
    pub(super) ui: &'a Ui,
    pub(super) tokens: &'a Tokens,
    pub(super) model: &'a MapModel,
    pub(super) paths: &'a Paths,
    pub(super) lens: Lens,
}

impl Layout<'_> {
    /// Places labels greedily; `taken` is what they must stay clear of.
    pub(super) fn place(&self, mut taken: Vec<Rect>) -> Vec<Label> {
        let mut labels = Vec::new();
        let loud = self.model.arcs.iter().enumerate().filter(|(_, arc)| arc.is_loud());
        let loud: Vec<_> = loud.take(MOST_ARCS).collect();
        for (place, &at) in self.model.places.iter().zip(&self.paths.places) {
            if place.is_loud {
                taken.push(Rect::from_center_size(self.lens.to_screen(at), Vec2::splat(11.0)));
            }
        }
        let lines: Vec<Vec<Pos2>> = loud.iter().flat_map(|&(index, _)| self.lines(index)).collect();
        for &(index, arc) in &loud {
            let color = self.tokens.tone(arc.tone());
            let galley = self.galley(&arc.label(), Type::SmallStrong, color);
            self.put(
                &mut labels,
                &mut taken,
                Of::Arc(index),
                (galley, &self.beside(index), &lines),
            );
        }
        for &(_, arc) in &loud {
            for end in [arc.source, arc.responder] {
                self.name(&mut labels, &mut taken, end, &lines);
            }
        }
        for index in self.quiet_places() {
            self.name(&mut labels, &mut taken, index, &[]);
        }
        labels
    }

    /// The places that no loud arc ends at, worst and busiest first.
    fn quiet_places(&self) -> Vec<usize> {
        let is_in = |&index: &usize| {
            let at = self.paths.places.get(index).copied().unwrap_or_default();
            self.lens.rect.contains(self.lens.to_screen(at))
        };
        let quiet = |index: &usize| self.model.places.get(*index).is_some_and(|it| !it.is_loud);
        let mut places: Vec<usize> =
            (0..self.model.places.len()).filter(quiet).filter(is_in).collect();
        let rank = |&index: &usize| {
            let place = self.model.places.get(index);
            std::cmp::Reverse(place.map(|it| (it.severity, it.asked + it.answered)))
        };
        places.sort_by_key(rank);
        places.truncate(MOST_PLACES);
        places
    }

    fn galley(&self, text: &str, kind: Type, color: egui::Color32) -> Arc<Galley> {
        self.ui.painter().layout_no_wrap(text.to_owned(), kind.font(), color)
    }

    fn lines(&self, arc: usize) -> Vec<Vec<Pos2>> {
        let pieces = self.paths.arcs.get(arc).into_iter().flatten();
        pieces.map(|line| line.iter().map(|&point| self.lens.to_screen(point)).collect()).collect()
    }

    /// Spots beside an arc, with the way away from it.
    fn beside(&self, arc: usize) -> Vec<Spot> {
        let lines = self.lines(arc);
        let Some(line) = lines.iter().max_by_key(|line| line.len()) else { return Vec::new() };
        let mut spots = Vec::new();
        for share in ALONG {
            let index = ((line.len() - 1) as f32 * share).round() as usize;
            let (Some(&at), Some(&before)) = (line.get(index), line.get(index.saturating_sub(1)))
            else {
                continue;
            };
            let after = line.get(index + 1).copied().unwrap_or(at);
            let normal = (after - before).normalized().rot90();
            // Above the line first: that is where an arc has room.
            let up = if normal.y > 0.0 { -normal } else { normal };
            spots.extend([(at, up), (at, -up)]);
        }
        spots
    }

    fn name(
        &self,
        labels: &mut Vec<Label>,
        taken: &mut Vec<Rect>,
        index: usize,
        lines: &[Vec<Pos2>],
    ) {
        let is_named = labels.iter().any(|label| label.of == Of::Place(index));
        let (Some(place), Some(&at)) = (self.model.places.get(index), self.paths.places.get(index))
        else {
            return;
        };
        if is_named {
            return;
        }
        let galley = self.galley(&place.name, Type::Small, self.tokens.muted);
        let at = self.lens.to_screen(at);
        let spots: Vec<Spot> = [
            vec2(1.0, 0.45),
            vec2(1.0, -0.45),
            vec2(-1.0, 0.45),
            vec2(-1.0, -0.45),
            vec2(0.0, 1.0),
            vec2(0.0, -1.0),
        ]
        .iter()
        .map(|&way| (at, way.normalized()))
        .collect();
        self.put(labels, taken, Of::Place(index), (galley, &spots, lines));
    }

    /// Takes the first spot that is free; one that no line crosses is better.
    fn put(
        &self,
        labels: &mut Vec<Label>,
        taken: &mut Vec<Rect>,
        of: Of,
        (galley, spots, lines): (Arc<Galley>, &[Spot], &[Vec<Pos2>]),
    ) {
        let room = self.lens.rect.shrink(4.0);
        let rect_at = |&(at, way): &Spot, away: f32| {
            let half = galley.size() / 2.0;
            let reach = vec2(half.x * way.x.abs().powf(0.5), half.y * way.y.abs().powf(0.5));
            let center = at + way * away + vec2(reach.x * way.x.signum(), reach.y * way.y.signum());
            Rect::from_center_size(center, galley.size())
        };
        let is_free = |rect: &Rect| {
            room.contains_rect(*rect) && !taken.iter().any(|it| it.intersects(rect.expand(1.0)))
        };
        // Near first; farther off only what else could not be read at all.
        let reaches: &[f32] = if matches!(of, Of::Arc(_)) { &[7.0, 18.0, 30.0] } else { &[7.0] };
        let free: Vec<Rect> = reaches
            .iter()
            .flat_map(|&away| spots.iter().map(move |spot| (spot, away)))
            .map(|(spot, away)| rect_at(spot, away))
            .filter(is_free)
            .collect();
        let clear = free.iter().find(|rect| !lines.iter().any(|line| crosses(line, **rect)));
        if let Some(&rect) = clear.or(free.first()) {
            taken.push(rect.expand2(vec2(3.0, 0.0)));
            labels.push(Label { of, rect, galley });
        }
    }
}

impl Label {
    /// Paints the words with an edge in the colour of the ground, so that lines do not cut them.
    pub(super) fn paint(&self, painter: &Painter, tokens: &Tokens) {
        let edge = tokens.panel.gamma_multiply(0.85);
        for step in 0..8_u8 {
            let way = Vec2::angled(f32::from(step) / 8.0 * std::f32::consts::TAU) * 1.4;
            let galley = Arc::clone(&self.galley);
            painter.galley_with_override_text_color(self.rect.min + way, galley, edge);
        }
        painter.galley(self.rect.min, Arc::clone(&self.galley), tokens.text);
    }
}

/// Whether a line runs through a rectangle.
fn crosses(line: &[Pos2], rect: Rect) -> bool {
    line.windows(2).any(|pair| match pair {
        [from, to] => {
            (0..=4_u8).any(|step| rect.contains(*from + (*to - *from) * (f32::from(step) / 4.0)))
        }
        _ => false,
    })
}
