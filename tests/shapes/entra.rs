//! Entra ID: Graph, Azure Monitor, Event Hub, Log Analytics, the portal's CSV with and without its
//! companion, and the unified audit log.

use pushscope::case::{Case, open_bytes};
use pushscope::model::{Outcome, Provider};
use pushscope::testkit::attack::{Pace, Target, flood};
use pushscope::testkit::calendar::date;
use pushscope::testkit::cast::{LONDON, attackers, person};
use pushscope::testkit::entra;
use pushscope::testkit::places::MAIL;
use pushscope::testkit::routine::{Routine, ordinary_days};
use pushscope::testkit::story::Answer::{self, Approved, Denied, Ignored};
use pushscope::testkit::story::Story;

type File = (&'static str, String);

/// Three people, twenty ordinary days, then a flood that one of them gives in to.
fn story(answers: &[Answer]) -> Story {
    let mut story = Story::new(31);
    for (serial, name) in [(1, "Ada Example"), (2, "Bo Example"), (3, "Cy Example")] {
        let index = story.add(person(name, serial, &LONDON));
        ordinary_days(&mut story, index, Routine::plain(date(2026, 2, 2), 20));
    }
    let side = attackers::moscow();
    let target = Target { person: 0, side: &side, app: &MAIL };
    let start = date(2026, 2, 24);
    flood(&mut story, target, start, answers, Pace::hurried(Provider::Entra));
    story
}

fn open(files: &[File]) -> Case {
    let bytes = |(name, text): &File| ((*name).to_owned(), text.clone().into_bytes());
    let case = open_bytes(files.iter().map(bytes).collect());
    assert!(case.totals().is_balanced());
    assert_eq!(case.totals().rejected, 0, "{:?}", case.issues);
    case
}

/// Each prompt: user, factor, outcome.
fn prompts(case: &Case) -> Vec<(String, &'static str, &'static str)> {
    let told = |prompt: &pushscope::model::Prompt| {
        let user = case.store.users.name(prompt.user).to_owned();
        (user, prompt.factor.key(), prompt.outcome.key())
    };
    case.prompts.iter().map(told).collect()
}

/// Each finding: rule, severity, number of prompts.
fn findings(case: &Case) -> Vec<(String, &'static str, usize)> {
    let findings = case.detection.findings.iter();
    let mut told: Vec<_> =
        findings.map(|it| (it.rule.to_string(), it.severity.key(), it.prompts.len())).collect();
    told.sort();
    told
}

#[test]
fn every_shape_that_lists_steps_gives_the_same_prompts_and_findings_alone_and_together() {
    let story = story(&[Denied, Ignored, Denied, Denied, Ignored, Approved]);
    let (sign_ins, details) = entra::portal(&story);
    let graph = entra::graph(&story).unwrap();
    let wide: String = graph.replace('\n', "\r\n");
    let shapes: Vec<(&str, Vec<File>)> = vec![
        ("monitor", vec![("PT1H.json", entra::monitor_lines(&story).unwrap())]),
        ("event hub", vec![("hub.json", entra::event_hub(&story).unwrap())]),
        ("log analytics", vec![("query_data.csv", entra::log_analytics(&story).unwrap())]),
        ("portal", vec![("signins.csv", sign_ins.clone()), ("details.csv", details.clone())]),
        ("portal, steps first", vec![("details.csv", details), ("signins.csv", sign_ins)]),
        ("graph with other line ends", vec![("graph.json", wide)]),
    ];
    let usual = open(&[("graph.json", graph.clone())]);
    assert!(findings(&usual).len() >= 3, "{:?}", findings(&usual));
    let mut all = vec![("graph.json", graph)];
    for (name, files) in shapes {
        let case = open(&files);
        assert_eq!(prompts(&case), prompts(&usual), "{name}");
        assert_eq!(findings(&case), findings(&usual), "{name}");
        all.extend(files);
    }
    all.push(("ual.csv", entra::unified_audit_log(&story)));
    let together = open(&all);
    assert_eq!(prompts(&together), prompts(&usual));
    assert_eq!(findings(&together), findings(&usual));
}

#[test]
fn utf_16_pages_one_after_the_other_and_single_objects_are_the_same_sign_ins() {
    let story = story(&[Denied, Denied, Approved]);
    let usual = open(&[("graph.json", entra::graph(&story).unwrap())]);
    let text = entra::graph(&story).unwrap();
    let (_, list) = text.split_once("\"value\":").unwrap();
    let list = list.trim_end().trim_end_matches('}');
    let (first, rest) = list.split_once(",\n").unwrap();
    let pages = format!("{}\n[{rest}", first.trim_start_matches('['));
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(pages.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let case = open_bytes(vec![("pages.json".to_owned(), wide)]);
    assert_eq!(prompts(&case), prompts(&usual));
    assert_eq!(case.totals().events, usual.totals().events);
}

#[test]
fn the_csv_alone_tells_the_last_request_of_each_attempt() {
    let story = story(&[Denied, Denied, Denied, Denied, Denied, Denied]);
    let (sign_ins, _) = entra::portal(&story);
    let case = open(&[("signins.csv", sign_ins)]);
    let usual = open(&[("graph.json", entra::graph(&story).unwrap())]);
    assert_eq!(case.totals().events, usual.totals().events);
    let refused = |case: &Case| {
        case.prompts.iter().filter(|prompt| prompt.outcome == Outcome::Denied).count()
    };
    assert_eq!(refused(&usual), 6);
    assert!((2..6).contains(&refused(&case)), "{}", refused(&case));
    assert!(findings(&case).iter().any(|(rule, ..)| rule == "MF-01"));
}

#[test]
fn the_unified_audit_log_alone_tells_that_requests_failed_and_not_how() {
    let story = story(&[Denied, Ignored, Denied, Denied, Ignored, Approved]);
    let case = open(&[("ual.csv", entra::unified_audit_log(&story))]);
    let told = prompts(&case);
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told.iter().all(|it| (it.1, it.2) == ("other", "denied_or_wrong_code")), "{told:?}");
    assert!(findings(&case).iter().any(|(rule, ..)| rule == "MF-01"));
}
