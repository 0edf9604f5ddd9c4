//! Addresses that are set aside for something: known without any database.
//!
//! In: an address as logged. Out: the address, and its [`NetworkKind`] where it has one.
//! The ranges are those of IANA's IPv4 and IPv6 special-purpose address registries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::model::NetworkKind;

/// No address with brackets, zone and port is longer; the rest is some other text.
const LONGEST: usize = 96;

/// The IPv4 ranges that are set aside: first address, length of the prefix, kind. Of ranges that
/// lie in each other the narrower stands first.
const V4: &[([u8; 4], u32, NetworkKind)] = &[
    ([0, 0, 0, 0], 32, NetworkKind::Unspecified),
    ([0, 0, 0, 0], 8, NetworkKind::Reserved),
    ([10, 0, 0, 0], 8, NetworkKind::Private),
    ([100, 64, 0, 0], 10, NetworkKind::SharedByCarrier),
    ([127, 0, 0, 0], 8, NetworkKind::Loopback),
    ([169, 254, 0, 0], 16, NetworkKind::LinkLocal),
    ([172, 16, 0, 0], 12, NetworkKind::Private),
    // Anycast of PCP and TURN is reachable from everywhere.
    ([192, 0, 0, 0], 24, NetworkKind::Reserved),
    ([192, 0, 2, 0], 24, NetworkKind::Documentation),
    ([192, 168, 0, 0], 16, NetworkKind::Private),
    ([198, 18, 0, 0], 15, NetworkKind::Benchmarking),
    ([198, 51, 100, 0], 24, NetworkKind::Documentation),
    ([203, 0, 113, 0], 24, NetworkKind::Documentation),
    ([224, 0, 0, 0], 4, NetworkKind::Multicast),
    ([255, 255, 255, 255], 32, NetworkKind::Broadcast),
    ([240, 0, 0, 0], 4, NetworkKind::Reserved),
];

/// The same for IPv6; what maps an IPv4 address is looked up as that one.
const V6: &[([u16; 8], u32, NetworkKind)] = &[
    ([0; 8], 128, NetworkKind::Unspecified),
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, NetworkKind::Loopback),
    ([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96, NetworkKind::Nat64),
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, NetworkKind::Nat64),
    ([0x100, 0, 0, 0, 0, 0, 0, 0], 64, NetworkKind::Reserved),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 32, NetworkKind::Teredo),
    ([0x2001, 2, 0, 0, 0, 0, 0, 0], 48, NetworkKind::Benchmarking),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, NetworkKind::Documentation),
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, NetworkKind::SixToFour),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, NetworkKind::Documentation),
    ([0x5f00, 0, 0, 0, 0, 0, 0, 0], 16, NetworkKind::Reserved),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, NetworkKind::UniqueLocal),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, NetworkKind::LinkLocal),
    // Site-local, given up by RFC 3879, was the private range before.
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, NetworkKind::UniqueLocal),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, NetworkKind::Multicast),
];

/// The address that a log writes: without port, brackets and zone, and an IPv4 address that is
/// mapped into IPv6 as itself. `None` for host names and whatever else is no address.
pub fn parse_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let inside = match text.strip_prefix('[') {
        Some(rest) => {
            let (inside, behind) = rest.split_once(']')?;
            let is_port = behind.is_empty() || behind.strip_prefix(':').is_some_and(is_port);
            is_port.then_some(inside)?
        }
        None => without_port(text),
    };
    let address = inside.split_once('%').map_or(inside, |(address, _zone)| address);
    Some(address.parse::<IpAddr>().ok()?.to_canonical())
}

/// One colon is a port behind an IPv4 address; more are an IPv6 address.
fn without_port(text: &str) -> &str {
    match text.split_once(':') {
        Some((address, port)) if is_port(port) => address,
        _ => text,
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

/// What an address is set aside for, and so why no place is known; `None` for most of them.
pub fn network_kind(address: IpAddr) -> Option<NetworkKind> {
    match address.to_canonical() {
        IpAddr::V4(address) => of_v4(address),
        IpAddr::V6(address) => of_v6(address),
    }
}

fn of_v4(address: Ipv4Addr) -> Option<NetworkKind> {
    let bits = address.to_bits();
    let is_in = |first: [u8; 4], prefix: u32| {
        let beside = bits ^ u32::from_be_bytes(first);
        beside.leading_zeros() >= prefix
    };
    V4.iter().find(|&&(first, prefix, _)| is_in(first, prefix)).map(|&(.., kind)| kind)
}

fn of_v6(address: Ipv6Addr) -> Option<NetworkKind> {
    let bits = address.to_bits();
    let is_in = |first: [u16; 8], prefix: u32| {
        let beside = bits ^ Ipv6Addr::from(first).to_bits();
        beside.leading_zeros() >= prefix
    };
    V6.iter().find(|&&(first, prefix, _)| is_in(first, prefix)).map(|&(.., kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> &'static str {
        network_kind(parse_address(text).unwrap()).map_or("", NetworkKind::key)
    }

    #[test]
    fn addresses_set_aside_are_known_to_their_first_and_last() {
        for (first, last, key) in [
            ("10.0.0.0", "10.255.255.255", "private"),
            ("172.16.0.0", "172.31.255.255", "private"),
            ("192.168.0.0", "192.168.255.255", "private"),
            ("100.64.0.0", "100.127.255.255", "shared_by_carrier"),
            ("127.0.0.0", "127.255.255.255", "loopback"),
            ("169.254.0.0", "169.254.255.255", "link_local"),
            ("192.0.2.0", "203.0.113.255", "documentation"),
            ("198.18.0.0", "198.19.255.255", "benchmarking"),
            ("224.0.0.0", "239.255.255.255", "multicast"),
            ("240.0.0.0", "255.255.255.254", "reserved"),
            ("255.255.255.255", "255.255.255.255", "broadcast"),
            ("0.0.0.0", "::", "unspecified"),
            ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "unique_local"),
            ("fe80::", "febf::1", "link_local"),
            ("2001:db8::", "3fff:fff::1", "documentation"),
            ("2002::", "2002:ffff::1", "six_to_four"),
            ("64:ff9b::1.2.3.4", "64:ff9b:1:2::1", "nat64"),
            ("2001::1", "2001:0:ffff::1", "teredo"),
            ("ff00::", "ff02::1", "multicast"),
            ("100::1", "5f00::1", "reserved"),
            ("::1", "127.0.0.1", "loopback"),
        ] {
            assert_eq!((kind(first), kind(last)), (key, key), "{first} to {last}");
        }
    }

    #[test]
    fn the_neighbors_of_a_range_are_addresses_like_any_other() {
        for text in [
            "9.255.255.255",
            "11.0.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:4860:4860::8888",
            "2001:db7::1",
            "2003::1",
            "fbff::1",
        ] {
            assert_eq!(kind(text), "", "{text}");
        }
    }

    #[test]
    fn b29_an_address_is_read_from_what_logs_write_around_it() {
        for (text, address) in [
            ("1.2.3.4:443", "1.2.3.4"),
            (" 1.2.3.4 ", "1.2.3.4"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:80", "fe80::1"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
            ("::FFFF:0a00:1", "10.0.0.1"),
        ] {
            assert_eq!(parse_address(text).map(|it| it.to_string()).as_deref(), Some(address));
        }
    }

    #[test]
    fn b29_what_is_no_address_is_none() {
        let long = "1".repeat(4096);
        for text in [
            "",
            "unknown",
            "host.corp.example",
            "1.2.3",
            "1.2.3.4:99999",
            "1.2.3.4:",
            "256.1.1.1",
            "[::1",
            "[::1]x",
            "[::1]:port",
            "1.2.3.4, 5.6.7.8",
            "\u{202e}1.2.3.4",
            "%",
            ":::",
            long.as_str(),
        ] {
            assert_eq!(parse_address(text), None, "{text}");
        }
    }
}
