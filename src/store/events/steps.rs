//! The steps of one event as the text of one cell. In: steps, or JSON. Out: the other.
//!
//! A list of objects, so that any reader of the table can open it; a type of its own, apart from
//! the nouns.

use serde::{Deserialize, Serialize};

use crate::model::{EventId, Factor, Interner, Outcome, Step, Timestamp, Tri};

/// Most steps that one record is believed to have.
const MOST_STEPS: usize = 10_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRow<'a> {
    /// Microseconds since 1970, as in the table's own time column.
    time_us: i64,
    factor: &'a str,
    outcome: &'a str,
    number_match: &'a str,
    prompts: bool,
    derived: bool,
    #[serde(borrow)]
    method: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    result: Option<std::borrow::Cow<'a, str>>,
}

/// The cell of some steps.
pub(super) fn to_json(steps: &[Step], texts: &Interner) -> String {
    let rows: Vec<_> = steps
        .iter()
        .map(|step| StepRow {
            time_us: step.time.0,
            factor: step.factor.key(),
            outcome: step.outcome.key(),
            number_match: step.number_match.key(),
            prompts: step.prompts,
            derived: step.derived,
            method: texts.present(step.method).map(Into::into),
            result: texts.present(step.result).map(Into::into),
        })
        .collect();
    // Text and numbers always serialize; a reader refuses an empty cell, so it would not pass unseen.
    serde_json::to_string(&rows).unwrap_or_default()
}

/// The steps of a cell, which belong to `event`.
pub(super) fn from_json(
    text: &str,
    event: EventId,
    texts: &mut Interner,
) -> Result<Vec<Step>, String> {
    let rows: Vec<StepRow<'_>> =
        serde_json::from_str(text).map_err(|error| format!("steps are broken: {error}"))?;
    if rows.len() > MOST_STEPS {
        return Err(format!("more than {MOST_STEPS} steps"));
    }
    rows.iter().map(|row| step_of(row, event, texts)).collect()
}

fn step_of(row: &StepRow<'_>, event: EventId, texts: &mut Interner) -> Result<Step, String> {
    let time = Timestamp(row.time_us);
    if !time.is_believable() {
        return Err("the time of a step is out of range".to_owned());
    }
    Ok(Step {
        event,
        time,
        factor: coded("factor of a step", row.factor, &Factor::ALL, Factor::key)?,
        outcome: coded("outcome of a step", row.outcome, &Outcome::ALL, Outcome::key)?,
        number_match: coded("number_match of a step", row.number_match, &Tri::ALL, Tri::key)?,
        prompts: row.prompts,
        derived: row.derived,
        method: texts.intern(row.method.as_deref().unwrap_or_default()),
        result: texts.intern(row.result.as_deref().unwrap_or_default()),
    })
}

/// The value whose key a text is.
pub(super) fn coded<T: Copy>(
    what: &str,
    text: &str,
    all: &[T],
    key: fn(T) -> &'static str,
) -> Result<T, String> {
    let known = all.iter().copied().find(|&value| key(value) == text);
    known.ok_or_else(|| format!("the {what} is none that this version knows"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_come_back_as_they_were() {
        let mut texts = Interner::new();
        let step = Step {
            event: EventId(7),
            time: Timestamp(1_772_438_400_000_001),
            factor: Factor::Push,
            outcome: Outcome::Denied,
            number_match: Tri::Yes,
            prompts: true,
            derived: true,
            method: texts.intern("Mobile \"app\"\u{1b}[2J"),
            result: texts.intern("é"),
        };
        let bare = Step { event: EventId(7), time: step.time, ..Step::default() };
        let cell = to_json(&[step, bare], &texts);
        assert_eq!(from_json(&cell, EventId(7), &mut texts).unwrap(), [step, bare]);
    }

    #[test]
    fn a_cell_that_holds_anything_else_is_refused_with_a_reason() {
        let texts = &mut Interner::new();
        for (cell, reason) in [
            ("", "steps are broken"),
            ("{}", "steps are broken"),
            ("[1]", "steps are broken"),
            (
                r#"[{"time_us":0,"factor":"push","outcome":"denied","number_match":"no","prompts":true,"derived":false,"method":null,"result":null}]"#,
                "out of range",
            ),
            (
                r#"[{"time_us":5,"factor":"pull","outcome":"denied","number_match":"no","prompts":true,"derived":false,"method":null,"result":null}]"#,
                "factor",
            ),
            (&"[".repeat(100_000), "steps are broken"),
        ] {
            let refused = from_json(cell, EventId(0), texts).unwrap_err();
            assert!(refused.contains(reason), "{refused}");
        }
    }
}
