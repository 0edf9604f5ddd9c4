//! Files come and go.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::settings::RECENT_MAX;
use crate::app::{AppState, Effect, EvidenceCommand, JobId, JobKind, NoticeLevel, Overlay};
use crate::case::Verification;
use crate::ingest::Decisions;
use crate::model::Parameters;

use super::notice;

/// How many files a message names.
const NAMED: usize = 3;

pub(super) fn apply(state: &mut AppState, command: EvidenceCommand) -> Vec<Effect> {
    match command {
        EvidenceCommand::PickFiles => vec![Effect::PickFiles],
        EvidenceCommand::PickFolder => vec![Effect::PickFolder],
        EvidenceCommand::PickDatabases => vec![Effect::PickDatabases],
        EvidenceCommand::UseDatabases(databases) => place(state, databases),
        EvidenceCommand::Open(paths) if paths.is_empty() => Vec::new(),
        EvidenceCommand::Open(paths) => open(state, paths),
        EvidenceCommand::OpenDemo => open_demo(state),
        EvidenceCommand::Close => close(state),
        EvidenceCommand::Verify => verify(state),
        EvidenceCommand::Cancel(job) => cancel(state, job),
    }
}

fn open(state: &mut AppState, paths: Vec<PathBuf>) -> Vec<Effect> {
    let decisions = state.given.clone();
    // The form is about these files; those of a later case may bear the same names.
    state.given.custody.clear();
    load(state, paths, decisions, Parameters::default())
}

/// Reads files as decided.
pub(super) fn load(
    state: &mut AppState,
    paths: Vec<PathBuf>,
    decisions: Decisions,
    parameters: Parameters,
) -> Vec<Effect> {
    let mut effects = start(state);
    state.opening.clone_from(&paths);
    let job = state.start_job(JobKind::Load);
    state.opening_with.clone_from(&state.databases);
    state.opening_decisions.clone_from(&decisions);
    let databases = state.databases.clone();
    effects.push(Effect::Load { job, paths, databases, decisions, parameters });
    effects
}

fn open_demo(state: &mut AppState) -> Vec<Effect> {
    let mut effects = start(state);
    state.opening.clear();
    state.opening_with.clear();
    state.opening_decisions = Decisions::default();
    let job = state.start_job(JobKind::Load);
    effects.push(Effect::LoadDemo { job });
    effects
}

/// Places the sides of the case again. Rules that run, or a placing that runs, are of no use any
/// more.
pub(super) fn place(state: &mut AppState, databases: Vec<PathBuf>) -> Vec<Effect> {
    if state.view.overlay == Some(Overlay::Palette) {
        state.view.overlay = None;
    }
    let mut effects = cancel_all(state, &[JobKind::Detect, JobKind::Place]);
    let job = state.start_job(JobKind::Place);
    effects.push(Effect::Place {
        job,
        load_revision: state.load_revision,
        databases,
        parameters: state.parameters.clone(),
    });
    effects
}

/// A new load takes the place of one that runs.
fn start(state: &mut AppState) -> Vec<Effect> {
    state.load_error = None;
    if state.view.overlay == Some(Overlay::Palette) {
        state.view.overlay = None;
    }
    cancel_all(state, &[JobKind::Load])
}

/// Asks every job of these kinds to stop; what it answers all the same is dropped.
pub(super) fn cancel_all(state: &mut AppState, kinds: &[JobKind]) -> Vec<Effect> {
    let of_kind = state.jobs.iter().filter(|job| kinds.contains(&job.kind) && !job.cancelling);
    let running: Vec<JobId> = of_kind.map(|job| job.id).collect();
    running.into_iter().flat_map(|job| cancel(state, job)).collect()
}

/// Puts what was opened at the head of the list of recent evidence.
pub(super) fn remember(state: &mut AppState) {
    let paths = std::mem::take(&mut state.opening);
    state.opened.clone_from(&paths);
    if paths.is_empty() {
        return;
    }
    state.recent.retain(|known| *known != paths);
    state.recent.insert(0, paths);
    state.recent.truncate(RECENT_MAX);
}

fn close(state: &mut AppState) -> Vec<Effect> {
    let running: Vec<JobId> = state.jobs.iter().map(|job| job.id).collect();
    let effects = running.into_iter().map(Effect::Cancel).collect();
    *state = AppState {
        view: std::mem::take(&mut state.view),
        recent: std::mem::take(&mut state.recent),
        databases: std::mem::take(&mut state.databases),
        given: std::mem::take(&mut state.given),
        remembered: std::mem::take(&mut state.remembered),
        revision: super::job::next(state.revision),
        load_revision: state.load_revision + 1,
        filter_revision: state.filter_revision + 1,
        next_job: state.next_job,
        next_notice: state.next_notice,
        ..AppState::default()
    };
    state.view.overlay = None;
    effects
}

fn verify(state: &mut AppState) -> Vec<Effect> {
    if state.case.is_none() || state.job_of(JobKind::Verify).is_some() {
        return Vec::new();
    }
    let job = state.start_job(JobKind::Verify);
    vec![Effect::VerifyEvidence { job, load_revision: state.load_revision }]
}

/// Keeps the verdicts and says what they come to.
pub(super) fn verified(state: &mut AppState, verdicts: Vec<Verification>) {
    let Some(case) = &state.case else { return };
    let all = verdicts.len();
    let others: Vec<String> = case
        .evidence
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| **verdict != Verification::Unchanged)
        .map(|(evidence, verdict)| match verdict {
            Verification::Unreadable(why) => format!("{} cannot be read: {why}", evidence.id),
            verdict => format!("{} {}", evidence.id, verdict.words()),
        })
        .collect();
    let (level, text) = match (others.len(), all) {
        (0, 1) => (NoticeLevel::Done, "The file is unchanged since it was read.".to_owned()),
        (0, all) => {
            (NoticeLevel::Done, format!("All {all} files are unchanged since they were read."))
        }
        (count, all) => {
            let named = others.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
            let more = if count > NAMED { ", and others" } else { "" };
            (
                NoticeLevel::Error,
                format!(
                    "{count} of {all} files are not as they were read: {named}{more}. What is shown \
                     rests on the bytes read first; open the evidence again to see what it holds now."
                ),
            )
        }
    };
    state.verification = Some(Arc::new(verdicts));
    notice::show(state, level, text);
}

fn cancel(state: &mut AppState, job: JobId) -> Vec<Effect> {
    let Some(running) = state.jobs.iter_mut().find(|running| running.id == job) else {
        return Vec::new();
    };
    running.cancelling = true;
    vec![Effect::Cancel(job)]
}
