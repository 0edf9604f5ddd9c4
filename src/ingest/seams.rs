//! What stands between the values of a record: the same bytes, record after record.
//!
//! In: what [`walk`](super::walk) passed in the records before. Out: the way through the next
//! record, as long as it has the same keys between its values. A seam runs from the end of one
//! value to the beginning of the next that has to be read (`,"client":{"ipAddress":"`); it is
//! compared as a whole, so brackets, keys and colons are not looked at one by one. Seams are only
//! learned from records that were walked to their end, so what they let through is valid JSON as
//! far as its strings and numbers are, and those are looked at every time.

use rustc_hash::FxHashMap;

use super::blocks::{BLOCK, lowest, same};
use super::trie::{Target, Trie};
use super::value::{Picked, Scalar};

/// Most seams that are remembered: many times as many as any export has keys.
const MOST_WAYS: usize = 8_192;
/// Most bytes that are remembered of long seams.
const MOST_BYTES: usize = 1 << 20;
/// Most seams that are remembered to follow one place.
const MOST_BESIDE: usize = 16;
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
    WrongType(u16),
}

/// What a seam leads to, and the node that wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ahead {
    /// The text of a string; its opening quote is passed.
    Text(Option<u16>),
    /// A number.
    Number(Option<u16>),
    /// The end of the record.
    End,
}

/// One seam: from a place in a record to the next value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// Its first bytes, and one bit for each of them.
    head: [u8; BLOCK],
    mask: u32,
    /// Where the others begin in [`Seams::bytes`].
    others: u32,
    /// How many bytes it has.
    pub(super) length: u16,
    /// Whether it runs over the end of a line.
    has_line_end: bool,
    acts: (u16, u16),
    /// What it leads to.
    pub(super) ahead: Ahead,
    /// Where the value that it leads to goes, if that is plainly one place.
    pub(super) target: Option<Target>,
    /// The place that the value leads to.
    place: u16,
    /// The seam that followed last time.
    then: u16,
    /// The next one that may stand in its stead, or none.
    beside: u16,
}

/// Stands for no seam.
const NONE: u16 = u16::MAX;

/// What tells a place: the containers that a seam leads into, and the seam's bytes.
type Lead = (Box<[Frame]>, Box<[u8]>);

/// The seams of the records before, by the place in a record that they follow.
#[derive(Debug, Default)]
pub(super) struct Seams {
    /// The bytes of long seams behind their first ones.
    bytes: Vec<u8>,
    acts: Vec<Act>,
    ways: Vec<Way>,
    /// The first way from each place; the first place is the beginning of a record.
    places: Vec<u16>,
    known: FxHashMap<Lead, u16>,
    passed: u32,
    missed: u32,
    /// Lessons of which nothing could be taken.
    vain: u32,
}

/// Where a record is followed from: a place, and the seam that led there.
#[derive(Clone, Copy, Debug)]
pub(super) struct From {
    place: u16,
    way: u16,
}

/// Bytes, a place in them, and whether the record there has its line to itself.
pub(super) type Here<'b> = (&'b [u8], usize, bool);

impl From {
    /// The beginning of a record.
    pub(super) const START: Self = Self { place: 0, way: NONE };
}

impl Seams {
    /// Whether they are worth to be tried: not where every record differs.
    pub(super) fn are_useful(&self) -> bool {
        !self.places.is_empty() && (self.missed < TRIAL || self.missed < self.passed)
    }

    /// Whether they learn on: not where records differ all the time or hold what seams do not tell.
    pub(super) fn are_taught(&self) -> bool {
        self.vain < TRIAL && (self.places.is_empty() || self.are_useful())
    }

    /// Counts a record that they led through, or not.
    pub(super) fn count(&mut self, is_passed: bool) {
        let count = if is_passed { &mut self.passed } else { &mut self.missed };
        *count = count.saturating_add(1);
    }

    /// How many records they led through, and how many not.
    #[cfg(test)]
    pub(super) fn counts(&self) -> (u32, u32) {
        (self.passed, self.missed)
    }

    /// Follows the seam that begins `at` a place in `bytes`, and gives where it leads. Does on the
    /// way what is to be done. A record that has its line to itself ends where the line does.
    pub(super) fn follow(
        &mut self,
        from: From,
        here: Here<'_>,
        trie: &Trie,
        out: &mut Picked<'_>,
    ) -> Option<(&Way, From)> {
        let guess = self.ways.get(usize::from(from.way)).map_or(NONE, |way| way.then);
        let index = if self.begins(guess, here) {
            guess
        } else {
            let found = self.search(from.place, here)?;
            if let Some(way) = self.ways.get_mut(usize::from(from.way)) {
                way.then = found;
            }
            found
        };
        let way = self.ways.get(usize::from(index))?;
        if way.acts.0 < way.acts.1 {
            let acts = self.acts.get(usize::from(way.acts.0)..usize::from(way.acts.1))?;
            follow_acts(acts, trie, out)?;
        }
        Some((way, From { place: way.place, way: index }))
    }

    fn search(&self, place: u16, here: Here<'_>) -> Option<u16> {
        let mut index = *self.places.get(usize::from(place))?;
        while index != NONE {
            if self.begins(index, here) {
                return Some(index);
            }
            index = self.ways.get(usize::from(index))?.beside;
        }
        None
    }

    /// Whether a seam begins here.
    #[inline]
    fn begins(&self, index: u16, (bytes, at, is_line): Here<'_>) -> bool {
        let Some(way) = self.ways.get(usize::from(index)) else { return false };
        let Some(rest) = bytes.get(at..) else { return false };
        if !self.is_spelled(way, rest) || (is_line && way.has_line_end) {
            return false;
        }
        // A number ends no seam, so the byte behind it tells it from a word or a string.
        !matches!(way.ahead, Ahead::Number(_))
            || matches!(rest.get(usize::from(way.length)), Some(b'-' | b'0'..=b'9'))
    }

    /// Whether `rest` begins with the bytes of a seam.
    #[inline]
    fn is_spelled(&self, way: &Way, rest: &[u8]) -> bool {
        let length = usize::from(way.length);
        let Some((here, after)) = rest.split_first_chunk() else {
            // The end of what is at hand.
            return way.head.get(..length).is_some_and(|seam| rest.starts_with(seam));
        };
        same(here, &way.head) & way.mask == way.mask
            && (length <= BLOCK || self.goes_on(way, after))
    }

    /// Whether a long seam goes on so behind its first bytes.
    fn goes_on(&self, way: &Way, after: &[u8]) -> bool {
        let start = way.others as usize;
        let others = self.bytes.get(start..start + usize::from(way.length) - BLOCK);
        others.is_some_and(|others| after.starts_with(others))
    }

    /// The place behind a seam.
    fn place(&mut self, frames: &[Frame], seam: &[u8]) -> Option<u16> {
        let key = (Box::from(frames), Box::from(seam));
        if let Some(place) = self.known.get(&key) {
            return Some(*place);
        }
        let place = u16::try_from(self.places.len()).ok()?;
        self.places.push(NONE);
        self.known.insert(key, place);
        Some(place)
    }

    /// Adds what follows a place, unless it is known; gives the place behind it. `None` where there
    /// is no room.
    fn add(&mut self, place: u16, step: &Step, seam: &[u8], trie: &Trie) -> Option<u16> {
        let mut index = *self.places.get(usize::from(place))?;
        let mut beside = 0;
        while let Some(way) = self.ways.get(usize::from(index)) {
            let is_it = usize::from(way.length) == seam.len() && self.is_spelled(way, seam);
            if way.ahead == step.ahead && is_it {
                return Some(way.place);
            }
            beside += 1;
            index = way.beside;
        }
        let is_full = self.ways.len() >= MOST_WAYS
            || self.bytes.len() + seam.len() > MOST_BYTES
            || seam.len() > LONGEST;
        if is_full || beside >= MOST_BESIDE {
            return None;
        }
        let first_act = u16::try_from(self.acts.len()).ok()?;
        let end_of_acts = u16::try_from(self.acts.len() + step.acts.len()).ok()?;
        let next = self.place(&step.frames, seam)?;
        let way = Way {
            head: std::array::from_fn(|index| seam.get(index).copied().unwrap_or_default()),
            mask: lowest(seam.len()),
            others: u32::try_from(self.bytes.len()).ok()?,
            length: u16::try_from(seam.len()).ok()?,
            has_line_end: seam.contains(&b'\n'),
            acts: (first_act, end_of_acts),
            ahead: step.ahead,
            target: plain_target(step.ahead, trie),
            place: next,
            then: NONE,
            beside: *self.places.get(usize::from(place))?,
        };
        self.bytes.extend_from_slice(seam.get(BLOCK..).unwrap_or_default());
        self.acts.extend_from_slice(&step.acts);
        *self.places.get_mut(usize::from(place))? = u16::try_from(self.ways.len()).ok()?;
        self.ways.push(way);
        Some(next)
    }
}

fn follow_acts(acts: &[Act], trie: &Trie, out: &mut Picked<'_>) -> Option<()> {
    for act in acts {
        match act {
            Act::Enter(node, opens) => {
                if out.enter(trie, *node) != *opens {
                    return None;
                }
            }
            Act::Word(node, value) => out.give(trie, *node, value.clone()),
            Act::WrongType(node) => out.wrong_type(*node),
        }
    }
    Some(())
}

/// The slot or column of a value that is no list and no text to be opened.
fn plain_target(ahead: Ahead, trie: &Trie) -> Option<Target> {
    let (Ahead::Text(node) | Ahead::Number(node)) = ahead else { return None };
    let node = trie.node(node?)?;
    node.target.filter(|target| !(node.is_listed && matches!(target, Target::Row(_))))
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
    /// No lesson: nothing that is met is remembered.
    pub(super) fn none() -> Self {
        Self { is_over: true, ..Self::begin(0) }
    }

    /// A lesson from the record that begins at `start`.
    pub(super) fn begin(start: usize) -> Self {
        Self {
            frames: Vec::new(),
            acts: Vec::new(),
            from: start,
            steps: Vec::new(),
            is_over: false,
        }
    }

    /// A container begins.
    pub(super) fn enter(&mut self, frame: Frame) {
        if !self.is_over {
            self.frames.push(frame);
        }
    }

    /// A container ends.
    pub(super) fn leave(&mut self) {
        self.frames.pop();
    }

    /// The walk asked whether something is wanted of an object at a node.
    pub(super) fn asked(&mut self, node: u16, opens: bool) {
        self.act(Act::Enter(node, opens));
    }

    fn act(&mut self, act: Act) {
        if !self.is_over {
            self.acts.push(act);
        }
    }

    /// A word was read.
    pub(super) fn word(&mut self, node: Option<u16>, value: &Scalar<'_>) {
        let value = match value {
            Scalar::Null => Scalar::Null,
            Scalar::Bool(value) => Scalar::Bool(*value),
            _ => return self.give_up(),
        };
        if let Some(node) = node {
            self.act(Act::Word(node, value));
        }
    }

    /// A plain value stood where a row should.
    pub(super) fn wrong_type(&mut self, node: u16) {
        self.act(Act::WrongType(node));
    }

    /// A value was read that begins at `start` and ends before `end`.
    pub(super) fn value(&mut self, ahead: Ahead, start: usize, end: usize) {
        if self.is_over {
            return;
        }
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
    pub(super) fn learn(mut self, bytes: &[u8], end: usize, trie: &Trie, seams: &mut Seams) {
        let is_learned = self.take(bytes, end, trie, seams).is_some();
        seams.vain = seams.vain.saturating_add(u32::from(!is_learned));
    }

    fn take(&mut self, bytes: &[u8], end: usize, trie: &Trie, seams: &mut Seams) -> Option<()> {
        self.value(Ahead::End, end, end);
        if self.is_over {
            return None;
        }
        if seams.places.is_empty() {
            seams.places.push(NONE);
        }
        let mut place = 0;
        for step in &self.steps {
            let (start, end) = step.seam;
            place = seams.add(place, step, bytes.get(start..end)?, trie)?;
        }
        Some(())
    }
}
