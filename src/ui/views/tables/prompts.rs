//! The prompts as a table.

use std::sync::Arc;

use egui::Ui;

use crate::app::{FilteredFor, Item, Revision, SelectCommand};
use crate::case::Case;
use crate::model::PromptId;
use crate::present::map::Placed;
use crate::present::tables::prompts::{Column as Key, row, sorted};
use crate::present::{Standing, Zone};
use crate::ui::ctx::UiCtx;
use crate::ui::models::Memo;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{empty_state, icon_button, label, muted};

use super::grid::{Act, Column, Grid, GridUi, count_words, grid_ui, title};

type OrderKey = (Revision, FilteredFor, usize, Option<Placed>, (usize, bool));

/// Scroll position and sort order.
#[derive(Debug, Default)]
pub(crate) struct PromptsUi {
    only: Option<Placed>,
    grid: GridUi,
    standing: Memo<Revision, Standing>,
    order: Memo<OrderKey, Vec<PromptId>>,
}

impl PromptsUi {
    /// Lists only the prompts with so many places.
    pub(crate) fn show_only(&mut self, placed: Placed) {
        self.only = Some(placed);
        self.grid.scroll.top = 0.0;
    }

    fn standing(&self, ctx: &UiCtx<'_>, case: &Case) -> Arc<Standing> {
        self.standing.get(ctx.state.revision, || Standing::of(case))
    }

    fn order(&self, ctx: &UiCtx<'_>, case: &Case, standing: &Standing) -> Arc<Vec<PromptId>> {
        let shown = &ctx.state.filtered.prompts;
        let (column, is_reversed) = self.grid.sort();
        let key = (
            ctx.state.revision,
            ctx.state.filtered_for,
            shown.len(),
            self.only,
            (column, is_reversed),
        );
        self.order.get(key, || {
            let column = Key::ALL.get(column).copied().unwrap_or_default();
            sorted(case, standing, shown, self.only, (column, is_reversed))
        })
    }
}

/// Draws the table into what is left of `ui`.
pub(crate) fn prompts_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut PromptsUi) {
    let Some(case) = ctx.case() else { return };
    only_ui(ui, ctx, local);
    let standing = local.standing(ctx, case);
    let order = local.order(ctx, case, &standing);
    if order.is_empty() {
        let hint = if case.prompts.is_empty() {
            "There is no prompt to show."
        } else {
            "Widen or clear the filter to see prompts."
        };
        empty_state(ui, ctx.tokens, "No prompt is shown", hint);
        return;
    }
    let find_selected = || {
        let selected = ctx.state.selection.prompt()?;
        order.iter().position(|&id| id == selected)
    };
    local.grid.follow(ctx.state.reveal, find_selected);
    let columns: Vec<Column> = Key::ALL.iter().map(|&key| column(key, ctx.zone())).collect();
    let grid = Grid {
        name: "Prompts",
        columns: &columns,
        count: order.len(),
        row: &|index| {
            let id = order.get(index).copied().unwrap_or(PromptId(u32::MAX));
            row(case, &standing, id, ctx.zone())
        },
        is_selected: &|index| {
            order.get(index).is_some_and(|&id| ctx.is_selected(&Item::Prompt(id)))
        },
        find_selected: &find_selected,
    };
    let prompt = |index: usize| order.get(index).copied().map(Item::Prompt);
    match grid_ui(ui, ctx, &grid, &mut local.grid) {
        Some(Act::Select(index)) => {
            if let Some(item) = prompt(index) {
                ctx.send(SelectCommand::Set(item));
            }
        }
        Some(Act::Open(index)) => {
            if let Some(item) = prompt(index) {
                ctx.send(SelectCommand::Reveal(item));
            }
        }
        None => {}
    }
}

/// Says that not all prompts are listed, and how to get them back.
fn only_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut PromptsUi) {
    let words = match local.only {
        None => return,
        Some(Placed::Neither) => "Only prompts without a place that can be drawn",
        Some(Placed::One) => "Only prompts with one place that can be drawn",
        Some(Placed::Both) => "Only prompts with both places",
    };
    ui.horizontal(|ui| {
        ui.set_height(size::CONTROL);
        ui.add_space(size::GAP_2);
        label(ui, words, Type::Medium, ctx.tokens.text);
        if icon_button(ui, ctx.tokens, icons::X, "List all prompts that are shown").clicked() {
            local.only = None;
        }
    });
}

/// Draws what the tab's head says of the prompts.
pub(crate) fn prompts_head_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &PromptsUi) {
    let Some(case) = ctx.case() else { return };
    let listed = local.order(ctx, case, &local.standing(ctx, case)).len();
    muted(ui, ctx.tokens, &count_words(listed, case.prompts.len(), "prompts"));
}

fn column(key: Key, zone: &Zone) -> Column {
    let (width, grow) = match key {
        Key::Time => (150.0, 0.0),
        Key::Severity => (82.0, 0.0),
        Key::User => (140.0, 1.5),
        Key::Factor => (78.0, 0.0),
        Key::Outcome => (156.0, 0.6),
        Key::SourceIp => (122.0, 0.4),
        Key::SourcePlace => (122.0, 1.0),
        Key::Responder => (130.0, 1.0),
        Key::App => (96.0, 0.8),
        Key::Origin => (98.0, 0.2),
        Key::Pairing => (106.0, 0.2),
    };
    let is_mono = matches!(key, Key::Time | Key::SourceIp);
    Column { title: title(key.title(), key == Key::Time, zone), width, grow, is_mono }
}
