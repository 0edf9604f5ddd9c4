//! The whole app minus window, disk, threads and clock.

use crate::app::{AppState, CommandQueue, CommandSender, Effects, ThemeChoice};

use super::app_ui::{LocalUi, app_ui};
use super::ctx::UiCtx;
use super::models::Models;
use super::shortcuts;
use super::theme::Tokens;

/// More commands than this in one frame are a loop.
const MAX_COMMANDS: usize = 256;

/// The whole app: state, commands and drawing; what lies outside is `E`.
#[derive(Debug)]
pub struct Runtime<E> {
    state: AppState,
    effects: E,
    queue: CommandQueue,
    models: Models,
    local: LocalUi,
}

impl<E: Effects> Runtime<E> {
    /// An app on its start page.
    pub fn new(effects: E) -> Self {
        Self {
            state: AppState::default(),
            effects,
            queue: CommandQueue::default(),
            models: Models::default(),
            local: LocalUi::default(),
        }
    }

    /// The chute into this app.
    pub fn sender(&self) -> CommandSender {
        self.queue.sender()
    }

    /// The state, to read.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// The outside world.
    pub fn effects(&self) -> &E {
        &self.effects
    }

    /// The outside world, to change.
    pub fn effects_mut(&mut self) -> &mut E {
        &mut self.effects
    }

    /// Applies every command that waits, and carries out what follows. To be called before `ui`.
    pub fn logic(&mut self) {
        let sender = self.queue.sender();
        for _ in 0..MAX_COMMANDS {
            let Some((_, command)) = self.queue.pop() else { break };
            for effect in self.state.apply(command) {
                self.effects.run(effect, &self.state, &sender);
            }
        }
    }

    /// Draws the window's content.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        let preference = match self.state.view.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
            ThemeChoice::Light => egui::ThemePreference::Light,
        };
        if ui.ctx().options(|options| options.theme_preference) != preference {
            ui.ctx().set_theme(preference);
            // This frame was begun in the other theme.
            ui.reset_style();
            ui.ctx().request_repaint();
        }
        let sender = self.queue.sender();
        let ctx = UiCtx {
            state: &self.state,
            models: &self.models,
            tokens: Tokens::of(ui.ctx().theme()),
            sender: &sender,
        };
        shortcuts::listen(ui, &ctx);
        app_ui(ui, &ctx, &mut self.local);
        // What was sent while drawing is applied before the next frame; ask for that frame.
        if self.queue.has_waiting() {
            ui.ctx().request_repaint();
        }
    }
}
