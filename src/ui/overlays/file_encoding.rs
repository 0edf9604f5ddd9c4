//! The choice of the encoding of one file whose bytes are no UTF-8.

use egui::{ScrollArea, Ui};

use crate::app::ReadingCommand;
use crate::ingest::Encoding;
use crate::model::{Evidence, EvidenceId};
use crate::present::format;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::size;

use super::file_dialog;

pub(super) fn file_encoding_ui(ui: &mut Ui, ctx: &UiCtx<'_>, file: EvidenceId) {
    let choose = |encoding: Option<Encoding>| {
        ctx.send(ReadingCommand::ChooseEncoding { evidence: file, encoding });
    };
    let words = |evidence: &Evidence| {
        format!(
            "{} is not all in UTF-8. Choose the encoding in which it was saved; the evidence is \
             read again. Look at names with accents afterwards: in the wrong encoding they are \
             spelled wrong.",
            format::shown(&evidence.name)
        )
    };
    file_dialog(ui, ctx, file, ("Encoding", words), |ui, evidence| {
        let current = Encoding::chosen_for(evidence);
        let words = "Not known: read it as UTF-8 as before";
        if ui.selectable_label(current.is_none(), words).clicked() {
            choose(None);
        }
        ui.add_space(size::GAP);
        ScrollArea::vertical().max_height(280.0).id_salt("encodings").show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            for (name, usual_for) in Encoding::OFFERED {
                let encoding = Encoding::named(name);
                let words = format!("{name}: {usual_for}");
                if ui.selectable_label(encoding == current, words).clicked() {
                    choose(encoding);
                }
            }
        });
    });
}
