//! Which prompts are shown: chips that can be edited and removed, a menu with counts, free text.

use egui::containers::menu::{MenuButton, MenuConfig, SubMenuButton};
use egui::{Button, Popup, PopupCloseBehavior, RichText, ScrollArea, Ui, vec2};

use crate::app::{Clause, FilterCommand, UiCommand};
use crate::model::{Filter, Severity};
use crate::present::filter_chips::{Chip, ChipKind, SEVERITIES};
use crate::present::{Tone, format};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{ChipAction, bar, chip, field, icon_button, label};

/// Half-typed text of the menus.
#[derive(Debug, Default)]
pub(crate) struct FilterBarUi {
    search: String,
}

/// Draws the bar.
pub(crate) fn filter_bar_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut FilterBarUi) {
    let rect = ui.available_rect_before_wrap();
    let inner = rect.shrink2(vec2(size::GAP_3, 0.0));
    let mut right = bar::right_side(ui, inner);
    counts(&mut right, ctx);
    text_field(&mut right, ctx, inner.width());
    let mut left = bar::left_side(ui, inner, &right, size::GAP_2);
    label(&mut left, "Showing", Type::Body, ctx.tokens.muted);
    let chips = ctx.models.chips(ctx.state);
    let shown = chips.iter().filter(|chip| chip.kind != ChipKind::Text);
    let mut any = false;
    for model in shown {
        any = true;
        chip_ui(&mut left, ctx, model, &mut local.search);
    }
    if !any && ctx.state.filter.text.is_empty() {
        label(&mut left, "every prompt", Type::Body, ctx.tokens.text);
    }
    add_menu(&mut left, ctx, &mut local.search);
    if !ctx.state.filter.is_empty()
        && icon_button(&mut left, ctx.tokens, icons::FUNNEL_X, "Clear filter (Esc)").clicked()
    {
        ctx.send(FilterCommand::Clear);
    }
}

fn counts(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let Some(case) = ctx.case() else { return };
    let tokens = ctx.tokens;
    let number = |value: usize| format::count(value as u64);
    let (prompts, users) = (ctx.state.filtered.prompts.len(), ctx.state.filtered.users.len());
    ui.spacing_mut().item_spacing.x = 4.0;
    let asked = ctx.models.all_users(ctx.state, case);
    let whole = case.store.users.len().max(asked.users);
    label(ui, &format!("of {} users", number(whole)), Type::Body, tokens.muted);
    label(ui, &number(users), Type::Strong, tokens.text);
    label(ui, &format!("of {} prompts  ·", number(case.prompts.len())), Type::Body, tokens.muted);
    label(ui, &number(prompts), Type::Strong, tokens.text);
    ui.spacing_mut().item_spacing.x = size::GAP_2;
    ui.add_space(size::GAP_3);
}

fn text_field(ui: &mut Ui, ctx: &UiCtx<'_>, width: f32) {
    let mut text = ctx.state.filter.text.clone();
    let response = field(ui, &mut text, "Find in prompts", (width * 0.14).clamp(80.0, 200.0));
    if response.changed() {
        ctx.send(FilterCommand::SetText(text));
    }
    response.on_hover_text("User, application, address, network, place, agent, device or outcome");
}

fn chip_ui(ui: &mut Ui, ctx: &UiCtx<'_>, model: &Chip, search: &mut String) {
    let (response, action) = chip(ui, ctx.tokens, (&model.lead, &model.value));
    if action == Some(ChipAction::Remove) {
        let mut filter = ctx.state.filter.clone();
        clear_clause(&mut filter, &model.kind);
        ctx.send(FilterCommand::Set(filter));
    }
    Popup::menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| values_menu(ui, ctx, &model.kind, search));
}

fn clear_clause(filter: &mut Filter, kind: &ChipKind) {
    match kind {
        ChipKind::Time => filter.time = None,
        ChipKind::Severity => filter.min_severity = None,
        ChipKind::Users => filter.users.clear(),
        ChipKind::Outcomes => filter.outcomes.clear(),
        ChipKind::Factors => filter.factors.clear(),
        ChipKind::Countries => filter.countries.clear(),
        ChipKind::Ips => filter.ips.clear(),
        ChipKind::Text => filter.text.clear(),
    }
}

fn add_menu(ui: &mut Ui, ctx: &UiCtx<'_>, search: &mut String) {
    let button = Button::new((icons::PLUS, "Add filter")).min_size(vec2(0.0, size::CONTROL));
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::from_button(button).config(config).ui(ui, |ui| {
        ui.set_min_width(150.0);
        for (text, kind) in [
            ("Outcome", ChipKind::Outcomes),
            ("Severity", ChipKind::Severity),
            ("User", ChipKind::Users),
            ("Country", ChipKind::Countries),
            ("Address", ChipKind::Ips),
            ("Factor", ChipKind::Factors),
            ("Time", ChipKind::Time),
        ] {
            SubMenuButton::new(text).ui(ui, |ui| values_menu(ui, ctx, &kind, search));
        }
    });
}

/// The values of one clause, with the prompts that each would leave.
fn values_menu(ui: &mut Ui, ctx: &UiCtx<'_>, kind: &ChipKind, search: &mut String) {
    ui.set_min_width(220.0);
    let filter = &ctx.state.filter;
    let facets = &ctx.state.filtered.facets;
    match kind {
        ChipKind::Outcomes => values(
            ui,
            ctx,
            facets.outcomes.iter().map(|&(outcome, count)| {
                let on = filter.outcomes.contains(&outcome);
                (outcome.title().to_owned(), Some(count), on, Clause::Outcome(outcome))
            }),
        ),
        ChipKind::Factors => values(
            ui,
            ctx,
            facets.factors.iter().map(|&(factor, count)| {
                let on = filter.factors.contains(&factor);
                (factor.title().to_owned(), Some(count), on, Clause::Factor(factor))
            }),
        ),
        ChipKind::Countries => searched(
            ui,
            ctx,
            search,
            facets.countries.iter().map(|(country, count)| {
                let on = filter.countries.contains(country);
                (format::shown(country), Some(*count), on, Clause::Country(country.clone()))
            }),
        ),
        ChipKind::Ips => searched(
            ui,
            ctx,
            search,
            facets.ips.iter().map(|(ip, count)| {
                let on = filter.ips.contains(ip);
                (format::shown(ip), Some(*count), on, Clause::Ip(ip.clone()))
            }),
        ),
        ChipKind::Users => users(ui, ctx, search),
        ChipKind::Severity => severities(ui, ctx),
        ChipKind::Time => time(ui, ctx),
        ChipKind::Text => {}
    }
}

type Value = (String, Option<u64>, bool, Clause);

fn values(ui: &mut Ui, ctx: &UiCtx<'_>, rows: impl Iterator<Item = Value>) {
    let mut any = false;
    for (text, count, on, clause) in rows {
        any = true;
        let count = count.map(format::count).unwrap_or_default();
        let count = RichText::new(count).font(Type::Small.font()).color(ctx.tokens.muted);
        let button =
            Button::selectable(on, text).right_text(count).min_size(vec2(210.0, size::ROW));
        if ui.add(button).clicked() {
            ctx.send(FilterCommand::Toggle(clause));
        }
    }
    if !any {
        let words = RichText::new("No value to choose from").font(Type::Small.font());
        ui.label(words.color(ctx.tokens.muted));
    }
}

/// How many values a menu draws.
const DRAWN: usize = 200;

fn searched(ui: &mut Ui, ctx: &UiCtx<'_>, search: &mut String, rows: impl Iterator<Item = Value>) {
    field(ui, search, "Find a value", 210.0);
    let wanted = search.trim().to_lowercase();
    let hits: Vec<Value> =
        rows.filter(|(text, ..)| text.to_lowercase().contains(&wanted)).collect();
    let more = hits.len().saturating_sub(DRAWN);
    ScrollArea::vertical().max_height(300.0).id_salt("values").show(ui, |ui| {
        values(ui, ctx, hits.into_iter().take(DRAWN));
        if more > 0 {
            let text =
                format!("showing {DRAWN}; {} more, type to narrow", format::count(more as u64));
            ui.label(RichText::new(text).font(Type::Small.font()).color(ctx.tokens.muted));
        }
    });
}

fn users(ui: &mut Ui, ctx: &UiCtx<'_>, search: &mut String) {
    let Some(case) = ctx.case() else { return };
    let chosen = &ctx.state.filter.users;
    let rows = case.store.users.iter().map(|(_, user)| {
        let on = chosen.contains(&user.name);
        (format::shown(&user.name), None, on, Clause::User(user.name.clone()))
    });
    searched(ui, ctx, search, rows);
}

fn severities(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let now = ctx.state.filter.min_severity;
    for severity in SEVERITIES {
        let words = match severity {
            Severity::Critical => "critical only".to_owned(),
            other => format!("{} or worse", other.key()),
        };
        let color = ctx.tokens.tone(Tone::Severity(severity));
        let text = RichText::new(words).color(color);
        let on = now == Some(severity);
        if ui.add(Button::selectable(on, text).min_size(vec2(210.0, size::ROW))).clicked() {
            ctx.send(FilterCommand::SetSeverity((!on).then_some(severity)));
        }
    }
}

fn time(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let words = RichText::new("Drag over the timeline to choose a range.").font(Type::Small.font());
    ui.label(words.color(ctx.tokens.muted));
    if let Some(view) = ctx.state.time
        && ui
            .add(Button::selectable(false, "The range in view").min_size(vec2(210.0, size::ROW)))
            .clicked()
    {
        ctx.send(FilterCommand::SetTime(Some(view)));
        ui.close();
    }
    if ctx.state.filter.time.is_some()
        && ui.add(Button::selectable(false, "Any time").min_size(vec2(210.0, size::ROW))).clicked()
    {
        ctx.send(FilterCommand::SetTime(None));
        ui.close();
    }
    let fit = Button::selectable(false, UiCommand::Fit.text()).min_size(vec2(210.0, size::ROW));
    if ui.add(fit).clicked() {
        ctx.send(UiCommand::Fit);
        ui.close();
    }
}
