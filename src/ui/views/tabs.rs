//! The tabs below the timeline.

use egui::{CornerRadius, Sense, Ui, pos2, vec2};

use crate::app::{Tab, ViewCommand};
use crate::ui::app_ui::LocalUi;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::{card, head};

use super::{map, parameters, tables};

/// Draws the tabs and the one in front.
pub(crate) fn tabs_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut LocalUi) {
    card(ui, ctx.tokens, |ui| {
        head(
            ui,
            ctx.tokens,
            |ui| {
                for tab in Tab::ALL {
                    tab_button(ui, ctx, tab);
                }
            },
            |ui| tab_head_ui(ui, ctx, local),
        );
        match ctx.state.view.tab {
            Tab::Map => map::map_ui(ui, ctx, &mut local.map),
            Tab::Prompts => tables::prompts::prompts_ui(ui, ctx, &mut local.tables.prompts),
            Tab::Events => tables::events::events_ui(ui, ctx, &mut local.tables.events),
            Tab::Evidence => tables::evidence::evidence_ui(ui, ctx, &mut local.tables.evidence),
            Tab::Parameters => parameters::parameters_ui(ui, ctx),
        }
    });
}

/// What the tab in front says of itself, from the right edge.
fn tab_head_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut LocalUi) {
    let tables = &mut local.tables;
    match ctx.state.view.tab {
        Tab::Map => map::map_head_ui(ui, ctx, &local.map, &mut tables.prompts),
        Tab::Prompts => tables::prompts::prompts_head_ui(ui, ctx, &tables.prompts),
        Tab::Events => tables::events::events_head_ui(ui, ctx, &tables.events),
        Tab::Evidence => tables::evidence::evidence_head_ui(ui, ctx, &mut tables.evidence),
        Tab::Parameters => {}
    }
}

fn tab_button(ui: &mut Ui, ctx: &UiCtx<'_>, tab: Tab) {
    let tokens = ctx.tokens;
    let front = ctx.state.view.tab == tab;
    let kind = if front { Type::Strong } else { Type::Body };
    let color = if front { tokens.text } else { tokens.muted };
    let galley = ui.painter().layout_no_wrap(tab.title().to_owned(), kind.font(), color);
    let wanted = vec2(galley.size().x + size::GAP_2, size::HEAD);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    let color = if response.hovered() || response.has_focus() { tokens.text } else { color };
    let position = pos2(rect.left() + size::GAP, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley_with_override_text_color(position, galley, color);
    if front || response.has_focus() {
        let line = rect.with_min_y(rect.bottom() - 2.0).shrink2(vec2(size::GAP, 0.0));
        ui.painter().rect_filled(line, CornerRadius::same(1), tokens.accent);
    }
    if response.clicked() {
        ctx.send(ViewCommand::Show(tab));
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, front, tab.title()));
}
