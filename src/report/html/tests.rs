//! The report as a whole: hostile text stays text, and the same input gives the same bytes.

use super::*;
use crate::geo::Detail;
use crate::model::Unit;
use crate::report::sample;

static THRESHOLD: ParameterMeta = ParameterMeta {
    group: "MF-01",
    key: "count",
    title: "prompts in ten minutes",
    unit: Unit::Count,
    default: 5.0,
    min: 1.0,
    max: 50.0,
    source: "test",
};

fn report_of(case: &Case, title: &str) -> String {
    let (coarse, fine) = (World::load(Detail::Coarse).unwrap(), World::load(Detail::Fine).unwrap());
    report_html(&ReportInput {
        case,
        title: Some(title),
        generated_at: Timestamp::from_secs(1_772_524_800),
        engine_version: "0.1.0",
        parameters: vec![(&THRESHOLD, 7.0)],
        follow_ups: follow_ups(case),
        land: Some(Land { coarse: &coarse, fine: &fine }),
    })
}

/// Every tag of a document with its attributes' names, in order.
fn skeleton(document: &str) -> Vec<String> {
    let mut tags = Vec::new();
    for part in document.split('<').skip(1) {
        let inside = part.split('>').next().unwrap_or_default();
        let mut words = vec![inside.split_whitespace().next().unwrap_or_default().to_owned()];
        let mut is_quoted = false;
        let mut name = String::new();
        for letter in inside.chars() {
            match letter {
                '"' => is_quoted = !is_quoted,
                '=' if !is_quoted => words.push(std::mem::take(&mut name)),
                _ if is_quoted => {}
                _ if letter.is_whitespace() => name.clear(),
                _ => name.push(letter),
            }
        }
        tags.push(words.join(" "));
    }
    tags
}

const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style></svg><script>",
    "<foreignObject><iframe src=\"javascript:alert(1)\">",
    "]]><!-- --><![CDATA[",
    "&lt;script&gt;&#60;script&#62;",
    "{{7*7}}{% raw %}${x}%s",
    "\u{202E}txt.exe\u{200B}\u{E0041}",
    "\u{1b}[2J\0\u{9b}31m\r\n",
    "javascript:alert(1)//`${1}`",
];

#[test]
fn hostile_text_never_changes_the_tree_of_the_document() {
    let expected = skeleton(&report_of(&sample::attack("alice"), "alice"));
    assert!(expected.len() > 300);
    for hostile in HOSTILE {
        let document = report_of(&sample::attack(hostile), hostile);
        let tree = skeleton(&document);
        let first = tree.iter().zip(&expected).find(|(a, b)| a != b);
        assert_eq!(first, None, "{hostile:?}");
        assert_eq!(tree.len(), expected.len(), "{hostile:?}");
        assert!(!document.to_lowercase().contains("<script"));
        let acts = |c: char| c.is_control() && c != '\n';
        assert!(!document.contains(acts) && !document.contains(['\u{202E}', '\u{200B}']));
    }
}

#[test]
fn the_document_loads_nothing_and_forbids_scripts() {
    let document = report_of(&sample::attack("alice"), "Case 1");
    assert!(document.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
    for forbidden in ["<link", "<script", "@import", "url(", "src=", "href=\"http"] {
        assert!(!document.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    let case = sample::attack("alice");
    assert_eq!(report_of(&case, "a"), report_of(&case, "a"));
}

#[test]
fn the_report_says_who_when_and_whether_it_succeeded() {
    let document = report_of(&sample::attack("alice@corp.example"), "Case 1");
    for words in [
        "1 of 1 prompted user has findings. For 1 user a prompt was approved.",
        "Approved at 2026-03-02 08:04:00 UTC, 4 min after the first prompt",
        "asked from the same source as those not satisfied",
        "no answer</b> (inferred)",
        "E1:4",
        "factor enrolled",
        "7 (changed)",
        "less than 14 days",
        "© GeoNames, CC BY 4.0",
        "at least 1\u{202F}155 km",
        "broken json 1",
    ] {
        assert!(document.contains(words), "{words}");
    }
}

#[test]
fn a_case_without_findings_is_never_called_clean() {
    let mut case = sample::attack("alice");
    case.detection.findings.clear();
    let document = report_of(&case, "");
    assert!(document.contains("None found in these sources, range and thresholds"));
    assert!(document.contains("no proof that nothing happened"));
    assert!(!document.to_lowercase().contains("no attack"));
}

#[test]
fn a_list_that_is_cut_says_so() {
    let mut case = sample::attack("alice");
    let issue = case.issues[0].clone();
    case.issues = vec![issue; 1_234];
    let document = report_of(&case, "");
    assert!(document.contains("Showing 200 of 1\u{202F}234 issues"));
}

#[test]
fn pictures_are_part_of_the_document_and_say_what_they_show() {
    let document = report_of(&sample::attack("alice"), "");
    assert_eq!(document.matches("<svg").count(), 3);
    assert!(document.contains("aria-label=\"Coverage of 1 file from 2026-03-02 08:00:00"));
    assert!(document.contains("aria-label=\"Timeline of 5 prompts in 1 lane: 1 approved"));
    assert!(
        document.contains("1\u{202F}205 km · 5 prompts") || document.contains("km · 5 prompts")
    );
}
