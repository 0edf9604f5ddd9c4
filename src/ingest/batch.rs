//! What one stretch of a file gave. In: records with their fates. Out: columns, tables, issues and
//! counts, which are joined in the order of the file.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::model::{
    AuthEvent, EventColumns, EventId, Fate, IngestIssue, Interner, IssueKind, Limit, Limits, Party,
    PartyId, PartyTable, Provider, RecordCounts, RecordRef, Step, TextId, shortened,
};

use super::clock::Clock;
use super::odd_bytes::OddBytes;
use super::providers::{self, Format};
use super::repairs::{Repaired, Repairs};
use super::spreadsheet::Signs;
use super::trie::{Memo, Trie};

/// Events, tables and issues of one stretch of a file; records are numbered from 1 within it.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) events: EventColumns,
    pub(super) steps: Vec<Step>,
    pub(super) tables: Tables,
    pub(super) issues: Vec<IngestIssue>,
    pub(super) counts: RecordCounts,
    pub(super) notes: BTreeMap<&'static str, u64>,
    /// The fields whose repairs are among the notes.
    pub(super) repairs: Repairs,
    /// Records of the logs that are read, by format, whatever their fate.
    pub(super) known: BTreeMap<FormatId, Known>,
    /// Records of streams that are not read: provider where known, stream, count.
    pub(super) streams: BTreeMap<(Option<Provider>, &'static str), u64>,
    /// The first record that no provider knows: what it resembles and lacks.
    pub(super) stranger: Option<String>,
    /// How times without a zone are read in this file.
    pub(super) clock: Clock,
    /// What bytes that are no UTF-8 look like.
    pub(super) odd_bytes: OddBytes,
    /// What tells that a spreadsheet saved the table again.
    pub(super) sheet: Signs,
    /// What is remembered of the records before, by format.
    pub(super) memos: Vec<Memo>,
    /// The same of parts of records that have a tree of their own, by the place of that tree.
    pub(super) part_memos: FxHashMap<usize, Memo>,
    /// The limits in force.
    pub(super) limits: Limits,
}

/// Texts and parties that a batch speaks of.
///
/// Each part of a file begins with empty ones: tables that fit a core's cache, and are taken over
/// into the file's afterwards, cost less than large shared ones.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) texts: Interner,
    pub(super) parties: PartyTable,
}

/// How much a batch holds: room for as much spares the next one to grow step by step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Room {
    events: usize,
    steps: usize,
    texts: usize,
    text_bytes: usize,
    parties: usize,
}

/// The code in other tables of each code in some tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    texts: Vec<TextId>,
    parties: Vec<PartyId>,
}

/// The place of a format in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FormatId(pub(super) u16);

impl FormatId {
    /// Stands for the mapping by which a file is read instead of the formats.
    pub(super) const MAPPED: Self = Self(u16::MAX >> 1);

    /// Every format with its place.
    pub(super) fn all() -> impl DoubleEndedIterator<Item = (Self, &'static Format)> {
        providers::ALL.iter().enumerate().map(|(index, format)| (Self(index as u16), *format))
    }

    /// The format in this place.
    pub(super) fn format(self) -> Option<&'static Format> {
        providers::ALL.get(usize::from(self.0)).copied()
    }
}

/// Records of one format.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    /// All of them, whatever their fate.
    pub(super) records: u64,
    /// Those that became events.
    pub(super) events: u64,
}

/// Where the record at hand lies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot {
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) hash: u64,
}

impl Batch {
    /// An empty batch of a file whose times are read by `clock`, within these limits.
    pub(super) fn reading(clock: Clock, limits: Limits) -> Self {
        Self { clock, limits, ..Self::default() }
    }

    /// How much it holds.
    pub(super) fn room(&self) -> Room {
        let Tables { texts, parties } = &self.tables;
        Room {
            events: self.events.len(),
            steps: self.steps.len(),
            texts: texts.len(),
            text_bytes: texts.bytes(),
            parties: parties.len(),
        }
    }

    /// The same with room for so much.
    pub(super) fn with_room(mut self, room: Room) -> Self {
        self.events.reserve(room.events);
        self.steps.reserve(room.steps);
        self.tables.texts.reserve(room.texts, room.text_bytes);
        self.tables.parties.reserve(room.parties);
        self
    }

    /// Counts one repair of a field, or of the file.
    pub(super) fn note(&mut self, kind: &'static str, times: u64) {
        if times > 0 {
            *self.notes.entry(kind).or_default() += times;
        }
    }

    /// Counts what was done to fields of a record.
    pub(super) fn repaired(&mut self, format: FormatId, repaired: &[Repaired]) {
        self.repairs.of_record(format, repaired);
        repaired.iter().for_each(|(repair, _)| self.note(repair.note(), 1));
    }

    /// Counts what was done to fields of a part of a record, which was read by a tree of its own.
    pub(super) fn repaired_part(&mut self, trie: &Trie, repaired: &[Repaired]) {
        self.repairs.of_part(trie, repaired);
        repaired.iter().for_each(|(repair, _)| self.note(repair.note(), 1));
    }

    /// The keys that records held against a format had so far.
    pub(super) fn memo(&mut self, format: FormatId) -> &mut Memo {
        // A file that is read by a mapping is held against no format.
        let index = if format == FormatId::MAPPED { 0 } else { usize::from(format.0) };
        if self.memos.len() <= index {
            self.memos.resize_with(index + 1, Memo::default);
        }
        &mut self.memos[index]
    }

    /// The keys that parts of records had so far which are read by a tree of their own.
    pub(super) fn memo_of_part(&mut self, trie: &'static Trie) -> &mut Memo {
        self.part_memos.entry(std::ptr::from_ref(trie).addr()).or_default()
    }

    /// The code of a text.
    pub(super) fn text(&mut self, text: &str) -> TextId {
        self.tables.texts.intern(text)
    }

    /// The code of a party.
    pub(super) fn party(&mut self, party: Party) -> PartyId {
        self.tables.parties.intern(party)
    }

    /// A record became an event; its steps, if any, were pushed with [`Batch::step`] before.
    pub(super) fn event(&mut self, event: AuthEvent, spot: Spot) {
        self.counts.count(Fate::Event);
        let record = self.last_record();
        let Spot { offset, length, hash } = spot;
        self.events.push(AuthEvent { record, offset, length, record_hash: hash, ..event });
    }

    /// A step inside the record that becomes the next event.
    pub(super) fn step(&mut self, step: Step) {
        let event = EventId(u32::try_from(self.events.len()).unwrap_or(u32::MAX));
        self.steps.push(Step { event, ..step });
    }

    /// Forgets the steps of a record that did not become an event.
    pub(super) fn drop_steps(&mut self) {
        let next = self.events.len();
        while self.steps.last().is_some_and(|step| step.event.0 as usize >= next) {
            self.steps.pop();
        }
    }

    /// A record of a stream that is not read.
    pub(super) fn unsupported(&mut self, provider: Option<Provider>, stream: &'static str) {
        self.counts.count(Fate::Unsupported);
        *self.streams.entry((provider, stream)).or_default() += 1;
    }

    /// A record that could not be used.
    pub(super) fn rejected(&mut self, spot: Spot, kind: IssueKind, detail: &str) {
        self.counts.count(Fate::Rejected);
        let record = self.last_record();
        self.issue_at(record, spot, kind, detail);
    }

    /// Something that is no record of its own.
    pub(super) fn issue(&mut self, spot: Spot, kind: IssueKind, detail: &str) {
        self.issue_at(0, spot, kind, detail);
    }

    fn issue_at(&mut self, record: u32, spot: Spot, kind: IssueKind, detail: &str) {
        let Spot { offset, length, hash } = spot;
        let at = RecordRef { record, offset, length, hash, ..RecordRef::default() };
        let detail = shortened(detail, self.limits.size(Limit::Detail));
        self.issues.push(IngestIssue { at, kind, detail });
    }

    fn last_record(&self) -> u32 {
        u32::try_from(self.counts.records).unwrap_or(u32::MAX)
    }

    /// Appends what the next stretch of the same file gave.
    pub(super) fn append(&mut self, mut next: Self) {
        let records = self.last_record();
        let rows = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        self.tables.absorb(&next.tables).apply(&mut next.events, &mut next.steps);
        for record in &mut next.events.record {
            *record = record.saturating_add(records);
        }
        for step in &mut next.steps {
            step.event.0 = step.event.0.saturating_add(rows);
        }
        for issue in next.issues.iter_mut().filter(|issue| issue.at.record > 0) {
            issue.at.record = issue.at.record.saturating_add(records);
        }
        self.events.append(&mut next.events);
        self.steps.append(&mut next.steps);
        self.issues.append(&mut next.issues);
        self.counts.add(next.counts);
        for (kind, count) in next.notes {
            self.note(kind, count);
        }
        self.repairs.append(next.repairs);
        for (format, count) in next.known {
            let held = self.known.entry(format).or_default();
            held.records += count.records;
            held.events += count.events;
        }
        for (stream, count) in next.streams {
            *self.streams.entry(stream).or_default() += count;
        }
        self.stranger = self.stranger.take().or(next.stranger);
        self.odd_bytes.add(next.odd_bytes);
        self.sheet.add(next.sheet);
    }
}

impl Tables {
    /// Takes over what `other` holds, and returns the code here of each code there.
    pub(super) fn absorb(&mut self, other: &Self) -> Codes {
        let texts = self.texts.absorb(&other.texts);
        let parties = self.parties.absorb(&other.parties, &texts);
        Codes { texts, parties }
    }
}

impl Codes {
    /// Replaces every text and party code.
    pub(super) fn apply(&self, events: &mut EventColumns, steps: &mut [Step]) {
        let text =
            |id: &mut TextId| *id = self.texts.get(id.0 as usize).copied().unwrap_or_default();
        let party =
            |id: &mut PartyId| *id = self.parties.get(id.0 as usize).copied().unwrap_or_default();
        let EventColumns { user, display_name, name, result, app, detail, .. } = events;
        for column in [user, display_name, name, result, app, detail] {
            column.iter_mut().for_each(text);
        }
        for column in [&mut events.source, &mut events.responder] {
            column.iter_mut().for_each(party);
        }
        for step in steps {
            text(&mut step.method);
            text(&mut step.result);
        }
    }
}

/// A text from the log as it may stand in a sentence: quoted, escaped, cut.
pub(super) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{more}")
}
