//! JSON that is not one object a line: arrays, wrappers, values back to back, pretty-printed or
//! not. In: bytes, in stretches. Out: where each record lies.
//!
//! Records are the elements of the outermost arrays, of arrays under known keys of a wrapper, and
//! objects that stand alone. A broken one costs only itself: reading goes on at its end, or at the
//! next place that begins as it began.

use crate::model::{IssueKind, Limit, Limits};

use super::lines::{BOM, kind_of_stray, too_large};
use super::record::end_of_string;
use super::resync::{
    begins_as_before, broken_end, line_with, next_like, next_line_like, next_record, signature,
};
use super::scan::{ARRAYS, NESTS, Scan, Scanner, key_and_value, plain_end};

/// Bytes that may be scanned in vain before damage stops being examined closely; every byte read
/// adds [`ALLOWANCE_PER_BYTE`]. Keeps a file of nothing but damage linear.
const ALLOWANCE: i64 = 64 << 20;
const ALLOWANCE_PER_BYTE: i64 = 16;
/// How often a byte is looked at, in records as they nest, while another record is looked for inside
/// one: from each list on that it lies in.
const NESTED: usize = 8;

/// Where something lies; offsets count from the beginning of the decoded stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// An object, whole or broken: the parser says.
    Record { offset: u64, length: u32 },
    /// Something that cannot be read.
    Fault { offset: u64, length: u32, kind: IssueKind, detail: String, is_record: bool },
    /// A byte order mark between records.
    Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Array,
    Object,
}

/// A value that is passed over.
#[derive(Debug)]
struct Skip {
    scanner: Scanner,
    start: u64,
    /// What it is where it counts as a record; `None` for the rest of a wrapper.
    kind: Option<IssueKind>,
    /// How a record like it begins.
    signature: Vec<u8>,
}

/// Frames one file; keeps its place between stretches.
#[derive(Debug)]
pub(super) struct Framer {
    open: Vec<Open>,
    skip: Option<Skip>,
    allowance: i64,
    limits: Limits,
    /// Values that stand alone or open an array at the top.
    pub(super) values: u64,
    /// Arrays among them.
    pub(super) arrays: u64,
    /// Objects that hold records.
    pub(super) wrappers: u64,
}

/// The stretch at hand.
#[derive(Clone, Copy)]
struct Stretch<'b> {
    bytes: &'b [u8],
    base: u64,
    at_end: bool,
    limits: &'b Limits,
}

impl Stretch<'_> {
    fn fault(&self, start: usize, end: usize, kind: IssueKind, detail: String) -> Piece {
        let is_record = !matches!(kind, IssueKind::StrayBytes);
        Piece::Fault {
            offset: self.offset(start),
            length: length(start, end),
            kind,
            detail,
            is_record,
        }
    }

    fn offset(&self, at: usize) -> u64 {
        self.base + at as u64
    }

    fn is_full(&self, start: usize) -> bool {
        self.bytes.len().saturating_sub(start) > self.limits.size(Limit::Record)
    }
}

fn length(start: usize, end: usize) -> u32 {
    u32::try_from(end.saturating_sub(start)).unwrap_or(u32::MAX)
}

impl Framer {
    /// Frames within these limits.
    pub(super) fn within(limits: &Limits) -> Self {
        Self {
            open: Vec::new(),
            skip: None,
            allowance: ALLOWANCE,
            limits: *limits,
            values: 0,
            arrays: 0,
            wrappers: 0,
        }
    }

    /// Whether one more bracket around records is looked through.
    fn may_open(&self) -> bool {
        self.open.len() < self.limits.size(Limit::Containers)
    }

    /// Frames what can be framed of a stretch whose first byte has the offset `base`, and returns
    /// how many bytes are done with; the rest comes again at the beginning of the next stretch.
    pub(super) fn frame(
        &mut self,
        bytes: &[u8],
        base: u64,
        at_end: bool,
        out: &mut Vec<Piece>,
    ) -> usize {
        let limits = self.limits;
        let stretch = Stretch { bytes, base, at_end, limits: &limits };
        let mut at = 0;
        while at < bytes.len() {
            match self.step(stretch, at, out) {
                Some(next) if next > at || self.skip.is_some() => at = next,
                _ => break,
            }
        }
        self.allowance = self
            .allowance
            .saturating_add(ALLOWANCE_PER_BYTE.saturating_mul(at as i64))
            .min(ALLOWANCE);
        if at_end {
            self.finish(stretch, at, out);
            return bytes.len();
        }
        at
    }

    fn step(&mut self, stretch: Stretch<'_>, at: usize, out: &mut Vec<Piece>) -> Option<usize> {
        if self.skip.is_some() {
            return Some(self.pass(stretch, at, out));
        }
        let bytes = stretch.bytes;
        match *bytes.get(at)? {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => Some(at + 1),
            0xef if bytes.get(at..)?.starts_with(BOM) => {
                out.push(Piece::Mark);
                Some(at + BOM.len())
            }
            _ if self.open.last() == Some(&Open::Object) => self.member(stretch, at, out),
            b'{' => {
                self.values += u64::from(self.open.is_empty());
                let next = self.object(stretch, at, out);
                // The same object comes again with the next stretch.
                self.values -= u64::from(next.is_none() && self.open.is_empty());
                next
            }
            b'[' if self.may_open() => {
                self.values += u64::from(self.open.is_empty());
                self.arrays += u64::from(self.open.is_empty());
                self.open.push(Open::Array);
                Some(at + 1)
            }
            b'[' => {
                self.begin_skip(stretch, at, Some(IssueKind::TooDeep));
                Some(at)
            }
            b']' if self.open.last() == Some(&Open::Array) => {
                self.open.pop();
                Some(at + 1)
            }
            _ => self.stray(stretch, at, out),
        }
    }

    /// An object that is a record or holds records.
    fn object(&mut self, stretch: Stretch<'_>, at: usize, out: &mut Vec<Piece>) -> Option<usize> {
        let mut scanner = Scanner::watching();
        let bytes = stretch.bytes;
        match scanner.run(bytes, at) {
            Scan::Closed(end) => {
                let end = self.own_end(stretch, at, end)?;
                out.push(record_or_too_large(stretch, at, end));
                Some(end)
            }
            Scan::Wrapper if self.may_open() => {
                self.wrappers += 1;
                self.open.push(Open::Object);
                Some(at + 1)
            }
            Scan::Wrapper => {
                self.begin_skip(stretch, at, Some(IssueKind::TooDeep));
                Some(at)
            }
            Scan::Fault(fault) => self.recover(stretch, at, fault, out),
            Scan::More if !stretch.at_end && !stretch.is_full(at) => None,
            Scan::More => {
                let end = bytes.len();
                let is_affordable = self.may_examine(end - at);
                let next = || next_line_like(bytes, at, end).or_else(|| next_record(bytes, at));
                let cut = if is_affordable { next() } else { None };
                if let Some(cut) = cut {
                    out.push(record_or_too_large(stretch, at, cut));
                    return Some(cut);
                }
                if stretch.at_end {
                    let detail = "the file ends inside the record".to_owned();
                    out.push(stretch.fault(at, end, IssueKind::Truncated, detail));
                } else {
                    scanner.forgive();
                    let signature = signature(bytes, at).to_vec();
                    let (start, kind) = (stretch.offset(at), Some(IssueKind::TooLarge));
                    self.skip = Some(Skip { scanner, start, kind, signature });
                }
                Some(end)
            }
        }
    }

    /// Where a record ends that is closed at `end`; `None` where only more bytes tell.
    ///
    /// A record whose own list is not closed is closed by the brackets of the list around it, and
    /// all records up to there would be taken for its own. What follows it in the list is then
    /// neither a comma nor the list's end.
    fn own_end(&mut self, stretch: Stretch<'_>, at: usize, end: usize) -> Option<usize> {
        if self.open.last() != Some(&Open::Array) {
            return Some(end);
        }
        let bytes = stretch.bytes;
        let follows = bytes.get(end..)?.iter().find(|byte| !byte.is_ascii_whitespace());
        match follows {
            Some(b',' | b']') => return Some(end),
            None if !stretch.at_end && !stretch.is_full(at) => return None,
            _ => {}
        }
        let is_affordable = self.may_examine((end - at).saturating_mul(NESTED));
        let next = if is_affordable { next_record(bytes.get(..end)?, at) } else { None };
        Some(next.unwrap_or(end))
    }

    /// Finds where a broken object ends, so that only it is lost.
    fn recover(
        &mut self,
        stretch: Stretch<'_>,
        at: usize,
        fault: usize,
        out: &mut Vec<Piece>,
    ) -> Option<usize> {
        let bytes = stretch.bytes;
        if !self.may_examine(fault - at) {
            let end = memchr::memchr(b'\n', bytes.get(fault..)?).map_or(bytes.len(), |n| fault + n);
            out.push(record_or_too_large(stretch, at, end));
            return Some(end);
        }
        let begun_at_fault = begins_as_before(bytes, at, fault).then_some(fault);
        let mut cut = begun_at_fault
            .or_else(|| next_line_like(bytes, at, fault))
            .or_else(|| broken_end(bytes, at, fault, &mut self.allowance));
        if cut.is_none() && !stretch.at_end && !stretch.is_full(at) {
            return None;
        }
        cut = cut.or_else(|| next_like(bytes, at + 1));
        let end = cut.unwrap_or(bytes.len());
        out.push(record_or_too_large(stretch, at, end));
        Some(end)
    }

    /// A key and value of a wrapper.
    fn member(&mut self, stretch: Stretch<'_>, at: usize, out: &mut Vec<Piece>) -> Option<usize> {
        let bytes = stretch.bytes;
        match *bytes.get(at)? {
            b'}' => {
                self.open.pop();
                return Some(at + 1);
            }
            b'"' => {}
            _ => {
                // No wrapper any more: what follows stands on its own.
                self.open.clear();
                return self.stray(stretch, at, out);
            }
        }
        let Some((key, value)) = key_and_value(bytes, at) else {
            return if stretch.at_end || stretch.is_full(at) {
                self.open.clear();
                self.stray(stretch, at, out)
            } else {
                None
            };
        };
        match bytes.get(value)? {
            b'[' if ARRAYS.contains(&key) && self.may_open() => {
                self.open.push(Open::Array);
                Some(value + 1)
            }
            b'{' if NESTS.contains(&key) && self.may_open() => {
                self.open.push(Open::Object);
                Some(value + 1)
            }
            b'{' | b'[' => {
                self.begin_skip(stretch, value, None);
                Some(value)
            }
            _ => match plain_end(bytes, value) {
                Some(end) => Some(end),
                None if stretch.at_end || stretch.is_full(at) => {
                    self.open.clear();
                    self.stray(stretch, at, out)
                }
                None => None,
            },
        }
    }

    fn begin_skip(&mut self, stretch: Stretch<'_>, at: usize, kind: Option<IssueKind>) {
        let start = stretch.offset(at);
        let signature = Vec::new();
        self.skip = Some(Skip { scanner: Scanner::lenient(), start, kind, signature });
    }

    /// Passes over a value without keeping it.
    fn pass(&mut self, stretch: Stretch<'_>, at: usize, out: &mut Vec<Piece>) -> usize {
        let bytes = stretch.bytes;
        let Some(mut skip) = self.skip.take() else { return at };
        let closed = match skip.scanner.run(bytes, at) {
            Scan::Closed(end) => Some(end),
            _ => None,
        };
        let next = (!skip.signature.is_empty())
            .then(|| line_with(bytes, at, closed.unwrap_or(bytes.len()), &skip.signature))
            .flatten();
        match next.or(closed) {
            Some(end) => {
                push_passed(&skip, stretch.offset(end), stretch.limits, out);
                end
            }
            None => {
                self.skip = Some(skip);
                bytes.len()
            }
        }
    }

    /// Bytes that are no object and no bracket of a container.
    fn stray(&mut self, stretch: Stretch<'_>, at: usize, out: &mut Vec<Piece>) -> Option<usize> {
        let bytes = stretch.bytes;
        let in_array = self.open.last() == Some(&Open::Array);
        let end = match bytes.get(at)? {
            b'"' => end_of_string(bytes, at + 1)
                .map(|end| end + 1)
                .filter(|&end| bytes.get(at..end).is_some_and(|text| !text.contains(&b'\n'))),
            _ => None,
        };
        let is_stop = |byte: &u8| {
            matches!(byte, b'\n' | b'{' | b'[') || (in_array && matches!(byte, b']' | b','))
        };
        let found = || {
            let after = bytes.get(at + 1..)?.iter().position(is_stop)?;
            Some(at + 1 + after)
        };
        let end = match end.or_else(found) {
            Some(end) => end,
            None if stretch.at_end || stretch.is_full(at) => bytes.len(),
            None => return None,
        };
        let span = bytes.get(at..end)?.trim_ascii_end();
        let kind = kind_of_stray(span);
        let detail = match kind {
            IssueKind::NotARecord => "a value stands where an object should",
            _ => "these bytes belong to no record",
        };
        out.push(stretch.fault(at, at + span.len().max(1), kind, detail.to_owned()));
        Some(end)
    }

    fn finish(&mut self, stretch: Stretch<'_>, at: usize, out: &mut Vec<Piece>) {
        let end = stretch.offset(stretch.bytes.len());
        if at < stretch.bytes.len() && self.skip.is_none() {
            let detail = "the file ends inside the record".to_owned();
            out.push(stretch.fault(at, stretch.bytes.len(), IssueKind::Truncated, detail));
        }
        if let Some(skip) = self.skip.take() {
            push_passed(&skip, end, stretch.limits, out);
        }
        if !self.open.is_empty() {
            out.push(Piece::Fault {
                offset: end,
                length: 0,
                kind: IssueKind::Truncated,
                detail: "the file ends before its list does; the records up to here were read"
                    .to_owned(),
                is_record: false,
            });
        }
    }

    /// Whether there is allowance for looking at damage, which costs `bytes`.
    fn may_examine(&mut self, bytes: usize) -> bool {
        self.allowance -= bytes as i64;
        self.allowance > 0
    }
}

fn push_passed(skip: &Skip, end: u64, limits: &Limits, out: &mut Vec<Piece>) {
    let bytes = end.saturating_sub(skip.start);
    let detail = match skip.kind {
        None => return,
        Some(IssueKind::TooLarge) => too_large(bytes, limits),
        Some(_) => "the value nests deeper than lists of records do".to_owned(),
    };
    out.push(Piece::Fault {
        offset: skip.start,
        length: u32::try_from(bytes).unwrap_or(u32::MAX),
        kind: skip.kind.unwrap_or(IssueKind::TooLarge),
        detail,
        is_record: true,
    });
}

fn record_or_too_large(stretch: Stretch<'_>, start: usize, end: usize) -> Piece {
    if end - start > stretch.limits.size(Limit::Record) {
        let detail = too_large((end - start) as u64, stretch.limits);
        return stretch.fault(start, end, IssueKind::TooLarge, detail);
    }
    let trimmed = stretch.bytes.get(start..end).map_or(0, |span| span.trim_ascii_end().len());
    Piece::Record { offset: stretch.offset(start), length: length(0, trimmed) }
}
