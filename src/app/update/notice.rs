//! Messages to the analyst.

use crate::app::{AppState, Effect, Notice, NoticeCommand, NoticeId, NoticeLevel};

/// How many messages are kept; of those that may go, the oldest goes first.
const MAX: usize = 4;

pub(super) fn apply(state: &mut AppState, command: NoticeCommand) -> Vec<Effect> {
    match command {
        NoticeCommand::Show { level, text } => show(state, level, text),
        NoticeCommand::Dismiss(id) => state.notices.retain(|notice| notice.id != id),
    }
    Vec::new()
}

pub(super) fn show(state: &mut AppState, level: NoticeLevel, text: String) {
    // The same message again is no second message.
    state.notices.retain(|notice| notice.text != text);
    state.next_notice += 1;
    state.notices.push(Notice { id: NoticeId(state.next_notice), level, text });
    while state.notices.len() > MAX {
        let oldest = state.notices.iter().position(|notice| notice.level != NoticeLevel::Error);
        state.notices.remove(oldest.unwrap_or(0));
    }
}
