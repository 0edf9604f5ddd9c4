//! Messages, in the lower right corner.

use egui::Ui;

use crate::ui::ctx::UiCtx;

/// Draws the messages.
pub(crate) fn notices_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>) {}
