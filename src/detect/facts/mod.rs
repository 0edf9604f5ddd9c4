//! What every rule needs to know: episodes, origins, places, approvals.
//!
//! In: a scene and parameters. Out: [`Facts`], computed once for all rules, user by user.
//! Must never know: which rules there are.

mod agent;

mod identity;

mod episodes;

mod sign_ins;

mod baseline;

mod origin;

mod place;

mod approvals;

mod user_facts;

use rayon::prelude::*;

use crate::model::{
    Finding, Novelty, Origin, OriginVerdict, ParameterMeta, Parameters, PartyId, PlaceVerdict,
    PromptId, Timestamp, UserId,
};

use super::Scene;

pub(super) use agent::AgentFamily;
pub(super) use approvals::ApprovalFact;
pub(super) use episodes::LOG_END;
pub(super) use identity::Identity;
pub(super) use place::{HIGH_KM, PARAMETERS as PLACE_PARAMETERS};
pub(super) use user_facts::UserFacts;

/// The parameters of the steps before the rules, group by group.
pub(super) static PARAMETER_GROUPS: &[&[&ParameterMeta]] =
    &[episodes::PARAMETERS, baseline::PARAMETERS];

/// What the facts say of one prompt.
#[derive(Clone, Debug, Default)]
pub(super) struct PromptFacts {
    pub(super) origin: Origin,
    /// What of its source is new to the user.
    pub(super) novelty: Novelty,
    /// Whether the baseline knows this pair of login place and phone place.
    pub(super) is_pair_known: bool,
    /// Whether it is an unsatisfied prompt that its own user resolved (detections.md §0.6).
    pub(super) is_self_resolved: bool,
    /// Its episode among those of its user; `None` where its cause does not count.
    pub(super) episode: Option<usize>,
}

/// What is known of every prompt, party and user before any rule runs.
#[derive(Debug)]
pub struct Facts {
    identities: Vec<Identity>,
    users: Vec<UserFacts>,
    prompts: Vec<PromptFacts>,
    origins: Vec<OriginVerdict>,
    places: Vec<PlaceVerdict>,
    log_end: Option<Timestamp>,
}

impl Facts {
    /// Computes the facts: parties first, then user by user in parallel.
    pub(super) fn of(scene: &Scene<'_>, parameters: &Parameters) -> Self {
        let identities = identity::identities(scene);
        let places = place::verdicts(scene, &identities, parameters);
        let context = user_facts::Context::new(scene, &identities, parameters);
        let of_users: Vec<_> = prompts_by_user(scene)
            .into_par_iter()
            .map(|(user, prompts)| user_facts::facts_of(&context, user, &prompts))
            .collect();
        let mut facts = Self {
            identities,
            users: Vec::with_capacity(of_users.len()),
            prompts: vec![PromptFacts::default(); scene.prompts.len()],
            origins: vec![OriginVerdict::default(); scene.prompts.len()],
            places,
            log_end: scene.store.events.time.last().copied(),
        };
        for (user, of_prompts) in of_users {
            facts.users.push(user);
            for (id, origin, of_prompt) in of_prompts {
                let index = id.0 as usize;
                let slots = facts.prompts.get_mut(index).zip(facts.origins.get_mut(index));
                if let Some((prompt_slot, origin_slot)) = slots {
                    (*prompt_slot, *origin_slot) = (of_prompt, origin);
                }
            }
        }
        facts
    }

    /// The facts of one user.
    pub(super) fn user(&self, id: UserId) -> Option<&UserFacts> {
        self.users.get(id.0 as usize)
    }

    /// The facts of one prompt.
    pub(super) fn prompt(&self, id: PromptId) -> Option<&PromptFacts> {
        self.prompts.get(id.0 as usize)
    }

    /// The origin class of one prompt.
    pub(super) fn origin(&self, id: PromptId) -> Origin {
        self.prompt(id).map_or(Origin::Indeterminate, |facts| facts.origin)
    }

    /// The origin of one prompt, with its reason.
    pub(super) fn origin_verdict(&self, id: PromptId) -> Option<&OriginVerdict> {
        self.origins.get(id.0 as usize)
    }

    /// The comparison of both places of one prompt.
    pub(super) fn place(&self, id: PromptId) -> Option<&PlaceVerdict> {
        self.places.get(id.0 as usize)
    }

    /// What a source is recognised by.
    pub(super) fn identity(&self, party: PartyId) -> Identity {
        self.identities.get(party.0 as usize).copied().unwrap_or_default()
    }

    /// Time of the last event of all.
    pub(super) const fn log_end(&self) -> Option<Timestamp> {
        self.log_end
    }

    /// Runs `rule` for each user in parallel; the findings come in order of users.
    pub(super) fn per_user<F>(&self, rule: F) -> Vec<Finding>
    where
        F: Fn(&UserFacts) -> Vec<Finding> + Send + Sync,
    {
        let of_users: Vec<Vec<Finding>> = self.users.par_iter().map(rule).collect();
        of_users.into_iter().flatten().collect()
    }

    /// The verdicts of each prompt, by prompt index.
    pub(super) fn into_verdicts(self) -> (Vec<OriginVerdict>, Vec<PlaceVerdict>) {
        (self.origins, self.places)
    }
}

fn prompts_by_user(scene: &Scene<'_>) -> Vec<(UserId, Vec<PromptId>)> {
    let mut lists: Vec<(UserId, Vec<PromptId>)> =
        scene.store.users.iter().map(|(user, _)| (user, Vec::new())).collect();
    for prompt in scene.prompts {
        if let Some((_, list)) = lists.get_mut(prompt.user.0 as usize) {
            list.push(prompt.id);
        }
    }
    lists
}
