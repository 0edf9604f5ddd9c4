//! The log wins, a database fills, and both stay visible.

use super::*;
use crate::geo::Databases;
use crate::model::{GeoPoint, PlaceSource, Precision, ValueSource};
use crate::testkit::mmdb::{Mmdb, city, country, network};

const BY: ValueSource = ValueSource::Database(crate::model::DatabaseId(0));

fn databases(list: &[Mmdb]) -> Databases {
    let mut databases = Databases::default();
    list.iter().for_each(|it| databases.add("test.mmdb", Ok(it.bytes())));
    assert_eq!(databases.refused, Vec::<String>::new());
    databases
}

/// 203.0.113.0/24 in Berlin, 198.51.100.0/24 in France, both with a network.
fn both() -> Databases {
    let telecom = network(64500, "Example Telecom");
    databases(&[
        Mmdb::new("City", 0)
            .with("203.0.113.0/24", &city("Berlin", "DE", "Germany", (52.52, 13.405), 50))
            .with("198.51.100.0/24", &country("FR", "France")),
        Mmdb::new("ASN", 0).with("203.0.113.0/24", &telecom).with("198.51.100.0/24", &telecom),
    ])
}

struct Logged {
    texts: Interner,
    parties: PartyTable,
}

/// One party of each line: `ip; city; state; country; lat, lon`.
fn logged(lines: &[&str]) -> Logged {
    let (mut texts, mut parties) = (Interner::new(), PartyTable::new());
    for line in lines {
        let mut words = line.split(';').map(str::trim);
        let mut text = || texts.intern(words.next().unwrap_or_default());
        let (ip, city, state, country) = (text(), text(), text(), text());
        let point = line.split(';').nth(4).and_then(|point| {
            let (lat, lon) = point.split_once(',').unwrap();
            let degrees = |text: &str| text.trim().parse().unwrap();
            GeoPoint::from_degrees(degrees(lat), degrees(lon))
        });
        parties.intern(Party {
            ip,
            place: Place { city, state, country, point },
            ..Party::default()
        });
    }
    Logged { texts, parties }
}

fn sides(lines: &[&str], databases: &Databases) -> Sides {
    let gazetteer = Gazetteer::load().unwrap();
    let logged = logged(lines);
    Sides::of(&logged.parties, &logged.texts, Some(&gazetteer), &databases.open)
}

fn place(line: &str) -> ResolvedPlace {
    sides(&[line], &both()).places.pop().unwrap()
}

#[test]
fn an_address_alone_is_placed_by_the_database_and_says_so() {
    let place = place("203.0.113.9");
    assert_eq!((place.precision, place.radius_km), (Precision::City, 50.0));
    assert_eq!(place.country, Some(*b"DE"));
    assert_eq!(place.source, Some(PlaceSource::Database(crate::model::DatabaseId(0))));
    assert_eq!(place.country_source, Some(BY));
    assert_eq!(place.reason, "the log names no place: a database of addresses gives it");
}

#[test]
fn a_country_alone_is_a_wide_disc_by_the_gazetteer() {
    let place = place("198.51.100.9");
    assert_eq!((place.precision, place.country), (Precision::Country, Some(*b"FR")));
    assert!(place.radius_km >= 500.0);
    assert_eq!(place.country_source, Some(BY));
}

#[test]
fn what_the_log_says_is_never_replaced() {
    for line in [
        "203.0.113.9; Chicago; Illinois; United States",
        "203.0.113.9; ; Illinois; United States",
        "203.0.113.9; ; ; United States",
        "203.0.113.9; Chicago; Illinois; United States; 41.88, -87.63",
    ] {
        let place = place(line);
        assert_eq!(place.country, Some(*b"US"), "{line}");
        assert_eq!(place.country_source, Some(ValueSource::Log), "{line}");
        assert!(!matches!(place.source, Some(PlaceSource::Database(_))), "{line}");
        let contradiction = place.contradicted_by().and_then(|said| said.country.clone());
        assert_eq!(contradiction.as_deref(), Some("Germany"), "{line}");
    }
}

#[test]
fn a_logged_country_takes_city_and_point_from_a_database_that_agrees() {
    let place = place("203.0.113.9; ; ; DE");
    assert_eq!((place.precision, place.radius_km), (Precision::City, 50.0));
    assert_eq!(place.country_source, Some(ValueSource::Log));
    assert_eq!(place.source, Some(PlaceSource::Database(crate::model::DatabaseId(0))));
    assert!(place.contradicted_by().is_none());
}

#[test]
fn a_logged_city_is_found_in_the_country_of_the_database() {
    let place = place("198.51.100.9; Lille");
    assert_eq!((place.precision, place.country), (Precision::City, Some(*b"FR")));
    assert!(place.point.is_some());
}

#[test]
fn logged_coordinates_take_a_country_only_from_a_database_that_is_near() {
    let near = place("203.0.113.9; ; ; ; 53.55, 10.0");
    assert_eq!((near.country, near.country_source), (Some(*b"DE"), Some(BY)));
    assert_eq!(near.source, Some(PlaceSource::LogCoordinates));
    let far = place("203.0.113.9; ; ; ; 41.88, -87.63");
    assert_eq!((far.country, far.country_source), (None, None));
}

#[test]
fn placeholders_are_no_logged_place() {
    assert_eq!(place("203.0.113.9; Unknown; -; N/A").country, Some(*b"DE"));
}

#[test]
fn of_two_databases_the_more_exact_place_counts_in_any_order() {
    let coarse = Mmdb::new("Country", 0).with("203.0.113.0/24", &country("DE", "Germany"));
    let fine = Mmdb::new("City", 0)
        .with("203.0.113.0/24", &city("Berlin", "DE", "Germany", (52.52, 13.405), 50));
    for list in [[coarse.clone(), fine.clone()], [fine, coarse]] {
        let sides = sides(&["203.0.113.9"], &databases(&list));
        assert_eq!(sides.places[1].precision, Precision::City);
    }
}

#[test]
fn a_database_knows_what_it_was_good_for_and_each_address_is_asked_once() {
    let lines = ["203.0.113.9", "203.0.113.9; Berlin", "198.51.100.9", "192.0.2.1", "unknown"];
    let sides = sides(&lines, &both());
    let told: Vec<_> = sides.databases.iter().map(|it| (it.asked, it.placed, it.named)).collect();
    assert_eq!(told, [(3, 2, 0), (3, 0, 2)]);
}

#[test]
fn networks_come_with_their_kind_and_owner() {
    let sides = sides(&["203.0.113.9", "10.1.2.3", "::ffff:192.168.0.1", "host.example"], &both());
    let told: Vec<_> = sides
        .networks
        .iter()
        .map(|it| (it.kind.map(NetworkKind::key), it.asn(None).map(|(asn, _)| asn)))
        .collect();
    assert_eq!(
        told,
        [
            (None, None),
            (Some("documentation"), Some(64500)),
            (Some("private"), None),
            (Some("private"), None),
            (None, None),
        ]
    );
}

#[test]
fn without_databases_places_are_those_of_the_log() {
    let sides = sides(&["203.0.113.9; Berlin; ; Germany", "203.0.113.9"], &Databases::default());
    assert_eq!(sides.places[1].source, Some(PlaceSource::LogNames));
    assert_eq!((sides.places[2].point, sides.places[2].source), (None, None));
}
