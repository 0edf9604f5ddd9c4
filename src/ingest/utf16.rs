//! UTF-16, as PowerShell writes it, to UTF-8. In: bytes. Out: bytes.

use std::io;

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

/// How many bytes are decoded at once.
const PART: usize = 64 << 10;
/// How much of a file is looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 4 << 10;
/// U+FFFD, which stands for what is no character.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// A decoder that keeps half a character between blocks.
pub(super) struct Utf16 {
    decoder: Decoder,
    is_big: bool,
    has_mark: bool,
    input: Vec<u8>,
    output: Vec<u8>,
    /// Bytes of the output that were given out.
    given: usize,
    is_over: bool,
    /// Replacement characters written.
    pub(super) replaced: u64,
}

impl Utf16 {
    /// The decoder for a file that begins so; `None` where it is not UTF-16.
    ///
    /// Without a mark, text in UTF-16 shows by the zero in every second byte of its ASCII part.
    pub(super) fn sniff(head: &[u8]) -> Option<Self> {
        let is_big = match head {
            [0xff, 0xfe, ..] => false,
            [0xfe, 0xff, ..] => true,
            _ => {
                let sample = head.get(..head.len().min(SAMPLE))?;
                let zeros = |odd: usize| {
                    sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count()
                };
                let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
                if pairs < 2 || even.max(odd) * 10 < pairs * 7 || even.min(odd) * 10 > pairs {
                    return None;
                }
                even > odd
            }
        };
        let has_mark = matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
        let encoding = if is_big { UTF_16BE } else { UTF_16LE };
        Some(Self {
            decoder: encoding.new_decoder_with_bom_removal(),
            is_big,
            has_mark,
            input: Vec::new(),
            output: Vec::new(),
            given: 0,
            is_over: false,
            replaced: 0,
        })
    }

    /// The encoding's name.
    pub(super) fn name(&self) -> &'static str {
        if self.is_big { "utf-16be" } else { "utf-16le" }
    }

    /// Whether the file began with a byte order mark.
    pub(super) fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// Decodes into `room`; 0 means the end.
    pub(super) fn read(
        &mut self,
        room: &mut [u8],
        mut more: impl FnMut(&mut [u8]) -> io::Result<usize>,
    ) -> io::Result<usize> {
        while self.given >= self.output.len() && !self.is_over {
            self.input.resize(PART, 0);
            let count = more(&mut self.input)?;
            self.decode(count);
        }
        let ready = self.output.get(self.given..).unwrap_or_default();
        let count = ready.len().min(room.len());
        if let (Some(room), Some(ready)) = (room.get_mut(..count), ready.get(..count)) {
            room.copy_from_slice(ready);
        }
        self.given += count;
        Ok(count)
    }

    /// Decodes the first `count` bytes of the input; none means the end of the file.
    fn decode(&mut self, count: usize) {
        self.is_over = count == 0;
        self.given = 0;
        self.output.resize(PART * 3, 0);
        let input = self.input.get(..count).unwrap_or_default();
        // A UTF-16 unit becomes three bytes at most, so the output always has room.
        let (_, _, written, had_errors) =
            self.decoder.decode_to_utf8(input, &mut self.output, self.is_over);
        self.output.truncate(written);
        if had_errors {
            let found = memchr::memmem::find_iter(&self.output, REPLACEMENT).count();
            self.replaced += found as u64;
        }
    }
}
