//! Places on Earth, and how far apart two of them are at least.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{DatabaseId, DatabasePlace, TextId, ValueSource};

/// Mean Earth radius in kilometres (detections.md §2.6).
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A coordinate in millionths of a degree, so that it can be compared and hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GeoPoint {
    /// Latitude, north positive, in 1e-6 degrees, within ±90 000 000.
    pub lat_e6: i32,
    /// Longitude, east positive, in 1e-6 degrees, within ±180 000 000.
    pub lon_e6: i32,
}

impl GeoPoint {
    /// A point from degrees; `None` when a value is not finite or off the globe.
    ///
    /// 0/0 is what exports write for "unknown" (formats.md §E 9), so it is `None` too.
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        let on_globe =
            lat.is_finite() && lon.is_finite() && lat.abs() <= 90.0 && lon.abs() <= 180.0;
        let null_island = lat == 0.0 && lon == 0.0;
        (on_globe && !null_island).then(|| Self {
            lat_e6: (lat * 1e6).round() as i32,
            lon_e6: (lon * 1e6).round() as i32,
        })
    }

    /// Latitude in degrees.
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e6) / 1e6
    }

    /// Longitude in degrees.
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e6) / 1e6
    }
}

/// A place as the log words it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// City as logged.
    pub city: TextId,
    /// State or region as logged.
    pub state: TextId,
    /// Country as logged: a name (Okta, Duo) or two letters (Entra).
    pub country: TextId,
    /// Coordinates where the log gives them.
    pub point: Option<GeoPoint>,
}

/// How exact a resolved place is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Coordinates that the log itself gives.
    Logged,
    /// A city of the gazetteer.
    City,
    /// The centre of a state or region.
    State,
    /// The centre of a country.
    Country,
    /// No place.
    #[default]
    None,
}

/// Where the point of a place comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceSource {
    /// Coordinates that the log gives.
    LogCoordinates,
    /// Names that the log gives, found in the gazetteer.
    LogNames,
    /// The log gives none of these, a database of addresses does.
    Database(DatabaseId),
}

/// A place that can be drawn and measured, derived from a [`Place`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResolvedPlace {
    /// Where to draw it.
    pub point: Option<GeoPoint>,
    /// How exact it is.
    pub precision: Precision,
    /// Radius of the disc in which the true place may lie, kilometres (detections.md §2.6).
    pub radius_km: f64,
    /// ISO 3166-1 alpha-2 country code in capitals, where the text names a country that is known.
    pub country: Option<[u8; 2]>,
    /// Why there is no point, or what was assumed; empty when the log gave coordinates.
    pub reason: &'static str,
    /// Where `point` comes from.
    pub source: Option<PlaceSource>,
    /// Where `country` comes from.
    pub country_source: Option<ValueSource>,
    /// What a database says of the address, whether or not it was needed.
    pub database: Option<Arc<DatabasePlace>>,
}

impl ResolvedPlace {
    /// The country's ISO code as text, where it is known.
    pub fn country_text(&self) -> Option<String> {
        self.country.map(country_code_text)
    }

    /// What the database says, where the point is taken from it.
    pub fn by_database(&self) -> Option<&DatabasePlace> {
        self.database.as_deref().filter(|_| matches!(self.source, Some(PlaceSource::Database(_))))
    }

    /// What a search may find beside the log's words: the names that a database gives.
    pub fn added_words(&self) -> String {
        self.by_database().map(DatabasePlace::words).unwrap_or_default()
    }

    /// What the database says, where it names another country than the log.
    pub fn contradicted_by(&self) -> Option<&DatabasePlace> {
        let logged = self.country.filter(|_| self.country_source == Some(ValueSource::Log))?;
        self.database.as_deref().filter(|said| said.code.is_some_and(|code| code != logged))
    }
}

/// A country's ISO code as documents and filters word it.
pub fn country_code_text(code: [u8; 2]) -> String {
    code.iter().map(|&letter| char::from(letter)).collect()
}

/// Great-circle distance in kilometres (haversine).
pub fn great_circle_km(a: GeoPoint, b: GeoPoint) -> f64 {
    let (lat_a, lat_b) = (a.lat().to_radians(), b.lat().to_radians());
    let d_lat = lat_b - lat_a;
    let d_lon = (b.lon() - a.lon()).to_radians();
    let h = (d_lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (d_lon / 2.0).sin().powi(2);
    2.0 * EARTH_RADIUS_KM * h.clamp(0.0, 1.0).sqrt().asin()
}

/// The least distance that two uncertain places can have: `max(0, d − r₁ − r₂)`, kilometres.
pub fn effective_distance_km(distance_km: f64, radius_a_km: f64, radius_b_km: f64) -> f64 {
    (distance_km - radius_a_km - radius_b_km).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> GeoPoint {
        GeoPoint::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn distances_agree_with_the_catalogue() {
        let km = |a, b| (great_circle_km(a, b) * 10.0).round() / 10.0;
        assert!((km(at(51.5074, -0.1278), at(48.8566, 2.3522)) - 343.6).abs() < 0.5);
        assert!((km(at(52.52, 13.405), at(50.4501, 30.5234)) - 1204.5).abs() < 1.0);
    }

    #[test]
    fn a_coordinate_off_the_globe_or_at_null_island_is_no_point() {
        assert_eq!(GeoPoint::from_degrees(91.0, 0.0), None);
        assert_eq!(GeoPoint::from_degrees(f64::NAN, 0.0), None);
        assert_eq!(GeoPoint::from_degrees(0.0, 0.0), None);
    }

    #[test]
    fn two_discs_that_overlap_are_zero_apart() {
        assert_eq!(effective_distance_km(30.0, 25.0, 25.0), 0.0);
        assert_eq!(effective_distance_km(100.0, 25.0, 25.0), 50.0);
    }
}
