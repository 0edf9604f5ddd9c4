//! The keys of [`UiCommand`], heard where no text field listens.

use egui::{KeyboardShortcut, Modifiers, Ui};

use crate::app::{Key, Shortcut, UiCommand};

use super::ctx::UiCtx;

/// Sends the command of every shortcut that was pressed.
pub(crate) fn listen(ui: &Ui, ctx: &UiCtx<'_>) {
    let typing = ui.ctx().text_edit_focused();
    for &command in UiCommand::ALL {
        let Some(shortcut) = command.shortcut() else { continue };
        let plain = !shortcut.command;
        if plain && (typing || command_waits_for_popup(ui, command)) {
            continue;
        }
        if needs_case(command) && ctx.state.case.is_none() {
            continue;
        }
        if pressed(ui, shortcut) {
            ctx.send(command);
        }
    }
}

/// Escape belongs to an open menu first.
fn command_waits_for_popup(ui: &Ui, command: UiCommand) -> bool {
    command == UiCommand::Clear && egui::Popup::is_any_open(ui.ctx())
}

fn needs_case(command: UiCommand) -> bool {
    !matches!(
        command,
        UiCommand::OpenFiles
            | UiCommand::OpenFolder
            | UiCommand::Palette
            | UiCommand::Keys
            | UiCommand::Clear
            | UiCommand::Quit
    )
}

fn pressed(ui: &Ui, shortcut: Shortcut) -> bool {
    // `?` needs Shift on many layouts, and none on others: the text that it makes decides.
    if shortcut.key == Key::QuestionMark {
        return ui.input(|input| {
            input.events.iter().any(|event| matches!(event, egui::Event::Text(text) if text == "?"))
        });
    }
    let Some(key) = egui_key(shortcut.key) else { return false };
    let mut modifiers = Modifiers::NONE;
    modifiers.command = shortcut.command;
    modifiers.shift = shortcut.shift;
    // Arrow keys move the focus while something has it.
    let arrow = matches!(shortcut.key, Key::Left | Key::Right);
    if arrow && ui.memory(|memory| memory.focused().is_some()) {
        return false;
    }
    let exact = ui.input(|input| input.modifiers.shift == shortcut.shift);
    exact && ui.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)))
}

fn egui_key(key: Key) -> Option<egui::Key> {
    match key {
        Key::Letter(letter) => egui::Key::from_name(&letter.to_string()),
        Key::Digit(digit) => egui::Key::from_name(&digit.to_string()),
        Key::Escape => Some(egui::Key::Escape),
        Key::QuestionMark => Some(egui::Key::Questionmark),
        Key::Comma => Some(egui::Key::Comma),
        Key::Period => Some(egui::Key::Period),
        Key::Left => Some(egui::Key::ArrowLeft),
        Key::Right => Some(egui::Key::ArrowRight),
        Key::Plus => Some(egui::Key::Plus),
        Key::Minus => Some(egui::Key::Minus),
    }
}
