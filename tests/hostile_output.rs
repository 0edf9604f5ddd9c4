//! B30 to B36, B43 and B44: what the program lets out of a hostile case, and what it takes in beside
//! evidence.

use pushscope::case::{Case, FindingsDocument, Listing, open_bytes, parse_parameters};
use pushscope::model::{Limit, PromptId, Timestamp};
use pushscope::present::{Zone, details, format, tables, users};
use pushscope::report::{
    ReportInput, escape, findings_csv, follow_ups, prompts_csv, report_html, text,
};
use pushscope::store::Filtered;
use serde_json::{Value, json};

/// Texts that an attacker may choose: user name, display name, agent, city, app, reason, file name.
const HOSTILE: [&str; 18] = [
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "  =2",
    "＝1",
    "a;=1",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) `b` | c",
    "{{7*7}}{% raw %}${x}%s",
    "\u{1b}[2J\u{1b}]8;;http://evil.example\u{7}\u{1b}]52;c;AAAA\u{7}",
    "\u{9b}31m\rover\n\u{7}",
    "\u{202e}gpj.exe\u{2066}",
    "adm\u{200b}in\u{e0041}\u{fe0f}",
    "Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}",
    "\u{430}lice",
];

/// Pushes that were sent and refused, every word of them chosen by the attacker.
fn records(hostile: &str) -> Vec<Value> {
    let record = |number: u32, kind: &str, result: &str, reason: &str| {
        json!({
            "uuid": format!("u{number}"),
            "published": format!("2026-03-02T08:{:02}:{:02}Z", number / 60, number % 60),
            "eventType": kind,
            "displayMessage": hostile,
            "actor": {"type": "User", "alternateId": format!("{hostile}@corp.example"), "displayName": hostile},
            "outcome": {"result": result, "reason": reason},
            "client": {
                "ipAddress": hostile, "device": hostile,
                "userAgent": {"rawUserAgent": hostile, "os": hostile, "browser": hostile},
                "geographicalContext": {"city": hostile, "state": hostile, "country": hostile}
            },
            "securityContext": {"asNumber": 64500, "asOrg": hostile},
            "authenticationContext": {"externalSessionId": format!("s{}", number / 2)},
            "transaction": {"id": format!("t{}", number / 2), "type": "WEB"},
            "debugContext": {"debugData": {"authnRequestId": format!("a{}", number / 2), "factor": "OKTA_VERIFY_PUSH"}},
            "target": [{"type": "AppInstance", "displayName": hostile}]
        })
    };
    (0..24)
        .map(|number| match number % 2 {
            0 => record(number, "system.push.send_factor_verify_push", "SUCCESS", hostile),
            _ => record(number, "user.mfa.okta_verify.deny_push", "FAILURE", hostile),
        })
        .collect()
}

/// One file of that name, with a broken record at its end.
fn file(hostile: &str) -> (String, Vec<u8>) {
    let lines: String = records(hostile)
        .into_iter()
        .map(|mut record| {
            // Every file tells of its own account.
            record["uuid"] = json!(format!("{hostile}{}", record["uuid"]));
            format!("{record}\n")
        })
        .collect();
    let broken = format!("{{\"published\": \"{}\n", hostile.replace(['"', '\\'], ""));
    (hostile.to_owned(), (lines + &broken).into_bytes())
}

/// Every hostile text, each in a file of its own.
fn all() -> Case {
    let case = open_bytes(HOSTILE.iter().map(|hostile| file(hostile)).collect());
    assert_eq!(case.prompts.len(), 12 * HOSTILE.len());
    assert!(case.detection.findings.len() > HOSTILE.len());
    case
}

/// Whether nothing in a text acts on a terminal or deceives a reader; line ends are ours.
fn is_tame(text: &str) -> bool {
    !escape::hides_something(&text.replace('\n', ""))
}

fn report(case: &Case) -> String {
    report_html(&ReportInput {
        case,
        title: Some("x"),
        generated_at: Timestamp::from_secs(1_772_524_800),
        engine_version: "0",
        parameters: Vec::new(),
        follow_ups: follow_ups(case),
        land: None,
    })
}

#[test]
fn b30_no_cell_of_a_table_is_evaluated_and_numbers_stay_numbers() {
    let case = all();
    let ids: Vec<PromptId> = case.prompts.iter().map(|prompt| prompt.id).collect();
    for table in [prompts_csv(&case, &ids).unwrap(), findings_csv(&case).unwrap()] {
        let text = String::from_utf8(table).unwrap();
        assert!(is_tame(&text.replace(['\r', '\u{feff}'], "")), "{text}");
        let mut rows = csv::ReaderBuilder::new();
        let rows = rows.has_headers(false).flexible(true);
        for row in rows.from_reader(text.as_bytes()).records() {
            for cell in &row.unwrap() {
                let acts = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '\t']);
                assert!(!acts || cell.parse::<f64>().is_ok(), "{cell:?}");
            }
        }
    }
    assert_eq!(escape::clipboard("-73.9\t+467012345\t=1\n@x"), "-73.9\t'+467012345\t'=1\n'@x");
    let record = "{\n  \"a\": [\n    -1.5,\n    2\n  ]\n}";
    assert_eq!(escape::clipboard(record), record);
}

#[test]
fn b31_b32_markup_and_template_marks_are_inert_in_the_report_and_its_pictures() {
    let document = report(&all());
    assert!(document.contains("{{7*7}}{% raw %}${x}%s"));
    let document = document.to_lowercase();
    assert!(document.contains("default-src 'none'"));
    for bad in ["<script", "<img src=x", "<iframe", "href=\"javascript", "onerror=alert(1)>"] {
        assert!(!document.contains(bad), "{bad}");
    }
}

#[test]
fn b33_nothing_acts_on_a_terminal() {
    let case = all();
    let text = text::case_text(&case);
    assert!(is_tame(&text), "{text}");
    let listing = Listing { all_prompts: true, all_issues: true };
    let document = FindingsDocument::of(&case, listing).to_json().unwrap();
    let document = String::from_utf8(document).unwrap();
    assert!(!document.contains(|letter: char| letter.is_ascii_control() && letter != '\n'));
    let error = parse_parameters("{\"\\u001b[2J\": {\"x\": 1}}").unwrap_err().to_string();
    assert!(!escape::terminal(&error).contains('\u{1b}'));
}

#[test]
fn b34_what_hides_is_made_visible_on_the_screen_and_real_writing_is_left_alone() {
    let case = all();
    let filtered = Filtered {
        prompts: case.prompts.iter().map(|prompt| prompt.id).collect(),
        users: case.store.users.iter().map(|(id, _)| id).collect(),
        ..Filtered::default()
    };
    let mut shown: Vec<String> = Vec::new();
    for entry in users::build(&case, &filtered).entries {
        shown.extend([entry.name, entry.full_name, entry.sentence, entry.looks_like]);
    }
    for prompt in &case.prompts {
        let subject = details::Subject::Prompt(prompt.id);
        let model = details::build(&case, &subject, &Zone::utc()).unwrap();
        shown.extend([model.title, model.subtitle, model.prompt_title]);
        let words = model.facts.into_iter().flat_map(|fact| fact.lines).flatten();
        shown.extend(words.chain(model.story).map(|word| word.text));
    }
    for file in &case.evidence {
        let card = tables::evidence::card(&case, file);
        shown.extend([card.name, card.sentence, card.format, card.counts]);
    }
    for text in shown {
        assert!(is_tame(&text), "{text:?}");
    }
    for name in ["محمد بن سلمان", "שָׁלוֹם", "Zoë", "नमस्ते", "Nguyễn", "👍🏽"]
    {
        assert_eq!(format::shown(name), name);
    }
}

#[test]
fn b35_accounts_that_look_alike_are_told_everywhere_and_merged_nowhere() {
    let names = ["alice", "\u{430}lice", "alice+okta"];
    let lines: String = names
        .iter()
        .flat_map(|name| records(name))
        .enumerate()
        .map(|(number, mut record)| {
            record["uuid"] = json!(format!("n{number}"));
            format!("{record}\n")
        })
        .collect();
    let case = open_bytes(vec![("okta.jsonl".to_owned(), lines.into_bytes())]);
    assert_eq!((case.store.users.len(), case.look_alikes.len()), (3, 3));
    let alice = case.store.users.find("alice@corp.example").unwrap();
    assert_eq!(case.look_alikes.of_user(alice).len(), 2);
    assert!(users::look_alike_sentence(&case, alice).starts_with("Looks like alice+okta@"));
    let document = FindingsDocument::of(&case, Listing::default()).to_json().unwrap();
    let document: Value = serde_json::from_slice(&document).unwrap();
    let rows = document["users"].as_array().unwrap();
    let row = rows.iter().find(|row| row["user"] == "alice@corp.example").unwrap();
    assert_eq!(row["looks_like"][0]["user"], "alice+okta@corp.example");
    assert_eq!(row["looks_like"][1]["by"], "letters that look like others (U+0430)");
    assert!(report(&case).contains("another account; they differ by a plus tag"));
    assert!(case.limits.iter().any(|limit| limit.contains("3 accounts have names that look")));
}

#[test]
fn b36_long_labels_are_cut_between_letters_and_not_within_them() {
    assert_eq!(escape::screen("abe\u{301}\u{302}f", 4), "ab…");
    assert_eq!(escape::screen("ab👍🏽cd", 4), "ab…");
    assert_eq!(escape::screen("🇳🇴🇸🇪🇩🇰", 4), "🇳🇴…");
    let long = "x".repeat(32 << 10);
    let case = open_bytes(vec![file(&long)]);
    let subject = details::Subject::Prompt(case.prompts[0].id);
    let model = details::build(&case, &subject, &Zone::utc()).unwrap();
    assert!(model.title.chars().count() <= 400 && model.subtitle.chars().count() <= 400);
}

#[test]
fn b43_hostile_parameters_are_refused_with_a_reason() {
    let deep = format!("{{\"MF-01\": {}", "[".repeat(100_000));
    let long = format!("{{\"MF-01\": {{\"{}\": 1}}}}", "k".repeat(1 << 20));
    let wide = format!("{{\"limits\": {{\"record_bytes\": [{}]}}}}", "1,".repeat(100_000) + "1");
    for text in [
        "",
        "[]",
        "null",
        "{\"MF-01\": 7}",
        &deep,
        &long,
        &wide,
        "{\"MF-01\": {\"window_minutes\": 1e9}}",
        "{\"limits\": {\"record_bytes\": 0}}",
        "{\"limits\": {\"record_bytes\": -1}}",
        "{\"limits\": {\"record_bytes\": 1e300}}",
        "{\"limits\": {\"record_bytes\": 99999999999999999999999}}",
        "{\"limits\": {\"record_bytes\": 1048576.5}}",
        "{\"limits\": {\"record_bytes\": \"1048576\"}}",
        "{\"limits\": {\"record_depth\": 128}}",
        "{\"limits\": {\"no_such_limit\": 1}}",
        "{\"(a+)+$\": {\"x\": 1}}",
    ] {
        let error = parse_parameters(text).unwrap_err().to_string();
        assert!(!error.is_empty() && error.len() < 4_000, "{text:.60}: {} bytes", error.len());
    }
    for meta in pushscope::case::parameter_metas() {
        for value in ["-1", "0", "1e9", "-1e308", "1e308"] {
            let text = format!("{{\"{}\": {{\"{}\": {value}}}}}", meta.group, meta.key);
            let number: f64 = value.parse().unwrap();
            let fits = (meta.min..=meta.max).contains(&number);
            assert_eq!(parse_parameters(&text).is_ok(), fits, "{text}");
        }
    }
}

#[test]
fn b43_limits_of_a_parameters_file_are_in_force_and_stated() {
    let parameters =
        parse_parameters("{\"limits\": {\"record_bytes\": 65536, \"columns\": 64}}").unwrap();
    assert_eq!(parameters.limits.get(Limit::Record), 65_536);
    let case = pushscope::case::assemble(Vec::new(), None, parameters);
    let document = FindingsDocument::of(&case, Listing::default()).to_json().unwrap();
    let document: Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(document["engine"]["limits"]["record_bytes"], 65_536);
    assert_eq!(document["engine"]["limits"]["record_depth"], 127);
    let stated = "Limits of reading were changed: record_bytes 65536 instead of 16777216, columns 64 instead of 4096";
    assert!(case.limits.iter().any(|limit| limit == stated), "{:?}", case.limits);
}
