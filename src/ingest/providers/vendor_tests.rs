//! What is made of records of vendors that one file each reads, by small scenarios.

use serde_json::{Value, json};

use crate::ingest::Ingested;
use crate::ingest::testing::{event, event_of, fates, issues, lines, read, text, told_by, with};
use crate::model::{AuthEvent, EventKind, Factor, IssueKind, LinkKey, Outcome, TimeBasis, Tri};

fn auth0(code: &str) -> Value {
    json!({"log_id": format!("l-{code}"), "data": {
        "date": "2026-03-02T08:00:00.123Z", "type": code, "description": "It happened",
        "client_id": "c1", "client_name": "Mail", "connection": "DB", "ip": "192.0.2.7",
        "user_agent": "Edge", "user_id": "auth0|1", "user_name": "alice@corp.example",
        "details": {"session_id": "s1"}, "log_id": format!("l-{code}")
    }})
}

#[test]
fn guardian_logs_a_push_when_it_is_sent_and_when_it_is_rejected() {
    for (code, kind, factor, outcome) in [
        ("gd_send_pn", EventKind::PromptSent, Factor::Push, Outcome::Unknown),
        ("gd_send_sms", EventKind::PromptSent, Factor::Sms, Outcome::Unknown),
        ("gd_send_voice", EventKind::PromptSent, Factor::PhoneCall, Outcome::Unknown),
        ("gd_send_pn_failure", EventKind::PromptSent, Factor::Push, Outcome::Error),
        ("gd_auth_rejected", EventKind::PromptAnswered, Factor::Push, Outcome::Denied),
        ("gd_auth_succeed", EventKind::Verification, Factor::Other, Outcome::Approved),
        ("gd_auth_failed", EventKind::Verification, Factor::Totp, Outcome::WrongCode),
        ("gd_enrollment_complete", EventKind::FactorEnrolled, Factor::Other, Outcome::Unknown),
        ("s", EventKind::SignIn, Factor::Other, Outcome::Unknown),
        ("fp", EventKind::PasswordCheck, Factor::Password, Outcome::WrongCode),
        ("code_of_next_year", EventKind::Other, Factor::Other, Outcome::Unknown),
    ] {
        assert_eq!(told_by(&auth0(code)), (kind, factor, outcome), "{code}");
    }
    let (event, all) = event_of(&auth0("gd_send_pn"));
    assert_eq!(text(&all, event.user), "auth0|1");
    assert_eq!(text(&all, event.display_name), "alice@corp.example");
    assert_eq!((event.session, event.uid), (LinkKey::of("s1"), LinkKey::of("l-gd_send_pn")));
}

#[test]
fn a_call_of_the_management_api_about_a_push_is_no_prompt() {
    let request =
        json!({"path": "/v2/attack-protection/push", "channel": "https://manage.auth0.com/"});
    let record = with(auth0("gd_send_pn"), json!({"data": {"details": {"request": request}}}));
    assert_eq!(event_of(&record).0.kind, EventKind::AdminChange);
}

#[test]
fn the_bare_form_of_the_api_says_the_same_as_a_stream() {
    let mut bare = auth0("gd_auth_rejected")["data"].take();
    bare["_id"] = json!("l-gd_auth_rejected");
    bare["date"] = json!("2026-03-02 08:00:00.123000000");
    let ingested = read(json!([bare]).to_string());
    assert_eq!(fates(&ingested), (1, 0, 0));
    let (streamed, _) = event_of(&auth0("gd_auth_rejected"));
    let bare = event(&ingested, 0);
    assert_eq!((bare.time, bare.kind, bare.uid), (streamed.time, streamed.kind, streamed.uid));
    assert_eq!((bare.outcome, bare.success), (Outcome::Denied, Tri::No));
}

fn google(name: &str, parameters: Value) -> Value {
    json!({
        "kind": "admin#reports#activity",
        "id": {"time": "2026-03-02T08:00:00.123Z", "uniqueQualifier": "7", "applicationName": "login"},
        "actor": {"email": "alice@corp.example"}, "ipAddress": "192.0.2.7",
        "networkInfo": {"ipAsn": [64500], "regionCode": "NO"},
        "events": [{"type": "login", "name": name, "parameters": parameters}]
    })
}

fn challenge(status: &str, methods: &[&str]) -> Value {
    json!([
        {"name": "login_type", "value": "google_password"},
        {"name": "login_challenge_method", "multiValue": methods},
        {"name": "login_challenge_status", "value": status},
        {"name": "is_second_factor", "boolValue": true}
    ])
}

fn steps(all: &Ingested) -> Vec<(Factor, Outcome)> {
    all.steps.iter().map(|step| (step.factor, step.outcome)).collect()
}

#[test]
fn a_google_prompt_is_one_step_however_many_events_name_it() {
    let methods = ["password", "google_prompt"];
    let mut record = google("login_verification", challenge("Challenge Passed.", &methods[1..]));
    record["events"].as_array_mut().unwrap().push(json!({
        "type": "login", "name": "login_success",
        "parameters": [{"multiValue": methods, "name": "login_challenge_method"}]
    }));
    let (event, all) = event_of(&record);
    assert_eq!((event.kind, event.success), (EventKind::SignInAttempt, Tri::Yes));
    assert_eq!(steps(&all), [(Factor::Push, Outcome::Approved)]);
    assert_eq!(text(&all, event.name), "login_success");
    let source = all.parties.get(event.source);
    assert_eq!((source.asn, text(&all, source.place.country)), (Some(64500), "NO"));
}

#[test]
fn a_failed_google_prompt_is_unsatisfied_and_other_methods_ask_nobody() {
    let failed = google("login_challenge", challenge("Challenge Failed.", &["google_prompt"]));
    let (event, all) = event_of(&failed);
    assert_eq!((event.kind, event.success), (EventKind::SignInAttempt, Tri::No));
    assert_eq!(steps(&all), [(Factor::Push, Outcome::DeniedOrWrongCode)]);
    let code = google("login_challenge", challenge("Challenge Passed.", &["google_authenticator"]));
    let (event, all) = event_of(&code);
    assert_eq!((event.kind, event.factor), (EventKind::Verification, Factor::Totp));
    assert_eq!((event.outcome, steps(&all).len()), (Outcome::Approved, 0));
    let password = google(
        "login_success",
        json!([{"name": "login_challenge_method", "multiValue": ["password"]}]),
    );
    assert_eq!(event_of(&password).0.kind, EventKind::SignIn);
}

#[test]
fn every_shape_of_an_activity_says_the_same() {
    let usual = google("login_verification", challenge("passed", &["google_prompt"]));
    let mut single = usual.clone();
    let first = single["events"][0].take();
    single["events"] = first.clone();
    let mut splunk = usual.clone();
    splunk.as_object_mut().unwrap().remove("events");
    let bare = splunk.clone();
    splunk["event"] = first;
    let sentinel = with(
        bare.clone(),
        json!({
            "event_name": "login_verification", "event_type": "login",
            "login_challenge_method": ["google_prompt"], "login_challenge_status": "passed"
        }),
    );
    let panther = with(
        bare,
        json!({
            "name": "login_verification", "type": "login", "parameters": {
                "login_challenge_method": ["google_prompt"], "login_challenge_status": "passed"
            }
        }),
    );
    let (event, _) = event_of(&usual);
    let listed = read(json!({"items": [usual.clone()]}).to_string());
    assert_eq!((fates(&listed), steps(&listed).len()), ((1, 0, 0), 1));
    for record in [single, splunk, sentinel, panther] {
        let (other, all) = event_of(&record);
        assert_eq!((other.kind, other.flow, other.uid), (event.kind, event.flow, event.uid));
        assert_eq!(steps(&all), [(Factor::Push, Outcome::Approved)]);
    }
}

#[test]
fn a_warning_of_google_is_about_the_affected_account_and_not_its_actor() {
    let affected = json!([{"name": "affected_email_address", "value": "bob@corp.example"}]);
    let mut record = google("email_forwarding_of_next_year", affected.clone());
    record["events"][0]["type"] = json!("account_warning");
    let bare = with(google("x", json!([])), json!({"events": null}));
    let panther = with(
        bare,
        json!({"name": "account_disabled_generic", "type": "account_warning",
            "parameters": {"affected_email_address": "bob@corp.example"}}),
    );
    for record in [record, google("account_disabled_hijacked", affected.clone()), panther] {
        let (event, all) = event_of(&record);
        assert_eq!(text(&all, event.user), "bob@corp.example");
    }
    let (event, all) = event_of(&google("login_success", affected));
    assert_eq!(text(&all, event.user), "alice@corp.example");
}

#[test]
fn other_google_events_are_what_their_names_say() {
    let affected = json!([{"name": "affected_email_address", "value": "bob@corp.example"}]);
    let record = with(google("suspicious_login", affected), json!({"actor": {"email": null}}));
    let (event, all) = event_of(&record);
    assert_eq!(
        (event.kind, text(&all, event.user)),
        (EventKind::ThreatDetected, "bob@corp.example")
    );
    assert_eq!(event_of(&google("2sv_disable", json!([]))).0.kind, EventKind::FactorRemoved);
    let drive = with(google("view", json!([])), json!({"id": {"applicationName": "drive"}}));
    assert_eq!(fates(&read(drive.to_string())), (0, 1, 0));
    let untimed = with(google("logout", json!([])), json!({"id": {"time": null}}));
    assert_eq!(issues(&read(untimed.to_string())), vec![IssueKind::NoTime]);
}

fn aws(name: &str, extra: Value) -> Value {
    let record = json!({
        "eventVersion": "1.08", "eventTime": "2026-03-02T08:00:00Z", "eventName": name,
        "eventSource": "signin.amazonaws.com", "awsRegion": "us-east-1", "eventID": "e1",
        "sourceIPAddress": "192.0.2.7", "userAgent": "Edge",
        "userIdentity": {"type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/alice"}
    });
    with(record, extra)
}

#[test]
fn console_sign_ins_and_their_codes_are_no_prompts() {
    let success = json!({"responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "Yes"}});
    let (event, all) = event_of(&aws("ConsoleLogin", success));
    assert_eq!((event.kind, event.success), (EventKind::SignIn, Tri::Yes));
    assert_eq!(text(&all, event.detail), "IAMUser, MFA used: Yes");
    let hidden = json!({
        "responseElements": {"ConsoleLogin": "Failure"}, "errorMessage": "No username found",
        "userIdentity": {"userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}
    });
    let (event, _) = event_of(&aws("ConsoleLogin", hidden));
    assert_eq!((event.success, event.user.is_present()), (Tri::No, false));
    let root = json!({"userIdentity": {"userName": null, "arn": "arn:aws:iam::1:root"},
        "responseElements": {"CheckMfa": "Success"}, "additionalEventData": {"MfaType": "Virtual MFA"}});
    let (event, all) = event_of(&aws("CheckMfa", root));
    assert_eq!((event.kind, event.factor), (EventKind::Verification, Factor::Totp));
    assert_eq!((event.outcome, text(&all, event.user)), (Outcome::Approved, "root"));
    let other = aws("LookupEvents", json!({"eventSource": "cloudtrail.amazonaws.com"}));
    let wrapped = json!({"Records": [aws("ConsoleLogin", json!({})), other]});
    assert_eq!(fates(&read(wrapped.to_string())), (1, 1, 0));
}

const KEYCLOAK: &str = "type=\"LOGIN_ERROR\", realmId=\"r1\", realmName=\"corp\", clientId=\"mail\", \
    userId=\"null\", ipAddress=\"192.0.2.7\", error=\"invalid_user_credentials\", \
    code_id=\"k1\", username=\"alice\"";

fn same_keycloak(event: AuthEvent, all: &Ingested) {
    assert_eq!((event.kind, event.success), (EventKind::SignIn, Tri::No));
    assert_eq!((text(all, event.user), text(all, event.app)), ("alice", "mail"));
    assert_eq!(text(all, event.result), "invalid_user_credentials");
    assert_eq!(text(all, all.parties.get(event.source).ip), "192.0.2.7");
    assert_eq!(event.flow, LinkKey::of("k1"));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.123000Z");
}

#[test]
fn keycloak_says_the_same_in_lines_in_json_lines_and_in_its_api() {
    let head = "2026-03-02 08:00:00,123 WARN  [org.keycloak.events] (task-1) ";
    for text in [KEYCLOAK.to_owned(), KEYCLOAK.replace('"', "")] {
        let ingested = read(format!("{head}{text}\n"));
        assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
        same_keycloak(event(&ingested, 0), &ingested);
        assert_eq!(event(&ingested, 0).time_basis, TimeBasis::Assumed);
    }
    let logged = json!({"@timestamp": "2026-03-02T08:00:00.123456789Z", "message": KEYCLOAK,
        "log.logger": "org.keycloak.events"});
    let ingested =
        read(lines(&[with(logged.clone(), json!({"@timestamp": "2026-03-02T08:00:00.123Z"}))]));
    same_keycloak(event(&ingested, 0), &ingested);
    let (event, all) = event_of(&json!({
        "time": 1_772_438_400_123_i64, "type": "LOGIN_ERROR", "realmId": "r1", "clientId": "mail",
        "userId": null, "ipAddress": "192.0.2.7", "error": "invalid_user_credentials",
        "details": {"username": "alice", "code_id": "k1"}
    }));
    same_keycloak(event, &all);
}

#[test]
fn an_account_of_keycloak_is_one_user_with_and_without_its_name() {
    let record = |realm: &str, id: &str, name: &str| {
        json!({"time": 1_772_438_400_123_i64, "type": "LOGIN", "realmId": realm, "clientId": "mail",
            "userId": id, "ipAddress": "192.0.2.7", "details": {"username": name}})
    };
    let ingested = read(lines(&[
        record("r1", "u1", "alice"),
        record("r1", "u1", ""),
        record("r2", "u2", "alice"),
    ]));
    let told = [0, 1, 2].map(|row| {
        let event = event(&ingested, row);
        (text(&ingested, event.user).to_owned(), text(&ingested, event.display_name).to_owned())
    });
    let expected = [("u1", "alice"), ("u1", ""), ("u2", "alice")];
    assert_eq!(told, expected.map(|(user, name)| (user.to_owned(), name.to_owned())));
}

#[test]
fn other_lines_of_the_keycloak_server_are_told_apart() {
    let ingested = read(
        "2026-03-02 08:00:00,327 INFO  [org.jboss.as] (Boot Thread) WFLYSRV0060: listening\n\
         2026-03-02 08:00:01,871 DEBUG [org.keycloak.events] (task-3) operationType=CREATE, \
         realmId=test, clientId=c1, userId=u1, ipAddress=192.0.2.7, resourceType=USER, \
         resourcePath=users/u2\n",
    );
    assert_eq!(fates(&ingested), (1, 1, 0), "{:?}", ingested.issues);
    let change = event(&ingested, 0);
    assert_eq!((change.kind, text(&ingested, change.name)), (EventKind::AdminChange, "CREATE"));
    assert_eq!(text(&ingested, change.detail), "USER, users/u2");
}

const RSA: &str = "host.example, audit.runtime.com.rsa.ims.authn.impl.AuthenticationBrokerImpl, INFO, \
    a1,b2,192.0.2.7,192.0.2.1,AUTHN_LOGIN_EVENT,13002,SUCCESS,AUTHN_METHOD_SUCCESS,s-1,2,3,4,alice,\
    Alice,\"A., the first\",5,6,192.0.2.9,AGENT-1,7,8,SecurID_Native,,,AUTHN_LOGIN_EVENT,0,4,,,";

#[test]
fn an_rsa_line_without_a_date_is_rejected_with_that_reason() {
    let ingested = read(format!("08:00:00,239, {RSA}\n"));
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoTime]));
    assert!(ingested.issues[0].detail.contains("no date"), "{}", ingested.issues[0].detail);
}

#[test]
fn an_rsa_line_with_its_date_is_read() {
    let ingested = read(format!("2026-03-02 08:00:00,239, {RSA}\n"));
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
    let event = event(&ingested, 0);
    assert_eq!((event.kind, event.factor), (EventKind::Verification, Factor::Totp));
    assert_eq!((event.outcome, text(&ingested, event.user)), (Outcome::Approved, "alice"));
    assert_eq!(text(&ingested, event.display_name), "Alice A., the first");
    assert_eq!(text(&ingested, event.app), "AGENT-1");
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.239000Z");
}

#[test]
fn an_rsa_token_that_was_taken_is_its_owners_and_names_who_took_it() {
    let id = "000000000000000000001000e0011000";
    let line = format!(
        "2026-03-02 08:00:00,183, host.example, \
         audit.admin.com.rsa.authmgr.internal.admin.tokenmgt.impl.TokenAdministrationImpl, INFO, \
         {id},{id},192.0.2.7,192.0.2.1,AM_UNLINK_TOKEN_PRINCIPAL,20046,SUCCESS,,s-1,,{id},{id},{id},\
         ada,Ada,Admin,AM_TOKEN,{id},,{id},000123456789,PRINCIPAL,{id},{id},{id},bob,ada\n"
    );
    let ingested = read(line);
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
    let event = event(&ingested, 0);
    assert_eq!((event.kind, text(&ingested, event.user)), (EventKind::FactorRemoved, "bob"));
    assert_eq!(text(&ingested, event.detail), "000123456789, by ada");
    assert!(!event.app.is_present() && !event.display_name.is_present());
}
