//! Where: land and borders, where prompts were asked for, where phones answered.
//!
//! In: [`MapModel`] and the state. Out: pixels, accessible nodes, and commands that filter and
//! select. Drawn offline from Natural Earth, in Equal Earth.

mod camera;
mod furniture;
mod ground;
mod labels;
mod paint;
mod paths;
mod stroke;
mod tip;

use std::sync::Arc;

use egui::{Mesh, Response, Sense, Ui, Vec2};

use crate::app::{
    Clause, FilterCommand, FilteredFor, Item, Revision, SelectCommand, Tab, ViewCommand,
};
use crate::case::Case;
use crate::model::country_code_text;
use crate::present::Standing;
use crate::present::map::{MapModel, Placed};
use crate::ui::ctx::UiCtx;
use crate::ui::models::Memo;
use crate::ui::theme::{Tokens, Type, size};
use crate::ui::views::tables::prompts::PromptsUi;
use crate::ui::widgets::{empty_state, focus_ring, muted};

use camera::{Camera, Lens};
use furniture::{Button, Furniture};
use ground::{CountryHit, Ground};
use labels::{Label, Layout, Of};
use paint::{paint_arcs, paint_ground, paint_places};
use paths::Paths;

/// In a head narrower than this the tabs need the room of what matters least.
const TIGHT_HEAD: f32 = 660.0;
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
    let is_tight = ui.available_width() < TIGHT_HEAD;
    for (words, placed) in doors {
        let Some(words) = words else { continue };
        if is_tight && placed == Placed::One {
            continue;
        }
        if door(ui, ctx.tokens, &words).on_hover_text("List them").clicked() {
            table.show_only(placed);
            ctx.send(ViewCommand::Show(Tab::Prompts));
        }
        muted(ui, ctx.tokens, "·");
    }
    muted(ui, ctx.tokens, &counts.both_words());
}

/// Underlined words that lead elsewhere.
fn door(ui: &mut Ui, tokens: &Tokens, words: &str) -> Response {
    let text = egui::RichText::new(words).font(Type::Small.font()).color(tokens.muted).underline();
    let response = ui.add(egui::Label::new(text).sense(Sense::click()));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, words));
    focus_ring(ui, tokens, &response);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
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
    let (on_label, focused) = labels_hit(ui, scene, &labels);
    let pointed = on_label.or_else(|| find_hit(ui, local, scene, response));
    let hit = pointed.clone().or_else(|| focused.clone());
    paint_ground(ui, ctx, local, scene, hit.as_ref());
    paint_arcs(ui, ctx, local, scene, hit.as_ref());
    paint_places(ui, tokens, scene, hit.as_ref());
    for label in &labels {
        label.paint(ui.painter(), tokens);
        if let (Of::Arc(arc), Some(Hit::Arc(lit))) = (label.of, &focused)
            && arc == *lit
        {
            let ring = egui::Stroke::new(1.0, tokens.accent);
            ui.painter().rect_stroke(label.rect.expand(2.0), 3, ring, egui::StrokeKind::Outside);
        }
    }
    furniture.paint(ui, tokens);
    if let Some(note) = &model.note {
        furniture::note_ui(ui, tokens, lens.rect, note);
    }
    press(local, furniture.buttons_ui(ui, tokens), camera, lens.rect);
    let acted = if response.clicked() { pointed.clone() } else { pressed(ui, focused) };
    if let Some(acted) = acted {
        // What a click narrows to must not make the map jump.
        local.camera = Some(camera);
        act(ctx, scene, &acted);
    }
    follow_pointer(ui, ctx, local, scene, (response, pointed));
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

/// Enter and Space press what has the focus.
fn pressed(ui: &Ui, focused: Option<Hit>) -> Option<Hit> {
    let keys = [egui::Key::Enter, egui::Key::Space];
    focused.filter(|_| ui.input(|input| keys.iter().any(|&key| input.key_pressed(key))))
}

/// Labels of arcs are buttons: the way to them by keyboard and by screen reader. Returns what the
/// pointer rests on and what has the focus.
fn labels_hit(ui: &Ui, scene: &Scene<'_>, labels: &[Label]) -> (Option<Hit>, Option<Hit>) {
    let (mut pointed, mut focused) = (None, None);
    for label in labels {
        let Of::Arc(index) = label.of else { continue };
        let Some(arc) = scene.model.arcs.get(index) else { continue };
        let id = ui.make_persistent_id(("arc", arc.source, arc.responder));
        let response = ui.interact(label.rect, id, Sense::focusable_noninteractive());
        let words = arc.sentence(&scene.model);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
        if response.contains_pointer() {
            pointed = Some(Hit::Arc(index));
        }
        if response.has_focus() {
            focused = Some(Hit::Arc(index));
        }
    }
    (pointed, focused)
}

fn follow_pointer(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    local: &mut MapUi,
    scene: &Scene<'_>,
    (response, hit): (&Response, Option<Hit>),
) {
    hover(ctx, local, scene, hit.as_ref());
    let Some(hit) = hit else { return };
    ui.set_cursor_icon(egui::CursorIcon::PointingHand);
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
                ctx.send(FilterCommand::Toggle(Clause::Country(country_code_text(code))));
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
