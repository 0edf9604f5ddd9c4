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
    Origin, OriginVerdict, ParameterMeta, Parameters, PartyId, PlaceVerdict, PromptId, Timestamp,
    UserId,
};

use super::Scene;
use crate::store::Grouped;
use identity::Identities;

pub(super) use agent::AgentFamily;
pub(super) use approvals::ApprovalFact;
pub(super) use episodes::LOG_END;
pub(super) use identity::Identity;
pub(super) use place::{HIGH_KM, PARAMETERS as PLACE_PARAMETERS};
pub(super) use user_facts::OwnPrompt;
pub use user_facts::UserFacts;

/// The parameters of the steps before the rules, group by group.
pub(super) static PARAMETER_GROUPS: &[&[&ParameterMeta]] =
    &[episodes::PARAMETERS, baseline::PARAMETERS];

/// What is known of every prompt, party and user before any rule runs.
#[derive(Debug)]
pub struct Facts {
    identities: Identities,
    users: Vec<UserFacts>,
    origins: Vec<OriginVerdict>,
    places: Vec<PlaceVerdict>,
    log_end: Option<Timestamp>,
}

impl Facts {
    /// Computes the facts: parties first, then user by user in parallel.
    pub(super) fn of(scene: &Scene<'_>, parameters: &Parameters) -> Self {
        let identities = Identities::of(scene);
        let places = place::verdicts(scene, &identities, parameters);
        let context = user_facts::Context::new(scene, (&identities, &places), parameters);
        let by_user = prompts_by_user(scene);
        let users: Vec<UserId> = scene.store.users.iter().map(|(user, _)| user).collect();
        let of_users: Vec<_> = users
            .into_par_iter()
            .map(|user| user_facts::facts_of(&context, user, by_user.of(user)))
            .collect();
        let (users, judged): (Vec<_>, Vec<_>) = of_users.into_iter().unzip();
        let origins = by_prompt(&judged, scene.prompts.len());
        let log_end = scene.store.events.time.last().copied();
        Self { identities, users, origins, places, log_end }
    }

    /// The facts of one user.
    pub(super) fn user(&self, id: UserId) -> Option<&UserFacts> {
        self.users.get(id.0 as usize)
    }

    /// The origin class of one prompt.
    pub(super) fn origin(&self, id: PromptId) -> Origin {
        self.origin_verdict(id).map_or(Origin::Indeterminate, |verdict| verdict.origin)
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
        self.identities.get(party)
    }

    /// Time of the last event of all.
    pub(super) const fn log_end(&self) -> Option<Timestamp> {
        self.log_end
    }

    /// The facts of every user, by user code.
    pub(super) fn users(&self) -> &[UserFacts] {
        &self.users
    }

    /// The verdicts of each prompt, by prompt index.
    pub(super) fn into_verdicts(self) -> (Vec<OriginVerdict>, Vec<PlaceVerdict>) {
        (self.origins, self.places)
    }
}

/// The origin of each prompt, by prompt index, out of what is known user by user. Each core fills a
/// stretch of prompts.
fn by_prompt(of_users: &[Vec<(PromptId, OriginVerdict)>], count: usize) -> Vec<OriginVerdict> {
    let mut origins = vec![OriginVerdict::default(); count];
    let length = count.div_ceil(rayon::current_num_threads()).max(1);
    origins.par_chunks_mut(length).enumerate().for_each(|(number, origins)| {
        let start = number * length;
        for of_user in of_users {
            // The prompts of a user come in order of their ids.
            let first = of_user.partition_point(|(id, _)| (id.0 as usize) < start);
            for (id, origin) in of_user.get(first..).unwrap_or_default() {
                let Some(slot) = origins.get_mut(id.0 as usize - start) else { break };
                *slot = *origin;
            }
        }
    });
    origins
}

fn prompts_by_user(scene: &Scene<'_>) -> Grouped<PromptId> {
    let owned: Vec<_> = scene.prompts.iter().map(|prompt| (prompt.user, prompt.id)).collect();
    Grouped::by_user(scene.store.users.len(), &owned, Some)
}
