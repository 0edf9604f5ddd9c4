//! The rules' thresholds, and what changing them does.

use crate::detect::RULES;
use crate::model::{LimitMeta, ParameterMeta, Parameters};

use super::format;

/// One slider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knob {
    /// The parameter.
    pub meta: &'static ParameterMeta,
    /// Its value.
    pub value: f64,
    /// Whether it is another than the default.
    pub changed: bool,
}

/// The sliders of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The rule, or the step before the rules.
    pub name: &'static str,
    /// What stands above its sliders: a rule's number and title.
    pub title: String,
    /// Its sliders.
    pub knobs: Vec<Knob>,
}

/// Groups the sliders by rule, in the order of the catalogue.
pub fn build(metas: &[&'static ParameterMeta], parameters: &Parameters) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for meta in metas {
        let knob =
            Knob { meta, value: parameters.value(meta), changed: parameters.is_changed(meta) };
        match groups.iter_mut().find(|group| group.name == meta.group) {
            Some(group) => group.knobs.push(knob),
            None => {
                groups.push(Group { name: meta.group, title: title(meta.group), knobs: vec![knob] })
            }
        }
    }
    groups
}

fn title(group: &str) -> String {
    let rule = RULES.iter().map(|rule| rule.meta()).find(|meta| meta.id.to_string() == group);
    match (rule, group) {
        (Some(meta), _) => format!("{group} {}", meta.title),
        (None, "pairing") => "Pairing and time-outs".to_owned(),
        (None, "episodes") => "Episodes".to_owned(),
        (None, "baseline") => "Baseline".to_owned(),
        (None, other) => other.to_owned(),
    }
}

/// One limit of reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitRow {
    /// What it limits.
    pub title: String,
    /// Its value, with its unit.
    pub value: String,
    /// Whether it is another than the default.
    pub changed: bool,
    /// What happens beyond, and where the default comes from.
    pub hint: String,
}

/// The limits within which the files were read, in the order of reading.
pub fn reading(parameters: &Parameters) -> Vec<LimitRow> {
    let row = |(meta, value): (&'static LimitMeta, u64)| LimitRow {
        title: meta.title.to_owned(),
        value: format::count(value),
        changed: value != meta.default,
        hint: format!(
            "limits.{} in a parameters file, from {} to {}. Default {}: {}. Beyond it, {}.",
            meta.key,
            format::count(meta.min),
            format::count(meta.max),
            format::count(meta.default),
            meta.source,
            meta.beyond
        ),
    };
    parameters.limits.all().map(row).collect()
}

/// What changed in the number of findings, critical first: `+2 high, −1 low`; empty where nothing.
pub fn difference(before: [u32; 5], after: [u32; 5]) -> String {
    crate::model::Severity::WORST_FIRST
        .iter()
        .zip(before.iter().zip(&after))
        .filter(|(_, (before, after))| before != after)
        .map(|(severity, (&before, &after))| {
            let sign = if after > before { "+" } else { "−" };
            format!("{sign}{} {}", before.abs_diff(after), severity.key())
        })
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_of_reading_says_what_lies_beyond() {
        let rows = reading(&Parameters::default());
        assert_eq!(rows.len(), crate::model::LIMITS.len());
        assert!(rows.iter().all(|row| !row.changed && row.hint.contains("Beyond it")));
    }

    #[test]
    fn only_what_changed_is_named() {
        assert_eq!(difference([1, 2, 0, 0, 0], [1, 4, 0, 0, 0]), "+2 high");
        assert_eq!(difference([1; 5], [1; 5]), "");
    }
}
