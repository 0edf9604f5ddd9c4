//! What the Okta provider makes of records, by small scenarios.

use serde_json::{Value, json};

use crate::ingest::testing::{event, event_of, fates, issues, okta, read, text, with};
use crate::model::{
    AuthEvent, Cause, EventKind, Factor, GeoPoint, IssueKind, Outcome, TimeBasis, Tri,
};

/// `auth_via_mfa` with some fields replaced.
fn answer(changes: Value) -> AuthEvent {
    let record = with(okta(1), json!({"eventType": "user.authentication.auth_via_mfa"}));
    event_of(&with(record, changes)).0
}

fn push(result: &str, reason: Option<&str>, push: Option<&str>, number: Option<&str>) -> Outcome {
    answer(json!({
        "outcome": {"result": result, "reason": reason},
        "debugContext": {"debugData": {
            "factor": "OKTA_VERIFY_PUSH",
            "pushOnlyResponseType": push,
            "pushWithNumberChallengeResponseType": number,
        }}
    }))
    .outcome
}

#[test]
fn a_sent_push_names_user_source_and_flow() {
    let (event, all) = event_of(&okta(1));
    assert_eq!((event.kind, event.factor), (EventKind::PromptSent, Factor::Push));
    assert_eq!((event.success, event.outcome), (Tri::Yes, Outcome::Unknown));
    assert_eq!(event.cause, Cause::SignIn);
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:01.250000Z");
    assert_eq!(text(&all, event.user), "alice@corp.example");
    assert_eq!(text(&all, event.display_name), "Alice A.");
    assert_eq!(text(&all, event.app), "Payroll");
    assert_eq!(text(&all, event.result), "SUCCESS");
    let source = all.parties.get(event.source);
    assert_eq!(text(&all, source.ip), "203.0.113.9");
    assert_eq!((source.asn, source.proxy), (Some(64_500), Some(false)));
    assert_eq!(text(&all, source.user_agent), "Mozilla/5.0 (X11)");
    assert_eq!(source.place.point, GeoPoint::from_degrees(59.9, 10.75));
    assert!(!event.responder.is_present());
    let links = [event.flow, event.session, event.transaction, event.uid];
    assert!(links.iter().all(|key| key.is_present()));
}

#[test]
fn every_way_to_ask_is_a_sent_prompt_of_its_factor() {
    for (name, factor) in [
        ("system.push.send_factor_verify_push", Factor::Push),
        ("device.custom_push.send_notification", Factor::Push),
        ("system.sms.send_factor_verify_message", Factor::Sms),
        ("system.voice.send_mfa_challenge_call", Factor::PhoneCall),
        ("system.voice.send_call", Factor::PhoneCall),
        ("system.email.send_factor_verify_message", Factor::Email),
    ] {
        let (event, _) = event_of(&with(okta(1), json!({"eventType": name})));
        assert_eq!((event.kind, event.factor), (EventKind::PromptSent, factor), "{name}");
    }
}

#[test]
fn a_send_that_okta_refused_is_blocked() {
    let (event, _) = event_of(&with(okta(1), json!({"outcome": {"result": "DENY"}})));
    assert_eq!((event.outcome, event.success), (Outcome::Blocked, Tri::No));
}

#[test]
fn a_send_logged_by_the_system_belongs_to_its_target() {
    let record = with(
        okta(1),
        json!({
            "actor": {"type": "SystemPrincipal", "alternateId": "system@okta.com", "displayName": "Okta System"},
            "target": [
                {"type": "AppInstance", "displayName": "Payroll"},
                {"type": "User", "alternateId": "bob@corp.example", "displayName": "Bob B."},
                {"type": "User", "alternateId": "eve@corp.example", "displayName": "Eve E."}
            ]
        }),
    );
    let (event, all) = event_of(&record);
    assert_eq!(text(&all, event.user), "bob@corp.example");
    assert_eq!(text(&all, event.display_name), "Bob B.");
}

#[test]
fn a_change_belongs_to_the_account_that_was_changed_and_names_who_changed_it() {
    let change = |name: &str, actor: &str| {
        let record = with(
            okta(1),
            json!({
                "eventType": name,
                "actor": {"type": "User", "alternateId": actor, "displayName": "Homer"},
                "target": [{"type": "User", "alternateId": "peter@corp.example", "displayName": "Peter"}]
            }),
        );
        let ingested = read(record.to_string());
        let event = event(&ingested, 0);
        [event.user, event.display_name, event.detail].map(|id| text(&ingested, id).to_owned())
    };
    let [user, name, detail] = change("user.mfa.factor.reset_all", "homer@corp.example");
    assert_eq!((&*user, &*name), ("peter@corp.example", "Peter"));
    assert!(detail.ends_with(": Peter, by homer@corp.example"), "{detail}");
    let [user, _, detail] = change("user.account.reset_password", "system@okta.com");
    assert_eq!(user, "peter@corp.example");
    assert!(detail.ends_with(", by system@okta.com"), "{detail}");
    let [_, _, detail] = change("user.mfa.factor.activate", "peter@corp.example");
    assert!(!detail.contains(", by "), "{detail}");
    assert_eq!(change("user.session.start", "homer@corp.example\\")[0], "homer@corp.example");
}

#[test]
fn fast_pass_is_no_prompt_though_only_the_reason_names_it() {
    let outcome = json!({"result": "FAILURE", "reason": "FastPass declined phishing attempt"});
    let event = answer(json!({"outcome": outcome, "debugContext": {"debugData": {}}}));
    assert_eq!((event.kind, event.outcome), (EventKind::Verification, Outcome::Blocked));
}

#[test]
fn a_prompt_without_a_user_is_rejected_and_any_other_event_stays() {
    let nobody = json!({"actor": {"type": "SystemPrincipal", "alternateId": "system@okta.com"}, "target": []});
    let prompt = with(okta(1), nobody.clone());
    let other = with(with(okta(2), nobody), json!({"eventType": "policy.lifecycle.update"}));
    let ingested = read(json!([prompt, other]).to_string());
    assert_eq!((fates(&ingested), issues(&ingested)), ((1, 0, 1), vec![IssueKind::NoUser]));
    assert_eq!(event(&ingested, 0).kind, EventKind::AdminChange);
}

#[test]
fn answers_to_a_push_follow_the_response_table() {
    use Outcome as O;
    let (approve, deny) = (Some("OV_RESPONSE_APPROVE"), Some("OV_RESPONSE_DENY"));
    let error = Some("OV_RESPONSE_ERROR");
    let number = |end: &str| format!("OV_WITH_CHALLENGE_RESPONSE_{end}");
    let invalid = Some("INVALID_CREDENTIALS");
    assert_eq!(push("SUCCESS", None, None, None), O::Approved);
    assert_eq!(push("SUCCESS", None, approve, Some(&number("VALID"))), O::Approved);
    assert_eq!(push("FAILURE", invalid, deny, None), O::Denied);
    assert_eq!(push("FAILURE", invalid, deny, Some(&number("NOT_APPLICABLE"))), O::Denied);
    assert_eq!(push("FAILURE", invalid, approve, Some(&number("INVALID"))), O::WrongNumber);
    assert_eq!(push("FAILURE", invalid, approve, Some(&number("ERROR"))), O::WrongNumber);
    assert_eq!(push("FAILURE", invalid, error, None), O::Error);
    assert_eq!(push("FAILURE", invalid, None, None), O::Denied);
    assert_eq!(push("UNANSWERED", None, None, None), O::NoAnswer);
    assert_eq!(push("ABANDONED", None, None, None), O::NoAnswer);
    assert_eq!(push("DENY", None, None, None), O::Blocked);
    assert_eq!(push("FAILURE", Some("LOCKED_OUT"), None, None), O::Blocked);
    assert_eq!(push("FAILURE", Some("a reason of next year"), None, None), O::Unknown);
    assert_eq!(push("A_NEW_RESULT", None, None, None), O::Unknown);
}

#[test]
fn number_matching_is_known_from_its_response() {
    let asked = |end: &str| {
        let response = format!("OV_WITH_CHALLENGE_RESPONSE_{end}");
        answer(json!({"debugContext": {"debugData": {
            "factor": "OKTA_VERIFY_PUSH", "pushWithNumberChallengeResponseType": response,
        }}}))
        .number_match
    };
    assert_eq!(asked("VALID"), Tri::Yes);
    assert_eq!(asked("INVALID"), Tri::Yes);
    assert_eq!(asked("NOT_APPLICABLE"), Tri::No);
    assert_eq!(answer(json!({})).number_match, Tri::Unknown);
}

#[test]
fn a_classic_denial_has_types_of_its_own() {
    for name in ["user.mfa.okta_verify.deny_push", "user.mfa.okta_verify.deny_push_upgrade_needed"]
    {
        let (event, _) = event_of(&with(okta(1), json!({"eventType": name})));
        assert_eq!((event.kind, event.factor), (EventKind::PromptAnswered, Factor::Push));
        assert_eq!(event.outcome, Outcome::Denied);
    }
}

#[test]
fn an_answer_is_a_prompt_only_for_a_factor_that_rings() {
    for (logged, kind, factor) in [
        ("OKTA_VERIFY_PUSH", EventKind::PromptAnswered, Factor::Push),
        ("SMS_FACTOR", EventKind::PromptAnswered, Factor::Sms),
        ("CALL_FACTOR", EventKind::PromptAnswered, Factor::PhoneCall),
        ("EMAIL_FACTOR", EventKind::PromptAnswered, Factor::Email),
        ("PASSWORD_AS_FACTOR", EventKind::PasswordCheck, Factor::Password),
        ("SIGNED_NONCE", EventKind::Verification, Factor::WebAuthn),
        ("FIDO_WEBAUTHN", EventKind::Verification, Factor::WebAuthn),
        ("OKTA_SOFT_TOKEN", EventKind::Verification, Factor::Totp),
        ("SECURITY_QUESTION", EventKind::Verification, Factor::Other),
    ] {
        let event = answer(json!({"debugContext": {"debugData": {"factor": logged}}}));
        assert_eq!((event.kind, event.factor), (kind, factor), "{logged}");
    }
}

#[test]
fn without_a_factor_the_enrolment_used_or_the_path_tells() {
    let used = |method: &str| {
        answer(json!({"target": [
            {"type": "AuthenticatorEnrollment", "displayName": "x", "detailEntry": {"methodTypeUsed": method}}
        ]}))
    };
    assert_eq!(used("Password").kind, EventKind::PasswordCheck);
    assert_eq!(used("Get a push notification").factor, Factor::Push);
    assert_eq!(used("Use Okta FastPass").kind, EventKind::Verification);
    let path = |path: &str| answer(json!({"debugContext": {"debugData": {"requestUri": path}}}));
    assert_eq!(path("/api/v1/authn/factors/opf1/verify").factor, Factor::Push);
    assert_eq!(path("/api/v1/authn/factors/sms1/verify").factor, Factor::Sms);
    assert_eq!(path("/api/v1/authn/factors/ost1/verify").kind, EventKind::Verification);
    assert_eq!(path("/idp/idx/authenticators/poll").factor, Factor::Push);
    assert_eq!(path("/idp/idx/challenge/answer").kind, EventKind::Verification);
    assert_eq!(answer(json!({})).kind, EventKind::PromptAnswered);
}

#[test]
fn a_wrong_code_and_a_refused_push_differ_where_the_factor_is_named() {
    let failed = |data: Value| {
        answer(json!({
            "outcome": {"result": "FAILURE", "reason": "INVALID_CREDENTIALS"},
            "debugContext": {"debugData": data}
        }))
        .outcome
    };
    assert_eq!(failed(json!({"factor": "OKTA_VERIFY_PUSH"})), Outcome::Denied);
    assert_eq!(failed(json!({"factor": "SMS_FACTOR"})), Outcome::WrongCode);
    assert_eq!(failed(json!({"factor": "OKTA_SOFT_TOKEN"})), Outcome::WrongCode);
    let poll = json!({"requestUri": "/idp/idx/authenticators/poll"});
    assert_eq!(failed(poll), Outcome::DeniedOrWrongCode);
    assert_eq!(failed(json!({})), Outcome::DeniedOrWrongCode);
}

#[test]
fn fast_pass_that_stops_phishing_blocks() {
    let event = answer(json!({
        "outcome": {"result": "FAILURE", "reason": "FastPass declined phishing attempt"},
        "debugContext": {"debugData": {"factor": "SIGNED_NONCE"}}
    }));
    assert_eq!((event.kind, event.outcome), (EventKind::Verification, Outcome::Blocked));
}

#[test]
fn the_phone_is_told_from_the_browser_by_agent_and_device() {
    let push = |device: &str, agent: &str, path: &str| {
        let event = answer(json!({
            "client": {"device": device, "userAgent": {"rawUserAgent": agent}},
            "debugContext": {"debugData": {"factor": "OKTA_VERIFY_PUSH", "requestUri": path}}
        }));
        (event.source.is_present(), event.responder.is_present())
    };
    let ios = "com.okta.mobile/7.12.0 OktaVerify/7.12.0 iOS/16.1.2 Apple/iPhone14,2";
    let transaction = "/api/v1/authn/factors/opf1/transactions/t1/verify";
    assert_eq!(push("Mobile", ios, ""), (false, true));
    assert_eq!(push("Mobile", "Dalvik/2.1.0", transaction), (false, true));
    assert_eq!(push("Computer", ios, ""), (true, false));
    assert_eq!(push("Computer", "Mozilla/5.0", transaction), (true, false));
    assert_eq!(
        push("Mobile", "Mozilla/5.0 (iPhone)", "/idp/idx/authenticators/poll"),
        (true, false)
    );
}

#[test]
fn the_intent_is_the_cause() {
    for (intent, cause) in [
        ("LOGIN", Cause::SignIn),
        ("AUTHENTICATION", Cause::SignIn),
        ("CREDENTIAL_ENROLLMENT", Cause::Enrolment),
        ("CREDENTIAL_RECOVERY", Cause::Recovery),
        ("SOMETHING_NEW", Cause::Unknown),
    ] {
        let data = json!({"debugContext": {"debugData": {"factorIntent": intent}}});
        assert_eq!(event_of(&with(okta(1), data)).0.cause, cause, "{intent}");
    }
}

#[test]
fn a_session_that_is_unknown_links_nothing() {
    let record = with(okta(1), json!({"authenticationContext": {"externalSessionId": "unknown"}}));
    assert!(!event_of(&record).0.session.is_present());
}

#[test]
fn a_report_by_the_user_points_at_what_was_reported() {
    let record = with(
        okta(1),
        json!({
            "eventType": "user.account.report_suspicious_activity_by_enduser",
            "debugContext": {"debugData": {
                "suspiciousActivityEventType": "user.mfa.factor.activate",
                "suspiciousActivityEventIp": "198.51.100.9",
                "suspiciousActivityEventCity": "Riga",
            }}
        }),
    );
    let (event, all) = event_of(&record);
    assert_eq!(event.kind, EventKind::SuspicionReported);
    assert_eq!(text(&all, event.detail), "user.mfa.factor.activate, 198.51.100.9, Riga");
}

#[test]
fn an_event_type_that_no_table_lists_is_still_an_event() {
    let (event, all) = event_of(&with(okta(1), json!({"eventType": "app.of.next.year"})));
    assert_eq!(event.kind, EventKind::Other);
    assert_eq!(text(&all, event.name), "app.of.next.year");
}

#[test]
fn envelopes_are_looked_through() {
    for record in [
        json!({"version": "0", "detail-type": "SystemLog", "detail": okta(1)}),
        json!({"preview": false, "offset": 0, "result": okta(1)}),
        json!({"preview": false, "result": {"_raw": okta(1).to_string(), "_time": "x"}}),
        json!({"_raw": okta(1).to_string()}),
    ] {
        let (event, all) = event_of(&record);
        assert_eq!(text(&all, event.user), "alice@corp.example", "{record}");
    }
}

#[test]
fn keys_may_be_in_lower_case_and_debug_data_in_any_case() {
    let mut record = okta(1);
    let fields = record.as_object_mut().unwrap();
    for (key, lower) in [("eventType", "eventtype"), ("debugContext", "debugcontext")] {
        let value = fields.remove(key).unwrap();
        fields.insert(lower.to_owned(), value);
    }
    fields["published"] = json!("2026-03-02 08:00:01.250");
    fields["debugcontext"] =
        json!({"debugData": {"AuthnRequestId": "a1", "factor_intent": "LOGIN"}});
    let (event, _) = event_of(&record);
    let (plain, _) = event_of(&okta(1));
    assert_eq!((event.time, event.flow, event.kind), (plain.time, plain.flow, plain.kind));
    assert_eq!(event.cause, Cause::SignIn);
    assert_eq!(event.time_basis, TimeBasis::Defined);
}

const HEADER: &str = "severity,event_type,display_message,uuid,version,timestamp,outcome.result,\
    outcome.reason,actor.id,actor.type,actor.display_name,actor.alternate_id,\
    authentication_context.external_session_id,client.ip_address,client.device,\
    client.user_agent.raw_user_agent,client.geographical_context.country,\
    client.geographical_context.city,client.geographical_context.geolocation.lon,\
    client.geographical_context.geolocation.lat,transaction.id,debug_context.debug_data.request_uri,\
    target0.type,target0.alternate_id,target0.display_name,target1.type,target1.display_name";

fn row(name: &str, result: &str, path: &str) -> String {
    format!(
        "INFO,{name},Message,u-{name}{result}{path},0,2026-03-02T08:00:01.250Z,{result},,a1,User,\
         Alice A.,alice@corp.example,idx1,203.0.113.9,Computer,\"Mozilla/5.0 (X11; \"\"odd\"\")\",\
         Norway,Oslo,10.75,59.9,t1,{path},User,bob@corp.example,Bob B.,AppInstance,Payroll\r\n"
    )
}

#[test]
fn the_admin_console_csv_is_read_by_column_name() {
    let send = row("system.push.send_factor_verify_push", "SUCCESS", "");
    let ingested = read(format!("\u{feff}{HEADER}\r\n{send}"));
    assert_eq!(ingested.evidence.shape, Some("csv"));
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
    let event = event(&ingested, 0);
    assert_eq!((event.kind, event.factor), (EventKind::PromptSent, Factor::Push));
    assert_eq!(text(&ingested, event.user), "alice@corp.example");
    assert_eq!(text(&ingested, event.app), "Payroll");
    let source = ingested.parties.get(event.source);
    assert_eq!(text(&ingested, source.user_agent), "Mozilla/5.0 (X11; \"odd\")");
    assert_eq!(source.place.point, GeoPoint::from_degrees(59.9, 10.75));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:01.250000Z");
    assert!(!event.flow.is_present(), "the CSV holds no authnRequestId");
}

#[test]
fn a_refusal_in_the_csv_cannot_be_told_from_a_wrong_code() {
    let failed = row("user.authentication.auth_via_mfa", "FAILURE", "/idp/idx/authenticators/poll")
        .replace("FAILURE,,", "FAILURE,INVALID_CREDENTIALS,");
    let classic = row("user.mfa.okta_verify.deny_push", "SUCCESS", "");
    let text_message =
        row("user.authentication.auth_via_mfa", "SUCCESS", "/api/v1/authn/factors/sms1/verify");
    let ingested = read(format!("{HEADER}\n{failed}{classic}{text_message}"));
    assert_eq!(fates(&ingested), (3, 0, 0));
    let told = |row| (event(&ingested, row).factor, event(&ingested, row).outcome);
    assert_eq!(told(0), (Factor::Push, Outcome::DeniedOrWrongCode));
    assert_eq!(told(1), (Factor::Push, Outcome::Denied));
    assert_eq!(told(2), (Factor::Sms, Outcome::Approved));
}
