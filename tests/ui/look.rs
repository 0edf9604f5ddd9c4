use crate::fake::open_drawn;
use crate::story;
use pushscope::app::*;
use pushscope::model::*;

fn shot(name: &str, size: [f32; 2], steps: impl FnOnce(&mut crate::fake::Window)) {
    let mut window = open_drawn(story::case_of(story::rows()), size);
    steps(&mut window);
    window.run();
    window.render().unwrap().save(format!("/tmp/look-{name}.png")).unwrap();
}

#[test]
fn look() {
    let zoom = |window: &mut crate::fake::Window| {
        let from = story::DAY + Span::from_secs(story::at(7, 10, 0));
        let to = story::DAY + Span::from_secs(story::at(9, 35, 0));
        window.state().sender().send(TimeCommand::Set(TimeRange::new(from, to)));
    };
    shot("dark", [1600.0, 1000.0], zoom);
    shot("light", [1280.0, 800.0], |window| {
        window.state().sender().send(ViewCommand::SetTheme(ThemeChoice::Light));
        zoom(window);
    });
}

#[test]
fn look_more() {
    shot("full", [1920.0, 1080.0], |window| {
        window.state().sender().send(ViewCommand::SetUsersMode(UsersMode::Table));
        window.state().sender().send(FilterCommand::Add(Clause::Outcome(Outcome::NoAnswer)));
        window.state().sender().send(FilterCommand::SetSeverity(Some(Severity::Medium)));
        window.state().sender().send(SelectCommand::StepApproval(Direction::Next));
    });
    shot("prompt", [1280.0, 800.0], |window| {
        window.state().sender().send(SelectCommand::Set(Item::Prompt(PromptId(60))));
        window.state().sender().send(UiCommand::Palette);
    });
    shot("record", [1280.0, 800.0], |window| {
        window.state().sender().send(SelectCommand::ShowRecord(EventId(3)));
        window
            .state()
            .sender()
            .send(ExportCommand::Copy { what: "the addresses", text: "192.0.2.1".to_owned() });
        window.state().sender().send(ViewCommand::SetTheme(ThemeChoice::Light));
    });
    shot("keys", [1280.0, 800.0], |window| {
        window.state().sender().send(UiCommand::Keys);
    });
    shot("start", [1280.0, 800.0], |window| {
        window.state().sender().send(EvidenceCommand::Close);
    });
}

#[test]
fn look_tabs() {
    for tab in Tab::ALL {
        shot(&format!("{tab:?}"), [1600.0, 1000.0], |window| {
            window.state().sender().send(ViewCommand::Show(tab));
        });
    }
}
