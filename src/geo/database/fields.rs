//! How the makers of address databases name their fields.
//!
//! In: a record of a database. Out: an [`Entry`]. Fields are found by name, never by the
//! database's type: City, Country, ASN and Enterprise databases of MaxMind (GeoLite2, GeoIP2), the
//! same of DB-IP, flat ones of IPinfo and of others.

use maxminddb::{LookupResult, MaxMindDbError, PathElement};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use crate::model::GeoPoint;

/// Longest text that is taken from a database, in characters; no name of a place or of a network
/// is longer.
const LONGEST: usize = 200;

/// One way to a field: names of maps inside each other; a number is a place in a list.
type Path = &'static [&'static str];

// MaxMind and DB-IP: `{"city": {"names": {"en": …}}}`. IPinfo and flat ones: `{"city": …}`.
const CITY: &[Path] = &[&["city", "names", "en"], &["city"], &["city_name"]];
// MaxMind and DB-IP list the largest division first.
const STATE: &[Path] =
    &[&["subdivisions", "0", "names", "en"], &["region"], &["region_name"], &["state1"]];
// `registered_country` is where the network's owner is registered, not where the address is: it
// is left out.
const COUNTRY_CODE: &[Path] = &[&["country", "iso_code"], &["country_code"], &["country_iso_code"]];
const COUNTRY: &[Path] = &[&["country", "names", "en"], &["country"], &["country_name"]];
const LAT: &[Path] = &[&["location", "latitude"], &["lat"], &["latitude"]];
const LON: &[Path] = &[&["location", "longitude"], &["lng"], &["longitude"], &["lon"]];
// Kilometres with MaxMind and with IPinfo.
const RADIUS: &[Path] = &[&["location", "accuracy_radius"], &["radius"], &["accuracy_radius"]];
// A number, or `AS64500` with IPinfo. Enterprise databases keep it under `traits`.
const ASN: &[Path] =
    &[&["autonomous_system_number"], &["asn"], &["traits", "autonomous_system_number"]];
// IPinfo's `name` is the network's only where `asn` stands beside it.
const ORG: &[Path] = &[
    &["autonomous_system_organization"],
    &["as_name"],
    &["traits", "autonomous_system_organization"],
    &["name"],
    &["as_org"],
];

/// What a record says, as it says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub state: Option<String>,
    /// Two letters of the country.
    pub country_code: Option<String>,
    /// Country in words, or in letters where no code is given.
    pub country: Option<String>,
    /// Coordinates.
    pub point: Option<GeoPoint>,
    /// Accuracy radius in kilometres.
    pub radius_km: Option<f64>,
    /// Autonomous system number.
    pub asn: Option<u32>,
    /// Name of the network's owner.
    pub org: Option<String>,
}

impl Entry {
    /// Whether it names a country, city or point.
    pub fn has_place(&self) -> bool {
        let texts = [&self.city, &self.country_code, &self.country];
        self.point.is_some() || texts.iter().any(|text| text.is_some())
    }

    /// Reads a record. A field of another type than any maker writes is absent; a record that is
    /// damaged is an error.
    pub(super) fn read(record: &LookupResult<'_, Vec<u8>>) -> Result<Self, MaxMindDbError> {
        let lat = first(record, LAT)?.and_then(Scalar::number);
        let lon = first(record, LON)?.and_then(Scalar::number);
        let asn = first(record, ASN)?.and_then(Scalar::asn);
        Ok(Self {
            city: text(record, CITY)?,
            state: text(record, STATE)?,
            country_code: text(record, COUNTRY_CODE)?,
            country: text(record, COUNTRY)?,
            point: lat.zip(lon).and_then(|(lat, lon)| GeoPoint::from_degrees(lat, lon)),
            radius_km: first(record, RADIUS)?.and_then(Scalar::number).filter(is_radius),
            asn,
            org: if asn.is_some() { text(record, ORG)? } else { None },
        })
    }
}

/// No place on Earth is farther away than half its girth.
fn is_radius(km: &f64) -> bool {
    km.is_finite() && *km > 0.0 && *km <= 20_038.0
}

fn text(
    record: &LookupResult<'_, Vec<u8>>,
    paths: &[Path],
) -> Result<Option<String>, MaxMindDbError> {
    Ok(first(record, paths)?.and_then(Scalar::text))
}

/// The value of the first path that leads to one.
fn first(
    record: &LookupResult<'_, Vec<u8>>,
    paths: &[Path],
) -> Result<Option<Scalar>, MaxMindDbError> {
    for path in paths {
        if let Some(value) = at(record, path)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn at(record: &LookupResult<'_, Vec<u8>>, path: &[&str]) -> Result<Option<Scalar>, MaxMindDbError> {
    let steps: Vec<_> = path
        .iter()
        .map(|name| match name.parse() {
            Ok(index) => PathElement::Index(index),
            Err(_) => PathElement::Key(name),
        })
        .collect();
    match record.decode_path(&steps) {
        Ok(value) => Ok(value),
        // Another shape than this path is made for.
        Err(MaxMindDbError::Decoding { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A text or a number.
#[derive(Clone, Debug, PartialEq)]
enum Scalar {
    Text(String),
    Number(f64),
}

impl Scalar {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text).filter(|it| !it.trim().is_empty() && it != "-"),
            Self::Number(_) => None,
        }
    }

    fn number(self) -> Option<f64> {
        match self {
            Self::Text(text) => text.trim().parse().ok(),
            Self::Number(number) => Some(number),
        }
    }

    /// 0 is what databases write for "not routed".
    fn asn(self) -> Option<u32> {
        let number = match self {
            Self::Text(text) => {
                let digits = text.trim().trim_start_matches(['A', 'S', 'a', 's']);
                digits.parse().ok()?
            }
            Self::Number(number) => {
                let is_whole =
                    (0.0..=f64::from(u32::MAX)).contains(&number) && number.fract() == 0.0;
                is_whole.then_some(number as u32)?
            }
        };
        (number != 0).then_some(number)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.chars().take(LONGEST).collect()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number as f64))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number as f64))
    }
}
