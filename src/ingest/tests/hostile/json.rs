//! B15 to B22: the structure of JSON.

use serde_json::{Value, json};

use super::{noted, survives};
use crate::ingest::testing::{duo, entra, event, fates, issues, lines, okta, read, text, with};
use crate::ingest::{Choices, Source, Unwatched, ingest};
use crate::model::{EvidenceId, IssueKind, Limit, Limits, Outcome};

fn three() -> [String; 3] {
    [okta(1), okta(2), okta(3)].map(|record| record.to_string())
}

#[test]
fn b15_every_shape_holds_the_same_rows() {
    let [a, b, c] = three();
    let good = [a.clone(), b.clone(), c.clone()];
    for shape in [
        format!("[{a},{b},{c}]"),
        format!("{{\"value\":[{a},{b},{c}]}}"),
        format!("{{\"response\":{{\"authlogs\":[{a},{b},{c}]}}}}"),
        format!("{a}\n{b}\n{c}"),
        format!("[{a},{b}][{c}]"),
        format!("[{a}]\n[{b}]\n{c}"),
        format!("{a}{b}{c}"),
    ] {
        let ingested = survives(&shape, &good);
        assert_eq!((fates(&ingested), issues(&ingested).len()), ((3, 0, 0), 0), "{shape:.30}");
    }
}

#[test]
fn b16_what_is_broken_or_no_json_keeps_the_good_records_around_it() {
    let [a, b, c] = three();
    let cut = &c[..c.len() - 9];
    let nan = c.replace("64500", "NaN");
    let infinite = c.replace("64500", "-Infinity");
    let good = [a.clone(), b.clone()];
    for (text, rejected) in [
        (format!("[{a},{b},{cut}"), 1),
        (format!("[{a},{b}"), 0),
        (format!("[{a},{b},]"), 0),
        (format!("[{a}, /* why */ {b}]"), 0),
        (format!("// why\n{a}\n{b}"), 1),
        (format!("[{a},{nan},{b}]"), 1),
        (format!("{a}\n{infinite}\n{b}\n"), 1),
        (format!("[{a},{b}]]}}"), 0),
        (format!("{a}\n{b}\n\"tail"), 1),
    ] {
        let ingested = survives(&text, &good);
        let counts = ingested.evidence.counts;
        assert_eq!(counts.events, 2, "{text:.40}");
        assert!(counts.rejected <= rejected, "{text:.40}: {:?}", ingested.issues);
    }
}

#[test]
fn b17_nesting_beyond_the_limit_costs_one_record_wherever_it_stands() {
    let good = [okta(1).to_string(), okta(2).to_string()];
    for deep in [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("{}{}", "[".repeat(129), "]".repeat(129)),
    ] {
        let record = format!("{{\"debugContext\":{deep}}}");
        for text in [
            format!("{}\n{record}\n{}\n", good[0], good[1]),
            format!("{}\n{deep}\n{}\n", good[0], good[1]),
        ] {
            assert_eq!(survives(text, &good).evidence.counts.events, 2);
        }
    }
    let nested = format!("{}{}", "[".repeat(126), "]".repeat(126));
    let fits = okta(3).to_string().replacen('{', &format!("{{\"x\":{nested},"), 1);
    let good = [good[0].clone(), fits, good[1].clone()];
    assert_eq!(fates(&survives(good.join("\n"), &good)), (3, 0, 0));
}

#[test]
fn b18_a_million_keys_in_one_object_are_one_record() {
    let mut keys = String::from("{");
    for key in 0..1_000_000 {
        keys.push_str(&format!("\"k{key}\":1,"));
    }
    let wide = okta(2).to_string().replacen('{', &keys, 1);
    let good = [okta(1).to_string(), wide, okta(3).to_string()];
    let ingested = survives(good.join("\n"), &good);
    assert_eq!(fates(&ingested), (3, 0, 0));
}

#[test]
fn b18_rows_beyond_the_limit_are_counted_and_not_kept() {
    let rows: Vec<Value> =
        (0..400).map(|row| json!({"type": "AppInstance", "displayName": row})).collect();
    let ingested = read(with(okta(1), json!({"target": rows})).to_string());
    assert_eq!((fates(&ingested), noted(&ingested, "rows_beyond_limit")), ((1, 0, 0), 144));
}

#[test]
fn b18_the_limits_in_force_decide_and_not_the_defaults() {
    let large = with(okta(2), json!({"displayMessage": "x".repeat(70 << 10)})).to_string();
    let text = format!("{}\n{large}\n{}\n", okta(1), okta(3));
    let rejected = |record_bytes| {
        let mut limits = Limits::default();
        limits.set(Limit::Record, record_bytes);
        limits.set(Limit::Detail, 80);
        let choices = Choices { limits, ..Choices::default() };
        let (name, id, mut reader) = ("x".to_owned(), EvidenceId(0), text.as_bytes());
        let source = Source { id, name, bytes: 0, reader: &mut reader, choices };
        let ingested = ingest(source, &Unwatched);
        assert!(ingested.issues.iter().all(|it| it.detail.chars().count() <= 80));
        issues(&ingested)
    };
    assert_eq!(rejected(1 << 20), []);
    assert_eq!(rejected(64 << 10), [IssueKind::TooLarge]);
}

#[test]
fn b19_keys_given_twice_are_counted_and_the_first_one_holds() {
    let record = okta(1).to_string();
    let again = |value: &str| record.replacen('{', &format!("{{\"eventType\":{value},"), 1);
    let same = again("\"system.push.send_factor_verify_push\"");
    let other = again("\"user.session.start\"");
    let good = [same, other];
    let ingested = survives(good.join("\n"), &good);
    assert_eq!((fates(&ingested), noted(&ingested, "duplicate_key")), ((2, 0, 0), 2));
    assert_eq!(text(&ingested, event(&ingested, 1).name), "user.session.start");
}

#[test]
fn b19_of_keys_that_differ_in_case_the_first_one_holds_and_it_is_counted() {
    let record = okta(1).to_string().replacen('{', "{\"EVENTTYPE\":\"x\",\"Uuid\":7,", 1);
    let ingested = survives(&record, std::slice::from_ref(&record));
    assert_eq!(text(&ingested, event(&ingested, 0).name), "x");
    assert_eq!(noted(&ingested, "duplicate_key"), 2);
    // Where case matters in a log, the other spelling is a key that nobody asked for.
    let mut record = entra(1).to_string();
    record.insert_str(
        record.len() - 1,
        ",\"ID\":\"other\",\"UserPrincipalName\":\"mallory@corp.example\"",
    );
    let ingested = survives(&record, std::slice::from_ref(&record));
    assert_eq!(text(&ingested, event(&ingested, 0).user), "alice@corp.example");
}

#[test]
fn b20_wrong_types_anywhere_cost_a_field_and_never_the_file() {
    let odd = [
        json!(null),
        json!([]),
        json!({}),
        json!(7),
        json!("x"),
        json!([[1]]),
        json!(true),
        json!(-0.5),
    ];
    for record in [okta(2), duo(2), entra(2)] {
        let keys: Vec<String> = record.as_object().unwrap().keys().cloned().collect();
        for key in keys {
            for value in &odd {
                let mut changed = record.clone();
                changed[&key] = value.clone();
                let good = [okta(1).to_string(), okta(3).to_string()];
                let text = format!("{}\n{changed}\n{}\n", good[0], good[1]);
                assert_eq!(survives(text, &good).evidence.counts.records, 3, "{key}: {value}");
            }
        }
    }
}

#[test]
fn b21_numbers_wrap_nowhere_and_texts_of_digits_stay_texts() {
    let numbers = [
        "9223372036854775808",
        "18446744073709551616",
        "123456789012345678901234567890",
        "-0",
        "1e-400",
        "1.5e3",
        "-9223372036854775809",
    ];
    for number in numbers {
        let odd = okta(2).to_string().replace("64500", number);
        let good = [okta(1).to_string(), odd, okta(3).to_string()];
        let ingested = survives(good.join("\n"), &good);
        let asn = ingested.parties.get(event(&ingested, 1).source).asn;
        assert!(asn.is_none() || number == "1.5e3", "{number}: {asn:?}");
    }
    // No number at all, by the grammar or by its size.
    for number in ["1e400", "0123", "+1", ".5", "1."] {
        let odd = okta(2).to_string().replace("64500", number);
        let good = [okta(1).to_string(), okta(3).to_string()];
        let ingested = survives(format!("{}\n{odd}\n{}", good[0], good[1]), &good);
        assert_eq!(ingested.evidence.counts.records, 3, "{number}");
    }
    for id in ["00123", "1.23457E+11", "18446744073709551616"] {
        let ingested = read(with(okta(1), json!({"actor": {"alternateId": id}})).to_string());
        assert_eq!(text(&ingested, event(&ingested, 0).user), id);
    }
}

#[test]
fn b22_words_that_nobody_knows_are_kept_and_never_count_as_success() {
    let odd_okta = with(okta(1), json!({"outcome": {"result": "PERHAPS\u{1b}[2J"}}));
    let odd_duo = with(duo(1), json!({"result": "perhaps", "reason": "somewhat"}));
    let ingested = read(lines(&[odd_okta, odd_duo]));
    assert_eq!(fates(&ingested), (2, 0, 0));
    let (first, second) = (event(&ingested, 0), event(&ingested, 1));
    assert!(text(&ingested, first.result).contains("PERHAPS\u{1b}[2J"));
    assert_eq!(second.outcome, Outcome::Unknown);
    assert!(
        text(&ingested, second.result).contains("somewhat")
            || text(&ingested, second.detail).contains("somewhat")
    );
    let odd = with(okta(1), json!({"eventType": "system.push.of_next_year"}));
    let counts = read(odd.to_string()).evidence.counts;
    assert_eq!(counts.records, 1);
}

#[test]
fn b18_a_list_of_very_many_plain_values_is_read_in_linear_time() {
    let values = vec!["x".repeat(9); 600_000];
    let odd =
        with(okta(2), json!({"target": values, "debugContext": {"debugData": {"factor": values}}}));
    let good = [okta(1).to_string(), odd.to_string(), okta(3).to_string()];
    assert_eq!(fates(&survives(good.join("\n"), &good)), (3, 0, 0));
}
