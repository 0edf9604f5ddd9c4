//! The state of the program: plain data, changed by [`AppState::apply`] only.

use std::path::PathBuf;
use std::sync::Arc;

use crate::case::{Case, Verification};
use crate::ingest::Decisions;
use crate::model::{EventId, Filter, Parameters, RecordRef, TimeRange, UserId};
use crate::store::{Facets, Filtered};

use super::undo::{History, Point};
use super::{
    Item, Job, JobId, JobKind, Mapper, Notice, RawRecord, Remembered, Selection, SettingsV1,
    ViewState,
};

/// Which state of the case something was computed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);

/// Which case and filter an answer belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilteredFor {
    /// The case.
    pub revision: Revision,
    /// The filter.
    pub filter_revision: u64,
}

/// What made an analyst ask for raw bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cited {
    /// An event.
    Event(EventId),
    /// An issue, by its place in the list of issues.
    Issue(usize),
}

/// A record that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadRecord {
    /// What it was asked for by.
    pub by: Cited,
    /// Where it lies.
    pub at: RecordRef,
    /// The record, why it cannot be read, or nothing while it is being read.
    pub result: Option<Result<RawRecord, String>>,
}

/// The state of the program.
#[derive(Clone, Debug, Default)]
pub struct AppState {
    /// The case; `None` on the start page.
    pub case: Option<Arc<Case>>,
    /// The case's name in the top bar; log text, still hostile.
    pub case_name: String,
    /// Rises with every change of the case.
    pub revision: Revision,
    /// Rises with every load, not with parameters.
    pub load_revision: u64,
    /// Which prompts are asked for.
    pub filter: Filter,
    /// Rises with every change of the filter.
    pub filter_revision: u64,
    /// The prompts that are shown: the latest answer, of the filter or of the one before it.
    pub filtered: Arc<Filtered>,
    /// What `filtered` answers.
    pub filtered_for: FilteredFor,
    /// The stretch of time that is shown; `None` without prompts.
    pub time: Option<TimeRange>,
    /// What is looked at.
    pub selection: Selection,
    /// Rises when the timeline should scroll to the selection.
    pub reveal: u64,
    /// What the pointer rests on.
    pub hovered: Option<Item>,
    /// The record that is open.
    pub record: Option<ReadRecord>,
    /// What hashing the files again told, one verdict for each piece of evidence; `None` until it
    /// was asked for.
    pub verification: Option<Arc<Vec<Verification>>>,
    /// The parameters as the sliders stand.
    pub parameters: Parameters,
    /// The findings before the parameters were changed, as (critical … info) counts.
    pub counts_before: Option<[u32; 5]>,
    /// How the window shows things.
    pub view: ViewState,
    /// The jobs that run, oldest first.
    pub jobs: Vec<Job>,
    /// Why the last load failed; the start page shows it.
    pub load_error: Option<String>,
    /// Messages, oldest first.
    pub notices: Vec<Notice>,
    /// Evidence opened last, the latest first.
    pub recent: Vec<Vec<PathBuf>>,
    /// The databases of addresses in use.
    pub databases: Vec<PathBuf>,
    /// How files of every case are read, as the command line says.
    pub given: Decisions,
    /// How the files of this case were read.
    pub decisions: Decisions,
    /// What earlier sittings decided.
    pub remembered: Remembered,
    /// The file that is being mapped.
    pub mapper: Option<Mapper>,
    /// How the load that runs reads files.
    pub(super) opening_decisions: Decisions,
    /// The paths of the open case; none for the demonstration case.
    pub(super) opened: Vec<PathBuf>,
    /// The databases that the load that runs was given.
    pub(super) opening_with: Vec<PathBuf>,
    /// The paths that are being opened.
    pub(super) opening: Vec<PathBuf>,
    pub(super) next_job: u64,
    pub(super) next_notice: u64,
    /// Steps behind and ahead.
    pub history: History,
}

impl AppState {
    /// Whether the prompts that are shown answer the filter that is in force.
    pub fn is_filtered(&self) -> bool {
        self.filtered_for
            == FilteredFor { revision: self.revision, filter_revision: self.filter_revision }
    }

    /// The job of this kind that runs, the latest one.
    pub fn job_of(&self, kind: JobKind) -> Option<&Job> {
        self.jobs.iter().rev().find(|job| job.kind == kind)
    }

    /// The account that is looked at.
    pub fn selected_user(&self) -> Option<UserId> {
        self.selection.user(self.case.as_deref()?)
    }

    /// The record that an event was asked for by; `None` where an issue was, or nothing.
    pub fn record_of_event(&self) -> Option<&ReadRecord> {
        self.record.as_ref().filter(|record| matches!(record.by, Cited::Event(_)))
    }

    /// The issue whose bytes are open, with them.
    pub fn issue_open(&self) -> Option<(usize, &ReadRecord)> {
        let record = self.record.as_ref()?;
        match record.by {
            Cited::Issue(index) => Some((index, record)),
            Cited::Event(_) => None,
        }
    }

    /// From the first prompt to the last; `None` without prompts.
    pub fn full_range(&self) -> Option<TimeRange> {
        let prompts = &self.case.as_ref()?.prompts;
        Some(TimeRange::covering(prompts.first()?.time(), prompts.last()?.time()))
    }

    /// What is kept between two sittings.
    pub fn settings(&self) -> SettingsV1 {
        SettingsV1 {
            version: 1,
            theme: self.view.theme,
            zone: self.view.zone.name().to_owned(),
            users_mode: self.view.users_mode,
            recent: self.recent.clone(),
            databases: self.databases.clone(),
            zones: self.remembered.zones.clone(),
            mappings: self.remembered.mappings.iter().map(|it| it.write()).collect(),
        }
    }

    pub(super) fn point(&self) -> Point {
        Point { filter: self.filter.clone(), time: self.time, selection: self.selection.clone() }
    }

    pub(super) fn start_job(&mut self, kind: JobKind) -> JobId {
        self.next_job += 1;
        let id = JobId(self.next_job);
        self.jobs.push(Job { id, kind, progress: Default::default(), cancelling: false });
        id
    }

    pub(super) fn end_job(&mut self, id: JobId) -> Option<Job> {
        let index = self.jobs.iter().position(|job| job.id == id)?;
        Some(self.jobs.remove(index))
    }
}

/// Every prompt of a case: what is shown until the store answers.
pub(super) fn unfiltered(case: &Case) -> Filtered {
    let mut users: Vec<UserId> = case.prompts.iter().map(|prompt| prompt.user).collect();
    users.sort_unstable();
    users.dedup();
    Filtered {
        prompts: case.prompts.iter().map(|prompt| prompt.id).collect(),
        users,
        facets: Facets::default(),
    }
}
