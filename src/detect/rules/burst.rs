//! MF-01: many prompts that the user did not satisfy, within a short time.

use crate::model::{Finding, Origin, ParameterMeta, Parameters, RuleId, Severity};

use super::super::bursts::{self, Row, Series, bursts};
use super::super::draft::{Draft, approval_clause, extent, prompt_count};
use super::super::facts::{Facts, UserFacts};
use super::super::{Grounds, Rule, RuleMeta, Scene, words};

parameters! {
    "MF-01":
    MINUTE = "minute_window_min", "shortest window", Minutes,
        1.0 in 1.0..10.0, "published: Cisco CII";
    SHORT = "short_window_min", "short window", Minutes,
        10.0 in 1.0..60.0, "published: Elastic";
    HOUR = "hour_window_min", "middle window", Minutes,
        60.0 in 10.0..240.0, "published: Okta Workflows";
    LONG = "long_window_h", "long window, for origins not known", Hours,
        12.0 in 1.0..48.0, "published: krabelize, 12 hours";
    INFO_SHORT = "info_in_short", "unsatisfied in the short window: info", Count,
        2.0 in 2.0..100.0, "published: Chronicle";
    MEDIUM_SHORT = "medium_in_short", "unsatisfied in the short window: medium", Count,
        3.0 in 2.0..100.0, "published: reprise99, Splunk";
    HIGH_SHORT = "high_in_short", "unsatisfied in the short window: high", Count,
        5.0 in 2.0..100.0, "published: Elastic";
    HIGH_MINUTE = "high_in_minute", "unsatisfied in the shortest window: high", Count,
        5.0 in 2.0..100.0, "published: Cisco CII";
    MEDIUM_HOUR = "medium_in_hour", "unsatisfied in the middle window: medium", Count,
        3.0 in 2.0..100.0, "calculated: ignored pushes give at most two in ten minutes on Okta";
    HIGH_HOUR = "high_in_hour", "unsatisfied in the middle window: high", Count,
        5.0 in 2.0..100.0, "published: Okta Workflows";
    CRITICAL_HOUR = "critical_in_hour", "unsatisfied in the middle window: critical", Count,
        10.0 in 2.0..500.0, "judged";
    MEDIUM_LONG = "medium_in_long", "unsatisfied in the long window: medium", Count,
        4.0 in 2.0..100.0, "published: krabelize asks for more than 2";
    HIGH_LONG = "high_in_long", "unsatisfied in the long window: high", Count,
        8.0 in 2.0..500.0, "judged";
    KNOWN_MEDIUM_SHORT = "known_medium_in_short",
        "unsatisfied of any origin in the short window: medium", Count,
        5.0 in 2.0..500.0, "judged: a look-alike as a rule";
    KNOWN_HIGH_SHORT = "known_high_in_short",
        "unsatisfied of any origin in the short window: high", Count,
        10.0 in 2.0..500.0, "judged";
}

/// Unsatisfied prompts of an origin not known.
const NOT_KNOWN: usize = 0;
/// Unsatisfied prompts of any origin.
const ANY: usize = 1;

const fn row(
    window: &'static ParameterMeta,
    count: &'static ParameterMeta,
    severity: Severity,
    series: usize,
) -> Row {
    Row { window, count, severity, series }
}

static ROWS: &[Row] = &[
    row(&MINUTE, &HIGH_MINUTE, Severity::High, NOT_KNOWN),
    row(&SHORT, &INFO_SHORT, Severity::Info, NOT_KNOWN),
    row(&SHORT, &MEDIUM_SHORT, Severity::Medium, NOT_KNOWN),
    row(&SHORT, &HIGH_SHORT, Severity::High, NOT_KNOWN),
    row(&HOUR, &MEDIUM_HOUR, Severity::Medium, NOT_KNOWN),
    row(&HOUR, &HIGH_HOUR, Severity::High, NOT_KNOWN),
    row(&HOUR, &CRITICAL_HOUR, Severity::Critical, NOT_KNOWN),
    row(&LONG, &MEDIUM_LONG, Severity::Medium, NOT_KNOWN),
    row(&LONG, &HIGH_LONG, Severity::High, NOT_KNOWN),
    row(&SHORT, &KNOWN_MEDIUM_SHORT, Severity::Medium, ANY),
    row(&SHORT, &KNOWN_HIGH_SHORT, Severity::High, ANY),
];

static META: RuleMeta = RuleMeta {
    id: RuleId(1),
    title: "Burst of requests",
    what: "Many requests that the user did not satisfy, within one minute, ten minutes, one hour \
           or twelve hours. Requests from a source known to the user count less, and requests \
           that the user resolved in the same session do not count.",
    why: "Push fatigue works by repetition: somebody who knows the password asks until the user \
          gives in or errs.",
    look_alikes: &[
        "a mail client or VPN that asks again on its own: known source, constant gaps",
        "a phone that was off or without signal: known source, success soon after",
        "an old phone that is still enrolled: sends at the same moment, one answer",
    ],
    triage: &[
        "ask the user, on another channel, whether the requests were theirs",
        "look at where they were asked for, and whether that source is new",
        "look for an approval from the same source, and for what followed it",
        "if the source is not the user's: the password is known; change it and end all sessions",
    ],
    references: &[
        "MITRE ATT&CK T1621",
        "Elastic: Potentially Successful MFA Bombing via Push Notifications",
        "Okta Workflows: push fatigue, 5 in 60 minutes",
        "krabelize: more than 2 in 12 hours",
    ],
    parameters: PARAMETERS,
};

pub(super) struct Burst;

impl Rule for Burst {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn of_user(&self, grounds: &Grounds<'_>, user: &UserFacts) -> Vec<Finding> {
        let Grounds { scene, facts, parameters } = *grounds;
        bursts(ROWS, &series(user), user.episodes.len(), parameters)
            .into_iter()
            .map(|burst| finding(scene, facts, parameters, user, burst))
            .collect()
    }
}

fn series(user: &UserFacts) -> [Series; 2] {
    let mut not_known = Series::default();
    let mut any = Series::default();
    for (prompt, episode) in user.with_episodes() {
        if !prompt.is_unsatisfied() || prompt.is_self_resolved {
            continue;
        }
        any.push(prompt.time, episode);
        if prompt.origin != Origin::Known {
            not_known.push(prompt.time, episode);
        }
    }
    [not_known, any]
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
    draft.prompts = of_episodes.map(|own| own.id).collect();
    draft.approvals =
        burst.episodes.iter().flat_map(|&episode| user.approvals_after(episode)).collect();
    draft.windows = burst.windows;
    let mut finding = draft.finish(parameters);
    finding.explanation = explanation(scene, &finding, burst.episodes.len());
    finding
}

fn explanation(scene: &Scene<'_>, finding: &Finding, episodes: usize) -> String {
    let stretch = match episodes {
        1 => String::new(),
        many => format!(" in {many} episodes"),
    };
    format!(
        "{} {}{stretch} from {}, {} not satisfied ({}){}.",
        words::count(prompt_count(finding), "request"),
        words::within(extent(finding, scene)),
        words::sources(finding),
        finding.unsatisfied(),
        words::unsatisfied(&finding.outcomes, finding.no_answer_inferred),
        approval_clause(finding),
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::scenario_notation::found;

    const NEW: &str = "usual alice 192.0.2.5/DE\n";

    #[test]
    fn five_denials_in_ten_minutes_from_a_new_source_are_a_high_burst() {
        let text = found(
            "MF-01",
            &format!(
                "{NEW}
            09:00:00 alice 198.51.100.7/RU push denied
            09:02:00 alice 198.51.100.7/RU push denied
            09:04:00 alice 198.51.100.7/RU push denied
            09:06:00 alice 198.51.100.7/RU push denied
            09:10:00 alice 198.51.100.7/RU push denied
            12:00:00 nobody noise"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Burst of requests high, confidence high, succeeded no
          alice: 09:00:00 to 09:10:00
          prompts 5: 5 denied
          window 10m 09:00:00 to 09:10:00: 5
          window 60m 09:00:00 to 09:10:00: 5
          window 12h 09:00:00 to 09:10:00: 5
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          5 requests within 10 min from a source new to this user, 5 not satisfied (5 denied); none of them was approved.
        ");
    }

    #[test]
    fn a_microsecond_past_ten_minutes_is_another_window() {
        let text = found(
            "MF-01",
            &format!(
                "{NEW}
            09:00:00 alice 198.51.100.7/RU push denied
            09:05:00 alice 198.51.100.7/RU push denied
            09:10:00.000001 alice 198.51.100.7/RU push denied
            12:00:00 nobody noise"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Burst of requests medium, confidence high, succeeded no
          alice: 09:00:00 to 09:10:00.000001
          prompts 3: 3 denied
          window 10m 09:00:00 to 09:05:00: 2
          window 60m 09:00:00 to 09:10:00.000001: 3
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          3 requests within 10 min from a source new to this user, 3 not satisfied (3 denied); none of them was approved.
        ");
    }

    #[test]
    fn one_denial_is_no_burst() {
        let text = found("MF-01", &format!("{NEW}09:00:00 alice 198.51.100.7/RU push denied"));
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn two_users_interleaved_are_counted_apart_and_unsorted_lines_change_nothing() {
        let text = found(
            "MF-01",
            "
            09:03:00 bob 198.51.100.7/RU push denied
            09:00:00 alice 198.51.100.7/RU push denied
            09:01:00 bob 198.51.100.7/RU push denied
            09:02:00 alice 198.51.100.7/RU push denied",
        );
        insta::assert_snapshot!(text, @r"
        Burst of requests info, confidence medium, succeeded cannot_tell
          alice: 09:00:00 to 09:02:00
          prompts 2: 2 denied
          window 10m 09:00:00 to 09:02:00: 2
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          2 requests within 2 min from a source that may or may not be new to this user (baseline too short: no sign-ins), 2 not satisfied (2 denied); no approval is logged, but the log cannot rule one out.

        Burst of requests info, confidence medium, succeeded cannot_tell
          bob: 09:01:00 to 09:03:00
          prompts 2: 2 denied
          window 10m 09:01:00 to 09:03:00: 2
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          2 requests within 2 min from a source that may or may not be new to this user (baseline too short: no sign-ins), 2 not satisfied (2 denied); no approval is logged, but the log cannot rule one out.
        ");
    }

    #[test]
    fn five_at_one_instant_meet_every_short_window() {
        let line = "09:00:00 alice 198.51.100.7/RU push no_answer inferred\n";
        let text = found("MF-01", &format!("{NEW}{}12:00:00 nobody noise", line.repeat(5)));
        insta::assert_snapshot!(text, @r"
        Burst of requests high, confidence medium, succeeded no
          alice: 09:00:00 to 09:00:00
          prompts 5: 5 no_answer
          window 1m 09:00:00 to 09:00:00: 5
          window 10m 09:00:00 to 09:00:00: 5
          window 60m 09:00:00 to 09:00:00: 5
          window 12h 09:00:00 to 09:00:00: 5
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          5 requests at one moment from a source new to this user, 5 not satisfied (5 unanswered, as inferred); none of them was approved.
        ");
    }

    #[test]
    fn four_through_one_night_are_a_medium_burst_of_twelve_hours() {
        let text = found(
            "MF-01",
            &format!(
                "{NEW}
            01:00:00 alice 198.51.100.7/RU push no_answer
            02:00:00 alice 198.51.100.7/RU push no_answer
            03:00:01 alice 198.51.100.7/RU push no_answer
            13:00:00 alice 198.51.100.7/RU push no_answer
            23:00:00 nobody noise"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Burst of requests medium, confidence high, succeeded no
          alice: 01:00:00 to 13:00:00
          prompts 4: 4 no_answer
          window 12h 01:00:00 to 13:00:00: 4
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          4 requests within 12 h in 4 episodes from a source new to this user, 4 not satisfied (4 unanswered); none of them was approved.
        ");
    }

    #[test]
    fn four_of_a_known_source_through_one_night_are_nothing() {
        let text = found(
            "MF-01",
            &format!(
                "{NEW}
            01:00:00 alice 192.0.2.5/DE push no_answer
            02:00:00 alice 192.0.2.5/DE push no_answer
            03:00:00 alice 192.0.2.5/DE push no_answer
            04:00:00 alice 192.0.2.5/DE push no_answer"
            ),
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn a_client_that_asks_again_and_is_then_approved_is_calm() {
        let text = found(
            "MF-01",
            &format!(
                "{NEW}
            09:00:00 alice 192.0.2.5/DE push no_answer session=s
            09:00:30 alice 192.0.2.5/DE push no_answer session=s
            09:01:00 alice 192.0.2.5/DE push no_answer session=s
            09:01:30 alice 192.0.2.5/DE push no_answer session=s
            09:02:00 alice 192.0.2.5/DE push no_answer session=s
            09:02:30 alice 192.0.2.5/DE push approved session=s"
            ),
        );
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn a_sync_loop_from_a_known_source_is_a_look_alike_and_no_more_than_medium() {
        let lines: String =
            (0..6).map(|i| format!("02:0{i}:00 alice 192.0.2.5/DE push no_answer\n")).collect();
        let text = found("MF-01", &format!("{NEW}{lines}12:00:00 nobody noise"));
        insta::assert_snapshot!(text, @r"
        Burst of requests medium, confidence high, succeeded no
          alice: 02:00:00 to 02:05:00
          prompts 6: 6 no_answer
          window 10m 02:00:00 to 02:05:00: 6
          source 192.0.2.5 known: network, country and agent seen together in the baseline
          6 requests within 5 min from a source known to this user, 6 not satisfied (6 unanswered); none of them was approved.
        ");
    }

    #[test]
    fn ten_in_an_hour_are_critical_and_the_approval_is_told() {
        let lines: String = (0..10)
            .map(|i| format!("09:{:02}:00 alice 198.51.100.7/RU push denied\n", i * 3))
            .collect();
        let text = found(
            "MF-01",
            &format!(
                "{NEW}{lines}
            09:27:11 alice 198.51.100.7/RU push approved after=6"
            ),
        );
        insta::assert_snapshot!(text, @r"
        Burst of requests critical, confidence high, succeeded yes
          alice: 09:00:00 to 09:27:17
          prompts 11: 1 approved 10 denied
          window 10m 09:00:00 to 09:09:00: 4
          window 60m 09:00:00 to 09:27:00: 10
          window 12h 09:00:00 to 09:27:00: 10
          approval alice 09:27:17 first+1637 last+17 same source Some(true)
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          11 requests within 27 min 11 s from a source new to this user, 10 not satisfied (10 denied); one was approved 17 s after the request before it.
        ");
    }

    #[test]
    fn prompts_of_an_enrolment_do_not_count() {
        let text = found(
            "MF-01",
            "
            09:00:00 alice 198.51.100.7/RU push denied cause=enrolment
            09:01:00 alice 198.51.100.7/RU push denied cause=enrolment
            09:02:00 alice 198.51.100.7/RU push denied cause=unknown",
        );
        insta::assert_snapshot!(text, @"");
    }
}
