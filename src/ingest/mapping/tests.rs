//! Mappings in scenarios: an export of a vendor that no format here knows.

use std::sync::Arc;

use super::*;
use crate::ingest::testing::{event, fates, issues, named, okta, text};
use crate::ingest::{Choices, Ingested, Source, Unwatched, ingest, zone};
use crate::model::{IssueKind, Limits, TimeBasis, Tri};

const CSV: &str = "When;Login;Method;Result;Client IP;Town\n\
    02.03.2026 09:00:00;alice@corp.example;Push;Rejected;192.0.2.7;Oslo\n\
    02.03.2026 09:01:00;alice@corp.example;Push;OK;192.0.2.7;Oslo\n\
    02.03.2026 09:02:00;alice@corp.example;Pager;Hm;192.0.2.7;Oslo\n\
    soon;alice@corp.example;Push;OK;192.0.2.7;Oslo\n\
    02.03.2026 09:04:00;;Push;OK;192.0.2.7;Oslo\n";

const FILE: &str = r#"{
    "mapping": "pushscope.mapping/1",
    "name": "Acme",
    "made_for": {"columns": ["When", "Login", "Result"]},
    "time": {"field": "When", "zone": "Europe/Berlin", "day_first": true},
    "fields": {"user": "Login", "source.ip": "Client IP", "source.city": "Town"},
    "kind": {"otherwise": "prompt"},
    "factor": {"from": ["Method"], "values": {"push": "push"}},
    "outcome": {"from": ["Result"], "values": {"OK": "approved", "Rejected": "denied"}}
}"#;

fn acme() -> Mapping {
    Mapping::parse(FILE).unwrap()
}

fn with(choices: Choices, bytes: &str) -> Ingested {
    let mut reader = bytes.as_bytes();
    let ingested = ingest(Source { choices, ..named("export", &mut reader) }, &Unwatched);
    assert!(ingested.evidence.counts.is_balanced());
    ingested
}

fn offered(mapping: &Mapping, bytes: &str) -> Ingested {
    let offered = vec![Arc::new(mapping.clone())];
    with(Choices { offered, ..Choices::default() }, bytes)
}

fn forced(mapping: &Mapping, bytes: &str) -> Ingested {
    let mapping = Some(Arc::new(mapping.clone()));
    with(Choices { mapping, ..Choices::default() }, bytes)
}

fn paths() -> Mapping {
    let file = FILE
        .replace(r#"{"columns": ["When", "Login", "Result"]}"#, r#"{"paths": ["at", "who.mail"]}"#)
        .replace("\"When\", \"zone\": \"Europe/Berlin\"", "\"at\", \"notation\": \"epoch_ms\"")
        .replace("\"Login\"", "\"who.mail\"");
    Mapping::parse(&file).unwrap()
}

fn record(number: i64) -> String {
    let at = 1_772_438_400_000 + number * 1_000;
    format!(r#"{{"at": {at}, "who": {{"mail": "bob"}}, "Method": "PUSH", "Result": "ok"}}"#)
}

#[test]
fn every_row_of_a_mapped_table_has_one_fate_and_a_reason() {
    let ingested = offered(&acme(), CSV);
    assert_eq!(fates(&ingested), (3, 0, 2));
    assert_eq!(issues(&ingested), [IssueKind::NoTime, IssueKind::NoUser]);
    let first = event(&ingested, 0);
    assert_eq!(first.time.to_string(), "2026-03-02T08:00:00.000000Z");
    assert_eq!((first.kind, first.factor), (EventKind::PromptWhole, Factor::Push));
    assert_eq!((first.outcome, first.success), (Outcome::Denied, Tri::No));
    assert_eq!(text(&ingested, first.user), "alice@corp.example");
    let source = ingested.parties.get(first.source);
    assert_eq!(text(&ingested, source.ip), "192.0.2.7");
    assert_eq!(text(&ingested, source.place.city), "Oslo");
    assert_eq!(event(&ingested, 1).outcome, Outcome::Approved);
}

#[test]
fn a_value_that_no_table_lists_is_unknown_and_its_text_is_kept() {
    let ingested = offered(&acme(), CSV);
    let third = event(&ingested, 2);
    assert_eq!((third.outcome, third.factor), (Outcome::Unknown, Factor::Other));
    assert_eq!((text(&ingested, third.result), text(&ingested, third.detail)), ("Hm", "Pager"));
    assert_eq!(ingested.evidence.notes["outcome_not_in_mapping"], 1);
    assert_eq!(ingested.evidence.notes["factor_not_in_mapping"], 1);
}

#[test]
fn the_evidence_says_which_mapping_and_zone_were_used() {
    let evidence = offered(&acme(), CSV).evidence;
    assert_eq!(evidence.mapping, Some(acme().used()));
    assert_eq!(evidence.zone.as_deref(), Some("Europe/Berlin"));
    assert_eq!((evidence.naive_times, evidence.provider), (3, Some(Provider::Other)));
    assert_eq!((evidence.shape, evidence.stream), (Some("csv"), Some("mapped")));
}

#[test]
fn a_zone_chosen_for_the_file_goes_before_that_of_the_mapping() {
    let offered = vec![Arc::new(acme())];
    let choices = Choices { zone: zone("Asia/Tokyo"), offered, ..Choices::default() };
    let ingested = with(choices, CSV);
    let first = event(&ingested, 0);
    assert_eq!(first.time.to_string(), "2026-03-02T00:00:00.000000Z");
    assert_eq!(first.time_basis, TimeBasis::Chosen);
    assert_eq!(ingested.evidence.zone.as_deref(), Some("Asia/Tokyo"));
}

#[test]
fn dates_are_read_in_one_order_in_all_of_a_file_whatever_stands_first() {
    let mapping = Mapping::parse(&FILE.replace(r#", "day_first": true"#, "")).unwrap();
    let csv = CSV.replace("02.03.2026", "02/03/2026");
    let days = |ingested: &Ingested| -> Vec<String> {
        ingested.events.time.iter().map(|time| time.to_string()[..10].to_owned()).collect()
    };
    let guessed = offered(&mapping, &csv);
    assert_eq!(days(&guessed), ["2026-02-03"; 3]);
    assert_eq!(guessed.evidence.notes.get("month_first_assumed"), Some(&4));

    let shown = csv.clone() + "15/03/2026 09:00:00;bob;Push;OK;192.0.2.7;Oslo\n";
    let shown = offered(&mapping, &shown);
    assert_eq!(days(&shown), ["2026-03-02", "2026-03-02", "2026-03-02", "2026-03-15"]);
    assert_eq!(shown.evidence.notes.get("day_first_as_other_dates"), Some(&4));
    assert_eq!(fates(&shown), (4, 0, 2));
}

#[test]
fn json_is_read_by_paths_in_every_shape() {
    let [one, two] = [record(1), record(2)];
    for bytes in [
        format!("{one}\n{two}\n"),
        format!("[{one}, {two}]"),
        format!("{{\"value\": [{one}, {two}]}}"),
        format!("{one}{two}"),
    ] {
        let ingested = offered(&paths(), &bytes);
        assert_eq!(fates(&ingested), (2, 0, 0), "{bytes}");
        let last = event(&ingested, 1);
        assert_eq!(last.time.to_string(), "2026-03-02T08:00:02.000000Z");
        assert_eq!((last.time_basis, last.outcome), (TimeBasis::Zoned, Outcome::Approved));
        assert_eq!(text(&ingested, last.user), "bob");
    }
}

#[test]
fn a_mapped_record_that_is_broken_costs_only_itself() {
    let bytes = format!("{}\n{{\"at\": 1, \n{}\n[1]\n", record(1), record(2));
    let ingested = offered(&paths(), &bytes);
    assert_eq!(ingested.evidence.counts.events, 2);
    assert_eq!(ingested.evidence.counts.unsupported, 0);
    assert!(ingested.evidence.counts.rejected >= 1);
}

#[test]
fn a_mapping_is_never_used_instead_of_a_format_unless_it_is_forced() {
    let file =
        FILE.replace(r#"{"columns": ["When", "Login", "Result"]}"#, r#"{"paths": ["uuid"]}"#);
    let mapping = Mapping::parse(&file).unwrap();
    let bytes = format!("{}\n{}\n", okta(1), okta(2));
    let ingested = offered(&mapping, &bytes);
    assert_eq!(ingested.evidence.provider, Some(Provider::Okta));
    assert_eq!((ingested.evidence.mapping, ingested.evidence.counts.events), (None, 2));
    let ingested = forced(&mapping, &bytes);
    assert_eq!(ingested.evidence.mapping, Some(mapping.used()));
    assert_eq!(fates(&ingested), (0, 0, 2));
}

#[test]
fn a_mapping_is_not_used_for_a_header_that_it_was_not_made_for() {
    let ingested = offered(&acme(), &CSV.replace("Login", "Account"));
    assert_eq!(fates(&ingested), (0, 5, 0));
    assert_eq!(ingested.evidence.mapping, None);
}

#[test]
fn a_sent_prompt_tells_no_outcome_and_a_reason_goes_before_a_result() {
    let file = FILE
        .replace(
            r#"{"otherwise": "prompt"}"#,
            r#"{"from": ["Method"], "values": {"ask": "prompt_sent"}, "otherwise": "sign_in"}"#,
        )
        .replace(r#""from": ["Result"]"#, r#""from": ["Town", "Result"]"#);
    let mapping = Mapping::parse(&file).unwrap();
    let csv = "When,Login,Method,Result,Town\n2026-03-02 09:00,a,Ask,OK,\n\
               2026-03-02 09:00,a,,Nobody,rejected\n";
    let ingested = offered(&mapping, csv);
    let [sent, denied] = [event(&ingested, 0), event(&ingested, 1)];
    assert_eq!((sent.kind, sent.outcome), (EventKind::PromptSent, Outcome::Unknown));
    assert_eq!((denied.kind, denied.success), (EventKind::SignIn, Tri::No));
    assert_eq!(text(&ingested, denied.result), "rejected / Nobody");
}

#[test]
fn a_written_mapping_reads_as_the_same_mapping() {
    for mapping in [acme(), paths()] {
        assert_eq!(Mapping::parse(&mapping.write()), Ok(mapping.clone()));
        assert_eq!(mapping.used().sha256.len(), 64);
    }
    assert_ne!(acme().used().sha256, paths().used().sha256);
}

#[test]
fn b43_a_hostile_or_mistaken_mapping_is_refused_with_the_reason() {
    let many: String = (0..600).map(|n| format!("\"v{n}\": \"denied\", ")).collect();
    for (from, to, reason) in [
        ("pushscope.mapping/1", "pushscope.mapping/9", "this program reads pushscope.mapping/1"),
        ("\"name\"", "\"nmae\"", "unknown field `nmae`"),
        ("\"time\"", "\"when\"", "unknown field `when`"),
        ("\"denied\"", "\"refused\"", "no outcome \"refused\"; known: approved, denied"),
        ("\"push\": \"push\"", "\"push\": \"pull\"", "no factor \"pull\""),
        ("\"prompt\"", "\"prompts\"", "no kind \"prompts\""),
        ("source.ip", "source.address", "no field \"source.address\""),
        ("Europe/Berlin", "Europe/Bielefeld", "no zone \"Europe/Bielefeld\""),
        ("\"OK\": \"approved\"", "\"OK\": \"approved\", \"OK\": \"denied\"", "stands twice"),
        ("\"OK\": \"approved\"", "\"OK\": \"approved\", \"ok\": \"denied\"", "but for letter case"),
        ("\"OK\"", &format!("{many}\"OK\""), "602 values; 0 to 512 may be"),
        ("[\"Result\"],", "[],", "no field is named in \"from\""),
        ("[\"When\", \"Login\", \"Result\"]", "[]", "0 columns or paths"),
        ("\"Client IP\"", "\" \"", "fields.source.ip: a name is empty"),
        ("{\"columns\": [\"When\"", "{\"paths\": [\"When\"", "\"Client IP.\" is no path"),
    ] {
        let mut file = FILE.replacen(from, to, 1);
        if to.contains("paths") {
            file = file.replace("\"Client IP\"", "\"Client IP.\"");
        }
        let refused = Mapping::parse(&file).unwrap_err().to_string();
        assert!(refused.contains(reason), "{to}: {refused}");
    }
    let large = format!("{FILE}{}", " ".repeat(MAX_BYTES));
    assert!(matches!(Mapping::parse(&large), Err(MappingError::TooLarge(_))));
    let deep = "[".repeat(100_000);
    assert!(matches!(Mapping::parse(&deep), Err(MappingError::NotAMapping(_))));
}

fn sample(bytes: &str) -> Sample {
    Sample::read(&mut bytes.as_bytes(), None, Limits::default()).unwrap()
}

#[test]
fn a_proposal_is_found_by_names_and_values() {
    let csv = "Event ID,Timestamp,User Name,MFA Method,Result,Reason,Source IP\n\
               1,2026-03-02 09:00:00,alice,Push notification,FAILURE,User rejected,192.0.2.7\n\
               2,2026-03-02 09:01:00,alice,Hardware token,SUCCESS,,192.0.2.7\n\
               3,2026-03-02 09:02:00,alice,Push notification,FAILURE,Timed out,192.0.2.7\n";
    let Suggestion { mapping, parts } = suggest(&sample(csv), "acme.csv");
    assert_eq!((mapping.time.field.as_str(), mapping.time.notation), ("Timestamp", Notation::Auto));
    assert_eq!(mapping.fields[&Field::User], "User Name");
    assert_eq!(mapping.fields[&Field::Id], "Event ID");
    assert_eq!(mapping.fields[&Field::Source(SideField::Ip)], "Source IP");
    assert_eq!(mapping.outcome.from, ["Reason", "Result"]);
    assert_eq!(mapping.outcome.values["User rejected"], Outcome::Denied);
    assert_eq!(mapping.outcome.values["Timed out"], Outcome::NoAnswer);
    assert_eq!(mapping.kind.values["Hardware token"], EventKind::Verification);
    let user = parts.iter().find(|it| it.part == "user").unwrap();
    assert_eq!(user.sureness, Sureness::Likely);
    assert_eq!(mapping.check(), Ok(()));
    let outcomes: Vec<_> = (0..3).map(|row| event(&offered(&mapping, csv), row).outcome).collect();
    assert_eq!(outcomes, [Outcome::Denied, Outcome::Approved, Outcome::NoAnswer]);
}

#[test]
fn columns_and_values_are_known_in_other_languages_too() {
    let csv = "Zeitpunkt;Anmeldename;Verfahren;Ergebnis;Quell-IP;Ort\n\
        02.03.2026 09:00:00;anna;Push;abgelehnt;192.0.2.7;Oslo\n\
        02.03.2026 09:01:00;anna;Anruf;keine Antwort;192.0.2.7;Oslo\n\
        02.03.2026 09:02:00;anna;Push;bestätigt;192.0.2.7;Oslo\n";
    let mapping = suggest(&sample(csv), "x").mapping;
    let became = forced(&mapping, csv);
    assert_eq!(fates(&became), (3, 0, 0));
    let outcomes: Vec<_> = became.events.outcome.clone();
    assert_eq!(outcomes, [Outcome::Denied, Outcome::NoAnswer, Outcome::Approved]);
    assert_eq!(became.events.factor, [Factor::Push, Factor::PhoneCall, Factor::Push]);
    assert_eq!(text(&became, event(&became, 0).user), "anna");
    let source = became.parties.get(event(&became, 0).source);
    assert_eq!(text(&became, source.ip), "192.0.2.7");
    assert_eq!(text(&became, source.place.city), "Oslo");
}

#[test]
fn the_order_of_day_and_month_is_proposed_where_some_date_allows_one_order_only() {
    let of = |dates: [&str; 2]| {
        let [a, b] = dates;
        let csv = format!("time,user,ip\n{a} 09:00,alice,192.0.2.1\n{b} 09:00,bob,192.0.2.1\n");
        suggest(&sample(&csv), "x").mapping.time.day_first
    };
    assert_eq!(of(["02.03.2026", "15.03.2026"]), Some(true));
    assert_eq!(of(["2/3/2026", "3/15/2026"]), Some(false));
    assert_eq!(of(["02.03.2026", "03.04.2026"]), None);
    assert_eq!(of(["2026-03-02", "2026-03-15"]), None);
}

#[test]
fn a_column_of_the_right_name_and_the_wrong_content_is_not_proposed() {
    let csv = "time,user,ip\n2026-03-02 09:00:00,alice,not told\n";
    let mapping = suggest(&sample(csv), "x").mapping;
    assert!(!mapping.fields.contains_key(&Field::Source(SideField::Ip)));
    let mapping = suggest(&sample("time,user,ip\nlater,alice,192.0.2.1\n"), "x").mapping;
    assert_eq!(mapping.time.field, "");
}

#[test]
fn json_is_proposed_by_paths_and_counts_say_their_unit() {
    let bytes = format!("[{}, {}]", record(1), record(2)).replace("\"at\"", "\"timestamp\"");
    let mapping = suggest(&sample(&bytes), "x").mapping;
    assert_eq!(mapping.time.notation, Notation::EpochMillis);
    assert_eq!(mapping.fields[&Field::User], "who.mail");
    assert_eq!(fates(&offered(&mapping, &bytes)), (2, 0, 0));
}

#[test]
fn a_preview_shows_twenty_rows_and_what_would_be_rejected() {
    let rows = preview(&sample(CSV), &acme());
    let reasons: Vec<_> = rows.iter().map(|row| row.result.as_ref().err()).collect();
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0].result.as_ref().unwrap().outcome, Outcome::Denied);
    assert!(reasons[3].unwrap().starts_with("no time: \"When\" holds no time: \"soon\""));
    assert!(reasons[4].unwrap().starts_with("no user: "));
    assert!(rows[3].text.starts_with("soon;"));
    let many: String = (0..99).map(|number| record(number) + "\n").collect();
    assert_eq!(preview(&sample(&many), &paths()).len(), 20);
}
