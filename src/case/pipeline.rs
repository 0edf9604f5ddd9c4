//! The only orchestration: from what was read to a case.

use std::io::Cursor;

use rustc_hash::FxHashMap;

use crate::detect::{Scene, detect};
use crate::geo::{Databases, Gazetteer, Sides};
use crate::ingest::{self, Choices, Container, Ingested, Joined, Unwatched};
use crate::model::{Evidence, EvidenceId, LookAlikes, Parameters, Timestamp};
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
    let joined = ingest::join(files);
    let pulses = pulses(&joined);
    let Joined { evidence, issues, events, steps, texts, parties, .. } = joined;
    let store = EventStore::new(events, steps, texts, parties);
    let (look_alikes, coverage) = rayon::join(
        || LookAlikes::of(&store.users).into(),
        || coverage::measure(&evidence, &pulses, &store).into(),
    );
    let store = store.into();
    Case { evidence, issues, store, coverage, look_alikes, ..Case::default() }
}

/// Each file's events over time: those that it tells, be it that another file tells them too. What
/// one file repeats counts once.
fn pulses(joined: &Joined) -> Vec<Pulse> {
    let places: FxHashMap<_, _> =
        joined.evidence.iter().enumerate().map(|(place, file)| (file.id, place)).collect();
    let mut times = vec![Vec::new(); joined.evidence.len()];
    let kept = joined.events.evidence.iter().copied().zip(joined.events.time.iter().copied());
    for (file, time) in kept.chain(joined.told_elsewhere.iter().copied()) {
        if let Some(times) = places.get(&file).and_then(|place| times.get_mut(*place)) {
            times.push(time);
        }
    }
    let of_file = |(file, times): (&Evidence, Vec<Timestamp>)| {
        Pulse::of(file.first_event.zip(file.last_event), times.into_iter())
    };
    joined.evidence.iter().zip(times).map(of_file).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::testing::{lines, okta};

    #[test]
    fn what_one_file_repeats_counts_once_in_its_coverage_and_what_another_tells_counts_in_both() {
        let (twice, again) = (lines(&[okta(1), okta(2), okta(2)]), lines(&[okta(2), okta(3)]));
        let files = [("a.jsonl", twice), ("b.jsonl", again)];
        let named = files.map(|(name, text)| (name.to_owned(), text.into_bytes()));
        let case = open_bytes(named.into());
        let counted = |file: usize| {
            let buckets = case.coverage.files[file].buckets.as_ref().unwrap();
            buckets.counts.iter().sum::<u64>()
        };
        assert_eq!((counted(0), counted(1)), (2, 2));
        assert_eq!(case.evidence[1].counts.duplicates, 1);
    }
}
