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
