//! Which stretch of time is shown.

use crate::app::undo::Movement;
use crate::app::{AppState, Effect, Item, TimeCommand};
use crate::case::Case;
use crate::model::{Prompt, Span, TimeRange, Timestamp};
use crate::present::time_scale;

pub(super) fn apply(state: &mut AppState, command: TimeCommand) -> Vec<Effect> {
    let Some(full) = state.full_range() else { return Vec::new() };
    let before = state.point();
    let view = state.time.unwrap_or_else(|| time_scale::fit(full));
    let (next, movement) = match command {
        TimeCommand::Set(range) => (time_scale::clamp(range, full), Movement::Single),
        TimeCommand::ZoomAround { anchor, factor } => {
            (time_scale::zoom(view, full, anchor, factor), Movement::Time)
        }
        TimeCommand::PanBy(span) => (time_scale::pan(view, full, span), Movement::Time),
        TimeCommand::PanByShare(share) => {
            let span = Span((view.span().0 as f64 * share) as i64);
            (time_scale::pan(view, full, span), Movement::Time)
        }
        TimeCommand::Fit => (time_scale::fit(full), Movement::Single),
        TimeCommand::FitSelection => (selected_range(state, full), Movement::Single),
    };
    state.time = Some(next);
    state.note(before, movement);
    Vec::new()
}

/// Moves the view so that `range` lies inside; keeps its length where it can.
pub(super) fn reveal(state: &mut AppState, range: TimeRange) {
    let (Some(full), Some(view)) = (state.full_range(), state.time) else { return };
    if view.start <= range.start && range.end <= view.end {
        return;
    }
    let middle = Timestamp(range.start.0 + range.span().0 / 2);
    let half = Span(view.span().0.max(range.span().0.saturating_mul(5) / 4) / 2);
    state.time = Some(time_scale::clamp(TimeRange::new(middle - half, middle + half), full));
}

/// The range of the selected thing.
pub(super) fn range_of(case: &Case, item: &Item) -> Option<TimeRange> {
    match item {
        Item::Prompt(id) => {
            let time = case.prompt(*id)?.time();
            Some(TimeRange::covering(time, time))
        }
        Item::Finding(id) => {
            let finding = case.detection.findings.iter().find(|finding| finding.id == *id)?;
            Some(TimeRange::covering(finding.first_seen, finding.last_seen))
        }
        Item::User(user) => {
            let worst = case.detection.findings.iter().find(|f| f.user == Some(*user));
            if let Some(finding) = worst {
                return Some(TimeRange::covering(finding.first_seen, finding.last_seen));
            }
            let mut prompts = case.prompts.iter().filter(|prompt| prompt.user == *user);
            let first = prompts.next()?;
            let last = prompts.next_back().unwrap_or(first);
            Some(TimeRange::covering(Prompt::time(first), last.time()))
        }
    }
}

fn selected_range(state: &AppState, full: TimeRange) -> TimeRange {
    let range = state
        .case
        .as_deref()
        .zip(state.selection.item.as_ref())
        .and_then(|(case, item)| range_of(case, item));
    match range {
        Some(range) => {
            let room = Span((range.span().0 / 2).max(Span::from_mins(10).0));
            time_scale::clamp(TimeRange::new(range.start - room, range.end + room), full)
        }
        None => time_scale::fit(full),
    }
}
