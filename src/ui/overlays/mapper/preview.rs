//! What the first rows become, or why they would be rejected.

use egui::{Color32, Response, ScrollArea, Sense, Ui, vec2};

use crate::app::Mapper;
use crate::present::Tone;
use crate::present::mapper::{HEADS, Row, rows, summary};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::{muted, one_line};

/// Share of the width that each cell takes.
const SHARES: [f32; 6] = [0.21, 0.19, 0.12, 0.1, 0.2, 0.18];
/// Height of a row.
const ROW: f32 = 22.0;

pub(super) fn preview_ui(ui: &mut Ui, ctx: &UiCtx<'_>, mapper: &Mapper, room: f32) {
    let rows = rows(&mapper.preview, ctx.zone());
    ui.spacing_mut().item_spacing.y = 0.0;
    muted(ui, ctx.tokens, &summary(&rows));
    ui.add_space(size::GAP);
    let area = ScrollArea::vertical().id_salt("preview").max_height((room - 28.0).max(40.0));
    area.auto_shrink(false).show(ui, |ui| {
        cells(ui, &HEADS, &SHARES, ctx.tokens.muted);
        for row in &rows {
            row_ui(ui, ctx, row);
        }
    });
}

fn row_ui(ui: &mut Ui, ctx: &UiCtx<'_>, row: &Row) {
    let (response, sentence) = match &row.cells {
        Ok(words) => {
            let words = words.each_ref().map(String::as_str);
            (cells(ui, &words, &SHARES, ctx.tokens.text), words.join(", "))
        }
        Err(why) => {
            let words = format!("rejected: {why}");
            (cells(ui, &[&words], &[1.0], ctx.tokens.tone(Tone::Bad)), words)
        }
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, &sentence));
    response.on_hover_text(&row.record);
}

/// Words side by side; each is cut where its share of the width ends.
fn cells(ui: &mut Ui, words: &[&str], shares: &[f32], color: Color32) -> Response {
    let width = ui.available_width().max(1.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
    let mut left = rect.left();
    for (text, share) in words.iter().zip(shares) {
        let room = (width * share - size::GAP_2).max(1.0);
        let galley = one_line(ui, text, Type::Small.font(), color, room);
        let top = rect.center().y - galley.size().y / 2.0;
        ui.painter().galley(egui::pos2(left, top), galley, color);
        left += width * share;
    }
    response
}
