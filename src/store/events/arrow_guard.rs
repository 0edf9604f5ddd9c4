//! What an Arrow IPC file claims, checked before Polars may believe it. In: the file's bytes. Out:
//! its columns and its batches of rows, each of which can be shown alone; or the reason why not.
//!
//! As in `parquet_guard`: no length is believed that the bytes do not bear out, and nothing nests.
//! Facts: `File.fbs`, `Message.fbs` and `Schema.fbs` of the Apache Arrow format, and the layout of
//! FlatBuffers, whose every offset is followed here by checked steps only.

use std::io::{Read, Seek, SeekFrom};

/// Largest footer that is believed.
const LARGEST_FOOTER: usize = 16 << 20;
/// Most bytes to which one buffer may unpack.
const LARGEST_BUFFER: u64 = 1 << 30;
/// Most bytes to which one batch of rows may unpack.
const LARGEST_BATCH: u64 = 4 << 30;
/// Size of one entry in the footer's list of batches.
const BLOCK: usize = 24;

/// What a footer says.
#[derive(Debug)]
pub(super) struct Footer {
    /// The names of the columns, in order.
    pub(super) columns: Vec<String>,
    /// Whether every column is plain: only such a file is handed on.
    pub(super) is_flat: bool,
    /// How many batches of rows there are.
    pub(super) batches: usize,
    /// Where the footer begins in the file.
    start: usize,
    /// Where in the footer the list of batches lies.
    list: usize,
}

/// Looks through the footer of a whole file.
///
/// # Errors
/// Why the file is no Arrow file that can be opened.
pub(super) fn check_footer(file: &[u8]) -> Result<Footer, String> {
    const CUT: &str = "the file does not end as an Arrow file does; it is cut or damaged";
    let (rest, end) = file.split_last_chunk::<10>().ok_or(CUT)?;
    let [a, b, c, d, magic @ ..] = *end;
    if magic != *b"ARROW1" {
        return Err(CUT.to_owned());
    }
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    if length > LARGEST_FOOTER {
        return Err(format!("its footer claims {length} bytes; {LARGEST_FOOTER} are read at most"));
    }
    let start = rest.len().checked_sub(length).ok_or(CUT)?;
    let bytes = rest.get(start..).ok_or(CUT)?;
    let footer = footer(bytes, start).ok_or("its footer is damaged")?;
    for index in 0..footer.batches {
        if footer.block(file, index).is_none() {
            return Err(format!("batch {} lies outside of the file", index + 1));
        }
    }
    Ok(footer)
}

fn footer(bytes: &[u8], start: usize) -> Option<Footer> {
    let root = Table::root(bytes)?;
    let schema = root.table(1)?;
    let fields = schema.vector(1, 4)?;
    let (mut columns, mut is_flat) = (Vec::new(), true);
    for index in 0..fields.count {
        let field = Table::at(bytes, fields.target(bytes, index)?)?;
        let name = field.vector(0, 1)?;
        let text = bytes.get(name.start..name.start + name.count)?;
        columns.push(String::from_utf8_lossy(text).into_owned());
        let is_nested = field.has(5) && field.vector(5, 4)?.count > 0;
        is_flat &= !is_nested && !field.has(4);
    }
    let has_dictionaries = root.has(2) && root.vector(2, BLOCK)?.count > 0;
    let blocks = root.vector(3, BLOCK)?;
    Some(Footer {
        columns,
        is_flat: is_flat && !has_dictionaries,
        batches: blocks.count,
        start,
        list: blocks.start,
    })
}

impl Footer {
    /// The header and the body of one batch.
    fn block<'a>(&self, file: &'a [u8], index: usize) -> Option<(&'a [u8], &'a [u8])> {
        let at = self.start + self.list + index * BLOCK;
        let offset = usize::try_from(i64_at(file, at)?).ok()?;
        let head = usize::try_from(i32_at(file, at + 8)?).ok()?;
        let body = usize::try_from(i64_at(file, at + 16)?).ok()?;
        let middle = offset.checked_add(head)?;
        let end = middle.checked_add(body).filter(|&end| end <= self.start)?;
        Some((file.get(offset..middle)?, file.get(middle..end)?))
    }

    /// Looks through one batch and counts its rows.
    ///
    /// # Errors
    /// Which length does not fit.
    pub(super) fn check_batch(&self, file: &[u8], index: usize) -> Result<u64, String> {
        let (head, body) = self.block(file, index).ok_or("it lies outside of the file")?;
        batch(head, body).ok_or_else(|| "its header is damaged".to_owned())?
    }

    /// The file as if it held this one batch only, so that one is in memory at a time.
    pub(super) fn only<'a>(&self, file: &'a [u8], index: usize) -> Option<OneBatch<'a>> {
        let mut tail = file.get(self.start..)?.to_vec();
        let block = tail.get(self.list + index * BLOCK..)?.get(..BLOCK)?.to_vec();
        tail.get_mut(self.list..self.list + BLOCK)?.copy_from_slice(&block);
        tail.get_mut(self.list - 4..self.list)?.copy_from_slice(&1_u32.to_le_bytes());
        Some(OneBatch { body: file.get(..self.start)?, tail, at: 0 })
    }
}

/// The rows of a batch, or which length does not fit; `None` where its header is damaged.
fn batch(head: &[u8], body: &[u8]) -> Option<Result<u64, String>> {
    // The length of the message, after a mark that older writers leave out.
    let at = if i32_at(head, 0)? == -1 { 8 } else { 4 };
    let length = usize::try_from(i32_at(head, at - 4)?).ok()?;
    let bytes = head.get(at..at.checked_add(length)?)?;
    let message = Table::root(bytes)?;
    // 3 is "record batch" among the kinds of message.
    if *bytes.get(message.field(1)?)? != 3 {
        return None;
    }
    let batch = message.table(2)?;
    let rows = u64::try_from(i64_at(bytes, batch.field(0)?)?).ok()?;
    let nodes = batch.vector(1, 16)?;
    for index in 0..nodes.count {
        let at = nodes.start + index * 16;
        if u64::try_from(i64_at(bytes, at)?).ok()? != rows {
            return Some(Err("its columns differ in length".to_owned()));
        }
        u64::try_from(i64_at(bytes, at + 8)?).ok().filter(|&absent| absent <= rows)?;
    }
    let is_compressed = batch.has(3);
    let buffers = batch.vector(2, 16)?;
    let mut total = 0_u64;
    for index in 0..buffers.count {
        let at = buffers.start + index * 16;
        let start = usize::try_from(i64_at(bytes, at)?).ok()?;
        let length = usize::try_from(i64_at(bytes, at + 8)?).ok()?;
        let end = start.checked_add(length)?;
        let Some(buffer) = body.get(start..end) else {
            return Some(Err("one of its buffers lies outside of the file".to_owned()));
        };
        let size = if is_compressed { unpacked(buffer)? } else { length as u64 };
        total = total.saturating_add(size);
        if size > LARGEST_BUFFER || total > LARGEST_BATCH {
            return Some(Err(format!("a buffer claims to unpack to {size} bytes")));
        }
    }
    // A hash of 16 letters stands in each row, so that many rows need as many bytes.
    if rows > total {
        return Some(Err(format!("it claims {rows} rows in {total} bytes")));
    }
    Some(Ok(rows))
}

/// To how many bytes a compressed buffer says that it unpacks; -1 stands for "not compressed".
fn unpacked(buffer: &[u8]) -> Option<u64> {
    if buffer.is_empty() {
        return Some(0);
    }
    match i64_at(buffer, 0)? {
        -1 => Some(buffer.len() as u64),
        size => u64::try_from(size).ok(),
    }
}

/// A table of a FlatBuffer.
#[derive(Clone, Copy)]
struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
    vtable: usize,
    fields: usize,
}

/// A vector of a FlatBuffer, known to lie inside of it.
struct Vector {
    start: usize,
    count: usize,
}

impl<'a> Table<'a> {
    fn root(bytes: &'a [u8]) -> Option<Self> {
        Self::at(bytes, u32_at(bytes, 0)? as usize)
    }

    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let back = i64::from(i32_at(bytes, at)?);
        let vtable = usize::try_from(i64::try_from(at).ok()? - back).ok()?;
        let fields = usize::from(u16_at(bytes, vtable)?).checked_sub(4)? / 2;
        Some(Self { bytes, at, vtable, fields })
    }

    /// Where a field lies; `None` where the table leaves it out.
    fn field(&self, index: usize) -> Option<usize> {
        if index >= self.fields {
            return None;
        }
        let offset = usize::from(u16_at(self.bytes, self.vtable + 4 + 2 * index)?);
        (offset > 0).then(|| self.at + offset)
    }

    fn has(&self, index: usize) -> bool {
        self.field(index).is_some()
    }

    fn target(&self, index: usize) -> Option<usize> {
        let at = self.field(index)?;
        at.checked_add(u32_at(self.bytes, at)? as usize)
    }

    fn table(&self, index: usize) -> Option<Self> {
        Self::at(self.bytes, self.target(index)?)
    }

    fn vector(&self, index: usize, size: usize) -> Option<Vector> {
        let at = self.target(index)?;
        let count = u32_at(self.bytes, at)? as usize;
        let start = at.checked_add(4)?;
        let end = start.checked_add(count.checked_mul(size)?)?;
        (end <= self.bytes.len()).then_some(Vector { start, count })
    }
}

impl Vector {
    /// What a member that is an offset leads to.
    fn target(&self, bytes: &[u8], index: usize) -> Option<usize> {
        let at = self.start + index * 4;
        at.checked_add(u32_at(bytes, at)? as usize)
    }
}

fn chunk_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk::<N>().copied()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    chunk_at(bytes, at).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    chunk_at(bytes, at).map(u32::from_le_bytes)
}

fn i32_at(bytes: &[u8], at: usize) -> Option<i32> {
    chunk_at(bytes, at).map(i32::from_le_bytes)
}

fn i64_at(bytes: &[u8], at: usize) -> Option<i64> {
    chunk_at(bytes, at).map(i64::from_le_bytes)
}

/// A file with all of its batches in place and a footer that names one.
pub(super) struct OneBatch<'a> {
    body: &'a [u8],
    tail: Vec<u8>,
    at: u64,
}

impl OneBatch<'_> {
    fn rest(&self) -> &[u8] {
        let at = usize::try_from(self.at).unwrap_or(usize::MAX);
        match at.checked_sub(self.body.len()) {
            None => self.body.get(at..).unwrap_or_default(),
            Some(at) => self.tail.get(at..).unwrap_or_default(),
        }
    }
}

impl Read for OneBatch<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.rest().read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for OneBatch<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let end = (self.body.len() + self.tail.len()) as u64;
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or_else(|| std::io::Error::other("a seek before the beginning"))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_that_is_not_there_is_a_reason() {
        for file in [
            &b""[..],
            b"ARROW1",
            b"ARROW1\0\0\xff\xff\xff\x7fARROW1",
            b"ARROW1\0\0\x02\0\0\0ARROW1",
        ] {
            assert!(check_footer(file).is_err());
        }
    }

    #[test]
    fn two_parts_read_and_seek_as_one_file() {
        let mut file = OneBatch { body: b"abc", tail: b"defg".to_vec(), at: 0 };
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "abcdefg");
        assert_eq!(file.seek(SeekFrom::End(-5)).unwrap(), 2);
        text.clear();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "cdefg");
        assert!(file.seek(SeekFrom::Current(-100)).is_err());
    }
}
