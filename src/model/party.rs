//! One side of a prompt: where the sign-in was asked for, or where the phone answered.

use rustc_hash::FxHashMap;

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
    codes: FxHashMap<Party, PartyId>,
}

impl Default for PartyTable {
    fn default() -> Self {
        let nobody = Party::default();
        Self { rows: vec![nobody], codes: FxHashMap::from_iter([(nobody, PartyId::ABSENT)]) }
    }
}

impl PartyTable {
    /// A table that holds only the absent party.
    pub fn new() -> Self {
        Self::default()
    }

    /// The code of `party`, which is stored on first sight.
    pub fn intern(&mut self, party: Party) -> PartyId {
        let next = PartyId(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        let code = *self.codes.entry(party).or_insert(next);
        if code == next {
            self.rows.push(party);
        }
        code
    }

    /// The party behind a code; all fields absent for [`PartyId::ABSENT`].
    pub fn get(&self, id: PartyId) -> Party {
        self.rows.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// How many codes there are, the absent one included.
    pub fn len(&self) -> usize {
        self.rows.len()
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
