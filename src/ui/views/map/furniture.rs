//! What stands on the map whatever it shows: legend, attribution, zoom buttons, note.

use egui::{Color32, CornerRadius, Rect, Sense, Stroke, Ui, Vec2, pos2, vec2};

use crate::ui::theme::{Tokens, Type, size};
use crate::ui::widgets::fit_galley;

const BUTTON: f32 = 24.0;
const LINE: f32 = 16.0;
const LEGEND: [&str; 3] = ["asked from", "answered at", "disc: how exact the place is"];
const ATTRIBUTION: &str = "Natural Earth · © GeoNames CC BY 4.0";

/// A button on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Button {
    ZoomIn,
    ZoomOut,
    Fit,
}

impl Button {
    const ALL: [Self; 3] = [Self::ZoomIn, Self::ZoomOut, Self::Fit];

    const fn name(self) -> &'static str {
        match self {
            Self::ZoomIn => "Zoom the map in",
            Self::ZoomOut => "Zoom the map out",
            Self::Fit => "Fit the map to what is shown",
        }
    }
}

/// Where the furniture stands; labels stay clear of it.
pub(super) struct Furniture {
    legend: Rect,
    attribution: Rect,
    buttons: Rect,
}

impl Furniture {
    pub(super) fn new(ui: &Ui, tokens: &Tokens, rect: Rect) -> Self {
        let width = |text: &str| {
            let font = Type::Small.font();
            ui.painter().layout_no_wrap(text.to_owned(), font, tokens.muted).size().x
        };
        let widest = LEGEND.iter().map(|text| width(text)).fold(0.0, f32::max);
        let legend = vec2(widest + 24.0, LINE * LEGEND.len() as f32 + 8.0);
        let attribution = vec2(width(ATTRIBUTION) + 12.0, LINE + 4.0);
        let inner = rect.shrink(size::GAP_2);
        let in_corner = |corner: egui::Pos2, size: Vec2| Rect::from_min_size(corner - size, size);
        let buttons = vec2(BUTTON, BUTTON * 3.0 + 2.0 * size::GAP);
        Self {
            legend: Rect::from_min_size(pos2(inner.left(), inner.bottom() - legend.y), legend),
            attribution: in_corner(inner.right_bottom(), attribution),
            buttons: Rect::from_min_size(pos2(inner.right() - BUTTON, inner.top()), buttons),
        }
    }

    /// What labels must stay clear of.
    pub(super) fn rects(&self) -> [Rect; 3] {
        [self.legend, self.attribution, self.buttons]
    }

    /// Paints legend and attribution.
    pub(super) fn paint(&self, ui: &Ui, tokens: &Tokens) {
        let ground = tokens.panel.gamma_multiply(0.5);
        for rect in [self.legend, self.attribution] {
            ui.painter().rect_filled(rect, size::RADIUS_SMALL, ground);
        }
        for (index, text) in (0_u8..).zip(LEGEND) {
            let y = self.legend.top() + 4.0 + LINE * (f32::from(index) + 0.5);
            let mark = pos2(self.legend.left() + 9.0, y);
            match index {
                0 => paint_asked(ui, mark, 4.0, tokens.muted),
                1 => paint_answered(ui, mark, 4.0, tokens.approved),
                _ => {
                    let edge = Stroke::new(1.0, tokens.muted);
                    ui.painter().circle(mark, 5.0, tokens.muted.gamma_multiply(0.25), edge);
                }
            }
            words(ui, text, tokens.muted, pos2(self.legend.left() + 20.0, y));
        }
        let left = pos2(self.attribution.left() + 6.0, self.attribution.center().y);
        words(ui, ATTRIBUTION, tokens.muted, left);
    }

    /// Draws the zoom buttons; returns the one that was pressed.
    pub(super) fn buttons_ui(&self, ui: &mut Ui, tokens: &Tokens) -> Option<Button> {
        let mut pressed = None;
        for (index, button) in (0_u8..).zip(Button::ALL) {
            let down = f32::from(index) * (BUTTON + size::GAP);
            let corner = self.buttons.min + vec2(0.0, down);
            let rect = Rect::from_min_size(corner, Vec2::splat(BUTTON));
            let id = ui.make_persistent_id(("map button", index));
            let response = ui.interact(rect, id, Sense::click());
            let lit = response.hovered() || response.has_focus();
            let fill = if lit { tokens.selection } else { tokens.raised };
            let line = if response.has_focus() { tokens.accent } else { tokens.line };
            let edge = Stroke::new(1.0, line);
            let radius = CornerRadius::same(6);
            ui.painter().rect(rect, radius, fill, edge, egui::StrokeKind::Inside);
            paint_button(ui, button, rect, if lit { tokens.text } else { tokens.muted });
            response
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, button.name()));
            if response.on_hover_text(button.name()).clicked() {
                pressed = Some(button);
            }
        }
        pressed
    }
}

/// The note that says why there is no line.
pub(super) fn note_ui(ui: &mut Ui, tokens: &Tokens, rect: Rect, note: &str) {
    let room = (rect.width() * 0.7).min(460.0);
    let galley = fit_galley(ui, note, Type::Small.font(), tokens.text, (room, 4));
    let frame =
        Rect::from_min_size(rect.min + Vec2::splat(size::GAP_2), galley.size() + vec2(20.0, 12.0));
    let edge = Stroke::new(1.0, tokens.line);
    let radius = CornerRadius::same(6);
    ui.painter().rect(frame, radius, tokens.raised, edge, egui::StrokeKind::Inside);
    ui.painter().galley(frame.min + vec2(10.0, 6.0), galley, tokens.text);
    let response = ui.interact(frame, ui.make_persistent_id("map note"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, note));
}

fn words(ui: &Ui, text: &str, color: Color32, left_center: egui::Pos2) {
    let align = egui::Align2::LEFT_CENTER;
    ui.painter().text(left_center, align, text, Type::Small.font(), color);
}

fn paint_button(ui: &Ui, button: Button, rect: Rect, color: Color32) {
    let stroke = Stroke::new(1.4, color);
    let (center, reach) = (rect.center(), 5.0);
    let across = [center - vec2(reach, 0.0), center + vec2(reach, 0.0)];
    match button {
        Button::ZoomIn => {
            ui.painter().line_segment(across, stroke);
            let down = [center - vec2(0.0, reach), center + vec2(0.0, reach)];
            ui.painter().line_segment(down, stroke);
        }
        Button::ZoomOut => {
            ui.painter().line_segment(across, stroke);
        }
        Button::Fit => {
            for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
                let corner = center + vec2(x, y) * reach;
                let arms = vec![corner - vec2(x * 3.5, 0.0), corner, corner - vec2(0.0, y * 3.5)];
                ui.painter().line(arms, stroke);
            }
        }
    }
}

/// A round dot: asked from.
pub(super) fn paint_asked(ui: &Ui, at: egui::Pos2, r: f32, color: Color32) {
    ui.painter().circle_filled(at, r, color);
}

/// A rounded square: answered at.
pub(super) fn paint_answered(ui: &Ui, at: egui::Pos2, r: f32, color: Color32) {
    let rect = Rect::from_center_size(at, Vec2::splat(r * 1.9));
    ui.painter().rect_filled(rect, CornerRadius::same(2), color);
}
