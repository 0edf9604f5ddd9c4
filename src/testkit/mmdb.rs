//! A database of addresses in the MMDB format, as its makers publish them.
//!
//! In: networks with their records. Out: the bytes of a database file. Must never know: how the
//! program reads them. Records are stored once each, in order; the tree has 24-bit records.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};

const MARKER: &[u8] = b"\xab\xcd\xefMaxMind.com";
const SEPARATOR: usize = 16;

/// A value of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// UTF-8.
    Text(String),
    /// A double.
    Double(f64),
    /// An unsigned number, written as 16, 32 or 64 bits by its size.
    Number(u64),
    /// An unsigned number of 32 bits, whatever its size.
    Long(u32),
    /// An unsigned number of 64 bits, whatever its size.
    Wide(u64),
    /// Names and values.
    Map(Vec<(String, Value)>),
    /// Values.
    List(Vec<Value>),
    /// Another value's place in the data section.
    Pointer(u32),
}

impl Value {
    /// A text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A map.
    pub fn map<const N: usize>(fields: [(&str, Self); N]) -> Self {
        Self::Map(fields.map(|(name, value)| (name.to_owned(), value)).into())
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => {
                control(out, 2, text.len());
                out.extend_from_slice(text.as_bytes());
            }
            Self::Double(number) => {
                control(out, 3, 8);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Number(number @ 0..=0xffff) => write_number(out, 5, 2, *number),
            Self::Number(number @ 0x1_0000..=0xffff_ffff) => write_number(out, 6, 4, *number),
            Self::Number(number) | Self::Wide(number) => write_number(out, 9, 8, *number),
            Self::Long(number) => write_number(out, 6, 4, u64::from(*number)),
            Self::Map(fields) => {
                control(out, 7, fields.len());
                for (name, value) in fields {
                    Self::text(name).write(out);
                    value.write(out);
                }
            }
            Self::List(values) => {
                control(out, 11, values.len());
                values.iter().for_each(|value| value.write(out));
            }
            Self::Pointer(at) => {
                out.push(0b0011_1000);
                out.extend_from_slice(&at.to_be_bytes());
            }
        }
    }
}

fn write_number(out: &mut Vec<u8>, kind: u8, width: usize, number: u64) {
    control(out, kind, width);
    out.extend_from_slice(number.to_be_bytes().get(8 - width..).unwrap_or_default());
}

/// The byte, or bytes, that tell a value's type and size.
fn control(out: &mut Vec<u8>, kind: u8, size: usize) {
    let (short, extra) = match size {
        0..=28 => (size as u8, Vec::new()),
        29..=284 => (29, vec![(size - 29) as u8]),
        285..=65_820 => (30, ((size - 285) as u16).to_be_bytes().to_vec()),
        _ => (31, ((size - 65_821) as u32).to_be_bytes().get(1..).unwrap_or_default().to_vec()),
    };
    if kind <= 7 {
        out.push(kind << 5 | short);
    } else {
        out.extend([short, kind - 7]);
    }
    out.extend(extra);
}

/// A database in the making.
#[derive(Clone, Debug)]
pub struct Mmdb {
    kind: String,
    built: u64,
    /// Two children each: 0 is none, below the count a node, above it a record.
    nodes: Vec<[Child; 2]>,
    data: Vec<u8>,
    known: BTreeMap<Vec<u8>, usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Child {
    Nothing,
    Node(usize),
    Record(usize),
}

impl Mmdb {
    /// An empty IPv6 database; `kind` is what it calls itself, `built` its date in seconds.
    pub fn new(kind: &str, built: u64) -> Self {
        Self {
            kind: kind.to_owned(),
            built,
            nodes: vec![[Child::Nothing; 2]],
            data: Vec::new(),
            known: BTreeMap::new(),
        }
    }

    /// Adds a network, `203.0.113.0/24` or `2001:db8::/32`, with its record. A network inside one
    /// that was added before takes its part of it; what is no network is left out.
    #[must_use]
    pub fn with(mut self, network: &str, record: &Value) -> Self {
        if let Some((bits, prefix)) = parse(network) {
            let record = self.store(record);
            self.insert(bits, prefix, record);
        }
        self
    }

    fn store(&mut self, record: &Value) -> usize {
        let mut bytes = Vec::new();
        record.write(&mut bytes);
        let next = self.data.len();
        let at = *self.known.entry(bytes.clone()).or_insert(next);
        if at == next {
            self.data.extend(bytes);
        }
        at
    }

    fn insert(&mut self, bits: u128, prefix: u32, record: usize) {
        let mut node = 0;
        for depth in 0..prefix {
            let side = usize::from(bits >> (127 - depth) & 1 == 1);
            let next = self.nodes.len();
            let Some(child) = self.nodes.get_mut(node).and_then(|it| it.get_mut(side)) else {
                return;
            };
            if depth + 1 == prefix {
                *child = Child::Record(record);
                return;
            }
            match *child {
                Child::Node(at) => node = at,
                before => {
                    *child = Child::Node(next);
                    self.nodes.push([before; 2]);
                    node = next;
                }
            }
        }
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let count = self.nodes.len();
        let mut out = Vec::new();
        for child in self.nodes.iter().flatten() {
            let number = match child {
                Child::Nothing => count,
                Child::Node(at) => *at,
                Child::Record(at) => count + SEPARATOR + at,
            };
            out.extend_from_slice((number as u32).to_be_bytes().get(1..).unwrap_or_default());
        }
        out.extend([0; SEPARATOR]);
        out.extend(&self.data);
        out.extend(MARKER);
        self.about().write(&mut out);
        out
    }

    fn about(&self) -> Value {
        Value::map([
            ("binary_format_major_version", Value::Number(2)),
            ("binary_format_minor_version", Value::Number(0)),
            ("build_epoch", Value::Wide(self.built)),
            ("database_type", Value::text(&self.kind)),
            ("description", Value::map([("en", Value::text("An invented database"))])),
            ("ip_version", Value::Number(6)),
            ("languages", Value::List(vec![Value::text("en")])),
            ("node_count", Value::Long(self.nodes.len() as u32)),
            ("record_size", Value::Number(24)),
        ])
    }
}

/// The first bits of a network; IPv4 lies under `::/96`.
fn parse(network: &str) -> Option<(u128, u32)> {
    let (address, prefix) = network.split_once('/')?;
    let prefix: u32 = prefix.parse().ok()?;
    match address.parse().ok()? {
        IpAddr::V4(address) => Some((u128::from(u32::from(address)), prefix + 96)),
        IpAddr::V6(address) => Some((Ipv6Addr::to_bits(address), prefix)),
    }
}

/// A record of a City database in the shape of MaxMind and DB-IP.
pub fn city(name: &str, code: &str, country: &str, (lat, lon): (f64, f64), km: u64) -> Value {
    let named = |name: &str| Value::map([("en", Value::text(name))]);
    Value::map([
        ("city", Value::map([("names", named(name))])),
        ("country", Value::map([("iso_code", Value::text(code)), ("names", named(country))])),
        (
            "location",
            Value::map([
                ("accuracy_radius", Value::Number(km)),
                ("latitude", Value::Double(lat)),
                ("longitude", Value::Double(lon)),
            ]),
        ),
    ])
}

/// A record of a Country database in the shape of MaxMind and DB-IP.
pub fn country(code: &str, name: &str) -> Value {
    let names = Value::map([("en", Value::text(name))]);
    Value::map([("country", Value::map([("iso_code", Value::text(code)), ("names", names)]))])
}

/// A record of an ASN database in the shape of MaxMind and DB-IP.
pub fn network(asn: u64, org: &str) -> Value {
    Value::map([
        ("autonomous_system_number", Value::Number(asn)),
        ("autonomous_system_organization", Value::text(org)),
    ])
}
