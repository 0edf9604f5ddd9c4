//! The outside world, in memory: jobs are done at once, files are a list of what was asked.

use std::sync::Arc;

use egui_kittest::Harness;
use pushscope::app::*;
use pushscope::case::{Case, Verification};
use pushscope::ingest::mapping::Sample;
use pushscope::model::{Limits, Severity};
use pushscope::store::PromptFrame;
use pushscope::ui::Runtime;

/// Answers every effect at once, and keeps what was asked.
#[derive(Default)]
pub(crate) struct Fake {
    pub(crate) case: Arc<Case>,
    pub(crate) seen: Vec<Effect>,
    pub(crate) copied: Vec<String>,
}

impl Effects for Fake {
    fn run(&mut self, effect: Effect, state: &AppState, reply: &CommandSender) {
        self.seen.push(effect.clone());
        match effect {
            Effect::Load { job, .. } | Effect::LoadDemo { job } => {
                let name = "Case 2026-041 Corp.example".to_owned();
                reply.send(JobEvent::Loaded { job, case: Arc::clone(&self.case), name });
            }
            Effect::Query { revision, filter_revision, filter } => {
                let case = state.case.clone().unwrap();
                let frame = PromptFrame::build(
                    &case.store,
                    &case.prompts,
                    (&case.places, &[]),
                    &worst(&case),
                );
                let filtered = frame.unwrap().query(&filter).unwrap();
                let result = Ok(Arc::new(filtered));
                reply.send(JobEvent::Filtered { revision, filter_revision, result });
            }
            Effect::ReadRecord(record) => {
                let text = r#"{"eventType":"user.mfa.okta_verify.deny_push","actor":{"alternateId":"m.okafor@corp.example"},"outcome":{"result":"FAILURE"}}"#;
                let raw = RawRecord { text: text.to_owned(), state: RecordState::Verified };
                reply.send(JobEvent::RecordRead { record, result: Ok(raw) });
            }
            Effect::Detect { job, parameters } => {
                let case = Case { parameters, ..Case::clone(state.case.as_ref().unwrap()) };
                reply.send(JobEvent::Detected { job, case: Arc::new(case) });
            }
            Effect::VerifyEvidence { job, load_revision } => {
                let verdicts = vec![Verification::Unchanged; self.case.evidence.len()];
                reply.send(JobEvent::Verified { job, load_revision, verdicts });
            }
            Effect::LookAt { evidence, load_revision } => {
                let csv = "time,user,method,result,ip\n\
                           2026-03-02 09:00,m.okafor@corp.example,Push,denied,192.0.2.7\n\
                           later,m.okafor@corp.example,Push,denied,192.0.2.7\n";
                let sample = Sample::read(&mut csv.as_bytes(), None, Limits::default()).unwrap();
                let result = Ok(Arc::new(sample));
                reply.send(JobEvent::Looked { evidence, load_revision, result });
            }
            Effect::CopyText(text) => self.copied.push(text),
            Effect::Cancel(job) => reply.send(JobEvent::Cancelled { job }),
            Effect::PickFiles
            | Effect::PickFolder
            | Effect::PickDatabases
            | Effect::Place { .. }
            | Effect::PickMappingPath { .. }
            | Effect::WriteMapping { .. }
            | Effect::PickSavePath { .. }
            | Effect::Render { .. }
            | Effect::SaveSettings(_)
            | Effect::Quit => {}
        }
    }
}

fn worst(case: &Case) -> Vec<Option<Severity>> {
    let mut worst = vec![None; case.prompts.len()];
    for finding in &case.detection.findings {
        for prompt in &finding.prompts {
            let slot = &mut worst[prompt.0 as usize];
            *slot = (*slot).max(Some(finding.severity));
        }
    }
    worst
}

pub(crate) type Window = Harness<'static, Runtime<Fake>>;

/// A window of this size on its start page.
pub(crate) fn window(case: Case, size: [f32; 2]) -> Window {
    let runtime = Runtime::new(Fake { case: Arc::new(case), ..Fake::default() });
    let builder = Harness::builder().with_size(size).with_max_steps(40);
    builder.with_context_setup(pushscope::ui::install).build_ui_state(
        |ui, runtime: &mut Runtime<Fake>| {
            runtime.logic();
            runtime.ui(ui);
        },
        runtime,
    )
}

/// A window with the case open.
pub(crate) fn open(case: Case, size: [f32; 2]) -> Window {
    let mut window = window(case, size);
    window.state().sender().send(EvidenceCommand::OpenDemo);
    window.run();
    window
}
