//! What is decided by values: the column that decides, and what each of its values means.

use egui::Ui;

use crate::app::Mapper;
use crate::ingest::mapping::{Decided, KINDS, Mapping, factors_of, outcomes_of};
use crate::model::{Factor, Outcome};
use crate::present::format;
use crate::present::mapper::Choice;
use crate::ui::ctx::UiCtx;

use super::{column_combo, combo, line};

/// Values of one column that are listed.
const LISTED: usize = 24;

/// A meaning with the words that a person reads.
type Meaning<T> = (T, &'static str);

pub(super) fn kind_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    mapper: &Mapper,
    columns: &[Choice],
    mapping: &mut Mapping,
) {
    let all: Vec<_> = KINDS.iter().map(|(_, kind)| (*kind, kind.title())).collect();
    one_of(ui, ctx, "Each record is", &all, &mut mapping.kind.otherwise);
    first_column(ui, ctx, "… unless", columns, &mut mapping.kind);
    values_ui(ui, ctx, mapper, &all, &mut mapping.kind);
}

pub(super) fn factor_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    mapper: &Mapper,
    columns: &[Choice],
    mapping: &mut Mapping,
) {
    let all = Factor::ALL.map(|factor| (factor, factor.title()));
    if first_column(ui, ctx, "Factor", columns, &mut mapping.factor) {
        mapping.factor.values = told(mapper, &mapping.factor, factors_of);
    }
    values_ui(ui, ctx, mapper, &all, &mut mapping.factor);
    one_of(ui, ctx, "Other factors", &all, &mut mapping.factor.otherwise);
}

pub(super) fn outcome_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    mapper: &Mapper,
    columns: &[Choice],
    mapping: &mut Mapping,
) {
    let all = Outcome::ALL.map(|outcome| (outcome, outcome.title()));
    let decided = &mut mapping.outcome;
    let mut is_other = first_column(ui, ctx, "Outcome", columns, decided);
    if !decided.from.is_empty() {
        let mut name = decided.from.get(1).cloned();
        line(ui, ctx, "… or else", |ui| column_combo(ui, "Second outcome", columns, &mut name));
        if name.as_ref() != decided.from.get(1) {
            decided.from.truncate(1);
            decided.from.extend(name);
            is_other = true;
        }
    }
    if is_other {
        decided.values = told(mapper, decided, outcomes_of);
    }
    values_ui(ui, ctx, mapper, &all, decided);
    one_of(ui, ctx, "Other outcomes", &all, &mut decided.otherwise);
}

/// Chooses the column that decides first; returns whether it is another one now.
fn first_column<T>(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    name: &str,
    columns: &[Choice],
    decided: &mut Decided<T>,
) -> bool {
    let before = decided.from.first().cloned();
    let mut now = before.clone();
    line(ui, ctx, name, |ui| column_combo(ui, name, columns, &mut now));
    if now == before {
        return false;
    }
    decided.from = now.into_iter().collect();
    decided.values.clear();
    true
}

/// What the values of the deciding columns most likely mean.
fn told<T: Copy>(
    mapper: &Mapper,
    decided: &Decided<T>,
    meanings: impl Fn(&crate::ingest::mapping::Column) -> std::collections::BTreeMap<String, T>,
) -> std::collections::BTreeMap<String, T> {
    let columns = mapper.sample.columns.iter();
    columns.filter(|column| decided.from.contains(&column.name)).flat_map(meanings).collect()
}

fn one_of<T: Copy + PartialEq>(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    name: &str,
    all: &[Meaning<T>],
    now: &mut T,
) {
    line(ui, ctx, name, |ui| {
        let title = all.iter().find(|(value, _)| value == now).map_or("", |(_, title)| *title);
        combo(ui, name, title, |ui| {
            for (value, title) in all {
                if ui.selectable_value(now, *value, *title).clicked() {
                    ui.close();
                }
            }
        });
    });
}

/// One line for each value that stands in the deciding columns.
fn values_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    mapper: &Mapper,
    all: &[Meaning<T>],
    decided: &mut Decided<T>,
) {
    let columns = mapper.sample.columns.iter();
    let deciding = columns.filter(|column| decided.from.contains(&column.name));
    let values: Vec<String> =
        deciding.flat_map(|it| it.values.iter()).take(LISTED).cloned().collect();
    for value in values {
        let shown = format::shown(&value);
        line(ui, ctx, &format!("   {shown}"), |ui| {
            let meaning = decided.values.get(&value).copied();
            let title = all.iter().find(|(it, _)| Some(*it) == meaning).map(|(_, title)| *title);
            combo(ui, &format!("Value {shown}"), title.unwrap_or("not listed"), |ui| {
                if ui.selectable_label(meaning.is_none(), "not listed").clicked() {
                    decided.values.remove(&value);
                    ui.close();
                }
                for (it, title) in all {
                    if ui.selectable_label(meaning == Some(*it), *title).clicked() {
                        decided.values.insert(value.clone(), *it);
                        ui.close();
                    }
                }
            });
        });
    }
}
