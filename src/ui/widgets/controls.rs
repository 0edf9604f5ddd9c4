//! Buttons, fields and chips of one height.

use egui::{Button, Color32, CornerRadius, Response, RichText, Sense, Stroke, TextEdit, Ui, vec2};

use crate::app::UiCommand;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Tokens, Type, icons, size};

/// A row of a menu for a command.
pub(crate) fn command_item(ui: &mut Ui, ctx: &UiCtx<'_>, command: UiCommand) {
    let key = command.shortcut().map(|key| key.text()).unwrap_or_default();
    let button = Button::new(command.text())
        .frame_when_inactive(false)
        .shortcut_text(RichText::new(key).font(Type::Mono.font()).color(ctx.tokens.muted));
    let response = ui.add(button.min_size(vec2(220.0, size::CONTROL)));
    if response.clicked() {
        ctx.send(command);
        ui.close();
    }
    response.on_hover_text(command.tooltip());
}

/// A square button with an icon; `name` is what it does.
pub(crate) fn icon_button(ui: &mut Ui, tokens: &Tokens, icon: &str, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::click());
    let lit = response.hovered() || response.has_focus();
    if lit {
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, tokens.selection);
    }
    focus_ring(ui, tokens, &response);
    let color = if lit { tokens.text } else { tokens.muted };
    let font = egui::FontId::new(15.0, Type::Icon.font().family);
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, icon, font, color);
    let words = name.to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
    response.on_hover_text(name)
}

/// The ring around what has the keyboard's focus.
pub(crate) fn focus_ring(ui: &Ui, tokens: &Tokens, response: &Response) {
    if response.has_focus() {
        let ring = Stroke::new(1.5, tokens.accent);
        ui.painter().rect_stroke(response.rect, size::RADIUS_SMALL, ring, egui::StrokeKind::Inside);
    }
}

/// A one-line field with an accessible name.
pub(crate) fn field(ui: &mut Ui, text: &mut String, name: &str, width: f32) -> Response {
    let edit = TextEdit::singleline(text)
        .hint_text(name.to_owned())
        .desired_width(width - 16.0)
        .min_size(vec2(width, size::CONTROL))
        .align(egui::Align2::LEFT_CENTER)
        .margin(egui::Margin::symmetric(8, 4));
    ui.add(edit).accessible_name(name)
}

/// What was done to a chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChipAction {
    /// Its words were clicked.
    Edit,
    /// Its cross was clicked.
    Remove,
}

/// A chip: `lead` is muted, `value` stands out, the cross removes it.
pub(crate) fn chip(
    ui: &mut Ui,
    tokens: &Tokens,
    (lead, value): (&str, &str),
) -> (Response, Option<ChipAction>) {
    let lead_galley = ui.painter().layout_no_wrap(lead.to_owned(), Type::Small.font(), tokens.text);
    let room = (ui.available_width() - lead_galley.size().x - 52.0).clamp(24.0, 260.0);
    let value_galley = super::one_line(ui, value, Type::SmallStrong.font(), tokens.text, room);
    let gap = if lead.is_empty() { 0.0 } else { 4.0 };
    let width = 10.0 + lead_galley.size().x + gap + value_galley.size().x + 28.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    let round = CornerRadius::same(14);
    let edge = if response.hovered() { tokens.faint } else { tokens.line };
    ui.painter().rect(rect, round, tokens.raised, Stroke::new(1.0, edge), egui::StrokeKind::Inside);
    focus_ring(ui, tokens, &response);
    let middle = rect.center().y;
    let mut x = rect.left() + 10.0;
    for galley in [lead_galley, value_galley] {
        let at = egui::pos2(x, middle - galley.size().y / 2.0);
        x += galley.size().x + gap;
        ui.painter().galley(at, galley, tokens.text);
    }
    let words = if lead.is_empty() { value.to_owned() } else { format!("{lead} {value}") };
    let label = format!("Edit filter: {words}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    let cross =
        egui::Rect::from_center_size(egui::pos2(rect.right() - 14.0, middle), vec2(20.0, 20.0));
    let remove = ui.interact(cross, response.id.with("remove"), Sense::click());
    let lit = remove.hovered() || remove.has_focus();
    let color: Color32 = if lit { tokens.text } else { tokens.muted };
    let font = egui::FontId::new(11.0, Type::Icon.font().family);
    ui.painter().text(cross.center(), egui::Align2::CENTER_CENTER, icons::X, font, color);
    focus_ring(ui, tokens, &remove);
    let name = format!("Remove filter: {words}");
    remove.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    let action = match (remove.clicked(), response.clicked()) {
        (true, _) => Some(ChipAction::Remove),
        (false, true) => Some(ChipAction::Edit),
        (false, false) => None,
    };
    (response, action)
}
