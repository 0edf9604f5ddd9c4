//! What the account did in the 24 hours after the approval.

use egui::{RichText, Sense, Ui, vec2};

use crate::app::{ExportCommand, SelectCommand};
use crate::present::details::{After, AfterRow};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{fit_galley, focus_ring, icon_button};

/// Draws the rows.
pub(super) fn after_ui(ui: &mut Ui, ctx: &UiCtx<'_>, after: &After) {
    let tokens = ctx.tokens;
    ui.add_space(size::GAP_2);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 24.0;
        ui.label(RichText::new("After the approval").font(Type::Strong.font()).color(tokens.text));
        ui.label(RichText::new("24 h").font(Type::Small.font()).color(tokens.muted));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if after.rows.is_empty() {
                return;
            }
            if icon_button(ui, tokens, icons::COPY, "Copy what followed as a table").clicked() {
                let text = after.copy.clone();
                ctx.send(ExportCommand::Copy { what: "what followed, times in UTC", text });
            }
            if !after.addresses.is_empty()
                && icon_button(ui, tokens, icons::GLOBE, "Copy the addresses of what followed")
                    .clicked()
            {
                let text = after.addresses.clone();
                ctx.send(ExportCommand::Copy { what: "the addresses", text });
            }
        });
    });
    if after.rows.is_empty() {
        let words = "Nothing else of this account is logged in the 24 hours that follow.";
        ui.label(RichText::new(words).font(Type::Small.font()).color(tokens.muted));
    }
    for row in &after.rows {
        row_ui(ui, ctx, row);
    }
    if after.more > 0 {
        let words = format!("and {} more; the copy holds all", after.more);
        ui.label(RichText::new(words).font(Type::Small.font()).color(tokens.muted));
    }
}

fn row_ui(ui: &mut Ui, ctx: &UiCtx<'_>, row: &AfterRow) {
    let tokens = ctx.tokens;
    let width = ui.available_width();
    let left = 76.0;
    let kind = if row.grave { Type::Strong } else { Type::Body };
    let text = fit_galley(ui, &row.text, kind.font(), tokens.text, (width - left - 4.0, 2));
    let from = fit_galley(ui, &row.from, Type::Small.font(), tokens.muted, (width - left - 4.0, 1));
    let from_height = if row.from.is_empty() { 0.0 } else { from.size().y };
    let height = text.size().y + from_height + 6.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, tokens.raised);
    }
    focus_ring(ui, tokens, &response);
    let time = fit_galley(ui, &row.time, Type::Mono.font(), tokens.muted, (left, 1));
    ui.painter().galley(rect.min + vec2(2.0, 3.0), time, tokens.muted);
    let from_top = text.size().y + 3.0;
    ui.painter().galley(rect.min + vec2(left, 2.0), text, tokens.text);
    if from_height > 0.0 {
        ui.painter().galley(rect.min + vec2(left, from_top), from, tokens.muted);
    }
    if response.clicked() {
        ctx.send(SelectCommand::ShowRecord(row.event));
    }
    let words = format!("{} {} {}", row.time, row.text, row.from);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
    response.on_hover_text(format!(
        "{} after the approval\n{}\nRead the record again",
        row.later, row.from
    ));
}
