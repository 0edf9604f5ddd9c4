//! Requests and answers that are logged one by one, and records that tell a whole prompt.
//!
//! In: the events of one user in order of time. Out: that user's prompts, in no order.

use rustc_hash::FxHashMap;

use crate::model::{
    EventColumns, EventId, EventKind, Factor, LinkKey, Outcome, Pairing, PartyId, Prompt, Provider,
    Span, Timestamp, Tri, UserId,
};
use crate::store::EventStore;

use super::coverage::{Coverage, is_prompting};
use super::draft::{Draft, Link, links, logged_links};
use super::open_sends::{OpenSends, Wanted};
use super::time_outs::TimeOuts;
use super::told::{Around, Told};

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
    /// The latest prompt of a flow, of providers whose flow is one prompt.
    of_flow: FxHashMap<(Provider, LinkKey), usize>,
}

/// The prompts of one user that are logged as requests, answers, or whole prompts; `told` are the
/// events that matter.
pub(super) fn pair_requests(
    store: &EventStore,
    (user, told): (UserId, &[Told]),
    time_outs: &TimeOuts,
    coverage: &Coverage,
) -> Vec<Prompt> {
    let mut requests = Requests {
        store,
        time_outs,
        user,
        drafts: Vec::with_capacity(told.len()),
        open: OpenSends::default(),
        sends: FxHashMap::default(),
        answered: FxHashMap::default(),
        of_flow: FxHashMap::default(),
    };
    requests.answered.reserve(told.len());
    let flows = told.iter().filter(|event| whole_flow(event).is_some()).count();
    requests.of_flow.reserve(flows);
    for event in in_order(told) {
        requests.take(event);
    }
    requests.finish(coverage)
}

/// The events in order of time; of one instant, what was sent goes before what answers it, in
/// whatever order their records lie.
fn in_order(told: &[Told]) -> Vec<&Told> {
    let mut events: Vec<_> = told.iter().collect();
    // Sorted already but for such instants, which a stable sort passes over at once.
    events.sort_by_key(|event| (event.time, event.kind != EventKind::PromptSent));
    events
}

/// Whether an event may tell of a prompt. A factor that asks nobody does so only where it may end
/// the prompt of a flow.
pub(super) const fn matters(kind: EventKind, factor: Factor, provider: Provider) -> bool {
    match kind {
        EventKind::PromptSent | EventKind::PromptWhole => true,
        EventKind::PromptAnswered | EventKind::Verification => {
            is_prompting(factor) || is_one_prompt(provider)
        }
        _ => false,
    }
}

/// Whether a flow of this provider is one prompt (DESIGN.md §6: "one txid, one prompt"); elsewhere
/// one flow may ask several times.
const fn is_one_prompt(provider: Provider) -> bool {
    matches!(provider, Provider::Duo)
}

/// The flow of an event, of providers whose flow is one prompt.
fn whole_flow(event: &Told) -> Option<(Provider, LinkKey)> {
    (is_one_prompt(event.provider) && event.flow.is_present())
        .then_some((event.provider, event.flow))
}

impl Requests<'_> {
    fn take(&mut self, event: &Told) {
        let flow = whole_flow(event);
        if flow.is_some_and(|flow| self.joins_its_flow(flow, event)) {
            return;
        }
        let next = self.drafts.len();
        self.take_alone(event);
        if let Some(flow) = flow
            && self.drafts.len() > next
        {
            self.of_flow.insert(flow, next);
        }
    }

    /// Two logs may tell of one flow, in either order and by different factors: the telephony log
    /// that a message was sent, the authentication log how it ended. Whether that is so.
    fn joins_its_flow(&mut self, flow: (Provider, LinkKey), event: &Told) -> bool {
        let Some(index) = self.of_flow.get(&flow).copied() else { return false };
        let Some(draft) = self.drafts.get_mut(index) else { return false };
        let factor = if is_prompting(event.factor) { event.factor } else { draft.prompt.factor };
        let time_out = self.time_outs.of(event.provider, draft.prompt.factor);
        let time_out = time_out.max(self.time_outs.of(event.provider, factor));
        if event.time.since(draft.last_time()) > time_out {
            return false;
        }
        match event.kind {
            EventKind::PromptSent => draft.add_send(event),
            EventKind::PromptAnswered | EventKind::PromptWhole if draft.is_open => {
                draft.prompt.factor = factor;
                draft.answer(event, event.outcome);
                draft.prompt.pairing = Pairing::AuthnRequestId;
                self.remember_answer(event, index);
            }
            EventKind::Verification if draft.is_open => {
                draft.answer(event, verified(event));
                draft.prompt.pairing = Pairing::AuthnRequestId;
            }
            _ => return false,
        }
        true
    }

    fn take_alone(&mut self, event: &Told) {
        match event.kind {
            EventKind::PromptSent => self.send(event),
            EventKind::PromptAnswered if is_prompting(event.factor) => self.answer(event),
            EventKind::PromptWhole => self.whole(event),
            EventKind::Verification if is_prompting(event.factor) => self.verification(event),
            _ => {}
        }
    }

    /// One prompt on several phones is logged once a phone (detections.md §0.1).
    fn send(&mut self, event: &Told) {
        let key = links(self.store, event).next().map(|link| (event.provider, event.factor, link));
        let same = key.and_then(|key| self.sends.get(&key).copied());
        let merge = self.time_outs.send_merge;
        if event.outcome == Outcome::Unknown
            && let Some(draft) = same.and_then(|index| self.drafts.get_mut(index))
            && draft.is_open
            && event.time.since(draft.prompt.time()) <= merge
        {
            draft.add_send(event);
            return;
        }
        let index = self.drafts.len();
        let draft = Draft::sent(event, self.user);
        if draft.is_open {
            self.open.add(index, &draft, links(self.store, event));
        }
        if let Some(key) = key {
            self.sends.insert(key, index);
        }
        self.drafts.push(draft);
    }

    fn answer(&mut self, event: &Told) {
        if self.close(event, event.outcome) {
            return;
        }
        self.remember_answer(event, self.drafts.len());
        self.drafts.push(Draft::ended(event, self.user));
    }

    /// A code that was typed closes the message that brought it; without one it is no prompt.
    fn verification(&mut self, event: &Told) {
        self.close(event, verified(event));
    }

    /// A record of a whole prompt may have a send elsewhere (a telephony log), or be told twice.
    fn whole(&mut self, event: &Told) {
        if self.close(event, event.outcome) {
            return;
        }
        let flow = event.flow.is_present().then_some((Pairing::AuthnRequestId, event.flow.0));
        let told = flow.and_then(|link| self.answered.get(&(event.provider, link)).copied());
        let time_out = self.time_outs.of(event.provider, event.factor);
        if let Some(draft) = told.and_then(|index| self.drafts.get_mut(index))
            && draft.prompt.factor == event.factor
            && event.time.since(draft.last_time()) <= time_out
        {
            draft.answer(event, event.outcome);
            return;
        }
        self.remember_answer(event, self.drafts.len());
        self.drafts.push(Draft::ended(event, self.user));
    }

    /// Finds the prompt that this answer belongs to; whether there is one.
    fn close(&mut self, event: &Told, outcome: Outcome) -> bool {
        let wanted = self.wanted(event, outcome);
        let mut by_key = None;
        if !self.open.is_empty() {
            by_key = links(self.store, event).find_map(|link| {
                let index = self.open.with_link(link, wanted, &self.drafts, self.time_outs)?;
                Some((index, link.0))
            });
        }
        if by_key.is_none() && self.is_told_again(event, outcome) {
            return true;
        }
        let nearest = || {
            let index = self.open.latest(wanted, &self.drafts, self.time_outs)?;
            Some((index, Pairing::Nearest))
        };
        let Some((index, pairing)) = by_key.or_else(nearest) else { return false };
        let Some(draft) = self.drafts.get_mut(index) else { return false };
        draft.answer(event, outcome);
        draft.prompt.pairing = pairing;
        self.remember_answer(event, index);
        true
    }

    fn wanted(&self, event: &Told, outcome: Outcome) -> Wanted {
        let is_time_out = outcome == Outcome::NoAnswer;
        Wanted {
            provider: event.provider,
            factor: event.factor,
            at: event.time,
            grace: if is_time_out { self.time_outs.late_no_answer } else { Span(0) },
        }
    }

    /// Phone and browser may each log one answer: same key, same outcome, moments apart.
    fn is_told_again(&mut self, event: &Told, outcome: Outcome) -> bool {
        let merge = self.time_outs.send_merge;
        let factors = |a: Factor, b: Factor| a == b || a == Factor::Other || b == Factor::Other;
        for link in logged_links(event) {
            let told = self.answered.get(&(event.provider, link)).copied();
            if let Some(draft) = told.and_then(|index| self.drafts.get_mut(index))
                && draft.prompt.outcome == outcome
                && factors(draft.prompt.factor, event.factor)
                && event.time.since(draft.last_time()) <= merge
            {
                draft.join(event);
                return true;
            }
        }
        false
    }

    fn remember_answer(&mut self, event: &Told, index: usize) {
        for link in logged_links(event) {
            self.answered.insert((event.provider, link), index);
        }
    }

    fn finish(mut self, coverage: &Coverage) -> Vec<Prompt> {
        self.ask_policies();
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

    /// A push names no application, and a result of PingID the relay instead of the side that
    /// asked; the policy row of its flow does.
    fn ask_policies(&mut self) {
        let events = &self.store.events;
        let flow_of = |id: &EventId| events.flow.get(id.0 as usize).copied();
        // The first policy row of each flow about which there is something to ask.
        let mut policies = FxHashMap::<(Provider, LinkKey), Option<EventId>>::default();
        for Draft { prompt, .. } in self.drafts.iter().filter(|draft| wants_policy(&draft.prompt)) {
            let flows = prompt.events.iter().filter_map(flow_of).filter(|it| it.is_present());
            policies.extend(flows.map(|flow| ((prompt.provider, flow), None)));
        }
        if policies.is_empty() {
            return;
        }
        let policy_rows = self.store.events_of_kinds(self.user, |it| it == EventKind::Policy);
        for (id, _) in policy_rows {
            let row = id.0 as usize;
            if let Some((provider, flow)) = events.provider.get(row).zip(events.flow.get(row))
                && let Some(first @ None) = policies.get_mut(&(*provider, *flow))
                && tells_more(events, row)
            {
                *first = Some(id);
            }
        }
        for Draft { prompt, .. } in &mut self.drafts {
            let row = prompt
                .events
                .iter()
                .find_map(|id| policies.get(&(prompt.provider, flow_of(id)?)).copied().flatten());
            if let Some(row) = row {
                take_from_policy(prompt, row, events);
            }
        }
    }
}

/// Whether a policy row could tell of a prompt what its own records do not.
fn wants_policy(prompt: &Prompt) -> bool {
    !prompt.app.is_present() || prompt.provider == Provider::Ping
}

/// Whether a policy row tells of its flow what no other row does.
fn tells_more(events: &EventColumns, row: usize) -> bool {
    let names = |column: &[PartyId]| column.get(row).is_some_and(|it| it.is_present());
    let is_ping = events.provider.get(row) == Some(&Provider::Ping);
    events.app.get(row).is_some_and(|app| app.is_present()) || (is_ping && names(&events.source))
}

fn take_from_policy(prompt: &mut Prompt, row: EventId, events: &EventColumns) {
    let Some(policy) = Around::of(events, row) else { return };
    let names_app = !prompt.app.is_present() && policy.app.is_present();
    let names_source = prompt.provider == Provider::Ping && policy.source.is_present();
    if names_app {
        prompt.app = policy.app;
    }
    if names_source {
        prompt.source = policy.source;
    }
    if names_app || names_source {
        prompt.events.push(row);
        prompt.events.sort_unstable();
    }
}

/// How the check of a code ended.
fn verified(event: &Told) -> Outcome {
    match (event.outcome, event.success) {
        (Outcome::Unknown, Tri::Yes) => Outcome::Approved,
        (Outcome::Unknown, Tri::No) => Outcome::WrongCode,
        (outcome, _) => outcome,
    }
}

#[cfg(test)]
mod tests;
