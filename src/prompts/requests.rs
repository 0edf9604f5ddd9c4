//! Requests and answers that are logged one by one, and records that tell a whole prompt.
//!
//! In: the events of one user in order of time. Out: that user's prompts, in no order.

use rustc_hash::FxHashMap;

use crate::model::{
    AuthEvent, EventId, EventKind, Factor, LinkKey, Outcome, Pairing, Prompt, Provider, Span,
    TextId, Timestamp, Tri, UserId,
};
use crate::store::EventStore;

use super::coverage::{Coverage, is_prompting};
use super::draft::{Draft, Link, links};
use super::open_sends::{OpenSends, Wanted};
use super::time_outs::TimeOuts;

struct Requests<'a> {
    store: &'a EventStore,
    time_outs: &'a TimeOuts,
    user: UserId,
    drafts: Vec<Draft>,
    open: OpenSends,
    /// The latest send of a key, to which a send for another phone belongs.
    sends: FxHashMap<(Provider, Factor, Link), usize>,
    /// The latest prompt that an answer of this key closed, to know the same answer again.
    answered: FxHashMap<(Provider, Link), usize>,
    /// The application of a flow, from the policy row that names it.
    apps: FxHashMap<(Provider, LinkKey), (TextId, EventId)>,
}

/// The prompts of one user that are logged as requests, answers, or whole prompts.
pub(super) fn pair_requests(
    store: &EventStore,
    user: UserId,
    time_outs: &TimeOuts,
    coverage: &Coverage,
) -> Vec<Prompt> {
    let mut requests = Requests {
        store,
        time_outs,
        user,
        drafts: Vec::new(),
        open: OpenSends::default(),
        sends: FxHashMap::default(),
        answered: FxHashMap::default(),
        apps: FxHashMap::default(),
    };
    for id in in_order(store, user) {
        if let Some(event) = store.events.get(id) {
            requests.take(id, &event);
        }
    }
    requests.finish(coverage)
}

/// The events that matter in order of time; of one instant, what was sent goes before what answers
/// it, in whatever order their records lie.
fn in_order(store: &EventStore, user: UserId) -> Vec<EventId> {
    let kind = |id: &EventId| store.events.kind.get(id.0 as usize).copied();
    let time = |id: &EventId| store.events.time.get(id.0 as usize).copied();
    let is_answer = |id: &EventId| kind(id) != Some(EventKind::PromptSent);
    let mut ids: Vec<_> =
        store.events_of(user).filter(|id| kind(id).is_some_and(matters)).collect();
    // Sorted already but for such instants, which a stable sort passes over at once.
    ids.sort_by_key(|id| (time(id), is_answer(id)));
    ids
}

const fn matters(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::PromptSent
            | EventKind::PromptAnswered
            | EventKind::PromptWhole
            | EventKind::Verification
            | EventKind::Policy
    )
}

impl Requests<'_> {
    fn take(&mut self, id: EventId, event: &AuthEvent) {
        match event.kind {
            EventKind::PromptSent => self.send(id, event),
            EventKind::PromptAnswered if is_prompting(event.factor) => self.answer(id, event),
            EventKind::PromptWhole => self.whole(id, event),
            EventKind::Verification if is_prompting(event.factor) => self.verification(id, event),
            EventKind::Policy if event.app.is_present() && event.flow.is_present() => {
                self.apps.entry((event.provider, event.flow)).or_insert((event.app, id));
            }
            _ => {}
        }
    }

    /// One prompt on several phones is logged once a phone (detections.md §0.1).
    fn send(&mut self, id: EventId, event: &AuthEvent) {
        let key = links(self.store, event).next().map(|link| (event.provider, event.factor, link));
        let same = key.and_then(|key| self.sends.get(&key).copied());
        let merge = self.time_outs.send_merge;
        if event.outcome == Outcome::Unknown
            && let Some(draft) = same.and_then(|index| self.drafts.get_mut(index))
            && draft.is_open
            && event.time.since(draft.prompt.time()) <= merge
        {
            draft.add_send(id, event);
            return;
        }
        let index = self.drafts.len();
        let draft = Draft::sent(id, event, self.user);
        if draft.is_open {
            self.open.add(index, &draft, links(self.store, event));
        }
        if let Some(key) = key {
            self.sends.insert(key, index);
        }
        self.drafts.push(draft);
    }

    fn answer(&mut self, id: EventId, event: &AuthEvent) {
        if self.close(id, event, event.outcome) {
            return;
        }
        self.remember_answer(event, self.drafts.len());
        self.drafts.push(Draft::ended(id, event, self.user));
    }

    /// A code that was typed closes the message that brought it; without one it is no prompt.
    fn verification(&mut self, id: EventId, event: &AuthEvent) {
        let outcome = match (event.outcome, event.success) {
            (Outcome::Unknown, Tri::Yes) => Outcome::Approved,
            (Outcome::Unknown, Tri::No) => Outcome::WrongCode,
            (outcome, _) => outcome,
        };
        self.close(id, event, outcome);
    }

    /// A record of a whole prompt may have a send elsewhere (a telephony log), or be told twice.
    fn whole(&mut self, id: EventId, event: &AuthEvent) {
        if self.close(id, event, event.outcome) {
            return;
        }
        let flow = event.flow.is_present().then_some((Pairing::AuthnRequestId, event.flow.0));
        let told = flow.and_then(|link| self.answered.get(&(event.provider, link)).copied());
        let time_out = self.time_outs.of(event.provider, event.factor);
        if let Some(draft) = told.and_then(|index| self.drafts.get_mut(index))
            && draft.prompt.factor == event.factor
            && event.time.since(draft.last_time()) <= time_out
        {
            draft.answer(id, event, event.outcome);
            return;
        }
        self.remember_answer(event, self.drafts.len());
        self.drafts.push(Draft::ended(id, event, self.user));
    }

    /// Finds the prompt that this answer belongs to; whether there is one.
    fn close(&mut self, id: EventId, event: &AuthEvent, outcome: Outcome) -> bool {
        let wanted = self.wanted(event, outcome);
        let by_key = links(self.store, event).find_map(|link| {
            let index = self.open.with_link(link, wanted, &self.drafts, self.time_outs)?;
            Some((index, link.0))
        });
        if by_key.is_none() && self.is_told_again(id, event, outcome) {
            return true;
        }
        let nearest = || {
            let index = self.open.latest(wanted, &self.drafts, self.time_outs)?;
            Some((index, Pairing::Nearest))
        };
        let Some((index, pairing)) = by_key.or_else(nearest) else { return false };
        let Some(draft) = self.drafts.get_mut(index) else { return false };
        draft.answer(id, event, outcome);
        draft.prompt.pairing = pairing;
        self.remember_answer(event, index);
        true
    }

    fn wanted(&self, event: &AuthEvent, outcome: Outcome) -> Wanted {
        let is_time_out = outcome == Outcome::NoAnswer;
        Wanted {
            provider: event.provider,
            factor: event.factor,
            at: event.time,
            grace: if is_time_out { self.time_outs.late_no_answer } else { Span(0) },
        }
    }

    /// Phone and browser may each log one answer: same key, same outcome, moments apart.
    fn is_told_again(&mut self, id: EventId, event: &AuthEvent, outcome: Outcome) -> bool {
        let merge = self.time_outs.send_merge;
        let factors = |a: Factor, b: Factor| a == b || a == Factor::Other || b == Factor::Other;
        for link in links(self.store, event).filter(|link| link.0 != Pairing::Nearest) {
            let told = self.answered.get(&(event.provider, link)).copied();
            if let Some(draft) = told.and_then(|index| self.drafts.get_mut(index))
                && draft.prompt.outcome == outcome
                && factors(draft.prompt.factor, event.factor)
                && event.time.since(draft.last_time()) <= merge
            {
                draft.join(id, event);
                return true;
            }
        }
        false
    }

    fn remember_answer(&mut self, event: &AuthEvent, index: usize) {
        for link in links(self.store, event) {
            self.answered.insert((event.provider, link), index);
        }
    }

    fn finish(mut self, coverage: &Coverage) -> Vec<Prompt> {
        self.name_apps();
        let time_outs = self.time_outs;
        self.drafts
            .into_iter()
            .map(|Draft { mut prompt, is_open }| {
                if is_open && prompt.answered_at.is_none() {
                    let sent: Timestamp = prompt.time();
                    let time_out = time_outs.of(prompt.provider, prompt.factor);
                    (prompt.outcome, prompt.inferred) =
                        coverage.without_answer(prompt.provider, prompt.factor, sent, time_out);
                    prompt.expired_at = prompt.inferred.then_some(sent + time_out);
                }
                prompt
            })
            .collect()
    }

    /// A push names no application; the policy row of its flow does.
    fn name_apps(&mut self) {
        for Draft { prompt, .. } in &mut self.drafts {
            if prompt.app.is_present() {
                continue;
            }
            let named = prompt.events.iter().find_map(|&id| {
                let flow = *self.store.events.flow.get(id.0 as usize)?;
                self.apps.get(&(prompt.provider, flow)).copied()
            });
            if let Some((app, policy)) = named {
                prompt.app = app;
                prompt.events.push(policy);
                prompt.events.sort_unstable();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::prompts;

    #[test]
    fn sends_to_two_phones_within_two_seconds_are_one_prompt() {
        let text = prompts(
            "0 alice send push flow=a
             2 alice send push flow=a
             9 alice answer push denied flow=a
             100 alice send push flow=b
             102.000001 alice send push flow=b
             110 alice answer push denied flow=b
             500 alice noise",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied sent 0 answered 9 by authn_request_id records 1,2,3
        P2 alice push no_answer inferred sent 100 by single_record records 4
        P3 alice push denied sent 102.000001 answered 110 by authn_request_id records 5,6
        ");
    }

    #[test]
    fn sends_of_different_flows_or_factors_are_different_prompts() {
        let text = prompts(
            "0 alice send push flow=a
             1 alice send push flow=b
             1 alice send sms flow=a
             4 alice answer push denied flow=b
             5 alice answer push approved flow=a
             6 alice code sms approved flow=a",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push approved sent 0 answered 5 by authn_request_id records 1,5
        P2 alice push denied sent 1 answered 4 by authn_request_id records 2,4
        P3 alice sms approved sent 1 answered 6 by authn_request_id records 3,6
        ");
    }

    #[test]
    fn an_answer_at_the_time_out_belongs_to_the_request_and_one_later_does_not() {
        let text = prompts(
            "0 alice send push flow=a
             300 alice answer push denied flow=a
             1000 alice send push flow=b
             1300.000001 alice answer push denied flow=b
             9000 alice noise",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied sent 0 answered 300 by authn_request_id records 1,2
        P2 alice push no_answer inferred sent 1000 by single_record records 3
        P3 alice push denied answered 1300.000001 by single_record records 4
        ");
    }

    #[test]
    fn a_logged_time_out_may_come_a_little_late_and_is_observed() {
        let text = prompts(
            "0 alice send push flow=a
             301 alice answer push no_answer flow=a",
        );
        insta::assert_snapshot!(text, @"P1 alice push no_answer sent 0 answered 301 by authn_request_id records 1,2");
    }

    #[test]
    fn one_answer_closes_one_prompt_the_latest() {
        let text = prompts(
            "0 alice send push flow=a
             60 alice send push flow=a
             70 alice answer push denied flow=a
             900 alice noise",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push no_answer inferred sent 0 by single_record records 1
        P2 alice push denied sent 60 answered 70 by authn_request_id records 2,3
        ");
    }

    #[test]
    fn without_answers_in_the_export_the_outcome_is_unknown() {
        let text = prompts(
            "0 alice send push flow=a
             60 alice send push flow=b
             9000 alice noise",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push unknown sent 0 by single_record records 1
        P2 alice push unknown sent 60 by single_record records 2
        ");
    }

    #[test]
    fn without_answers_of_that_kind_the_outcome_is_unknown() {
        let text = prompts(
            "0 alice send sms flow=a
             60 alice answer push denied flow=b
             9000 alice noise",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice sms unknown sent 0 by single_record records 1
        P2 alice push denied answered 60 by single_record records 2
        limit: The Okta evidence holds SMS requests but no answers to any: where no answer is logged, their outcome is unknown.
        ");
    }

    #[test]
    fn a_time_out_that_reaches_past_the_end_is_open() {
        let text = prompts(
            "0 alice send push flow=a
             5 alice answer push denied flow=a
             100 alice send push flow=b
             101 alice send push flow=c
             400 alice noise",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied sent 0 answered 5 by authn_request_id records 1,2
        P2 alice push no_answer inferred sent 100 by single_record records 3
        P3 alice push open sent 101 by single_record records 4
        limit: 1 request was still open when the evidence ended: its outcome is not in it.
        ");
    }

    #[test]
    fn the_key_is_flow_then_session_then_transaction_then_address_then_nearness() {
        let text = prompts(
            "0 alice send push session=s flow=x
             1 alice answer push denied session=s flow=y
             10 alice send push tx=t
             11 alice answer push denied tx=t
             20 alice send push ip=192.0.2.1
             21 alice answer push denied ip=192.0.2.1
             30 alice send push ip=192.0.2.1
             31 alice answer push denied ip=192.0.2.9",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied sent 0 answered 1 by session records 1,2
        P2 alice push denied sent 10 answered 11 by transaction records 3,4
        P3 alice push denied sent 20 answered 21 by nearest records 5,6
        P4 alice push denied sent 30 answered 31 by nearest records 7,8
        ");
    }

    #[test]
    fn an_answer_without_a_factor_fits_any_request_and_takes_its_factor() {
        let text = prompts(
            "0 alice send push flow=a
             5 alice answer other denied flow=a
             10 alice send sms flow=b
             15 alice answer push denied flow=b
             9000 alice noise",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied sent 0 answered 5 by authn_request_id records 1,2
        P2 alice sms no_answer inferred sent 10 by single_record records 3
        P3 alice push denied answered 15 by single_record records 4
        ");
    }

    #[test]
    fn an_answer_told_by_phone_and_browser_is_one_answer() {
        let text = prompts(
            "0 alice send push flow=a
             5 alice answer push approved flow=a phone=192.0.2.50
             6 alice answer push approved flow=a
             20 alice answer push approved flow=a",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push approved sent 0 answered 5 by authn_request_id phone 192.0.2.50 records 1,2,3
        P2 alice push approved answered 20 by single_record records 4
        ");
    }

    #[test]
    fn a_wrong_code_may_be_typed_again() {
        let text = prompts(
            "0 alice send sms flow=a
             20 alice code sms wrong_code flow=a
             40 alice code sms approved flow=a
             60 alice code totp approved flow=b",
        );
        insta::assert_snapshot!(text, @"P1 alice sms approved sent 0 answered 40 by authn_request_id records 1,2,3");
    }

    #[test]
    fn a_duo_record_is_a_whole_prompt_and_knows_only_its_end() {
        let text = prompts(
            "0 alice whole push denied flow=t1 duo
             1 alice whole push denied flow=t2 duo
             1.5 alice whole push denied flow=t2 duo",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied answered 0 by single_record records 1
        P2 alice push denied answered 1 by single_record records 2,3
        ");
    }

    #[test]
    fn a_call_in_the_telephony_log_and_its_end_in_the_sign_in_log_are_one_prompt() {
        let text = prompts(
            "0 alice send phone_call flow=t1 duo
             40 alice whole phone_call no_answer flow=t1 duo
             41 alice whole push denied flow=t2 duo",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice phone_call no_answer sent 0 answered 40 by authn_request_id records 1,2
        P2 alice push denied answered 41 by single_record records 3
        ");
    }

    #[test]
    fn a_request_that_was_blocked_waits_for_nothing() {
        let text = prompts(
            "0 alice send sms blocked flow=a
             20 alice code sms approved flow=a",
        );
        insta::assert_snapshot!(text, @"P1 alice sms blocked sent 0 by single_record records 1");
    }

    #[test]
    fn the_policy_row_of_a_flow_names_the_application() {
        let text = prompts(
            "0 alice policy flow=a app=Mail
             1 alice send push flow=a
             5 alice answer push denied flow=a",
        );
        insta::assert_snapshot!(text, @"P1 alice push denied sent 1 answered 5 by authn_request_id app Mail records 1,2,3");
    }

    #[test]
    fn another_provider_does_not_answer() {
        let text = prompts(
            "0 alice send push flow=a
             5 alice whole push approved flow=a duo
             6 alice answer push denied flow=b
             900 alice noise",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied sent 0 answered 6 by nearest records 1,3
        P2 alice push approved answered 5 by single_record records 2
        ");
    }
}
