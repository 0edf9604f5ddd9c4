//! Duo Trust Monitor: authentications that Duo finds unusual, and accounts left in bypass.
//!
//! The record holds a whole record of the authentication log (`surfaced_auth`). It has the same
//! `txid` there, so it is told here as a threat and never counted as a prompt again.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{AuthEvent, EventKind, IssueKind, LinkKey, Party, Provider, TextId, Tri};

use super::{TimeSlots, agent, time_of};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::pick::pick;
use crate::ingest::providers::Mark::{Record, Vendor};
use crate::ingest::providers::shared::{
    NONE, Side, begun, cell, first_stored, joined, side, stored, word,
};
use crate::ingest::providers::{
    FieldRow, Format, Meta, Recognition, Refusal, Required, column, column_of, event, slot, slots,
};
use crate::ingest::time;
use crate::ingest::trie::{Memo, Target, Trie};
use crate::ingest::value::Picked;

slots! {
    RAW, MILLIS, TIME, EPOCH, UID, FLOW, KIND, STATE_OF, USER, APP, RESULT, REASON, FACTOR, IP,
    CITY, STATE, COUNTRY, BROWSER, BROWSER_VERSION, OS, OS_VERSION, EXPLANATIONS, BYPASS_USER,
    BYPASS_BY, PRIORITY,
}

// Columns of an explanation.
slots! { WHY, SUMMARY }

/// Trust Monitor.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| super::trie_of(META.fields));

/// The explanations where they come as JSON in a string.
static WHYS: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = Trie::new(false);
    trie.path("type", Target::Row(WHY));
    trie.path("summary", Target::Row(SUMMARY));
    trie.rows_at_top();
    trie
});

const TIMES: TimeSlots =
    TimeSlots { text: TIME, name: "surfaced_auth.isotimestamp", seconds: EPOCH, millis: NONE };

const ACCESS: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: NONE, lon: NONE };

const META: Meta = Meta {
    key: "duo_trust_monitor",
    provider: Provider::Duo,
    title: "Duo Trust Monitor",
    stream: "trust_monitor",
    exports: &[
        "Admin API v1: events, bare list, JSON lines",
        "duo_log_sync JSON lines",
        "Sentinel DuoSecurityTrustMonitor_CL and CiscoDuo_CL, JSON and CSV",
    ],
    cannot_tell: &[
        "Prompts: surfaced_auth is a record of the authentication log and is counted there only",
    ],
    unsupported: &[],
    required: &[
        Required { name: "sekey", slot: UID },
        Required { name: "surfaced_timestamp", slot: MILLIS },
        Required { name: "type", slot: KIND },
        Required { name: "surfaced_auth.txid", slot: FLOW },
    ],
    fields: FIELDS,
    events: &[
        event("auth", EventKind::ThreatDetected, Record),
        event("bypass_status", EventKind::ThreatDetected, Record),
    ],
    outcomes: &[],
    factors: Vec::new,
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(RAW, "result._raw", "record", "the same in Splunk's JSON export", Vendor),
    slot(MILLIS, "surfaced_timestamp", "time", "milliseconds: when Duo raised it", Record),
    slot(TIME, "surfaced_auth.isotimestamp", "time", "without surfaced_timestamp", Record),
    slot(EPOCH, "surfaced_auth.timestamp", "time", "seconds", Record),
    slot(UID, "sekey", "uid", "", Record),
    slot(FLOW, "surfaced_auth.txid", "flow", "the same as in the authentication log", Record),
    slot(KIND, "type", "name", "", Record),
    slot(STATE_OF, "state", "detail", "", Record),
    slot(PRIORITY, "priority_event", "detail", "", Record),
    slot(USER, "surfaced_auth.user.name", "user", "", Record),
    slot(BYPASS_USER, "enabled_for.name", "user", "of an account in bypass", Record),
    slot(BYPASS_BY, "enabled_by.name", "detail", "who set the bypass", Record),
    slot(APP, "surfaced_auth.application.name", "app", "", Record),
    slot(RESULT, "surfaced_auth.result", "result", "", Record),
    slot(REASON, "surfaced_auth.reason", "result", "", Record),
    slot(FACTOR, "surfaced_auth.factor", "result", "", Record),
    slot(IP, "surfaced_auth.access_device.ip", "source.ip", "", Record),
    slot(CITY, "surfaced_auth.access_device.location.city", "source.city", "", Record),
    slot(STATE, "surfaced_auth.access_device.location.state", "source.state", "", Record),
    slot(COUNTRY, "surfaced_auth.access_device.location.country", "source.country", "", Record),
    slot(BROWSER, "surfaced_auth.access_device.browser", "source.user_agent", "", Record),
    slot(
        BROWSER_VERSION,
        "surfaced_auth.access_device.browser_version",
        "source.user_agent",
        "",
        Record,
    ),
    slot(OS, "surfaced_auth.access_device.os", "source.user_agent", "", Record),
    slot(OS_VERSION, "surfaced_auth.access_device.os_version", "source.user_agent", "", Record),
    slot(EXPLANATIONS, "explanations", "detail", "where it is JSON in a string", Record),
    column(WHY, "explanations[].type", "detail", "why Duo raised it", Record),
    column(SUMMARY, "explanations[].summary", "", "tells records apart", Record),
];

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_event = picked.has(UID) && (picked.has(MILLIS) || picked.has(FLOW));
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = time_of_event(picked, batch)?;
    let user = first_stored(batch, picked, [USER, BYPASS_USER]);
    let source = source(picked, batch);
    let parts = [RESULT, REASON, FACTOR].map(|slot| word(picked.text(slot)));
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind: EventKind::ThreatDetected,
        success: Tri::Unknown,
        user,
        name: batch.text(&joined([META.stream, &*picked.text(KIND)], " ")),
        result: batch.text(&joined(parts.iter().map(|part| &**part), " / ")),
        app: stored(batch, picked, APP),
        detail: detail(picked, batch),
        flow: LinkKey::of(&word(picked.text(FLOW))),
        source: batch.party(source),
        ..begun(picked, at, Provider::Duo)
    })
}

fn time_of_event(picked: &Picked<'_>, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
    let counted = picked.get(MILLIS).integer().and_then(time::from_millis);
    if let Some(counted) = counted {
        return Ok(LoggedTime::counted(counted));
    }
    if picked.has(TIME) || picked.has(EPOCH) {
        return time_of(picked, &TIMES, Naive::Utc, batch);
    }
    let why = "surfaced_timestamp holds no milliseconds since 1970 up to 2261";
    Err((IssueKind::NoTime, why.to_owned()))
}

fn source(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    Party {
        user_agent: agent(picked, [BROWSER, BROWSER_VERSION, OS, OS_VERSION], batch),
        ..side(batch, picked, ACCESS)
    }
}

/// Why Duo raised it, and what was done about it.
fn detail(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let text = picked.text(EXPLANATIONS);
    let mut inner = Picked::default();
    if picked.rows.is_empty() && text.starts_with('[') {
        let is_whole = pick(&WHYS, &mut Memo::default(), &text, &mut inner).is_ok();
        batch.note("broken_explanations", u64::from(!is_whole));
    }
    let whys: Vec<Cow<'_, str>> =
        picked.rows.iter().chain(&inner.rows).map(|row| cell(row, WHY)).collect();
    let whys = joined(whys.iter().map(|why| &**why), ", ");
    let [by, state] = [word(picked.text(BYPASS_BY)), word(picked.text(STATE_OF))];
    let by = if by.is_empty() { String::new() } else { format!("bypass set by {by}") };
    let priority = picked.get(PRIORITY).truth() == Some(true);
    let priority = if priority { "priority" } else { "" };
    batch.text(&joined([&*whys, &*by, &*state, priority], ", "))
}
