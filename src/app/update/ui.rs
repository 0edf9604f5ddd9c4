//! The commands of menu, palette and keyboard, translated into the others.

use crate::app::{
    AppState, Command, Direction, Effect, EvidenceCommand, ExportCommand, ExportKind,
    FilterCommand, Overlay, ReadingCommand, SelectCommand, Tab, ThemeChoice, TimeCommand,
    UiCommand, UndoCommand, UsersMode, ViewCommand,
};
use crate::model::Timestamp;
use crate::present::Zone;

/// How much one key press zooms.
const ZOOM_STEP: f64 = 1.5;
/// How far one key press moves, as a share of what is shown.
const PAN_STEP: f64 = 0.25;

pub(super) fn apply(state: &mut AppState, command: UiCommand) -> Vec<Effect> {
    if command != UiCommand::Palette && state.view.overlay == Some(Overlay::Palette) {
        state.view.overlay = None;
        if command == UiCommand::Clear {
            return Vec::new();
        }
    }
    match translate(state, command) {
        Some(command) => state.apply(command),
        None if command == UiCommand::Quit => vec![Effect::Quit],
        None => Vec::new(),
    }
}

fn translate(state: &AppState, command: UiCommand) -> Option<Command> {
    Some(match command {
        UiCommand::OpenFiles => EvidenceCommand::PickFiles.into(),
        UiCommand::OpenFolder => EvidenceCommand::PickFolder.into(),
        UiCommand::OpenDemo => EvidenceCommand::OpenDemo.into(),
        UiCommand::UseDatabases => EvidenceCommand::PickDatabases.into(),
        UiCommand::ForgetDatabases => EvidenceCommand::UseDatabases(Vec::new()).into(),
        UiCommand::MapColumns => ReadingCommand::MapUnknown.into(),
        UiCommand::CloseCase => EvidenceCommand::Close.into(),
        UiCommand::Palette => toggle(state, Overlay::Palette),
        UiCommand::Keys => toggle(state, Overlay::Keys),
        UiCommand::Undo => UndoCommand::Undo.into(),
        UiCommand::Redo => UndoCommand::Redo.into(),
        UiCommand::Clear => clear(state)?,
        UiCommand::Fit => TimeCommand::Fit.into(),
        UiCommand::FitSelection => TimeCommand::FitSelection.into(),
        UiCommand::NextApproval => SelectCommand::StepApproval(Direction::Next).into(),
        UiCommand::PreviousApproval => SelectCommand::StepApproval(Direction::Previous).into(),
        UiCommand::NextPrompt => SelectCommand::StepPrompt(Direction::Next).into(),
        UiCommand::PreviousPrompt => SelectCommand::StepPrompt(Direction::Previous).into(),
        UiCommand::ZoomIn => zoom(state, 1.0 / ZOOM_STEP)?,
        UiCommand::ZoomOut => zoom(state, ZOOM_STEP)?,
        UiCommand::PanLeft => TimeCommand::PanByShare(-PAN_STEP).into(),
        UiCommand::PanRight => TimeCommand::PanByShare(PAN_STEP).into(),
        UiCommand::ShowMap => ViewCommand::Show(Tab::Map).into(),
        UiCommand::ShowPrompts => ViewCommand::Show(Tab::Prompts).into(),
        UiCommand::ShowEvents => ViewCommand::Show(Tab::Events).into(),
        UiCommand::ShowEvidence => ViewCommand::Show(Tab::Evidence).into(),
        UiCommand::VerifyEvidence => EvidenceCommand::Verify.into(),
        UiCommand::ShowParameters => ViewCommand::Show(Tab::Parameters).into(),
        UiCommand::ToggleUsersMode => ViewCommand::SetUsersMode(match state.view.users_mode {
            UsersMode::Cards => UsersMode::Table,
            UsersMode::Table => UsersMode::Cards,
        })
        .into(),
        UiCommand::ToggleTheme => ViewCommand::SetTheme(match state.view.theme {
            ThemeChoice::Light => ThemeChoice::Dark,
            ThemeChoice::Dark | ThemeChoice::System => ThemeChoice::Light,
        })
        .into(),
        UiCommand::UseUtc => ViewCommand::SetZone(Zone::utc()).into(),
        UiCommand::UseLocalZone => {
            ViewCommand::SetZone(Zone::named(state.view.local_zone.as_deref()?)?).into()
        }
        UiCommand::ExportReport => ExportCommand::Ask(ExportKind::ReportHtml).into(),
        UiCommand::ExportJson => ExportCommand::Ask(ExportKind::FindingsJson).into(),
        UiCommand::ExportCsv => ExportCommand::Ask(ExportKind::FindingsCsv).into(),
        UiCommand::ExportPrompts => ExportCommand::Ask(ExportKind::PromptsCsv).into(),
        UiCommand::ExportEventsParquet => ExportCommand::Ask(ExportKind::EventsParquet).into(),
        UiCommand::ExportEventsArrow => ExportCommand::Ask(ExportKind::EventsArrow).into(),
        UiCommand::ExportEventsCsv => ExportCommand::Ask(ExportKind::EventsCsv).into(),
        UiCommand::ExportEventsJsonl => ExportCommand::Ask(ExportKind::EventsJsonl).into(),
        UiCommand::ExportSvg => ExportCommand::Ask(ExportKind::ChartSvg).into(),
        UiCommand::ExportPng => ExportCommand::Ask(ExportKind::ChartPng).into(),
        UiCommand::Quit => return None,
    })
}

fn toggle(state: &AppState, overlay: Overlay) -> Command {
    let open = state.view.overlay != Some(overlay);
    ViewCommand::SetOverlay(open.then_some(overlay)).into()
}

/// Escape closes what lies on top: an overlay, the record, then the filter.
fn clear(state: &AppState) -> Option<Command> {
    if state.view.overlay.is_some() {
        Some(ViewCommand::SetOverlay(None).into())
    } else if state.record.is_some() {
        Some(SelectCommand::HideRecord.into())
    } else if !state.filter.is_empty() {
        Some(FilterCommand::Clear.into())
    } else {
        None
    }
}

fn zoom(state: &AppState, factor: f64) -> Option<Command> {
    let view = state.time?;
    let anchor = Timestamp(view.start.0 + view.span().0 / 2);
    Some(TimeCommand::ZoomAround { anchor, factor }.into())
}
