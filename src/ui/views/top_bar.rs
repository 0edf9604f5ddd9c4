//! The bar above: whose program, which case, how much evidence; search, zone, report, theme.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, Sense, Stroke, Ui, vec2};

use crate::app::{Tab, UiCommand, ViewCommand};
use crate::present::{Zone, format};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{bar, command_item, focus_ring, label, one_line, zone_list};

/// Half-typed text of the zone menu.
#[derive(Debug, Default)]
pub(crate) struct TopBarUi {
    zone_search: String,
}

/// Draws the bar.
pub(crate) fn top_bar_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut TopBarUi) {
    let tokens = ctx.tokens;
    let rect = ui.available_rect_before_wrap();
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    let inner = rect.shrink2(vec2(size::GAP_3, 0.0));
    let mut right = bar::right_side(ui, inner);
    let icon = if right.visuals().dark_mode { icons::SUN } else { icons::MOON };
    let theme = right.add(Button::new(icon).min_size(vec2(size::CONTROL, size::CONTROL)));
    theme.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Button, true, UiCommand::ToggleTheme.text())
    });
    if theme.clicked() {
        ctx.send(UiCommand::ToggleTheme);
    }
    theme.on_hover_text(UiCommand::ToggleTheme.text());
    report_menu(&mut right, ctx);
    zone_menu(&mut right, ctx, &mut local.zone_search);
    search_button(&mut right, ctx, inner.width());
    let mut left = bar::left_side(ui, inner, &right, size::GAP_3);
    left.spacing_mut().item_spacing.x = size::GAP_3;
    label(&mut left, "Pushscope", Type::Title, tokens.text);
    let room = (left.available_width() * 0.4).max(40.0);
    let name = one_line(
        &left,
        &format::shown(&ctx.state.case_name),
        Type::Body.font(),
        tokens.muted,
        room,
    );
    let (name_rect, response) = left.allocate_exact_size(name.size(), Sense::hover());
    left.painter().galley(name_rect.min, name, tokens.muted);
    let words = format::shown(&ctx.state.case_name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    response.on_hover_text(format::shown(&ctx.state.case_name));
    evidence_pill(&mut left, ctx);
}

fn evidence_pill(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let Some(case) = ctx.case() else { return };
    let tokens = ctx.tokens;
    let model = ctx.models.status(ctx.state, case);
    let room = (ui.available_width() - 40.0).max(20.0);
    let galley = one_line(ui, &model.pill, Type::Small.font(), tokens.text, room);
    let wanted = vec2(galley.size().x + 36.0, 26.0);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    let edge = Stroke::new(1.0, if response.hovered() { tokens.faint } else { tokens.line });
    ui.painter().rect(rect, 13, tokens.raised, edge, egui::StrokeKind::Inside);
    focus_ring(ui, tokens, &response);
    let dot = egui::pos2(rect.left() + 14.0, rect.center().y);
    ui.painter().circle_filled(dot, 4.0, tokens.tone(model.pill_tone));
    let at = egui::pos2(rect.left() + 24.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, tokens.text);
    if response.clicked() {
        ctx.send(ViewCommand::Show(Tab::Evidence));
    }
    let words = format!("Evidence: {}", model.pill);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
    response.on_hover_text("The files, what was read and what was not");
}

fn search_button(ui: &mut Ui, ctx: &UiCtx<'_>, width: f32) {
    let tokens = ctx.tokens;
    let wanted = vec2((width * 0.2).clamp(90.0, 320.0), size::CONTROL);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    let edge = Stroke::new(1.0, if response.hovered() { tokens.faint } else { tokens.line });
    ui.painter().rect(rect, 6, tokens.raised, edge, egui::StrokeKind::Inside);
    focus_ring(ui, tokens, &response);
    let key = UiCommand::Palette.shortcut().map(|key| key.text()).unwrap_or_default();
    let key = one_line(ui, &key, Type::Mono.font(), tokens.muted, 80.0);
    let room = rect.width() - key.size().x - 32.0;
    if room > 40.0 {
        let words = one_line(ui, UiCommand::Palette.text(), Type::Body.font(), tokens.muted, room);
        let at = egui::pos2(rect.left() + 10.0, rect.center().y - words.size().y / 2.0);
        ui.painter().galley(at, words, tokens.muted);
    }
    let at = egui::pos2(rect.right() - key.size().x - 10.0, rect.center().y - key.size().y / 2.0);
    ui.painter().galley(at, key, tokens.muted);
    if response.clicked() {
        ctx.send(UiCommand::Palette);
    }
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Button, true, UiCommand::Palette.text())
    });
}

fn report_menu(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let button = Button::new("Report…").min_size(vec2(0.0, size::CONTROL));
    MenuButton::from_button(button).ui(ui, |ui| {
        for command in [
            UiCommand::ExportReport,
            UiCommand::ExportJson,
            UiCommand::ExportCsv,
            UiCommand::ExportPrompts,
            UiCommand::ExportSvg,
            UiCommand::ExportPng,
            UiCommand::ExportEventsParquet,
            UiCommand::ExportEventsArrow,
            UiCommand::ExportEventsCsv,
            UiCommand::ExportEventsJsonl,
        ] {
            command_item(ui, ctx, command);
        }
        ui.separator();
        command_item(ui, ctx, UiCommand::VerifyEvidence);
        for command in [UiCommand::OpenFiles, UiCommand::OpenFolder, UiCommand::CloseCase] {
            command_item(ui, ctx, command);
        }
    });
}

fn zone_menu(ui: &mut Ui, ctx: &UiCtx<'_>, search: &mut String) {
    let zone = ctx.zone();
    let button =
        Button::new((zone.short_name(), icons::CARET_DOWN)).min_size(vec2(0.0, size::CONTROL));
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (response, _) = MenuButton::from_button(button).config(config).ui(ui, |ui| {
        ui.set_width(240.0);
        let choose = |ui: &mut Ui, name: &str, words: String| {
            if ui.selectable_label(zone.name() == name, words).clicked()
                && let Some(zone) = Zone::named(name)
            {
                ctx.send(ViewCommand::SetZone(zone));
                ui.close();
            }
        };
        choose(ui, "UTC", "UTC".to_owned());
        if let Some(name) = &ctx.state.view.local_zone {
            choose(ui, name, format!("This machine: {name}"));
        }
        ui.add_space(size::GAP);
        if let Some(name) = zone_list(ui, ctx, search, zone.name())
            && let Some(zone) = Zone::named(name)
        {
            ctx.send(ViewCommand::SetZone(zone));
            ui.close();
        }
    });
    let words = format!("Zone of every time shown: {}", zone.name());
    response.on_hover_text(words);
}
