//! The events as a table.

use egui::Ui;

use crate::ui::ctx::UiCtx;
use crate::ui::widgets::empty_state;

/// Scroll position and sort order.
#[derive(Debug, Default)]
pub(crate) struct EventsUi {}

/// Draws the table into what is left of `ui`.
pub(crate) fn events_ui(ui: &mut Ui, ctx: &UiCtx<'_>, _local: &mut EventsUi) {
    empty_state(ui, ctx.tokens, "Nothing to list", "No events are shown.");
}
