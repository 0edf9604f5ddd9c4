//! Rows to events. In: one frame whose columns have the right types. Out: its events, and why some
//! rows are none. Nothing of a row is believed: a file can be forged or come from a later version.

use polars::prelude::*;

use super::read::{Imported, Original};
use super::schema::{Cell, EventColumn, Kind, SCHEMA, event_columns};
use super::steps::{self, coded};
use crate::model::{
    AuthEvent, Cause, EventId, EventKind, Factor, Fate, GeoPoint, IngestIssue, IssueKind, LinkKey,
    Outcome, Party, PartyId, Place, Provider, RecordRef, TextId, TimeBasis, Timestamp, Tri,
};

/// Longest text of one cell, in bytes: as long as the longest record that is read anywhere.
const LONGEST_TEXT: usize = 16 << 20;
/// Most original files that are named.
const MOST_ORIGINALS: usize = 1_000;

/// Why a row is no event.
struct Refused {
    kind: IssueKind,
    detail: String,
}

impl From<String> for Refused {
    fn from(detail: String) -> Self {
        Self { kind: IssueKind::WrongType, detail }
    }
}

/// One frame, its columns at hand.
pub(super) struct Rows<'a> {
    frame: &'a DataFrame,
    time: &'a Int64Chunked,
    texts: Texts<'a>,
    fullness: &'a UInt32Chunked,
    utc_offset: &'a Int32Chunked,
    source: Side<'a>,
    responder: Side<'a>,
}

/// The columns of text.
struct Texts<'a> {
    schema: &'a StringChunked,
    time_basis: &'a StringChunked,
    evidence_name: &'a StringChunked,
    evidence_sha256: &'a StringChunked,
    evidence_shape: &'a StringChunked,
    record_hash: &'a StringChunked,
    provider: &'a StringChunked,
    kind: &'a StringChunked,
    success: &'a StringChunked,
    outcome: &'a StringChunked,
    factor: &'a StringChunked,
    cause: &'a StringChunked,
    number_match: &'a StringChunked,
    user: &'a StringChunked,
    display_name: &'a StringChunked,
    event: &'a StringChunked,
    result: &'a StringChunked,
    app: &'a StringChunked,
    detail: &'a StringChunked,
    flow: &'a StringChunked,
    session: &'a StringChunked,
    transaction: &'a StringChunked,
    uid: &'a StringChunked,
    content: &'a StringChunked,
    steps: &'a StringChunked,
}

/// The columns of one side.
struct Side<'a> {
    ip: &'a StringChunked,
    asn: &'a UInt32Chunked,
    as_org: &'a StringChunked,
    city: &'a StringChunked,
    state: &'a StringChunked,
    country: &'a StringChunked,
    lat: &'a Float64Chunked,
    lon: &'a Float64Chunked,
    user_agent: &'a StringChunked,
    device_id: &'a StringChunked,
    device: &'a StringChunked,
    proxy: &'a BooleanChunked,
}

impl<'a> Rows<'a> {
    pub(super) fn of(frame: &'a DataFrame) -> PolarsResult<Self> {
        let text = |name: &str| frame.column(name)?.str();
        Ok(Self {
            frame,
            time: frame.column("time")?.datetime()?.physical(),
            texts: Texts {
                schema: text("schema")?,
                time_basis: text("time_basis")?,
                evidence_name: text("evidence_name")?,
                evidence_sha256: text("evidence_sha256")?,
                evidence_shape: text("evidence_shape")?,
                record_hash: text("record_hash")?,
                provider: text("provider")?,
                kind: text("kind")?,
                success: text("success")?,
                outcome: text("outcome")?,
                factor: text("factor")?,
                cause: text("cause")?,
                number_match: text("number_match")?,
                user: text("user")?,
                display_name: text("display_name")?,
                event: text("event")?,
                result: text("result")?,
                app: text("app")?,
                detail: text("detail")?,
                flow: text("flow")?,
                session: text("session")?,
                transaction: text("transaction")?,
                uid: text("uid")?,
                content: text("content")?,
                steps: text("steps")?,
            },
            fullness: frame.column("fullness")?.u32()?,
            utc_offset: frame.column("utc_offset")?.i32()?,
            source: Side::of(frame, "source")?,
            responder: Side::of(frame, "responder")?,
        })
    }

    /// Gives every row its fate.
    pub(super) fn read(&self, into: &mut Imported) {
        for row in 0..self.frame.height() {
            let known = (into.steps.len(), into.counts.records);
            match self.event(row, into) {
                Ok(event) => {
                    into.counts.count(Fate::Event);
                    into.events.push(event);
                    self.remember(row, event.provider, into);
                }
                Err(Refused { kind, detail }) => {
                    into.steps.truncate(known.0);
                    into.counts.count(Fate::Rejected);
                    let at = place(known.1, into);
                    into.issues.push(IngestIssue { at, kind, detail });
                }
            }
        }
    }

    fn event(&self, row: usize, into: &mut Imported) -> Result<AuthEvent, Refused> {
        self.whole(row)?;
        let texts = &self.texts;
        let at = place(into.counts.records, into);
        let event = EventId(u32::try_from(into.events.len()).unwrap_or(u32::MAX));
        let fullness = needed(self.fullness.get(row), "fullness")?;
        if let Some(cell) = texts.steps.get(row) {
            into.steps.extend(steps::from_json(cell, event, &mut into.texts)?);
        }
        let mut intern = |column: &StringChunked| into.texts.intern(column.get(row).unwrap_or(""));
        Ok(AuthEvent {
            time: self.time(row)?,
            time_basis: code(texts.time_basis, row, &TimeBasis::ALL, TimeBasis::key)?,
            utc_offset: self.utc_offset(row)?,
            evidence: at.evidence,
            record: at.record,
            offset: at.offset,
            length: 0,
            record_hash: hash(texts.record_hash, row)?,
            uid: link(texts.uid, row)?,
            content: hash(texts.content, row)?,
            fullness: u8::try_from(fullness).map_err(|_| "fullness is out of range".to_owned())?,
            provider: code(texts.provider, row, &Provider::ALL, Provider::key)?,
            kind: code(texts.kind, row, &EventKind::ALL, EventKind::key)?,
            success: code(texts.success, row, &Tri::ALL, Tri::key)?,
            outcome: code(texts.outcome, row, &Outcome::ALL, Outcome::key)?,
            factor: code(texts.factor, row, &Factor::ALL, Factor::key)?,
            cause: code(texts.cause, row, &Cause::ALL, Cause::key)?,
            number_match: code(texts.number_match, row, &Tri::ALL, Tri::key)?,
            user: intern(texts.user),
            display_name: intern(texts.display_name),
            name: intern(texts.event),
            result: intern(texts.result),
            app: intern(texts.app),
            detail: intern(texts.detail),
            flow: link(texts.flow, row)?,
            session: link(texts.session, row)?,
            transaction: link(texts.transaction, row)?,
            source: self.source.party(row, into)?,
            responder: self.responder.party(row, into)?,
        })
    }

    /// Whether the row is of this schema, fills what every row fills, and holds no giant.
    fn whole(&self, row: usize) -> Result<(), Refused> {
        if self.texts.schema.get(row) != Some(SCHEMA) {
            return Err(format!("the row does not say that it is {SCHEMA}").into());
        }
        for column in event_columns() {
            let Ok(values) = self.frame.column(column.name) else { continue };
            if let Ok(texts) = values.str() {
                let length = texts.get(row).map_or(0, str::len);
                if length > LONGEST_TEXT {
                    let detail = format!("{} is {length} bytes long", column.name);
                    return Err(Refused { kind: IssueKind::TooLarge, detail });
                }
            }
            if column.is_required() && !matches!(values.get(row), Ok(value) if !value.is_null()) {
                return Err(missing(column.name));
            }
        }
        Ok(())
    }

    fn time(&self, row: usize) -> Result<Timestamp, Refused> {
        let time = self.time.get(row).map(Timestamp).filter(|time| time.is_believable());
        time.ok_or_else(|| Refused {
            kind: IssueKind::NoTime,
            detail: "the time is out of range".to_owned(),
        })
    }

    /// No logged zone that is read is further from UTC than 18:59.
    fn utc_offset(&self, row: usize) -> Result<i16, Refused> {
        let minutes = needed(self.utc_offset.get(row), "utc_offset")?;
        let minutes = i16::try_from(minutes).ok().filter(|it| (-1_139..=1_139).contains(it));
        minutes.ok_or_else(|| "utc_offset is out of range".to_owned().into())
    }

    /// Keeps which file a row was converted from.
    fn remember(&self, row: usize, provider: Provider, into: &mut Imported) {
        let text = |column: &'a StringChunked| column.get(row).unwrap_or_default();
        let texts = &self.texts;
        let [name, sha256, shape] =
            [texts.evidence_name, texts.evidence_sha256, texts.evidence_shape].map(text);
        let known = into.originals.iter().any(|it| {
            it.provider == provider && it.name == name && it.sha256 == sha256 && it.shape == shape
        });
        if !known && into.originals.len() < MOST_ORIGINALS {
            let [name, sha256, shape] = [name, sha256, shape].map(str::to_owned);
            into.originals.insert(Original { name, sha256, shape, provider });
        }
    }
}

impl<'a> Side<'a> {
    fn of(frame: &'a DataFrame, who: &str) -> PolarsResult<Self> {
        let column = |name: &str| frame.column(&format!("{who}_{name}"));
        Ok(Self {
            ip: column("ip")?.str()?,
            asn: column("asn")?.u32()?,
            as_org: column("as_org")?.str()?,
            city: column("city")?.str()?,
            state: column("state")?.str()?,
            country: column("country")?.str()?,
            lat: column("lat")?.f64()?,
            lon: column("lon")?.f64()?,
            user_agent: column("user_agent")?.str()?,
            device_id: column("device_id")?.str()?,
            device: column("device")?.str()?,
            proxy: column("proxy")?.bool()?,
        })
    }

    fn party(&self, row: usize, into: &mut Imported) -> Result<PartyId, Refused> {
        let point = match (self.lat.get(row), self.lon.get(row)) {
            (None, None) => None,
            (Some(lat), Some(lon)) => Some(
                GeoPoint::from_degrees(lat, lon)
                    .ok_or_else(|| "the coordinates are not on Earth".to_owned())?,
            ),
            _ => return Err("one coordinate stands without the other".to_owned().into()),
        };
        let mut text =
            |column: &StringChunked| -> TextId { into.texts.intern(column.get(row).unwrap_or("")) };
        let party = Party {
            ip: text(self.ip),
            asn: self.asn.get(row),
            as_org: text(self.as_org),
            place: Place {
                city: text(self.city),
                state: text(self.state),
                country: text(self.country),
                point,
            },
            user_agent: text(self.user_agent),
            device_id: text(self.device_id),
            device: text(self.device),
            proxy: self.proxy.get(row),
        };
        Ok(into.parties.intern(party))
    }
}

/// Where the row after `rows` others lies: rows have no bytes of their own, so their number stands
/// for the offset and keeps their order.
fn place(rows: u64, into: &Imported) -> RecordRef {
    RecordRef {
        evidence: into.evidence,
        record: u32::try_from(rows.saturating_add(1)).unwrap_or(u32::MAX),
        offset: rows,
        ..RecordRef::default()
    }
}

fn missing(column: &str) -> Refused {
    let kind = if column == "time" { IssueKind::NoTime } else { IssueKind::WrongType };
    Refused { kind, detail: format!("{column} is missing") }
}

fn needed<T>(value: Option<T>, column: &str) -> Result<T, Refused> {
    value.ok_or_else(|| missing(column))
}

fn code<T: Copy>(
    column: &StringChunked,
    row: usize,
    all: &[T],
    key: fn(T) -> &'static str,
) -> Result<T, Refused> {
    let text = needed(column.get(row), column.name())?;
    Ok(coded(column.name(), text, all, key)?)
}

fn hash(column: &StringChunked, row: usize) -> Result<u64, Refused> {
    hexadecimal(needed(column.get(row), column.name())?, column.name())
}

fn link(column: &StringChunked, row: usize) -> Result<LinkKey, Refused> {
    match column.get(row) {
        None => Ok(LinkKey::ABSENT),
        Some(text) => match hexadecimal(text, column.name())? {
            0 => Err(format!("{} is zero, which no id has", column.name()).into()),
            key => Ok(LinkKey(key)),
        },
    }
}

fn hexadecimal(text: &str, column: &str) -> Result<u64, Refused> {
    let is_hash = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = is_hash.then(|| u64::from_str_radix(text, 16).ok()).flatten();
    value.ok_or_else(|| format!("{column} is not 16 hexadecimal digits").into())
}

/// One value as it lies in a frame.
pub(super) fn cell(frame: &DataFrame, column: &EventColumn, row: usize) -> Cell<'static> {
    let Ok(values) = frame.column(column.name) else { return Cell::Absent };
    let held = match column.kind {
        Kind::Time => values
            .datetime()
            .ok()
            .and_then(|it| it.physical().get(row))
            .map(|micros| Cell::Time(Timestamp(micros))),
        Kind::Key | Kind::Log | Kind::Steps => values
            .str()
            .ok()
            .and_then(|it| it.get(row))
            .map(|text| Cell::Text(text.to_owned().into())),
        Kind::U32 => values.u32().ok().and_then(|it| it.get(row)).map(|it| Cell::Number(it.into())),
        Kind::U64 => values.u64().ok().and_then(|it| it.get(row)).map(Cell::Number),
        Kind::Minutes => {
            let minutes = values.i32().ok().and_then(|it| it.get(row));
            minutes.and_then(|it| i16::try_from(it).ok()).map(Cell::Minutes)
        }
        Kind::Degrees => values.f64().ok().and_then(|it| it.get(row)).map(Cell::Degrees),
        Kind::Flag => values.bool().ok().and_then(|it| it.get(row)).map(Cell::Flag),
    };
    held.unwrap_or(Cell::Absent)
}
