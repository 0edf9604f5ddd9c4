//! MF-06: the user said no: fraud report, wrong number, explicit denial.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    EventId, Finding, Origin, Outcome, Parameters, PromptId, RuleId, Severity, Timestamp,
};

use super::super::draft::Draft;
use super::super::facts::{ApprovalFact, Facts, OwnPrompt, UserFacts};
use super::super::windows::densest;
use super::super::{Grounds, Rule, RuleMeta, Scene, words};

parameters! {
    "MF-06":
    WRONG_NUMBER_HIGH = "wrong_number_high", "wrong numbers that make it high", Count,
        3.0 in 1.0..100.0, "published: reprise99";
    WRONG_NUMBER_WINDOW = "wrong_number_window_min", "within so long", Minutes,
        60.0 in 1.0..1440.0, "judged";
    REPORT_AFTER = "report_after_h", "a report belongs to an episode that began this long before", Hours,
        24.0 in 1.0..168.0, "judged: reports by e-mail come late";
}

static META: RuleMeta = RuleMeta {
    id: RuleId(6),
    title: "The user said no",
    what: "The user reported a request as fraud or an activity as suspicious, a wrong number was \
           picked, or a request from a source not known to the user was denied.",
    why: "The user is the best sensor: a report is worth more than any count. Wrong numbers mean \
          that somebody guesses at number matching.",
    look_alikes: &[
        "a slip of the finger in one's own session",
        "a report by mistake, taken back later",
        "an awareness test, announced and from one source to everybody",
    ],
    triage: &[
        "thank the user and ask what they saw, and when",
        "look for an approval in the same episode",
        "change the password: whoever asked knew it, unless the account needs none",
    ],
    references: &[
        "MITRE ATT&CK T1621",
        "Microsoft Sentinel: MFA explicit deny",
        "reprise99: number matching failures",
    ],
    parameters: PARAMETERS,
};

pub(super) struct UserSaidNo;

impl Rule for UserSaidNo {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn of_user(&self, grounds: &Grounds<'_>, user: &UserFacts) -> Vec<Finding> {
        let Grounds { scene, facts, parameters } = *grounds;
        episodes_with_no(scene, user, parameters)
            .into_iter()
            .map(|(episode, no)| finding(scene, facts, parameters, (user, episode), &no))
            .collect()
    }
}

/// How the user said no in one episode.
#[derive(Default)]
struct No {
    frauds: Vec<PromptId>,
    wrong_numbers: Vec<(PromptId, Timestamp)>,
    denials: Vec<PromptId>,
    reports: BTreeSet<EventId>,
}

/// By episode; a report that belongs to none stands alone, by event.
fn episodes_with_no(
    scene: &Scene<'_>,
    user: &UserFacts,
    parameters: &Parameters,
) -> BTreeMap<(Option<usize>, EventId), No> {
    let mut found: BTreeMap<(Option<usize>, EventId), No> = BTreeMap::new();
    for (prompt, episode) in user.with_episodes() {
        let is_strange = prompt.origin != Origin::Known && !prompt.is_self_resolved;
        let (id, key) = (prompt.id, (Some(episode), EventId::default()));
        match prompt.outcome {
            Outcome::FraudReported => found.entry(key).or_default().frauds.push(id),
            Outcome::WrongNumber if is_strange => {
                found.entry(key).or_default().wrong_numbers.push((id, prompt.time));
            }
            Outcome::Denied if is_strange => found.entry(key).or_default().denials.push(id),
            _ => {}
        }
    }
    for &report in &user.reports {
        let episode = reported_episode(scene, user, report, parameters);
        let key = if episode.is_some() { EventId::default() } else { report };
        found.entry((episode, key)).or_default().reports.insert(report);
    }
    found
}

/// The latest episode that began before the report, if that is not too long ago.
fn reported_episode(
    scene: &Scene<'_>,
    user: &UserFacts,
    report: EventId,
    parameters: &Parameters,
) -> Option<usize> {
    let at = *scene.store.events.time.get(report.0 as usize)?;
    let start = |episode: usize| user.prompts_in(episode).first().map(|prompt| prompt.time);
    let began = user.episodes.partition_point(|range| {
        user.prompts.get(range.start).is_some_and(|prompt| prompt.time <= at)
    });
    let episode = began.checked_sub(1)?;
    (at.since(start(episode)?) <= parameters.span(&REPORT_AFTER)).then_some(episode)
}

fn severity(no: &No, approvals: &[&ApprovalFact], parameters: &Parameters) -> Severity {
    // The user's own sign-in after a report is not the attacker's success.
    let is_approved = approvals.iter().any(|approval| approval.origin.origin != Origin::Known);
    if !no.frauds.is_empty() || !no.reports.is_empty() {
        return if is_approved { Severity::Critical } else { Severity::High };
    }
    let times: Vec<Timestamp> = no.wrong_numbers.iter().map(|&(_, time)| time).collect();
    let window = densest(&times, parameters.span(&WRONG_NUMBER_WINDOW));
    match window.map_or(0, |window| window.len()) {
        0 => Severity::Low,
        n if n >= parameters.count(&WRONG_NUMBER_HIGH) as usize => Severity::High,
        _ => Severity::Medium,
    }
}

fn finding(
    scene: &Scene<'_>,
    facts: &Facts,
    parameters: &Parameters,
    (user, (episode, _)): (&UserFacts, (Option<usize>, EventId)),
    no: &No,
) -> Finding {
    let of_episode = episode.map(|episode| user.prompts_in(episode)).unwrap_or_default();
    let mut draft =
        Draft::of_user(scene, facts, META.id, user.user, of_episode.first().map(|own| own.id));
    draft.title = title(no).to_owned();
    draft.approvals = approvals(user, episode);
    draft.severity = severity(no, &draft.approvals, parameters);
    draft.events = no.reports.iter().copied().collect();
    draft.prompts = if no.reports.is_empty() {
        let wrong = no.wrong_numbers.iter().map(|&(id, _)| id);
        no.frauds.iter().copied().chain(wrong).chain(no.denials.iter().copied()).collect()
    } else {
        of_episode.iter().map(|own| own.id).collect()
    };
    let strange = draft.approvals.iter().filter(|a| a.origin.origin != Origin::Known);
    draft.prompts.extend(strange.filter_map(|approval| approval.prompt));
    let mut finding = draft.finish(parameters);
    finding.explanation = explanation(no, &finding, first_time(of_episode), scene);
    finding
}

/// Every approval in the episode, and those that follow its unsatisfied prompts.
fn approvals(user: &UserFacts, episode: Option<usize>) -> Vec<&ApprovalFact> {
    let Some(episode) = episode else { return Vec::new() };
    let mut approvals: Vec<&ApprovalFact> =
        user.approvals_within(episode).chain(user.approvals_after(episode)).collect();
    approvals.sort_by_key(|approval| (approval.at, approval.event));
    approvals.dedup_by_key(|approval| (approval.at, approval.event, approval.prompt));
    approvals
}

fn title(no: &No) -> &'static str {
    if !no.frauds.is_empty() || !no.reports.is_empty() {
        "The user reported fraud"
    } else if no.wrong_numbers.is_empty() {
        "Denied request from a source not known"
    } else {
        "Wrong number picked"
    }
}

fn first_time(prompts: &[OwnPrompt]) -> Option<Timestamp> {
    prompts.first().map(|prompt| prompt.time)
}

fn explanation(no: &No, finding: &Finding, began: Option<Timestamp>, scene: &Scene<'_>) -> String {
    let mut parts = Vec::new();
    if !no.frauds.is_empty() {
        parts.push(format!("{} reported as fraud", words::count(no.frauds.len(), "request")));
    }
    if !no.wrong_numbers.is_empty() {
        let count = words::count(no.wrong_numbers.len(), "request");
        parts.push(format!("{count} answered with a wrong number"));
    }
    if !no.denials.is_empty() {
        parts.push(format!("{} denied", words::count(no.denials.len(), "request")));
    }
    let report = no.reports.iter().next().and_then(|id| scene.store.events.get(*id));
    if let Some(report) = report {
        let count = words::count(no.reports.len(), "report");
        let when = began.map_or_else(String::new, |began| {
            format!(", the first {} after the episode began", words::span(report.time.since(began)))
        });
        parts.push(format!("{count} of suspicious activity{when}"));
    }
    let source = if finding.sources.is_empty() {
        String::new()
    } else {
        format!(", from {}", words::sources(finding))
    };
    let approved = match finding.approvals.len() {
        0 => String::new(),
        n => format!("; {} in the same episode", words::count(n, "approval")),
    };
    format!("{}{source}{approved}.", capitalised(&parts.join("; ")))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::super::super::scenario_notation::found;

    const USUAL: &str = "usual alice 192.0.2.5/DE\n";

    #[test]
    fn a_fraud_report_is_high_and_critical_with_an_approval_in_the_episode() {
        let text = found(
            "MF-06",
            &format!(
                "{USUAL}usual bob 192.0.2.5/DE
            09:00:00 alice 198.51.100.7/RU push fraud_reported
            09:00:00 bob 198.51.100.7/RU push fraud_reported
            09:30:00 bob 198.51.100.7/RU push approved
            12:00:00 nobody noise"
            ),
        );
        insta::assert_snapshot!(text, @r"
        The user reported fraud critical, confidence high, succeeded yes
          bob: 09:00:00 to 09:30:00
          prompts 2: 1 approved 1 fraud_reported
          approval bob 09:30:00 first+1800 last+1800 same source Some(true)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          1 request reported as fraud, from a source new to this user; 1 approval in the same episode.

        The user reported fraud high, confidence high, succeeded no
          alice: 09:00:00 to 09:00:00
          prompts 1: 1 fraud_reported
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          1 request reported as fraud, from a source new to this user.
        ");
    }

    #[test]
    fn three_wrong_numbers_within_an_hour_are_high_and_two_medium() {
        let text = found(
            "MF-06",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push wrong_number
            09:30:00 alice 198.51.100.7/RU push wrong_number
            10:00:00 alice 198.51.100.7/RU push wrong_number
            12:00:00 alice 198.51.100.7/RU push wrong_number
            12:20:00 alice 198.51.100.7/RU push wrong_number
            12:40:00 alice 198.51.100.7/RU push denied
            20:00:00 nobody noise"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Wrong number picked high, confidence high, succeeded no
          alice: 09:00:00 to 10:00:00
          prompts 3: 3 wrong_number
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          3 requests answered with a wrong number, from a source new to this user.

        Wrong number picked medium, confidence high, succeeded no
          alice: 12:00:00 to 12:40:00
          prompts 3: 1 denied 2 wrong_number
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          2 requests answered with a wrong number; 1 request denied, from a source new to this user.
        ");
    }

    #[test]
    fn denials_from_a_new_source_are_low_once_an_episode_and_from_a_known_one_nothing() {
        let text = found(
            "MF-06",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push denied
            09:10:00 alice 198.51.100.7/RU push denied
            12:00:00 alice 192.0.2.5/DE push denied
            12:00:00 alice 192.0.2.5/DE push wrong_number
            20:00:00 nobody noise"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Denied request from a source not known low, confidence high, succeeded no
          alice: 09:00:00 to 09:10:00
          prompts 2: 2 denied
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          2 requests denied, from a source new to this user.
        ");
    }

    #[test]
    fn a_report_by_mail_belongs_to_the_episode_of_the_day_before() {
        let text = found(
            "MF-06",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push no_answer
            18:00:00 alice 192.0.2.5/DE report
            d3 09:00:00 alice 192.0.2.5/DE report"
            ),
        );
        insta::assert_snapshot!(text, @r"
        The user reported fraud high, confidence high, succeeded no
          alice: 09:00:00 to 18:00:00
          prompts 1: 1 no_answer
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          1 report of suspicious activity, the first 9 h after the episode began, from a source new to this user.

        The user reported fraud high, confidence high, succeeded cannot_tell
          alice: d3 09:00:00 to d3 09:00:00
          prompts 0:
          1 report of suspicious activity.
        ");
    }

    #[test]
    fn the_users_own_sign_in_after_a_report_does_not_make_it_critical() {
        let text = found(
            "MF-06",
            &format!(
                "{USUAL}
            09:00:00 alice 198.51.100.7/RU push fraud_reported
            09:10:00 alice 192.0.2.5/DE push approved"
            ),
        );
        insta::assert_snapshot!(text, @r"
        The user reported fraud high, confidence high, succeeded no
          alice: 09:00:00 to 09:10:00
          prompts 1: 1 fraud_reported
          approval alice 09:10:00 first+600 last+600 same source Some(false)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          1 request reported as fraud, from a source new to this user; 1 approval in the same episode.
        ");
    }

    #[test]
    fn two_users_interleaved_at_equal_times_each_have_their_own() {
        let text = found(
            "MF-06",
            "
            09:00:00 bob 198.51.100.7/RU push denied
            09:00:00 alice 198.51.100.7/RU push denied
            08:59:00 bob 198.51.100.7/RU push wrong_number
            08:59:00 alice 198.51.100.7/RU push approved
            12:00:00 nobody noise",
        );
        insta::assert_snapshot!(text, @r"
        Wrong number picked medium, confidence medium, succeeded no
          bob: 08:59:00 to 09:00:00
          prompts 2: 1 denied 1 wrong_number
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          1 request answered with a wrong number; 1 request denied, from a source that may or may not be new to this user (baseline too short: no sign-ins).

        Denied request from a source not known low, confidence medium, succeeded cannot_tell
          alice: 08:59:00 to 09:00:00
          prompts 2: 1 approved 1 denied
          approval alice 08:59:00 first+0 last+0 same source None
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          1 request denied, from a source that may or may not be new to this user (baseline too short: no sign-ins); 1 approval in the same episode.
        ");
    }
}
