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

fn placed(state: &AppState, databases: &[&str], load_revision: u64) -> Command {
    let job = state.jobs.iter().rev().find(|job| job.kind == JobKind::Place).unwrap().id;
    let databases = databases.iter().map(PathBuf::from).collect();
    JobEvent::Placed { job, load_revision, databases, case: Some(case_of(&[0])) }.into()
}

#[test]
fn databases_are_in_use_when_they_are_opened_and_are_kept() {
    let mut state = opened(&[0]);
    let used = vec![PathBuf::from("asn.mmdb")];
    let effects = state.apply(EvidenceCommand::UseDatabases(used.clone()).into());
    assert!(matches!(effects[..], [Effect::Place { .. }]));
    assert_eq!(state.databases, Vec::<PathBuf>::new(), "not before they are opened");
    let before = state.revision;
    let effects = state.apply(placed(&state, &["asn.mmdb"], state.load_revision));
    assert_eq!(state.databases, used);
    assert!(state.revision > before && state.jobs.is_empty());
    let kept = |effect: &Effect| matches!(effect, Effect::SaveSettings(settings) if settings.databases == used);
    assert!(effects.iter().any(kept));
}

#[test]
fn databases_that_cannot_be_used_change_nothing() {
    let mut state = opened(&[0]);
    state.apply(EvidenceCommand::UseDatabases(vec![PathBuf::from("notes.txt")]).into());
    let job = state.jobs[0].id;
    let before = state.revision;
    state.apply(JobEvent::Failed { job, message: "no database".to_owned() }.into());
    assert_eq!((state.revision, state.databases.len()), (before, 0));
    assert_eq!(state.notices.last().map(|it| it.level), Some(NoticeLevel::Error));
}

#[test]
fn a_case_that_was_loaded_meanwhile_is_placed_again_with_the_databases() {
    let mut state = opened(&[0]);
    state.apply(EvidenceCommand::UseDatabases(vec![PathBuf::from("asn.mmdb")]).into());
    let of_another_case = state.load_revision - 1;
    let before = state.revision;
    let effects = state.apply(placed(&state, &["asn.mmdb"], of_another_case));
    assert_eq!(state.revision, before, "the old case does not come back");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Place { .. })));
}

#[test]
fn databases_chosen_while_a_case_is_read_are_used_for_it_too() {
    let mut state = AppState::default();
    state.apply(EvidenceCommand::Open(vec![PathBuf::from("a.json")]).into());
    let load = state.jobs[0].id;
    state.apply(EvidenceCommand::UseDatabases(vec![PathBuf::from("asn.mmdb")]).into());
    let place = state.jobs[1].id;
    let databases = vec![PathBuf::from("asn.mmdb")];
    state.apply(JobEvent::Placed { job: place, load_revision: 0, databases, case: None }.into());
    let name = "a.json".to_owned();
    let effects = state.apply(JobEvent::Loaded { job: load, case: case_of(&[0]), name }.into());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Place { .. })));
}

#[test]
fn rules_do_not_start_beside_a_placing_and_follow_it_where_parameters_moved() {
    let mut state = opened(&[0]);
    state.apply(EvidenceCommand::UseDatabases(vec![PathBuf::from("asn.mmdb")]).into());
    let meta = crate::case::parameter_metas()[0];
    let set = DetectionCommand::Set { group: meta.group, key: meta.key, value: meta.max };
    assert!(state.apply(set.into()).is_empty());
    let effects = state.apply(placed(&state, &["asn.mmdb"], state.load_revision));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Detect { .. })));
}

#[test]
fn a_file_whose_counts_do_not_add_up_is_told_as_soon_as_it_is_open() {
    use crate::case::Coverage;
    use crate::model::{Evidence, RecordCounts};
    use crate::store::EventStore;
    let counts = RecordCounts { records: 3, events: 0, rejected: 2, ..RecordCounts::default() };
    let evidence = vec![Evidence { counts, ..Evidence::default() }];
    let coverage = Coverage::of(&evidence, &EventStore::default()).into();
    let case = Arc::new(Case { evidence, coverage, ..Case::default() });
    let mut state = AppState::default();
    state.apply(EvidenceCommand::Open(vec![PathBuf::from("a.json")]).into());
    let job = state.jobs[0].id;
    state.apply(JobEvent::Loaded { job, case, name: "a.json".to_owned() }.into());
    let notice = &state.notices[0];
    assert_eq!(notice.level, NoticeLevel::Error);
    assert!(notice.text.starts_with("The counts of E1 do not add up"), "{}", notice.text);
}

#[test]
fn the_bytes_of_an_issue_are_read_and_are_no_record_of_an_event() {
    use crate::model::{IngestIssue, IssueKind, RecordRef};
    let at = |length| RecordRef { record: 3, offset: 40, length, ..RecordRef::default() };
    let issue =
        |length| IngestIssue { at: at(length), kind: IssueKind::BrokenJson, detail: String::new() };
    let case = Case { issues: vec![issue(9), issue(0)], ..Case::default() };
    let mut state = AppState { case: Some(Arc::new(case)), ..AppState::default() };
    let effects = state.apply(SelectCommand::ShowIssue(0).into());
    assert_eq!(effects, vec![Effect::ReadRecord(at(9))]);
    let raw = RawRecord { text: "{broken".to_owned(), state: RecordState::Verified };
    state.apply(JobEvent::RecordRead { record: at(9), result: Ok(raw.clone()) }.into());
    assert_eq!(state.issue_open().unwrap().1.result, Some(Ok(raw)));
    assert_eq!(state.record_of_event(), None);
    // An issue without bytes asks for none, and says so.
    assert!(state.apply(SelectCommand::ShowIssue(1).into()).is_empty());
    assert!(matches!(state.issue_open().unwrap().1.result, Some(Err(_))));
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
