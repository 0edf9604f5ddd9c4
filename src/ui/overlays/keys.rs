//! The list of keys, from the commands themselves.

use egui::Ui;

use crate::ui::ctx::UiCtx;

pub(super) fn keys_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>) {}
