//! Windows too small and cases too large or too empty.

use pushscope::app::*;
use pushscope::model::*;

use crate::fake::{Window, open};
use crate::story::{self, row};

fn every_tab_and_theme(window: &mut Window) {
    for tab in Tab::ALL {
        window.state().sender().send(ViewCommand::Show(tab));
        window.run();
    }
    for command in [UiCommand::ToggleUsersMode, UiCommand::ToggleTheme, UiCommand::Keys] {
        window.state().sender().send(command);
        window.run();
    }
    window.state().sender().send(UiCommand::Palette);
    window.run();
    window.state().sender().send(UiCommand::Clear);
    window.run();
}

#[test]
fn a_tiny_window_does_not_panic() {
    let mut window = open(story::case_of(story::rows()), [320.0, 200.0]);
    every_tab_and_theme(&mut window);
}

#[test]
fn a_case_without_events_says_what_to_do() {
    let mut window = open(story::case_of(Vec::new()), [1_280.0, 800.0]);
    every_tab_and_theme(&mut window);
    assert_eq!(window.state().state().time, None);
    window.state().sender().send(UiCommand::ZoomIn);
    window.state().sender().send(UiCommand::NextApproval);
    window.run();
}

#[test]
fn one_prompt_can_be_zoomed_to_a_second() {
    let rows = vec![row("a@corp.example", story::at(8, 0, 0), Outcome::Approved)];
    let mut window = open(story::case_of(rows), [1_280.0, 800.0]);
    for _ in 0..60 {
        window.state().sender().send(UiCommand::ZoomIn);
    }
    window.run();
    assert_eq!(window.state().state().time.unwrap().span(), Span::from_secs(1));
    every_tab_and_theme(&mut window);
}

#[test]
fn a_hundred_thousand_prompts_of_a_thousand_users_are_drawn() {
    let names: Vec<&'static str> = (0..1_000)
        .map(|n| &*Box::leak(format!("user{n:04}@corp.example").into_boxed_str()))
        .collect();
    let rows = (0..100_000_i64)
        .map(|n| {
            let outcome = if n % 17 == 0 { Outcome::Denied } else { Outcome::Approved };
            row(names[n as usize % names.len()], n * 12, outcome)
        })
        .collect();
    let mut window = open(story::case_of(rows), [1_920.0, 1_080.0]);
    assert_eq!(window.state().state().filtered.prompts.len(), 100_000);
    for key in [egui::Key::Plus, egui::Key::ArrowRight, egui::Key::F] {
        window.key_press(key);
        window.run();
    }
}
