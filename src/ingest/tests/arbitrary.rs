//! What holds for any bytes.

use proptest::prelude::*;
use serde_json::json;

use crate::ingest::testing::{duo, lines, okta, read};
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
