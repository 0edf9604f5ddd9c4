//! Country shapes, cut at the antimeridian and ready to paint.
//!
//! In: the assets. Out: [`World`]: per country rings and triangles, and the lines between them.
//! Must never know: pixels, colours, zoom; the caller projects vertices with `projection`.

use super::wire::Reader;
use super::{GeoError, projection};
use crate::model::GeoPoint;

/// How fine the shapes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Natural Earth 1:110 million, for the whole world: 177 countries, 8 000 points.
    #[default]
    Coarse,
    /// Natural Earth 1:50 million, for a continent or nearer: 241 countries, 80 000 points.
    Fine,
}

/// A box in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Least longitude.
    pub west: f32,
    /// Least latitude.
    pub south: f32,
    /// Greatest longitude.
    pub east: f32,
    /// Greatest latitude.
    pub north: f32,
}

impl Bounds {
    /// A box that holds nothing.
    const EMPTY: Self = Self {
        west: f32::INFINITY,
        south: f32::INFINITY,
        east: f32::NEG_INFINITY,
        north: f32::NEG_INFINITY,
    };

    fn add(&mut self, [lon, lat]: [f32; 2]) {
        self.west = self.west.min(lon);
        self.east = self.east.max(lon);
        self.south = self.south.min(lat);
        self.north = self.north.max(lat);
    }

    /// Whether it holds a point.
    pub fn contains(&self, lon: f32, lat: f32) -> bool {
        self.west <= lon && lon <= self.east && self.south <= lat && lat <= self.north
    }
}

/// One country. No ring and no triangle crosses ±180°.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2 (Kosovo: `XK`); `None` for areas without a code of their own.
    pub code: Option<[u8; 2]>,
    /// English name.
    pub name: String,
    /// Where its name fits best: the point of its largest part that is farthest from its edge.
    pub label: GeoPoint,
    /// Every corner of every ring as (longitude, latitude) in degrees, ring after ring.
    pub vertices: Vec<[f32; 2]>,
    /// Where each ring ends in `vertices`; rings inside others are holes (even-odd).
    pub ring_ends: Vec<u32>,
    /// Three indices into `vertices` for each triangle, cut in the plane of the projection.
    pub triangles: Vec<u32>,
    /// The box around it; as wide as the world for countries on both sides of ±180°.
    pub bounds: Bounds,
}

impl Country {
    /// Its rings as (longitude, latitude) in degrees; first and last corner differ.
    pub fn rings(&self) -> impl Iterator<Item = &[[f32; 2]]> {
        let mut start = 0;
        self.ring_ends.iter().map(move |&end| {
            let ring = self.vertices.get(start..end as usize).unwrap_or_default();
            start = end as usize;
            ring
        })
    }

    /// Whether a point in degrees lies inside (even-odd over all rings).
    pub fn contains(&self, lon: f64, lat: f64) -> bool {
        self.bounds.contains(lon as f32, lat as f32)
            && self.rings().fold(false, |inside, ring| inside ^ is_inside(ring, lon, lat))
    }
}

/// All countries, and the lines that are drawn over their fills.
#[derive(Clone, Debug)]
pub struct World {
    countries: Vec<Country>,
    borders: Vec<Vec<[f32; 2]>>,
    coasts: Vec<Vec<[f32; 2]>>,
}

impl World {
    /// Unpacks the shapes that are part of the program.
    ///
    /// # Errors
    /// [`GeoError`] when the program was built with a damaged asset.
    pub fn load(detail: Detail) -> Result<Self, GeoError> {
        let (asset, bytes): (_, &[u8]) = match detail {
            Detail::Coarse => ("coarse map", include_bytes!("../../assets/world_110m.bin")),
            Detail::Fine => ("fine map", include_bytes!("../../assets/world_50m.bin")),
        };
        let mut reader = Reader::open(asset, bytes, b"PSW1")?;
        let arcs = read_arcs(&mut reader)?;
        let count = reader.count()?;
        let countries =
            (0..count).map(|_| read_country(&mut reader, &arcs)).collect::<Result<_, _>>()?;
        let lines = |kind| {
            arcs.iter().filter(|arc| arc.kind == kind).map(|arc| arc.points.clone()).collect()
        };
        Ok(Self { countries, borders: lines(ArcKind::Border), coasts: lines(ArcKind::Coast) })
    }

    /// The countries, sorted by code, those without a code last.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// Lines between two countries, as (longitude, latitude) in degrees.
    pub fn borders(&self) -> &[Vec<[f32; 2]>] {
        &self.borders
    }

    /// Lines between a country and the sea, as (longitude, latitude) in degrees; none runs along
    /// the edge of the map.
    pub fn coasts(&self) -> &[Vec<[f32; 2]>] {
        &self.coasts
    }

    /// The index of the country in which a point lies; `None` at sea.
    pub fn country_at(&self, point: GeoPoint) -> Option<usize> {
        self.countries.iter().position(|country| country.contains(point.lon(), point.lat()))
    }

    /// The country with this alpha-2 code.
    pub fn by_code(&self, code: [u8; 2]) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == Some(code))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ArcKind {
    Coast,
    Border,
    /// Only an edge of fills: a ring that was cut at the antimeridian.
    Hidden,
}

struct Arc {
    kind: ArcKind,
    points: Vec<[f32; 2]>,
}

fn read_arcs(reader: &mut Reader) -> Result<Vec<Arc>, GeoError> {
    let count = reader.count()?;
    let mut arcs = Vec::with_capacity(count);
    for _ in 0..count {
        let kind = match reader.varint()? {
            0 => ArcKind::Coast,
            1 => ArcKind::Border,
            2 => ArcKind::Hidden,
            _ => return Err(reader.broken("an unknown kind of line")),
        };
        let length = reader.count()?;
        let mut points = Vec::with_capacity(length);
        let (mut lon, mut lat) = (0_i32, 0_i32);
        for _ in 0..length {
            lon = lon.saturating_add(reader.signed()?);
            lat = lat.saturating_add(reader.signed()?);
            points.push([lon as f32 / 100.0, lat as f32 / 100.0]);
        }
        arcs.push(Arc { kind, points });
    }
    Ok(arcs)
}

fn read_country(reader: &mut Reader, arcs: &[Arc]) -> Result<Country, GeoError> {
    let code: [u8; 2] = reader.array()?;
    let name = reader.text()?;
    let (lon, lat) = (f64::from(reader.signed()?) / 100.0, f64::from(reader.signed()?) / 100.0);
    let label = GeoPoint::from_degrees(lat, lon).ok_or_else(|| reader.broken("no label point"))?;
    let mut country = Country {
        code: (code != [0, 0]).then_some(code),
        name,
        label,
        vertices: Vec::new(),
        ring_ends: Vec::new(),
        triangles: Vec::new(),
        bounds: Bounds::EMPTY,
    };
    for _ in 0..reader.count()? {
        read_polygon(reader, arcs, &mut country)?;
    }
    for &vertex in &country.vertices {
        country.bounds.add(vertex);
    }
    Ok(country)
}

fn read_polygon(reader: &mut Reader, arcs: &[Arc], country: &mut Country) -> Result<(), GeoError> {
    let base = country.vertices.len();
    let mut holes = Vec::new();
    for ring in 0..reader.count()? {
        let start = country.vertices.len();
        if ring > 0 {
            holes.push(start - base);
        }
        for _ in 0..reader.count()? {
            let index = reader.signed()?;
            let arc = usize::try_from(if index < 0 { !index } else { index }).ok();
            let arc = arc.and_then(|index| arcs.get(index));
            let arc = arc.ok_or_else(|| reader.broken("a line that is not there"))?;
            append(&mut country.vertices, start, &arc.points, index < 0);
        }
        let is_closed = country.vertices.get(start) == country.vertices.last();
        if is_closed && country.vertices.len() > start + 1 {
            country.vertices.pop();
        }
        let end = u32::try_from(country.vertices.len());
        country.ring_ends.push(end.map_err(|_| reader.broken("too many corners"))?);
    }
    let corners = country.vertices.get(base..).unwrap_or_default();
    let triangles = triangulate(corners, &holes).map_err(|what| reader.broken(&what))?;
    country.triangles.extend(triangles.into_iter().map(|index| (base + index) as u32));
    Ok(())
}

/// Appends an arc to the ring that begins at `start`, without repeating the joint.
fn append(ring: &mut Vec<[f32; 2]>, start: usize, points: &[[f32; 2]], is_reversed: bool) {
    let mut push = |point: [f32; 2]| {
        if ring.len() == start || ring.last() != Some(&point) {
            ring.push(point);
        }
    };
    if is_reversed {
        points.iter().rev().copied().for_each(&mut push);
    } else {
        points.iter().copied().for_each(&mut push);
    }
}

/// Triangles of one polygon, cut in the plane of the projection so that none folds over there.
fn triangulate(corners: &[[f32; 2]], holes: &[usize]) -> Result<Vec<usize>, String> {
    let flat: Vec<f64> = corners
        .iter()
        .flat_map(|&[lon, lat]| {
            let (x, y) = projection::project(f64::from(lat), f64::from(lon));
            [x, y]
        })
        .collect();
    earcutr::earcut(&flat, holes, 2)
        .map_err(|error| format!("a polygon that cannot be cut ({error})"))
}

fn is_inside(ring: &[[f32; 2]], lon: f64, lat: f64) -> bool {
    let Some(&last) = ring.last() else { return false };
    let mut before = last.map(f64::from);
    let mut inside = false;
    for corner in ring {
        let [ax, ay] = before;
        let [bx, by] = corner.map(f64::from);
        if (ay > lat) != (by > lat) && lon < (bx - ax) * (lat - ay) / (by - ay) + ax {
            inside = !inside;
        }
        before = [bx, by];
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_at(world: &World, lat: f64, lon: f64) -> Option<[u8; 2]> {
        let index = world.country_at(GeoPoint::from_degrees(lat, lon)?)?;
        world.countries()[index].code
    }

    #[test]
    fn twenty_cities_lie_in_their_countries() {
        for detail in [Detail::Coarse, Detail::Fine] {
            let world = World::load(detail).unwrap();
            for (lat, lon, code) in [
                (48.86, 2.35, b"FR"),
                (52.52, 13.40, b"DE"),
                (50.45, 30.52, b"UA"),
                (55.75, 37.62, b"RU"),
                (66.0, -172.0, b"RU"),
                (67.5, 170.0, b"RU"),
                (39.74, -104.99, b"US"),
                (64.84, -147.72, b"US"),
                (45.42, -75.70, b"CA"),
                (19.43, -99.13, b"MX"),
                (-15.79, -47.88, b"BR"),
                (-34.0, -64.0, b"AR"),
                (-26.20, 28.05, b"ZA"),
                (-29.3, 28.2, b"LS"),
                (30.05, 31.24, b"EG"),
                (-1.29, 36.82, b"KE"),
                (28.61, 77.21, b"IN"),
                (39.90, 116.40, b"CN"),
                (35.9, 138.5, b"JP"),
                (-35.28, 149.13, b"AU"),
                (-80.0, 0.0, b"AQ"),
                (42.6, 20.9, b"XK"),
            ] {
                assert_eq!(code_at(&world, lat, lon), Some(*code), "{detail:?} {lat} {lon}");
            }
            assert_eq!(code_at(&world, 30.0, -40.0), None);
            assert_eq!(code_at(&world, 0.5, -150.0), None);
        }
    }

    #[test]
    fn no_triangle_and_no_line_spans_the_map() {
        for detail in [Detail::Coarse, Detail::Fine] {
            let world = World::load(detail).unwrap();
            for country in world.countries() {
                for ring in country.rings() {
                    let closed = ring.iter().zip(ring.iter().cycle().skip(1));
                    let jump = closed.map(|(a, b)| (a[0] - b[0]).abs()).fold(0.0, f32::max);
                    assert!(jump <= 180.0 || country.code == Some(*b"AQ"), "{}", country.name);
                }
            }
            let lines = world.borders().iter().chain(world.coasts());
            for line in lines {
                assert!(line.windows(2).all(|w| (w[0][0] - w[1][0]).abs() < 90.0));
            }
        }
    }

    /// Equal Earth keeps areas, so triangles must add up to the area of the rings.
    #[test]
    fn triangles_cover_their_country_exactly() {
        for detail in [Detail::Coarse, Detail::Fine] {
            for country in World::load(detail).unwrap().countries() {
                let at = |index: usize| {
                    let [lon, lat] = country.vertices[index];
                    projection::project(f64::from(lat), f64::from(lon))
                };
                let twice = |a: (f64, f64), b: (f64, f64)| a.0 * b.1 - b.0 * a.1;
                let triangles: f64 = country
                    .triangles
                    .chunks(3)
                    .map(|t| [at(t[0] as usize), at(t[1] as usize), at(t[2] as usize)])
                    .map(|[a, b, c]| (twice(a, b) + twice(b, c) + twice(c, a)).abs())
                    .sum();
                let mut start = 0;
                let mut areas = Vec::new();
                for &end in &country.ring_ends {
                    let ring: Vec<_> = (start..end as usize).map(at).collect();
                    let next = ring.iter().cycle().skip(1);
                    areas.push(ring.iter().zip(next).map(|(&a, &b)| twice(a, b)).sum::<f64>());
                    start = end as usize;
                }
                let rings = areas.iter().sum::<f64>().abs();
                let error = (triangles - rings).abs() / rings.max(1e-12);
                assert!(error < 0.02, "{}: {triangles} and {rings}", country.name);
            }
        }
    }

    #[test]
    fn label_points_lie_in_their_countries() {
        let world = World::load(Detail::Fine).unwrap();
        let inside = |c: &&Country| c.contains(c.label.lon(), c.label.lat());
        let outside: Vec<_> = world.countries().iter().filter(|c| !inside(c)).collect();
        let names: Vec<_> = outside.iter().map(|c| &c.name).collect();
        assert!(names.len() <= 6, "only islets smaller than the rounding: {names:?}");
    }
}
