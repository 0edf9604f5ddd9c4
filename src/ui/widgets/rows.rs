//! Rows without end: the scroll position is a number of rows, not of pixels, so that ten million
//! rows scroll as finely as ten.

use egui::{Id, Key, Rect, Sense, Ui, UiBuilder, pos2, vec2};

use crate::ui::theme::{Tokens, size};

const BAR: f32 = 10.0;

/// Where a list is scrolled to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RowScroll {
    /// The row at the top edge, with the share of it that is above.
    pub(crate) top: f64,
    /// The row to bring into view in the next frame.
    pub(crate) reveal: Option<usize>,
    /// Where the wheel scrolls; everywhere on the list without one.
    pub(crate) wheel_area: Option<Rect>,
}

/// How long and how fine the rows of a list are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowSpec<'a> {
    /// How many rows.
    pub(crate) count: usize,
    /// How high each is, in points.
    pub(crate) height: f32,
    /// What the list is, for the scroll bar's name.
    pub(crate) name: &'a str,
}

/// Draws the visible rows in what is left of `ui`; `row` is called with each row and its rectangle.
/// Returns the rows' rectangle.
pub(crate) fn virtual_rows(
    ui: &mut Ui,
    tokens: &Tokens,
    (count, height, name): (usize, f32, &str),
    scroll: &mut RowScroll,
    mut row: impl FnMut(&mut Ui, usize, Rect),
) -> Rect {
    let spec = RowSpec { count, height, name };
    let outer = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(outer);
    let visible = f64::from(outer.height() / height);
    let most = (count as f64 - visible).max(0.0);
    wheel_and_reveal(ui, outer, spec, scroll, most);
    let needs_bar = most > 0.0;
    let inner = if needs_bar { outer.with_max_x(outer.right() - BAR) } else { outer };
    let id = ui.make_persistent_id(("rows", name));
    if needs_bar {
        scroll_bar(ui, tokens, (id, outer, spec), scroll, most);
    }
    let first = scroll.top.floor().max(0.0) as usize;
    let shift = ((scroll.top - first as f64) * f64::from(height)) as f32;
    let mut clipped = ui.new_child(UiBuilder::new().id_salt(id).max_rect(inner));
    clipped.shrink_clip_rect(inner);
    let mut top = inner.top() - shift;
    for index in first..count {
        if top >= inner.bottom() {
            break;
        }
        let rect = Rect::from_min_size(pos2(inner.left(), top), vec2(inner.width(), height));
        row(&mut clipped, index, rect);
        top += height;
    }
    inner
}

fn wheel_and_reveal(ui: &Ui, outer: Rect, spec: RowSpec<'_>, scroll: &mut RowScroll, most: f64) {
    let area = scroll.wheel_area.unwrap_or(outer);
    if ui.rect_contains_pointer(area) {
        let delta = ui
            .input(|input| if input.modifiers.any() { 0.0 } else { input.smooth_scroll_delta().y });
        scroll.top -= f64::from(delta / spec.height);
    }
    if let Some(row) = scroll.reveal.take() {
        let visible = f64::from(outer.height() / spec.height);
        let row = row as f64;
        if row < scroll.top {
            scroll.top = row;
        } else if row + 1.0 > scroll.top + visible {
            scroll.top = row + 1.0 - visible;
        }
    }
    scroll.top = if scroll.top.is_finite() { scroll.top.clamp(0.0, most) } else { 0.0 };
}

fn scroll_bar(
    ui: &Ui,
    tokens: &Tokens,
    (id, outer, spec): (Id, Rect, RowSpec<'_>),
    scroll: &mut RowScroll,
    most: f64,
) {
    let track = outer.with_min_x(outer.right() - BAR).shrink2(vec2(2.0, 2.0));
    let response = ui.interact(track, id.with("bar"), Sense::click_and_drag());
    let share = f64::from(outer.height() / spec.height) / spec.count.max(1) as f64;
    let length = (track.height() * share as f32).max(24.0).min(track.height());
    let room = f64::from((track.height() - length).max(1.0));
    if response.dragged() {
        scroll.top += f64::from(response.drag_delta().y) / room * most;
    } else if let (true, Some(pointer)) = (response.clicked(), response.interact_pointer_pos()) {
        scroll.top = f64::from(pointer.y - track.top() - length / 2.0) / room * most;
    }
    if response.has_focus() {
        let page = f64::from(outer.height() / spec.height) - 1.0;
        let keys =
            [(Key::PageDown, page), (Key::PageUp, -page), (Key::Home, -most), (Key::End, most)];
        for (key, rows) in keys {
            if ui.input(|input| input.key_pressed(key)) {
                scroll.top += rows;
            }
        }
    }
    scroll.top = scroll.top.clamp(0.0, most);
    let top = track.top() + (scroll.top / most.max(1e-9) * room) as f32;
    let handle = Rect::from_min_size(pos2(track.left(), top), vec2(track.width(), length));
    let lit = response.hovered() || response.dragged() || response.has_focus();
    let color = if lit { tokens.muted } else { tokens.line };
    ui.painter().rect_filled(handle, size::RADIUS_SMALL, color);
    let value = scroll.top;
    let words = format!("Scroll {}", spec.name);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, &words);
        info.value = Some(value);
        info
    });
}
