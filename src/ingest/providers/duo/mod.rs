//! Duo: one file for each of its logs, and what their records share. In: the picked fields of one
//! record. Out: one event. Must never know: what a prompt or a finding is.
//!
//! Sentinel keeps the same fields in tables: keys are joined by `_`, and a suffix tells the type.
//! Its names go to the same slots, so a record of a table is read by the file of its log.

mod actions;
mod activity;
mod administrator;
mod authentication;
mod cef;
mod panel;
mod tables;
mod telephony;
mod trust_monitor;

#[cfg(test)]
mod administrator_tests;
#[cfg(test)]
mod authentication_tests;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::model::{IssueKind, TextId};

use super::shared::{joined, when, word};
use super::{FieldRow, Refusal};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::time;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

pub(super) use activity::FORMAT as ACTIVITY;
pub(super) use administrator::FORMAT as ADMINISTRATOR;
pub(super) use authentication::FORMAT as AUTHENTICATION;
pub(super) use panel::FORMAT as PANEL;
pub(super) use telephony::FORMAT as TELEPHONY;
pub(super) use trust_monitor::FORMAT as TRUST_MONITOR;

/// What Sentinel appends to a name: text, GUID, number, time; the portal's CSV names the zone too.
const SUFFIXES: &[&str] = &["_s", "_g", "_d", "_t", "_t [UTC]"];

/// Two times of one record that are at most this far apart name the same second, in microseconds.
const SAME_SECOND: i64 = 1_000_000;

/// The tree of a log's fields, under the names of the API and under those of Sentinel's tables.
fn trie_of(fields: &[FieldRow]) -> Trie {
    let mut trie = super::delivered(fields, false);
    for row in fields.iter().filter(|row| !row.path.contains("[]")) {
        let flat = row.path.replace('.', "_");
        for suffix in SUFFIXES {
            trie.path(&format!("{flat}{suffix}"), row.target);
        }
    }
    trie
}

/// Where a record's time stands: as text, as seconds since 1970, and as milliseconds, which no
/// shape but CEF writes ([`NONE`](super::shared::NONE) where the log is not sent as CEF).
struct TimeSlots {
    text: usize,
    name: &'static str,
    seconds: usize,
    millis: usize,
}

/// The time of a record. Duo writes it twice: the seconds help where the text has a date that can
/// be read either way round, or none.
fn time_of(
    picked: &Picked<'_>,
    slots: &TimeSlots,
    naive: Naive,
    batch: &mut Batch,
) -> Result<LoggedTime, Refusal> {
    let TimeSlots { text, name, seconds, millis } = *slots;
    if let Some(counted) = picked.get(millis).integer().and_then(time::from_millis) {
        return Ok(LoggedTime::counted(counted));
    }
    let counted = picked.get(seconds).integer();
    let counted = counted.and_then(time::from_seconds).map(LoggedTime::counted);
    match (batch.clock.read(&picked.text(text), naive), counted) {
        (Some(written), Some(counted)) if is_same_second(written, counted) => Ok(written),
        (None, Some(counted)) => {
            batch.note("time_from_seconds", u64::from(picked.has(text)));
            Ok(counted)
        }
        (None, None) if !picked.has(text) && picked.has(seconds) => {
            let why = "timestamp holds no seconds since 1970 up to 2261";
            Err((IssueKind::NoTime, why.to_owned()))
        }
        _ => when(picked, text, name, naive, batch),
    }
}

fn is_same_second(written: LoggedTime, counted: LoggedTime) -> bool {
    written.time.since(counted.time).0.abs() <= SAME_SECOND
}

/// Stores what a log names of a browser, its version, a system and its version, in that order.
fn agent(picked: &Picked<'_>, slots: [usize; 4], batch: &mut Batch) -> TextId {
    let [browser, browser_version, system, version] = slots.map(|slot| word(picked.text(slot)));
    let browser = joined([&*browser, &*browser_version], " ");
    let system = joined([&*system, &*version], " ");
    batch.text(&joined([&*browser, &*system], " on "))
}

/// A code as v2 writes it; v1 writes "Duo Push" and "User approved".
fn code(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte == b' ' || byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase().replace(' ', "_"))
    } else {
        Cow::Borrowed(text)
    }
}
