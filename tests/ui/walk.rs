//! What a responder does in the window.

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use pushscope::app::*;

use crate::fake::{open, window};
use crate::story;

const LARGE: [f32; 2] = [1_600.0, 1_000.0];

#[test]
fn the_demonstration_opens_on_the_worst_user() {
    let mut window = window(story::case_of(story::rows()), LARGE);
    window.run();
    window.get_by_label("Open the demonstration case").click();
    window.run();
    let state = window.state().state();
    let user = state.selected_user().unwrap();
    let case = state.case.as_ref().unwrap();
    assert_eq!(case.store.users.name(user), "m.okafor@corp.example");
    assert!(state.is_filtered());
}

#[test]
fn escape_clears_the_filter_and_undo_brings_it_back() {
    let mut window = open(story::case_of(story::rows()), LARGE);
    let clause = Clause::Outcome(pushscope::model::Outcome::Denied);
    window.state().sender().send(FilterCommand::Add(clause));
    window.run();
    let few = window.state().state().filtered.prompts.len();
    assert!(few < story::rows().len());
    window.key_press(Key::Escape);
    window.run();
    assert!(window.state().state().filter.is_empty());
    assert_eq!(window.state().state().filtered.prompts.len(), story::rows().len());
    window.key_press_modifiers(egui::Modifiers::COMMAND, Key::Z);
    window.run();
    assert_eq!(window.state().state().filtered.prompts.len(), few);
}
