//! How the map is painted: ground, discs, arcs, places, one above the other.

use std::sync::Arc;

use egui::{Mesh, Shape, Stroke, Ui};

use crate::app::Item;
use crate::model::{PromptId, Severity};
use crate::present::map::MapPlace;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::Tokens;

use super::furniture::{paint_answered, paint_asked};
use super::paths::{arc_width, disc};
use super::{Hit, MapUi, Scene};

/// Land, borders, the country under the pointer, and the discs of places that are not exact.
pub(super) fn paint_ground(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    local: &MapUi,
    scene: &Scene<'_>,
    hit: Option<&Hit>,
) {
    let (lens, tokens) = (scene.lens, ctx.tokens);
    let land = local.ground.mesh(lens, tokens, &ctx.state.filter.countries);
    ui.painter().add(Shape::Mesh(land));
    if let Some(Hit::Country(country)) = hit {
        let color = tokens.text.gamma_multiply(0.07);
        ui.painter().add(Shape::mesh(local.ground.highlight(lens, country, color)));
    }
    for place in &scene.model.places {
        let Some(outline) = disc(place, lens) else { continue };
        let color = place_color(tokens, place);
        let edge = Stroke::new(1.0, color.gamma_multiply(0.35));
        ui.painter().add(Shape::convex_polygon(outline, color.gamma_multiply(0.12), edge));
    }
}

/// All arcs, then those of what is looked at or pointed at, lit.
pub(super) fn paint_arcs(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    local: &MapUi,
    scene: &Scene<'_>,
    hit: Option<&Hit>,
) {
    let (lens, tokens) = (scene.lens, ctx.tokens);
    let is_dark = *tokens == Tokens::DARK;
    let all =
        local.arcs.get((scene.key, lens, is_dark), || scene.paths.mesh(&scene.model, lens, tokens));
    ui.painter().add(Shape::Mesh(all));
    let selected = selected_arcs(ctx, local, scene);
    let pointed = match hit {
        Some(Hit::Arc(index)) => Some(*index),
        _ => hovered_arc(ctx, scene),
    };
    let mut mesh = Mesh::default();
    for &index in selected.iter().chain(pointed.iter()) {
        let Some(arc) = scene.model.arcs.get(index) else { continue };
        let color = if arc.is_loud() { tokens.tone(arc.tone()) } else { tokens.text };
        let width = arc_width(arc);
        scene.paths.draw(&mut mesh, index, lens, width + 7.0, color.gamma_multiply(0.16));
        scene.paths.draw(&mut mesh, index, lens, width + 0.8, color);
    }
    ui.painter().add(Shape::mesh(mesh));
}

fn selected_arcs(ctx: &UiCtx<'_>, local: &MapUi, scene: &Scene<'_>) -> Arc<Vec<usize>> {
    let item = ctx.state.selection.item.clone();
    let (case, model) = (scene.case, &scene.model);
    let of = |id: &PromptId| case.prompt(*id);
    local.selected.get((scene.key, item.clone()), || match &item {
        Some(Item::Prompt(id)) => model.arcs_of(of(id)),
        Some(Item::User(user)) => {
            let shown = ctx.state.filtered.prompts.iter().filter_map(of);
            model.arcs_of(shown.filter(|prompt| prompt.user == *user))
        }
        Some(Item::Finding(id)) => {
            let finding = case.detection.findings.iter().find(|finding| finding.id == *id);
            model.arcs_of(finding.into_iter().flat_map(|finding| &finding.prompts).filter_map(of))
        }
        None => Vec::new(),
    })
}

/// The arc of the prompt that the pointer rests on in another view.
fn hovered_arc(ctx: &UiCtx<'_>, scene: &Scene<'_>) -> Option<usize> {
    match ctx.state.hovered.as_ref()? {
        Item::Prompt(id) => scene.model.arc_of(scene.case.prompt(*id)?),
        Item::User(_) | Item::Finding(_) => None,
    }
}

fn place_color(tokens: &Tokens, place: &MapPlace) -> egui::Color32 {
    match place.severity {
        Some(severity) if severity > Severity::Info => tokens.severity(severity),
        _ if place.asked > 0 => tokens.muted,
        _ => tokens.approved,
    }
}

/// The marks of places: quiet ones first, so that the loud ones lie on top.
pub(super) fn paint_places(ui: &Ui, tokens: &Tokens, scene: &Scene<'_>, hit: Option<&Hit>) {
    let mut order: Vec<usize> = (0..scene.model.places.len()).collect();
    let rank = |index: usize| scene.model.places.get(index).map(|it| (it.is_loud, it.severity));
    order.sort_by_key(|&index| rank(index));
    for index in order {
        let (Some(place), Some(&at)) =
            (scene.model.places.get(index), scene.paths.places.get(index))
        else {
            continue;
        };
        let at = scene.lens.to_screen(at);
        if !scene.lens.rect.expand(8.0).contains(at) {
            continue;
        }
        let is_hit = hit == Some(&Hit::Place(index));
        paint_place(ui, tokens, place, at, is_hit);
    }
}

fn paint_place(ui: &Ui, tokens: &Tokens, place: &MapPlace, at: egui::Pos2, is_hit: bool) {
    let prompts = (place.asked + place.answered).max(1) as f32;
    let r = if place.is_loud { 4.5 } else { (2.6 + prompts.log10() * 0.7).min(4.5) };
    if is_hit {
        ui.painter().circle_stroke(at, r + 4.0, Stroke::new(1.5, tokens.text));
    }
    let color = place_color(tokens, place);
    match (place.asked > 0, place.answered > 0) {
        (true, true) => {
            paint_answered(ui, at, r + 2.2, tokens.panel);
            paint_answered(ui, at, r + 1.2, tokens.approved);
            ui.painter().circle_filled(at, r * 0.62 + 1.0, tokens.panel);
            paint_asked(ui, at, r * 0.62, color);
        }
        (true, false) => {
            ui.painter().circle_filled(at, r + 1.2, tokens.panel);
            paint_asked(ui, at, r, color);
        }
        (false, _) => {
            paint_answered(ui, at, r + 1.2, tokens.panel);
            paint_answered(ui, at, r, tokens.approved);
        }
    }
}
