//! Which records each act writes, in which order.
//!
//! In: an act. Out: records. Must never know: what a whole record looks like.

use std::collections::BTreeMap;

use crate::model::{Span, Timestamp};
use crate::testkit::calendar::millis_z;
use crate::testkit::places::App;
use crate::testkit::story::{Answer, Ask, Channel, Deed, Phone, Side};

use super::record::{Entity, Outcome};
use super::teller::{Caller, Kind, Teller, Telling, application, id, shortly};

macro_rules! kinds {
    ($($name:ident = $event:literal, $message:literal, $legacy:expr, $severity:literal;)*) => {
        $(static $name: Kind = Kind { name: $event, message: $message, legacy: $legacy, severity: $severity };)*
    };
}

kinds! {
    POLICY = "policy.evaluate_sign_on", "Evaluation of sign-on policy", None, "INFO";
    PUSH_SENT = "system.push.send_factor_verify_push", "Send Okta Verify push verification message", None, "INFO";
    SMS_SENT = "system.sms.send_factor_verify_message", "Send SMS message with code for verification", Some("core.user.sms.message_sent.factor"), "INFO";
    CALL_SENT = "system.voice.send_mfa_challenge_call", "Send phone call with code for verification", Some("core.user.phone.voice.message_sent.factor"), "INFO";
    VERIFIED = "user.authentication.auth_via_mfa", "Authentication of user via MFA", Some("core.user.factor.attempt_success"), "INFO";
    REFUSED = "user.authentication.auth_via_mfa", "Authentication of user via MFA", Some("core.user.factor.attempt_fail"), "WARN";
    CLASSIC_DENY = "user.mfa.okta_verify.deny_push", "User rejected Okta push verify", Some("core.user.factor.okta_verify_deny_push"), "INFO";
    SESSION = "user.session.start", "User login to Okta", Some("core.user_auth.login_success"), "INFO";
    NO_SESSION = "user.session.start", "User login to Okta", Some("core.user_auth.login_failed"), "WARN";
    SSO = "user.authentication.sso", "User single sign on to app", Some("app.auth.sso"), "INFO";
    ENROLLED = "user.mfa.factor.activate", "Activate factor or authenticator enrollment method for user", Some("core.user.factor.activate"), "INFO";
    REPORTED = "user.account.report_suspicious_activity_by_enduser", "User report suspicious activity", Some("core.user.account.report_suspicious_activity_by_enduser"), "WARN";
    PASSWORD = "user.account.update_password", "User update password for Okta", Some("core.user.config.user_password_update"), "INFO";
}

const SUCCESS: Outcome<'static> = Outcome { result: "SUCCESS", reason: None };
const BAD_CREDENTIALS: Outcome<'static> =
    Outcome { result: "FAILURE", reason: Some("INVALID_CREDENTIALS") };
const CHALLENGE: Outcome<'static> = Outcome {
    result: "CHALLENGE",
    reason: Some("Sign-on policy evaluation resulted in CHALLENGE"),
};
const ALLOW: Outcome<'static> =
    Outcome { result: "ALLOW", reason: Some("Sign-on policy evaluation resulted in ALLOW") };

/// Writes the records of the teller's act.
pub(super) fn tell(teller: &mut Teller<'_>) -> serde_json::Result<()> {
    let at = teller.act.at;
    match &teller.act.deed {
        Deed::SignIn { app, asks } => sign_in(teller, app, asks),
        Deed::WrongPassword => {
            let uri =
                if teller.tenant.classic { "/api/v1/authn" } else { "/idp/idx/challenge/answer" };
            let telling = browser(at, &NO_SESSION, BAD_CREDENTIALS, uri);
            teller.tell(telling)
        }
        Deed::FactorEnrolled { phone } => enrolled(teller, at, phone),
        Deed::SuspicionReported { about } => reported(teller, at, about),
        Deed::PasswordChanged => {
            let mut telling = browser(at, &PASSWORD, SUCCESS, "/api/internal/users/me/password");
            telling.targets = vec![teller.user()];
            telling.in_session = true;
            teller.tell(telling)
        }
        Deed::AppOpened { app } => single_sign_on(teller, at, app),
    }
}

fn sign_in<'a>(
    teller: &mut Teller<'a>,
    app: &'static App,
    asks: &'a [Ask],
) -> serde_json::Result<()> {
    let at = teller.act.at;
    let classic = teller.tenant.classic;
    if !classic {
        policy(teller, at, app, CHALLENGE)?;
        password(teller, shortly(at, 640))?;
    }
    for ask in asks {
        send(teller, ask)?;
        answer(teller, ask)?;
    }
    let end = match asks.last() {
        Some(last) if last.answer == Answer::Approved => last.ended(),
        None => shortly(at, 900),
        Some(_) => return Ok(()),
    };
    policy(teller, shortly(end, 410), app, ALLOW)?;
    let mut session = browser(shortly(end, 480), &SESSION, SUCCESS, "/idp/idx/authenticators/poll");
    session.in_session = true;
    session.targets = vec![application(app)];
    teller.tell(session)?;
    single_sign_on(teller, shortly(end, 930), app)
}

fn policy(
    teller: &mut Teller<'_>,
    at: Timestamp,
    app: &'static App,
    outcome: Outcome<'static>,
) -> serde_json::Result<()> {
    let mut telling = browser(at, &POLICY, outcome, "/idp/idx/identify");
    telling.targets = vec![
        application(app),
        policy_entity("00p", "PolicyEntity", "Everyday apps", &[("policyType", "OktaSignOn")]),
        policy_entity("0pr", "PolicyRule", "Password and one push", &[]),
    ];
    telling.in_session = outcome.result == "ALLOW";
    teller.tell(telling)
}

fn policy_entity(
    prefix: &str,
    kind: &'static str,
    name: &'static str,
    details: &[(&'static str, &'static str)],
) -> Entity<'static> {
    let detail_entry: BTreeMap<_, _> = details.iter().copied().collect();
    Entity {
        id: id(prefix, 17, 0x901),
        kind,
        alternate_id: "unknown",
        display_name: name,
        detail_entry: (!detail_entry.is_empty()).then_some(detail_entry),
    }
}

fn password(teller: &mut Teller<'_>, at: Timestamp) -> serde_json::Result<()> {
    let mut telling = browser(at, &VERIFIED, SUCCESS, "/idp/idx/challenge/answer");
    telling.debug = vec![
        ("factor", "PASSWORD_AS_FACTOR".to_owned()),
        ("factorIntent", "AUTHENTICATION".to_owned()),
    ];
    telling.targets =
        vec![teller.user(), teller.enrolment(teller.person.serial, "Password", "Password")];
    teller.tell(telling)
}

fn send(teller: &mut Teller<'_>, ask: &Ask) -> serde_json::Result<()> {
    let person = teller.person;
    match ask.channel {
        Channel::Push | Channel::NumberPush => {
            for (delay, phone) in (0_i64..).zip(&person.phones) {
                push_to(teller, shortly(ask.at, 310 * delay), phone)?;
            }
            Ok(())
        }
        Channel::Call => by_phone(teller, ask, &CALL_SENT, "clf"),
        Channel::Sms => by_phone(teller, ask, &SMS_SENT, "sms"),
    }
}

fn push_to<'a>(teller: &mut Teller<'a>, at: Timestamp, phone: &'a Phone) -> serde_json::Result<()> {
    let uri = if teller.tenant.classic {
        format!("/api/v1/authn/factors/{}/verify", teller.factor_id("opf", phone))
    } else {
        "/idp/idx/challenge".to_owned()
    };
    let mut telling = browser(at, &PUSH_SENT, SUCCESS, &uri);
    telling.by_system = teller.tenant.system_sends;
    telling.debug = vec![
        ("deviceCategory", phone.model.category.to_owned()),
        ("devicePlatform", phone.model.platform.to_owned()),
        ("factor", "OKTA_VERIFY_PUSH".to_owned()),
        ("factorIntent", "AUTHENTICATION".to_owned()),
    ];
    telling.targets = vec![
        teller.user(),
        teller.enrolment(phone.serial, phone.model.name, "Get a push notification"),
    ];
    teller.tell(telling)
}

fn by_phone(
    teller: &mut Teller<'_>,
    ask: &Ask,
    kind: &'static Kind,
    prefix: &str,
) -> serde_json::Result<()> {
    let Some(phone) = teller.phone() else { return Ok(()) };
    let uri = format!("/api/v1/authn/factors/{}/verify", teller.factor_id(prefix, phone));
    let mut telling = browser(ask.at, kind, SUCCESS, &uri);
    telling.by_system = teller.tenant.system_sends;
    telling.debug =
        vec![("countryCallingCode", "1".to_owned()), ("factorIntent", "AUTHENTICATION".to_owned())];
    telling.targets = vec![
        teller.user(),
        Entity {
            id: id("mbl", 17, phone.serial),
            kind: "MobilePhone",
            alternate_id: "unknown",
            display_name: &phone.number,
            detail_entry: None,
        },
    ];
    teller.tell(telling)
}

fn answer<'a>(teller: &mut Teller<'a>, ask: &'a Ask) -> serde_json::Result<()> {
    // A code that came by phone is typed or it is not; hanging up writes nothing.
    if matches!(ask.channel, Channel::Call | Channel::Sms) && ask.answer != Answer::Approved {
        return Ok(());
    }
    let unanswered = Outcome { result: "UNANSWERED", reason: None };
    let (kind, outcome) = match ask.answer {
        Answer::Approved => (&VERIFIED, SUCCESS),
        Answer::Denied | Answer::Reported if teller.tenant.classic => (&CLASSIC_DENY, SUCCESS),
        Answer::Denied | Answer::Reported | Answer::WrongNumber => (&REFUSED, BAD_CREDENTIALS),
        Answer::Ignored if teller.tenant.abandonment_events => (&REFUSED, unanswered),
        Answer::Ignored => return Ok(()),
    };
    let Some(phone) = teller.phone() else { return Ok(()) };
    // A code that came by phone is typed into the browser; only a push is answered on the phone.
    let from = match ask.channel {
        Channel::Push | Channel::NumberPush if ask.answer != Answer::Ignored => {
            teller.phone_side(ask)
        }
        _ => Caller::Browser,
    };
    let uri = match ask.channel {
        Channel::Push | Channel::NumberPush => format!(
            "/api/v1/authn/factors/{}/transactions/{}/verify",
            teller.factor_id("opf", phone),
            teller.random.base62("ft", 18)
        ),
        _ => "/idp/idx/challenge/answer".to_owned(),
    };
    let method = method(ask.channel);
    let telling = Telling {
        at: ask.ended(),
        kind,
        from,
        outcome,
        uri,
        debug: answer_data(ask),
        targets: vec![teller.user(), teller.enrolment(phone.serial, phone.model.name, method)],
        by_system: false,
        in_session: false,
        judged: true,
    };
    teller.tell(telling)
}

const fn method(channel: Channel) -> &'static str {
    match channel {
        Channel::Push | Channel::NumberPush => "Get a push notification",
        Channel::Call => "VOICE",
        Channel::Sms => "SMS",
    }
}

fn answer_data(ask: &Ask) -> Vec<(&'static str, String)> {
    let factor = match ask.channel {
        Channel::Push | Channel::NumberPush => "OKTA_VERIFY_PUSH",
        Channel::Call => "CALL_FACTOR",
        Channel::Sms => "SMS_FACTOR",
    };
    let mut data =
        vec![("factor", factor.to_owned()), ("factorIntent", "AUTHENTICATION".to_owned())];
    let is_push = matches!(ask.channel, Channel::Push | Channel::NumberPush);
    if !is_push || ask.answer == Answer::Ignored {
        return data;
    }
    let (tapped, number) = match (ask.answer, ask.channel) {
        (Answer::WrongNumber, _) => ("APPROVE", "INVALID"),
        (Answer::Approved, Channel::NumberPush) => ("APPROVE", "VALID"),
        (Answer::Approved, _) => ("APPROVE", "NOT_APPLICABLE"),
        _ => ("DENY", "NOT_APPLICABLE"),
    };
    data.push(("pushOnlyResponseType", format!("OV_RESPONSE_{tapped}")));
    let number = format!("OV_WITH_CHALLENGE_RESPONSE_{number}");
    data.push(("pushWithNumberChallengeResponseType", number));
    data
}

fn single_sign_on(
    teller: &mut Teller<'_>,
    at: Timestamp,
    app: &'static App,
) -> serde_json::Result<()> {
    let uri = format!("/app/{}/{}/sso/saml", app.kind, id("exk", 17, 0xA00 + app.serial));
    let mut telling = browser(at, &SSO, SUCCESS, &uri);
    telling.in_session = true;
    let mut account = teller.user();
    account.kind = "AppUser";
    account.id = id("0ua", 17, teller.person.serial ^ app.serial << 32);
    telling.targets = vec![application(app), account];
    teller.tell(telling)
}

fn enrolled<'a>(
    teller: &mut Teller<'a>,
    at: Timestamp,
    phone: &'a Phone,
) -> serde_json::Result<()> {
    let reason = Outcome { result: "SUCCESS", reason: Some("User set up OKTA_VERIFY_PUSH factor") };
    let uri =
        format!("/api/v1/users/me/factors/{}/lifecycle/activate", teller.factor_id("opf", phone));
    let mut telling = browser(at, &ENROLLED, reason, &uri);
    telling.in_session = true;
    telling.debug = vec![
        ("factor", "OKTA_VERIFY_PUSH".to_owned()),
        ("factorIntent", "CREDENTIAL_ENROLLMENT".to_owned()),
    ];
    telling.targets = vec![
        teller.user(),
        teller.enrolment(phone.serial, phone.model.name, "Get a push notification"),
    ];
    teller.tell(telling)
}

fn reported(teller: &mut Teller<'_>, at: Timestamp, about: &Side) -> serde_json::Result<()> {
    let site = about.endpoint.site;
    let uri = "/api/internal/users/me/report-suspicious-activity";
    let mut telling = browser(at, &REPORTED, SUCCESS, uri);
    let earlier = at - Span::from_secs(97);
    let texts = [
        ("suspiciousActivityBrowser", about.machine.browser.okta_browser.to_owned()),
        ("suspiciousActivityEventCity", site.city.to_owned()),
        ("suspiciousActivityEventCountry", site.country.to_owned()),
        ("suspiciousActivityEventId", teller.random.uuid()),
        ("suspiciousActivityEventIp", about.endpoint.ip.clone()),
        ("suspiciousActivityEventLatitude", site.lat.to_string()),
        ("suspiciousActivityEventLongitude", site.lon.to_string()),
        ("suspiciousActivityEventState", site.state.to_owned()),
        ("suspiciousActivityEventTransactionId", teller.random.base62("", 27)),
        (
            "suspiciousActivityEventType",
            "system.email.new_device_notification.sent_message".to_owned(),
        ),
        ("suspiciousActivityOs", about.machine.browser.okta_os.to_owned()),
        ("suspiciousActivityTimestamp", millis_z(earlier)),
    ];
    telling.debug = texts.into();
    telling.targets = vec![teller.user()];
    teller.tell(telling)
}

fn browser<'a>(at: Timestamp, kind: &'static Kind, outcome: Outcome<'a>, uri: &str) -> Telling<'a> {
    Telling {
        at,
        kind,
        from: Caller::Browser,
        outcome,
        uri: uri.to_owned(),
        debug: Vec::new(),
        targets: Vec::new(),
        by_system: false,
        in_session: false,
        judged: kind.name == POLICY.name,
    }
}
