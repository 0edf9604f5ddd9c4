//! What a Parquet file claims, checked before Polars may believe it. In: the file's bytes. Out: the
//! columns that it names, or the reason why it is not to be opened.
//!
//! A reader allocates by the lengths that a file states and descends as deep as its schema nests:
//! a forged length would end the program and not merely the reading. So every length of the footer
//! and of each page header is compared here with the bytes that are there. Facts: the Thrift
//! compact protocol and `parquet.thrift` of the Apache Parquet format.

/// Largest footer that is believed: ten million events need less than one MiB.
const LARGEST_FOOTER: usize = 16 << 20;
/// Most bytes to which one page may unpack; written ones hold about one MiB.
const LARGEST_PAGE: u64 = 256 << 20;
/// Most bytes to which one column of one group of rows may unpack.
const LARGEST_CHUNK: u64 = 1 << 30;
/// Deepest nesting of structures in a footer or page header.
const DEEPEST: usize = 16;

/// What a footer says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Footer {
    /// The names of the columns, in order; of nested ones the outermost.
    pub(super) columns: Vec<String>,
    /// Whether every column is plain: only such a file is handed on.
    pub(super) is_flat: bool,
}

/// Looks through the footer of a whole file.
///
/// # Errors
/// Why the file is no Parquet file that can be opened.
pub(super) fn check_footer(file: &[u8]) -> Result<Footer, String> {
    const CUT: &str = "the file does not end as a Parquet file does; it is cut or damaged";
    let (rest, end) = file.split_last_chunk::<8>().ok_or(CUT)?;
    let [a, b, c, d, magic @ ..] = *end;
    if magic != *b"PAR1" {
        return Err(CUT.to_owned());
    }
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    if length > LARGEST_FOOTER {
        return Err(format!("its footer claims {length} bytes; {LARGEST_FOOTER} are read at most"));
    }
    let start = rest.len().checked_sub(length).ok_or(CUT)?;
    let mut thrift = Thrift { bytes: rest.get(start..).ok_or(CUT)?, at: 0 };
    let mut footer = Footer::default();
    thrift
        .fields(|thrift, id, kind| match (id, kind) {
            (2, LIST) => {
                footer = schema(thrift)?;
                Some(())
            }
            _ => thrift.skip(kind, 0),
        })
        .ok_or("its footer is damaged")?;
    Ok(footer)
}

/// The columns of the list of schema elements: the root, then each column below it.
fn schema(thrift: &mut Thrift<'_>) -> Option<Footer> {
    let (count, kind) = thrift.list()?;
    let mut footer = Footer { is_flat: kind == STRUCT, ..Footer::default() };
    for index in 0..count {
        let (mut name, mut children) = (String::new(), 0);
        thrift.fields(|thrift, id, kind| match (id, kind) {
            (4, BINARY) => {
                name = String::from_utf8_lossy(thrift.binary()?).into_owned();
                Some(())
            }
            (5, I32) => {
                children = thrift.zigzag()?;
                Some(())
            }
            _ => thrift.skip(kind, 0),
        })?;
        let expected = if index == 0 { i64::try_from(count).ok()? - 1 } else { 0 };
        footer.is_flat &= children == expected;
        if index > 0 {
            footer.columns.push(name);
        }
    }
    Some(footer)
}

/// Looks through the page headers of one column of one group of rows.
///
/// # Errors
/// Which length does not fit.
pub(super) fn check_pages(chunk: &[u8], rows: u64) -> Result<(), String> {
    let mut thrift = Thrift { bytes: chunk, at: 0 };
    let (mut values, mut unpacked) = (0_u64, 0_u64);
    while values < rows {
        let page = page(&mut thrift).ok_or("a page header is damaged")?;
        let body = usize::try_from(page.packed).map_err(|_| "a page has a negative size")?;
        thrift.at = thrift
            .at
            .checked_add(body)
            .filter(|&end| end <= chunk.len())
            .ok_or("a page is longer than its column")?;
        let size = u64::try_from(page.unpacked).map_err(|_| "a page has a negative size")?;
        let held = u64::try_from(page.values).map_err(|_| "a page has a negative length")?;
        unpacked = unpacked.saturating_add(size);
        if size > LARGEST_PAGE || unpacked > LARGEST_CHUNK {
            return Err(format!("a page claims to unpack to {size} bytes"));
        }
        if page.is_dictionary {
            // The shortest value, an empty text, takes four bytes.
            if held > size {
                return Err(format!("a dictionary of {size} bytes claims {held} values"));
            }
        } else {
            values = values.saturating_add(held);
        }
        if body == 0 && held == 0 {
            return Err("a page holds nothing".to_owned());
        }
    }
    if values != rows {
        return Err(format!("its pages hold {values} values for {rows} rows"));
    }
    Ok(())
}

/// What one page header says.
#[derive(Default)]
struct Page {
    packed: i64,
    unpacked: i64,
    values: i64,
    is_dictionary: bool,
}

fn page(thrift: &mut Thrift<'_>) -> Option<Page> {
    let mut page = Page { packed: -1, unpacked: -1, values: -1, is_dictionary: false };
    thrift.fields(|thrift, id, kind| {
        match (id, kind) {
            (1, I32) => page.is_dictionary = thrift.zigzag()? == 2,
            (2, I32) => page.unpacked = thrift.zigzag()?,
            (3, I32) => page.packed = thrift.zigzag()?,
            (5 | 7 | 8, STRUCT) => thrift.fields(|thrift, id, kind| match (id, kind) {
                (1, I32) => {
                    page.values = thrift.zigzag()?;
                    Some(())
                }
                _ => thrift.skip(kind, 1),
            })?,
            _ => thrift.skip(kind, 0)?,
        }
        Some(())
    })?;
    Some(page)
}

const I32: u8 = 5;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A position in bytes of the Thrift compact protocol; every step checks that the bytes are there.
struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Thrift<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn left(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn advance(&mut self, count: usize) -> Option<()> {
        (count <= self.left()).then(|| self.at += count)
    }

    fn binary(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.varint()?).ok()?;
        let start = self.at;
        self.advance(length)?;
        self.bytes.get(start..self.at)
    }

    /// The length of a list and the kind of its members; each member takes at least one byte.
    fn list(&mut self) -> Option<(usize, u8)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => usize::try_from(self.varint()?).ok()?,
            few => usize::from(few),
        };
        (count <= self.left()).then_some((count, head & 0x0f))
    }

    /// Calls `each` at the value of each field of a structure.
    fn fields(&mut self, mut each: impl FnMut(&mut Self, i64, u8) -> Option<()>) -> Option<()> {
        let mut id = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            id = match head >> 4 {
                0 => self.zigzag()?,
                step => id.checked_add(i64::from(step))?,
            };
            each(self, id, head & 0x0f)?;
        }
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match kind {
            1 | 2 => Some(()),
            3 => self.advance(1),
            4..=6 => self.varint().map(drop),
            7 => self.advance(8),
            BINARY => self.binary().map(drop),
            LIST | 10 => {
                let (count, kind) = self.list()?;
                // A yes or no takes a byte in a list, and none as a field.
                let kind = if kind <= 2 { 3 } else { kind };
                (0..count).try_for_each(|_| self.skip(kind, depth + 1))
            }
            STRUCT => self.fields(|thrift, _, kind| thrift.skip(kind, depth + 1)),
            // The format has no maps.
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A data page header: kind 0, unpacked, packed, and a v1 header with the number of values.
    fn header(unpacked: u8, packed: u8, values: u8) -> Vec<u8> {
        let zigzag = |value: u8| value * 2;
        vec![
            0x15,
            0,
            0x15,
            zigzag(unpacked),
            0x15,
            zigzag(packed),
            0x2c,
            0x15,
            zigzag(values),
            0,
            0,
        ]
    }

    #[test]
    fn pages_that_fit_are_passed_and_others_are_not() {
        let mut chunk = header(8, 2, 5);
        chunk.extend([0, 0]);
        assert_eq!(check_pages(&chunk, 5), Ok(()));
        assert!(check_pages(&chunk, 6).is_err(), "the second page is missing");
        assert!(check_pages(&chunk, 4).unwrap_err().contains("5 values for 4 rows"));
        assert!(check_pages(&chunk[..chunk.len() - 1], 5).unwrap_err().contains("longer"));
        assert!(check_pages(&header(0, 0, 0), 5).unwrap_err().contains("nothing"));
    }

    #[test]
    fn a_footer_that_is_not_there_is_a_reason() {
        for file in [&b""[..], b"PAR1", b"PAR1\xff\xff\xff\x7fPAR1", b"PAR1\x40\0\0\0PAR1"] {
            assert!(check_footer(file).is_err());
        }
    }

    #[test]
    fn structures_that_nest_without_end_are_refused() {
        let mut bytes = vec![0x1c; 100_000];
        bytes.extend([0; 10]);
        assert_eq!(Thrift { bytes: &bytes, at: 0 }.skip(STRUCT, 0), None);
    }
}
