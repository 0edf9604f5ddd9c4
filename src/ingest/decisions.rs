//! What the analyst decided of files before they are read: of all of them, and of some by name.
//! In: names of files. Out: [`Choices`] for each. Must never know: where files lie.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Custody, Limits, Span};

use super::Choices;
use super::clock::zone;
use super::decode::Encoding;
use super::mapping::Mapping;

/// What stands between the name of an archive and that of an entry of it.
const IN_ARCHIVE: &str = "!/";

/// What the analyst decided of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// The zone of times that name none, where nothing else is said of a file.
    pub zone: Option<String>,
    /// Whether the day comes first in dates such as 3/2/2026.
    pub day_first: Option<bool>,
    /// Mappings for files that no format knows; the first counts that was made for such a file.
    pub mappings: Vec<Arc<Mapping>>,
    /// What whoever handed them over says of files, by name; an archive stands for its entries.
    pub custody: BTreeMap<String, Custody>,
    /// What was decided of one file, by its name as the evidence gives it.
    pub by_name: BTreeMap<String, Decision>,
}

/// What the analyst decided of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The zone of times that name none.
    pub zone: Option<String>,
    /// The mapping by which it is read, whether a format knows it or not.
    pub mapping: Option<Arc<Mapping>>,
    /// By how much the clock of whoever wrote it was ahead.
    pub clock_ahead: Option<Span>,
    /// In which encoding its text is.
    pub encoding: Option<Encoding>,
}

impl Decisions {
    /// What holds for the file of this name.
    pub fn choices(&self, name: &str, limits: Limits) -> Choices {
        let decided = self.by_name.get(name);
        let named = decided.and_then(|it| it.zone.as_deref()).or(self.zone.as_deref());
        Choices {
            zone: named.and_then(zone),
            day_first: self.day_first,
            clock_ahead: decided.and_then(|it| it.clock_ahead).unwrap_or_default(),
            encoding: decided.and_then(|it| it.encoding),
            limits,
            mapping: decided.and_then(|it| it.mapping.clone()),
            offered: self.mappings.clone(),
        }
    }

    /// Decides the zone of one file; `None` takes the decision back.
    pub fn set_zone(&mut self, name: &str, zone: Option<String>) {
        self.by_name.entry(name.to_owned()).or_default().zone = zone;
        self.by_name.retain(|_, decision| *decision != Decision::default());
    }

    /// Decides by which mapping one file is read; `None` takes the decision back.
    pub fn set_mapping(&mut self, name: &str, mapping: Option<Arc<Mapping>>) {
        self.by_name.entry(name.to_owned()).or_default().mapping = mapping;
        self.by_name.retain(|_, decision| *decision != Decision::default());
    }

    /// Decides by how much the clock behind one file was ahead; `None` takes the decision back.
    pub fn set_clock_ahead(&mut self, name: &str, ahead: Option<Span>) {
        self.by_name.entry(name.to_owned()).or_default().clock_ahead = ahead;
        self.by_name.retain(|_, decision| *decision != Decision::default());
    }

    /// Decides in which encoding the text of one file is; `None` takes the decision back.
    pub fn set_encoding(&mut self, name: &str, encoding: Option<Encoding>) {
        self.by_name.entry(name.to_owned()).or_default().encoding = encoding;
        self.by_name.retain(|_, decision| *decision != Decision::default());
    }

    /// What whoever handed over the file of this name says of it; of an entry of an archive, what is
    /// said of the archive, where nothing is said of the entry.
    pub fn custody_of(&self, name: &str) -> Option<&Custody> {
        let archive = || self.custody.get(name.split_once(IN_ARCHIVE)?.0);
        self.custody.get(name).or_else(archive)
    }

    /// Names of which something was decided, and that none of the files has.
    pub fn unmet<'a>(&'a self, names: &[&str]) -> Vec<&'a str> {
        let decided = self.by_name.keys().map(String::as_str).filter(|name| !names.contains(name));
        let is_archive = |told: &str| {
            names.iter().any(|name| name.split_once(IN_ARCHIVE).is_some_and(|it| it.0 == told))
        };
        let told = self.custody.keys().map(String::as_str);
        decided.chain(told.filter(|name| !names.contains(name) && !is_archive(name))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_an_archive_holds_for_its_entries() {
        let told = |answer: &str| {
            let mut custody = Custody::default();
            assert!(custody.set("tenant", Some(answer)));
            custody
        };
        let custody = [("a.zip", "all"), ("a.zip!/1.json", "one"), ("b.json", "other")];
        let custody = custody.map(|(name, answer)| (name.to_owned(), told(answer))).into();
        let decisions = Decisions { custody, ..Decisions::default() };
        assert_eq!(decisions.custody_of("a.zip!/1.json"), Some(&told("one")));
        assert_eq!(decisions.custody_of("a.zip!/2.json"), Some(&told("all")));
        assert_eq!(decisions.custody_of("c.json"), None);
        assert_eq!(decisions.unmet(&["a.zip!/1.json", "a.zip!/2.json"]), ["b.json"]);
    }

    #[test]
    fn what_is_decided_of_one_file_goes_before_what_is_decided_of_all() {
        let mut decisions =
            Decisions { zone: Some("Asia/Tokyo".to_owned()), ..Decisions::default() };
        decisions.set_zone("duo.csv", Some("Europe/Oslo".to_owned()));
        let zone_of = |decisions: &Decisions, name| {
            let zone = decisions.choices(name, Limits::default()).zone?;
            zone.iana_name().map(str::to_owned)
        };
        assert_eq!(zone_of(&decisions, "duo.csv").as_deref(), Some("Europe/Oslo"));
        assert_eq!(zone_of(&decisions, "okta.csv").as_deref(), Some("Asia/Tokyo"));
        assert_eq!(decisions.unmet(&["okta.csv"]), ["duo.csv"]);
        decisions.set_zone("duo.csv", None);
        assert_eq!(zone_of(&decisions, "duo.csv").as_deref(), Some("Asia/Tokyo"));
        assert!(decisions.by_name.is_empty());
    }
}
