//! What is looked at.

use crate::app::undo::Movement;
use crate::app::{AppState, Cited, Direction, Effect, Item, ReadRecord, SelectCommand};
use crate::model::{EventId, Prompt, PromptId, Severity, Timestamp};

use super::time;

pub(super) fn apply(state: &mut AppState, command: SelectCommand) -> Vec<Effect> {
    match command {
        SelectCommand::Set(item) => set(state, Some(item), false),
        SelectCommand::Reveal(item) => set(state, Some(item), true),
        SelectCommand::Clear => set(state, None, false),
        SelectCommand::Hover(item) => {
            state.hovered = item;
            Vec::new()
        }
        SelectCommand::ShowRecord(event) => show_record(state, event),
        SelectCommand::ShowIssue(index) => show_issue(state, index),
        SelectCommand::HideRecord => {
            state.record = None;
            state.selection.record = None;
            Vec::new()
        }
        SelectCommand::StepPrompt(direction) => step_prompt(state, direction),
        SelectCommand::StepApproval(direction) => step_approval(state, direction),
    }
}

fn set(state: &mut AppState, item: Option<Item>, in_view: bool) -> Vec<Effect> {
    let before = state.point();
    if state.selection.item != item {
        state.selection.record = None;
        state.record = None;
    }
    state.selection.item = item;
    state.reveal += 1;
    if in_view {
        let range = state
            .case
            .as_deref()
            .zip(state.selection.item.as_ref())
            .and_then(|(case, item)| time::range_of(case, item));
        if let Some(range) = range {
            time::reveal(state, range);
        }
    }
    state.note(before, Movement::Single);
    Vec::new()
}

fn show_record(state: &mut AppState, event: EventId) -> Vec<Effect> {
    let record = state.case.as_ref().and_then(|case| case.store.events.record_ref(event));
    let Some(at) = record else { return Vec::new() };
    state.selection.record = Some(event);
    state.record = Some(ReadRecord { by: Cited::Event(event), at, result: None });
    vec![Effect::ReadRecord(at)]
}

/// An issue about no bytes (reading broke off) has none to show.
fn show_issue(state: &mut AppState, index: usize) -> Vec<Effect> {
    let issue = state.case.as_ref().and_then(|case| case.issues.get(index));
    let Some(at) = issue.map(|issue| issue.at) else { return Vec::new() };
    state.selection.record = None;
    let result =
        (at.length == 0).then(|| Err("the issue is about no bytes of the file".to_owned()));
    let is_there = result.is_none();
    state.record = Some(ReadRecord { by: Cited::Issue(index), at, result });
    if is_there { vec![Effect::ReadRecord(at)] } else { Vec::new() }
}

fn step_prompt(state: &mut AppState, direction: Direction) -> Vec<Effect> {
    let Some(case) = state.case.clone() else { return Vec::new() };
    let now = state.selection.prompt();
    let user = state.selected_user();
    let mut shown = state
        .filtered
        .prompts
        .iter()
        .filter(|id| case.prompt(**id).map(|prompt| prompt.user) == user);
    let next = match (direction, now) {
        (Direction::Next, Some(now)) => shown.find(|&&id| id > now),
        (Direction::Next, None) => shown.next(),
        (Direction::Previous, Some(now)) => shown.rev().find(|&&id| id < now),
        (Direction::Previous, None) => shown.next_back(),
    };
    match next.copied() {
        Some(id) => set(state, Some(Item::Prompt(id)), true),
        None => Vec::new(),
    }
}

/// Approvals that follow unsatisfied prompts (MF-04), in order of time, of prompts that are shown;
/// those that explain themselves are passed over.
fn approvals(state: &AppState) -> Vec<(Timestamp, PromptId)> {
    let Some(case) = &state.case else { return Vec::new() };
    let mut found: Vec<_> = case
        .detection
        .findings
        .iter()
        .filter(|finding| finding.rule.0 == 4 && finding.severity > Severity::Info)
        .flat_map(|finding| &finding.approvals)
        .filter_map(|approval| Some((approval.at, approval.prompt?)))
        .filter(|(_, prompt)| state.filtered.prompts.binary_search(prompt).is_ok())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn step_approval(state: &mut AppState, direction: Direction) -> Vec<Effect> {
    let approvals = approvals(state);
    let here = here(state, &approvals);
    let next = match direction {
        Direction::Next => approvals.iter().find(|&&approval| here.is_none_or(|h| approval > h)),
        Direction::Previous => {
            approvals.iter().rev().find(|&&approval| here.is_none_or(|h| approval < h))
        }
    };
    // Past the last one it goes on with the first.
    let next = next.or(match direction {
        Direction::Next => approvals.first(),
        Direction::Previous => approvals.last(),
    });
    match next {
        Some(&(_, prompt)) => set(state, Some(Item::Prompt(prompt)), true),
        None => Vec::new(),
    }
}

/// Where stepping begins: at the selected approval, or at the time of the selected prompt.
fn here(state: &AppState, approvals: &[(Timestamp, PromptId)]) -> Option<(Timestamp, PromptId)> {
    let id = state.selection.prompt()?;
    let approval = approvals.iter().copied().find(|(_, prompt)| *prompt == id);
    let prompt: &Prompt = state.case.as_ref()?.prompt(id)?;
    Some(approval.unwrap_or_else(|| (prompt.time(), id)))
}
