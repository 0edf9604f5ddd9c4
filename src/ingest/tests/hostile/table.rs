//! B08 to B14: the structure of tables.

use super::{noted, survives, told};
use crate::ingest::testing::{entra, event, fates, issues, read, text};
use crate::model::{EvidenceStatus, IssueKind};

pub(in crate::ingest::tests) const HEADER: &str = "uuid,timestamp,event_type,actor.type,actor.alternate_id,\
    outcome.result,client.user_agent.raw_user_agent";

/// A row of the console's export with its line end.
pub(in crate::ingest::tests) fn row(number: u32, agent: &str) -> String {
    format!(
        "u{number},2026-03-02T08:00:00Z,system.push.send_factor_verify_push,User,\
         alice@corp.example,SUCCESS,{agent}\n"
    )
}

fn rows(numbers: std::ops::Range<u32>) -> Vec<String> {
    numbers.map(|number| row(number, "plain")).collect()
}

#[test]
fn b08_an_unclosed_quote_costs_only_its_span() {
    let (before, after) = (rows(0..9_000), rows(9_001..30_000));
    let text = format!("{HEADER}\n{}{}{}", before.concat(), row(9_000, "\"open"), after.concat());
    let good: Vec<_> = [&before[..2], &before[8_998..], &after[..2], &after[20_998..]].concat();
    let ingested = survives(text, &good);
    assert_eq!((fates(&ingested), issues(&ingested)), ((29_999, 0, 1), vec![IssueKind::BrokenCsv]));
    assert_eq!(ingested.issues[0].at.record, 9_001);
}

#[test]
fn b08_quotes_that_open_in_every_row_are_read_in_linear_time() {
    let text: String = (0..30_000).map(|number| row(number, "\"open")).collect();
    let ingested = survives(format!("{HEADER}\n{text}"), &[]);
    assert_eq!(ingested.evidence.counts.events, 0);
    let ragged = format!("{HEADER}\n\"{}", "a,b\n".repeat(60_000));
    assert_eq!(survives(ragged, &[]).evidence.counts.events, 0);
}

#[test]
fn b08_a_row_whose_field_is_beyond_its_limit_is_kept_where_it_is_whole_all_the_same() {
    let long = format!("\"{}\"", "x".repeat(2 << 20));
    let many_lines = format!("\"{}\"", "x\n".repeat(600));
    for odd in [long, many_lines] {
        let good = [row(1, "x"), row(2, &odd), row(3, "y"), row(4, "z")];
        assert_eq!(fates(&survives(format!("{HEADER}\n{}", good.concat()), &good)), (4, 0, 0));
        let cut = row(2, odd.trim_end_matches('"'));
        let text = format!("{HEADER}\n{}{cut}{}{}", good[0], good[2], good[3]);
        let ingested = survives(text, &[good[0].clone(), good[2].clone(), good[3].clone()]);
        assert_eq!((fates(&ingested), issues(&ingested)), ((3, 0, 1), vec![IssueKind::BrokenCsv]));
    }
}

#[test]
fn b08_a_row_whose_field_is_beyond_its_limit_is_kept_wherever_in_the_file_it_lies() {
    for number in 0..6 {
        // Blocks end elsewhere in the long row each time.
        let padding = "p".repeat((1 << 10) + number * 300);
        let mut good: Vec<String> = (1..9_000).map(|number| row(number, &padding)).collect();
        good.push(row(9_000, &format!("\"{}\"", "x".repeat(3 << 20))));
        good.extend((9_001..9_100).map(|number| row(number, "y")));
        let ingested = read(format!("{HEADER}\n{}", good.concat()));
        assert_eq!(fates(&ingested), (9_099, 0, 0), "{number}");
    }
}

#[test]
fn b08_a_long_field_without_quotes_is_bounded_by_its_record_alone() {
    let good: Vec<_> = (0..8).map(|number| row(number, &"x".repeat(2 << 20))).collect();
    let ingested = survives(format!("{HEADER}\n{}", good.concat()), &good);
    assert_eq!(fates(&ingested), (8, 0, 0));
}

#[test]
fn b09_rows_that_are_too_wide_or_too_narrow_are_rejected_and_empty_ends_are_not_counted() {
    let good = [row(1, "x"), row(4, "y")];
    let padded = row(2, "x,,,");
    let text = format!("{HEADER}\n{}{padded}{}short,row\n{}", good[0], row(3, "x,more"), good[1]);
    let ingested = survives(text, &good);
    assert_eq!((fates(&ingested), issues(&ingested)), ((3, 0, 2), vec![IssueKind::BrokenCsv; 2]));
}

#[test]
fn b10_a_header_that_comes_again_is_a_note_and_no_record() {
    let quoted = HEADER.split(',').map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(",");
    for again in [HEADER.to_owned(), format!("\u{feff}{HEADER}"), quoted] {
        let good = [row(1, "x"), row(2, "y")];
        let ingested = survives(format!("{HEADER}\n{}{again}\r\n{}", good[0], good[1]), &good);
        assert_eq!((fates(&ingested), noted(&ingested, "repeated_header")), ((2, 0, 0), 1));
    }
}

#[test]
fn b10_names_that_come_twice_or_are_empty_are_counted_and_the_first_one_holds() {
    let header = format!("{HEADER},uuid,,,actor.alternate_id");
    let good = [row(1, "x,other,,,mallory@corp.example")];
    let ingested = survives(format!("{header}\n{}", good[0]), &good);
    assert_eq!((fates(&ingested), noted(&ingested, "repeated_column")), ((1, 0, 0), 3));
    assert_eq!(text(&ingested, event(&ingested, 0).user), "alice@corp.example");
}

#[test]
fn b10_a_table_that_is_too_wide_is_not_read_and_says_so() {
    let extra: String = (0..5_000).map(|number| format!(",c{number}")).collect();
    let ingested = survives(format!("{HEADER}{extra}\n{}", row(1, "x")), &[]);
    assert_eq!(ingested.evidence.status, EvidenceStatus::UnknownFormat);
    assert!(told(&ingested).contains("5007 columns"), "{}", told(&ingested));
    let extra: String = (0..4_000).map(|number| format!(",c{number}")).collect();
    let good = [row(1, &format!("x{}", ",".repeat(4_000)))];
    assert_eq!(fates(&survives(format!("{HEADER}{extra}\n{}", good[0]), &good)), (1, 0, 0));
}

#[test]
fn b10_a_column_whose_name_only_looks_known_is_told() {
    let header = HEADER.replace("outcome.result", "\u{43e}utcome.result");
    let ingested = survives(format!("{header}\n{}", row(1, "x")), &[]);
    assert_eq!(noted(&ingested, "lookalike_column"), 1);
}

#[test]
fn b11_any_separator_is_found_or_told_by_the_first_line() {
    for separator in [";", "\t"] {
        let text = format!("{HEADER}\n{}", row(1, "x")).replace(',', separator);
        let good = [row(1, "x").replace(',', separator)];
        assert_eq!(fates(&survives(&text, &good)), (1, 0, 0));
        for told in ["sep=", "SEP=", "\"sep="] {
            let end = if told.starts_with('"') { "\"" } else { "" };
            let text = format!("\u{feff}{told}{separator}{end}\r\n{text}");
            assert_eq!(fates(&survives(text, &good)), (1, 0, 0), "{told}{separator}");
        }
    }
}

#[test]
fn b11_a_decimal_comma_is_read_as_a_point() {
    let header = format!(
        "{HEADER},client.geographical_context.geolocation.lat,\
        client.geographical_context.geolocation.lon"
    )
    .replace(',', ";");
    let row =
        row(1, "x,LAT,LON").replace(',', ";").replace("LAT", "59,91").replace("LON", "-10,75");
    let ingested = survives(format!("{header}\n{row}"), std::slice::from_ref(&row));
    let point = ingested.parties.get(event(&ingested, 0).source).place.point.unwrap();
    assert_eq!((point.lat(), point.lon()), (59.91, -10.75));
}

#[test]
fn b12_json_in_a_cell_that_is_cut_or_too_deep_costs_the_cell_and_not_the_row() {
    let whole = entra(1)["authenticationDetails"].to_string();
    let cut = &whole[..whole.len() - 9];
    let twice = serde_json::to_string(&whole).unwrap();
    let deep = "[".repeat(100_000);
    let nested = format!("[{{\"a\":{deep}");
    for (inner, broken) in [(&*whole, 0), (cut, 1), (&deep, 1), (&nested, 1), (&twice, 0)] {
        let mut record = entra(2);
        record["authenticationDetails"] = inner.into();
        let good = [entra(1).to_string(), record.to_string(), entra(3).to_string()];
        let ingested = survives(good.join("\n"), &good);
        assert_eq!(fates(&ingested), (3, 0, 0));
        assert_eq!(noted(&ingested, "broken_authentication_details"), broken, "{:.40}", inner);
    }
}

#[test]
fn b12_a_cell_of_as_many_characters_as_a_cell_holds_is_told_to_be_cut() {
    let json = format!("\"{{\"\"a\"\":\"\"{}", "x".repeat(32_767 - 6));
    let good = [row(1, &format!("{json}\""))];
    let ingested = survives(format!("{HEADER}\n{}", good[0]), &good);
    assert_eq!(fates(&ingested), (1, 0, 0));
    assert!(told(&ingested).contains("cells of exactly 32,767"), "{}", told(&ingested));
}

#[test]
fn b13_line_ends_inside_quotes_make_one_record() {
    let good = [row(1, "\"Mozilla\n(two,\r\nlines)\""), row(2, "x")];
    let ingested = survives(format!("{HEADER}\n{}", good.concat()), &good);
    assert_eq!(fates(&ingested), (2, 0, 0));
    let source = ingested.parties.get(event(&ingested, 0).source);
    assert_eq!(text(&ingested, source.user_agent), "Mozilla\n(two,\r\nlines)");
}

#[test]
fn b14_what_a_spreadsheet_did_to_a_table_is_told() {
    let good = row(1, "x");
    let damaged =
        good.replace("u1,", "1.23457E+11,").replace("2026-03-02T08:00:00Z", "3/2/2026 8:00");
    let ingested = survives(format!("{HEADER}\n{good}{damaged}"), &[good]);
    assert_eq!(ingested.evidence.counts.records, 2);
    assert_eq!(noted(&ingested, "looks_resaved_by_spreadsheet"), 1);
    for part in ["scientific notation", "times without seconds", "use the original export"] {
        assert!(told(&ingested).contains(part), "{}", told(&ingested));
    }
    let clean = read(format!("{HEADER}\n{}", row(1, "x")));
    assert_eq!(noted(&clean, "looks_resaved_by_spreadsheet"), 0);
    assert_eq!(told(&clean), "");
}

#[test]
fn b14_a_table_that_ends_where_a_sheet_ends_is_told() {
    let header = "uuid,timestamp,event_type";
    let text = format!("{header}\n{}", "u,t,e\n".repeat(1_048_575));
    let ingested = survives(text, &[]);
    assert_eq!(ingested.evidence.counts.records, 1_048_575);
    assert_eq!(noted(&ingested, "looks_resaved_by_spreadsheet"), 1);
}

#[test]
fn b08_an_unclosed_quote_costs_only_its_row_near_the_end_too() {
    for after in [2, 2_000] {
        let rest: String = (2..2 + after).map(|number| row(number, "plain")).collect();
        let ingested = read(format!("{HEADER}\n{}{rest}", row(1, "\"open")));
        assert_eq!(fates(&ingested), (u64::from(after), 0, 1));
        assert_eq!(issues(&ingested), vec![IssueKind::BrokenCsv]);
    }
    let rest: String = (2..9).map(|number| row(number, "\"quoted\"")).collect();
    let ingested = read(format!("{HEADER}\n{}{rest}", row(1, "\"open")));
    assert_eq!(fates(&ingested), (7, 0, 1));
}

#[test]
fn b09_a_row_of_another_width_is_rejected_with_both_widths() {
    let ingested = read(format!("{HEADER}\n{}short,row\n{}", row(1, "x"), row(2, "x")));
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 1), vec![IssueKind::BrokenCsv]));
    assert_eq!(ingested.issues[0].detail, "the row has 2 fields, the header 7");
    assert_eq!(ingested.issues[0].at.record, 2);
}

#[test]
fn b07_a_header_alone_holds_no_records_and_unknown_columns_are_said_to_be_unknown() {
    let ingested = read(HEADER);
    assert_eq!(ingested.evidence.status, EvidenceStatus::Read);
    assert!(ingested.evidence.reason.unwrap().contains("no rows"));
    let ingested = read("a,b,c\n1,2,3\n4,5,6\n");
    assert_eq!(ingested.evidence.status, EvidenceStatus::UnknownFormat);
    assert_eq!(fates(&ingested), (0, 2, 0));
}
