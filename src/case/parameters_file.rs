//! Parameters as a file: `{"MF-01": {"key": value}, "limits": {"key": value}}`. Only what is named
//! changes.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::parameter_metas;
use crate::model::{LIMITS, LimitMeta, ParameterMeta, Parameters, shortened};

/// The group of the limits of reading.
const LIMITS_GROUP: &str = "limits";
/// Characters of the file that an error repeats.
const QUOTED: usize = 60;

/// Characters of a parser's words that an error repeats: it may repeat all of the file.
pub(super) const SAID: usize = 200;

/// Why a parameters file was not taken; nothing of it is in force then.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ParametersError {
    /// The file is no JSON object of groups.
    #[error("the parameters are no JSON object of groups such as {{\"MF-01\": {{…}}}}: {0}")]
    NotAnObject(String),
    /// No parameter has this name.
    #[error("there is no parameter {group}.{key}; known in {group}: {known}")]
    Unknown {
        /// The group as written.
        group: String,
        /// The key as written.
        key: String,
        /// The keys of that group, or the groups where the group itself is not known.
        known: String,
    },
    /// The value is no number, or out of bounds.
    #[error("{group}.{key} must be a number from {min} to {max}, but is {value}")]
    OutOfBounds {
        /// The group.
        group: &'static str,
        /// The key.
        key: &'static str,
        /// The least value.
        min: String,
        /// The greatest value.
        max: String,
        /// The value as written.
        value: String,
    },
}

/// Reads a parameters file: defaults, except where it says otherwise.
pub fn parse_parameters(text: &str) -> Result<Parameters, ParametersError> {
    let groups: BTreeMap<String, Map<String, Value>> = serde_json::from_str(text)
        .map_err(|error| ParametersError::NotAnObject(shortened(&error.to_string(), SAID)))?;
    let metas = parameter_metas();
    let mut parameters = Parameters::default();
    for (group, values) in groups {
        for (key, value) in values {
            if group == LIMITS_GROUP {
                let meta = find_limit(&key)?;
                parameters.limits.set(meta.limit, within_limit(meta, &value)?);
            } else {
                let meta = find(&metas, &group, &key)?;
                parameters.set(meta, within(meta, &value)?);
            }
        }
    }
    Ok(parameters)
}

/// The values in force as the object that a parameters file and the findings document hold; limits
/// of reading are among them where they are not the default.
pub fn write_parameters(
    parameters: &Parameters,
) -> BTreeMap<&'static str, BTreeMap<&'static str, f64>> {
    let mut groups = BTreeMap::<_, BTreeMap<_, _>>::new();
    for meta in parameter_metas() {
        groups.entry(meta.group).or_default().insert(meta.key, parameters.value(meta));
    }
    for (meta, value) in parameters.limits.changed() {
        // No limit is so great that a number of JSON could not hold it.
        groups.entry(LIMITS_GROUP).or_default().insert(meta.key, value as f64);
    }
    groups
}

fn find(
    metas: &[&'static ParameterMeta],
    group: &str,
    key: &str,
) -> Result<&'static ParameterMeta, ParametersError> {
    let named = metas.iter().find(|meta| meta.group == group && meta.key == key);
    named.copied().ok_or_else(|| {
        let mut known: Vec<_> =
            metas.iter().filter(|meta| meta.group == group).map(|meta| meta.key).collect();
        if known.is_empty() {
            known = metas.iter().map(|meta| meta.group).chain([LIMITS_GROUP]).collect();
            known.dedup();
        }
        ParametersError::Unknown { group: short(group), key: short(key), known: known.join(", ") }
    })
}

fn within(meta: &'static ParameterMeta, value: &Value) -> Result<f64, ParametersError> {
    value.as_f64().filter(|number| (meta.min..=meta.max).contains(number)).ok_or_else(|| {
        ParametersError::OutOfBounds {
            group: meta.group,
            key: meta.key,
            min: meta.min.to_string(),
            max: meta.max.to_string(),
            value: short(&value.to_string()),
        }
    })
}

fn find_limit(key: &str) -> Result<&'static LimitMeta, ParametersError> {
    LIMITS.iter().find(|meta| meta.key == key).ok_or_else(|| {
        let known: Vec<_> = LIMITS.iter().map(|meta| meta.key).collect();
        ParametersError::Unknown {
            group: LIMITS_GROUP.to_owned(),
            key: short(key),
            known: known.join(", "),
        }
    })
}

fn within_limit(meta: &'static LimitMeta, value: &Value) -> Result<u64, ParametersError> {
    // A whole number may be written with a point, as the findings document does.
    let whole = value.as_f64().filter(|number| number.fract() == 0.0 && *number >= 0.0);
    let number = value.as_u64().or(whole.map(|number| number as u64));
    number.filter(|number| (meta.min..=meta.max).contains(number)).ok_or_else(|| {
        ParametersError::OutOfBounds {
            group: LIMITS_GROUP,
            key: meta.key,
            min: meta.min.to_string(),
            max: meta.max.to_string(),
            value: short(&value.to_string()),
        }
    })
}

/// The beginning of what a file says, for an error that repeats it.
fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_does_not_repeat_a_long_text() {
        for text in [format!("\"{}\"", "\u{fc}".repeat(9_000)), "[".repeat(9_000)] {
            let error = parse_parameters(&text).unwrap_err().to_string();
            assert!(error.contains("no JSON object of groups"), "{error}");
            assert!(error.chars().count() < 400, "{error}");
        }
    }

    #[test]
    fn what_was_written_is_read_back_as_the_same_parameters() {
        let written = serde_json::to_string(&write_parameters(&Parameters::default())).unwrap();
        assert_eq!(parse_parameters(&written), Ok(Parameters::default()));
    }

    #[test]
    fn a_name_that_is_not_known_is_refused_with_the_names_that_are() {
        let error = parse_parameters(r#"{"MF-01": {"no_such_key": 1}}"#).unwrap_err();
        let ParametersError::Unknown { known, .. } = error else { panic!("{error}") };
        assert!(known.contains("window"), "{known}");
    }

    #[test]
    fn a_value_out_of_bounds_is_refused_and_named() {
        let meta = parameter_metas()[0];
        let text = format!(r#"{{"{}": {{"{}": -1}}}}"#, meta.group, meta.key);
        let error = parse_parameters(&text).unwrap_err().to_string();
        assert!(error.contains(meta.key) && error.contains("-1"), "{error}");
    }
}
