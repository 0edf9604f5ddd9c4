//! The program without a window: commands in, state and effects out.

use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::case::Case;
use crate::model::{Outcome, Prompt, PromptId, Span, TimeRange, Timestamp};
use crate::store::Filtered;

fn case_of(times: &[i64]) -> Arc<Case> {
    let prompts = (0_u32..)
        .zip(times)
        .map(|(id, &time)| Prompt {
            id: PromptId(id),
            issued_at: Some(Timestamp::from_secs(time)),
            ..Prompt::default()
        })
        .collect();
    Arc::new(Case { prompts, ..Case::default() })
}

fn opened(times: &[i64]) -> AppState {
    let mut state = AppState::default();
    state.apply(EvidenceCommand::Open(vec![PathBuf::from("a.json")]).into());
    let job = state.jobs[0].id;
    let name = "a.json".to_owned();
    state.apply(JobEvent::Loaded { job, case: case_of(times), name }.into());
    state
}

fn answer(state: &AppState, prompts: &[u32]) -> Command {
    let prompts = prompts.iter().map(|&id| PromptId(id)).collect();
    JobEvent::Filtered {
        revision: state.revision,
        filter_revision: state.filter_revision,
        result: Ok(Arc::new(Filtered { prompts, ..Filtered::default() })),
    }
    .into()
}

#[test]
fn opening_starts_a_load_and_a_second_opening_cancels_it() {
    let mut state = AppState::default();
    let effects = state.apply(EvidenceCommand::Open(vec![PathBuf::from("a")]).into());
    assert!(matches!(effects[..], [Effect::Load { .. }]));
    let effects = state.apply(EvidenceCommand::Open(vec![PathBuf::from("b")]).into());
    assert!(matches!(effects[..], [Effect::Cancel(JobId(1)), Effect::Load { job: JobId(2), .. }]));
}

#[test]
fn a_loaded_case_asks_its_filter_fits_the_time_and_is_remembered() {
    let state = opened(&[0, 600]);
    assert_eq!(state.recent, vec![vec![PathBuf::from("a.json")]]);
    let view = state.time.unwrap();
    assert!(view.contains(Timestamp(0)) && view.contains(Timestamp::from_secs(600)));
    assert!(state.jobs.is_empty());
}

#[test]
fn a_cancelled_load_that_comes_late_changes_nothing() {
    let mut state = AppState::default();
    state.apply(EvidenceCommand::Open(vec![PathBuf::from("a")]).into());
    state.apply(EvidenceCommand::Cancel(JobId(1)).into());
    let name = "a".to_owned();
    state.apply(JobEvent::Loaded { job: JobId(1), case: case_of(&[0]), name }.into());
    assert!(state.case.is_none());
}

#[test]
fn an_answer_to_an_older_filter_is_dropped() {
    let mut state = opened(&[0, 1, 2]);
    state.apply(FilterCommand::Add(Clause::Outcome(Outcome::Denied)).into());
    let late = answer(&state, &[0]);
    state.apply(FilterCommand::Clear.into());
    state.apply(late);
    assert_eq!(state.filtered.prompts.len(), 3);
    assert!(!state.is_filtered());
    let now = answer(&state, &[1, 2]);
    state.apply(now);
    assert!(state.is_filtered());
    assert_eq!(state.filtered.prompts.len(), 2);
}

#[test]
fn undo_goes_back_over_filter_time_and_selection_and_redo_returns() {
    let mut state = opened(&[0, 600]);
    let fitted = state.time;
    state.apply(FilterCommand::SetText("vpn".to_owned()).into());
    state.apply(SelectCommand::Set(Item::Prompt(PromptId(1))).into());
    state.apply(TimeCommand::PanBy(Span::from_secs(5)).into());
    for factor in [0.9, 0.8, 0.7] {
        let anchor = Timestamp::from_secs(300);
        state.apply(TimeCommand::ZoomAround { anchor, factor }.into());
    }
    state.apply(UndoCommand::Undo.into());
    assert_eq!(state.time, fitted, "wheel and pan in one movement are one step");
    state.apply(UndoCommand::Undo.into());
    assert_eq!(state.selection.prompt(), None);
    let effects = state.apply(UndoCommand::Undo.into());
    assert!(state.filter.is_empty());
    assert!(matches!(effects[..], [Effect::Query { .. }]));
    state.apply(UndoCommand::Redo.into());
    assert_eq!(state.filter.text, "vpn");
}

#[test]
fn typing_is_one_step() {
    let mut state = opened(&[0]);
    for text in ["v", "vp", "vpn"] {
        state.apply(FilterCommand::SetText(text.to_owned()).into());
    }
    state.apply(UndoCommand::Undo.into());
    assert_eq!(state.filter.text, "");
}

#[test]
fn escape_closes_the_overlay_before_it_clears_the_filter() {
    let mut state = opened(&[0]);
    state.apply(FilterCommand::SetText("vpn".to_owned()).into());
    state.apply(UiCommand::Keys.into());
    state.apply(UiCommand::Clear.into());
    assert_eq!(state.view.overlay, None);
    assert!(!state.filter.is_empty());
    state.apply(UiCommand::Clear.into());
    assert!(state.filter.is_empty());
}

#[test]
fn moving_a_slider_runs_the_rules_once_and_again_when_it_moved_on() {
    let Some(meta) =
        crate::case::parameter_metas().into_iter().find(|meta| meta.min < meta.default)
    else {
        return;
    };
    let set = |value| DetectionCommand::Set { group: meta.group, key: meta.key, value };
    let mut state = opened(&[0]);
    let effects = state.apply(set(meta.min).into());
    let [Effect::Detect { job, parameters }] = &effects[..] else { panic!("{effects:?}") };
    let (job, parameters) = (*job, parameters.clone());
    assert!(state.apply(set(meta.max).into()).is_empty(), "one run at a time");
    let case = Arc::new(Case { parameters, ..Case::clone(&case_of(&[0])) });
    let effects = state.apply(JobEvent::Detected { job, case }.into());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Detect { .. })));
}

#[test]
fn a_range_is_kept_within_the_case() {
    let mut state = opened(&[0, 3_600]);
    let far = TimeRange::new(Timestamp::from_secs(-90_000), Timestamp::from_secs(90_000));
    state.apply(TimeCommand::Set(far).into());
    assert!(state.time.unwrap().span() < Span::from_hours(2));
}

#[test]
fn a_load_that_fails_on_the_start_page_is_shown_there_and_else_as_a_message() {
    let mut state = AppState::default();
    state.apply(EvidenceCommand::Open(vec![PathBuf::from("a")]).into());
    let failed = |job| JobEvent::Failed { job, message: "no known format".to_owned() };
    state.apply(failed(JobId(1)).into());
    assert_eq!(state.load_error.as_deref(), Some("no known format"));
    let mut state = opened(&[0]);
    state.apply(EvidenceCommand::Open(vec![PathBuf::from("b")]).into());
    state.apply(failed(JobId(2)).into());
    assert_eq!(state.notices.len(), 1);
    assert!(state.case.is_some());
}

#[test]
fn e1_files_are_hashed_again_on_demand_and_the_verdicts_are_told() {
    use crate::case::Verification::{Changed, Unchanged, Unreadable};
    let mut state = opened(&[0]);
    let evidence = vec![crate::model::Evidence::default(); 2];
    state.case = Some(Arc::new(Case { evidence, ..Case::clone(state.case.as_ref().unwrap()) }));
    let mut verify = |verdicts: Vec<crate::case::Verification>| {
        let effects = state.apply(UiCommand::VerifyEvidence.into());
        let [Effect::VerifyEvidence { job, load_revision }] = effects[..] else { panic!() };
        assert!(state.apply(EvidenceCommand::Verify.into()).is_empty(), "one at a time");
        state.apply(JobEvent::Verified { job, load_revision, verdicts }.into());
        assert!(state.jobs.is_empty());
        let notice = state.notices.last().unwrap();
        (notice.level, notice.text.clone(), state.verification.clone().unwrap().len())
    };
    let (level, text, count) = verify(vec![Unchanged, Unchanged]);
    assert_eq!((level, count), (NoticeLevel::Done, 2));
    assert_eq!(text, "All 2 files are unchanged since they were read.");
    let (level, text, _) = verify(vec![Changed, Unreadable("there is no such file".to_owned())]);
    assert_eq!(level, NoticeLevel::Error);
    assert!(text.contains("2 of 2 files"), "{text}");
    assert!(text.contains("E1 changed; E1 cannot be read: there is no such file"), "{text}");
}

#[test]
fn e1_verdicts_on_a_case_that_was_left_are_dropped() {
    let mut state = opened(&[0]);
    let effects = state.apply(EvidenceCommand::Verify.into());
    let [Effect::VerifyEvidence { job, load_revision }] = effects[..] else { panic!() };
    state.load_revision += 1;
    state.apply(JobEvent::Verified { job, load_revision, verdicts: Vec::new() }.into());
    assert!(state.verification.is_none() && state.notices.is_empty());
}
