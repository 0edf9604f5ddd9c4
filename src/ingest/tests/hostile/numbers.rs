//! B28 and B29: coordinates and addresses.

use serde_json::{Value, json};

use super::survives;
use crate::ingest::testing::{event, fates, okta, read, text, with};
use crate::model::{GeoPoint, great_circle_km};

fn point(lat: &Value, lon: &Value) -> Option<(f64, f64)> {
    let place =
        json!({"client": {"geographicalContext": {"geolocation": {"lat": lat, "lon": lon}}}});
    let odd = with(okta(2), place).to_string();
    let good = [okta(1).to_string(), odd, okta(3).to_string()];
    let ingested = survives(good.join("\n"), &good);
    assert_eq!(fates(&ingested), (3, 0, 0));
    let point = ingested.parties.get(event(&ingested, 1).source).place.point?;
    Some((point.lat(), point.lon()))
}

#[test]
fn b28_coordinates_off_the_globe_or_no_numbers_are_no_place() {
    for odd in [
        json!("NaN"),
        json!("inf"),
        json!("-Infinity"),
        json!(91),
        json!(-90.000001),
        json!(1e308),
        json!(null),
        json!("north"),
        json!([59.9]),
        json!({}),
        json!(""),
        json!("59,9,1"),
        json!(true),
    ] {
        assert_eq!(point(&odd, &json!(10.75)), None, "{odd}");
    }
    assert_eq!(point(&json!(10), &json!(181)), None);
    assert_eq!(point(&json!(0), &json!(0.0)), None);
    assert_eq!(point(&json!("59.9"), &json!(" 10.75 ")), Some((59.9, 10.75)));
    assert_eq!(point(&json!(-90), &json!(180)), Some((-90.0, 180.0)));
}

#[test]
fn b28_distances_are_finite_at_poles_antipodes_and_for_one_point() {
    let at = |lat, lon| GeoPoint::from_degrees(lat, lon).unwrap();
    let half = great_circle_km(at(10.0, 20.0), at(-10.0, -160.0));
    assert!((20_015.0..20_016.0).contains(&half), "{half}");
    assert_eq!(great_circle_km(at(90.0, 0.0), at(90.0, 180.0)).round(), 0.0);
    assert_eq!(great_circle_km(at(1.0, 2.0), at(1.0, 2.0)), 0.0);
}

#[test]
fn b29_addresses_of_any_kind_are_kept_as_logged_and_ports_are_set_aside() {
    let long = "9".repeat(4 << 10);
    for (logged, kept) in [
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("192.0.2.1:443", "192.0.2.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "10.0.0.1"),
        ("host.example", "host.example"),
        ("0.0.0.0", ""),
        ("unknown", ""),
        ("[", ""),
        (&long, &long),
    ] {
        let odd = with(okta(2), json!({"client": {"ipAddress": logged}})).to_string();
        let good = [okta(1).to_string(), odd, okta(3).to_string()];
        let ingested = survives(good.join("\n"), &good);
        let ip = ingested.parties.get(event(&ingested, 1).source).ip;
        assert_eq!(text(&ingested, ip), kept, "{logged:.40}");
    }
    assert_eq!(read(okta(1).to_string()).evidence.counts.events, 1);
}
