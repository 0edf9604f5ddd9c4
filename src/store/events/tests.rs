//! Tables that no exporter wrote: each row is checked, and what it lacks is said.

use std::io::Cursor;

use polars::prelude::*;
use polars_io::prelude::{IpcWriter, ParquetReader, ParquetWriter};

use super::frame::frame;
use super::read::{Container, Imported, Unread, read_events, read_one_row};
use super::schema::{Cell, EventRow, event_columns};
use crate::model::{
    AuthEvent, EventColumns, Evidence, EvidenceId, GeoPoint, Interner, IssueKind, LinkKey, Outcome,
    Party, PartyTable, Place, RecordRef, Step, Timestamp,
};
use crate::store::EventStore;

const NOON: i64 = 1_772_452_800_000_000;

fn store() -> EventStore {
    let (mut texts, mut parties) = (Interner::new(), PartyTable::new());
    let mut events = EventColumns::default();
    for record in 1..=3 {
        let point = GeoPoint::from_degrees(59.913_869, -10.752_245);
        let place = Place { city: texts.intern("Oslo"), point, ..Place::default() };
        let ip = texts.intern("203.0.113.9");
        events.push(AuthEvent {
            time: Timestamp(NOON + i64::from(record)),
            record,
            offset: u64::from(record) * 100,
            length: 99,
            record_hash: u64::from(record),
            uid: LinkKey(u64::from(record)),
            user: texts.intern("alice@corp.example"),
            outcome: Outcome::Denied,
            source: parties.intern(Party { ip, place, proxy: Some(true), ..Party::default() }),
            ..AuthEvent::default()
        });
    }
    let step = Step { time: Timestamp(NOON), outcome: Outcome::Denied, ..Step::default() };
    EventStore::new(events, vec![step], texts, parties)
}

fn honest() -> DataFrame {
    let store = store();
    let evidence = [Evidence { name: "okta.jsonl".to_owned(), ..Evidence::default() }];
    frame(&EventRow::all(&store, &evidence).collect::<Vec<_>>()).unwrap()
}

fn parquet(frame: &mut DataFrame) -> Vec<u8> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(frame).unwrap();
    bytes
}

fn arrow(frame: &mut DataFrame) -> Vec<u8> {
    let mut bytes = Vec::new();
    IpcWriter::new(&mut bytes).with_compat_level(CompatLevel::oldest()).finish(frame).unwrap();
    bytes
}

fn read(bytes: &[u8], container: Container) -> Result<Imported, Unread> {
    let read = read_events(bytes, container, EvidenceId(4), &|_| true);
    if let Ok(read) = &read {
        assert!(read.counts.is_balanced());
        assert_eq!(read.counts.events, read.events.len() as u64);
    }
    read
}

/// The table with the second value of one column replaced, in both containers.
fn forged(column: impl IntoColumn) -> Imported {
    let mut frame = honest();
    frame.with_column(column.into_column()).unwrap();
    let arrow = read(&arrow(&mut frame), Container::Arrow).unwrap();
    let parquet = read(&parquet(&mut frame), Container::Parquet).unwrap();
    assert_eq!(arrow.issues, parquet.issues);
    parquet
}

fn forged_text(name: &str, value: Option<&str>) -> Imported {
    let held = honest().column(name).unwrap().str().unwrap().get(0).map(str::to_owned);
    let texts = [held.as_deref(), value, held.as_deref()];
    forged(StringChunked::from_iter_options(name.into(), texts.into_iter()).into_series())
}

fn assert_one_refused(imported: &Imported, kind: IssueKind, reason: &str) {
    assert_eq!((imported.counts.events, imported.counts.rejected), (2, 1), "{reason}");
    let issue = imported.issues.first().unwrap();
    assert!(issue.detail.contains(reason), "{} does not say {reason}", issue.detail);
    assert_eq!((issue.kind, issue.at.record, issue.at.evidence), (kind, 2, EvidenceId(4)));
    let records: Vec<_> = imported.events.record.clone();
    assert_eq!(records, [1, 3], "rows keep their numbers");
}

#[test]
fn an_honest_table_comes_back_with_numbers_of_its_own_and_hashes_of_the_original() {
    let imported = read(&parquet(&mut honest()), Container::Parquet).unwrap();
    let event = imported.events.get(crate::model::EventId(2)).unwrap();
    assert_eq!((event.record, event.offset, event.length), (3, 2, 0));
    assert_eq!((event.record_hash, event.uid, event.time), (3, LinkKey(3), Timestamp(NOON + 3)));
    let source = imported.parties.get(event.source);
    assert_eq!(source.place.point, GeoPoint::from_degrees(59.913_869, -10.752_245));
    assert_eq!((source.proxy, imported.texts.get(source.ip)), (Some(true), "203.0.113.9"));
    assert_eq!(imported.steps.len(), 1);
}

#[test]
fn a_code_that_this_version_does_not_know_costs_its_row_only() {
    for name in ["provider", "kind", "success", "outcome", "factor", "cause", "number_match"] {
        assert_one_refused(&forged_text(name, Some("Denied!")), IssueKind::WrongType, name);
    }
    let newer = Some("pushscope.events/2");
    assert_one_refused(&forged_text("schema", newer), IssueKind::WrongType, "pushscope.events/1");
}

#[test]
fn a_missing_value_costs_its_row_where_every_row_has_one() {
    for name in ["schema", "provider", "record_hash", "content", "evidence"] {
        assert_one_refused(&forged_text(name, None), IssueKind::WrongType, "");
    }
    for name in ["user", "flow", "evidence_name", "source_ip", "steps"] {
        assert_eq!(forged_text(name, None).counts.events, 3, "{name}");
    }
}

#[test]
fn hashes_steps_and_times_are_looked_at() {
    for bad in ["", "12", "000000000000000g", "+000000000000001", "00000000000000001"] {
        let forged = forged_text("record_hash", Some(bad));
        assert_one_refused(&forged, IssueKind::WrongType, "record_hash is not 16");
    }
    let zero = forged_text("uid", Some("0000000000000000"));
    assert_one_refused(&zero, IssueKind::WrongType, "uid is zero");
    assert_one_refused(&forged_text("steps", Some("[{}]")), IssueKind::WrongType, "steps");
    for time in [0, -5, i64::MAX, i64::MIN, 9_300_000_000_000_000] {
        let micros = Int64Chunked::from_vec("time".into(), vec![NOON, time, NOON]);
        let times = micros.into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
        assert_one_refused(&forged(times.into_series()), IssueKind::NoTime, "out of range");
    }
}

#[test]
fn a_place_off_the_earth_or_half_a_place_is_no_place() {
    for (lat, reason) in [
        (Some(91.0), "not on Earth"),
        (Some(f64::NAN), "not on Earth"),
        (Some(f64::INFINITY), "not on Earth"),
        (None, "without the other"),
    ] {
        let lats = [Some(59.913_869), lat, Some(59.913_869)];
        let lats = Float64Chunked::from_iter_options("source_lat".into(), lats.into_iter());
        assert_one_refused(&forged(lats.into_series()), IssueKind::WrongType, reason);
    }
}

#[test]
fn a_giant_text_costs_its_row_only() {
    let giant = "x".repeat((16 << 20) + 1);
    assert_one_refused(&forged_text("detail", Some(&giant)), IssueKind::TooLarge, "detail is");
}

#[test]
fn a_table_of_something_else_is_foreign_and_what_it_lacks_is_named() {
    let of = |frame: &mut DataFrame| {
        let arrow = read(&arrow(frame), Container::Arrow).unwrap_err();
        let parquet = read(&parquet(frame), Container::Parquet).unwrap_err();
        for unread in [&arrow, &parquet] {
            assert!(matches!(unread, Unread::Foreign { .. }), "{unread}");
        }
        parquet.to_string()
    };
    let mut other = df!("time" => [1_i64], "who" => ["alice"]).unwrap();
    assert!(
        of(&mut other).contains("lacks 55 of 56 columns: schema, time_basis,"),
        "{}",
        of(&mut other)
    );
    let mut more = honest();
    more.with_column(Series::new("color".into(), [1, 2, 3]).into_column()).unwrap();
    assert!(of(&mut more).contains("a column more, \"color\""));
    let mut typed = honest();
    typed.with_column(Series::new("record".into(), ["1", "2", "3"]).into_column()).unwrap();
    assert!(of(&mut typed).contains("column record is"), "{}", of(&mut typed));
    let mut naive = honest();
    let micros = Int64Chunked::from_vec("time".into(), vec![NOON; 3]);
    let times = micros.into_datetime(TimeUnit::Microseconds, None).into_series();
    naive.with_column(times.into_column()).unwrap();
    assert!(of(&mut naive).contains("column time is"), "{}", of(&mut naive));
}

#[test]
fn a_row_is_shown_again_as_it_lies_in_the_file() {
    for (bytes, container) in
        [(parquet(&mut honest()), Container::Parquet), (arrow(&mut honest()), Container::Arrow)]
    {
        let at = RecordRef { record: 2, hash: 2, ..RecordRef::default() };
        let row = read_one_row(&bytes, container, at).unwrap();
        assert!(row.verified);
        let cell = |name: &str| row.cells.iter().find(|it| it.0.name == name).unwrap().1.clone();
        assert_eq!(cell("offset"), Cell::Number(200));
        assert_eq!(cell("evidence_name"), Cell::Text("okta.jsonl".into()));
        assert_eq!(row.cells.len(), event_columns().count());
        assert!(!read_one_row(&bytes, container, RecordRef { hash: 7, ..at }).unwrap().verified);
        let gone = RecordRef { record: 4, ..at };
        assert!(read_one_row(&bytes, container, gone).unwrap_err().contains("has changed"));
    }
}

#[test]
fn a_damaged_group_costs_its_own_rows_only() {
    let store = store();
    let mut bytes = Vec::new();
    let schema = super::frame::polars_schema();
    let mut writer = ParquetWriter::new(&mut bytes).batched(&schema).unwrap();
    for index in 0..3 {
        let row = EventRow::of(&store, &[], crate::model::EventId(index)).unwrap();
        writer.write_batch(&frame(&[row]).unwrap()).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    let mut reader = ParquetReader::new(Cursor::new(bytes.clone()));
    let second = &reader.get_metadata().unwrap().row_groups[1];
    let start = usize::try_from(second.parquet_columns()[0].byte_range().start).unwrap();
    bytes[start..start + 40].fill(0xff);
    let imported = read(&bytes, Container::Parquet).unwrap();
    assert_eq!((imported.counts.events, imported.counts.rejected), (2, 1));
    assert_eq!(imported.events.record, [1, 3]);
    assert_eq!(imported.issues[0].kind, IssueKind::DamagedArchive);
    assert!(imported.issues[0].detail.contains("group 2 of 1 rows"), "{:?}", imported.issues);
}

#[test]
fn reading_stops_when_it_is_told_to() {
    let bytes = parquet(&mut honest());
    let imported = read_events(&bytes, Container::Parquet, EvidenceId(0), &|_| false).unwrap();
    assert!(!imported.is_cancelled, "the only group was read to its end");
    assert_eq!(imported.counts.events, 3);
}
