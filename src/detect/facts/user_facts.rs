//! The facts of one user, in two passes.
//!
//! The first pass judges origins against a baseline without suspect episodes. If that shows an
//! approval which looks like the attacker's, the second pass also leaves out everything from that
//! approval on. The first such approval is the same in both passes, because only earlier sign-ins
//! speak for it, so there is no third.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{
    AuthEvent, EventId, EventKind, Factor, LinkKey, Novelty, Origin, OriginVerdict, Outcome,
    Parameters, PartyId, PlaceMatch, PlaceVerdict, Prompt, PromptId, Span, TextId, Timestamp,
    UserId,
};

use crate::store::Grouped;

use super::super::Scene;
use super::approvals::{self, ApprovalFact, Before};
use super::baseline::{Baseline, BaselineLimits};
use super::episodes::{EpisodeSpans, episodes, is_suspect};
use super::identity::{Identities, Identity};
use super::origin::judge;
use super::sign_ins::{OtherEvents, SignIn, granted_by_user, other_events};

/// What is the same for every user.
pub(super) struct Context<'a> {
    scene: &'a Scene<'a>,
    identities: &'a Identities,
    /// How the two places of each prompt compare, by prompt index: small enough to stay near.
    places: Vec<PlaceMatch>,
    /// When and from where sign-ins were granted.
    granted: Grouped<(Timestamp, PartyId)>,
    limits: BaselineLimits,
    spans: EpisodeSpans,
    /// Codes that a prompt holds already.
    codes_of_prompts: FxHashSet<EventId>,
}

/// What rules look at in one of the user's prompts that count. A rule reads these from first to
/// last; the prompts themselves lie in order of time, far from each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnPrompt {
    pub(crate) id: PromptId,
    /// [`Prompt::time`].
    pub(crate) time: Timestamp,
    pub(crate) outcome: Outcome,
    pub(crate) factor: Factor,
    pub(crate) origin: Origin,
    /// What of its source is new to the user.
    pub(crate) novelty: Novelty,
    /// How its two places compare.
    pub(crate) place: PlaceMatch,
    /// Whether the baseline knows this pair of login place and phone place.
    pub(crate) is_pair_known: bool,
    /// Whether it is an unsatisfied prompt that its own user resolved (detections.md §0.6).
    pub(crate) is_self_resolved: bool,
}

impl OwnPrompt {
    /// Whether the user did not satisfy it ([`Prompt::is_unsatisfied`]).
    pub(crate) fn is_unsatisfied(&self) -> bool {
        self.outcome.is_unsatisfied()
    }
}

/// One user's prompts that count, cut into episodes, and that user's approvals.
#[derive(Debug, Default)]
pub struct UserFacts {
    pub(crate) user: UserId,
    /// The prompts whose cause counts, in order of time.
    pub(crate) prompts: Vec<OwnPrompt>,
    /// Positions in `prompts`, in order of time.
    pub(crate) episodes: Vec<Range<usize>>,
    /// In order of time.
    pub(crate) approvals: Vec<ApprovalFact>,
    /// Reports of suspicious activity outside a prompt's own answer, in order of time.
    pub(crate) reports: Vec<EventId>,
    /// Episode of the last unsatisfied prompt before an approval, and the approval; sorted.
    after: Vec<(u32, u32)>,
    /// Episode of an approved prompt, and the approval; sorted.
    within: Vec<(u32, u32)>,
}

impl UserFacts {
    /// The episode of a position among the prompts.
    pub(crate) fn episode_of(&self, position: usize) -> Option<usize> {
        let index = self.episodes.partition_point(|episode| episode.end <= position);
        (index < self.episodes.len()).then_some(index)
    }

    /// The prompts of one episode.
    pub(crate) fn prompts_in(&self, episode: usize) -> &[OwnPrompt] {
        let range = self.episodes.get(episode).cloned().unwrap_or_default();
        self.prompts.get(range).unwrap_or_default()
    }

    /// The prompt of this id, where it counts.
    pub(crate) fn own(&self, id: PromptId) -> Option<&OwnPrompt> {
        // Time orders both prompts and their ids.
        let index = self.prompts.binary_search_by_key(&id, |prompt| prompt.id).ok()?;
        self.prompts.get(index)
    }

    /// The prompt that was approved; `None` for a code or key.
    pub(crate) fn approved(&self, approval: &ApprovalFact) -> Option<&OwnPrompt> {
        self.prompts.get(approval.position? as usize)
    }

    /// The first prompt of one episode.
    pub(crate) fn first_in(&self, episode: usize) -> Option<PromptId> {
        self.prompts_in(episode).first().map(|prompt| prompt.id)
    }

    /// The prompts in order of time, each with its episode.
    pub(crate) fn with_episodes(&self) -> impl Iterator<Item = (&OwnPrompt, usize)> {
        let of_episode = |(episode, range): (usize, &Range<usize>)| {
            let prompts = self.prompts.get(range.clone()).unwrap_or_default();
            prompts.iter().map(move |prompt| (prompt, episode))
        };
        self.episodes.iter().enumerate().flat_map(of_episode)
    }

    /// The approvals that follow unsatisfied prompts of this episode.
    pub(crate) fn approvals_after(&self, episode: usize) -> impl Iterator<Item = &ApprovalFact> {
        self.of_episode(&self.after, episode)
    }

    /// The approvals of this episode's prompts.
    pub(crate) fn approvals_within(&self, episode: usize) -> impl Iterator<Item = &ApprovalFact> {
        self.of_episode(&self.within, episode)
    }

    fn of_episode<'a>(
        &'a self,
        index: &'a [(u32, u32)],
        episode: usize,
    ) -> impl Iterator<Item = &'a ApprovalFact> {
        let start = index.partition_point(|entry| (entry.0 as usize) < episode);
        let entries = index.get(start..).unwrap_or_default();
        entries
            .iter()
            .take_while(move |entry| entry.0 as usize == episode)
            .filter_map(|entry| self.approvals.get(entry.1 as usize))
    }

    fn index_approvals(&mut self) {
        let by_episode = |position: fn(&ApprovalFact) -> Option<u32>| {
            let of_facts = (0_u32..).zip(&self.approvals);
            let mut index: Vec<(u32, u32)> = of_facts
                .filter_map(|(index, fact)| {
                    let episode = self.episode_of(position(fact)? as usize)?;
                    Some((u32::try_from(episode).ok()?, index))
                })
                .collect();
            index.sort_unstable();
            index
        };
        let after = by_episode(|fact| fact.last);
        let within = by_episode(|fact| fact.position);
        (self.after, self.within) = (after, within);
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(
        scene: &'a Scene<'a>,
        (identities, places): (&'a Identities, &[PlaceVerdict]),
        parameters: &Parameters,
    ) -> Self {
        let is_code = |id: &EventId| {
            scene.store.events.kind.get(id.0 as usize) == Some(&EventKind::Verification)
        };
        let of_prompts = scene.prompts.par_iter().flat_map_iter(|prompt| &prompt.events);
        let codes: Vec<EventId> = of_prompts.copied().filter(is_code).collect();
        Self {
            scene,
            identities,
            places: places.iter().map(|verdict| verdict.place).collect(),
            granted: granted_by_user(scene.store),
            limits: BaselineLimits::new(parameters),
            spans: EpisodeSpans::new(parameters),
            codes_of_prompts: codes.into_iter().collect(),
        }
    }

    fn identity(&self, party: PartyId) -> Identity {
        self.identities.get(party)
    }

    fn place(&self, prompt: &Prompt) -> PlaceMatch {
        self.places.get(prompt.id.0 as usize).copied().unwrap_or_default()
    }
}

/// The facts of one user, and the origin of each of that user's prompts, in order of their ids.
pub(super) fn facts_of(
    context: &Context<'_>,
    user: UserId,
    ids: &[PromptId],
) -> (UserFacts, Vec<(PromptId, OriginVerdict)>) {
    let all: Vec<&Prompt> = ids.iter().filter_map(|&id| context.scene.prompt(id)).collect();
    if all.is_empty() {
        let reports = other_events(context.scene.store, user, |_| true).reports;
        return (UserFacts { user, reports, ..UserFacts::default() }, Vec::new());
    }
    let counting: Vec<&Prompt> = all.iter().copied().filter(|p| p.cause.counts()).collect();
    let episodes = episodes(&counting, context.spans.gap);
    let is_of_prompt = |id: EventId| context.codes_of_prompts.contains(&id);
    let others = other_events(context.scene.store, user, is_of_prompt);
    let mut sign_ins = sign_ins(context, user, &all, &others);
    leave_out_suspects(&mut sign_ins, &counting, &episodes, context.spans.gap);

    let mut judged = judge_all(context, &sign_ins, &all, &others);
    let mut approvals = approvals_of(context, user, &counting, &episodes, &others, &judged);
    if let Some(attack) = approvals.iter().find(|approval| approval.is_confirmed_attack()) {
        let time = attack.prompt.and_then(|id| context.scene.prompt(id)).map(Prompt::time);
        let cut = time.unwrap_or(attack.at);
        sign_ins.retain(|sign_in| sign_in.time < cut);
        judged = judge_all(context, &sign_ins, &all, &others);
        approvals = approvals_of(context, user, &counting, &episodes, &others, &judged);
    }
    mark_self_resolved(context, &counting, &mut approvals, &mut judged.counting);
    let Judged { origins, counting: prompts, .. } = judged;
    let reports = others.reports;
    let mut facts =
        UserFacts { user, prompts, episodes, approvals, reports, ..UserFacts::default() };
    facts.index_approvals();
    (facts, origins)
}

fn sign_ins(
    context: &Context<'_>,
    user: UserId,
    prompts: &[&Prompt],
    others: &OtherEvents,
) -> Vec<SignIn> {
    let approved = prompts.iter().filter(|p| p.outcome == Outcome::Approved);
    let of_prompts = approved.map(|prompt| SignIn {
        time: prompt.time(),
        source: prompt.source,
        responder: prompt.responder,
    });
    let of_codes = others.codes.iter().map(|(_, event)| SignIn {
        time: event.time,
        source: event.source,
        responder: PartyId::ABSENT,
    });
    let granted = context.granted.of(user).iter();
    let responder = PartyId::ABSENT;
    let granted = granted.map(|&(time, source)| SignIn { time, source, responder });
    let mut sign_ins: Vec<SignIn> = of_prompts
        .chain(of_codes)
        .filter(|sign_in| sign_in.source.is_present())
        .chain(granted)
        .collect();
    sign_ins.sort_by_key(|sign_in| (sign_in.time, sign_in.source));
    sign_ins
}

/// What was granted during a suspect episode, or so soon after it that it may belong to it, does
/// not teach the baseline.
fn leave_out_suspects(
    sign_ins: &mut Vec<SignIn>,
    prompts: &[&Prompt],
    episodes: &[Range<usize>],
    gap: Span,
) {
    let suspects: Vec<(Timestamp, Timestamp)> = episodes
        .iter()
        .filter_map(|range| prompts.get(range.clone()))
        .filter(|episode| is_suspect(episode))
        .filter_map(|episode| Some((episode.first()?.time(), episode.last()?.time() + gap)))
        .collect();
    sign_ins.retain(|sign_in| {
        let index = suspects.partition_point(|&(start, _)| start <= sign_in.time);
        let latest = index.checked_sub(1).and_then(|index| suspects.get(index));
        latest.is_none_or(|&(_, end)| sign_in.time > end)
    });
}

struct Judged {
    /// Of every prompt, in order of their ids.
    origins: Vec<(PromptId, OriginVerdict)>,
    /// The prompts whose cause counts, in order of time.
    counting: Vec<OwnPrompt>,
    /// In the order of the codes.
    codes: Vec<OriginVerdict>,
}

/// Judges the source of every prompt and every code against the baseline of its moment.
fn judge_all(
    context: &Context<'_>,
    sign_ins: &[SignIn],
    prompts: &[&Prompt],
    others: &OtherEvents,
) -> Judged {
    let mut baseline = Baseline::new(context.limits, context.identities, sign_ins);
    let mut origins = Vec::with_capacity(prompts.len());
    let mut counting = Vec::with_capacity(prompts.len());
    for prompt in prompts {
        let time = prompt.time();
        baseline.slide_to(time);
        let (verdict, novelty) = judge(&context.identity(prompt.source), &baseline);
        origins.push((prompt.id, verdict));
        if prompt.cause.counts() {
            counting.push(OwnPrompt {
                id: prompt.id,
                time,
                outcome: prompt.outcome,
                factor: prompt.factor,
                origin: verdict.origin,
                novelty,
                place: context.place(prompt),
                is_pair_known: baseline.has_pair(prompt.source, prompt.responder),
                is_self_resolved: false,
            });
        }
    }
    let mut baseline = Baseline::new(context.limits, context.identities, sign_ins);
    let of_code = |(_, event): &(EventId, AuthEvent)| {
        baseline.slide_to(event.time);
        judge(&context.identity(event.source), &baseline).0
    };
    Judged { origins, counting, codes: others.codes.iter().map(of_code).collect() }
}

fn approvals_of(
    context: &Context<'_>,
    user: UserId,
    prompts: &[&Prompt],
    episodes: &[Range<usize>],
    others: &OtherEvents,
    judged: &Judged,
) -> Vec<ApprovalFact> {
    let store = context.scene.store;
    let is_approved = |prompt: &&&Prompt| prompt.outcome == Outcome::Approved;
    let count = prompts.iter().filter(is_approved).count() + others.codes.len();
    let mut approvals = Vec::with_capacity(count);
    let mut origins = judged.origins.iter();
    approvals.extend((0_u32..).zip(prompts).filter_map(|(position, prompt)| {
        // Those that count are some of all, in the same order.
        let (_, origin) = origins.find(|(id, _)| *id == prompt.id)?;
        approvals::of_prompt(store, prompt, position, *origin)
    }));
    let of_codes = others.codes.iter().zip(&judged.codes);
    approvals.extend(
        of_codes.map(|((id, event), origin)| approvals::of_code(user, *id, event, *origin)),
    );
    approvals.sort_by_key(|approval| (approval.at, approval.event, approval.prompt));
    let before = Before::new(prompts, episodes, context.spans, context.identities);
    for approval in &mut approvals {
        before.fill(approval);
    }
    approvals
}

/// What may resolve an unsatisfied prompt: an approval, or a prompt that was resolved itself.
#[derive(Clone, Copy)]
struct Resolver {
    at: Timestamp,
    source: PartyId,
    session: LinkKey,
    is_known: bool,
}

impl Resolver {
    fn approval(approval: &ApprovalFact) -> Self {
        let ApprovalFact { at, source, session, .. } = *approval;
        Self { at, source, session, is_known: approval.origin.origin == Origin::Known }
    }

    fn prompt(prompt: &Prompt) -> Self {
        let Prompt { source, session, .. } = *prompt;
        Self { at: prompt.time(), source, session, is_known: true }
    }

    fn resolves(&self, context: &Context<'_>, prompt: &Prompt) -> bool {
        let devices =
            context.identity(self.source).device.zip(context.identity(prompt.source).device);
        let sessions = [self.session, prompt.session];
        self.is_known
            && self.at.since(prompt.ended_at()) <= context.spans.self_resolved
            && devices.is_none_or(|(a, b)| a == b)
            && (sessions.iter().any(|it| !it.is_present()) || self.session == prompt.session)
    }
}

/// Own-session exclusion (detections.md §0.6): an unsatisfied prompt of known origin that an
/// approval in the same session, from the same device and address, follows within five minutes.
///
/// The minutes count from the end of the prompt: a push that nobody answers is over only when it
/// times out, at Okta after five minutes. A prompt that such a one follows is resolved with it, so
/// that a phone left in another room for three pushes is one lapse.
///
/// Providers that log no session or device are compared by what they log; the address must be.
fn mark_self_resolved(
    context: &Context<'_>,
    prompts: &[&Prompt],
    approvals: &mut [ApprovalFact],
    own_prompts: &mut [OwnPrompt],
) {
    let mut next: FxHashMap<TextId, Resolver> = FxHashMap::default();
    let mut later = approvals.iter().rev().peekable();
    for (prompt, facts) in prompts.iter().zip(own_prompts.iter_mut()).rev() {
        while let Some(approval) = later.next_if(|approval| approval.at >= prompt.time()) {
            if let Some(ip) = context.identity(approval.source).ip {
                next.insert(ip, Resolver::approval(approval));
            }
        }
        let own = context.identity(prompt.source);
        facts.is_self_resolved = prompt.is_unsatisfied()
            && facts.origin == Origin::Known
            && own.ip.and_then(|ip| next.get(&ip)).is_some_and(|it| it.resolves(context, prompt));
        if let Some(ip) = own.ip.filter(|_| facts.is_self_resolved) {
            next.insert(ip, Resolver::prompt(prompt));
        }
    }
    let mut total = 0;
    let mut unresolved = vec![0_u32];
    for prompt in own_prompts {
        total += u32::from(prompt.is_unsatisfied() && !prompt.is_self_resolved);
        unresolved.push(total);
    }
    let upto = |position: u32| unresolved.get(position as usize).copied().unwrap_or(total);
    for approval in approvals {
        approval.is_self_resolved = approval.origin.origin == Origin::Known
            && approval
                .first
                .zip(approval.last)
                .is_some_and(|(first, last)| upto(first) == upto(last + 1));
    }
}
