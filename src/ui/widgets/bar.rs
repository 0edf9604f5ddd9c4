//! The two sides of a bar: the right one takes what it needs, the left one what is left.

use egui::{Align, Layout, Rect, Ui, UiBuilder};

/// The side that is filled from the right.
pub(crate) fn right_side(ui: &mut Ui, inner: Rect) -> Ui {
    ui.new_child(
        UiBuilder::new()
            .id_salt("right")
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center)),
    )
}

/// The side that is filled from the left, up to `gap` before what `right` has taken.
pub(crate) fn left_side(ui: &mut Ui, inner: Rect, right: &Ui, gap: f32) -> Ui {
    let taken = right.min_rect().left();
    let rect = inner.with_max_x((taken - gap).max(inner.left()));
    let mut left = ui.new_child(
        UiBuilder::new()
            .id_salt("left")
            .max_rect(rect)
            .layout(Layout::left_to_right(Align::Center)),
    );
    left.shrink_clip_rect(rect);
    left
}
