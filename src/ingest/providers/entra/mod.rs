//! Entra ID: one file for each of its logs, and for each shape whose field names differ.
//!
//! The sign-in log comes as Graph and Azure Monitor write it ([`sign_in`]), as a table of Log
//! Analytics ([`sentinel`]) and as a CSV of the portal ([`portal`]) with a companion that lists the
//! steps ([`auth_details`]); all give the same slots and share one way to an event. The audit log
//! ([`audit`]), the unified audit log ([`unified`]) and risk detections ([`risk`]) are logs of
//! their own.

mod cells;
mod sign_in_tables;
mod steps;

pub(super) mod sign_in;

mod sentinel_tables;

pub(super) mod sentinel;

mod portal_headers;

pub(super) mod portal;

pub(super) mod auth_details;

mod activities;
mod audit_tables;

pub(super) mod audit;

mod unified_tables;

pub(super) mod unified;

pub(super) mod risk;

#[cfg(test)]
mod tests;

use super::{FieldRow, add_below, delivered};
use crate::ingest::trie::Trie;

/// The name of events that tell of a step of a sign-in which another record holds.
pub(in crate::ingest) const STEP_OF_SIGN_IN: &str = auth_details::NAME;

/// The names of sign-ins that a second log tells of.
pub(in crate::ingest) const TOLD_AGAIN: [&str; 2] = unified::SIGN_INS;

/// The tree of a log's fields, each also below `key`, where an envelope or a cell holds the record.
/// Names with blanks and underscores are those of columns, which do not stand there.
fn wrapped(fields: &[FieldRow], key: &str, loose: bool) -> Trie {
    let mut trie = delivered(fields, loose);
    add_below(&mut trie, key, fields.iter().filter(|row| !row.path.contains([' ', '_'])));
    trie
}
