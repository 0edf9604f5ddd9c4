//! What lies above the window: the palette, the list of keys, and how a file is read.

mod file_clock;
mod file_encoding;
mod file_zone;
mod keys;
mod mapper;
mod palette;

use file_clock::FileClockUi;
use file_zone::FileZoneUi;
use mapper::MapperUi;
use palette::PaletteUi;

use egui::{RichText, Ui};

use crate::app::{Overlay, ViewCommand};

use crate::model::{Evidence, EvidenceId};

use super::ctx::UiCtx;
use super::theme::{Type, icons, size};
use super::widgets::{dialog, icon_button};

/// Half-typed text of the overlays.
#[derive(Debug, Default)]
pub(crate) struct OverlaysUi {
    palette: PaletteUi,
    mapper: MapperUi,
    file_zone: FileZoneUi,
    file_clock: FileClockUi,
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
        Some(Overlay::FileEncoding(file)) => file_encoding::file_encoding_ui(ui, ctx, file),
        Some(Overlay::FileClock(file)) => {
            file_clock::file_clock_ui(ui, ctx, file, &mut local.file_clock);
        }
        None => {
            local.palette.close();
            local.file_clock = FileClockUi::default();
        }
    }
}

/// A dialog about how one file is read, with what is to be known first; it closes where the file is there no more.
fn file_dialog(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    file: EvidenceId,
    (subject, words): (&str, impl FnOnce(&Evidence) -> String),
    content: impl FnOnce(&mut Ui, &Evidence),
) {
    /// Wide enough for the name of an encoding and what it is usual for.
    const WIDTH: f32 = 360.0;
    let Some(evidence) = ctx.case().and_then(|case| case.evidence.get(file.0 as usize)) else {
        return ctx.send(ViewCommand::SetOverlay(None));
    };
    let response = dialog(ui, subject).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 48.0).max(80.0));
        title_ui(ui, ctx, &format!("{subject} of {file}"));
        ui.label(RichText::new(words(evidence)).font(Type::Small.font()).color(ctx.tokens.muted));
        ui.add_space(size::GAP_2);
        content(ui, evidence);
    });
    if response.should_close() {
        ctx.send(ViewCommand::SetOverlay(None));
    }
}

/// The head of a dialog about how a file is read: its title, and the way out.
fn title_ui(ui: &mut Ui, ctx: &UiCtx<'_>, title: &str) {
    let tokens = ctx.tokens;
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(Type::Title.font()).color(tokens.text));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, tokens, icons::X, "Close").clicked() {
                ctx.send(ViewCommand::SetOverlay(None));
            }
        });
    });
}
