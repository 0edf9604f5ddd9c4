//! The table that prompts and events share: a sticky header that sorts, rows that are worded only
//! while they are in view, a cursor that the keyboard moves, a menu on every row.

use egui::{
    Color32, EventFilter, Key, Pos2, Rect, Response, Sense, Stroke, Ui, UiBuilder, pos2, vec2,
};

use crate::present::Zone;
use crate::present::format::{count, counted};
use crate::present::tables::Row;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Tokens, Type, size};
use crate::ui::widgets::{RowScroll, one_line, virtual_rows};

use super::grid_row::row_ui;

/// Room left and right of a value.
pub(super) const PAD: f32 = 8.0;
/// Height of the bar that scrolls sideways.
const SIDE_BAR: f32 = 8.0;

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// The words on it.
    pub(super) title: String,
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
    pub(super) menu_column: usize,
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
pub(super) struct Frame<'a> {
    columns: &'a [Column],
    widths: Vec<f32>,
    left: f32,
}

impl Frame<'_> {
    /// The columns with their part of a row.
    pub(super) fn cells(&self, rect: Rect) -> impl Iterator<Item = (usize, &Column, Rect)> {
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
        let galley = one_line(&head, &column.title, Type::Small.font(), color, cell.width() - PAD);
        let at = pos2(cell.left() + PAD, cell.center().y - galley.size().y / 2.0);
        let end = at.x + galley.size().x;
        head.painter().galley(at, galley, color);
        if is_sorted {
            arrow(&head, pos2(end + 9.0, cell.center().y), local.sort.1, color);
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

/// Which way round the rows are sorted.
fn arrow(ui: &Ui, at: Pos2, is_down: bool, color: Color32) {
    let tip = if is_down { 2.5 } else { -2.5 };
    let line = vec![at + vec2(-4.0, -tip), at + vec2(0.0, tip), at + vec2(4.0, -tip)];
    ui.painter().line(line, Stroke::new(1.4, color));
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

/// `74 prompts`, or `12 of 74 prompts`.
pub(super) fn count_words(shown: usize, all: usize, noun: &str) -> String {
    if shown == all {
        format!("{} {noun}", count(all as u64))
    } else {
        format!("{} of {} {noun}", count(shown as u64), count(all as u64))
    }
}

/// The words on a column of times name the zone in force.
pub(super) fn title(title: &str, is_time: bool, zone: &Zone) -> String {
    if is_time { format!("{title}, {}", zone.short_name()) } else { title.to_owned() }
}
