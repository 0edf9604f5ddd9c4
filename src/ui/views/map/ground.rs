//! Land and borders: projected once, laid on the screen only when the view changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Color32, Mesh, Pos2, Rect};

use crate::geo::projection::{project, unproject};
use crate::geo::{Detail, GeoError, World};
use crate::model::GeoPoint;
use crate::ui::models::Memo;
use crate::ui::theme::Tokens;

use super::camera::Lens;
use super::stroke::stroke;

/// From this zoom on the fine shapes are drawn.
const FINE_FROM: f64 = 3.0;

/// A country's fill, or a line, in map units with the box around it.
#[derive(Debug)]
struct Flat {
    points: Vec<(f64, f64)>,
    /// West, north, east, south.
    bounds: [f64; 4],
}

impl Flat {
    fn new(degrees: &[[f32; 2]]) -> Self {
        let points: Vec<_> =
            degrees.iter().map(|&[lon, lat]| project(f64::from(lat), f64::from(lon))).collect();
        let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let bounds = points
            .iter()
            .fold(start, |[w, n, e, s], &(x, y)| [w.min(x), n.min(y), e.max(x), s.max(y)]);
        Self { points, bounds }
    }

    fn is_in(&self, lens: Lens) -> bool {
        let [west, north, east, south] = self.bounds;
        let corners = (lens.to_screen((west, north)), lens.to_screen((east, south)));
        Rect::from_two_pos(corners.0, corners.1).expand(2.0).intersects(lens.rect)
    }

    fn on_screen(&self, lens: Lens) -> Vec<Pos2> {
        self.points.iter().map(|&point| lens.to_screen(point)).collect()
    }
}

/// The shapes of one detail.
#[derive(Debug)]
struct Sheet {
    world: World,
    fills: Vec<Flat>,
    lines: Vec<Flat>,
}

impl Sheet {
    fn load(detail: Detail) -> Result<Self, GeoError> {
        let world = World::load(detail)?;
        let fills = world.countries().iter().map(|country| Flat::new(&country.vertices)).collect();
        let lines =
            world.borders().iter().chain(world.coasts()).map(|line| Flat::new(line)).collect();
        Ok(Self { world, fills, lines })
    }
}

/// What the drawn mesh depends on.
#[derive(Debug, PartialEq)]
struct Key {
    lens: Lens,
    is_fine: bool,
    is_dark: bool,
    chosen: BTreeSet<String>,
}

/// Land and borders, loaded when they are first needed.
#[derive(Debug, Default)]
pub(super) struct Ground {
    coarse: Option<Result<Sheet, GeoError>>,
    fine: Option<Result<Sheet, GeoError>>,
    is_fine: bool,
    mesh: Memo<Key, Mesh>,
}

/// A country under the pointer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CountryHit {
    index: usize,
    /// Its code, where it has one of its own.
    pub(super) code: Option<[u8; 2]>,
    /// Its English name.
    pub(super) name: String,
}

impl Ground {
    /// Gets the shapes for this zoom ready; the error says what is missing.
    pub(super) fn prepare(&mut self, zoom: f64) -> Result<(), GeoError> {
        self.is_fine = zoom >= FINE_FROM;
        let (slot, detail) = if self.is_fine {
            (&mut self.fine, Detail::Fine)
        } else {
            (&mut self.coarse, Detail::Coarse)
        };
        slot.get_or_insert_with(|| Sheet::load(detail)).as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn sheet(&self) -> Option<&Sheet> {
        let slot = if self.is_fine { &self.fine } else { &self.coarse };
        slot.as_ref()?.as_ref().ok()
    }

    /// The mesh of land and borders; `chosen` countries, by code, are tinted.
    pub(super) fn mesh(&self, lens: Lens, tokens: &Tokens, chosen: &BTreeSet<String>) -> Arc<Mesh> {
        let is_dark = *tokens == Tokens::DARK;
        let key = Key { lens, is_fine: self.is_fine, is_dark, chosen: chosen.clone() };
        let Some(sheet) = self.sheet() else { return Arc::default() };
        self.mesh.get(key, || land(sheet, lens, tokens, chosen))
    }

    /// The country under a point of the screen.
    pub(super) fn country_at(&self, lens: Lens, at: Pos2) -> Option<CountryHit> {
        let (x, y) = lens.to_map(at);
        let (lat, lon) = unproject(x, y)?;
        let world = &self.sheet()?.world;
        let index = world.country_at(GeoPoint::from_degrees(lat, lon)?)?;
        let country = world.countries().get(index)?;
        Some(CountryHit { index, code: country.code, name: country.name.clone() })
    }

    /// The fill of one country.
    pub(super) fn highlight(&self, lens: Lens, hit: &CountryHit, color: Color32) -> Mesh {
        let mut mesh = Mesh::default();
        if let Some(sheet) = self.sheet() {
            fill(&mut mesh, sheet, hit.index, lens, color);
        }
        mesh
    }
}

fn land(sheet: &Sheet, lens: Lens, tokens: &Tokens, chosen: &BTreeSet<String>) -> Mesh {
    let mut mesh = Mesh::default();
    for (index, country) in sheet.world.countries().iter().enumerate() {
        let code = country.code.map(|code| code.map(char::from).iter().collect::<String>());
        let is_chosen = code.is_some_and(|code| chosen.contains(&code));
        let color = if is_chosen { tokens.wash(tokens.accent, 0.32) } else { tokens.land };
        fill(&mut mesh, sheet, index, lens, color);
    }
    for line in sheet.lines.iter().filter(|line| line.is_in(lens)) {
        stroke(&mut mesh, &line.on_screen(lens), 0.8, tokens.border, lens.rect);
    }
    mesh
}

fn fill(mesh: &mut Mesh, sheet: &Sheet, index: usize, lens: Lens, color: Color32) {
    let (Some(country), Some(flat)) = (sheet.world.countries().get(index), sheet.fills.get(index))
    else {
        return;
    };
    if !flat.is_in(lens) {
        return;
    }
    let base = mesh.vertices.len() as u32;
    for &point in &flat.points {
        mesh.colored_vertex(lens.to_screen(point), color);
    }
    mesh.indices.extend(country.triangles.iter().map(|&corner| base + corner));
}
