//! A small deterministic random generator and the ids made from it.
//!
//! In: a seed. Out: numbers and ids, always the same ones. Must never know: what they are used for.

use crate::model::Span;

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
const BASE_62: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8; 16] = b"0123456789abcdef";

impl Random {
    /// A generator for `stream` of `seed`; different streams are independent of each other.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(mix(seed.wrapping_mul(GOLDEN) ^ mix(stream.wrapping_add(GOLDEN))))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number of `low..=high`; `low` if the range is empty.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.bits() % width).unwrap_or(0))
    }

    /// A span of `low..=high` seconds, with a random part of milliseconds.
    pub fn seconds(&mut self, (low, high): (i64, i64)) -> Span {
        Span(self.range(low * 1_000, high * 1_000) * 1_000)
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.range(0, 99) < percent
    }

    /// One item of a list; `None` if the list is empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(items.len()).unwrap_or(0) - 1;
        items.get(usize::try_from(self.range(0, last)).unwrap_or(0))
    }

    /// `length` letters and digits after `prefix`, as Okta's ids look.
    pub fn base62(&mut self, prefix: &str, length: usize) -> String {
        self.text(prefix, length, BASE_62)
    }

    /// `length` upper-case letters and digits after `prefix`, as Duo's keys look.
    pub fn capitals(&mut self, prefix: &str, length: usize) -> String {
        self.text(prefix, length, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    }

    /// `length` lower-case hexadecimal digits.
    pub fn hex(&mut self, length: usize) -> String {
        self.text("", length, HEX)
    }

    /// A random UUID (version 4).
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.bits(), self.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        )
    }

    fn text(&mut self, prefix: &str, length: usize, alphabet: &[u8]) -> String {
        let base = alphabet.len().max(1) as u64;
        let mut text = String::with_capacity(prefix.len() + length);
        text.push_str(prefix);
        let mut bits = 0;
        for index in 0..length {
            // Ten draws of up to 62 values fit into 64 bits.
            if index % 10 == 0 {
                bits = self.bits();
            }
            let digit = usize::try_from(bits % base).unwrap_or(0);
            text.push(alphabet.get(digit).map_or('0', |&byte| char::from(byte)));
            bits /= base;
        }
        text
    }
}

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_stream_gives_others() {
        let id = |stream| Random::new(7, stream).uuid();
        assert_eq!(id(1), id(1));
        assert_ne!(id(1), id(2));
        assert_eq!(id(1).len(), 36);
    }

    #[test]
    fn a_range_holds_both_its_ends_and_nothing_else() {
        let mut random = Random::new(1, 1);
        let drawn: std::collections::BTreeSet<_> = (0..200).map(|_| random.range(3, 5)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), vec![3, 4, 5]);
    }
}
