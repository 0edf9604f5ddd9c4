//! Who: one entry per user, worst first, as cards or as a table.

mod cards;
mod table;

use egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};

use crate::app::{Item, SelectCommand, SortKey, UiCommand, UsersMode, ViewCommand};
use crate::present::format;
use crate::present::users::{Entry, EntryKey, UsersModel};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{icons, size};
use crate::ui::widgets::{
    RowScroll, card, command_item, empty_state, field, head, icon_button, muted, strong,
};

/// Scroll position and half-typed search.
#[derive(Debug, Default)]
pub(crate) struct UsersUi {
    scroll: RowScroll,
    /// The reveal that the list has scrolled to.
    revealed: u64,
}

/// Draws the list.
pub(crate) fn users_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut UsersUi) {
    let Some(case) = ctx.case() else { return };
    let model = ctx.models.users(ctx.state, case);
    if local.revealed != ctx.state.reveal {
        local.revealed = ctx.state.reveal;
        local.scroll.reveal = selected_key(ctx).and_then(|key| model.position(&key));
    }
    card(ui, ctx.tokens, |ui| {
        list_head(ui, ctx, &model);
        search_row(ui, ctx);
        if model.entries.is_empty() {
            let hint = if case.prompts.is_empty() {
                "There is no prompt to show."
            } else if ctx.state.view.user_search.is_empty() {
                "No prompt passes the filter. Esc clears it."
            } else {
                "No name holds this text."
            };
            empty_state(ui, ctx.tokens, "No user is shown", hint);
            return;
        }
        match ctx.state.view.users_mode {
            UsersMode::Cards => cards::cards_ui(ui, ctx, &model, &mut local.scroll),
            UsersMode::Table => table::table_ui(ui, ctx, &model, &mut local.scroll),
        }
    });
}

/// The entry that is looked at.
pub(crate) fn selected_key(ctx: &UiCtx<'_>) -> Option<EntryKey> {
    match ctx.state.selected_user() {
        Some(user) => Some(EntryKey::User(user)),
        None => match ctx.state.selection.item.clone()? {
            Item::Finding(finding) => Some(EntryKey::Finding(finding)),
            Item::User(_) | Item::Prompt(_) => None,
        },
    }
}

/// What selecting an entry selects.
pub(crate) fn item_of(key: &EntryKey) -> Item {
    match key {
        EntryKey::User(user) => Item::User(*user),
        EntryKey::Finding(finding) => Item::Finding(finding.clone()),
    }
}

/// Selects an entry; a second time, or with a double click, the timeline zooms to it.
pub(crate) fn select(ctx: &UiCtx<'_>, entry: &Entry, response: &egui::Response) {
    if response.double_clicked() {
        ctx.send(UiCommand::FitSelection);
    } else if response.clicked() {
        ctx.send(SelectCommand::Reveal(item_of(&entry.key)));
    }
}

/// An entry in one sentence, for those who cannot see it.
pub(crate) fn spoken(entry: &Entry) -> String {
    let severity = entry.severity.map_or("no finding", crate::model::Severity::key);
    let alike = if entry.looks_like.is_empty() { "" } else { ". " };
    format!("{}, {severity}. {}{alike}{}", entry.full_name, entry.sentence, entry.looks_like)
}

/// The warning beside a name that looks like another one; empty where none does.
pub(crate) fn alike_mark(entry: &Entry) -> &'static str {
    if entry.looks_like.is_empty() { "" } else { icons::WARNING }
}

fn list_head(ui: &mut Ui, ctx: &UiCtx<'_>, model: &UsersModel) {
    let tokens = ctx.tokens;
    let sort = ctx.state.view.sort;
    let order = match sort {
        SortKey::Severity => "worst first".to_owned(),
        other => format!("by {}", other.title().to_lowercase()),
    };
    let (icon, name) = match ctx.state.view.users_mode {
        UsersMode::Cards => (icons::TABLE, "Users as a table"),
        UsersMode::Table => (icons::LIST, "Users as cards"),
    };
    head(
        ui,
        tokens,
        |ui| {
            strong(ui, tokens, "Users");
            muted(ui, tokens, &format!("{}, {order}", format::count(model.users as u64)));
        },
        |ui| {
            if icon_button(ui, tokens, icon, name).clicked() {
                ctx.send(UiCommand::ToggleUsersMode);
            }
            let button =
                egui::Button::new((sort.title(), icons::CARET_DOWN)).frame_when_inactive(false);
            egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
                for key in SortKey::ALL {
                    if ui.selectable_label(key == sort, key.title()).clicked() {
                        ctx.send(ViewCommand::SortUsers(key));
                        ui.close();
                    }
                }
                ui.separator();
                command_item(ui, ctx, UiCommand::ToggleUsersMode);
            });
        },
    );
}

fn search_row(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let width = ui.available_width();
    let (row, _) = ui.allocate_exact_size(vec2(width, 40.0), egui::Sense::hover());
    let inner =
        Rect::from_center_size(row.center(), vec2(width - 2.0 * size::GAP_3, size::CONTROL));
    let mut inner_ui = ui.new_child(
        UiBuilder::new()
            .id_salt("search")
            .max_rect(inner)
            .layout(Layout::left_to_right(Align::Center)),
    );
    let mut text = ctx.state.view.user_search.clone();
    let response = field(&mut inner_ui, &mut text, "Find a user", inner.width());
    if response.changed() {
        ctx.send(ViewCommand::SearchUsers(text));
    }
    let line = egui::Stroke::new(1.0, ctx.tokens.line);
    ui.painter().hline(row.x_range(), row.bottom() - 0.5, line);
}
