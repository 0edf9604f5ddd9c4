//! A case whose log names no place and no network, with and without databases of addresses.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use pushscope::case::{self, Case, FindingsDocument, Listing, open_bytes};
use pushscope::geo::{Databases, Gazetteer};
use pushscope::model::{Parameters, RuleId};
use pushscope::present::tables::prompts::{self, Column};
use pushscope::present::{Standing, Zone};
use pushscope::testkit::mmdb::{Mmdb, city, country, network};
use serde_json::Value;

/// 2026-02-24 12:00 UTC.
const BUILT: u64 = 1_771_934_400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A flood with an approval, told by Duo; what it told of places is taken out.
fn without_places() -> Case {
    let path = root().join("sample_data/flood_approved/duo.json");
    let mut log: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    forget_places(&mut log);
    open_bytes(vec![("duo.json".to_owned(), serde_json::to_vec(&log).unwrap())])
}

fn forget_places(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(forget_places),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "location" { *value = Value::Null } else { forget_places(value) }
            }
        }
        _ => {}
    }
}

/// The addresses of the sources of the worst finding.
fn sources(case: &Case) -> Vec<String> {
    let sources = case.detection.findings[0].sources.iter();
    sources.filter_map(|it| case.side(it.party).ip.map(str::to_owned)).collect()
}

/// Two databases: everyone lives in San Francisco, the attacker sits in Lagos.
fn databases(case: &Case) -> Databases {
    let home = city("San Francisco", "US", "United States", (37.77, -122.42), 20);
    let mut places =
        Mmdb::new("Example-City", BUILT).with("0.0.0.0/1", &home).with("128.0.0.0/1", &home);
    let telecom = network(64501, "Example Telecom");
    let mut networks =
        Mmdb::new("Example-ASN", BUILT).with("0.0.0.0/1", &telecom).with("128.0.0.0/1", &telecom);
    for ip in sources(case) {
        let lagos = city("Lagos", "NG", "Nigeria", (6.45, 3.39), 50);
        places = places.with(&format!("{ip}/32"), &lagos);
        networks = networks.with(&format!("{ip}/32"), &network(64509, "Example Hosting"));
    }
    let mut databases = Databases::default();
    databases.add("places.mmdb", Ok(places.bytes()));
    databases.add("networks.mmdb", Ok(networks.bytes()));
    databases
}

fn placed(case: Case, databases: &Databases) -> Case {
    let gazetteer = Gazetteer::load().unwrap();
    case::place_again(case, Some(&gazetteer), databases, Parameters::default())
}

fn document(case: &Case) -> Value {
    let listing = Listing { all_prompts: true, all_issues: true };
    let document: Value =
        serde_json::from_slice(&FindingsDocument::of(case, listing).to_json().unwrap()).unwrap();
    let schema = fs::read_to_string(root().join("docs/findings.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let errors: Vec<_> = validator.iter_errors(&document).map(|it| it.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    document
}

fn origins(case: &Case) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for verdict in &case.detection.origins {
        *counts.entry(verdict.origin.key()).or_default() += 1;
    }
    counts
}

#[test]
fn databases_let_the_rules_see_a_foreign_source_and_the_finding_says_so() {
    let before = without_places();
    let after = placed(before.clone(), &databases(&before));
    let has = |case: &Case, rule| case.detection.findings.iter().any(|it| it.rule == RuleId(rule));
    assert!(!has(&before, 7) && has(&after, 7), "places of login and phone are compared");
    let mismatch = after.detection.findings.iter().find(|it| it.rule == RuleId(7)).unwrap();
    let told = &mismatch.explanation;
    assert!(told.contains("Beside the log: the place of 2 of 2 sides"), "{told}");
    assert!(told.contains("taken from database D1 (Example-City, built 2026-02-24)"), "{told}");
    assert!(told.contains("taken from database D2 (Example-ASN, built 2026-02-24)"), "{told}");
}

#[test]
fn the_document_names_databases_and_the_source_of_each_value() {
    let before = without_places();
    let databases = databases(&before);
    let plain = document(&before);
    assert_eq!(plain["databases"], Value::Array(Vec::new()));
    let after = document(&placed(before, &databases));
    assert_eq!(after["databases"][0]["type"], "Example-City");
    assert_eq!(after["databases"][1]["built"], "2026-02-24T12:00:00.000000Z");
    assert_eq!(after["engine"]["databases_sha256"][0], after["databases"][0]["sha256"]);
    let source = &after["findings"][0]["sources"][0];
    assert_eq!((&source["country"], &source["city"]), (&"NG".into(), &"Lagos".into()));
    assert_eq!((&source["place_source"], &source["country_source"]), (&"D1".into(), &"D1".into()));
    assert_eq!((&source["asn"], &source["asn_source"]), (&64509.into(), &"D2".into()));
    assert_eq!(source["network_kind"], "documentation");
    let plain = &plain["findings"][0]["sources"][0];
    assert_eq!((&plain["asn_source"], &plain["place_source"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_case_without_databases_is_as_before_one_was_used() {
    let before = without_places();
    let after = placed(before.clone(), &databases(&before));
    let again = placed(after, &Databases::default());
    assert_eq!(document(&again), document(&before));
}

#[test]
fn a_database_that_contradicts_the_log_changes_nothing_and_is_told() {
    let path = root().join("sample_data/flood_approved/duo.json");
    let before = open_bytes(vec![("duo.json".to_owned(), fs::read(path).unwrap())]);
    let mut databases = Databases::default();
    let wrong = Mmdb::new("Example-Country", BUILT)
        .with("0.0.0.0/1", &country("FR", "France"))
        .with("128.0.0.0/1", &country("FR", "France"));
    databases.add("wrong.mmdb", Ok(wrong.bytes()));
    let after = placed(before.clone(), &databases);
    let facts = |case: &Case| {
        let findings = case.detection.findings.iter();
        findings.map(|it| (it.id.clone(), it.severity)).collect::<Vec<_>>()
    };
    assert_eq!(facts(&before), facts(&after));
    assert_eq!(origins(&before), origins(&after));
    let explanation = &after.detection.findings[0].explanation;
    assert!(explanation.contains("in another country than the log"), "{explanation}");
    let source = &document(&after)["findings"][0]["sources"][0];
    assert_eq!(source["country_source"], "log");
    assert_eq!(source["database_says_country"], "D1: France");
}

#[test]
fn a_refused_database_is_a_limit_and_one_that_says_nothing_too() {
    let before = without_places();
    let mut databases = Databases::default();
    databases.add("notes.txt", Ok(b"hello".to_vec()));
    databases.add("missing.mmdb", Err("there is no such file".to_owned()));
    databases.add("empty.mmdb", Ok(Mmdb::new("Example-ASN", BUILT).bytes()));
    let after = placed(before, &databases);
    let has = |text: &str| after.limits.iter().any(|limit| limit.contains(text));
    assert!(has("notes.txt is not used as a database of addresses"), "{:?}", after.limits);
    assert!(has("missing.mmdb is not used as a database of addresses: there is no such file"));
    assert!(has("D1 (Example-ASN, built 2026-02-24) says nothing of the"));
}

#[test]
fn a_private_address_is_no_unknown_place_in_the_table_of_prompts() {
    let path = root().join("sample_data/flood_approved/duo.json");
    let log = fs::read_to_string(path).unwrap().replace("203.0.113.77", "10.1.2.3");
    let mut log: Value = serde_json::from_str(&log).unwrap();
    forget_places(&mut log);
    let case = open_bytes(vec![("duo.json".to_owned(), serde_json::to_vec(&log).unwrap())]);
    let column = Column::ALL.iter().position(|it| *it == Column::SourcePlace).unwrap();
    let rows = case
        .prompts
        .iter()
        .map(|prompt| prompts::row(&case, &Standing::of(&case), prompt.id, &Zone::utc()));
    let places: BTreeSet<String> = rows.map(|row| row.cells[column].text.clone()).collect();
    let expected = ["address for documentation", "private network"].map(str::to_owned);
    assert_eq!(places, BTreeSet::from(expected));
}

#[test]
fn a_place_by_a_database_bears_its_mark_in_the_table_of_prompts() {
    let before = without_places();
    let case = placed(before.clone(), &databases(&before));
    let prompt = case.detection.findings[0].prompts[0];
    let row = prompts::row(&case, &Standing::of(&case), prompt, &Zone::utc());
    let column = Column::ALL.iter().position(|it| *it == Column::SourcePlace).unwrap();
    let cell = &row.cells[column];
    assert_eq!(cell.text, "Lagos, Nigeria [D1]");
    let hint = cell.hint.as_deref().unwrap();
    assert!(hint.contains("AS64509 Example Hosting [D2]"), "{hint}");
    assert!(hint.contains("[D1] is database D1 (Example-City, built 2026-02-24)"), "{hint}");
}
