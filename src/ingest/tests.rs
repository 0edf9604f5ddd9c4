//! What a whole file does: shapes, encodings, damage. Numbers are of the catalogue of bad input.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::testing::{duo, entra, event, fates, gzip, issues, lines, okta, read};
use super::{Source, Unwatched, Watch, ingest, unreadable};
use crate::model::{EvidenceId, EvidenceStatus, IssueKind, Provider};

fn shape(bytes: impl AsRef<[u8]>) -> (Option<&'static str>, (u64, u64, u64)) {
    let ingested = read(bytes);
    (ingested.evidence.shape, fates(&ingested))
}

fn two() -> [Value; 2] {
    [okta(1), okta(2)]
}

fn utf16(text: &str, is_big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

// B15: one content, many shapes.

#[test]
fn one_object_a_line_is_jsonl() {
    assert_eq!(shape(lines(&two())), (Some("jsonl"), (2, 0, 0)));
}

#[test]
fn the_last_line_needs_no_line_end_and_blank_lines_are_nothing() {
    let text = format!("\n{}\r\n\r\n  \t\n{}", okta(1), okta(2));
    assert_eq!(shape(text), (Some("jsonl"), (2, 0, 0)));
}

#[test]
fn an_array_may_be_on_one_line_or_pretty_printed() {
    let array = json!(two());
    assert_eq!(shape(array.to_string()), (Some("array"), (2, 0, 0)));
    let pretty = serde_json::to_string_pretty(&array).unwrap();
    assert_eq!(shape(pretty), (Some("array"), (2, 0, 0)));
}

#[test]
fn an_array_may_have_one_record_a_line() {
    let text = format!("[\n{},\n{}\n]\n", okta(1), okta(2));
    assert_eq!(shape(text), (Some("array"), (2, 0, 0)));
}

#[test]
fn known_wrappers_are_looked_through() {
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
        json!([{"value": two()}]),
    ] {
        assert_eq!(shape(wrapper.to_string()), (Some("wrapped"), (2, 0, 0)), "{wrapper}");
    }
}

#[test]
fn wrappers_may_come_once_a_line_or_back_to_back() {
    let page = json!({"value": two(), "@odata.nextLink": "https://graph.example/?$skip=2"});
    for text in [format!("{page}\n{page}\n"), format!("{page}{page}")] {
        assert_eq!(shape(text), (Some("wrapped"), (4, 0, 0)));
    }
}

#[test]
fn arrays_and_objects_may_lie_back_to_back() {
    let page = json!(two());
    assert_eq!(shape(format!("{page}{page}")), (Some("concatenated"), (4, 0, 0)));
    assert_eq!(shape(format!("{page}\n{page}\n")), (Some("concatenated"), (4, 0, 0)));
    let pretty = serde_json::to_string_pretty(&okta(1)).unwrap();
    assert_eq!(shape(format!("{pretty}\n{pretty}\n")), (Some("concatenated"), (2, 0, 0)));
    assert_eq!(shape(format!("{page}\n{}", okta(3))), (Some("concatenated"), (3, 0, 0)));
}

#[test]
fn a_single_object_is_an_object() {
    assert_eq!(shape(okta(1).to_string()), (Some("object"), (1, 0, 0)));
    let pretty = serde_json::to_string_pretty(&okta(1)).unwrap();
    assert_eq!(shape(pretty), (Some("object"), (1, 0, 0)));
}

#[test]
fn the_name_of_a_file_decides_nothing() {
    let text = lines(&two());
    let mut reader = text.as_bytes();
    let name = "InteractiveSignIns.csv".to_owned();
    let source = Source { id: EvidenceId(0), name, bytes: 0, reader: &mut reader };
    assert_eq!(ingest(source, &Unwatched).evidence.provider, Some(Provider::Okta));
}

#[test]
fn two_objects_on_one_line_are_both_read() {
    let text = format!("{}{}\n{}\n{}\n", okta(1), okta(2), okta(3), okta(4));
    let ingested = read(&text);
    assert_eq!(fates(&ingested), (4, 0, 0));
    assert_eq!(ingested.events.record, vec![1, 2, 3, 4]);
    assert_eq!(ingested.events.offset[1], okta(1).to_string().len() as u64);
}

// B01 to B07: text.

#[test]
fn a_byte_order_mark_is_removed_and_noted() {
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
fn utf_16_is_decoded_with_and_without_a_mark() {
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
fn bytes_that_are_no_utf_8_are_replaced_and_counted_and_the_record_stays() {
    let mut bytes = lines(&two()).into_bytes();
    let city = memchr::memmem::find(&bytes, b"Oslo").unwrap();
    bytes[city] = 0xff;
    let ingested = read(&bytes);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.notes["invalid_utf8_replaced"], 1);
    assert!(ingested.texts.find("\u{fffd}slo").is_some());
}

#[test]
fn an_escape_of_half_a_character_is_replaced_and_counted() {
    let text = lines(&two()).replace("Alice A.", "Alice \\ud800");
    let ingested = read(text);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.notes["lone_surrogate_replaced"], 2);
}

#[test]
fn a_file_without_records_says_why() {
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

// B16 and B18: damage.

#[test]
fn a_broken_line_costs_only_itself() {
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
fn a_line_that_is_no_object_is_rejected_with_its_reason() {
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
fn a_record_that_the_file_cuts_off_is_truncated() {
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
fn an_array_without_its_bracket_keeps_its_records() {
    let array = json!(two()).to_string();
    let ingested = read(&array[..array.len() - 1]);
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 0), vec![IssueKind::Truncated]));
}

#[test]
fn a_trailing_comma_costs_nothing() {
    assert_eq!(shape(format!("[{},{},]", okta(1), okta(2))).1, (2, 0, 0));
}

#[test]
fn bytes_after_the_list_are_stray() {
    let ingested = read(format!("{} garbage here", json!(two())));
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 0), vec![IssueKind::StrayBytes]));
}

#[test]
fn a_comment_between_records_is_stray() {
    let text = format!("[{},\n// a comment\n{}]", okta(1), okta(2));
    let ingested = read(text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 0), vec![IssueKind::StrayBytes]));
}

#[test]
fn values_that_are_no_objects_in_a_list_are_rejected() {
    let ingested = read(format!("[1, \"two\", null, {}, [{}]]", okta(1), okta(2)));
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 3), vec![IssueKind::NotARecord; 3]));
}

#[test]
fn a_record_with_a_word_that_is_no_json_is_rejected_alone() {
    let broken = okta(2).to_string().replace("64500", "NaN");
    let ingested = read(format!("[{},{broken},{}]", okta(1), okta(3)));
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 1), vec![IssueKind::BrokenJson]));
}

#[test]
fn a_raw_line_end_in_a_string_costs_only_that_record() {
    let broken = okta(2).to_string().replace("Alice A.", "Alice\nA.");
    let text = format!("[{},\n{broken},\n{}]", okta(1), okta(3));
    let ingested = read(text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 1), vec![IssueKind::BrokenJson]));
    let one_line = format!("[{},{broken},{}]", okta(1), okta(3));
    assert_eq!(fates(&read(one_line)), (2, 0, 1));
}

#[test]
fn an_unclosed_string_in_a_list_does_not_swallow_what_follows() {
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
fn an_unclosed_object_among_pretty_printed_ones_costs_only_itself() {
    let pretty = |number| serde_json::to_string_pretty(&okta(number)).unwrap();
    let broken = pretty(2);
    let cut = &broken[..broken.find("\"client\"").unwrap()];
    let ingested = read(format!("{}\n{cut}\n{}\n{}\n", pretty(1), pretty(3), pretty(4)));
    assert_eq!(fates(&ingested), (3, 0, 1), "{:?}", ingested.issues);
}

#[test]
fn a_string_of_twenty_megabytes_is_too_large_and_what_follows_is_read() {
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
fn a_file_that_is_one_endless_string_ends_in_bounded_memory() {
    let text = format!("{{\"a\":\"{}", "x".repeat(40 << 20));
    let ingested = read(text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::TooLarge]));
}

// B17: depth.

#[test]
fn a_hundred_thousand_brackets_are_too_deep_and_harmless() {
    let deep = "[".repeat(100_000);
    assert_eq!(read(&deep).evidence.counts.rejected, 1);
    let nested = format!("{{\"a\":{deep}");
    assert_eq!(read(&nested).evidence.counts.rejected, 1);
    let text = format!("{}\n{nested}\n{deep}\n{}\n{}\n", okta(1), okta(2), okta(3));
    let ingested = read(text);
    assert_eq!((fates(&ingested), issues(&ingested)), ((3, 0, 2), vec![IssueKind::TooDeep; 2]));
}

#[test]
fn depth_127_loads_and_128_does_not() {
    for (depth, expected) in [(126, (2, 0, 0)), (127, (1, 0, 1))] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let deep = okta(1).to_string().replacen('{', &format!("{{\"x\":{nested},"), 1);
        assert_eq!(fates(&read(format!("{deep}\n{}\n", okta(2)))), expected);
        assert_eq!(fates(&read(format!("[{deep},{}]", okta(2)))), expected);
    }
}

#[test]
fn nothing_but_damage_is_read_in_linear_time() {
    let ingested = read("{\"a\":[".repeat(400_000));
    assert_eq!(ingested.evidence.counts.events, 0);
    let ingested = read("{\"a\":\"x".repeat(300_000));
    assert_eq!(ingested.evidence.counts.events, 0);
    let ingested = read("[{\"a\":\n".repeat(300_000));
    assert_eq!(ingested.evidence.counts.events, 0);
}

// B19 to B23: values.

#[test]
fn wrong_types_empty_a_field_and_are_counted() {
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
fn the_first_of_two_equal_keys_counts() {
    let text = okta(1).to_string().replacen('{', "{\"eventType\":\"user.session.start\",", 1);
    let ingested = read(text);
    assert_eq!(ingested.texts.get(event(&ingested, 0).name), "user.session.start");
    assert_eq!(ingested.evidence.notes["duplicate_key"], 1);
}

#[test]
fn huge_numbers_wrap_nowhere() {
    let text = okta(1).to_string().replace("64500", "123456789012345678901234567890");
    assert_eq!(fates(&read(text.clone())), (1, 0, 0));
    let text = text.replace("123456789012345678901234567890", "1e400");
    assert_eq!(read(text).evidence.counts.records, 1);
}

#[test]
fn a_time_that_no_clock_shows_rejects_the_record_and_quotes_it() {
    let mut record = okta(1);
    record["published"] = json!("2026-03-02T08:00:65Z\u{1b}[2J");
    let ingested = read(lines(&[okta(1), record]));
    assert_eq!((fates(&ingested), issues(&ingested)), ((1, 0, 1), vec![IssueKind::NoTime]));
    assert!(ingested.issues[0].detail.contains("65Z\\u{1b}[2J"), "{}", ingested.issues[0].detail);
}

// B38: gzip.

#[test]
fn gzip_is_told_by_content_and_hashed_as_given() {
    let packed = gzip(lines(&two()));
    let ingested = read(&packed);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.container, Some("gzip"));
    assert_eq!(ingested.evidence.sha256, sha256(&packed));
    assert_eq!(read(lines(&two())).evidence.sha256, sha256(lines(&two()).as_bytes()));
    let wide = utf16(&lines(&two()), false);
    assert_eq!(read(&wide).evidence.sha256, sha256(&wide));
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    super::feed::hex(&sha2::Sha256::digest(bytes))
}

#[test]
fn every_member_of_a_gzip_file_is_read() {
    let packed = [gzip(lines(&[okta(1)])), gzip(lines(&[okta(2)]))].concat();
    assert_eq!(fates(&read(packed)), (2, 0, 0));
}

#[test]
fn a_truncated_or_damaged_gzip_keeps_what_came_before() {
    let records: Vec<_> = (0..2_000).map(okta).collect();
    let packed = gzip(lines(&records));
    let cut = &packed[..packed.len() / 2];
    let mut wrong = packed.clone();
    let end = wrong.len();
    wrong[end - 6] ^= 0xff;
    for damaged in [cut.to_vec(), wrong] {
        let ingested = read(&damaged);
        assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
        assert!(ingested.evidence.counts.events > 0);
        assert!(issues(&ingested).contains(&IssueKind::DamagedArchive));
        assert!(ingested.evidence.reason.unwrap().contains("were kept"));
        assert_eq!(ingested.evidence.sha256, sha256(&damaged));
    }
}

#[test]
fn a_large_utf_16_file_is_read_to_its_end() {
    let records: Vec<_> = (0..8_000).map(okta).collect();
    let wide = utf16(&lines(&records).replace("Alice A.", "Ålice ☃"), false);
    assert_eq!(fates(&read(wide)), (8_000, 0, 0));
}

// Reading itself.

struct Failing<'a>(&'a [u8]);

impl std::io::Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(std::io::Error::other("the drive is gone"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn a_file_that_cannot_be_read_on_keeps_what_was_read() {
    let text = lines(&two());
    let mut reader = Failing(text.as_bytes());
    let source = Source { id: EvidenceId(0), name: "x".into(), bytes: 0, reader: &mut reader };
    let ingested = ingest(source, &Unwatched);
    assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
    assert_eq!(ingested.evidence.sha256, "");
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 0), vec![IssueKind::ReadFailed]));
    assert!(ingested.evidence.reason.unwrap().contains("the drive is gone"));
}

struct Impatient;

impl Watch for Impatient {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn a_cancelled_file_is_partial_and_says_what_was_kept() {
    let text = lines(&[okta(1)]).repeat(20_000);
    let mut reader = text.as_bytes();
    let source = Source { id: EvidenceId(0), name: "x".into(), bytes: 0, reader: &mut reader };
    let ingested = ingest(source, &Impatient);
    let kept = ingested.evidence.counts.records;
    assert!(0 < kept && kept < 20_000);
    assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
    let expected = format!("reading was cancelled; the first {kept} records were kept");
    assert_eq!(ingested.evidence.reason, Some(expected));
}

#[test]
fn a_file_that_could_not_be_opened_is_unreadable_evidence() {
    let ingested = unreadable(EvidenceId(3), "gone.json".into(), "no such file".into());
    assert_eq!(ingested.evidence.status, EvidenceStatus::Unreadable);
    assert_eq!(ingested.evidence.reason.as_deref(), Some("no such file"));
}

#[test]
fn a_large_file_gives_the_same_in_every_shape_and_every_record_its_own_place() {
    let records: Vec<_> = (0..30_000).map(okta).collect();
    let jsonl = lines(&records);
    assert!(jsonl.len() > 20 << 20);
    let of_lines = read(&jsonl);
    let of_array = read(json!(records).to_string());
    assert_eq!(fates(&of_lines), (30_000, 0, 0));
    assert_eq!(of_lines.events.uid, of_array.events.uid);
    assert_eq!(of_lines.events.content, of_array.events.content);
    assert_eq!(of_lines.events.user, of_array.events.user);
    assert_eq!(of_lines.events.record, (1..=30_000).collect::<Vec<_>>());
    for row in [0, 15_000, 29_999] {
        let event = event(&of_lines, row);
        let start = event.offset as usize;
        let bytes = &jsonl.as_bytes()[start..start + event.length as usize];
        assert_eq!(bytes, records[row as usize].to_string().as_bytes());
    }
}

#[test]
fn providers_may_be_mixed_in_one_file() {
    let ingested = read(lines(&[okta(1), duo(1), okta(2), entra(1)]));
    assert_eq!(fates(&ingested), (4, 0, 0));
    assert_eq!(ingested.evidence.provider, Some(Provider::Okta));
    assert_eq!(ingested.evidence.notes["mixed_providers"], 2);
    let (first, last) = (ingested.evidence.first_event, ingested.evidence.last_event);
    assert_eq!(
        (first, last),
        (ingested.events.time.iter().min().copied(), ingested.events.time.iter().max().copied(),)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn arbitrary_bytes_never_panic_and_every_record_has_one_fate(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(bytes);
    }

    #[test]
    fn arbitrary_punctuation_never_panics(text in "[\\[\\]{}\",:\\\\\n a1\u{feff}]{0,200}") {
        read(text);
    }

    #[test]
    fn a_file_with_a_hole_keeps_its_other_records(
        from in 0_usize..4_000, length in 1_usize..300, filler in "[\\[\\]{}\",:\\\\ a1]{0,40}",
    ) {
        let records: Vec<_> = (0..8).map(okta).collect();
        let mut text = lines(&records);
        let from = from.min(text.len());
        let until = (from + length).min(text.len());
        let touched = text[..until].matches('\n').count() - text[..from].matches('\n').count();
        text.replace_range(from..until, &filler);
        let ingested = read(&text);
        prop_assert!(ingested.evidence.counts.events + 1 + touched as u64 >= 8);
    }

    #[test]
    fn any_cut_of_a_list_balances(cut in 0_usize..4_000, is_pretty in any::<bool>()) {
        let records = json!({"stat": "OK", "response": {"authlogs": [duo(1), duo(2), duo(3)]}});
        let text = if is_pretty {
            serde_json::to_string_pretty(&records).unwrap()
        } else {
            records.to_string()
        };
        read(&text[..cut.min(text.len())]);
    }
}
