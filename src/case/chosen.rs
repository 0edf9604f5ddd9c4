//! What somebody decided of a file, or has still to decide, and a reader must know.
//!
//! In: a case. Out: sentences about the zones of times that name none, and about mappings.

use crate::model::Evidence;

use super::Case;

/// The sentences, file by file.
pub(super) fn limits(case: &Case) -> Vec<String> {
    case.evidence
        .iter()
        .flat_map(|file| [naive(file), order(file), mapped(file)])
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
    let dates = match file.notes.get("date_order_assumed")? {
        1 => "1 date can be read either way round and was read".to_owned(),
        n => format!("{n} dates can be read either way round and were read"),
    };
    Some(format!("{}: {dates} with the month first; if days come first, say --day-first", file.id))
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
    use crate::model::{EvidenceId, MappingUsed};

    fn of(file: Evidence) -> Vec<String> {
        let evidence = vec![Evidence { id: EvidenceId(1), ..file }];
        limits(&Case { evidence, ..Case::default() })
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
        let notes = [("date_order_assumed", 22)].into();
        assert_eq!(
            of(Evidence { notes, ..Evidence::default() }),
            [
                "E2: 22 dates can be read either way round and were read with the month first; if days \
              come first, say --day-first"
            ]
        );
    }

    #[test]
    fn a_mapped_file_says_by_which_mapping() {
        let mapping = Some(MappingUsed { name: "Acme".to_owned(), sha256: "ab".repeat(32) });
        let told = of(Evidence { mapping, ..Evidence::default() });
        assert!(told[0].starts_with("E2 was read by the mapping \"Acme\" (SHA-256 abababababab…)"));
    }
}
