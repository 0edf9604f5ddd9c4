//! B38 and B41: streams in gzip and zstd, bombs, files that change while they are read.

use std::io::{self, Read};

use super::{sha256, two};
use crate::ingest::testing::{
    event, fates, gzip, issues, limits, lines, okta, read, read_within, zstd,
};
use crate::ingest::{Choices, Source, Unwatched, ingest, reread};
use crate::model::{EvidenceId, EvidenceStatus, IssueKind, Limit, Limits};

/// Limits that a small bomb meets.
fn small() -> Limits {
    limits([(Limit::TrustedSize, 1 << 20), (Limit::Ratio, 100)])
}

#[test]
fn b38_zstd_is_told_by_content_and_hashed_as_given() {
    let packed = zstd(lines(&two()));
    let ingested = read(&packed);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.container, Some("zstd"));
    assert_eq!(ingested.evidence.sha256, sha256(&packed));
    assert_eq!(ingested.evidence.bytes, packed.len() as u64);
}

#[test]
fn b38_every_frame_of_a_zstd_file_is_read_and_skippable_frames_are_skipped() {
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0][..], b"abcd"].concat();
    let (one, other) = (zstd(lines(&[okta(1)])), zstd(lines(&[okta(2)])));
    assert_eq!(fates(&read([skippable, one, other].concat())), (2, 0, 0));
}

#[test]
fn b38_a_truncated_or_damaged_stream_keeps_what_came_before() {
    let records: Vec<_> = (0..1_500).map(okta).collect();
    for (name, packed) in [("gzip", gzip(lines(&records))), ("zstd", zstd(lines(&records)))] {
        let cut = &packed[..packed.len() - 200];
        let mut wrong_sum = packed.clone();
        let end = wrong_sum.len();
        wrong_sum[end - 6 + usize::from(name == "zstd") * 4] ^= 0xff;
        let trailing = [&packed[..], b"behind the end"].concat();
        for damaged in [cut.to_vec(), wrong_sum, trailing] {
            let ingested = read(&damaged);
            assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
            assert!(ingested.evidence.counts.events > 1_200, "{name}");
            assert!(issues(&ingested).contains(&IssueKind::DamagedArchive));
            let reason = ingested.evidence.reason.unwrap();
            assert!(reason.contains(&format!("the {name} stream is damaged")), "{reason}");
            assert_eq!(ingested.evidence.sha256, sha256(&damaged));
        }
    }
}

#[test]
fn b38_a_wrong_sum_at_the_end_costs_no_record() {
    let records: Vec<_> = (0..1_500).map(okta).collect();
    let mut packed = zstd(lines(&records));
    *packed.last_mut().unwrap() ^= 1;
    assert_eq!(fates(&read(packed)), (1_500, 0, 0));
}

#[test]
fn b38_a_stream_in_a_stream_is_unpacked_and_a_third_layer_is_refused() {
    let text = lines(&two());
    let cases = [
        (gzip(gzip(&text)), "gzip in gzip"),
        (gzip(zstd(&text)), "zstd in gzip"),
        (zstd(gzip(&text)), "gzip in zstd"),
        (zstd(zstd(&text)), "zstd in zstd"),
    ];
    for (packed, container) in cases {
        let ingested = read(&packed);
        assert_eq!(fates(&ingested), (2, 0, 0));
        assert_eq!(ingested.evidence.container, Some(container));
        assert_eq!(ingested.evidence.sha256, sha256(&packed));
    }
    let packed = gzip(gzip(gzip(&text)));
    let ingested = read(&packed);
    assert_eq!(ingested.evidence.status, EvidenceStatus::UnknownFormat);
    assert!(ingested.evidence.reason.unwrap().contains("gzip stream inside, which is not opened"));
    assert_eq!(ingested.evidence.sha256, sha256(&packed));
}

#[test]
fn b38_damage_of_an_outer_layer_is_told_though_the_inner_one_is_whole() {
    let mut packed = gzip(gzip(lines(&two())));
    let end = packed.len();
    packed[end - 6] ^= 0xff;
    let ingested = read(packed);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
}

#[test]
fn b38_a_gzip_bomb_is_stopped_and_what_was_read_is_kept() {
    let bomb = lines(&two()) + &" ".repeat(40 << 20);
    for packed in [gzip(&bomb), zstd(&bomb), gzip(gzip(&bomb))] {
        let file = read_within(&packed, small()).remove(0);
        assert_eq!(file.evidence.status, EvidenceStatus::Partial);
        assert_eq!(fates(&file), (2, 0, 0));
        assert!(file.evidence.reason.as_ref().unwrap().contains("unpacking stopped after"));
        assert_eq!(file.evidence.sha256, sha256(&packed));
    }
    let plain = read_within(&bomb, small()).remove(0);
    assert_eq!(plain.evidence.status, EvidenceStatus::Read);
}

#[test]
fn b38_a_zstd_frame_that_asks_for_more_memory_than_there_is_is_told() {
    // A frame header with a window of 2 GiB, and one empty block.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
    let ingested = read(frame);
    assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
    assert_eq!(issues(&ingested), vec![IssueKind::DamagedArchive]);
}

#[test]
fn b39_an_archive_in_a_stream_is_not_taken_for_a_log() {
    let inner = crate::ingest::testing::zip(&[("a.json", lines(&two()).as_bytes())]);
    let ingested = read(gzip(inner));
    assert_eq!(ingested.evidence.status, EvidenceStatus::UnknownFormat);
    assert!(ingested.evidence.reason.unwrap().contains("zip archive inside"));
    let mut tar = vec![0; 1_024];
    tar[257..262].copy_from_slice(b"ustar");
    let ingested = read(gzip(tar));
    assert!(ingested.evidence.reason.unwrap().contains("tar archive inside"));
}

/// A file whose size was told before it was read.
fn with_size(text: &str, bytes: u64) -> crate::ingest::Ingested {
    let mut reader = text.as_bytes();
    let name = "growing.jsonl".to_owned();
    let choices = Choices::default();
    ingest(Source { id: EvidenceId(0), name, bytes, reader: &mut reader, choices }, &Unwatched)
}

#[test]
fn b41_a_file_that_grows_while_it_is_read_says_so_and_keeps_all() {
    let text = lines(&two());
    let size = text.len() as u64;
    let ingested = with_size(&text, size - 100);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!((ingested.evidence.status, ingested.evidence.bytes), (EvidenceStatus::Read, size));
    assert_eq!(ingested.evidence.sha256, sha256(text.as_bytes()));
    assert_eq!(ingested.evidence.notes["size_changed_while_read"], 1);
    assert!(ingested.evidence.reason.unwrap().contains("it changes while it is read"));
}

#[test]
fn b41_a_file_that_shrinks_while_it_is_read_is_partial() {
    let text = lines(&two());
    let ingested = with_size(&text, text.len() as u64 + 5_000);
    assert_eq!(fates(&ingested), (2, 0, 0));
    assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
    assert!(ingested.evidence.reason.unwrap().contains("were read"));
}

#[test]
fn b41_a_file_that_is_as_large_as_told_says_nothing() {
    for bytes in [lines(&two()).into_bytes(), gzip(lines(&two())), zstd(lines(&two()))] {
        let ingested = read(bytes);
        assert_eq!((ingested.evidence.reason, ingested.evidence.notes.len()), (None, 0));
    }
}

/// Gives a few bytes at a time, interrupted now and then, and fails at the end.
struct Faltering<'a> {
    bytes: &'a [u8],
    calls: u32,
}

impl Read for Faltering<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        if self.calls.is_multiple_of(3) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if self.bytes.is_empty() {
            return Err(io::Error::other("the share is gone"));
        }
        let room = buffer.len().min(997);
        self.bytes.read(&mut buffer[..room])
    }
}

#[test]
fn b41_a_packed_file_whose_drive_goes_away_keeps_what_was_read_and_has_no_hash() {
    let records: Vec<_> = (0..1_500).map(okta).collect();
    let packed = gzip(lines(&records));
    let mut reader = Faltering { bytes: &packed[..packed.len() / 2], calls: 0 };
    let (name, choices) = ("x".to_owned(), Choices::default());
    let source = Source { id: EvidenceId(0), name, bytes: 0, reader: &mut reader, choices };
    let ingested = ingest(source, &Unwatched);
    assert_eq!(ingested.evidence.status, EvidenceStatus::Partial);
    assert!(ingested.evidence.counts.events > 100);
    assert_eq!(ingested.evidence.sha256, "");
    assert!(ingested.evidence.reason.unwrap().contains("the share is gone"));
}

#[test]
fn a_record_in_a_stream_in_a_stream_reads_again() {
    let records: Vec<_> = (0..3_000).map(okta).collect();
    for packed in [zstd(lines(&records)), gzip(zstd(lines(&records)))] {
        let ingested = read(&packed);
        let row = event(&ingested, 2_500);
        let at = ingested.events.record_ref(crate::model::EventId(2_500)).unwrap();
        assert_eq!(at.record, row.record);
        let raw = reread(&mut &packed[..], &ingested.evidence, at, &Unwatched).unwrap();
        assert!(raw.verified);
        assert_eq!(raw.bytes, records[2_500].to_string().as_bytes());
    }
}
