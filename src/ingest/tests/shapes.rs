//! B15: one content, many shapes.

use serde_json::json;

use super::{shape, two};
use crate::ingest::testing::{fates, lines, named, okta, read};
use crate::ingest::{Unwatched, ingest};
use crate::model::Provider;

#[test]
fn b15_one_object_a_line_is_jsonl() {
    assert_eq!(shape(lines(&two())), (Some("jsonl"), (2, 0, 0)));
}

#[test]
fn b06_the_last_line_needs_no_line_end_and_blank_lines_are_nothing() {
    let text = format!("\n{}\r\n\r\n  \t\n{}", okta(1), okta(2));
    assert_eq!(shape(text), (Some("jsonl"), (2, 0, 0)));
}

#[test]
fn b15_an_array_may_be_on_one_line_or_pretty_printed() {
    let array = json!(two());
    assert_eq!(shape(array.to_string()), (Some("array"), (2, 0, 0)));
    let pretty = serde_json::to_string_pretty(&array).unwrap();
    assert_eq!(shape(pretty), (Some("array"), (2, 0, 0)));
}

#[test]
fn b15_an_array_may_have_one_record_a_line() {
    let text = format!("[\n{},\n{}\n]\n", okta(1), okta(2));
    assert_eq!(shape(text), (Some("array"), (2, 0, 0)));
}

#[test]
fn b15_known_wrappers_are_looked_through() {
    for wrapper in [
        json!({"value": two(), "@odata.context": "x"}),
        json!({"records": two()}),
        json!({"Records": two()}),
        json!({"authlogs": two(), "metadata": {"next_offset": ["1", "2"]}}),
        json!({"stat": "OK", "response": {"authlogs": two(), "metadata": {"value": 3}}}),
        json!({"response": two()}),
        json!({"eventType": "com.okta.event_hook", "data": {"events": two()}}),
        json!({"_embedded": {"activities": two()}}),
        json!({"items": two()}),
        json!({"username": "x", "user_data": [{"a": 1}], "user_auth_logs": {"authlogs": two()}}),
        json!([{"value": two()}]),
    ] {
        assert_eq!(shape(wrapper.to_string()), (Some("wrapped"), (2, 0, 0)), "{wrapper}");
    }
}

#[test]
fn b15_wrappers_may_come_once_a_line_or_back_to_back() {
    let page = json!({"value": two(), "@odata.nextLink": "https://graph.example/?$skip=2"});
    for text in [format!("{page}\n{page}\n"), format!("{page}{page}")] {
        assert_eq!(shape(text), (Some("wrapped"), (4, 0, 0)));
    }
}

#[test]
fn b15_arrays_and_objects_may_lie_back_to_back() {
    let page = json!(two());
    assert_eq!(shape(format!("{page}{page}")), (Some("concatenated"), (4, 0, 0)));
    assert_eq!(shape(format!("{page}\n{page}\n")), (Some("concatenated"), (4, 0, 0)));
    let pretty = serde_json::to_string_pretty(&okta(1)).unwrap();
    assert_eq!(shape(format!("{pretty}\n{pretty}\n")), (Some("concatenated"), (2, 0, 0)));
    assert_eq!(shape(format!("{page}\n{}", okta(3))), (Some("concatenated"), (3, 0, 0)));
}

#[test]
fn b15_a_single_object_is_an_object() {
    assert_eq!(shape(okta(1).to_string()), (Some("object"), (1, 0, 0)));
    let pretty = serde_json::to_string_pretty(&okta(1)).unwrap();
    assert_eq!(shape(pretty), (Some("object"), (1, 0, 0)));
}

#[test]
fn the_name_of_a_file_decides_nothing() {
    let text = lines(&two());
    let mut reader = text.as_bytes();
    let source = named("InteractiveSignIns.csv", &mut reader);
    assert_eq!(ingest(source, &Unwatched).evidence.provider, Some(Provider::Okta));
}

#[test]
fn b15_two_objects_on_one_line_are_both_read() {
    let text = format!("{}{}\n{}\n{}\n", okta(1), okta(2), okta(3), okta(4));
    let ingested = read(&text);
    assert_eq!(fates(&ingested), (4, 0, 0));
    assert_eq!(ingested.events.record, vec![1, 2, 3, 4]);
    assert_eq!(ingested.events.offset[1], okta(1).to_string().len() as u64);
}
