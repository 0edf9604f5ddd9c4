//! Equal Earth, great circles and the antimeridian: pure functions that every map shares.
//!
//! In: degrees. Out: map units in which **the world is 1.0 wide**: (0, 0) is latitude 0,
//! longitude 0; x grows eastwards from −0.5 to 0.5; **y grows southwards**, as on a screen, from
//! −[`HALF_HEIGHT`] at the north pole to +[`HALF_HEIGHT`] at the south pole.
//! Must never know: pixels, zoom, countries.
//!
//! Equal Earth: Šavrič, Patterson, Jenny, "The Equal Earth map projection", 2018. Areas are true.

use std::f64::consts::PI;

use crate::model::GeoPoint;

const A1: f64 = 1.340_264;
const A2: f64 = -0.081_106;
const A3: f64 = 0.000_893;
const A4: f64 = 0.003_796;
/// √3 / 2.
const M: f64 = 0.866_025_403_784_438_6;
/// Width of the world on the unit sphere: from −180° to 180° along the equator.
const WIDTH: f64 = 2.0 * PI / (M * A1);

/// Distance from the equator to a pole, in map units; the map is twice as high.
pub const HALF_HEIGHT: f64 = 0.243_358_487_693_702;

/// Degrees (latitude, longitude) to map units (x, y).
pub fn project(lat: f64, lon: f64) -> (f64, f64) {
    let theta = (M * lat.to_radians().sin()).clamp(-1.0, 1.0).asin();
    let x = lon.to_radians() * theta.cos() / (M * slope(theta));
    (x / WIDTH, -height(theta) / WIDTH)
}

/// A point of the model to map units.
pub fn project_point(point: GeoPoint) -> (f64, f64) {
    project(point.lat(), point.lon())
}

/// Map units (x, y) to degrees (latitude, longitude); `None` off the globe.
pub fn unproject(x: f64, y: f64) -> Option<(f64, f64)> {
    if !(x.is_finite() && y.is_finite()) || y.abs() > HALF_HEIGHT + 1e-6 {
        return None;
    }
    let target = -y * WIDTH;
    let mut theta = target / A1;
    for _ in 0..12 {
        let step = (height(theta) - target) / slope(theta);
        theta -= step;
        if step.abs() < 1e-12 {
            break;
        }
    }
    let lon = (x * WIDTH * M * slope(theta) / theta.cos()).to_degrees();
    let lat = (theta.sin() / M).clamp(-1.0, 1.0).asin().to_degrees();
    (lon.abs() <= 180.0 + 1e-6).then(|| (lat, lon.clamp(-180.0, 180.0)))
}

/// y on the unit sphere, north positive.
fn height(theta: f64) -> f64 {
    let t2 = theta * theta;
    let t6 = t2 * t2 * t2;
    theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2))
}

/// Derivative of [`height`].
fn slope(theta: f64) -> f64 {
    let t2 = theta * theta;
    let t6 = t2 * t2 * t2;
    A1 + 3.0 * A2 * t2 + t6 * (7.0 * A3 + 9.0 * A4 * t2)
}

/// The edge of the globe as a closed line in map units, clockwise from the north-west,
/// with `steps` points along each side.
pub fn outline(steps: usize) -> Vec<(f64, f64)> {
    let steps = steps.max(1);
    let lat = |step: usize| 90.0 - 180.0 * step as f64 / steps as f64;
    let east = (0..=steps).map(|step| project(lat(step), 180.0));
    let west = (0..=steps).rev().map(|step| project(lat(step), -180.0));
    east.chain(west).collect()
}

/// `n` points (latitude, longitude in degrees) of the shortest way from `a` to `b`, both ends
/// included; at least two. Between antipodes any way is shortest; the one over the pole is taken.
pub fn great_circle_points(a: GeoPoint, b: GeoPoint, n: usize) -> Vec<(f64, f64)> {
    let last = n.max(2) - 1;
    let (start, end) = (unit_vector(a), unit_vector(b));
    let dot = start.iter().zip(&end).map(|(s, e)| s * e).sum::<f64>().clamp(-1.0, 1.0);
    let angle = dot.acos();
    if angle < 1e-9 {
        return (0..=last).map(|_| (a.lat(), a.lon())).collect();
    }
    if PI - angle < 1e-6 {
        return over_the_pole(a, b, last);
    }
    let at = |step: usize| {
        let share = step as f64 / last as f64;
        let (from, to) = (((1.0 - share) * angle).sin(), (share * angle).sin());
        let [x, y, z] = [0, 1, 2].map(|axis: usize| {
            let part = |v: &[f64; 3]| v.get(axis).copied().unwrap_or_default();
            part(&start) * from + part(&end) * to
        });
        (z.atan2(x.hypot(y)).to_degrees(), y.atan2(x).to_degrees())
    };
    let mut points: Vec<_> = (0..=last).map(at).collect();
    if let Some(first) = points.first_mut() {
        *first = (a.lat(), a.lon());
    }
    if let Some(end) = points.last_mut() {
        *end = (b.lat(), b.lon());
    }
    points
}

fn unit_vector(point: GeoPoint) -> [f64; 3] {
    let (lat, lon) = (point.lat().to_radians(), point.lon().to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

fn over_the_pole(a: GeoPoint, b: GeoPoint, last: usize) -> Vec<(f64, f64)> {
    let pole = if a.lat() + b.lat() >= 0.0 { 90.0 } else { -90.0 };
    let (to_pole, from_pole) = ((pole - a.lat()).abs(), (pole - b.lat()).abs());
    let whole = to_pole + from_pole;
    (0..=last)
        .map(|step| {
            let way = whole * step as f64 / last as f64;
            if way <= to_pole {
                (a.lat() + (pole - a.lat()) * way / to_pole.max(1e-9), a.lon())
            } else {
                (pole + (b.lat() - pole) * (way - to_pole) / from_pole.max(1e-9), b.lon())
            }
        })
        .collect()
}

/// Cuts a line of (latitude, longitude) where it crosses ±180°, so that no piece spans the map;
/// each cut ends at the edge of the map and goes on at the other edge.
pub fn split_at_antimeridian(line: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<(f64, f64)> = Vec::new();
    for &(lat, lon) in line {
        if let Some(&(lat_before, lon_before)) = piece.last()
            && (lon - lon_before).abs() > 180.0
        {
            let edge = if lon_before > 0.0 { 180.0 } else { -180.0 };
            let onward = lon + 2.0 * edge;
            let span = onward - lon_before;
            let share = if span.abs() < 1e-12 { 0.0 } else { (edge - lon_before) / span };
            let lat_edge = lat_before + share * (lat - lat_before);
            piece.push((lat_edge, edge));
            pieces.push(std::mem::replace(&mut piece, vec![(lat_edge, -edge)]));
        }
        piece.push((lat, lon));
    }
    pieces.push(piece);
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> GeoPoint {
        GeoPoint::from_degrees(lat, lon).unwrap()
    }

    /// Values of PROJ 9's `eqearth` on the unit sphere (x, y north positive).
    #[test]
    fn projected_points_agree_with_the_published_formula() {
        for (lat, lon, x, y) in [
            (0.0, 180.0, 2.706_629_983_696, 0.0),
            (90.0, 0.0, 0.0, 1.317_362_759_157),
            (90.0, 180.0, 1.603_588_648_284, 1.317_362_759_157),
            (45.0, 90.0, 1.159_854_499_103, 0.860_231_085_522),
            (-33.87, 151.21, 2.087_103_104_445, -0.664_705_766_022),
            (51.5, -0.125, -0.001_531_310_607, 0.964_991_106_306),
        ] {
            let (px, py) = project(lat, lon);
            assert!((px * WIDTH - x).abs() < 1e-9, "x of {lat}/{lon}: {}", px * WIDTH);
            assert!((-py * WIDTH - y).abs() < 1e-9, "y of {lat}/{lon}: {}", -py * WIDTH);
        }
    }

    #[test]
    fn the_world_is_one_wide_and_its_height_is_named() {
        assert!((project(0.0, 180.0).0 - 0.5).abs() < 1e-12);
        assert!((project(0.0, -180.0).0 + 0.5).abs() < 1e-12);
        assert!((project(-90.0, 0.0).1 - HALF_HEIGHT).abs() < 1e-12);
    }

    #[test]
    fn unprojecting_gives_the_point_back() {
        for lat in [-89.0, -51.5, -10.0, 0.0, 33.3, 60.0, 89.9] {
            for lon in [-180.0, -74.0, 0.0, 13.4, 179.9] {
                let (x, y) = project(lat, lon);
                let (lat_back, lon_back) = unproject(x, y).unwrap();
                assert!((lat - lat_back).abs() < 1e-6 && (lon - lon_back).abs() < 1e-6);
            }
        }
        assert_eq!(unproject(0.49, -0.24), None);
        assert_eq!(unproject(f64::NAN, 0.0), None);
    }

    #[test]
    fn a_great_circle_from_london_to_new_york_bends_north() {
        let points = great_circle_points(at(51.5, -0.1), at(40.7, -74.0), 65);
        assert_eq!(points.len(), 65);
        let northmost = points.iter().map(|p| p.0).fold(f64::MIN, f64::max);
        assert!(northmost > 53.0 && northmost < 55.0);
    }

    #[test]
    fn antipodes_and_equal_points_make_no_nan() {
        for (a, b) in [
            (at(10.0, 20.0), at(-10.0, -160.0)),
            (at(10.0, 20.0), at(10.0, 20.0)),
            (at(90.0, 0.0), at(-90.0, 0.0)),
        ] {
            let points = great_circle_points(a, b, 9);
            assert!(points.iter().all(|p| p.0.is_finite() && p.1.is_finite()));
        }
    }

    #[test]
    fn a_line_over_the_pacific_is_cut_at_the_edge_of_the_map() {
        let line = great_circle_points(at(35.7, 139.7), at(37.8, -122.4), 33);
        let pieces = split_at_antimeridian(&line);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0].last().unwrap().1, 180.0);
        assert_eq!(pieces[1].first().unwrap().1, -180.0);
        let jumps =
            pieces.iter().flat_map(|p| p.windows(2)).any(|w| (w[0].1 - w[1].1).abs() > 180.0);
        assert!(!jumps);
    }
}
