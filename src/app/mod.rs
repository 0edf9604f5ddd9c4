//! Floor 5: the program without a window.
//!
//! In: [`Command`]s, from gestures and from finished jobs. Out: a changed [`AppState`] and the
//! [`Effect`]s that the outside world must carry out.
//! Must never know: egui, dialogs, the disk, threads, the clock.
//!
//! Reading order: the state, the commands that change it, the effects that it asks for, the reducer.

mod command;
mod effect;
mod export;
mod job;
mod mapper;
mod notice;
mod queue;
mod selection;
mod settings;
mod state;
mod ui_command;
mod undo;
mod update;
mod view;

#[cfg(test)]
mod tests;

pub use crate::present::users::SortKey;
pub use command::{
    Clause, Command, DetectionCommand, EvidenceCommand, ExportCommand, FilterCommand,
    NoticeCommand, ReadingCommand, SelectCommand, TimeCommand, UndoCommand, ViewCommand,
};
pub use effect::{Effect, Effects};
pub use export::ExportKind;
pub use job::{Job, JobEvent, JobId, JobKind, Progress, RawRecord, RecordState};
pub use mapper::{Mapper, Remembered};
pub use notice::{Notice, NoticeId, NoticeLevel};
pub use queue::{CommandQueue, CommandSender};
pub use selection::{Direction, Item, Selection};
pub use settings::SettingsV1;
pub use state::{AppState, Cited, FilteredFor, ReadRecord, Revision};
pub use ui_command::{Key, Shortcut, UiCommand};
pub use view::{Overlay, SortOrder, Tab, ThemeChoice, UsersMode, ViewState};
