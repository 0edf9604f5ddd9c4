//! B01 to B07: encodings, blanks, nothing at all, formats that nobody knows.

use serde_json::json;

use super::{two, utf16};
use crate::ingest::testing::{fates, issues, lines, read};
use crate::model::{EvidenceStatus, IssueKind};

#[test]
fn b01_a_byte_order_mark_is_removed_and_noted() {
    let text = format!("\u{feff}{}", lines(&two()));
    let ingested = read(&text);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.notes["bom_removed"], 1);
    assert_eq!(ingested.events.offset[0], 3);
    let pages = format!("\u{feff}{page}\n\u{feff}{page}", page = json!(two()));
    let ingested = read(&pages);
    assert_eq!(fates(&ingested), (4, 0, 0));
    assert_eq!(ingested.evidence.notes["bom_removed"], 2);
}

#[test]
fn b02_utf_16_is_decoded_with_and_without_a_mark() {
    let text = lines(&two()).replace("Oslo", "Tromsø");
    for is_big in [false, true] {
        for mark in ["", "\u{feff}"] {
            let ingested = read(utf16(&format!("{mark}{text}"), is_big));
            assert_eq!(fates(&ingested), (2, 0, 0));
            let expected = if is_big { "utf-16be" } else { "utf-16le" };
            assert_eq!(ingested.evidence.encoding, Some(expected));
            assert_eq!(ingested.evidence.notes["utf16_decoded"], 1);
            assert_eq!(ingested.evidence.notes.contains_key("bom_removed"), !mark.is_empty());
            assert!(ingested.texts.find("Tromsø").is_some());
        }
    }
}

#[test]
fn b03_bytes_that_are_no_utf_8_are_replaced_and_counted_and_the_record_stays() {
    let mut bytes = lines(&two()).into_bytes();
    let city = memchr::memmem::find(&bytes, b"Oslo").unwrap();
    bytes[city] = 0xff;
    let ingested = read(&bytes);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.notes["invalid_utf8_replaced"], 1);
    assert!(ingested.texts.find("\u{fffd}slo").is_some());
}

#[test]
fn b03_an_escape_of_half_a_character_is_replaced_and_counted() {
    let text = lines(&two()).replace("Alice A.", "Alice \\ud800");
    let ingested = read(text);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.notes["lone_surrogate_replaced"], 2);
}

#[test]
fn b07_a_file_without_records_says_why() {
    for (bytes, part) in [
        ("", "empty"),
        ("\u{feff}", "hold no records"),
        (" \n\t\r\n ", "hold no records"),
        ("[]", "list in the file is empty"),
        ("[", "list in the file is empty"),
        ("{\"value\": []}", "list in the file is empty"),
    ] {
        let ingested = read(bytes);
        assert_eq!(ingested.evidence.counts.records, 0, "{bytes:?}");
        assert_eq!(ingested.evidence.status, EvidenceStatus::Read);
        let reason = ingested.evidence.reason.unwrap();
        assert!(reason.contains(part), "{bytes:?}: {reason}");
    }
    assert_eq!(issues(&read("[")), vec![IssueKind::Truncated]);
}

#[test]
fn text_of_no_known_form_is_said_to_be_unknown() {
    let ingested =
        read("Mar  2 08:00:00 host sshd[1]: Accepted\nMar  2 08:00:01 host sshd[1]: x\n");
    assert_eq!(ingested.evidence.status, EvidenceStatus::UnknownFormat);
    assert_eq!(ingested.evidence.counts.records, 0);
    assert!(ingested.evidence.reason.unwrap().contains("neither JSON nor a table"));
    assert_eq!(ingested.evidence.sha256.len(), 64);
}

#[test]
fn records_of_an_unknown_format_are_counted_and_the_nearest_format_is_named() {
    let record = json!({"published": "2026-03-02T08:00:00Z", "uuid": "1", "kind": "other"});
    let ingested = read(lines(&[record.clone(), record]));
    assert_eq!(ingested.evidence.status, EvidenceStatus::UnknownFormat);
    assert_eq!(fates(&ingested), (0, 2, 0));
    let reason = ingested.evidence.reason.unwrap();
    assert!(
        reason.contains("2 of 3 fields of the Okta System Log; it lacks eventType"),
        "{reason}"
    );
}

#[test]
fn what_stands_before_the_json_is_stray() {
    let text = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{}", json!(two()));
    let ingested = read(text);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert!(issues(&ingested).iter().all(|kind| *kind == IssueKind::StrayBytes));
}

#[test]
fn b05_a_file_in_another_encoding_says_so() {
    let escaped = lines(&two()).replace("Alice A.", "Alic\u{e9} A.");
    let latin: Vec<u8> = escaped.chars().map(|c| c as u8).collect();
    let ingested = read(latin);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert!(ingested.evidence.reason.unwrap().contains("2 records hold bytes that are no UTF-8"));
}
