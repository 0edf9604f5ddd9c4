//! What stands between the values of a record: the same bytes, record after record.
//!
//! In: what [`walk`](super::walk) passed in the records before. Out: the way through the next
//! record, as long as it has the same keys between its values. A seam runs from the end of one
//! value to the beginning of the next that has to be read (`,"client":{"ipAddress":"`); it is
//! compared as a whole, so brackets, keys and colons are not looked at one by one. Seams are only
//! learned from records that were walked to their end, so what they let through is valid JSON as
//! far as its strings and numbers are, and those are looked at every time.

use rustc_hash::FxHashMap;

use super::trie::Trie;
use super::value::{Picked, Scalar};

/// Most places in a record that are remembered: several times as many as any export has keys.
const MOST_PLACES: usize = 4_096;
/// Most seams that are remembered to follow one place.
const MOST_WAYS: usize = 16;
/// Longest seam that is remembered, in bytes.
const LONGEST: usize = 1_024;
/// So many records are tried before their seams are judged.
const TRIAL: u32 = 200;

/// A container that the walk is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Frame {
    /// An object at a node, or one in which nothing is wanted.
    Object(Option<u16>),
    /// A list whose elements become rows of a node, or one in which nothing is wanted.
    List(Option<u16>),
}

/// What has to be done on the way along a seam.
#[derive(Clone, Debug, PartialEq)]
enum Act {
    /// An object begins at a node, in which something is wanted, or not.
    Enter(u16, bool),
    /// A word stands at a node: `null`, `true` or `false`.
    Word(u16, Scalar<'static>),
    /// A plain value stands where a row should.
    WrongType,
}

/// What a seam leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ahead {
    /// The text of a string; its opening quote is passed.
    Text(Option<u16>),
    /// A number.
    Number(Option<u16>),
    /// The end of the record.
    End,
}

#[derive(Debug)]
struct Way {
    seam: Box<[u8]>,
    /// Whether it runs over the end of a line.
    has_line_end: bool,
    acts: Box<[Act]>,
    ahead: Ahead,
    next: u16,
}

impl Way {
    fn begins(&self, rest: &[u8]) -> bool {
        rest.starts_with(&self.seam)
            // A number ends no seam, so the byte behind it tells it from a word or a string.
            && (!matches!(self.ahead, Ahead::Number(_))
                || matches!(rest.get(self.seam.len()), Some(b'-' | b'0'..=b'9')))
    }
}

/// The seams of the records before, by the place in a record that they follow.
#[derive(Debug, Default)]
pub(super) struct Seams {
    /// Each place with what may follow it; the first one is the beginning of a record.
    places: Vec<Vec<Way>>,
    /// The place behind a seam: the containers it leads into, and its own bytes.
    known: FxHashMap<(Box<[Frame]>, Box<[u8]>), u16>,
    passed: u32,
    missed: u32,
}

impl Seams {
    /// Whether they are worth to be tried: not where every record differs.
    pub(super) fn are_useful(&self) -> bool {
        !self.places.is_empty() && (self.missed < TRIAL || self.missed < self.passed)
    }

    /// Counts a record that they led through, or not.
    pub(super) fn count(&mut self, is_passed: bool) {
        let count = if is_passed { &mut self.passed } else { &mut self.missed };
        *count = count.saturating_add(1);
    }

    /// What follows a place where `rest` stands: the length of the seam, what it leads to, and the
    /// place there. Does on the way what is to be done. A record that has its line to itself ends
    /// where the line does.
    pub(super) fn follow(
        &mut self,
        place: u16,
        (rest, is_line): (&[u8], bool),
        trie: &Trie,
        out: &mut Picked<'_>,
    ) -> Option<(usize, Ahead, u16)> {
        let ways = self.places.get_mut(usize::from(place))?;
        let may_be = |way: &Way| way.begins(rest) && !(is_line && way.has_line_end);
        let index = ways.iter().position(may_be)?;
        let index = if index > 0 {
            // What is met often comes to stand in front.
            ways.swap(index, index - 1);
            index - 1
        } else {
            0
        };
        let way = ways.get(index)?;
        for act in &way.acts {
            match act {
                Act::Enter(node, opens) => {
                    if out.enter(trie, *node) != *opens {
                        return None;
                    }
                }
                Act::Word(node, value) => out.give(trie, *node, value.clone()),
                Act::WrongType => out.wrong_types += 1,
            }
        }
        Some((way.seam.len(), way.ahead, way.next))
    }

    /// The place behind a seam.
    fn place(&mut self, frames: &[Frame], seam: &[u8]) -> Option<u16> {
        let key = (Box::from(frames), Box::from(seam));
        if let Some(place) = self.known.get(&key) {
            return Some(*place);
        }
        if self.places.len() >= MOST_PLACES {
            return None;
        }
        let place = u16::try_from(self.places.len()).ok()?;
        self.places.push(Vec::new());
        self.known.insert(key, place);
        Some(place)
    }
}

/// What is learned while one record is walked.
#[derive(Debug)]
pub(super) struct Lesson {
    frames: Vec<Frame>,
    acts: Vec<Act>,
    /// Where the last value that was read ends.
    from: usize,
    /// Seams in the order of the record, with the containers around what follows.
    steps: Vec<Step>,
    /// Whether something was met that seams do not tell.
    is_over: bool,
}

#[derive(Debug)]
struct Step {
    seam: (usize, usize),
    acts: Vec<Act>,
    ahead: Ahead,
    frames: Box<[Frame]>,
}

impl Lesson {
    /// A lesson from the record that begins at `start`.
    pub(super) fn begin(start: usize) -> Self {
        Self { frames: Vec::new(), acts: Vec::new(), from: start, steps: Vec::new(), is_over: false }
    }

    /// A container begins.
    pub(super) fn enter(&mut self, frame: Frame) {
        self.frames.push(frame);
    }

    /// A container ends.
    pub(super) fn leave(&mut self) {
        self.frames.pop();
    }

    /// The walk asked whether something is wanted of an object at a node.
    pub(super) fn asked(&mut self, node: u16, opens: bool) {
        self.acts.push(Act::Enter(node, opens));
    }

    /// A word was read.
    pub(super) fn word(&mut self, node: Option<u16>, value: &Scalar<'_>) {
        let value = match value {
            Scalar::Null => Scalar::Null,
            Scalar::Bool(value) => Scalar::Bool(*value),
            _ => return self.give_up(),
        };
        self.acts.extend(node.map(|node| Act::Word(node, value)));
    }

    /// A plain value stood where a row should.
    pub(super) fn wrong_type(&mut self) {
        self.acts.push(Act::WrongType);
    }

    /// A value was read that begins at `start` and ends before `end`.
    pub(super) fn value(&mut self, ahead: Ahead, start: usize, end: usize) {
        let acts = std::mem::take(&mut self.acts);
        let frames = Box::from(self.frames.as_slice());
        self.steps.push(Step { seam: (self.from, start), acts, ahead, frames });
        self.from = end;
    }

    /// Something was met that seams do not tell; nothing is learned of the record.
    pub(super) fn give_up(&mut self) {
        self.is_over = true;
    }

    /// The record ended before `end` of `bytes`: takes into `seams` what is new.
    pub(super) fn learn(mut self, bytes: &[u8], end: usize, seams: &mut Seams) {
        self.value(Ahead::End, end, end);
        if self.is_over {
            return;
        }
        if seams.places.is_empty() {
            seams.places.push(Vec::new());
        }
        let mut place = 0;
        for step in self.steps {
            let (start, end) = step.seam;
            let Some(seam) = bytes.get(start..end).filter(|seam| seam.len() <= LONGEST) else {
                return;
            };
            let Some(next) = seams.place(&step.frames, seam) else { return };
            let Some(ways) = seams.places.get_mut(usize::from(place)) else { return };
            let is_it = |way: &Way| way.ahead == step.ahead && *way.seam == *seam;
            if !ways.iter().any(is_it) {
                if ways.len() >= MOST_WAYS {
                    return;
                }
                let has_line_end = seam.contains(&b'\n');
                let (seam, acts) = (Box::from(seam), Box::from(step.acts));
                ways.push(Way { seam, has_line_end, acts, ahead: step.ahead, next });
            }
            place = next;
        }
    }
}
