//! The tokens, told to egui.

use std::collections::BTreeMap;

use egui::style::{ScrollStyle, Selection, WidgetVisuals, Widgets};
use egui::{CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Visuals, vec2};

use super::{Tokens, Type, size};

pub(super) fn style(tokens: &Tokens, dark: bool) -> Style {
    let mut style = Style { visuals: visuals(tokens, dark), ..Style::default() };
    style.text_styles = BTreeMap::from([
        (TextStyle::Small, Type::Small.font()),
        (TextStyle::Body, Type::Body.font()),
        (TextStyle::Button, Type::Body.font()),
        (TextStyle::Heading, Type::Title.font()),
        (TextStyle::Monospace, Type::Mono.font()),
    ]);
    style.animation_time = 0.1;
    style.spacing.item_spacing = vec2(size::GAP_2, size::GAP);
    style.spacing.button_padding = vec2(10.0, 4.0);
    style.spacing.interact_size = vec2(size::CONTROL, size::CONTROL);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.window_margin = Margin::same(12);
    style.spacing.tooltip_width = 360.0;
    style.spacing.icon_width = 16.0;
    style.spacing.scroll = ScrollStyle { bar_width: 8.0, ..ScrollStyle::thin() };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.25;
    style
}

fn visuals(tokens: &Tokens, dark: bool) -> Visuals {
    let base = if dark { Visuals::dark() } else { Visuals::light() };
    let radius = CornerRadius::same(size::RADIUS);
    let shadow = Shadow { offset: [0, 6], blur: 20, spread: 0, color: tokens.shadow };
    Visuals {
        dark_mode: dark,
        override_text_color: None,
        weak_text_color: Some(tokens.muted),
        widgets: widgets(tokens),
        selection: Selection { bg_fill: tokens.selection, stroke: Stroke::new(1.0, tokens.accent) },
        hyperlink_color: tokens.accent,
        faint_bg_color: tokens.raised,
        extreme_bg_color: tokens.bg,
        text_edit_bg_color: Some(tokens.raised),
        code_bg_color: tokens.raised,
        warn_fg_color: tokens.no_answer,
        error_fg_color: tokens.denied,
        window_corner_radius: radius,
        window_shadow: shadow,
        window_fill: tokens.panel,
        window_stroke: Stroke::new(1.0, tokens.line),
        menu_corner_radius: radius,
        panel_fill: tokens.bg,
        popup_shadow: shadow,
        ..base
    }
}

fn widgets(tokens: &Tokens) -> Widgets {
    let widget = |fill, line, text| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: CornerRadius::same(6),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: widget(tokens.panel, tokens.line, tokens.text),
        inactive: widget(tokens.raised, tokens.line, tokens.text),
        hovered: widget(tokens.raised, tokens.faint, tokens.text),
        active: widget(tokens.selection, tokens.accent, tokens.text),
        open: widget(tokens.selection, tokens.faint, tokens.text),
    }
}
