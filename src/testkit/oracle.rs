//! What holds for any input at all, for fuzzing and for the corpus that it leaves behind.
//!
//! In: bytes that anybody may have made up. Out: nothing, or what does not hold.

use std::io::{self, Read};
use std::sync::Arc;

use crate::case::parse_parameters;
use crate::ingest::mapping::Mapping;
use crate::ingest::{Choices, Ingested, Source, Unwatched, ingest, read_time};
use crate::model::{EvidenceId, EvidenceStatus, LIMITS};
use crate::report::escape;

/// A header that the Okta console writes, as far as it matters.
const HEADER: &str = "uuid,timestamp,event_type,actor.type,actor.alternate_id,outcome.result,\
    client.user_agent.raw_user_agent\n";
/// A table and lines for any mapping to be tried on.
const MAPPED_TABLE: &str = "When,Login,Result,Method,IP\n2026-03-02 08:00:00,a,OK,push,192.0.2.1\n\
    1772438400,b,No,sms,::1\n,,,,\n02.03.2026 09:00,c,\"x\",,\n";
const MAPPED_LINES: &str = "{\"when\":1772438400,\"who\":{\"mail\":\"a\"},\"result\":true}\n\
    {\"when\":\"2026-03-02T08:00:00Z\",\"who\":[1,{\"mail\":null}],\"result\":[]}\n{}\n";
/// A record of the Okta System Log, as far as seams need one.
const TEACHER: &str = "{\"uuid\":\"t\",\"published\":\"2026-03-02T08:00:00.000Z\",\
    \"eventType\":\"user.session.start\",\"outcome\":{\"result\":\"SUCCESS\",\"reason\":null},\
    \"actor\":{\"type\":\"User\",\"alternateId\":\"a\"},\"target\":[{\"id\":\"x\",\"type\":\"y\"}],\
    \"client\":{\"geographicalContext\":{\"geolocation\":{\"lat\":1.5,\"lon\":-2}}}}\n";
/// Bytes that a reader in crumbs gives at a time; no power of two.
const CRUMB: usize = 7;

/// Any bytes as a file.
///
/// # Errors
/// What does not hold.
pub fn sniff(bytes: &[u8]) -> Result<(), String> {
    let whole = read(&mut &*bytes);
    balanced(&whole, bytes.len())?;
    same(&whole, &read(&mut Crumbs(bytes)))
}

/// Any bytes as JSON: alone, in a list that is opened for them, and behind a good record.
///
/// # Errors
/// What does not hold.
pub fn json_stream(bytes: &[u8]) -> Result<(), String> {
    sniff(bytes)?;
    sniff(&[b"[", bytes].concat())?;
    sniff(&[b"{\"value\":[{\"a\":1},", bytes].concat())
}

/// Any bytes as rows below a known header.
///
/// # Errors
/// What does not hold.
pub fn csv(bytes: &[u8]) -> Result<(), String> {
    sniff(&[HEADER.as_bytes(), bytes].concat())?;
    let semicolons = HEADER.replace(',', ";");
    sniff(&[b"sep=;\n", semicolons.as_bytes(), bytes].concat())
}

/// Any bytes as a packed file.
///
/// # Errors
/// What does not hold.
pub fn zip_gzip(bytes: &[u8]) -> Result<(), String> {
    let whole = read(&mut &*bytes);
    if whole.evidence.status == EvidenceStatus::Unreadable {
        return Err("reading ended in a panic".to_owned());
    }
    let is_balanced = whole.evidence.counts.is_balanced();
    if is_balanced { Ok(()) } else { Err(format!("{:?}", whole.evidence.counts)) }
}

/// Any text as a logged time.
///
/// # Errors
/// What does not hold.
pub fn time(text: &str) -> Result<(), String> {
    let Some(time) = read_time(text) else { return Ok(()) };
    let again = time.to_string();
    if read_time(&again) == Some(time) {
        Ok(())
    } else {
        Err(format!("{text:?} was read as {again}, and that as {:?}", read_time(&again)))
    }
}

/// Any text as a parameters file.
///
/// # Errors
/// What does not hold.
pub fn parameters_file(text: &str) -> Result<(), String> {
    let parameters = match parse_parameters(text) {
        Ok(parameters) => parameters,
        Err(error) if error.to_string().len() > 8 << 10 => return Err("a long error".to_owned()),
        Err(_) => return Ok(()),
    };
    let values = parameters.limits.all();
    let is_bounded = |(meta, value): (&'static crate::model::LimitMeta, u64)| {
        (meta.min..=meta.max).contains(&value)
    };
    let bounded = values.filter(|row| is_bounded(*row)).count();
    if bounded == LIMITS.len() { Ok(()) } else { Err("a limit is out of bounds".to_owned()) }
}

/// Any text as a mapping file: what it says is written as it was read, and by it every record of a
/// table and of JSON lines has one fate.
///
/// # Errors
/// What does not hold.
pub fn mapping_file(text: &str) -> Result<(), String> {
    let mapping = match Mapping::parse(text) {
        Ok(mapping) => mapping,
        Err(error) if error.to_string().len() > 8 << 10 => return Err("a long error".to_owned()),
        Err(_) => return Ok(()),
    };
    let again = Mapping::parse(&mapping.write()).map_err(|error| error.to_string())?;
    if again != mapping {
        return Err(format!("written and read again it differs: {}", mapping.write()));
    }
    let choices = Choices { mapping: Some(Arc::new(mapping)), ..Choices::default() };
    for bytes in [MAPPED_TABLE, MAPPED_LINES] {
        let whole = read_by(&choices, &mut bytes.as_bytes());
        balanced(&whole, bytes.len())?;
        same(&whole, &read_by(&choices, &mut Crumbs(bytes.as_bytes())))?;
    }
    Ok(())
}

/// Any bytes as lines behind two records that teach their keys: what was read before changes
/// nothing.
///
/// # Errors
/// What does not hold.
pub fn taught_lines(bytes: &[u8]) -> Result<(), String> {
    let lines = [TEACHER.as_bytes(), TEACHER.as_bytes(), bytes, b"\n"].concat();
    sniff(&lines)?;
    let taught = read(&mut &*lines);
    // In a file of its own a teacher goes before, so that the same format is tried first.
    let alone = read(&mut &*[TEACHER.as_bytes(), bytes, b"\n"].concat());
    let contents = |read: &Ingested, from: usize| {
        let of = |all: &[u64]| all.get(from..).unwrap_or_default().to_vec();
        (of(&read.events.content), read.issues.iter().map(|it| it.kind).collect::<Vec<_>>())
    };
    // How a file is cut is decided by its beginning, and that is not the same in both.
    let is_cut_alike = taught.evidence.shape == alone.evidence.shape;
    if !is_cut_alike || contents(&taught, 2) == contents(&alone, 1) {
        return Ok(());
    }
    Err(format!("{:?} became {:?}", alone.evidence.counts, taught.evidence.counts))
}

fn read(reader: &mut (dyn Read + Send)) -> Ingested {
    read_by(&Choices::default(), reader)
}

fn read_by(choices: &Choices, reader: &mut (dyn Read + Send)) -> Ingested {
    let (id, name, choices) = (EvidenceId(0), "made up".to_owned(), choices.clone());
    ingest(Source { id, name, bytes: 0, reader, choices }, &Unwatched)
}

/// Every record has one fate, lies where it is said to lie, and what is said of it is harmless.
fn balanced(read: &Ingested, given: usize) -> Result<(), String> {
    let (evidence, counts) = (&read.evidence, read.evidence.counts);
    if evidence.status == EvidenceStatus::Unreadable {
        return Err("reading ended in a panic".to_owned());
    }
    let rejected = read.issues.iter().filter(|issue| issue.at.record > 0).count() as u64;
    if !counts.is_balanced()
        || counts.events != read.events.len() as u64
        || counts.rejected != rejected
    {
        return Err(format!("{counts:?}, {} events, {rejected} issues", read.events.len()));
    }
    let is_plain = evidence.container.is_none() && evidence.encoding == Some("utf-8");
    let ends = read.events.offset.iter().zip(&read.events.length);
    let last = ends.map(|(&offset, &length)| offset + u64::from(length)).max();
    if is_plain && last > Some(given as u64) {
        return Err(format!("a record ends at byte {last:?} of {given}"));
    }
    let hides = |issue: &&crate::model::IngestIssue| escape::hides_something(&issue.detail);
    match read.issues.iter().find(hides) {
        Some(issue) => Err(format!("an issue repeats hostile text: {:?}", issue.detail)),
        None => Ok(()),
    }
}

/// Two readings of one file agree.
fn same(one: &Ingested, other: &Ingested) -> Result<(), String> {
    let evidence = one.evidence == other.evidence;
    let events = one.events.content == other.events.content
        && one.events.offset == other.events.offset
        && one.events.time == other.events.time;
    let issues = one.issues == other.issues;
    if evidence && events && issues {
        return Ok(());
    }
    Err(format!("read in crumbs it differs: {:?} and {:?}", one.evidence, other.evidence))
}

/// Gives a few bytes at a time.
struct Crumbs<'b>(&'b [u8]);

impl Read for Crumbs<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(CRUMB);
        match buffer.get_mut(..count) {
            Some(room) => self.0.read(room),
            None => Ok(0),
        }
    }
}
