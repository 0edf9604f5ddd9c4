//! The fast way through one JSON record. In: a record and a [`Trie`] of paths. Out: [`Picked`], or
//! nothing where the record is not plainly valid; then `pick` is asked, which is strict, slower,
//! and knows reasons.
//!
//! Fast because records of one export have the same keys in the same order: the next key is
//! compared with the one that stood there before, and strings are looked through thirty-two bytes at
//! a time. What is accepted here is valid JSON of bounded depth; what is refused here is not lost.

use std::borrow::Cow;

use super::blocks::{BLOCK, marks};
use super::seams::{Ahead, Frame, From, Lesson};
use super::trie::{Memo, Trie};
use super::value::{Picked, Scalar};

/// Picks the trie's fields out of one record, into empty fields; `None` where the record is not
/// plainly valid, and the fields then hold a part of it.
pub(super) fn walk<'a>(
    trie: &Trie,
    memo: &mut Memo,
    record: &'a str,
    out: &mut Picked<'a>,
    deepest: usize,
) -> Option<()> {
    Walk::begin(trie, memo, record, out, deepest).whole(Walk::record)
}

/// As [`walk`], for a part of a record that stands as text of its own: an object, or a list.
pub(super) fn walk_part<'a>(
    trie: &Trie,
    memo: &mut Memo,
    part: &'a str,
    out: &mut Picked<'a>,
    deepest: usize,
) -> Option<()> {
    Walk::begin(trie, memo, part, out, deepest)
        .whole(|walk| if walk.peek()? == b'[' { walk.array(Some(0)) } else { walk.record() })
}

/// As [`walk`], for the record that begins at `start` of a stretch of lines and has its line to
/// itself; gives where it ends. Its end is found on the way, so no line has to be looked for first.
pub(super) fn walk_line<'a>(
    trie: &Trie,
    memo: &mut Memo,
    (lines, start): (&'a str, usize),
    out: &mut Picked<'a>,
    deepest: usize,
) -> Option<usize> {
    let mut walk =
        Walk { at: start, is_line: true, ..Walk::begin(trie, memo, lines, out, deepest) };
    walk.record()?;
    let end = walk.at;
    walk.blanks();
    matches!(walk.peek(), None | Some(b'\n')).then_some(end)
}

struct Walk<'t, 'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    deepest: usize,
    /// Whether a line end ends the record.
    is_line: bool,
    trie: &'t Trie,
    memo: &'t mut Memo,
    out: &'t mut Picked<'a>,
    /// What the next records are to know of this one.
    lesson: Lesson,
}

impl<'t, 'a> Walk<'t, 'a> {
    fn begin(
        trie: &'t Trie,
        memo: &'t mut Memo,
        text: &'a str,
        out: &'t mut Picked<'a>,
        deepest: usize,
    ) -> Self {
        memo.fit(trie);
        let (bytes, is_line) = (text.as_bytes(), false);
        let lesson = Lesson::none();
        Self { text, bytes, at: 0, depth: 0, deepest, is_line, trie, memo, out, lesson }
    }

    /// Passes what is here, with nothing but blanks before and behind it.
    fn whole(mut self, pass: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.blanks();
        pass(&mut self)?;
        self.blanks();
        (self.at == self.bytes.len()).then_some(())
    }

    /// Passes the record here: along the seams of the records before, else key by key.
    fn record(&mut self) -> Option<()> {
        if self.peek()? != b'{' {
            return None;
        }
        let start = self.at;
        if self.memo.seams.are_useful() {
            let is_passed = self.along_seams().is_some();
            self.memo.seams.count(is_passed);
            if is_passed {
                return Some(());
            }
            self.at = start;
            self.out.clear();
        }
        if !self.memo.seams.are_taught() {
            return self.object(Some(0));
        }
        self.lesson = Lesson::begin(start);
        self.object(Some(0))?;
        let lesson = std::mem::replace(&mut self.lesson, Lesson::none());
        lesson.learn(self.bytes, self.at, self.trie, &mut self.memo.seams);
        Some(())
    }

    fn along_seams(&mut self) -> Option<()> {
        let mut from = From::START;
        loop {
            let here = (self.bytes, self.at, self.is_line);
            let (way, next) = self.memo.seams.follow(from, here, self.trie, self.out)?;
            let (ahead, target) = (way.ahead, way.target);
            self.at += usize::from(way.length);
            match ahead {
                Ahead::Text(node) => {
                    let (start, is_escaped) = self.rest_of_string(self.at)?;
                    match (target, node) {
                        (Some(target), Some(node)) if !is_escaped => {
                            let text = self.text.get(start..self.at - 1)?;
                            self.out.set_text(target, text, node);
                        }
                        _ => self.text(node, start, is_escaped)?,
                    }
                }
                Ahead::Number(node) => self.number(node)?,
                Ahead::End => return Some(()),
            }
            from = next;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            if self.is_line && self.peek() == Some(b'\n') {
                return;
            }
            self.at += 1;
        }
    }

    /// Passes one byte that has to stand here, blanks around it aside.
    fn expect(&mut self, byte: u8) -> Option<()> {
        self.blanks();
        if self.peek()? != byte {
            return None;
        }
        self.at += 1;
        self.blanks();
        Some(())
    }

    /// Whether another member follows; `None` where neither that nor the end stands here.
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        self.blanks();
        let byte = self.peek()?;
        self.at += 1;
        if byte == b',' {
            self.blanks();
            return Some(true);
        }
        (byte == end).then_some(false)
    }

    fn value(&mut self, node: Option<u16>) -> Option<()> {
        match self.peek()? {
            b'"' => {
                let (start, is_escaped) = self.string()?;
                self.lesson.value(Ahead::Text(node), start, self.at);
                self.text(node, start, is_escaped)
            }
            b'{' => self.object(node),
            b'[' => self.array(node),
            b't' => self.word(node, b"true", Scalar::Bool(true)),
            b'f' => self.word(node, b"false", Scalar::Bool(false)),
            b'n' => self.word(node, b"null", Scalar::Null),
            _ => {
                let start = self.at;
                self.number(node)?;
                self.lesson.value(Ahead::Number(node), start, self.at);
                Some(())
            }
        }
    }

    /// Takes the text of the string that ends here, if anybody wants it.
    fn text(&mut self, node: Option<u16>, start: usize, is_escaped: bool) -> Option<()> {
        let Some(node) = node else { return Some(()) };
        let text = if is_escaped {
            let quoted = self.text.get(start - 1..self.at)?;
            Cow::Owned(serde_json::from_str(quoted).ok()?)
        } else {
            Cow::Borrowed(self.text.get(start..self.at - 1)?)
        };
        self.give(node, Scalar::Text(text));
        Some(())
    }

    fn give(&mut self, node: u16, value: Scalar<'a>) {
        self.out.give(self.trie, node, value);
    }

    fn leave(&mut self) {
        self.depth -= 1;
        self.lesson.leave();
    }

    fn enter(&mut self) -> Option<()> {
        self.at += 1;
        self.depth += 1;
        self.blanks();
        (self.depth <= self.deepest).then_some(())
    }

    fn object(&mut self, node: Option<u16>) -> Option<()> {
        self.enter()?;
        let asked = node;
        let node = node.filter(|&node| self.out.enter(self.trie, node));
        if let Some(asked) = asked {
            self.lesson.asked(asked, node.is_some());
        }
        self.lesson.enter(Frame::Object(node));
        if self.peek()? == b'}' {
            self.at += 1;
            self.leave();
            return Some(());
        }
        let mut cursor = 0;
        loop {
            let child = match node {
                Some(node) => self.key(node, &mut cursor)?,
                None => {
                    self.string()?;
                    None
                }
            };
            self.expect(b':')?;
            self.value(child)?;
            if !self.goes_on(b'}')? {
                self.leave();
                return Some(());
            }
        }
    }

    /// The node that the key here leads to.
    fn key(&mut self, node: u16, cursor: &mut usize) -> Option<Option<u16>> {
        if self.peek()? != b'"' {
            return None;
        }
        let rest = self.bytes.get(self.at + 1..)?;
        if let Some((length, next)) = self.memo.predicted(node, cursor, rest) {
            self.at += length + 2;
            return Some(next);
        }
        let (start, is_escaped) = self.string()?;
        if is_escaped {
            return None;
        }
        let key = self.text.get(start..self.at - 1)?;
        Some(self.memo.child(self.trie, node, key, cursor))
    }

    fn array(&mut self, node: Option<u16>) -> Option<()> {
        self.enter()?;
        let rows = node.filter(|&node| self.trie.node(node).is_some_and(|node| node.is_rows));
        if let Some(node) = node.filter(|_| rows.is_none()) {
            return self.plain_list(node);
        }
        self.lesson.enter(Frame::List(rows));
        if self.peek()? == b']' {
            self.at += 1;
            self.leave();
            return Some(());
        }
        loop {
            let first = self.peek()?;
            let is_row = first == b'{';
            if let Some(node) = rows.filter(|_| !is_row && first != b'n') {
                self.out.wrong_type(node);
                self.lesson.wrong_type(node);
            }
            self.value(rows.filter(|_| is_row))?;
            if !self.goes_on(b']')? {
                self.leave();
                return Some(());
            }
        }
    }

    /// A list whose opening bracket is passed, where a plain value, or a list of them, is wanted.
    fn plain_list(&mut self, node: u16) -> Option<()> {
        self.lesson.give_up();
        let listed = self.trie.node(node).filter(|here| here.is_listed).map(|_| node);
        if listed.is_none() {
            self.out.wrong_type(node);
        }
        let mut item = 0;
        let mut is_open = self.peek()? != b']';
        self.at += usize::from(!is_open);
        while is_open {
            self.out.item = Some(item);
            let value = self.value(listed);
            self.out.item = None;
            value?;
            item += 1;
            is_open = self.goes_on(b']')?;
        }
        self.depth -= 1;
        Some(())
    }

    fn word(&mut self, node: Option<u16>, word: &[u8], value: Scalar<'a>) -> Option<()> {
        if !self.bytes.get(self.at..)?.starts_with(word) {
            return None;
        }
        self.at += word.len();
        self.lesson.word(node, &value);
        if let Some(node) = node {
            self.give(node, value);
        }
        Some(())
    }

    fn number(&mut self, node: Option<u16>) -> Option<()> {
        let start = self.at;
        self.at += usize::from(self.peek()? == b'-');
        let leads_with_zero = self.peek()? == b'0';
        if self.digits()? > 1 && leads_with_zero {
            return None;
        }
        let whole_end = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let Some(node) = node else { return Some(()) };
        let text = self.text.get(start..self.at)?;
        let whole = if self.at == whole_end { text.parse().ok() } else { None };
        let value = match whole {
            Some(whole) => Scalar::Int(whole),
            None => Scalar::Float(text.parse().ok().filter(|value: &f64| value.is_finite())?),
        };
        self.give(node, value);
        Some(())
    }

    fn digits(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(self.at - start)
    }

    /// Passes the string here; gives where its text begins, and whether escapes stand in it.
    fn string(&mut self) -> Option<(usize, bool)> {
        if self.peek()? != b'"' {
            return None;
        }
        self.rest_of_string(self.at + 1)
    }

    /// Passes the rest of the string whose text begins at `start`.
    fn rest_of_string(&mut self, start: usize) -> Option<(usize, bool)> {
        let mut at = start;
        let mut is_escaped = false;
        loop {
            while let Some(block) = self.bytes.get(at..).and_then(|rest| rest.first_chunk()) {
                let marks = marks(block);
                if marks != 0 {
                    at += marks.trailing_zeros() as usize;
                    break;
                }
                at += BLOCK;
            }
            match *self.bytes.get(at)? {
                b'"' => {
                    self.at = at + 1;
                    return Some((start, is_escaped));
                }
                b'\\' => {
                    is_escaped = true;
                    at += self.escape(at + 1)?;
                }
                0..0x20 => return None,
                _ => at += 1,
            }
        }
    }

    /// The length of the escape whose second byte is at `at`.
    fn escape(&self, at: usize) -> Option<usize> {
        match self.bytes.get(at)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
            b'u' => {
                let digits = self.bytes.get(at + 1..at + 5)?;
                digits.iter().all(u8::is_ascii_hexdigit).then_some(6)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
