//! What is kept between two sittings, as a format of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{ThemeChoice, UsersMode};

/// How many evidence paths are remembered.
pub(super) const RECENT_MAX: usize = 8;

/// What is kept between two sittings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsV1 {
    /// The format's version: 1.
    pub version: u32,
    /// The theme.
    pub theme: ThemeChoice,
    /// The name of the zone: `UTC` or a name of the time zone database.
    pub zone: String,
    /// Cards or table.
    pub users_mode: UsersMode,
    /// Evidence opened last, the latest first; each a set of paths.
    pub recent: Vec<Vec<PathBuf>>,
    /// The databases of addresses in use.
    pub databases: Vec<PathBuf>,
    /// By SHA-256 of a file, the zone that was chosen for its times that name none.
    pub zones: BTreeMap<String, String>,
    /// Mappings that were used, as files hold them, the latest first.
    pub mappings: Vec<String>,
}
