//! MF-04: an approval after prompts that the user did not satisfy.

use std::collections::BTreeMap;

use crate::model::{Finding, Origin, Parameters, Prompt, PromptId, RuleId, Severity};

use super::super::draft::{Draft, outcomes_of};
use super::super::facts::{ApprovalFact, Facts, UserFacts};
use super::super::{Grounds, Rule, RuleMeta, Scene, words};

parameters! {
    "MF-04":
    UNSATISFIED = "unsatisfied", "unsatisfied prompts before an approval", Count,
        1.0 in 1.0..100.0, "calculated: of successful attacks with five prompts 59 % have two or more";
    VAGUE_HIGH = "vague_high", "so many make it high where the origin cannot be told", Count,
        3.0 in 1.0..100.0, "judged";
    KNOWN_MEDIUM = "known_medium", "so many make it medium where the origin is known", Count,
        5.0 in 1.0..100.0, "judged";
}

static META: RuleMeta = RuleMeta {
    id: RuleId(4),
    title: "Approval after refused requests",
    what: "A request was approved, or a code or key accepted, after requests in the same episode \
           or within the hour before that the user did not satisfy.",
    why: "This is what a successful push-fatigue attack looks like: the user gave in, erred, or \
          was talked into it.",
    look_alikes: &[
        "a slip of the finger, then a second try: same session, device and address, minutes apart",
        "a phone that was off: unanswered, then approved from the same known source",
        "the user signs in as usual while somebody else asks: known source, other than the refused",
    ],
    triage: &[
        "compare the source of the approved request with those of the refused ones",
        "ask the user, on another channel, whether the approval was theirs",
        "end all sessions, change the password, check newly enrolled factors and mail rules",
    ],
    references: &[
        "MITRE ATT&CK T1621",
        "Elastic: MFA bombing and then success; windows of 5 to 60 minutes in published rules",
    ],
    parameters: PARAMETERS,
};

pub(super) struct ApprovalAfterRefusal;

impl Rule for ApprovalAfterRefusal {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn of_user(&self, grounds: &Grounds<'_>, user: &UserFacts) -> Vec<Finding> {
        let Grounds { scene, facts, parameters } = *grounds;
        by_episode(user, parameters)
            .into_iter()
            .map(|(episode, approvals)| {
                finding(scene, facts, parameters, (user, episode), approvals)
            })
            .collect()
    }
}

/// Approvals after enough unsatisfied prompts, by the episode of the last of these.
fn by_episode<'a>(
    user: &'a UserFacts,
    parameters: &Parameters,
) -> BTreeMap<usize, Vec<&'a ApprovalFact>> {
    let mut episodes: BTreeMap<usize, Vec<&ApprovalFact>> = BTreeMap::new();
    for approval in &user.approvals {
        let episode = approval.last.and_then(|position| user.episode_of(position as usize));
        if let Some(episode) = episode
            && approval.unsatisfied >= parameters.count(&UNSATISFIED)
        {
            episodes.entry(episode).or_default().push(approval);
        }
    }
    episodes
}

/// The level table of DESIGN.md §6.
fn severity(approval: &ApprovalFact, parameters: &Parameters) -> Severity {
    let n = approval.unsatisfied;
    let is_same = approval.same_source == Some(true);
    match approval.origin.origin {
        Origin::Unknown if is_same => Severity::Critical,
        Origin::Unknown => Severity::High,
        Origin::Indeterminate if is_same && n >= parameters.count(&VAGUE_HIGH) => Severity::High,
        Origin::Indeterminate => Severity::Medium,
        Origin::Known if approval.is_self_resolved => Severity::Info,
        Origin::Known if n >= parameters.count(&KNOWN_MEDIUM) => Severity::Medium,
        Origin::Known => Severity::Low,
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
    let worst = approvals
        .iter()
        .max_by_key(|approval| (severity(approval, parameters), std::cmp::Reverse(approval.at)))
        .copied();
    draft.severity = worst.map(|worst| severity(worst, parameters)).unwrap_or_default();
    draft.prompts = prompts((user, episode), &approvals);
    draft.approvals = approvals;
    let mut finding = draft.finish(parameters);
    if let Some(worst) = worst {
        finding.explanation = explanation(scene, user, worst);
    }
    finding
}

/// The episode up to the last approval, unsatisfied ones within the look-back, and the approved.
fn prompts((user, episode): (&UserFacts, usize), approvals: &[&ApprovalFact]) -> Vec<PromptId> {
    let Some(range) = user.episodes.get(episode) else { return Vec::new() };
    let last_at = approvals.iter().map(|approval| approval.at).max().unwrap_or_default();
    let first = approvals.iter().filter_map(|approval| approval.first).min();
    let start = first.map_or(range.start, |first| range.start.min(first as usize));
    let earlier = user.prompts.get(start..range.start).unwrap_or_default();
    let of_episode = user.prompts_in(episode).iter().filter(|own| own.time <= last_at);
    earlier
        .iter()
        .filter(|own| own.is_unsatisfied())
        .chain(of_episode)
        .map(|own| own.id)
        .chain(approvals.iter().filter_map(|approval| approval.prompt))
        .collect()
}

fn explanation(scene: &Scene<'_>, user: &UserFacts, approval: &ApprovalFact) -> String {
    let (first, last) = (approval.first.unwrap_or(0), approval.last.unwrap_or(0));
    let before: Vec<&Prompt> = user
        .prompts
        .get(first as usize..=last as usize)
        .unwrap_or_default()
        .iter()
        .filter(|own| own.is_unsatisfied())
        .filter_map(|own| scene.prompt(own.id))
        .filter(|prompt| Some(prompt.id) != approval.prompt)
        .collect();
    let (outcomes, inferred) = outcomes_of(&before);
    let since = before.first().map(|prompt| approval.at.since(prompt.time()));
    let what = match (approval.prompt, scene.response(approval.prompt)) {
        (None, _) => "A code or key was accepted".to_owned(),
        (Some(_), Some(response)) => {
            format!("A request was approved {} after it was sent,", words::span(response))
        }
        (Some(_), None) => "A request was approved".to_owned(),
    };
    let source = match approval.origin.origin {
        Origin::Unknown => "from a source new to this user",
        Origin::Known => "from a source known to this user",
        Origin::Indeterminate => "from a source that may or may not be new to this user",
    };
    let same = match approval.same_source {
        Some(true) if approval.is_self_resolved => ", in the session that asked before",
        Some(true) => ", the one that the others came from",
        Some(false) => ", another than the others came from",
        None => "",
    };
    let refused = match approval.unsatisfied {
        1 => "one request".to_owned(),
        many => format!("the first of {many} requests"),
    };
    format!(
        "{what} {} after {refused} not satisfied ({}), {source}{same}.",
        words::span(since.unwrap_or_default()),
        words::unsatisfied(&outcomes, inferred),
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::scenario_notation::found;

    const USUAL: &str = "usual alice 192.0.2.5/DE\n";

    #[test]
    fn an_approval_from_the_new_source_that_asked_before_is_critical() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push denied
            09:01:00 alice 198.51.100.7/RU push no_answer inferred
            09:03:00 alice 198.51.100.7/RU push approved after=41"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests critical, confidence medium, succeeded yes
          alice: 09:00:00 to 09:03:41
          prompts 3: 1 approved 1 denied 1 no_answer
          approval alice 09:03:41 first+221 last+161 same source Some(true)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request was approved 41 s after it was sent, 3 min 41 s after the first of 2 requests not satisfied (1 denied, 1 unanswered, as inferred), from a source new to this user, the one that the others came from.
        ");
    }

    #[test]
    fn an_approval_from_another_new_source_is_high() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push denied
            09:01:00 alice 203.0.113.9/BR push approved"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests high, confidence high, succeeded yes
          alice: 09:00:00 to 09:01:00
          prompts 2: 1 approved 1 denied
          approval alice 09:01:00 first+60 last+60 same source Some(false)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          source 203.0.113.9 unknown: network and country new against 12 sign-ins in 11 days
          A request was approved 1 min after one request not satisfied (1 denied), from a source new to this user, another than the others came from.
        ");
    }

    #[test]
    fn the_user_who_signs_in_as_usual_beside_an_attack_is_low() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push denied
            09:01:00 alice 192.0.2.5/DE push approved"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests low, confidence high, succeeded no
          alice: 09:00:00 to 09:01:00
          prompts 2: 1 approved 1 denied
          approval alice 09:01:00 first+60 last+60 same source Some(false)
          source 192.0.2.5 known: network, country and agent seen together in the baseline
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request was approved 1 min after one request not satisfied (1 denied), from a source known to this user, another than the others came from.
        ");
    }

    #[test]
    fn a_slip_of_the_finger_in_ones_own_session_is_info() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 192.0.2.5/DE push denied session=s
            09:05:00 alice 192.0.2.5/DE push approved session=s"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests info, confidence high, succeeded no
          alice: 09:00:00 to 09:05:00
          prompts 2: 1 approved 1 denied
          approval alice 09:05:00 first+300 last+300 same source Some(true)
          source 192.0.2.5 known: network, country and agent seen together in the baseline
          A request was approved 5 min after one request not satisfied (1 denied), from a source known to this user, in the session that asked before.
        ");
    }

    #[test]
    fn another_session_or_more_than_five_minutes_is_not_self_resolved() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 192.0.2.5/DE push denied session=s
            09:05:00.000001 alice 192.0.2.5/DE push approved session=s
            15:00:00 alice 192.0.2.5/DE push denied session=s
            15:01:00 alice 192.0.2.5/DE push approved session=t"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests low, confidence high, succeeded yes
          alice: 09:00:00 to 09:05:00.000001
          prompts 2: 1 approved 1 denied
          approval alice 09:05:00.000001 first+300.000001 last+300.000001 same source Some(true)
          source 192.0.2.5 known: network, country and agent seen together in the baseline
          A request was approved 5 min after one request not satisfied (1 denied), from a source known to this user, the one that the others came from.

        Approval after refused requests low, confidence high, succeeded yes
          alice: 15:00:00 to 15:01:00
          prompts 2: 1 approved 1 denied
          approval alice 15:01:00 first+60 last+60 same source Some(true)
          source 192.0.2.5 known: network, country and agent seen together in the baseline
          A request was approved 1 min after one request not satisfied (1 denied), from a source known to this user, the one that the others came from.
        ");
    }

    #[test]
    fn without_a_baseline_three_refusals_make_it_high_and_two_medium() {
        let text = found(
            "MF-04",
            "
            09:00:00 alice 198.51.100.7/RU push denied
            09:01:00 alice 198.51.100.7/RU push denied
            09:02:00 alice 198.51.100.7/RU push denied
            09:03:00 alice 198.51.100.7/RU push approved
            09:00:00 bob 198.51.100.7/RU push denied
            09:01:00 bob 198.51.100.7/RU push denied
            09:03:00 bob 198.51.100.7/RU push approved",
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests high, confidence medium, succeeded yes
          alice: 09:00:00 to 09:03:00
          prompts 4: 1 approved 3 denied
          approval alice 09:03:00 first+180 last+60 same source Some(true)
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          A request was approved 3 min after the first of 3 requests not satisfied (3 denied), from a source that may or may not be new to this user, the one that the others came from.

        Approval after refused requests medium, confidence medium, succeeded yes
          bob: 09:00:00 to 09:03:00
          prompts 3: 1 approved 2 denied
          approval bob 09:03:00 first+180 last+120 same source Some(true)
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          A request was approved 3 min after the first of 2 requests not satisfied (2 denied), from a source that may or may not be new to this user, the one that the others came from.
        ");
    }

    #[test]
    fn an_hour_back_counts_and_a_microsecond_more_does_not() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}usual bob 192.0.2.5/DE
            09:00:00 alice 198.51.100.7/RU push denied
            10:00:00 alice 198.51.100.7/RU push approved
            09:00:00 bob 198.51.100.7/RU push denied
            10:00:00.000001 bob 198.51.100.7/RU push approved"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests critical, confidence high, succeeded yes
          alice: 09:00:00 to 10:00:00
          prompts 2: 1 approved 1 denied
          approval alice 10:00:00 first+3600 last+3600 same source Some(true)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request was approved 1 h after one request not satisfied (1 denied), from a source new to this user, the one that the others came from.
        ");
    }

    #[test]
    fn a_code_accepted_from_the_asking_source_is_an_approval_too() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push denied
            09:01:00 alice 198.51.100.7/RU push denied
            09:02:00 alice 198.51.100.7/RU code"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests critical, confidence high, succeeded yes
          alice: 09:00:00 to 09:02:00
          prompts 2: 2 denied
          approval alice 09:02:00 first+120 last+60 same source Some(true)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A code or key was accepted 2 min after the first of 2 requests not satisfied (2 denied), from a source new to this user, the one that the others came from.
        ");
    }

    #[test]
    fn an_approval_at_the_same_instant_counts_what_was_sent_before_it_only() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push approved
            09:00:00 alice 198.51.100.7/RU push denied"
            ),
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn an_approval_without_refusals_before_it_is_not_of_this_rule() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push approved
            09:01:00 alice 198.51.100.7/RU push denied"
            ),
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn what_the_attacker_does_after_the_approval_does_not_teach_the_baseline() {
        let text = found(
            "MF-04",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push denied
            09:01:00 alice 198.51.100.7/RU push approved
            12:00:00 alice 198.51.100.7/RU sign-in
            d3 09:00:00 alice 198.51.100.7/RU push denied
            d3 09:01:00 alice 198.51.100.7/RU push approved"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Approval after refused requests critical, confidence high, succeeded yes
          alice: 09:00:00 to 09:01:00
          prompts 2: 1 approved 1 denied
          approval alice 09:01:00 first+60 last+60 same source Some(true)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request was approved 1 min after one request not satisfied (1 denied), from a source new to this user, the one that the others came from.

        Approval after refused requests critical, confidence high, succeeded yes
          alice: d3 09:00:00 to d3 09:01:00
          prompts 2: 1 approved 1 denied
          approval alice d3 09:01:00 first+60 last+60 same source Some(true)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          A request was approved 1 min after one request not satisfied (1 denied), from a source new to this user, the one that the others came from.
        ");
    }
}
