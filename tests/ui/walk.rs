//! What a responder does in the window.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use pushscope::app::*;
use pushscope::model::*;

use crate::fake::{Window, open, window};
use crate::story;

const LARGE: [f32; 2] = [1_600.0, 1_000.0];

fn demo() -> Window {
    open(story::case_of(story::rows()), LARGE)
}

fn selected_name(window: &Window) -> String {
    let state = window.state().state();
    let user = state.selected_user().unwrap();
    state.case.as_ref().unwrap().store.users.name(user).to_owned()
}

#[test]
fn the_demonstration_opens_on_the_worst_user() {
    let mut window = window(story::case_of(story::rows()), LARGE);
    window.run();
    window.get_by_label("Open the demonstration case").click();
    window.run();
    assert_eq!(selected_name(&window), "m.okafor@corp.example");
    assert!(window.state().state().is_filtered());
    window.get_by_label("Push fatigue: strong");
}

#[test]
fn a_card_a_lane_and_a_word_select() {
    let mut window = demo();
    window.get_by_label_contains("s.aziz@corp.example, high. 9 requests").click();
    window.run();
    assert_eq!(selected_name(&window), "s.aziz@corp.example");
    window.get_by_label_contains("Lane of m.okafor").click();
    window.run();
    assert_eq!(selected_name(&window), "m.okafor@corp.example");
    window.get_by_label("approved at 08:14:02").click();
    window.run();
    let prompt = window.state().state().selection.prompt().unwrap();
    let case = window.state().state().case.clone().unwrap();
    assert_eq!(case.prompts[prompt.0 as usize].outcome, Outcome::Approved);
}

#[test]
fn dragging_over_the_lanes_filters_by_time_and_escape_shows_all_again() {
    let mut window = demo();
    let plot = window.get_by_label_contains("Timeline: wheel zooms").rect();
    let from = plot.left_top() + vec2(20.0, 30.0);
    let to = plot.left_top() + vec2(plot.width() * 0.4, 30.0);
    window.drag_at(from);
    window.run();
    window.hover_at(to);
    window.run();
    window.drop_at(to);
    window.run();
    let state = window.state().state();
    assert!(state.filter.time.is_some());
    assert!(state.filtered.prompts.len() < story::rows().len());
    window.key_press(Key::Escape);
    window.run();
    assert!(window.state().state().filter.is_empty());
    assert_eq!(window.state().state().filtered.prompts.len(), story::rows().len());
}

#[test]
fn a_chip_is_removed_and_undo_brings_it_back() {
    let mut window = demo();
    window.state().sender().send(FilterCommand::Add(Clause::Outcome(Outcome::Denied)));
    window.run();
    let few = window.state().state().filtered.prompts.len();
    window.get_by_label("Remove filter: outcome is denied").click();
    window.run();
    assert_eq!(window.state().state().filtered.prompts.len(), story::rows().len());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run();
    assert_eq!(window.state().state().filtered.prompts.len(), few);
}

#[test]
fn the_palette_finds_a_user_by_a_few_letters() {
    let mut window = demo();
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run();
    window.event(egui::Event::Text("brandt".to_owned()));
    window.run();
    window.key_press(Key::Enter);
    window.run();
    assert_eq!(selected_name(&window), "t.brandt@corp.example");
    assert_eq!(window.state().state().view.overlay, None);
}

#[test]
fn the_keyboard_alone_walks_from_approval_to_approval() {
    let mut window = demo();
    window.key_press(Key::N);
    window.run();
    assert_eq!(selected_name(&window), "m.okafor@corp.example");
    window.key_press(Key::N);
    window.run();
    assert_eq!(selected_name(&window), "j.lindqvist@corp.example");
    window.key_press(Key::P);
    window.run();
    assert_eq!(selected_name(&window), "m.okafor@corp.example");
}

#[test]
fn tab_and_enter_reach_a_card() {
    let mut window = demo();
    let label = "d.moreau@corp.example, high. 5 requests";
    for _ in 0..200 {
        window.key_press(Key::Tab);
        window.step();
        if window.get_by_label_contains(label).is_focused() {
            window.key_press(Key::Enter);
            window.run();
            assert_eq!(selected_name(&window), "d.moreau@corp.example");
            return;
        }
    }
    panic!("the card was not reached with Tab");
}

#[test]
fn a_record_is_read_again_and_copied() {
    let mut window = demo();
    window.state().sender().send(SelectCommand::ShowRecord(EventId(3)));
    window.run();
    window.get_by_label_contains("Verified: the same bytes");
    window.get_by_label("Copy the record").click();
    window.run();
    assert!(window.state().effects().copied[0].contains("deny_push"));
    window.key_press(Key::Escape);
    window.run();
    assert!(window.state().state().record.is_none());
}

#[test]
fn every_lane_says_itself_in_a_sentence() {
    let window = demo();
    let lane = window.get_by_label_contains("Lane of m.okafor");
    let words = lane.accesskit_node().label().unwrap();
    assert!(words.contains("1 approval after a burst"), "{words}");
}

#[test]
fn searching_a_user_lists_only_that_one() {
    let mut window = demo();
    window.get_by_label("Find a user").focus();
    window.run();
    window.get_by_label("Find a user").type_text("novak");
    window.run();
    assert!(window.query_by_label_contains("Lane of s.aziz").is_none());
    window.get_by_label_contains("Lane of p.novak");
}

#[test]
fn a_zone_changes_every_time_shown() {
    let mut window = demo();
    let zone = pushscope::present::Zone::named("Europe/Berlin").unwrap();
    window.state().sender().send(ViewCommand::SetZone(zone));
    window.run();
    window.get_by_label("approved at 09:14:02");
    assert!(window.query_by_label("approved at 08:14:02").is_none());
}

#[test]
fn escape_closes_an_open_menu_and_leaves_the_filter_alone() {
    let mut window = demo();
    window.state().sender().send(FilterCommand::SetText("okafor".to_owned()));
    window.run();
    window.get_by_label_contains("Add filter").click();
    window.run();
    assert!(window.query_by_label("Address").is_some());
    assert_eq!(window.state().state().filter.text, "okafor");
    window.key_press(Key::Escape);
    window.run();
    assert!(window.query_by_label("Address").is_none());
    assert_eq!(window.state().state().filter.text, "okafor");
}
