//! Sign-in attempts that hold their prompts as steps.
//!
//! In: the attempts of one user. Out: a prompt for each step that made a phone ring; a step that
//! several records of one attempt repeat is one prompt, and the latest final detail wins.

use crate::model::{
    EventId, EventKind, Factor, Outcome, Pairing, Prompt, PromptEvents, Provider, Span, Step,
    Timestamp, Tri, UserId,
};
use smallvec::smallvec;

use crate::store::{EventStore, Grouped};

use super::coverage::Coverage;
use super::draft::fill_sides;
use super::time_outs::TimeOuts;
use super::told::Around;

/// A step with what it is sorted and merged by, and what its prompt takes over from its record.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    provider: Provider,
    /// The attempt: its flow, or the record itself where it names none.
    attempt: (bool, u64),
    step: Step,
    around: Around,
}

impl Seen {
    fn of(store: &EventStore, step: &Step) -> Option<Self> {
        let (events, row) = (&store.events, step.event.0 as usize);
        let flow = *events.flow.get(row)?;
        let attempt =
            if flow.is_present() { (true, flow.0) } else { (false, u64::from(step.event.0)) };
        let provider = *events.provider.get(row)?;
        Some(Self { provider, attempt, step: *step, around: Around::of(events, step.event)? })
    }
}

/// The steps of attempts that made a phone ring, user by user, each user's in order of time.
pub(super) fn by_user(store: &EventStore) -> Grouped<Seen> {
    let is_attempt = |step: &Step| {
        store.events.kind.get(step.event.0 as usize) == Some(&EventKind::SignInAttempt)
    };
    let asking = store.steps.iter().filter(|step| step.prompts && is_attempt(step));
    let owned: Vec<_> =
        asking.filter_map(|step| Some((store.user_of(step.event)?, step))).collect();
    Grouped::by_user(store.users.len(), &owned, |step| Seen::of(store, step))
}

/// The prompts of one user that are logged as steps of attempts.
pub(super) fn prompts_of_attempts(
    (user, seen): (UserId, &[Seen]),
    time_outs: &TimeOuts,
    coverage: &Coverage,
) -> Vec<Prompt> {
    let mut seen: Vec<&Seen> = seen.iter().collect();
    seen.sort_by_key(|s| (s.provider, s.attempt, s.step.time, s.step.event));
    let mut prompts: Vec<Prompt> = Vec::with_capacity(seen.len());
    // The step that the latest prompt was made of, with what later ones said of its end.
    let mut first: Option<Seen> = None;
    for now in seen {
        match (prompts.last_mut(), &mut first) {
            (Some(prompt), Some(first)) if is_same(first, now, time_outs) => {
                join(prompt, now);
                first.step = latest(first.step, now.step);
            }
            _ => {
                prompts.push(prompt_of(user, now));
                first = Some(*now);
            }
        }
    }
    prompts.iter_mut().for_each(|prompt| settle(prompt, time_outs, coverage));
    prompts
}

/// Whether two steps of one attempt are one prompt: moments apart, or the earlier one still waits.
fn is_same(first: &Seen, now: &Seen, time_outs: &TimeOuts) -> bool {
    let (a, b) = (first.step.factor, now.step.factor);
    let gap = now.step.time.since(first.step.time);
    let patience =
        if first.step.outcome == Outcome::Open { time_outs.of(first.provider, a) } else { Span(0) };
    first.provider == now.provider
        && first.attempt == now.attempt
        && (a == b || a == Factor::Other || b == Factor::Other)
        && gap <= time_outs.step_merge.max(patience)
}

/// Whether a step tells how the prompt ended.
const fn is_final(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Open | Outcome::Unknown)
}

fn latest(before: Step, now: Step) -> Step {
    if is_final(before.outcome) && !is_final(now.outcome) { before } else { now }
}

fn prompt_of(user: UserId, seen: &Seen) -> Prompt {
    let Seen { step, provider, around, .. } = *seen;
    Prompt {
        user,
        provider,
        factor: step.factor,
        number_match: step.number_match,
        cause: around.cause,
        answered_at: Some(step.time),
        outcome: step.outcome,
        outcome_text: step.result,
        pairing: if seen.attempt.0 { Pairing::AuthnRequestId } else { Pairing::SingleRecord },
        source: around.source,
        responder: around.responder,
        app: around.app,
        session: around.session,
        events: smallvec![step.event],
        ..Prompt::default()
    }
}

fn join(prompt: &mut Prompt, Seen { step, around, .. }: &Seen) {
    add_event(&mut prompt.events, step.event);
    if prompt.factor == Factor::Other {
        prompt.factor = step.factor;
    }
    if prompt.number_match == Tri::Unknown {
        prompt.number_match = step.number_match;
    }
    if is_final(step.outcome) || !is_final(prompt.outcome) {
        prompt.outcome = step.outcome;
        prompt.outcome_text = step.result;
        prompt.answered_at = Some(step.time);
    }
    fill_sides(prompt, around);
}

fn add_event(events: &mut PromptEvents, id: EventId) {
    if !events.contains(&id) {
        events.push(id);
        events.sort_unstable();
    }
}

/// A step that stayed in progress is open only if the evidence ends before it could time out.
fn settle(prompt: &mut Prompt, time_outs: &TimeOuts, coverage: &Coverage) {
    let at: Timestamp = prompt.time();
    let time_out = time_outs.of(prompt.provider, prompt.factor);
    if prompt.outcome == Outcome::Open && coverage.reaches(prompt.provider, at, time_out) {
        prompt.outcome = Outcome::Unknown;
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::prompts;

    #[test]
    fn each_step_that_rang_a_phone_is_a_prompt_and_claims_are_none() {
        let text = prompts(
            "0 alice attempt flow=r1 steps=push:denied@20,push:approved@55,claim@56
             100 alice attempt flow=r2 steps=claim@100",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied answered 20 by authn_request_id records 1
        P2 alice push approved answered 55 by authn_request_id records 1
        ");
    }

    #[test]
    fn a_step_repeated_in_two_records_of_one_attempt_is_one_prompt_and_the_final_detail_wins() {
        let text = prompts(
            "0 alice attempt flow=r1 steps=push:denied@20
             1 alice attempt flow=r1 steps=push:unknown@21,push:denied@40
             2 alice attempt flow=r2 steps=push:denied@20",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied answered 20 by authn_request_id records 1,2
        P2 alice push denied answered 20 by authn_request_id records 3
        P3 alice push denied answered 40 by authn_request_id records 2
        ");
    }

    #[test]
    fn a_step_in_progress_is_superseded_by_its_end() {
        let text = prompts(
            "0 alice attempt flow=r1 steps=push:open@5
             1 alice attempt flow=r1 steps=push:no_answer@60
             200 alice attempt flow=r3 steps=push:open@200
             230 alice noise entra",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push no_answer answered 60 by authn_request_id records 1,2
        P2 alice push open answered 200 by authn_request_id records 3
        limit: 1 request was still open when the evidence ended: its outcome is not in it.
        ");
    }

    #[test]
    fn a_record_without_an_attempt_id_stands_alone() {
        let text = prompts(
            "0 alice attempt steps=push:denied@20
             0 alice attempt steps=push:denied@20",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied answered 20 by single_record records 1
        P2 alice push denied answered 20 by single_record records 2
        ");
    }
}
