//! Whether the sum holds: every record of a file has exactly one fate, and its events are in the
//! store. In: the files and the store. Out: how many events of each file the store holds, and the
//! sentence that is told where the sum does not hold.
//!
//! No input is known to break the sum. It is checked for every case, because a record that is lost
//! without a word is the one thing that must not happen.

use super::words::count;
use crate::model::{Evidence, RecordCounts};
use crate::store::EventStore;

/// How many events of each file the store holds, in the order of the files.
pub(super) fn stored(evidence: &[Evidence], store: &EventStore) -> Vec<u64> {
    let most = evidence.iter().map(|file| file.id.0 as usize + 1).max().unwrap_or_default();
    let mut by_id = vec![0_u64; most];
    for id in &store.events.evidence {
        if let Some(number) = by_id.get_mut(id.0 as usize) {
            *number += 1;
        }
    }
    evidence.iter().map(|file| by_id.get(file.id.0 as usize).copied().unwrap_or_default()).collect()
}

/// What is told of a file whose sum does not hold; `None` where it does.
pub(super) fn fault(counts: RecordCounts, stored: u64) -> Option<String> {
    let RecordCounts { records, events, duplicates, superseded, unsupported, rejected } = counts;
    if counts.is_balanced() && events == stored {
        return None;
    }
    let fates = [events, duplicates, superseded, unsupported, rejected];
    let sum = fates.iter().fold(0_u64, |sum, fate| sum.saturating_add(*fate));
    Some(format!(
        "The counts do not add up: {} records were read, {} have a fate, {} of {} events are in the \
         case. This is a fault in Pushscope: records may be lost, so a negative result means \
         nothing here; keep the file and report the fault",
        count(records),
        count(sum),
        count(stored),
        count(events),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_that_holds_is_not_spoken_of() {
        let counts = RecordCounts { records: 5, events: 3, rejected: 2, ..Default::default() };
        assert_eq!(fault(counts, 3), None);
    }

    #[test]
    fn a_lost_record_and_a_lost_event_are_told_with_their_numbers() {
        let lost = RecordCounts { records: 5, events: 3, rejected: 1, ..Default::default() };
        assert!(fault(lost, 3).unwrap().contains("5 records were read, 4 have a fate"));
        let whole = RecordCounts { records: 5, events: 5, ..Default::default() };
        assert!(fault(whole, 4).unwrap().contains("4 of 5 events are in the case"));
    }
}
