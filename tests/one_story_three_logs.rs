//! The same story, logged by three providers, gives the same findings as far as each logs it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use pushscope::case::{Case, open_bytes};
use pushscope::model::{Provider, Span};
use pushscope::testkit::attack::{Limits, Pace, Target, flood, spray};
use pushscope::testkit::calendar::date;
use pushscope::testkit::cast::{LONDON, attackers, crowd_name, person};
use pushscope::testkit::okta::{self, Tenant};
use pushscope::testkit::places::MAIL;
use pushscope::testkit::routine::{Routine, ordinary_days, ordinary_sign_in};
use pushscope::testkit::story::Answer::{self, Approved, Denied, Ignored, Reported, WrongNumber};
use pushscope::testkit::story::{Channel, Story};
use pushscope::testkit::{duo, entra};

/// One finding without its times: rule, user, severity, success, prompts, outcomes.
type Line = (String, Option<String>, &'static str, &'static str, usize, Vec<(&'static str, u32)>);

fn open(story: &Story, provider: Provider) -> Case {
    let (name, text) = match provider {
        Provider::Okta => ("okta.jsonl", okta::json_lines(story, Tenant::default())),
        Provider::Duo => ("duo.json", duo::response(story)),
        _ => ("entra.json", entra::graph(story)),
    };
    open_bytes(vec![(name.to_owned(), text.unwrap().into_bytes())])
}

fn lines(case: &Case, rules: &[&str]) -> Vec<Line> {
    let mut lines: Vec<_> = case
        .detection
        .findings
        .iter()
        .filter(|finding| rules.contains(&finding.rule.to_string().as_str()))
        .map(|finding| {
            let outcomes = finding.outcomes.iter().map(|(it, count)| (it.key(), *count)).collect();
            let user = finding.user.map(|user| case.store.users.name(user).to_owned());
            let (severity, succeeded) = (finding.severity.key(), finding.succeeded.key());
            let prompts = finding.prompts.len();
            (finding.rule.to_string(), user, severity, succeeded, prompts, outcomes)
        })
        .collect();
    lines.sort();
    lines
}

/// Eight people, thirty ordinary days, what `tell` adds, and one ordinary day after it.
fn told(provider: Provider, tell: &impl Fn(&mut Story, &[usize], Provider)) -> Story {
    let mut story = Story::new(77);
    let people: Vec<_> = (0..8)
        .map(|number| story.add(person(&crowd_name(number), 40 + number as u64, &LONDON)))
        .collect();
    for &index in &people {
        ordinary_days(&mut story, index, Routine::plain(date(2026, 2, 2), 30));
    }
    tell(&mut story, &people, provider);
    for &index in &people {
        let day = date(2026, 3, 6);
        let office = story.people[index].office.clone();
        let mut random = story.random(9);
        let at = day + Span::from_hours(9);
        ordinary_sign_in(&mut story, index, &office, at, &mut random, Routine::plain(day, 1));
    }
    story
}

/// Tells the story once for each provider and compares what is found with what Okta's log gives.
fn compare(rules: &[&str], tell: impl Fn(&mut Story, &[usize], Provider)) -> Vec<Line> {
    let by_provider: BTreeMap<_, _> = Provider::ALL
        .into_iter()
        .map(|provider| (provider, lines(&open(&told(provider, &tell), provider), rules)))
        .collect();
    let okta = by_provider[&Provider::Okta].clone();
    assert!(!okta.is_empty(), "nothing was found");
    assert_eq!(by_provider[&Provider::Duo], okta, "Duo");
    assert_eq!(by_provider[&Provider::Entra], okta, "Entra");
    okta
}

fn ask(story: &mut Story, victim: usize, answers: &[Answer], pace: Pace) {
    let side = attackers::moscow();
    let target = Target { person: victim, side: &side, app: &MAIL };
    flood(story, target, date(2026, 3, 4) + Span::from_hours(20), answers, pace);
}

#[test]
fn a_burst_and_the_approval_after_it() {
    let answers = [Denied, Denied, Denied, Ignored, Denied, Denied, Approved];
    let found = compare(&["MF-01", "MF-04", "MF-06"], |story, people, provider| {
        ask(story, people[0], &answers, Pace::hurried(provider));
    });
    let rules: Vec<_> = found.iter().map(|line| (line.0.as_str(), line.2)).collect();
    assert_eq!(rules, [("MF-01", "high"), ("MF-04", "critical"), ("MF-06", "low")]);
}

#[test]
fn wrong_numbers() {
    let answers = [WrongNumber, WrongNumber, WrongNumber];
    let found = compare(&["MF-06"], |story, people, provider| {
        let pace = Pace { channel: Channel::NumberPush, ..Pace::hurried(provider) };
        ask(story, people[1], &answers, pace);
    });
    assert_eq!(found[0].2, "high");
}

#[test]
fn a_fraud_report_where_the_prompt_itself_can_be_reported() {
    // Okta's report is an event beside the prompts, so its outcomes differ.
    let answers = [Denied, Denied, Reported];
    for provider in [Provider::Duo, Provider::Entra] {
        let story = told(provider, &|story, people, provider| {
            ask(story, people[0], &answers, Pace::hurried(provider));
        });
        let found = lines(&open(&story, provider), &["MF-06"]);
        assert_eq!(found.len(), 1, "{provider:?}: {found:?}");
        assert_eq!((found[0].2, found[0].3), ("high", "no"), "{provider:?}");
    }
}

#[test]
fn a_spray_from_one_address() {
    let found = compare(&["MF-11"], |story, people, provider| {
        let side = attackers::amsterdam();
        let victims: Vec<_> = people.iter().map(|&person| (person, vec![Denied])).collect();
        let start = date(2026, 3, 4) + Span::from_hours(20);
        let within = (start, Span::from_mins(40));
        spray(story, &side, &MAIL, &victims, within, Pace::hurried(provider));
    });
    assert_eq!((found.len(), found[0].2, found[0].4), (1, "medium", 8));
}

#[test]
fn phone_calls_at_night() {
    let found = compare(&["MF-01", "MF-12"], |story, people, provider| {
        // An unanswered call counts only where the log could have held an answer to a call.
        for week in 0..4 {
            let day = date(2026, 2, 3) + Span::from_days(7 * week);
            let by_call = Routine { channel: Channel::Call, ..Routine::plain(day, 1) };
            let (office, mut random) = (story.people[people[2]].office.clone(), story.random(7));
            let at = day + Span::from_hours(15);
            ordinary_sign_in(story, people[2], &office, at, &mut random, by_call);
        }
        let pace = Pace {
            channel: Channel::Call,
            per_sign_in: 2,
            took: (20, 40),
            pause: (70, 120),
            limits: Limits::of(provider),
        };
        ask(story, people[2], &[Ignored; 8], pace);
    });
    let rules: Vec<_> = found.iter().map(|line| (line.0.as_str(), line.2)).collect();
    assert_eq!(rules, [("MF-01", "high"), ("MF-12", "medium")]);
}

#[test]
fn every_way_in_which_okta_logs_gives_the_same_findings() {
    let answers = [Denied, Ignored, Denied, Denied, Approved];
    let story = told(Provider::Okta, &|story, people, provider| {
        ask(story, people[3], &answers, Pace::hurried(provider));
    });
    let rules = ["MF-01", "MF-04", "MF-06", "MF-07"];
    let usual = lines(&open(&story, Provider::Okta), &rules);
    assert_eq!(usual.len(), 4);
    let array = okta::api_array(&story, Tenant::default()).unwrap();
    let tenants = [
        Tenant { classic: true, ..Tenant::default() },
        Tenant { abandonment_events: true, ..Tenant::default() },
        Tenant { system_sends: true, ..Tenant::default() },
    ];
    let logs = tenants.map(|tenant| okta::json_lines(&story, tenant).unwrap());
    for (number, text) in [array].into_iter().chain(logs).enumerate() {
        let case = open_bytes(vec![("okta.json".to_owned(), text.into_bytes())]);
        assert_eq!(lines(&case, &rules), usual, "variant {number}");
    }
}

#[test]
fn both_exports_of_entra_give_the_same_findings_alone_and_together() {
    let answers = [Denied, Ignored, Denied, Denied, Approved];
    let story = told(Provider::Entra, &|story, people, provider| {
        ask(story, people[4], &answers, Pace::hurried(provider));
    });
    let rules = ["MF-01", "MF-04", "MF-06"];
    let graph = ("graph.json".to_owned(), entra::graph(&story).unwrap().into_bytes());
    let monitor = ("PT1H.json".to_owned(), entra::monitor_lines(&story).unwrap().into_bytes());
    let usual = lines(&open_bytes(vec![graph.clone()]), &rules);
    assert_eq!(usual.len(), 3);
    assert_eq!(lines(&open_bytes(vec![monitor.clone()]), &rules), usual);
    assert_eq!(lines(&open_bytes(vec![graph, monitor]), &rules), usual);
}
