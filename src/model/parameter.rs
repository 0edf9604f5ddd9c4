//! Thresholds and time-outs are data: each has a default, bounds and the source of its number.

use std::collections::BTreeMap;

/// What a parameter measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number of things.
    Count,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Kilometres.
    Kilometres,
}

impl Unit {
    /// The unit as a person reads it after a number; empty for counts.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Seconds => " s",
            Self::Minutes => " min",
            Self::Hours => " h",
            Self::Days => " d",
            Self::Kilometres => " km",
        }
    }
}

/// One parameter of a rule or of the pairing.
#[derive(Debug, PartialEq)]
pub struct ParameterMeta {
    /// Its group: a rule (`MF-01`) or a step before the rules (`pairing`, `baseline`, `episodes`).
    pub group: &'static str,
    /// Its name in files and documents.
    pub key: &'static str,
    /// What it means, as a slider says it.
    pub title: &'static str,
    /// What it measures.
    pub unit: Unit,
    /// The default.
    pub default: f64,
    /// The least value that makes sense.
    pub min: f64,
    /// The greatest value that makes sense.
    pub max: f64,
    /// Where the default comes from (detections.md: published, field, calculated, judged).
    pub source: &'static str,
}

/// The values in force: defaults, except where the analyst set another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// The limits of reading.
    pub limits: super::Limits,
    changed: BTreeMap<(&'static str, &'static str), f64>,
}

impl Parameters {
    /// The value in force.
    pub fn value(&self, meta: &ParameterMeta) -> f64 {
        self.changed.get(&(meta.group, meta.key)).copied().unwrap_or(meta.default)
    }

    /// The value in force as a count.
    pub fn count(&self, meta: &ParameterMeta) -> u32 {
        self.value(meta).round().clamp(0.0, f64::from(u32::MAX)) as u32
    }

    /// The value in force as a span, by the parameter's unit; counts are seconds.
    pub fn span(&self, meta: &ParameterMeta) -> super::Span {
        let seconds = self.value(meta)
            * match meta.unit {
                Unit::Minutes => 60.0,
                Unit::Hours => 3_600.0,
                Unit::Days => 86_400.0,
                Unit::Count | Unit::Seconds | Unit::Kilometres => 1.0,
            };
        super::Span((seconds * 1e6).round() as i64)
    }

    /// Sets a value, kept within its bounds; a value that is no number is ignored. Returns the
    /// value that is now in force.
    pub fn set(&mut self, meta: &'static ParameterMeta, value: f64) -> f64 {
        if value.is_nan() {
            return self.value(meta);
        }
        let value = value.clamp(meta.min, meta.max);
        if value == meta.default {
            self.changed.remove(&(meta.group, meta.key));
        } else {
            self.changed.insert((meta.group, meta.key), value);
        }
        value
    }

    /// Whether the analyst set another value than the default.
    pub fn is_changed(&self, meta: &ParameterMeta) -> bool {
        self.changed.contains_key(&(meta.group, meta.key))
    }

    /// Back to every default.
    pub fn reset(&mut self) {
        self.changed.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static COUNT: ParameterMeta = ParameterMeta {
        group: "MF-00",
        key: "count",
        title: "prompts",
        unit: Unit::Count,
        default: 3.0,
        min: 1.0,
        max: 10.0,
        source: "test",
    };

    #[test]
    fn a_value_stays_within_its_bounds_and_the_default_is_no_change() {
        let mut parameters = Parameters::default();
        assert_eq!(parameters.set(&COUNT, 99.0), 10.0);
        assert!(parameters.is_changed(&COUNT));
        parameters.set(&COUNT, 3.0);
        assert!(!parameters.is_changed(&COUNT));
        parameters.set(&COUNT, f64::NAN);
        assert_eq!(parameters.count(&COUNT), 3);
    }
}
