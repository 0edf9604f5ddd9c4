//! Whether a prompt was asked for from where its user usually is.

use serde::{Deserialize, Serialize};

/// The origin class of one prompt for its user (detections.md §0.5, DESIGN.md §6).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Origin {
    /// Seen in a satisfied sign-in of the user's baseline.
    Known,
    /// The baseline is long enough, and network and country, or network and agent, are new.
    Unknown,
    /// Anything else; the reason says what is missing.
    #[default]
    Indeterminate,
}

impl Origin {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unknown => "unknown",
            Self::Indeterminate => "indeterminate",
        }
    }

    /// The words that a person reads, of a source.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Known => "known to this user",
            Self::Unknown => "new to this user",
            Self::Indeterminate => "cannot tell whether it is new",
        }
    }
}

/// An origin with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OriginVerdict {
    /// The class.
    pub origin: Origin,
    /// Why, in one clause without log text.
    pub reason: String,
}

/// Whether the login place and the phone's place of one prompt agree (MF-07).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PlaceMatch {
    /// Too far apart for how exact both places are.
    Mismatch,
    /// Near enough.
    Consistent,
    /// A side is missing, or too inexact; the reason says which.
    #[default]
    CannotBeEvaluated,
}

impl PlaceMatch {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::Consistent => "consistent",
            Self::CannotBeEvaluated => "cannot_be_evaluated",
        }
    }
}

/// The comparison of both places of one prompt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceVerdict {
    /// The answer.
    pub place: PlaceMatch,
    /// Why, in one clause without log text.
    pub reason: String,
    /// Distance between the two places, kilometres, where both can be placed.
    pub distance_km: Option<f64>,
    /// The least that distance can be, given how exact both places are, kilometres.
    pub effective_km: Option<f64>,
}
