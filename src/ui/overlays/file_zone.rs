//! The choice of the zone of one file whose times name none.

use egui::{RichText, Ui};

use crate::app::{ReadingCommand, ViewCommand};
use crate::model::EvidenceId;
use crate::present::format;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::{dialog, zone_list};

use super::title_ui;

/// Half-typed text.
#[derive(Debug, Default)]
pub(crate) struct FileZoneUi {
    search: String,
}

pub(super) fn file_zone_ui(ui: &mut Ui, ctx: &UiCtx<'_>, file: EvidenceId, local: &mut FileZoneUi) {
    let Some(evidence) = ctx.case().and_then(|case| case.evidence.get(file.0 as usize)) else {
        return ctx.send(ViewCommand::SetOverlay(None));
    };
    let tokens = ctx.tokens;
    let choose = |zone: Option<&str>| {
        ctx.send(ReadingCommand::ChooseZone { evidence: file, zone: zone.map(str::to_owned) });
    };
    let response = dialog(ui, "file zone").show(ui.ctx(), |ui| {
        ui.set_width(320.0_f32.min(ui.ctx().content_rect().width() - 48.0).max(80.0));
        title_ui(ui, ctx, &format!("Zone of {file}"));
        let times = format::counted(evidence.naive_times, "time", "times");
        let words = format!(
            "{times} of {} name no zone. Choose where its clock stood; the evidence is read again, \
             and the choice is kept for this file.",
            format::shown(&evidence.name)
        );
        ui.label(RichText::new(words).font(Type::Small.font()).color(tokens.muted));
        ui.add_space(size::GAP_2);
        let current = evidence.zone.as_deref();
        if ui.selectable_label(current.is_none(), "Not known: read as UTC, and say so").clicked() {
            choose(None);
        }
        if let Some(name) = &ctx.state.view.local_zone {
            let words = format!("This machine: {name}");
            if ui.selectable_label(current == Some(name), words).clicked() {
                choose(Some(name));
            }
        }
        ui.add_space(size::GAP);
        if let Some(name) = zone_list(ui, ctx, &mut local.search, current.unwrap_or_default()) {
            choose(Some(name));
        }
    });
    if response.should_close() {
        ctx.send(ViewCommand::SetOverlay(None));
    }
}
