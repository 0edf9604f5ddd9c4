//! MF-05: one request, approved at once, from a source that is new in two ways.

use std::collections::BTreeMap;

use crate::model::{Finding, Novelty, Origin, Parameters, PlaceMatch, RuleId, Severity, list};

use super::super::draft::Draft;
use super::super::facts::{ApprovalFact, Facts, UserFacts};
use super::super::{Grounds, Rule, RuleMeta, Scene, words};

parameters! {
    "MF-05":
    NEW_PARTS = "new_parts", "of network, country, agent and device so many are new", Count,
        2.0 in 1.0..4.0, "judged; field: a fifth of successes of short attacks are on prompt 1";
}

static META: RuleMeta = RuleMeta {
    id: RuleId(5),
    title: "Single approval from a new source",
    what: "A request with no refused one before it was approved, and its source is new to the \
           user in two of network, country, agent and device, or the phone answered elsewhere.",
    why: "One request is enough when the user expects it, or is on the telephone with the \
          attacker. No rule that counts requests can see it.",
    look_alikes: &[
        "a traveller: login and phone move together, which makes this low",
        "a new laptop used from a new place",
        "a VPN that was switched on",
    ],
    triage: &[
        "ask the user, on another channel, whether the sign-in was theirs",
        "compare the place of the phone with the place of the login",
        "look at what the session did next",
    ],
    references: &["MITRE ATT&CK T1621", "detections.md MF-05"],
    parameters: PARAMETERS,
};

pub(super) struct SingleApproval;

impl Rule for SingleApproval {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn of_user(&self, grounds: &Grounds<'_>, user: &UserFacts) -> Vec<Finding> {
        let Grounds { scene, facts, parameters } = *grounds;
        let mut episodes: BTreeMap<usize, Vec<&ApprovalFact>> = BTreeMap::new();
        for approval in &user.approvals {
            if severity(user, approval, parameters).is_some()
                && let Some(position) = approval.position
                && let Some(episode) = user.episode_of(position as usize)
            {
                episodes.entry(episode).or_default().push(approval);
            }
        }
        episodes
            .into_iter()
            .map(|(episode, approvals)| {
                finding(scene, facts, parameters, (user, episode), approvals)
            })
            .collect()
    }
}

fn novelty(user: &UserFacts, approval: &ApprovalFact) -> Novelty {
    user.approved(approval).map(|prompt| prompt.novelty).unwrap_or_default()
}

/// `None` where the rule does not fire. A mismatch that is usual for the user says nothing. A phone
/// beside the login cannot be the attacker's, so that is a traveller as a rule: low.
fn severity(
    user: &UserFacts,
    approval: &ApprovalFact,
    parameters: &Parameters,
) -> Option<Severity> {
    if approval.unsatisfied > 0 || approval.origin.origin == Origin::Known {
        return None;
    }
    let own = user.approved(approval);
    let new = novelty(user, approval).new_parts().len();
    let is_new = new >= parameters.count(&NEW_PARTS) as usize;
    let is_pair_known = own.is_some_and(|prompt| prompt.is_pair_known);
    match own.map(|prompt| prompt.place) {
        Some(PlaceMatch::Mismatch) if is_new => Some(Severity::High),
        Some(PlaceMatch::Mismatch) if !is_pair_known => Some(Severity::Medium),
        _ if !is_new => None,
        Some(PlaceMatch::Consistent) => Some(Severity::Low),
        _ => Some(Severity::Medium),
    }
}

fn finding(
    scene: &Scene<'_>,
    facts: &Facts,
    parameters: &Parameters,
    (user, episode): (&UserFacts, usize),
    approvals: Vec<&ApprovalFact>,
) -> Finding {
    let first = user.first_in(episode);
    let mut draft = Draft::of_user(scene, facts, META.id, user.user, first);
    META.title.clone_into(&mut draft.title);
    let level = |approval: &ApprovalFact| severity(user, approval, parameters);
    let worst = approvals
        .iter()
        .max_by_key(|approval| (level(approval), std::cmp::Reverse(approval.at)))
        .copied();
    draft.severity = worst.and_then(level).unwrap_or_default();
    draft.prompts = approvals.iter().filter_map(|approval| approval.prompt).collect();
    draft.approvals = approvals;
    let mut finding = draft.finish(parameters);
    if let Some(worst) = worst {
        finding.explanation = explanation(scene, facts, user, worst);
    }
    finding
}

fn explanation(
    scene: &Scene<'_>,
    facts: &Facts,
    user: &UserFacts,
    approval: &ApprovalFact,
) -> String {
    let when = match scene.response(approval.prompt) {
        Some(response) => format!(" {} after it was sent", words::span(response)),
        None => String::new(),
    };
    let new = novelty(user, approval).new_parts();
    let new = match new.len() {
        0 => "whether its source is new to this user cannot be told".to_owned(),
        1 => format!("its {} is new to this user", list(&new)),
        _ => format!("its {} are new to this user", list(&new)),
    };
    let place = approval.prompt.and_then(|id| facts.place(id));
    let place = match place.map(|verdict| (verdict.place, verdict.effective_km)) {
        Some((PlaceMatch::Mismatch, Some(km))) => {
            format!(", and the phone answered at least {km:.0} km away")
        }
        Some((PlaceMatch::Consistent, _)) => ", and the phone answered near the login".to_owned(),
        _ => String::new(),
    };
    format!("A request with none refused before it was approved{when}; {new}{place}.")
}

#[cfg(test)]
mod tests {
    use super::super::super::scenario_notation::found;

    const USUAL: &str = "usual alice 192.0.2.5/DE\n";

    #[test]
    fn one_approval_from_a_new_network_and_country_is_medium() {
        let text = found(
            "MF-05",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push approved after=9"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Single approval from a new source medium, confidence high, succeeded yes
          alice: 09:00:00 to 09:00:09
          prompts 1: 1 approved
          approval alice 09:00:09 first+9 last+9 same source None
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request with none refused before it was approved 9 s after it was sent; its network and country are new to this user.
        ");
    }

    #[test]
    fn a_phone_that_answers_elsewhere_makes_it_high_and_one_beside_the_login_low() {
        let text = found(
            "MF-05",
            &format!(
                "{USUAL}usual bob 192.0.2.5/DE
            09:00:00 alice 198.51.100.7/RU push approved phone=192.0.2.77/DE
            09:00:00 bob 198.51.100.7/RU push approved phone=198.51.100.8/RU"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Single approval from a new source high, confidence high, succeeded yes
          alice: 09:00:00 to 09:00:00
          prompts 1: 1 approved
          approval alice 09:00:00 first+0 last+0 same source None
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request with none refused before it was approved; its network and country are new to this user, and the phone answered at least 1559 km away.

        Single approval from a new source low, confidence high, succeeded yes
          bob: 09:00:00 to 09:00:00
          prompts 1: 1 approved
          approval bob 09:00:00 first+0 last+0 same source None
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request with none refused before it was approved; its network and country are new to this user, and the phone answered near the login.
        ");
    }

    #[test]
    fn new_in_one_way_only_is_nothing_and_a_short_baseline_too() {
        let text = found(
            "MF-05",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/DE push approved
            09:00:00 bob 198.51.100.7/RU push approved"
            ),
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn after_a_refusal_it_is_the_other_rule() {
        let text = found(
            "MF-05",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push denied
            10:00:00 alice 198.51.100.7/RU push approved"
            ),
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn a_known_device_that_travels_is_calm() {
        let text = found(
            "MF-05",
            "usual alice 192.0.2.5/DE dev=laptop
            09:00:00 alice 198.51.100.7/BR push approved dev=laptop",
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn two_users_at_one_instant_are_two_findings_whatever_the_order_of_lines() {
        let text = found(
            "MF-05",
            "
            09:00:00 bob 198.51.100.7/RU push approved
            09:00:00 alice 198.51.100.7/RU push approved
            usual bob 192.0.2.5/DE
            usual alice 192.0.2.5/DE",
        );
        insta::assert_snapshot!(text, @r"
        Single approval from a new source medium, confidence high, succeeded yes
          alice: 09:00:00 to 09:00:00
          prompts 1: 1 approved
          approval alice 09:00:00 first+0 last+0 same source None
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request with none refused before it was approved; its network and country are new to this user.

        Single approval from a new source medium, confidence high, succeeded yes
          bob: 09:00:00 to 09:00:00
          prompts 1: 1 approved
          approval bob 09:00:00 first+0 last+0 same source None
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request with none refused before it was approved; its network and country are new to this user.
        ");
    }
}
