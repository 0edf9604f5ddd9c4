//! The mapping of a file, ready to be shown. In: what the file holds and what the mapping makes of
//! it. Out: words. What comes from the file is escaped here.

use crate::ingest::mapping::{Became, Column, PreviewRow};
use crate::present::{Zone, format};

/// A column or path that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name as it stands in the file: what the mapping holds.
    pub name: String,
    /// Its name, ready to be shown.
    pub shown: String,
    /// What stands in it, ready to be shown.
    pub values: String,
}

/// How many values of a column are told.
const TOLD: usize = 4;

/// The columns or paths of a file.
pub fn choices(columns: &[Column]) -> Vec<Choice> {
    let choice = |column: &Column| {
        let values = column.values.iter().take(TOLD).map(|value| format::shown(value));
        let values: Vec<_> = values.collect();
        let more = if column.values.len() > TOLD { ", …" } else { "" };
        Choice {
            name: column.name.clone(),
            shown: format::shown(&column.name),
            values: format!("{}{more}", values.join(", ")),
        }
    };
    columns.iter().map(choice).collect()
}

/// One row of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Time, user, kind, factor, outcome and addresses; or the reason why it would be rejected.
    pub cells: Result<[String; 6], String>,
    /// The record as it stands in the file.
    pub record: String,
}

/// The heads of a row's cells.
pub const HEADS: [&str; 6] = ["Time", "User", "What", "Factor", "Outcome", "Addresses"];

/// The rows of the preview; times in `zone`.
pub fn rows(preview: &[PreviewRow], zone: &Zone) -> Vec<Row> {
    let row = |row: &PreviewRow| Row {
        cells: match &row.result {
            Ok(became) => Ok(cells(became, zone)),
            Err(why) => Err(format::shown(why)),
        },
        record: format::shown(&row.text),
    };
    preview.iter().map(row).collect()
}

fn cells(became: &Became, zone: &Zone) -> [String; 6] {
    let result = format::shown(&became.result);
    let outcome = match result.is_empty() {
        true => became.outcome.title().to_owned(),
        false => format!("{} ({result})", became.outcome.title()),
    };
    let sides = [&became.source, &became.responder].map(|ip| format::shown(ip));
    let addresses = match [sides[0].is_empty(), sides[1].is_empty()] {
        [_, true] => sides[0].clone(),
        [true, _] => format!("answered from {}", sides[1]),
        _ => format!("{}, answered from {}", sides[0], sides[1]),
    };
    [
        format::instant_in_zone(became.time, zone),
        format::shown(&became.user),
        became.kind.title().to_owned(),
        became.factor.title().to_owned(),
        outcome,
        addresses,
    ]
}

/// How many rows would be read and how many not.
pub fn summary(rows: &[Row]) -> String {
    let rejected = rows.iter().filter(|row| row.cells.is_err()).count();
    let all = format::counted(rows.len() as u64, "row", "rows");
    match rejected {
        0 => format!("First {all}: each can be read"),
        n => format!("First {all}: {} would be rejected", format::count(n as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EventKind, Factor, Outcome, TimeBasis, Timestamp};

    #[test]
    fn a_row_says_what_it_becomes_or_why_not_and_its_text_is_escaped() {
        let became = Became {
            time: Timestamp(1_772_438_400_000_000),
            basis: TimeBasis::Zoned,
            user: "al\u{202e}ice".to_owned(),
            kind: EventKind::PromptWhole,
            factor: Factor::Push,
            outcome: Outcome::Denied,
            result: "Rejected".to_owned(),
            source: String::new(),
            responder: "192.0.2.1".to_owned(),
        };
        let text = "a,b".to_owned();
        let preview = [
            PreviewRow { text: text.clone(), result: Ok(became) },
            PreviewRow { text, result: Err("no time: \"When\" is empty".to_owned()) },
        ];
        let rows = rows(&preview, &Zone::utc());
        let cells = rows[0].cells.as_ref().unwrap();
        assert!(!cells[1].contains('\u{202e}'));
        assert_eq!(cells[4], "denied (Rejected)");
        assert_eq!(cells[5], "answered from 192.0.2.1");
        assert_eq!(summary(&rows), "First 2 rows: 1 would be rejected");
    }
}
