//! A proposal for a mapping. In: the columns or paths of a file, with what stands in them. Out: a
//! [`Mapping`] and how sure each part is. Must never decide: a person looks at it first.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::sample::Column;
use super::words::{FACTOR_WORDS, FACTORS, FIELDS, Names, OUTCOME_WORDS, OUTCOMES, REASONS, TIMES};
use super::{Decided, Field, Mapping, Notation, Sample, SideField, TimeField};
use crate::ingest::providers::shared::address;
use crate::ingest::time;
use crate::model::{EventKind, Factor, Outcome};

/// How sure a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// Name and values both say so.
    Likely,
    /// The name says so, or is only like it.
    Possible,
}

impl Sureness {
    /// The word that a person reads.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// One part of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// The key of the mapping file: `time`, `user`, `source.ip`, `outcome`.
    pub part: &'static str,
    /// The column or path.
    pub name: String,
    /// How sure it is.
    pub sureness: Sureness,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The mapping; its time is empty where no column looks like one.
    pub mapping: Mapping,
    /// What it rests on, part by part.
    pub parts: Vec<Suggested>,
}

/// Proposes a mapping for a file.
pub fn suggest(sample: &Sample, name: &str) -> Suggestion {
    let mut mapping = Mapping::empty(name.to_owned(), sample.made_for());
    let mut parts = Vec::new();
    let columns = &sample.columns;
    if let Some((column, time, sureness)) = time_of(columns) {
        parts.push(Suggested { part: "time", name: column.name.clone(), sureness });
        mapping.time = time;
    }
    for is_exact in [true, false] {
        for &(field, names) in FIELDS {
            if mapping.fields.contains_key(&field) || !(is_exact || may_be_like(field)) {
                continue;
            }
            let taken = |name: &str| {
                name == mapping.time.field || mapping.fields.values().any(|it| it == name)
            };
            let found = best(columns, names, &taken, &|it| suits(field, it));
            let Some((column, sureness)) =
                found.filter(|(_, sureness)| (*sureness == Sureness::Likely) == is_exact)
            else {
                continue;
            };
            parts.push(Suggested { part: field.key(), name: column.name.clone(), sureness });
            mapping.fields.insert(field, column.name.clone());
        }
    }
    let taken = |name: &str| name == mapping.time.field;
    if let Some(part) =
        decided("outcome", columns, (OUTCOMES, &taken), OUTCOME_WORDS, &mut mapping.outcome)
    {
        parts.push(part);
        let is_same = |name: &str| mapping.outcome.from.iter().any(|it| it == name);
        if let Some((column, sureness)) = best(columns, REASONS, &is_same, &|it| is_code(it)) {
            // A reason says more than the result, so it is asked first.
            mapping.outcome.values.extend(meanings(column, OUTCOME_WORDS));
            mapping.outcome.from.insert(0, column.name.clone());
            parts.push(Suggested { part: "outcome", name: column.name.clone(), sureness });
        }
    }
    let taken =
        |name: &str| name == mapping.time.field || mapping.outcome.from.iter().any(|it| it == name);
    parts.extend(decided("factor", columns, (FACTORS, &taken), FACTOR_WORDS, &mut mapping.factor));
    mapping.kind = kind_of(&mapping);
    Suggestion { mapping, parts }
}

/// Records of codes and keys are no prompts, so where factors are told, the factor tells the kind.
fn kind_of(mapping: &Mapping) -> Decided<EventKind> {
    let kind = |factor: &Factor| match factor {
        Factor::Totp | Factor::WebAuthn => EventKind::Verification,
        Factor::Password => EventKind::PasswordCheck,
        _ => EventKind::PromptWhole,
    };
    let values = mapping.factor.values.iter();
    let values: BTreeMap<_, _> = values.map(|(value, it)| (value.clone(), kind(it))).collect();
    if values.values().all(|kind| *kind == EventKind::PromptWhole) {
        return Decided::always(EventKind::PromptWhole);
    }
    let from = mapping.factor.from.clone();
    Decided { from, values, otherwise: EventKind::PromptWhole }
}

fn decided<T: Copy>(
    part: &'static str,
    columns: &[Column],
    (names, taken): (Names, &dyn Fn(&str) -> bool),
    words: &[(&str, T)],
    into: &mut Decided<T>,
) -> Option<Suggested> {
    let (column, sureness) = best(columns, names, taken, &|it| is_code(it))?;
    into.from = vec![column.name.clone()];
    into.values = meanings(column, words);
    let sureness = if into.values.is_empty() { Sureness::Possible } else { sureness };
    Some(Suggested { part, name: column.name.clone(), sureness })
}

/// What the values of a column mean, as far as their words tell; of values that differ in letter
/// case only, the first.
fn meanings<T: Copy>(column: &Column, words: &[(&str, T)]) -> BTreeMap<String, T> {
    let mut seen = std::collections::BTreeSet::new();
    let values = column.values.iter().filter(|value| seen.insert(value.to_lowercase()));
    let meaning = |value: &String| {
        let folded = fold(value);
        let holds = |word: &str| match word.strip_prefix('=') {
            Some(whole) => folded == whole,
            None => folded.contains(word),
        };
        let (_, meaning) = words.iter().find(|(word, _)| holds(word))?;
        Some((value.clone(), *meaning))
    };
    values.filter_map(meaning).collect()
}

/// The column that a part most likely is: by the order of names, then by the order of columns. A
/// path is known by its last key, or by its last two.
fn best<'a>(
    columns: &'a [Column],
    names: Names,
    taken: &dyn Fn(&str) -> bool,
    suits: &dyn Fn(&Column) -> bool,
) -> Option<(&'a Column, Sureness)> {
    let free = || columns.iter().filter(|it| it.filled > 0 && !taken(&it.name));
    let is = |column: &&Column, name: &str| {
        let whole = fold(&column.name);
        let mut keys = column.name.rsplit('.').map(fold);
        let last = keys.next().unwrap_or_default();
        let two = keys.next().map(|before| before + &last);
        whole == name || two.as_deref() == Some(name) || last == name
    };
    let exact = names.iter().find_map(|name| free().find(|it| is(it, name) && suits(it)));
    if let Some(column) = exact {
        return Some((column, Sureness::Likely));
    }
    let like = |column: &&Column| {
        let whole = fold(&column.name);
        names.iter().any(|name| name.len() >= 4 && whole.contains(name)) && suits(column)
    };
    free().find(like).map(|column| (column, Sureness::Possible))
}

/// Whether a name that only holds one of the known names is enough: for the fields that a mapping
/// can hardly do without.
const fn may_be_like(field: Field) -> bool {
    matches!(field, Field::User | Field::Source(SideField::Ip))
}

/// Whether what stands in a column can be what the field holds.
fn suits(field: Field, column: &Column) -> bool {
    let all = |test: &dyn Fn(&str) -> bool| most(column, test);
    match field {
        Field::Source(SideField::Ip) | Field::Responder(SideField::Ip) => {
            all(&|value| address(value).parse::<IpAddr>().is_ok())
        }
        Field::Source(SideField::Lat | SideField::Lon | SideField::Asn) => {
            all(&|value| value.parse::<f64>().is_ok())
        }
        _ => true,
    }
}

/// Whether at least half of the values pass.
fn most(column: &Column, test: &dyn Fn(&str) -> bool) -> bool {
    let passed = column.values.iter().filter(|value| test(value)).count();
    passed > 0 && passed * 2 >= column.values.len()
}

/// Whether a column holds few, short values that come again.
fn is_code(column: &Column) -> bool {
    let count = column.values.len();
    count > 0 && (count <= 12 || count * 4 <= column.filled)
}

fn time_of(columns: &[Column]) -> Option<(&Column, TimeField, Sureness)> {
    let notation = |column: &Column| {
        let counts = |least: i64, most_of: i64| {
            most(column, &|value| {
                value.parse::<i64>().is_ok_and(|count| (least..most_of).contains(&count))
            })
        };
        // Sizes of counts between 2001 and 2100: only for a proposal, never when records are read.
        if most(column, &|value| time::written(value, None).is_some()) {
            Some(Notation::Auto)
        } else if counts(1_000_000_000, 4_200_000_000) {
            Some(Notation::EpochSeconds)
        } else if counts(1_000_000_000_000, 4_200_000_000_000) {
            Some(Notation::EpochMillis)
        } else {
            None
        }
    };
    let (column, named) =
        best(columns, TIMES, &|_| false, &|it| notation(it).is_some()).or_else(|| {
            let timed = columns.iter().find(|it| notation(it) == Some(Notation::Auto));
            timed.map(|column| (column, Sureness::Possible))
        })?;
    let notation = notation(column)?;
    let sureness = if notation == Notation::Auto { named } else { Sureness::Possible };
    let field = column.name.clone();
    let day_first = day_first(column);
    Some((column, TimeField { field, notation, day_first, zone: None }, sureness))
}

/// Whether days come first, where the numbers of some dates allow one order only.
fn day_first(column: &Column) -> Option<bool> {
    let numbers = |value: &str| -> Option<(u32, u32)> {
        let mut parts = value.split(['/', '.', '-']).map(|part| part.trim().parse::<u32>().ok());
        Some((parts.next()??, parts.next()??)).filter(|(first, _)| *first <= 31)
    };
    let dates: Vec<_> = column.values.iter().filter_map(|value| numbers(value)).collect();
    match (dates.iter().any(|it| it.0 > 12), dates.iter().any(|it| it.1 > 12)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Letters and digits only, in lower case.
fn fold(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What the values of a column mean as outcomes, as far as their words tell.
pub fn outcomes_of(column: &Column) -> BTreeMap<String, Outcome> {
    meanings(column, OUTCOME_WORDS)
}

/// What the values of a column mean as factors, as far as their words tell.
pub fn factors_of(column: &Column) -> BTreeMap<String, Factor> {
    meanings(column, FACTOR_WORDS)
}
