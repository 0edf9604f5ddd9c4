//! Small drawn signs, so that a button needs no font to be understood.

use egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, vec2};

use crate::ui::theme::{Tokens, size};

/// A drawn sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// Take away.
    Cross,
    /// There is a menu.
    CaretDown,
    /// Sorted the other way.
    CaretUp,
    /// Dark and light.
    HalfMoon,
    /// Two sheets: copy.
    Copy,
    /// Cards.
    Cards,
    /// A table.
    Table,
    /// A looking glass.
    Search,
}

/// Paints a sign of `r` points around `center`.
pub(crate) fn paint_glyph(painter: &Painter, glyph: Glyph, center: Pos2, r: f32, color: Color32) {
    let stroke = Stroke::new(1.3, color);
    let at = |x: f32, y: f32| center + vec2(x, y) * r;
    match glyph {
        Glyph::Cross => {
            painter.line_segment([at(-0.7, -0.7), at(0.7, 0.7)], stroke);
            painter.line_segment([at(-0.7, 0.7), at(0.7, -0.7)], stroke);
        }
        Glyph::CaretDown => {
            painter.line(vec![at(-0.8, -0.35), at(0.0, 0.45), at(0.8, -0.35)], stroke);
        }
        Glyph::CaretUp => {
            painter.line(vec![at(-0.8, 0.45), at(0.0, -0.35), at(0.8, 0.45)], stroke);
        }
        Glyph::HalfMoon => half_moon(painter, center, r, color),
        Glyph::Copy => {
            let sheet = |x: f32, y: f32| Rect::from_min_size(at(x, y), vec2(1.2, 1.3) * r);
            painter.rect_stroke(sheet(-0.2, -0.9), 1.5, stroke, egui::StrokeKind::Middle);
            painter.rect_stroke(sheet(-0.9, -0.3), 1.5, stroke, egui::StrokeKind::Middle);
        }
        Glyph::Cards => {
            for y in [-0.95, 0.15] {
                let card = Rect::from_min_size(at(-0.9, y), vec2(1.8, 0.8) * r);
                painter.rect_stroke(card, 1.5, stroke, egui::StrokeKind::Middle);
            }
        }
        Glyph::Table => {
            for y in [-0.7, 0.0, 0.7] {
                painter.line_segment([at(-0.9, y), at(0.9, y)], stroke);
            }
        }
        Glyph::Search => {
            painter.circle_stroke(at(-0.2, -0.2), 0.65 * r, stroke);
            painter.line_segment([at(0.27, 0.27), at(0.9, 0.9)], stroke);
        }
    }
}

fn half_moon(painter: &Painter, center: Pos2, r: f32, color: Color32) {
    painter.circle_stroke(center, r, Stroke::new(1.3, color));
    let half: Vec<Pos2> = (0..=16_u8)
        .map(|step| {
            let angle = std::f32::consts::FRAC_PI_2 + std::f32::consts::PI * f32::from(step) / 16.0;
            center + vec2(angle.cos(), -angle.sin()) * -r
        })
        .collect();
    painter.add(Shape::convex_polygon(half, color, Stroke::NONE));
}

/// A square button with a sign; `name` is what it does.
pub(crate) fn icon_button(ui: &mut Ui, tokens: &Tokens, glyph: Glyph, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::click());
    let lit = response.hovered() || response.has_focus();
    if lit {
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, tokens.selection);
    }
    if response.has_focus() {
        let ring = Stroke::new(1.0, tokens.accent);
        ui.painter().rect_stroke(rect, size::RADIUS_SMALL, ring, egui::StrokeKind::Inside);
    }
    let color = if lit { tokens.text } else { tokens.muted };
    paint_glyph(ui.painter(), glyph, rect.center(), 5.0, color);
    let words = name.to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
    response.on_hover_text(name)
}
