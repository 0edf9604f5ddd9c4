//! What a source is recognised by, and whether two sources are one.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU64;

use rayon::prelude::*;

use crate::model::{GeoPoint, Party, PartyId, TextId};

use super::super::Scene;
use super::AgentFamily;

/// A country: its ISO code where known, else the hash of the logged text, letter case set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum CountryKey {
    /// ISO 3166-1 alpha-2.
    Iso([u8; 2]),
    /// A text that names no country that is known.
    Text(u64),
}

/// A /24 of IPv4 or a /48 of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Block {
    /// The upper 24 bits.
    V4(u32),
    /// The upper 48 bits.
    V6(u64),
}

/// A place rounded to whole degrees, to recognise a pair of places again; small, because those of
/// both sides are asked for at every prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Cell(NonZeroU64);

impl Cell {
    fn of(country: Option<CountryKey>, point: GeoPoint) -> Self {
        const NONE: u64 = 1;
        const ISO: u64 = 1 << 16;
        const TEXT: u64 = 1 << 31;
        let country = match country {
            None => NONE,
            Some(CountryKey::Iso(code)) => ISO | u64::from(u16::from_be_bytes(code)),
            // Texts that name no known country differ in what is left of their hashes.
            Some(CountryKey::Text(hash)) => TEXT | hash >> 33,
        };
        let degree = |e6: i32| (f64::from(e6) / 1e6).round() as i16;
        let degrees = |e6: i32| u64::from(degree(e6).cast_unsigned());
        let place = degrees(point.lat_e6) << 16 | degrees(point.lon_e6);
        Self(NonZeroU64::MIN.saturating_add((country << 32 | place) - 1))
    }
}

/// What a source is recognised by; absent is what the log does not tell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Identity {
    /// Address as logged; `0.0.0.0` and `::` are absent.
    pub(crate) ip: Option<TextId>,
    pub(crate) block: Option<Block>,
    pub(crate) asn: Option<u32>,
    pub(crate) country: Option<CountryKey>,
    pub(crate) agent: Option<AgentFamily>,
    pub(crate) device: Option<TextId>,
    /// Whether the provider calls it a proxy, VPN or anonymiser.
    pub(crate) is_proxy: bool,
}

/// What every party is recognised by, by party code.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    of: Vec<Identity>,
    cells: Vec<Option<Cell>>,
}

impl Identities {
    /// Those of every party.
    pub(super) fn of(scene: &Scene<'_>) -> Self {
        let codes = 0..u32::try_from(scene.store.parties.len()).unwrap_or(u32::MAX);
        let both = codes.into_par_iter().map(PartyId).map(|party| {
            let identity = identity(scene, party);
            (identity, cell(scene, party, identity.country))
        });
        let (of, cells) = both.unzip();
        Self { of, cells }
    }

    /// What a party is recognised by.
    pub(crate) fn get(&self, party: PartyId) -> Identity {
        self.of.get(party.0 as usize).copied().unwrap_or_default()
    }

    /// Where it is, where that is known.
    pub(super) fn cell(&self, party: PartyId) -> Option<Cell> {
        *self.cells.get(party.0 as usize)?
    }
}

#[cfg(test)]
impl From<Vec<Identity>> for Identities {
    fn from(of: Vec<Identity>) -> Self {
        Self { of, cells: Vec::new() }
    }
}

fn cell(scene: &Scene<'_>, id: PartyId, country: Option<CountryKey>) -> Option<Cell> {
    let resolved = scene.places.get(id.0 as usize).and_then(|place| place.point);
    let point = resolved.or_else(|| scene.store.parties.get(id).place.point)?;
    Some(Cell::of(country, point))
}

fn identity(scene: &Scene<'_>, id: PartyId) -> Identity {
    let party = scene.store.parties.get(id);
    let texts = &scene.store.texts;
    let address = texts.get(party.ip).parse::<IpAddr>().ok();
    let is_nowhere = address.is_some_and(|ip| ip.is_unspecified());
    let country = country(scene, id, &party);
    Identity {
        ip: (party.ip.is_present() && !is_nowhere).then_some(party.ip),
        block: address.filter(|_| !is_nowhere).map(block),
        asn: scene.asn(id),
        country,
        agent: AgentFamily::of(texts.get(party.user_agent)),
        device: party.device_id.is_present().then_some(party.device_id),
        is_proxy: party.proxy == Some(true),
    }
}

fn country(scene: &Scene<'_>, id: PartyId, party: &Party) -> Option<CountryKey> {
    if let Some(iso) = scene.places.get(id.0 as usize).and_then(|place| place.country) {
        return Some(CountryKey::Iso(iso));
    }
    let text = scene.store.texts.get(party.place.country).trim().to_lowercase();
    let is_known = !text.is_empty() && text != "unknown";
    is_known.then(|| CountryKey::Text(xxhash_rust::xxh3::xxh3_64(text.as_bytes())))
}

fn block(ip: IpAddr) -> Block {
    let v6 = |ip: Ipv6Addr| {
        let [a, b, c, d, e, f, ..] = ip.octets();
        Block::V6(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    };
    match ip.to_canonical() {
        IpAddr::V4(ip) => Block::V4(u32::from_be_bytes(ip.octets()) >> 8),
        IpAddr::V6(ip) => v6(ip),
    }
}

impl Identity {
    /// Whether two sources are one cluster (DESIGN.md §6): same address, or same network, country
    /// and agent family, or same device. `None` where the log gives nothing to compare.
    pub(crate) fn is_same_cluster(&self, other: &Self) -> Option<bool> {
        let ip = self.ip.zip(other.ip).map(|(a, b)| a == b);
        let device = self.device.zip(other.device).map(|(a, b)| a == b);
        let network = self.network().zip(other.network()).map(|(a, b)| a == b);
        let compared = [ip, device, network];
        compared
            .iter()
            .any(Option::is_some)
            .then(|| compared.into_iter().any(|same| same == Some(true)))
    }

    /// Network, country and agent family, where the log gives all three.
    pub(crate) fn network(&self) -> Option<(u32, CountryKey, AgentFamily)> {
        Some((self.asn?, self.country?, self.agent?))
    }

    /// Address block and agent family, where the log gives both.
    pub(crate) fn block_and_agent(&self) -> Option<(Block, AgentFamily)> {
        Some((self.block?, self.agent?))
    }
}

/// Whether two countries differ; `None` where the log does not tell.
pub(super) fn is_other_country(one: Option<CountryKey>, other: Option<CountryKey>) -> Option<bool> {
    match (one?, other?) {
        (CountryKey::Iso(a), CountryKey::Iso(b)) => Some(a != b),
        (CountryKey::Text(a), CountryKey::Text(b)) => Some(a != b),
        // A name that no table knows may be another spelling of the code.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_block_share_it() {
        let of = |ip: &str| block(ip.parse().unwrap());
        assert_eq!(of("192.0.2.1"), of("192.0.2.254"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.9"));
        assert_eq!(of("2001:db8:1::1"), of("2001:db8:1:ffff::1"));
        assert_ne!(of("2001:db8:1::1"), of("2001:db8:2::1"));
    }

    #[test]
    fn cells_differ_where_degrees_or_countries_do() {
        let at = |lat, lon| GeoPoint::from_degrees(lat, lon).unwrap();
        let (germany, austria) = (Some(CountryKey::Iso(*b"DE")), Some(CountryKey::Iso(*b"AT")));
        let berlin = Cell::of(germany, at(52.52, 13.405));
        assert_eq!(berlin, Cell::of(germany, at(52.6, 13.3)));
        let others = [
            Cell::of(austria, at(52.52, 13.405)),
            Cell::of(None, at(52.52, 13.405)),
            Cell::of(Some(CountryKey::Text(u64::MAX)), at(52.52, 13.405)),
            Cell::of(germany, at(-52.52, 13.405)),
            Cell::of(germany, at(52.52, -13.405)),
            Cell::of(germany, at(13.405, 52.52)),
        ];
        assert!(!others.contains(&berlin));
    }

    #[test]
    fn one_shared_identity_makes_one_cluster_and_none_to_compare_makes_no_answer() {
        let a = Identity { ip: Some(TextId(1)), asn: Some(64500), ..Identity::default() };
        let b = Identity { ip: Some(TextId(2)), asn: Some(64500), ..Identity::default() };
        let c = Identity { device: Some(TextId(7)), ..Identity::default() };
        assert_eq!(a.is_same_cluster(&a), Some(true));
        assert_eq!(a.is_same_cluster(&b), Some(false));
        assert_eq!(a.is_same_cluster(&c), None);
    }
}
