//! A file's bytes, unpacked and decoded. In: anything that can be read. Out: UTF-8 in blocks, and
//! the SHA-256 of what was given. Must never know: records.

use std::io::{self, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::utf16::Utf16;
use crate::model::{Limit, Limits};

/// How much is asked for at once.
const READ_SIZE: usize = 4 << 20;
/// How much of a file is looked at to tell its container and encoding.
const HEAD: usize = 64 << 10;

/// A block of decoded bytes whose memory is used again.
#[derive(Debug, Default)]
pub(super) struct Block {
    store: Vec<u8>,
    length: usize,
    /// Where bytes begin that are new in this block.
    pub(super) fresh: usize,
}

impl Block {
    /// What it holds.
    pub(super) fn bytes(&self) -> &[u8] {
        self.store.get(..self.length).unwrap_or_default()
    }

    /// Begins anew with the end of another block.
    pub(super) fn begin_with(&mut self, rest: &[u8]) {
        if self.store.len() < rest.len() {
            self.store.resize(rest.len(), 0);
        }
        if let Some(start) = self.store.get_mut(..rest.len()) {
            start.copy_from_slice(rest);
        }
        self.length = rest.len();
        self.fresh = rest.len();
    }
}

/// What an unpacked stream is packed in, and how its text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wrapping {
    pub(super) container: Option<&'static str>,
    pub(super) encoding: Option<&'static str>,
}

/// Why reading stopped before the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The file could not be read on.
    Read(String),
    /// The compressed stream is damaged.
    Damaged(String),
    /// The compressed stream grows beyond what is believed.
    Bomb,
}

/// The file as given; counts, and hashes where nobody else does.
struct Raw<'a> {
    head: Cursor<Vec<u8>>,
    rest: &'a mut (dyn Read + Send),
    taken: u64,
    hash: Option<Sha256>,
    failure: Option<String>,
}

impl Read for Raw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = self.head.read(buffer)?;
        if count == 0 {
            count = loop {
                match self.rest.read(buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => {
                        self.failure = Some(error.to_string());
                        return Err(error);
                    }
                    Ok(count) => break count.min(buffer.len()),
                }
            };
        }
        self.taken += count as u64;
        if let (Some(hash), Some(part)) = (&mut self.hash, buffer.get(..count)) {
            hash.update(part);
        }
        Ok(count)
    }
}

enum Unpacked<'a> {
    Plain(Raw<'a>),
    Gzip(Box<MultiGzDecoder<BufReader<Raw<'a>>>>),
}

impl<'a> Unpacked<'a> {
    fn raw(&mut self) -> &mut Raw<'a> {
        match self {
            Self::Plain(raw) => raw,
            Self::Gzip(decoder) => decoder.get_mut().get_mut(),
        }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(raw) => raw.read(buffer),
            Self::Gzip(decoder) => decoder.read(buffer),
        }
    }
}

/// Unpacks and decodes one file.
pub(super) struct Feed<'a> {
    unpacked: Unpacked<'a>,
    /// Unpacked bytes that were looked at and are still to be given out.
    head: Cursor<Vec<u8>>,
    utf16: Option<Utf16>,
    out: u64,
    limits: Limits,
    pub(super) wrapping: Wrapping,
    pub(super) at_end: bool,
    pub(super) stop: Option<Stop>,
}

impl<'a> Feed<'a> {
    /// Looks at the beginning of a file and gets ready to give it out.
    pub(super) fn open(rest: &'a mut (dyn Read + Send), limits: &Limits) -> Self {
        let mut raw = Raw { head: Cursor::default(), rest, taken: 0, hash: None, failure: None };
        let head = read_head(&mut raw).0;
        let is_gzip = head.starts_with(&[0x1f, 0x8b]);
        raw.head = Cursor::new(head);
        raw.taken = 0;
        raw.hash = is_gzip.then(Sha256::new);
        let container = is_gzip.then_some("gzip");
        let unpacked = if is_gzip {
            let packed = BufReader::with_capacity(HEAD, raw);
            Unpacked::Gzip(Box::new(MultiGzDecoder::new(packed)))
        } else {
            Unpacked::Plain(raw)
        };
        let mut feed = Self {
            unpacked,
            head: Cursor::default(),
            utf16: None,
            out: 0,
            limits: *limits,
            wrapping: Wrapping { container, encoding: Some("utf-8") },
            at_end: false,
            stop: None,
        };
        feed.sniff_encoding();
        feed
    }

    /// Whether bytes are given out as they are in the file, so that the reader hashes them.
    pub(super) fn is_plain(&self) -> bool {
        self.wrapping == Wrapping { container: None, encoding: Some("utf-8") }
    }

    /// Bytes of the file as given that were read.
    pub(super) fn taken(&mut self) -> u64 {
        self.unpacked.raw().taken
    }

    /// Whether the file is UTF-16 with a byte order mark.
    pub(super) fn has_utf16_mark(&self) -> bool {
        self.utf16.as_ref().is_some_and(Utf16::has_mark)
    }

    /// How many replacement characters stand for broken UTF-16.
    pub(super) fn replaced(&self) -> u64 {
        self.utf16.as_ref().map_or(0, |utf16| utf16.replaced)
    }

    /// Fills a block up to `size` bytes, or to the end.
    pub(super) fn fill(&mut self, block: &mut Block, size: usize) {
        while block.length < size && !self.at_end {
            if block.length == block.store.len() {
                // Small files get small blocks.
                block.store.resize(size.min(block.length * 4 + HEAD), 0);
            }
            let end = size.min(block.length + READ_SIZE).min(block.store.len());
            let Some(room) = block.store.get_mut(block.length..end) else { break };
            match self.next(room) {
                Ok(0) => self.at_end = true,
                Ok(count) => block.length += count,
                Err(error) => {
                    self.at_end = true;
                    self.stop = Some(self.why(&error));
                }
            }
            if self.is_bomb() {
                self.at_end = true;
                self.stop = Some(Stop::Bomb);
            }
        }
    }

    /// Reads the rest of a file that stopped early, and gives its hash where this feed keeps it.
    pub(super) fn finish(mut self) -> Option<String> {
        let raw = self.unpacked.raw();
        if raw.failure.is_some() {
            return None;
        }
        let mut waste = vec![0; HEAD];
        while raw.read(&mut waste).ok()? > 0 {}
        raw.hash.take().map(|hash| hex(&hash.finalize()))
    }

    fn sniff_encoding(&mut self) {
        let (head, error) = read_head(&mut self.unpacked);
        self.stop = error.map(|error| self.why(&error));
        self.utf16 = Utf16::sniff(&head);
        if let Some(utf16) = &self.utf16 {
            self.wrapping.encoding = Some(utf16.name());
            if self.wrapping.container.is_none() {
                let mut hash = Sha256::new();
                hash.update(&head);
                self.unpacked.raw().hash = Some(hash);
            }
        }
        self.head = Cursor::new(head);
    }

    fn next(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let Some(utf16) = &mut self.utf16 else {
            let count = read_chain(&mut self.head, &mut self.unpacked, room, self.stop.is_some())?;
            self.out += count as u64;
            return Ok(count);
        };
        let (head, unpacked, is_over) = (&mut self.head, &mut self.unpacked, self.stop.is_some());
        let count = utf16.read(room, |buffer| read_chain(head, unpacked, buffer, is_over))?;
        self.out += count as u64;
        Ok(count)
    }

    fn is_bomb(&mut self) -> bool {
        self.wrapping.container.is_some()
            && self.out > self.limits.get(Limit::TrustedSize)
            && self.out / self.unpacked.raw().taken.max(1) > self.limits.get(Limit::Ratio)
    }

    fn why(&mut self, error: &io::Error) -> Stop {
        let is_packed = self.wrapping.container.is_some();
        match &self.unpacked.raw().failure {
            Some(failure) => Stop::Read(failure.clone()),
            None if is_packed => Stop::Damaged(error.to_string()),
            None => Stop::Read(error.to_string()),
        }
    }
}

/// Reads what was looked at before, then on; an error met while looking is not asked for again.
fn read_chain(
    head: &mut Cursor<Vec<u8>>,
    rest: &mut Unpacked<'_>,
    room: &mut [u8],
    is_over: bool,
) -> io::Result<usize> {
    let count = head.read(room)?;
    if count > 0 || is_over { Ok(count) } else { rest.read(room) }
}

fn read_head(source: &mut impl Read) -> (Vec<u8>, Option<io::Error>) {
    let mut head = vec![0; HEAD];
    let mut length = 0;
    let mut failure = None;
    while let Some(room) = head.get_mut(length..).filter(|room| !room.is_empty()) {
        match source.read(room) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    head.truncate(length);
    (head, failure)
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
