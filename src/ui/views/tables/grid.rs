//! The table that prompts and events share: a sticky header that sorts, rows that are worded only
//! while they are in view, a cursor that the keyboard moves, a menu on every row.

use egui::{
    Align2, EventFilter, Id, Key, Painter, PointerButton, Pos2, Rect, Response, Sense, Stroke, Ui,
    UiBuilder, pos2, vec2,
};

use crate::app::{Clause, ExportCommand, FilterCommand};
use crate::model::Outcome;
use crate::present::Tone;
use crate::present::format::{count, counted};
use crate::present::tables::{Cell, FilterValue, Row};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Tokens, Type, size};
use crate::ui::widgets::{Glyph, RowScroll, one_line, paint_glyph, paint_mark, virtual_rows};

/// Room left and right of a value.
const PAD: f32 = 8.0;
/// Height of the bar that scrolls sideways.
const SIDE_BAR: f32 = 8.0;

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// The words on it.
    pub(super) title: &'static str,
    /// The least width, in points.
    pub(super) width: f32,
    /// Its share of what is left over.
    pub(super) grow: f32,
    /// Whether its values are set in monospace.
    pub(super) is_mono: bool,
}

/// What a table lists.
pub(super) struct Grid<'a> {
    /// What the rows are, in the plural: `Prompts`.
    pub(super) name: &'static str,
    /// The columns, from left to right.
    pub(super) columns: &'a [Column],
    /// How many rows there are.
    pub(super) count: usize,
    /// Words one row.
    pub(super) row: &'a dyn Fn(usize) -> Row,
    /// Whether a row is what is looked at.
    pub(super) is_selected: &'a dyn Fn(usize) -> bool,
    /// The row of what is looked at; asked only when a key needs it.
    pub(super) find_selected: &'a dyn Fn() -> Option<usize>,
}

/// Scroll positions, sort order, the cell that a menu was opened on.
#[derive(Debug, Default)]
pub(super) struct GridUi {
    pub(super) scroll: RowScroll,
    across: f32,
    sort: (usize, bool),
    menu_column: usize,
    seen_reveal: Option<u64>,
}

/// What the analyst did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Look at this row.
    Select(usize),
    /// Look at this row and bring it into view elsewhere.
    Open(usize),
}

impl GridUi {
    /// The column that rows are sorted by, and whether the other way round.
    pub(super) fn sort(&self) -> (usize, bool) {
        self.sort
    }

    /// Brings the row of what is looked at into view when something else changed the selection.
    pub(super) fn follow(&mut self, reveal: u64, find_selected: impl Fn() -> Option<usize>) {
        if self.seen_reveal != Some(reveal) {
            self.seen_reveal = Some(reveal);
            self.scroll.reveal = find_selected();
        }
    }

    fn sort_by(&mut self, column: usize) {
        self.sort = if self.sort.0 == column { (column, !self.sort.1) } else { (column, false) };
        self.scroll.top = 0.0;
    }
}

/// Where the columns lie.
struct Frame<'a> {
    columns: &'a [Column],
    widths: Vec<f32>,
    left: f32,
}

impl Frame<'_> {
    fn cells(&self, rect: Rect) -> impl Iterator<Item = (usize, &Column, Rect)> {
        let mut left = self.left;
        self.columns.iter().zip(&self.widths).enumerate().map(move |(index, (column, &width))| {
            let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
            left += width;
            (index, column, cell)
        })
    }
}

/// Draws a table into what is left of `ui`.
pub(super) fn grid_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    grid: &Grid<'_>,
    local: &mut GridUi,
) -> Option<Act> {
    let outer = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(outer);
    let (widths, total) = widths(grid.columns, outer.width());
    let most_across = (total - outer.width()).max(0.0);
    scroll_across(ui, local, outer, most_across);
    let frame = Frame { columns: grid.columns, widths, left: outer.left() - local.across };
    let header = outer.with_max_y(outer.top() + size::ROW);
    let side_bar = if most_across > 0.0 { SIDE_BAR } else { 0.0 };
    let body = outer.with_min_y(header.bottom()).with_max_y(outer.bottom() - side_bar);
    header_ui(ui, ctx.tokens, grid, &frame, (local, header));
    if side_bar > 0.0 {
        side_bar_ui(ui, ctx.tokens, local, outer.with_min_y(body.bottom()), most_across);
    }
    body_ui(ui, ctx, grid, &frame, (local, body))
}

fn widths(columns: &[Column], room: f32) -> (Vec<f32>, f32) {
    let least: f32 = columns.iter().map(|column| column.width).sum();
    let shares: f32 = columns.iter().map(|column| column.grow).sum();
    // Room for the scroll bar beside the rows.
    let spare = (room - least - 12.0).max(0.0);
    let width = |column: &Column| column.width + spare * column.grow / shares.max(1e-6);
    (columns.iter().map(width).collect(), if spare > 0.0 { room } else { least + 12.0 })
}

fn scroll_across(ui: &Ui, local: &mut GridUi, outer: Rect, most: f32) {
    if ui.rect_contains_pointer(outer) {
        local.across -= ui.input(|input| input.smooth_scroll_delta().x);
    }
    local.across = local.across.clamp(0.0, most);
}

fn side_bar_ui(ui: &Ui, tokens: &Tokens, local: &mut GridUi, track: Rect, most: f32) {
    let response = ui.interact(track, ui.make_persistent_id("across"), Sense::DRAG);
    let whole = track.width() + most;
    let length = (track.width() / whole * track.width()).max(24.0);
    let room = (track.width() - length).max(1.0);
    local.across = (local.across + response.drag_delta().x / room * most).clamp(0.0, most);
    let left = track.left() + local.across / most * room;
    let handle = Rect::from_min_size(pos2(left, track.top() + 2.0), vec2(length, 4.0));
    let lit = response.hovered() || response.dragged();
    let color = if lit { tokens.muted } else { tokens.line };
    ui.painter().rect_filled(handle, size::RADIUS_SMALL, color);
}

fn header_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    grid: &Grid<'_>,
    frame: &Frame<'_>,
    (local, rect): (&mut GridUi, Rect),
) {
    let mut head = ui.new_child(UiBuilder::new().id_salt("grid head").max_rect(rect));
    head.shrink_clip_rect(rect);
    for (index, column, cell) in frame.cells(rect) {
        if !cell.intersects(rect) {
            continue;
        }
        let id = head.make_persistent_id(("head", grid.name, index));
        let response = head.interact(cell.intersect(rect), id, Sense::click());
        let is_sorted = local.sort.0 == index;
        let lit = response.hovered() || response.has_focus() || is_sorted;
        let color = if lit { tokens.text } else { tokens.muted };
        let galley = one_line(&head, column.title, Type::Small.font(), color, cell.width() - PAD);
        let at = pos2(cell.left() + PAD, cell.center().y - galley.size().y / 2.0);
        let end = at.x + galley.size().x;
        head.painter().galley(at, galley, color);
        if is_sorted {
            let arrow = if local.sort.1 { Glyph::CaretDown } else { Glyph::CaretUp };
            paint_glyph(head.painter(), arrow, pos2(end + 9.0, cell.center().y), 4.0, color);
        }
        if response.has_focus() {
            let ring = Stroke::new(1.0, tokens.accent);
            head.painter().rect_stroke(cell.shrink(1.0), 4, ring, egui::StrokeKind::Inside);
        }
        let words = match (is_sorted, local.sort.1) {
            (false, _) => format!("Sort by {}", column.title),
            (true, false) => format!("{}, sorted; press to turn round", column.title),
            (true, true) => format!("{}, sorted the other way; press to turn round", column.title),
        };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ColumnHeader, true, &words));
        if response.clicked() {
            local.sort_by(index);
        }
    }
    let line = Stroke::new(1.0, tokens.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
}

fn body_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    grid: &Grid<'_>,
    frame: &Frame<'_>,
    (local, rect): (&mut GridUi, Rect),
) -> Option<Act> {
    let id = ui.make_persistent_id(("body", grid.name));
    let focus = ui.interact(rect, id, Sense::click());
    let words = format!("{}: {}", grid.name, counted(grid.count as u64, "row", "rows"));
    focus.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Table, true, &words));
    let mut act = keys(ui, grid, &focus, rect);
    if let Some(Act::Select(row)) = act {
        local.scroll.reveal = Some(row);
    }
    let mut child = ui.new_child(UiBuilder::new().id_salt(id).max_rect(rect));
    let mut scroll = local.scroll;
    let spec = (grid.count, size::ROW, grid.name);
    virtual_rows(&mut child, ctx.tokens, spec, &mut scroll, |ui, index, row_rect| {
        if let Some(did) = row_ui(ui, ctx, grid, frame, (local, id, index, row_rect)) {
            act = Some(did);
        }
    });
    local.scroll = scroll;
    if focus.has_focus() {
        let ring = Stroke::new(1.0, ctx.tokens.accent);
        ui.painter().rect_stroke(rect, size::RADIUS_SMALL, ring, egui::StrokeKind::Inside);
    }
    act
}

/// The cursor of the keyboard is what is looked at.
fn keys(ui: &Ui, grid: &Grid<'_>, focus: &Response, rect: Rect) -> Option<Act> {
    if !focus.has_focus() || grid.count == 0 {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(focus.id, filter));
    let page = ((rect.height() / size::ROW) as usize).saturating_sub(1).max(1);
    let last = grid.count - 1;
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let moves: [(Key, &dyn Fn(usize) -> usize); 6] = [
        (Key::ArrowDown, &|row| row + 1),
        (Key::ArrowUp, &|row| row.saturating_sub(1)),
        (Key::PageDown, &|row| row + page),
        (Key::PageUp, &|row| row.saturating_sub(page)),
        (Key::Home, &|_| 0),
        (Key::End, &|_| last),
    ];
    for (key, next) in moves {
        if pressed(key) {
            let now = (grid.find_selected)();
            return Some(Act::Select(now.map_or(0, next).min(last)));
        }
    }
    pressed(Key::Enter).then(|| (grid.find_selected)().map(Act::Open)).flatten()
}

fn row_ui(
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
    paint_words(&painter, pos2(left, rect.center().y - galley.size().y / 2.0), galley, color);
    is_cut
}

fn paint_words(
    painter: &Painter,
    at: Pos2,
    galley: std::sync::Arc<egui::Galley>,
    color: egui::Color32,
) {
    painter.galley(at, galley, color);
}

/// Faint tones are for marks; words stay readable.
fn word_color(tokens: &Tokens, tone: Tone) -> egui::Color32 {
    match tone {
        Tone::Severity(crate::model::Severity::Info) => tokens.muted,
        Tone::Outcome(Outcome::Unknown | Outcome::Open) => tokens.muted,
        tone => tokens.tone(tone),
    }
}

fn menu(ctx: &UiCtx<'_>, grid: &Grid<'_>, row: &Row, column: usize, response: &Response) {
    response.context_menu(|ui| {
        ui.set_max_width(360.0);
        for value in &row.values {
            if ui.button(format!("Show only {}", value.words())).clicked() {
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

/// `74 prompts`, or `12 of 74 prompts`.
pub(super) fn count_words(shown: usize, all: usize, noun: &str) -> String {
    if shown == all {
        format!("{} {noun}", count(all as u64))
    } else {
        format!("{} of {} {noun}", count(shown as u64), count(all as u64))
    }
}
