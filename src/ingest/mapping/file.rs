//! A mapping as a file, `pushscope.mapping/1`. In: text that somebody wrote. Out: a [`Mapping`], or
//! the first thing that is wrong with it. Nothing of a mapping is taken where a part of it is wrong.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ingest::clock::zone;
use crate::model::{EventKind, Factor, Outcome, Provider, hex, shortened};

use super::{Decided, Field, KINDS, MadeFor, Mapping, Notation, TimeField, key_of_kind};

/// The version that this program reads and writes.
const SCHEMA: &str = "pushscope.mapping/1";
/// Characters of a parser's words that an error repeats: it may repeat all of the file.
const SAID: usize = 200;
/// Largest mapping file, in bytes.
pub const MAX_BYTES: usize = 256 << 10;
/// Longest name of a column, path or mapping, in bytes.
const MAX_NAME: usize = 1_024;
/// Most columns or paths by which files are known.
const MAX_NAMES: usize = 4_096;
/// Most fields that are asked for one decision.
const MAX_FROM: usize = 4;
/// Most listed values of one decision.
const MAX_VALUES: usize = 512;
/// Most keys of a path.
const MAX_DEPTH: usize = 16;

/// Why a mapping was not taken; nothing of it is in force then.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum MappingError {
    /// It is too large.
    #[error("a mapping has at most {MAX_BYTES} bytes, and this one has {0}")]
    TooLarge(usize),
    /// It is no JSON of the schema.
    #[error("it is no mapping of the form {SCHEMA}: {0}")]
    NotAMapping(String),
    /// It is of a version that this program does not read.
    #[error("its \"mapping\" is {0:?}; this program reads {SCHEMA}")]
    Version(String),
    /// A key or a value is not among those that are known.
    #[error("{at}: there is no {what} {given:?}; known: {known}")]
    Unknown {
        /// Where in the mapping.
        at: String,
        /// What was looked for.
        what: &'static str,
        /// What stands there.
        given: String,
        /// What may stand there.
        known: String,
    },
    /// A part is out of bounds, or contradicts itself.
    #[error("{at}: {why}")]
    Refused {
        /// Where in the mapping.
        at: String,
        /// What is wrong, and what would be right.
        why: String,
    },
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct MappingV1 {
    mapping: String,
    name: String,
    made_for: MadeForV1,
    #[serde(default = "other")]
    provider: String,
    time: TimeV1,
    #[serde(default)]
    fields: Once,
    kind: DecidedV1,
    #[serde(default)]
    factor: DecidedV1,
    #[serde(default)]
    outcome: DecidedV1,
}

fn other() -> String {
    Provider::Other.key().to_owned()
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum MadeForV1 {
    Columns(Vec<String>),
    Paths(Vec<String>),
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct TimeV1 {
    field: String,
    #[serde(default = "auto")]
    notation: String,
    #[serde(default)]
    zone: Option<String>,
    #[serde(default)]
    day_first: Option<bool>,
}

fn auto() -> String {
    Notation::Auto.key().to_owned()
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct DecidedV1 {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    from: Vec<String>,
    #[serde(default, skip_serializing_if = "Once::is_empty")]
    values: Once,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    otherwise: Option<String>,
}

/// An object of texts in which no key comes twice: of two meanings for one value neither is taken.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
struct Once(BTreeMap<String, String>);

impl Once {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Once;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<String, String>()? {
                    if texts.contains_key(&key) {
                        return Err(serde::de::Error::custom(format!("{key:?} stands twice")));
                    }
                    texts.insert(key, value);
                }
                Ok(Once(texts))
            }
        }
        reader.deserialize_map(Texts)
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// It is too large, no mapping, or a part of it is wrong; nothing of it is taken then.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        if text.len() > MAX_BYTES {
            return Err(MappingError::TooLarge(text.len()));
        }
        let text = text.trim_start_matches('\u{feff}');
        let read: MappingV1 = serde_json::from_str(text)
            .map_err(|error| MappingError::NotAMapping(shortened(&error.to_string(), SAID)))?;
        if read.mapping != SCHEMA {
            return Err(MappingError::Version(read.mapping));
        }
        let mapping = read.into_mapping()?;
        mapping.check()?;
        Ok(mapping)
    }

    /// The mapping as a file; reading it gives the same mapping.
    pub fn write(&self) -> String {
        // Texts, lists and objects of texts always can be written.
        serde_json::to_string_pretty(&MappingV1::of(self)).unwrap_or_default() + "\n"
    }

    /// Whether the mapping, as it stands, is one that a file could hold.
    ///
    /// # Errors
    /// What is wrong first.
    pub fn check(&self) -> Result<(), MappingError> {
        let names = self.made_for.names();
        within("name", &self.name)?;
        bounded("made_for", names.len(), 1..=MAX_NAMES, "columns or paths")?;
        names.iter().try_for_each(|name| within("made_for", name))?;
        self.path("time.field", &self.time.field)?;
        if let Some(name) = &self.time.zone
            && zone(name).is_none()
        {
            return Err(no_zone("time.zone", name));
        }
        for (field, name) in &self.fields {
            self.path(&format!("fields.{}", field.key()), name)?;
        }
        self.check_decided("kind", &self.kind)?;
        self.check_decided("factor", &self.factor)?;
        self.check_decided("outcome", &self.outcome)
    }

    pub(super) fn sha256(&self) -> String {
        hex(&Sha256::digest(self.write()))
    }

    fn check_decided<T>(&self, at: &str, decided: &Decided<T>) -> Result<(), MappingError> {
        bounded(&format!("{at}.from"), decided.from.len(), 0..=MAX_FROM, "fields")?;
        bounded(&format!("{at}.values"), decided.values.len(), 0..=MAX_VALUES, "values")?;
        decided.from.iter().try_for_each(|name| self.path(&format!("{at}.from"), name))?;
        if decided.from.is_empty() && !decided.values.is_empty() {
            let why = "values are listed, but no field is named in \"from\" that holds them";
            return Err(refused(at, why));
        }
        let mut folded = BTreeMap::new();
        for value in decided.values.keys() {
            within(&format!("{at}.values"), value)?;
            if let Some(first) = folded.insert(value.trim().to_lowercase(), value) {
                let why = format!("{first:?} and {value:?} are one value but for letter case");
                return Err(refused(&format!("{at}.values"), &why));
            }
        }
        Ok(())
    }

    fn path(&self, at: &str, name: &str) -> Result<(), MappingError> {
        within(at, name)?;
        if matches!(self.made_for, MadeFor::Columns(_)) {
            return Ok(());
        }
        let parts = name.split('.');
        if parts.clone().any(|part| part.is_empty() || part.ends_with("[]")) {
            let why = format!("{name:?} is no path: keys joined by dots, none empty, no lists");
            return Err(refused(at, &why));
        }
        bounded(at, parts.count(), 1..=MAX_DEPTH, "keys in a path")
    }
}

fn within(at: &str, name: &str) -> Result<(), MappingError> {
    if name.trim().is_empty() {
        return Err(refused(at, "a name is empty"));
    }
    bounded(at, name.len(), 1..=MAX_NAME, "bytes in a name")
}

fn bounded(
    at: &str,
    count: usize,
    bounds: std::ops::RangeInclusive<usize>,
    what: &str,
) -> Result<(), MappingError> {
    if bounds.contains(&count) {
        return Ok(());
    }
    Err(refused(at, &format!("{count} {what}; {} to {} may be", bounds.start(), bounds.end())))
}

fn refused(at: &str, why: &str) -> MappingError {
    MappingError::Refused { at: at.to_owned(), why: why.to_owned() }
}

fn no_zone(at: &str, name: &str) -> MappingError {
    let known = "IANA names such as Europe/Berlin, or UTC".to_owned();
    MappingError::Unknown { at: at.to_owned(), what: "zone", given: name.to_owned(), known }
}

/// Looks a key up among those that are known.
fn known<T: Copy>(
    at: &str,
    what: &'static str,
    given: &str,
    all: &[(&'static str, T)],
) -> Result<T, MappingError> {
    let found = all.iter().find(|(key, _)| *key == given);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<_> = all.iter().map(|(key, _)| *key).collect();
        let (at, given) = (at.to_owned(), given.to_owned());
        MappingError::Unknown { at, what, given, known: known.join(", ") }
    })
}

fn factors() -> Vec<(&'static str, Factor)> {
    Factor::ALL.iter().map(|factor| (factor.key(), *factor)).collect()
}

fn outcomes() -> Vec<(&'static str, Outcome)> {
    Outcome::ALL.iter().map(|outcome| (outcome.key(), *outcome)).collect()
}

impl DecidedV1 {
    fn into_decided<T: Copy>(
        self,
        at: &str,
        what: &'static str,
        all: &[(&'static str, T)],
        default: T,
    ) -> Result<Decided<T>, MappingError> {
        let otherwise = self
            .otherwise
            .map_or(Ok(default), |key| known(&format!("{at}.otherwise"), what, &key, all))?;
        let values = self.values.0.into_iter().map(|(value, key)| {
            let meaning = known(&format!("{at}.values"), what, &key, all)?;
            Ok((value, meaning))
        });
        let values = values.collect::<Result<BTreeMap<_, _>, MappingError>>()?;
        Ok(Decided { from: self.from, values, otherwise })
    }

    fn of<T: Copy>(decided: &Decided<T>, key: impl Fn(T) -> &'static str) -> Self {
        let values = decided.values.iter();
        Self {
            from: decided.from.clone(),
            values: Once(values.map(|(value, it)| (value.clone(), key(*it).to_owned())).collect()),
            otherwise: Some(key(decided.otherwise).to_owned()),
        }
    }
}

impl MappingV1 {
    fn into_mapping(self) -> Result<Mapping, MappingError> {
        let providers: Vec<_> = Provider::ALL.iter().map(|it| (it.key(), *it)).collect();
        let notations: Vec<_> = Notation::ALL.iter().map(|it| (it.key(), *it)).collect();
        let fields: Vec<_> = Field::ALL.iter().map(|it| (it.key(), *it)).collect();
        let named = self
            .fields
            .0
            .into_iter()
            .map(|(key, name)| Ok((known("fields", "field", &key, &fields)?, name)));
        Ok(Mapping {
            name: self.name,
            made_for: match self.made_for {
                MadeForV1::Columns(names) => MadeFor::Columns(names),
                MadeForV1::Paths(names) => MadeFor::Paths(names),
            },
            provider: known("provider", "provider", &self.provider, &providers)?,
            time: TimeField {
                field: self.time.field,
                notation: known("time.notation", "notation", &self.time.notation, &notations)?,
                zone: self.time.zone,
                day_first: self.time.day_first,
            },
            fields: named.collect::<Result<_, MappingError>>()?,
            kind: self.kind.into_decided("kind", "kind", KINDS, EventKind::Other)?,
            factor: self.factor.into_decided("factor", "factor", &factors(), Factor::Other)?,
            outcome: self.outcome.into_decided(
                "outcome",
                "outcome",
                &outcomes(),
                Outcome::Unknown,
            )?,
        })
    }

    fn of(mapping: &Mapping) -> Self {
        let fields = mapping.fields.iter();
        Self {
            mapping: SCHEMA.to_owned(),
            name: mapping.name.clone(),
            made_for: match &mapping.made_for {
                MadeFor::Columns(names) => MadeForV1::Columns(names.clone()),
                MadeFor::Paths(names) => MadeForV1::Paths(names.clone()),
            },
            provider: mapping.provider.key().to_owned(),
            time: TimeV1 {
                field: mapping.time.field.clone(),
                notation: mapping.time.notation.key().to_owned(),
                zone: mapping.time.zone.clone(),
                day_first: mapping.time.day_first,
            },
            fields: Once(fields.map(|(it, name)| (it.key().to_owned(), name.clone())).collect()),
            kind: DecidedV1::of(&mapping.kind, key_of_kind),
            factor: DecidedV1::of(&mapping.factor, Factor::key),
            outcome: DecidedV1::of(&mapping.outcome, Outcome::key),
        }
    }
}
