//! The start page: how evidence gets in.

use std::path::PathBuf;

use egui::{Align, Layout, ProgressBar, RichText, ScrollArea, Stroke, Ui, UiBuilder, vec2};

use crate::app::{EvidenceCommand, Job, JobKind, UiCommand};
use crate::present::format;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{fit_galley, focus_ring};

use super::status_bar::job_text;

/// How wide the page's column is.
const COLUMN: f32 = 520.0;

/// Opens files that were dropped on the window.
pub(crate) fn take_dropped_files(ui: &Ui, ctx: &UiCtx<'_>) {
    let paths: Vec<PathBuf> = ui
        .input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    if !paths.is_empty() {
        ctx.send(EvidenceCommand::Open(paths));
    }
}

/// Draws the start page, or how far reading got.
pub(crate) fn start_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let hovering = ui.input(|input| !input.raw.hovered_files.is_empty());
    if hovering {
        let rect = ui.max_rect().shrink(16.0);
        let stroke = Stroke::new(2.0, ctx.tokens.accent);
        ui.painter().rect_stroke(rect, size::RADIUS, stroke, egui::StrokeKind::Inside);
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = COLUMN.min(ui.available_width() - 32.0).max(80.0);
        let side = ((ui.available_width() - width) / 2.0).max(0.0);
        let top = ((ui.available_height() - 460.0) * 0.42).max(16.0);
        let origin = ui.cursor().min + vec2(side, top);
        let room = egui::Rect::from_min_size(origin, vec2(width, f32::INFINITY));
        let mut column = ui.new_child(
            UiBuilder::new().id_salt("column").max_rect(room).layout(Layout::top_down(Align::Min)),
        );
        column.spacing_mut().item_spacing.y = size::GAP_2;
        title(&mut column, ctx);
        match ctx.state.job_of(JobKind::Load) {
            Some(job) => loading(&mut column, ctx, job),
            None => choices(&mut column, ctx),
        }
        ui.advance_cursor_after_rect(column.min_rect().expand(16.0));
    });
}

fn title(ui: &mut Ui, ctx: &UiCtx<'_>) {
    ui.label(RichText::new("Pushscope").font(Type::Display.font()).color(ctx.tokens.text));
    ui.label(
        RichText::new("See every MFA prompt: who asked, from where, and what the user answered.")
            .font(Type::Story.font())
            .color(ctx.tokens.muted),
    );
    ui.add_space(16.0);
}

fn loading(ui: &mut Ui, ctx: &UiCtx<'_>, job: &Job) {
    ui.label(RichText::new(job_text(job)).font(Type::Medium.font()).color(ctx.tokens.text));
    let width = ui.available_width();
    match job.progress.share() {
        Some(share) => {
            ui.add(
                ProgressBar::new(share)
                    .desired_width(width)
                    .desired_height(8.0)
                    .fill(ctx.tokens.accent),
            );
        }
        None => {
            ui.add(egui::Spinner::new().size(20.0).color(ctx.tokens.accent));
        }
    }
    ui.add_space(size::GAP_2);
    let text = if job.cancelling { "Stopping…" } else { "Cancel" };
    if ui.add_enabled(!job.cancelling, egui::Button::new(text)).clicked() {
        ctx.send(EvidenceCommand::Cancel(job.id));
    }
}

fn choices(ui: &mut Ui, ctx: &UiCtx<'_>) {
    if let Some(why) = &ctx.state.load_error {
        error_box(ui, ctx, why);
    }
    choice(
        ui,
        ctx,
        icons::FILES,
        UiCommand::OpenFiles,
        "Okta, Duo or Entra ID exports: JSON, JSON lines, CSV, also .gz, .zst, .zip",
    );
    choice(ui, ctx, icons::FOLDER_OPEN, UiCommand::OpenFolder, "Every export below it is read");
    choice(ui, ctx, icons::SHIELD_WARNING, UiCommand::OpenDemo, UiCommand::OpenDemo.tooltip());
    ui.add_space(size::GAP);
    ui.label(
        RichText::new("Or drop files and folders on this window. Nothing leaves this machine, and nothing is written beside the evidence.")
            .font(Type::Small.font())
            .color(ctx.tokens.muted),
    );
    recent(ui, ctx);
}

fn choice(ui: &mut Ui, ctx: &UiCtx<'_>, icon: &str, command: UiCommand, hint: &str) {
    let tokens = ctx.tokens;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), 60.0), egui::Sense::click());
    let lit = response.hovered() || response.has_focus();
    let edge = Stroke::new(1.0, if lit { tokens.accent } else { tokens.line });
    ui.painter().rect(rect, size::RADIUS, tokens.panel, edge, egui::StrokeKind::Inside);
    focus_ring(ui, tokens, &response);
    let at = egui::pos2(rect.left() + 28.0, rect.center().y);
    let font = egui::FontId::new(22.0, Type::Icon.font().family);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, icon, font, tokens.accent);
    let left = rect.left() + 56.0;
    let room = (rect.right() - left - 12.0, 1);
    let name = fit_galley(ui, command.text(), Type::Strong.font(), tokens.text, room);
    ui.painter().galley(egui::pos2(left, rect.top() + 12.0), name, tokens.text);
    let words = fit_galley(ui, hint, Type::Small.font(), tokens.muted, room);
    ui.painter().galley(egui::pos2(left, rect.top() + 32.0), words, tokens.muted);
    if response.clicked() {
        ctx.send(command);
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, command.text()));
}

fn error_box(ui: &mut Ui, ctx: &UiCtx<'_>, why: &str) {
    let tokens = ctx.tokens;
    egui::Frame::new()
        .fill(tokens.wash(tokens.denied, 0.08))
        .stroke(Stroke::new(1.0, tokens.denied))
        .corner_radius(size::RADIUS)
        .inner_margin(12)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let words =
                RichText::new(format::shown(why)).font(Type::Body.font()).color(tokens.text);
            ui.add(egui::Label::new(words).wrap());
        });
    ui.add_space(size::GAP_2);
}

fn recent(ui: &mut Ui, ctx: &UiCtx<'_>) {
    if ctx.state.recent.is_empty() {
        return;
    }
    ui.add_space(16.0);
    ui.label(RichText::new("Opened before").font(Type::Strong.font()).color(ctx.tokens.text));
    for paths in &ctx.state.recent {
        let Some(first) = paths.first() else { continue };
        let name = format::shown(&first.display().to_string());
        let more = paths.len() - 1;
        let text = if more > 0 { format!("{name} and {more} more") } else { name };
        let words = RichText::new(text).font(Type::Small.font()).color(ctx.tokens.accent);
        if ui.add(egui::Button::new(words).frame(false).truncate()).clicked() {
            ctx.send(EvidenceCommand::Open(paths.clone()));
        }
    }
}
