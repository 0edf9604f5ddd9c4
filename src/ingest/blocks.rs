//! Bytes that are looked at together. In: 32 of them. Out: one bit for each, the first one's lowest.

use wide::u8x32;

/// How many bytes are looked at together.
pub(super) const BLOCK: usize = 32;

/// The bits of a quote, a backslash and control characters: what may end the text of a string.
pub(super) fn marks(block: &[u8; BLOCK]) -> u32 {
    let bytes = u8x32::from(*block);
    let controls = bytes.min(u8x32::splat(0x1f)).simd_eq(bytes);
    let marks = bytes.simd_eq(u8x32::splat(b'"')) | bytes.simd_eq(u8x32::splat(b'\\')) | controls;
    marks.to_bitmask()
}

/// The bits of one mark.
pub(super) fn bits(block: &[u8; BLOCK], mark: u8) -> u32 {
    u8x32::from(*block).simd_eq(u8x32::splat(mark)).to_bitmask()
}

/// The bits of quotes.
pub(super) fn quotes(block: &[u8; BLOCK]) -> u32 {
    bits(block, b'"')
}

/// The bits of bytes that are the same in both.
pub(super) fn same(one: &[u8; BLOCK], other: &[u8; BLOCK]) -> u32 {
    u8x32::from(*one).simd_eq(u8x32::from(*other)).to_bitmask()
}

/// So many of the lowest bits.
pub(super) const fn lowest(count: usize) -> u32 {
    if count < BLOCK { (1 << count) - 1 } else { u32::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_that_may_end_a_text_is_marked_where_it_stands() {
        for byte in 0..=u8::MAX {
            for at in [0, 15, 16, 31] {
                let mut block = [b'x'; BLOCK];
                block[at] = byte;
                let ends = matches!(byte, b'"' | b'\\' | 0..0x20);
                assert_eq!(marks(&block), u32::from(ends) << at, "{byte} at {at}");
                assert_eq!(quotes(&block), u32::from(byte == b'"') << at, "{byte} at {at}");
            }
        }
    }

    #[test]
    fn bytes_are_the_same_where_they_are() {
        let one = *b"0123456789abcdefghijklmnopqrstuv";
        let mut other = one;
        assert_eq!(same(&one, &other), u32::MAX);
        other[3] = b'x';
        other[31] = b'x';
        assert_eq!(same(&one, &other), !(1 << 3 | 1 << 31));
        assert_eq!(lowest(3), 0b111);
        assert_eq!(lowest(32), u32::MAX);
        assert_eq!(lowest(0), 0);
    }
}
