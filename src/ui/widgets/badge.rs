//! Small coloured words in a wash of their colour.

use egui::{Color32, CornerRadius, Response, Sense, Ui, vec2};

use crate::ui::theme::{Tokens, Type, size};

/// A badge.
pub(crate) fn badge(ui: &mut Ui, tokens: &Tokens, text: &str, color: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), Type::SmallStrong.font(), color);
    let wanted = vec2(galley.size().x + 2.0 * size::GAP_2, 20.0);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(10), tokens.wash(color, 0.16));
    let position = rect.center() - galley.size() / 2.0;
    ui.painter().galley(position, galley, color);
    let words = text.to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    response
}
