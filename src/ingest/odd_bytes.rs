//! What bytes that are no UTF-8 look like. In: records that hold some. Out: words, never a guess
//! that is acted on. Must never know: what the text means.

/// Bytes of no UTF-8, by what they could be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OddBytes {
    /// 0x80 to 0x9F where Windows-1252 has a letter or sign: curly quotes, the euro.
    signs: u64,
    /// 0x81, 0x8D, 0x8F, 0x90, 0x9D, which no Western encoding uses.
    unused: u64,
    /// 0xA0 to 0xFF: letters with accents in Latin-1 and in Windows-1252.
    letters: u64,
    /// Of all these, how many stand beside another one.
    in_a_row: u64,
}

impl OddBytes {
    /// Looks at one record.
    pub(super) fn look(&mut self, record: &[u8]) {
        for chunk in record.utf8_chunks() {
            let odd = chunk.invalid();
            let is_after_odd = chunk.valid().is_empty();
            for byte in odd {
                match byte {
                    0x81 | 0x8D | 0x8F | 0x90 | 0x9D => self.unused += 1,
                    0x80..=0x9F => self.signs += 1,
                    _ => self.letters += 1,
                }
            }
            self.in_a_row += if odd.len() > 1 || is_after_odd { odd.len() as u64 } else { 0 };
        }
    }

    /// Adds those of another stretch.
    pub(super) fn add(&mut self, other: Self) {
        self.signs += other.signs;
        self.unused += other.unused;
        self.letters += other.letters;
        self.in_a_row += other.in_a_row;
    }

    /// What the bytes look like, in words.
    pub(super) fn looks_like(&self) -> &'static str {
        let all = self.signs + self.unused + self.letters;
        // In Western text letters with accents stand alone between others.
        if self.unused > 0 || self.in_a_row * 2 > all {
            return "they look like no Western encoding";
        }
        if self.signs > 0 {
            "it looks like Windows-1252"
        } else {
            "it looks like Latin-1 or Windows-1252, as spreadsheets save"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(bytes: &[u8]) -> &'static str {
        let mut odd = OddBytes::default();
        odd.look(bytes);
        odd.looks_like()
    }

    #[test]
    fn western_encodings_are_told_from_others() {
        assert!(looks(b"Z\xfcrich, Malm\xf6").contains("Latin-1 or Windows-1252"));
        assert_eq!(looks(b"\x93Z\xfcrich\x94 5 \x80"), "it looks like Windows-1252");
        // Windows-1251, and plain garbage.
        assert!(looks(b"\xcc\xee\xf1\xea\xe2\xe0").contains("no Western"));
        assert!(looks(b"a\x81b").contains("no Western"));
    }
}
