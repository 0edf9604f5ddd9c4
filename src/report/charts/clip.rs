//! Areas and lines cut to a rectangle, so that a picture of Europe does not carry the world.

/// A rectangle: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

type Point = (f32, f32);

impl Frame {
    /// The part of an area that lies inside (Sutherland–Hodgman).
    pub(super) fn area(&self, points: &[Point]) -> Vec<Point> {
        let left = cut(points, |p| p.0 - self.left);
        let right = cut(&left, |p| self.right - p.0);
        let top = cut(&right, |p| p.1 - self.top);
        cut(&top, |p| self.bottom - p.1)
    }

    /// The parts of a line that lie inside.
    pub(super) fn lines(&self, points: &[Point]) -> Vec<Vec<Point>> {
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        for pair in points.windows(2) {
            let &[a, b] = pair else { continue };
            let Some((from, to)) = self.segment(a, b) else { continue };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }

    /// Whether a point lies inside.
    pub(super) fn contains(&self, (x, y): Point) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    /// Liang–Barsky.
    fn segment(&self, a: Point, b: Point) -> Option<(Point, Point)> {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut low, mut high) = (0.0_f32, 1.0_f32);
        for (slope, distance) in [
            (-dx, a.0 - self.left),
            (dx, self.right - a.0),
            (-dy, a.1 - self.top),
            (dy, self.bottom - a.1),
        ] {
            if slope == 0.0 {
                if distance < 0.0 {
                    return None;
                }
            } else if slope < 0.0 {
                low = low.max(distance / slope);
            } else {
                high = high.min(distance / slope);
            }
        }
        let at = |share: f32| (a.0 + share * dx, a.1 + share * dy);
        let from = if low == 0.0 { a } else { at(low) };
        let to = if high == 1.0 { b } else { at(high) };
        (low <= high).then_some((from, to))
    }
}

fn cut(points: &[Point], depth: impl Fn(Point) -> f32) -> Vec<Point> {
    let mut out = Vec::with_capacity(points.len());
    let Some(&last) = points.last() else { return out };
    let mut before = last;
    for &point in points {
        let (a, b) = (depth(before), depth(point));
        if (a < 0.0) != (b < 0.0) {
            let share = a / (a - b);
            out.push((
                before.0 + share * (point.0 - before.0),
                before.1 + share * (point.1 - before.1),
            ));
        }
        if b >= 0.0 {
            out.push(point);
        }
        before = point;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    #[test]
    fn an_area_over_the_edge_ends_at_it() {
        let area = FRAME.area(&[(-5.0, 2.0), (5.0, 2.0), (5.0, 8.0), (-5.0, 8.0)]);
        assert_eq!(area.len(), 4);
        assert!(area.iter().all(|&p| FRAME.contains(p)));
        assert!(FRAME.area(&[(20.0, 0.0), (30.0, 0.0), (30.0, 5.0)]).is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two_lines() {
        let lines = FRAME.lines(&[(1.0, 1.0), (1.0, 20.0), (5.0, 20.0), (5.0, 1.0)]);
        assert_eq!(lines, vec![vec![(1.0, 1.0), (1.0, 10.0)], vec![(5.0, 10.0), (5.0, 1.0)]]);
    }
}
