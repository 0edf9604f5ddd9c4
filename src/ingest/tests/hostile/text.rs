//! B01 to B07: text and encoding.

use sha2::{Digest as _, Sha256};

use super::table::{HEADER, row};
use super::{noted, survives, told};
use crate::ingest::testing::{event, fates, issues, lines, named, okta, read, text};
use crate::ingest::tests::utf16;
use crate::ingest::{Encoding, Unwatched, ingest, reread};
use crate::model::{EventId, EvidenceStatus, IssueKind, hex};

fn table(rows: &[String]) -> String {
    format!("{HEADER}\n{}", rows.concat())
}

#[test]
fn b01_a_mark_before_a_header_leaves_its_first_name_clean() {
    let rows = [row(1, "x"), row(2, "y")];
    let ingested = survives(format!("\u{feff}{}", table(&rows)), &rows);
    assert_eq!((fates(&ingested), noted(&ingested, "bom_removed")), ((2, 0, 0), 1));
    assert_ne!(ingested.events.uid[0], ingested.events.uid[1]);
}

#[test]
fn b02_a_table_in_utf_16_is_decoded_and_noted() {
    let rows = [row(1, "Ålesund"), row(2, "☃")];
    for (is_big, mark) in [(false, ""), (true, ""), (false, "\u{feff}"), (true, "\u{feff}")] {
        let ingested = survives(utf16(&format!("{mark}{}", table(&rows)), is_big), &rows);
        assert_eq!((fates(&ingested), noted(&ingested, "utf16_decoded")), ((2, 0, 0), 1));
    }
}

#[test]
fn b02_half_a_character_at_the_end_of_utf_16_is_replaced() {
    let mut wide = utf16(&lines(&[okta(1), okta(2)]), false);
    wide.extend([0x00, 0xd8, 0x41]);
    let ingested = survives(wide, &[okta(1).to_string(), okta(2).to_string()]);
    assert!(noted(&ingested, "invalid_utf16_replaced") > 0);
}

#[test]
fn b03_bytes_of_no_utf_8_are_replaced_and_counted_and_the_raw_bytes_stay_where_they_are() {
    for odd in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"] {
        let record = okta(2).to_string();
        let (head, tail) = record.split_once("Alice A.").unwrap();
        let odd = [head.as_bytes(), odd, tail.as_bytes()].concat();
        let good = [okta(1).to_string(), okta(3).to_string()];
        let bytes = [good[0].as_bytes(), b"\n", &odd, b"\n", good[1].as_bytes()].concat();
        let ingested = survives(&bytes, &good);
        assert_eq!((fates(&ingested), noted(&ingested, "invalid_utf8_replaced")), ((3, 0, 0), 1));
        let (start, length) = (ingested.events.offset[1], ingested.events.length[1]);
        assert_eq!(&bytes[start as usize..][..length as usize], odd);
    }
}

#[test]
fn b04_controls_in_a_string_are_kept_as_escapes_and_cost_nothing() {
    let escaped = "Alice\\u0000\\u0007\\u001b[2J\\u007f\\u009b\\u2028\\u2029";
    let odd = okta(2).to_string().replace("Alice A.", escaped);
    let good = [okta(1).to_string(), odd, okta(3).to_string()];
    let ingested = survives(good.join("\n"), &good);
    assert_eq!(fates(&ingested), (3, 0, 0));
    assert!(ingested.texts.find("Alice\0\u{7}\u{1b}[2J\u{7f}\u{9b}\u{2028}\u{2029}").is_some());
}

#[test]
fn b04_a_bare_control_in_json_costs_its_record_and_in_a_table_nothing() {
    let odd = okta(2).to_string().replace("Alice A.", "Alice\0\u{7}");
    let good = [okta(1).to_string(), okta(3).to_string()];
    let ingested = survives(format!("{}\n{odd}\n{}", good[0], good[1]), &good);
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 1), vec![IssueKind::BrokenJson]));
    let rows = [row(1, "a\0b\u{7}\u{1b}[2J"), row(2, "\u{2028}\u{85}")];
    assert_eq!(fates(&survives(table(&rows), &rows)), (2, 0, 0));
}

#[test]
fn b04_lone_carriage_returns_end_lines_too() {
    let rows = [row(1, "x"), row(2, "y"), row(3, "\"two\rlines\"")];
    let ingested = survives(table(&rows).replace('\n', "\r"), &rows[..2]);
    assert_eq!(fates(&ingested), (3, 0, 0));
    let source = ingested.parties.get(event(&ingested, 2).source);
    assert_eq!(text(&ingested, source.user_agent), "two\rlines");
    let good = [okta(1).to_string(), okta(2).to_string(), okta(3).to_string()];
    assert_eq!(fates(&survives(good.join("\r"), &good)), (3, 0, 0));
}

#[test]
fn b05_a_table_of_windows_1252_is_read_and_told_what_it_looks_like() {
    let rows: String =
        (1..5).map(|number| row(number, "Z\u{fc}rich, \u{93}M\u{fc}ller\u{94}")).collect();
    let rows = rows.replace("Z\u{fc}rich, ", "Z\u{fc}rich ");
    let latin: Vec<u8> = format!("{HEADER}\n{rows}").chars().map(|c| c as u8).collect();
    let ingested = survives(latin, &[]);
    assert_eq!((fates(&ingested), noted(&ingested, "invalid_utf8_replaced")), ((4, 0, 0), 4));
    assert!(told(&ingested).contains("it looks like Windows-1252"), "{}", told(&ingested));
    assert!(ingested.texts.find("Z\u{fffd}rich \u{fffd}M\u{fffd}ller\u{fffd}").is_some());
}

#[test]
fn b05_a_table_is_read_in_the_encoding_that_was_chosen_and_its_records_are_found_again() {
    let rows: String = (1..5).map(|number| row(number, "Zurich M\u{fc}ller")).collect();
    let latin: Vec<u8> = format!("{HEADER}\n{rows}").chars().map(|c| c as u8).collect();
    let read_in = |bytes: &[u8], name: &str| {
        let mut reader = bytes;
        let mut source = named("okta.csv", &mut reader);
        source.choices.encoding = Encoding::named(name);
        ingest(source, &Unwatched)
    };
    let ingested = read_in(&latin, "latin1");
    assert_eq!((fates(&ingested), noted(&ingested, "encoding_chosen")), ((4, 0, 0), 1));
    assert_eq!(ingested.evidence.encoding, Some("windows-1252"));
    assert!(ingested.texts.find("Zurich M\u{fc}ller").is_some());
    assert_eq!(ingested.evidence.sha256, hex(&Sha256::digest(&latin)));
    let at = ingested.events.record_ref(EventId(2)).unwrap();
    let raw = reread(&mut &latin[..], &ingested.evidence, at, &Unwatched).unwrap();
    assert!(raw.verified && String::from_utf8(raw.bytes).unwrap().contains("M\u{fc}ller"));
    // What a file says of itself goes before what is said of it.
    let marked = format!("\u{feff}{HEADER}\n{rows}");
    let marked = read_in(marked.as_bytes(), "latin1");
    assert_eq!(marked.evidence.encoding, Some("utf-8"));
    assert_eq!(noted(&marked, "encoding_not_used"), 1);
    let wide = utf16(&format!("{HEADER}\n{rows}"), false);
    assert_eq!(read_in(&wide, "latin1").evidence.encoding, Some("utf-16le"));
}

#[test]
fn b05_an_encoding_that_shows_by_itself_or_is_none_cannot_be_chosen() {
    for name in ["utf-8", "utf-16", "x-user-defined", "replacement", "klingon", ""] {
        assert_eq!(Encoding::named(name), None, "{name}");
    }
    for (name, _) in Encoding::OFFERED {
        assert_eq!(Encoding::named(name).map(Encoding::name), Some(*name));
    }
}

#[test]
fn b05_a_header_of_another_encoding_spoils_one_name_and_not_the_table() {
    let rows = [row(1, "x,caf"), row(2, "y,caf")];
    let mut bytes = format!("{HEADER},Ger").into_bytes();
    bytes.extend(b"\xe4t\n");
    bytes.extend(rows.concat().bytes());
    let ingested = survives(&bytes, &rows);
    assert_eq!(fates(&ingested), (2, 0, 0));
}

#[test]
fn b06_mixed_line_ends_blank_lines_and_trailing_blanks_are_nothing() {
    let good = [okta(1).to_string(), okta(2).to_string(), okta(3).to_string()];
    let text = format!("\r\n{}  \t\r\n\n \t \n{}\n\r\n{}", good[0], good[1], good[2]);
    assert_eq!(fates(&survives(text, &good)), (3, 0, 0));
    let rows = [row(1, "x"), row(2, "y"), row(3, "z")];
    let text =
        format!("{HEADER}\r\n{}\r\n\r\n\n{}{}", rows[0].trim_end(), rows[1], rows[2].trim_end());
    assert_eq!(fates(&survives(text, &rows)), (3, 0, 0));
}

#[test]
fn b07_a_file_of_nothing_says_why_it_holds_no_records() {
    let header = format!("{HEADER}\r\n");
    for bytes in ["", "\u{feff}", " \r\n\t ", "[]", "[ ]\n", "{\"value\":[]}", HEADER, &header] {
        let ingested = read(bytes);
        assert_eq!(ingested.evidence.counts.records, 0, "{bytes:?}");
        assert_eq!(ingested.evidence.status, EvidenceStatus::Read, "{bytes:?}");
        assert!(told(&ingested).contains("no records"), "{bytes:?}: {}", told(&ingested));
    }
}
