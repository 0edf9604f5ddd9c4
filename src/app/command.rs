//! Everything that may change the state.

use std::path::PathBuf;

use crate::ingest::mapping::Mapping;
use crate::ingest::{Decisions, Encoding};
use crate::model::{EvidenceId, Factor, Filter, Outcome, Severity, Span, TimeRange, Timestamp};
use crate::present::Zone;

use super::{
    Direction, ExportKind, Item, JobEvent, JobId, NoticeId, NoticeLevel, Overlay, SettingsV1,
    SortKey, Tab, ThemeChoice, UiCommand, UsersMode,
};

/// Everything that may change the state. The window and finished jobs send these; nothing else
/// writes to [`super::AppState`].
#[derive(Clone, Debug)]
pub enum Command {
    /// Files come and go.
    Evidence(EvidenceCommand),
    /// How files are read.
    Reading(ReadingCommand),
    /// Thresholds of the rules.
    Detection(DetectionCommand),
    /// Which prompts are shown.
    Filter(FilterCommand),
    /// Which stretch of time is shown.
    Time(TimeCommand),
    /// What is looked at.
    Select(SelectCommand),
    /// Tabs, theme, zone, overlays.
    View(ViewCommand),
    /// Out of the window: files and the clipboard.
    Export(ExportCommand),
    /// News of a job.
    Job(JobEvent),
    /// Messages to the analyst.
    Notice(NoticeCommand),
    /// One step back or forward.
    Undo(UndoCommand),
    /// A command of menu, palette or keyboard.
    Ui(UiCommand),
}

/// Files come and go.
#[derive(Clone, Debug, PartialEq)]
pub enum EvidenceCommand {
    /// Ask for files.
    PickFiles,
    /// Ask for a folder.
    PickFolder,
    /// Ask for databases of addresses.
    PickDatabases,
    /// Take from these databases what the logs do not say of an address; none stops that.
    UseDatabases(Vec<PathBuf>),
    /// Open these files and folders as a new case.
    Open(Vec<PathBuf>),
    /// Open the demonstration case.
    OpenDemo,
    /// Leave the case for the start page.
    Close,
    /// Hash every file again and compare.
    Verify,
    /// Stop a job.
    Cancel(JobId),
}

/// How files are read: zones of times that name none, encodings, clocks, mappings of files that no
/// format knows.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadingCommand {
    /// What the command line decided; holds for every case that is opened.
    Given(Decisions),
    /// Read the times of a file that name no zone as of this one, or as UTC; the evidence is read
    /// again.
    ChooseZone {
        /// The file.
        evidence: EvidenceId,
        /// The zone's IANA name.
        zone: Option<String>,
    },
    /// Read the text of a file in this encoding, or as it shows by itself; the evidence is read again.
    ChooseEncoding {
        /// The file.
        evidence: EvidenceId,
        /// The encoding.
        encoding: Option<Encoding>,
    },
    /// Set the times of a file right by what its clock was ahead; the evidence is read again.
    SetClock {
        /// The file.
        evidence: EvidenceId,
        /// How much the clock was ahead; less than nothing where it was behind.
        ahead: Span,
    },
    /// Map the first file that no format knows.
    MapUnknown,
    /// Map this file.
    Map(EvidenceId),
    /// The mapping as it stands now.
    Edit(Box<Mapping>),
    /// Read the file that is mapped by the mapping; the evidence is read again.
    Use,
    /// Ask where to write the mapping.
    Save,
    /// The analyst chose a path for the mapping.
    PathPicked(PathBuf),
}

/// Thresholds of the rules.
#[derive(Clone, Debug, PartialEq)]
pub enum DetectionCommand {
    /// Set one parameter, by group and key.
    Set {
        /// The parameter's group.
        group: &'static str,
        /// The parameter's key.
        key: &'static str,
        /// The new value; it is kept within the parameter's bounds.
        value: f64,
    },
    /// Back to every default.
    ResetAll,
}

/// One value of one clause of the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// A user, by shown name.
    User(String),
    /// An outcome.
    Outcome(Outcome),
    /// A factor.
    Factor(Factor),
    /// A country, by ISO code or logged text.
    Country(String),
    /// An address.
    Ip(String),
}

/// Which prompts are shown.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterCommand {
    /// Exactly this filter.
    Set(Filter),
    /// Add this value to its clause.
    Add(Clause),
    /// Take this value out of its clause.
    Remove(Clause),
    /// Add or take out.
    Toggle(Clause),
    /// Only these users, by shown name.
    SetUsers(Vec<String>),
    /// Only this range of time, or any time.
    SetTime(Option<TimeRange>),
    /// Only findings at least this bad, or all prompts.
    SetSeverity(Option<Severity>),
    /// Only prompts that hold this text.
    SetText(String),
    /// Ask nothing.
    Clear,
}

/// Which stretch of time is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeCommand {
    /// Show this range, kept within the bounds of zooming.
    Set(TimeRange),
    /// Zoom so that `anchor` stays where it is; `factor` below 1 zooms in.
    ZoomAround {
        /// The instant that stays.
        anchor: Timestamp,
        /// New length by old length.
        factor: f64,
    },
    /// Move by a span; positive is later.
    PanBy(Span),
    /// Move by a share of what is shown; positive is later.
    PanByShare(f64),
    /// Show all of the case.
    Fit,
    /// Show the selected thing with some room around it.
    FitSelection,
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum SelectCommand {
    /// Look at this.
    Set(Item),
    /// Look at this and bring it into view on the timeline.
    Reveal(Item),
    /// Look at nothing.
    Clear,
    /// The pointer rests on this.
    Hover(Option<Item>),
    /// Read this event's record again and show it.
    ShowRecord(crate::model::EventId),
    /// Read the bytes that this issue is about, by its place in the list of issues.
    ShowIssue(usize),
    /// Close the record.
    HideRecord,
    /// The next or previous prompt of the same user.
    StepPrompt(Direction),
    /// The next or previous approval after a burst, of any user that is shown.
    StepApproval(Direction),
}

/// Tabs, theme, zone, overlays.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewCommand {
    /// Bring a tab to the front.
    Show(Tab),
    /// Change the theme.
    SetTheme(ThemeChoice),
    /// Change the zone of every time shown.
    SetZone(Zone),
    /// Cards or table.
    SetUsersMode(UsersMode),
    /// Sort the users by this column; a second time turns the order round.
    SortUsers(SortKey),
    /// List only users whose name holds this.
    SearchUsers(String),
    /// Open or close an overlay.
    SetOverlay(Option<Overlay>),
    /// What was kept from the last sitting.
    Restore(SettingsV1),
    /// The zone of this machine, as the shell found it.
    SetLocalZone(String),
}

/// Out of the window.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportCommand {
    /// Ask where to, then write.
    Ask(ExportKind),
    /// The analyst chose a path.
    PathPicked {
        /// What to write.
        kind: ExportKind,
        /// Where to.
        path: PathBuf,
    },
    /// Put text on the clipboard, exactly as it is.
    Copy {
        /// What it is, for the notice.
        what: &'static str,
        /// The text.
        text: String,
    },
}

/// Messages to the analyst.
#[derive(Clone, Debug, PartialEq)]
pub enum NoticeCommand {
    /// Show a message.
    Show {
        /// How much it matters.
        level: NoticeLevel,
        /// What happened and what to do next.
        text: String,
    },
    /// Take one away.
    Dismiss(NoticeId),
}

/// One step back or forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoCommand {
    /// Back.
    Undo,
    /// Forward again.
    Redo,
}

macro_rules! area {
    ($($area:ident($type:ty)),* $(,)?) => {
        $(impl From<$type> for Command {
            fn from(command: $type) -> Self {
                Self::$area(command)
            }
        })*
    };
}

area!(
    Evidence(EvidenceCommand),
    Reading(ReadingCommand),
    Detection(DetectionCommand),
    Filter(FilterCommand),
    Time(TimeCommand),
    Select(SelectCommand),
    View(ViewCommand),
    Export(ExportCommand),
    Job(JobEvent),
    Notice(NoticeCommand),
    Undo(UndoCommand),
    Ui(UiCommand),
);
