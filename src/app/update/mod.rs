//! The reducer: one line per area, one file per area.

mod detection;
mod evidence;
mod export;
mod filter;
mod job;
mod notice;
mod reading;
mod select;
mod time;
mod ui;
mod view;

use super::undo::{Movement, Point};
use super::{AppState, Command, Effect, UndoCommand};

impl AppState {
    /// Applies one command. Pure: what must happen outside is returned.
    pub fn apply(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Evidence(command) => evidence::apply(self, command),
            Command::Reading(command) => reading::apply(self, command),
            Command::Detection(command) => detection::apply(self, command),
            Command::Filter(command) => filter::apply(self, command),
            Command::Time(command) => time::apply(self, command),
            Command::Select(command) => select::apply(self, command),
            Command::View(command) => view::apply(self, command),
            Command::Export(command) => export::apply(self, command),
            Command::Job(event) => job::apply(self, event),
            Command::Notice(command) => notice::apply(self, command),
            Command::Undo(command) => step(self, command),
            Command::Ui(command) => ui::apply(self, command),
        }
    }

    /// Notes the state before a change; nothing is noted where nothing changes.
    fn note(&mut self, before: Point, movement: Movement) {
        if self.point() != before {
            self.history.note(before, movement);
        }
    }
}

fn step(state: &mut AppState, command: UndoCommand) -> Vec<Effect> {
    let now = state.point();
    let point = match command {
        UndoCommand::Undo => state.history.undo(now),
        UndoCommand::Redo => state.history.redo(now),
    };
    let Some(point) = point else { return Vec::new() };
    state.time = point.time;
    state.selection = point.selection;
    state.reveal += 1;
    if state.filter == point.filter {
        return Vec::new();
    }
    state.filter = point.filter;
    filter::ask(state)
}
