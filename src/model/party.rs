//! One side of a prompt: where the sign-in was asked for, or where the phone answered.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::{Place, TextId};

/// Address, network, place and device of one side, as logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party {
    /// IP address as logged, without port.
    pub ip: TextId,
    /// Autonomous system number.
    pub asn: Option<u32>,
    /// Name of the network's owner.
    pub as_org: TextId,
    /// Where the log places it.
    pub place: Place,
    /// User agent as logged, or the browser and system that the log tells instead.
    pub user_agent: TextId,
    /// A device id that outlives a session (managed device, enrolled phone), where logged.
    pub device_id: TextId,
    /// The device's name or model.
    pub device: TextId,
    /// Whether the provider calls it a proxy, VPN or anonymiser.
    pub proxy: Option<bool>,
}

/// The code of one [`Party`] in a [`PartyTable`]; [`PartyId::ABSENT`] where the log has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(pub u32);

impl PartyId {
    /// "The log does not tell".
    pub const ABSENT: Self = Self(0);

    /// Whether the log told anything of this side.
    pub const fn is_present(self) -> bool {
        self.0 != 0
    }
}

/// Every distinct party once, in order of first arrival; code 0 is the absent one.
#[derive(Clone, Debug)]
pub struct PartyTable {
    rows: Vec<Party>,
    codes: HashTable<u32>,
}

impl Default for PartyTable {
    fn default() -> Self {
        Self { rows: vec![Party::default()], codes: HashTable::new() }
    }
}

impl PartyTable {
    /// A table that holds only the absent party.
    pub fn new() -> Self {
        Self::default()
    }

    /// The code of `party`, which is stored on first sight.
    pub fn intern(&mut self, party: Party) -> PartyId {
        if party == Party::default() {
            return PartyId::ABSENT;
        }
        let Self { rows, codes } = self;
        let hash = hash_of(&party);
        if let Some(code) = codes.find(hash, |&code| rows.get(code as usize) == Some(&party)) {
            return PartyId(*code);
        }
        let code = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        rows.push(party);
        codes.insert_unique(hash, code, |&code| rows.get(code as usize).map_or(0, hash_of));
        PartyId(code)
    }

    /// The party behind a code; all fields absent for [`PartyId::ABSENT`].
    pub fn get(&self, id: PartyId) -> Party {
        self.rows.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// How many codes there are, the absent one included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Makes room for so many more parties.
    pub fn reserve(&mut self, parties: usize) {
        let Self { rows, codes } = self;
        rows.reserve(parties);
        codes.reserve(parties, |&code| rows.get(code as usize).map_or(0, hash_of));
    }

    /// Whether nothing but the absent party is stored.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    /// Every party by code, the absent one first.
    pub fn rows(&self) -> &[Party] {
        &self.rows
    }

    /// Stores every party of `other`, whose text codes `texts` maps, and returns the code here
    /// of each code there.
    pub fn absorb(&mut self, other: &Self, texts: &[TextId]) -> Vec<PartyId> {
        let text = |id: TextId| texts.get(id.0 as usize).copied().unwrap_or_default();
        other
            .rows
            .iter()
            .map(|party| {
                self.intern(Party {
                    ip: text(party.ip),
                    asn: party.asn,
                    as_org: text(party.as_org),
                    place: Place {
                        city: text(party.place.city),
                        state: text(party.place.state),
                        country: text(party.place.country),
                        point: party.place.point,
                    },
                    user_agent: text(party.user_agent),
                    device_id: text(party.device_id),
                    device: text(party.device),
                    proxy: party.proxy,
                })
            })
            .collect()
    }
}

fn hash_of(party: &Party) -> u64 {
    FxBuildHasher.hash_one(party)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_party_has_one_code_and_nobody_is_absent() {
        let mut parties = PartyTable::new();
        let office = Party { asn: Some(64500), ..Party::default() };
        let code = parties.intern(office);
        assert_eq!(parties.intern(office), code);
        assert_eq!(parties.intern(Party::default()), PartyId::ABSENT);
        assert_eq!(parties.get(code).asn, Some(64500));
    }
}
