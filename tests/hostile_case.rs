//! B26, B27 and B44, and what holds for any order of any files: what is found depends on the
//! records and on nothing else.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use proptest::prelude::*;
use pushscope::case::{Case, open_bytes};
use pushscope::model::{Outcome, Span};
use pushscope::testkit::attack::{Pace, Target, flood, spray};
use pushscope::testkit::calendar::date;
use pushscope::testkit::cast::{LONDON, attackers, crowd_name, person};
use pushscope::testkit::places::MAIL;
use pushscope::testkit::routine::{Routine, ordinary_days};
use pushscope::testkit::story::Answer::{Approved, Denied, Ignored};
use pushscope::testkit::story::Story;
use pushscope::testkit::{duo, okta};
use serde_json::{Value, json};

/// Four people, two weeks, a flood and a spray.
fn story() -> Story {
    let mut story = Story::new(5);
    let people: Vec<_> = (0..6)
        .map(|number| story.add(person(&crowd_name(number), 60 + number as u64, &LONDON)))
        .collect();
    for &index in &people {
        ordinary_days(&mut story, index, Routine::plain(date(2026, 2, 2), 12));
    }
    let side = attackers::moscow();
    let target = Target { person: people[0], side: &side, app: &MAIL };
    let start = date(2026, 2, 12) + Span::from_hours(21);
    let pace = Pace::hurried(pushscope::model::Provider::Okta);
    flood(&mut story, target, start, &[Denied, Denied, Ignored, Denied, Denied, Approved], pace);
    let side = attackers::amsterdam();
    let victims: Vec<_> = people.iter().map(|&person| (person, vec![Denied])).collect();
    spray(&mut story, &side, &MAIL, &victims, (start, Span::from_mins(40)), pace);
    story
}

static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let text = okta::json_lines(&story(), okta::Tenant::default()).unwrap();
    text.lines().map(|line| format!("{line}\n")).collect()
});

/// Opens files of these lines.
fn open(files: &[Vec<&str>]) -> Case {
    let named = |(number, lines): (usize, &Vec<&str>)| {
        (format!("okta-{number}.jsonl"), lines.concat().into_bytes())
    };
    open_bytes(files.iter().enumerate().map(named).collect())
}

/// Every finding in words, without where its records lie.
fn found(case: &Case) -> Vec<String> {
    let mut found: Vec<_> = case
        .detection
        .findings
        .iter()
        .map(|it| {
            let users: Vec<_> = it.users.iter().map(|&user| case.store.users.name(user)).collect();
            format!(
                "{} {} {users:?} {:?} {} {} {} {} {:?} {}",
                it.id.0,
                it.rule,
                it.severity,
                it.succeeded.key(),
                it.first_seen,
                it.last_seen,
                it.prompts.len(),
                it.outcomes,
                it.explanation
            )
        })
        .collect();
    found.sort();
    found
}

static USUAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let usual = found(&open(&[LINES.iter().map(String::as_str).collect()]));
    assert!(usual.len() >= 3, "{usual:?}");
    usual
});

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10) })]

    #[test]
    fn b26_shuffled_split_overlapping_and_repeated_files_give_the_same_findings(
        seed in any::<u64>(), parts in 1_usize..5, overlap in 0_usize..40, again in any::<bool>(),
    ) {
        let mut lines: Vec<&str> = LINES.iter().map(String::as_str).collect();
        shuffle(&mut lines, seed);
        let size = lines.len().div_ceil(parts);
        let mut files: Vec<Vec<&str>> = (0..parts)
            .map(|part| {
                let start = (part * size).saturating_sub(overlap).min(lines.len());
                lines[start..((part + 1) * size).min(lines.len())].to_vec()
            })
            .collect();
        if again {
            files.push(files[0].clone());
        }
        let case = open(&files);
        let totals = case.totals();
        prop_assert!(totals.is_balanced());
        prop_assert_eq!(totals.events, LINES.len() as u64);
        prop_assert_eq!(found(&case), USUAL.clone());
    }
}

/// Fisher and Yates, with a linear congruential generator.
fn shuffle(lines: &mut [&str], seed: u64) {
    let mut state = seed | 1;
    for last in (1..lines.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        lines.swap(last, (state >> 33) as usize % (last + 1));
    }
}

fn push(number: u32, user: &str, time: &str, answer: &str) -> [Value; 2] {
    let record = |part: &str, kind: &str, result: &str| {
        json!({
            "uuid": format!("{part}{number}"), "published": time, "eventType": kind,
            "actor": {"type": "User", "alternateId": user},
            "outcome": {"result": result},
            "client": {"ipAddress": "203.0.113.9"},
            "transaction": {"id": format!("t{number}"), "type": "WEB"},
            "debugContext": {"debugData": {"authnRequestId": format!("a{number}")}}
        })
    };
    [record("s", "system.push.send_factor_verify_push", "SUCCESS"), record("a", answer, "FAILURE")]
}

fn opened(records: &[Value]) -> Case {
    let text: String = records.iter().map(|record| format!("{record}\n")).collect();
    open_bytes(vec![("okta.jsonl".to_owned(), text.into_bytes())])
}

#[test]
fn b26_events_of_one_instant_reversed_or_in_the_future_are_told_the_same_way() {
    for time in ["2026-03-02T08:00:00Z", "2199-03-02T08:00:00Z"] {
        let mut records: Vec<Value> = (0..40)
            .flat_map(|number| {
                push(number, "alice@corp.example", time, "user.mfa.okta_verify.deny_push")
            })
            .collect();
        let told = found(&opened(&records));
        assert!(!told.is_empty());
        records.reverse();
        assert_eq!(found(&opened(&records)), told);
    }
}

#[test]
fn b27_a_clock_that_is_five_minutes_off_in_one_source_mixes_no_prompts() {
    let story = story();
    let okta = okta::json_lines(&story, okta::Tenant::default()).unwrap();
    let duo: Value = serde_json::from_str(&duo::response(&story).unwrap()).unwrap();
    let mut skewed = duo.clone();
    let mut moved = 0;
    for record in skewed["response"]["authlogs"].as_array_mut().unwrap() {
        let time = record["timestamp"].as_i64().unwrap() + 300;
        record["timestamp"] = json!(time);
        record["isotimestamp"] = json!(pushscope::model::Timestamp::from_secs(time).to_string());
        moved += 1;
    }
    assert!(moved > 20);
    let both = |duo: &Value| {
        let okta = ("okta.jsonl".to_owned(), okta.clone().into_bytes());
        open_bytes(vec![okta, ("duo.json".to_owned(), duo.to_string().into_bytes())])
    };
    let (level, skewed) = (both(&duo), both(&skewed));
    let outcomes = |case: &Case| {
        let mut outcomes: Vec<_> =
            case.prompts.iter().map(|it| (it.provider.key(), it.user, it.outcome.key())).collect();
        outcomes.sort_unstable();
        outcomes
    };
    assert_eq!(outcomes(&level), outcomes(&skewed));
    for prompt in &skewed.prompts {
        for &event in &prompt.events {
            assert_eq!(skewed.store.events.get(event).unwrap().provider, prompt.provider);
        }
    }
}

#[test]
fn b44_one_user_with_very_many_prompts_and_very_many_users_are_both_told_in_full() {
    let time = |number: u32| {
        let (hour, minute, second) = (number / 3_600 % 24, number / 60 % 60, number % 60);
        format!("2026-03-{:02}T{hour:02}:{minute:02}:{second:02}Z", 1 + number / 86_400)
    };
    let deny = "user.mfa.okta_verify.deny_push";
    let one: Vec<Value> = (0..8_000)
        .flat_map(|number| push(number, "alice@corp.example", &time(number), deny))
        .collect();
    let case = opened(&one);
    assert_eq!(case.prompts.len(), 8_000);
    assert!(case.prompts.iter().all(|prompt| prompt.outcome == Outcome::Denied));
    assert!(case.detection.findings.len() < 40, "{}", case.detection.findings.len());
    let many: Vec<Value> = (0..8_000)
        .flat_map(|number| push(number, &format!("user{number}@corp.example"), &time(number), deny))
        .collect();
    let case = opened(&many);
    assert_eq!((case.store.users.len(), case.prompts.len()), (8_000, 8_000));
    assert!(case.totals().is_balanced());
}
