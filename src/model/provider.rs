//! Who wrote the log.

use serde::{Deserialize, Serialize};

/// An identity provider whose exports Pushscope reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Provider {
    /// Okta System Log, Classic and Identity Engine.
    Okta,
    /// Cisco Duo authentication log.
    Duo,
    /// Microsoft Entra ID sign-in log.
    Entra,
}

impl Provider {
    /// Every provider, in display order.
    pub const ALL: [Self; 3] = [Self::Okta, Self::Duo, Self::Entra];

    /// The key that documents and parameter files use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Okta => "okta",
            Self::Duo => "duo",
            Self::Entra => "entra",
        }
    }

    /// The name that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Okta => "Okta",
            Self::Duo => "Duo",
            Self::Entra => "Entra ID",
        }
    }
}
