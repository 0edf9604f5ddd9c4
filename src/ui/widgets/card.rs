//! Panels with a head, and what an empty one says.

use egui::{Align, CornerRadius, Frame, Layout, Rect, Stroke, Ui, UiBuilder, vec2};

use crate::ui::theme::{Tokens, Type, size};

/// A panel that fills what is left.
pub(crate) fn card(ui: &mut Ui, tokens: &Tokens, add: impl FnOnce(&mut Ui)) {
    let rect = ui.available_rect_before_wrap();
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(CornerRadius::same(size::RADIUS));
    ui.painter().add(frame.paint(rect.shrink(1.0)));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(rect.shrink(1.0)));
    inner.shrink_clip_rect(rect.shrink(1.0));
    inner.spacing_mut().item_spacing = vec2(size::GAP_2, 0.0);
    add(&mut inner);
    ui.advance_cursor_after_rect(rect);
}

/// The head of a panel: `left` from the left edge, `right` from the right one.
pub(crate) fn head(
    ui: &mut Ui,
    tokens: &Tokens,
    left: impl FnOnce(&mut Ui),
    right: impl FnOnce(&mut Ui),
) -> Rect {
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, size::HEAD), egui::Sense::hover());
    let line = Stroke::new(1.0, tokens.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    let inner = rect.shrink2(vec2(size::GAP_3, 0.0));
    // The right side first: what it takes, the left side cannot run into.
    let mut right_ui = ui.new_child(
        UiBuilder::new()
            .id_salt("head right")
            .max_rect(inner)
            .layout(Layout::right_to_left(Align::Center)),
    );
    right(&mut right_ui);
    let taken =
        if right_ui.min_rect().width() > 0.0 { right_ui.min_rect().left() } else { inner.right() };
    let left_rect = inner.with_max_x((taken - size::GAP_2).max(inner.left()));
    let mut left_ui = ui.new_child(
        UiBuilder::new()
            .id_salt("head left")
            .max_rect(left_rect)
            .layout(Layout::left_to_right(Align::Center)),
    );
    left_ui.shrink_clip_rect(left_rect);
    left(&mut left_ui);
    rect
}

/// What an empty panel says: what is missing, and what to do.
pub(crate) fn empty_state(ui: &mut Ui, tokens: &Tokens, title: &str, hint: &str) {
    let room = ui.available_height();
    ui.vertical_centered(|ui| {
        ui.add_space((room * 0.38).max(size::GAP_2));
        ui.label(egui::RichText::new(title).font(Type::Strong.font()).color(tokens.text));
        ui.add_space(size::GAP);
        ui.label(egui::RichText::new(hint).font(Type::Small.font()).color(tokens.muted));
    });
}

/// A dialog over the window, with room around what it holds.
pub(crate) fn dialog(ui: &Ui, name: &str) -> egui::Modal {
    let frame = egui::Frame::popup(ui.style()).inner_margin(size::GAP_3 + size::GAP);
    egui::Modal::new(egui::Id::unique(name)).frame(frame)
}
