//! Approvals of one user, and the unsatisfied prompts before each.

use std::ops::Range;

use crate::model::{
    AuthEvent, EventId, EventKind, LinkKey, Origin, OriginVerdict, Outcome, PartyId, Prompt,
    PromptId, Timestamp, UserId,
};
use crate::store::EventStore;

use super::episodes::EpisodeSpans;
use super::identity::{Identities, Identity};

/// At most this many prompts before an approval are compared with it one by one, from the latest
/// back; a search that finds the same source ends there. Counts stay exact.
const LOOK_AT: usize = 1024;

/// An approval, and what came before it.
#[derive(Clone, Debug)]
pub(crate) struct ApprovalFact {
    pub(crate) user: UserId,
    /// When it was approved.
    pub(crate) at: Timestamp,
    /// The approved prompt; `None` for a code or key.
    pub(crate) prompt: Option<PromptId>,
    /// Position of that prompt among the user's.
    pub(crate) position: Option<u32>,
    pub(crate) event: EventId,
    pub(crate) source: PartyId,
    pub(crate) session: LinkKey,
    pub(crate) origin: OriginVerdict,
    /// Unsatisfied prompts before it, in its episode or within the look-back: sent before the
    /// approved one, or answered before the approval.
    pub(crate) unsatisfied: u32,
    /// Position of the first and the last of these.
    pub(crate) first: Option<u32>,
    pub(crate) last: Option<u32>,
    /// Whether one of these was asked for from the same source cluster.
    pub(crate) same_source: Option<bool>,
    /// Whether its own user resolved all of these.
    pub(crate) is_self_resolved: bool,
}

impl ApprovalFact {
    /// An approval that looks like the attacker's success: its source is new to the user, and sent
    /// prompts that were not satisfied. It ends what may teach the baseline.
    pub(super) fn is_confirmed_attack(&self) -> bool {
        self.origin.origin == Origin::Unknown && self.same_source == Some(true)
    }
}

/// What the unsatisfied prompts before an approval are looked up in.
pub(super) struct Before<'a> {
    pub(super) prompts: &'a [&'a Prompt],
    pub(super) episodes: &'a [Range<usize>],
    pub(super) spans: EpisodeSpans,
    pub(super) identities: &'a Identities,
    /// Unsatisfied prompts before each position.
    unsatisfied_before: Vec<u32>,
    /// The time of each prompt.
    times: Vec<Timestamp>,
}

impl<'a> Before<'a> {
    pub(super) fn new(
        prompts: &'a [&'a Prompt],
        episodes: &'a [Range<usize>],
        spans: EpisodeSpans,
        identities: &'a Identities,
    ) -> Self {
        let mut total = 0;
        let mut unsatisfied_before = vec![0];
        for prompt in prompts {
            total += u32::from(prompt.is_unsatisfied());
            unsatisfied_before.push(total);
        }
        let times = prompts.iter().map(|prompt| prompt.time()).collect();
        Self { prompts, episodes, spans, identities, unsatisfied_before, times }
    }

    /// Fills in what came before an approval.
    pub(super) fn fill(&self, approval: &mut ApprovalFact) {
        if self.unsatisfied_before.last() == Some(&0) {
            return;
        }
        let range = self.range(approval);
        let own =
            approval.position.map_or(range.end, |own| (own as usize).clamp(range.start, range.end));
        // Sent after the approved one, but answered before the approval: few, and looked at.
        let later = own.saturating_add(1)..range.end.min(own.saturating_add(LOOK_AT));
        let later = later.filter(|&position| self.is_answered_before(position, approval.at));
        let later: Vec<usize> = later.collect();
        let upto = |position: usize| self.unsatisfied_before.get(position).copied().unwrap_or(0);
        let earlier = upto(own).saturating_sub(upto(range.start));
        approval.unsatisfied = earlier + later.len() as u32;
        if approval.unsatisfied == 0 {
            return;
        }
        let first = self.unsatisfied_at(upto(range.start), own);
        let last = upto(own).checked_sub(1).and_then(|rank| self.unsatisfied_at(rank, own));
        let first = first.or(later.first().copied());
        let last = last.filter(|&last| last >= range.start);
        let last = later.last().copied().or(last);
        let position = |at: Option<usize>| at.and_then(|at| u32::try_from(at).ok());
        (approval.first, approval.last) = (position(first), position(last));
        let source = self.identity(approval.source);
        let start = own.saturating_sub(LOOK_AT).max(range.start);
        for position in later.into_iter().rev().chain((start..own).rev()) {
            let prompt = self.prompts.get(position).filter(|prompt| prompt.is_unsatisfied());
            let Some(prompt) = prompt else { continue };
            let same = source.is_same_cluster(&self.identity(prompt.source));
            approval.same_source = same.or(approval.same_source);
            if same == Some(true) {
                break;
            }
        }
    }

    fn is_answered_before(&self, position: usize, at: Timestamp) -> bool {
        self.prompts.get(position).is_some_and(|prompt| {
            prompt.is_unsatisfied() && prompt.answered_at.is_some_and(|answered| answered < at)
        })
    }

    /// Position of the unsatisfied prompt of this rank, if it lies before `end`.
    fn unsatisfied_at(&self, rank: u32, end: usize) -> Option<usize> {
        let position = self.unsatisfied_before.partition_point(|&before| before <= rank);
        position.checked_sub(1).filter(|&position| position < end)
    }

    /// The prompts from the start of the approval's episode, or of the look-back, to the approval.
    fn range(&self, approval: &ApprovalFact) -> Range<usize> {
        let end = self.times.partition_point(|&time| time <= approval.at);
        let from = approval.at - self.spans.look_back;
        let look_back = self.times.partition_point(|&time| time < from);
        let own = approval.position.map(|own| own as usize);
        let position = own.or_else(|| self.latest_in_reach(end, approval.at));
        let episode = position.and_then(|position| self.episode_of(position));
        let start = episode.map_or(look_back, |episode| episode.start.min(look_back));
        start.min(end)..end
    }

    /// A code belongs to the episode of the prompt before it, if that is near enough.
    fn latest_in_reach(&self, end: usize, at: Timestamp) -> Option<usize> {
        let position = end.checked_sub(1)?;
        let time = *self.times.get(position)?;
        (at.since(time) <= self.spans.gap).then_some(position)
    }

    fn episode_of(&self, position: usize) -> Option<&Range<usize>> {
        let index = self.episodes.partition_point(|episode| episode.end <= position);
        self.episodes.get(index)
    }

    fn identity(&self, party: PartyId) -> Identity {
        self.identities.get(party)
    }
}

/// The approval of a prompt.
pub(super) fn of_prompt(
    store: &EventStore,
    prompt: &Prompt,
    position: u32,
    origin: OriginVerdict,
) -> Option<ApprovalFact> {
    if prompt.outcome != Outcome::Approved {
        return None;
    }
    let tells = |id: &&EventId| {
        let kind = store.events.kind.get(id.0 as usize);
        !matches!(kind, Some(EventKind::PromptSent | EventKind::Policy) | None)
    };
    let event = match prompt.events.as_slice() {
        [only] => only,
        events => events.iter().rev().find(tells).or(events.last())?,
    };
    Some(ApprovalFact {
        prompt: Some(prompt.id),
        position: Some(position),
        session: prompt.session,
        ..blank(
            prompt.user,
            prompt.answered_at.unwrap_or_else(|| prompt.time()),
            (*event, prompt.source),
            origin,
        )
    })
}

/// The approval of a code or key.
pub(super) fn of_code(
    user: UserId,
    id: EventId,
    event: &AuthEvent,
    origin: OriginVerdict,
) -> ApprovalFact {
    let session = event.session;
    ApprovalFact { session, ..blank(user, event.time, (id, event.source), origin) }
}

fn blank(
    user: UserId,
    at: Timestamp,
    (event, source): (EventId, PartyId),
    origin: OriginVerdict,
) -> ApprovalFact {
    ApprovalFact {
        user,
        at,
        prompt: None,
        position: None,
        event,
        source,
        session: LinkKey::ABSENT,
        origin,
        unsatisfied: 0,
        first: None,
        last: None,
        same_source: None,
        is_self_resolved: false,
    }
}
