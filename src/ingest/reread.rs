//! One record again, from the file it came from. In: the file and where the record lies. Out: its
//! bytes, and whether they are the ones that were read.

use std::io::Read;

use crate::model::{Evidence, Limit, Limits, RecordRef};

use super::Watch;
use super::feed::{Block, Feed, Setting, Stop};

/// Bytes that are decoded between two looks at the watch.
const STEP: usize = 4 << 20;

/// The bytes of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRecord {
    /// The bytes; log text, still hostile.
    pub bytes: Vec<u8>,
    /// Whether their hash is the one taken when the file was ingested.
    pub verified: bool,
}

/// Why a record could not be read again.
#[derive(Debug, thiserror::Error)]
pub enum RereadError {
    /// The file could not be read on.
    #[error("the file could not be read again: {0}; choose it again where it lies now")]
    Read(String),
    /// The file ends before the record does.
    #[error("the file ends at byte {end}, before the record at byte {offset}; it has changed")]
    Ended {
        /// Where the decoded stream ends.
        end: u64,
        /// Where the record began.
        offset: u64,
    },
    /// The analyst stopped it.
    #[error("reading the record again was cancelled")]
    Cancelled,
}

/// Whether offsets of its records are offsets in the file, so that the caller can seek to them.
pub fn is_seekable(evidence: &Evidence) -> bool {
    evidence.inside.is_none() && evidence.container.is_none() && evidence.encoding == Some("utf-8")
}

/// Checks bytes that the caller read at `at.offset`.
pub fn check(bytes: Vec<u8>, at: RecordRef) -> RawRecord {
    let verified =
        bytes.len() == at.length as usize && xxhash_rust::xxh3::xxh3_64(&bytes) == at.hash;
    RawRecord { bytes, verified }
}

/// Reads one record again: unpacks and decodes the file from its beginning as it was ingested.
///
/// # Errors
/// The file cannot be read that far any more, or `watch` cancels.
pub fn reread(
    reader: &mut (dyn Read + Send),
    evidence: &Evidence,
    at: RecordRef,
    watch: &dyn Watch,
) -> Result<RawRecord, RereadError> {
    reread_as(reader, evidence, at, Setting::again(evidence), watch)
}

pub(super) fn reread_as(
    reader: &mut (dyn Read + Send),
    evidence: &Evidence,
    at: RecordRef,
    setting: Setting,
    watch: &dyn Watch,
) -> Result<RawRecord, RereadError> {
    let mut feed =
        Feed::open(reader, setting).map_err(|error| RereadError::Read(error.to_string()))?;
    let mut block = Block::default();
    let mut base = 0_u64;
    // A record beyond the limit for reading is cut where it is shown.
    let length = Limits::default().size(Limit::Record).min(at.length as usize);
    while !feed.at_end && base + (block.bytes().len() as u64) <= at.offset {
        base += block.bytes().len() as u64;
        block.begin_with(&[]);
        feed.fill(&mut block, STEP);
        watch.progress(feed.taken(), 0);
        if watch.is_cancelled() {
            return Err(RereadError::Cancelled);
        }
    }
    if let Some(start) = at.offset.checked_sub(base).and_then(|start| usize::try_from(start).ok()) {
        feed.fill(&mut block, start.saturating_add(length));
        if let Some(bytes) = block.bytes().get(start..start.saturating_add(length)) {
            return Ok(check(bytes.to_vec(), at));
        }
    }
    match feed.stop {
        Some(Stop::Read(why) | Stop::Damaged(why)) => Err(RereadError::Read(why)),
        _ => {
            let end = base + block.bytes().len() as u64;
            debug_assert!(evidence.id == at.evidence || end > 0 || at.offset >= end);
            Err(RereadError::Ended { end, offset: at.offset })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Unwatched;
    use crate::ingest::testing::{gzip, lines, okta, read};
    use crate::model::EventId;

    fn again(bytes: &[u8], evidence: &Evidence, at: RecordRef) -> Result<RawRecord, RereadError> {
        let mut reader = bytes;
        reread(&mut reader, evidence, at, &Unwatched)
    }

    #[test]
    fn every_record_reads_again_as_it_was_in_every_wrapping() {
        let records: Vec<_> = (0..6_000).map(okta).collect();
        let plain = format!("\u{feff}{}", lines(&records));
        let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [plain.clone().into_bytes(), gzip(&plain), wide] {
            let ingested = read(&bytes);
            for row in [0_u32, 3_000, 5_999] {
                let at = ingested.events.record_ref(EventId(row)).unwrap();
                let raw = again(&bytes, &ingested.evidence, at).unwrap();
                assert!(raw.verified);
                assert_eq!(raw.bytes, records[row as usize].to_string().as_bytes());
                if is_seekable(&ingested.evidence) {
                    let start = at.offset as usize;
                    let part = bytes[start..start + at.length as usize].to_vec();
                    assert!(check(part, at).verified);
                }
            }
        }
    }

    #[test]
    fn a_rejected_record_reads_again_too() {
        let text = format!("{}\n{{\"broken\": \n{}\n", okta(1), okta(2));
        let ingested = read(&text);
        let raw = again(text.as_bytes(), &ingested.evidence, ingested.issues[0].at).unwrap();
        assert_eq!((raw.bytes, raw.verified), (b"{\"broken\":".to_vec(), true));
    }

    #[test]
    fn a_file_that_has_changed_is_not_verified_or_has_ended() {
        let text = lines(&[okta(1), okta(2)]);
        let ingested = read(&text);
        let at = ingested.events.record_ref(EventId(1)).unwrap();
        let changed = text.replace("Oslo", "Rome");
        assert!(!again(changed.as_bytes(), &ingested.evidence, at).unwrap().verified);
        let error = again(&text.as_bytes()[..50], &ingested.evidence, at).unwrap_err();
        assert!(error.to_string().contains("the file ends at byte 50"), "{error}");
    }
}
