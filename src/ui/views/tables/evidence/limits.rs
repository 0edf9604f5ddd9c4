//! What is missing, and what a reader of a negative result must know. The lists are short.

use egui::{Label, RichText, ScrollArea, Ui, vec2};

use crate::case::Case;
use crate::present::Tone;
use crate::present::tables::evidence::{MissingRow, caveats, missing};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};

use super::INDENT;

/// Widest a sentence gets: longer lines are hard to read.
const WIDEST: f32 = 760.0;

/// Draws the lists into what is left of `ui`.
pub(super) fn limits_ui(ui: &mut Ui, ctx: &UiCtx<'_>, case: &Case) {
    ScrollArea::vertical().id_salt("limits").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(INDENT as i8, 8)).show(ui, |ui| {
            ui.set_max_width(WIDEST.min(ui.available_width()));
            ui.spacing_mut().item_spacing = vec2(size::GAP_2, size::GAP);
            // Rows of words, not of buttons.
            ui.spacing_mut().interact_size.y = 18.0;
            missing_ui(ui, ctx, case);
            ui.add_space(size::GAP_2);
            heading(ui, ctx, "Limits of a negative result");
            for caveat in caveats(case) {
                bullet(ui, ctx, &caveat);
            }
        });
    });
}

fn missing_ui(ui: &mut Ui, ctx: &UiCtx<'_>, case: &Case) {
    heading(ui, ctx, "Missing streams");
    let rows = missing(case);
    if rows.is_empty() {
        let words = "Of the providers present, none that Pushscope knows to ask for.";
        ui.label(RichText::new(words).font(Type::Small.font()).color(ctx.tokens.muted));
    }
    for row in &rows {
        row_ui(ui, ctx, row);
    }
}

fn row_ui(ui: &mut Ui, ctx: &UiCtx<'_>, row: &MissingRow) {
    let tokens = ctx.tokens;
    let shown = ui.scope(|ui| {
        ui.horizontal_wrapped(|ui| {
            let strong = |text: &str| RichText::new(text).font(Type::Medium.font());
            ui.label(strong(row.provider).color(tokens.text));
            ui.label(strong(row.stream).color(tokens.text));
            let why = RichText::new(row.why).font(Type::Small.font());
            ui.label(why.color(tokens.tone(Tone::Warning)));
        });
        let hides = format!("Hides {}.", row.hides);
        ui.label(RichText::new(hides).font(Type::Small.font()).color(tokens.muted));
        ui.add_space(2.0);
    });
    let sentence = row.sentence.clone();
    let role = egui::Role::Row;
    shown.response.widget_info(|| egui::WidgetInfo::labeled(role, true, &sentence));
}

fn heading(ui: &mut Ui, ctx: &UiCtx<'_>, text: &str) {
    let label = ui.label(RichText::new(text).font(Type::Strong.font()).color(ctx.tokens.text));
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, text));
}

fn bullet(ui: &mut Ui, ctx: &UiCtx<'_>, text: &str) {
    ui.horizontal_top(|ui| {
        ui.label(RichText::new("•").font(Type::Small.font()).color(ctx.tokens.muted));
        let words = RichText::new(text).font(Type::Small.font()).color(ctx.tokens.text);
        ui.add(Label::new(words).wrap());
    });
}
