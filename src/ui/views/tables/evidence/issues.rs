//! What could not be used: grouped by what is wrong on the left, the bytes of the chosen one on the
//! right.

use std::collections::BTreeSet;

use egui::{Rect, RichText, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::app::{ExportCommand, SelectCommand};
use crate::case::Case;
use crate::model::IssueKind;
use crate::present::Tone;
use crate::present::format::{self, counted};
use crate::present::tables::evidence::{IssueGroup, issue, kind_words};
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::views::details::record;
use crate::ui::views::tables::grid_row::copy;
use crate::ui::widgets::{RowScroll, empty_state, focus_ring, icon_button, virtual_rows};

use super::{INDENT, words};

/// Width of the column of records.
const RECORD: f32 = 76.0;

/// Scroll position, and the groups that are closed.
#[derive(Debug, Default)]
pub(super) struct IssuesUi {
    scroll: RowScroll,
    closed: BTreeSet<IssueKind>,
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Head(usize),
    Issue(usize),
}

fn line_at(groups: &[IssueGroup], closed: &BTreeSet<IssueKind>, index: usize) -> Option<Line> {
    let mut rest = index;
    for (number, group) in groups.iter().enumerate() {
        if rest == 0 {
            return Some(Line::Head(number));
        }
        rest -= 1;
        if closed.contains(&group.kind) {
            continue;
        }
        if let Some(&issue) = group.issues.get(rest) {
            return Some(Line::Issue(issue as usize));
        }
        rest -= group.issues.len();
    }
    None
}

fn length(groups: &[IssueGroup], closed: &BTreeSet<IssueKind>) -> usize {
    let open = groups.iter().filter(|group| !closed.contains(&group.kind));
    groups.len() + open.map(|group| group.issues.len()).sum::<usize>()
}

/// Draws both sides into what is left of `ui`.
pub(super) fn issues_ui(ui: &mut Ui, ctx: &UiCtx<'_>, case: &Case, local: &mut IssuesUi) {
    if case.issues.is_empty() {
        let hint = "No part of a record was left out: none found in these sources.";
        empty_state(ui, ctx.tokens, "Every record could be used", hint);
        return;
    }
    let outer = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(outer);
    let middle = outer.left() + (outer.width() * 0.52).round();
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("list").max_rect(outer.with_max_x(middle)));
    list_ui(&mut left, ctx, case, local);
    ui.painter().vline(middle, outer.y_range(), Stroke::new(1.0, ctx.tokens.line));
    let right = outer.with_min_x(middle + 1.0).shrink2(vec2(INDENT, size::GAP_2));
    let mut right = ui.new_child(UiBuilder::new().id_salt("bytes").max_rect(right));
    right.shrink_clip_rect(outer);
    bytes_ui(&mut right, ctx, case);
}

fn list_ui(ui: &mut Ui, ctx: &UiCtx<'_>, case: &Case, local: &mut IssuesUi) {
    let groups = ctx.models.issue_groups(ctx.state, case);
    let mut scroll = local.scroll;
    let mut pressed = None;
    let spec = (length(&groups, &local.closed), size::ROW, "issues");
    virtual_rows(ui, ctx.tokens, spec, &mut scroll, |ui, index, rect| {
        match line_at(&groups, &local.closed, index) {
            Some(Line::Head(number)) => {
                let Some(group) = groups.get(number) else { return };
                let is_open = !local.closed.contains(&group.kind);
                if head_ui(ui, ctx, group, (is_open, rect)) {
                    pressed = Some(group.kind);
                }
            }
            Some(Line::Issue(index)) => issue_ui(ui, ctx, case, (index, rect)),
            None => {}
        }
    });
    local.scroll = scroll;
    if let Some(kind) = pressed
        && !local.closed.remove(&kind)
    {
        local.closed.insert(kind);
    }
}

fn head_ui(ui: &Ui, ctx: &UiCtx<'_>, group: &IssueGroup, (is_open, rect): (bool, Rect)) -> bool {
    let tokens = ctx.tokens;
    let kind = kind_words(group.kind);
    let number = counted(group.issues.len() as u64, "issue", "issues");
    let id = ui.make_persistent_id(("group", group.kind.key()));
    let response = ui.interact(rect, id, Sense::click());
    let sentence = format!("{kind}: {number}");
    let role = egui::Role::Button;
    response.widget_info(|| egui::WidgetInfo::selected(role, true, is_open, &sentence));
    let fill = if response.hovered() { tokens.selection } else { tokens.raised };
    ui.painter().rect_filled(rect, 0, fill);
    focus_ring(ui, tokens, &response);
    let inner = rect.shrink2(vec2(INDENT, 0.0));
    let icon = if is_open { icons::CARET_DOWN } else { icons::CARET_UP };
    words(ui, icon, (Type::Icon, tokens.muted), inner.with_max_x(inner.left() + 18.0));
    let name = inner.with_min_x(inner.left() + 20.0);
    let (end, _) = words(ui, &kind, (Type::Strong, tokens.text), name);
    let rest = name.with_min_x((end + size::GAP_2).min(name.right()));
    words(ui, &number, (Type::Small, tokens.muted), rest);
    response.clicked()
}

fn issue_ui(ui: &Ui, ctx: &UiCtx<'_>, case: &Case, (index, rect): (usize, Rect)) {
    let Some(issue) = issue(case, index) else { return };
    let tokens = ctx.tokens;
    let is_open = ctx.state.issue_open().is_some_and(|(open, _)| open == index);
    let response = ui.interact(rect, ui.make_persistent_id(("issue", index)), Sense::click());
    let role = egui::Role::Row;
    response.widget_info(|| egui::WidgetInfo::selected(role, true, is_open, &issue.sentence));
    if is_open {
        ui.painter().rect_filled(rect, 0, tokens.selection);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, tokens.raised);
    }
    focus_ring(ui, tokens, &response);
    let inner = rect.shrink2(vec2(INDENT, 0.0));
    let mut left = inner.left() + 20.0;
    // Where there is little room, the offset stands beside the bytes alone.
    let offset = if inner.width() < 440.0 { 0.0 } else { 116.0 };
    let rest = inner.right() - left - RECORD - offset;
    let cells = [
        (issue.record.as_str(), RECORD, Type::Mono, tokens.text),
        (issue.offset.as_str(), offset, Type::Mono, tokens.muted),
        (issue.detail.as_str(), rest, Type::Small, tokens.text),
    ];
    for (text, width, kind, color) in cells.into_iter().filter(|(_, width, ..)| *width > 0.0) {
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width.max(1.0), rect.height()));
        words(ui, text, (kind, color), cell.with_max_x(cell.right() - size::GAP));
        left += width;
    }
    if response.clicked() {
        ctx.send(SelectCommand::ShowIssue(index));
    }
    response.context_menu(|ui| {
        if ui.button("Copy row").clicked() {
            copy(ctx, "Row", issue.sentence.clone());
        }
    });
    response.on_hover_text_at_pointer(&issue.detail);
}

fn bytes_ui(ui: &mut Ui, ctx: &UiCtx<'_>, case: &Case) {
    let tokens = ctx.tokens;
    let Some((index, open)) = ctx.state.issue_open() else {
        empty_state(ui, tokens, "No issue is chosen", "Choose one to read its bytes in the file.");
        return;
    };
    let Some(issue) = issue(case, index) else { return };
    ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
    ui.horizontal(|ui| {
        let title = format!("{} of {}", kind_words_of(case, index), issue.record);
        ui.label(RichText::new(title).font(Type::Strong.font()).color(tokens.text));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, tokens, icons::X, "Close the bytes").clicked() {
                ctx.send(SelectCommand::HideRecord);
            }
            if let Some(Ok(raw)) = &open.result
                && icon_button(ui, tokens, icons::COPY, "Copy the bytes").clicked()
            {
                let text = raw.text.clone();
                ctx.send(ExportCommand::Copy { what: "the bytes", text });
            }
        });
    });
    ScrollArea::vertical().id_salt("issue bytes").auto_shrink(false).show(ui, |ui| {
        let warning = tokens.tone(Tone::Warning);
        ui.label(RichText::new(&issue.detail).font(Type::Small.font()).color(warning));
        let length = format::bytes(u64::from(open.at.length));
        let place = format!("{length} from {} of the decoded stream", issue.offset);
        ui.label(RichText::new(place).font(Type::Small.font()).color(tokens.muted));
        record::bytes_ui(ui, ctx, open);
    });
}

fn kind_words_of(case: &Case, index: usize) -> String {
    let kind = case.issues.get(index).map(|issue| kind_words(issue.kind)).unwrap_or_default();
    let mut letters = kind.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_reached_once_and_closed_groups_keep_their_head() {
        let group = |kind, issues: &[u32]| IssueGroup { kind, issues: issues.to_vec() };
        let groups = [group(IssueKind::Truncated, &[4, 5]), group(IssueKind::NoTime, &[1])];
        let all = |closed: &BTreeSet<IssueKind>| {
            let length = length(&groups, closed);
            assert_eq!(line_at(&groups, closed, length), None);
            (0..length).filter_map(|index| line_at(&groups, closed, index)).collect::<Vec<_>>()
        };
        let (head, issue) = (Line::Head, Line::Issue);
        assert_eq!(all(&BTreeSet::new()), [head(0), issue(4), issue(5), head(1), issue(1)]);
        assert_eq!(all(&BTreeSet::from([IssueKind::Truncated])), [head(0), head(1), issue(1)]);
    }
}
