//! The one rule that makes two spellings of a place one key; `assets/build/fold.py` does the same,
//! and the tables travel in the gazetteer so that both sides cannot disagree.

use rustc_hash::FxHashMap;

use super::{GeoError, wire::Reader};

/// The tables of the rule.
#[derive(Clone, Debug)]
pub(super) struct Fold {
    /// Letters with accents, and signs that vanish.
    letters: FxHashMap<char, String>,
    /// Words that are written out: `st` is `saint`.
    words: FxHashMap<String, String>,
    /// Phrases that come and go in names of states and cities, longest first.
    generic: Vec<String>,
}

impl Fold {
    /// Reads the tables.
    pub(super) fn read(reader: &mut Reader) -> Result<Self, GeoError> {
        let mut letters = FxHashMap::default();
        for _ in 0..reader.count()? {
            let code = reader.varint()?;
            let letter = char::from_u32(code).ok_or_else(|| reader.broken("no letter"))?;
            letters.insert(letter, reader.text()?);
        }
        let mut words = FxHashMap::default();
        for _ in 0..reader.count()? {
            let word = reader.text()?;
            words.insert(word, reader.text()?);
        }
        Ok(Self { letters, words, generic: reader.texts()? })
    }

    /// The key of a text: small letters without accents, single blanks, some words written out.
    pub(super) fn key(&self, text: &str) -> String {
        let mut plain = String::with_capacity(text.len());
        for letter in text.chars() {
            match self.letters.get(&letter) {
                Some(replacement) => plain.push_str(replacement),
                None if letter.is_ascii_alphanumeric() => plain.push(letter.to_ascii_lowercase()),
                None if ('\u{300}'..='\u{36F}').contains(&letter) => {}
                None if !letter.is_ascii() && letter.is_alphanumeric() => plain.push(letter),
                None => plain.push(' '),
            }
        }
        let words = plain.split_whitespace();
        let full = words.map(|word| self.words.get(word).map_or(word, String::as_str));
        full.collect::<Vec<_>>().join(" ")
    }

    /// The key without words that come and go (`city of`, `province`).
    pub(super) fn without_generic<'k>(&self, key: &'k str) -> &'k str {
        self.generic.iter().fold(key, |rest, phrase| {
            let rest = rest
                .strip_prefix(phrase.as_str())
                .and_then(|r| r.strip_prefix(' '))
                .filter(|_| phrase.ends_with(" of") || phrase == "the")
                .unwrap_or(rest);
            rest.strip_suffix(phrase.as_str()).and_then(|r| r.strip_suffix(' ')).unwrap_or(rest)
        })
    }
}
