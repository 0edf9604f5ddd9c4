//! B16 and B18: what is broken costs only itself.

use serde_json::json;

use super::{shape, two};
use crate::ingest::testing::{fates, issues, okta, read, with};
use crate::model::IssueKind;

#[test]
fn b16_a_broken_line_costs_only_itself() {
    let text = format!("{}\n{{\"uuid\": \"x\", \"publ\n{}\n", okta(1), okta(2));
    let ingested = read(&text);
    assert_eq!(fates(&ingested), (2, 0, 1));
    let issue = &ingested.issues[0];
    assert_eq!(issue.kind, IssueKind::BrokenJson);
    assert_eq!((issue.at.record, issue.at.offset), (2, okta(1).to_string().len() as u64 + 1));
    assert!(issue.detail.contains("column"), "{}", issue.detail);
    assert_eq!(ingested.events.record, vec![1, 3]);
}

#[test]
fn b16_a_line_that_is_no_object_is_rejected_with_its_reason() {
    let text = format!(
        "{}\n42\nnull\nhello\n\"x\"\n{}\n{}\n{}\n{}\n",
        okta(1),
        okta(2),
        okta(3),
        okta(4),
        okta(5)
    );
    let ingested = read(&text);
    assert_eq!(fates(&ingested), (5, 0, 4));
    use IssueKind::{BrokenJson, NotARecord};
    assert_eq!(issues(&ingested), vec![NotARecord, NotARecord, BrokenJson, NotARecord]);
}

#[test]
fn b16_a_record_that_the_file_cuts_off_is_truncated() {
    let whole = okta(2).to_string();
    let text = format!("{}\n{}\n{}", okta(1), okta(3), &whole[..whole.len() - 20]);
    let ingested = read(&text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 1), vec![IssueKind::Truncated]));
    let array = json!([okta(1), okta(2)]).to_string();
    let ingested = read(&array[..array.len() - 20]);
    assert_eq!(fates(&ingested), (1, 0, 1));
    assert_eq!(issues(&ingested), vec![IssueKind::Truncated, IssueKind::Truncated]);
    assert_eq!(ingested.issues[1].at.record, 0);
}

#[test]
fn b16_an_array_without_its_bracket_keeps_its_records() {
    let array = json!(two()).to_string();
    let ingested = read(&array[..array.len() - 1]);
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 0), vec![IssueKind::Truncated]));
}

#[test]
fn b16_a_trailing_comma_costs_nothing() {
    assert_eq!(shape(format!("[{},{},]", okta(1), okta(2))).1, (2, 0, 0));
}

#[test]
fn b16_bytes_after_the_list_are_stray() {
    let ingested = read(format!("{} garbage here", json!(two())));
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 0), vec![IssueKind::StrayBytes]));
}

#[test]
fn b16_a_comment_between_records_is_stray() {
    let text = format!("[{},\n// a comment\n{}]", okta(1), okta(2));
    let ingested = read(text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 0), vec![IssueKind::StrayBytes]));
}

#[test]
fn b16_values_that_are_no_objects_in_a_list_are_rejected() {
    let ingested = read(format!("[1, \"two\", null, {}, [{}]]", okta(1), okta(2)));
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 3), vec![IssueKind::NotARecord; 3]));
}

#[test]
fn b16_a_record_with_a_word_that_is_no_json_is_rejected_alone() {
    let broken = okta(2).to_string().replace("64500", "NaN");
    let ingested = read(format!("[{},{broken},{}]", okta(1), okta(3)));
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 1), vec![IssueKind::BrokenJson]));
}

#[test]
fn b16_a_raw_line_end_in_a_string_costs_only_that_record() {
    let broken = okta(2).to_string().replace("Alice A.", "Alice\nA.");
    let text = format!("[{},\n{broken},\n{}]", okta(1), okta(3));
    let ingested = read(text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 1), vec![IssueKind::BrokenJson]));
    let one_line = format!("[{},{broken},{}]", okta(1), okta(3));
    assert_eq!(fates(&read(one_line)), (2, 0, 1));
}

#[test]
fn b16_an_unclosed_string_in_a_list_does_not_swallow_what_follows() {
    let whole = okta(2).to_string();
    let cut = &whole[..whole.find("Alice A.").unwrap() + 3];
    for separator in [",\n", "\n", ","] {
        let text =
            format!("[{}{separator}{cut}{separator}{}{separator}{}]", okta(1), okta(3), okta(4));
        let ingested = read(text);
        assert_eq!(fates(&ingested), (3, 0, 1), "{separator:?} {:?}", ingested.issues);
    }
}

#[test]
fn b16_an_unclosed_object_among_pretty_printed_ones_costs_only_itself() {
    let pretty = |number| serde_json::to_string_pretty(&okta(number)).unwrap();
    let broken = pretty(2);
    let cut = &broken[..broken.find("\"client\"").unwrap()];
    let ingested = read(format!("{}\n{cut}\n{}\n{}\n", pretty(1), pretty(3), pretty(4)));
    assert_eq!(fates(&ingested), (3, 0, 1), "{:?}", ingested.issues);
}

#[test]
fn b16_a_record_without_its_end_in_one_long_line_costs_only_itself_wherever_it_lies() {
    let padding = json!({"debugContext": {"debugData": {"padding": "x".repeat(1_500)}}});
    let whole: Vec<String> =
        (0..13_000).map(|number| with(okta(number), padding.clone()).to_string()).collect();
    for damaged in [10, 4_600, 5_000, 12_990] {
        let mut records = whole.clone();
        records[damaged].pop();
        let ingested = read(format!("[{}]", records.join(",")));
        assert_eq!(fates(&ingested), (12_999, 0, 1), "{damaged}");
    }
}

/// Records that end with a list of their own.
fn with_zones(count: u32) -> Vec<String> {
    (0..count)
        .map(|number| {
            let record = okta(number).to_string();
            format!(
                r#"{},"zones":[{{"id":"z1"}},{{"id":"z2"}}]}}"#,
                record.strip_suffix('}').unwrap()
            )
        })
        .collect()
}

#[test]
fn b16_nor_does_it_in_a_wrapper_whose_brackets_would_end_it() {
    let whole = with_zones(60);
    for [before, after] in [
        [r#"{"value":["#, "]}"],
        [r#"{"value":["#, "]}\n"],
        [r#"{"value":["#, r#"],"@odata.nextLink":"https://graph.example/next"}"#],
        [r#"{"took":1,"hits":{"total":60,"hits":["#, "]}}"],
    ] {
        let read_all = |records: &[String]| read(format!("{before}{}{after}", records.join(",")));
        assert_eq!(fates(&read_all(&whole)), (60, 0, 0), "{before}");
        for damaged in [0, 30, 58] {
            let mut records = whole.clone();
            let length = records[damaged].len();
            records[damaged].truncate(length - 2);
            let ingested = read_all(&records);
            let said = format!("{before} {damaged} {:?}", ingested.issues);
            assert_eq!(fates(&ingested), (59, 0, 1), "{said}");
            assert_eq!(issues(&ingested), vec![IssueKind::BrokenJson], "{said}");
        }
    }
}

#[test]
fn b16_nor_where_another_wrapper_follows() {
    let mut records = with_zones(20);
    let length = records[3].len();
    records[3].truncate(length - 2);
    let pages = records.chunks(10).map(|page| format!(r#"{{"Records":[{}]}}"#, page.join(",")));
    let ingested = read(pages.collect::<Vec<_>>().join("\n"));
    assert_eq!(fates(&ingested), (19, 0, 1), "{:?}", ingested.issues);
}

#[test]
fn b16_a_record_whose_own_list_is_not_closed_does_not_take_the_records_after_it_for_its_own() {
    let whole = with_zones(60);
    assert_eq!(fates(&read(format!("[{}]", whole.join(",")))), (60, 0, 0));
    for damaged in [0, 30, 58] {
        let mut records = whole.clone();
        let length = records[damaged].len();
        records[damaged].truncate(length - 2);
        let ingested = read(format!("[{}]", records.join(",")));
        assert_eq!(fates(&ingested), (59, 0, 1), "{damaged} {:?}", ingested.issues);
    }
}

#[test]
fn b18_a_string_of_twenty_megabytes_is_too_large_and_what_follows_is_read() {
    let huge = format!("{{\"uuid\":\"{}\"}}", "x".repeat(20 << 20));
    for text in [
        format!("{}\n{}\n{huge}\n{}\n", okta(1), okta(2), okta(3)),
        format!("[{},{},{huge},{}]", okta(1), okta(2), okta(3)),
    ] {
        let ingested = read(&text);
        assert_eq!(issues(&ingested), vec![IssueKind::TooLarge]);
        assert_eq!(fates(&ingested), (3, 0, 1));
        assert_eq!(ingested.issues[0].at.length as usize, huge.len());
        assert_eq!(ingested.issues[0].at.record, 3);
    }
}

#[test]
fn b18_a_file_that_is_one_endless_string_ends_in_bounded_memory() {
    let text = format!("{{\"a\":\"{}", "x".repeat(40 << 20));
    let ingested = read(text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::TooLarge]));
}
