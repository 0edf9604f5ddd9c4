//! The mapping of a file that no format knows: the fields on the left, what the first rows become
//! on the right. Every choice is a whole new mapping, sent as one command.

mod decided;
mod preview;

use egui::{Button, ComboBox, RichText, ScrollArea, Ui, vec2};

use crate::app::{Mapper, ReadingCommand, ViewCommand};
use crate::ingest::mapping::{Field, Mapping, Notation};
use crate::present::mapper::{Choice, choices};
use crate::present::{Zone, format};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{dialog, field, icon_button, label, muted, strong, zone_list};

/// Width of the names of fields.
const NAME: f32 = 132.0;
/// Width of a choice.
const CHOICE: f32 = 214.0;
/// What stands where a field has no column.
const NOTHING: &str = "—";

/// Half-typed text.
#[derive(Debug, Default)]
pub(crate) struct MapperUi {
    zone_search: String,
}

pub(super) fn mapper_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut MapperUi) {
    let Some(mapper) = &ctx.state.mapper else {
        return ctx.send(ViewCommand::SetOverlay(None));
    };
    let mut mapping = mapper.mapping.clone();
    let response = dialog(ui, "mapper").show(ui.ctx(), |ui| {
        let screen = ui.ctx().content_rect();
        ui.set_width((screen.width() - 64.0).clamp(80.0, 1_320.0));
        head(ui, ctx, mapper);
        ui.add_space(size::GAP_2);
        let room = (screen.height() - 190.0).max(60.0);
        ui.horizontal_top(|ui| {
            let left = (NAME + CHOICE + 28.0).min(ui.available_width() * 0.5);
            let down = egui::Layout::top_down(egui::Align::Min);
            ui.allocate_ui_with_layout(vec2(left, room), down, |ui| {
                ui.set_max_width(left);
                let area = ScrollArea::vertical().id_salt("fields").max_height(room);
                area.auto_shrink(false).show(ui, |ui| {
                    fields_ui(ui, ctx, mapper, &mut mapping, local);
                });
            });
            ui.add_space(size::GAP_2);
            ui.vertical(|ui| preview::preview_ui(ui, ctx, mapper, room));
        });
        ui.add_space(size::GAP_2);
        foot(ui, ctx, mapper);
    });
    if mapping != mapper.mapping {
        ctx.send(ReadingCommand::Edit(Box::new(mapping)));
    }
    if response.should_close() {
        ctx.send(ViewCommand::SetOverlay(None));
    }
}

fn head(ui: &mut Ui, ctx: &UiCtx<'_>, mapper: &Mapper) {
    let tokens = ctx.tokens;
    ui.horizontal(|ui| {
        let title = format!("Map {}: {}", mapper.evidence, format::shown(&mapper.file));
        ui.label(RichText::new(title).font(Type::Title.font()).color(tokens.text));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, tokens, icons::X, "Close the mapping").clicked() {
                ctx.send(ViewCommand::SetOverlay(None));
            }
        });
    });
    let words = if mapper.is_saved {
        "A mapping that you used before was made for files with this header. Look at it before you \
         use it again."
    } else {
        "This is a proposal that rests on names and values. Look at every line before you use it."
    };
    muted(ui, tokens, words);
}

fn foot(ui: &mut Ui, ctx: &UiCtx<'_>, mapper: &Mapper) {
    let is_ready = mapper.lack.is_none();
    ui.horizontal(|ui| {
        if ui.add_enabled(is_ready, Button::new("Read the file by this mapping")).clicked() {
            ctx.send(ReadingCommand::Use);
        }
        if ui.add_enabled(is_ready, Button::new("Save as a file…")).clicked() {
            ctx.send(ReadingCommand::Save);
        }
        if let Some(lack) = &mapper.lack {
            label(ui, &format::shown(lack), Type::Small, ctx.tokens.muted);
        }
    });
}

fn fields_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    mapper: &Mapper,
    mapping: &mut Mapping,
    local: &mut MapperUi,
) {
    let columns = choices(&mapper.sample.columns);
    ui.spacing_mut().item_spacing.y = size::GAP;
    line(ui, ctx, "Name", |ui| {
        field(ui, &mut mapping.name, "Name of the mapping", CHOICE);
    });
    strong(ui, ctx.tokens, "Time");
    line(ui, ctx, "Time", |ui| {
        let mut name = Some(mapping.time.field.clone()).filter(|name| !name.is_empty());
        column_combo(ui, "Time", &columns, &mut name);
        mapping.time.field = name.unwrap_or_default();
    });
    line(ui, ctx, "Written as", |ui| {
        combo(ui, "Written as", mapping.time.notation.title(), |ui| {
            for notation in Notation::ALL {
                ui.selectable_value(&mut mapping.time.notation, notation, notation.title());
            }
        });
    });
    if mapping.time.notation == Notation::Auto {
        zone_line(ui, ctx, mapping, local);
        line(ui, ctx, "3/2/2026 is", |ui| {
            let words = |day_first| if day_first { "3 February" } else { "March 2" };
            let now = mapping.time.day_first.map_or("not told: March 2, noted", words);
            combo(ui, "Order of day and month", now, |ui| {
                ui.selectable_value(&mut mapping.time.day_first, None, "not told: March 2, noted");
                for first in [true, false] {
                    ui.selectable_value(&mut mapping.time.day_first, Some(first), words(first));
                }
            });
        });
    }
    strong(ui, ctx.tokens, "What happened");
    ui.push_id("kind", |ui| decided::kind_ui(ui, ctx, mapper, &columns, mapping));
    ui.push_id("factor", |ui| decided::factor_ui(ui, ctx, mapper, &columns, mapping));
    ui.push_id("outcome", |ui| decided::outcome_ui(ui, ctx, mapper, &columns, mapping));
    strong(ui, ctx.tokens, "Who and where");
    for &of in Field::ALL {
        line(ui, ctx, of.title(), |ui| {
            let mut name = mapping.fields.get(&of).cloned();
            column_combo(ui, of.title(), &columns, &mut name);
            match name {
                Some(name) => mapping.fields.insert(of, name),
                None => mapping.fields.remove(&of),
            };
        });
    }
}

fn zone_line(ui: &mut Ui, ctx: &UiCtx<'_>, mapping: &mut Mapping, local: &mut MapperUi) {
    line(ui, ctx, "Zone", |ui| {
        let now = mapping.time.zone.as_deref().unwrap_or("not known: UTC, and said so");
        let now = now.to_owned();
        combo(ui, "Zone of times that name none", &now, |ui| {
            if ui.selectable_label(mapping.time.zone.is_none(), "not known").clicked() {
                mapping.time.zone = None;
            }
            let current = mapping.time.zone.clone().unwrap_or_default();
            if let Some(name) = zone_list(ui, ctx, &mut local.zone_search, &current)
                && Zone::named(name).is_some()
            {
                mapping.time.zone = Some(name.to_owned());
                ui.close();
            }
        });
    });
}

/// A name on the left, a choice on the right.
fn line(ui: &mut Ui, ctx: &UiCtx<'_>, name: &str, choice: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.allocate_ui(vec2(NAME, size::CONTROL), |ui| {
            ui.set_width(NAME);
            muted(ui, ctx.tokens, name);
        });
        choice(ui);
    });
}

fn combo(ui: &mut Ui, name: &str, now: &str, rows: impl FnOnce(&mut Ui)) {
    let response = ComboBox::from_id_salt(name)
        .selected_text(now)
        .width(CHOICE)
        .truncate()
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show_ui(ui, rows);
    response.response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{name}: {now}"))
    });
}

/// A choice of a column, or of none.
fn column_combo(ui: &mut Ui, name: &str, columns: &[Choice], chosen: &mut Option<String>) {
    let now = chosen.as_ref().map(|name| {
        let known = columns.iter().find(|column| column.name == *name);
        known.map_or_else(|| format::shown(name), |column| column.shown.clone())
    });
    combo(ui, name, now.as_deref().unwrap_or(NOTHING), |ui| {
        if ui.selectable_label(chosen.is_none(), NOTHING).clicked() {
            *chosen = None;
            ui.close();
        }
        for column in columns {
            let is_it = chosen.as_ref() == Some(&column.name);
            let row = ui.selectable_label(is_it, &column.shown).on_hover_text(&column.values);
            if row.clicked() {
                *chosen = Some(column.name.clone());
                ui.close();
            }
        }
    });
}
