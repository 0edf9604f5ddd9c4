//! The people and the attackers.
//!
//! In: a number. Out: a person, always the same one. Must never know: what happens to them.

use crate::model::Span;

use super::places::{
    self, BAY_CARRIER, BENGALURU_CARRIER, BENGALURU_HOME, BENGALURU_OFFICE, BERLIN_CARRIER,
    BERLIN_HOME, BERLIN_OFFICE, Browser, CHICAGO_HOME, CHICAGO_OFFICE, CHROME_LINUX, CHROME_MAC,
    CHROME_WINDOWS, EDGE_WINDOWS, FIREFOX_LINUX, FIREFOX_WINDOWS, LAKE_CARRIER, LONDON_CARRIER,
    LONDON_HOME, LONDON_OFFICE, PHONE_MODELS, SAFARI_MAC, SAN_FRANCISCO_HOME, SAN_FRANCISCO_OFFICE,
    SCRIPT, Site,
};
use super::random::Random;
use super::story::{Endpoint, Machine, Person, Phone, Side};

/// Where a person lives and works.
#[derive(Clone, Copy, Debug)]
pub struct Town {
    /// The home network.
    pub home: &'static Site,
    /// The office network.
    pub office: &'static Site,
    /// The mobile carrier.
    pub carrier: &'static Site,
    /// How far the local clock is ahead of UTC in winter, minutes.
    pub offset_minutes: i64,
    /// The office's address.
    pub office_ip: &'static str,
}

macro_rules! towns {
    ($($(#[$doc:meta])* $name:ident = $home:ident $office:ident $carrier:ident $offset:literal $ip:literal;)*) => {
        $($(#[$doc])* pub const $name: Town = Town {
            home: &$home, office: &$office, carrier: &$carrier, offset_minutes: $offset,
            office_ip: $ip,
        };)*
    };
}

towns! {
    /// San Francisco.
    SAN_FRANCISCO = SAN_FRANCISCO_HOME SAN_FRANCISCO_OFFICE BAY_CARRIER -480 "192.0.2.10";
    /// Chicago.
    CHICAGO = CHICAGO_HOME CHICAGO_OFFICE LAKE_CARRIER -360 "192.0.2.20";
    /// Berlin.
    BERLIN = BERLIN_HOME BERLIN_OFFICE BERLIN_CARRIER 60 "192.0.2.30";
    /// Bengaluru.
    BENGALURU = BENGALURU_HOME BENGALURU_OFFICE BENGALURU_CARRIER 330 "192.0.2.40";
    /// London.
    LONDON = LONDON_HOME LONDON_OFFICE LONDON_CARRIER 0 "192.0.2.50";
}

/// Every town, for crowds.
pub const TOWNS: [Town; 5] = [SAN_FRANCISCO, CHICAGO, BERLIN, BENGALURU, LONDON];

const GIVEN: [&str; 25] = [
    "Ada", "Bruno", "Carys", "Dario", "Elif", "Florian", "Greta", "Hamish", "Ines", "Jonas",
    "Kavya", "Leif", "Mirela", "Nadir", "Odile", "Pavel", "Quentin", "Rhea", "Sanjay", "Tamsin",
    "Ulrike", "Vikram", "Wanda", "Xenia", "Yusuf",
];
const FAMILY: [&str; 40] = [
    "Ashdown",
    "Bellweather",
    "Castellane",
    "Drummock",
    "Eastwick",
    "Falkner",
    "Grimsdottir",
    "Hollis",
    "Iyengar",
    "Juniper",
    "Kestrel",
    "Larkin",
    "Marchbanks",
    "Nightingale",
    "Oakhurst",
    "Pemberly",
    "Quillon",
    "Rangan",
    "Sedgewick",
    "Thackray",
    "Umberlane",
    "Vantongeren",
    "Wrenfield",
    "Yarrow",
    "Zellweger",
    "Ambrosius",
    "Birkenau",
    "Corrigan",
    "Deshmane",
    "Elderberry",
    "Fontaine",
    "Goldfinch",
    "Hartsock",
    "Ivorson",
    "Jasperson",
    "Kolbein",
    "Lindqvist",
    "Mistral",
    "Norrland",
    "Orlop",
];
const BROWSERS: [&Browser; 5] =
    [&CHROME_MAC, &CHROME_WINDOWS, &EDGE_WINDOWS, &SAFARI_MAC, &FIREFOX_WINDOWS];

/// The invented name of the `number`th person of a crowd; names repeat after a thousand.
pub fn crowd_name(number: usize) -> String {
    let given = GIVEN.get(number % GIVEN.len()).copied().unwrap_or_default();
    let family = FAMILY.get((number / GIVEN.len() + number * 7) % FAMILY.len()).copied();
    format!("{given} {}", family.unwrap_or_default())
}

/// A person of this name and number in this town; the number decides addresses and devices.
pub fn person(name: &str, number: u64, town: &'static Town) -> Person {
    let mut random = Random::new(0xCA57, number);
    let browser = random.pick(&BROWSERS).copied().unwrap_or(&CHROME_WINDOWS);
    let login = format!("{}@corp.example", name.to_lowercase().replace(' ', "."));
    let registered = random.chance(25);
    let machine = Machine {
        browser,
        serial: 0x1000_0000 + number,
        inventory_name: registered.then(|| format!("CORP-{:05}", 10_000 + number % 90_000)),
    };
    let home = Endpoint { ip: home_ip(number), site: town.home };
    let office = Endpoint { ip: town.office_ip.to_owned(), site: town.office };
    Person {
        login,
        name: name.to_owned(),
        serial: 0x2000_0000 + number,
        offset: Span::from_mins(town.offset_minutes),
        home: Side { endpoint: home, machine: machine.clone() },
        office: Side { endpoint: office, machine },
        phones: vec![phone(number, town.carrier)],
    }
}

/// A phone with this number of the story, at this carrier.
pub fn phone(number: u64, carrier: &'static Site) -> Phone {
    let mut random = Random::new(0xF0E, number);
    let first = PHONE_MODELS.first();
    Phone {
        // 555-0100 to 555-0199 are kept for fiction.
        number: format!("+1 {:03} 555 01{:02}", 201 + number / 100 % 700, number % 100),
        model: random.pick(&PHONE_MODELS).or(first).unwrap_or(&places::PHONE_MODELS[0]),
        serial: 0x3000_0000 + number,
        carrier,
    }
}

fn home_ip(number: u64) -> String {
    if number.is_multiple_of(3) {
        format!("2001:db8:{:x}::{:x}", 0x1000 + number % 0xe000, 0x10 + number % 7)
    } else {
        format!("192.0.2.{}", 64 + number % 190)
    }
}

/// An attacker's machine at an address.
pub fn attacker(number: u64, browser: &'static Browser, ip: &str, site: &'static Site) -> Side {
    Side {
        endpoint: Endpoint { ip: ip.to_owned(), site },
        machine: Machine { browser, serial: 0x4000_0000 + number, inventory_name: None },
    }
}

/// The attackers of the stories.
pub mod attackers {
    use super::{CHROME_LINUX, FIREFOX_LINUX, SCRIPT, Side, attacker};
    use crate::testkit::places::{
        AMSTERDAM_HOSTING, CHROME_WINDOWS, FRANKFURT_HOSTING, LAGOS, MOSCOW, SAO_PAULO,
    };

    /// A connection in Lagos.
    pub fn lagos() -> Side {
        attacker(1, &CHROME_WINDOWS, "203.0.113.77", &LAGOS)
    }

    /// A connection in Moscow.
    pub fn moscow() -> Side {
        attacker(2, &CHROME_LINUX, "203.0.113.140", &MOSCOW)
    }

    /// A connection in São Paulo.
    pub fn sao_paulo() -> Side {
        attacker(3, &FIREFOX_LINUX, "203.0.113.201", &SAO_PAULO)
    }

    /// A rented server in Amsterdam.
    pub fn amsterdam() -> Side {
        attacker(4, &CHROME_LINUX, "203.0.113.19", &AMSTERDAM_HOSTING)
    }

    /// A script on a rented server in Frankfurt.
    pub fn frankfurt() -> Side {
        attacker(5, &SCRIPT, "2001:db8:badd::19", &FRANKFURT_HOSTING)
    }
}
