//! What a database of addresses adds to a logged place.
//!
//! In: a logged place, what a database says of the address. Out: a [`ResolvedPlace`] with the
//! source of its point and of its country. What the log says always wins.

use std::sync::Arc;

use super::Gazetteer;
use super::resolve::{CITY_RADIUS_KM, Words};
use crate::model::{
    DatabasePlace, Interner, Place, PlaceSource, Precision, ResolvedPlace, ValueSource,
    country_code_text, great_circle_km,
};

const NOTHING_LOGGED: &str = "the log names no place: a database of addresses gives it";
const ONLY_COUNTRY_LOGGED: &str =
    "only the country is logged: a database of addresses gives the rest";
const COUNTRY_ADDED: &str = "no country is logged: a database of addresses gives it";
/// A database that is farther off than this says nothing of the country of logged coordinates.
const SAME_REGION_KM: f64 = 500.0;

impl Gazetteer {
    /// Places one logged place, and takes what the log does not give from `said`.
    pub(super) fn resolve_with(
        &self,
        place: &Place,
        texts: &Interner,
        said: Option<Arc<DatabasePlace>>,
    ) -> ResolvedPlace {
        let logged = self.resolve(place, texts);
        let Some(said) = said else { return logged };
        let words = self.words(place, texts);
        let filled = if words.country.is_none() {
            self.without_logged_country(place, &words, &logged, &said)
        } else if words.city.is_none() && words.state.is_none() && place.point.is_none() {
            self.with_logged_country_only(&logged, &said)
        } else {
            None
        };
        ResolvedPlace { database: Some(said), ..filled.unwrap_or(logged) }
    }

    fn without_logged_country(
        &self,
        place: &Place,
        words: &Words<'_>,
        logged: &ResolvedPlace,
        said: &DatabasePlace,
    ) -> Option<ResolvedPlace> {
        let country_source = Some(ValueSource::Database(said.database));
        if place.point.is_some() {
            let country =
                said.code.filter(|_| logged.country.is_none() && is_near(logged, said))?;
            let country = Some(country);
            return Some(ResolvedPlace { country, country_source, ..logged.clone() });
        }
        if words.city.is_none() && words.state.is_none() {
            return self.by_database(said, NOTHING_LOGGED);
        }
        if logged.point.is_some() {
            return None;
        }
        let code = country_code_text(said.code?);
        let named = self.resolve_words(&Words { country: Some(&code), ..*words });
        let source = match named.precision {
            Precision::Country => PlaceSource::Database(said.database),
            _ => PlaceSource::LogNames,
        };
        let reason = if named.reason.is_empty() { COUNTRY_ADDED } else { named.reason };
        named.point?;
        Some(ResolvedPlace { source: Some(source), country_source, reason, ..named })
    }

    fn with_logged_country_only(
        &self,
        logged: &ResolvedPlace,
        said: &DatabasePlace,
    ) -> Option<ResolvedPlace> {
        let is_same = said.code.is_some() && said.code == logged.country;
        let is_finer = said.precision() < Precision::Country;
        let by_database =
            self.by_database(said, ONLY_COUNTRY_LOGGED).filter(|_| is_same && is_finer)?;
        Some(ResolvedPlace { country_source: logged.country_source, ..by_database })
    }

    /// The place as the database gives it: its coordinates where it names a city or state or no
    /// country that is known, else what the gazetteer knows of its words.
    fn by_database(&self, said: &DatabasePlace, reason: &'static str) -> Option<ResolvedPlace> {
        let code = said.code.map(country_code_text);
        let words = Words {
            city: said.city.as_deref(),
            state: said.state.as_deref(),
            country: code.as_deref().or(said.country.as_deref()),
        };
        let named = self.resolve_words(&words);
        let precision = said.precision();
        let own = said.point.filter(|_| precision < Precision::Country || named.point.is_none());
        let source = Some(PlaceSource::Database(said.database));
        let country_source = said.code.map(|_| ValueSource::Database(said.database));
        let resolved = ResolvedPlace { reason, source, country_source, ..named };
        match own {
            Some(point) => Some(ResolvedPlace {
                point: Some(point),
                precision,
                radius_km: said.radius_km.unwrap_or(0.0).max(radius_of(precision, &resolved)),
                country: said.code,
                ..resolved
            }),
            None if resolved.point.is_some() || resolved.country.is_some() => Some(resolved),
            None => None,
        }
    }
}

/// The least radius of coordinates of a database: a city's, else that of the state or country
/// that the gazetteer knows by its name.
fn radius_of(precision: Precision, named: &ResolvedPlace) -> f64 {
    match precision {
        Precision::Logged | Precision::City => CITY_RADIUS_KM,
        _ if named.precision >= precision && named.radius_km > 0.0 => named.radius_km,
        _ => SAME_REGION_KM,
    }
}

fn is_near(logged: &ResolvedPlace, said: &DatabasePlace) -> bool {
    let Some((a, b)) = logged.point.zip(said.point) else { return true };
    great_circle_km(a, b) <= said.radius_km.unwrap_or(0.0).max(SAME_REGION_KM)
}
