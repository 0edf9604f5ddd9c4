//! What is made of records of Duo's administrator log, by small scenarios.

use serde_json::{Value, json};

use crate::ingest::Ingested;
use crate::ingest::testing::{event_of, fates, issues, read, text, with};
use crate::model::{AuthEvent, Cause, EventKind, Factor, IssueKind, Outcome, Tri};

pub(super) fn administrator(action: &str, object: &str, description: &str) -> Value {
    json!({
        "action": action, "username": "Admin Ada", "object": object, "description": description,
        "isotimestamp": "2026-03-02T08:00:00+00:00", "timestamp": 1_772_438_400
    })
}

fn told(action: &str, object: &str, description: &str) -> (AuthEvent, Ingested) {
    event_of(&administrator(action, object, description))
}

#[test]
fn what_administrators_did_to_a_user_is_that_users_event() {
    let (event, all) = told("bypass_create", "bob", r#"{"count": 1, "valid_secs": 3600}"#);
    assert_eq!((event.kind, text(&all, event.user)), (EventKind::AdminChange, "bob"));
    assert_eq!(text(&all, event.detail), "by Admin Ada");
    let (event, all) = told("user_update", "bob", r#"{"status": "Bypass"}"#);
    assert_eq!(text(&all, event.detail), "by Admin Ada, status Bypass");
    assert_eq!(told("hologram_create", "x", "").0.kind, EventKind::AdminChange);
    assert_eq!(told("hologram_seen", "x", "").0.kind, EventKind::Other);
}

#[test]
fn an_odd_description_costs_no_record() {
    let (event, all) = told("admin_lockout", "", "\"message\": \"locked\"");
    assert_eq!((event.kind, event.success), (EventKind::ThreatDetected, Tri::No));
    assert_eq!(all.evidence.notes.get("broken_description"), None);
    let (_, all) = told("admin_lockout", "", "{\"message\": \"locked");
    assert_eq!(all.evidence.notes["broken_description"], 1);
}

#[test]
fn an_offline_enrolment_is_the_users_own() {
    let record = json!({
        "action": "o2fa_user_provisioned", "username": "bob", "object": "Laptop Logon",
        "description": r#"{"hostname": "PC-1", "factor": "duo_otp", "user_agent": "Prov/4"}"#,
        "isotimestamp": "2026-03-02T08:00:00+00:00", "timestamp": 1_772_438_400
    });
    let (event, all) = event_of(&record);
    assert_eq!((event.kind, event.factor), (EventKind::FactorEnrolled, Factor::Totp));
    assert_eq!((text(&all, event.user), text(&all, event.detail)), ("bob", "Laptop Logon, PC-1"));
}

#[test]
fn a_phone_that_was_created_or_deleted_is_nobodys_and_names_who_did_it() {
    for (action, kind) in [
        ("phone_create", EventKind::FactorEnrolled),
        ("phone_delete", EventKind::FactorRemoved),
        ("phone_update", EventKind::AdminChange),
        ("hardtoken_create", EventKind::FactorEnrolled),
    ] {
        let (event, all) = told(action, "555-0100", r#"{"number": "+15550100"}"#);
        assert_eq!((event.kind, event.user.is_present()), (kind, false), "{action}");
        assert_eq!(text(&all, event.detail), "555-0100, +15550100, by Admin Ada");
    }
}

#[test]
fn phones_given_to_or_taken_from_a_user_are_that_users_factors() {
    let given = r#"{"phones": {"phone1": {"number": "+15550100", "extension": ""}}}"#;
    let (event, all) = told("user_update", "bob", given);
    assert_eq!((event.kind, text(&all, event.user)), (EventKind::FactorEnrolled, "bob"));
    assert_eq!(text(&all, event.detail), "by Admin Ada, +15550100");
    let (event, all) = told("user_update", "bob", r#"{"phones": ""}"#);
    assert_eq!((event.kind, text(&all, event.user)), (EventKind::FactorRemoved, "bob"));
    assert_eq!(text(&all, event.detail), "by Admin Ada");
    let (event, _) = told("user_update", "bob", r#"{"phones": "#);
    assert_eq!(event.kind, EventKind::AdminChange);
}

#[test]
fn a_push_to_an_administrator_is_a_whole_prompt() {
    for (factor, expected) in
        [("push", Factor::Push), ("phone", Factor::PhoneCall), ("sms", Factor::Sms)]
    {
        let description =
            json!({"ip_address": "192.0.2.7", "factor": factor, "device": "555-0100"});
        let (event, all) = told("admin_login", "", &description.to_string());
        assert_eq!((event.kind, event.factor), (EventKind::PromptWhole, expected));
        assert_eq!((event.outcome, event.success), (Outcome::Approved, Tri::Yes));
        // An administrator was asked; nobody was asked by one.
        assert_eq!(event.cause, Cause::SignIn);
        assert_eq!(text(&all, event.user), "Admin Ada");
        assert_eq!(text(&all, all.parties.get(event.source).ip), "192.0.2.7");
        assert_eq!(text(&all, all.parties.get(event.responder).device), "555-0100");
    }
}

#[test]
fn an_administrators_sign_in_that_asked_no_phone_is_no_prompt() {
    let (event, all) =
        told("admin_login", "", r#"{"ip_address": "192.0.2.7", "factor": "duo_otp"}"#);
    assert_eq!((event.kind, event.factor), (EventKind::SignIn, Factor::Totp));
    assert_eq!((event.success, event.cause), (Tri::Yes, Cause::SignIn));
    assert_eq!(text(&all, all.parties.get(event.source).ip), "192.0.2.7");
    let failed = told("admin_login_error", "", r#"{"error": "SAML login is disabled"}"#);
    assert_eq!(
        (failed.0.success, text(&failed.1, failed.0.result)),
        (Tri::No, "SAML login is disabled")
    );
}

#[test]
fn the_error_tells_how_a_push_to_an_administrator_ended() {
    for (error, outcome) in [
        ("Login request reported as fraudulent.", Outcome::FraudReported),
        ("Login request denied.", Outcome::Denied),
        ("Login request timed out.", Outcome::NoAnswer),
        ("Something of next year.", Outcome::Unknown),
    ] {
        let description = json!({"factor": "push", "error": error}).to_string();
        let (event, all) = told("admin_2fa_error", "", &description);
        assert_eq!((event.kind, event.factor), (EventKind::PromptWhole, Factor::Push));
        assert_eq!((event.outcome, event.success), (outcome, Tri::No), "{error}");
        assert_eq!(text(&all, event.result), error);
    }
    let reported = r#"{"error": "Login request reported as fraudulent."}"#;
    assert_eq!(told("admin_2fa_error", "", reported).0.kind, EventKind::SuspicionReported);
}

#[test]
fn a_prompt_to_an_administrator_whom_no_field_names_is_rejected() {
    let nameless =
        with(administrator("admin_login", "", r#"{"factor": "push"}"#), json!({"username": ""}));
    let ingested = read(nameless.to_string());
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoUser]));
    let by_mail = with(
        administrator("admin_login", "", r#"{"factor": "push", "email": "ada@corp.example"}"#),
        json!({"username": ""}),
    );
    let (event, all) = event_of(&by_mail);
    assert_eq!(text(&all, event.user), "ada@corp.example");
}

#[test]
fn an_enrolment_code_is_of_the_user_whom_the_description_names_where_no_object_is() {
    let (event, all) = told("send_enroll_code", "", r#"{"uname": "bob", "email": "b@x.example"}"#);
    assert_eq!(text(&all, event.user), "bob");
    assert!(text(&all, event.detail).contains("by Admin Ada"));
}

#[test]
fn a_group_that_is_let_past_the_second_factor_says_so() {
    let (event, all) = told("group_update", "all", r#"{"_status": "Bypass", "name": "all"}"#);
    assert!(text(&all, event.detail).contains("status Bypass"));
}
