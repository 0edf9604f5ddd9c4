//! From a scene to SVG and PNG, through plotters.
//!
//! Plotters counts in whole pixels, so a scene is drawn at a multiple of its size: SVG viewers
//! scale it back by its view box, and a PNG is averaged down, which smooths its edges.

use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, register_font,
};

use super::scene::{Anchor, Paint, Prim, Scene, Stroke, TextPrim};
use crate::report::{ReportError, escape};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.otf");
const STRONG: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.otf");
/// Pixels of an SVG's view box for one scene unit.
const SVG_SCALE: f32 = 4.0;
/// Pixels of a PNG for one scene unit, after averaging.
const PNG_DENSITY: u32 = 2;
/// Pixels that are averaged to one, along each side.
const PNG_SAMPLES: u32 = 2;
/// Plotters divides a size by this before it reaches a font.
const PLOTTERS_EM: f64 = 1.24;
/// No picture is larger, in pixels before averaging.
const MAX_PIXELS: u64 = 120_000_000;

/// The scene as an SVG text without scripts, links or foreign objects.
pub fn svg(scene: &Scene) -> String {
    let size = (pixels(scene.width, SVG_SCALE), pixels(scene.height, SVG_SCALE));
    let mut text = String::new();
    let drawn = {
        let mut backend = SVGBackend::with_string(&mut text, size);
        draw(scene, &mut backend, SVG_SCALE)
    };
    match drawn {
        Ok(()) => text,
        // A String takes every write; were it not so, the reader must see that a chart is missing.
        Err(error) => format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"24\"><text y=\"16\">{}\
             </text></svg>",
            escape::svg(&format!("This chart could not be drawn: {error}"))
        ),
    }
}

/// The scene as a PNG file, twice as dense as the scene.
///
/// # Errors
/// [`ReportError`] when the picture is too large or a font inside the program is damaged.
pub fn png(scene: &Scene) -> Result<Vec<u8>, ReportError> {
    register_fonts()?;
    let scale = PNG_DENSITY * PNG_SAMPLES;
    let (width, height) =
        (pixels(scene.width, PNG_DENSITY as f32), pixels(scene.height, PNG_DENSITY as f32));
    let (wide, high) = (width * PNG_SAMPLES, height * PNG_SAMPLES);
    if u64::from(wide) * u64::from(high) > MAX_PIXELS {
        return Err(ReportError::TooLarge { width, height });
    }
    let mut buffer = vec![0_u8; wide as usize * high as usize * 3];
    {
        let mut backend = BitMapBackend::with_buffer(&mut buffer, (wide, high));
        draw(scene, &mut backend, scale as f32)?;
    }
    let averaged = average(&buffer, wide as usize);
    super::png::encode(&averaged, width, height).map_err(failed)
}

fn pixels(length: f32, scale: f32) -> u32 {
    (length * scale).round().clamp(1.0, 60_000.0) as u32
}

/// Plotters keeps fonts in a table of its own; putting the same font in again changes nothing.
fn register_fonts() -> Result<(), ReportError> {
    let damaged = |_| ReportError::Drawing("the font inside the program is damaged".to_owned());
    register_font("sans-serif", FontStyle::Normal, REGULAR).map_err(damaged)?;
    register_font("sans-serif", FontStyle::Bold, STRONG).map_err(damaged)
}

/// The mean of each block of `PNG_SAMPLES`² pixels.
fn average(buffer: &[u8], wide: usize) -> Vec<u8> {
    let samples = PNG_SAMPLES as usize;
    let stride = wide * 3;
    let mut out = Vec::with_capacity(buffer.len() / (samples * samples));
    for rows in buffer.chunks_exact((stride * samples).max(1)) {
        for x in 0..wide / samples {
            for channel in 0..3 {
                let at = |dx: usize, dy: usize| {
                    let index = dy * stride + (x * samples + dx) * 3 + channel;
                    u32::from(rows.get(index).copied().unwrap_or_default())
                };
                let sum: u32 =
                    (0..samples).flat_map(|dy| (0..samples).map(move |dx| at(dx, dy))).sum();
                out.push((sum / (PNG_SAMPLES * PNG_SAMPLES)) as u8);
            }
        }
    }
    out
}

/// A filled style.
fn fill_style(paint: Paint) -> ShapeStyle {
    ShapeStyle { color: color(paint), filled: true, stroke_width: 1 }
}

fn color(paint: Paint) -> RGBAColor {
    RGBAColor(paint.rgb.0, paint.rgb.1, paint.rgb.2, paint.alpha)
}

fn failed(error: impl std::fmt::Display) -> ReportError {
    ReportError::Drawing(error.to_string())
}

fn draw<D: DrawingBackend>(scene: &Scene, backend: &mut D, scale: f32) -> Result<(), ReportError> {
    let (width, height) = backend.get_size();
    let ground = fill_style(Paint::solid(scene.background));
    let corner = (width as i32, height as i32);
    backend.draw_rect((0, 0), corner, &ground, true).map_err(failed)?;
    for prim in &scene.prims {
        draw_prim(prim, backend, scale)?;
    }
    backend.present().map_err(failed)
}

fn draw_prim<D: DrawingBackend>(
    prim: &Prim,
    backend: &mut D,
    scale: f32,
) -> Result<(), ReportError> {
    match prim {
        Prim::Polygon { points, fill } => {
            let corners = whole(points, scale);
            if corners.len() < 3 {
                return Ok(());
            }
            backend.fill_polygon(corners, &fill_style(*fill)).map_err(failed)
        }
        Prim::Line { points, stroke } => draw_line(points, stroke, backend, scale),
        Prim::Disc { center, radius, fill } => {
            let radius = pixels(*radius, scale);
            backend
                .draw_circle(at(*center, scale), radius, &fill_style(*fill), true)
                .map_err(failed)
        }
        Prim::Ring { center, radius, stroke } => {
            draw_line(&circle(*center, *radius), stroke, backend, scale)
        }
        Prim::Text(text) => draw_text(text, backend, scale),
    }
}

fn draw_line<D: DrawingBackend>(
    points: &[(f32, f32)],
    stroke: &Stroke,
    backend: &mut D,
    scale: f32,
) -> Result<(), ReportError> {
    let stroke_width = pixels(stroke.width, scale);
    let pen = ShapeStyle { color: color(stroke.paint), filled: false, stroke_width };
    let pieces = match stroke.dash {
        Some(dash) => dashes(points, dash),
        None => vec![points.to_vec()],
    };
    for piece in pieces {
        let corners = whole(&piece, scale);
        if corners.len() > 1 {
            backend.draw_path(corners, &pen).map_err(failed)?;
        }
    }
    Ok(())
}

fn draw_text<D: DrawingBackend>(
    text: &TextPrim,
    backend: &mut D,
    scale: f32,
) -> Result<(), ReportError> {
    let shown = escape::visible(&text.text);
    if shown.is_empty() {
        return Ok(());
    }
    let style = if text.is_strong { FontStyle::Bold } else { FontStyle::Normal };
    let size = f64::from(text.size * scale) * PLOTTERS_EM;
    let h_pos = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let style = FontDesc::new(FontFamily::SansSerif, size, style)
        .color(&color(Paint::solid(text.color)).to_rgba())
        .pos(Pos::new(h_pos, VPos::Center));
    backend.draw_text(&shown, &style, at((text.x, text.y), scale)).map_err(failed)
}

fn at((x, y): (f32, f32), scale: f32) -> (i32, i32) {
    ((x * scale).round() as i32, (y * scale).round() as i32)
}

/// Corners in whole pixels, without repeated ones.
fn whole(points: &[(f32, f32)], scale: f32) -> Vec<(i32, i32)> {
    let mut corners: Vec<_> = points.iter().map(|&point| at(point, scale)).collect();
    corners.dedup();
    corners
}

/// A circle as a closed line.
fn circle((x, y): (f32, f32), radius: f32) -> Vec<(f32, f32)> {
    let steps = 48_u8;
    (0..=steps)
        .map(|step| {
            let angle = std::f32::consts::TAU * f32::from(step) / f32::from(steps);
            (x + radius * angle.sin(), y - radius * angle.cos())
        })
        .collect()
}

/// The pieces of a line that are drawn when every second stretch of `dash` is left out.
fn dashes(points: &[(f32, f32)], dash: f32) -> Vec<Vec<(f32, f32)>> {
    let dash = dash.max(0.5);
    let mut pieces = Vec::new();
    let mut piece: Vec<_> = points.first().copied().into_iter().collect();
    let (mut left, mut is_drawn) = (dash, true);
    for pair in points.windows(2) {
        let &[mut from, to] = pair else { continue };
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length < left || length < 1e-6 {
                left -= length;
                if is_drawn {
                    piece.push(to);
                }
                break;
            }
            let share = left / length;
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            if is_drawn {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            is_drawn = !is_drawn;
            left = dash;
        }
    }
    if is_drawn {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::palette::{LIGHT, Rgb};

    fn scene(words: &str) -> Scene {
        let mut scene = Scene {
            width: 100.0,
            height: 50.0,
            background: LIGHT.panel,
            prims: Vec::new(),
            description: String::new(),
        };
        scene.rect((0.0, 0.0), (50.0, 50.0), Paint::solid(Rgb(200, 0, 0)));
        scene.prims.push(Prim::Disc {
            center: (75.0, 25.0),
            radius: 10.0,
            fill: Paint::solid(Rgb(0, 0, 200)),
        });
        scene.prims.push(Prim::Text(TextPrim {
            x: 5.0,
            y: 25.0,
            size: 11.0,
            anchor: Anchor::Start,
            color: LIGHT.text,
            is_strong: true,
            text: words.to_owned(),
        }));
        scene
    }

    #[test]
    fn an_svg_has_one_element_for_each_shape_and_only_text_inside_text() {
        let text = svg(&scene("alice"));
        assert!(text.starts_with("<svg width=\"400\" height=\"200\" viewBox=\"0 0 400 200\""));
        for (tag, number) in [("<rect", 1), ("<polygon", 1), ("<circle", 1), ("<text", 1)] {
            assert_eq!(text.matches(tag).count(), number, "{tag}");
        }
        assert!(text.trim_end().ends_with("</svg>"));
    }

    #[test]
    fn hostile_words_stay_words_in_an_svg() {
        let text = svg(&scene("</text><script>x</script>\u{202E}\u{1b}&amp;"));
        assert!(!text.contains("<script") && !text.contains(['\u{202E}', '\u{1b}']));
        assert_eq!(text.matches("<text").count(), 1);
        assert!(text.contains("\\u{202e}"));
    }

    #[test]
    fn a_png_has_the_scenes_size_twice_and_its_colours() {
        let bytes = png(&scene("alice")).unwrap();
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert_eq!(bytes.get(16..24), Some(&[0, 0, 0, 200, 0, 0, 0, 100][..]));
        assert_eq!(png(&scene("alice")).unwrap(), bytes);
        assert_ne!(png(&scene("bob")).unwrap(), bytes);
    }

    #[test]
    fn a_picture_that_is_too_large_is_an_error() {
        let scene = Scene { height: 50_000.0, width: 5_000.0, ..scene("a") };
        assert!(matches!(png(&scene), Err(ReportError::TooLarge { .. })));
    }

    #[test]
    fn dashes_cover_half_of_a_line() {
        let pieces = dashes(&[(0.0, 0.0), (5.0, 0.0), (10.0, 0.0)], 1.0);
        let length: f32 = pieces.iter().filter_map(|p| Some(p.last()?.0 - p.first()?.0)).sum();
        assert!((length - 5.0).abs() < 1e-3);
    }
}
