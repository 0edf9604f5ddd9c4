//! How the window shows things: what a setting, an undo or a test may need to know.

use serde::{Deserialize, Serialize};

use crate::model::EvidenceId;
use crate::present::Zone;
use crate::present::users::SortKey;

/// Dark, light, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    /// As the system says; dark where it says nothing.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// The tabs below the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// Where prompts were asked for and answered.
    #[default]
    Map,
    /// The prompts as a table.
    Prompts,
    /// The events as a table.
    Events,
    /// The files, what was read and what was not.
    Evidence,
    /// The rules' thresholds.
    Parameters,
}

impl Tab {
    /// Every tab, from left to right.
    pub const ALL: [Self; 5] =
        [Self::Map, Self::Prompts, Self::Events, Self::Evidence, Self::Parameters];

    /// The words on it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Map => "Map",
            Self::Prompts => "Prompts",
            Self::Events => "Events",
            Self::Evidence => "Evidence",
            Self::Parameters => "Parameters",
        }
    }
}

/// How users are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsersMode {
    /// Cards with a sentence and a sparkline.
    #[default]
    Cards,
    /// A compact table.
    Table,
}

/// Which way round a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// As the column is most useful: worst, most and earliest first, names from A to Z.
    #[default]
    Natural,
    /// The other way round.
    Reversed,
}

/// What lies above the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overlay {
    /// The command palette.
    Palette,
    /// The list of keys.
    Keys,
    /// The mapping of a file.
    Mapper,
    /// The choice of a file's zone.
    FileZone(EvidenceId),
    /// The choice of a file's encoding.
    FileEncoding(EvidenceId),
    /// By how much the clock behind a file was wrong.
    FileClock(EvidenceId),
}

/// How the window shows things.
#[derive(Clone, Debug, Default)]
pub struct ViewState {
    /// Dark or light.
    pub theme: ThemeChoice,
    /// The zone of every time shown.
    pub zone: Zone,
    /// The zone of this machine, where the shell found one.
    pub local_zone: Option<String>,
    /// The tab in front.
    pub tab: Tab,
    /// Cards or table.
    pub users_mode: UsersMode,
    /// By which column users are sorted.
    pub sort: SortKey,
    /// Which way round.
    pub sort_order: SortOrder,
    /// Only users whose name holds this are listed; the filter is not touched.
    pub user_search: String,
    /// What lies above the window.
    pub overlay: Option<Overlay>,
}
