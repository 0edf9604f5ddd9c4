//! Thresholds of the rules: findings follow at once.

use crate::app::{AppState, DetectionCommand, Effect, Job, JobId, JobKind};
use crate::case::{Case, parameter_metas};
use crate::model::{Parameters, Severity};

pub(super) fn apply(state: &mut AppState, command: DetectionCommand) -> Vec<Effect> {
    let before = state.parameters.clone();
    match command {
        DetectionCommand::Set { group, key, value } => {
            let metas = parameter_metas();
            let Some(meta) = metas.iter().find(|meta| meta.group == group && meta.key == key)
            else {
                return Vec::new();
            };
            state.parameters.set(meta, value);
        }
        DetectionCommand::ResetAll => state.parameters.reset(),
    }
    if state.parameters == before { Vec::new() } else { detect(state) }
}

/// Starts the rules, unless they run: then they start again when that run is back.
pub(super) fn detect(state: &mut AppState) -> Vec<Effect> {
    let Some(case) = &state.case else { return Vec::new() };
    if state.counts_before.is_none() {
        state.counts_before = Some(severity_counts(case));
    }
    let runs = |job: &Job| matches!(job.kind, JobKind::Detect | JobKind::Place) && !job.cancelling;
    if state.jobs.iter().any(runs) {
        return Vec::new();
    }
    let parameters = state.parameters.clone();
    let job: JobId = state.start_job(JobKind::Detect);
    vec![Effect::Detect { job, parameters }]
}

/// Whether the case was computed with other parameters than the sliders show.
pub(super) fn is_behind(state: &AppState) -> bool {
    state.case.as_ref().is_some_and(|case| case.parameters != state.parameters)
}

/// Findings by severity, critical first.
pub(super) fn severity_counts(case: &Case) -> [u32; 5] {
    Severity::WORST_FIRST.map(|severity| {
        let findings = case.detection.findings.iter();
        findings.filter(|finding| finding.severity == severity).count() as u32
    })
}

/// The parameters that a case was computed with are where the sliders begin.
pub(super) fn adopt(state: &mut AppState, parameters: Parameters) {
    state.parameters = parameters;
    state.counts_before = None;
}
