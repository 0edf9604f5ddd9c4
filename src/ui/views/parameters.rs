//! The rules' thresholds as sliders.

use egui::Ui;

use crate::ui::ctx::UiCtx;

/// Draws the sliders into what is left of `ui`.
pub(crate) fn parameters_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>) {}
