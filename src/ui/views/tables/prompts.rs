//! The prompts as a table.

use egui::Ui;

use crate::present::map::Placed;
use crate::ui::ctx::UiCtx;
use crate::ui::widgets::empty_state;

/// Scroll position and sort order.
#[derive(Debug, Default)]
pub(crate) struct PromptsUi {
    only: Option<Placed>,
}

impl PromptsUi {
    /// Lists only the prompts with so many places.
    pub(crate) fn show_only(&mut self, placed: Placed) {
        self.only = Some(placed);
    }
}

/// Draws the table into what is left of `ui`.
pub(crate) fn prompts_ui(ui: &mut Ui, ctx: &UiCtx<'_>, _local: &mut PromptsUi) {
    empty_state(ui, ctx.tokens, "Nothing to list", "No prompts are shown.");
}
