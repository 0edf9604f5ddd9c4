//! Where prompts were asked for and where the phone answered, on a piece of the Equal Earth map.
//!
//! A source is a round dot, a responder a rounded square; a soft disc says how exact a place is,
//! so that "Germany" is never drawn as a point. The picture shows the piece of the world that
//! holds every place; nothing is left out because it lies outside.

use super::clip::Frame;
use super::scene::{Anchor, Paint, Prim, Scene, Stroke, TextPrim};
use crate::geo::{Country, World, projection};
use crate::model::GeoPoint;
use crate::report::escape;
use crate::report::palette::{Palette, Rgb};

const WIDTH: f32 = 960.0;
const HEIGHT: f32 = 440.0;
const FRAME: Frame = Frame { left: 0.0, top: 0.0, right: WIDTH, bottom: HEIGHT };
/// The least width of the piece of the world that is shown, in map units: about 2 000 km.
const LEAST_WIDTH: f64 = 0.05;
/// Room around the outermost places, as a share of the picture.
const MARGIN: f64 = 0.14;
/// Corners of land nearer together than this, in pixels, are drawn as one.
const THINNING: f32 = 0.6;
const EARTH_RADIUS_KM: f64 = 6371.0088;
const LABEL_CHARS: usize = 34;

/// What a map shows.
#[derive(Clone, Debug)]
pub struct MapChart<'a> {
    /// The shapes of the countries.
    pub land: &'a World,
    /// From sources to responders.
    pub arcs: Vec<MapArc>,
    /// The places.
    pub places: Vec<MapPlace>,
    /// What it shows, for people who cannot see it.
    pub description: String,
}

/// The shortest way from where a prompt was asked for to where it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct MapArc {
    /// Where it was asked for.
    pub from: GeoPoint,
    /// Where it was answered.
    pub to: GeoPoint,
    /// What stands at it: the distance.
    pub label: String,
    /// Whether the two places do not agree.
    pub is_mismatch: bool,
}

/// A place on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapPlace {
    /// Where it is.
    pub point: GeoPoint,
    /// How exact that is, kilometres.
    pub radius_km: f64,
    /// What it is.
    pub role: MapRole,
    /// What stands at it.
    pub label: String,
}

/// What a place on a map is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MapRole {
    /// Where a prompt was asked for.
    Source,
    /// Where the phone answered.
    Responder,
}

/// Draws a map.
pub fn map_scene(chart: &MapChart<'_>, palette: &Palette) -> Scene {
    let scene = Scene {
        width: WIDTH,
        height: HEIGHT,
        background: palette.bg,
        prims: Vec::new(),
        description: chart.description.clone(),
    };
    let mut drawing = Drawing { scene, palette, view: View::around(chart) };
    for country in chart.land.countries() {
        drawing.land(country);
    }
    for line in chart.land.borders() {
        drawing.border(line);
    }
    for country in chart.land.countries() {
        drawing.country_name(country, &chart.places);
    }
    for place in &chart.places {
        drawing.disc(place);
    }
    for arc in &chart.arcs {
        drawing.arc(arc);
    }
    for place in &chart.places {
        drawing.place(place);
    }
    drawing.legend();
    drawing.scene
}

/// Which piece of the map fills the picture.
struct View {
    left: f64,
    top: f64,
    /// Pixels for one map unit.
    scale: f64,
}

impl View {
    fn around(chart: &MapChart<'_>) -> Self {
        let ends = chart.arcs.iter().flat_map(|arc| [arc.from, arc.to]);
        let bow = chart.arcs.iter().flat_map(|arc| {
            let way = projection::great_circle_points(arc.from, arc.to, 17);
            way.into_iter().map(|(lat, lon)| projection::project(lat, lon))
        });
        let points = chart.places.iter().map(|place| place.point).chain(ends);
        let (mut x, mut y) = ((f64::MAX, f64::MIN), (f64::MAX, f64::MIN));
        for (px, py) in points.map(projection::project_point).chain(bow) {
            x = (x.0.min(px), x.1.max(px));
            y = (y.0.min(py), y.1.max(py));
        }
        if x.0 > x.1 {
            (x, y) = ((-0.5, 0.5), (-projection::HALF_HEIGHT, projection::HALF_HEIGHT));
        }
        let aspect = f64::from(HEIGHT) / f64::from(WIDTH);
        let room = 1.0 - 2.0 * MARGIN;
        let wide = ((x.1 - x.0) / room).max((y.1 - y.0) / room / aspect);
        let width = wide.clamp(LEAST_WIDTH, 1.08);
        let high = width * aspect;
        // A view never runs far over the edge of the world where it need not.
        let fit = |middle: f64, half: f64, limit: f64| {
            let limit = limit * 1.04;
            if half >= limit { 0.0 } else { middle.clamp(half - limit, limit - half) }
        };
        let middle_x = fit(f64::midpoint(x.0, x.1), width / 2.0, 0.5);
        let middle_y = fit(f64::midpoint(y.0, y.1), high / 2.0, projection::HALF_HEIGHT);
        Self {
            left: middle_x - width / 2.0,
            top: middle_y - high / 2.0,
            scale: f64::from(WIDTH) / width,
        }
    }

    fn at(&self, lat: f64, lon: f64) -> (f32, f32) {
        let (x, y) = projection::project(lat, lon);
        (((x - self.left) * self.scale) as f32, ((y - self.top) * self.scale) as f32)
    }

    fn at_vertex(&self, [lon, lat]: [f32; 2]) -> (f32, f32) {
        self.at(f64::from(lat), f64::from(lon))
    }
}

struct Drawing<'a> {
    scene: Scene,
    palette: &'a Palette,
    view: View,
}

impl Drawing<'_> {
    fn text(&mut self, (x, y): (f32, f32), anchor: Anchor, color: Rgb, text: String) {
        let text = TextPrim { x, y, size: 11.0, anchor, color, is_strong: false, text };
        self.scene.prims.push(Prim::Text(text));
    }

    fn land(&mut self, country: &Country) {
        for ring in country.rings() {
            let points: Vec<_> = ring.iter().map(|&v| self.view.at_vertex(v)).collect();
            let points = thinned(FRAME.area(&points));
            if points.len() > 2 {
                let fill = Paint::solid(self.palette.land);
                self.scene.prims.push(Prim::Polygon { points, fill });
            }
        }
    }

    fn border(&mut self, line: &[[f32; 2]]) {
        let points: Vec<_> = line.iter().map(|&v| self.view.at_vertex(v)).collect();
        for piece in FRAME.lines(&points) {
            let stroke = Stroke::solid(self.palette.border, 0.8);
            self.scene.prims.push(Prim::Line { points: thinned(piece), stroke });
        }
    }

    /// Names of countries that are large enough, and not under a place.
    fn country_name(&mut self, country: &Country, places: &[MapPlace]) {
        let at = self.view.at(country.label.lat(), country.label.lon());
        let bounds = country.bounds;
        let (west, _) = self.view.at_vertex([bounds.west, country.label.lat() as f32]);
        let (east, _) = self.view.at_vertex([bounds.east, country.label.lat() as f32]);
        let room = country.name.chars().count() as f32 * 7.0;
        let is_free = places.iter().all(|place| {
            let (x, y) = self.view.at(place.point.lat(), place.point.lon());
            (x - at.0).abs() > 90.0 || (y - at.1).abs() > 34.0
        });
        if east - west > room && is_free && FRAME.contains(at) {
            self.text(at, Anchor::Middle, self.palette.muted, country.name.clone());
        }
    }

    fn disc(&mut self, place: &MapPlace) {
        let points: Vec<_> = circle_around(place.point, place.radius_km)
            .into_iter()
            .map(|(lat, lon)| self.view.at(lat, lon))
            .collect();
        let spans_map = points.windows(2).any(|w| match w {
            [a, b] => (a.0 - b.0).abs() > WIDTH / 2.0,
            _ => false,
        });
        let points = FRAME.area(&points);
        if !spans_map && points.len() > 2 {
            let fill = Paint::soft(self.color(place.role), 0.10);
            self.scene.prims.push(Prim::Polygon { points, fill });
        }
    }

    fn arc(&mut self, arc: &MapArc) {
        let color = if arc.is_mismatch { self.palette.high } else { self.palette.accent };
        let way = projection::great_circle_points(arc.from, arc.to, 65);
        for piece in projection::split_at_antimeridian(&way) {
            let points: Vec<_> = piece.iter().map(|&(lat, lon)| self.view.at(lat, lon)).collect();
            let stroke = Stroke { paint: Paint::soft(color, 0.9), width: 1.8, dash: None };
            self.scene.prims.push(Prim::Line { points, stroke });
        }
        if let Some(&(lat, lon)) = way.get(way.len() / 2) {
            let (x, y) = self.view.at(lat, lon);
            let label = escape::screen(&arc.label, LABEL_CHARS);
            self.label((x, y - 11.0), &label, color);
        }
    }

    fn place(&mut self, place: &MapPlace) {
        let (x, y) = self.view.at(place.point.lat(), place.point.lon());
        let color = self.color(place.role);
        let below = match place.role {
            MapRole::Source => {
                let ring = Prim::Disc {
                    center: (x, y),
                    radius: 6.5,
                    fill: Paint::solid(self.palette.panel),
                };
                let dot = Prim::Disc { center: (x, y), radius: 5.0, fill: Paint::solid(color) };
                self.scene.prims.extend([ring, dot]);
                -16.0
            }
            MapRole::Responder => {
                self.square((x, y), 6.5, self.palette.panel);
                self.square((x, y), 5.0, color);
                17.0
            }
        };
        let label = escape::screen(&place.label, LABEL_CHARS);
        let half = label.chars().count() as f32 * 3.3;
        let x = x.clamp(half.min(WIDTH / 2.0) + 4.0, (WIDTH - half - 4.0).max(WIDTH / 2.0));
        self.label((x, y + below), &label, self.palette.text);
    }

    /// A rounded square of this half width.
    fn square(&mut self, (x, y): (f32, f32), half: f32, color: Rgb) {
        let (out, cut) = (half, half * 0.55);
        let corners = [
            (-cut, -out),
            (cut, -out),
            (out, -cut),
            (out, cut),
            (cut, out),
            (-cut, out),
            (-out, cut),
            (-out, -cut),
        ];
        let points = corners.map(|(dx, dy)| (x + dx, y + dy)).to_vec();
        self.scene.prims.push(Prim::Polygon { points, fill: Paint::solid(color) });
    }

    /// A text on a soft ground, so that it can be read over borders.
    fn label(&mut self, (x, y): (f32, f32), text: &str, color: Rgb) {
        if text.is_empty() {
            return;
        }
        let width = text.chars().count() as f32 * 6.4 + 8.0;
        let ground = Paint::soft(self.palette.panel, 0.78);
        self.scene.rect((x - width / 2.0, y - 8.0), (width, 16.0), ground);
        self.text((x, y), Anchor::Middle, color, text.to_owned());
    }

    fn legend(&mut self) {
        let y = HEIGHT - 14.0;
        self.scene.rect((0.0, y - 12.0), (560.0, 26.0), Paint::soft(self.palette.panel, 0.85));
        let color = self.color(MapRole::Source);
        let dot = Prim::Disc { center: (14.0, y), radius: 5.0, fill: Paint::solid(color) };
        self.scene.prims.push(dot);
        let muted = self.palette.muted;
        self.text((24.0, y), Anchor::Start, muted, "asked from".to_owned());
        self.square((100.0, y), 5.0, self.color(MapRole::Responder));
        self.text((110.0, y), Anchor::Start, muted, "answered at".to_owned());
        let soft = Paint::soft(color, 0.2);
        self.scene.prims.push(Prim::Disc { center: (194.0, y), radius: 8.0, fill: soft });
        let words = "where the true place may lie";
        self.text((207.0, y), Anchor::Start, muted, words.to_owned());
        let source = "Places © GeoNames · Natural Earth";
        self.text((372.0, y), Anchor::Start, muted, source.to_owned());
    }

    fn color(&self, role: MapRole) -> Rgb {
        match role {
            MapRole::Source => self.palette.denied,
            MapRole::Responder => self.palette.accent,
        }
    }
}

/// The points (latitude, longitude) at one distance from a place.
fn circle_around(center: GeoPoint, radius_km: f64) -> Vec<(f64, f64)> {
    let (lat, lon) = (center.lat().to_radians(), center.lon().to_radians());
    let angle = (radius_km / EARTH_RADIUS_KM).clamp(0.0, std::f64::consts::PI);
    (0..64)
        .map(|step| {
            let bearing = std::f64::consts::TAU * f64::from(step) / 64.0;
            let sine = lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos();
            let there = sine.clamp(-1.0, 1.0).asin();
            let east = (bearing.sin() * angle.sin() * lat.cos())
                .atan2(angle.cos() - lat.sin() * there.sin());
            let lon = (lon + east).to_degrees();
            (there.to_degrees(), (lon + 540.0).rem_euclid(360.0) - 180.0)
        })
        .collect()
}

/// The line without corners that no eye can tell apart; both ends stay.
fn thinned(points: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    let last = points.last().copied();
    let mut out: Vec<(f32, f32)> = Vec::with_capacity(points.len() / 2);
    for point in points {
        let is_near =
            out.last().is_some_and(|kept| (kept.0 - point.0).hypot(kept.1 - point.1) < THINNING);
        if !is_near || Some(point) == last {
            out.push(point);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Detail;
    use crate::report::palette::LIGHT;

    fn at(lat: f64, lon: f64) -> GeoPoint {
        GeoPoint::from_degrees(lat, lon).unwrap()
    }

    fn chart(land: &World, ends: [GeoPoint; 2]) -> MapChart<'_> {
        let [from, to] = ends;
        let place = |point, role, label: &str| MapPlace {
            point,
            radius_km: 25.0,
            role,
            label: label.to_owned(),
        };
        MapChart {
            land,
            arcs: vec![MapArc { from, to, label: "1 204 km".to_owned(), is_mismatch: true }],
            places: vec![
                place(from, MapRole::Source, "asked"),
                place(to, MapRole::Responder, "answered"),
            ],
            description: String::new(),
        }
    }

    fn inside(scene: &Scene) -> bool {
        scene.prims.iter().all(|prim| match prim {
            Prim::Disc { center, .. } => FRAME.contains(*center),
            Prim::Text(text) => FRAME.contains((text.x, text.y)),
            _ => true,
        })
    }

    #[test]
    fn every_place_and_label_lies_in_the_picture() {
        let land = World::load(Detail::Coarse).unwrap();
        for ends in [
            [at(52.52, 13.405), at(50.45, 30.52)],
            [at(35.7, 139.7), at(37.8, -122.4)],
            [at(-54.8, -68.3), at(78.2, 15.6)],
            [at(51.5, -0.1), at(51.5, -0.1)],
            [at(-17.8, 178.0), at(-21.1, -175.2)],
        ] {
            assert!(inside(&map_scene(&chart(&land, ends), &LIGHT)), "{ends:?}");
        }
    }

    #[test]
    fn land_outside_the_piece_is_not_carried_along() {
        let land = World::load(Detail::Coarse).unwrap();
        let near = map_scene(&chart(&land, [at(52.5, 13.4), at(48.1, 11.6)]), &LIGHT);
        let whole = MapChart {
            land: &land,
            arcs: Vec::new(),
            places: Vec::new(),
            description: String::new(),
        };
        assert!(near.prims.len() < map_scene(&whole, &LIGHT).prims.len());
    }

    #[test]
    fn a_circle_over_the_pole_has_no_nan() {
        for point in [at(89.9, 10.0), at(-90.0, 0.0), at(0.1, 180.0)] {
            let circle = circle_around(point, 3_000.0);
            assert!(circle.iter().all(|p| p.0.is_finite() && p.1.abs() <= 180.0));
        }
    }
}
