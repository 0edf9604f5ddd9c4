//! Smooth lines as triangles, so that thousands of them are one mesh that is kept.

use egui::{Color32, Mesh, Pos2, Rect, Vec2, pos2};

/// Points nearer than this to the one before say nothing on a screen.
const LEAST_STEP: f32 = 0.8;

/// Adds a line of `width` points with soft edges; what lies outside `clip` is left out.
pub(super) fn stroke(mesh: &mut Mesh, points: &[Pos2], width: f32, color: Color32, clip: Rect) {
    let clip = clip.expand(width + 2.0);
    let mut run: Vec<Pos2> = Vec::new();
    for pair in thinned(points).windows(2) {
        let &[from, to] = pair else { continue };
        if Rect::from_two_pos(from, to).intersects(clip) {
            if run.last() != Some(&from) {
                ribbon(mesh, &std::mem::take(&mut run), width, color);
                run.push(from);
            }
            run.push(to);
        }
    }
    ribbon(mesh, &run, width, color);
}

fn thinned(points: &[Pos2]) -> Vec<Pos2> {
    let mut kept: Vec<Pos2> = Vec::with_capacity(points.len());
    for (index, &point) in points.iter().enumerate() {
        let is_last = index + 1 == points.len();
        let far = kept.last().is_none_or(|&last| last.distance_sq(point) >= LEAST_STEP.powi(2));
        if far {
            kept.push(point);
        } else if is_last && kept.len() > 1 {
            kept.pop();
            kept.push(point);
        }
    }
    kept
}

/// One strip: soft edge, body, soft edge; a hairline has no body.
fn ribbon(mesh: &mut Mesh, line: &[Pos2], width: f32, color: Color32) {
    if line.len() < 2 {
        return;
    }
    let thin = width <= 1.0;
    let body = if thin { color.gamma_multiply(width) } else { color };
    let inner = if thin { 0.0 } else { (width - 1.0) / 2.0 };
    let outer = inner + 1.0;
    let clear = Color32::TRANSPARENT;
    let hairline = [(-outer, clear), (0.0, body), (outer, clear)];
    let band = [(-outer, clear), (-inner, body), (inner, body), (outer, clear)];
    let across: &[(f32, Color32)] = if thin { &hairline } else { &band };
    let rows = across.len() as u32;
    let mut before: Option<u32> = None;
    for (index, &point) in line.iter().enumerate() {
        let normal = normal_at(line, index);
        let base = mesh.vertices.len() as u32;
        for &(offset, color) in across {
            mesh.colored_vertex(point + normal * offset, color);
        }
        if let Some(before) = before {
            for row in 0..rows - 1 {
                let (a, b) = (before + row, base + row);
                mesh.add_triangle(a, a + 1, b);
                mesh.add_triangle(a + 1, b + 1, b);
            }
        }
        before = Some(base);
    }
}

/// The mean of the normals of both neighbours, longer at corners, within reason.
fn normal_at(line: &[Pos2], index: usize) -> Vec2 {
    let at = |index: usize| line.get(index).copied();
    let here = at(index).unwrap_or(pos2(0.0, 0.0));
    let into = index.checked_sub(1).and_then(at).map(|before| (here - before).normalized());
    let out = at(index + 1).map(|after| (after - here).normalized());
    let (into, out) = (into.or(out).unwrap_or(Vec2::X), out.or(into).unwrap_or(Vec2::X));
    let mean = (into + out).normalized();
    let along = if mean == Vec2::ZERO { into } else { mean };
    let stretch = 1.0 / along.dot(into).max(0.5);
    along.rot90() * stretch
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_outside_the_panel_costs_nothing_and_every_mesh_is_valid() {
        let clip = Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 100.0));
        let mut mesh = Mesh::default();
        stroke(&mut mesh, &[pos2(500.0, 500.0), pos2(900.0, 500.0)], 1.0, Color32::RED, clip);
        assert!(mesh.is_empty());
        let line = [pos2(-50.0, 10.0), pos2(50.0, 10.0), pos2(50.1, 10.0), pos2(10.0, 10.0)];
        for width in [0.7, 2.5] {
            stroke(&mut mesh, &line, width, Color32::RED, clip);
        }
        assert!(mesh.is_valid() && !mesh.is_empty());
        assert!(mesh.vertices.iter().all(|vertex| vertex.pos.is_finite()));
    }
}
