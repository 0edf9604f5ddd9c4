//! One row of a table: its values, its sentence, its menu.

use egui::{Id, PointerButton, Pos2, Rect, Response, Sense, Ui, pos2, vec2};

use crate::app::{Clause, ExportCommand, FilterCommand};
use crate::model::{Outcome, Severity};
use crate::present::Tone;
use crate::present::tables::{Cell, FilterValue, Row};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Tokens, Type, size};
use crate::ui::widgets::{one_line, paint_mark};

use super::grid::{Act, Column, Frame, Grid, GridUi, PAD};

/// Draws one row.
pub(super) fn row_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    grid: &Grid<'_>,
    frame: &Frame<'_>,
    (local, body, index, rect): (&mut GridUi, Id, usize, Rect),
) -> Option<Act> {
    let row = (grid.row)(index);
    let response = ui.interact(rect, body.with(index), Sense::CLICK);
    let is_selected = (grid.is_selected)(index);
    let tokens = ctx.tokens;
    if is_selected {
        ui.painter().rect_filled(rect, 0, tokens.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, tokens.raised);
    }
    if let Some(severity) = row.severity.filter(|&severity| severity > Severity::Info) {
        let bar = rect.with_max_x(rect.left() + size::SEVERITY_BAR).shrink2(vec2(0.5, 3.0));
        ui.painter().rect_filled(bar, 2, tokens.severity(severity));
    }
    let pointer = response.hover_pos();
    let mut pointed = None;
    for ((column_index, column, cell_rect), cell) in frame.cells(rect).zip(&row.cells) {
        if !cell_rect.intersects(rect) {
            continue;
        }
        let is_cut = cell_ui(ui, tokens, cell, column, cell_rect);
        if pointer.is_some_and(|at: Pos2| cell_rect.x_range().contains(at.x)) {
            pointed = Some((column_index, cell, is_cut));
        }
    }
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Row, true, is_selected, &row.sentence)
    });
    if let Some((column, ..)) = pointed
        && response.clicked_by(PointerButton::Secondary)
    {
        local.menu_column = column;
    }
    menu(ctx, grid, &row, local.menu_column, &response);
    let act = click(ui, &response, (body, index));
    if let Some((_, cell, is_cut)) = pointed {
        tip(response, cell, is_cut);
    }
    act
}

fn click(ui: &Ui, response: &Response, (body, index): (Id, usize)) -> Option<Act> {
    if response.double_clicked() {
        return Some(Act::Open(index));
    }
    response.clicked().then(|| {
        ui.memory_mut(|memory| memory.request_focus(body));
        Act::Select(index)
    })
}

/// The whole value where it is cut, and what else there is to say.
fn tip(response: Response, cell: &Cell, is_cut: bool) {
    let text = match (&cell.hint, is_cut) {
        (Some(hint), true) => format!("{}\n{hint}", cell.text),
        (Some(hint), false) => hint.clone(),
        (None, true) => cell.text.clone(),
        (None, false) => return,
    };
    response.on_hover_text_at_pointer(text);
}

/// Draws one value; returns whether it was cut.
fn cell_ui(ui: &Ui, tokens: &Tokens, cell: &Cell, column: &Column, rect: Rect) -> bool {
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
    let mut left = rect.left() + PAD;
    if let Some(mark) = cell.mark {
        paint_mark(&painter, tokens, mark, pos2(left + 5.0, rect.center().y), size::MARK);
        left += 16.0;
    } else if let Tone::Severity(severity) = cell.tone {
        painter.circle_filled(pos2(left + 4.0, rect.center().y), 4.0, tokens.severity(severity));
        left += 14.0;
    }
    let kind = if column.is_mono { Type::Mono } else { Type::Body };
    let color = word_color(tokens, cell.tone);
    let room = rect.right() - PAD / 2.0 - left;
    let galley = one_line(ui, &cell.text, kind.font(), color, room);
    let is_cut = galley.elided;
    painter.galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, color);
    is_cut
}

/// Faint tones are for marks; words stay readable.
fn word_color(tokens: &Tokens, tone: Tone) -> egui::Color32 {
    match tone {
        Tone::Severity(Severity::Info) => tokens.muted,
        Tone::Outcome(Outcome::Unknown | Outcome::Open) => tokens.muted,
        tone => tokens.tone(tone),
    }
}

fn menu(ctx: &UiCtx<'_>, grid: &Grid<'_>, row: &Row, column: usize, response: &Response) {
    response.context_menu(|ui| {
        ui.set_max_width(360.0);
        for value in &row.values {
            if ui.button(format!("Filter for {}", value.words())).clicked() {
                ctx.send(FilterCommand::Add(clause(value)));
            }
        }
        ui.separator();
        if let (Some(cell), Some(column)) = (row.cells.get(column), grid.columns.get(column))
            && !cell.text.is_empty()
            && ui.button(format!("Copy {}", column.title.to_lowercase())).clicked()
        {
            copy(ctx, "Value", cell.text.clone());
        }
        if ui.button("Copy row").clicked() {
            copy(ctx, "Row", row.text());
        }
    });
}

/// Puts text on the clipboard.
pub(super) fn copy(ctx: &UiCtx<'_>, what: &'static str, text: String) {
    ctx.send(ExportCommand::Copy { what, text });
}

fn clause(value: &FilterValue) -> Clause {
    match value.clone() {
        FilterValue::User(user) => Clause::User(user),
        FilterValue::Outcome(outcome) => Clause::Outcome(outcome),
        FilterValue::Factor(factor) => Clause::Factor(factor),
        FilterValue::Country(country) => Clause::Country(country),
        FilterValue::Ip(ip) => Clause::Ip(ip),
    }
}
