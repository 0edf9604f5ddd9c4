//! The line below: it tells the truth about the evidence.

use egui::{ProgressBar, Stroke, Ui, vec2};

use crate::app::{EvidenceCommand, Job, JobKind, Tab, UiCommand, ViewCommand};
use crate::present::format;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::{bar, label};

/// Draws the status bar.
pub(crate) fn status_bar_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let Some(case) = ctx.case() else { return };
    let tokens = ctx.tokens;
    let rect = ui.available_rect_before_wrap();
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, tokens.line));
    let inner = rect.shrink2(vec2(size::GAP_3, 2.0));
    let mut right = bar::right_side(ui, inner);
    quiet_button(&mut right, ctx, "? keys", UiCommand::Keys);
    if let Some(job) = ctx.state.jobs.last() {
        job_ui(&mut right, ctx, job);
    } else if !ctx.state.is_filtered() {
        label(&mut right, "filtering…", Type::Small, tokens.muted);
    }
    let mut left = bar::left_side(ui, inner, &right, size::GAP_3);
    left.spacing_mut().item_spacing.x = 20.0;
    let model = ctx.models.status(ctx.state, case);
    let color = if model.tone == crate::present::Tone::Good {
        tokens.muted
    } else {
        tokens.tone(model.tone)
    };
    label(&mut left, &model.evidence, Type::Small, color);
    if !model.coverage.is_empty() {
        label(&mut left, &model.coverage.join(" · "), Type::Small, tokens.muted);
    }
    for (text, color) in [(&model.issues, tokens.no_answer), (&model.rules, tokens.muted)] {
        if !text.is_empty() {
            let response = left.add(
                egui::Button::new(egui::RichText::new(text).font(Type::Small.font()).color(color))
                    .frame(false),
            );
            if response.clicked() {
                ctx.send(ViewCommand::Show(Tab::Evidence));
            }
        }
    }
}

fn quiet_button(ui: &mut Ui, ctx: &UiCtx<'_>, text: &str, command: UiCommand) {
    let words = egui::RichText::new(text).font(Type::Small.font()).color(ctx.tokens.muted);
    let response = ui.add(egui::Button::new(words).frame(false).small());
    if response.clicked() {
        ctx.send(command);
    }
    response.on_hover_text(command.tooltip());
}

/// What a job does and how far it got, with a way to stop it.
pub(crate) fn job_ui(ui: &mut Ui, ctx: &UiCtx<'_>, job: &Job) {
    let words = if job.cancelling { "Stopping…" } else { "Cancel" };
    let text = egui::RichText::new(words).font(Type::Small.font());
    let cancel = ui.add_enabled(!job.cancelling, egui::Button::new(text).small());
    if cancel.clicked() {
        ctx.send(EvidenceCommand::Cancel(job.id));
    }
    if let Some(share) = job.progress.share() {
        let bar = ProgressBar::new(share).desired_width(120.0).desired_height(6.0);
        ui.add(bar.fill(ctx.tokens.accent));
    }
    label(ui, &job_text(job), Type::Small, ctx.tokens.muted);
}

/// A job in words.
pub(crate) fn job_text(job: &Job) -> String {
    let what = match job.kind {
        JobKind::Load => "Reading",
        JobKind::Detect => "Running the rules",
        JobKind::Place => "Looking addresses up",
        JobKind::Verify => "Hashing the evidence",
        JobKind::WriteMapping | JobKind::Export(_) => "Writing",
    };
    let mut text = what.to_owned();
    if job.progress.bytes > 0 {
        text.push_str(&format!(" {}", format::bytes(job.progress.bytes)));
        if let Some(total) = job.progress.total_bytes {
            text.push_str(&format!(" of {}", format::bytes(total)));
        }
    }
    if job.progress.records > 0 {
        text.push_str(&format!(", {}", format::counted(job.progress.records, "record", "records")));
    }
    text
}
