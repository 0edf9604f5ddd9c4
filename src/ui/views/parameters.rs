//! The rules' thresholds as sliders; findings follow at once.

use egui::{RichText, ScrollArea, Sense, Slider, Ui, vec2};

use crate::app::{DetectionCommand, JobKind};
use crate::case::parameter_metas;
use crate::model::{ParameterMeta, Severity, Unit};
use crate::present::parameters::{self, Group, Knob};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::{empty_state, fit_galley, label};

/// Least width of a column of groups.
const COLUMN: f32 = 340.0;

/// Draws the sliders into what is left of `ui`.
pub(crate) fn parameters_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let groups = parameters::build(&parameter_metas(), &ctx.state.parameters);
    if groups.is_empty() {
        empty_state(ui, ctx.tokens, "No parameter", "No rule of this version has one.");
        return;
    }
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(size::GAP_3, size::GAP);
        summary(ui, ctx);
        ScrollArea::vertical().id_salt("parameters").auto_shrink(false).show(ui, |ui| {
            let width = ui.available_width();
            let columns = ((width / COLUMN).floor() as usize).clamp(1, 3);
            ui.columns(columns, |columns| {
                for (index, group) in groups.iter().enumerate() {
                    let count = columns.len();
                    if let Some(column) = columns.get_mut(index % count) {
                        group_ui(column, ctx, group);
                    }
                }
            });
            reading_ui(ui, ctx);
        });
    });
}

/// What the findings are, and what the sliders did to them.
fn summary(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let Some(case) = ctx.case() else { return };
    let tokens = ctx.tokens;
    let counts = Severity::WORST_FIRST.map(|severity| {
        let findings = case.detection.findings.iter();
        findings.filter(|finding| finding.severity == severity).count() as u32
    });
    ui.horizontal(|ui| {
        for (severity, count) in Severity::WORST_FIRST.into_iter().zip(counts) {
            let color =
                if severity == Severity::Info { tokens.muted } else { tokens.severity(severity) };
            label(ui, &format!("{count} {}", severity.key()), Type::Medium, color);
        }
        if ctx.state.job_of(JobKind::Detect).is_some() {
            label(ui, "running the rules…", Type::Small, tokens.muted);
        } else if let Some(before) = ctx.state.counts_before {
            let change = parameters::difference(before, counts);
            let words =
                if change.is_empty() { "no finding came or went".to_owned() } else { change };
            label(ui, &format!("with these values: {words}"), Type::Small, tokens.muted);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let changed =
                parameter_metas().iter().any(|meta| ctx.state.parameters.is_changed(meta));
            let button = egui::Button::new((icons::ARROW_COUNTER_CLOCKWISE, "Reset all"));
            if ui.add_enabled(changed, button).clicked() {
                ctx.send(DetectionCommand::ResetAll);
            }
        });
    });
    ui.add_space(size::GAP);
}

fn group_ui(ui: &mut Ui, ctx: &UiCtx<'_>, group: &Group) {
    ui.label(RichText::new(&group.title).font(Type::Strong.font()).color(ctx.tokens.text));
    for knob in &group.knobs {
        knob_ui(ui, ctx, knob);
    }
    ui.add_space(size::GAP_3);
}

/// The limits within which the files were read; they cannot change without reading again.
fn reading_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let Some(case) = ctx.case() else { return };
    let tokens = ctx.tokens;
    ui.label(RichText::new("Limits of reading").font(Type::Strong.font()).color(tokens.text));
    for row in parameters::reading(&case.parameters) {
        let color = if row.changed { tokens.accent } else { tokens.muted };
        let words = format!("{}  {}", row.value, row.title);
        label(ui, &words, Type::Small, color).on_hover_text(row.hint);
    }
    ui.add_space(size::GAP_3);
}

fn knob_ui(ui: &mut Ui, ctx: &UiCtx<'_>, knob: &Knob) {
    let tokens = ctx.tokens;
    let meta = knob.meta;
    let color = if knob.changed { tokens.accent } else { tokens.muted };
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        let room = (ui.available_width() - 32.0).max(20.0);
        let words = fit_galley(ui, &title(meta), Type::Small.font(), color, (room, 1));
        let (rect, response) = ui.allocate_exact_size(vec2(room, 18.0), Sense::hover());
        ui.painter().galley(rect.min + vec2(0.0, 1.0), words, color);
        response.on_hover_text(format!(
            "{}. Default {}{}. {}",
            title(meta),
            meta.default,
            meta.unit.suffix(),
            meta.source
        ));
        if knob.changed {
            let name = format!("Reset {} {}", meta.group, meta.title);
            let button = egui::Button::new(icons::ARROW_COUNTER_CLOCKWISE).frame(false);
            let response = ui.add(button);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                set(ctx, knob, meta.default);
            }
        }
    });
    let mut value = knob.value;
    ui.spacing_mut().slider_width = (ui.available_width() - 96.0).max(60.0);
    let whole = matches!(meta.unit, Unit::Count | Unit::Seconds);
    let slider = Slider::new(&mut value, meta.min..=meta.max)
        .suffix(meta.unit.suffix())
        .logarithmic(meta.max / meta.min.max(1.0) > 200.0)
        .trailing_fill(true)
        .custom_formatter(|value, _| {
            if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
        });
    let slider = if whole { slider.step_by(1.0) } else { slider };
    let name = format!("{} {}", meta.group, meta.title);
    let changed = ui.name_inputs(name, |ui| ui.add(slider).changed());
    if changed && value != knob.value {
        set(ctx, knob, value);
    }
}

/// What a parameter means, as a line of its own.
fn title(meta: &ParameterMeta) -> String {
    let mut letters = meta.title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn set(ctx: &UiCtx<'_>, knob: &Knob, value: f64) {
    ctx.send(DetectionCommand::Set { group: knob.meta.group, key: knob.meta.key, value });
}
