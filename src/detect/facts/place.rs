//! Login place against phone place (MF-07), with the radius of both (detections.md §2.6).

use rayon::prelude::*;

use crate::model::{
    GeoPoint, Parameters, PartyId, PlaceMatch, PlaceReason, PlaceVerdict, Precision, Prompt,
    ResolvedPlace, TextId, effective_distance_km, great_circle_km,
};

use super::super::Scene;
use super::identity::{CountryKey, Identities, Identity, is_other_country};

parameters! {
    "MF-07":
    MISMATCH_KM = "mismatch_km", "two places at least this far apart are a mismatch", Kilometres,
        500.0 in 1.0..20000.0, "published: Elastic's travel distance";
    RADIUS_CITY = "radius_city_km", "radius of a place that the log or a city gives", Kilometres,
        25.0 in 1.0..1000.0, "judged: fixed lines, from arXiv 2605.21937";
    RADIUS_STATE = "radius_state_km", "radius of a place that only a state gives", Kilometres,
        200.0 in 1.0..2000.0, "judged";
    RADIUS_COUNTRY = "radius_country_km", "radius of a place that only a country gives", Kilometres,
        500.0 in 1.0..5000.0, "judged, from arXiv 2605.21937";
    RADIUS_PROXY = "radius_proxy_km", "least radius of a proxy, VPN or anonymiser", Kilometres,
        1000.0 in 1.0..20000.0, "judged, from arXiv 2605.21937";
    HIGH_KM = "high_km", "an approved prompt with places this far apart is high", Kilometres,
        2000.0 in 1.0..20000.0, "judged";
}

struct Radii {
    city: f64,
    state: f64,
    country: f64,
    proxy: f64,
    mismatch: f64,
}

/// The comparison for every prompt, by prompt index.
pub(super) fn verdicts(
    scene: &Scene<'_>,
    identities: &Identities,
    parameters: &Parameters,
) -> Vec<PlaceVerdict> {
    let radii = Radii {
        city: parameters.value(&RADIUS_CITY),
        state: parameters.value(&RADIUS_STATE),
        country: parameters.value(&RADIUS_COUNTRY),
        proxy: parameters.value(&RADIUS_PROXY),
        mismatch: parameters.value(&MISMATCH_KM),
    };
    let codes = 0..u32::try_from(scene.store.parties.len()).unwrap_or(u32::MAX);
    let sides: Vec<Side> = codes
        .into_par_iter()
        .map(PartyId)
        .map(|party| {
            let has_ip = scene.store.parties.get(party).ip.is_present();
            let place = scene.places.get(party.0 as usize);
            Side::of(place, &identities.get(party), has_ip, &radii)
        })
        .collect();
    let verdict = |prompt: &Prompt| verdict(&sides, &radii, prompt);
    scene.prompts.par_iter().map(verdict).collect()
}

/// What of one side is compared, in one place: prompts name sides in no order.
struct Side {
    ip: Option<TextId>,
    /// Whether an address is logged that is none.
    has_empty_ip: bool,
    /// Whether anything tried to place it.
    is_tried: bool,
    point: Option<GeoPoint>,
    radius_km: f64,
    country: Option<CountryKey>,
    /// Why there is no point.
    reason: &'static str,
}

impl Side {
    fn of(place: Option<&ResolvedPlace>, identity: &Identity, has_ip: bool, radii: &Radii) -> Self {
        Self {
            ip: identity.ip,
            has_empty_ip: has_ip && identity.ip.is_none(),
            is_tried: place.is_some(),
            point: place.and_then(|place| place.point),
            radius_km: place.map_or(0.0, |place| radius(radii, place, identity)),
            country: identity.country,
            reason: place.map(|place| place.reason).unwrap_or_default(),
        }
    }
}

fn because(why: PlaceReason) -> PlaceVerdict {
    PlaceVerdict { why, ..PlaceVerdict::default() }
}

fn cannot(words: &'static str) -> PlaceVerdict {
    because(PlaceReason::CannotTell(words))
}

fn verdict(sides: &[Side], radii: &Radii, prompt: &Prompt) -> PlaceVerdict {
    let (source, responder) = (prompt.source, prompt.responder);
    if !responder.is_present() {
        return cannot("the log holds no place of the phone");
    }
    if !source.is_present() {
        return cannot("the log does not say where the sign-in was asked for");
    }
    let side = |party: PartyId| sides.get(party.0 as usize);
    let Some((login, phone)) = side(source).zip(side(responder)) else {
        return cannot("neither side could be placed");
    };
    if phone.has_empty_ip {
        return cannot("the log gives the phone an empty address");
    }
    if login.ip.is_some() && login.ip == phone.ip {
        return PlaceVerdict {
            place: PlaceMatch::Consistent,
            why: PlaceReason::SameAddress,
            ..PlaceVerdict::default()
        };
    }
    if !login.is_tried || !phone.is_tried {
        return cannot("neither side could be placed");
    }
    measure(radii, login, phone)
}

fn radius(radii: &Radii, place: &ResolvedPlace, identity: &Identity) -> f64 {
    let own = if place.radius_km > 0.0 {
        place.radius_km
    } else {
        match place.precision {
            Precision::Logged | Precision::City => radii.city,
            Precision::State => radii.state,
            Precision::Country | Precision::None => radii.country,
        }
    };
    if identity.is_proxy { own.max(radii.proxy) } else { own }
}

fn measure(radii: &Radii, login: &Side, phone: &Side) -> PlaceVerdict {
    let (a, b) = match (login.point, phone.point) {
        (Some(a), Some(b)) => (a, b),
        (None, _) => return because(PlaceReason::Unplaced("login", login.reason)),
        (_, None) => return because(PlaceReason::Unplaced("phone", phone.reason)),
    };
    let distance = great_circle_km(a, b);
    let (r1, r2) = (login.radius_km, phone.radius_km);
    let effective = effective_distance_km(distance, r1, r2);
    let is_abroad = is_other_country(login.country, phone.country) == Some(true);
    let place = if effective >= radii.mismatch || (is_abroad && effective > 0.0) {
        PlaceMatch::Mismatch
    } else if effective <= 0.0 {
        PlaceMatch::Consistent
    } else {
        PlaceMatch::CannotBeEvaluated
    };
    let (radii_km, mismatch_km) = ([r1 as f32, r2 as f32], radii.mismatch as f32);
    let why = PlaceReason::Measured { radii_km, is_abroad, mismatch_km };
    PlaceVerdict { place, why, distance_km: Some(distance), effective_km: Some(effective) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RADII: Radii =
        Radii { city: 25.0, state: 200.0, country: 500.0, proxy: 1000.0, mismatch: 500.0 };

    fn place(lat: f64, lon: f64, radius_km: f64, iso: &[u8; 2]) -> (ResolvedPlace, Identity) {
        let place = ResolvedPlace {
            point: GeoPoint::from_degrees(lat, lon),
            precision: Precision::City,
            radius_km,
            country: Some(*iso),
            reason: "",
            ..ResolvedPlace::default()
        };
        let country = Some(CountryKey::Iso(*iso));
        (place, Identity { country, ..Identity::default() })
    }

    fn compare(a: &(ResolvedPlace, Identity), b: &(ResolvedPlace, Identity)) -> PlaceVerdict {
        let side = |(place, identity): &(_, _)| Side::of(Some(place), identity, true, &RADII);
        measure(&RADII, &side(a), &side(b))
    }

    #[test]
    fn kyiv_and_berlin_are_985_km_apart_at_least() {
        let kyiv = place(50.4501, 30.5234, 20.0, b"UA");
        let berlin = place(52.52, 13.405, 200.0, b"DE");
        let verdict = compare(&kyiv, &berlin);
        assert_eq!(verdict.place, PlaceMatch::Mismatch);
        assert!((verdict.distance_km.unwrap() - 1204.5).abs() < 1.0);
        assert!((verdict.effective_km.unwrap() - 984.5).abs() < 1.0);
    }

    #[test]
    fn the_golden_distances_hold() {
        let km = |a, b| compare(&a, &b).distance_km.unwrap();
        let paris = km(place(51.5074, -0.1278, 1.0, b"GB"), place(48.8566, 2.3522, 1.0, b"FR"));
        let la = km(place(40.7128, -74.006, 1.0, b"US"), place(34.0522, -118.2437, 1.0, b"US"));
        assert!((paris - 343.6).abs() < 0.5, "{paris}");
        assert!((la - 3935.8).abs() < 0.5, "{la}");
    }

    #[test]
    fn two_countries_with_discs_that_touch_are_consistent_and_apart_are_a_mismatch() {
        let london = |r| place(51.5074, -0.1278, r, b"GB");
        let paris = |r| place(48.8566, 2.3522, r, b"FR");
        assert_eq!(compare(&london(172.0), &paris(172.0)).place, PlaceMatch::Consistent);
        assert_eq!(compare(&london(100.0), &paris(100.0)).place, PlaceMatch::Mismatch);
    }

    #[test]
    fn one_country_and_less_than_the_threshold_cannot_be_told() {
        let berlin = place(52.52, 13.405, 25.0, b"DE");
        let munich = place(48.1372, 11.5755, 25.0, b"DE");
        let verdict = compare(&berlin, &munich);
        assert_eq!(verdict.place, PlaceMatch::CannotBeEvaluated);
        assert_eq!(
            verdict.reason(),
            "at least 454 km apart, less than the 500 km that count: \
             504 km between two places known to ±25 and ±25 km"
        );
    }

    #[test]
    fn a_place_without_a_radius_takes_the_default_of_its_precision_and_a_proxy_the_widest() {
        let (mut city, mut identity) = place(52.52, 13.405, 0.0, b"DE");
        assert_eq!(radius(&RADII, &city, &identity), 25.0);
        city.precision = Precision::Country;
        assert_eq!(radius(&RADII, &city, &identity), 500.0);
        identity.is_proxy = true;
        assert_eq!(radius(&RADII, &city, &identity), 1000.0);
    }
}
