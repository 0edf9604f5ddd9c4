//! Rows whose quotes are as exports write them, many bytes at a time. In: bytes that begin with a
//! row. Out: where the row and its fields end; nothing where a quote stands anywhere but around a
//! field or doubled in one: [`super::row`] reads such rows mark by mark, and the same out of these.

use super::blocks::{BLOCK, bits};
use super::row::{Field, Marks};

/// How many bytes are looked at together: as many as a word has bits.
const WORD: usize = 2 * BLOCK;

/// What is known of a row so far.
#[derive(Default)]
struct Quoting {
    /// Every bit, where the byte before is inside quotes; none, where it is outside.
    inside: u64,
    /// The lowest bit, where the byte before is a quote that ends a text or is one of two.
    closed: u64,
    /// The lowest bit, where the byte before ends a field.
    parted: u64,
}

/// What some bytes of a row are, a bit for each, the first one's lowest.
struct Word {
    /// Those after which one is inside quotes.
    inside: u64,
    /// Quotes that follow one after which one is outside: with it they are a doubled quote.
    doubled: u64,
    /// Quotes that open in the middle of a field.
    stray: u64,
    /// Bytes that follow a quote after which one is outside.
    after_closed: u64,
}

impl Quoting {
    /// Before a row's first byte.
    fn begin() -> Self {
        Self { parted: 1, ..Self::default() }
    }

    fn next(&mut self, quotes: u64, delimiters: u64) -> Word {
        let inside = toggled(quotes) ^ self.inside;
        let (opening, closing) = (quotes & inside, quotes & !inside);
        let after_closed = closing << 1 | self.closed;
        let after_parted = delimiters << 1 | self.parted;
        let stray = opening & !(after_closed | after_parted);
        self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
        (self.closed, self.parted) = (closing >> 63, delimiters >> 63);
        Word { inside, doubled: opening & after_closed, stray, after_closed }
    }
}

/// Bits that are set from each odd one on to before the next even one.
const fn toggled(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ bits << 32
}

/// So many of the lowest bits.
const fn lowest(count: usize) -> u64 {
    if count < WORD { (1 << count) - 1 } else { u64::MAX }
}

fn found(bytes: &[u8; WORD], mark: u8) -> u64 {
    let (halves, _) = bytes.as_chunks();
    match halves {
        [low, high] => u64::from(bits(low, mark)) | u64::from(bits(high, mark)) << BLOCK,
        _ => 0,
    }
}

/// Where the row at `start` ends, its line end included, if that is seen at once: its quotes are
/// plain, no line ends inside them, and it has no more than `longest` bytes.
pub(super) fn row_end(bytes: &[u8], start: usize, marks: Marks, longest: usize) -> Option<usize> {
    let mut quoting = Quoting::begin();
    let mut at = start;
    while at - start <= longest {
        let bytes = bytes.get(at..)?.first_chunk()?;
        let lines = found(bytes, marks.end);
        let word = quoting.next(found(bytes, b'"'), found(bytes, marks.delimiter));
        let ends = lines & !word.inside;
        let row = lowest(ends.trailing_zeros() as usize);
        if (word.stray | lines & word.inside) & row != 0 {
            return None;
        }
        if ends != 0 {
            let end = at + ends.trailing_zeros() as usize + 1;
            return (end - start <= longest).then_some(end);
        }
        at += WORD;
    }
    None
}

/// Gives each field of a row; `None` where its quotes are not plain: what was given is then void.
pub(super) fn each_field(row: &[u8], delimiter: u8, mut give: impl FnMut(Field)) -> Option<()> {
    let mut quoting = Quoting::begin();
    let (mut start, mut has_doubled) = (0, false);
    let (words, rest) = row.as_chunks();
    let mut padded = [0; WORD];
    padded.get_mut(..rest.len())?.copy_from_slice(rest);
    let full = words.iter().map(|word| (word, WORD));
    for (index, (bytes, length)) in full.chain([(&padded, rest.len())]).enumerate() {
        let valid = lowest(length);
        let (quotes, delimiters) = (found(bytes, b'"'), found(bytes, delimiter) & valid);
        let word = quoting.next(quotes, delimiters);
        let follows = word.after_closed & !(quotes | delimiters) & valid;
        if (word.stray | follows) != 0 {
            return None;
        }
        let (mut ends, mut doubled, base) = (delimiters & !word.inside, word.doubled, index * WORD);
        while ends != 0 {
            let place = ends.trailing_zeros() as usize;
            has_doubled |= doubled & lowest(place) != 0;
            doubled &= !lowest(place);
            give(field(row, start, base + place, has_doubled));
            (start, has_doubled) = (base + place + 1, false);
            ends &= ends - 1;
        }
        has_doubled |= doubled != 0;
    }
    if quoting.inside != 0 {
        return None;
    }
    give(field(row, start, row.len(), has_doubled));
    Some(())
}

fn field(row: &[u8], start: usize, end: usize, has_doubled: bool) -> Field {
    let is_quoted = row.get(start) == Some(&b'"');
    let text = if is_quoted { start + 1..end - 1 } else { start..end };
    Field { text, has_doubled }
}
