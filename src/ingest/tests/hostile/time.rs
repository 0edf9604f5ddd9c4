//! B23 to B25: times. B26 and B27 are of whole cases: `tests/hostile_case.rs`.

use serde_json::json;

use super::survives;
use crate::ingest::testing::{duo, event, fates, issues, okta, read, with};
use crate::model::IssueKind;

/// A record of that time between two good ones.
fn around(time: &str) -> (u64, Vec<IssueKind>, Option<String>) {
    let odd = with(okta(2), json!({ "published": time })).to_string();
    let good = [okta(1).to_string(), okta(3).to_string()];
    let ingested = survives(format!("{}\n{odd}\n{}", good[0], good[1]), &good);
    let time = (fates(&ingested).0 == 3).then(|| event(&ingested, 1).time.to_string());
    (ingested.evidence.counts.records, issues(&ingested), time)
}

#[test]
fn b23_a_time_that_no_clock_shows_costs_its_record_and_says_so() {
    for time in [
        "0",
        "-1",
        "1e18",
        "0000-01-01T00:00:00Z",
        "1601-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "+292277026596-12-04T15:30:07Z",
        "2026-13-01T00:00:00Z",
        "2026-03-02T24:00:00Z",
        "2026-06-30T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "99999999999999999999-01-01T00:00:00Z",
        "2026-03-02T08:00:00+99:99",
        "\u{660}\u{661}/02/2026 08:00:00",
        "Feb 30, 2026 @ 08:00:00.000",
        "Feb 1, 99999999999999999999 @ 08:00:00.000",
        "32/13/2026 08:00",
        "0/0/0 0:00",
        "13/13/2026 13:00 PM",
    ] {
        assert_eq!(around(time), (3, vec![IssueKind::NoTime], None), "{time}");
    }
}

#[test]
fn b24_the_unit_of_a_count_is_that_of_its_field_and_is_not_guessed_by_size() {
    let at = |timestamp: serde_json::Value| {
        let record = with(duo(1), json!({"isotimestamp": null, "timestamp": timestamp}));
        let ingested = read(record.to_string());
        (fates(&ingested) == (1, 0, 0)).then(|| event(&ingested, 0).time.to_string())
    };
    assert_eq!(at(json!(1_772_438_400)).as_deref(), Some("2026-03-02T08:00:00.000000Z"));
    for odd in [
        json!(1_772_438_400_000_i64),
        json!(1_772_438_400_000_000_i64),
        json!(0),
        json!(-1),
        json!(1e18),
        json!(i64::MAX),
        json!(u64::MAX),
    ] {
        assert_eq!(at(odd.clone()), None, "{odd}");
    }
}

#[test]
fn b25_offsets_and_fractions_give_one_instant_and_a_zone_by_name_is_not_guessed() {
    for time in [
        "2026-03-02T22:00:00+14:00",
        "2026-03-01T20:00:00-12:00",
        "2026-03-02T13:45:00+05:45",
        "2026-03-02T08:00:00.0000000Z",
        "2026-03-02T08:00:00.000000000+00:00",
        "2026-03-02T08:00:00",
    ] {
        let expected = Some("2026-03-02T08:00:00.000000Z".to_owned());
        assert_eq!(around(time), (3, vec![], expected), "{time}");
    }
    let comments = format!("Mon, 02 Mar 2026 08:00:00 {}", "(".repeat(100_000));
    for time in
        ["2026-03-02T08:00:00 EST", "2026-03-02T08:00:00 (", &comments, "2026-03-02T08:00:00+"]
    {
        assert_eq!(around(time), (3, vec![IssueKind::NoTime], None), "{time:.40}");
    }
}
