//! News of jobs. What was computed for another state of the case is dropped.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::state::unfiltered;
use crate::app::{
    AppState, Effect, FilteredFor, Item, JobEvent, JobId, JobKind, NoticeLevel, RawRecord,
    Revision, Selection,
};
use crate::case::Case;
use crate::model::{Filter, RecordRef};
use crate::present::users::{self, EntryKey};
use crate::present::{format, time_scale};
use crate::store::Filtered;

use super::{detection, evidence, filter, notice, reading, view};

pub(super) fn apply(state: &mut AppState, event: JobEvent) -> Vec<Effect> {
    match event {
        JobEvent::Progress { job, progress } => {
            if let Some(running) = state.jobs.iter_mut().find(|running| running.id == job) {
                running.progress = progress;
            }
            Vec::new()
        }
        JobEvent::Loaded { job, case, name } => loaded(state, job, case, name),
        JobEvent::Detected { job, case } => detected(state, job, case),
        JobEvent::Placed { job, load_revision, databases, case } => {
            let case = case.map(|case| (load_revision, case));
            placed(state, job, databases, case)
        }
        JobEvent::Filtered { revision, filter_revision, result } => {
            filtered(state, FilteredFor { revision, filter_revision }, result);
            Vec::new()
        }
        JobEvent::Looked { evidence, load_revision, result } => {
            reading::looked(state, evidence, load_revision, result);
            Vec::new()
        }
        JobEvent::RecordRead { record, result } => {
            record_read(state, record, result);
            Vec::new()
        }
        JobEvent::Verified { job, load_revision, verdicts } => {
            let wanted = state.end_job(job).is_some_and(|job| !job.cancelling);
            if wanted && load_revision == state.load_revision {
                evidence::verified(state, verdicts);
            }
            Vec::new()
        }
        JobEvent::Written { job, path } => {
            state.end_job(job);
            notice::show(state, NoticeLevel::Done, format!("Written to {}", path.display()));
            Vec::new()
        }
        JobEvent::Failed { job, message } => failed(state, job, message),
        JobEvent::Cancelled { job } => {
            state.end_job(job);
            Vec::new()
        }
    }
}

pub(super) fn next(revision: Revision) -> Revision {
    Revision(revision.0 + 1)
}

fn loaded(state: &mut AppState, job: JobId, case: Arc<Case>, name: String) -> Vec<Effect> {
    let wanted = state.end_job(job).is_some_and(|job| !job.cancelling);
    if !wanted {
        return Vec::new();
    }
    state.load_revision += 1;
    state.case_name = name;
    state.filter = Filter::default();
    state.selection = Selection::default();
    state.record = None;
    state.verification = None;
    state.view.user_search.clear();
    state.history.forget();
    detection::adopt(state, case.parameters.clone());
    set_case(state, case);
    state.time = state.full_range().map(time_scale::fit);
    select_worst(state);
    evidence::remember(state);
    state.decisions = std::mem::take(&mut state.opening_decisions);
    state.mapper = None;
    tell_faults(state);
    let mut effects = filter::ask(state);
    effects.extend(view::save(state));
    // Rules that still run have the case before.
    effects.extend(evidence::cancel_all(state, &[JobKind::Detect]));
    refused(state);
    if state.opening_with != state.databases {
        let databases = state.databases.clone();
        effects.extend(evidence::place(state, databases));
    }
    effects.extend(reading::recall(state));
    effects
}

/// Says which databases of the case are not used.
fn refused(state: &mut AppState) {
    let Some(case) = state.case.clone() else { return };
    for why in &case.refused_databases {
        notice::show(state, NoticeLevel::Error, format::shown(why));
    }
}

/// Databases of addresses are in use, or none any more. Another case that was loaded meanwhile is
/// placed with them too.
fn placed(
    state: &mut AppState,
    job: JobId,
    databases: Vec<PathBuf>,
    case: Option<(u64, Arc<Case>)>,
) -> Vec<Effect> {
    let is_wanted = state.jobs.iter().any(|running| running.id == job && !running.cancelling);
    if !is_wanted {
        state.end_job(job);
        return Vec::new();
    }
    state.databases = databases;
    let text = match state.databases.len() {
        0 => "Only the logs say where addresses are".to_owned(),
        1 => "What the logs do not say of an address is taken from the database".to_owned(),
        n => format!("What the logs do not say of an address is taken from {n} databases"),
    };
    notice::show(state, NoticeLevel::Done, text);
    let mut effects = match case {
        Some((load, case)) if load == state.load_revision => detected(state, job, case),
        _ => {
            state.end_job(job);
            let databases = state.databases.clone();
            if state.case.is_some() { evidence::place(state, databases) } else { Vec::new() }
        }
    };
    effects.extend(view::save(state));
    effects
}

/// A file whose counts do not add up is told at once: it takes the ground from every negative.
fn tell_faults(state: &mut AppState) {
    let Some(case) = &state.case else { return };
    let faulty: Vec<String> = case.coverage.unbalanced().iter().map(ToString::to_string).collect();
    if faulty.is_empty() {
        return;
    }
    let text = format!(
        "The counts of {} do not add up, so records may be lost: a negative result means nothing \
         there. This is a fault in Pushscope; the Evidence tab has the numbers. Keep the files and \
         report it.",
        faulty.join(", ")
    );
    notice::show(state, NoticeLevel::Error, text);
}

/// The first thing to look at is what heads the list.
fn select_worst(state: &mut AppState) {
    let Some(case) = &state.case else { return };
    state.selection.item = users::head(case, &state.filtered).map(|key| match key {
        EntryKey::User(user) => Item::User(user),
        EntryKey::Finding(id) => Item::Finding(id),
    });
    state.reveal += 1;
}

fn set_case(state: &mut AppState, case: Arc<Case>) {
    state.revision = next(state.revision);
    state.filtered = Arc::new(unfiltered(&case));
    state.filtered_for = FilteredFor { revision: state.revision, filter_revision: 0 };
    state.case = Some(case);
    state.hovered = None;
}

fn detected(state: &mut AppState, job: JobId, case: Arc<Case>) -> Vec<Effect> {
    let wanted = state.end_job(job).is_some_and(|job| !job.cancelling);
    if !wanted || state.case.is_none() {
        return Vec::new();
    }
    let prompts_changed =
        state.case.as_ref().is_none_or(|old| old.prompts.len() != case.prompts.len());
    let shown = Arc::clone(&state.filtered);
    set_case(state, case);
    if prompts_changed {
        // Prompt numbers mean other prompts now.
        if state.selection.prompt().is_some() {
            state.selection.item = None;
        }
    } else {
        state.filtered = shown;
    }
    let mut effects = filter::ask(state);
    if detection::is_behind(state) {
        effects.extend(detection::detect(state));
    }
    effects
}

fn filtered(state: &mut AppState, answers: FilteredFor, result: Result<Arc<Filtered>, String>) {
    let asked = FilteredFor { revision: state.revision, filter_revision: state.filter_revision };
    if answers != asked {
        return;
    }
    match result {
        Ok(filtered) => {
            state.filtered = filtered;
            state.filtered_for = answers;
        }
        Err(why) => notice::show(
            state,
            NoticeLevel::Error,
            format!(
                "The filter could not be applied: {why}. The prompts shown are those of the filter before. Change or clear the filter."
            ),
        ),
    }
}

fn record_read(state: &mut AppState, record: RecordRef, result: Result<RawRecord, String>) {
    let Some(open) = &mut state.record else { return };
    if open.at == record {
        open.result = Some(result);
    }
}

fn failed(state: &mut AppState, job: JobId, message: String) -> Vec<Effect> {
    let Some(job) = state.end_job(job) else { return Vec::new() };
    if job.kind == JobKind::Load && state.case.is_none() {
        state.load_error = Some(message);
    } else {
        notice::show(state, NoticeLevel::Error, message);
    }
    Vec::new()
}
