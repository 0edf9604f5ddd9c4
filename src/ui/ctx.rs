//! What every view is given: the state to read, the models to draw, the chute for commands.

use crate::app::{AppState, Command, CommandSender, Item};
use crate::case::Case;
use crate::present::Zone;

use super::models::Models;
use super::theme::Tokens;

/// What every view is given. Views read the state and send commands; none writes.
pub(crate) struct UiCtx<'a> {
    /// The state of the program.
    pub(crate) state: &'a AppState,
    /// The view models, made once per change.
    pub(crate) models: &'a Models,
    /// Colours, sizes, fonts.
    pub(crate) tokens: &'a Tokens,
    /// The chute.
    pub(crate) sender: &'a CommandSender,
}

impl UiCtx<'_> {
    /// Sends a command; it is applied before the next frame.
    #[track_caller]
    pub(crate) fn send(&self, command: impl Into<Command>) {
        self.sender.send(command);
    }

    /// The case, where one is open.
    pub(crate) fn case(&self) -> Option<&Case> {
        self.state.case.as_deref()
    }

    /// The zone of every time shown.
    pub(crate) fn zone(&self) -> &Zone {
        &self.state.view.zone
    }

    /// Whether this is what is looked at.
    pub(crate) fn is_selected(&self, item: &Item) -> bool {
        self.state.selection.item.as_ref() == Some(item)
    }
}
