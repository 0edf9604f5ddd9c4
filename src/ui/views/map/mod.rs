//! Where: land and borders, where prompts were asked for, where phones answered.
//!
//! In: [`MapModel`] and the state. Out: pixels, accessible nodes, and commands that filter and
//! select. Drawn offline from Natural Earth, in Equal Earth.

mod camera;
mod furniture;
mod ground;
mod labels;
mod paths;
mod stroke;
mod tip;

use std::sync::Arc;

use egui::{Mesh, Response, Sense, Shape, Stroke, Ui, Vec2};

use crate::app::{
    Clause, FilterCommand, FilteredFor, Item, Revision, SelectCommand, Tab, ViewCommand,
};
use crate::case::Case;
use crate::model::{PromptId, Severity};
use crate::present::Standing;
use crate::present::map::{MapModel, MapPlace, Placed, code_text};
use crate::ui::ctx::UiCtx;
use crate::ui::models::Memo;
use crate::ui::theme::{Tokens, Type, size};
use crate::ui::views::tables::prompts::PromptsUi;
use crate::ui::widgets::{empty_state, link, muted};

use camera::{Camera, Lens};
use furniture::{Button, Furniture, paint_answered, paint_asked};
use ground::{CountryHit, Ground};
use labels::{Label, Layout, Of};
use paths::{Paths, arc_width, disc};

/// How much one press of a button zooms.
const BUTTON_ZOOM: f64 = 1.6;
/// Points of wheel for one doubling, roughly.
const WHEEL: f64 = 220.0;

/// Which case and filter a model is for, and how many prompts that leaves.
type ModelKey = (Revision, FilteredFor, usize);

/// Pan and zoom, and what is kept between frames.
#[derive(Debug, Default)]
pub(crate) struct MapUi {
    /// Where the analyst moved the map to; `None` fits what is shown.
    camera: Option<Camera>,
    ground: Ground,
    standing: Memo<Revision, Standing>,
    model: Memo<ModelKey, MapModel>,
    paths: Memo<ModelKey, Paths>,
    arcs: Memo<(ModelKey, Lens, bool), Mesh>,
    selected: Memo<(ModelKey, Option<Item>), Vec<usize>>,
    /// Whether this map said what the pointer rests on.
    hovers: bool,
}

/// Something under the pointer.
#[derive(Clone, Debug, PartialEq)]
enum Hit {
    Place(usize),
    Arc(usize),
    Country(CountryHit),
}

/// What one frame draws.
struct Scene<'a> {
    case: &'a Case,
    model: Arc<MapModel>,
    paths: Arc<Paths>,
    standing: Arc<Standing>,
    key: ModelKey,
    lens: Lens,
}

fn model_key(ctx: &UiCtx<'_>) -> ModelKey {
    (ctx.state.revision, ctx.state.filtered_for, ctx.state.filtered.prompts.len())
}

impl MapUi {
    fn model(&self, ctx: &UiCtx<'_>, case: &Case) -> (Arc<MapModel>, Arc<Standing>) {
        let standing = self.standing.get(ctx.state.revision, || Standing::of(case));
        let shown = &ctx.state.filtered.prompts;
        let make = || MapModel::build(case, shown, &standing);
        (self.model.get(model_key(ctx), make), standing)
    }
}

/// Draws what the tab's head says of the map, from the right edge: what is drawn, and what is not.
pub(crate) fn map_head_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &MapUi, table: &mut PromptsUi) {
    let Some(case) = ctx.case() else { return };
    let counts = local.model(ctx, case).0.counts;
    let doors = [(counts.without_words(), Placed::Neither), (counts.one_words(), Placed::One)];
    for (words, placed) in doors {
        let Some(words) = words else { continue };
        let door = link(ui, &words, Type::Small, ctx.tokens.muted);
        if door.on_hover_text("List them").clicked() {
            table.show_only(placed);
            ctx.send(ViewCommand::Show(Tab::Prompts));
        }
        muted(ui, ctx.tokens, "·");
    }
    muted(ui, ctx.tokens, &counts.both_words());
}

/// Draws the map into what is left of `ui`.
pub(crate) fn map_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut MapUi) {
    let Some(case) = ctx.case() else { return };
    let rect = ui.available_rect_before_wrap();
    if rect.width() < 1.0 || rect.height() < 1.0 {
        return;
    }
    let (model, standing) = local.model(ctx, case);
    let key = model_key(ctx);
    let paths = local.paths.get(key, || Paths::of(&model));
    let fitted = Camera::fitting(paths.all_points(), rect);
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    let words = summary(&model);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, &words));
    move_camera(ui, local, &response, fitted);
    let camera = local.camera.unwrap_or(fitted);
    if let Err(error) = local.ground.prepare(camera.zoom()) {
        empty_state(ui, ctx.tokens, "No map", &error.to_string());
        return;
    }
    let scene = Scene { case, model, paths, standing, key, lens: camera.lens(rect) };
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    inner.shrink_clip_rect(rect);
    scene_ui(&mut inner, ctx, local, &scene, (&response, camera));
}

fn summary(model: &MapModel) -> String {
    let far = model.arcs.iter().filter(|arc| arc.is_loud()).count();
    let mut words = format!("Map: {}, {far} pairs of places stand out", model.counts.both_words());
    for more in [model.counts.one_words(), model.counts.without_words()].into_iter().flatten() {
        words.push_str(", ");
        words.push_str(&more);
    }
    words
}

fn move_camera(ui: &Ui, local: &mut MapUi, response: &Response, fitted: Camera) {
    let rect = response.rect;
    let now = local.camera.unwrap_or(fitted);
    if response.double_clicked() {
        local.camera = None;
        return;
    }
    if response.dragged() && response.drag_delta() != Vec2::ZERO {
        local.camera = Some(now.panned(response.drag_delta(), rect));
    }
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let Some(pointer) = pointer.filter(|_| ui.rect_contains_pointer(rect)) else { return };
    let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    let factor = (f64::from(wheel) / WHEEL).exp2() * f64::from(pinch);
    if (factor - 1.0).abs() > 1e-6 {
        local.camera = Some(local.camera.unwrap_or(fitted).zoomed(factor, pointer, rect));
    }
}

fn scene_ui(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    local: &mut MapUi,
    scene: &Scene<'_>,
    (response, camera): (&Response, Camera),
) {
    let tokens = ctx.tokens;
    let (model, lens) = (&scene.model, scene.lens);
    let furniture = Furniture::new(ui, tokens, lens.rect);
    let layout = Layout { ui, tokens, model, paths: &scene.paths, lens };
    let labels = layout.place(furniture.rects().to_vec());
    let hit = find_hit(ui, local, scene, response);
    let hit = labels_hit(ui, scene, &labels).or(hit);
    paint_ground(ui, ctx, local, scene, hit.as_ref());
    paint_arcs(ui, ctx, local, scene, hit.as_ref());
    paint_places(ui, tokens, scene, hit.as_ref());
    for label in &labels {
        label.paint(ui.painter(), tokens);
    }
    furniture.paint(ui, tokens);
    if let Some(note) = &model.note {
        furniture::note_ui(ui, tokens, lens.rect, note);
    }
    press(local, furniture.buttons_ui(ui, tokens), camera, lens.rect);
    follow_pointer(ui, ctx, local, scene, (response, hit, camera));
}

fn press(local: &mut MapUi, button: Option<Button>, camera: Camera, rect: egui::Rect) {
    let middle = rect.center();
    match button {
        Some(Button::ZoomIn) => local.camera = Some(camera.zoomed(BUTTON_ZOOM, middle, rect)),
        Some(Button::ZoomOut) => {
            local.camera = Some(camera.zoomed(1.0 / BUTTON_ZOOM, middle, rect));
        }
        Some(Button::Fit) => local.camera = None,
        None => {}
    }
}

fn find_hit(ui: &Ui, local: &MapUi, scene: &Scene<'_>, response: &Response) -> Option<Hit> {
    let at = ui.input(|input| input.pointer.interact_pos())?;
    if !response.contains_pointer() || response.dragged() {
        return None;
    }
    let (paths, lens) = (&scene.paths, scene.lens);
    paths
        .place_at(&scene.model, lens, at)
        .map(Hit::Place)
        .or_else(|| paths.arc_at(lens, at).map(Hit::Arc))
        .or_else(|| local.ground.country_at(lens, at).map(Hit::Country))
}

/// Labels of arcs are buttons: the way to them by keyboard and by screen reader.
fn labels_hit(ui: &Ui, scene: &Scene<'_>, labels: &[Label]) -> Option<Hit> {
    let mut hit = None;
    for label in labels {
        let Of::Arc(index) = label.of else { continue };
        let Some(arc) = scene.model.arcs.get(index) else { continue };
        let id = ui.make_persistent_id(("arc", arc.source, arc.responder));
        let response = ui.interact(label.rect, id, Sense::focusable_noninteractive());
        let words = arc.sentence(&scene.model);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
        if response.contains_pointer() || response.has_focus() {
            hit = Some(Hit::Arc(index));
        }
    }
    hit
}

fn paint_ground(ui: &Ui, ctx: &UiCtx<'_>, local: &MapUi, scene: &Scene<'_>, hit: Option<&Hit>) {
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

fn paint_arcs(ui: &Ui, ctx: &UiCtx<'_>, local: &MapUi, scene: &Scene<'_>, hit: Option<&Hit>) {
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
    let of = |id: &PromptId| case.prompts.get(id.0 as usize);
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
        Item::Prompt(id) => scene.model.arc_of(scene.case.prompts.get(id.0 as usize)?),
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

/// Quiet places first, so that the loud ones lie on top.
fn paint_places(ui: &Ui, tokens: &Tokens, scene: &Scene<'_>, hit: Option<&Hit>) {
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

fn follow_pointer(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    local: &mut MapUi,
    scene: &Scene<'_>,
    (response, hit, camera): (&Response, Option<Hit>, Camera),
) {
    hover(ctx, local, scene, hit.as_ref());
    let Some(hit) = hit else { return };
    ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    let enter = matches!(hit, Hit::Arc(_))
        && !response.has_focus()
        && ui.input(|input| input.key_pressed(egui::Key::Enter))
        && ui.memory(|memory| memory.focused().is_some());
    if response.clicked() || enter {
        // What a click narrows to must not make the map jump.
        local.camera = Some(camera);
        act(ctx, scene, &hit);
    }
    let tokens = ctx.tokens;
    response.clone().on_hover_ui_at_pointer(|ui| {
        ui.spacing_mut().item_spacing.y = size::GAP / 2.0;
        tip::tip_ui(ui, tokens, scene.case, &scene.model, &hit);
    });
}

/// Tells the other views which prompt the pointer rests on; takes back only what it said itself.
fn hover(ctx: &UiCtx<'_>, local: &mut MapUi, scene: &Scene<'_>, hit: Option<&Hit>) {
    let worst = match hit {
        Some(Hit::Arc(index)) => scene.model.arcs.get(*index).map(|arc| arc.worst),
        Some(Hit::Place(index)) => scene.model.places.get(*index).map(|place| place.worst),
        _ => None,
    };
    let item = worst.map(Item::Prompt);
    if ctx.state.hovered != item && (item.is_some() || local.hovers) {
        local.hovers = item.is_some();
        ctx.send(SelectCommand::Hover(item));
    }
}

/// A click narrows the filter, and selects the worst of what is left.
fn act(ctx: &UiCtx<'_>, scene: &Scene<'_>, hit: &Hit) {
    let (case, model, now) = (scene.case, &scene.model, &ctx.state.filter);
    let (filter, worst) = match hit {
        Hit::Arc(index) => {
            let Some(arc) = model.arcs.get(*index) else { return };
            (model.narrowed_to_arc(case, arc, now), arc.worst)
        }
        Hit::Place(index) => {
            let Some(place) = model.places.get(*index) else { return };
            (model.narrowed_to_place(case, place, now), place.worst)
        }
        Hit::Country(country) => {
            if let Some(code) = country.code {
                ctx.send(FilterCommand::Toggle(Clause::Country(code_text(code))));
            }
            return;
        }
    };
    ctx.send(FilterCommand::Set(filter));
    let finding = scene.standing.finding(case, worst);
    ctx.send(SelectCommand::Set(match finding {
        Some(finding) => Item::Finding(finding.id.clone()),
        None => Item::Prompt(worst),
    }));
}

#[cfg(test)]
mod tests;
