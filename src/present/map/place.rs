//! What makes two logged places one place on the map, and what it is called.

use crate::case::{Side, marked};
use crate::model::{GeoPoint, Place, TextId};
use crate::present::format;

/// Places with one name and coordinates in one cell are one place.
pub(super) type PlaceKey = ([TextId; 3], (i32, i32));

/// Cells are one degree wide where the log names the place (providers scatter the coordinates of
/// one city), and a tenth of a degree where it gives coordinates only.
pub(super) fn key(place: &Place, point: GeoPoint) -> PlaceKey {
    let names = [place.city, place.state, place.country];
    let per_degree = if names.iter().any(|name| name.is_present()) { 1.0 } else { 10.0 };
    let cell = |degrees: f64| (degrees * per_degree).round() as i32;
    (names, (cell(point.lat()), cell(point.lon())))
}

/// The shortest name: the city, else the state, else the country, else the coordinates.
pub(super) fn name(side: &Side<'_>, point: GeoPoint) -> String {
    let shortest = side.city.or(side.state).or(side.country);
    shortest.map_or_else(|| coordinates(point), |it| format::shown(it.value))
}

/// City, state and country, each once, with the mark of the database that gives them.
pub(super) fn full_name(side: &Side<'_>, point: GeoPoint) -> String {
    let mut parts: Vec<String> = Vec::new();
    for told in [side.city, side.state, side.country].into_iter().flatten() {
        let text = format::shown(told.value);
        if parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    let text = if parts.is_empty() { coordinates(point) } else { parts.join(", ") };
    marked(text, side.place_database())
}

fn coordinates(point: GeoPoint) -> String {
    let part = |degrees: f64, plus: char, minus: char| {
        format!("{:.1}° {}", degrees.abs(), if degrees < 0.0 { minus } else { plus })
    };
    format!("{}, {}", part(point.lat(), 'N', 'S'), part(point.lon(), 'E', 'W'))
}
