//! Sorting millions of rows: every value becomes a rank of 32 bits, and rows are sorted by it.

use core::net::IpAddr;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

/// Ranks of distinct values by their text; values without text come last.
pub(super) struct Ranks<K>(FxHashMap<K, u32>);

impl<K: Copy + Eq + Hash + Ord> Ranks<K> {
    /// Ranks every distinct key by what `name` calls it: addresses as numbers, texts in any case.
    pub(super) fn of(keys: impl Iterator<Item = K>, name: impl Fn(K) -> Option<String>) -> Self {
        let distinct: FxHashSet<K> = keys.collect();
        let mut named: Vec<_> = distinct
            .into_iter()
            .map(|key| {
                let text = name(key);
                let address = text.as_deref().and_then(|text| text.parse::<IpAddr>().ok());
                (text.is_none(), address.is_none(), address, text.map(|it| it.to_lowercase()), key)
            })
            .collect();
        named.sort_unstable();
        let mut ranks = FxHashMap::default();
        let mut rank = 0_u32;
        let mut before: Option<Option<String>> = None;
        for (_, _, _, text, key) in named {
            if before.as_ref().is_some_and(|known| *known != text) {
                rank += 1;
            }
            before = Some(text);
            ranks.insert(key, rank);
        }
        Self(ranks)
    }

    /// The rank of a key; unknown ones come last.
    pub(super) fn get(&self, key: K) -> u32 {
        self.0.get(&key).copied().unwrap_or(u32::MAX)
    }
}

/// The positions of `keys` in order of key; equal keys keep their order, either way round.
pub(super) fn order(keys: impl Iterator<Item = u32>, is_reversed: bool) -> Vec<u32> {
    let mut packed: Vec<u64> = keys
        .zip(0_u32..)
        .map(|(key, index)| {
            let key = if is_reversed { u32::MAX - key } else { key };
            u64::from(key) << 32 | u64::from(index)
        })
        .collect();
    packed.sort_unstable();
    packed.into_iter().map(|it| it as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_sort_as_numbers_and_what_is_not_logged_comes_last() {
        let names = [Some("203.0.113.10"), None, Some("203.0.113.9"), Some("office")];
        let ranks = Ranks::of(0..4_usize, |key| names[key].map(str::to_owned));
        let sorted = order((0..4).map(|key| ranks.get(key)), false);
        assert_eq!(sorted, vec![2, 0, 3, 1]);
    }

    #[test]
    fn equal_keys_keep_their_order_either_way_round() {
        assert_eq!(order([1, 0, 1, 0].into_iter(), false), vec![1, 3, 0, 2]);
        assert_eq!(order([1, 0, 1, 0].into_iter(), true), vec![0, 2, 1, 3]);
    }
}
