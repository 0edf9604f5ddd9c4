//! The byte forms that the assets share with `assets/build/wire.py`.
//!
//! In: a zlib stream. Out: numbers and texts, in order; the first broken one ends the reading.

use std::io::Read;

use super::GeoError;

/// The largest asset, decompressed; a larger one is not ours.
const LIMIT: u64 = 32 * 1024 * 1024;

/// Reads one asset from front to back.
pub(super) struct Reader {
    asset: &'static str,
    bytes: Vec<u8>,
    at: usize,
}

impl Reader {
    /// Decompresses an asset and checks its first four bytes.
    pub(super) fn open(
        asset: &'static str,
        packed: &[u8],
        magic: &[u8; 4],
    ) -> Result<Self, GeoError> {
        let mut bytes = Vec::with_capacity(packed.len().saturating_mul(3));
        flate2::read::ZlibDecoder::new(packed)
            .take(LIMIT)
            .read_to_end(&mut bytes)
            .map_err(|error| GeoError { asset, what: error.to_string() })?;
        let mut reader = Self { asset, bytes, at: 0 };
        if reader.take(4)? != magic {
            return Err(reader.broken("another format"));
        }
        Ok(reader)
    }

    /// The error at this point.
    pub(super) fn broken(&self, what: &str) -> GeoError {
        GeoError { asset: self.asset, what: format!("{what} at byte {}", self.at) }
    }

    /// The next `length` bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<&[u8], GeoError> {
        let start = self.at;
        let end = start.saturating_add(length);
        if end > self.bytes.len() {
            return Err(self.broken("it ends too early"));
        }
        self.at = end;
        Ok(self.bytes.get(start..end).unwrap_or_default())
    }

    /// A fixed number of bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], GeoError> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    /// A number of seven bits a byte, lowest first, at most 32 bits.
    pub(super) fn varint(&mut self) -> Result<u32, GeoError> {
        let mut value = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.bytes.get(self.at).copied();
            let byte = byte.ok_or_else(|| self.broken("it ends too early"))?;
            self.at += 1;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(value).map_err(|_| self.broken("a number is too large"));
            }
        }
        Err(self.broken("a number is too long"))
    }

    /// A signed number: its sign is the lowest bit.
    pub(super) fn signed(&mut self) -> Result<i32, GeoError> {
        let value = self.varint()?;
        Ok((value >> 1) as i32 ^ -((value & 1) as i32))
    }

    /// A count of things that take at least one byte each.
    pub(super) fn count(&mut self) -> Result<usize, GeoError> {
        let count = self.varint()? as usize;
        if count > self.bytes.len() {
            return Err(self.broken("a count is too large"));
        }
        Ok(count)
    }

    /// `count` numbers.
    pub(super) fn column(&mut self, count: usize) -> Result<Vec<u32>, GeoError> {
        (0..count).map(|_| self.varint()).collect()
    }

    /// `count` signed numbers.
    pub(super) fn signed_column(&mut self, count: usize) -> Result<Vec<i32>, GeoError> {
        (0..count).map(|_| self.signed()).collect()
    }

    /// A text with its length before it.
    pub(super) fn text(&mut self) -> Result<String, GeoError> {
        let length = self.count()?;
        let bytes = self.take(length)?.to_vec();
        String::from_utf8(bytes).map_err(|_| self.broken("a text is not UTF-8"))
    }

    /// A list of texts with its length before it.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, GeoError> {
        let count = self.count()?;
        (0..count).map(|_| self.text()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder =
            flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn numbers_and_texts_come_back_in_order() {
        let data = packed(b"TEST\x05\xAC\x02\x05\x06\x03abc");
        let mut reader = Reader::open("test", &data, b"TEST").unwrap();
        assert_eq!(reader.varint().unwrap(), 5);
        assert_eq!(reader.varint().unwrap(), 300);
        assert_eq!(reader.signed().unwrap(), -3);
        assert_eq!(reader.signed().unwrap(), 3);
        assert_eq!(reader.text().unwrap(), "abc");
        assert!(reader.varint().is_err());
    }

    #[test]
    fn a_damaged_asset_is_an_error_and_no_panic() {
        assert!(Reader::open("test", b"no zlib", b"TEST").is_err());
        assert!(Reader::open("test", &packed(b"ABCDEF"), b"TEST").is_err());
        let data = packed(b"TEST\xFF\xFF\xFF\xFF\xFF\xFF");
        assert!(Reader::open("test", &data, b"TEST").unwrap().varint().is_err());
    }
}
