//! What lies above the window: the palette, the list of keys, and how a file is read.

mod file_zone;
mod keys;
mod mapper;
mod palette;

use file_zone::FileZoneUi;
use mapper::MapperUi;
use palette::PaletteUi;

use egui::Ui;

use crate::app::Overlay;

use super::ctx::UiCtx;

/// Half-typed text of the overlays.
#[derive(Debug, Default)]
pub(crate) struct OverlaysUi {
    palette: PaletteUi,
    mapper: MapperUi,
    file_zone: FileZoneUi,
}

/// Draws the overlay that is open.
pub(crate) fn overlays_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut OverlaysUi) {
    match ctx.state.view.overlay {
        Some(Overlay::Palette) => palette::palette_ui(ui, ctx, &mut local.palette),
        Some(Overlay::Keys) => keys::keys_ui(ui, ctx),
        Some(Overlay::Mapper) => mapper::mapper_ui(ui, ctx, &mut local.mapper),
        Some(Overlay::FileZone(file)) => {
            file_zone::file_zone_ui(ui, ctx, file, &mut local.file_zone);
        }
        None => local.palette.close(),
    }
}
