//! B17 and B19 to B23: depth, types, numbers, times.

use serde_json::json;

use crate::ingest::testing::{event, fates, issues, lines, okta, read, with};
use crate::model::IssueKind;

#[test]
fn b17_a_hundred_thousand_brackets_are_too_deep_and_harmless() {
    let deep = "[".repeat(100_000);
    assert_eq!(read(&deep).evidence.counts.rejected, 1);
    let nested = format!("{{\"a\":{deep}");
    assert_eq!(read(&nested).evidence.counts.rejected, 1);
    let text = format!("{}\n{nested}\n{deep}\n{}\n{}\n", okta(1), okta(2), okta(3));
    let ingested = read(text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((3, 0, 2), vec![IssueKind::TooDeep; 2]));
}

#[test]
fn b17_depth_127_loads_and_128_does_not() {
    for (depth, expected) in [(126, (2, 0, 0)), (127, (1, 0, 1))] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let deep = okta(1).to_string().replacen('{', &format!("{{\"x\":{nested},"), 1);
        assert_eq!(fates(&read(format!("{deep}\n{}\n", okta(2)))), expected);
        assert_eq!(fates(&read(format!("[{deep},{}]", okta(2)))), expected);
    }
}

#[test]
fn b17_nothing_but_damage_is_read_in_linear_time() {
    let ingested = read("{\"a\":[".repeat(400_000));
    assert_eq!(ingested.evidence.counts.events, 0);
    let ingested = read("{\"a\":\"x".repeat(300_000));
    assert_eq!(ingested.evidence.counts.events, 0);
    let ingested = read("[{\"a\":\n".repeat(300_000));
    assert_eq!(ingested.evidence.counts.events, 0);
}

#[test]
fn e6_repairs_are_counted_for_each_field() {
    let wrong = json!({"client": {"ipAddress": {"v4": "192.0.2.1"}, "device": [1]}});
    let twice = okta(3).to_string().replacen('{', r#"{"uuid":"first","#, 1);
    let text = lines(&[with(okta(1), wrong.clone()), with(okta(2), wrong)]) + &twice + "\n";
    let fields = read(text).evidence.repaired_fields;
    let of =
        |kind: &str| fields[kind].iter().map(|(name, n)| (name.as_str(), *n)).collect::<Vec<_>>();
    assert_eq!(of("wrong_type"), [("client.device", 2), ("client.ipAddress", 2)]);
    assert_eq!(of("duplicate_key"), [("uuid", 1)]);
}

#[test]
fn b20_wrong_types_empty_a_field_and_are_counted() {
    let mut record = okta(1);
    record["client"] = json!([]);
    record["securityContext"] = json!("none");
    record["target"] = json!({"type": "AppInstance", "displayName": "Payroll"});
    record["transaction"]["id"] = json!(17);
    let ingested = read(record.to_string());
    assert_eq!(fates(&ingested), (1, 0, 0));
    assert_eq!(ingested.evidence.notes["wrong_type"], 2);
    let event = event(&ingested, 0);
    assert_eq!(ingested.texts.get(event.app), "Payroll");
    assert!(event.transaction.is_present());
    assert!(!event.source.is_present());
}

#[test]
fn b19_the_first_of_two_equal_keys_counts() {
    let text = okta(1).to_string().replacen('{', "{\"eventType\":\"user.session.start\",", 1);
    let ingested = read(text);
    assert_eq!(ingested.texts.get(event(&ingested, 0).name), "user.session.start");
    assert_eq!(ingested.evidence.notes["duplicate_key"], 1);
}

#[test]
fn b21_huge_numbers_wrap_nowhere() {
    let text = okta(1).to_string().replace("64500", "123456789012345678901234567890");
    assert_eq!(fates(&read(text.clone())), (1, 0, 0));
    let text = text.replace("123456789012345678901234567890", "1e400");
    assert_eq!(read(text).evidence.counts.records, 1);
}

#[test]
fn b23_a_time_that_no_clock_shows_rejects_the_record_and_quotes_it() {
    let mut record = okta(1);
    record["published"] = json!("2026-03-02T08:00:65Z\u{1b}[2J");
    let ingested = read(lines(&[okta(1), record]));
    assert_eq!((fates(&ingested), issues(&ingested)), ((1, 0, 1), vec![IssueKind::NoTime]));
    assert!(ingested.issues[0].detail.contains("65Z\\u{1b}[2J"), "{}", ingested.issues[0].detail);
}
