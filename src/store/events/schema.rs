//! The columns of `pushscope.events/1`. In: one event of a store. Out: the cell of each column.
//!
//! A format of its own: columns may be added in a later version, none changes its meaning. What the
//! log does not tell is absent. Ids and hashes are 16 hexadecimal digits, because many a reader
//! rounds large numbers.

use std::borrow::Cow;

use super::steps;
use crate::model::{AuthEvent, EventId, Evidence, GeoPoint, LinkKey, Party, TextId, Timestamp};
use crate::store::EventStore;

/// Name and version of the schema; it stands in the first column of every row.
pub const SCHEMA: &str = "pushscope.events/1";

/// One column of the schema.
#[derive(Debug)]
pub struct EventColumn {
    /// Its name in every file.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// What it means.
    pub what: &'static str,
    cell: for<'r, 'a> fn(&'r EventRow<'a>) -> Cell<'a>,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An instant, UTC, in microseconds.
    Time,
    /// Text that Pushscope words itself.
    Key,
    /// Text from the evidence, still hostile.
    Log,
    /// A JSON list of steps, with text from the evidence in it.
    Steps,
    /// A number of at most 32 bits.
    U32,
    /// A number of at most 64 bits.
    U64,
    /// Minutes, which may be negative.
    Minutes,
    /// Degrees.
    Degrees,
    /// Yes or no.
    Flag,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// The log does not tell.
    Absent,
    /// An instant.
    Time(Timestamp),
    /// Text.
    Text(Cow<'a, str>),
    /// A number.
    Number(u64),
    /// Minutes.
    Minutes(i16),
    /// Degrees.
    Degrees(f64),
    /// Yes or no.
    Flag(bool),
}

/// One event with all that its row tells.
#[derive(Clone, Copy, Debug)]
pub struct EventRow<'a> {
    store: &'a EventStore,
    evidence: Option<&'a Evidence>,
    id: EventId,
    event: AuthEvent,
    source: Party,
    responder: Party,
}

impl<'a> EventRow<'a> {
    /// The row of one event; `None` past the end of the store.
    pub fn of(store: &'a EventStore, evidence: &'a [Evidence], id: EventId) -> Option<Self> {
        let event = store.events.get(id)?;
        Some(Self {
            store,
            evidence: evidence.get(event.evidence.0 as usize),
            id,
            event,
            source: store.parties.get(event.source),
            responder: store.parties.get(event.responder),
        })
    }

    /// Every row of a store, in its order.
    pub fn all(store: &'a EventStore, evidence: &'a [Evidence]) -> impl Iterator<Item = Self> {
        let count = u32::try_from(store.events.len()).unwrap_or(u32::MAX);
        (0..count).filter_map(move |row| Self::of(store, evidence, EventId(row)))
    }

    fn log(&self, id: TextId) -> Cell<'a> {
        self.store.texts.present(id).map_or(Cell::Absent, |text| Cell::Text(Cow::Borrowed(text)))
    }

    fn of_file(&self, text: impl Fn(&'a Evidence) -> Option<&'a str>) -> Cell<'a> {
        let text = self.evidence.and_then(text).filter(|text| !text.is_empty());
        text.map_or(Cell::Absent, |text| Cell::Text(Cow::Borrowed(text)))
    }

    fn steps(&self) -> Cell<'a> {
        match self.store.steps_of(self.id) {
            [] => Cell::Absent,
            steps => Cell::Text(Cow::Owned(steps::to_json(steps, &self.store.texts))),
        }
    }
}

impl EventColumn {
    /// The value of this column in a row.
    pub fn cell<'a>(&self, row: &EventRow<'a>) -> Cell<'a> {
        (self.cell)(row)
    }

    /// Whether a row without a value is broken.
    pub(super) fn is_required(&self) -> bool {
        REQUIRED.contains(&self.name)
    }
}

/// Every column, in order.
pub fn event_columns() -> impl Iterator<Item = &'static EventColumn> {
    EVENT.iter().chain(SOURCE).chain(RESPONDER).chain(IDENTITY)
}

/// The columns that every row fills.
const REQUIRED: [&str; 17] = [
    "schema",
    "time",
    "time_basis",
    "utc_offset",
    "evidence",
    "record",
    "offset",
    "length",
    "record_hash",
    "provider",
    "kind",
    "success",
    "outcome",
    "factor",
    "cause",
    "content",
    "fullness",
];

const fn key<'a>(text: &'static str) -> Cell<'a> {
    Cell::Text(Cow::Borrowed(text))
}

fn hash<'a>(value: u64) -> Cell<'a> {
    Cell::Text(Cow::Owned(format!("{value:016x}")))
}

fn link<'a>(key: LinkKey) -> Cell<'a> {
    if key.is_present() { hash(key.0) } else { Cell::Absent }
}

fn number<'a>(value: u32) -> Cell<'a> {
    Cell::Number(u64::from(value))
}

fn degrees<'a>(point: Option<GeoPoint>, side: fn(GeoPoint) -> f64) -> Cell<'a> {
    point.map_or(Cell::Absent, |point| Cell::Degrees(side(point)))
}

/// Declares columns as `name: kind, meaning, cell;`.
macro_rules! columns {
    ($($name:expr, $kind:ident, $what:expr, |$row:ident| $cell:expr;)*) => {
        &[$(EventColumn { name: $name, kind: Kind::$kind, what: $what, cell: |$row| $cell },)*]
    };
}

static EVENT: &[EventColumn] = columns! {
    "schema", Key, "name and version of this schema", |_row| key(SCHEMA);
    "time", Time, "when it happened", |row| Cell::Time(row.event.time);
    "time_basis", Key, "how the zone of the time is known", |row| key(row.event.time_basis.key());
    "utc_offset", Minutes, "minutes east of UTC, as logged or chosen",
        |row| Cell::Minutes(row.event.utc_offset);
    "evidence", Key, "the file that holds the record, as the case names it",
        |row| Cell::Text(Cow::Owned(row.event.evidence.to_string()));
    "evidence_name", Log, "the file's name as given", |row| row.of_file(|it| Some(&it.name));
    "evidence_sha256", Key, "the file's SHA-256", |row| row.of_file(|it| Some(&it.sha256));
    "evidence_shape", Key, "how records lie in the file", |row| row.of_file(|it| it.shape);
    "record", U32, "number of the record in the file, from 1", |row| number(row.event.record);
    "offset", U64, "offset of the record in the decoded file", |row| Cell::Number(row.event.offset);
    "length", U32, "length of the record in bytes", |row| number(row.event.length);
    "record_hash", Key, "XXH3 of the record's bytes", |row| hash(row.event.record_hash);
    "provider", Key, "who wrote the log", |row| key(row.event.provider.key());
    "kind", Key, "what the record tells", |row| key(row.event.kind.key());
    "success", Key, "whether it was granted", |row| key(row.event.success.key());
    "outcome", Key, "how a prompt ended", |row| key(row.event.outcome.key());
    "factor", Key, "how the user was asked", |row| key(row.event.factor.key());
    "cause", Key, "why the user was asked", |row| key(row.event.cause.key());
    "number_match", Key, "whether the push asked for a number",
        |row| key(row.event.number_match.key());
    "user", Log, "the account, as logged", |row| row.log(row.event.user);
    "display_name", Log, "the account's display name", |row| row.log(row.event.display_name);
    "event", Log, "the event's type, as logged", |row| row.log(row.event.name);
    "result", Log, "outcome and reason, as logged", |row| row.log(row.event.result);
    "app", Log, "the application", |row| row.log(row.event.app);
    "detail", Log, "what else a person should read", |row| row.log(row.event.detail);
    "flow", Key, "hash of the authentication flow's id", |row| link(row.event.flow);
    "session", Key, "hash of the session's id", |row| link(row.event.session);
    "transaction", Key, "hash of the request's id", |row| link(row.event.transaction);
};

/// The columns of one side.
macro_rules! side {
    ($side:ident, $who:literal) => {
        columns! {
            concat!($who, "_ip"), Log, "address", |row| row.log(row.$side.ip);
            concat!($who, "_asn"), U32, "autonomous system", |row| row.$side.asn.map_or(Cell::Absent, number);
            concat!($who, "_as_org"), Log, "the network's owner", |row| row.log(row.$side.as_org);
            concat!($who, "_city"), Log, "city, as logged", |row| row.log(row.$side.place.city);
            concat!($who, "_state"), Log, "state or region, as logged", |row| row.log(row.$side.place.state);
            concat!($who, "_country"), Log, "country, as logged", |row| row.log(row.$side.place.country);
            concat!($who, "_lat"), Degrees, "latitude, as logged", |row| degrees(row.$side.place.point, GeoPoint::lat);
            concat!($who, "_lon"), Degrees, "longitude, as logged", |row| degrees(row.$side.place.point, GeoPoint::lon);
            concat!($who, "_user_agent"), Log, "user agent, as logged", |row| row.log(row.$side.user_agent);
            concat!($who, "_device_id"), Log, "a device id that outlives a session", |row| row.log(row.$side.device_id);
            concat!($who, "_device"), Log, "the device's name or model", |row| row.log(row.$side.device);
            concat!($who, "_proxy"), Flag, "whether the provider calls it a proxy", |row| row.$side.proxy.map_or(Cell::Absent, Cell::Flag);
        }
    };
}

static SOURCE: &[EventColumn] = side!(source, "source");
static RESPONDER: &[EventColumn] = side!(responder, "responder");

static IDENTITY: &[EventColumn] = columns! {
    "uid", Key, "hash of the provider's id of the record", |row| link(row.event.uid);
    "content", Key, "hash of every mapped field", |row| hash(row.event.content);
    "fullness", U32, "how many mapped fields the record holds",
        |row| number(u32::from(row.event.fullness));
    "steps", Steps, "the steps inside the record", |row| row.steps();
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_share_a_name_and_required_ones_exist() {
        let names: std::collections::BTreeSet<_> = event_columns().map(|it| it.name).collect();
        assert_eq!(names.len(), event_columns().count());
        assert!(REQUIRED.iter().all(|name| names.contains(name)));
    }

    #[test]
    fn the_first_column_names_the_schema() {
        let store = EventStore::default();
        assert_eq!(EventRow::all(&store, &[]).count(), 0);
        assert_eq!(event_columns().next().map(|it| it.name), Some("schema"));
    }
}
