//! Where: prompts gathered by the place that asked and the place that answered.
//!
//! In: a case, the prompts that a filter leaves, how bad each is. Out: [`MapModel`]: places and
//! arcs with counts, distance, severity and words, and what cannot be drawn, counted.
//! Must never know: projection, pixels, colours.

mod build;
mod narrow;
mod place;
mod words;

use std::collections::BTreeMap;

use crate::model::{GeoPoint, PartyId, Precision, Prompt, PromptId, Severity, TextId, UserId};

use super::Tone;

/// How many prompts have which places; the three add up to the prompts that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceCounts {
    /// Both places can be drawn.
    pub both: u64,
    /// One of the two can be drawn.
    pub one: u64,
    /// Neither can be drawn.
    pub without: u64,
}

/// Prompts of one country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountryCounts {
    /// Prompts asked for from there.
    pub asked: u64,
    /// Prompts answered there.
    pub answered: u64,
}

/// One place with everything that was asked or answered there.
#[derive(Clone, Debug, PartialEq)]
pub struct MapPlace {
    /// Its name in one word or two, ready to be shown.
    pub name: String,
    /// City, state and country, ready to be shown.
    pub full_name: String,
    /// Where to draw it.
    pub point: GeoPoint,
    /// How exact that is.
    pub precision: Precision,
    /// Radius of the disc in which the true place may lie, kilometres.
    pub radius_km: f64,
    /// ISO code of its country, where known.
    pub country: Option<[u8; 2]>,
    /// Prompts asked for from there.
    pub asked: u64,
    /// Prompts answered there.
    pub answered: u64,
    /// Worst severity of the prompts asked for from there.
    pub severity: Option<Severity>,
    /// The worst prompt asked or answered there.
    pub worst: PromptId,
    /// Addresses of the parties there, ascending by code.
    pub ips: Vec<TextId>,
    /// Whether an arc that stands out ends here.
    pub is_loud: bool,
}

/// All prompts that were asked for from one place and answered at another (or the same).
#[derive(Clone, Debug, PartialEq)]
pub struct MapArc {
    /// Index of the place that asked.
    pub source: usize,
    /// Index of the place that answered.
    pub responder: usize,
    /// How many prompts.
    pub prompts: u64,
    /// Whose, ascending.
    pub users: Vec<UserId>,
    /// How many of the prompts the rules call a mismatch.
    pub mismatches: u64,
    /// Worst severity of the mismatching prompts.
    pub severity: Option<Severity>,
    /// Distance between the two places, kilometres.
    pub distance_km: f64,
    /// The least that distance can be, kilometres.
    pub least_km: f64,
    /// The worst prompt, the earliest of equals.
    pub worst: PromptId,
    /// Addresses of the side that asked, ascending by code.
    pub source_ips: Vec<TextId>,
    /// Addresses of the side that answered, ascending by code.
    pub responder_ips: Vec<TextId>,
}

impl MapArc {
    /// Whether the places are too far apart for how exact they are.
    pub fn is_mismatch(&self) -> bool {
        self.mismatches > 0
    }

    /// Whether it stands out: a mismatch that a finding calls more than worth knowing.
    pub fn is_loud(&self) -> bool {
        self.is_mismatch() && self.severity.is_some_and(|severity| severity > Severity::Info)
    }

    /// What its colour says.
    pub fn tone(&self) -> Tone {
        match self.severity {
            Some(severity) if self.is_loud() => Tone::Severity(severity),
            _ => Tone::Muted,
        }
    }
}

/// Everything that the map draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapModel {
    /// The places, in order of their first prompt.
    pub places: Vec<MapPlace>,
    /// The arcs, worst first.
    pub arcs: Vec<MapArc>,
    /// What is drawn and what cannot be.
    pub counts: PlaceCounts,
    /// Prompts by ISO code of the country.
    pub countries: BTreeMap<[u8; 2], CountryCounts>,
    /// Why there is no arc, where there is none.
    pub note: Option<String>,
    /// By party code: the index of its place.
    place_of: Vec<Option<u32>>,
    /// Index of the arc between two places, sorted by the places.
    arc_of: Vec<((u32, u32), u32)>,
}

impl MapModel {
    /// The index of the place of a party.
    pub fn place_of(&self, party: PartyId) -> Option<usize> {
        Some(self.place_of.get(party.0 as usize).copied().flatten()? as usize)
    }

    /// The index of the arc that a prompt is part of.
    pub fn arc_of(&self, prompt: &Prompt) -> Option<usize> {
        let end = |party: PartyId| self.place_of.get(party.0 as usize).copied().flatten();
        let key = (end(prompt.source)?, end(prompt.responder)?);
        let slot = self.arc_of.binary_search_by_key(&key, |&(places, _)| places).ok()?;
        Some(self.arc_of.get(slot)?.1 as usize)
    }

    /// The indices of the arcs that these prompts are part of, ascending.
    pub fn arcs_of<'a>(&self, prompts: impl IntoIterator<Item = &'a Prompt>) -> Vec<usize> {
        let mut arcs: Vec<usize> =
            prompts.into_iter().filter_map(|prompt| self.arc_of(prompt)).collect();
        arcs.sort_unstable();
        arcs.dedup();
        arcs
    }
}

/// Which places of a prompt can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// Both.
    Both,
    /// One of them.
    One,
    /// Neither.
    Neither,
}

/// Which places of a prompt can be drawn.
pub fn placed(case: &crate::case::Case, prompt: &Prompt) -> Placed {
    let drawn = |party: PartyId| {
        party.is_present()
            && case.places.get(party.0 as usize).is_some_and(|place| place.point.is_some())
    };
    match (drawn(prompt.source), drawn(prompt.responder)) {
        (true, true) => Placed::Both,
        (false, false) => Placed::Neither,
        _ => Placed::One,
    }
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
