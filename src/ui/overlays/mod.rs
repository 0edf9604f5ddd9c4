//! What lies above the window: the palette and the list of keys.

mod keys;
mod palette;

pub(crate) use palette::PaletteUi;

use egui::Ui;

use crate::app::Overlay;

use super::ctx::UiCtx;

/// Draws the overlay that is open.
pub(crate) fn overlays_ui(ui: &mut Ui, ctx: &UiCtx<'_>, palette: &mut PaletteUi) {
    match ctx.state.view.overlay {
        Some(Overlay::Palette) => palette::palette_ui(ui, ctx, palette),
        Some(Overlay::Keys) => keys::keys_ui(ui, ctx),
        None => palette.close(),
    }
}
