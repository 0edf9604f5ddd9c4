//! The first rows of a file as a mapping reads them. In: a [`Sample`] and a [`Mapping`]. Out: what
//! each row becomes, or why it would be rejected.

use std::sync::Arc;

use super::{Compiled, Mapping, Sample};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{Clock, zone};
use crate::ingest::frames::Piece;
use crate::ingest::lines::{read_piece, slice};
use crate::ingest::record::Interpreter;
use crate::model::{EventId, EventKind, Factor, Outcome, TimeBasis, Timestamp};

/// Rows that are shown.
const ROWS: usize = 20;
/// Longest beginning of a record that is shown, in bytes.
const SHOWN: usize = 400;

/// One record, and what it becomes.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewRow {
    /// The record as it stands in the file, cut; log text, still hostile.
    pub text: String,
    /// What it becomes, or why it would be rejected.
    pub result: Result<Became, String>,
}

/// What a record becomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Became {
    /// When.
    pub time: Timestamp,
    /// How the zone of the time is known.
    pub basis: TimeBasis,
    /// The account.
    pub user: String,
    /// What it tells.
    pub kind: EventKind,
    /// How the user was asked.
    pub factor: Factor,
    /// How it ended.
    pub outcome: Outcome,
    /// Outcome and reason as logged.
    pub result: String,
    /// The address that asked.
    pub source: String,
    /// The address that answered.
    pub responder: String,
}

/// The first twenty rows of a file as a mapping reads them.
pub fn preview(sample: &Sample, mapping: &Mapping) -> Vec<PreviewRow> {
    let zone = mapping.time.zone.as_deref().and_then(zone);
    let clock = Clock::new(zone, mapping.time.day_first);
    let compiled = Arc::new(Compiled::new(Arc::new(mapping.clone())));
    let table = sample.table().map(|table| table.mapped_by(&compiled));
    let reader = Interpreter::mapped_by(compiled, clock, sample.limits());
    let mut rows = Vec::new();
    for piece in sample.pieces() {
        let mut batch = reader.batch();
        match &table {
            Some(table) => {
                table.read(std::slice::from_ref(&piece), sample.head(), 0, &reader, &mut batch)
            }
            None => read_piece(&piece, sample.head(), 0, &reader, &mut batch),
        }
        if let Some(result) = result(&batch) {
            rows.push(PreviewRow { text: text_of(&piece, sample.head()), result });
        }
        if rows.len() == ROWS {
            break;
        }
    }
    rows
}

/// What one record gave; `None` where the piece is no record.
fn result(batch: &Batch) -> Option<Result<Became, String>> {
    if let Some(event) = batch.events.get(EventId(0)) {
        let text = |id| batch.tables.texts.get(id).to_owned();
        let ip = |id| text(batch.tables.parties.get(id).ip);
        return Some(Ok(Became {
            time: event.time,
            basis: event.time_basis,
            user: text(event.user),
            kind: event.kind,
            factor: event.factor,
            outcome: event.outcome,
            result: text(event.result),
            source: ip(event.source),
            responder: ip(event.responder),
        }));
    }
    let issue = batch.issues.first()?;
    Some(Err(format!("{}: {}", issue.kind.key().replace('_', " "), issue.detail)))
}

fn text_of(piece: &Piece, head: &[u8]) -> String {
    let (Piece::Record { offset, length } | Piece::Fault { offset, length, .. }) = piece else {
        return String::new();
    };
    let bytes = slice(head, 0, *offset, *length);
    String::from_utf8_lossy(bytes.get(..bytes.len().min(SHOWN)).unwrap_or_default()).into_owned()
}
