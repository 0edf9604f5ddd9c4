//! users.

use egui::Ui;

use crate::ui::ctx::UiCtx;

/// Scroll position.
#[derive(Debug, Default)]
pub(crate) struct UsersUi {}

/// Draws it.
pub(crate) fn users_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>, _local: &mut UsersUi) {}
