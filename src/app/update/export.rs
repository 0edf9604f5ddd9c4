//! Out of the window: files and the clipboard.

use crate::app::{AppState, Effect, ExportCommand, JobKind, NoticeLevel};

use super::notice;
use crate::report::escape;

pub(super) fn apply(state: &mut AppState, command: ExportCommand) -> Vec<Effect> {
    match command {
        ExportCommand::Ask(_) if state.case.is_none() => Vec::new(),
        ExportCommand::Ask(kind) => {
            vec![Effect::PickSavePath { kind, suggested_name: kind.suggested_name().to_owned() }]
        }
        ExportCommand::PathPicked { kind, path } => {
            let job = state.start_job(JobKind::Export(kind));
            vec![Effect::Render { job, kind, path }]
        }
        ExportCommand::Copy { what, text } => {
            notice::show(state, NoticeLevel::Done, format!("Copied {what}."));
            vec![Effect::CopyText(escape::clipboard(&text))]
        }
    }
}
