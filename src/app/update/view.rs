//! Tabs, theme, zone, overlays.

use crate::app::{AppState, Effect, SettingsV1, SortKey, SortOrder, ViewCommand};
use crate::present::Zone;

use super::reading;

pub(super) fn apply(state: &mut AppState, command: ViewCommand) -> Vec<Effect> {
    match command {
        ViewCommand::Show(tab) => {
            state.view.tab = tab;
            state.view.overlay = None;
            Vec::new()
        }
        ViewCommand::SetTheme(theme) => {
            state.view.theme = theme;
            save(state)
        }
        ViewCommand::SetZone(zone) => {
            state.view.zone = zone;
            save(state)
        }
        ViewCommand::SetUsersMode(mode) => {
            state.view.users_mode = mode;
            save(state)
        }
        ViewCommand::SortUsers(key) => {
            sort(state, key);
            Vec::new()
        }
        ViewCommand::SearchUsers(text) => {
            state.view.user_search = text;
            Vec::new()
        }
        ViewCommand::SetOverlay(overlay) => {
            state.view.overlay = overlay;
            Vec::new()
        }
        ViewCommand::Restore(settings) => {
            restore(state, settings);
            Vec::new()
        }
        ViewCommand::SetLocalZone(name) => {
            state.view.local_zone = Zone::named(&name).map(|zone| zone.name().to_owned());
            Vec::new()
        }
    }
}

pub(super) fn save(state: &AppState) -> Vec<Effect> {
    vec![Effect::SaveSettings(state.settings())]
}

fn sort(state: &mut AppState, key: SortKey) {
    let again = state.view.sort == key && state.view.sort_order == SortOrder::Natural;
    state.view.sort = key;
    state.view.sort_order = if again { SortOrder::Reversed } else { SortOrder::Natural };
}

/// A zone that this version does not know falls back to UTC, and the window says UTC.
fn restore(state: &mut AppState, settings: SettingsV1) {
    state.view.theme = settings.theme;
    state.view.zone = Zone::named(&settings.zone).unwrap_or_default();
    state.view.users_mode = settings.users_mode;
    state.remembered = reading::restore(&settings);
    state.recent = settings.recent;
    state.databases = settings.databases;
}
