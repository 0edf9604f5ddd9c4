//! What the state asks of the outside world.

use std::path::PathBuf;

use crate::ingest::Decisions;
use crate::model::{EvidenceId, Filter, Parameters, RecordRef};

use super::{AppState, CommandSender, ExportKind, JobId, Revision, SettingsV1};

/// What the state asks of the outside world.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask for files; answer with `EvidenceCommand::Open`, or with nothing.
    PickFiles,
    /// Ask for a folder; answer with `EvidenceCommand::Open`, or with nothing.
    PickFolder,
    /// Ask for databases of addresses; answer with `EvidenceCommand::UseDatabases`, or with
    /// nothing.
    PickDatabases,
    /// Open these databases, and place the sides of the case again where one is open; answer with
    /// `JobEvent::Placed` or `Failed`.
    Place {
        /// The job's number.
        job: JobId,
        /// The load that the case is of.
        load_revision: u64,
        /// The databases.
        databases: Vec<PathBuf>,
        /// The parameters to use.
        parameters: Parameters,
    },
    /// Read these files and folders; answer with progress and `JobEvent::Loaded` or `Failed`.
    Load {
        /// The job's number.
        job: JobId,
        /// The files and folders.
        paths: Vec<PathBuf>,
        /// The databases of addresses to use.
        databases: Vec<PathBuf>,
        /// How they are read.
        decisions: Decisions,
        /// The parameters to use.
        parameters: Parameters,
    },
    /// Read the demonstration case; answers as for `Load`.
    LoadDemo {
        /// The job's number.
        job: JobId,
    },
    /// Stop a job; answer with `JobEvent::Cancelled`.
    Cancel(JobId),
    /// Run pairing and rules again; answer with `JobEvent::Detected`.
    Detect {
        /// The job's number.
        job: JobId,
        /// The parameters to use.
        parameters: Parameters,
    },
    /// Ask which prompts a filter leaves; answer with `JobEvent::Filtered`.
    Query {
        /// The case that is asked.
        revision: Revision,
        /// Which state of the filter this is.
        filter_revision: u64,
        /// The question.
        filter: Filter,
    },
    /// Read one record again and check it; answer with `JobEvent::RecordRead`.
    ReadRecord(RecordRef),
    /// Hash every file again and compare; answer with progress and `JobEvent::Verified`.
    VerifyEvidence {
        /// The job's number.
        job: JobId,
        /// The load whose files they are.
        load_revision: u64,
    },
    /// Ask where to write; answer with `ExportCommand::PathPicked`, or with nothing.
    PickSavePath {
        /// What will be written.
        kind: ExportKind,
        /// The name to begin with.
        suggested_name: String,
    },
    /// Make a document and write it; answer with `JobEvent::Written` or `Failed`.
    Render {
        /// The job's number.
        job: JobId,
        /// What to write.
        kind: ExportKind,
        /// Where to.
        path: PathBuf,
    },
    /// Read the beginning of a file of the case; answer with `JobEvent::Looked`.
    LookAt {
        /// The file.
        evidence: EvidenceId,
        /// The load that the case is of.
        load_revision: u64,
    },
    /// Ask where to write a mapping; answer with `ReadingCommand::PathPicked`, or with nothing.
    PickMappingPath {
        /// The name to begin with.
        suggested_name: String,
    },
    /// Write a mapping; answer with `JobEvent::Written` or `Failed`.
    WriteMapping {
        /// The job's number.
        job: JobId,
        /// Where to.
        path: PathBuf,
        /// The mapping.
        text: String,
    },
    /// Put text on the clipboard.
    CopyText(String),
    /// Keep the settings.
    SaveSettings(SettingsV1),
    /// Close the window.
    Quit,
}

/// The outside world: real in the shell, fake in tests.
pub trait Effects {
    /// Carries one effect out. Work that takes long runs elsewhere and answers through `reply`;
    /// `state` may be read but not kept (an `Arc` in it may).
    fn run(&mut self, effect: Effect, state: &AppState, reply: &CommandSender);
}
