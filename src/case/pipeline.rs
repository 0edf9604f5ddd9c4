//! The only orchestration: from what was read to a case.

use std::io::Cursor;

use crate::detect::{Scene, detect};
use crate::geo::Gazetteer;
use crate::ingest::{self, Choices, Container, Ingested, Joined, Unwatched};
use crate::model::{EvidenceId, Parameters};
use crate::prompts::pair;
use crate::store::EventStore;

use super::{Case, limits};

/// Makes a case of what was read from each file, in the order given.
///
/// `gazetteer` places what the logs only name; without one, only logged coordinates count and a
/// limit says so.
pub fn assemble(
    files: Vec<Ingested>,
    gazetteer: Option<&Gazetteer>,
    parameters: Parameters,
) -> Case {
    let Joined { evidence, issues, events, steps, texts, parties } = ingest::join(files);
    let store = EventStore::new(events, steps, texts, parties);
    let places = gazetteer
        .map(|gazetteer| gazetteer.resolve_all(&store.parties, &store.texts))
        .unwrap_or_default();
    let case = Case { evidence, issues, store: store.into(), places, ..Case::default() };
    detect_again(case, parameters)
}

/// The same evidence under other parameters: prompts are paired and rules are run again.
pub fn detect_again(mut case: Case, parameters: Parameters) -> Case {
    let paired = pair(&case.store, &parameters);
    let scene = Scene { store: &case.store, prompts: &paired.prompts, places: &case.places };
    let detection = detect(&scene, &parameters);
    case.prompts = paired.prompts;
    case.detection = detection;
    case.parameters = parameters;
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
        ingested.append(&mut ingest::ingest_container(container, &Unwatched));
    }
    let gazetteer = Gazetteer::load().ok();
    assemble(ingested, gazetteer.as_ref(), Parameters::default())
}
