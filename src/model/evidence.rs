//! One file as given, what was read from it, and what was not.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Custody, Provider, Span, Timestamp};

/// The index of one [`Evidence`] in the order given; written `E1`, `E2`, ….
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceId(pub u32);

impl std::fmt::Display for EvidenceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "E{}", u64::from(self.0) + 1)
    }
}

/// How far the reading of one file got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceStatus {
    /// Read to its end.
    #[default]
    Read,
    /// Read in part: reading broke off, or was cancelled; the counts say what was kept.
    Partial,
    /// No known format fits.
    UnknownFormat,
    /// It could not be opened or read at all.
    Unreadable,
}

impl EvidenceStatus {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Partial => "partial",
            Self::UnknownFormat => "unknown_format",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What became of one record. Every record has exactly one fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It became an event.
    Event,
    /// The same record was read before.
    Duplicate,
    /// A fuller state of the same record stays instead.
    Superseded,
    /// A stream, or a kind of record, that Pushscope does not read.
    Unsupported,
    /// It could not be used; an [`IngestIssue`] says why.
    Rejected,
}

/// How many records met which fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordCounts {
    /// Every record seen.
    pub records: u64,
    /// Records that became events.
    pub events: u64,
    /// Records read before.
    pub duplicates: u64,
    /// Older states of records that grew.
    pub superseded: u64,
    /// Records of streams that are not read.
    pub unsupported: u64,
    /// Records that could not be used.
    pub rejected: u64,
}

impl RecordCounts {
    /// Counts one record with its fate.
    pub fn count(&mut self, fate: Fate) {
        self.records += 1;
        match fate {
            Fate::Event => self.events += 1,
            Fate::Duplicate => self.duplicates += 1,
            Fate::Superseded => self.superseded += 1,
            Fate::Unsupported => self.unsupported += 1,
            Fate::Rejected => self.rejected += 1,
        }
    }

    /// Moves one record that was counted as an event to another fate.
    pub fn recount(&mut self, fate: Fate) {
        self.events = self.events.saturating_sub(1);
        self.records = self.records.saturating_sub(1);
        self.count(fate);
    }

    /// Adds the counts of another file or block.
    pub fn add(&mut self, other: Self) {
        self.records += other.records;
        self.events += other.events;
        self.duplicates += other.duplicates;
        self.superseded += other.superseded;
        self.unsupported += other.unsupported;
        self.rejected += other.rejected;
    }

    /// Whether every record has exactly one fate.
    pub const fn is_balanced(&self) -> bool {
        self.records
            == self.events + self.duplicates + self.superseded + self.unsupported + self.rejected
    }
}

/// An archive whose entries are evidence each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// Its name as given.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of the archive as given, lower-case hexadecimal.
    pub sha256: String,
    /// How many entries it lists, folders among them.
    pub entries: u64,
}

/// Where in an archive a file lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// The archive.
    pub archive: Arc<Archive>,
    /// Its number in the archive's list of entries, from 1; names may repeat, numbers do not.
    pub entry: u64,
}

impl Inside {
    /// Where it lies, in words; the archive's name in it is still hostile.
    pub fn words(&self) -> String {
        let Archive { name, bytes, sha256, entries } = &*self.archive;
        format!("entry {} of {entries} in {name}, {bytes} bytes, SHA-256 {sha256}", self.entry)
    }
}

/// One file as given, or one entry of an archive as it unpacks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Its place in the order given.
    pub id: EvidenceId,
    /// Its name as given: a file's name, or the path below the folder that was given; for an entry
    /// of an archive the archive's name, `!/`, and what the archive calls it.
    pub name: String,
    /// The archive that it is an entry of.
    pub inside: Option<Inside>,
    /// What it is packed in (`gzip`, `zstd`, `zip`, `gzip in zip`), where it is.
    pub container: Option<&'static str>,
    /// Size of the file as given, or of the entry unpacked, in bytes.
    pub bytes: u64,
    /// SHA-256 of those bytes, lower-case hexadecimal; empty when they could not all be read.
    pub sha256: String,
    /// How far the reading got.
    pub status: EvidenceStatus,
    /// Why it is not simply read; what is kept and what to do.
    pub reason: Option<String>,
    /// Who wrote it.
    pub provider: Option<Provider>,
    /// Which stream of the provider it is (`system_log`, `authentication`, `sign_in`, …).
    pub stream: Option<&'static str>,
    /// How records lie in it (`jsonl`, `array`, `wrapped`, `csv`, `concatenated`).
    pub shape: Option<&'static str>,
    /// Its text encoding: `utf-8`, `utf-16le` or `utf-16be` as found, any other as chosen.
    pub encoding: Option<&'static str>,
    /// Events whose time names no zone and whose format does not define one: read as UTC, or in
    /// the zone that the analyst chose.
    pub naive_times: u64,
    /// The name of the zone that the analyst chose for them.
    pub zone: Option<String>,
    /// By how much the clock of whoever wrote it was ahead, as the analyst decided: its times are
    /// set back by that much.
    pub clock_ahead: Span,
    /// What whoever handed it over says of it; `None` where nobody filled in a form.
    pub custody: Option<Custody>,
    /// The mapping by which its records were read, where no format here knows them.
    pub mapping: Option<MappingUsed>,
    /// The fates of its records.
    pub counts: RecordCounts,
    /// Repairs of fields by kind, sorted by kind; outside the sum of records.
    pub notes: std::collections::BTreeMap<&'static str, u64>,
    /// The fields whose repairs are counted in `notes`, by kind of repair and path, where a repair
    /// is one of a field.
    pub repaired_fields:
        std::collections::BTreeMap<&'static str, std::collections::BTreeMap<String, u64>>,
    /// Records of streams that are read, by provider and stream, whatever became of them, and how
    /// many of them were events before repeated ones were dropped.
    pub streams: std::collections::BTreeMap<(Provider, &'static str), (u64, u64)>,
    /// Records of streams that are not read, by the stream's name, sorted.
    pub unsupported_streams: std::collections::BTreeMap<String, u64>,
    /// Time of its first event.
    pub first_event: Option<Timestamp>,
    /// Time of its last event.
    pub last_event: Option<Timestamp>,
}

/// The mapping by which a file was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappingUsed {
    /// Its name, as whoever made it wrote it.
    pub name: String,
    /// SHA-256 of the mapping as Pushscope writes it, lower-case hexadecimal.
    pub sha256: String,
}

/// Where one record lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// The file.
    pub evidence: EvidenceId,
    /// Number of the record in the file, from 1.
    pub record: u32,
    /// Offset of its first byte in the decoded stream: decompressed, and as UTF-8 where the file
    /// is UTF-16; in a plain UTF-8 file that is the offset in the file.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u32,
    /// XXH3 of its bytes.
    pub hash: u64,
}

/// Why a record, or a part of one, could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IssueKind {
    /// The bytes are no JSON value.
    BrokenJson,
    /// The bytes are no CSV row of the header's width.
    BrokenCsv,
    /// The file ends inside the record.
    Truncated,
    /// The record nests too deep.
    TooDeep,
    /// The record is larger than the limit.
    TooLarge,
    /// A value where a record should be.
    NotARecord,
    /// The record has no time that can be read.
    NoTime,
    /// The record has no user, and its kind needs one.
    NoUser,
    /// A required field has another type than the format says.
    WrongType,
    /// The record has the form of another provider or stream than the file.
    ForeignRecord,
    /// Bytes between records that belong to none.
    StrayBytes,
    /// The compressed stream is damaged; what was decompressed before is kept.
    DamagedArchive,
    /// The bytes are not in the file's encoding; replacement characters stand for them.
    BadEncoding,
    /// Two records with one id and different content; both stay.
    ReusedId,
    /// An earlier state of a record, which a later one supersedes.
    Revised,
    /// A record that repeats another one of its file in all that is read, in other bytes.
    RepeatedOtherwise,
    /// Reading broke off.
    ReadFailed,
}

impl Evidence {
    /// By how many seconds its clock was off, and which way, as the analyst decided; `None` where it
    /// is taken as right.
    pub fn clock_off(&self) -> Option<(f64, &'static str)> {
        let way = if self.clock_ahead < Span(0) { "behind" } else { "ahead" };
        (self.clock_ahead != Span(0)).then(|| (self.clock_ahead.as_secs_f64().abs(), way))
    }

    /// Name, size and SHA-256 of the file as it was given: of the archive, for an entry.
    pub fn as_given(&self) -> (&str, u64, &str) {
        match &self.inside {
            Some(Inside { archive, .. }) => (&archive.name, archive.bytes, &archive.sha256),
            None => (&self.name, self.bytes, &self.sha256),
        }
    }
}

impl IssueKind {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::BrokenJson => "broken_json",
            Self::BrokenCsv => "broken_csv",
            Self::Truncated => "truncated",
            Self::TooDeep => "too_deep",
            Self::TooLarge => "too_large",
            Self::NotARecord => "not_a_record",
            Self::NoTime => "no_time",
            Self::NoUser => "no_user",
            Self::WrongType => "wrong_type",
            Self::ForeignRecord => "foreign_record",
            Self::StrayBytes => "stray_bytes",
            Self::DamagedArchive => "damaged_archive",
            Self::BadEncoding => "bad_encoding",
            Self::ReusedId => "reused_id",
            Self::Revised => "revised",
            Self::RepeatedOtherwise => "repeated_otherwise",
            Self::ReadFailed => "read_failed",
        }
    }
}

/// A record, or a part of one, that could not be used: counted, cited, shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngestIssue {
    /// Where it lies; record 0 where the issue belongs to no record.
    pub at: RecordRef,
    /// What is wrong.
    pub kind: IssueKind,
    /// The reason in words; log text in it is quoted and still hostile.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recounted_record_still_has_one_fate() {
        let mut counts = RecordCounts::default();
        counts.count(Fate::Event);
        counts.count(Fate::Rejected);
        counts.recount(Fate::Duplicate);
        assert!(counts.is_balanced());
        assert_eq!((counts.records, counts.events, counts.duplicates), (2, 0, 1));
    }
}
