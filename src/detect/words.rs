//! The words of explanations. Only numbers, durations, outcome words and ISO country codes go in:
//! no user names and no log text.

use std::collections::BTreeMap;

use crate::model::{Finding, Origin, Outcome, Span};

/// A duration as a person says it: `41 s`, `6 min 21 s`, `2 h 5 min`, `3 d 4 h`.
pub(super) fn span(span: Span) -> String {
    let micros = span.0.unsigned_abs();
    if micros < 10_000_000 {
        let tenths = (micros + 50_000) / 100_000;
        return match tenths % 10 {
            0 => format!("{} s", tenths / 10),
            rest => format!("{}.{rest} s", tenths / 10),
        };
    }
    let seconds = span.rounded_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => two((seconds / 60, "min"), (seconds % 60, "s")),
        3_600..86_400 => two((seconds / 3_600, "h"), (seconds % 3_600 / 60, "min")),
        _ => two((seconds / 86_400, "d"), (seconds % 86_400 / 3_600, "h")),
    }
}

fn two((large, large_unit): (u64, &str), (small, small_unit): (u64, &str)) -> String {
    match small {
        0 => format!("{large} {large_unit}"),
        _ => format!("{large} {large_unit} {small} {small_unit}"),
    }
}

/// How long something went on: `within 6 min 21 s`, `at one moment`.
pub(super) fn within(extent: Span) -> String {
    if extent.0 == 0 { "at one moment".to_owned() } else { format!("within {}", span(extent)) }
}

/// `1 request`, `7 requests`.
pub(super) fn count(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NoAnswer => "unanswered",
        Outcome::WrongNumber => "with a wrong number",
        Outcome::FraudReported => "reported as fraud",
        other => other.title(),
    }
}

/// The unsatisfied ones of some outcomes: `9 denied, 13 unanswered, as inferred`.
pub(super) fn unsatisfied(outcomes: &BTreeMap<Outcome, u32>, inferred: u32) -> String {
    let parts: Vec<String> = outcomes
        .iter()
        .filter(|(outcome, _)| outcome.is_unsatisfied())
        .map(|(&outcome, &count)| {
            let word = outcome_word(outcome);
            match inferred {
                n if n == 0 || outcome != Outcome::NoAnswer => format!("{count} {word}"),
                n if n == count => format!("{count} {word}, as inferred"),
                n => format!("{count} {word}, {n} of them as inferred"),
            }
        })
        .collect();
    parts.join(", ")
}

/// `a source new to this user`, `3 sources, 2 of them new to this user`.
pub(super) fn sources(finding: &Finding) -> String {
    let total = finding.sources.len();
    let of = |origin| finding.sources.iter().filter(|source| source.origin == origin).count();
    let (new, known) = (of(Origin::Unknown), of(Origin::Known));
    match total {
        0 => "a source that is not logged".to_owned(),
        1 => format!("a source {}", one_source(finding)),
        _ if new == total => format!("{total} sources new to this user"),
        _ if known == total => format!("{total} sources known to this user"),
        _ => {
            let parts = [
                (new, "new to this user"),
                (known, "known"),
                (total - new - known, "that cannot be told apart from new ones"),
            ];
            let parts: Vec<String> = parts
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, word)| format!("{count} {word}"))
                .collect();
            format!("{total} sources ({})", parts.join(", "))
        }
    }
}

fn one_source(finding: &Finding) -> String {
    match finding.sources.first() {
        Some(source) if source.origin == Origin::Indeterminate => {
            format!("that may or may not be new to this user ({})", source.reason)
        }
        Some(source) => source.origin.title().to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_a_person_says_them() {
        let words: Vec<String> = [0.04, 0.5, 9.96, 41.0, 381.0, 7500.0, 273_600.0, 60.0]
            .map(|seconds: f64| span(Span((seconds * 1e6) as i64)))
            .into();
        assert_eq!(
            words,
            ["0 s", "0.5 s", "10 s", "41 s", "6 min 21 s", "2 h 5 min", "3 d 4 h", "1 min"]
        );
    }

    #[test]
    fn inferred_silence_is_said_to_be_inferred() {
        let outcomes =
            BTreeMap::from([(Outcome::Approved, 1), (Outcome::Denied, 9), (Outcome::NoAnswer, 13)]);
        assert_eq!(unsatisfied(&outcomes, 13), "9 denied, 13 unanswered, as inferred");
    }
}
