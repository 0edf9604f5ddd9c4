//! Floor 1: bytes to columns.
//!
//! In: the bytes of evidence, from anything that can be read. Out: [`Ingested`] for each file, and
//! [`Joined`] for all of them.
//! Must never know: the disk, the window, what a prompt or a finding is.
//!
//! Reading never fails because of a record: each has exactly one fate, and what could not be used
//! is an issue with its place and reason.
//!
//! Reading order: `packed` unpacks and `feed` gives decoded blocks, `sniff` tells how records lie in them, `lines`,
//! `frames` and `table` cut them out, `walk` takes the wanted fields (`pick` does so where a record
//! is odd), `record` asks the [`providers`], `batch` keeps what they say, `read` does all of it on every core; [`join`] puts
//! files together, [`reread`] shows a record again, and `archive` does all of it for the entries of
//! an archive.

mod decode;

mod digest;

mod zstd_frames;

mod packed;

mod feed;

mod trie;
mod value;

mod opened;

mod pick;

mod walk;

mod time;

mod clock;

pub mod providers;

mod odd_bytes;

mod spreadsheet;

mod batch;
mod blocks;

mod record;

mod quoting;

mod row;
mod scan;
mod seams;

mod resync;
mod revisions;

mod frames;

mod lines;

mod text;

mod table;

mod skew;
mod sniff;

mod read;

pub mod mapping;

mod choose;

mod decisions;

mod evidence;

mod states;

mod companions;

mod adopt;

mod join;

mod repairs;
mod reread;

mod archive;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::model::{
    EventColumns, Evidence, EvidenceId, EvidenceStatus, IngestIssue, Interner, Limit, Limits,
    PartyTable, Span, Step,
};

pub use skew::{seconds_ahead, set_clock_right};

use choose::Chosen;
use clock::Clock;
use feed::{Block, Feed, Setting};
use frames::Framer;
use mapping::Mapping;
use read::{Cutter, HEAD, Whole, read_all};
use sniff::Shape;

pub use archive::{Container, ReadSeek, ingest_container, reread_entry};
pub use clock::zone;
pub use decisions::{Decision, Decisions};
pub use decode::Encoding;
pub use digest::sha256;
pub use join::{Joined, join};
pub use reread::{RawRecord, RereadError, check, is_seekable, reread};

/// One file to read.
pub struct Source<'a> {
    /// Its place in the order given.
    pub id: EvidenceId,
    /// Its name as given.
    pub name: String,
    /// Its size as given, in bytes; 0 where it is not known, as for a stream.
    pub bytes: u64,
    /// Its bytes.
    pub reader: &'a mut (dyn Read + Send),
    /// What the analyst decided about it.
    pub choices: Choices,
}

/// What the analyst decided about one file. Everything else is found from its content.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// The zone of times that name none, where their format does not define one.
    pub zone: Option<TimeZone>,
    /// Whether the day comes first in dates such as 3/2/2026.
    pub day_first: Option<bool>,
    /// By how much the clock of whoever wrote it was ahead.
    pub clock_ahead: Span,
    /// In which encoding its text is, where that does not show by itself.
    pub encoding: Option<Encoding>,
    /// How much of one thing is read.
    pub limits: Limits,
    /// The mapping by which all its records are read, whether a format knows them or not.
    pub mapping: Option<Arc<Mapping>>,
    /// Mappings of which the first is used that was made for such a file, where no format knows it.
    pub offered: Vec<Arc<Mapping>>,
}

/// Told as reading goes on, and asked whether to stop. Called between blocks, never per record.
pub trait Watch: Sync {
    /// Bytes of the file and records read so far.
    fn progress(&self, bytes: u64, records: u64);
    /// Whether to stop here and keep what was read.
    fn is_cancelled(&self) -> bool;
}

/// Watches nothing and never cancels.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// What one file gave.
#[derive(Debug, Default)]
pub struct Ingested {
    /// The file, and the fates of its records.
    pub evidence: Evidence,
    /// Its events, in the order of the file.
    pub events: EventColumns,
    /// Steps inside its records; `event` is a row of `events`.
    pub steps: Vec<Step>,
    /// The texts that events and parties speak of.
    pub texts: Interner,
    /// The parties that events speak of.
    pub parties: PartyTable,
    /// What could not be used, in the order of the file.
    pub issues: Vec<IngestIssue>,
}

/// Reads one file. Never fails: what went wrong is in the evidence's status and issues.
pub fn ingest(source: Source<'_>, watch: &dyn Watch) -> Ingested {
    let Choices { limits, encoding, .. } = source.choices;
    let setting = Setting { encoding, ..Setting::within(limits) };
    ingest_as(source, setting, watch).0
}

/// Reads one file or one entry; tells also how long its decoded text is, as far as it was read.
fn ingest_as(source: Source<'_>, setting: Setting, watch: &dyn Watch) -> (Ingested, u64) {
    let Source { id, name, bytes, reader, choices } = source;
    let given = Evidence { id, name: name.clone(), bytes, ..Evidence::default() };
    let read = || read_file(given, reader, &choices, setting, watch);
    // The last net: no input is known to reach it, and one file must not cost the others.
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read,
        Err(_) => {
            let mut broken = unreadable(id, name, FAULT.to_owned());
            broken.evidence.bytes = bytes;
            (broken, 0)
        }
    }
}

/// A logged time as formats read it that say nothing of zones: a door for fuzzing.
#[doc(hidden)]
pub fn read_time(text: &str) -> Option<crate::model::Timestamp> {
    Some(Clock::default().read(text, clock::Naive::Unknown)?.time)
}
const FAULT: &str = "the reader broke off on this file because of a fault in Pushscope; nothing of \
                     it was kept; please report it";

/// Stands for a file that could not be opened.
pub fn unreadable(id: EvidenceId, name: String, why: String) -> Ingested {
    let evidence = Evidence {
        id,
        name,
        status: EvidenceStatus::Unreadable,
        reason: Some(why),
        ..Evidence::default()
    };
    Ingested { evidence, ..Ingested::default() }
}

fn read_file(
    given: Evidence,
    reader: &mut (dyn Read + Send),
    choices: &Choices,
    setting: Setting,
    watch: &dyn Watch,
) -> (Ingested, u64) {
    let limits = &choices.limits;
    let mut feed = match Feed::open(reader, setting) {
        Ok(feed) => feed,
        Err(error) => {
            let why = format!("it could not be unpacked: {error}; close other programs, try again");
            return (unreadable(given.id, given.name, why), 0);
        }
    };
    let mut first = Block::default();
    feed.fill(&mut first, HEAD);
    first.fresh = 0;
    let bytes = first.bytes();
    let head = bytes.get(..bytes.len().min(limits.size(Limit::Sample))).unwrap_or_default();
    let is_whole = feed.at_end && head.len() == bytes.len();
    let is_archive = feed.archive.is_some();
    let Chosen { shape, reader, given } =
        choose::choose((head, is_whole), is_archive, given, choices);
    let cutter = match shape {
        Shape::Lines => Cutter::Lines { long: None, is_text: false },
        Shape::Text => Cutter::Lines { long: None, is_text: true },
        Shape::Frames | Shape::Empty => Cutter::Frames(Box::new(Framer::within(limits))),
        Shape::Rows(table) => Cutter::Rows(Arc::from(table)),
        Shape::Wide(columns) => Cutter::Wide(columns),
        Shape::Unknown => Cutter::Nothing,
    };
    let surroundings = evidence::Surroundings::of(&feed);
    let whole: Whole = read_all(feed, first, cutter, &reader, watch);
    let decoded = whole.decoded;
    let mut read = evidence::finished(given, surroundings, whole);
    set_clock_right(&mut read, choices.clock_ahead);
    (read, decoded)
}
