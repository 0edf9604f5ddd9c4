//! Paths into a JSON record, as a tree of keys. In: paths as providers write them. Out: where the
//! value at hand goes.

/// Longest key that is compared without regard to case and underscores.
const LONGEST_LOOSE_KEY: usize = 64;

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
    children: Vec<(Box<str>, u16)>,
    /// Where a plain value found here goes.
    pub(super) target: Option<Target>,
    /// Each element of a list found here becomes a row.
    pub(super) is_rows: bool,
}

impl Node {
    /// Whether an object found here holds anything wanted.
    pub(super) fn is_branch(&self) -> bool {
        !self.children.is_empty()
    }
}

/// Paths as a tree of keys.
///
/// A path is keys joined by dots; `key[]` is a list whose elements become rows.
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
        let node = self.walk(path);
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.target = Some(target);
        }
    }

    /// Adds keys that are known and not wanted, so that they cost no loose comparison.
    pub(super) fn ignore(&mut self, below: &str, keys: &[&str]) {
        let node = self.walk(below);
        for key in keys {
            if let Some(node) = self.nodes.get_mut(node as usize)
                && !node.children.iter().any(|(child, _)| &**child == *key)
            {
                node.children.push(((*key).into(), IGNORED));
            }
        }
    }

    /// Makes `key` at the top hold a whole record (an envelope).
    pub(super) fn envelope(&mut self, key: &str) {
        if let Some(root) = self.nodes.first_mut() {
            root.children.push((key.into(), 0));
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
        let mut node = 0;
        for key in path.split('.').filter(|key| !key.is_empty()) {
            node = self.child(node, key.trim())?;
        }
        self.node(node)?.target
    }

    /// What a node wants: a target for a value, rows for a list, children for an object.
    pub(super) fn node(&self, node: u16) -> Option<&Node> {
        self.nodes.get(node as usize)
    }

    fn walk(&mut self, path: &str) -> u16 {
        let mut node = 0_u16;
        for part in path.split('.').filter(|part| !part.is_empty()) {
            let key = part.trim_end_matches("[]");
            let next = self.nodes.get(node as usize).and_then(|here| {
                here.children.iter().find(|(child, _)| &**child == key).map(|(_, next)| *next)
            });
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
        self.nodes.push(Node::default());
        if let Some(parent) = self.nodes.get_mut(parent as usize) {
            parent.children.push((key.into(), index));
        }
        index
    }

    /// The node below `node` that a key leads to; `None` where nobody wants its value.
    pub(super) fn child(&self, node: u16, key: &str) -> Option<u16> {
        let children = &self.nodes.get(node as usize)?.children;
        let exact = children.iter().find(|(child, _)| &**child == key).map(|(_, next)| *next);
        match exact {
            Some(IGNORED) => None,
            Some(next) => Some(next),
            None if self.loose && key.len() <= LONGEST_LOOSE_KEY => children
                .iter()
                .find(|(child, _)| is_loosely_equal(child, key))
                .map(|(_, next)| *next)
                .filter(|&next| next != IGNORED),
            None => None,
        }
    }
}

const IGNORED: u16 = u16::MAX;

fn is_loosely_equal(known: &str, given: &str) -> bool {
    folded(known).eq(folded(given))
}

fn folded(key: &str) -> impl Iterator<Item = u8> + '_ {
    key.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
}
