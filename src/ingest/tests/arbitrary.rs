//! What holds for any bytes.

use proptest::prelude::*;
use serde_json::json;

use super::hostile::table::{HEADER, row};
use super::utf16;
use crate::ingest::testing::{duo, entra, gzip, lines, okta, read};

/// Bytes in every shape that is read: alone, and with good records around them.
fn in_every_shape(bytes: &[u8]) -> Vec<(Vec<u8>, u64)> {
    let (first, last) = (okta(1).to_string(), okta(2).to_string());
    let around =
        |before: String, after: String| [before.as_bytes(), bytes, after.as_bytes()].concat();
    let text = String::from_utf8_lossy(bytes);
    vec![
        (bytes.to_vec(), 0),
        (around(format!("{first}\n{last}\n"), format!("\n{first}\n{last}\n")), 2),
        (around(format!("[{first},\n"), format!(",\n{last}]")), 1),
        (around(format!("{{\"value\":[{},\n", entra(1)), format!(",\n{}]}}", entra(2))), 1),
        (around(format!("{{\"response\":{{\"authlogs\":[{},\n", duo(1)), "]}}".to_owned()), 1),
        (around(format!("[{first}]["), format!("]\n[{last}]")), 1),
        (
            around(
                format!("{HEADER}\n{}{}", row(1, "x"), row(2, "x")),
                format!("\n{}", row(3, "x")),
            ),
            2,
        ),
        (utf16(&format!("\u{feff}{first}\n{last}\n{text}"), false), 2),
        (gzip(around(format!("{first}\n{last}\n"), String::new())), 2),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn arbitrary_bytes_never_panic_and_every_record_has_one_fate(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(bytes);
    }

    #[test]
    fn arbitrary_bytes_in_any_shape_cost_no_record_before_them(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "[\\[\\]{}\",:;\\\\\n\r a1'\u{feff}]{0,120}".prop_map(String::into_bytes),
        ],
    ) {
        for (file, kept) in in_every_shape(&bytes) {
            let ingested = read(&file);
            prop_assert!(ingested.evidence.counts.events >= kept, "{:?}", String::from_utf8_lossy(&file));
        }
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
