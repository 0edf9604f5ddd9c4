//! MF-12: many calls or text messages to one user.

use crate::model::{Finding, Parameters, RuleId, Severity};

use super::super::bursts::{self, Row, Series, bursts};
use super::super::draft::{Draft, extent};
use super::super::facts::{Facts, OwnPrompt, UserFacts};
use super::super::{Grounds, Rule, RuleMeta, Scene, words};

parameters! {
    "MF-12":
    WINDOW = "window_min", "calls and messages to one user within", Minutes,
        60.0 in 1.0..1440.0, "published: Auth0";
    MEDIUM = "medium", "calls and messages: medium", Count,
        5.0 in 2.0..500.0, "judged";
    HIGH = "high", "calls and messages: high", Count,
        10.0 in 2.0..500.0, "published: Auth0, 10 an hour";
}

static ROWS: &[Row] = &[
    Row { window: &WINDOW, count: &MEDIUM, severity: Severity::Medium, series: 0 },
    Row { window: &WINDOW, count: &HIGH, severity: Severity::High, series: 0 },
];

static META: RuleMeta = RuleMeta {
    id: RuleId(12),
    title: "Many calls or text messages",
    what: "Many phone calls or text messages to one user within an hour, whatever the answer.",
    why: "Calls wear a user down as pushes do, at one in the morning more so; messages in numbers \
          are code guessing or toll fraud.",
    look_alikes: &[
        "a user without signal who asks for the code again and again",
        "a shared or service account",
    ],
    triage: &[
        "ask the user whether they asked for the codes",
        "look at the source, and whether a code was accepted from it",
        "look at other users whose numbers begin alike: toll fraud asks in rows",
    ],
    references: &["MITRE ATT&CK T1621", "Auth0: limit of 10 messages an hour"],
    parameters: PARAMETERS,
};

pub(super) struct Telephony;

impl Rule for Telephony {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn of_user(&self, grounds: &Grounds<'_>, user: &UserFacts) -> Vec<Finding> {
        let Grounds { scene, facts, parameters } = *grounds;
        let series = [series(user)];
        bursts(ROWS, &series, user.episodes.len(), parameters)
            .into_iter()
            .map(|burst| finding(scene, facts, parameters, user, burst))
            .collect()
    }
}

fn is_telephony(prompt: &OwnPrompt) -> bool {
    prompt.factor.is_telephony()
}

fn series(user: &UserFacts) -> Series {
    let mut series = Series::default();
    for (prompt, episode) in user.with_episodes().filter(|(prompt, _)| is_telephony(prompt)) {
        series.push(prompt.time, episode);
    }
    series
}

fn finding(
    scene: &Scene<'_>,
    facts: &Facts,
    parameters: &Parameters,
    user: &UserFacts,
    burst: bursts::Burst,
) -> Finding {
    let first = burst.episodes.first().and_then(|&episode| user.first_in(episode));
    let mut draft = Draft::of_user(scene, facts, META.id, user.user, first);
    META.title.clone_into(&mut draft.title);
    draft.severity = burst.severity;
    let of_episodes = burst.episodes.iter().flat_map(|&episode| user.prompts_in(episode));
    draft.prompts = of_episodes.filter(|own| is_telephony(own)).map(|own| own.id).collect();
    draft.approvals =
        burst.episodes.iter().flat_map(|&episode| user.approvals_after(episode)).collect();
    draft.windows = burst.windows;
    let mut finding = draft.finish(parameters);
    finding.explanation = explanation(scene, &finding);
    finding
}

fn explanation(scene: &Scene<'_>, finding: &Finding) -> String {
    let unsatisfied = match finding.unsatisfied() {
        0 => "all of them satisfied or without a known end".to_owned(),
        n => format!(
            "{n} not satisfied ({})",
            words::unsatisfied(&finding.outcomes, finding.no_answer_inferred)
        ),
    };
    format!(
        "{} {} from {}, {unsatisfied}.",
        words::count(finding.prompts.len(), "call or text message")
            .replace("call or text messages", "calls or text messages"),
        words::within(extent(finding, scene)),
        words::sources(finding),
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::scenario_notation::found;

    fn calls(count: usize, factor: &str) -> String {
        (0..count)
            .map(|i| {
                format!(
                    "01:{:02}:00 alice 198.51.100.7/RU {factor} no_answer\n",
                    i * 15 % 60 + i / 4
                )
            })
            .collect()
    }

    #[test]
    fn five_calls_within_an_hour_are_medium() {
        let text = found(
            "MF-12",
            &format!(
                "{}12:00:00 nobody noise",
                "
            01:00:00 alice 198.51.100.7/RU phone_call no_answer
            01:15:00 alice 198.51.100.7/RU phone_call denied
            01:30:00 alice 198.51.100.7/RU sms no_answer
            01:45:00 alice 198.51.100.7/RU phone_call no_answer
            02:00:00 alice 198.51.100.7/RU phone_call approved
            "
            ),
        );
        insta::assert_snapshot!(text, @r"
        Many calls or text messages medium, confidence medium, succeeded yes
          alice: 01:00:00 to 02:00:00
          prompts 5: 1 approved 1 denied 3 no_answer
          window 60m 01:00:00 to 02:00:00: 5
          approval alice 02:00:00 first+3600 last+900 same source Some(true)
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          5 calls or text messages within 1 h from a source that may or may not be new to this user (baseline too short: no sign-ins), 4 not satisfied (1 denied, 3 unanswered).
        ");
    }

    #[test]
    fn ten_are_high_and_pushes_do_not_count() {
        let text = found("MF-12", &format!("{}12:00:00 nobody noise", calls(10, "sms")));
        insta::assert_snapshot!(text, @r"
        Many calls or text messages high, confidence medium, succeeded no
          alice: 01:00:00 to 01:46:00
          prompts 10: 10 no_answer
          window 60m 01:00:00 to 01:46:00: 10
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          10 calls or text messages within 46 min from a source that may or may not be new to this user (baseline too short: no sign-ins), 10 not satisfied (10 unanswered).
        ");
        assert_eq!(found("MF-12", &calls(10, "push")), "");
    }

    #[test]
    fn a_microsecond_past_the_hour_or_another_user_makes_no_five() {
        let text = found(
            "MF-12",
            "
            01:00:00 alice 198.51.100.7/RU sms no_answer
            01:15:00 alice 198.51.100.7/RU sms no_answer
            01:15:00 bob 198.51.100.7/RU sms no_answer
            01:30:00 alice 198.51.100.7/RU sms no_answer
            01:45:00 alice 198.51.100.7/RU sms no_answer
            02:00:00.000001 alice 198.51.100.7/RU sms no_answer",
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn four_lost_messages_of_a_user_without_signal_are_calm() {
        let text = found(
            "MF-12",
            "usual alice 192.0.2.5/DE
            09:03:00 alice 192.0.2.5/DE sms no_answer
            09:01:00 alice 192.0.2.5/DE sms no_answer
            09:01:00 alice 192.0.2.5/DE sms no_answer
            09:05:00 alice 192.0.2.5/DE sms approved",
        );
        insta::assert_snapshot!(text, @"");
    }
}
