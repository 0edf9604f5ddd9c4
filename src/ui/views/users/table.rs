//! Users as a compact table.

use egui::{Rect, ScrollArea, Sense, Stroke, Ui, pos2, vec2};

use crate::app::{SortKey, SortOrder, ViewCommand};
use crate::model::Timestamp;
use crate::present::users::{Entry, UsersModel};
use crate::present::{Zone, format};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{RowScroll, focus_ring, one_line, virtual_rows};

use super::{alike_mark, select, selected_key, spoken};

/// The columns with their widths in points; the first is the severity's bar.
const COLUMNS: [(SortKey, f32); 10] = [
    (SortKey::Severity, 68.0),
    (SortKey::Name, 128.0),
    (SortKey::Prompts, 64.0),
    (SortKey::Denied, 58.0),
    (SortKey::NoAnswer, 76.0),
    (SortKey::Approved, 74.0),
    (SortKey::LongestBurst, 52.0),
    (SortKey::First, 108.0),
    (SortKey::Last, 108.0),
    (SortKey::Sources, 66.0),
];

pub(super) fn table_ui(ui: &mut Ui, ctx: &UiCtx<'_>, model: &UsersModel, scroll: &mut RowScroll) {
    let wanted: f32 = COLUMNS.iter().map(|(_, width)| width).sum::<f32>() + 32.0;
    ScrollArea::horizontal().id_salt("users table").auto_shrink(false).show(ui, |ui| {
        ui.set_min_width(wanted.max(ui.available_width()));
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        header(ui, ctx);
        let selected = selected_key(ctx);
        let rows = (model.entries.len(), size::ROW, "users");
        virtual_rows(ui, ctx.tokens, rows, scroll, |ui, index, rect| {
            if let Some(entry) = model.entries.get(index) {
                row(ui, ctx, entry, rect, selected.as_ref() == Some(&entry.key));
            }
        });
    });
}

fn header(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let tokens = ctx.tokens;
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW + 4.0), Sense::hover());
    let mut left = rect.left() + size::GAP_2;
    for (key, width) in COLUMNS {
        // A left-aligned column after a right-aligned one needs a gap.
        let gap = if key == SortKey::First { size::GAP_2 } else { 0.0 };
        left += gap;
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
        left += width;
        let response = ui.interact(cell, ui.make_persistent_id(("sort", key)), Sense::click());
        let sorted = ctx.state.view.sort == key;
        let icon = match (sorted, ctx.state.view.sort_order) {
            (false, _) => "",
            (true, SortOrder::Natural) => icons::CARET_DOWN,
            (true, SortOrder::Reversed) => icons::CARET_UP,
        };
        let color = if sorted || response.hovered() { tokens.text } else { tokens.muted };
        let text = format!("{} {icon}", key.title());
        paint_cell(ui, (cell, is_number(key)), text.trim_end(), Type::Small, color);
        focus_ring(ui, tokens, &response);
        if response.clicked() {
            ctx.send(ViewCommand::SortUsers(key));
        }
        let name = format!("Sort by {}", key.title().to_lowercase());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ColumnHeader, true, &name));
        response.on_hover_text(name.clone());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
}

fn row(ui: &mut Ui, ctx: &UiCtx<'_>, entry: &Entry, rect: Rect, selected: bool) {
    let tokens = ctx.tokens;
    let id = ui.make_persistent_id(("user row", &entry.key));
    let response = ui.interact(rect, id, Sense::click());
    if selected {
        ui.painter().rect_filled(rect, 0.0, tokens.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.raised);
    }
    let bar = Rect::from_min_max(
        pos2(rect.left(), rect.top() + 4.0),
        pos2(rect.left() + size::SEVERITY_BAR, rect.bottom() - 4.0),
    );
    let color = entry.severity.map_or(tokens.line, |severity| tokens.severity(severity));
    ui.painter().rect_filled(bar, 1.0, color);
    let mut left = rect.left() + size::GAP_2;
    for (key, width) in COLUMNS {
        // A left-aligned column after a right-aligned one needs a gap.
        let gap = if key == SortKey::First { size::GAP_2 } else { 0.0 };
        left += gap;
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
        left += width;
        let (text, kind) = cell_text(key, entry, ctx.zone());
        let color = match key {
            SortKey::Severity if entry.severity.is_some() => color,
            SortKey::Name => tokens.text,
            _ if text == "0" || text == "–" => tokens.muted,
            _ => tokens.text,
        };
        paint_cell(ui, (cell, is_number(key)), &text, kind, color);
    }
    focus_ring(ui, tokens, &response);
    select(ctx, entry, &response);
    let words = spoken(entry);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Row, true, selected, &words));
    response.on_hover_text(format!("{}\n{}", entry.sentence, entry.looks_like).trim_end());
}

fn paint_cell(ui: &Ui, (cell, right): (Rect, bool), text: &str, kind: Type, color: egui::Color32) {
    let room = cell.width() - size::GAP_2;
    let galley = one_line(ui, text, kind.font(), color, room);
    let left = if right { cell.left() + room - galley.size().x } else { cell.left() };
    ui.painter().galley(pos2(left, cell.center().y - galley.size().y / 2.0), galley, color);
}

const fn is_number(key: SortKey) -> bool {
    matches!(
        key,
        SortKey::Prompts
            | SortKey::Denied
            | SortKey::NoAnswer
            | SortKey::Approved
            | SortKey::LongestBurst
            | SortKey::Sources
    )
}

fn cell_text(key: SortKey, entry: &Entry, zone: &Zone) -> (String, Type) {
    let number = |value: u32| (format::count(u64::from(value)), Type::Small);
    let time = |time: Timestamp| {
        let day = format::short_day(time, zone);
        (format!("{day} {}", format::short_clock(time, zone)), Type::Small)
    };
    match key {
        SortKey::Severity => {
            let word = entry.severity.map_or("–", crate::model::Severity::key);
            (word.to_owned(), Type::Small)
        }
        SortKey::Name => {
            let name = format!("{} {}", entry.name, alike_mark(entry));
            (name.trim_end().to_owned(), Type::Medium)
        }
        SortKey::Prompts => number(entry.counts.prompts),
        SortKey::Denied => number(entry.counts.denied),
        SortKey::NoAnswer => number(entry.counts.no_answer),
        SortKey::Approved => number(entry.counts.approved),
        SortKey::LongestBurst if entry.longest_burst == 0 => ("–".to_owned(), Type::Small),
        SortKey::LongestBurst => number(entry.longest_burst),
        SortKey::First => time(entry.first),
        SortKey::Last => time(entry.last),
        SortKey::Sources => number(entry.sources),
    }
}
