//! B38 and reading itself: gzip, failing drives, cancelling, size.

use serde_json::json;

use super::{sha256, two, utf16};
use crate::ingest::testing::{duo, entra, event, fates, gzip, issues, lines, named, okta, read};
use crate::ingest::{Unwatched, Watch, ingest, unreadable};
use crate::model::{EvidenceId, EvidenceStatus, IssueKind, Provider};

#[test]
fn b38_gzip_is_told_by_content_and_hashed_as_given() {
    let packed = gzip(lines(&two()));
    let ingested = read(&packed);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.container, Some("gzip"));
    assert_eq!(ingested.evidence.sha256, sha256(&packed));
    assert_eq!(read(lines(&two())).evidence.sha256, sha256(lines(&two()).as_bytes()));
    let wide = utf16(&lines(&two()), false);
    assert_eq!(read(&wide).evidence.sha256, sha256(&wide));
}

#[test]
fn b38_every_member_of_a_gzip_file_is_read() {
    let packed = [gzip(lines(&[okta(1)])), gzip(lines(&[okta(2)]))].concat();
    assert_eq!(fates(&read(packed)), (2, 0, 0));
}

#[test]
fn b38_a_truncated_or_damaged_gzip_keeps_what_came_before() {
    let records: Vec<_> = (0..2_000).map(okta).collect();
    let packed = gzip(lines(&records));
    let cut = &packed[..packed.len() / 2];
    let mut wrong = packed.clone();
    let end = wrong.len();
    wrong[end - 6] ^= 0xff;
    for damaged in [cut.to_vec(), wrong] {
        let ingested = read(&damaged);
        assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
        assert!(ingested.evidence.counts.events > 0);
        assert!(issues(&ingested).contains(&IssueKind::DamagedArchive));
        assert!(ingested.evidence.reason.unwrap().contains("were kept"));
        assert_eq!(ingested.evidence.sha256, sha256(&damaged));
    }
}

#[test]
fn a_large_utf_16_file_is_read_to_its_end() {
    let records: Vec<_> = (0..8_000).map(okta).collect();
    let wide = utf16(&lines(&records).replace("Alice A.", "Ålice ☃"), false);
    assert_eq!(fates(&read(wide)), (8_000, 0, 0));
}

struct Failing<'a>(&'a [u8]);

impl std::io::Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(std::io::Error::other("the drive is gone"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn b41_a_file_that_cannot_be_read_on_keeps_what_was_read() {
    let text = lines(&two());
    let mut reader = Failing(text.as_bytes());
    let ingested = ingest(named("x", &mut reader), &Unwatched);
    assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
    assert_eq!(ingested.evidence.sha256, "");
    assert_eq!((fates(&ingested), issues(&ingested)), ((2, 0, 0), vec![IssueKind::ReadFailed]));
    assert!(ingested.evidence.reason.unwrap().contains("the drive is gone"));
}

struct Impatient;

impl Watch for Impatient {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn a_cancelled_file_is_partial_and_says_what_was_kept() {
    let text = lines(&[okta(1)]).repeat(20_000);
    let mut reader = text.as_bytes();
    let ingested = ingest(named("x", &mut reader), &Impatient);
    let kept = ingested.evidence.counts.records;
    assert!(0 < kept && kept < 20_000);
    assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
    let expected = format!("reading was cancelled; the first {kept} records were kept");
    assert_eq!(ingested.evidence.reason, Some(expected));
}

#[test]
fn b41_a_file_that_could_not_be_opened_is_unreadable_evidence() {
    let ingested = unreadable(EvidenceId(3), "gone.json".into(), "no such file".into());
    assert_eq!(ingested.evidence.status, EvidenceStatus::Unreadable);
    assert_eq!(ingested.evidence.reason.as_deref(), Some("no such file"));
}

#[test]
fn a_large_file_gives_the_same_in_every_shape_and_every_record_its_own_place() {
    let records: Vec<_> = (0..30_000).map(okta).collect();
    let jsonl = lines(&records);
    assert!(jsonl.len() > 20 << 20);
    let of_lines = read(&jsonl);
    let of_array = read(json!(records).to_string());
    assert_eq!(fates(&of_lines), (30_000, 0, 0));
    assert_eq!(of_lines.events.uid, of_array.events.uid);
    assert_eq!(of_lines.events.content, of_array.events.content);
    assert_eq!(of_lines.events.user, of_array.events.user);
    assert_eq!(of_lines.events.record, (1..=30_000).collect::<Vec<_>>());
    for row in [0, 15_000, 29_999] {
        let event = event(&of_lines, row);
        let start = event.offset as usize;
        let bytes = &jsonl.as_bytes()[start..start + event.length as usize];
        assert_eq!(bytes, records[row as usize].to_string().as_bytes());
    }
}

#[test]
fn providers_may_be_mixed_in_one_file() {
    let ingested = read(lines(&[okta(1), duo(1), okta(2), entra(1)]));
    assert_eq!(fates(&ingested), (4, 0, 0));
    assert_eq!(ingested.evidence.provider, Some(Provider::Okta));
    assert_eq!(ingested.evidence.notes["mixed_providers"], 2);
    let (first, last) = (ingested.evidence.first_event, ingested.evidence.last_event);
    assert_eq!(
        (first, last),
        (ingested.events.time.iter().min().copied(), ingested.events.time.iter().max().copied(),)
    );
}
