//! Text that repeats (users, addresses, agents, cities, reasons) is kept once and spoken of by code.

use std::hash::{BuildHasher, Hasher};

use rustc_hash::FxBuildHasher;

/// The code of one text in an [`Interner`]; [`TextId::ABSENT`] where the log has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub u32);

impl TextId {
    /// "The log does not tell".
    pub const ABSENT: Self = Self(0);

    /// Whether the log told.
    pub const fn is_present(self) -> bool {
        self.0 != 0
    }
}

/// Every distinct text once, in order of first arrival; code 0 stands for "absent".
///
/// Texts lie end to end in one buffer, so a million short ones cost no million allocations.
#[derive(Clone, Debug)]
pub struct Interner {
    bytes: String,
    /// End of text `i` in `bytes`; text `i` begins where text `i - 1` ends.
    ends: Vec<usize>,
    codes: hashbrown::HashTable<u32>,
}

impl Default for Interner {
    fn default() -> Self {
        Self { bytes: String::new(), ends: vec![0], codes: hashbrown::HashTable::new() }
    }
}

impl Interner {
    /// An interner that holds only the absent text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The code of `text`, which is stored on first sight; the empty text is absent.
    pub fn intern(&mut self, text: &str) -> TextId {
        if text.is_empty() {
            return TextId::ABSENT;
        }
        let hash = hash_of(text);
        let Self { bytes, ends, codes } = self;
        let is_it = |&code: &u32| bytes_of(bytes, ends, code) == text.as_bytes();
        if let Some(code) = codes.find(hash, is_it) {
            return TextId(*code);
        }
        let code = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        bytes.push_str(text);
        ends.push(bytes.len());
        codes.insert_unique(hash, code, |&code| hash_of(slice(bytes, ends, code)));
        TextId(code)
    }

    /// The code of `text` if it was stored before.
    pub fn find(&self, text: &str) -> Option<TextId> {
        if text.is_empty() {
            return Some(TextId::ABSENT);
        }
        self.codes
            .find(hash_of(text), |&code| slice(&self.bytes, &self.ends, code) == text)
            .map(|code| TextId(*code))
    }

    /// The text behind a code; empty for [`TextId::ABSENT`].
    pub fn get(&self, id: TextId) -> &str {
        slice(&self.bytes, &self.ends, id.0)
    }

    /// The text behind a code, or `None` where the log does not tell.
    pub fn present(&self, id: TextId) -> Option<&str> {
        id.is_present().then(|| self.get(id))
    }

    /// How many codes there are, the absent one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes all texts have together.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Makes room for so many more texts, of so many bytes together.
    pub fn reserve(&mut self, texts: usize, bytes: usize) {
        let Self { bytes: held, ends, codes } = self;
        held.reserve(bytes);
        ends.reserve(texts);
        codes.reserve(texts, |&code| hash_of(slice(held, ends, code)));
    }

    /// Whether nothing but the absent text is stored.
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }

    /// Every stored text with its code, in order of arrival, without the absent one.
    pub fn iter(&self) -> impl Iterator<Item = (TextId, &str)> {
        (1..self.ends.len()).map(|code| {
            let id = TextId(u32::try_from(code).unwrap_or(u32::MAX));
            (id, self.get(id))
        })
    }

    /// Stores every text of `other` and returns the code here of each code there.
    pub fn absorb(&mut self, other: &Self) -> Vec<TextId> {
        let mut here = Vec::with_capacity(other.len());
        here.push(TextId::ABSENT);
        here.extend(other.iter().map(|(_, text)| self.intern(text)));
        here
    }
}

fn slice<'a>(bytes: &'a str, ends: &[usize], code: u32) -> &'a str {
    let code = code as usize;
    let start = code.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(code).copied().unwrap_or(start);
    bytes.get(start..end).unwrap_or("")
}

/// The bytes of a text: comparing these spares the search for character boundaries.
fn bytes_of<'a>(bytes: &'a str, ends: &[usize], code: u32) -> &'a [u8] {
    let code = code as usize;
    let start = code.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(code).copied().unwrap_or(start);
    bytes.as_bytes().get(start..end).unwrap_or_default()
}

fn hash_of(text: &str) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// A text of at most `most` characters: a longer one ends with `…`.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_has_one_code_and_the_empty_text_is_absent() {
        let mut texts = Interner::new();
        let alice = texts.intern("alice");
        assert_eq!(texts.intern("alice"), alice);
        assert_ne!(texts.intern("bob"), alice);
        assert_eq!(texts.intern(""), TextId::ABSENT);
        assert_eq!(texts.get(alice), "alice");
        assert_eq!(texts.present(TextId::ABSENT), None);
    }

    #[test]
    fn absorbing_maps_every_code_of_the_other() {
        let mut here = Interner::new();
        here.intern("bob");
        let mut there = Interner::new();
        let alice_there = there.intern("alice");
        let bob_there = there.intern("bob");
        let map = here.absorb(&there);
        assert_eq!(here.get(map[alice_there.0 as usize]), "alice");
        assert_eq!(here.get(map[bob_there.0 as usize]), "bob");
        assert_eq!(here.len(), 3);
    }
}
