//! One file to one batch: reading, hashing, framing and parsing overlap.
//!
//! While one block is hashed and parsed in parts by all cores, the next one is read and framed; two
//! blocks take turns. Parts are joined in the order of the file, so the result does not depend on
//! which core parsed what.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::model::{IssueKind, Limit, Limits, Provider, hex};

use super::Watch;
use super::batch::Batch;
use super::feed::{Block, Feed, Stop};
use super::frames::{Framer, Piece};
use super::lines::{Lines, read_piece, too_large};
use super::record::Interpreter;
use super::table::Table;

/// Bytes of the first block, by which the form of the file and the order of its dates are told.
pub(super) const HEAD: usize = 8 << 20;
/// Bytes of every other block, few enough to stay near the cores; a record that does not fit makes
/// it grow, up to [`Limit::Record`].
const BLOCK: usize = 2 << 20;
/// Bytes that one task parses: small, so that all cores come to the end of a block together.
const PART: usize = BLOCK / 8;

/// How the file is cut into records.
pub(super) enum Cutter {
    /// One record a line.
    Lines {
        /// Where a line began that is longer than a record may be, while it is passed over.
        long: Option<u64>,
        /// Whether lines are plain text, not JSON.
        is_text: bool,
    },
    /// Any other JSON.
    Frames(Box<Framer>),
    /// Rows under a header.
    Rows(Arc<Table>),
    /// A table of so many columns that it is hashed, not read.
    Wide(usize),
    /// Text of no known form: hashed, not read.
    Nothing,
}

/// What one task parses.
enum Part {
    Lines { range: Range<usize>, is_last: bool, is_text: bool },
    Pieces(Vec<Piece>),
}

/// What is to be done with a block.
#[derive(Default)]
struct Plan {
    parts: Vec<Part>,
    /// Bytes that are done with; the rest goes before the next block.
    done: usize,
}

/// What reading a whole file gave.
pub(super) struct Whole {
    pub(super) batch: Batch,
    /// The fields whose repairs the batch notes, by kind of repair and path.
    pub(super) repaired_fields: BTreeMap<&'static str, BTreeMap<String, u64>>,
    /// SHA-256 of the file as given; `None` where it was not read to its end.
    pub(super) sha256: Option<String>,
    pub(super) is_cancelled: bool,
    pub(super) stop: Option<Stop>,
    pub(super) cutter: Cutter,
    /// Replacement characters that stand for broken UTF-16.
    pub(super) replaced: u64,
    /// Length of the decoded stream, as far as it was read.
    pub(super) decoded: u64,
    /// Bytes of the file as given, as far as they were read for records.
    pub(super) taken: u64,
    /// Who is said to have written it by the mapping by which it was read.
    pub(super) mapped: Option<Provider>,
}

/// Reads a file whose first block is filled already.
pub(super) fn read_all(
    mut feed: Feed<'_>,
    mut front: Block,
    mut cutter: Cutter,
    reader: &Interpreter,
    watch: &dyn Watch,
) -> Whole {
    let limits = reader.limits();
    let mut total = reader.batch();
    let mut hash = feed.is_plain().then(Sha256::new);
    let mut back = Block::default();
    let mut base = 0_u64;
    let mut plan = cutter.plan(front.bytes(), base, feed.at_end, limits);
    let mut waiting: Vec<Option<Batch>> = Vec::new();
    let is_cancelled = loop {
        let is_last = feed.at_end;
        let mut results: Vec<Option<Batch>> = Vec::new();
        results.resize_with(plan.parts.len(), || None);
        let mut next = Plan::default();
        let table = cutter.table();
        // Asked before the parts are read, so that it does not depend on which core is first.
        let most = if reader.clock().is_guessing() { HEAD } else { BLOCK };
        rayon::scope(|scope| {
            let (bytes, fresh) = (front.bytes(), front.fresh);
            if let Some(hash) = &mut hash {
                scope.spawn(move |_| hash.update(bytes.get(fresh..).unwrap_or_default()));
            }
            for (part, result) in plan.parts.iter().zip(&mut results) {
                let table = table.clone();
                scope.spawn(move |_| *result = Some(part.read(bytes, base, table, reader)));
            }
            let total = &mut total;
            let waiting = std::mem::take(&mut waiting);
            scope.spawn(move |_| append_all(total, waiting));
            if !is_last {
                back.begin_with(bytes.get(plan.done..).unwrap_or_default());
                // Of a record that is longer than a block half as much more is read each time, so that
                // looking for its end from its beginning again stays in proportion, and within what
                // the framer allows for damage.
                let size = back.fresh + most.max(back.fresh / 2);
                feed.fill(&mut back, size);
                next = cutter.plan(back.bytes(), base + plan.done as u64, feed.at_end, limits);
            }
        });
        if reader.clock().settle() {
            // Dates show only now in which order they are written.
            for (part, result) in plan.parts.iter().zip(&mut results) {
                *result = Some(part.read(front.bytes(), base, table.clone(), reader));
            }
        }
        waiting = results;
        watch.progress(feed.taken(), total.counts.records);
        if is_last {
            break false;
        }
        base += plan.done as u64;
        plan = next;
        std::mem::swap(&mut front, &mut back);
        if watch.is_cancelled() {
            break true;
        }
    };
    append_all(&mut total, waiting);
    watch.progress(feed.taken(), total.counts.records);
    let replaced = feed.replaced();
    let stop = feed.stop.take();
    let is_whole = !is_cancelled && feed.has_hash(stop.as_ref());
    let taken = feed.taken();
    let sha256 = match hash {
        Some(hash) => is_whole.then(|| hex(&hash.finalize())),
        None => is_whole.then(|| feed.finish()).flatten(),
    };
    total.note("date_orders_mixed", u64::from(reader.clock().met_both_orders()));
    let decoded = base + front.bytes().len() as u64;
    let mapped = reader.mapping().map(|it| it.mapping.provider);
    let repairs = std::mem::take(&mut total.repairs);
    let repaired_fields = repairs.by_field(reader.mapping().map(|it| &it.trie));
    Whole {
        batch: total,
        repaired_fields,
        sha256,
        is_cancelled,
        stop,
        cutter,
        replaced,
        decoded,
        taken,
        mapped,
    }
}

fn append_all(total: &mut Batch, parts: Vec<Option<Batch>>) {
    for part in parts.into_iter().flatten() {
        total.append(part);
    }
}

impl Part {
    fn read(
        &self,
        bytes: &[u8],
        base: u64,
        table: Option<Arc<Table>>,
        reader: &Interpreter,
    ) -> Batch {
        let mut batch = reader.taught_batch();
        match self {
            Self::Lines { range, is_last, is_text } => {
                let bytes = bytes.get(range.clone()).unwrap_or_default();
                let base = base + range.start as u64;
                let (is_last, is_text) = (*is_last, *is_text);
                Lines { bytes, base, is_last, is_text, reader }.read(&mut batch);
            }
            Self::Pieces(pieces) => match &table {
                Some(table) => table.read(pieces, bytes, base, reader, &mut batch),
                None => {
                    for piece in pieces {
                        read_piece(piece, bytes, base, reader, &mut batch);
                    }
                }
            },
        }
        reader.learn(&mut batch);
        batch
    }
}

impl Cutter {
    fn table(&self) -> Option<Arc<Table>> {
        match self {
            Self::Rows(table) => Some(Arc::clone(table)),
            Self::Lines { .. } | Self::Frames(_) | Self::Wide(_) | Self::Nothing => None,
        }
    }

    fn plan(&mut self, bytes: &[u8], base: u64, at_end: bool, limits: &Limits) -> Plan {
        let mut pieces = Vec::new();
        let done = match self {
            Self::Lines { long, is_text } => {
                return plan_lines(long, *is_text, Stretch { bytes, base, at_end }, limits);
            }
            Self::Frames(framer) => framer.frame(bytes, base, at_end, &mut pieces),
            Self::Rows(table) => {
                let start = if base == 0 { table.start.min(bytes.len()) } else { 0 };
                let rows = bytes.get(start..).unwrap_or_default();
                start + table.frame(rows, base + start as u64, at_end, &mut pieces)
            }
            Self::Wide(_) | Self::Nothing => bytes.len(),
        };
        Plan { parts: grouped(pieces), done }
    }
}

/// Pieces in groups of about [`PART`] bytes.
fn grouped(pieces: Vec<Piece>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut group = Vec::new();
    let mut size = 0;
    for piece in pieces {
        size += match &piece {
            Piece::Record { length, .. } => *length as usize,
            Piece::Fault { .. } | Piece::Mark => 0,
        };
        group.push(piece);
        if size >= PART {
            parts.push(Part::Pieces(std::mem::take(&mut group)));
            size = 0;
        }
    }
    if !group.is_empty() {
        parts.push(Part::Pieces(group));
    }
    parts
}

/// What is at hand of a file.
#[derive(Clone, Copy)]
struct Stretch<'b> {
    bytes: &'b [u8],
    base: u64,
    at_end: bool,
}

fn plan_lines(
    long: &mut Option<u64>,
    is_text: bool,
    stretch: Stretch<'_>,
    limits: &Limits,
) -> Plan {
    let Stretch { bytes, base, at_end } = stretch;
    let mut parts = Vec::new();
    let mut at = 0;
    if let Some(start) = *long {
        let newline = memchr::memchr(b'\n', bytes);
        let Some(end) = newline.or(at_end.then_some(bytes.len())) else {
            return Plan { parts, done: bytes.len() };
        };
        parts.push(Part::Pieces(vec![long_line(start, base + end as u64, limits)]));
        *long = None;
        at = bytes.len().min(end + 1);
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let end = match memchr::memrchr(b'\n', rest) {
        _ if at_end => bytes.len(),
        Some(newline) => at + newline + 1,
        None if rest.len() > limits.size(Limit::Record) => {
            *long = Some(base + at as u64);
            return Plan { parts, done: bytes.len() };
        }
        None => return Plan { parts, done: at },
    };
    while at < end {
        let target = end.min(at + PART);
        let newline = bytes.get(target..end).and_then(|rest| memchr::memchr(b'\n', rest));
        let cut = newline.map_or(end, |newline| target + newline + 1);
        let is_last = at_end && cut == bytes.len();
        parts.push(Part::Lines { range: at..cut, is_last, is_text });
        at = cut;
    }
    Plan { parts, done: end }
}

fn long_line(start: u64, end: u64, limits: &Limits) -> Piece {
    let bytes = end.saturating_sub(start);
    Piece::Fault {
        offset: start,
        length: u32::try_from(bytes).unwrap_or(u32::MAX),
        kind: IssueKind::TooLarge,
        detail: too_large(bytes, limits),
        is_record: true,
    }
}
