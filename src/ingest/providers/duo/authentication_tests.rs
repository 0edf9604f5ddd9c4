//! What is made of records of Duo's authentication log, by small scenarios.

use serde_json::{Value, json};

use crate::ingest::testing::{duo, event_of, fates, issues, read, text, with};
use crate::model::{AuthEvent, Cause, EventKind, Factor, IssueKind, Outcome, Tri};

fn attempt(factor: Value, result: &str, reason: Value) -> AuthEvent {
    let changes = json!({"factor": factor, "result": result, "reason": reason});
    event_of(&with(duo(1), changes)).0
}

#[test]
fn one_record_is_one_whole_prompt_with_both_sides() {
    let (event, all) = event_of(&duo(1));
    assert_eq!((event.kind, event.factor), (EventKind::PromptWhole, Factor::Push));
    assert_eq!((event.outcome, event.success), (Outcome::Approved, Tri::Yes));
    assert_eq!((event.cause, event.number_match), (Cause::SignIn, Tri::No));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:01.000123Z");
    assert_eq!((text(&all, event.user), text(&all, event.app)), ("alice", "VPN"));
    assert_eq!(text(&all, event.result), "success / user_approved");
    assert_eq!(event.flow, event.uid);
    let (source, phone) = (all.parties.get(event.source), all.parties.get(event.responder));
    assert_eq!(text(&all, source.ip), "203.0.113.9");
    assert_eq!(text(&all, source.user_agent), "Edge 120.0 on Windows 11");
    assert_eq!(text(&all, source.place.city), "Oslo");
    assert_eq!((text(&all, phone.ip), text(&all, phone.place.city)), ("198.51.100.7", "Bergen"));
    assert_eq!(text(&all, phone.device), "Phone of Alice");
}

#[test]
fn every_reason_of_the_table_gives_its_outcome() {
    let reasons = super::tables::META.outcomes.iter().filter(|row| row.field == "reason");
    for row in reasons.filter(|row| !super::tables::UNASKED.contains(&row.code)) {
        let result = if row.outcome == Outcome::Approved { "success" } else { "denied" };
        let event = attempt(json!("duo_push"), result, json!(row.code));
        assert_eq!(event.outcome, row.outcome, "{}", row.code);
    }
}

#[test]
fn the_reasons_not_in_doubt_are_as_written() {
    use Outcome as O;
    for (reason, outcome) in [
        ("user_mistake", O::Denied),
        ("no_response", O::NoAnswer),
        ("user_cancelled", O::Cancelled),
        ("anomalous_push", O::Blocked),
        ("locked_out", O::Blocked),
        ("a_reason_of_next_year", O::Unknown),
    ] {
        assert_eq!(attempt(json!("duo_push"), "denied", json!(reason)).outcome, outcome);
    }
    let fraud = attempt(json!("duo_push"), "fraud", json!("user_marked_fraud"));
    assert_eq!((fraud.outcome, fraud.success), (O::FraudReported, Tri::No));
    assert_eq!(attempt(json!("duo_push"), "fraud", json!(null)).outcome, O::FraudReported);
    assert_eq!(attempt(json!("duo_push"), "denied", json!("user_approved")).outcome, O::Unknown);
}

#[test]
fn factors_that_ask_nobody_make_no_prompt() {
    for (factor, reason, kind, expected) in [
        ("verified_duo_push", "user_approved", EventKind::PromptWhole, Factor::Push),
        ("phone_call", "user_approved", EventKind::PromptWhole, Factor::PhoneCall),
        ("sms_refresh", "user_approved", EventKind::PromptWhole, Factor::Sms),
        ("sms_passcode", "valid_passcode", EventKind::Verification, Factor::Sms),
        ("duo_mobile_passcode", "valid_passcode", EventKind::Verification, Factor::Totp),
        ("webauthn_of_next_year", "user_approved", EventKind::Verification, Factor::WebAuthn),
        ("remembered_device", "remembered_device", EventKind::SignIn, Factor::Other),
        ("trusted_network", "trusted_network", EventKind::SignIn, Factor::Other),
        ("bypass_code", "bypass_user", EventKind::SignIn, Factor::Other),
    ] {
        let event = attempt(json!(factor), "success", json!(reason));
        assert_eq!((event.kind, event.factor), (kind, expected), "{factor}");
    }
    let verified = attempt(json!("verified_duo_push"), "success", json!("user_approved"));
    assert_eq!(verified.number_match, Tri::Yes);
}

#[test]
fn without_a_factor_the_reason_tells_whether_somebody_was_asked() {
    for (result, reason, kind) in [
        ("success", "user_approved", EventKind::PromptWhole),
        ("denied", "no_response", EventKind::PromptWhole),
        ("success", "valid_passcode", EventKind::Verification),
        ("success", "bypass_user", EventKind::SignIn),
        ("denied", "location_restricted", EventKind::Policy),
        ("denied", "a_reason_of_next_year", EventKind::Other),
    ] {
        let event = attempt(json!(null), result, json!(reason));
        assert_eq!(event.kind, kind, "{reason}");
    }
}

#[test]
fn a_reason_that_means_nobody_was_asked_makes_no_prompt_whatever_the_factor() {
    for factor in ["duo_push", "verified_duo_push", "phone_call", "sms_refresh", "passcode"] {
        for reason in [
            "bypass_user",
            "remembered_device",
            "trusted_location",
            "trusted_network",
            "allowed_by_policy",
            "allow_unenrolled_user",
            "allow_unenrolled_user_on_trusted_network",
        ] {
            let event = attempt(json!(factor), "success", json!(reason));
            assert_eq!((event.kind, event.success), (EventKind::SignIn, Tri::Yes), "{reason}");
            assert_eq!((event.factor, event.outcome), (Factor::Other, Outcome::Unknown));
            assert_eq!(event.number_match, Tri::Unknown);
        }
    }
    let refused = attempt(json!("duo_push"), "denied", json!("bypass_user"));
    assert_eq!((refused.kind, refused.success), (EventKind::Other, Tri::No));
    let older = attempt(json!("Duo Push"), "SUCCESS", json!("Bypass user"));
    assert_eq!(older.kind, EventKind::SignIn);
}

/// An attempt without a factor, answered by the device of this name and key.
fn unnamed(device: Value, key: Value, result: &str, reason: &str) -> AuthEvent {
    let changes = json!({"factor": null, "result": result, "reason": reason,
        "auth_device": {"ip": null, "key": key, "name": device}});
    event_of(&with(duo(1), changes)).0
}

#[test]
fn without_a_factor_an_approval_is_a_prompt_only_where_a_phone_gave_it() {
    for (device, key) in [
        (json!("555-555-0100"), json!(null)),
        (json!("+47 22 55 01 00"), json!(null)),
        (json!("Tablet of Bob (555-555-0100)"), json!(null)),
        (json!("Work phone"), json!(null)),
        (json!("Bob"), json!("DPABCDEFGHIJKLMNOPQR")),
    ] {
        let event = unnamed(device.clone(), key, "success", "user_approved");
        assert_eq!(event.kind, EventKind::PromptWhole, "{device}");
    }
    for (device, factor) in [
        (json!("WAABCDEFGH1234567890"), Factor::WebAuthn),
        (json!("Key in the drawer"), Factor::Other),
        (json!(null), Factor::Other),
    ] {
        for (result, reason, outcome) in [
            ("success", "user_approved", Outcome::Approved),
            ("denied", "user_cancelled", Outcome::Cancelled),
            ("denied", "no_response", Outcome::NoAnswer),
        ] {
            let event = unnamed(device.clone(), json!(null), result, reason);
            assert_eq!((event.kind, event.factor), (EventKind::Verification, factor), "{device}");
            assert_eq!(event.outcome, outcome, "{device}");
        }
    }
}

#[test]
fn without_a_factor_an_answer_that_only_a_phone_gives_is_a_prompt() {
    for (reason, factor) in [
        ("user_mistake", Factor::Other),
        ("anomalous_push", Factor::Push),
        ("call_timed_out", Factor::PhoneCall),
        ("no_keys_pressed", Factor::PhoneCall),
    ] {
        let event = unnamed(json!(null), json!(null), "denied", reason);
        assert_eq!((event.kind, event.factor), (EventKind::PromptWhole, factor), "{reason}");
    }
    let reported = unnamed(json!(null), json!(null), "fraud", "user_marked_fraud");
    assert_eq!((reported.kind, reported.outcome), (EventKind::PromptWhole, Outcome::FraudReported));
}

#[test]
fn an_enrolment_is_its_own_cause() {
    let record = with(duo(1), json!({"event_type": "enrollment", "reason": null, "factor": null}));
    let (event, _) = event_of(&record);
    assert_eq!((event.kind, event.cause), (EventKind::FactorEnrolled, Cause::Enrolment));
}

#[test]
fn placeholders_for_addresses_and_places_are_absent() {
    let record = with(
        duo(1),
        json!({
            "access_device": {"ip": "0.0.0.0", "location": {"city": null, "state": "-", "country": ""},
                "browser": null, "browser_version": null, "os": null, "os_version": null},
            "auth_device": {"ip": null, "key": null, "name": null, "location": null}
        }),
    );
    let (event, _) = event_of(&record);
    assert!(!event.source.is_present() && !event.responder.is_present());
}

#[test]
fn the_time_falls_back_to_seconds_and_never_to_a_guess() {
    let (event, _) = event_of(&with(duo(1), json!({"isotimestamp": null})));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.000000Z");
    let record = with(duo(1), json!({"isotimestamp": null, "timestamp": 1_772_438_400_000_i64}));
    let ingested = read(record.to_string());
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoTime]));
}

#[test]
fn the_older_flat_form_is_read_alike() {
    let record = json!({
        "timestamp": 1_772_438_400, "username": "alice", "eventtype": "authentication",
        "factor": "Duo Push", "result": "FAILURE", "reason": "User cancelled",
        "integration": "VPN", "ip": "203.0.113.9", "device": "555-0100", "new_enrollment": false,
        "location": {"city": "Oslo", "state": "Oslo", "country": "Norway"}
    });
    let (event, all) = event_of(&record);
    assert_eq!((event.kind, event.factor), (EventKind::PromptWhole, Factor::Push));
    assert_eq!((event.outcome, event.success), (Outcome::Cancelled, Tri::No));
    assert_eq!((text(&all, event.user), text(&all, event.app)), ("alice", "VPN"));
    assert_eq!(text(&all, all.parties.get(event.source).ip), "203.0.113.9");
}

#[test]
fn a_prompt_without_a_user_is_rejected() {
    let ingested = read(with(duo(1), json!({"user": {"name": ""}})).to_string());
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoUser]));
}
