//! By how much the clock behind one file was wrong.

use egui::{Button, RichText, Ui, vec2};

use crate::app::ReadingCommand;
use crate::ingest::seconds_ahead;
use crate::model::{Evidence, EvidenceId, Span};
use crate::present::{Tone, format};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::field;

use super::file_dialog;

/// Half-typed text.
#[derive(Debug, Default)]
pub(crate) struct FileClockUi {
    /// The file that it is typed for.
    file: Option<EvidenceId>,
    seconds: String,
}

pub(super) fn file_clock_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    file: EvidenceId,
    local: &mut FileClockUi,
) {
    let tokens = ctx.tokens;
    let choose = |ahead: Span| ctx.send(ReadingCommand::SetClock { evidence: file, ahead });
    let words = |evidence: &Evidence| {
        format!(
            "If the clock that wrote {} was wrong, say by how many seconds it was ahead, with a \
             minus if it was behind. The evidence is read again and every time of the file is \
             moved; the records show the times that were logged.",
            format::shown(&evidence.name)
        )
    };
    file_dialog(ui, ctx, file, ("Clock", words), |ui, evidence| {
        if local.file != Some(file) {
            let seconds = evidence.clock_ahead.as_secs_f64();
            let seconds = if seconds == 0.0 { String::new() } else { seconds.to_string() };
            *local = FileClockUi { file: Some(file), seconds };
        }
        if ui
            .selectable_label(evidence.clock_ahead == Span(0), "Right: take the times as logged")
            .clicked()
        {
            choose(Span(0));
        }
        ui.add_space(size::GAP);
        let ahead = seconds_ahead(local.seconds.trim());
        ui.horizontal(|ui| {
            let typed = field(ui, &mut local.seconds, "Seconds ahead", 160.0);
            let is_entered =
                typed.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let button = Button::new("Set right").min_size(vec2(88.0, size::CONTROL));
            let is_clicked = ui.add_enabled(ahead.is_some(), button).clicked();
            if let Some(ahead) = ahead.filter(|_| is_clicked || is_entered) {
                choose(ahead);
            }
        });
        if ahead.is_none() && !local.seconds.trim().is_empty() {
            let words = "This is no number of seconds, a year at most.";
            ui.label(
                RichText::new(words).font(Type::Small.font()).color(tokens.tone(Tone::Warning)),
            );
        }
    });
}
