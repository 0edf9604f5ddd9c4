//! How files are read, decided in the window: commands in, loads out.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::{AppState, Effect, EvidenceCommand, JobEvent, Overlay, ReadingCommand};
use crate::case::Case;
use crate::ingest::mapping::Sample;
use crate::ingest::{Decisions, Encoding};
use crate::model::{Custody, Evidence, EvidenceId, EvidenceStatus, Limits, Span};

const E1: EvidenceId = EvidenceId(0);
const CSV: &str = "time,user,result\n2026-03-02 09:00,alice,denied\nlater,bob,denied\n";

/// A case of one file whose times name no zone.
fn case(zone: Option<&str>) -> Arc<Case> {
    let evidence = vec![Evidence {
        name: "duo.csv".to_owned(),
        sha256: "ab".repeat(32),
        status: EvidenceStatus::UnknownFormat,
        naive_times: 2,
        zone: zone.map(str::to_owned),
        ..Evidence::default()
    }];
    Arc::new(Case { evidence, ..Case::default() })
}

fn opened(state: &mut AppState, zone: Option<&str>) -> Vec<Effect> {
    state.apply(EvidenceCommand::Open(vec![PathBuf::from("duo.csv")]).into());
    finished(state, zone)
}

fn finished(state: &mut AppState, zone: Option<&str>) -> Vec<Effect> {
    let job = state.jobs.last().unwrap().id;
    let name = "duo.csv".to_owned();
    state.apply(JobEvent::Loaded { job, case: case(zone), name }.into())
}

/// What the files are read by in the load that was asked for, if one was.
fn load(effects: &[Effect]) -> Option<&Decisions> {
    effects.iter().find_map(|effect| match effect {
        Effect::Load { decisions, .. } => Some(decisions),
        _ => None,
    })
}

fn choose(state: &mut AppState, zone: Option<&str>) -> Vec<Effect> {
    let zone = zone.map(str::to_owned);
    state.apply(ReadingCommand::ChooseZone { evidence: E1, zone }.into())
}

fn mapping(state: &mut AppState) {
    let load_revision = state.load_revision;
    let sample = Sample::read(&mut CSV.as_bytes(), None, Limits::default()).unwrap();
    let result = Ok(Arc::new(sample));
    state.apply(JobEvent::Looked { evidence: E1, load_revision, result }.into());
}

#[test]
fn choosing_a_zone_reads_the_evidence_again_and_keeps_the_parameters() {
    let mut state = AppState::default();
    opened(&mut state, None);
    state.view.overlay = Some(Overlay::FileZone(E1));
    let meta = crate::case::parameter_metas()[0];
    state.parameters.set(meta, meta.max);
    let effects = choose(&mut state, Some("Europe/Berlin"));
    let zone = load(&effects).unwrap().by_name["duo.csv"].zone.as_deref();
    assert_eq!(zone, Some("Europe/Berlin"));
    let is_kept = |effect: &Effect| matches!(effect, Effect::Load { parameters, .. } if *parameters == state.parameters);
    assert!(effects.iter().any(is_kept));
    assert_eq!(state.view.overlay, None);
    assert_eq!(load(&choose(&mut state, Some("Mars/Olympus"))), None);
}

#[test]
fn setting_a_clock_right_reads_the_evidence_again_and_taking_it_back_too() {
    let mut state = AppState::default();
    opened(&mut state, None);
    state.view.overlay = Some(Overlay::FileClock(E1));
    let mut set = |ahead: Span| {
        let effects = state.apply(ReadingCommand::SetClock { evidence: E1, ahead }.into());
        finished(&mut state, None);
        let decisions = load(&effects).unwrap();
        (decisions.by_name.get("duo.csv").and_then(|it| it.clock_ahead), state.view.overlay)
    };
    assert_eq!(set(Span::from_secs(-90)), (Some(Span::from_secs(-90)), None));
    assert_eq!(set(Span(0)), (None, None));
}

#[test]
fn choosing_an_encoding_reads_the_evidence_again_and_taking_it_back_too() {
    let mut state = AppState::default();
    opened(&mut state, None);
    state.view.overlay = Some(Overlay::FileEncoding(E1));
    let mut choose = |name: &str| {
        let encoding = Encoding::named(name);
        let effects = state.apply(ReadingCommand::ChooseEncoding { evidence: E1, encoding }.into());
        assert_eq!(state.view.overlay, None);
        let decisions = load(&effects).unwrap().clone();
        finished(&mut state, None);
        decisions.by_name.get("duo.csv").and_then(|it| it.encoding)
    };
    assert_eq!(choose("windows-1252"), Encoding::named("windows-1252"));
    assert_eq!(choose("not one"), None);
}

#[test]
fn what_was_told_of_the_files_of_one_case_is_not_told_of_the_next() {
    let mut state = AppState::default();
    let custody = [("duo.csv".to_owned(), Custody::default())].into();
    let given = Decisions { custody, ..Decisions::default() };
    state.apply(ReadingCommand::Given(given).into());
    let open = |state: &mut AppState| {
        let effects = state.apply(EvidenceCommand::Open(vec![PathBuf::from("duo.csv")]).into());
        load(&effects).unwrap().custody.len()
    };
    assert_eq!((open(&mut state), open(&mut state)), (1, 0));
}

#[test]
fn a_zone_is_remembered_for_the_same_bytes_and_for_nothing_else() {
    let mut state = AppState::default();
    opened(&mut state, None);
    choose(&mut state, Some("Asia/Tokyo"));
    finished(&mut state, Some("Asia/Tokyo"));
    let settings = state.settings();
    let mut later = AppState::default();
    later.apply(crate::app::ViewCommand::Restore(settings).into());
    let effects = opened(&mut later, None);
    assert_eq!(load(&effects).unwrap().by_name["duo.csv"].zone.as_deref(), Some("Asia/Tokyo"));
    assert!(later.notices[0].text.contains("E1 as of Asia/Tokyo"));
    // Read so, it is not read once more.
    assert_eq!(load(&finished(&mut later, Some("Asia/Tokyo"))), None);
    later.remembered.zones = [("cd".repeat(32), "Asia/Tokyo".to_owned())].into();
    assert_eq!(load(&opened(&mut later, None)), None);
}

#[test]
fn what_was_decided_of_one_case_does_not_hold_for_the_next_one() {
    let mut state = AppState::default();
    let given = Decisions { zone: Some("UTC".to_owned()), ..Decisions::default() };
    state.apply(ReadingCommand::Given(given.clone()).into());
    opened(&mut state, None);
    choose(&mut state, Some("Asia/Tokyo"));
    finished(&mut state, Some("Asia/Tokyo"));
    assert_ne!(state.decisions, given);
    let effects = state.apply(EvidenceCommand::Open(vec![PathBuf::from("other.csv")]).into());
    assert_eq!(load(&effects), Some(&given));
}

#[test]
fn a_mapping_is_proposed_previewed_edited_used_and_remembered() {
    let mut state = AppState::default();
    opened(&mut state, None);
    let effects = state.apply(ReadingCommand::MapUnknown.into());
    assert!(matches!(effects[..], [Effect::LookAt { evidence: E1, .. }]));
    mapping(&mut state);
    assert_eq!(state.view.overlay, Some(Overlay::Mapper));
    let mapper = state.mapper.clone().unwrap();
    assert!(!mapper.is_saved);
    let read: Vec<bool> = mapper.preview.iter().map(|row| row.result.is_ok()).collect();
    assert_eq!(read, [true, false]);
    let mut broken = mapper.mapping.clone();
    broken.time.field.clear();
    state.apply(ReadingCommand::Edit(Box::new(broken)).into());
    assert!(state.mapper.as_ref().unwrap().lack.is_some());
    assert_eq!(state.apply(ReadingCommand::Use.into()), []);
    state.apply(ReadingCommand::Edit(Box::new(mapper.mapping.clone())).into());
    let effects = state.apply(ReadingCommand::Use.into());
    let used = load(&effects).unwrap().by_name["duo.csv"].mapping.clone();
    assert_eq!(used.as_deref(), Some(&mapper.mapping));
    assert_eq!(state.view.overlay, None);
    // Another file with the same header in another sitting: the mapping is offered, not used.
    let mut later = AppState::default();
    later.apply(crate::app::ViewCommand::Restore(state.settings()).into());
    assert_eq!(load(&opened(&mut later, Some("UTC"))), None);
    mapping(&mut later);
    assert!(later.mapper.unwrap().is_saved);
}

#[test]
fn a_file_that_cannot_be_mapped_says_why_and_a_late_answer_is_dropped() {
    let mut state = AppState::default();
    opened(&mut state, None);
    let result = Err("it lies in an archive".to_owned());
    let load_revision = state.load_revision;
    let answer = JobEvent::Looked { evidence: E1, load_revision, result };
    state.apply(answer.into());
    assert_eq!(state.notices[0].text, "E1 cannot be mapped: it lies in an archive");
    state.load_revision += 1;
    let sample = Sample::read(&mut CSV.as_bytes(), None, Limits::default()).unwrap();
    let result = Ok(Arc::new(sample));
    state.apply(JobEvent::Looked { evidence: E1, load_revision, result }.into());
    assert!(state.mapper.is_none());
}
