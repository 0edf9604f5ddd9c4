//! The shapes of outcomes. Shape first, colour second: every outcome is told without its colour.

use egui::{Color32, Painter, Pos2, Shape, Stroke, Vec2, vec2};

use crate::model::Outcome;
use crate::present::Mark;
use crate::ui::theme::Tokens;

/// Paints one mark of radius `r`.
pub(crate) fn paint_mark(painter: &Painter, tokens: &Tokens, mark: Mark, center: Pos2, r: f32) {
    let mut shapes = Vec::new();
    match mark {
        Mark::Star => star_shapes(&mut shapes, center, r * 1.25, tokens.critical),
        Mark::Outcome { outcome, inferred } => {
            mark_shapes(&mut shapes, tokens, (outcome, inferred), center, r);
        }
    }
    painter.extend(shapes);
}

/// Adds the shapes of an outcome; `inferred` ones are dashed.
pub(crate) fn mark_shapes(
    shapes: &mut Vec<Shape>,
    tokens: &Tokens,
    (outcome, inferred): (Outcome, bool),
    center: Pos2,
    r: f32,
) {
    let color = tokens.outcome(outcome);
    let stroke = Stroke::new(1.7, color);
    let at = |x: f32, y: f32| center + vec2(x, y) * r;
    match outcome {
        Outcome::Approved => shapes.push(Shape::circle_filled(center, r, color)),
        Outcome::Denied => cross(shapes, center, r * 0.85, stroke),
        Outcome::DeniedOrWrongCode => {
            cross(shapes, center, r * 0.7, stroke);
            shapes.push(Shape::circle_stroke(center, r * 1.1, Stroke::new(1.0, color)));
        }
        Outcome::NoAnswer if inferred => dashed_ring(shapes, center, r, stroke),
        Outcome::NoAnswer => shapes.push(Shape::circle_stroke(center, r * 0.95, stroke)),
        Outcome::WrongNumber => {
            let corners = vec![at(0.0, -1.15), at(1.15, 0.0), at(0.0, 1.15), at(-1.15, 0.0)];
            shapes.push(Shape::closed_line(corners, stroke));
        }
        Outcome::WrongCode => {
            let corners = vec![at(-0.9, -0.9), at(0.9, -0.9), at(0.9, 0.9), at(-0.9, 0.9)];
            shapes.push(Shape::closed_line(corners, stroke));
        }
        Outcome::FraudReported => {
            let corners = vec![at(0.0, -1.2), at(1.15, 0.9), at(-1.15, 0.9)];
            shapes.push(Shape::convex_polygon(corners, color, Stroke::NONE));
        }
        Outcome::Cancelled => {
            shapes.push(Shape::line_segment([at(-0.9, 0.0), at(0.9, 0.0)], stroke));
        }
        Outcome::Blocked => {
            shapes.push(Shape::circle_stroke(center, r * 0.95, stroke));
            shapes.push(Shape::line_segment([at(-0.6, 0.6), at(0.6, -0.6)], stroke));
        }
        Outcome::Error => {
            shapes.push(Shape::line_segment([at(0.0, -1.0), at(0.0, 0.3)], stroke));
            shapes.push(Shape::circle_filled(at(0.0, 0.9), r * 0.22, color));
        }
        Outcome::Open => {
            shapes.push(Shape::circle_stroke(center, r * 0.6, Stroke::new(1.3, color)));
        }
        Outcome::Unknown => shapes.push(Shape::circle_filled(center, r * 0.45, color)),
    }
}

fn cross(shapes: &mut Vec<Shape>, center: Pos2, r: f32, stroke: Stroke) {
    for (from, to) in [(vec2(-r, -r), vec2(r, r)), (vec2(-r, r), vec2(r, -r))] {
        shapes.push(Shape::line_segment([center + from, center + to], stroke));
    }
}

fn dashed_ring(shapes: &mut Vec<Shape>, center: Pos2, r: f32, stroke: Stroke) {
    const DASHES: u8 = 5;
    for dash in 0..DASHES {
        let from = f32::from(dash) / f32::from(DASHES) * std::f32::consts::TAU;
        let arc = (0..=4_u8)
            .map(|step| center + Vec2::angled(from + f32::from(step) * 0.2) * r)
            .collect();
        shapes.push(Shape::line(arc, stroke));
    }
}

/// Adds a five-pointed star of radius `r`.
pub(crate) fn star_shapes(shapes: &mut Vec<Shape>, center: Pos2, r: f32, color: Color32) {
    let point = |index: u8, radius: f32| {
        let angle = f32::from(index) * std::f32::consts::PI / 5.0 - std::f32::consts::FRAC_PI_2;
        center + Vec2::angled(angle) * radius
    };
    // Five kites around the middle: a star is not convex, its kites are.
    for tip in (0..10_u8).step_by(2) {
        let kite = vec![center, point(tip + 9, r * 0.42), point(tip, r), point(tip + 1, r * 0.42)];
        shapes.push(Shape::convex_polygon(kite, color, Stroke::NONE));
    }
}
