//! MF-07: the sign-in was asked for in one place, and the phone answered in another.

use crate::model::{Finding, Origin, Outcome, Parameters, PlaceMatch, PromptId, RuleId, Severity};

use super::super::draft::Draft;
use super::super::facts::{Facts, HIGH_KM, OwnPrompt, PLACE_PARAMETERS, UserFacts};
use super::super::{Grounds, Rule, RuleMeta, Scene, words};

static META: RuleMeta = RuleMeta {
    id: RuleId(7),
    title: "Login place and phone place differ",
    what: "The place where the sign-in was asked for and the place where the phone answered are \
           too far apart, given how exact both are, or lie in two countries.",
    why: "The attacker sits at the login, the user holds the phone. Where both places are logged, \
          no history is needed to see that they are two people.",
    look_alikes: &[
        "a phone on a mobile network, whose addresses are placed at the operator's seat",
        "a laptop behind a company VPN in another country",
        "a relay such as iCloud Private Relay: the country is right, the city is not",
    ],
    triage: &[
        "look whether this pair of places is usual for the user",
        "look at the network of the login: hosting and anonymisers speak for an attack",
        "ask the user where they were",
    ],
    references: &[
        "MITRE ATT&CK T1621",
        "Elastic: 500 km as travel distance",
        "Ping: country of login and of device differ",
    ],
    parameters: PLACE_PARAMETERS,
};

pub(super) struct PlaceMismatch;

impl Rule for PlaceMismatch {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn of_user(&self, grounds: &Grounds<'_>, user: &UserFacts) -> Vec<Finding> {
        let Grounds { scene, facts, parameters } = *grounds;
        groups(facts, parameters, user)
            .into_iter()
            .map(|group| finding(scene, facts, parameters, user, group))
            .collect()
    }
}

/// The level of one prompt; `None` where its places do not differ, or it was neither approved nor
/// left unsatisfied.
fn severity(
    facts: &Facts,
    prompt: &OwnPrompt,
    has_unsatisfied: bool,
    parameters: &Parameters,
) -> Option<Severity> {
    if prompt.place != PlaceMatch::Mismatch {
        return None;
    }
    let apart = facts.place(prompt.id).and_then(|place| place.effective_km);
    let is_far = apart.is_some_and(|km| km >= parameters.value(&HIGH_KM));
    let is_known = prompt.origin == Origin::Known;
    match prompt.outcome {
        Outcome::Approved if is_known || prompt.is_pair_known => Some(Severity::Info),
        Outcome::Approved if is_far || has_unsatisfied => Some(Severity::High),
        Outcome::Approved => Some(Severity::Medium),
        outcome if !outcome.is_unsatisfied() => None,
        _ if prompt.is_pair_known || prompt.is_self_resolved => Some(Severity::Info),
        _ => Some(Severity::Medium),
    }
}

/// Prompts whose places differ, and the worst of their levels.
struct Group {
    /// The first prompt of the first episode.
    first: Option<PromptId>,
    apart: Vec<PromptId>,
    episodes: Vec<usize>,
    worst: Severity,
}

/// One group an episode; what is usual for the user is one group for all episodes, or every
/// sign-in of a user with a phone abroad would be a finding.
fn groups(facts: &Facts, parameters: &Parameters, user: &UserFacts) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut usual: Option<Group> = None;
    for group in
        (0..user.episodes.len()).filter_map(|episode| group(facts, parameters, (user, episode)))
    {
        match &mut usual {
            _ if group.worst > Severity::Info => groups.push(group),
            Some(usual) => {
                usual.apart.extend(group.apart);
                usual.episodes.extend(group.episodes);
            }
            None => usual = Some(group),
        }
    }
    groups.extend(usual);
    groups
}

fn group(
    facts: &Facts,
    parameters: &Parameters,
    (user, episode): (&UserFacts, usize),
) -> Option<Group> {
    let prompts = user.prompts_in(episode);
    let has_unsatisfied = prompts.iter().any(OwnPrompt::is_unsatisfied);
    let apart: Vec<(PromptId, Severity)> = prompts
        .iter()
        .filter_map(|own| Some((own.id, severity(facts, own, has_unsatisfied, parameters)?)))
        .collect();
    let worst = apart.iter().map(|&(_, severity)| severity).max()?;
    let apart = apart.into_iter().map(|(id, _)| id).collect();
    Some(Group { first: user.first_in(episode), apart, episodes: vec![episode], worst })
}

fn finding(
    scene: &Scene<'_>,
    facts: &Facts,
    parameters: &Parameters,
    user: &UserFacts,
    group: Group,
) -> Finding {
    let mut draft = Draft::of_user(scene, facts, META.id, user.user, group.first);
    META.title.clone_into(&mut draft.title);
    draft.severity = group.worst;
    let is_part = |id: PromptId| group.apart.binary_search(&id).is_ok();
    let approvals = group.episodes.iter().flat_map(|&episode| user.approvals_within(episode));
    draft.approvals = approvals.filter(|a| a.prompt.is_some_and(is_part)).collect();
    draft.prompts.clone_from(&group.apart);
    let mut finding = draft.finish(parameters);
    finding.explanation = explanation(user, &finding);
    finding
}

fn explanation(user: &UserFacts, finding: &Finding) -> String {
    let known = finding
        .prompts
        .iter()
        .filter(|&&id| user.own(id).is_some_and(|prompt| prompt.is_pair_known))
        .count();
    let known = match known {
        0 => "",
        n if n == finding.prompts.len() => "; this pair of places is usual for this user",
        _ => "; for some of them the pair of places is usual for this user",
    };
    let approved = match finding.outcomes.get(&Outcome::Approved) {
        None => "none approved".to_owned(),
        Some(count) => format!("{count} approved"),
    };
    format!(
        "{} asked for at least {:.0} km from where the phone answered ({:.0} km between the two \
         places), {approved}{known}.",
        words::count(finding.prompts.len(), "request"),
        finding.distance_effective_km.unwrap_or(0.0),
        finding.distance_km.unwrap_or(0.0),
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::scenario_notation::found;

    const USUAL: &str = "usual alice 192.0.2.5/DE\n";

    #[test]
    fn an_approval_with_the_phone_in_another_country_is_medium_and_with_refusals_high() {
        let text = found(
            "MF-07",
            &format!(
                "{USUAL}usual bob 192.0.2.5/DE
            09:00:00 alice 198.51.100.7/UA push approved phone=192.0.2.77/DE
            09:00:00 bob 198.51.100.7/UA push denied
            09:01:00 bob 198.51.100.7/UA push approved phone=192.0.2.77/DE"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Login place and phone place differ high, confidence high, succeeded yes
          bob: 09:01:00 to 09:01:00
          prompts 1: 1 approved
          approval bob 09:01:00 first+60 last+60 same source Some(true)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          1 request asked for at least 1154 km from where the phone answered (1204 km between the two places), 1 approved.

        Login place and phone place differ medium, confidence high, succeeded yes
          alice: 09:00:00 to 09:00:00
          prompts 1: 1 approved
          approval alice 09:00:00 first+0 last+0 same source None
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          1 request asked for at least 1154 km from where the phone answered (1204 km between the two places), 1 approved.
        ");
    }

    #[test]
    fn two_thousand_kilometres_are_high() {
        let text = found(
            "MF-07",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/US push approved phone=192.0.2.77/DE"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Login place and phone place differ high, confidence high, succeeded yes
          alice: 09:00:00 to 09:00:00
          prompts 1: 1 approved
          approval alice 09:00:00 first+0 last+0 same source None
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          1 request asked for at least 6335 km from where the phone answered (6385 km between the two places), 1 approved.
        ");
    }

    #[test]
    fn a_refused_prompt_with_the_phone_elsewhere_is_medium() {
        let text = found(
            "MF-07",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/UA push denied phone=192.0.2.77/DE
            12:00:00 nobody noise"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Login place and phone place differ medium, confidence high, succeeded no
          alice: 09:00:00 to 09:00:00
          prompts 1: 1 denied
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          1 request asked for at least 1154 km from where the phone answered (1204 km between the two places), none approved.
        ");
    }

    #[test]
    fn a_laptop_behind_a_vpn_that_is_usual_is_info() {
        let text = found(
            "MF-07",
            "
            usual alice 203.0.113.5/US phone=192.0.2.77/DE
            09:00:00 alice 203.0.113.5/US push denied phone=192.0.2.77/DE
            09:01:00 alice 203.0.113.5/US push approved phone=192.0.2.77/DE",
        );
        insta::assert_snapshot!(text, @r"
        Login place and phone place differ high, confidence medium, succeeded cannot_tell
          alice: d-13 08:00:00 to d-13 08:00:00
          prompts 1: 1 approved
          approval alice d-13 08:00:00 first+0 last+0 same source None
          source 203.0.113.5 indeterminate: baseline too short: no sign-ins
          1 request asked for at least 6335 km from where the phone answered (6385 km between the two places), 1 approved.

        Login place and phone place differ high, confidence medium, succeeded cannot_tell
          alice: d-12 08:00:00 to d-12 08:00:00
          prompts 1: 1 approved
          approval alice d-12 08:00:00 first+0 last+0 same source None
          source 203.0.113.5 indeterminate: baseline too short: no sign-ins
          1 request asked for at least 6335 km from where the phone answered (6385 km between the two places), 1 approved.

        Login place and phone place differ info, confidence high, succeeded no
          alice: d-11 08:00:00 to 09:01:00
          prompts 12: 11 approved 1 denied
          approval alice d-11 08:00:00 first+0 last+0 same source None
          approval alice d-10 08:00:00 first+0 last+0 same source None
          approval alice d-9 08:00:00 first+0 last+0 same source None
          approval alice d-8 08:00:00 first+0 last+0 same source None
          approval alice d-7 08:00:00 first+0 last+0 same source None
          approval alice d-6 08:00:00 first+0 last+0 same source None
          approval alice d-5 08:00:00 first+0 last+0 same source None
          approval alice d-4 08:00:00 first+0 last+0 same source None
          approval alice d-3 08:00:00 first+0 last+0 same source None
          approval alice d-2 08:00:00 first+0 last+0 same source None
          approval alice 09:01:00 first+60 last+60 same source Some(true)
          source 203.0.113.5 known: network, country and agent seen together in the baseline
          12 requests asked for at least 6335 km from where the phone answered (6385 km between the two places), 11 approved; this pair of places is usual for this user.
        ");
    }

    #[test]
    fn without_a_phone_or_with_one_near_the_login_it_says_nothing() {
        let text = found(
            "MF-07",
            "
            09:00:00 alice 198.51.100.7/UA push approved
            09:05:00 alice 198.51.100.7/UA push approved phone=198.51.100.9/UA
            09:10:00 alice 198.51.100.7/UA push approved phone=0.0.0.0/DE",
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn two_users_at_one_instant_each_have_their_own_whatever_the_order() {
        let text = found(
            "MF-07",
            "
            09:00:00 bob 198.51.100.7/UA push approved phone=192.0.2.77/DE
            08:00:00 alice 198.51.100.7/UA push approved phone=192.0.2.77/DE
            09:00:00 alice 198.51.100.7/UA push approved phone=192.0.2.77/DE",
        );
        insta::assert_snapshot!(text, @r"
        Login place and phone place differ medium, confidence medium, succeeded cannot_tell
          alice: 08:00:00 to 08:00:00
          prompts 1: 1 approved
          approval alice 08:00:00 first+0 last+0 same source None
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          1 request asked for at least 1154 km from where the phone answered (1204 km between the two places), 1 approved.

        Login place and phone place differ medium, confidence medium, succeeded cannot_tell
          alice: 09:00:00 to 09:00:00
          prompts 1: 1 approved
          approval alice 09:00:00 first+0 last+0 same source None
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          1 request asked for at least 1154 km from where the phone answered (1204 km between the two places), 1 approved.

        Login place and phone place differ medium, confidence medium, succeeded cannot_tell
          bob: 09:00:00 to 09:00:00
          prompts 1: 1 approved
          approval bob 09:00:00 first+0 last+0 same source None
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          1 request asked for at least 1154 km from where the phone answered (1204 km between the two places), 1 approved.
        ");
    }
}
