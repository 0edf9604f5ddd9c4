//! Where each side of a case is, and in which network: the log first, then databases of addresses.
//!
//! In: the logged parties, the gazetteer, databases. Out: [`Sides`], by party code, each value
//! with where it comes from. A logged value is never replaced; a database that contradicts it is
//! kept beside it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{AddressDatabase, Entry, Gazetteer, network_kind, parse_address};
use crate::model::{
    DatabaseFacts, DatabaseNetwork, DatabasePlace, Interner, NetworkKind, Party, PartyTable, Place,
    ResolvedNetwork, ResolvedPlace, TextId,
};

/// What is known of every party beside what the log says.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    /// Where each party is, by party code; empty without a gazetteer.
    pub places: Vec<ResolvedPlace>,
    /// In which network each party is, by party code.
    pub networks: Vec<ResolvedNetwork>,
    /// The databases, in the order given, with what they were good for.
    pub databases: Vec<DatabaseFacts>,
}

impl Sides {
    /// Places every party; each distinct address and each distinct place is looked up once.
    pub fn of(
        parties: &PartyTable,
        texts: &Interner,
        gazetteer: Option<&Gazetteer>,
        databases: &[AddressDatabase],
    ) -> Self {
        let mut asking = Asking {
            gazetteer,
            databases,
            facts: databases.iter().map(|database| database.facts().clone()).collect(),
            known: FxHashMap::default(),
        };
        let mut placed: FxHashMap<(Place, TextId), ResolvedPlace> = FxHashMap::default();
        let mut sides = Self::default();
        for party in parties.rows() {
            let answer = asking.answer(party, texts);
            if let Some(gazetteer) = gazetteer {
                // Without an answer the address does not matter.
                let ip = answer.place.as_ref().map_or(TextId::ABSENT, |_| party.ip);
                let place = placed.entry((party.place, ip)).or_insert_with(|| {
                    gazetteer.resolve_with(&party.place, texts, answer.place.clone())
                });
                sides.places.push(place.clone());
            }
            sides.networks.push(ResolvedNetwork { kind: answer.kind, database: answer.network });
        }
        sides.databases = asking.facts;
        sides
    }
}

/// What is known of one address.
#[derive(Clone, Debug, Default)]
struct Answer {
    kind: Option<NetworkKind>,
    place: Option<Arc<DatabasePlace>>,
    network: Option<Arc<DatabaseNetwork>>,
}

struct Asking<'a> {
    gazetteer: Option<&'a Gazetteer>,
    databases: &'a [AddressDatabase],
    facts: Vec<DatabaseFacts>,
    known: FxHashMap<TextId, Answer>,
}

impl Asking<'_> {
    fn answer(&mut self, party: &Party, texts: &Interner) -> Answer {
        if let Some(known) = self.known.get(&party.ip) {
            return known.clone();
        }
        let answer = self.ask(texts.get(party.ip));
        self.known.insert(party.ip, answer.clone());
        answer
    }

    /// Of several databases the most exact place counts, and the first network.
    fn ask(&mut self, text: &str) -> Answer {
        let Some(address) = parse_address(text) else { return Answer::default() };
        let kind = network_kind(address);
        let mut answer = Answer { kind, ..Answer::default() };
        if kind == Some(NetworkKind::Unspecified) {
            return answer;
        }
        for (database, facts) in self.databases.iter().zip(&mut self.facts) {
            facts.asked += 1;
            let entry = match database.ask(address) {
                Ok(Some(entry)) => entry,
                Ok(None) => continue,
                Err(_) => {
                    facts.failed += 1;
                    continue;
                }
            };
            if entry.has_place() {
                facts.placed += 1;
                let place = place_of(&entry, facts, self.gazetteer);
                let exactness = |place: &DatabasePlace| (place.precision(), place.point.is_none());
                let is_better =
                    answer.place.as_ref().is_none_or(|known| exactness(&place) < exactness(known));
                if is_better {
                    answer.place = Some(Arc::new(place));
                }
            }
            if entry.asn.is_some() {
                facts.named += 1;
                answer.network.get_or_insert_with(|| Arc::new(network_of(&entry, facts)));
            }
        }
        answer
    }
}

fn place_of(entry: &Entry, facts: &DatabaseFacts, gazetteer: Option<&Gazetteer>) -> DatabasePlace {
    let texts = [entry.country_code.as_deref(), entry.country.as_deref()];
    let known = |text: &str| gazetteer.and_then(|gazetteer| gazetteer.country_code(text));
    let code = texts.into_iter().flatten().find_map(known);
    let name = code.and_then(|code| gazetteer?.country_name(code));
    let own = entry.country.clone().or_else(|| entry.country_code.clone());
    DatabasePlace {
        database: facts.id,
        city: entry.city.clone(),
        state: entry.state.clone(),
        country: name.map(str::to_owned).or(own),
        code,
        point: entry.point,
        radius_km: entry.radius_km,
    }
}

fn network_of(entry: &Entry, facts: &DatabaseFacts) -> DatabaseNetwork {
    DatabaseNetwork { database: facts.id, asn: entry.asn, org: entry.org.clone() }
}

#[cfg(test)]
mod tests;
