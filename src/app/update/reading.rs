//! How files are read: zones of times that name none, and mappings of files that no format knows.
//! A decision is carried out by reading the evidence again.

use std::sync::Arc;

use crate::app::{
    AppState, Effect, JobKind, Mapper, NoticeLevel, Overlay, ReadingCommand, Remembered, SettingsV1,
};
use crate::ingest::mapping::{Mapping, Sample};
use crate::ingest::{Decisions, Encoding, zone};
use crate::model::{Evidence, EvidenceId, EvidenceStatus, Span};
use crate::present::format;

use super::{evidence, notice, view};

pub(super) fn apply(state: &mut AppState, command: ReadingCommand) -> Vec<Effect> {
    match command {
        ReadingCommand::Given(decisions) => {
            state.given = decisions;
            Vec::new()
        }
        ReadingCommand::ChooseZone { evidence, zone } => choose_zone(state, evidence, zone),
        ReadingCommand::ChooseEncoding { evidence, encoding } => {
            choose_encoding(state, evidence, encoding)
        }
        ReadingCommand::SetClock { evidence, ahead } => set_clock(state, evidence, ahead),
        ReadingCommand::MapUnknown => map_unknown(state),
        ReadingCommand::Map(evidence) => look(state, evidence),
        ReadingCommand::Edit(mapping) => {
            if let Some(mapper) = &mut state.mapper {
                mapper.set(*mapping);
            }
            Vec::new()
        }
        ReadingCommand::Use => use_mapping(state),
        ReadingCommand::Save => save(state),
        ReadingCommand::PathPicked(path) => {
            let Some(mapper) = &state.mapper else { return Vec::new() };
            let text = mapper.mapping.write();
            let job = state.start_job(JobKind::WriteMapping);
            vec![Effect::WriteMapping { job, path, text }]
        }
    }
}

fn choose_zone(state: &mut AppState, file: EvidenceId, named: Option<String>) -> Vec<Effect> {
    if named.as_deref().is_some_and(|name| zone(name).is_none()) {
        close_overlay(state);
        return Vec::new();
    }
    let decided = decide(state, file, |decisions, remembered, file| {
        decisions.set_zone(&file.name, named.clone());
        remembered.set_zone(&file.sha256, named);
    });
    let Some(mut effects) = decided else { return Vec::new() };
    effects.extend(view::save(state));
    effects
}

fn choose_encoding(
    state: &mut AppState,
    file: EvidenceId,
    encoding: Option<Encoding>,
) -> Vec<Effect> {
    let set = |decisions: &mut Decisions, _: &mut Remembered, file: &Evidence| {
        decisions.set_encoding(&file.name, encoding);
    };
    decide(state, file, set).unwrap_or_default()
}

fn set_clock(state: &mut AppState, file: EvidenceId, ahead: Span) -> Vec<Effect> {
    let ahead = Some(ahead).filter(|ahead| *ahead != Span(0));
    let set = |decisions: &mut Decisions, _: &mut Remembered, file: &Evidence| {
        decisions.set_clock_ahead(&file.name, ahead);
    };
    decide(state, file, set).unwrap_or_default()
}

/// Closes the dialog that decided something of a file, and reads the evidence again by it; `None`
/// where there is no such file.
fn decide(
    state: &mut AppState,
    file: EvidenceId,
    set: impl FnOnce(&mut Decisions, &mut Remembered, &Evidence),
) -> Option<Vec<Effect>> {
    close_overlay(state);
    let case = state.case.clone()?;
    let file = case.evidence.get(file.0 as usize)?;
    let mut decisions = state.decisions.clone();
    set(&mut decisions, &mut state.remembered, file);
    Some(read_again(state, decisions))
}

fn map_unknown(state: &mut AppState) -> Vec<Effect> {
    let Some(case) = &state.case else { return Vec::new() };
    let unknown = case.evidence.iter().find(|it| it.status == EvidenceStatus::UnknownFormat);
    let mapped = || case.evidence.iter().find(|it| it.mapping.is_some());
    match unknown.or_else(mapped).map(|it| it.id) {
        Some(evidence) => look(state, evidence),
        None => {
            let text = "Every file is of a format that Pushscope knows; there is nothing to map.";
            notice::show(state, NoticeLevel::Done, text.to_owned());
            Vec::new()
        }
    }
}

fn look(state: &mut AppState, evidence: EvidenceId) -> Vec<Effect> {
    let load_revision = state.load_revision;
    vec![Effect::LookAt { evidence, load_revision }]
}

/// A file's beginning was read: opens the dialog.
pub(super) fn looked(
    state: &mut AppState,
    evidence: EvidenceId,
    load_revision: u64,
    result: Result<Arc<Sample>, String>,
) {
    if load_revision != state.load_revision {
        return;
    }
    let Some(file) = state.case.as_ref().and_then(|it| it.evidence.get(evidence.0 as usize)) else {
        return;
    };
    match result {
        Ok(sample) => {
            let file = (evidence, file.name.clone());
            let mut mapper = Mapper::new(file, sample, &state.remembered.mappings);
            if let Some(used) = state.decisions.by_name.get(&mapper.file)
                && let Some(mapping) = &used.mapping
            {
                mapper.set(Mapping::clone(mapping));
            }
            state.mapper = Some(mapper);
            state.view.overlay = Some(Overlay::Mapper);
        }
        Err(why) => {
            let text = format!("{evidence} cannot be mapped: {why}");
            notice::show(state, NoticeLevel::Error, format::shown(&text));
        }
    }
}

fn use_mapping(state: &mut AppState) -> Vec<Effect> {
    let Some(mapper) = state.mapper.take_if(|mapper| mapper.lack.is_none()) else {
        return Vec::new();
    };
    close_overlay(state);
    let mapping = Arc::new(mapper.mapping);
    state.remembered.add(&mapping);
    let mut decisions = state.decisions.clone();
    decisions.set_mapping(&mapper.file, Some(mapping));
    let mut effects = read_again(state, decisions);
    effects.extend(view::save(state));
    effects
}

fn save(state: &AppState) -> Vec<Effect> {
    let Some(mapper) = state.mapper.as_ref().filter(|mapper| mapper.lack.is_none()) else {
        return Vec::new();
    };
    let plain: String =
        mapper.mapping.name.chars().map(|it| if it.is_alphanumeric() { it } else { '-' }).collect();
    vec![Effect::PickMappingPath { suggested_name: format!("{plain}.mapping.json") }]
}

/// Reads the open evidence again, as decided; parameters stay as they are.
fn read_again(state: &mut AppState, decisions: Decisions) -> Vec<Effect> {
    if state.opened.is_empty() {
        let text = "The demonstration case is read as it is.";
        notice::show(state, NoticeLevel::Done, text.to_owned());
        return Vec::new();
    }
    let (paths, parameters) = (state.opened.clone(), state.parameters.clone());
    evidence::load(state, paths, decisions, parameters)
}

/// Zones that were chosen for the same bytes in an earlier sitting: reads the evidence again with
/// them, and says so.
pub(super) fn recall(state: &mut AppState) -> Vec<Effect> {
    let Some(case) = state.case.clone() else { return Vec::new() };
    let mut decisions = state.decisions.clone();
    let mut told = Vec::new();
    for file in case.evidence.iter().filter(|it| it.naive_times > 0 && it.zone.is_none()) {
        if let Some(zone) = state.remembered.zones.get(&file.sha256) {
            decisions.set_zone(&file.name, Some(zone.clone()));
            told.push(format!("{} as of {zone}", file.id));
        }
    }
    if told.is_empty() || decisions == state.decisions {
        return Vec::new();
    }
    let told = told.join(", ");
    let text =
        format!("Times without a zone are read as was chosen for the same files before: {told}");
    notice::show(state, NoticeLevel::Done, text);
    read_again(state, decisions)
}

fn close_overlay(state: &mut AppState) {
    let is_of_reading = |overlay: &Overlay| {
        matches!(
            overlay,
            Overlay::Mapper
                | Overlay::FileZone(_)
                | Overlay::FileEncoding(_)
                | Overlay::FileClock(_)
        )
    };
    if state.view.overlay.as_ref().is_some_and(is_of_reading) {
        state.view.overlay = None;
    }
}

/// What earlier sittings decided; what this version cannot use is left out.
pub(super) fn restore(settings: &SettingsV1) -> Remembered {
    let zones = settings.zones.iter().filter(|(_, name)| zone(name).is_some());
    let mappings = settings.mappings.iter().filter_map(|text| Mapping::parse(text).ok());
    Remembered {
        zones: zones.map(|(hash, name)| (hash.clone(), name.clone())).collect(),
        mappings: mappings.map(Arc::new).collect(),
    }
}

#[cfg(test)]
mod tests;
