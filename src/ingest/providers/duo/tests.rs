//! What is made of Duo's other logs and of other shapes of its records, by small scenarios.

use serde_json::{Value, json};

use super::administrator_tests::administrator;
use crate::ingest::testing::{duo, event, event_of, fates, issues, lines, read, text, with};
use crate::ingest::{Ingested, join};
use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Outcome, TimeBasis, Tri,
};
use crate::testkit::duo_shapes::sentinel;

fn telephony(txid: &str, kind: &str, context: &str) -> Value {
    json!({
        "context": context, "credits": 1, "phone": "+15550100", "telephony_id": "tel-1",
        "ts": "2026-03-02T07:59:30.000000+00:00", "txid": txid, "type": kind
    })
}

#[test]
fn a_message_for_a_sign_in_is_a_prompt_sent() {
    for (kind, factor) in [("sms", Factor::Sms), ("phone", Factor::PhoneCall)] {
        let (event, all) = event_of(&telephony("t1", kind, "authentication"));
        assert_eq!((event.kind, event.factor), (EventKind::PromptSent, factor));
        assert_eq!((event.cause, event.outcome), (Cause::SignIn, Outcome::Unknown));
        assert_eq!(event.flow, LinkKey::of("t1"));
        assert_eq!(text(&all, all.parties.get(event.responder).device), "+15550100");
        assert!(!event.user.is_present());
    }
    for (context, cause) in [("enrollment", Cause::Enrolment), ("verify", Cause::Unknown)] {
        let (event, _) = event_of(&telephony("t1", "sms", context));
        assert_eq!((event.kind, event.cause), (EventKind::Other, cause), "{context}");
    }
}

#[test]
fn a_message_for_an_administrators_sign_in_is_a_prompt_sent() {
    for (kind, factor) in [("sms", Factor::Sms), ("phone", Factor::PhoneCall)] {
        let (event, _) = event_of(&telephony("t1", kind, "administrator login"));
        assert_eq!((event.kind, event.factor), (EventKind::PromptSent, factor));
        assert_eq!(event.cause, Cause::SignIn);
    }
}

#[test]
fn the_older_telephony_log_has_no_id_of_the_attempt() {
    let record = json!({
        "context": "authentication", "credits": 1, "phone": "+15550100", "type": "sms",
        "isotimestamp": "2026-03-02T08:00:00+00:00", "timestamp": 1_772_438_400
    });
    let (event, _) = event_of(&record);
    assert_eq!((event.kind, event.flow), (EventKind::PromptSent, LinkKey::ABSENT));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.000000Z");
}

#[test]
fn the_user_of_a_message_is_that_of_the_attempt_in_another_file() {
    let sent = lines(&[telephony("duo-1", "phone", "authentication")]);
    let attempt = lines(&[with(duo(1), json!({"factor": "phone_call"}))]);
    for files in [[&sent, &attempt], [&attempt, &sent]] {
        let joined = join(files.iter().map(|text| read(text.as_bytes())).collect());
        let users: Vec<_> = joined.events.user.iter().map(|user| joined.texts.get(*user)).collect();
        assert_eq!(users, ["alice", "alice"]);
    }
}

#[test]
fn seconds_stand_in_where_the_time_is_mangled() {
    let mut record = administrator("admin_update", "", "{}");
    record["isotimestamp"] = json!("2026-03-02T08: 00: 00+00: 00");
    let (event, all) = event_of(&record);
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.000000Z");
    assert_eq!(all.evidence.notes["time_from_seconds"], 1);
}

#[test]
fn an_activity_is_about_its_target_where_that_is_a_user() {
    let record = json!({
        "action": {"name": "phone_create"}, "activity_id": "a1", "ts": "2026-03-02T08:00:00+00:00",
        "actor": {"name": "Admin Ada", "type": "admin", "key": "DE1"},
        "target": {"name": "bob", "type": "user"},
        "access_device": {"ip": {"address": "192.0.2.7"}, "browser": "Edge"}
    });
    let (event, all) = event_of(&record);
    assert_eq!((event.kind, text(&all, event.user)), (EventKind::FactorEnrolled, "bob"));
    assert_eq!(text(&all, event.detail), "by Admin Ada");
    assert_eq!(text(&all, all.parties.get(event.source).ip), "192.0.2.7");
    let own = json!({
        "action": "phone_create", "activity_id": "a2", "ts": "2026-03-02T08:00:00+00:00",
        "actor": {"name": "carol", "type": "user", "details": "{}"}, "akey": "DA1"
    });
    let (event, all) = event_of(&own);
    assert_eq!((event.kind, text(&all, event.user)), (EventKind::FactorEnrolled, "carol"));
}

#[test]
fn an_activity_of_an_administrator_on_a_phone_is_not_the_administrators() {
    let record = json!({
        "action": {"name": "phone_delete"}, "activity_id": "a1", "ts": "2026-03-02T08:00:00+00:00",
        "actor": {"name": "Admin Ada", "type": "admin", "key": "DE1"},
        "target": {"name": "555-0100", "type": "phone"}
    });
    let (event, all) = event_of(&record);
    assert_eq!((event.kind, event.user.is_present()), (EventKind::FactorRemoved, false));
    assert_eq!(text(&all, event.detail), "555-0100, by Admin Ada");
}

#[test]
fn what_trust_monitor_surfaces_is_a_threat_and_no_prompt() {
    let record = json!({
        "sekey": "SE1", "type": "auth", "state": "new", "priority_event": true,
        "surfaced_timestamp": 1_772_438_400_123_i64, "surfaced_auth": duo(1),
        "explanations": [{"type": "NEW_NETBLOCK", "summary": "x"}, {"type": "NEW_IKEY"}]
    });
    let (event, all) = event_of(&record);
    assert_eq!((event.kind, text(&all, event.user)), (EventKind::ThreatDetected, "alice"));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.123000Z");
    assert_eq!(text(&all, event.detail), "NEW_NETBLOCK, NEW_IKEY, new, priority");
    assert_eq!(event.flow, LinkKey::of("duo-1"));
    let bypass = json!({
        "sekey": "SE2", "type": "bypass_status", "surfaced_timestamp": 1_772_438_400_123_i64,
        "enabled_by": {"name": "Ada"}, "enabled_for": {"name": "bob"}
    });
    let (event, all) = event_of(&bypass);
    assert_eq!((text(&all, event.user), text(&all, event.detail)), ("bob", "bypass set by Ada"));
}

/// What two records say of the same thing, whatever their shape.
fn same(a: &Value, b: &Value) {
    let ((a, of_a), (b, of_b)) = (event_of(a), event_of(b));
    let words = |event: &AuthEvent, all: &Ingested| {
        let ids = [event.user, event.name, event.result, event.app, event.detail];
        let [source, phone] = [event.source, event.responder].map(|party| all.parties.get(party));
        let sides = [source.ip, source.place.city, source.user_agent, phone.ip, phone.device];
        ids.into_iter().chain(sides).map(|id| text(all, id).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(words(&a, &of_a), words(&b, &of_b));
    assert_eq!((a.time, a.kind, a.factor, a.outcome), (b.time, b.kind, b.factor, b.outcome));
    assert_eq!((a.uid, a.flow, a.cause, a.success), (b.uid, b.flow, b.cause, b.success));
}

#[test]
fn sentinels_tables_say_the_same_as_the_api() {
    let surfaced = json!({
        "sekey": "SE1", "type": "auth", "surfaced_timestamp": 1_772_438_400_123_i64,
        "surfaced_auth": duo(1), "explanations": [{"type": "NEW_IKEY", "summary": "x"}]
    });
    let mut older = telephony("t1", "sms", "authentication");
    let fields = older.as_object_mut().unwrap();
    fields.remove("ts");
    fields.insert("isotimestamp".to_owned(), json!("2026-03-02T07:59:30+00:00"));
    for record in [
        duo(1),
        older,
        administrator("admin_login", "", r#"{"ip_address": "192.0.2.7", "factor": "sms"}"#),
        surfaced,
    ] {
        same(&record, &sentinel(&record));
    }
}

#[test]
fn a_row_of_one_table_for_all_logs_is_told_apart_by_its_cells() {
    let empty = sentinel(&with(duo(1), json!({"result": "", "factor": "", "reason": ""})));
    let row = with(
        json!({"action_s": "", "context_s": "", "credits_d": "", "phone_s": "", "sekey_s": ""}),
        empty,
    );
    let row = with(row, json!({"user_name_s": "", "txid_g": ""}));
    let sms =
        json!({"context_s": "authentication", "credits_d": "1", "phone_s": "+1", "type_s": "sms"});
    assert_eq!(event_of(&with(row.clone(), sms)).0.kind, EventKind::PromptSent);
    let login = json!({"action_s": "admin_login", "username_s": "Ada", "description_s": ""});
    assert_eq!(event_of(&with(row, login)).0.kind, EventKind::SignIn);
}

#[test]
fn a_date_of_small_numbers_is_no_guess_beside_its_seconds() {
    let record = json!({
        "isotimestamp_t [UTC]": "3/2/2026, 8:00:00.555 AM", "timestamp_d": "1772438400",
        "txid_g": "t", "user_name_s": "alice", "factor_s": "duo_push", "result_s": "denied",
        "reason_s": "user_mistake", "event_type_s": "authentication"
    });
    let (event, all) = event_of(&record);
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.555000Z");
    assert_eq!((event.time_basis, event.outcome), (TimeBasis::Defined, Outcome::Denied));
    assert_eq!(all.evidence.notes.get("month_first_assumed"), None);
}

#[test]
fn lines_of_cef_are_read_and_have_no_reason() {
    let head = "Mar  2 08:00:00 h CEF:0|Duo Security|DuoLogSync|2.3.0|";
    let lines = format!(
        "{head}authentication|authentication|5|dhost=None src=192.0.2.1 cs1Label=integration \
         cs1=Acme VPN cs2Label=event_type cs2=authentication cs3Label=factor cs3=duo_push \
         outcome=denied rt=1772438400123 duser=alice\n\
         {head}telephony|telephony|5|cs1Label=context cs1=authentication cs2Label=credits cs2=1 \
         cs4Label=phone cs4=+15550100 rt=1772438400000 cs5Label=type cs5=sms\n\
         {head}user_update|admin|5|act=user_update suser=Ada rt=2026-03-02T08:00:00+00:00\n"
    );
    let ingested = read(lines);
    assert_eq!(fates(&ingested), (3, 0, 0), "{:?}", ingested.issues);
    let attempt = event(&ingested, 0);
    assert_eq!(attempt.time.to_string(), "2026-03-02T08:00:00.123000Z");
    assert_eq!((attempt.kind, attempt.outcome), (EventKind::PromptWhole, Outcome::Unknown));
    assert_eq!((text(&ingested, attempt.user), attempt.success), ("alice", Tri::No));
    assert_eq!(text(&ingested, attempt.app), "Acme VPN");
    assert_eq!(event(&ingested, 1).kind, EventKind::PromptSent);
    assert_eq!(event(&ingested, 2).kind, EventKind::AdminChange);
}

#[test]
fn the_csv_without_a_header_is_read_by_position() {
    let ingested = read(
        "\"1772438400\",\"555-0100\",\"Duo Push\",\"Acme VPN\",\"192.0.2.1\",\"False\",\
         \"User approved\",\"SUCCESS\",\"alice\"\n\
         \"1772438500\",\"555-0100\",\"Duo Push\",\"Acme, VPN\",\"192.0.2.1\",\"False\",\
         \"User marked fraud\",\"FRAUD\",\"alice\"\n",
    );
    assert_eq!(fates(&ingested), (2, 0, 0), "{:?}", ingested.issues);
    let [first, second] = [0, 1].map(|row| event(&ingested, row));
    assert_eq!((first.outcome, second.outcome), (Outcome::Approved, Outcome::FraudReported));
    assert_eq!(text(&ingested, second.app), "Acme, VPN");
    assert_eq!(text(&ingested, ingested.parties.get(first.source).ip), "192.0.2.1");
}

#[test]
fn the_panels_csv_is_mapped_by_what_its_columns_may_be_called_and_says_so() {
    let ingested = read(
        "Timestamp,Result,Reason,User,Application,Access Device IP,Access Device Location,\
         Second Factor,Authentication Device Name\n\
         2026-03-02 08:00:00,Denied,User mistake,alice,VPN,192.0.2.1,\"Oslo, Oslo, Norway\",\
         Duo Push,Phone\n\
         2026-03-02 08:01:00,Granted,User approved,alice,VPN,192.0.2.1,Norway,Duo Push,Phone\n",
    );
    assert_eq!(fates(&ingested), (2, 0, 0), "{:?}", ingested.issues);
    let [first, second] = [0, 1].map(|row| event(&ingested, row));
    assert_eq!((first.outcome, second.outcome), (Outcome::Denied, Outcome::Approved));
    assert_eq!(first.time_basis, TimeBasis::Assumed);
    let source = ingested.parties.get(first.source);
    assert_eq!(text(&ingested, source.place.city), "Oslo");
    assert_eq!(text(&ingested, source.place.country), "Norway");
    assert_eq!(ingested.evidence.notes["panel_columns_guessed"], 2);
    assert_eq!(ingested.evidence.notes["time_zone_assumed_utc"], 2);
}

#[test]
fn a_record_of_another_log_without_a_time_is_rejected_with_that_reason() {
    let record = with(telephony("t", "sms", "authentication"), json!({"ts": "soon"}));
    let ingested = read(record.to_string());
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoTime]));
    let record =
        with(administrator("admin_update", "", ""), json!({"isotimestamp": "", "timestamp": null}));
    assert_eq!(fates(&read(record.to_string())), (0, 0, 1));
}
