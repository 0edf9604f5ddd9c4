//! details.

use egui::Ui;

use crate::ui::ctx::UiCtx;

/// Scroll position.
#[derive(Debug, Default)]
pub(crate) struct DetailsUi {}

/// Draws it.
pub(crate) fn details_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>, _local: &mut DetailsUi) {}
