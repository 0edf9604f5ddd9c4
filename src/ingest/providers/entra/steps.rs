//! The steps inside one Entra sign-in. In: rows of `authenticationDetails`, or the status alone.
//! Out: [`Step`]s; which of them made a phone ring.

use crate::model::{Factor, Outcome, Step, Timestamp, Tri};

use super::sign_in_tables::*;
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::shared::{cell, holds, joined};
use crate::ingest::value::{Picked, Row, Scalar};

/// Pushes the record's steps and tells whether one of them asked somebody.
pub(super) fn push(
    picked: &Picked<'_>,
    rows: &[Row<'_>],
    at: Timestamp,
    batch: &mut Batch,
) -> bool {
    let mfa_method = picked.text(MFA_METHOD);
    if rows.is_empty() {
        return push_status(picked, at, batch);
    }
    let mut asked = false;
    for row in rows {
        let text = cell(row, STEP_TIME);
        let own_time = batch.clock.read(&text, Naive::Utc).map(|logged| logged.time);
        batch.note("step_time_missing", u64::from(own_time.is_none()));
        asked |= push_row(row, &mfa_method, own_time.unwrap_or(at), batch);
    }
    asked
}

/// Pushes one listed step; `mfa_method` is the method of the sign-in, for a step that names none.
pub(super) fn push_row(
    row: &Row<'_>,
    mfa_method: &str,
    time: Timestamp,
    batch: &mut Batch,
) -> bool {
    let cell = |column: usize| cell(row, column);
    let own = cell(STEP_METHOD);
    let result = cell(STEP_RESULT);
    let bare = bare(&result);
    let is_unnamed = own.is_empty() && !is_unasked(&bare);
    let detail = cell(STEP_METHOD_DETAIL);
    let step = Logged {
        method: if is_unnamed { mfa_method } else { &own },
        method_detail: &detail,
        result: &result,
        bare: &bare,
        succeeded: row.get(STEP_SUCCEEDED).and_then(Scalar::truth),
        from: From::List,
    };
    step.push(time, batch)
}

/// Graph v1.0 gives no steps: one is derived where the status tells of one.
fn push_status(picked: &Picked<'_>, at: Timestamp, batch: &mut Batch) -> bool {
    let additional = picked.text(ADDITIONAL);
    let failure = picked.text(FAILURE);
    let is_failure = picked.get(CODE).integer() == Some(STRONG_AUTH_FAILED)
        || picked.get(RESULT_TYPE).integer() == Some(STRONG_AUTH_FAILED);
    let told = bare(&additional);
    let is_completed =
        picked.has(MFA_METHOD) && outcome(&told) == Some(Outcome::Approved) && !is_unasked(&told);
    if !is_failure && !is_completed {
        return false;
    }
    let (result, bare) =
        if additional.is_empty() { (&failure, bare(&failure)) } else { (&additional, told) };
    let method = picked.text(MFA_METHOD);
    let detail = picked.text(MFA_DETAIL);
    let step = Logged {
        method: &method,
        method_detail: &detail,
        result,
        bare: &bare,
        succeeded: Some(is_completed),
        from: if is_failure { From::Failure } else { From::Status },
    };
    step.push(at, batch)
}

/// Pushes the step that failure 500121 stands for, where nothing says how the user was asked.
pub(super) fn push_failure(result: &str, at: Timestamp, batch: &mut Batch) -> bool {
    let step = Logged {
        method: "",
        method_detail: "",
        result,
        bare: &bare(result),
        succeeded: Some(false),
        from: From::Failure,
    };
    step.push(at, batch)
}

/// What a step was made from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    /// The record's list of steps.
    List,
    /// The record's status.
    Status,
    /// The status of a strong authentication that failed (500121).
    Failure,
}

struct Logged<'a> {
    method: &'a str,
    method_detail: &'a str,
    result: &'a str,
    /// The result without what varies.
    bare: &'a str,
    succeeded: Option<bool>,
    from: From,
}

impl Logged<'_> {
    fn push(&self, time: Timestamp, batch: &mut Batch) -> bool {
        let named = method(self.method);
        let factor = named.or_else(|| implied(self.result)).unwrap_or(Factor::Other);
        let outcome = outcome(self.bare).unwrap_or(match self.succeeded {
            Some(true) => Outcome::Approved,
            // Somebody was asked and did not satisfy it; the code does not tell more.
            _ if self.from == From::Failure => Outcome::DeniedOrWrongCode,
            _ => Outcome::Unknown,
        });
        let is_asking = match factor {
            Factor::Push | Factor::PhoneCall | Factor::Sms | Factor::Email => true,
            // Without a method only an answer that a person gave, or failed to give, proves a
            // prompt; "completed" may have been a code.
            // A method that is named and not known may be one in another language.
            Factor::Other => {
                (self.method.is_empty() || self.from == From::Failure) && outcome.is_unsatisfied()
            }
            Factor::Totp | Factor::WebAuthn | Factor::Password => false,
        };
        let prompts = is_asking && !is_unasked(self.bare);
        let method_text = joined([self.method, self.method_detail], " / ");
        let step = Step {
            time,
            factor,
            outcome,
            number_match: self.number_match(),
            prompts,
            derived: self.from != From::List,
            method: batch.text(&method_text),
            result: batch.text(self.result),
            ..Step::default()
        };
        batch.step(step);
        prompts
    }

    fn number_match(&self) -> Tri {
        let asks = holds(self.result, "select the correct number")
            || self.method.eq_ignore_ascii_case(PASSWORDLESS);
        if asks { Tri::Yes } else { Tri::Unknown }
    }
}

fn method(logged: &str) -> Option<Factor> {
    let folded = logged.trim_ascii().to_ascii_lowercase();
    let row = METHODS.iter().find(|(start, ..)| folded.starts_with(start));
    row.map(|&(_, factor, _)| factor)
}

/// The factor that a result detail speaks of, where no method is logged.
fn implied(result: &str) -> Option<Factor> {
    let push = ["mobile app notification", "declined the", "correct number", "phone app reported"];
    let call = ["phone call", "voicemail", "user's phone", "incorrect pin"];
    if push.iter().any(|part| holds(result, part)) {
        Some(Factor::Push)
    } else if call.iter().any(|part| holds(result, part)) {
        Some(Factor::PhoneCall)
    } else {
        None
    }
}

/// A result detail in lower case, without the prefixes that vary.
fn bare(result: &str) -> String {
    let mut rest = result.trim_ascii();
    for prefix in ["mfa denied;", "mfa "] {
        let head = rest.get(..prefix.len());
        if head.is_some_and(|head| head.eq_ignore_ascii_case(prefix)) {
            rest = rest.get(prefix.len()..).unwrap_or_default().trim_ascii();
            break;
        }
    }
    rest.to_ascii_lowercase()
}

fn outcome(bare: &str) -> Option<Outcome> {
    let row = META.outcomes.iter().find(|row| bare.starts_with(row.code));
    row.map(|row| row.outcome)
}

fn is_unasked(bare: &str) -> bool {
    UNASKED.iter().any(|start| bare.starts_with(start))
}
