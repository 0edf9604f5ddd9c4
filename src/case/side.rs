//! One side as documents and views tell it: what the log says, else what a database says, each
//! with where it comes from.
//!
//! In: a case, a party. Out: [`Side`]; its texts are still hostile.

use super::Case;
use crate::model::{
    DatabaseFacts, DatabaseId, DatabasePlace, NetworkKind, PartyId, PlaceSource, ValueSource,
};

/// A value and the database that gives it; the log gives it where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told<T> {
    /// The value.
    pub value: T,
    /// The database that gives it.
    pub database: Option<DatabaseId>,
}

/// One side of a prompt or event.
#[derive(Clone, Copy, Debug, Default)]
pub struct Side<'a> {
    /// Address as logged.
    pub ip: Option<&'a str>,
    /// Number of the network.
    pub asn: Option<Told<u32>>,
    /// Owner of the network.
    pub org: Option<Told<&'a str>>,
    /// City.
    pub city: Option<Told<&'a str>>,
    /// State or region.
    pub state: Option<Told<&'a str>>,
    /// Country.
    pub country: Option<Told<&'a str>>,
    /// What the address is set aside for.
    pub kind: Option<NetworkKind>,
    /// Where the point on the map comes from.
    pub place_source: Option<PlaceSource>,
    /// Where the country comes from.
    pub country_source: Option<ValueSource>,
    /// What a database says where it names another country than the log.
    pub place_contradiction: Option<&'a DatabasePlace>,
    /// The number that a database says where it is another than the log's.
    pub asn_contradiction: Option<Told<u32>>,
}

impl Case {
    /// One side, with what databases add to it.
    pub fn side(&self, id: PartyId) -> Side<'_> {
        let party = self.store.parties.get(id);
        let text = |id| self.store.texts.present(id);
        let logged = |id| text(id).map(|value| Told { value, database: None });
        let mut side = Side {
            ip: text(party.ip),
            asn: party.asn.map(|value| Told { value, database: None }),
            org: logged(party.as_org),
            city: logged(party.place.city),
            state: logged(party.place.state),
            country: logged(party.place.country),
            ..Side::default()
        };
        self.add_place(&mut side, id);
        self.add_network(&mut side, id);
        side
    }

    fn add_place<'a>(&'a self, side: &mut Side<'a>, id: PartyId) {
        let Some(place) = self.places.get(id.0 as usize) else { return };
        side.place_source = place.source;
        side.country_source = place.country_source;
        side.place_contradiction = place.contradicted_by();
        let Some(said) = place.database.as_deref() else { return };
        let told = |value| Told { value, database: Some(said.database) };
        let is_by_database = |source: Option<ValueSource>| source.and_then(ValueSource::database);
        if side.country.is_none() && is_by_database(place.country_source).is_some() {
            side.country = said.country.as_deref().map(told);
        }
        if place.by_database().is_some() && side.city.is_none() && side.state.is_none() {
            side.city = said.city.as_deref().map(told);
            side.state = said.state.as_deref().map(told);
            // A country that no table knows is told in the database's words all the same.
            side.country = side.country.or_else(|| said.country.as_deref().map(told));
        }
    }

    fn add_network<'a>(&'a self, side: &mut Side<'a>, id: PartyId) {
        let Some(network) = self.networks.get(id.0 as usize) else { return };
        let logged = side.asn.map(|asn| asn.value);
        side.kind = network.kind;
        side.asn =
            network.asn(logged).map(|(value, source)| Told { value, database: source.database() });
        if side.org.is_none() {
            side.org = network
                .org(logged)
                .map(|(value, database)| Told { value, database: Some(database) });
        }
        let said = network.database.as_deref();
        side.asn_contradiction = said.and_then(|said| {
            let value = said.asn.filter(|asn| logged.is_some_and(|logged| logged != *asn))?;
            Some(Told { value, database: Some(said.database) })
        });
    }

    /// The database behind a number.
    pub fn database(&self, id: DatabaseId) -> Option<&DatabaseFacts> {
        self.databases.get(id.0 as usize)
    }

    /// Number, kind and date of a database: `D1 (GeoLite2-City, built 2026-02-24)`.
    pub fn database_words(&self, id: DatabaseId) -> String {
        self.database(id).map_or_else(|| id.to_string(), DatabaseFacts::words)
    }
}

impl<'a> Side<'a> {
    /// City, or state where there is no city, and country.
    pub fn place(&self) -> Vec<&'a str> {
        let city = self.city.or(self.state).map(|it| it.value);
        let country = self.country.map(|it| it.value).filter(|it| city != Some(*it));
        city.into_iter().chain(country).collect()
    }

    /// The database that the words of [`Side::place`] come from, in part or whole.
    pub fn place_database(&self) -> Option<DatabaseId> {
        let city = self.city.or(self.state);
        city.and_then(|it| it.database).or_else(|| self.country.and_then(|it| it.database))
    }

    /// The network as `AS64500 Example`.
    pub fn network(&self) -> Option<String> {
        match (self.asn, self.org) {
            (Some(asn), Some(org)) => Some(format!("AS{} {}", asn.value, org.value)),
            (Some(asn), None) => Some(format!("AS{}", asn.value)),
            (None, org) => org.map(|org| org.value.to_owned()),
        }
    }

    /// The database that the words of [`Side::network`] come from, in part or whole.
    pub fn network_database(&self) -> Option<DatabaseId> {
        self.asn.and_then(|it| it.database).or_else(|| self.org.and_then(|it| it.database))
    }

    /// What stands where a place would, where none is known: `private network`.
    pub fn kind_words(&self) -> Option<&'static str> {
        self.kind.filter(|_| self.place().is_empty()).map(NetworkKind::words)
    }
}

/// A text from a database with the mark of the database: `Berlin, Germany [D1]`.
pub fn marked(text: String, database: Option<DatabaseId>) -> String {
    match database {
        Some(id) => format!("{text} [{id}]"),
        None => text,
    }
}
