//! The layers that a file's text is packed in. In: a file as given. Out: what it unpacks to. Must
//! never know: text, records.
//!
//! Each layer is told by its first bytes, never by the file's name.

use std::io::{self, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

use super::zstd_frames::Frames;

/// How much of each layer is looked at to tell what it is.
pub(super) const HEAD: usize = 64 << 10;

/// How many packed bytes are unpacked at once: damage costs what is unpacked together with it.
const PACKED: usize = 16 << 10;

/// One layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    Gzip,
    Zstd,
}

impl Layer {
    /// The layer that begins so.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            // A frame, or a skippable frame before it.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    fn around(self, packed: Peeked<'_>) -> io::Result<Unpacked<'_>> {
        let packed = BufReader::with_capacity(PACKED, packed);
        Ok(match self {
            Self::Gzip => Unpacked::Gzip(Box::new(MultiGzDecoder::new(packed))),
            Self::Zstd => Unpacked::Zstd(Box::new(Frames::new(packed)?)),
        })
    }
}

/// What documents call a stream in these layers, the outermost first; an entry of an archive lies
/// in that one too.
pub(super) fn container(layers: &[Layer], is_entry: bool) -> Option<&'static str> {
    use Layer::{Gzip, Zstd};
    Some(match (layers, is_entry) {
        ([], false) => return None,
        ([], true) => "zip",
        ([Gzip], false) => "gzip",
        ([Gzip], true) => "gzip in zip",
        ([Zstd], false) => "zstd",
        ([Zstd], true) => "zstd in zip",
        ([Gzip, Gzip, ..], false) => "gzip in gzip",
        ([Gzip, Gzip, ..], true) => "gzip in gzip in zip",
        ([Gzip, Zstd, ..], false) => "zstd in gzip",
        ([Gzip, Zstd, ..], true) => "zstd in gzip in zip",
        ([Zstd, Gzip, ..], false) => "gzip in zstd",
        ([Zstd, Gzip, ..], true) => "gzip in zstd in zip",
        ([Zstd, Zstd, ..], false) => "zstd in zstd",
        ([Zstd, Zstd, ..], true) => "zstd in zstd in zip",
    })
}

/// An archive that is no layer: it holds files of its own, or needs another way of reading.
pub(super) fn archive(head: &[u8]) -> Option<&'static str> {
    if is_zip(head) {
        return Some("zip archive");
    }
    match Layer::of(head) {
        Some(Layer::Gzip) => return Some("gzip stream"),
        Some(Layer::Zstd) => return Some("zstd stream"),
        None => {}
    }
    (head.get(257..262) == Some(b"ustar")).then_some("tar archive")
}

/// Whether a file that begins so is a zip archive.
pub(super) fn is_zip(head: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(*magic))
}

/// The file as given; counts, and hashes where nobody else does.
pub(super) struct Raw<'a> {
    rest: &'a mut (dyn Read + Send),
    pub(super) taken: u64,
    pub(super) hash: Option<Sha256>,
    /// Why the file itself could not be read on.
    pub(super) failure: Option<(io::ErrorKind, String)>,
}

impl Read for Raw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = loop {
            match self.rest.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some((error.kind(), error.to_string()));
                    return Err(error);
                }
                Ok(count) => break count.min(buffer.len()),
            }
        };
        self.taken += count as u64;
        if let (Some(hash), Some(part)) = (&mut self.hash, buffer.get(..count)) {
            hash.update(part);
        }
        Ok(count)
    }
}

enum Unpacked<'a> {
    Plain(Raw<'a>),
    Gzip(Box<MultiGzDecoder<BufReader<Peeked<'a>>>>),
    Zstd(Box<Frames<BufReader<Peeked<'a>>>>),
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(raw) => raw.read(buffer),
            Self::Gzip(decoder) => decoder.read(buffer),
            Self::Zstd(decoder) => decoder.read(buffer),
        }
    }
}

/// A layer whose beginning was looked at and is still to be given out.
pub(super) struct Peeked<'a> {
    head: Cursor<Vec<u8>>,
    /// An error met while looking; it is told behind the head, and nothing is asked for again.
    failure: Option<(io::ErrorKind, String)>,
    rest: Unpacked<'a>,
}

impl<'a> Peeked<'a> {
    /// Unpacks a file, at most so many layers deep, and tells which layers those are.
    pub(super) fn open(
        rest: &'a mut (dyn Read + Send),
        most: usize,
    ) -> io::Result<(Self, Vec<Layer>)> {
        let raw = Raw { rest, taken: 0, hash: None, failure: None };
        let mut peeked = Self::look(Unpacked::Plain(raw));
        let mut layers = Vec::new();
        while let Some(layer) = Layer::of(peeked.head()).filter(|_| layers.len() < most) {
            if layers.is_empty() {
                peeked.hash_raw();
            }
            layers.push(layer);
            peeked = Self::look(layer.around(peeked)?);
        }
        Ok((peeked, layers))
    }

    fn look(mut rest: Unpacked<'a>) -> Self {
        let (head, error) = read_head(&mut rest);
        let failure = error.map(|error| (error.kind(), error.to_string()));
        Self { head: Cursor::new(head), failure, rest }
    }

    /// The beginning, as far as it was looked at.
    pub(super) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }

    /// The file as given.
    pub(super) fn raw(&mut self) -> &mut Raw<'a> {
        match &mut self.rest {
            Unpacked::Plain(raw) => raw,
            Unpacked::Gzip(decoder) => decoder.get_mut().get_mut().raw(),
            Unpacked::Zstd(decoder) => decoder.get_mut().get_mut().raw(),
        }
    }

    /// Hashes the file as given while it is read; for a layer of which only the head was read.
    pub(super) fn hash_raw(&mut self) {
        let mut hash = Sha256::new();
        hash.update(self.head());
        self.raw().hash = Some(hash);
    }
}

impl Read for Peeked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.head.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        match &self.failure {
            Some((kind, why)) => Err(io::Error::new(*kind, why.clone())),
            None => self.rest.read(buffer),
        }
    }
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
