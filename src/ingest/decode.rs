//! Text in another encoding to UTF-8: UTF-16, as PowerShell writes it, which shows by itself, and
//! others as the analyst says. In: bytes. Out: bytes.

use std::io;

use encoding_rs::{Decoder, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

use crate::model::Evidence;

/// How many bytes are decoded at once.
const PART: usize = 64 << 10;
/// How much of a file is looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 4 << 10;
/// U+FFFD, which stands for what is no character.
const NO_CHARACTER: &[u8] = "\u{fffd}".as_bytes();
/// A file that begins so says itself that it is UTF-8.
const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

/// An encoding of text in which a file may be said to be, as the Encoding Standard of the WHATWG
/// names and defines it. UTF-8 and UTF-16 are none of these: they show by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// Those that are offered to the analyst, with what they are usual for, the likeliest first.
    pub const OFFERED: &[(&str, &str)] = &[
        ("windows-1252", "Western European, spreadsheets"),
        ("windows-1250", "Central European"),
        ("windows-1251", "Cyrillic"),
        ("windows-1253", "Greek"),
        ("windows-1254", "Turkish"),
        ("windows-1255", "Hebrew"),
        ("windows-1256", "Arabic"),
        ("windows-1257", "Baltic"),
        ("windows-1258", "Vietnamese"),
        ("macintosh", "Western European, of old Macs"),
        ("Shift_JIS", "Japanese"),
        ("GBK", "Chinese, simplified"),
        ("Big5", "Chinese, traditional"),
        ("EUC-KR", "Korean"),
    ];

    /// The encoding of this name, or of another name for it (`latin1`, `cp1252`), in any letter
    /// case; `None` for one that is not known, and for UTF-8 and UTF-16.
    pub fn named(name: &str) -> Option<Self> {
        let found = encoding_rs::Encoding::for_label(name.as_bytes())?;
        let shows = [UTF_8, UTF_16LE, UTF_16BE, REPLACEMENT, X_USER_DEFINED].contains(&found);
        (!shows).then_some(Self(found))
    }

    /// The encoding that was chosen for a file, by which its records are found again.
    pub fn chosen_for(evidence: &Evidence) -> Option<Self> {
        Self::named(evidence.encoding?)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

/// A decoder that keeps half a character between blocks.
pub(super) struct Decode {
    decoder: Decoder,
    name: &'static str,
    has_mark: bool,
    input: Vec<u8>,
    output: Vec<u8>,
    /// Bytes of the output that were given out.
    given: usize,
    is_over: bool,
    /// Replacement characters written.
    pub(super) replaced: u64,
}

impl Decode {
    /// The decoder for a file that begins so, where one is needed: for UTF-16, else for the encoding
    /// that was chosen, unless the file's own mark says UTF-8.
    pub(super) fn of(head: &[u8], chosen: Option<Encoding>) -> Option<Self> {
        let chosen = chosen.filter(|_| !head.starts_with(UTF_8_MARK));
        let by_choice =
            |it: Encoding| Self::begin(it.0.new_decoder_without_bom_handling(), it.name(), false);
        Self::utf16(head).or_else(|| chosen.map(by_choice))
    }

    /// The decoder for UTF-16; `None` where the file is none.
    ///
    /// Without a mark, text in UTF-16 shows by the zero in every second byte of its ASCII part.
    fn utf16(head: &[u8]) -> Option<Self> {
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
        let (encoding, name) = if is_big { (UTF_16BE, "utf-16be") } else { (UTF_16LE, "utf-16le") };
        Some(Self::begin(encoding.new_decoder_with_bom_removal(), name, has_mark))
    }

    fn begin(decoder: Decoder, name: &'static str, has_mark: bool) -> Self {
        let (input, output) = (Vec::new(), Vec::new());
        Self { decoder, name, has_mark, input, output, given: 0, is_over: false, replaced: 0 }
    }

    /// The encoding's name.
    pub(super) fn name(&self) -> &'static str {
        self.name
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
        let input = self.input.get(..count).unwrap_or_default();
        // The output always has room for all of it.
        let most = self.decoder.max_utf8_buffer_length(count).unwrap_or(PART * 4);
        self.output.resize(most, 0);
        let (_, _, written, had_errors) =
            self.decoder.decode_to_utf8(input, &mut self.output, self.is_over);
        self.output.truncate(written);
        if had_errors {
            let found = memchr::memmem::find_iter(&self.output, NO_CHARACTER).count();
            self.replaced += found as u64;
        }
    }
}
