//! top_bar.

use egui::Ui;

use crate::ui::ctx::UiCtx;

/// Half-typed text.
#[derive(Debug, Default)]
pub(crate) struct TopBarUi {}

/// Draws it.
pub(crate) fn top_bar_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>, _local: &mut TopBarUi) {}
