//! From what a log calls a place to a point with a radius.
//!
//! In: a [`Place`]. Out: a [`ResolvedPlace`] that says how exact it is and what was assumed.
//! The logged text is never changed, and a name that could mean several places is none.

use super::gazetteer::{CityRow, Gazetteer};
use crate::model::{
    GeoPoint, Interner, Place, PlaceSource, Precision, ResolvedPlace, ValueSource, great_circle_km,
};

/// Radius of a city and of logged coordinates, kilometres (detections.md §2.6, fixed line).
pub(super) const CITY_RADIUS_KM: f64 = 25.0;
/// Least radius of a place of which only the country is known (detections.md §2.6).
const COUNTRY_RADIUS_KM: f64 = 500.0;
/// From here on logged coordinates and the logged city disagree (map-and-report.md C2).
const DISAGREEMENT_KM: f64 = 100.0;
/// What exports write where they know nothing.
const PLACEHOLDERS: [&str; 8] =
    ["unknown", "n a", "na", "null", "none", "not available", "undefined", "unavailable"];

const NO_PLACE: &str = "the log names no place";
const DISAGREES: &str = "the logged city is more than 100 km from the logged coordinates";
const UNKNOWN_COUNTRY: &str = "the logged country is not in the gazetteer";
const COUNTRY_WITHOUT_POINT: &str = "the gazetteer has no centre for the logged country";
const ONLY_COUNTRY: &str = "only the country is logged: its centre stands for it";
const CITY_NOT_LISTED_STATE: &str =
    "the city is not in the gazetteer: the centre of its state stands for it";
const CITY_NOT_LISTED_COUNTRY: &str =
    "neither city nor state is in the gazetteer: the centre of the country stands for it";
const STATE_NOT_LISTED: &str =
    "the state is not in the gazetteer: the largest city of that name in the country was taken";
const LARGEST: &str =
    "no state is logged: the largest of several cities of that name in the country was taken";
const ONLY_STATE: &str = "no city is logged: the centre of the state stands for it";
const ONLY_ONE: &str = "no country is logged: only one city has that name";
const STATE_WITHOUT_COUNTRY: &str = "no country is logged: only one state has that name";
const AMBIGUOUS: &str = "no country is logged, and several places have that name";
const NOT_LISTED: &str = "the place is not in the gazetteer";

/// The texts of a place, placeholders set aside.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) city: Option<&'a str>,
    pub(super) state: Option<&'a str>,
    pub(super) country: Option<&'a str>,
}

impl Gazetteer {
    /// Places one logged place. Logged coordinates win; then city, state and country; then city
    /// and country by inhabitants; then the centre of the state; then the centre of the country.
    pub fn resolve(&self, place: &Place, texts: &Interner) -> ResolvedPlace {
        let named = self.resolve_words(&self.words(place, texts));
        let placed = match place.point {
            Some(point) => logged(point, &named),
            None => named,
        };
        let source = match place.point {
            Some(_) => PlaceSource::LogCoordinates,
            None => PlaceSource::LogNames,
        };
        ResolvedPlace {
            source: placed.point.map(|_| source),
            country_source: placed.country.map(|_| ValueSource::Log),
            ..placed
        }
    }

    /// The texts of a place, placeholders set aside.
    pub(super) fn words<'a>(&self, place: &Place, texts: &'a Interner) -> Words<'a> {
        let word = |id| texts.present(id).filter(|text| !self.is_placeholder(text));
        Words { city: word(place.city), state: word(place.state), country: word(place.country) }
    }

    /// The alpha-2 code of a country by its code of two or three letters, name or other name.
    pub fn country_code(&self, text: &str) -> Option<[u8; 2]> {
        Some(self.countries.get(self.country_row(text)? as usize)?.code)
    }

    /// The English name of a country by its alpha-2 code.
    pub fn country_name(&self, code: [u8; 2]) -> Option<&str> {
        let row = self.countries.binary_search_by(|country| country.code.cmp(&code)).ok()?;
        self.countries.get(row).map(|country| country.name.as_str())
    }

    fn is_placeholder(&self, text: &str) -> bool {
        let key = self.fold.key(text);
        key.is_empty() || PLACEHOLDERS.contains(&key.as_str())
    }

    pub(super) fn resolve_words(&self, words: &Words<'_>) -> ResolvedPlace {
        let Some(country) = words.country else { return self.without_country(words) };
        match self.country_row(country) {
            Some(row) => self.in_country(row, words),
            None => nowhere(UNKNOWN_COUNTRY),
        }
    }

    fn in_country(&self, country: u32, words: &Words<'_>) -> ResolvedPlace {
        let state = words.state.and_then(|text| self.state_in(country, text));
        let Some(city) = words.city else {
            return match (state, words.state) {
                (Some(state), _) => self.state_place(state, ONLY_STATE),
                (None, Some(_)) => self.country_place(country, CITY_NOT_LISTED_COUNTRY),
                (None, None) => self.country_place(country, ONLY_COUNTRY),
            };
        };
        let found = self.cities(city, |row| row.country == country);
        let in_state = found.iter().find(|row| state.is_some() && row.state == state);
        match (in_state, found.first(), state) {
            (Some(row), ..) => self.city_place(row, ""),
            (None, _, Some(state)) => self.state_place(state, CITY_NOT_LISTED_STATE),
            (None, Some(row), None) if words.state.is_some() => {
                self.city_place(row, STATE_NOT_LISTED)
            }
            (None, Some(row), None) => {
                let reason = if is_one_city(&found) { "" } else { LARGEST };
                self.city_place(row, reason)
            }
            (None, None, None) => self.country_place(country, CITY_NOT_LISTED_COUNTRY),
        }
    }

    fn without_country(&self, words: &Words<'_>) -> ResolvedPlace {
        let states = words.state.map(|text| self.states(text)).unwrap_or_default();
        let Some(city) = words.city else {
            return match (states.as_slice(), words.state) {
                ([], None) => nowhere(NO_PLACE),
                ([], Some(_)) => nowhere(NOT_LISTED),
                ([state], _) => self.state_place(*state, STATE_WITHOUT_COUNTRY),
                _ => nowhere(AMBIGUOUS),
            };
        };
        let in_states =
            |row: &CityRow| states.is_empty() || row.state.is_some_and(|s| states.contains(&s));
        let found = self.cities(city, in_states);
        match (found.first(), states.as_slice()) {
            (Some(row), _) if is_one_city(&found) => self.city_place(row, ONLY_ONE),
            (Some(_), _) => nowhere(AMBIGUOUS),
            (None, [state]) => self.state_place(*state, CITY_NOT_LISTED_STATE),
            (None, _) => nowhere(NOT_LISTED),
        }
    }

    /// The cities that a text may mean: by its whole key, else without "City of", else without
    /// what follows a bracket or comma. Other names count only where no chief name fits.
    fn cities(&self, text: &str, keep: impl Fn(&CityRow) -> bool) -> Vec<CityRow> {
        let whole = self.fold.key(text);
        let short = self.fold.key(text.split(['(', ',', '/']).next().unwrap_or_default());
        for key in [whole.as_str(), self.fold.without_generic(&whole), short.as_str()] {
            let mut found: Vec<_> = self.cities_named(key).filter(|row| keep(row)).collect();
            if found.iter().any(|row| row.is_chief_name) {
                found.retain(|row| row.is_chief_name);
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    fn states(&self, text: &str) -> Vec<u32> {
        let whole = self.fold.key(text);
        let mut found: Vec<_> = self.states_named(&whole).collect();
        if found.is_empty() {
            found = self.states_named(self.fold.without_generic(&whole)).collect();
        }
        found.dedup();
        found
    }

    fn state_in(&self, country: u32, text: &str) -> Option<u32> {
        let of_country = |row: &u32| {
            self.states.get(*row as usize).is_some_and(|state| state.country == country)
        };
        let whole = self.fold.key(text);
        self.states_named(&whole).find(of_country).or_else(|| {
            let short = self.fold.without_generic(&whole);
            self.states_named(short).find(of_country)
        })
    }

    fn city_place(&self, city: &CityRow, reason: &'static str) -> ResolvedPlace {
        ResolvedPlace {
            point: Some(city.point),
            precision: Precision::City,
            radius_km: CITY_RADIUS_KM,
            country: self.code_of(city.country),
            reason,
            ..ResolvedPlace::default()
        }
    }

    fn state_place(&self, state: u32, reason: &'static str) -> ResolvedPlace {
        let Some(row) = self.states.get(state as usize) else { return nowhere(NOT_LISTED) };
        if row.point.is_none() {
            return self.country_place(row.country, CITY_NOT_LISTED_COUNTRY);
        }
        ResolvedPlace {
            point: row.point,
            precision: Precision::State,
            radius_km: row.radius_km.max(CITY_RADIUS_KM),
            country: self.code_of(row.country),
            reason,
            ..ResolvedPlace::default()
        }
    }

    fn country_place(&self, country: u32, reason: &'static str) -> ResolvedPlace {
        let Some(row) = self.countries.get(country as usize) else {
            return nowhere(UNKNOWN_COUNTRY);
        };
        if row.point.is_none() {
            return ResolvedPlace { country: Some(row.code), ..nowhere(COUNTRY_WITHOUT_POINT) };
        }
        ResolvedPlace {
            point: row.point,
            precision: Precision::Country,
            radius_km: row.radius_km.max(COUNTRY_RADIUS_KM),
            country: Some(row.code),
            reason,
            ..ResolvedPlace::default()
        }
    }

    fn code_of(&self, country: u32) -> Option<[u8; 2]> {
        self.countries.get(country as usize).map(|row| row.code)
    }
}

fn logged(point: GeoPoint, named: &ResolvedPlace) -> ResolvedPlace {
    let far = named.precision == Precision::City
        && named.point.is_some_and(|city| great_circle_km(point, city) > DISAGREEMENT_KM);
    ResolvedPlace {
        point: Some(point),
        precision: Precision::Logged,
        radius_km: CITY_RADIUS_KM,
        country: named.country,
        reason: if far { DISAGREES } else { "" },
        ..ResolvedPlace::default()
    }
}

fn is_one_city(found: &[CityRow]) -> bool {
    found.windows(2).all(|pair| matches!(pair, [a, b] if a.row == b.row))
}

fn nowhere(reason: &'static str) -> ResolvedPlace {
    ResolvedPlace { reason, ..ResolvedPlace::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TextId;

    struct Atlas {
        gazetteer: Gazetteer,
        texts: Interner,
    }

    impl Atlas {
        fn new() -> Self {
            Self { gazetteer: Gazetteer::load().unwrap(), texts: Interner::new() }
        }

        fn place(&mut self, city: &str, state: &str, country: &str) -> ResolvedPlace {
            let place = Place {
                city: self.texts.intern(city),
                state: self.texts.intern(state),
                country: self.texts.intern(country),
                point: None,
            };
            self.gazetteer.resolve(&place, &self.texts)
        }
    }

    fn km_from(place: &ResolvedPlace, lat: f64, lon: f64) -> f64 {
        great_circle_km(place.point.unwrap(), GeoPoint::from_degrees(lat, lon).unwrap())
    }

    #[test]
    fn cities_are_found_by_names_that_logs_use() {
        let mut atlas = Atlas::new();
        for (city, state, country, lat, lon) in [
            ("Dublin", "California", "United States", 37.70, -121.94),
            ("Dublin", "Leinster", "Ireland", 53.33, -6.25),
            ("Dublin", "CA", "US", 37.70, -121.94),
            ("Sydney", "NSW", "Australia", -33.87, 151.21),
            ("Newcastle", "New South Wales", "AU", -32.93, 151.78),
            ("São Paulo", "SP", "Brazil", -23.55, -46.64),
            ("Sao Paulo", "", "BRA", -23.55, -46.64),
            ("Cologne", "North Rhine-Westphalia", "Germany", 50.94, 6.96),
            ("KÖLN", "Nordrhein-Westfalen", "DE", 50.94, 6.96),
            ("München", "Bayern", "Germany", 48.14, 11.58),
            ("Frankfurt", "", "Germany", 50.11, 8.68),
            ("Kiev", "Kyiv City", "Ukraine", 50.45, 30.52),
            ("Bombay", "Maharashtra", "India", 19.07, 72.88),
            ("New York", "New York", "United States", 40.71, -74.01),
            ("City of London", "England", "United Kingdom", 51.51, -0.13),
            ("St. Louis", "Missouri", "USA", 38.63, -90.20),
            ("Washington", "District of Columbia", "US", 38.90, -77.04),
            ("Saint Petersburg", "St.-Petersburg", "Russian Federation", 59.94, 30.31),
            ("Ho Chi Minh City", "", "Viet Nam", 10.82, 106.63),
            ("Ann Arbor", "Michigan", "United States", 42.28, -83.74),
        ] {
            let place = atlas.place(city, state, country);
            assert_eq!(place.precision, Precision::City, "{city}, {state}, {country}");
            let km = km_from(&place, lat, lon);
            assert!(km < 25.0, "{city}, {state}, {country} is {km} km off");
            assert_eq!(place.radius_km, 25.0);
        }
    }

    #[test]
    fn a_city_that_is_not_listed_is_placed_at_the_centre_of_its_state() {
        let mut atlas = Atlas::new();
        let place = atlas.place("Nowhere Junction", "California", "United States");
        assert_eq!(place.precision, Precision::State);
        assert_eq!(place.reason, CITY_NOT_LISTED_STATE);
        assert!(place.radius_km > 200.0 && place.radius_km < 900.0);
        assert_eq!(place.country, Some(*b"US"));
    }

    #[test]
    fn a_city_is_never_taken_from_another_state_than_the_logged_one() {
        let place = Atlas::new().place("Seattle", "Texas", "United States");
        assert_eq!(place.precision, Precision::State);
    }

    #[test]
    fn of_several_cities_in_a_country_the_largest_is_taken_and_said() {
        let place = Atlas::new().place("Springfield", "", "United States");
        assert_eq!((place.precision, place.reason), (Precision::City, LARGEST));
    }

    #[test]
    fn a_country_alone_is_a_wide_disc() {
        let mut atlas = Atlas::new();
        let country = atlas.place("", "", "Belgium");
        assert_eq!((country.precision, country.radius_km), (Precision::Country, 500.0));
        assert!(atlas.place("", "", "Russia").radius_km > 2_000.0);
    }

    #[test]
    fn a_name_that_could_be_several_places_is_none() {
        let mut atlas = Atlas::new();
        let place = atlas.place("Dublin", "", "");
        assert_eq!((place.point, place.reason), (None, AMBIGUOUS));
        assert_eq!(atlas.place("Dublin", "California", "").precision, Precision::City);
        assert_eq!(atlas.place("Reykjavik", "", "").reason, ONLY_ONE);
    }

    #[test]
    fn nothing_and_placeholders_are_no_place() {
        let mut atlas = Atlas::new();
        assert_eq!(atlas.place("", "", "").reason, NO_PLACE);
        assert_eq!(atlas.place("Unknown", "-", "N/A").reason, NO_PLACE);
        assert_eq!(atlas.place("10.0.0.1", "", "").reason, NOT_LISTED);
        assert_eq!(atlas.place("Oz", "", "Narnia").reason, UNKNOWN_COUNTRY);
    }

    #[test]
    fn logged_coordinates_win_and_a_disagreement_is_said() {
        let mut atlas = Atlas::new();
        let mut place = Place {
            city: atlas.texts.intern("Berlin"),
            country: atlas.texts.intern("DE"),
            point: GeoPoint::from_degrees(48.137, 11.575),
            state: TextId::ABSENT,
        };
        let far = atlas.gazetteer.resolve(&place, &atlas.texts);
        assert_eq!((far.precision, far.reason), (Precision::Logged, DISAGREES));
        assert_eq!(far.country, Some(*b"DE"));
        place.point = GeoPoint::from_degrees(52.5, 13.4);
        assert_eq!(atlas.gazetteer.resolve(&place, &atlas.texts).reason, "");
    }

    #[test]
    fn countries_are_known_by_codes_names_and_other_names() {
        let gazetteer = Gazetteer::load().unwrap();
        for (text, code) in [
            ("US", b"US"),
            ("usa", b"US"),
            ("United States of America", b"US"),
            ("UK", b"GB"),
            ("Korea, Republic of", b"KR"),
            ("Türkiye", b"TR"),
            ("Côte d’Ivoire", b"CI"),
            ("Czech Republic", b"CZ"),
            ("RUS", b"RU"),
            ("The Netherlands", b"NL"),
            ("Hong Kong", b"HK"),
        ] {
            assert_eq!(gazetteer.country_code(text), Some(*code), "{text}");
        }
        assert_eq!(gazetteer.country_code("Narnia"), None);
        assert_eq!(gazetteer.country_name(*b"DE"), Some("Germany"));
        assert_eq!(gazetteer.country_name(*b"ZZ"), None);
    }
}
