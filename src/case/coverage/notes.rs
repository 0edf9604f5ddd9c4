//! What the reader's notes say, in plain words. In: a note's key and how often it was noted. Out: a
//! sentence. A key without words of its own is shown as it is.

use std::cmp::Reverse;

use crate::model::Evidence;

use super::words::count;

/// Key, and what was done or seen; the number comes before it.
const SENTENCES: [(&str, &str); 34] = [
    ("bom_removed", "byte order mark at the beginning of the text removed"),
    ("utf16_decoded", "file decoded from UTF-16"),
    ("invalid_utf16_replaced", "broken UTF-16 characters shown as U+FFFD"),
    ("encoding_chosen", "file decoded from the encoding that was chosen for it"),
    ("encoding_not_used", "chosen encoding not used: the file itself shows in which it is"),
    ("undecodable_replaced", "bytes that the chosen encoding does not know, shown as U+FFFD"),
    ("invalid_utf8_replaced", "records hold bytes that are no UTF-8, shown as U+FFFD"),
    ("lone_surrogate_replaced", "records hold half a character, shown as U+FFFD"),
    ("repeated_column", "× the name of an earlier column; the first one counts"),
    ("repeated_header", "rows repeat the header"),
    ("mixed_providers", "records are of another provider than most"),
    ("wrong_type", "fields have another type than the format says and were left empty"),
    ("duplicate_key", "fields stand twice in their record"),
    ("rows_beyond_limit", "values of lists are beyond the limit of rows and were not kept"),
    ("time_zone_assumed_utc", "times are without a zone and were taken as UTC"),
    ("month_first_assumed", "dates can be read either way round and were read month first"),
    ("day_first_assumed", "dates can be read either way round and were read day first"),
    (
        "month_first_as_other_dates",
        "dates can be read either way round and were read month first, as others of the file",
    ),
    (
        "day_first_as_other_dates",
        "dates can be read either way round and were read day first, as others of the file",
    ),
    ("date_orders_mixed", "sign that some dates have the day first and others the month"),
    ("kind_not_in_mapping", "values of the kind of record are not in the mapping"),
    ("factor_not_in_mapping", "factors are not in the mapping; their text is kept"),
    ("outcome_not_in_mapping", "outcomes are not in the mapping; their text is kept"),
    ("time_without_zone", "times are without a zone"),
    ("broken_authentication_details", "records hold authentication details that cannot be read"),
    ("step_time_missing", "steps have no time of their own and were given that of the sign-in"),
    ("looks_resaved_by_spreadsheet", "sign that a spreadsheet program saved the file again"),
    ("spreadsheet_numbers_rounded", "numbers look rounded to 15 digits by a spreadsheet program"),
    (
        "spreadsheet_cell_cut",
        "cells are 32\u{202f}767 characters long: a spreadsheet program cut them",
    ),
    ("spreadsheet_dates_rewritten", "times look rewritten by a spreadsheet program"),
    ("spreadsheet_apostrophe", "cells begin with an apostrophe, as spreadsheet programs write"),
    ("separator_semicolon", "table separated by semicolons"),
    ("carriage_returns_removed", "carriage returns removed"),
    ("nul_removed", "NUL bytes removed"),
];

/// A note as a sentence without its full stop: `12 times are without a zone`.
pub(super) fn note_sentence(key: &str, number: u64) -> String {
    match SENTENCES.iter().find(|(known, _)| *known == key) {
        Some((_, words)) => format!("{} {words}", count(number)),
        None => format!("{} × {}", count(number), key.replace('_', " ")),
    }
}

/// How many fields a sentence names.
const FIELDS_NAMED: usize = 8;

/// A file's note as a sentence without its full stop, with the fields that it is about where it is
/// about fields.
pub fn file_note(file: &Evidence, key: &str, number: u64) -> String {
    let sentence = note_sentence(key, number);
    let Some(fields) = file.repaired_fields.get(key) else { return sentence };
    let mut most: Vec<_> = fields.iter().collect();
    // A stable sort: fields of equal counts stay in order of their names.
    most.sort_by_key(|(_, times)| Reverse(**times));
    let named = most.iter().take(FIELDS_NAMED).map(|(name, times)| {
        let name = if name.is_empty() { "the record itself" } else { name };
        format!("{name} {}", count(**times))
    });
    let named = named.collect::<Vec<_>>().join(", ");
    match most.len().checked_sub(FIELDS_NAMED) {
        None | Some(0) => format!("{sentence}: {named}"),
        Some(more) => format!("{sentence}: {named} and {more} more fields"),
    }
}

/// Whether a note is a sign that a spreadsheet program was at work.
pub(super) fn is_spreadsheet(key: &str) -> bool {
    ["spreadsheet", "excel"].iter().any(|word| key.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_a_sentence_and_an_unknown_one_is_shown_by_its_key() {
        assert_eq!(note_sentence("time_without_zone", 12), "12 times are without a zone");
        assert_eq!(note_sentence("brand_new", 1_200), "1\u{202f}200 × brand new");
    }
}
