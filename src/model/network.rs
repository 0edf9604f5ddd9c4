//! What is known of an address beside the log: its kind, and what a database of addresses says.

use std::sync::Arc;

use serde::Serialize;

use super::{GeoPoint, Precision, Timestamp};

/// What an address is set aside for (IANA special-purpose address registries); most addresses
/// are set aside for nothing and have no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkKind {
    /// `0.0.0.0` or `::`: what is logged where there is no address.
    Unspecified,
    /// RFC 1918: an office, a home, a VPN.
    Private,
    /// RFC 4193: the same in IPv6.
    UniqueLocal,
    /// RFC 6598: many subscribers of one carrier behind it.
    SharedByCarrier,
    /// The machine itself.
    Loopback,
    /// One cable or one Wi-Fi.
    LinkLocal,
    /// RFC 5737, 3849, 9637: written in examples.
    Documentation,
    /// RFC 2544, 5180: measuring devices.
    Benchmarking,
    /// Sent to many at once; nobody signs in from it.
    Multicast,
    /// `255.255.255.255`.
    Broadcast,
    /// Set aside for protocols or for later; nobody signs in from it.
    Reserved,
    /// RFC 3056: IPv6 inside IPv4; the tunnel's end is public, where it leads is not.
    SixToFour,
    /// RFC 6052: IPv4 reached from IPv6.
    Nat64,
    /// RFC 4380: IPv6 through a relay.
    Teredo,
}

impl NetworkKind {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Private => "private",
            Self::UniqueLocal => "unique_local",
            Self::SharedByCarrier => "shared_by_carrier",
            Self::Loopback => "loopback",
            Self::LinkLocal => "link_local",
            Self::Documentation => "documentation",
            Self::Benchmarking => "benchmarking",
            Self::Multicast => "multicast",
            Self::Broadcast => "broadcast",
            Self::Reserved => "reserved",
            Self::SixToFour => "six_to_four",
            Self::Nat64 => "nat64",
            Self::Teredo => "teredo",
        }
    }

    /// What a person reads where a place would stand.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "no address",
            Self::Private | Self::UniqueLocal => "private network",
            Self::SharedByCarrier => "shared address of a carrier",
            Self::Loopback => "the machine itself",
            Self::LinkLocal => "link-local address",
            Self::Documentation => "address for documentation",
            Self::Benchmarking => "address for benchmarks",
            Self::Multicast => "multicast address",
            Self::Broadcast => "broadcast address",
            Self::Reserved => "reserved address",
            Self::SixToFour => "6to4 tunnel",
            Self::Nat64 => "NAT64 gateway",
            Self::Teredo => "Teredo tunnel",
        }
    }
}

/// The number of one database in the order given; written `D1`, `D2`, ….
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatabaseId(pub u32);

impl std::fmt::Display for DatabaseId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "D{}", u64::from(self.0) + 1)
    }
}

/// A database of addresses that the analyst supplied, and what it was good for in this case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// Its number.
    pub id: DatabaseId,
    /// The file's name.
    pub name: String,
    /// What it calls itself, such as `GeoLite2-City`, in plain letters.
    pub kind: String,
    /// When it was built, where it says so.
    pub built: Option<Timestamp>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    /// 4 or 6.
    pub ip_version: u16,
    /// How many distinct addresses of the case it was asked for.
    pub asked: u64,
    /// For how many of them it names a country or more.
    pub placed: u64,
    /// For how many of them it names a network.
    pub named: u64,
    /// For how many of them its record could not be read.
    pub failed: u64,
}

impl DatabaseFacts {
    /// Number, kind and date, as a person reads them: `D1 (GeoLite2-City, built 2026-02-24)`.
    pub fn words(&self) -> String {
        let kind = if self.kind.is_empty() { "type not stated" } else { self.kind.as_str() };
        format!("{} ({kind}, {})", self.id, self.built_words())
    }

    /// Its date in words: `built 2026-02-24`.
    pub fn built_words(&self) -> String {
        let Some(built) = self.built else { return "date not stated".to_owned() };
        let text = built.to_string();
        format!("built {}", text.split_once('T').map_or(text.as_str(), |(day, _)| day))
    }
}

/// Where a value of a side comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueSource {
    /// The log says it.
    Log,
    /// The log does not, a database does.
    Database(DatabaseId),
}

impl ValueSource {
    /// The database, where it is one.
    pub const fn database(self) -> Option<DatabaseId> {
        match self {
            Self::Log => None,
            Self::Database(id) => Some(id),
        }
    }
}

/// What a database says of the place of an address, whether or not it was needed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DatabasePlace {
    /// Which database.
    pub database: DatabaseId,
    /// City; still hostile.
    pub city: Option<String>,
    /// State or region; still hostile.
    pub state: Option<String>,
    /// Country as the database words it; still hostile.
    pub country: Option<String>,
    /// ISO 3166-1 alpha-2 code, where `country` names one that is known.
    pub code: Option<[u8; 2]>,
    /// Coordinates.
    pub point: Option<GeoPoint>,
    /// The accuracy radius that the database states, kilometres.
    pub radius_km: Option<f64>,
}

impl DatabasePlace {
    /// How exact it is by what it names.
    pub const fn precision(&self) -> Precision {
        match (&self.city, &self.state, &self.country) {
            (Some(_), ..) => Precision::City,
            (None, Some(_), _) => Precision::State,
            (None, None, Some(_)) => Precision::Country,
            (None, None, None) => Precision::None,
        }
    }

    /// City, state and country, as far as it names them.
    pub fn words(&self) -> String {
        let words = [&self.city, &self.state, &self.country];
        words.into_iter().filter_map(|it| it.as_deref()).collect::<Vec<_>>().join(", ")
    }
}

/// What a database says of the network of an address, whether or not it was needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseNetwork {
    /// Which database.
    pub database: DatabaseId,
    /// Autonomous system number.
    pub asn: Option<u32>,
    /// Name of the network's owner; still hostile.
    pub org: Option<String>,
}

/// What is known of a side's network beside the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolvedNetwork {
    /// What the address is set aside for.
    pub kind: Option<NetworkKind>,
    /// What a database says of it.
    pub database: Option<Arc<DatabaseNetwork>>,
}

impl ResolvedNetwork {
    /// The number of the network and where it comes from: the log's, else a database's.
    pub fn asn(&self, logged: Option<u32>) -> Option<(u32, ValueSource)> {
        let by_log = logged.map(|asn| (asn, ValueSource::Log));
        by_log.or_else(|| {
            let said = self.database.as_deref()?;
            Some((said.asn?, ValueSource::Database(said.database)))
        })
    }

    /// The database's name of the owner, where it is of the same network as the log's number.
    pub fn org(&self, logged: Option<u32>) -> Option<(&str, DatabaseId)> {
        let said = self.database.as_deref()?;
        let is_same = logged.is_none() || logged == said.asn;
        is_same.then(|| Some((said.org.as_deref()?, said.database))).flatten()
    }

    /// What a search may find beside the log's words: `AS64500`, the owner's name.
    pub fn added_words(&self, logged: Option<u32>) -> String {
        let asn = self.asn(logged).map(|(asn, _)| format!("AS{asn}"));
        let org = self.org(logged).map(|(org, _)| org.to_owned());
        [asn, org].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(asn: u32) -> ResolvedNetwork {
        let said = DatabaseNetwork {
            database: DatabaseId(1),
            asn: Some(asn),
            org: Some("Example Telecom".to_owned()),
        };
        ResolvedNetwork { kind: None, database: Some(Arc::new(said)) }
    }

    #[test]
    fn the_log_wins_and_its_number_takes_no_owner_of_another_network() {
        let network = network(64500);
        assert_eq!(network.asn(Some(64501)), Some((64501, ValueSource::Log)));
        assert_eq!(network.org(Some(64501)), None);
        assert_eq!(network.org(Some(64500)), Some(("Example Telecom", DatabaseId(1))));
        assert_eq!(network.asn(None), Some((64500, ValueSource::Database(DatabaseId(1)))));
    }

    #[test]
    fn a_database_is_told_with_number_kind_and_date() {
        let mut facts = DatabaseFacts { kind: "GeoLite2-City".to_owned(), ..Default::default() };
        assert_eq!(facts.words(), "D1 (GeoLite2-City, date not stated)");
        facts.built = Some(Timestamp::from_secs(1_771_934_400));
        assert_eq!(facts.words(), "D1 (GeoLite2-City, built 2026-02-24)");
    }
}
