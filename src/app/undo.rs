//! One step back and forward over filter, time view and selection.

use crate::model::{Filter, TimeRange};

use super::Selection;

/// How many steps are remembered.
const DEPTH: usize = 200;

/// What a step brings back.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) filter: Filter,
    pub(super) time: Option<TimeRange>,
    pub(super) selection: Selection,
}

/// Commands that follow each other in one movement are one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Movement {
    /// Wheel and drag on the timeline.
    Time,
    /// Typing in the search box.
    Text,
    /// Anything else: a step of its own.
    Single,
}

/// The steps behind and ahead.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Point>,
    future: Vec<Point>,
    last: Option<Movement>,
}

impl History {
    /// Notes the state before a change, unless the change goes on with the last movement.
    pub(super) fn note(&mut self, before: Point, movement: Movement) {
        let goes_on = movement != Movement::Single && self.last == Some(movement);
        self.last = Some(movement);
        self.future.clear();
        if goes_on {
            return;
        }
        if self.past.len() == DEPTH {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    pub(super) fn undo(&mut self, now: Point) -> Option<Point> {
        let point = self.past.pop()?;
        self.future.push(now);
        self.last = None;
        Some(point)
    }

    pub(super) fn redo(&mut self, now: Point) -> Option<Point> {
        let point = self.future.pop()?;
        self.past.push(now);
        self.last = None;
        Some(point)
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}
