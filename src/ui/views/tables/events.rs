//! The events as a table.

use std::sync::Arc;

use egui::Ui;

use crate::app::{FilteredFor, Revision, SelectCommand};
use crate::case::Case;
use crate::model::EventId;
use crate::present::Zone;
use crate::present::tables::events::{Column as Key, EventRows, MOST_SORTED, listed, row};
use crate::ui::ctx::UiCtx;
use crate::ui::models::Memo;
use crate::ui::widgets::{empty_state, muted};

use super::grid::{Act, Column, Grid, GridUi, count_words, grid_ui, title};

/// Scroll position and sort order.
#[derive(Debug, Default)]
pub(crate) struct EventsUi {
    grid: GridUi,
    rows: Memo<(Revision, FilteredFor, (usize, bool)), EventRows>,
}

impl EventsUi {
    fn rows(&self, ctx: &UiCtx<'_>, case: &Case) -> Arc<EventRows> {
        let (column, is_reversed) = self.grid.sort();
        let key = (ctx.state.revision, ctx.state.filtered_for, (column, is_reversed));
        self.rows.get(key, || {
            let column = Key::ALL.get(column).copied().unwrap_or_default();
            let users = &ctx.state.filtered.users;
            listed(case, &ctx.state.filter, users, (column, is_reversed))
        })
    }
}

/// Draws the table into what is left of `ui`.
pub(crate) fn events_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut EventsUi) {
    let Some(case) = ctx.case() else { return };
    let rows = local.rows(ctx, case);
    if rows.is_empty() {
        let hint = "Events of the users and the time that are shown stand here. Widen the filter.";
        empty_state(ui, ctx.tokens, "No event is shown", hint);
        return;
    }
    let find_selected = || rows.position(ctx.state.selection.record?);
    let columns: Vec<Column> = Key::ALL.iter().map(|&key| column(key, ctx.zone())).collect();
    let grid = Grid {
        name: "Events",
        columns: &columns,
        count: rows.len(),
        row: &|index| row(case, rows.get(index).unwrap_or(EventId(u32::MAX)), ctx.zone()),
        is_selected: &|index| {
            ctx.state.selection.record.is_some() && ctx.state.selection.record == rows.get(index)
        },
        find_selected: &find_selected,
    };
    match grid_ui(ui, ctx, &grid, &mut local.grid) {
        Some(Act::Select(index) | Act::Open(index)) => {
            if let Some(event) = rows.get(index) {
                ctx.send(SelectCommand::ShowRecord(event));
            }
        }
        None => {}
    }
}

/// Draws what the tab's head says of the events.
pub(crate) fn events_head_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &EventsUi) {
    let Some(case) = ctx.case() else { return };
    let listed = local.rows(ctx, case).len();
    muted(ui, ctx.tokens, &count_words(listed, case.store.events.len(), "events"));
    let (column, _) = local.grid.sort();
    if column != 0 && listed > MOST_SORTED {
        let hint = "in order of time: narrow the filter to sort otherwise ·";
        muted(ui, ctx.tokens, hint);
    }
}

fn column(key: Key, zone: &Zone) -> Column {
    let (width, grow) = match key {
        Key::Time => (150.0, 0.0),
        Key::User => (150.0, 1.2),
        Key::Kind => (120.0, 0.2),
        Key::Name => (190.0, 1.2),
        Key::Result => (120.0, 0.8),
        Key::SourceIp => (124.0, 0.3),
        Key::Place => (140.0, 0.8),
        Key::App => (110.0, 0.6),
        Key::Evidence => (92.0, 0.0),
    };
    let is_mono = matches!(key, Key::Time | Key::SourceIp | Key::Evidence | Key::Name);
    Column { title: title(key.title(), key == Key::Time, zone), width, grow, is_mono }
}
