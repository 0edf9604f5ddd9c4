//! Databases of every maker's shape, and hostile ones.

use super::*;
use crate::model::GeoPoint;
use crate::testkit::mmdb::{Mmdb, Value, city, country, network};
use crate::testkit::random::Random;

/// 2026-02-24 12:00 UTC.
const BUILT: u64 = 1_771_934_400;

fn open(database: &Mmdb) -> AddressDatabase {
    AddressDatabase::open(DatabaseId(0), "test.mmdb", database.bytes()).unwrap()
}

fn one(record: &Value) -> AddressDatabase {
    open(&Mmdb::new("Test", BUILT).with("203.0.113.0/24", record))
}

fn ask(database: &AddressDatabase, address: &str) -> Option<Entry> {
    database.ask(address.parse().unwrap()).unwrap()
}

#[test]
fn what_was_written_is_read_back_with_type_date_and_hash() {
    let berlin = city("Berlin", "DE", "Germany", (52.52, 13.405), 20);
    let written = Mmdb::new("GeoLite2-City", BUILT)
        .with("203.0.113.0/24", &berlin)
        .with("2001:db8::/32", &country("FR", "France"));
    let database = open(&written);
    let facts = database.facts();
    assert_eq!(facts.words(), "D1 (GeoLite2-City, built 2026-02-24)");
    assert_eq!((facts.ip_version, facts.bytes), (6, written.bytes().len() as u64));
    assert_eq!(facts.sha256.len(), 64);
    let entry = ask(&database, "203.0.113.77").unwrap();
    assert_eq!(entry.city.as_deref(), Some("Berlin"));
    assert_eq!(entry.country_code.as_deref(), Some("DE"));
    assert_eq!(entry.point, GeoPoint::from_degrees(52.52, 13.405));
    assert_eq!(entry.radius_km, Some(20.0));
    assert_eq!(ask(&database, "2001:db8::1").unwrap().country.as_deref(), Some("France"));
    assert_eq!(ask(&database, "203.0.114.1"), None);
}

#[test]
fn a_network_inside_another_takes_its_part() {
    let database = open(
        &Mmdb::new("Test", BUILT)
            .with("203.0.113.0/24", &network(64500, "Example Telecom"))
            .with("203.0.113.128/25", &network(64501, "Example Hosting")),
    );
    assert_eq!(ask(&database, "203.0.113.1").unwrap().asn, Some(64500));
    assert_eq!(ask(&database, "203.0.113.200").unwrap().org.as_deref(), Some("Example Hosting"));
}

#[test]
fn flat_records_with_numbers_as_text_are_read_like_the_nested_ones() {
    let flat = Value::map([
        ("city", Value::text("Berlin")),
        ("region", Value::text("State of Berlin")),
        ("country", Value::text("DE")),
        ("lat", Value::text("52.52")),
        ("lng", Value::text("13.405")),
        ("asn", Value::text("AS64500")),
        ("as_name", Value::text("Example Telecom")),
    ]);
    let entry = ask(&one(&flat), "203.0.113.1").unwrap();
    assert_eq!(entry.city.as_deref(), Some("Berlin"));
    assert_eq!(entry.state.as_deref(), Some("State of Berlin"));
    assert_eq!(entry.country.as_deref(), Some("DE"));
    assert_eq!(entry.point, GeoPoint::from_degrees(52.52, 13.405));
    assert_eq!((entry.asn, entry.org.as_deref()), (Some(64500), Some("Example Telecom")));
}

#[test]
fn a_name_without_a_number_is_no_network() {
    let entry = ask(&one(&Value::map([("name", Value::text("Example Telecom"))])), "203.0.113.1");
    assert_eq!(entry, Some(Entry::default()));
}

#[test]
fn fields_of_a_wrong_type_are_absent_and_the_others_stay() {
    let record = Value::map([
        ("city", Value::List(vec![Value::Number(1)])),
        ("country", Value::map([("iso_code", Value::Number(49)), ("names", Value::text("x"))])),
        ("subdivisions", Value::map([])),
        ("location", Value::map([("latitude", Value::text("north"))])),
        ("accuracy_radius", Value::Double(f64::NAN)),
        ("asn", Value::Double(-1.0)),
        ("autonomous_system_number", Value::Number(1 << 40)),
        ("region", Value::text("kept")),
    ]);
    let entry = ask(&one(&record), "203.0.113.1").unwrap();
    assert_eq!(entry, Entry { state: Some("kept".to_owned()), ..Entry::default() });
}

#[test]
fn coordinates_off_the_globe_are_none_and_long_texts_are_cut() {
    let record = Value::map([
        ("latitude", Value::Double(f64::INFINITY)),
        ("longitude", Value::Double(13.0)),
        ("city", Value::text(&"x".repeat(70_000))),
    ]);
    let entry = ask(&one(&record), "203.0.113.1").unwrap();
    assert_eq!(entry.point, None);
    assert_eq!(entry.city.map(|it| it.len()), Some(200));
}

#[test]
fn what_is_no_database_is_refused_with_a_reason() {
    for bytes in [&b""[..], b"PK\x03\x04", b"\xab\xcd\xefMaxMind.com", b"{\"a\": 1}"] {
        let error = AddressDatabase::open(DatabaseId(0), "x.mmdb", bytes.to_vec()).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("x.mmdb is not used as a database of addresses: "), "{text}");
    }
}

#[test]
fn a_database_cut_anywhere_is_refused_or_answers_with_an_error_and_never_panics() {
    let whole = Mmdb::new("Test", BUILT)
        .with("203.0.113.0/24", &city("Berlin", "DE", "Germany", (52.52, 13.405), 20))
        .bytes();
    for end in 0..whole.len() {
        let cut = whole[..end].to_vec();
        assert!(AddressDatabase::open(DatabaseId(0), "cut", cut).is_err(), "{end}");
        // The front is missing instead: the tree is short or means other places.
        try_all(whole[whole.len() - end..].to_vec());
    }
}

#[test]
fn a_database_with_any_byte_changed_never_panics() {
    let whole = Mmdb::new("Test", BUILT)
        .with("203.0.113.0/24", &city("Berlin", "DE", "Germany", (52.52, 13.405), 20))
        .bytes();
    let mut random = Random::new(1, 1);
    for at in 0..whole.len() {
        for _ in 0..4 {
            let mut changed = whole.clone();
            changed[at] = random.bits() as u8;
            try_all(changed);
        }
    }
}

fn try_all(bytes: Vec<u8>) {
    if let Ok(database) = AddressDatabase::open(DatabaseId(0), "x", bytes) {
        for address in ["203.0.113.1", "8.8.8.8", "::1", "2001:db8::1", "ffff::"] {
            drop(database.ask(address.parse().unwrap()));
        }
    }
}

#[test]
fn pointers_in_a_circle_end_with_an_error() {
    // The record lies at the start of the data section and points to itself, as value and inside.
    for record in [
        Value::Pointer(0),
        Value::map([("city", Value::Pointer(0))]),
        Value::map([("country", Value::map([("iso_code", Value::Pointer(0))]))]),
        Value::map([("asn", Value::Pointer(u32::MAX))]),
    ] {
        let answer = one(&record).ask("203.0.113.1".parse().unwrap());
        assert!(answer.is_err() || answer == Ok(Some(Entry::default())), "{answer:?}");
    }
}

#[test]
fn records_nested_without_end_are_not_followed() {
    let mut deep = Value::text("bottom");
    for _ in 0..5_000 {
        deep = Value::map([("x", deep)]);
    }
    let record = Value::map([("junk", deep), ("city", Value::text("Berlin"))]);
    drop(one(&record).ask("203.0.113.1".parse().unwrap()));
}

#[test]
fn sizes_that_no_file_holds_are_an_error() {
    let mut bytes = Mmdb::new("Test", BUILT)
        .with("203.0.113.0/24", &Value::map([("city", Value::text("Berlin"))]))
        .bytes();
    let at = bytes.windows(5).position(|it| it == b"Dcity").unwrap() + 5;
    // A text of 16 MB where "Berlin" stood.
    bytes[at..at + 4].copy_from_slice(&[0b0101_1111, 0xff, 0xff, 0xff]);
    let database = AddressDatabase::open(DatabaseId(0), "x", bytes).unwrap();
    assert!(database.ask("203.0.113.1".parse().unwrap()).is_err());
}

#[test]
fn a_type_that_would_move_a_terminal_is_told_in_plain_letters() {
    let database = open(&Mmdb::new("City\u{1b}[2J\u{202e}<b>", BUILT));
    assert_eq!(database.facts().kind, "City[2J<b>");
}

#[test]
fn a_date_that_is_none_is_not_stated() {
    for epoch in [0, 1, u64::from(u32::MAX) * 1_000] {
        assert_eq!(open(&Mmdb::new("Test", epoch)).facts().built, None, "{epoch}");
    }
}
