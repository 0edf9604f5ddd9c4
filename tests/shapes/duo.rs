//! Duo: the shapes in which other tools keep the authentication log, and the telephony log beside.

use pushscope::case::{Case, open_bytes};
use pushscope::model::{PartyId, Provider, Span, TextId};
use pushscope::testkit::attack::{Pace, Target, flood};
use pushscope::testkit::calendar::date;
use pushscope::testkit::cast::{LONDON, attackers, crowd_name, person};
use pushscope::testkit::duo;
use pushscope::testkit::duo_shapes::{sentinel, synced, telephony};
use pushscope::testkit::places::VPN;
use pushscope::testkit::routine::{Routine, ordinary_days};
use pushscope::testkit::story::Answer::{Approved, Denied, Ignored, WrongNumber};
use pushscope::testkit::story::{Answer, Channel, Story};
use serde_json::{Value, json};

/// Two people's ordinary days, and a flood that ends in an approval.
fn records(channel: Channel, answers: &[Answer]) -> Vec<Value> {
    let mut story = Story::new(5);
    for number in 0..2_u64 {
        let index = story.add(person(&crowd_name(number as usize), 40 + number, &LONDON));
        ordinary_days(&mut story, index, Routine::plain(date(2026, 2, 16), 14));
    }
    let side = attackers::moscow();
    let target = Target { person: 0, side: &side, app: &VPN };
    let pace = Pace { channel, ..Pace::hurried(Provider::Duo) };
    flood(&mut story, target, date(2026, 3, 4) + Span::from_hours(20), answers, pace);
    let response: Value = serde_json::from_str(&duo::response(&story).unwrap()).unwrap();
    response["response"]["authlogs"].as_array().unwrap().clone()
}

fn open(files: &[String]) -> Case {
    let named = files.iter().map(|text| ("export".to_owned(), text.clone().into_bytes()));
    let case = open_bytes(named.collect());
    let totals = case.totals();
    assert_eq!(totals.events, totals.records, "{totals:?}");
    case
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// The records as rows under the names of all their fields.
fn csv(records: &[Value]) -> String {
    let columns: Vec<&String> = records[0].as_object().unwrap().keys().collect();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |cells: Vec<String>| cells.join(",") + "\n";
    let mut out = row(columns.iter().map(|name| quoted(name)).collect());
    for record in records {
        let cell = |name: &&String| quoted(record[name.as_str()].as_str().unwrap());
        out += &row(columns.iter().map(cell).collect());
    }
    out
}

/// Every prompt in words but for the time of sending, and every finding with how much it holds.
fn told(case: &Case) -> Vec<String> {
    let text = |id: TextId| case.store.texts.get(id).to_owned();
    let side = |id: PartyId| {
        let party = case.store.parties.get(id);
        let words = [party.ip, party.user_agent, party.place.city, party.device];
        format!("{:?}", words.map(text))
    };
    let prompts = case.prompts.iter().map(|prompt| {
        let user = case.store.users.name(prompt.user);
        let how = (prompt.answered_at, prompt.factor, prompt.outcome, prompt.number_match);
        let sides = [side(prompt.source), side(prompt.responder)];
        format!("{user} {how:?} {} {sides:?}", text(prompt.app))
    });
    let findings = case.detection.findings.iter().map(|finding| {
        let size = (finding.prompts.len(), &finding.outcomes);
        format!("{} {} {:?}", finding.rule, finding.severity.key(), size)
    });
    prompts.chain(findings).collect()
}

#[test]
fn every_shape_of_the_authentication_log_gives_the_same_prompts_and_findings() {
    let answers = [Denied, Denied, Ignored, WrongNumber, Denied, Denied, Approved];
    let records = records(Channel::Push, &answers);
    let plain = told(&open(&[json!({"authlogs": records}).to_string()]));
    assert!(plain.iter().any(|line| line.starts_with("MF-04")), "{plain:?}");
    let tables: Vec<Value> = records.iter().map(sentinel).collect();
    let synced: Vec<Value> = records.iter().map(synced).collect();
    let splunk: Vec<Value> =
        synced.iter().map(|record| json!({"result": {"_raw": record.to_string()}})).collect();
    for (name, text) in [
        ("bare list", json!(records).to_string()),
        ("response", json!({"stat": "OK", "response": {"authlogs": records}}).to_string()),
        ("duo_log_sync", lines(&synced)),
        ("Splunk", lines(&splunk)),
        ("Sentinel JSON", json!(tables).to_string()),
        ("Sentinel CSV", csv(&tables)),
    ] {
        assert_eq!(told(&open(&[text])), plain, "{name}");
    }
}

#[test]
fn the_telephony_log_adds_no_prompt_and_tells_when_a_call_was_made() {
    let records = records(Channel::Call, &[Ignored, Ignored, Ignored, Approved]);
    let attempts = lines(&records);
    let calls = telephony(&records);
    assert_eq!(calls.len(), 4);
    let alone = open(std::slice::from_ref(&attempts));
    let sent = json!({"items": calls, "metadata": {}}).to_string();
    for files in [[attempts.clone(), sent.clone()], [sent, attempts]] {
        let both = open(&files);
        assert_eq!(both.prompts.len(), alone.prompts.len());
        assert_eq!(both.prompts.iter().filter(|prompt| prompt.issued_at.is_some()).count(), 4);
        let outcomes = |case: &Case| {
            let mut outcomes: Vec<_> = case.prompts.iter().map(|it| it.outcome).collect();
            outcomes.sort();
            outcomes
        };
        assert_eq!(outcomes(&both), outcomes(&alone));
    }
}

#[test]
fn a_message_whose_attempt_is_not_in_the_evidence_counts_for_nobody_and_is_told() {
    let records = records(Channel::Call, &[Ignored, Approved]);
    let (others, calls) = (lines(&records[2..]), telephony(&records));
    let case = open(&[others, lines(&calls)]);
    assert!(case.prompts.iter().all(|prompt| prompt.issued_at.is_none()));
    assert!(case.limits.iter().any(|limit| limit.contains("2 requests that name no user")));
}
