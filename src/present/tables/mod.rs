//! What: prompts, events and files as rows. Rows are worded one by one, when they are seen.
//!
//! In: a case, the prompts that a filter leaves, a zone. Out: an order of rows, and for each row its
//! cells, one sentence, and the values that a filter can ask for.
//! Must never know: pixels, scroll positions, how many rows are in view.

pub mod events;
pub mod evidence;
pub mod prompts;
mod rank;

use crate::case::{Case, Side, marked};
use crate::model::{Factor, Outcome, PartyId, ResolvedPlace, Severity};

use super::{Mark, Tone, format};

/// One value of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// The value, ready to be shown.
    pub text: String,
    /// What its colour says.
    pub tone: Tone,
    /// The shape in front of it.
    pub mark: Option<Mark>,
    /// More of it, for a tooltip.
    pub hint: Option<String>,
}

impl Cell {
    /// A value that is ready to be shown.
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Log text; what is not logged says so in a muted tone.
    fn logged(text: Option<&str>) -> Self {
        match text {
            Some(text) => Self::plain(format::shown(text)),
            None => Self::muted("not logged"),
        }
    }

    fn muted(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Muted, ..Self::default() }
    }

    fn with_hint(self, hint: String) -> Self {
        Self { hint: (!hint.is_empty()).then_some(hint), ..self }
    }
}

/// A value that a filter can ask for, as the filter words it: log text in it is hostile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterValue {
    /// A user, by shown name.
    User(String),
    /// An outcome.
    Outcome(Outcome),
    /// A factor.
    Factor(Factor),
    /// A country, by ISO code or logged text.
    Country(String),
    /// An address.
    Ip(String),
}

impl FilterValue {
    /// `user m.okafor@corp.example`, ready to be shown.
    pub fn words(&self) -> String {
        match self {
            Self::User(name) => format!("user {}", format::shown(name)),
            Self::Outcome(outcome) => format!("outcome {}", outcome.title()),
            Self::Factor(factor) => format!("factor {}", factor.title()),
            Self::Country(country) => format!("country {}", format::shown(country)),
            Self::Ip(ip) => format!("address {}", format::shown(ip)),
        }
    }
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its values, in the order of the columns.
    pub cells: Vec<Cell>,
    /// Worst severity of the findings that rest on it.
    pub severity: Option<Severity>,
    /// Everything that matters in one sentence.
    pub sentence: String,
    /// What a filter can ask for.
    pub values: Vec<FilterValue>,
}

impl Row {
    /// The row as text, one tab between values.
    pub fn text(&self) -> String {
        let cells: Vec<_> = self.cells.iter().map(|cell| cell.text.as_str()).collect();
        cells.join("\t")
    }
}

/// City and country, or what there is of them; `None` where neither the log nor a database of
/// addresses names a place. What is not from the log bears the mark of its database.
fn place_text(side: &Side<'_>) -> Option<String> {
    let words: Vec<String> = side.place().into_iter().map(format::shown).collect();
    (!words.is_empty()).then(|| marked(words.join(", "), side.place_database()))
}

/// Where a side is: its place, else what its address is set aside for, else its network.
fn where_text(side: &Side<'_>) -> Option<String> {
    let kind = || side.kind_words().map(str::to_owned);
    place_text(side).or_else(kind).or_else(|| network_text(side))
}

fn network_text(side: &Side<'_>) -> Option<String> {
    Some(marked(format::shown(&side.network()?), side.network_database()))
}

/// What a row says when the pointer rests on a place: the network, and which database says what.
fn place_hint(case: &Case, side: &Side<'_>) -> String {
    let mut databases: Vec<_> =
        side.place_database().into_iter().chain(side.network_database()).collect();
    databases.dedup();
    let named = |id| format!("[{id}] is database {}", format::shown(&case.database_words(id)));
    let contradiction = side.place_contradiction.map(|said| {
        let database = format::shown(&case.database_words(said.database));
        format!("Database {database} says {}", format::shown(&said.words()))
    });
    let lines = network_text(side).into_iter().chain(databases.into_iter().map(named));
    lines.chain(contradiction).collect::<Vec<_>>().join("\n")
}

/// Address and country of a side, as the filter words them.
fn side_values(case: &Case, id: PartyId, values: &mut Vec<FilterValue>) {
    let party = case.store.parties.get(id);
    let texts = &case.store.texts;
    if let Some(ip) = texts.present(party.ip) {
        values.push(FilterValue::Ip(ip.to_owned()));
    }
    let code = case.places.get(id.0 as usize).and_then(ResolvedPlace::country_text);
    let logged = || texts.present(party.place.country).map(str::to_owned);
    if let Some(country) = code.or_else(logged) {
        values.push(FilterValue::Country(country));
    }
}
