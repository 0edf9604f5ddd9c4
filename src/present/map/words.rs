//! What the map says in words.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::model::{Precision, Prompt, Provider};
use crate::present::format::{count, counted, kilometres};

use super::{CountryCounts, MapArc, MapModel, MapPlace, PlaceCounts};

impl PlaceCounts {
    /// `402 with both places`.
    pub fn both_words(self) -> String {
        format!("{} with both places", count(self.both))
    }

    /// `3 with one place`; `None` where there is none.
    pub fn one_words(self) -> Option<String> {
        (self.one > 0).then(|| format!("{} with one place", count(self.one)))
    }

    /// `10 without a place`; `None` where there is none.
    pub fn without_words(self) -> Option<String> {
        (self.without > 0).then(|| format!("{} without a place", count(self.without)))
    }
}

impl MapArc {
    /// The label on the arc: `23 · 9 610 km`.
    pub fn label(&self) -> String {
        format!("{} · {}", count(self.prompts), kilometres(self.distance_km))
    }

    /// `9 610 km apart, at least 9 385 km`.
    pub fn distance_words(&self) -> String {
        if self.distance_km.round() == self.least_km.round() {
            return format!("{} apart", kilometres(self.distance_km));
        }
        if self.least_km <= 0.0 {
            return format!(
                "{} apart, within how exact the places are",
                kilometres(self.distance_km)
            );
        }
        format!("{} apart, at least {}", kilometres(self.distance_km), kilometres(self.least_km))
    }

    /// `23 prompts, 1 user`.
    pub fn count_words(&self) -> String {
        let prompts = counted(self.prompts, "prompt", "prompts");
        format!("{prompts}, {}", counted(self.users.len() as u64, "user", "users"))
    }

    /// What the rules say of the two places.
    pub fn verdict_words(&self) -> String {
        match (self.is_mismatch(), self.severity) {
            (false, _) => "The rules see no mismatch".to_owned(),
            (true, Some(severity)) => format!("Location mismatch, {}", severity.key()),
            (true, None) => "Location mismatch, no finding".to_owned(),
        }
    }

    /// Everything in one sentence.
    pub fn sentence(&self, model: &MapModel) -> String {
        let name = |index: usize| model.places.get(index).map_or("", |it| it.full_name.as_str());
        format!(
            "{} asked from {} and answered in {}, {}. {}",
            self.count_words(),
            name(self.source),
            name(self.responder),
            self.distance_words(),
            self.verdict_words()
        )
    }
}

impl MapPlace {
    /// `23 asked from here, 4 answered here`.
    pub fn count_words(&self) -> String {
        side_words(self.asked, self.answered)
    }

    /// How exact the place is.
    pub fn precision_words(&self) -> String {
        let what = match self.precision {
            Precision::Logged => "Coordinates from the log",
            Precision::City => "City from the gazetteer",
            Precision::State => "Only the state or region is known",
            Precision::Country => "Only the country is known",
            Precision::None => "No place",
        };
        format!("{what}, within {}", kilometres(self.radius_km))
    }
}

impl CountryCounts {
    /// `23 asked from here, 4 answered here`.
    pub fn words(self) -> String {
        side_words(self.asked, self.answered)
    }
}

fn side_words(asked: u64, answered: u64) -> String {
    match (asked, answered) {
        (0, 0) => "No prompt that is shown".to_owned(),
        (asked, 0) => format!("{} asked from here", counted(asked, "prompt", "prompts")),
        (0, answered) => format!("{} answered here", counted(answered, "prompt", "prompts")),
        (asked, answered) => {
            format!("{} asked from here, {} answered here", count(asked), count(answered))
        }
    }
}

/// Why there is no arc; `None` where there is one.
pub(super) fn note<'a>(
    case: &Case,
    prompts: impl Iterator<Item = &'a Prompt>,
    counts: PlaceCounts,
) -> Option<String> {
    if counts.both > 0 {
        return None;
    }
    let has_point = |party: crate::model::PartyId| {
        party.is_present() && case.places.get(party.0 as usize).is_some_and(|it| it.point.is_some())
    };
    let mut providers = BTreeSet::new();
    let (mut sources, mut responders) = (0_u64, 0_u64);
    for prompt in prompts {
        providers.insert(prompt.provider);
        sources += u64::from(has_point(prompt.source));
        responders += u64::from(has_point(prompt.responder));
    }
    let names: Vec<_> = providers.into_iter().map(Provider::title).collect();
    let names = names.join(", ");
    Some(match (sources, responders) {
        _ if case.prompts.is_empty() => "There is no prompt to show.".to_owned(),
        _ if names.is_empty() => "No prompt is shown. Widen or clear the filter.".to_owned(),
        (0, 0) => format!(
            "These {names} records name no place that can be drawn, neither where prompts were asked for nor where they were answered."
        ),
        (_, 0) => format!(
            "No line: these {names} records do not say where the phone was. Dots show where prompts were asked for."
        ),
        (0, _) => format!(
            "No line: these {names} records do not say where prompts were asked for. Squares show where they were answered."
        ),
        _ => format!("No line: none of these {names} prompts has both places."),
    })
}
