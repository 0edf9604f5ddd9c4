//! Which reader a file is for, by its first bytes; and tables of events as evidence.
//!
//! In: a file's bytes. Out: [`Ingested`], whichever reader it was. A log goes to `ingest`; a Parquet
//! or Arrow file to `store::events`, which reads nothing but tables that Pushscope wrote.

use std::io::Read;

use sha2::{Digest as _, Sha256};

use crate::ingest::{self, Ingested, ReadSeek, Watch};
use crate::model::{Evidence, EvidenceStatus, IssueKind, Provider, TimeBasis, hex};
use crate::store::events::{Container, Imported, Original, SCHEMA, Unread, read_events};

/// Largest table that is read: it is held in memory whole, so that what is hashed is what is read.
pub const LARGEST_TABLE: u64 = 4 << 30;

/// The note of a table that was converted from an Okta CSV, which cannot tell what JSON can.
pub(super) const FROM_OKTA_CSV: &str = "converted_from_okta_csv";

/// Bytes that are read between two looks at the watch.
const STEP: u64 = 4 << 20;
/// Original files that the reason names.
const NAMED: usize = 5;

/// Reads one file of evidence, and what lies in it. Never fails: what went wrong is in the
/// evidence's status and issues.
pub fn read_evidence(file: ingest::Container<'_>, watch: &dyn Watch) -> Vec<Ingested> {
    let head = head(file.reader);
    let table = Container::sniff(&head);
    // Where going back fails, the reader behind fails too and says so.
    let is_back = file.reader.rewind().is_ok();
    match table.filter(|_| is_back) {
        None => ingest::ingest_container(file, watch),
        Some(table) => {
            let ingest::Container { first, name, bytes, mut reader, choices } = file;
            let ingest::Choices { clock_ahead, encoding, .. } = choices(&name);
            let given = Evidence { id: first, name, bytes, ..Evidence::default() };
            let mut read = read_table(given, table, &mut reader, watch);
            ingest::set_clock_right(&mut read, clock_ahead);
            if encoding.is_some() {
                read.evidence.notes.insert("encoding_not_used", 1);
            }
            vec![read]
        }
    }
}

/// The first bytes; fewer where the file is shorter or cannot be read, which its reader will say.
fn head(reader: &mut dyn ReadSeek) -> Vec<u8> {
    let mut head = Vec::with_capacity(Container::HEAD);
    // An error here comes again when the file is read, and is told then.
    let _told_later = reader.take(Container::HEAD as u64).read_to_end(&mut head);
    head
}

fn read_table(
    given: Evidence,
    container: Container,
    reader: &mut dyn Read,
    watch: &dyn Watch,
) -> Ingested {
    let evidence = Evidence { shape: Some(container.key()), stream: Some(SCHEMA), ..given };
    let file = match whole(reader, watch) {
        Ok(file) => file,
        Err((status, why)) => return unread(evidence, status, why),
    };
    let sha256 = hex(&Sha256::digest(&file));
    let evidence = Evidence { sha256, ..evidence };
    let size = file.len() as u64;
    let goes_on = |rows| {
        watch.progress(size, rows);
        !watch.is_cancelled()
    };
    match read_events(&file, container, evidence.id, &goes_on) {
        Ok(imported) => finished(evidence, imported),
        Err(why @ Unread::Foreign { .. }) => {
            let evidence = Evidence { stream: None, ..evidence };
            unread(evidence, EvidenceStatus::UnknownFormat, why.to_string())
        }
        Err(why @ Unread::Damaged { .. }) => {
            unread(evidence, EvidenceStatus::Unreadable, why.to_string())
        }
    }
}

/// Every byte, or why there is no use in the ones that were read.
fn whole(reader: &mut dyn Read, watch: &dyn Watch) -> Result<Vec<u8>, (EvidenceStatus, String)> {
    let mut file = Vec::new();
    loop {
        let before = file.len() as u64;
        if let Err(error) = reader.take(STEP).read_to_end(&mut file) {
            let why = format!(
                "reading failed after {before} bytes: {error}; a table is read as a whole, so \
                 nothing of it was kept; copy the file again"
            );
            return Err((EvidenceStatus::Unreadable, why));
        }
        let size = file.len() as u64;
        watch.progress(size, 0);
        if size == before {
            return Ok(file);
        }
        if size > LARGEST_TABLE {
            let why = format!(
                "the table is larger than {LARGEST_TABLE} bytes; nothing of it was read; convert \
                 the original logs in parts"
            );
            return Err((EvidenceStatus::Unreadable, why));
        }
        if watch.is_cancelled() {
            let why = "reading was cancelled; nothing of the table was kept".to_owned();
            return Err((EvidenceStatus::Partial, why));
        }
    }
}

fn unread(evidence: Evidence, status: EvidenceStatus, why: String) -> Ingested {
    Ingested { evidence: Evidence { status, reason: Some(why), ..evidence }, ..Ingested::default() }
}

fn finished(evidence: Evidence, imported: Imported) -> Ingested {
    let damaged = imported.issues.iter().filter(|it| it.kind == IssueKind::DamagedArchive).count();
    let origin = origin(&imported.originals.iter().collect::<Vec<_>>());
    let kept = imported.counts.events;
    let (status, reason) = match (imported.is_cancelled, damaged) {
        (true, _) => {
            let rows = imported.counts.records;
            let why = format!("reading was cancelled; the first {rows} rows were kept; {origin}");
            (EvidenceStatus::Partial, why)
        }
        (false, 0) => (EvidenceStatus::Read, origin),
        (false, groups) => {
            let why = format!(
                "{groups} groups of rows are damaged and the {kept} events of the others were \
                 kept; copy the file again, or convert the original again; {origin}"
            );
            (EvidenceStatus::Partial, why)
        }
    };
    let is_okta_csv =
        |it: &&Original| it.provider == Provider::Okta && matches!(it.shape.as_str(), "csv");
    let mut evidence = Evidence {
        status,
        reason: Some(reason),
        provider: majority(&imported),
        counts: imported.counts,
        naive_times: naive_times(&imported),
        first_event: imported.events.time.iter().copied().min(),
        last_event: imported.events.time.iter().copied().max(),
        ..evidence
    };
    let from_csv = imported.originals.iter().filter(is_okta_csv).count() as u64;
    if from_csv > 0 {
        evidence.notes.insert(FROM_OKTA_CSV, from_csv);
    }
    let Imported { events, steps, texts, parties, issues, .. } = imported;
    Ingested { evidence, events, steps, texts, parties, issues }
}

/// The provider of most events; where counts are equal, the first in display order.
fn majority(imported: &Imported) -> Option<Provider> {
    let count = |provider| imported.events.provider.iter().filter(|&&it| it == provider).count();
    let counts = Provider::ALL.map(|provider| (count(provider), provider));
    counts.iter().rev().max_by_key(|(count, _)| *count).filter(|it| it.0 > 0).map(|it| it.1)
}

/// Events whose zone neither the log nor its format told.
fn naive_times(imported: &Imported) -> u64 {
    let is_naive = |basis: &&TimeBasis| matches!(basis, TimeBasis::Chosen | TimeBasis::Assumed);
    imported.events.time_basis.iter().filter(is_naive).count() as u64
}

/// That the table is a conversion, and of what.
fn origin(originals: &[&Original]) -> String {
    if originals.is_empty() {
        return "a table that Pushscope wrote, without events".to_owned();
    }
    let names: Vec<_> = originals.iter().take(NAMED).map(|it| named(it)).collect();
    let more = match originals.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "a table that Pushscope wrote, converted from {}{more}; show the originals where raw \
         records are asked for",
        names.join(", ")
    )
}

fn named(original: &Original) -> String {
    let name = match original.name.as_str() {
        "" => "a file without a name".to_owned(),
        name => format!("{:?}", name.chars().take(80).collect::<String>()),
    };
    match original.sha256.as_str() {
        "" => format!("{name} (hash not known)"),
        hash => format!("{name} (SHA-256 {})", hash.chars().take(64).collect::<String>()),
    }
}
