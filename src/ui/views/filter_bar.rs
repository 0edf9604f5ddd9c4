//! filter_bar.

use egui::Ui;

use crate::ui::ctx::UiCtx;

/// Half-typed text.
#[derive(Debug, Default)]
pub(crate) struct FilterBarUi {}

/// Draws it.
pub(crate) fn filter_bar_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>, _local: &mut FilterBarUi) {}
