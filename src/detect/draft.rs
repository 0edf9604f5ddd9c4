//! Fills a finding the same way for every rule: what touches what, whether it succeeded, how sure.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::model::{
    Approval, Confidence, EventId, Finding, FindingId, Origin, Outcome, Parameters, Party, PartyId,
    Prompt, PromptId, RuleId, Severity, SourceSummary, Succeeded, Timestamp, UserId, UserTable,
    Window,
};

use super::Scene;
use super::facts::{ApprovalFact, Facts, LOG_END};
use super::words;

/// What a rule found; [`Draft::finish`] derives the rest.
pub(super) struct Draft<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) facts: &'a Facts,
    pub(super) rule: RuleId,
    pub(super) title: String,
    pub(super) severity: Severity,
    /// Whose account; `None` for a finding about many.
    pub(super) user: Option<UserId>,
    /// Whose finding it is, in the id: the user's key, or the source's.
    pub(super) owner: String,
    /// The first prompt of its episode, for the id; `None` where the finding rests on a report.
    pub(super) anchor: Option<PromptId>,
    pub(super) prompts: Vec<PromptId>,
    pub(super) approvals: Vec<&'a ApprovalFact>,
    pub(super) windows: Vec<Window>,
    /// Events beside those of prompts and approvals.
    pub(super) events: Vec<EventId>,
}

impl<'a> Draft<'a> {
    /// A finding about one user's episode.
    pub(super) fn of_user(
        scene: &'a Scene<'a>,
        facts: &'a Facts,
        rule: RuleId,
        user: UserId,
        anchor: Option<PromptId>,
    ) -> Self {
        Self {
            scene,
            facts,
            rule,
            title: String::new(),
            severity: Severity::Info,
            user: Some(user),
            owner: UserTable::key(scene.store.users.name(user)),
            anchor,
            prompts: Vec::new(),
            approvals: Vec::new(),
            windows: Vec::new(),
            events: Vec::new(),
        }
    }

    /// The finding, without its explanation.
    pub(super) fn finish(mut self, parameters: &Parameters) -> Finding {
        self.prompts.sort_unstable();
        self.prompts.dedup();
        self.approvals.sort_by_key(|approval| (approval.at, approval.event, approval.prompt));
        let prompts: Vec<&Prompt> =
            self.prompts.iter().filter_map(|&id| self.scene.prompt(id)).collect();
        let mut finding = Finding {
            id: self.id(),
            rule: self.rule,
            title: std::mem::take(&mut self.title),
            severity: self.severity,
            user: self.user,
            confidence: self.confidence(&prompts),
            succeeded: self.succeeded(&prompts, parameters),
            approvals: self.approvals.iter().map(|approval| self.approval(approval)).collect(),
            sources: self.sources(&prompts),
            responders: self.responders(&prompts),
            prompts: self.prompts.clone(),
            windows: std::mem::take(&mut self.windows),
            events: self.events(&prompts),
            ..Finding::default()
        };
        self.summarise(&mut finding, &prompts);
        finding
    }

    /// XXH3 over rule, owner, and time of the episode's first prompt: neither thresholds nor the
    /// order of an export change it.
    fn id(&self) -> FindingId {
        let store = self.scene.store;
        let anchor = self.anchor.and_then(|id| self.scene.prompt(id));
        let first = anchor.and_then(|prompt| prompt.events.first()).or(self.events.first());
        let event = first.and_then(|&id| store.events.get(id)).unwrap_or_default();
        let time = anchor.map_or(event.time, Prompt::time);
        let key = format!("{}\n{}\n{}", self.rule, self.owner, time.0);
        FindingId(format!("F-{:016x}", xxhash_rust::xxh3::xxh3_64(key.as_bytes())))
    }

    fn summarise(&self, finding: &mut Finding, prompts: &[&Prompt]) {
        let texts = &self.scene.store.texts;
        for prompt in prompts {
            finding.users.push(prompt.user);
            finding.providers.push(prompt.provider);
            finding.factors.push(prompt.factor);
            *finding.outcomes.entry(prompt.outcome).or_insert(0) += 1;
            finding.no_answer_inferred +=
                u32::from(prompt.inferred && prompt.outcome == Outcome::NoAnswer);
        }
        let others = self.approvals.iter().map(|approval| approval.event);
        for id in others.chain(self.events.iter().copied()) {
            let Some(event) = self.scene.store.events.get(id) else { continue };
            finding.providers.push(event.provider);
            finding.users.extend(self.scene.store.user_of(id));
        }
        finding.apps =
            prompts.iter().map(|prompt| prompt.app).filter(|app| app.is_present()).collect();
        finding.apps.sort_by(|a, b| texts.get(*a).cmp(texts.get(*b)));
        finding.apps.dedup();
        sort_and_dedup(&mut finding.users);
        sort_and_dedup(&mut finding.providers);
        sort_and_dedup(&mut finding.factors);
        (finding.first_seen, finding.last_seen) = self.seen(prompts);
        let places = prompts.iter().filter_map(|prompt| self.facts.place(prompt.id));
        let farthest = places
            .filter_map(|place| Some((place.effective_km?, place.distance_km?)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        finding.distance_effective_km = farthest.map(|far| far.0);
        finding.distance_km = farthest.map(|far| far.1);
    }

    fn seen(&self, prompts: &[&Prompt]) -> (Timestamp, Timestamp) {
        let of_events = self.events.iter().filter_map(|id| self.scene.store.events.get(*id));
        let times = || {
            prompts
                .iter()
                .map(|prompt| prompt.time())
                .chain(self.approvals.iter().map(|approval| approval.at))
        };
        let reports: Vec<Timestamp> = of_events.map(|event| event.time).collect();
        let first = times().chain(reports.iter().copied()).min().unwrap_or_default();
        let last = times().chain(reports.iter().copied()).max().unwrap_or_default();
        (first, last)
    }

    fn approval(&self, fact: &ApprovalFact) -> Approval {
        let user = self.facts.user(fact.user);
        let position = |position: Option<usize>| {
            user.zip(position).and_then(|(user, at)| user.prompts.get(at)).map(|own| own.time)
        };
        let [own, first, last] =
            [fact.position, fact.first, fact.last].map(|it| it.map(|at| at as usize));
        let own_episode =
            user.zip(first.or(own)).and_then(|(user, at)| user.episodes.get(user.episode_of(at)?));
        let before = own.and_then(|own| own.checked_sub(1)).or(last);
        let before = position(before.filter(|&at| first.is_some_and(|first| first <= at)));
        let first = position(own_episode.map(|episode| episode.start));
        let own = position(own).unwrap_or(fact.at);
        Approval {
            prompt: fact.prompt,
            event: fact.event,
            user: fact.user,
            at: fact.at,
            from_first: fact.at.since(first.unwrap_or(own)),
            from_last: fact.at.since(before.unwrap_or(own)),
            response: self.scene.response(fact.prompt),
            same_source: fact.same_source,
        }
    }

    /// Sources by number of prompts, then by what the log says of them.
    fn sources(&self, prompts: &[&Prompt]) -> Vec<SourceSummary> {
        let mut seen: FxHashMap<PartyId, usize> = FxHashMap::default();
        let mut sources: Vec<(usize, SourceSummary)> = Vec::new();
        let codes = self.approvals.iter().filter(|approval| approval.prompt.is_none());
        let of_prompts = prompts
            .iter()
            .filter_map(|prompt| Some((prompt.source, self.facts.origin_verdict(prompt.id)?)));
        for (party, verdict) in of_prompts.chain(codes.map(|code| (code.source, &code.origin))) {
            if !party.is_present() {
                continue;
            }
            let index = *seen.entry(party).or_insert(sources.len());
            if index == sources.len() {
                let reason = verdict.reason();
                sources.push((0, SourceSummary { party, origin: verdict.origin, reason }));
            }
            let Some((count, source)) = sources.get_mut(index) else { continue };
            *count += 1;
            if strangeness(verdict.origin) > strangeness(source.origin) {
                source.origin = verdict.origin;
                source.reason = verdict.reason();
            }
        }
        sources.sort_by_cached_key(|(count, source)| {
            (std::cmp::Reverse(*count), self.party_order(source.party))
        });
        sources.into_iter().map(|(_, source)| source).collect()
    }

    fn responders(&self, prompts: &[&Prompt]) -> Vec<PartyId> {
        let mut counts: FxHashMap<PartyId, usize> = FxHashMap::default();
        let mut parties: Vec<PartyId> = Vec::new();
        for party in prompts.iter().map(|prompt| prompt.responder).filter(|p| p.is_present()) {
            let count = counts.entry(party).or_insert(0);
            *count += 1;
            if *count == 1 {
                parties.push(party);
            }
        }
        parties.sort_by_cached_key(|party| {
            (std::cmp::Reverse(counts.get(party).copied()), self.party_order(*party))
        });
        parties
    }

    /// Codes of parties depend on the order of files; what they say does not. Two parties that say
    /// the same are one, so this order is total.
    fn party_order(&self, id: PartyId) -> impl Ord + use<> {
        let Party { ip, asn, as_org, place, user_agent, device_id, device, proxy } =
            self.scene.store.parties.get(id);
        let place_texts = [place.city, place.state, place.country];
        let texts = [as_org, device_id, device].into_iter().chain(place_texts);
        let text = |id| self.scene.store.texts.get(id).to_owned();
        let rest: Vec<String> = texts.map(text).collect();
        (text(ip), text(user_agent), asn, rest, place.point, proxy)
    }

    fn events(&self, prompts: &[&Prompt]) -> Vec<EventId> {
        let of_prompts = prompts.iter().flat_map(|prompt| prompt.events.iter().copied());
        let of_approvals = self.approvals.iter().map(|approval| approval.event);
        let mut events: Vec<EventId> =
            of_prompts.chain(of_approvals).chain(self.events.iter().copied()).collect();
        sort_and_dedup(&mut events);
        events
    }

    /// High: no answer was inferred, and every origin could be told. Low: more than half of the
    /// unsatisfied prompts were inferred and more than half of the origins could not be told.
    /// Medium: anything between.
    fn confidence(&self, prompts: &[&Prompt]) -> Confidence {
        let unsatisfied = prompts.iter().filter(|prompt| prompt.is_unsatisfied()).count();
        let inferred = prompts.iter().filter(|prompt| prompt.inferred).count();
        let vague = prompts
            .iter()
            .filter(|prompt| self.facts.origin(prompt.id) == Origin::Indeterminate)
            .count();
        if inferred == 0 && vague == 0 {
            Confidence::High
        } else if inferred * 2 > unsatisfied && vague * 2 > prompts.len() {
            Confidence::Low
        } else {
            Confidence::Medium
        }
    }

    /// Yes: an approval came from the source of the unsatisfied prompts, or from one new to the
    /// user, and its user did not just resolve their own prompt. Cannot tell: an approval of an
    /// origin that cannot be told, an outcome that is not known, or the log ends too soon.
    fn succeeded(&self, prompts: &[&Prompt], parameters: &Parameters) -> Succeeded {
        let of_approvals = self.approvals.iter().map(|approval| {
            match (approval.same_source, approval.origin.origin) {
                _ if approval.is_self_resolved => Succeeded::No,
                (Some(true), _) | (_, Origin::Unknown) => Succeeded::Yes,
                (_, Origin::Indeterminate) => Succeeded::CannotTell,
                (_, Origin::Known) => Succeeded::No,
            }
        });
        let worst = of_approvals.max().unwrap_or_default();
        let is_untold =
            |prompt: &&Prompt| matches!(prompt.outcome, Outcome::Open | Outcome::Unknown);
        let margin = parameters.span(&LOG_END);
        let last = prompts.iter().map(|prompt| prompt.time()).max();
        let ends_soon = last
            .zip(self.facts.log_end())
            .is_some_and(|(last, end)| end.since(last) < margin && self.approvals.is_empty());
        if prompts.is_empty() && self.approvals.is_empty() {
            return Succeeded::CannotTell;
        }
        if worst == Succeeded::No && (prompts.iter().any(is_untold) || ends_soon) {
            return Succeeded::CannotTell;
        }
        worst
    }
}

/// Which origin stands for a source that had several.
const fn strangeness(origin: Origin) -> u8 {
    match origin {
        Origin::Known => 0,
        Origin::Indeterminate => 1,
        Origin::Unknown => 2,
    }
}

fn sort_and_dedup<T: Ord>(items: &mut Vec<T>) {
    items.sort_unstable();
    items.dedup();
}

/// `; the last was approved 11 s after the one before it`, or that none was.
pub(super) fn approval_clause(finding: &Finding) -> String {
    let Some(approval) = finding.approvals.last() else {
        return match finding.succeeded {
            Succeeded::CannotTell => "; no approval is logged, but the log cannot rule one out",
            _ => "; none of them was approved",
        }
        .to_owned();
    };
    let what = match (approval.prompt, finding.approvals.len()) {
        (None, 1) => "; a code or key was accepted".to_owned(),
        (Some(_), 1) => "; one was approved".to_owned(),
        (_, many) => format!("; {many} approvals followed, the last"),
    };
    format!("{what} {} after the request before it", words::span(approval.from_last))
}

/// How many prompts a finding has, as a number for sentences.
pub(super) fn prompt_count(finding: &Finding) -> usize {
    finding.prompts.len()
}

/// From the first prompt of some to the last.
pub(super) fn extent(finding: &Finding, scene: &Scene<'_>) -> crate::model::Span {
    let time = |id: Option<&PromptId>| id.and_then(|&id| scene.prompt(id)).map(Prompt::time);
    let (first, last) = (time(finding.prompts.first()), time(finding.prompts.last()));
    last.zip(first).map_or(crate::model::Span(0), |(last, first)| last.since(first))
}

/// Outcome counts by name, for sentences about some of a finding's prompts.
pub(super) fn outcomes_of(prompts: &[&Prompt]) -> (BTreeMap<Outcome, u32>, u32) {
    let mut outcomes = BTreeMap::new();
    let mut inferred = 0;
    for prompt in prompts {
        *outcomes.entry(prompt.outcome).or_insert(0) += 1;
        inferred += u32::from(prompt.inferred && prompt.outcome == Outcome::NoAnswer);
    }
    (outcomes, inferred)
}
