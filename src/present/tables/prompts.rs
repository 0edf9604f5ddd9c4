//! Prompts as rows.

use crate::case::Case;
use crate::model::{Pairing, PartyId, Prompt, PromptId, Severity, TextId};
use crate::present::map::{Placed, placed};
use crate::present::{Mark, Standing, Tone, Zone, format};

use super::rank::{Ranks, order};
use super::{Cell, FilterValue, Row, place_hint, side_values, where_text};

/// A column of the table of prompts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Column {
    /// When it was sent, or answered where that alone is logged.
    #[default]
    Time,
    /// Who was asked.
    User,
    /// How.
    Factor,
    /// How it ended.
    Outcome,
    /// Address of the side that asked.
    SourceIp,
    /// Where the side that asked is.
    SourcePlace,
    /// Device and place that answered.
    Responder,
    /// What was signed in to.
    App,
    /// Whether the source is known to the user.
    Origin,
    /// Which key tied its records.
    Pairing,
    /// Worst finding that rests on it.
    Severity,
}

impl Column {
    /// Every column, from left to right.
    pub const ALL: [Self; 11] = [
        Self::Time,
        Self::User,
        Self::Factor,
        Self::Outcome,
        Self::SourceIp,
        Self::SourcePlace,
        Self::Responder,
        Self::App,
        Self::Origin,
        Self::Pairing,
        Self::Severity,
    ];

    /// The words on it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Time => "Time",
            Self::Severity => "Severity",
            Self::User => "User",
            Self::Factor => "Factor",
            Self::Outcome => "Outcome",
            Self::SourceIp => "Source address",
            Self::SourcePlace => "Source place",
            Self::Responder => "Answered by",
            Self::App => "Application",
            Self::Origin => "Origin",
            Self::Pairing => "Paired by",
        }
    }
}

/// The prompts in the order of a column; of equal ones the earlier comes first. With `only`, just
/// those with so many places.
pub fn sorted(
    case: &Case,
    standing: &Standing,
    shown: &[PromptId],
    only: Option<Placed>,
    (column, is_reversed): (Column, bool),
) -> Vec<PromptId> {
    let prompts: Vec<&Prompt> = shown
        .iter()
        .filter_map(|id| case.prompt(*id))
        .filter(|prompt| only.is_none_or(|wanted| placed(case, prompt) == wanted))
        .collect();
    let keys = keys(case, standing, &prompts, column);
    let positions = order(keys.into_iter(), is_reversed);
    positions.into_iter().filter_map(|at| prompts.get(at as usize)).map(|it| it.id).collect()
}

fn keys(case: &Case, standing: &Standing, prompts: &[&Prompt], column: Column) -> Vec<u32> {
    let texts = &case.store.texts;
    let party = |id: PartyId| case.store.parties.get(id);
    let all = |key: &dyn Fn(&Prompt) -> u32| prompts.iter().map(|prompt| key(prompt)).collect();
    let by_text = |code: &dyn Fn(&Prompt) -> TextId| {
        let name = |id| texts.present(id).map(str::to_owned);
        let ranks = Ranks::of(prompts.iter().map(|prompt| code(prompt)), name);
        prompts.iter().map(|prompt| ranks.get(code(prompt))).collect()
    };
    let by_party = |side: &dyn Fn(&Prompt) -> PartyId, name: &dyn Fn(PartyId) -> Option<String>| {
        let ranks = Ranks::of(prompts.iter().map(|prompt| side(prompt)), name);
        prompts.iter().map(|prompt| ranks.get(side(prompt))).collect()
    };
    match column {
        Column::Time => (0..prompts.len() as u32).collect(),
        Column::Severity => all(&|it| worst_first(standing.severity(it.id))),
        Column::User => all(&|it| it.user.0),
        Column::Factor => all(&|it| it.factor as u32),
        Column::Outcome => all(&|it| it.outcome as u32 * 2 + u32::from(it.inferred)),
        Column::SourceIp => by_text(&|it| party(it.source).ip),
        Column::SourcePlace => by_party(&|it| it.source, &|id| where_text(&case.side(id))),
        Column::Responder => by_party(&|it| it.responder, &|id| responder_text(case, id)),
        Column::App => by_text(&|it| it.app),
        Column::Origin => {
            let origins = &case.detection.origins;
            all(&|it| origins.get(it.id.0 as usize).map_or(u32::MAX, |it| it.origin as u32))
        }
        Column::Pairing => all(&|it| it.pairing as u32),
    }
}

fn worst_first(severity: Option<Severity>) -> u32 {
    severity.map_or(u32::MAX, |severity| 9 - severity as u32)
}

/// Device and place of the side that answered.
fn responder_text(case: &Case, id: PartyId) -> Option<String> {
    let texts = &case.store.texts;
    let party = case.store.parties.get(id);
    let device = texts.present(party.device).map(format::shown);
    let place = where_text(&case.side(id));
    match (device, place) {
        (Some(device), Some(place)) => Some(format!("{device}, {place}")),
        (device, place) => device.or(place).or_else(|| texts.present(party.ip).map(format::shown)),
    }
}

/// The words for the key that tied a prompt's records.
pub const fn pairing_words(pairing: Pairing) -> &'static str {
    match pairing {
        Pairing::AuthnRequestId => "request id",
        Pairing::Session => "session id",
        Pairing::Transaction => "transaction id",
        Pairing::Nearest => "nearest request",
        Pairing::SingleRecord => "one record",
    }
}

/// One prompt as a row; empty for a prompt that is not there.
pub fn row(case: &Case, standing: &Standing, id: PromptId, zone: &Zone) -> Row {
    let Some(prompt) = case.prompt(id) else { return Row::default() };
    let cells = Column::ALL.iter().map(|&it| cell(case, standing, prompt, zone, it)).collect();
    let mut values = vec![
        FilterValue::User(case.store.users.name(prompt.user).to_owned()),
        FilterValue::Outcome(prompt.outcome),
        FilterValue::Factor(prompt.factor),
    ];
    side_values(case, prompt.source, &mut values);
    side_values(case, prompt.responder, &mut values);
    let mut seen = Vec::new();
    values.retain(|value| {
        !seen.contains(value) && {
            seen.push(value.clone());
            true
        }
    });
    let severity = standing.severity(id);
    Row { cells, severity, sentence: sentence(case, standing, prompt, zone), values }
}

fn cell(case: &Case, standing: &Standing, prompt: &Prompt, zone: &Zone, column: Column) -> Cell {
    let texts = &case.store.texts;
    let source = case.store.parties.get(prompt.source);
    match column {
        Column::Time => time_cell(prompt, zone),
        Column::Severity => match standing.severity(prompt.id) {
            Some(severity) => {
                Cell { tone: Tone::Severity(severity), ..Cell::plain(severity.key()) }
            }
            None => Cell::default(),
        },
        Column::User => Cell::plain(format::shown(case.store.users.name(prompt.user))),
        Column::Factor => Cell::plain(prompt.factor.title()),
        Column::Outcome => outcome_cell(case, standing, prompt),
        Column::SourceIp => Cell::logged(texts.present(source.ip)),
        Column::SourcePlace => {
            let side = case.side(prompt.source);
            where_text(&side)
                .map_or_else(|| Cell::muted("not logged"), Cell::plain)
                .with_hint(place_hint(case, &side))
        }
        Column::Responder => {
            let ip = case.store.parties.get(prompt.responder).ip;
            let hint = texts.present(ip).map(format::shown).unwrap_or_default();
            responder_text(case, prompt.responder)
                .map_or_else(|| Cell::muted("not logged"), Cell::plain)
                .with_hint(hint)
        }
        Column::App => Cell::logged(texts.present(prompt.app)),
        Column::Origin => match case.detection.origins.get(prompt.id.0 as usize) {
            Some(verdict) => Cell::plain(verdict.origin.key()).with_hint(verdict.reason()),
            None => Cell::muted("not evaluated"),
        },
        Column::Pairing => Cell::muted(pairing_words(prompt.pairing)),
    }
}

fn time_cell(prompt: &Prompt, zone: &Zone) -> Cell {
    let hint = match prompt.response() {
        Some(response) => format!("Ended {} after it was sent", format::duration(response)),
        None if prompt.issued_at.is_none() => "Only the time of the answer is logged".to_owned(),
        None => String::new(),
    };
    Cell::plain(format::instant(prompt.time(), zone)).with_hint(hint)
}

fn outcome_words(prompt: &Prompt) -> String {
    let inferred = if prompt.inferred { ", inferred" } else { "" };
    format!("{}{inferred}", prompt.outcome.title())
}

fn outcome_cell(case: &Case, standing: &Standing, prompt: &Prompt) -> Cell {
    let mark = standing.mark(prompt);
    let after_burst = if mark == Mark::Star { " after a burst" } else { "" };
    let logged = case.store.texts.present(prompt.outcome_text).map(format::shown);
    let hint = match logged {
        Some(text) => format!("Logged as {text}"),
        None if prompt.inferred => {
            "No answer came before the time-out, and the evidence could have held one".to_owned()
        }
        None => String::new(),
    };
    Cell { mark: Some(mark), ..Cell::plain(format!("{}{after_burst}", outcome_words(prompt))) }
        .with_hint(hint)
}

fn sentence(case: &Case, standing: &Standing, prompt: &Prompt, zone: &Zone) -> String {
    let texts = &case.store.texts;
    let source = case.store.parties.get(prompt.source);
    let from = where_text(&case.side(prompt.source))
        .or_else(|| texts.present(source.ip).map(format::shown))
        .unwrap_or_else(|| "an unknown place".to_owned());
    let finding = match standing.severity(prompt.id) {
        Some(severity) => format!(", finding {}", severity.key()),
        None => String::new(),
    };
    format!(
        "{}, {} to {}, asked from {from}, {}{finding}",
        format::instant_in_zone(prompt.time(), zone),
        prompt.factor.title(),
        format::shown(case.store.users.name(prompt.user)),
        outcome_words(prompt),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::map::sample::story;

    fn all(case: &Case) -> Vec<PromptId> {
        case.prompts.iter().map(|prompt| prompt.id).collect()
    }

    #[test]
    fn a_row_says_everything_in_one_sentence_and_knows_what_to_filter_by() {
        let case = story();
        let row = row(&case, &Standing::of(&case), PromptId(1), &Zone::utc());
        assert_eq!(row.cells.len(), Column::ALL.len());
        assert_eq!(
            row.sentence,
            "2026-03-10 08:07:58 UTC, push to m.okafor@corp.example, asked from Lagos, Nigeria, \
             no answer, inferred, finding critical"
        );
        assert!(row.values.contains(&FilterValue::Ip("198.51.100.0".to_owned())));
        assert!(row.values.contains(&FilterValue::Country("US".to_owned())));
        assert!(row.text().contains("no answer, inferred\t198.51.100.0"));
    }

    #[test]
    fn every_column_sorts_both_ways_and_loses_no_prompt() {
        let case = story();
        let standing = Standing::of(&case);
        for column in Column::ALL {
            for is_reversed in [false, true] {
                let sort = (column, is_reversed);
                let mut order = sorted(&case, &standing, &all(&case), None, sort);
                order.sort_unstable();
                assert_eq!(order, all(&case), "{column:?}");
            }
        }
    }

    #[test]
    fn sorting_by_severity_puts_the_worst_first_and_the_earliest_of_equals() {
        let case = story();
        let sort = (Column::Severity, false);
        let order = sorted(&case, &Standing::of(&case), &all(&case), None, sort);
        assert_eq!(order[..23], all(&case)[..23]);
        let newest_first = (Column::Time, true);
        let order = sorted(&case, &Standing::of(&case), &all(&case), None, newest_first);
        assert_eq!(order.first(), all(&case).last());
    }

    #[test]
    fn prompts_without_a_place_can_be_listed_alone() {
        let case = story();
        let sort = (Column::Time, false);
        let none = sorted(&case, &Standing::of(&case), &all(&case), Some(Placed::Neither), sort);
        assert_eq!(none.len(), 1);
    }
}
