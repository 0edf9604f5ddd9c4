//! The evidence: a card per file, then what could not be used, then what a reader of a negative
//! result must know. All of it is one list of lines, and only the lines in view are worded.

use egui::{Color32, CornerRadius, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::case::Case;
use crate::present::Tone;
use crate::present::format::counted;
use crate::present::tables::evidence::{FileCard, card, caveats, issue};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Tokens, Type, icons, size};
use crate::ui::widgets::{
    RowScroll, empty_state, fit_galley, icon_button, muted, one_line, virtual_rows,
};

use super::grid_row::copy;

/// Lines of a file's card, the gap below it included.
const CARD_LINES: usize = 6;
/// Lines in front of a section: a gap and its heading.
const HEAD_LINES: usize = 2;
const INDENT: f32 = 16.0;

/// Scroll position.
#[derive(Debug, Default)]
pub(crate) struct EvidenceUi {
    scroll: RowScroll,
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Card { file: usize, line: usize },
    IssuesHead,
    Issue(usize),
    CaveatsHead,
    Caveat { index: usize, line: usize },
    Gap,
}

/// How the lines follow each other.
struct Lines {
    files: usize,
    issues: usize,
    /// How many lines each caveat needs at this width.
    caveats: Vec<usize>,
}

impl Lines {
    fn len(&self) -> usize {
        let issues = if self.issues > 0 { HEAD_LINES + self.issues } else { 0 };
        let caveats: usize = self.caveats.iter().sum();
        let caveats = if caveats > 0 { HEAD_LINES + caveats } else { 0 };
        self.files * CARD_LINES + issues + caveats + 1
    }

    fn get(&self, index: usize) -> Line {
        let cards = self.files * CARD_LINES;
        if index < cards {
            return Line::Card { file: index / CARD_LINES, line: index % CARD_LINES };
        }
        let mut rest = index - cards;
        if self.issues > 0 {
            match rest.checked_sub(HEAD_LINES) {
                None if rest == 1 => return Line::IssuesHead,
                None => return Line::Gap,
                Some(issue) if issue < self.issues => return Line::Issue(issue),
                Some(after) => rest = after - self.issues,
            }
        }
        match rest.checked_sub(HEAD_LINES) {
            None if rest == 1 && !self.caveats.is_empty() => return Line::CaveatsHead,
            None => return Line::Gap,
            Some(after) => rest = after,
        }
        for (index, &lines) in self.caveats.iter().enumerate() {
            if rest < lines {
                return Line::Caveat { index, line: rest };
            }
            rest -= lines;
        }
        Line::Gap
    }
}

/// Draws the list into what is left of `ui`.
pub(crate) fn evidence_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut EvidenceUi) {
    let Some(case) = ctx.case() else { return };
    if case.evidence.is_empty() {
        empty_state(ui, ctx.tokens, "No evidence", "Open log exports to begin.");
        return;
    }
    ui.add_space(size::GAP_2);
    let caveats = caveats(case);
    let room = ui.available_width() - 2.0 * INDENT - 14.0;
    let lines_of = |text: &String| {
        let galley = fit_galley(ui, text, Type::Body.font(), ctx.tokens.text, (room, 8));
        (galley.size().y / size::ROW).ceil().max(1.0) as usize
    };
    let lines = Lines {
        files: case.evidence.len(),
        issues: case.issues.len(),
        caveats: caveats.iter().map(lines_of).collect(),
    };
    let spec = (lines.len(), size::ROW, "evidence");
    let mut scroll = local.scroll;
    virtual_rows(ui, ctx.tokens, spec, &mut scroll, |ui, index, rect| match lines.get(index) {
        Line::Card { file, line } => card_line(ui, ctx, case, (file, line), rect),
        Line::IssuesHead => {
            let count = counted(case.issues.len() as u64, "record", "records");
            heading(ui, ctx.tokens, &format!("Could not be used: {count}, or parts of them"), rect);
        }
        Line::Issue(index) => issue_line(ui, ctx, case, index, rect),
        Line::CaveatsHead => heading(ui, ctx.tokens, "Limits of a negative result", rect),
        Line::Caveat { index, line } => {
            if let Some(text) = caveats.get(index) {
                caveat_line(ui, ctx.tokens, text, (line, room), rect);
            }
        }
        Line::Gap => {}
    });
    local.scroll = scroll;
}

/// Draws what the tab's head says of the evidence.
pub(crate) fn evidence_head_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    let Some(case) = ctx.case() else { return };
    let files = counted(case.evidence.len() as u64, "file", "files");
    let records = case.evidence.iter().map(|file| file.counts.records).sum();
    muted(ui, ctx.tokens, &format!("{files}, {}", counted(records, "record", "records")));
}

fn card_line(ui: &mut Ui, ctx: &UiCtx<'_>, case: &Case, (file, line): (usize, usize), rect: Rect) {
    let Some(file) = case.evidence.get(file) else { return };
    let card = card(file, ctx.zone());
    let tokens = ctx.tokens;
    if line == CARD_LINES - 1 {
        return;
    }
    paint_card_part(ui, tokens, line, rect);
    let inner = rect.shrink2(vec2(INDENT, 0.0));
    match line {
        0 => title_line(ui, tokens, &card, (file.id.0, inner)),
        1 => hash_line(ui, ctx, &card, inner),
        2 => pair(ui, tokens, "Records", &card.counts, (Tone::Text, inner)),
        3 => {
            let span = card.span.as_deref().unwrap_or("no event");
            let words = format!("{} · {span}", card.format);
            pair(ui, tokens, "Format", &words, (Tone::Text, inner));
        }
        _ => match (&card.reason, &card.notes) {
            (Some(reason), _) => pair(ui, tokens, "Reason", reason, (card.tone, inner)),
            (None, Some(notes)) => pair(ui, tokens, "Repaired", notes, (Tone::Text, inner)),
            (None, None) => pair(ui, tokens, "Notes", "none", (Tone::Muted, inner)),
        },
    }
}

/// A card lies over several lines: the first and last of them are rounded.
fn paint_card_part(ui: &Ui, tokens: &Tokens, line: usize, rect: Rect) {
    let rect = rect.shrink2(vec2(size::GAP_2, 0.0));
    let radius = size::RADIUS_SMALL;
    let corners = match line {
        0 => CornerRadius { nw: radius, ne: radius, sw: 0, se: 0 },
        4 => CornerRadius { nw: 0, ne: 0, sw: radius, se: radius },
        _ => CornerRadius::ZERO,
    };
    ui.painter().rect_filled(rect, corners, tokens.raised);
}

fn title_line(ui: &Ui, tokens: &Tokens, card: &FileCard, (file, rect): (u32, Rect)) {
    let color = tokens.tone(card.tone);
    let center = rect.center().y;
    ui.painter().circle_filled(pos2(rect.left() + 4.0, center), 4.0, color);
    let mut left = rect.left() + 16.0;
    let status = one_line(ui, card.status, Type::Small.font(), color, rect.width() * 0.45);
    let status_left = rect.right() - status.size().x;
    let parts = [
        (card.number.as_str(), Type::Small, tokens.muted),
        (card.name.as_str(), Type::Strong, tokens.text),
        (card.size.as_str(), Type::Small, tokens.muted),
    ];
    for (text, kind, color) in parts {
        let room = status_left - left - size::GAP_2;
        if room < 8.0 {
            break;
        }
        let galley = one_line(ui, text, kind.font(), color, room);
        let width = galley.size().x;
        ui.painter().galley(pos2(left, center - galley.size().y / 2.0), galley, color);
        left += width + size::GAP_2;
    }
    ui.painter().galley(pos2(status_left, center - status.size().y / 2.0), status, color);
    let response = ui.interact(rect, ui.make_persistent_id(("file", file)), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, &card.sentence));
}

fn hash_line(ui: &mut Ui, ctx: &UiCtx<'_>, card: &FileCard, rect: Rect) {
    let Some(hash) = &card.sha256 else {
        pair(ui, ctx.tokens, "SHA-256", "not computed", (Tone::Warning, rect));
        return;
    };
    key(ui, ctx.tokens, "SHA-256", rect);
    let left = rect.left() + KEY;
    let room = rect.right() - left - 28.0;
    let galley = one_line(ui, hash, Type::Mono.font(), ctx.tokens.text, room);
    let end = left + galley.size().x;
    ui.painter().galley(
        pos2(left, rect.center().y - galley.size().y / 2.0),
        galley,
        ctx.tokens.text,
    );
    let at = Rect::from_min_size(pos2(end + size::GAP, rect.top()), vec2(24.0, rect.height()));
    let mut corner =
        ui.new_child(egui::UiBuilder::new().id_salt(("hash", &card.number)).max_rect(at));
    let name = format!("Copy SHA-256 of {}", card.name);
    if icon_button(&mut corner, ctx.tokens, icons::COPY, &name).clicked() {
        copy(ctx, "SHA-256", hash.clone());
    }
}

/// Width of the keys of a card.
const KEY: f32 = 76.0;

fn key(ui: &Ui, tokens: &Tokens, text: &str, rect: Rect) {
    words(ui, text, (Type::Small, tokens.muted), rect.with_max_x(rect.left() + KEY));
}

fn pair(ui: &Ui, tokens: &Tokens, name: &str, value: &str, (tone, rect): (Tone, Rect)) {
    key(ui, tokens, name, rect);
    let color = tokens.tone(tone);
    let value_rect = rect.with_min_x(rect.left() + KEY);
    if words(ui, value, (Type::Body, color), value_rect) {
        let id = ui.make_persistent_id(("cut", name, rect.top() as i32));
        ui.interact(value_rect, id, Sense::hover()).on_hover_text(value);
    }
}

/// Paints one line of words; returns whether it was cut.
fn words(ui: &Ui, text: &str, (kind, color): (Type, Color32), rect: Rect) -> bool {
    let galley = one_line(ui, text, kind.font(), color, rect.width());
    let is_cut = galley.elided;
    ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, color);
    is_cut
}

fn heading(ui: &Ui, tokens: &Tokens, text: &str, rect: Rect) {
    let inner = rect.shrink2(vec2(INDENT, 0.0));
    words(ui, text, (Type::Strong, tokens.text), inner);
    let line = Stroke::new(1.0, tokens.line);
    ui.painter().hline(inner.x_range(), rect.bottom() - 0.5, line);
    let response = ui.interact(inner, ui.make_persistent_id(("heading", text)), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, text));
}

fn issue_line(ui: &Ui, ctx: &UiCtx<'_>, case: &Case, index: usize, rect: Rect) {
    let Some(issue) = issue(case, index) else { return };
    let tokens = ctx.tokens;
    let inner = rect.shrink2(vec2(INDENT, 0.0));
    let mut left = inner.left();
    let cells = [
        (issue.record.as_str(), 84.0, Type::Mono, tokens.text),
        (issue.offset.as_str(), 110.0, Type::Mono, tokens.muted),
        (issue.kind.as_str(), 120.0, Type::Body, tokens.tone(Tone::Warning)),
        (issue.detail.as_str(), inner.right() - left - 314.0, Type::Body, tokens.text),
    ];
    for (text, width, kind, color) in cells {
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width.max(1.0), rect.height()));
        words(ui, text, (kind, color), cell.with_max_x(cell.right() - size::GAP));
        left += width;
    }
    let response = ui.interact(inner, ui.make_persistent_id(("issue", index)), Sense::CLICK);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, &issue.sentence));
    response.context_menu(|ui| {
        if ui.button("Copy row").clicked() {
            copy(ctx, "Row", issue.sentence.clone());
        }
    });
    response.on_hover_text_at_pointer(&issue.detail);
}

/// A caveat may need several lines; its words are painted from the first, and each line shows its
/// part of them.
fn caveat_line(ui: &Ui, tokens: &Tokens, text: &str, (line, room): (usize, f32), rect: Rect) {
    let galley = fit_galley(ui, text, Type::Body.font(), tokens.text, (room, 8));
    let top = rect.top() - line as f32 * size::ROW + 4.0;
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
    painter.galley(pos2(rect.left() + INDENT, top), galley, tokens.text);
    if line == 0 {
        let response = ui.interact(rect, ui.make_persistent_id(("caveat", text)), Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_reached_once_and_in_order() {
        let lines = Lines { files: 2, issues: 3, caveats: vec![2, 1] };
        let all: Vec<_> = (0..lines.len()).map(|index| lines.get(index)).collect();
        assert_eq!(all[CARD_LINES], Line::Card { file: 1, line: 0 });
        let issues = all.iter().filter(|line| matches!(line, Line::Issue(_))).count();
        let caveats: Vec<_> =
            all.iter().filter(|line| matches!(line, Line::Caveat { .. })).collect();
        assert_eq!(issues, 3);
        assert_eq!(caveats.last(), Some(&&Line::Caveat { index: 1, line: 0 }));
        assert_eq!(all.iter().filter(|&&line| line == Line::CaveatsHead).count(), 1);
        let plain = Lines { files: 1, issues: 0, caveats: Vec::new() };
        assert!((CARD_LINES..plain.len()).all(|index| plain.get(index) == Line::Gap));
    }
}
