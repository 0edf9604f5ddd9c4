//! The command palette.

use egui::Ui;

use crate::ui::ctx::UiCtx;

/// Half-typed text and the highlighted row.
#[derive(Debug, Default)]
pub(crate) struct PaletteUi {
    text: String,
}

impl PaletteUi {
    /// Forgets the half-typed text.
    pub(crate) fn close(&mut self) {
        self.text.clear();
    }
}

pub(super) fn palette_ui(_ui: &mut Ui, _ctx: &UiCtx<'_>, _local: &mut PaletteUi) {}
