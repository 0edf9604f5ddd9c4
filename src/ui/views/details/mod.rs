//! Why and what next: the verdict, the story, facts, reasons, what followed, the raw record.

mod after;
pub(crate) mod record;

use egui::{Rect, RichText, ScrollArea, Sense, Ui, vec2};

use crate::app::{ExportCommand, Item, SelectCommand, UiCommand};
use crate::present::details::{DetailsModel, Fact, Reason};
use crate::present::story::{Door, plain_text};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{
    badge, card, empty_state, fit_galley, focus_ring, head, icon_button, muted, strong, words_ui,
};

/// Width of the column of labels.
const LABELS: f32 = 92.0;

/// What was last shown, so that another subject begins at its top.
#[derive(Debug, Default)]
pub(crate) struct DetailsUi {
    shown: Option<Item>,
}

/// Draws the details of what is looked at.
pub(crate) fn details_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut DetailsUi) {
    let Some(case) = ctx.case() else { return };
    let model = ctx.models.details(ctx.state, case);
    card(ui, ctx.tokens, |ui| match model.as_ref() {
        Some(model) => shown_ui(ui, ctx, model, local),
        None => nothing_ui(ui, ctx),
    });
}

fn nothing_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    head(
        ui,
        ctx.tokens,
        |ui| {
            strong(ui, ctx.tokens, "Details");
        },
        |_| {},
    );
    let hint = "Select a user, a mark on the timeline, or an arc on the map. N jumps to the next approval after a burst.";
    empty_state(ui, ctx.tokens, "Nothing is selected", hint);
}

fn shown_ui(ui: &mut Ui, ctx: &UiCtx<'_>, model: &DetailsModel, local: &mut DetailsUi) {
    let tokens = ctx.tokens;
    head(
        ui,
        tokens,
        |ui| {
            strong(ui, tokens, &model.title);
            if model.subtitle != model.title {
                muted(ui, tokens, &model.subtitle);
            }
        },
        |ui| {
            if icon_button(ui, tokens, icons::X, "Close details").clicked() {
                ctx.send(SelectCommand::Clear);
            }
            if icon_button(ui, tokens, icons::COPY, "Copy the verdict and its facts").clicked() {
                ctx.send(ExportCommand::Copy {
                    what: "the verdict and its facts",
                    text: as_text(model),
                });
            }
        },
    );
    let mut area = ScrollArea::vertical().id_salt("details").auto_shrink(false);
    if local.shown != ctx.state.selection.item {
        local.shown.clone_from(&ctx.state.selection.item);
        area = area.vertical_scroll_offset(0.0);
    }
    area.show(ui, |ui| {
        egui::Frame::new().inner_margin(12).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            if ctx.state.record_of_event().is_some() {
                record::record_ui(ui, ctx);
                return;
            }
            body_ui(ui, ctx, model);
        });
    });
}

fn body_ui(ui: &mut Ui, ctx: &UiCtx<'_>, model: &DetailsModel) {
    let tokens = ctx.tokens;
    ui.horizontal_wrapped(|ui| {
        for verdict in &model.badges {
            badge(ui, tokens, &verdict.text, tokens.tone(verdict.tone));
        }
    });
    if !model.story.is_empty() {
        ui.add_space(2.0);
        words_ui(ui, ctx, &model.story, Type::Story);
    }
    if !model.prompt_title.is_empty() {
        section(ui, ctx, &capitalised(&model.prompt_title));
        prompt_steps(ui, ctx);
    } else {
        ui.add_space(size::GAP);
    }
    for fact in &model.facts {
        fact_ui(ui, ctx, fact);
    }
    if !model.reasons.is_empty() {
        section(ui, ctx, "Why");
        for reason in &model.reasons {
            reason_ui(ui, ctx, reason);
        }
    }
    if let Some(after) = &model.after {
        after::after_ui(ui, ctx, after);
    }
    if !model.events.is_empty() {
        events_ui(ui, ctx, model);
    }
}

/// The head of a section.
fn section(ui: &mut Ui, ctx: &UiCtx<'_>, text: &str) {
    ui.add_space(size::GAP_2);
    ui.label(RichText::new(text).font(Type::Strong.font()).color(ctx.tokens.text));
}

fn prompt_steps(ui: &mut Ui, ctx: &UiCtx<'_>) {
    ui.horizontal(|ui| {
        for (icon, command) in
            [("Previous", UiCommand::PreviousPrompt), ("Next", UiCommand::NextPrompt)]
        {
            if ui.small_button(icon).on_hover_text(command.tooltip()).clicked() {
                ctx.send(command);
            }
        }
        if let Some(user) = ctx.state.selected_user()
            && ui.small_button("Whole account").on_hover_text("Look at the user").clicked()
        {
            ctx.go(&Door::User(user));
        }
    });
}

fn fact_ui(ui: &mut Ui, ctx: &UiCtx<'_>, fact: &Fact) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let label = ui.allocate_exact_size(vec2(LABELS, 17.0), Sense::hover()).0;
        let galley =
            fit_galley(ui, fact.label, Type::Small.font(), ctx.tokens.muted, (LABELS - 8.0, 1));
        ui.painter().galley(label.min, galley, ctx.tokens.muted);
        let button = if fact.copy.is_empty() { 0.0 } else { 26.0 };
        let room = (ui.available_width() - button).max(40.0);
        ui.allocate_ui_with_layout(
            vec2(room, 0.0),
            egui::Layout::top_down(egui::Align::Min),
            |ui| {
                ui.set_width(room);
                ui.spacing_mut().item_spacing.y = 2.0;
                for line in &fact.lines {
                    words_ui(ui, ctx, line, Type::Body);
                }
            },
        );
        if !fact.copy.is_empty() {
            let name = format!("Copy addresses: {}", fact.label.to_lowercase());
            if icon_button(ui, ctx.tokens, icons::COPY, &name).clicked() {
                ctx.send(ExportCommand::Copy { what: "the addresses", text: fact.copy.clone() });
            }
        }
    });
}

/// A finding as a row: severity, title, rule; the reason in full below the selected one.
fn reason_ui(ui: &mut Ui, ctx: &UiCtx<'_>, reason: &Reason) {
    let tokens = ctx.tokens;
    let width = ui.available_width();
    let color = tokens.severity(reason.severity);
    let rule = fit_galley(ui, &reason.rule, Type::Mono.font(), tokens.muted, (80.0, 1));
    let room = (width - rule.size().x - 26.0).max(40.0);
    let title = fit_galley(ui, &reason.title, Type::Body.font(), tokens.text, (room, 2));
    let height = title.size().y + 8.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    if reason.selected || response.hovered() {
        let fill = if reason.selected { tokens.selection } else { tokens.raised };
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, fill);
    }
    focus_ring(ui, tokens, &response);
    let bar = Rect::from_min_max(
        rect.min + vec2(2.0, 5.0),
        egui::pos2(rect.left() + 5.0, rect.bottom() - 5.0),
    );
    ui.painter().rect_filled(bar, 1, color);
    ui.painter().galley(rect.min + vec2(12.0, 4.0), title, tokens.text);
    let at = egui::pos2(rect.right() - rule.size().x - 6.0, rect.top() + 5.0);
    ui.painter().galley(at, rule, tokens.muted);
    if response.clicked() {
        ctx.go(&reason.door);
    }
    let words = format!("{}, {}, {}", reason.title, reason.severity.key(), reason.rule);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::ListItem, true, reason.selected, &words)
    });
    let tip = format!(
        "{}\n{} severity, {} confidence",
        reason.explanation,
        reason.severity.key(),
        reason.confidence
    );
    response.on_hover_text(tip);
    if reason.selected {
        ui.label(RichText::new(&reason.explanation).font(Type::Small.font()).color(tokens.muted));
    }
}

fn events_ui(ui: &mut Ui, ctx: &UiCtx<'_>, model: &DetailsModel) {
    let tokens = ctx.tokens;
    section(ui, ctx, "Records");
    ui.label(
        RichText::new("Select one to read it again from the file.")
            .font(Type::Small.font())
            .color(tokens.muted),
    );
    for line in &model.events {
        let width = ui.available_width();
        let (rect, response) = ui.allocate_exact_size(vec2(width, 22.0), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(rect, size::RADIUS_SMALL, tokens.raised);
        }
        focus_ring(ui, tokens, &response);
        let time = fit_galley(ui, &line.time, Type::Mono.font(), tokens.muted, (70.0, 1));
        ui.painter().galley(rect.min + vec2(2.0, 3.0), time, tokens.muted);
        let text = fit_galley(ui, &line.text, Type::Small.font(), tokens.text, (width - 78.0, 1));
        ui.painter().galley(rect.min + vec2(72.0, 3.0), text, tokens.text);
        if response.clicked() {
            ctx.send(SelectCommand::ShowRecord(line.event));
        }
        let words = format!("Record {} {}", line.time, line.text);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
        response.on_hover_text(&line.place);
    }
    if model.more_events > 0 {
        let text = format!("and {} more, in the Events tab", model.more_events);
        ui.label(RichText::new(text).font(Type::Small.font()).color(tokens.muted));
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The details as text, for a ticket.
fn as_text(model: &DetailsModel) -> String {
    let mut text = format!("{}\n", model.title);
    let verdict: Vec<&str> = model.badges.iter().map(|badge| badge.text.as_str()).collect();
    text.push_str(&format!("{}\n{}\n\n", verdict.join(" · "), plain_text(&model.story)));
    for fact in &model.facts {
        let lines: Vec<String> = fact.lines.iter().map(|line| plain_text(line)).collect();
        text.push_str(&format!("{}: {}\n", fact.label, lines.join("; ")));
    }
    for reason in &model.reasons {
        text.push_str(&format!(
            "{} {}: {}\n",
            reason.rule,
            reason.severity.key(),
            reason.explanation
        ));
    }
    text
}
