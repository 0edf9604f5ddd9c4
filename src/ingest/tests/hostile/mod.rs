//! The catalogue of bad input, section by section; each test bears its number.
//!
//! One oracle holds for all: nothing panics, every record has exactly one fate, and the good rows
//! around the bad one still load.

mod json;
mod numbers;
pub(super) mod table;
mod text;
mod time;

use xxhash_rust::xxh3::xxh3_64;

use crate::ingest::Ingested;
use crate::ingest::testing::read;

/// Reads bytes and holds them against the oracle; `good` are the records, as they stand in the
/// decoded file, that must have become events.
fn survives(bytes: impl AsRef<[u8]>, good: &[String]) -> Ingested {
    let ingested = read(bytes);
    for record in good {
        let record = record.trim_matches(['\n', '\r', '\u{feff}']);
        let hash = xxh3_64(record.as_bytes());
        assert!(
            ingested.events.record_hash.contains(&hash),
            "lost {record}\n{:?}\n{:?}",
            ingested.evidence,
            ingested.issues.iter().take(5).collect::<Vec<_>>()
        );
    }
    ingested
}

/// How often a repair was counted.
fn noted(ingested: &Ingested, kind: &str) -> u64 {
    ingested.evidence.notes.get(kind).copied().unwrap_or_default()
}

/// What is said of the file.
fn told(ingested: &Ingested) -> &str {
    ingested.evidence.reason.as_deref().unwrap_or_default()
}
