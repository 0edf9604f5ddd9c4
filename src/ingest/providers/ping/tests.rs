//! What is made of records of PingID, PingOne and PingFederate, by small scenarios.

use serde_json::{Value, json};

use crate::ingest::Ingested;
use crate::ingest::testing::{event, event_of, fates, issues, lines, read, text, with};
use crate::model::{AuthEvent, EventKind, Factor, IssueKind, LinkKey, Outcome, TimeBasis, Tri};

fn ping_id(status: &str, message: &str) -> Value {
    json!({
        "source": "PINGID", "id": "p1", "recorded": "2026-03-02T08:00:00.123Z",
        "actors": [{"type": "client", "name": "VPN"}, {"type": "user", "name": "alice"}],
        "resources": [{"ipaddress": "10.0.0.1", "websession": "w1", "devicemodel": "Phone 6"}],
        "result": {"status": status, "message": message}
    })
}

fn told(status: &str, message: &str) -> (AuthEvent, Ingested) {
    event_of(&ping_id(status, message))
}

#[test]
fn a_result_is_a_whole_prompt_of_its_session() {
    let (event, all) = told("SUCCESS", "VPN Swipe \"Phone 6\"");
    assert_eq!((event.kind, event.factor), (EventKind::PromptWhole, Factor::Push));
    assert_eq!((event.outcome, event.success), (Outcome::Approved, Tri::Yes));
    assert_eq!((text(&all, event.user), event.flow), ("alice", LinkKey::of("w1")));
    assert_eq!(text(&all, all.parties.get(event.source).ip), "10.0.0.1");
    assert_eq!(text(&all, all.parties.get(event.responder).device), "Phone 6");
}

#[test]
fn messages_tell_how_the_user_was_asked_and_how_it_ended() {
    use EventKind as K;
    for (status, message, kind, factor, outcome) in [
        ("SUCCESS", "VPN Banner", K::PromptWhole, Factor::Push, Outcome::Approved),
        (
            "FAILURE,authFail",
            "VPN Auth. Timed Out, Unresponsive User \"Phone\"",
            K::PromptWhole,
            Factor::Push,
            Outcome::NoAnswer,
        ),
        (
            "",
            "SSO Auth. Timed Out, Unresponsive Device",
            K::PromptWhole,
            Factor::Push,
            Outcome::NoAnswer,
        ),
        ("FAILURE,authFail", "SSO Auth. Denied", K::PromptWhole, Factor::Push, Outcome::Denied),
        (
            "FAILURE,authFail",
            "Invalid One-Time Passcode",
            K::Verification,
            Factor::Totp,
            Outcome::WrongCode,
        ),
        (
            "SUCCESS",
            "Device Paired SMS \"Mobile 1\"",
            K::FactorEnrolled,
            Factor::Other,
            Outcome::Unknown,
        ),
        ("FAILURE,authFail", "SSO Swipe", K::PromptWhole, Factor::Push, Outcome::Unknown),
        ("FAILURE,authFail", "words of next year", K::Other, Factor::Other, Outcome::Unknown),
    ] {
        let (event, _) = told(status, message);
        assert_eq!((event.kind, event.factor, event.outcome), (kind, factor, outcome), "{message}");
    }
}

#[test]
fn a_policy_row_tells_the_side_that_asked_and_is_no_prompt() {
    let message = "Authentication Details\nIP Address: 203.0.113.9\nCountry: NO\n\
                   Requested Application Name: Mail\nAccessing Device UserAgent: Mozilla/5.0: X\n\
                   Device Model: N/A\nPolicy Met: Default\nAction: Authenticate";
    let (event, all) = told("POLICY", message);
    assert_eq!((event.kind, event.outcome), (EventKind::Policy, Outcome::Unknown));
    assert_eq!((text(&all, event.app), text(&all, event.detail)), ("Mail", "Default"));
    let source = all.parties.get(event.source);
    assert_eq!(text(&all, source.ip), "203.0.113.9");
    assert_eq!(text(&all, source.user_agent), "Mozilla/5.0: X");
    assert_eq!(text(&all, source.place.country), "NO");
}

#[test]
fn a_prompt_of_nobody_is_rejected() {
    let record = with(ping_id("SUCCESS", "SSO Swipe"), json!({"actors": []}));
    let ingested = read(record.to_string());
    assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoUser]));
}

fn ping_one(action: &str) -> Value {
    json!({
        "_embedded": {}, "id": "a1", "recordedAt": "2026-03-02T08:00:00.400Z",
        "createdAt": "2026-03-02T08:00:01Z", "correlationId": "c1",
        "actors": {"client": {"name": "Console"}, "user": {"name": "admin", "type": "USER"}},
        "action": {"type": action, "description": "It happened"},
        "resources": [{"type": "USER", "name": "alice"}],
        "result": {"status": "SUCCESS", "description": "Done"}
    })
}

#[test]
fn an_activity_of_an_account_is_that_accounts() {
    for (action, kind, success, user) in [
        ("USER.ACCESS_ALLOWED", EventKind::SignIn, Tri::Yes, "alice"),
        ("PASSWORD.CHECK_FAILED", EventKind::PasswordCheck, Tri::No, "alice"),
        ("PASSWORD.RESET", EventKind::PasswordChanged, Tri::Yes, "alice"),
        ("GROUP.CREATED", EventKind::AdminChange, Tri::Yes, "admin"),
        ("FLOW.EXECUTED", EventKind::Other, Tri::Yes, "admin"),
        ("FLOW.CREATED", EventKind::Other, Tri::Yes, "admin"),
        ("FLOW.UPDATED", EventKind::Other, Tri::Yes, "admin"),
        ("FLOW.DELETED", EventKind::Other, Tri::Yes, "admin"),
    ] {
        let (event, all) = event_of(&ping_one(action));
        assert_eq!((event.kind, event.success), (kind, success), "{action}");
        assert_eq!(text(&all, event.user), user, "{action}");
    }
    let (event, _) = event_of(&ping_one("PASSWORD.CHECK_FAILED"));
    assert_eq!((event.outcome, event.factor), (Outcome::WrongCode, Factor::Password));
    assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.400000Z");
}

#[test]
fn activities_come_in_wrappers_arrays_and_lines() {
    let records =
        [ping_one("USER.ACCESS_ALLOWED"), with(ping_one("GROUP.CREATED"), json!({"id": "a2"}))];
    for text in [
        json!({"_links": {}, "_embedded": {"activities": records}, "size": 2}).to_string(),
        json!(records).to_string(),
        lines(&records),
    ] {
        assert_eq!(fates(&read(text)), (2, 0, 0));
    }
}

#[test]
fn audit_lines_of_the_server_are_read_and_other_lines_told_apart() {
    let ingested = read(
        "2026-03-02 08:00:00,682 trackingid=\"tid:T1\" transactionid=\"x\" event=\"SSO\" \
         subject=\"alice\" ip=\"192.0.2.11\" connectionid=\"https://app\" status=\"failure\" \
         attributes=\"A=1, B=2\"  connectionname=\"Mail\" sri=\"s1\" virtualserverid=https://hub\n\
         2026-03-02 08:00:01,000 tid:T1 DEBUG [org.sourceid.servlet.Proxy] flush cookies\n\
         192.0.2.1 - alice [02/Mar/2026:08:00:01 +0000] \"GET /pf/heartbeat.ping HTTP/1.1\" 200 1\n",
    );
    assert_eq!(fates(&ingested), (1, 2, 0), "{:?}", ingested.issues);
    let sign_in = event(&ingested, 0);
    assert_eq!((sign_in.kind, sign_in.success), (EventKind::SignIn, Tri::No));
    assert_eq!((text(&ingested, sign_in.user), text(&ingested, sign_in.app)), ("alice", "Mail"));
    assert_eq!(sign_in.time_basis, TimeBasis::Assumed);
    assert_eq!((sign_in.flow, sign_in.session), (LinkKey::of("tid:T1"), LinkKey::of("s1")));
}
