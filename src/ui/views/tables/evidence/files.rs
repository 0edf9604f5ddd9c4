//! The list of files: two lines each, and below an open one everything that is known of it. All of
//! it is one list of lines, and only the lines in view are worded and laid out.

use egui::{Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::case::Case;
use crate::model::{Evidence, TimeRange};
use crate::present::Tone;
use crate::present::tables::evidence::{Detail, covered, detail_row, details};
use crate::present::time_scale::{TimeScale, fit, ticks};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::{RowScroll, fit_galley, virtual_rows};

use super::file::{self, Frame};
use super::{INDENT, bars, words};

/// Height of one line of the list.
const LINE: f32 = 22.0;
/// Lines of a file that is not open.
const FILE_LINES: usize = 2;
/// Height of the ruler.
const RULER: f32 = 24.0;
/// Up to so many files, there is room for what is known of the first.
const FEW: usize = 3;
/// Most lines of one sentence.
const MOST_LINES: usize = 6;

/// Scroll position and the open file.
#[derive(Debug, Default)]
pub(super) struct FilesUi {
    scroll: RowScroll,
    /// `None` until the analyst opens or closes one: until then the first of a few files is open.
    open: Option<Option<usize>>,
}

impl FilesUi {
    fn open(&self, files: usize) -> Option<usize> {
        self.open.unwrap_or((files <= FEW).then_some(0)).filter(|index| *index < files)
    }
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Line 0 or 1 of a file.
    File { file: usize, line: usize },
    /// Part `part` of a line below the open file.
    Detail { detail: Detail, part: usize },
    /// Below the last detail.
    Gap,
}

/// How the lines follow each other.
struct Lines {
    files: usize,
    open: Option<usize>,
    /// The lines below the open file, with how many lines each needs at this width.
    details: Vec<(Detail, usize)>,
}

impl Lines {
    fn below(&self) -> usize {
        match self.open {
            Some(_) => self.details.iter().map(|(_, lines)| lines).sum::<usize>() + 1,
            None => 0,
        }
    }

    fn len(&self) -> usize {
        self.files * FILE_LINES + self.below()
    }

    fn get(&self, index: usize) -> Line {
        let of_file =
            |index: usize| Line::File { file: index / FILE_LINES, line: index % FILE_LINES };
        let Some(open) = self.open else { return of_file(index) };
        let from = (open + 1) * FILE_LINES;
        if index < from {
            return of_file(index);
        }
        let mut rest = index - from;
        for &(detail, lines) in &self.details {
            if rest < lines {
                return Line::Detail { detail, part: rest };
            }
            rest -= lines;
        }
        if rest == 0 { Line::Gap } else { of_file(index - self.below()) }
    }
}

/// Draws the list into what is left of `ui`.
pub(super) fn files_ui(ui: &mut Ui, ctx: &UiCtx<'_>, case: &Case, local: &mut FilesUi) {
    let outer = ui.available_rect_before_wrap();
    let open = local.open(case.evidence.len());
    let (left, right) = columns(outer);
    let range = covered(case).map(fit);
    let scale =
        range.map(|range| TimeScale::new(range, f64::from(right.left()), f64::from(right.width())));
    let ticks = scale.map(|scale| ticks(&scale, ctx.zone(), bars::TICK_ROOM)).unwrap_or_default();
    let frame = Frame { left: left.x_range(), right: right.x_range(), scale, ticks };
    let (ruler, _) = ui.allocate_exact_size(vec2(outer.width(), RULER), Sense::hover());
    ruler_ui(ui, ctx, ruler, &frame);
    let room = outer.width() - 2.0 * INDENT - file::KEY - 10.0;
    let file = open.and_then(|open| case.evidence.get(open));
    let details = file.map(|file| measured(ui, ctx, case, file, room)).unwrap_or_default();
    let lines = Lines { files: case.evidence.len(), open, details };
    let mut scroll = local.scroll;
    let mut pressed = None;
    virtual_rows(
        ui,
        ctx.tokens,
        (lines.len(), LINE, "evidence"),
        &mut scroll,
        |ui, index, rect| match lines.get(index) {
            Line::File { file, line } => {
                let Some(evidence) = case.evidence.get(file) else { return };
                let at = (line, rect, open == Some(file));
                if file::line_ui(ui, ctx, case, evidence, &frame, at) {
                    pressed = Some(file);
                }
            }
            Line::Detail { detail, part } => {
                ui.painter().rect_filled(rect, 0, ctx.tokens.raised);
                if let Some(evidence) = file {
                    file::detail_ui(ui, ctx, case, evidence, (detail, part, room, rect));
                }
            }
            Line::Gap => {
                ui.painter().rect_filled(rect.with_max_y(rect.top() + 6.0), 0, ctx.tokens.raised);
            }
        },
    );
    local.scroll = scroll;
    if let Some(file) = pressed {
        local.open = Some((open != Some(file)).then_some(file));
    }
}

/// Words on the left, bars on the right.
fn columns(outer: Rect) -> (Rect, Rect) {
    let inner = outer.shrink2(vec2(INDENT, 0.0)).with_max_x(outer.right() - INDENT - 10.0);
    let words = (inner.width() * 0.45).clamp(180.0, 420.0).min(inner.width() * 0.6);
    let middle = inner.left() + words;
    (inner.with_max_x(middle), inner.with_min_x((middle + size::GAP_3).min(inner.right())))
}

/// How many lines each sentence needs; only those that may be long are measured.
fn measured(
    ui: &Ui,
    ctx: &UiCtx<'_>,
    case: &Case,
    file: &Evidence,
    room: f32,
) -> Vec<(Detail, usize)> {
    let lines_of = |detail: Detail| match detail {
        Detail::Reason | Detail::Hint(_) => {
            let Some(row) = detail_row(case, file, detail, ctx.zone()) else { return 0 };
            let font = Type::Small.font();
            let galley = fit_galley(ui, &row.value, font, ctx.tokens.text, (room, MOST_LINES));
            (galley.size().y / LINE).ceil().max(1.0) as usize
        }
        _ => 1,
    };
    details(case, file).into_iter().map(|detail| (detail, lines_of(detail))).collect()
}

fn ruler_ui(ui: &Ui, ctx: &UiCtx<'_>, rect: Rect, frame: &Frame) {
    let tokens = ctx.tokens;
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    let left = Rect::from_x_y_ranges(frame.left, rect.y_range());
    words(ui, "File and what became of its records", (Type::Small, tokens.tone(Tone::Muted)), left);
    let Some(scale) = &frame.scale else { return };
    let right = Rect::from_x_y_ranges(frame.right, rect.y_range());
    bars::ruler(ui, ctx, right, (scale, &frame.ticks));
    let TimeRange { start, .. } = scale.range;
    let zone = crate::present::format::abbreviation(start, ctx.zone());
    let galley = ui.painter().layout_no_wrap(zone, Type::Small.font(), tokens.muted);
    let at =
        pos2(right.left() - galley.size().x - size::GAP, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, tokens.muted);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_reached_once_and_in_order() {
        let details = vec![(Detail::Reason, 3), (Detail::Hash, 1)];
        let lines = Lines { files: 3, open: Some(1), details };
        let all: Vec<_> = (0..lines.len()).map(|index| lines.get(index)).collect();
        let file = |file, line| Line::File { file, line };
        let part = |detail, part| Line::Detail { detail, part };
        assert_eq!(
            all,
            [
                file(0, 0),
                file(0, 1),
                file(1, 0),
                file(1, 1),
                part(Detail::Reason, 0),
                part(Detail::Reason, 1),
                part(Detail::Reason, 2),
                part(Detail::Hash, 0),
                Line::Gap,
                file(2, 0),
                file(2, 1),
            ]
        );
        let closed = Lines { files: 2, open: None, details: Vec::new() };
        assert_eq!((closed.len(), closed.get(3)), (4, file(1, 1)));
    }

    #[test]
    fn the_first_of_a_few_files_stands_open_until_it_is_closed() {
        let mut local = FilesUi::default();
        assert_eq!((local.open(FEW), local.open(FEW + 1), local.open(0)), (Some(0), None, None));
        local.open = Some(None);
        assert_eq!(local.open(1), None);
        local.open = Some(Some(7));
        assert_eq!(local.open(3), None);
    }
}
