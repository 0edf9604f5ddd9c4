//! The frames of a zstd stream. In: packed bytes. Out: unpacked ones. Must never know: what they
//! mean.
//!
//! The decoder is given as little at a time as it asks for: it tells damage instead of the bytes
//! that it unpacked in the same step, so that large steps would lose good records.

use std::io::{self, BufRead, Read};

use zstd::stream::raw::{Decoder, InBuffer, Operation as _, OutBuffer};

/// What a frame's header needs at least (RFC 8878, 3.1.1).
const BEGINNING: usize = 5;

/// Unpacks one frame after the other.
pub(super) struct Frames<R> {
    packed: R,
    decoder: Decoder<'static>,
    /// How much the decoder asks for next; 0 where a frame has ended or none has begun.
    wanted: usize,
}

impl<R: BufRead> Frames<R> {
    /// Gets ready; fails where there is no memory for it.
    pub(super) fn new(packed: R) -> io::Result<Self> {
        Ok(Self { packed, decoder: Decoder::new()?, wanted: 0 })
    }

    /// What the frames are read from.
    pub(super) fn get_mut(&mut self) -> &mut R {
        &mut self.packed
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let packed = self.packed.fill_buf()?;
            let is_over = packed.is_empty();
            if self.wanted == 0 {
                if is_over {
                    return Ok(0);
                }
                self.decoder.reinit()?;
                self.wanted = BEGINNING;
            }
            let part = packed.get(..packed.len().min(self.wanted)).unwrap_or_default();
            let (mut input, mut output) = (InBuffer::around(part), OutBuffer::around(buffer));
            self.wanted = self.decoder.run(&mut input, &mut output)?;
            let (taken, given) = (input.pos(), output.pos());
            self.packed.consume(taken);
            if given > 0 {
                return Ok(given);
            }
            if is_over && self.wanted > 0 {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "the stream ends inside a frame",
                ));
            }
        }
    }
}
