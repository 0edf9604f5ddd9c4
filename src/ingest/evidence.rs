//! What a file's batch says of the file. In: a batch and how reading ended. Out: [`Ingested`].

use std::collections::BTreeMap;

use crate::model::{Evidence, EvidenceStatus, IssueKind, Limit, Provider, RecordCounts, TimeBasis};

use super::Ingested;
use super::batch::{Batch, FormatId, Spot};
use super::feed::{Feed, Stop, Wrapping};
use super::read::{Cutter, Whole};
use super::record::UNKNOWN;

/// What is known of a file before its records are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings {
    wrapping: Wrapping,
    has_utf16_mark: bool,
    /// The encoding that the analyst chose.
    asked_encoding: Option<&'static str>,
    archive: Option<&'static str>,
    is_entry: bool,
}

impl Surroundings {
    /// What an opened feed tells.
    pub(super) fn of(feed: &Feed<'_>) -> Self {
        let wrapping = feed.wrapping;
        let has_utf16_mark = feed.has_utf16_mark();
        let (archive, is_entry) = (feed.archive, feed.is_entry());
        let asked_encoding = feed.asked_encoding();
        Self { wrapping, has_utf16_mark, asked_encoding, archive, is_entry }
    }
}

/// What was done so that the text could be read; `replaced` characters were none.
fn note_encoding(batch: &mut Batch, around: Surroundings, replaced: u64) {
    batch.note("bom_removed", u64::from(around.has_utf16_mark));
    let found = around.wrapping.encoding;
    let is_chosen = found.is_some() && found == around.asked_encoding;
    batch.note("encoding_chosen", u64::from(is_chosen));
    batch.note("encoding_not_used", u64::from(around.asked_encoding.is_some() && !is_chosen));
    batch.note("utf16_decoded", u64::from(!is_chosen && found != Some("utf-8")));
    let kind = if is_chosen { "undecodable_replaced" } else { "invalid_utf16_replaced" };
    batch.note(kind, replaced);
}

/// Puts together what was read.
pub(super) fn finished(given: Evidence, around: Surroundings, whole: Whole) -> Ingested {
    let Whole {
        mut batch,
        repaired_fields,
        sha256,
        is_cancelled,
        stop,
        cutter,
        replaced,
        decoded,
        taken,
        mapped,
    } = whole;
    note_encoding(&mut batch, around, replaced);
    if let Cutter::Rows(table) = &cutter {
        batch.note("repeated_column", table.repeated);
        batch.note("bom_removed", u64::from(table.has_mark));
        batch.note("lookalike_column", table.alike);
        let is_resaved = batch.sheet.sentence(batch.counts.records).is_some();
        batch.note("looks_resaved_by_spreadsheet", u64::from(is_resaved));
    }
    let is_mapped = batch.known.contains_key(&FormatId::MAPPED);
    let provider = mapped.filter(|_| is_mapped).or_else(|| majority(&batch));
    let of_others =
        known(&batch).filter(|(other, _)| Some(*other) != provider).map(|it| it.1).sum();
    batch.note("mixed_providers", of_others);
    let (status, reason) = match &stop {
        _ if is_cancelled => (EvidenceStatus::Partial, Some(cancelled(batch.counts))),
        Some(stop) => {
            let packing = around.wrapping.container.unwrap_or("packed");
            (EvidenceStatus::Partial, Some(stopped(stop, packing, decoded, &mut batch)))
        }
        None => match around.archive {
            Some(inner) => (EvidenceStatus::UnknownFormat, Some(not_opened(inner))),
            None => judged(&batch, &cutter, decoded, provider),
        },
    };
    let naive_times = naive(&batch, TimeBasis::Assumed) + naive(&batch, TimeBasis::Chosen);
    let is_whole = stop.is_none() && !is_cancelled;
    let streams = streams(&batch);
    let mut evidence = Evidence {
        container: around.wrapping.container,
        encoding: around.wrapping.encoding,
        bytes: if is_whole { taken } else { given.bytes },
        sha256: sha256.unwrap_or_default(),
        status,
        reason,
        provider,
        stream: if is_mapped { Some("mapped") } else { stream(&batch, provider) },
        shape: shape(&cutter),
        counts: batch.counts,
        notes: batch.notes,
        repaired_fields,
        streams,
        naive_times,
        first_event: batch.events.time.iter().copied().min(),
        last_event: batch.events.time.iter().copied().max(),
        ..given
    };
    for ((_, name), count) in &batch.streams {
        *evidence.unsupported_streams.entry((*name).to_owned()).or_default() += count;
    }
    if is_whole && given.bytes > 0 && given.bytes != taken {
        resized(&mut evidence, given.bytes, around.is_entry);
    }
    let id = evidence.id;
    batch.events.evidence.iter_mut().for_each(|held| *held = id);
    batch.issues.iter_mut().for_each(|issue| issue.at.evidence = id);
    Ingested {
        evidence,
        events: batch.events,
        steps: batch.steps,
        texts: batch.tables.texts,
        parties: batch.tables.parties,
        issues: batch.issues,
    }
}

/// How many records each format knew, with its provider.
fn known(batch: &Batch) -> impl Iterator<Item = (Provider, u64)> {
    let counts = batch.known.iter();
    counts.filter_map(|(id, count)| Some((id.format()?.meta.provider, count.records)))
}

/// Records by provider and stream, and how many of them became events.
fn streams(batch: &Batch) -> BTreeMap<(Provider, &'static str), (u64, u64)> {
    let mut streams: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    for (id, known) in &batch.known {
        let Some(meta) = id.format().map(|format| &format.meta) else { continue };
        let held = streams.entry((meta.provider, meta.stream)).or_default();
        held.0 += known.records;
        held.1 += known.events;
    }
    streams
}

/// The provider of most records; where counts are equal, the first in display order.
fn majority(batch: &Batch) -> Option<Provider> {
    let of_streams = |provider: Provider| {
        let streams = batch.streams.iter().filter(move |((of, _), _)| *of == Some(provider));
        streams.map(|(_, count)| *count).sum::<u64>()
    };
    let counts = Provider::ALL.map(|provider| {
        let known = known(batch).filter(|(of, _)| *of == provider).map(|it| it.1).sum::<u64>();
        (known, of_streams(provider), provider)
    });
    let best = counts.iter().rev().max_by_key(|(known, streams, _)| (*known, *streams))?;
    (best.0 + best.1 > 0).then_some(best.2)
}

/// The stream of which most records are that are read, else the one of most that are not.
fn stream(batch: &Batch, provider: Option<Provider>) -> Option<&'static str> {
    let provider = provider?;
    let of_provider =
        batch.known.iter().rev().filter_map(|(id, count)| Some((id.format()?, count)));
    let mut own = of_provider.filter(|(format, _)| format.meta.provider == provider);
    if let Some((format, _)) = own.by_ref().max_by_key(|(_, count)| count.records) {
        return Some(format.meta.stream);
    }
    let own = batch.streams.iter().rev().filter(|((of, _), _)| *of == Some(provider));
    own.max_by_key(|(_, count)| **count).map(|((_, name), _)| *name)
}

fn shape(cutter: &Cutter) -> Option<&'static str> {
    match cutter {
        Cutter::Lines { is_text: true, .. } => Some("text"),
        Cutter::Lines { .. } => Some("jsonl"),
        Cutter::Rows(_) => Some("csv"),
        Cutter::Wide(_) => Some("csv"),
        Cutter::Nothing => None,
        Cutter::Frames(framer) if framer.wrappers > 0 => Some("wrapped"),
        Cutter::Frames(framer) if framer.values > 1 => Some("concatenated"),
        Cutter::Frames(framer) if framer.arrays > 0 => Some("array"),
        Cutter::Frames(framer) => (framer.values > 0).then_some("object"),
    }
}

fn cancelled(counts: RecordCounts) -> String {
    format!("reading was cancelled; the first {} records were kept", counts.records)
}

/// A file inside that is not opened.
fn not_opened(inner: &str) -> String {
    format!("there is a {inner} inside, which is not opened; unpack it and open what is in it")
}

/// A file that grew or shrank while it was read, or an entry whose archive lies about its size:
/// what was read is hashed, and said to be.
fn resized(evidence: &mut Evidence, opened: u64, is_entry: bool) {
    let taken = evidence.bytes;
    let why = if is_entry {
        evidence.notes.insert("declared_size_wrong", 1);
        format!(
            "the archive says that the entry has {opened} bytes; it has {taken}, all of them read"
        )
    } else {
        evidence.notes.insert("size_changed_while_read", 1);
        if taken < opened {
            evidence.status = EvidenceStatus::Partial;
        }
        format!(
            "the file had {opened} bytes when it was opened and {taken} were read: it changes while \
             it is read; size and hash are of the bytes read; copy it and open the copy"
        )
    };
    evidence.reason = Some(match evidence.reason.take() {
        Some(reason) => format!("{why}; {reason}"),
        None => why,
    });
}

fn stopped(stop: &Stop, packing: &str, decoded: u64, batch: &mut Batch) -> String {
    let records = batch.counts.records;
    let kept = format!("the {records} records before that were kept");
    let spot = Spot { offset: decoded, ..Spot::default() };
    match stop {
        Stop::Read(why) => {
            batch.issue(spot, IssueKind::ReadFailed, &format!("reading failed: {why}"));
            format!("reading failed after {decoded} bytes: {why}; {kept}; copy the file again")
        }
        Stop::Damaged(why) => {
            let detail = format!("the compressed stream is damaged: {why}");
            batch.issue(spot, IssueKind::DamagedArchive, &detail);
            format!(
                "the {packing} stream is damaged after {decoded} unpacked bytes: {why}; {kept}; export or copy the file again"
            )
        }
        Stop::Bomb => {
            let detail = "the stream unpacks to more than a thousand times its size";
            batch.issue(spot, IssueKind::DamagedArchive, detail);
            format!(
                "unpacking stopped after {decoded} bytes: {detail}; {kept}; unpack it elsewhere if it is genuine"
            )
        }
    }
}

fn naive(batch: &Batch, basis: TimeBasis) -> u64 {
    batch.events.time_basis.iter().filter(|held| **held == basis).count() as u64
}

/// Status and reason of a file that was read to its end.
fn judged(
    batch: &Batch,
    cutter: &Cutter,
    decoded: u64,
    provider: Option<Provider>,
) -> (EvidenceStatus, Option<String>) {
    if let Cutter::Nothing = cutter {
        let reason = "the text is neither JSON nor a table with a header; nothing of it was read; \
                      export the log as JSON, or as the vendor's CSV";
        return (EvidenceStatus::UnknownFormat, Some(reason.to_owned()));
    }
    if let Cutter::Wide(columns) = cutter {
        return (EvidenceStatus::UnknownFormat, Some(too_wide(*columns, batch)));
    }
    let counts = batch.counts;
    if counts.records == 0 {
        return (EvidenceStatus::Read, Some(empty(decoded, cutter)));
    }
    if provider.is_some() {
        return (EvidenceStatus::Read, remarks(batch));
    }
    let known = "the formats that are read are listed in docs/formats; export the log in one of \
                 them, or map its columns";
    let reason = match &batch.stranger {
        Some(stranger) => {
            format!("{} records, none of a known format: {stranger}; {known}", counts.records)
        }
        None => format!(
            "none of {} records could be parsed; the first reasons are in the issues; {known}",
            counts.records
        ),
    };
    (EvidenceStatus::UnknownFormat, Some(reason))
}

fn empty(decoded: u64, cutter: &Cutter) -> String {
    match cutter {
        _ if decoded == 0 => "the file is empty: no records".to_owned(),
        Cutter::Rows(_) => "the table has a header and no rows: no records".to_owned(),
        Cutter::Frames(framer) if framer.arrays + framer.wrappers > 0 => {
            "the list in the file is empty: no records".to_owned()
        }
        _ => format!("the {decoded} bytes of the file hold no records"),
    }
}

fn nothing_usable(batch: &Batch) -> String {
    let names: Vec<&str> =
        batch.streams.keys().map(|(_, name)| *name).filter(|name| *name != UNKNOWN).collect();
    if names.is_empty() || batch.counts.rejected > batch.counts.unsupported {
        return "no record could be used; the issues say why".to_owned();
    }
    format!("its records are of streams that are not read: {}", names.join(", "))
}

/// What a reader of a file that was read to its end must know of it.
fn remarks(batch: &Batch) -> Option<String> {
    let unusable = (batch.counts.events == 0).then(|| nothing_usable(batch));
    let resaved = batch.sheet.sentence(batch.counts.records);
    let parts: Vec<_> = [unusable, odd_encoding(batch), resaved].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}

/// A file in another encoding is read, and told what it looks like; nothing is guessed for it.
fn odd_encoding(batch: &Batch) -> Option<String> {
    let records = batch.notes.get("invalid_utf8_replaced")?;
    let looks = batch.odd_bytes.looks_like();
    Some(format!(
        "{records} records hold bytes that are no UTF-8, shown as U+FFFD; {looks}; use the \
         original export, or choose the encoding with --encoding, or in the Evidence view"
    ))
}

fn too_wide(columns: usize, batch: &Batch) -> String {
    let limit = batch.limits.get(Limit::Columns);
    let key = Limit::Columns.meta().key;
    format!(
        "the table has {columns} columns, and up to {limit} are read; nothing of it was read; \
         raise limits.{key} in a parameters file if it is genuine"
    )
}
