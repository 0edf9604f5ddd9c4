//! What every view is given: the state to read, the models to draw, the chute for commands.

use crate::app::{
    AppState, Clause, Command, CommandSender, FilterCommand, Item, SelectCommand, TimeCommand,
};
use crate::case::Case;
use crate::model::{Span, TimeRange};
use crate::present::Zone;
use crate::present::story::Door;

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

impl<'a> UiCtx<'a> {
    /// Sends a command; it is applied before the next frame.
    #[track_caller]
    pub(crate) fn send(&self, command: impl Into<Command>) {
        self.sender.send(command);
    }

    /// The case, where one is open.
    pub(crate) fn case(&self) -> Option<&'a Case> {
        self.state.case.as_deref()
    }

    /// The zone of every time shown.
    pub(crate) fn zone(&self) -> &'a Zone {
        &self.state.view.zone
    }

    /// Whether this is what is looked at.
    pub(crate) fn is_selected(&self, item: &Item) -> bool {
        self.state.selection.item.as_ref() == Some(item)
    }

    /// Goes where a word leads.
    pub(crate) fn go(&self, door: &Door) {
        match door.clone() {
            Door::User(user) => self.send(SelectCommand::Reveal(Item::User(user))),
            Door::Prompt(prompt) => self.send(SelectCommand::Reveal(Item::Prompt(prompt))),
            Door::Finding(finding) => self.send(SelectCommand::Reveal(Item::Finding(finding))),
            Door::Ip(ip) => self.send(FilterCommand::Add(Clause::Ip(ip))),
            Door::Country(country) => self.send(FilterCommand::Add(Clause::Country(country))),
            Door::Outcome(outcome) => self.send(FilterCommand::Add(Clause::Outcome(outcome))),
            Door::Users(users) => self.send(FilterCommand::SetUsers(users)),
            Door::Record(event) => self.send(SelectCommand::ShowRecord(event)),
            Door::Time(range) => {
                let room = Span((range.span().0 / 2).max(Span::from_mins(5).0));
                let wide = TimeRange::new(range.start - room, range.end + room);
                self.send(TimeCommand::Set(wide));
            }
        }
    }
}

/// What a door does, for tooltips.
pub(crate) const fn door_hint(door: &Door) -> &'static str {
    match door {
        Door::User(_) | Door::Prompt(_) | Door::Finding(_) => "Look at it",
        Door::Ip(_) => "Show only prompts of this address",
        Door::Country(_) => "Show only prompts of this country",
        Door::Outcome(_) => "Show only prompts that ended so",
        Door::Users(_) => "Show only these accounts",
        Door::Record(_) => "Read the record again",
        Door::Time(_) => "Show this stretch of time",
    }
}
