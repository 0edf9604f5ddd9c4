//! What somebody decided of a file, or has still to decide, and a reader must know.
//!
//! In: a case. Out: sentences about the zones of times that name none, encodings and mappings.

use crate::ingest::Encoding;
use crate::model::Evidence;

use super::Case;

/// The sentences, file by file.
pub(super) fn limits(case: &Case) -> Vec<String> {
    case.evidence
        .iter()
        .flat_map(|file| [naive(file), order(file), clock(file), encoded(file), mapped(file)])
        .flatten()
        .collect()
}

fn naive(file: &Evidence) -> Option<String> {
    let times = match file.naive_times {
        0 => return None,
        1 => "1 time names no zone and was read".to_owned(),
        n => format!("{n} times name no zone and were read"),
    };
    Some(match &file.zone {
        Some(zone) => format!("{}: {times} as of {zone}, as chosen for the file", file.id),
        None => format!(
            "{}: {times} as UTC; choose the zone of the file with --zone, or in the Evidence view",
            file.id
        ),
    })
}

/// Dates such as 3/2/2026, which say nothing of which number is the month.
fn order(file: &Evidence) -> Option<String> {
    let noted = |key: &str| file.notes.get(key).copied();
    let mixed = noted("date_orders_mixed").map(|_| {
        "some of its dates show that the day comes first and others that the month does, so the \
         order of those that can be read either way round is not known"
    });
    let orders = [
        ("month_first_assumed", "with the month first; if days come first, say --day-first"),
        (
            "day_first_assumed",
            "with the day first, as is usual where dates are written with dots; if months come \
             first, say --month-first",
        ),
        ("month_first_as_other_dates", "with the month first, as other dates of the file show"),
        ("day_first_as_other_dates", "with the day first, as other dates of the file show"),
    ];
    let told = orders.into_iter().filter_map(|(key, how)| {
        Some(match noted(key)? {
            1 => format!("1 date can be read either way round and was read {how}"),
            n => format!("{n} dates can be read either way round and were read {how}"),
        })
    });
    let told: Vec<String> = told.chain(mixed.map(str::to_owned)).collect();
    (!told.is_empty()).then(|| format!("{}: {}", file.id, told.join("; ")))
}

/// A clock that the analyst says was wrong.
fn clock(file: &Evidence) -> Option<String> {
    let (seconds, way) = file.clock_off()?;
    Some(format!(
        "{}: its times were moved by {seconds} s, since its clock was {way} by that much, as \
         chosen for the file; the records themselves show the times that were logged",
        file.id
    ))
}

/// An encoding that shows by itself is none that somebody chose.
fn encoded(file: &Evidence) -> Option<String> {
    let name = Encoding::chosen_for(file)?.name();
    Some(format!(
        "{}: its text was read as {name}, as chosen for the file; if it was saved in another \
         encoding, letters outside ASCII are wrong",
        file.id
    ))
}

fn mapped(file: &Evidence) -> Option<String> {
    let mapping = file.mapping.as_ref()?;
    Some(format!(
        "{} was read by the mapping \"{}\" (SHA-256 {}…): what its fields and values mean is as \
         whoever wrote the mapping says",
        file.id,
        mapping.name,
        mapping.sha256.get(..12).unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EvidenceId, MappingUsed, Span};

    fn of(file: Evidence) -> Vec<String> {
        let evidence = vec![Evidence { id: EvidenceId(1), ..file }];
        limits(&Case { evidence, ..Case::default() })
    }

    #[test]
    fn a_clock_that_was_set_right_is_told() {
        let told = of(Evidence { clock_ahead: Span::from_secs(-90), ..Evidence::default() });
        let expected = "E2: its times were moved by 90 s, since its clock was behind by that much, \
                        as chosen for the file; the records themselves show the times that were logged";
        assert_eq!(told, [expected]);
        assert!(of(Evidence::default()).is_empty());
    }

    #[test]
    fn an_encoding_that_was_chosen_is_told_and_one_that_shows_is_not() {
        let of_encoding = |encoding| of(Evidence { encoding, ..Evidence::default() });
        let told = of_encoding(Some("windows-1252"));
        assert!(
            told[0].starts_with("E2: its text was read as windows-1252, as chosen"),
            "{told:?}"
        );
        assert!(of_encoding(Some("utf-16le")).is_empty());
    }

    #[test]
    fn times_without_a_zone_are_told_with_what_to_do() {
        assert_eq!(
            of(Evidence { naive_times: 1_204, ..Evidence::default() }),
            ["E2: 1204 times name no zone and were read as UTC; choose the zone of the file with \
              --zone, or in the Evidence view"]
        );
        let zone = Some("Europe/Berlin".to_owned());
        assert_eq!(
            of(Evidence { naive_times: 1, zone: zone.clone(), ..Evidence::default() }),
            ["E2: 1 time names no zone and was read as of Europe/Berlin, as chosen for the file"]
        );
        assert!(of(Evidence { zone, ..Evidence::default() }).is_empty());
    }

    #[test]
    fn dates_that_can_be_read_either_way_round_are_told() {
        let notes = [("month_first_assumed", 22)].into();
        assert_eq!(
            of(Evidence { notes, ..Evidence::default() }),
            [
                "E2: 22 dates can be read either way round and were read with the month first; if days \
              come first, say --day-first"
            ]
        );
    }

    #[test]
    fn dates_of_both_orders_in_one_file_are_told() {
        let notes = [("day_first_as_other_dates", 1), ("date_orders_mixed", 1)].into();
        let told = of(Evidence { notes, ..Evidence::default() });
        assert_eq!(
            told,
            ["E2: 1 date can be read either way round and was read with the day first, as other \
              dates of the file show; some of its dates show that the day comes first and others \
              that the month does, so the order of those that can be read either way round is not \
              known"]
        );
    }

    #[test]
    fn a_mapped_file_says_by_which_mapping() {
        let mapping = Some(MappingUsed { name: "Acme".to_owned(), sha256: "ab".repeat(32) });
        let told = of(Evidence { mapping, ..Evidence::default() });
        assert!(told[0].starts_with("E2 was read by the mapping \"Acme\" (SHA-256 abababababab…)"));
    }
}
