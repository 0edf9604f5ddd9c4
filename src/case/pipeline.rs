//! The only orchestration: from what was read to a case.

use std::io::Cursor;

use crate::detect::{Scene, detect};
use crate::geo::{Databases, Gazetteer, Sides};
use crate::ingest::{self, Choices, Container, Ingested, Joined, Unwatched};
use crate::model::{EvidenceId, LookAlikes, Parameters};
use crate::prompts::pair;
use crate::store::EventStore;

use super::coverage::{self, Pulse};
use super::{Case, databases, limits, read_evidence};

/// Makes a case of what was read from each file, in the order given.
///
/// `gazetteer` places what the logs only name; without one, only logged coordinates count and a
/// limit says so.
pub fn assemble(
    files: Vec<Ingested>,
    gazetteer: Option<&Gazetteer>,
    parameters: Parameters,
) -> Case {
    assemble_with(files, gazetteer, &Databases::default(), parameters)
}

/// The same with databases of addresses, which give what the logs do not.
pub fn assemble_with(
    files: Vec<Ingested>,
    gazetteer: Option<&Gazetteer>,
    databases: &Databases,
    parameters: Parameters,
) -> Case {
    let case = Case { parameters: parameters.clone(), ..gather(files) };
    place_again(case, gazetteer, databases, parameters)
}

/// The same evidence with other databases of addresses, and perhaps other parameters: sides are
/// placed again, then prompts are paired and rules are run.
pub fn place_again(
    mut case: Case,
    gazetteer: Option<&Gazetteer>,
    databases: &Databases,
    parameters: Parameters,
) -> Case {
    let sides = Sides::of(&case.store.parties, &case.store.texts, gazetteer, &databases.open);
    case.places = sides.places;
    case.networks = sides.networks;
    case.databases = sides.databases;
    case.refused_databases.clone_from(&databases.refused);
    detect_again(case, parameters)
}

/// A case of evidence and events alone, on which no rule has run: enough to convert them.
pub fn gather(files: Vec<Ingested>) -> Case {
    let pulses: Vec<Pulse> = files.iter().map(pulse).collect();
    let Joined { evidence, issues, events, steps, texts, parties } = ingest::join(files);
    let store = EventStore::new(events, steps, texts, parties);
    let look_alikes = LookAlikes::of(&store.users).into();
    let coverage = coverage::measure(&evidence, &pulses, &store).into();
    let store = store.into();
    Case { evidence, issues, store, coverage, look_alikes, ..Case::default() }
}

/// A file's events over time, taken before repeated ones are dropped: a file that repeats another
/// covers its time all the same.
fn pulse(file: &Ingested) -> Pulse {
    let ends = file.evidence.first_event.zip(file.evidence.last_event);
    Pulse::of(ends, file.events.time.iter().copied())
}

/// The same evidence under other parameters: prompts are paired and rules are run again.
pub fn detect_again(mut case: Case, parameters: Parameters) -> Case {
    let paired = pair(&case.store, &parameters);
    let scene = Scene {
        store: &case.store,
        prompts: &paired.prompts,
        places: &case.places,
        networks: &case.networks,
    };
    let detection = detect(&scene, &parameters);
    case.prompts = paired.prompts;
    case.detection = detection;
    // The files were read within the limits that were in force then.
    let limits = case.parameters.limits;
    case.parameters = parameters;
    case.parameters.limits = limits;
    databases::tell(&mut case);
    case.limits = limits::of(&case, paired.limits);
    case
}

/// Reads files that are already in memory, with their names, under default parameters: for tests
/// and for cases that ship inside the program.
pub fn open_bytes(files: Vec<(String, Vec<u8>)>) -> Case {
    let mut ingested = Vec::new();
    for (name, bytes) in files {
        let first = EvidenceId(u32::try_from(ingested.len()).unwrap_or(u32::MAX));
        let bytes_given = bytes.len() as u64;
        let mut reader = Cursor::new(bytes);
        let choices = &|_: &str| Choices::default();
        let container = Container { first, name, bytes: bytes_given, reader: &mut reader, choices };
        ingested.append(&mut read_evidence(container, &Unwatched));
    }
    let gazetteer = Gazetteer::load().ok();
    assemble(ingested, gazetteer.as_ref(), Parameters::default())
}
