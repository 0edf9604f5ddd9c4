//! The start page: how evidence gets in.

use std::path::PathBuf;

use egui::Ui;

use crate::app::{EvidenceCommand, UiCommand};
use crate::ui::ctx::UiCtx;

/// Opens files that were dropped on the window.
pub(crate) fn take_dropped_files(ui: &Ui, ctx: &UiCtx<'_>) {
    let paths: Vec<PathBuf> = ui
        .input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    if !paths.is_empty() {
        ctx.send(EvidenceCommand::Open(paths));
    }
}

/// Draws the start page.
pub(crate) fn start_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    for command in [UiCommand::OpenFiles, UiCommand::OpenFolder, UiCommand::OpenDemo] {
        if ui.button(command.text()).clicked() {
            ctx.send(command);
        }
    }
}
