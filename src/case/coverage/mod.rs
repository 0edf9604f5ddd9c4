//! What the evidence covers, and what it does not: the ground that a negative result stands on.
//!
//! In: the files with their counts, and the time of every record that became an event, repeated
//! ones included. Out: [`Coverage`]: a bar and the quiet stretches of each file, what each
//! provider's files leave open between them, signs of a cut or damaged export, streams that are
//! missing.
//! Must never know: words of one view, the clock. Whether an export was made long after the events
//! cannot be told from the files, so retention is judged by the length of what they hold.

mod balance;
mod clocks;
mod hints;
mod missing;
mod neighbors;
mod notes;
mod pulse;
mod quiet;
mod words;

use crate::model::{Evidence, EvidenceId, Provider, Span, Timestamp};
use crate::store::EventStore;

pub use missing::{Missing, Why};
pub use notes::file_note;
pub(super) use pulse::Pulse;

/// What the evidence of a case covers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// One entry a file, in the order given.
    pub files: Vec<FileCoverage>,
    /// One entry a provider's stream, in the order of provider and stream.
    pub sources: Vec<SourceCoverage>,
    /// Streams that are not there, or not read, and what that hides; in the order of the table.
    pub missing: Vec<Missing>,
}

/// What one file covers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileCoverage {
    /// The file.
    pub id: EvidenceId,
    /// Time of its first event, repeated records included.
    pub first: Option<Timestamp>,
    /// Time of its last event.
    pub last: Option<Timestamp>,
    /// Its events over time; `None` without events.
    pub buckets: Option<Buckets>,
    /// Stretches inside it that are silent against its rhythm, in order of time.
    pub quiet: Vec<Quiet>,
    /// What should make a reader careful, in a fixed order.
    pub hints: Vec<Hint>,
}

/// Events in stretches of equal length, from the first event to the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buckets {
    /// Where the first stretch begins.
    pub start: Timestamp,
    /// How long each stretch is.
    pub width: Span,
    /// How many events each holds.
    pub counts: Vec<u64>,
}

/// A stretch without any event, where events were to be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// The last event before it.
    pub start: Timestamp,
    /// The first event after it.
    pub end: Timestamp,
    /// How many events the same hours of other days hold.
    pub expected: u64,
}

impl Quiet {
    /// How long it is.
    pub const fn span(self) -> Span {
        self.end.since(self.start)
    }
}

/// What all files of one stream of one provider cover together.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceCoverage {
    /// Who wrote them.
    pub provider: Provider,
    /// Which stream.
    pub stream: Option<&'static str>,
    /// The files with events, in the order of their first one.
    pub files: Vec<EvidenceId>,
    /// The first event of all.
    pub first: Timestamp,
    /// The last event of all.
    pub last: Timestamp,
    /// Stretches in which no file has an event, where events were to be expected.
    pub quiet: Vec<Quiet>,
}

/// What kind of sign a [`Hint`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HintKind {
    /// The counts do not add up: a fault of Pushscope.
    Unbalanced,
    /// As many records as an export may hold.
    ExportCap,
    /// A round number of records.
    RoundCount,
    /// A spreadsheet program saved the file again.
    Spreadsheet,
    /// What the provider's files hold is as long as the provider keeps events.
    Retention,
    /// Nothing between this file and the one before, where events were to be expected.
    Hole,
    /// Two files of one stream cover the same time.
    Overlap,
    /// Its times and those of another provider's file lie apart by a difference that stands out.
    ClocksApart,
}

impl HintKind {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unbalanced => "unbalanced",
            Self::ExportCap => "export_cap",
            Self::RoundCount => "round_count",
            Self::Spreadsheet => "spreadsheet",
            Self::Retention => "retention",
            Self::Hole => "hole",
            Self::Overlap => "overlap",
            Self::ClocksApart => "clocks_apart",
        }
    }

    /// Whether it may mean that records are missing or wrong; an overlap only explains duplicates.
    pub const fn is_warning(self) -> bool {
        !matches!(self, Self::Overlap)
    }
}

/// A sign that should make a reader careful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What kind of sign.
    pub kind: HintKind,
    /// A sentence, without log text.
    pub text: String,
}

impl Coverage {
    /// What one file covers.
    pub fn file(&self, id: EvidenceId) -> Option<&FileCoverage> {
        let at = self.files.get(id.0 as usize).filter(|file| file.id == id);
        at.or_else(|| self.files.iter().find(|file| file.id == id))
    }

    /// The files whose counts do not add up.
    pub fn unbalanced(&self) -> Vec<EvidenceId> {
        let is_faulty =
            |file: &&FileCoverage| file.hints.iter().any(|hint| hint.kind == HintKind::Unbalanced);
        self.files.iter().filter(is_faulty).map(|file| file.id).collect()
    }

    /// The stretch before this file in which no file of its stream has an event, where events were
    /// to be expected.
    pub fn hole_before(&self, file: &FileCoverage) -> Option<&Quiet> {
        let is_told = file.hints.iter().any(|hint| hint.kind == HintKind::Hole);
        let own = self.sources.iter().filter(|source| source.files.contains(&file.id));
        let mut quiet = own.filter(|_| is_told).flat_map(|source| &source.quiet);
        quiet.find(|quiet| Some(quiet.end) == file.first)
    }

    /// The coverage of files that repeat nothing: every record that became an event is in the
    /// store.
    pub fn of(evidence: &[Evidence], store: &EventStore) -> Self {
        let pulses = evidence.iter().map(|file| {
            let rows = store.events.evidence.iter().zip(&store.events.time);
            let own = rows.filter(|(id, _)| **id == file.id).map(|(_, time)| *time);
            Pulse::of(file.first_event.zip(file.last_event), own)
        });
        measure(evidence, &pulses.collect::<Vec<_>>(), store)
    }
}

/// Puts together what is known of each file, its pulse, and what the store holds in the end.
pub(super) fn measure(evidence: &[Evidence], pulses: &[Pulse], store: &EventStore) -> Coverage {
    let stored = balance::stored(evidence, store);
    let mut files: Vec<FileCoverage> = evidence
        .iter()
        .zip(pulses)
        .zip(stored)
        .map(|((file, pulse), stored)| FileCoverage {
            id: file.id,
            first: pulse.first(),
            last: pulse.last(),
            buckets: pulse.buckets(),
            quiet: quiet::stretches(&pulse.slots),
            hints: hints::of_file(file, stored),
        })
        .collect();
    let sources = neighbors::join(evidence, pulses, &mut files);
    for (id, hint) in clocks::apart(evidence, store) {
        if let Some(file) = files.iter_mut().find(|file| file.id == id) {
            file.hints.push(hint);
        }
    }
    for file in &mut files {
        file.hints.sort_by_key(|hint| hint.kind);
        file.quiet.sort_by_key(|quiet| (quiet.start, quiet.end));
    }
    Coverage { files, sources, missing: missing::of(evidence, store) }
}

#[cfg(test)]
mod tests;
