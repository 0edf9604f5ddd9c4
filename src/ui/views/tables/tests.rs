//! The tables, driven by role, label and keyboard.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Key, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::TablesUi;
use crate::app::{
    AppState, Clause, Command, CommandQueue, ExportCommand, FilterCommand, Item, JobEvent,
    RawRecord, RecordState, SelectCommand, Tab,
};
use crate::model::{Evidence, EvidenceId, PromptId};
use crate::present::map::Placed;
use crate::present::map::sample::story;
use crate::store::Filtered;
use crate::ui::ctx::UiCtx;
use crate::ui::models::Models;
use crate::ui::theme::{Tokens, install};

/// One table without the rest of the window; selections are applied, other commands kept.
struct Stage {
    state: AppState,
    queue: CommandQueue,
    models: Models,
    tables: TablesUi,
    sent: Vec<Command>,
}

fn stage(tab: Tab) -> Stage {
    let case = story();
    let filtered = Filtered {
        prompts: case.prompts.iter().map(|prompt| prompt.id).collect(),
        ..Filtered::default()
    };
    let mut state = AppState::default();
    state.case = Some(Arc::new(case));
    state.filtered = Arc::new(filtered);
    state.view.tab = tab;
    let queue = CommandQueue::default();
    Stage { state, queue, models: Models::default(), tables: TablesUi::default(), sent: Vec::new() }
}

fn harness(stage: Stage, size: (f32, f32), theme: Theme) -> Harness<'static, Stage> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_context_setup(install)
        .wgpu()
        .build_ui_state(draw, stage);
    harness.run();
    harness
}

fn draw(ui: &mut egui::Ui, stage: &mut Stage) {
    while let Some((_, command)) = stage.queue.pop() {
        if matches!(command, Command::Select(_)) {
            stage.state.apply(command.clone());
        }
        stage.sent.push(command);
    }
    let sender = stage.queue.sender();
    let tokens = Tokens::of(ui.ctx().theme());
    let ctx = UiCtx { state: &stage.state, models: &stage.models, tokens, sender: &sender };
    ui.painter().rect_filled(ui.max_rect(), 0.0, tokens.panel);
    let tables = &mut stage.tables;
    match stage.state.view.tab {
        Tab::Events => super::events::events_ui(ui, &ctx, &mut tables.events),
        Tab::Evidence => {
            ui.horizontal(|ui| {
                super::evidence::evidence_head_ui(ui, &ctx, &mut tables.evidence);
            });
            super::evidence::evidence_ui(ui, &ctx, &mut tables.evidence);
        }
        _ => super::prompts::prompts_ui(ui, &ctx, &mut tables.prompts),
    }
}

/// Pictures to look at, where the environment names a folder for them.
fn save(harness: &mut Harness<'_, Stage>, name: &str) {
    let Some(folder) = option_env!("PUSHSCOPE_PICTURES") else { return };
    let picture = harness.render().unwrap();
    picture.save(PathBuf::from(folder).join(format!("{name}.png"))).unwrap();
}

#[test]
fn every_table_can_be_drawn_small_and_large_dark_and_light() {
    for (tab, table) in
        [(Tab::Prompts, "prompts"), (Tab::Events, "events"), (Tab::Evidence, "evidence")]
    {
        let mut small = harness(stage(tab), (620.0, 300.0), Theme::Dark);
        save(&mut small, &format!("{table}-dark-small"));
        let mut large = harness(stage(tab), (1500.0, 420.0), Theme::Light);
        save(&mut large, &format!("{table}-light-large"));
    }
}

#[test]
fn a_click_selects_and_the_arrow_keys_go_on_from_there() {
    let mut harness = harness(stage(Tab::Prompts), (1300.0, 300.0), Theme::Dark);
    harness.get_by_label_contains("2026-03-10 08:07:58 UTC, push to m.okafor").click();
    harness.run();
    assert_eq!(harness.state().state.selection.item, Some(Item::Prompt(PromptId(1))));
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert_eq!(harness.state().state.selection.item, Some(Item::Prompt(PromptId(2))));
    harness.key_press(Key::End);
    harness.run();
    assert_eq!(harness.state().state.selection.item, Some(Item::Prompt(PromptId(76))));
    harness.get_by_label_contains("push to a.chen@corp.example, asked from AS64500, approved");
    harness.key_press(Key::Home);
    harness.run();
    assert_eq!(harness.state().state.selection.item, Some(Item::Prompt(PromptId(0))));
    harness.key_press(Key::PageDown);
    harness.run();
    assert!(harness.state().state.selection.prompt().unwrap() > PromptId(5));
    save(&mut harness, "prompts-dark-selected");
}

#[test]
fn a_header_sorts_and_a_second_press_turns_it_round() {
    let mut harness = harness(stage(Tab::Prompts), (1300.0, 300.0), Theme::Dark);
    harness.get_by_label("Sort by User").click();
    harness.run();
    harness.get_by_label("User, sorted; press to turn round").click();
    harness.run();
    harness.get_by_label("User, sorted the other way; press to turn round");
    harness.get_by_label_contains("push to user29@corp.example");
}

#[test]
fn a_row_offers_to_filter_by_its_values_and_to_copy_them() {
    let mut harness = harness(stage(Tab::Prompts), (1300.0, 400.0), Theme::Dark);
    harness.get_by_label_contains("2026-03-10 08:07:58 UTC, push to m.okafor").click_secondary();
    harness.run();
    save(&mut harness, "prompts-dark-menu");
    harness.get_by_label("Filter for address 198.51.100.0").click();
    harness.run();
    let wanted = FilterCommand::Add(Clause::Ip("198.51.100.0".to_owned()));
    let filtered = |command: &Command| matches!(command, Command::Filter(sent) if *sent == wanted);
    assert!(harness.state().sent.iter().any(filtered));
}

#[test]
fn prompts_without_a_place_are_listed_alone_until_the_analyst_wants_all() {
    let mut stage = stage(Tab::Prompts);
    stage.tables.prompts.show_only(Placed::Neither);
    let mut harness = harness(stage, (1300.0, 300.0), Theme::Dark);
    harness.get_by_label("Prompts: 1 row");
    save(&mut harness, "prompts-dark-only");
    harness.get_by_label("List all prompts that are shown").click();
    harness.run();
    harness.get_by_label("Prompts: 77 rows");
}

#[test]
fn a_click_on_an_event_asks_for_its_record() {
    let mut harness = harness(stage(Tab::Events), (1300.0, 300.0), Theme::Dark);
    harness.get_by_label_contains("record E1:3").click();
    harness.run();
    let asks = |command: &Command| matches!(command, Command::Select(SelectCommand::ShowRecord(event)) if event.0 == 2);
    assert!(harness.state().sent.iter().any(asks));
}

#[test]
fn evidence_can_be_read_and_its_hash_copied() {
    let mut harness = harness(stage(Tab::Evidence), (900.0, 520.0), Theme::Dark);
    harness.get_by_label_contains("E1, okta-system-log.jsonl, 2.3 GB, read to its end");
    harness.get_by_label_contains("Records: 80 records: 77 events");
    harness.get_by_label_contains("SHA-256: 9f86d081884c7d65");
    harness.get_by_label("Copy SHA-256 of okta-system-log.jsonl").click();
    harness.run();
    let copies = |command: &Command| matches!(command, Command::Export(ExportCommand::Copy { text, .. }) if text.len() == 64);
    assert!(harness.state().sent.iter().any(copies));
    save(&mut harness, "evidence-dark-tall");
    harness.get_by_label_contains("E2, notes.docx").click();
    harness.run();
    harness.get_by_label_contains("Reason: no known format");
    assert!(harness.query_by_label_contains("Records: 80 records").is_none());
}

#[test]
fn issues_are_grouped_and_the_bytes_of_one_are_asked_for() {
    let mut harness = harness(stage(Tab::Evidence), (900.0, 360.0), Theme::Dark);
    harness.get_by_label("Issues 2").click();
    harness.run();
    harness.get_by_label("No issue is chosen");
    harness.get_by_label_contains("E1:17, byte 15").click();
    harness.run_steps(3);
    let asks = |command: &Command| matches!(command, Command::Select(SelectCommand::ShowIssue(0)));
    assert!(harness.state().sent.iter().any(asks));
    let state = &mut harness.state_mut().state;
    let record = state.issue_open().unwrap().1.at;
    let raw = RawRecord { text: "{\"uuid\":\"4".to_owned(), state: RecordState::Verified };
    state.apply(JobEvent::RecordRead { record, result: Ok(raw) }.into());
    harness.run();
    harness.get_by_label("Broken JSON of E1:17");
    harness.get_by_label_contains("Record text: {");
    harness.get_by_label("broken JSON: 1 issue").click();
    harness.run();
    assert!(harness.query_by_label_contains("E1:17, byte 15").is_none());
    save(&mut harness, "evidence-issues");
}

#[test]
fn missing_streams_and_limits_are_told() {
    let mut harness = harness(stage(Tab::Evidence), (900.0, 520.0), Theme::Light);
    harness.get_by_label_contains("Missing and limits").click();
    harness.run();
    harness.get_by_label_contains("hides every prompt that nobody answered");
    harness.get_by_label_contains("MF-12b Telephony cost");
    save(&mut harness, "evidence-limits");
}

#[test]
fn of_two_thousand_files_only_those_in_view_are_laid_out() {
    let mut stage = stage(Tab::Evidence);
    let mut case = story();
    let file = case.evidence[0].clone();
    case.evidence = (0..2_000)
        .map(|n| Evidence { id: EvidenceId(n), name: format!("page-{n}.json"), ..file.clone() })
        .collect();
    stage.state.case = Some(Arc::new(case));
    let mut harness = harness(stage, (900.0, 300.0), Theme::Dark);
    let rows = |harness: &Harness<'_, Stage>| {
        harness
            .get_all_by_label_contains("page-")
            .filter(|row| row.accesskit_node().role() == egui::accesskit::Role::Row)
            .count()
    };
    assert!((1..20).contains(&rows(&harness)), "{}", rows(&harness));
    harness.get_by_label("Scroll evidence").focus();
    harness.key_press(Key::End);
    harness.run();
    harness.get_by_label_contains("E2000, page-1999.json");
    assert!(rows(&harness) < 20);
}
