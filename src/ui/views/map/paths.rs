//! Arcs and discs in map units, and which of them the pointer rests on.

use egui::{Color32, Mesh, Pos2};

use crate::geo::projection::{great_circle_points, project, project_point, split_at_antimeridian};
use crate::model::GeoPoint;
use crate::present::map::{MapArc, MapModel, MapPlace};
use crate::ui::theme::Tokens;

use super::camera::Lens;
use super::stroke::stroke;

/// One point of an arc for so many kilometres: a great circle bends slowly.
const STEP_KM: f64 = 120.0;
/// How near the pointer must be to an arc, in points.
const NEAR_ARC: f32 = 6.0;
/// How near the pointer must be to a place, in points.
const NEAR_PLACE: f32 = 9.0;
/// Discs smaller than this would hide under their mark.
const LEAST_DISC: f64 = 6.0;
/// Mean Earth radius in kilometres (detections.md §2.6).
const EARTH_KM: f64 = 6371.0088;

type Line = Vec<(f64, f64)>;

/// The geometry of a map model, arc by arc and place by place.
#[derive(Debug, Default)]
pub(super) struct Paths {
    /// By arc: the pieces of its line; none where both ends are one place.
    pub(super) arcs: Vec<Vec<Line>>,
    /// By place: where it lies.
    pub(super) places: Vec<(f64, f64)>,
}

impl Paths {
    pub(super) fn of(model: &MapModel) -> Self {
        let point = |index: usize| model.places.get(index).map(|place| place.point);
        let path = |arc: &MapArc| match (point(arc.source), point(arc.responder)) {
            (Some(from), Some(to)) if arc.source != arc.responder => way(from, to, arc.distance_km),
            _ => Vec::new(),
        };
        Self {
            arcs: model.arcs.iter().map(path).collect(),
            places: model.places.iter().map(|place| project_point(place.point)).collect(),
        }
    }

    /// Everything that "fit" should show.
    pub(super) fn all_points(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.places.iter().chain(self.arcs.iter().flatten().flatten()).copied()
    }

    /// One mesh of all arcs, the worst on top.
    pub(super) fn mesh(&self, model: &MapModel, lens: Lens, tokens: &Tokens) -> Mesh {
        let mut mesh = Mesh::default();
        for (index, arc) in model.arcs.iter().enumerate().rev() {
            let color = tokens.tone(arc.tone());
            let color = if arc.is_loud() { color } else { color.gamma_multiply(0.45) };
            self.draw(&mut mesh, index, lens, arc_width(arc), color);
        }
        mesh
    }

    /// Draws one arc.
    pub(super) fn draw(&self, mesh: &mut Mesh, arc: usize, lens: Lens, width: f32, color: Color32) {
        for line in self.arcs.get(arc).into_iter().flatten() {
            let points: Vec<Pos2> = line.iter().map(|&point| lens.to_screen(point)).collect();
            stroke(mesh, &points, width, color, lens.rect);
        }
    }

    /// The place under the pointer; of several the worst, then the nearest.
    pub(super) fn place_at(&self, model: &MapModel, lens: Lens, at: Pos2) -> Option<usize> {
        let near = self.places.iter().enumerate().filter_map(|(index, &point)| {
            let distance = lens.to_screen(point).distance(at);
            (distance <= NEAR_PLACE).then_some((index, distance))
        });
        let rank = |index: usize| model.places.get(index).and_then(|place| place.severity);
        near.min_by(|a, b| rank(b.0).cmp(&rank(a.0)).then(a.1.total_cmp(&b.1))).map(|it| it.0)
    }

    /// The arc under the pointer; of several the worst.
    pub(super) fn arc_at(&self, lens: Lens, at: Pos2) -> Option<usize> {
        self.arcs.iter().position(|pieces| {
            pieces.iter().flat_map(|line| line.windows(2)).any(|pair| match pair {
                [from, to] => {
                    distance_to(at, lens.to_screen(*from), lens.to_screen(*to)) <= NEAR_ARC
                }
                _ => false,
            })
        })
    }
}

/// Thicker with the number of prompts, never thick.
pub(super) fn arc_width(arc: &MapArc) -> f32 {
    let grown = (arc.prompts.max(1) as f32).log10() * 0.9;
    let least = if arc.is_loud() { 1.3 } else { 0.8 };
    (least + grown).min(4.0)
}

fn way(from: GeoPoint, to: GeoPoint, kilometres: f64) -> Vec<Line> {
    let steps = (kilometres / STEP_KM).clamp(2.0, 160.0) as usize + 1;
    split_at_antimeridian(&great_circle_points(from, to, steps))
        .into_iter()
        .map(|piece| piece.into_iter().map(|(lat, lon)| project(lat, lon)).collect())
        .collect()
}

fn distance_to(at: Pos2, from: Pos2, to: Pos2) -> f32 {
    let along = to - from;
    let share = if along.length_sq() < 1e-6 {
        0.0
    } else {
        ((at - from).dot(along) / along.length_sq()).clamp(0.0, 1.0)
    };
    at.distance(from + along * share)
}

/// The disc in which the true place may lie, to scale; `None` where its mark would cover it.
pub(super) fn disc(place: &MapPlace, lens: Lens) -> Option<Vec<Pos2>> {
    const CORNERS: u16 = 36;
    let (lat, lon) = (place.point.lat().to_radians(), place.point.lon().to_radians());
    let angle = place.radius_km / EARTH_KM;
    let world_km = 2.0 * std::f64::consts::PI * EARTH_KM;
    if place.radius_km / world_km * lens.scale < LEAST_DISC {
        return None;
    }
    let corners = (0..CORNERS).map(|step| {
        let bearing = f64::from(step) / f64::from(CORNERS) * std::f64::consts::TAU;
        let sin_lat = lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos();
        let lat_there = sin_lat.clamp(-1.0, 1.0).asin();
        let east = (bearing.sin() * angle.sin() * lat.cos())
            .atan2(angle.cos() - lat.sin() * lat_there.sin());
        // Past the antimeridian the disc ends at the edge of the map.
        let lon_there = (lon + east).to_degrees().clamp(-180.0, 180.0);
        lens.to_screen(project(lat_there.to_degrees(), lon_there))
    });
    Some(corners.collect())
}
