//! The evidence: files with their bars over one time axis, what could not be used with its bytes,
//! what is missing and what a reader of a negative result must know.

mod bars;
mod file;
mod files;
mod issues;
mod limits;

use egui::{Color32, Rect, Sense, Ui, pos2, vec2};

use crate::present::format::count;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Tokens, Type, size};
use crate::ui::widgets::{empty_state, focus_ring, one_line};

/// Room at both sides of every row.
const INDENT: f32 = 12.0;

/// What is in front.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Files,
    Issues,
    Limits,
}

/// Scroll positions, and what is open.
#[derive(Debug, Default)]
pub(crate) struct EvidenceUi {
    section: Section,
    files: files::FilesUi,
    issues: issues::IssuesUi,
}

/// Draws the section in front into what is left of `ui`.
pub(crate) fn evidence_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut EvidenceUi) {
    let Some(case) = ctx.case() else { return };
    if case.evidence.is_empty() {
        empty_state(ui, ctx.tokens, "No evidence", "Open log exports to begin.");
        return;
    }
    match local.section {
        Section::Files => files::files_ui(ui, ctx, case, &mut local.files),
        Section::Issues => issues::issues_ui(ui, ctx, case, &mut local.issues),
        Section::Limits => limits::limits_ui(ui, ctx, case),
    }
}

/// Draws the sections to choose from, from the right edge.
pub(crate) fn evidence_head_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut EvidenceUi) {
    let Some(case) = ctx.case() else { return };
    let missing = case.coverage.missing.len() + case.detection.not_evaluated.len();
    let sections = [
        (Section::Limits, "Missing and limits", missing + case.limits.len()),
        (Section::Issues, "Issues", case.issues.len()),
        (Section::Files, "Files", case.evidence.len()),
    ];
    ui.spacing_mut().item_spacing.x = size::GAP;
    for (section, title, number) in sections {
        if section_button(ui, ctx.tokens, (title, number), local.section == section) {
            local.section = section;
        }
    }
}

fn section_button(
    ui: &mut Ui,
    tokens: &Tokens,
    (title, number): (&str, usize),
    front: bool,
) -> bool {
    let words = format!("{title} {}", count(number as u64));
    let kind = if front { Type::SmallStrong } else { Type::Small };
    let color = if front { tokens.text } else { tokens.muted };
    let galley = ui.painter().layout_no_wrap(words.clone(), kind.font(), color);
    let wanted = vec2(galley.size().x + 2.0 * size::GAP_2, 22.0);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    if front || response.hovered() {
        let fill = if front { tokens.selection } else { tokens.raised };
        ui.painter().rect_filled(rect, 11, fill);
    }
    focus_ring(ui, tokens, &response);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    let role = egui::Role::RadioButton;
    response.widget_info(|| egui::WidgetInfo::selected(role, true, front, &words));
    response.clicked()
}

/// Paints one line of words in the middle of `rect`; returns where they end and whether they were
/// cut.
fn words(ui: &Ui, text: &str, (kind, color): (Type, Color32), rect: Rect) -> (f32, bool) {
    let galley = one_line(ui, text, kind.font(), color, rect.width());
    let (right, is_cut) = (rect.left() + galley.size().x, galley.elided);
    ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, color);
    (right, is_cut)
}
