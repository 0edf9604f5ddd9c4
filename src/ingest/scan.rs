//! Where a JSON value ends. In: bytes, in stretches. Out: its end, or the first byte that cannot
//! stand where it stands. Must never know: what the value means.
//!
//! No recursion: nesting is a counter and a bit per level, so a hundred thousand brackets cost
//! nothing but their own length.

use super::record::end_of_string;

/// How deep nesting is checked for the kind of its brackets; beyond, brackets are only counted.
const CHECKED_DEPTH: u32 = 127;

/// Keys whose array holds records.
pub(super) const ARRAYS: &[&[u8]] = &[
    b"value",
    b"records",
    b"Records",
    b"authlogs",
    b"items",
    b"events",
    b"activities",
    b"response",
    b"data",
    b"_embedded",
    b"hits",
    b"expected",
];
/// Keys whose object may hold such an array.
pub(super) const NESTS: &[&[u8]] =
    &[b"response", b"data", b"_embedded", b"user_auth_logs", b"hits"];

/// Keys that only a record has: arrays beside them are its own (Google's `events`).
const OWN: &[&[u8]] = &[b"actor"];

/// What a scan found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// The value ends before this index.
    Closed(usize),
    /// The object holds an array of records.
    Wrapper,
    /// The stretch ends inside the value.
    More,
    /// The byte at this index cannot stand there.
    Fault(usize),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Expect {
    #[default]
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

/// A scan that can be continued with the next stretch.
#[derive(Clone, Debug, Default)]
pub(super) struct Scanner {
    depth: u32,
    /// Bit `n` is set where the bracket of depth `n` is `{`.
    objects: u128,
    expect: Expect,
    in_string: bool,
    is_escaped: bool,
    /// Whether only brackets and strings count, because the value is known to be broken.
    is_lenient: bool,
    /// Whether an array of records inside makes the object a wrapper.
    is_watching: bool,
    key: (usize, usize),
    /// Whether the key at depth 1 may hold an object with records.
    nests: bool,
    /// Whether the key at hand may hold an array of records.
    holds: bool,
}

impl Scanner {
    /// A strict scan that tells wrappers from records.
    pub(super) fn watching() -> Self {
        Self { is_watching: true, ..Self::default() }
    }

    /// A scan that counts brackets outside strings and forgives everything else.
    pub(super) fn lenient() -> Self {
        Self { is_lenient: true, ..Self::default() }
    }

    /// Goes on leniently from where it is.
    pub(super) fn forgive(&mut self) {
        self.is_lenient = true;
        self.is_watching = false;
    }

    /// Scans on from index `at`; a new scan begins at the value's opening bracket.
    pub(super) fn run(&mut self, bytes: &[u8], mut at: usize) -> Scan {
        while let Some(&byte) = bytes.get(at) {
            if self.in_string {
                match self.string(bytes, at) {
                    Ok(next) => at = next,
                    Err(scan) => return scan,
                }
                continue;
            }
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'"' => {
                    if !self.open_string() {
                        return Scan::Fault(at);
                    }
                    self.key.0 = at + 1;
                }
                b'{' | b'[' => {
                    if byte == b'[' && self.is_watching && self.is_of_records() {
                        match first_inside(bytes, at) {
                            Some(b'{' | b']') => return Scan::Wrapper,
                            Some(_) => {}
                            None => return Scan::More,
                        }
                    }
                    if !self.open(byte == b'{') {
                        return Scan::Fault(at);
                    }
                }
                b'}' | b']' => {
                    if !self.close(byte == b'}') {
                        return Scan::Fault(at);
                    }
                    if self.depth == 0 {
                        return Scan::Closed(at + 1);
                    }
                }
                other => {
                    if !self.other(other) {
                        return Scan::Fault(at);
                    }
                }
            }
            at += 1;
        }
        Scan::More
    }

    /// Goes to the end of the string at hand.
    fn string(&mut self, bytes: &[u8], at: usize) -> Result<usize, Scan> {
        if self.is_escaped {
            self.is_escaped = false;
            return Ok(at + 1);
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(offset) = memchr::memchr3(b'"', b'\\', b'\n', rest) else {
            return Err(Scan::More);
        };
        let found = at + offset;
        match rest.get(offset) {
            Some(b'"') => self.close_string(bytes, found),
            Some(b'\\') => self.is_escaped = true,
            _ if !self.is_lenient => return Err(Scan::Fault(found)),
            _ => {}
        }
        Ok(found + 1)
    }

    fn open_string(&mut self) -> bool {
        self.in_string = true;
        self.is_free()
            || matches!(
                self.expect,
                Expect::Value | Expect::ValueOrEnd | Expect::Key | Expect::KeyOrEnd
            )
    }

    fn close_string(&mut self, bytes: &[u8], end: usize) {
        self.in_string = false;
        match self.expect {
            Expect::Key | Expect::KeyOrEnd => {
                self.expect = Expect::Colon;
                self.key.1 = end;
                if self.is_watching && self.depth <= 2 {
                    self.note_key(bytes);
                }
            }
            _ => self.expect = Expect::CommaOrEnd,
        }
    }

    fn note_key(&mut self, bytes: &[u8]) {
        let key = bytes.get(self.key.0..self.key.1).unwrap_or_default();
        self.holds = ARRAYS.contains(&key) && (self.depth == 1 || self.nests);
        if self.depth == 1 {
            self.nests = NESTS.contains(&key);
            self.is_watching &= !OWN.contains(&key);
        }
    }

    fn is_of_records(&self) -> bool {
        self.holds && self.expect == Expect::Value && (1..=2).contains(&self.depth)
    }

    /// Whether the grammar is not looked at.
    fn is_free(&self) -> bool {
        self.is_lenient || self.depth > CHECKED_DEPTH
    }

    fn open(&mut self, is_object: bool) -> bool {
        let is_legal = self.is_free() || matches!(self.expect, Expect::Value | Expect::ValueOrEnd);
        self.depth = self.depth.saturating_add(1);
        if self.depth <= CHECKED_DEPTH {
            let bit = 1_u128 << self.depth;
            self.objects = if is_object { self.objects | bit } else { self.objects & !bit };
        }
        self.expect = if is_object { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
        is_legal
    }

    fn close(&mut self, is_object: bool) -> bool {
        let expected = if is_object { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
        let is_legal = self.is_free()
            || (self.is_in_object() == is_object
                && (self.expect == Expect::CommaOrEnd || self.expect == expected));
        self.depth = self.depth.saturating_sub(1);
        self.expect = Expect::CommaOrEnd;
        is_legal
    }

    fn is_in_object(&self) -> bool {
        self.depth <= CHECKED_DEPTH && self.objects >> self.depth & 1 == 1
    }

    fn other(&mut self, byte: u8) -> bool {
        if self.is_free() {
            return true;
        }
        match (byte, self.expect) {
            (b':', Expect::Colon) => self.expect = Expect::Value,
            (b',', Expect::CommaOrEnd) => {
                self.expect = if self.is_in_object() { Expect::Key } else { Expect::Value };
            }
            // The rest of a number or word; the parser checks what it spells.
            (b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z', Expect::CommaOrEnd) => {}
            (
                b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'N' | b'I',
                Expect::Value | Expect::ValueOrEnd,
            ) => self.expect = Expect::CommaOrEnd,
            _ => return false,
        }
        true
    }
}

/// The first byte inside an array that is no blank.
fn first_inside(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at + 1..)?.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// The key at `at`, and where its value begins; `None` where the stretch ends before that.
pub(super) fn key_and_value(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let end = end_of_string(bytes, at + 1)?;
    let colon = end + 1 + space(bytes.get(end + 1..)?);
    if bytes.get(colon)? != &b':' {
        return None;
    }
    let value = colon + 1 + space(bytes.get(colon + 1..)?);
    bytes.get(value)?;
    Some((bytes.get(at + 1..end)?, value))
}

/// How many blanks stand at the beginning.
pub(super) fn space(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Where a string, number or word ends; `None` where the stretch ends before that.
pub(super) fn plain_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'"') {
        return end_of_string(bytes, at + 1).map(|end| end + 1);
    }
    let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'\n');
    let end = at + bytes.get(at..)?.iter().position(is_end)?;
    Some(end.max(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Scan {
        Scanner::watching().run(text.as_bytes(), 0)
    }

    #[test]
    fn a_value_ends_at_its_own_bracket() {
        assert_eq!(scanned(r#"{"a":[1,{"b":"}\"]"}]} tail"#), Scan::Closed(22));
        assert_eq!(scanned(r#"{}"#), Scan::Closed(2));
        assert_eq!(scanned(r#"{"a":{"#), Scan::More);
    }

    #[test]
    fn a_byte_that_cannot_stand_there_is_found() {
        assert_eq!(scanned("{\"a\":\"b\n"), Scan::Fault(7));
        assert_eq!(scanned(r#"{"a":{{"#), Scan::Fault(6));
        assert_eq!(scanned(r#"{"a":1,}"#), Scan::Fault(7));
        assert_eq!(scanned(r#"{"a":[1}"#), Scan::Fault(7));
        assert_eq!(scanned(r#"{"a" 1}"#), Scan::Fault(5));
    }

    #[test]
    fn an_array_of_objects_under_a_known_key_makes_a_wrapper() {
        assert_eq!(scanned(r#"{"@odata.context":"x","value":[{"#), Scan::Wrapper);
        assert_eq!(scanned(r#"{"stat":"OK","response":{"authlogs":[ ]"#), Scan::Wrapper);
        assert_eq!(scanned(r#"{"response":[{"#), Scan::Wrapper);
        assert_eq!(scanned(r#"{"value":[1]}"#), Scan::Closed(13));
        assert_eq!(scanned(r#"{"other":{"value":[{}]}}"#), Scan::Closed(24));
        assert_eq!(scanned(r#"{"actor":{},"events":[{}]}"#), Scan::Closed(26));
    }

    #[test]
    fn a_scan_goes_on_in_the_next_stretch() {
        let mut scanner = Scanner::lenient();
        assert_eq!(scanner.run(br#"{"a":"x\"#, 0), Scan::More);
        assert_eq!(scanner.run(br#""y"}"#, 0), Scan::Closed(4));
    }
}
