//! One JSON record to its fate. In: a record's text. Out: an event, a named stream, or a reason.

use serde::de::IgnoredAny;

use crate::model::IssueKind;

use super::batch::{Batch, Spot};
use super::pick::{pick, pick_lossy};
use super::providers::{self, Provider, Recognition};
use super::trie::Memo;
use super::value::Picked;
use super::walk::walk;

/// Deepest nesting that is read; what is deeper is an attack on the parser.
pub(super) const MAX_DEPTH: usize = 127;

/// The slot of a record's text inside an envelope, the same for every provider.
const RAW: usize = 0;

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

/// Tries providers in order of likelihood.
#[derive(Clone, Debug)]
pub(super) struct Interpreter {
    order: Vec<&'static Provider>,
}

impl Interpreter {
    /// Tries `first` before the others.
    pub(super) fn starting_with(first: Option<&'static Provider>) -> Self {
        let rest = providers::ALL.iter().copied();
        let is_first = |provider: &&Provider| {
            first.is_some_and(|first| first.meta.provider == provider.meta.provider)
        };
        Self { order: first.into_iter().chain(rest.filter(|p| !is_first(p))).collect() }
    }

    /// The providers, likeliest first.
    pub(super) fn order(&self) -> &[&'static Provider] {
        &self.order
    }

    /// Reads one record and gives it its fate.
    ///
    /// # Errors
    /// The text is not one JSON object; it has no fate yet.
    pub(super) fn read(&self, text: &str, spot: Spot, batch: &mut Batch) -> Result<(), Broken> {
        if !text.starts_with('{') && !is_too_deep(text.as_bytes()) {
            return Err(reason(text));
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

    fn read_known(
        &self,
        text: &str,
        spot: Spot,
        batch: &mut Batch,
        may_unwrap: bool,
    ) -> Result<bool, Broken> {
        for provider in &self.order {
            let mut picked = Picked::default();
            pick_any(provider, text, batch, &mut picked)?;
            match (provider.recognise)(&picked) {
                Recognition::Event => {
                    keep(provider, &picked, spot, batch);
                    return Ok(true);
                }
                Recognition::Stream(name) => {
                    batch.unsupported(Some(provider.meta.provider), name);
                    return Ok(true);
                }
                Recognition::Foreign => {}
            }
            let raw = picked.text(RAW);
            if may_unwrap && raw.starts_with('{') && !is_too_deep(raw.as_bytes()) {
                return Ok(self.read_known(&raw, spot, batch, false).unwrap_or(false));
            }
        }
        Ok(false)
    }

    /// Which known format a record resembles most, and what it lacks for it.
    fn describe(&self, text: &str) -> String {
        let mut nearest: Option<(usize, &Provider, Vec<&'static str>)> = None;
        for provider in providers::ALL {
            let Some(picked) = pick_alone(provider, text) else { continue };
            let (score, missing) = provider.resemblance(&picked);
            if score > nearest.as_ref().map_or(0, |(best, ..)| *best) {
                nearest = Some((score, provider, missing));
            }
        }
        match nearest {
            Some((score, provider, missing)) => {
                let of = provider.meta.required.len();
                format!(
                    "the first unknown record has {score} of {of} fields of the {}; it lacks {}",
                    provider.meta.title,
                    missing.join(", ")
                )
            }
            None => "no record has a field that a known format requires".to_owned(),
        }
    }

    /// The provider of a sample record, where one knows it.
    pub(super) fn provider_of(&self, text: &str) -> Option<&'static Provider> {
        let known = |provider: &&&'static Provider| {
            pick_alone(provider, text)
                .is_some_and(|picked| (provider.recognise)(&picked) != Recognition::Foreign)
        };
        if is_too_deep(text.as_bytes()) {
            return None;
        }
        self.order.iter().find(known).copied()
    }
}

fn pick_any<'a>(
    provider: &Provider,
    text: &'a str,
    batch: &mut Batch,
    picked: &mut Picked<'a>,
) -> Result<(), Broken> {
    let trie = (provider.trie)();
    let memo = batch.memo(provider.meta.provider);
    if walk(trie, memo, text, picked).is_some() {
        return Ok(());
    }
    if is_too_deep(text.as_bytes()) {
        let detail = format!("the record nests deeper than {MAX_DEPTH} levels");
        return Err(Broken { kind: IssueKind::TooDeep, detail, ends_early: false });
    }
    *picked = Picked::default();
    if pick(trie, memo, text, picked).is_ok() {
        return Ok(());
    }
    *picked = Picked::default();
    pick_lossy(trie, text, picked).map_err(|_| reason(text))?;
    batch.note("lone_surrogate_replaced", 1);
    Ok(())
}

fn pick_alone<'a>(provider: &Provider, text: &'a str) -> Option<Picked<'a>> {
    let mut picked = Picked::default();
    pick((provider.trie)(), &mut Memo::default(), text, &mut picked).ok()?;
    Some(picked)
}

/// Normalises a recognised record, from JSON or CSV.
pub(super) fn keep(provider: &Provider, picked: &Picked<'_>, spot: Spot, batch: &mut Batch) {
    *batch.known.entry(provider.meta.provider).or_default() += 1;
    match (provider.normalize)(picked, batch) {
        Ok(event) => {
            batch.note("wrong_type", u64::from(picked.wrong_types));
            batch.note("duplicate_key", u64::from(picked.duplicate_keys));
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

/// Whether the span nests deeper than [`MAX_DEPTH`], found without recursion.
pub(super) fn is_too_deep(bytes: &[u8]) -> bool {
    let brackets = |mark| memchr::memchr_iter(mark, bytes).count();
    if brackets(b'{') + brackets(b'[') <= MAX_DEPTH {
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
    deepest > MAX_DEPTH
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
