//! The list of keys, from the commands themselves.

use egui::{RichText, ScrollArea, Sense, Ui, vec2};

use crate::app::{UiCommand, ViewCommand};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{dialog, icon_button, one_line};

/// What has no command: gestures.
const GESTURES: [(&str, &str); 6] = [
    ("Wheel", "Zoom the timeline at the pointer"),
    ("Shift+Wheel", "Move the timeline"),
    ("Drag", "Choose a time range; it filters everything"),
    ("Middle drag", "Move the timeline"),
    ("Double click", "Fit the timeline, or zoom to a user"),
    ("Tab, Enter", "Go through everything, and open it"),
];

pub(super) fn keys_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let tokens = ctx.tokens;
    let response = dialog(ui, "keys").show(ui.ctx(), |ui| {
        ui.set_width(440.0_f32.min(ui.ctx().content_rect().width() - 48.0).max(80.0));
        ui.horizontal(|ui| {
            ui.label(RichText::new("Keys").font(Type::Title.font()).color(tokens.text));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if icon_button(ui, tokens, icons::X, "Close keys").clicked() {
                    ctx.send(ViewCommand::SetOverlay(None));
                }
            });
        });
        let room = (ui.ctx().content_rect().height() - 140.0).max(60.0);
        ScrollArea::vertical().max_height(room).show(ui, |ui| {
            for &command in UiCommand::ALL {
                if let Some(key) = command.shortcut() {
                    row(ui, ctx, &key.text(), command.text());
                }
            }
            ui.add_space(size::GAP_2);
            for (gesture, words) in GESTURES {
                row(ui, ctx, gesture, words);
            }
        });
    });
    if response.should_close() {
        ctx.send(ViewCommand::SetOverlay(None));
    }
}

fn row(ui: &mut Ui, ctx: &UiCtx<'_>, key: &str, words: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    let key_galley = one_line(ui, key, Type::Mono.font(), ctx.tokens.accent, 120.0);
    ui.painter().galley(rect.min + vec2(0.0, 3.0), key_galley, ctx.tokens.accent);
    let text = one_line(ui, words, Type::Body.font(), ctx.tokens.text, rect.width() - 130.0);
    ui.painter().galley(rect.min + vec2(130.0, 3.0), text, ctx.tokens.text);
    let spoken = format!("{key}: {words}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
}
