//! A file's bytes, unpacked and decoded. In: anything that can be read. Out: UTF-8 in blocks, and
//! the SHA-256 of what was given. Must never know: records.

use std::io::{self, Read};

use super::decode::{Decode, Encoding};
use super::packed::{HEAD, Peeked, archive, container};
use crate::model::{Evidence, Limit, Limits, hex};

/// How much is asked for at once.
const READ_SIZE: usize = 4 << 20;

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

/// What a stream is taken from, as far as its guards must know.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting {
    /// How far reading goes.
    pub(super) limits: Limits,
    /// The packed bytes that the stream comes from, where it is an entry of an archive.
    pub(super) packed: Option<u64>,
    /// The encoding that the analyst chose for it.
    pub(super) encoding: Option<Encoding>,
}

impl Setting {
    /// A file by itself.
    pub(super) fn within(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// A file that was read before, and that is read again however far the limits were raised then.
    pub(super) fn again(evidence: &Evidence) -> Self {
        let encoding = Encoding::chosen_for(evidence);
        Self { encoding, ..Self::within(Limits::widest()) }
    }

    fn is_entry(&self) -> bool {
        self.packed.is_some()
    }
}

/// Unpacks and decodes one file.
pub(super) struct Feed<'a> {
    unpacked: Peeked<'a>,
    setting: Setting,
    decode: Option<Decode>,
    out: u64,
    pub(super) wrapping: Wrapping,
    is_plain: bool,
    /// What is inside that is not opened: an archive, or a layer too many.
    pub(super) archive: Option<&'static str>,
    pub(super) at_end: bool,
    pub(super) stop: Option<Stop>,
}

impl<'a> Feed<'a> {
    /// Looks at the beginning of a file and gets ready to give it out.
    ///
    /// # Errors
    /// The memory that unpacking needs is not there.
    pub(super) fn open(rest: &'a mut (dyn Read + Send), setting: Setting) -> io::Result<Self> {
        let (mut unpacked, layers) = Peeked::open(rest, setting.limits.size(Limit::Layers))?;
        let decode = Decode::of(unpacked.head(), setting.encoding);
        if decode.is_some() && layers.is_empty() {
            unpacked.hash_raw();
        }
        let container = container(&layers, setting.is_entry());
        let encoding = Some(decode.as_ref().map_or("utf-8", Decode::name));
        let archive = archive(unpacked.head());
        let wrapping = Wrapping { container, encoding };
        let is_plain = layers.is_empty() && decode.is_none();
        let (out, at_end, stop) = (0, false, None);
        Ok(Self { unpacked, setting, decode, out, wrapping, is_plain, archive, at_end, stop })
    }

    /// Whether bytes are given out as they are in the file, so that the reader hashes them.
    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Bytes of the file as given that were read.
    pub(super) fn taken(&mut self) -> u64 {
        self.unpacked.raw().taken
    }

    /// Whether the file is UTF-16 with a byte order mark.
    pub(super) fn has_utf16_mark(&self) -> bool {
        self.decode.as_ref().is_some_and(Decode::has_mark)
    }

    /// The name of the encoding that the analyst chose.
    pub(super) fn asked_encoding(&self) -> Option<&'static str> {
        self.setting.encoding.map(Encoding::name)
    }

    /// How many replacement characters stand for what the encoding does not know.
    pub(super) fn replaced(&self) -> u64 {
        self.decode.as_ref().map_or(0, |decode| decode.replaced)
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

    /// Whether this is an entry of an archive.
    pub(super) fn is_entry(&self) -> bool {
        self.setting.is_entry()
    }

    /// Whether the hash of the file as given can be told when reading stopped so. A file is read on
    /// for it; an entry of an archive ends where unpacking it ends.
    pub(super) fn has_hash(&self, stop: Option<&Stop>) -> bool {
        match stop {
            None => true,
            Some(Stop::Read(_)) => false,
            Some(Stop::Damaged(_) | Stop::Bomb) => !self.setting.is_entry(),
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
        raw.hash.take().map(|hash| hex(&sha2::Digest::finalize(hash)))
    }

    fn next(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let unpacked = &mut self.unpacked;
        let count = match &mut self.decode {
            Some(decode) => decode.read(room, |buffer| unpacked.read(buffer))?,
            None => unpacked.read(room)?,
        };
        self.out += count as u64;
        Ok(count)
    }

    fn is_bomb(&mut self) -> bool {
        let packed = self.setting.packed.unwrap_or_else(|| self.unpacked.raw().taken);
        self.wrapping.container.is_some() && self.setting.limits.is_bomb(self.out, packed)
    }

    fn why(&mut self, error: &io::Error) -> Stop {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        let is_packed = self.wrapping.container.is_some();
        let is_entry = self.setting.is_entry();
        match &self.unpacked.raw().failure {
            // The archive's own reader tells damage as an error of reading.
            Some((InvalidData | InvalidInput | UnexpectedEof, why)) if is_entry => {
                Stop::Damaged(why.clone())
            }
            Some((_, why)) => Stop::Read(why.clone()),
            None if is_packed => Stop::Damaged(error.to_string()),
            None => Stop::Read(error.to_string()),
        }
    }
}
