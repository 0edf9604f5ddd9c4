//! Users as cards: severity, name, one sentence, a sparkline.

use egui::{CornerRadius, Rect, Sense, Stroke, Ui, pos2};

use crate::present::users::{Entry, SPARK_BARS, UsersModel};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::{RowScroll, fit_galley, focus_ring, one_line, virtual_rows};

use super::{alike_mark, item_of, select, selected_key, spoken};

const SPARK: egui::Vec2 = egui::Vec2::new(84.0, 18.0);

pub(super) fn cards_ui(ui: &mut Ui, ctx: &UiCtx<'_>, model: &UsersModel, scroll: &mut RowScroll) {
    let selected = selected_key(ctx);
    let rows = (model.entries.len(), size::CARD, "users");
    virtual_rows(ui, ctx.tokens, rows, scroll, |ui, index, rect| {
        if let Some(entry) = model.entries.get(index) {
            card_row(ui, ctx, entry, rect, selected.as_ref() == Some(&entry.key));
        }
    });
}

fn card_row(ui: &mut Ui, ctx: &UiCtx<'_>, entry: &Entry, rect: Rect, selected: bool) {
    let tokens = ctx.tokens;
    let id = ui.make_persistent_id(("user card", &entry.key));
    let response = ui.interact(rect, id, Sense::click());
    let hovered = ctx.state.hovered.as_ref() == Some(&item_of(&entry.key));
    if selected {
        ui.painter().rect_filled(rect, 0.0, tokens.selection);
    } else if response.hovered() || hovered {
        ui.painter().rect_filled(rect, 0.0, tokens.raised);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    severity_bar(ui, ctx, entry, rect);
    let text_left = rect.left() + 28.0;
    let right = rect.right() - size::GAP_3;
    let name_room = right - SPARK.x - size::GAP_2 - text_left;
    let mark = one_line(ui, alike_mark(entry), Type::Icon.font(), tokens.no_answer, name_room);
    let mark_room = if entry.looks_like.is_empty() { 0.0 } else { mark.size().x + size::GAP };
    let name_room = name_room - mark_room;
    let name = one_line(ui, &entry.name, Type::Strong.font(), tokens.text, name_room);
    let mark_left = text_left + name.size().x + size::GAP;
    ui.painter().galley(pos2(text_left, rect.top() + 9.0), name, tokens.text);
    ui.painter().galley(pos2(mark_left, rect.top() + 9.0), mark, tokens.no_answer);
    let spark = Rect::from_min_size(pos2(right - SPARK.x, rect.top() + 9.0), SPARK);
    sparkline(ui, ctx, entry, spark);
    let lead = if entry.in_part { "Shown in part. " } else { "" };
    let text = format!("{lead}{}", entry.sentence);
    let sentence = fit_galley(ui, &text, Type::Small.font(), tokens.muted, (right - text_left, 2));
    ui.painter().galley(pos2(text_left, rect.top() + 30.0), sentence, tokens.muted);
    focus_ring(ui, tokens, &response);
    select(ctx, entry, &response);
    let words = spoken(entry);
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, selected, &words));
    response.on_hover_ui(|ui| {
        ui.label(&entry.full_name);
        ui.label(egui::RichText::new(&entry.sentence).color(tokens.muted));
        if !entry.looks_like.is_empty() {
            ui.label(egui::RichText::new(&entry.looks_like).color(tokens.no_answer));
        }
    });
}

/// The bar that list and lanes share, so that the eye can cross over.
pub(super) fn severity_bar(ui: &Ui, ctx: &UiCtx<'_>, entry: &Entry, rect: Rect) {
    let color = entry.severity.map_or(ctx.tokens.line, |severity| ctx.tokens.severity(severity));
    let bar = Rect::from_min_max(
        pos2(rect.left() + size::GAP_3, rect.top() + 10.0),
        pos2(rect.left() + size::GAP_3 + size::SEVERITY_BAR, rect.bottom() - 10.0),
    );
    ui.painter().rect_filled(bar, CornerRadius::same(2), color);
}

/// Prompts over the case's time; bars with prompts of the worst finding carry its colour.
fn sparkline(ui: &Ui, ctx: &UiCtx<'_>, entry: &Entry, rect: Rect) {
    let tokens = ctx.tokens;
    let hot = entry.severity.map_or(tokens.faint, |severity| tokens.severity(severity));
    let step = rect.width() / SPARK_BARS as f32;
    for (index, (&share, &is_hot)) in entry.spark.iter().zip(&entry.hot).enumerate() {
        let left = rect.left() + index as f32 * step;
        let height = if share > 0.0 { (share * rect.height()).max(3.0) } else { 1.0 };
        let color = match (share > 0.0, is_hot) {
            (true, true) => hot,
            (true, false) => tokens.faint,
            (false, _) => tokens.line,
        };
        let bar = Rect::from_min_max(
            pos2(left, rect.bottom() - height),
            pos2(left + step - 1.0, rect.bottom()),
        );
        ui.painter().rect_filled(bar, 0.0, color);
    }
}
