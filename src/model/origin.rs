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

/// An origin and what it rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OriginVerdict {
    /// The class.
    pub origin: Origin,
    /// What it rests on.
    pub why: OriginReason,
}

impl OriginVerdict {
    /// Why, in one clause without log text; empty where nothing was judged.
    pub fn reason(&self) -> String {
        match self.why {
            OriginReason::NotJudged => String::new(),
            OriginReason::NotLogged => "the log does not say where it was asked for".to_owned(),
            OriginReason::Seen(what) => format!("{} in the baseline", what.words()),
            OriginReason::TooShort(history) => format!("baseline too short: {}", history.words()),
            OriginReason::Compared(novelty, history) => {
                let history = history.words();
                if self.origin == Origin::Unknown {
                    format!("{} new against {history}", list(&novelty.new_parts()))
                } else {
                    mixed(novelty, &history)
                }
            }
        }
    }
}

/// What the origin of a prompt rests on; many are held, so words are made where they are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OriginReason {
    /// Nothing was judged.
    #[default]
    NotJudged,
    /// The log tells nothing of the source.
    NotLogged,
    /// The baseline holds the source.
    Seen(SeenBy),
    /// The baseline is too short to call anything new.
    TooShort(History),
    /// The parts of the source were held against the baseline.
    Compared(Novelty, History),
}

/// By what a source is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenBy {
    /// The device.
    Device,
    /// Network, country and agent family together.
    Network,
    /// Address block and agent family together.
    Block,
    /// The exact address.
    Address,
}

impl SeenBy {
    const fn words(self) -> &'static str {
        match self {
            Self::Device => "device seen",
            Self::Network => "network, country and agent seen together",
            Self::Block => "address block and agent seen together",
            Self::Address => "address seen",
        }
    }
}

/// How much a baseline holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Satisfied sign-ins.
    pub sign_ins: u32,
    /// Days from the first to the last, rounded up, at least 1.
    pub days: u32,
}

impl History {
    fn words(self) -> String {
        match (self.sign_ins, self.days) {
            (0, _) => "no sign-ins".to_owned(),
            (1, _) => "1 sign-in".to_owned(),
            (count, 1) => format!("{count} sign-ins in 1 day"),
            (count, days) => format!("{count} sign-ins in {days} days"),
        }
    }
}

/// What of a source is new to the user; `None` where the log or the baseline does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Novelty {
    /// The network by its number, or the address block.
    pub network: Option<bool>,
    /// The country.
    pub country: Option<bool>,
    /// The family of the user agent.
    pub agent: Option<bool>,
    /// The device.
    pub device: Option<bool>,
}

impl Novelty {
    const fn parts(&self) -> [(&'static str, Option<bool>); 4] {
        [
            ("network", self.network),
            ("country", self.country),
            ("agent", self.agent),
            ("device", self.device),
        ]
    }

    /// The names of what is new, in a fixed order.
    pub fn new_parts(&self) -> Vec<&'static str> {
        self.named(true)
    }

    fn named(&self, is_new: bool) -> Vec<&'static str> {
        self.parts()
            .into_iter()
            .filter_map(|(name, new)| (new == Some(is_new)).then_some(name))
            .collect()
    }

    /// Whether network and country, or network and agent, are new.
    pub fn is_new_source(&self) -> bool {
        self.network == Some(true) && (self.country == Some(true) || self.agent == Some(true))
    }
}

fn mixed(novelty: Novelty, history: &str) -> String {
    let (new, seen) = (novelty.named(true), novelty.named(false));
    match (new.is_empty(), seen.is_empty()) {
        (false, false) => format!("{} new, {} seen in {history}", list(&new), list(&seen)),
        (false, true) => format!("{} new, the rest not logged", list(&new)),
        (true, false) => format!("{} seen, but not together", list(&seen)),
        (true, true) => "network, country and agent cannot be compared".to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
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
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlaceVerdict {
    /// The answer.
    pub place: PlaceMatch,
    /// What it rests on.
    pub why: PlaceReason,
    /// Distance between the two places, kilometres, where both can be placed.
    pub distance_km: Option<f64>,
    /// The least that distance can be, given how exact both places are, kilometres.
    pub effective_km: Option<f64>,
}

/// What the comparison of two places rests on; many are held, so words are made where they are
/// read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum PlaceReason {
    /// Nothing was compared.
    #[default]
    NotCompared,
    /// It cannot be told, in these words.
    CannotTell(&'static str),
    /// This side could not be placed, for the reason given; empty where none is known.
    Unplaced(&'static str, &'static str),
    /// Both sides have one address.
    SameAddress,
    /// Both places were measured.
    Measured {
        /// How exact both places are, kilometres, the login's first.
        radii_km: [f32; 2],
        /// Whether they are known to lie in two countries.
        is_abroad: bool,
        /// From which distance on they do not fit, kilometres.
        mismatch_km: f32,
    },
}

impl PlaceVerdict {
    /// Why, in one clause without log text; empty where nothing was compared.
    pub fn reason(&self) -> String {
        match self.why {
            PlaceReason::NotCompared => String::new(),
            PlaceReason::CannotTell(words) => words.to_owned(),
            PlaceReason::Unplaced(side, "") => format!("the {side} could not be placed"),
            PlaceReason::Unplaced(side, why) => format!("the {side} could not be placed: {why}"),
            PlaceReason::SameAddress => "login and phone have the same address".to_owned(),
            PlaceReason::Measured { radii_km: [a, b], is_abroad, mismatch_km } => {
                let distance = self.distance_km.unwrap_or_default();
                let effective = self.effective_km.unwrap_or_default();
                let measured = format!(
                    "{distance:.0} km between two places known to \u{b1}{a:.0} and \u{b1}{b:.0} km"
                );
                match self.place {
                    PlaceMatch::Consistent => format!("near enough: {measured}"),
                    PlaceMatch::Mismatch if is_abroad && effective < f64::from(mismatch_km) => {
                        format!("two countries, at least {effective:.0} km apart: {measured}")
                    }
                    PlaceMatch::Mismatch => format!("at least {effective:.0} km apart: {measured}"),
                    PlaceMatch::CannotBeEvaluated => format!(
                        "at least {effective:.0} km apart, less than the {mismatch_km:.0} km that \
                         count: {measured}"
                    ),
                }
            }
        }
    }
}
