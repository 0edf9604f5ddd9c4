//! Paths into a JSON record, as a tree of keys. In: paths as providers write them. Out: where the
//! value at hand goes.

use super::seams::Seams;

/// Longest key that is compared without regard to case and underscores.
const LONGEST_LOOSE_KEY: usize = 64;
/// Most keys of one object that are remembered.
const LONGEST_MEMO: usize = 128;
/// Buckets of keys in one node: several times as many as keys, so that a key which nobody wants
/// mostly meets an empty one.
const BUCKETS: usize = 128;

/// Where a path's value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Slot(usize),
    /// A column of the row that is being read.
    Row(usize),
}

/// One place in a record.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The keys that lead here, joined by dots.
    path: String,
    children: Vec<(Box<str>, u16)>,
    /// For each fingerprint of a key, the child after which to look, plus one; 0 means none.
    buckets: Box<[u8]>,
    /// For each child, the next one in its bucket, plus one.
    chain: Vec<u8>,
    /// Where a plain value found here goes.
    pub(super) target: Option<Target>,
    /// Each element of a list found here becomes a row.
    pub(super) is_rows: bool,
    /// A list of plain values found here fills the target: a slot with all of them, joined; a
    /// column with one for each row.
    pub(super) is_listed: bool,
    /// Such a list stands inside a row, whose column holds all of them, joined.
    pub(super) is_in_row: bool,
}

impl Node {
    fn add(&mut self, key: &str, next: u16) {
        if self.buckets.is_empty() {
            self.buckets = vec![0; BUCKETS].into_boxed_slice();
        }
        self.children.push((key.into(), next));
        let number = u8::try_from(self.children.len()).unwrap_or_default();
        if let Some(bucket) = self.buckets.get_mut(bucket(key)) {
            self.chain.push(*bucket);
            *bucket = number;
        }
    }

    fn exact(&self, key: &str) -> Option<u16> {
        let mut number = *self.buckets.get(bucket(key))?;
        while number > 0 {
            let index = usize::from(number - 1);
            let (child, next) = self.children.get(index)?;
            if &**child == key {
                return Some(*next);
            }
            number = *self.chain.get(index)?;
        }
        None
    }

    fn loose(&self, key: &str) -> Option<u16> {
        let mut children = self.children.iter();
        let (_, next) = children.find(|(child, _)| is_loosely_equal(child, key))?;
        (*next != IGNORED).then_some(*next)
    }

    /// Whether an object found here holds anything wanted.
    pub(super) fn is_branch(&self) -> bool {
        !self.children.is_empty()
    }
}

/// Paths as a tree of keys.
///
/// A path is keys joined by dots; `key[]` is a list whose elements become rows, and at the end of a
/// path a list of plain values.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// Whether keys match without regard to case and underscores (an exact match goes first).
    loose: bool,
}

impl Trie {
    /// An empty tree.
    pub(super) fn new(loose: bool) -> Self {
        Self { nodes: vec![Node::default()], loose }
    }

    /// Adds a path whose value goes to `target`.
    pub(super) fn path(&mut self, path: &str, target: Target) {
        let bare = path.strip_suffix("[]");
        let bare_path = bare.unwrap_or(path);
        let node = self.walk(bare_path);
        self.aim(node, target, bare.is_some());
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.is_in_row = bare_path.contains("[].");
        }
    }

    /// Adds a key at the top that is a whole path in one: exports write `actor.alternateId`, and
    /// Splunk writes `target{}.type` for a value of each row.
    pub(super) fn key(&mut self, key: &str, target: Target) {
        let known = self.nodes.first().and_then(|root| root.exact(key));
        let node = known.filter(|&node| node != IGNORED).unwrap_or_else(|| self.grow(0, key));
        self.aim(node, target, true);
    }

    fn aim(&mut self, node: u16, target: Target, is_listed: bool) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.target = Some(target);
            node.is_listed = is_listed;
        }
    }

    /// Adds keys that are known and not wanted, so that they cost no loose comparison.
    pub(super) fn ignore(&mut self, below: &str, keys: &[&str]) {
        let node = self.walk(below);
        if let Some(node) = self.nodes.get_mut(node as usize) {
            for key in keys {
                if node.exact(key).is_none() {
                    node.add(key, IGNORED);
                }
            }
        }
    }

    /// Makes `key` at the top hold a whole record (an envelope).
    pub(super) fn envelope(&mut self, key: &str) {
        if let Some(root) = self.nodes.first_mut() {
            root.add(key, 0);
        }
    }

    /// Makes the record itself a list of rows.
    pub(super) fn rows_at_top(&mut self) {
        if let Some(root) = self.nodes.first_mut() {
            root.is_rows = true;
        }
    }

    /// Where the value at a path goes.
    pub(super) fn target(&self, path: &str) -> Option<Target> {
        self.node(self.place(path)?)?.target
    }

    /// The place that a path leads to, be it written as one key at the top.
    pub(super) fn place(&self, path: &str) -> Option<u16> {
        let whole = self.nodes.first().and_then(|root| root.exact(path));
        if let Some(node) = whole.filter(|&node| node != IGNORED) {
            return Some(node);
        }
        let mut node = 0;
        for key in path.split('.').filter(|key| !key.is_empty()) {
            node = self.child(node, key.trim())?;
        }
        Some(node)
    }

    /// What a node wants: a target for a value, rows for a list, children for an object.
    pub(super) fn node(&self, node: u16) -> Option<&Node> {
        self.nodes.get(node as usize)
    }

    /// The path that leads to a node, as logs write it; empty for the record itself.
    pub(super) fn name(&self, node: u16) -> &str {
        self.node(node).map_or("", |node| &node.path)
    }

    fn walk(&mut self, path: &str) -> u16 {
        let mut node = 0_u16;
        for part in path.split('.').filter(|part| !part.is_empty()) {
            let key = part.trim_end_matches("[]");
            let next = self.nodes.get(node as usize).and_then(|here| here.exact(key));
            node = next.filter(|&next| next != IGNORED).unwrap_or_else(|| self.grow(node, key));
            if part.ends_with("[]")
                && let Some(here) = self.nodes.get_mut(node as usize)
            {
                here.is_rows = true;
            }
        }
        node
    }

    fn grow(&mut self, parent: u16, key: &str) -> u16 {
        let index = u16::try_from(self.nodes.len()).unwrap_or(IGNORED);
        let path = match self.name(parent) {
            "" => key.to_owned(),
            above => format!("{above}.{key}"),
        };
        self.nodes.push(Node { path, ..Node::default() });
        if let Some(parent) = self.nodes.get_mut(parent as usize) {
            parent.add(key, index);
        }
        index
    }

    /// The node below `node` that a key leads to; `None` where nobody wants its value.
    pub(super) fn child(&self, node: u16, key: &str) -> Option<u16> {
        let node = self.nodes.get(node as usize)?;
        match node.exact(key) {
            Some(IGNORED) => None,
            Some(next) => Some(next),
            None if self.loose && key.len() <= LONGEST_LOOSE_KEY => node.loose(key),
            None => None,
        }
    }
}

const IGNORED: u16 = u16::MAX;

/// The keys of the records before, in their order: records of one export mostly give their keys in
/// the same order, so the next key is mostly the one that came next before.
#[derive(Debug, Default)]
pub(super) struct Memo {
    nodes: Vec<Vec<Known>>,
    /// What stood between the values of the records before.
    pub(super) seams: Seams,
}

#[derive(Debug, Default)]
struct Known {
    key: String,
    /// The key's first and last bytes, which tell all of a key of up to 16 bytes.
    ends: (u64, u64),
    next: Option<u16>,
}

impl Known {
    fn is(&self, key: &str, ends: (u64, u64)) -> bool {
        self.ends == ends
            && self.key.len() == key.len()
            && (key.len() <= 16 || self.key.as_bytes() == key.as_bytes())
    }

    fn begins(&self, rest: &[u8]) -> bool {
        let length = self.key.len();
        let Some((key, after)) = rest.split_at_checked(length) else { return false };
        after.first() == Some(&b'"')
            && ends(key) == self.ends
            && (length <= 16 || key == self.key.as_bytes())
    }
}

/// The first and the last eight bytes of a key; of a short one, its bytes and its length.
fn ends(bytes: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
    }
    let packed = bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    (packed, bytes.len() as u64)
}

impl Memo {
    /// Makes room for every node of a tree.
    pub(super) fn fit(&mut self, trie: &Trie) {
        if self.nodes.is_empty() {
            self.nodes.resize_with(trie.nodes.len(), Vec::new);
        }
    }

    /// The key that begins `rest`, and where it leads, if it is one that stood here before. A
    /// quote follows the key in `rest`.
    pub(super) fn predicted(
        &self,
        node: u16,
        cursor: &mut usize,
        rest: &[u8],
    ) -> Option<(usize, Option<u16>)> {
        let known = self.nodes.get(node as usize)?;
        for skipped in 0..2 {
            let next = known.get(*cursor + skipped)?;
            if next.begins(rest) {
                *cursor += skipped + 1;
                return Some((next.key.len(), next.next));
            }
        }
        None
    }

    /// As [`Trie::child`], where `cursor` counts the keys of the object at hand.
    pub(super) fn child(
        &mut self,
        trie: &Trie,
        node: u16,
        key: &str,
        cursor: &mut usize,
    ) -> Option<u16> {
        self.fit(trie);
        let Some(known) = self.nodes.get_mut(node as usize) else { return trie.child(node, key) };
        let ends = ends(key.as_bytes());
        for skipped in 0..2 {
            if let Some(next) = known.get(*cursor + skipped)
                && next.is(key, ends)
            {
                *cursor += skipped + 1;
                return next.next;
            }
        }
        let next = trie.child(node, key);
        if key.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
            // Its spelling in JSON differs, so it must not be looked for as it is.
            return next;
        }
        if let Some(slot) = known.get_mut(*cursor) {
            slot.key.clear();
            slot.key.push_str(key);
            slot.ends = ends;
            slot.next = next;
        } else if known.len() < LONGEST_MEMO {
            known.push(Known { key: key.to_owned(), ends, next });
        }
        *cursor += 1;
        next
    }
}

/// The bucket of a key: its length and three of its bytes, mixed.
fn bucket(key: &str) -> usize {
    let bytes = key.as_bytes();
    let byte = |index: usize| u32::from(bytes.get(index).copied().unwrap_or_default());
    let last = bytes.len().wrapping_sub(1);
    let mixed = (bytes.len() as u32)
        .wrapping_mul(0x9e37)
        .wrapping_add(byte(0).wrapping_mul(0x85eb))
        .wrapping_add(byte(bytes.len() / 2).wrapping_mul(0xc2b3))
        .wrapping_add(byte(last).wrapping_mul(0x27d5));
    (mixed ^ (mixed >> 9)) as usize % BUCKETS
}

fn is_loosely_equal(known: &str, given: &str) -> bool {
    folded(known).eq(folded(given))
}

fn folded(key: &str) -> impl Iterator<Item = u8> + '_ {
    key.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
}
