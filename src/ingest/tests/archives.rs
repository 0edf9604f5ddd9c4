//! B39: zip archives, honest and hostile. Nothing is ever written; names are labels.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{sha256, two};
use crate::ingest::testing::{
    fates, gzip, issues, limits, lines, okta, read_all, read_within, zip, zstd,
};
use crate::ingest::{Ingested, Unwatched, reread_entry};
use crate::model::{EventId, EvidenceStatus, IssueKind, Limit};

fn names(files: &[Ingested]) -> Vec<&str> {
    files.iter().map(|file| file.evidence.name.as_str()).collect()
}

fn reason(file: &Ingested) -> &str {
    file.evidence.reason.as_deref().unwrap_or_default()
}

fn status(files: &[Ingested]) -> Vec<EvidenceStatus> {
    files.iter().map(|file| file.evidence.status).collect()
}

/// The position of the first of these bytes.
fn find(bytes: &[u8], part: &[u8]) -> usize {
    memchr::memmem::find(bytes, part).unwrap()
}

/// Where the record of an entry begins in the archive's list.
fn listed(archive: &[u8], number: usize) -> usize {
    memchr::memmem::find_iter(archive, b"PK\x01\x02").nth(number).unwrap()
}

#[test]
fn b39_every_entry_is_evidence_of_its_own_with_the_archive_beside_it() {
    let (one, other) = (lines(&[okta(1)]), lines(&[okta(2), okta(3)]));
    let archive =
        zip(&[("day/", b""), ("day/1.jsonl", one.as_bytes()), ("2.jsonl", other.as_bytes())]);
    let files = read_all(&archive);
    assert_eq!(names(&files), ["export!/day/1.jsonl", "export!/2.jsonl"]);
    let first = &files[0].evidence;
    assert_eq!((fates(&files[0]), fates(&files[1])), ((1, 0, 0), (2, 0, 0)));
    assert_eq!((first.bytes, &*first.sha256), (one.len() as u64, &*sha256(one.as_bytes())));
    assert_eq!((first.container, first.status), (Some("zip"), EvidenceStatus::Read));
    assert_eq!(first.reason, None);
    let inside = first.inside.as_ref().unwrap();
    assert_eq!((inside.entry, inside.archive.entries), (2, 3));
    assert_eq!(inside.archive.sha256, sha256(&archive));
    assert_eq!(first.as_given(), ("export", archive.len() as u64, &*sha256(&archive)));
}

#[test]
fn b39_entries_may_be_packed_themselves() {
    let text = lines(&two());
    let archive =
        zip(&[("a.gz", &gzip(&text)), ("b.zst", &zstd(&text)), ("c", &gzip(gzip(&text)))]);
    let files = read_all(archive);
    let containers: Vec<_> = files.iter().filter_map(|file| file.evidence.container).collect();
    assert_eq!(containers, ["gzip in zip", "zstd in zip", "gzip in gzip in zip"]);
    assert!(files.iter().all(|file| fates(file) == (2, 0, 0)));
    assert_eq!(files[0].evidence.sha256, sha256(&gzip(&text)));
}

#[test]
fn b39_an_archive_in_an_archive_is_listed_and_not_opened() {
    let inner = zip(&[("a.jsonl", lines(&two()).as_bytes())]);
    let files = read_all(zip(&[("inner.zip", &inner)]));
    assert_eq!(status(&files), [EvidenceStatus::UnknownFormat]);
    assert!(reason(&files[0]).contains("zip archive inside, which is not opened"));
    assert_eq!(files[0].evidence.sha256, sha256(&inner));
}

#[test]
fn b39_an_archive_without_files_says_so() {
    for archive in [zip(&[]), zip(&[("a/", b""), ("a/b/", b"")])] {
        let files = read_all(&archive);
        assert_eq!((names(&files), status(&files)), (vec!["export"], vec![EvidenceStatus::Read]));
        assert!(reason(&files[0]).contains("holds no files"));
        assert_eq!(files[0].evidence.sha256, sha256(&archive));
    }
}

#[test]
fn b39_a_workbook_is_one_file_that_is_no_log() {
    let files = read_all(zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]));
    assert_eq!(
        (names(&files), status(&files)),
        (vec!["export"], vec![EvidenceStatus::UnknownFormat])
    );
    assert!(reason(&files[0]).contains("Excel workbook"));
}

#[test]
fn b39_a_truncated_archive_is_unreadable_with_a_reason_and_a_hash() {
    let archive = zip(&[("a.jsonl", lines(&two()).as_bytes())]);
    let cut = &archive[..archive.len() - 30];
    let files = read_all(cut);
    assert_eq!(status(&files), [EvidenceStatus::Unreadable]);
    assert!(reason(&files[0]).contains("its list of entries cannot be read"));
    assert_eq!(files[0].evidence.sha256, sha256(cut));
}

#[test]
fn b39_names_are_labels() {
    let text = lines(&[okta(1)]);
    let odd = ["../../etc/passwd", "/etc/passwd", "..\\up", "C:\\x", "a/../b"];
    let entries: Vec<_> = odd.iter().map(|name| (*name, text.as_bytes())).collect();
    let files = read_all(zip(&entries));
    assert_eq!(files.len(), odd.len());
    for (file, name) in files.iter().zip(odd) {
        assert_eq!(file.evidence.name, format!("export!/{name}"));
        assert_eq!(fates(file), (1, 0, 0));
        assert!(reason(file).contains("it is a label here"), "{name}");
    }
    let plain = read_all(zip(&[("a..b/c.jsonl", text.as_bytes())]));
    assert_eq!(plain[0].evidence.reason, None);
}

#[test]
fn b39_entries_of_one_name_are_each_read() {
    let (one, other) = (lines(&[okta(1)]), lines(&[okta(2), okta(3)]));
    let mut archive = zip(&[("a.jsonl", one.as_bytes()), ("b.jsonl", other.as_bytes())]);
    while let Some(at) = memchr::memmem::find(&archive, b"b.jsonl") {
        archive[at] = b'a';
    }
    let files = read_all(archive);
    assert_eq!(names(&files), ["export!/a.jsonl", "export!/a.jsonl"]);
    assert_eq!((fates(&files[0]), fates(&files[1])), ((1, 0, 0), (2, 0, 0)));
    assert_eq!(reason(&files[0]), "");
    assert!(reason(&files[1]).contains("another entry of this name"));
}

#[test]
fn b39_an_encrypted_entry_is_listed_and_the_others_are_read() {
    let text = lines(&two());
    let mut archive = zip(&[("secret.jsonl", text.as_bytes()), ("b.jsonl", text.as_bytes())]);
    let listed = listed(&archive, 0);
    archive[listed + 8] |= 1;
    archive[6] |= 1;
    let files = read_all(archive);
    assert_eq!(status(&files), [EvidenceStatus::Unreadable, EvidenceStatus::Read]);
    assert!(reason(&files[0]).contains("it is encrypted"));
    assert_eq!(files[0].evidence.bytes, text.len() as u64);
}

#[test]
fn b39_an_entry_packed_by_an_unknown_method_is_listed() {
    let text = lines(&two());
    let mut archive = zip(&[("a.jsonl", text.as_bytes()), ("b.jsonl", text.as_bytes())]);
    let listed = listed(&archive, 0);
    archive[listed + 10] = 14;
    archive[8] = 14;
    let files = read_all(archive);
    assert_eq!(status(&files), [EvidenceStatus::Unreadable, EvidenceStatus::Read]);
    assert!(reason(&files[0]).contains("is not supported"), "{}", reason(&files[0]));
}

#[test]
fn b39_a_symbolic_link_is_listed_and_not_followed() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer.add_symlink("link.jsonl", "/etc/passwd", options).unwrap();
    let files = read_all(writer.finish().unwrap().into_inner());
    assert_eq!(status(&files), [EvidenceStatus::Unreadable]);
    assert!(reason(&files[0]).contains("symbolic link"));
}

#[test]
fn b39_overlapping_entries_are_read_once() {
    let text = lines(&two());
    let mut archive = zip(&[("a.jsonl", text.as_bytes()), ("b.jsonl", text.as_bytes())]);
    let second = listed(&archive, 1);
    archive[second + 42..second + 46].fill(0);
    let files = read_all(archive);
    assert_eq!(status(&files), [EvidenceStatus::Read, EvidenceStatus::Unreadable]);
    assert!(reason(&files[1]).contains("lies over another entry"));
}

#[test]
fn b39_an_entry_that_runs_past_the_end_of_the_archive_is_refused() {
    let mut archive = zip(&[("a.jsonl", lines(&two()).as_bytes())]);
    let listed = listed(&archive, 0);
    archive[listed + 22] = 0x7f;
    let files = read_all(archive);
    assert_eq!(status(&files), [EvidenceStatus::Unreadable]);
    assert!(reason(&files[0]).contains("would end at byte"));
}

#[test]
fn b39_a_size_that_lies_costs_nothing_that_was_declared() {
    let records: Vec<_> = (0..400).map(okta).collect();
    let text = lines(&records);
    let archive = zip(&[("a.jsonl", text.as_bytes())]);
    let sized = |bytes: usize| {
        let mut archive = archive.clone();
        let at = listed(&archive, 0) + 24;
        archive[at..at + 4].copy_from_slice(&(bytes as u32).to_le_bytes());
        read_all(archive).remove(0)
    };
    let too_small = sized(text.len() / 2);
    assert_eq!(too_small.evidence.status, EvidenceStatus::Partial);
    assert!(too_small.evidence.counts.events >= 199, "{:?}", too_small.evidence.counts);
    assert!(reason(&too_small).contains("larger than its declared"), "{}", reason(&too_small));
    let too_large = sized(text.len() * 2);
    assert_eq!(fates(&too_large), (400, 0, 0));
    assert_eq!(too_large.evidence.bytes, text.len() as u64);
    assert!(reason(&too_large).contains("the archive says that the entry has"));
}

#[test]
fn b39_a_wrong_sum_keeps_what_was_read_with_the_reason() {
    let mut archive = zip(&[("a.jsonl", lines(&two()).as_bytes())]);
    let listed = listed(&archive, 0);
    archive[listed + 16] ^= 0xff;
    let files = read_all(archive);
    assert_eq!(fates(&files[0]), (2, 0, 0));
    assert_eq!(files[0].evidence.status, EvidenceStatus::Partial);
    assert_eq!(issues(&files[0]), vec![IssueKind::DamagedArchive]);
    assert_eq!(files[0].evidence.sha256, "");
    assert!(reason(&files[0]).contains("zip stream is damaged"), "{}", reason(&files[0]));
}

#[test]
fn b39_damage_inside_one_entry_costs_only_that_one() {
    let records: Vec<_> = (0..400).map(okta).collect();
    let text = lines(&records);
    let mut archive = zip(&[("a.jsonl", text.as_bytes()), ("b.jsonl", text.as_bytes())]);
    archive[4_000..4_100].fill(0xff);
    let files = read_all(archive);
    assert_eq!(status(&files), [EvidenceStatus::Partial, EvidenceStatus::Read]);
    assert_eq!(fates(&files[1]), (400, 0, 0));
}

#[test]
fn b39_a_bomb_in_an_archive_is_stopped_and_the_next_entries_are_refused() {
    let limits = limits([(Limit::TrustedSize, 1 << 20), (Limit::Ratio, 100)]);
    let bomb = lines(&two()) + &" ".repeat(40 << 20);
    let small = lines(&[okta(3)]);
    let archive = zip(&[
        ("bomb.jsonl", bomb.as_bytes()),
        ("nested.gz", &gzip(&bomb)),
        ("small.jsonl", small.as_bytes()),
    ]);
    let files = read_within(&archive, limits);
    assert_eq!(fates(&files[0]), (2, 0, 0));
    assert_eq!(
        status(&files),
        [EvidenceStatus::Partial, EvidenceStatus::Unreadable, EvidenceStatus::Unreadable]
    );
    assert!(reason(&files[0]).contains("unpacking stopped after"));
    assert!(reason(&files[2]).contains("a thousand times"));
    assert_eq!(files[0].evidence.sha256, "");
}

#[test]
fn b39_entries_beyond_the_limit_are_counted_and_not_read() {
    let limits = limits([(Limit::Entries, 3)]);
    let text = lines(&[okta(1)]);
    let names_of: Vec<_> = (0..5).map(|number| format!("{number}.jsonl")).collect();
    let entries: Vec<_> = names_of.iter().map(|name| (name.as_str(), text.as_bytes())).collect();
    let files = read_within(zip(&entries), limits);
    assert_eq!(files.len(), 4);
    assert_eq!(files[3].evidence.name, "export");
    assert_eq!(files[3].evidence.status, EvidenceStatus::Partial);
    assert!(reason(&files[3]).contains("lists 5 entries; the first 3 were read"));
}

/// An archive with this many empty entries, all listed at the one local header at its beginning.
fn crowd(entries: u64) -> Vec<u8> {
    let one = zip(&[("x", b"")]);
    let start = listed(&one, 0);
    let end = find(&one, b"PK\x05\x06");
    let mut archive = one[..start].to_vec();
    for _ in 0..entries {
        archive.extend_from_slice(&one[start..end]);
    }
    let (list, size) = (start as u64, entries * (end - start) as u64);
    let record = archive.len() as u64;
    // The zip64 end, its locator, and an end that points to them.
    archive.extend_from_slice(b"PK\x06\x06");
    archive.extend_from_slice(&44_u64.to_le_bytes());
    archive.extend_from_slice(&[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [entries, entries, size, list] {
        archive.extend_from_slice(&number.to_le_bytes());
    }
    archive.extend_from_slice(b"PK\x06\x07\0\0\0\0");
    archive.extend_from_slice(&record.to_le_bytes());
    archive.extend_from_slice(&[1, 0, 0, 0]);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&[0xff; 12]);
    archive.extend_from_slice(&[0, 0]);
    archive
}

#[test]
fn b39_a_million_empty_entries_in_zip64_are_listed_up_to_the_limit() {
    let files = read_within(crowd(1_000_000), limits([(Limit::Entries, 500)]));
    assert_eq!(files.len(), 501);
    assert!(reason(&files[500]).contains("lists 1000000 entries; the first 500 were read"));
}

#[test]
fn b39_an_entry_with_a_data_descriptor_or_zip64_sizes_is_read() {
    let text = lines(&two());
    let mut writer = ZipWriter::new_stream(Vec::new());
    let options = SimpleFileOptions::default().large_file(true);
    writer.start_file("a.jsonl", options).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    let stored = options.compression_method(CompressionMethod::Stored);
    writer.start_file("b.jsonl", stored).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    let files = read_all(writer.finish().unwrap().into_inner());
    assert_eq!((fates(&files[0]), fates(&files[1])), ((2, 0, 0), (2, 0, 0)));
    assert_eq!((reason(&files[0]), reason(&files[1])), ("", ""));
}

#[test]
fn b39_a_damaged_byte_anywhere_never_panics_and_every_file_is_told() {
    let text = lines(&two());
    let archive = zip(&[("a.jsonl", text.as_bytes()), ("b.gz", &gzip(&text))]);
    for at in 4..archive.len() {
        let mut damaged = archive.clone();
        damaged[at] ^= u8::try_from(at % 255 + 1).unwrap();
        for file in read_all(&damaged) {
            let is_read = file.evidence.status == EvidenceStatus::Read;
            assert!(is_read || file.evidence.reason.is_some(), "byte {at}");
        }
    }
}

#[test]
fn a_record_in_an_archive_reads_again_whatever_the_entry_is_packed_in() {
    let records: Vec<_> = (0..2_000).map(okta).collect();
    let text = lines(&records);
    let archive = zip(&[
        ("a.jsonl", lines(&two()).as_bytes()),
        ("b.jsonl", text.as_bytes()),
        ("c.gz", &gzip(&text)),
        ("d.zst", &zstd(&text)),
    ]);
    let files = read_all(&archive);
    for file in &files[1..] {
        let at = file.events.record_ref(EventId(1_999)).unwrap();
        let mut reader = Cursor::new(&archive);
        let raw = reread_entry(&mut reader, &file.evidence, at, &Unwatched).unwrap();
        assert!(raw.verified);
        assert_eq!(raw.bytes, records[1_999].to_string().as_bytes());
        assert!(!crate::ingest::is_seekable(&file.evidence));
    }
    let at = files[1].events.record_ref(EventId(5)).unwrap();
    let other = zip(&[("a.jsonl", text.as_bytes())]);
    let error = reread_entry(&mut Cursor::new(&other), &files[1].evidence, at, &Unwatched);
    assert!(error.unwrap_err().to_string().contains("has no entry 2 any more"));
}
