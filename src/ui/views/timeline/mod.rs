//! timeline.

use egui::Ui;

use crate::ui::ctx::UiCtx;

/// Scroll position.
#[derive(Debug, Default)]
pub(crate) struct TimelineUi {}

/// Draws it.
pub(crate) fn timeline_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>, _local: &mut TimelineUi) {}
