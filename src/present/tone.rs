//! What a colour or a shape would say; the theme knows which.

use crate::model::{Outcome, Severity};

/// What a colour would say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Words that must be read.
    #[default]
    Text,
    /// Words that support.
    Muted,
    /// Links, focus, brush.
    Accent,
    /// The outcome of a prompt.
    Outcome(Outcome),
    /// How bad it is.
    Severity(Severity),
    /// All is well.
    Good,
    /// Something should be known.
    Warning,
    /// Something failed.
    Bad,
}

/// The shape of a mark: it tells the outcome without its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// The shape of an outcome; `inferred` outcomes are dashed.
    Outcome {
        /// How the prompt ended.
        outcome: Outcome,
        /// Whether that was inferred from a missing answer.
        inferred: bool,
    },
    /// An approval after a burst.
    Star,
}
