//! One JSON record to its fate. In: a record's text. Out: an event, a named stream, or a reason.

use std::sync::{Arc, Mutex, PoisonError};

use serde::de::IgnoredAny;

use crate::model::{AuthEvent, IssueKind, Limit, Limits};

use super::batch::{Batch, FormatId, Room, Spot};
use super::clock::Clock;
use super::lines::spot;
use super::mapping::Compiled;
use super::pick::{pick, pick_lossy};
use super::providers::{Format, Recognition, Refusal};
use super::trie::{Memo, Trie};
use super::value::Picked;
use super::walk::{walk, walk_line};

/// The slot of a record's text inside an envelope, the same for every provider.
pub(super) const RAW: usize = 0;

/// The stream name of records that no provider knows.
pub(super) const UNKNOWN: &str = "not recognized";

/// Why a span is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) kind: IssueKind,
    pub(super) detail: String,
    /// Whether the span simply stops.
    pub(super) ends_early: bool,
}

/// Holds records against formats, in order of likelihood.
#[derive(Clone, Debug)]
pub(super) struct Interpreter {
    /// None where a mapping is used instead.
    order: Vec<(FormatId, &'static Format)>,
    mapping: Option<Arc<Compiled>>,
    clock: Clock,
    limits: Limits,
    /// What is remembered of the records before, for parts of the file still to come. It makes
    /// reading faster and changes nothing that is read.
    taught: Arc<Mutex<Vec<Taught>>>,
}

/// What one part of a file teaches for the next.
#[derive(Debug, Default)]
struct Taught {
    memos: Vec<Memo>,
    room: Room,
}

impl Interpreter {
    /// Tries `first` before the others; times without a zone are read by `clock`.
    pub(super) fn starting_with(first: Option<FormatId>, clock: Clock, limits: &Limits) -> Self {
        let mut order: Vec<_> = FormatId::all().collect();
        // A stable sort: the rest keeps its order.
        order.sort_by_key(|(id, _)| Some(*id) != first);
        Self { order, mapping: None, clock, limits: *limits, taught: Arc::default() }
    }

    /// Reads every record by a mapping, and holds none against a format.
    pub(super) fn mapped_by(mapping: Arc<Compiled>, clock: Clock, limits: &Limits) -> Self {
        let (mapping, limits) = (Some(mapping), *limits);
        Self { order: Vec::new(), mapping, clock, limits, taught: Arc::default() }
    }

    /// The mapping by which every record is read, where there is one.
    pub(super) fn mapping(&self) -> Option<&Compiled> {
        self.mapping.as_deref()
    }

    /// How times without a zone, and dates, are read.
    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The limits in force.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    fn is_too_deep(&self, text: &str) -> bool {
        is_too_deep(text.as_bytes(), self.limits.size(Limit::Depth))
    }

    /// The formats, likeliest first.
    pub(super) fn order(&self) -> &[(FormatId, &'static Format)] {
        &self.order
    }

    /// An empty batch for records of the file.
    pub(super) fn batch(&self) -> Batch {
        Batch::reading(self.clock.clone(), self.limits)
    }

    /// An empty batch that knows what another part of the file taught, and has room for as much.
    pub(super) fn taught_batch(&self) -> Batch {
        let mut taught = self.taught.lock().unwrap_or_else(PoisonError::into_inner);
        let Taught { memos, room } = taught.pop().unwrap_or_default();
        drop(taught);
        Batch { memos, ..self.batch().with_room(room) }
    }

    /// Keeps what a part of the file taught for the next one.
    pub(super) fn learn(&self, batch: &mut Batch) {
        let taught = Taught { room: batch.room(), memos: std::mem::take(&mut batch.memos) };
        self.taught.lock().unwrap_or_else(PoisonError::into_inner).push(taught);
    }

    /// Reads one record and gives it its fate.
    ///
    /// # Errors
    /// The text is not one JSON object; it has no fate yet.
    pub(super) fn read(&self, text: &str, spot: Spot, batch: &mut Batch) -> Result<(), Broken> {
        if !text.starts_with('{') && !self.is_too_deep(text) {
            return Err(reason(text));
        }
        if let Some(mapping) = self.mapping() {
            let mut picked = Picked::within(&self.limits);
            pick_any(FormatId::MAPPED, &mapping.trie, text, batch, &mut picked)?;
            keep_mapped(mapping, &picked, spot, batch);
            return Ok(());
        }
        if self.read_known(text, spot, batch, true)? {
            return Ok(());
        }
        if batch.stranger.is_none() {
            batch.stranger = Some(self.describe(text));
        }
        batch.unsupported(None, UNKNOWN);
        Ok(())
    }

    /// Reads the record that begins at `start` of a stretch of lines whose first byte has the
    /// offset `base`, if it has its line to itself and is plainly one of the likeliest format;
    /// gives where it ends. Otherwise nothing has happened.
    ///
    /// `picked` is room that is used again for every record.
    pub(super) fn read_ahead<'a>(
        &self,
        (lines, start): (&'a str, usize),
        base: u64,
        picked: &mut Picked<'a>,
        batch: &mut Batch,
    ) -> Option<usize> {
        let &(id, format) = self.order.first()?;
        picked.clear();
        let deepest = self.limits.size(Limit::Depth);
        let memo = batch.memo(id);
        let end = walk_line((format.trie)(), memo, (lines, start), picked, deepest)?;
        if end - start > self.limits.size(Limit::Record)
            || (format.recognise)(picked) != Recognition::Event
        {
            return None;
        }
        let record = lines.as_bytes().get(start..end)?;
        keep((id, format), picked, spot(record, base + start as u64), batch);
        Some(end)
    }

    fn read_known(
        &self,
        text: &str,
        spot: Spot,
        batch: &mut Batch,
        mut may_unwrap: bool,
    ) -> Result<bool, Broken> {
        for &(id, format) in &self.order {
            let mut picked = Picked::within(&self.limits);
            pick_any(id, (format.trie)(), text, batch, &mut picked)?;
            if may_unwrap && picked.get(RAW).is_present() {
                if self.read_inner(&picked.text(RAW), spot, batch) {
                    return Ok(true);
                }
                may_unwrap = false;
            }
            match (format.recognise)(&picked) {
                Recognition::Event => {
                    keep((id, format), &mut picked, spot, batch);
                    return Ok(true);
                }
                Recognition::Stream(name) => {
                    batch.unsupported(Some(format.meta.provider), name);
                    return Ok(true);
                }
                Recognition::Foreign => {}
            }
        }
        Ok(false)
    }

    /// Reads the record that another one holds as text; false where it is of no known log.
    pub(super) fn read_inner(&self, raw: &str, spot: Spot, batch: &mut Batch) -> bool {
        if !raw.starts_with('{') || self.is_too_deep(raw) {
            return false;
        }
        match self.read_known(raw, spot, batch, false) {
            Ok(is_known) => is_known,
            Err(_) => {
                batch.note("inner_record_broken", 1);
                false
            }
        }
    }

    /// Which known format a record resembles most, and what it lacks for it.
    fn describe(&self, text: &str) -> String {
        let mut nearest: Option<(usize, &Format, Vec<&'static str>)> = None;
        for (_, format) in FormatId::all() {
            let Some(picked) = pick_alone(format, text) else { continue };
            let (score, missing) = format.resemblance(&picked);
            if score > nearest.as_ref().map_or(0, |(best, ..)| *best) {
                nearest = Some((score, format, missing));
            }
        }
        match nearest {
            Some((score, format, missing)) => {
                let of = format.meta.required.len();
                format!(
                    "the first unknown record has {score} of {of} fields of the {}; it lacks {}",
                    format.meta.title,
                    missing.join(", ")
                )
            }
            None => "no record has a field that a known format requires".to_owned(),
        }
    }

    /// The format of a sample record, where one knows it.
    pub(super) fn format_of(&self, text: &str) -> Option<FormatId> {
        let known = |(_, format): &&(FormatId, &'static Format)| {
            pick_alone(format, text)
                .is_some_and(|picked| (format.recognise)(&picked) != Recognition::Foreign)
        };
        if self.is_too_deep(text) {
            return None;
        }
        self.order.iter().find(known).map(|(id, _)| *id)
    }
}

fn pick_any<'a>(
    id: FormatId,
    trie: &Trie,
    text: &'a str,
    batch: &mut Batch,
    picked: &mut Picked<'a>,
) -> Result<(), Broken> {
    let deepest = batch.limits.size(Limit::Depth);
    let memo = batch.memo(id);
    if walk(trie, memo, text, picked, deepest).is_some() {
        return Ok(());
    }
    if is_too_deep(text.as_bytes(), deepest) {
        let detail = format!("the record nests deeper than {deepest} levels");
        return Err(Broken { kind: IssueKind::TooDeep, detail, ends_early: false });
    }
    picked.clear();
    if pick(trie, memo, text, picked).is_ok() {
        return Ok(());
    }
    picked.clear();
    pick_lossy(trie, text, picked).map_err(|_| reason(text))?;
    batch.note("lone_surrogate_replaced", 1);
    Ok(())
}

fn pick_alone<'a>(format: &Format, text: &'a str) -> Option<Picked<'a>> {
    let mut picked = Picked::default();
    pick((format.trie)(), &mut Memo::default(), text, &mut picked).ok()?;
    Some(picked)
}

/// Normalises a recognised record, from JSON, CSV or a line of text.
pub(super) fn keep(
    (id, format): (FormatId, &Format),
    picked: &mut Picked<'_>,
    spot: Spot,
    batch: &mut Batch,
) {
    if let Some(prepare) = format.prepare {
        prepare(picked, batch);
    }
    let normalized = (format.normalize)(picked, batch);
    settle(id, normalized, picked, spot, batch);
}

/// Reads a record by a mapping, from JSON or CSV.
pub(super) fn keep_mapped(mapping: &Compiled, picked: &Picked<'_>, spot: Spot, batch: &mut Batch) {
    let normalized = mapping.normalize(picked, batch);
    settle(FormatId::MAPPED, normalized, picked, spot, batch);
}

fn settle(
    id: FormatId,
    normalized: Result<AuthEvent, Refusal>,
    picked: &Picked<'_>,
    spot: Spot,
    batch: &mut Batch,
) {
    let known = batch.known.entry(id).or_default();
    known.records += 1;
    known.events += u64::from(normalized.is_ok());
    match normalized {
        Ok(event) => {
            if !picked.repaired.is_empty() {
                batch.repaired(id, &picked.repaired);
            }
            batch.event(event, spot);
        }
        Err((kind, detail)) => {
            batch.drop_steps();
            batch.rejected(spot, kind, &detail);
        }
    }
}

/// What a strict parser says of a span that is no JSON object; its words hold no log text.
pub(super) fn reason(text: &str) -> Broken {
    let broken = |kind, detail, ends_early| Broken { kind, detail, ends_early };
    match serde_json::from_str::<IgnoredAny>(text) {
        Err(error) => broken(IssueKind::BrokenJson, error.to_string(), error.is_eof()),
        Ok(_) if text.trim_start().starts_with('{') => {
            let detail = "the record is not strict JSON".to_owned();
            broken(IssueKind::BrokenJson, detail, false)
        }
        Ok(_) => {
            let detail = "a value stands where an object should".to_owned();
            broken(IssueKind::NotARecord, detail, false)
        }
    }
}

/// Whether the span nests deeper than so many levels, found without recursion.
pub(super) fn is_too_deep(bytes: &[u8], most: usize) -> bool {
    let brackets = |mark| memchr::memchr_iter(mark, bytes).count();
    if brackets(b'{') + brackets(b'[') <= most {
        return false;
    }
    let (mut depth, mut deepest, mut at) = (0_usize, 0_usize, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => at = end_of_string(bytes, at + 1).unwrap_or(bytes.len()),
            _ => {}
        }
        deepest = deepest.max(depth);
        at += 1;
    }
    deepest > most
}

/// Where the quote is that ends the string which begins at `at`.
pub(super) fn end_of_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let next = at + memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(next) == Some(&b'"') {
            return Some(next);
        }
        at = next + 2;
    }
}
