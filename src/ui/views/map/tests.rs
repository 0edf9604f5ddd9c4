//! The map, driven by role, label and pointer.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Theme;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::{AppState, Command, CommandQueue};
use crate::model::{Filter, PromptId};
use crate::present::map::sample::{Sample, story};
use crate::store::Filtered;
use crate::ui::models::Models;
use crate::ui::theme::install;

/// A map without the rest of the window; commands wait in the queue.
struct Stage {
    state: AppState,
    queue: CommandQueue,
    models: Models,
    map: MapUi,
}

fn stage(case: Case) -> Stage {
    let filtered = Filtered {
        prompts: case.prompts.iter().map(|prompt| prompt.id).collect(),
        ..Filtered::default()
    };
    let mut state = AppState::default();
    state.case = Some(Arc::new(case));
    state.filtered = Arc::new(filtered);
    state.selection.item = Some(Item::Prompt(PromptId(0)));
    Stage {
        state,
        queue: CommandQueue::default(),
        models: Models::default(),
        map: MapUi::default(),
    }
}

fn harness(stage: Stage, size: (f32, f32), theme: Theme) -> Harness<'static, Stage> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_context_setup(install)
        .wgpu()
        .build_ui_state(
            |ui, stage: &mut Stage| {
                let sender = stage.queue.sender();
                let tokens = Tokens::of(ui.ctx().theme());
                let ctx =
                    UiCtx { state: &stage.state, models: &stage.models, tokens, sender: &sender };
                ui.painter().rect_filled(ui.max_rect(), 0.0, tokens.panel);
                map_ui(ui, &ctx, &mut stage.map);
            },
            stage,
        );
    harness.run();
    harness
}

fn commands(harness: &Harness<'_, Stage>) -> Vec<Command> {
    std::iter::from_fn(|| harness.state().queue.pop()).map(|(_, command)| command).collect()
}

/// Pictures to look at, where the environment names a folder for them.
fn save(harness: &mut Harness<'_, Stage>, name: &str) {
    let Some(folder) = option_env!("PUSHSCOPE_PICTURES") else { return };
    let picture = harness.render().unwrap();
    picture.save(PathBuf::from(folder).join(format!("{name}.png"))).unwrap();
}

#[test]
fn the_map_can_be_drawn_small_and_large_dark_and_light() {
    for (theme, word) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
        for (size, room) in [((620.0, 290.0), "small"), ((1100.0, 460.0), "large")] {
            let mut harness = harness(stage(story()), size, theme);
            save(&mut harness, &format!("map-{word}-{room}"));
        }
    }
}

#[test]
fn what_the_map_shows_can_be_read_without_seeing_it() {
    let harness = harness(stage(story()), (900.0, 420.0), Theme::Dark);
    harness.get_by_label_contains("Map: 74 with both places, 4 pairs of places stand out");
    harness.get_by_label_contains("asked from Lagos, Nigeria and answered in Chicago");
}

#[test]
fn the_buttons_zoom_and_fit() {
    let mut harness = harness(stage(story()), (620.0, 330.0), Theme::Dark);
    for _ in 0..4 {
        harness.get_by_label("Zoom the map in").click();
        harness.run();
    }
    assert!(harness.state().map.camera.unwrap().zoom() > 4.0);
    save(&mut harness, "map-dark-near");
    harness.get_by_label("Fit the map to what is shown").click();
    harness.run();
    assert_eq!(harness.state().map.camera, None);
}

#[test]
fn a_click_on_an_arc_narrows_the_filter_to_it_and_selects_its_finding() {
    let mut harness = harness(stage(story()), (900.0, 420.0), Theme::Dark);
    let label = harness.get_by_label_contains("asked from Lagos, Nigeria and answered in Chicago");
    let at = label.rect().center();
    harness.hover_at(at);
    harness.run();
    save(&mut harness, "map-dark-hover");
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run();
    let sent = commands(&harness);
    let filter = sent.iter().find_map(|command| match command {
        Command::Filter(FilterCommand::Set(filter)) => Some(filter.clone()),
        _ => None,
    });
    let filter = filter.unwrap();
    assert_eq!(filter.ips.iter().collect::<Vec<_>>(), ["198.51.100.0"]);
    assert_eq!(filter.countries.iter().collect::<Vec<_>>(), ["US"]);
    let selects_finding = |command: &Command| {
        matches!(command, Command::Select(SelectCommand::Set(Item::Finding(_))))
    };
    assert!(sent.iter().any(selects_finding));
    assert!(harness.state().map.camera.is_some(), "the map must not jump");
}

#[test]
fn an_arc_can_be_chosen_by_keyboard_alone() {
    let mut harness = harness(stage(story()), (900.0, 420.0), Theme::Dark);
    harness.get_by_label_contains("asked from Moscow, Russia and answered in Bengaluru").focus();
    harness.run();
    save(&mut harness, "map-dark-focus");
    harness.key_press(egui::Key::Enter);
    harness.run();
    let narrows = |command: &Command| matches!(command, Command::Filter(FilterCommand::Set(filter)) if filter.ips.contains("198.51.100.2"));
    assert!(commands(&harness).iter().any(narrows));
}

#[test]
fn a_click_on_a_country_filters_by_it() {
    let mut harness = harness(stage(story()), (900.0, 420.0), Theme::Dark);
    let fitted = {
        let state = harness.state();
        let case = state.state.case.clone().unwrap();
        let shown = &state.state.filtered.prompts;
        let model = MapModel::build(&case, shown, &Standing::of(&case));
        Camera::fitting(Paths::of(&model).all_points(), harness.ctx.content_rect())
    };
    let lens = fitted.lens(harness.ctx.content_rect());
    let algeria = lens.to_screen(crate::geo::projection::project(28.0, 2.6));
    harness.hover_at(algeria);
    harness.run();
    harness.drag_at(algeria);
    harness.drop_at(algeria);
    harness.run();
    let toggled = Command::Filter(FilterCommand::Toggle(Clause::Country("DZ".to_owned())));
    let sent = commands(&harness);
    assert!(sent.iter().any(|it| format!("{it:?}") == format!("{toggled:?}")), "{sent:?}");
    assert_eq!(harness.state().state.filter, Filter::default());
}

#[test]
fn without_phone_places_the_map_says_why_it_has_no_line() {
    let mut sample = Sample::default();
    let from = sample.party(0, "198.51.100.1");
    sample.prompt("a@corp.example", crate::model::Outcome::Denied, from, Default::default());
    let mut harness = harness(stage(sample.case(&[])), (620.0, 290.0), Theme::Dark);
    harness.get_by_label_contains("do not say where the phone was");
    save(&mut harness, "map-dark-note");
}

#[test]
fn the_head_counts_what_cannot_be_drawn_and_leads_to_it() {
    let stage = (stage(story()), crate::ui::app_ui::LocalUi::default());
    let mut harness = Harness::builder()
        .with_size((640.0, 340.0))
        .with_theme(Theme::Dark)
        .with_context_setup(install)
        .wgpu()
        .build_ui_state(
            |ui, (stage, local): &mut (Stage, crate::ui::app_ui::LocalUi)| {
                while let Some((_, command)) = stage.queue.pop() {
                    stage.state.apply(command);
                }
                let sender = stage.queue.sender();
                let tokens = Tokens::of(ui.ctx().theme());
                let ctx =
                    UiCtx { state: &stage.state, models: &stage.models, tokens, sender: &sender };
                crate::ui::views::tabs::tabs_ui(ui, &ctx, local);
            },
            stage,
        );
    harness.run();
    if let Some(folder) = option_env!("PUSHSCOPE_PICTURES") {
        let picture = harness.render().unwrap();
        picture.save(PathBuf::from(folder).join("tabs-dark-map.png")).unwrap();
    }
    harness.get_by_label("1 without a place").click();
    harness.run();
    assert_eq!(harness.state().0.state.view.tab, Tab::Prompts);
    harness.get_by_label("Prompts: 1 row");
}
