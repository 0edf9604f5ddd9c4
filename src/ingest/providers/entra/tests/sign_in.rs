//! The sign-in log of Graph and Azure Monitor.

use serde_json::{Value, json};

use super::super::sign_in_tables::META;
use super::told;
use crate::ingest::testing::{entra, event, event_of, fates, read, step, text, with};
use crate::model::{EventKind, Factor, Outcome, Tri};

/// Factor, outcome and whether somebody was asked, of each step.
fn steps(record: &Value) -> Vec<(Factor, Outcome, bool)> {
    let (_, ingested) = event_of(record);
    told(&ingested)
}

fn with_steps(steps: &[Value]) -> Value {
    let mut record = entra(1);
    record["authenticationDetails"] = json!(steps);
    record
}

#[test]
fn a_sign_in_is_one_attempt_with_its_steps() {
    let (event, all) = event_of(&entra(1));
    assert_eq!((event.kind, event.success), (EventKind::SignInAttempt, Tri::No));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:01.000000Z");
    assert_eq!(text(&all, event.user), "alice@corp.example");
    assert_eq!(text(&all, event.result), "500121 / denied");
    assert_eq!(text(&all, event.name), "interactive sign-in");
    let source = all.parties.get(event.source);
    assert_eq!(text(&all, source.user_agent), "Edge 120 on Windows 11");
    assert_eq!(text(&all, source.place.country), "NO");
    assert!(!event.responder.is_present());
    assert_eq!(told(&all), vec![(Factor::Push, Outcome::Denied, true)]);
    assert_eq!(all.steps[0].time.to_string(), "2026-03-02T08:00:40.000000Z");
    assert_eq!(text(&all, all.steps[0].result), "MFA denied; user declined the authentication");
}

#[test]
fn every_result_detail_of_the_table_gives_its_outcome_in_any_case_and_with_any_prefix() {
    for row in META.outcomes {
        for prefix in ["", "MFA denied; ", "mfa DENIED; "] {
            let detail = format!("{prefix}{}", row.code);
            let told = steps(&with_steps(&[step("Mobile app notification", &detail)]));
            assert_eq!(told[0].1, row.outcome, "{detail}");
        }
    }
}

#[test]
fn result_details_not_in_doubt_are_as_written() {
    use Outcome as O;
    for (detail, outcome) in [
        ("MFA completed in Azure AD", O::Approved),
        ("MFA successfully completed", O::Approved),
        ("MFA denied; user did not respond to mobile app notification", O::NoAnswer),
        ("MFA denied; Phone App Reported Fraud", O::FraudReported),
        ("SuspiciousActivityReported", O::FraudReported),
        ("MFA denied; user did not select the correct number", O::WrongNumber),
        ("MFA denied; user hung up the phone call without succeeding", O::NoAnswer),
        ("MFA denied; user entered incorrect code", O::WrongCode),
        ("MFA denied; user is blocked", O::Blocked),
        ("MFA denied; a reason of next year", O::Unknown),
    ] {
        let told = steps(&with_steps(&[step("Mobile app notification", detail)]));
        assert_eq!(told, vec![(Factor::Push, outcome, true)], "{detail}");
    }
}

#[test]
fn claims_remembered_devices_and_codes_ask_nobody() {
    let told = steps(&with_steps(&[
        step("Previously satisfied", "MFA requirement satisfied by claim in the token"),
        step("Mobile app notification", "MFA skipped due to remembered device"),
        step("Password", "Correct password"),
        step("OATH verification code", "MFA completed in Azure AD"),
        step("FIDO2 security key", "MFA successfully completed"),
        step("", "MFA required in Azure AD"),
    ]));
    assert!(told.iter().all(|(.., asked)| !asked), "{told:?}");
    let factors: Vec<_> = told.iter().map(|(factor, ..)| *factor).collect();
    use Factor as F;
    assert_eq!(factors, vec![F::Other, F::Push, F::Password, F::Totp, F::WebAuthn, F::Other]);
}

#[test]
fn methods_that_ring_ask() {
    for (method, factor) in [
        ("Mobile app notification", Factor::Push),
        ("Passwordless phone sign-in", Factor::Push),
        ("Text message", Factor::Sms),
        ("Phone call approval (Authentication phone)", Factor::PhoneCall),
    ] {
        let told = steps(&with_steps(&[step(method, "MFA completed in the cloud")]));
        assert_eq!(told, vec![(factor, Outcome::Approved, true)], "{method}");
    }
}

#[test]
fn a_step_without_a_method_is_known_by_what_the_user_did() {
    let told = steps(&with_steps(&[
        step("", "MFA denied; user declined the authentication"),
        step("", "MFA denied; phone call went to voicemail"),
    ]));
    assert_eq!(
        told,
        vec![(Factor::Push, Outcome::Denied, true), (Factor::PhoneCall, Outcome::NoAnswer, true),]
    );
}

#[test]
fn an_interrupt_on_the_way_to_success_may_carry_denied_steps() {
    let record = with(entra(1), json!({"status": {"errorCode": 50140}}));
    let (event, all) = event_of(&record);
    assert_eq!(event.success, Tri::Yes);
    assert_eq!(told(&all), vec![(Factor::Push, Outcome::Denied, true)]);
}

#[test]
fn steps_may_come_as_json_in_a_string() {
    let mut record = entra(1);
    let inner = record["authenticationDetails"].to_string();
    record["authenticationDetails"] = json!(inner);
    assert_eq!(steps(&record), vec![(Factor::Push, Outcome::Denied, true)]);
    record["authenticationDetails"] = json!("[{\"authenticationMethod\":");
    let (_, all) = event_of(&record);
    assert_eq!(all.evidence.notes["broken_authentication_details"], 1);
}

#[test]
fn without_steps_one_is_derived_from_the_status() {
    let bare = |code: u32, details: &str, method: Value| {
        let mut record = with(
            entra(1),
            json!({"status": {"errorCode": code, "additionalDetails": details}, "mfaDetail": method}),
        );
        record.as_object_mut().unwrap().remove("authenticationDetails");
        steps(&record)
    };
    let push = json!({"authMethod": "Mobile app notification", "authDetail": null});
    let declined = "MFA denied; user declined the authentication";
    assert_eq!(bare(500_121, declined, push.clone()), vec![(Factor::Push, Outcome::Denied, true)]);
    assert_eq!(bare(500_121, declined, json!(null)), vec![(Factor::Push, Outcome::Denied, true)]);
    let done = "MFA completed in Azure AD";
    assert_eq!(bare(0, done, push.clone()), vec![(Factor::Push, Outcome::Approved, true)]);
    assert_eq!(bare(0, "MFA requirement satisfied by claim in the token", push.clone()), vec![]);
    assert_eq!(bare(50_074, "MFA required in Azure AD", push.clone()), vec![]);
    assert_eq!(bare(50_076, "MFA required in Azure AD", push), vec![]);
}

#[test]
fn the_envelope_of_azure_monitor_is_looked_through() {
    let mut properties = entra(1);
    properties["authenticationDetails"] = json!(properties["authenticationDetails"].to_string());
    let envelope = |category: &str| {
        json!({
            "time": "2026-03-02T09:00:00Z", "operationName": "Sign-in activity",
            "category": category, "resultType": "500121", "callerIpAddress": "192.0.2.1",
            "location": "NO", "properties": properties,
        })
    };
    let (event, all) = event_of(&envelope("SignInLogs"));
    let (plain, _) = event_of(&entra(1));
    assert_eq!((event.time, event.uid, event.flow), (plain.time, plain.uid, plain.flow));
    assert_eq!(event.success, Tri::No);
    assert_eq!(told(&all), vec![(Factor::Push, Outcome::Denied, true)]);
    let silent = read(envelope("NonInteractiveUserSignInLogs").to_string());
    let name = self::event(&silent, 0).name;
    assert_eq!(text(&silent, name), "non-interactive sign-in");
    let batch = json!({"records": [envelope("SignInLogs"), envelope("ProvisioningLogs")]});
    let ingested = read(batch.to_string());
    assert_eq!((fates(&ingested), ingested.evidence.shape), ((1, 1, 0), Some("wrapped")));
}

#[test]
fn streams_of_no_user_are_named_and_not_read() {
    let monitor = |category: &str| json!({"time": "2026-03-02T08:00:00Z", "operationName": "x", "category": category, "properties": {"id": "1"}});
    for (category, name) in [
        ("ServicePrincipalSignInLogs", "service_principal_sign_in"),
        ("ManagedIdentitySignInLogs", "managed_identity_sign_in"),
        ("ADFSSignInLogs", "adfs_sign_in"),
        ("RiskyUsers", "risky_users"),
        ("ServicePrincipalRiskEvents", "service_principal_risk_events"),
        ("ProvisioningLogs", "provisioning"),
        ("SomethingNew", "other_azure_monitor"),
    ] {
        let ingested = read(monitor(category).to_string());
        assert_eq!(fates(&ingested), (0, 1, 0), "{name}");
        assert_eq!(ingested.evidence.stream, Some(name));
        assert!(META.unsupported.contains(&name), "{name}");
    }
}

#[test]
fn a_failed_second_factor_without_a_known_reason_is_refused_or_a_wrong_code() {
    let mut record = with(
        entra(1),
        json!({"status": {"errorCode": 500_121, "additionalDetails": "MFA refusée"},
            "mfaDetail": {"authMethod": "Notification de l'application"}}),
    );
    record.as_object_mut().unwrap().remove("authenticationDetails");
    assert_eq!(steps(&record), vec![(Factor::Other, Outcome::DeniedOrWrongCode, true)]);
    record["mfaDetail"] = json!({"authMethod": "OATH verification code"});
    assert_eq!(steps(&record), vec![(Factor::Totp, Outcome::DeniedOrWrongCode, false)]);
}

#[test]
fn a_record_that_lost_its_time_takes_the_next_best_and_says_so() {
    let mut properties = entra(1);
    properties.as_object_mut().unwrap().remove("createdDateTime");
    let envelope = json!({
        "time": "2026-03-02T09:00:00Z", "operationName": "Sign-in activity",
        "category": "SignInLogs", "properties": properties,
    });
    let (event, all) = event_of(&envelope);
    assert_eq!(event.time.to_string(), "2026-03-02T09:00:00.000000Z");
    assert_eq!(all.evidence.notes["time_of_ingestion"], 1);
    let (event, all) = event_of(&properties);
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:40.000000Z");
    assert_eq!(all.evidence.notes["time_of_first_step"], 1);
}

#[test]
fn a_user_that_is_only_an_id_is_still_a_user() {
    let (event, all) = event_of(&with(entra(1), json!({"userPrincipalName": ""})));
    assert_eq!(text(&all, event.user), "u1");
    let nobody = with(entra(1), json!({"userPrincipalName": "", "userId": ""}));
    let ingested = read(nobody.to_string());
    assert_eq!((fates(&ingested), ingested.steps.len()), ((0, 0, 1), 0));
}
