//! Where: land and borders, where prompts were asked for, where phones answered.

use egui::Ui;

use crate::ui::ctx::UiCtx;
use crate::ui::widgets::empty_state;

/// Pan and zoom.
#[derive(Debug, Default)]
pub(crate) struct MapUi {}

/// Draws the map into what is left of `ui`.
pub(crate) fn map_ui(ui: &mut Ui, ctx: &UiCtx<'_>, _local: &mut MapUi) {
    empty_state(ui, ctx.tokens, "No place to draw", "The prompts that are shown name no place.");
}
