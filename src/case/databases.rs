//! What databases of addresses have to do with findings and limits.
//!
//! In: a case whose rules have run. Out: sentences: a finding that rests on values of a database
//! says so, and a reader of the case knows what each database was good for.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use crate::model::{DatabaseId, Finding, PartyId, PlaceSource, ValueSource};

/// Adds to the explanation of each finding what of its sides is not from the log.
pub(super) fn tell(case: &mut Case) {
    if case.databases.is_empty() {
        return;
    }
    let told: Vec<Option<String>> =
        case.detection.findings.iter().map(|finding| sentence(case, finding)).collect();
    for (finding, sentence) in case.detection.findings.iter_mut().zip(told) {
        if let Some(sentence) = sentence {
            finding.explanation = format!("{} {sentence}", finding.explanation.trim_end());
        }
    }
}

/// What databases say of the sides of one finding.
#[derive(Default)]
struct Share {
    places: usize,
    networks: usize,
    contradictions: usize,
}

fn sentence(case: &Case, finding: &Finding) -> Option<String> {
    let sources = finding.sources.iter().map(|source| source.party);
    let sides: BTreeSet<PartyId> = sources.chain(finding.responders.iter().copied()).collect();
    let mut shares: BTreeMap<DatabaseId, Share> = BTreeMap::new();
    for &id in &sides {
        let side = case.side(id);
        if let Some(database) = place_database(side.place_source, side.country_source) {
            shares.entry(database).or_default().places += 1;
        }
        if let Some(database) = side.asn.and_then(|asn| asn.database) {
            shares.entry(database).or_default().networks += 1;
        }
        if let Some(said) = side.place_contradiction {
            shares.entry(said.database).or_default().contradictions += 1;
        }
    }
    let parts: Vec<String> =
        shares.iter().flat_map(|(&id, share)| parts(case, id, share, sides.len())).collect();
    (!parts.is_empty()).then(|| format!("Beside the log: {}.", parts.join("; ")))
}

fn place_database(place: Option<PlaceSource>, country: Option<ValueSource>) -> Option<DatabaseId> {
    match place {
        Some(PlaceSource::Database(id)) => Some(id),
        _ => country.and_then(ValueSource::database),
    }
}

fn parts(case: &Case, id: DatabaseId, share: &Share, sides: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let of =
        |n: usize| if sides == 1 { "the side".to_owned() } else { format!("{n} of {sides} sides") };
    let taken = match (share.places, share.networks) {
        (0, 0) => None,
        (n, 0) => Some(format!("the place of {}", of(n))),
        (0, n) => Some(format!("the network of {}", of(n))),
        (a, b) if a == b => Some(format!("place and network of {}", of(a))),
        (a, b) => Some(format!("the place of {} and the network of {}", of(a), of(b))),
    };
    let database = case.database_words(id);
    if let Some(taken) = taken {
        parts.push(format!("{taken} taken from database {database}"));
    }
    if share.contradictions > 0 {
        let of = of(share.contradictions);
        parts.push(format!("database {database} places {of} in another country than the log"));
    }
    parts
}

/// What a reader must know of the databases of a case.
pub(super) fn limits(case: &Case) -> Vec<String> {
    let mut limits = case.refused_databases.clone();
    for facts in &case.databases {
        let words = facts.words();
        if facts.placed == 0 && facts.named == 0 {
            limits.push(format!(
                "Database {words} says nothing of the {} addresses in this case",
                facts.asked
            ));
        }
        if facts.failed > 0 {
            limits.push(format!(
                "Database {words} is damaged: its records of {} of {} addresses could not be read; \
                 download it again",
                facts.failed, facts.asked
            ));
        }
    }
    if !case.databases.is_empty() {
        limits.push(
            "Values from a database of addresses are an estimate of the day it was built, not of \
             the day of the sign-in; an address may have had another owner and place then"
                .to_owned(),
        );
    }
    limits
}
