//! What is kept between two sittings, in the user's configuration folder, and nowhere else.

use std::path::PathBuf;

use crate::app::SettingsV1;

use super::files;

/// Where the settings lie; `None` where the system names no such folder.
fn path() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))
    };
    base.map(|base| base.join("pushscope").join("settings.json"))
}

/// The settings of the last sitting; `None` where there are none, or none that can be read.
pub(super) fn load() -> Option<SettingsV1> {
    serde_json::from_str(&files::read_own(&path()?)?).ok()
}

/// Keeps the settings. Failing to is no reason to disturb an investigation: the program works
/// the same without them.
pub(super) fn save(settings: &SettingsV1) {
    let Some(path) = path() else { return };
    let Ok(bytes) = serde_json::to_vec_pretty(settings) else { return };
    if path.parent().is_some_and(|folder| files::make_folder(folder).is_ok()) {
        drop(files::write(&path, &bytes));
    }
}
