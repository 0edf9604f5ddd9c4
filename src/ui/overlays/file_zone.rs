//! The choice of the zone of one file whose times name none.

use egui::Ui;

use crate::app::ReadingCommand;
use crate::model::{Evidence, EvidenceId};
use crate::present::format;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::size;
use crate::ui::widgets::zone_list;

use super::file_dialog;

/// Half-typed text.
#[derive(Debug, Default)]
pub(crate) struct FileZoneUi {
    search: String,
}

pub(super) fn file_zone_ui(ui: &mut Ui, ctx: &UiCtx<'_>, file: EvidenceId, local: &mut FileZoneUi) {
    let choose = |zone: Option<&str>| {
        ctx.send(ReadingCommand::ChooseZone { evidence: file, zone: zone.map(str::to_owned) });
    };
    let words = |evidence: &Evidence| {
        let times = format::counted(evidence.naive_times, "time", "times");
        format!(
            "{times} of {} name no zone. Choose where its clock stood; the evidence is read again, \
             and the choice is kept for this file.",
            format::shown(&evidence.name)
        )
    };
    file_dialog(ui, ctx, file, ("Zone", words), |ui, evidence| {
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
}
