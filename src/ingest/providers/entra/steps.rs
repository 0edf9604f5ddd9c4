//! The steps inside one Entra sign-in. In: rows of `authenticationDetails`, or the status alone.
//! Out: [`Step`]s; which of them made a phone ring.

use std::borrow::Cow;

use crate::model::{Factor, Outcome, Step, Timestamp, Tri};

use super::tables::*;
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::shared::{holds, joined};
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
        let cell = |column: usize| row.get(column).map(Scalar::text).unwrap_or_default();
        let own = cell(STEP_METHOD);
        let result = cell(STEP_RESULT);
        let is_unnamed = own.is_empty();
        let method = if is_unnamed && !is_unasked(&result) { mfa_method.clone() } else { own };
        let detail = cell(STEP_METHOD_DETAIL);
        let step = Logged {
            method: &method,
            method_detail: &detail,
            result: &result,
            succeeded: row.get(STEP_SUCCEEDED).and_then(Scalar::truth),
        };
        let text = cell(STEP_TIME);
        let own_time = batch.clock.read(&text, Naive::Utc).map(|logged| logged.time);
        batch.note("step_time_missing", u64::from(own_time.is_none()));
        asked |= step.push(own_time.unwrap_or(at), batch);
    }
    asked
}

/// Graph v1.0 gives no steps: one is derived where the status tells of one.
fn push_status(picked: &Picked<'_>, at: Timestamp, batch: &mut Batch) -> bool {
    let additional = picked.text(ADDITIONAL);
    let failure = picked.text(FAILURE);
    let is_failure = picked.get(CODE).integer() == Some(STRONG_AUTH_FAILED)
        || picked.get(RESULT_TYPE).integer() == Some(STRONG_AUTH_FAILED);
    let is_completed = picked.has(MFA_METHOD)
        && outcome(&additional) == Some(Outcome::Approved)
        && !is_unasked(&additional);
    if !is_failure && !is_completed {
        return false;
    }
    let result = if additional.is_empty() { failure } else { additional };
    let method = picked.text(MFA_METHOD);
    let detail = picked.text(MFA_DETAIL);
    let step = Logged {
        method: &method,
        method_detail: &detail,
        result: &result,
        succeeded: Some(is_completed),
    };
    step.push(at, batch)
}

struct Logged<'a> {
    method: &'a str,
    method_detail: &'a str,
    result: &'a str,
    succeeded: Option<bool>,
}

impl Logged<'_> {
    fn push(&self, time: Timestamp, batch: &mut Batch) -> bool {
        let named = method(self.method);
        let factor = named.or_else(|| implied(self.result)).unwrap_or(Factor::Other);
        let outcome = outcome(self.result).unwrap_or(match self.succeeded {
            Some(true) => Outcome::Approved,
            _ => Outcome::Unknown,
        });
        let is_asking = match factor {
            Factor::Push | Factor::PhoneCall | Factor::Sms | Factor::Email => true,
            // Without a method only an answer that a person gave, or failed to give, proves a
            // prompt; "completed" may have been a code.
            Factor::Other => self.method.is_empty() && outcome.is_unsatisfied(),
            Factor::Totp | Factor::WebAuthn | Factor::Password => false,
        };
        let prompts = is_asking && !is_unasked(self.result);
        let method_text = joined([self.method, self.method_detail], " / ");
        let step = Step {
            time,
            factor,
            outcome,
            number_match: self.number_match(),
            prompts,
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
fn bare(result: &str) -> Cow<'_, str> {
    let folded = result.trim_ascii().to_ascii_lowercase();
    let rest = folded.strip_prefix("mfa denied;").or_else(|| folded.strip_prefix("mfa "));
    Cow::Owned(rest.unwrap_or(&folded).trim_ascii().to_owned())
}

fn outcome(result: &str) -> Option<Outcome> {
    let bare = bare(result);
    let row = META.outcomes.iter().find(|row| bare.starts_with(row.code));
    row.map(|row| row.outcome)
}

fn is_unasked(result: &str) -> bool {
    let bare = bare(result);
    UNASKED.iter().any(|start| bare.starts_with(start))
}
