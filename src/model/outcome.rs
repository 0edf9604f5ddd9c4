//! What became of a prompt.

use serde::{Deserialize, Serialize};

/// The end of one prompt. Which logged code means which outcome is each provider's table.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// The user, or whoever held the phone, said yes.
    Approved,
    /// The user said no.
    Denied,
    /// Nobody answered; [`crate::model::Prompt::inferred`] tells whether the log says so.
    NoAnswer,
    /// The prompt was approved with the wrong number of a number match.
    WrongNumber,
    /// A code was typed and was wrong.
    WrongCode,
    /// Denied or a wrong code: an Okta CSV cannot tell the two apart.
    DeniedOrWrongCode,
    /// The user reported the prompt as fraud.
    FraudReported,
    /// The side that asked gave up.
    Cancelled,
    /// Policy, lock-out or the vendor's own attack detection refused it.
    Blocked,
    /// The service failed.
    Error,
    /// The evidence ends before the prompt could have timed out.
    Open,
    /// The log holds no answer, or one that no table lists; the logged text is kept.
    #[default]
    Unknown,
}

impl Outcome {
    /// Every outcome, in the order in which counts are shown.
    pub const ALL: [Self; 12] = [
        Self::Approved,
        Self::Denied,
        Self::NoAnswer,
        Self::WrongNumber,
        Self::WrongCode,
        Self::DeniedOrWrongCode,
        Self::FraudReported,
        Self::Cancelled,
        Self::Blocked,
        Self::Error,
        Self::Open,
        Self::Unknown,
    ];

    /// Whether it counts as "the user did not satisfy it" (detections.md §0, DESIGN.md §6).
    pub const fn is_unsatisfied(self) -> bool {
        matches!(
            self,
            Self::Denied
                | Self::NoAnswer
                | Self::WrongNumber
                | Self::DeniedOrWrongCode
                | Self::FraudReported
                | Self::Cancelled
        )
    }

    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::NoAnswer => "no_answer",
            Self::WrongNumber => "wrong_number",
            Self::WrongCode => "wrong_code",
            Self::DeniedOrWrongCode => "denied_or_wrong_code",
            Self::FraudReported => "fraud_reported",
            Self::Cancelled => "cancelled",
            Self::Blocked => "blocked",
            Self::Error => "error",
            Self::Open => "open",
            Self::Unknown => "unknown",
        }
    }

    /// The words that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::NoAnswer => "no answer",
            Self::WrongNumber => "wrong number",
            Self::WrongCode => "wrong code",
            Self::DeniedOrWrongCode => "denied or wrong code",
            Self::FraudReported => "fraud reported",
            Self::Cancelled => "cancelled",
            Self::Blocked => "blocked",
            Self::Error => "error",
            Self::Open => "open",
            Self::Unknown => "unknown",
        }
    }
}
