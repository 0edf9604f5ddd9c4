//! Stories as Entra ID sign-in exports: the answer of Microsoft Graph, or Azure Monitor lines.
//!
//! In: a story. Out: JSON. Must never know: rules, other providers.
//!
//! What Entra does (formats.md §C): one record per attempt, its prompts as steps with times of
//! their own; Azure Monitor repeats the record as it grows; nothing tells where the phone was.

mod record;
mod sheets;

use crate::model::{Span, Timestamp};

use super::calendar::ticks_z;
use super::places::App;
use super::random::Random;
use super::story::{Act, Answer, Ask, Channel, Deed, Person, Phone, Story};
use record::{
    Coordinates, DeviceDetail, Envelope, Location, MfaDetail, Pair, RequirementPolicy, SignIn,
    Status, Step,
};

pub use sheets::{
    event_hub, log_analytics, log_analytics_header, log_analytics_rows, portal, portal_header,
    portal_rows, unified_audit_log,
};

/// One attempt: the record in each state that it went through, the last one last.
struct Attempt<'a> {
    at: Timestamp,
    states: Vec<(Timestamp, SignIn<'a>)>,
}

/// `{"value": […]}` as Graph answers: one record an attempt, newest first.
///
/// # Errors
/// Only if a value cannot be written as JSON, which none of these can.
pub fn graph(story: &Story) -> serde_json::Result<String> {
    let mut attempts = attempts(story);
    attempts.reverse();
    let mut records = Vec::new();
    for (_, state) in attempts.iter().filter_map(|attempt| attempt.states.last()) {
        records.push(serde_json::to_string(state)?);
    }
    Ok(format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns\",\"value\":[{}]}}\n",
        records.join(",\n")
    ))
}

/// JSON lines as diagnostic settings write them: every state of every attempt, in order of time.
///
/// # Errors
/// As [`graph`].
pub fn monitor_lines(story: &Story) -> serde_json::Result<String> {
    let mut lines = lines(story)?;
    lines.sort_by_key(|(written, _)| *written);
    Ok(lines.into_iter().map(|(_, line)| line + "\n").collect())
}

/// Each line of [`monitor_lines`] with the time at which it is written.
///
/// # Errors
/// As [`graph`].
pub fn lines(story: &Story) -> serde_json::Result<Vec<(Timestamp, String)>> {
    let attempts = attempts(story);
    let mut lines = Vec::new();
    for (time, state) in attempts.iter().flat_map(|attempt| &attempt.states) {
        // Lines come minutes after what they tell.
        let written = *time + Span::from_secs(190);
        lines.push((written, serde_json::to_string(&envelope(written, state))?));
    }
    Ok(lines)
}

fn attempts(story: &Story) -> Vec<Attempt<'_>> {
    let mut attempts = Vec::new();
    for act in &story.acts {
        let Some(person) = story.people.get(act.person) else { continue };
        let teller = Teller { person, act, seed: story.seed };
        match &act.deed {
            Deed::SignIn { app, asks } => attempts.push(teller.sign_in(app, asks)),
            Deed::WrongPassword => attempts.push(teller.wrong_password()),
            Deed::AppOpened { app } => attempts.push(teller.sign_in(app, &[])),
            // Enrolments, reports by mail and password changes are in the audit log.
            _ => {}
        }
    }
    attempts.sort_by_key(|attempt| attempt.at);
    attempts
}

struct Teller<'a> {
    person: &'a Person,
    act: &'a Act,
    seed: u64,
}

impl<'a> Teller<'a> {
    fn sign_in(&self, app: &'a App, asks: &'a [Ask]) -> Attempt<'a> {
        let at = self.act.at;
        if asks.is_empty() {
            let step = self.step(
                at,
                "Previously satisfied",
                true,
                "MFA requirement satisfied by claim in the token",
            );
            let mut record = self.record(app, SUCCESS);
            record.authentication_details = vec![step];
            return Attempt { at, states: vec![(at, record)] };
        }
        let mut steps =
            vec![self.password(true), self.step(at, "", false, "MFA required in Azure AD")];
        let mut first = self.record(app, REQUIRED);
        first.authentication_details.clone_from(&steps);
        let mut states = vec![(at, first)];
        for (index, ask) in asks.iter().enumerate() {
            let mut step = self.step(
                ask.ended(),
                method(ask.channel),
                ask.answer == Answer::Approved,
                result(ask),
            );
            step.authentication_step_requirement = "Multi-factor authentication";
            steps.push(step);
            let status = match ask.answer {
                // After refused prompts, "stay signed in?" interrupts the way to success.
                Answer::Approved if index > 0 => STAY_SIGNED_IN,
                Answer::Approved => SUCCESS,
                _ => Status { additional_details: Some(result(ask)), ..FAILED },
            };
            let mut record = self.record(app, status);
            record.mfa_detail = Some(self.mfa_detail(ask));
            record.authentication_details.clone_from(&steps);
            states.push((ask.ended(), record));
        }
        Attempt { at, states }
    }

    fn wrong_password(&self) -> Attempt<'a> {
        let mut record = self.record(&super::places::MAIL, WRONG_PASSWORD);
        record.authentication_details = vec![self.password(false)];
        Attempt { at: self.act.at, states: vec![(self.act.at, record)] }
    }

    fn password(&self, correct: bool) -> Step<'a> {
        let result = if correct {
            "Correct password"
        } else {
            "Invalid username or password or Invalid on-premise username or password."
        };
        let mut step = self.step(self.act.at, "Password", correct, result);
        step.authentication_method_detail = Some("Password in the cloud".to_owned());
        step
    }

    fn step(&self, at: Timestamp, method: &'a str, succeeded: bool, result: &'a str) -> Step<'a> {
        Step {
            authentication_step_date_time: ticks_z(at),
            authentication_method: method,
            authentication_method_detail: None,
            succeeded,
            authentication_step_result_detail: result,
            authentication_step_requirement: "Primary authentication",
        }
    }

    fn mfa_detail(&self, ask: &Ask) -> MfaDetail<'a> {
        let masked = |phone: &Phone| {
            let last: String = phone.number.chars().rev().take(2).collect();
            format!("+X XXXXXXXX{}", last.chars().rev().collect::<String>())
        };
        let by_phone = matches!(ask.channel, Channel::Call | Channel::Sms);
        let auth_detail = self.person.phones.first().filter(|_| by_phone).map(masked);
        MfaDetail { auth_method: method(ask.channel), auth_detail }
    }

    fn record(&self, app: &'a App, status: Status<'a>) -> SignIn<'a> {
        let mut random = Random::new(self.seed, 0xE27A_0000 + self.act.serial);
        let id = random.uuid();
        let side = &self.act.side;
        let strange = !self.person.owns(side);
        let risk = if strange { "medium" } else { "none" };
        SignIn {
            created_date_time: ticks_z(self.act.at),
            user_display_name: &self.person.name,
            user_principal_name: &self.person.login,
            user_id: guid(self.person.serial),
            app_id: guid(0xA00 + app.serial),
            app_display_name: app.name,
            ip_address: &side.endpoint.ip,
            client_app_used: "Browser",
            user_agent: side.machine.browser.user_agent,
            correlation_id: random.uuid(),
            conditional_access_status: if status.error_code == FAILED.error_code {
                "failure"
            } else {
                "success"
            },
            original_request_id: id.clone(),
            is_interactive: true,
            token_issuer_name: "",
            token_issuer_type: "AzureAD",
            processing_time_in_milliseconds: random.range(120, 900),
            risk_detail: "none",
            risk_level_aggregated: risk,
            risk_level_during_sign_in: risk,
            risk_state: if strange { "atRisk" } else { "none" },
            risk_event_types: if strange { vec!["unfamiliarFeatures"] } else { Vec::new() },
            resource_display_name: app.name,
            resource_id: guid(0xB00 + app.serial),
            resource_tenant_id: guid(TENANT),
            home_tenant_id: guid(TENANT),
            authentication_requirement: "multiFactorAuthentication",
            sign_in_identifier: &self.person.login,
            alternate_sign_in_name: &self.person.login,
            service_principal_id: "",
            user_type: "Member",
            flagged_for_review: false,
            is_tenant_restricted: false,
            autonomous_system_number: side.endpoint.site.asn,
            cross_tenant_access_type: "none",
            unique_token_identifier: random.base62("", 22),
            session_id: (status.error_code == 0)
                .then(|| Random::new(self.seed, 0x5E55 + self.act.session).uuid()),
            incoming_token_type: "none",
            authentication_protocol: "none",
            status,
            device_detail: self.device(),
            location: self.location(),
            mfa_detail: None,
            applied_conditional_access_policies: Vec::new(),
            authentication_processing_details: vec![
                Pair { key: "Legacy TLS (TLS 1.0, 1.1, 3DES)", value: "False" },
                Pair { key: "Is CAE Token", value: "False" },
            ],
            network_location_details: Vec::new(),
            authentication_details: Vec::new(),
            authentication_requirement_policies: vec![RequirementPolicy {
                requirement_provider: "multiConditionalAccess",
                detail: "Conditional Access",
            }],
            id,
        }
    }

    fn device(&self) -> DeviceDetail<'a> {
        let machine = &self.act.side.machine;
        let name = machine.inventory_name.as_deref();
        DeviceDetail {
            device_id: name.map_or_else(String::new, |_| guid(machine.serial)),
            display_name: name.unwrap_or_default(),
            operating_system: machine.browser.entra_os,
            browser: machine.browser.entra_browser,
            is_compliant: name.is_some(),
            is_managed: name.is_some(),
            trust_type: if name.is_some() { "Azure AD joined" } else { "" },
        }
    }

    fn location(&self) -> Location<'a> {
        let site = self.act.side.endpoint.site;
        Location {
            city: site.city,
            state: site.state,
            country_or_region: site.code,
            geo_coordinates: Coordinates { latitude: site.lat, longitude: site.lon },
        }
    }
}

const TENANT: u64 = 0x7E7A;

const SUCCESS: Status<'static> = Status {
    error_code: 0,
    failure_reason: "Other.",
    additional_details: Some("MFA completed in Azure AD"),
};
const REQUIRED: Status<'static> = Status {
    error_code: 50074,
    failure_reason: "Strong Authentication is required.",
    additional_details: Some("MFA required in Azure AD"),
};
const FAILED: Status<'static> = Status {
    error_code: 500_121,
    failure_reason: "Authentication failed during strong authentication request.",
    additional_details: None,
};
const STAY_SIGNED_IN: Status<'static> = Status {
    error_code: 50140,
    failure_reason: "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in.",
    additional_details: Some("MFA completed in Azure AD"),
};
const WRONG_PASSWORD: Status<'static> = Status {
    error_code: 50126,
    failure_reason: "Error validating credentials due to invalid username or password.",
    additional_details: None,
};

const fn method(channel: Channel) -> &'static str {
    match channel {
        Channel::Push | Channel::NumberPush => "Mobile app notification",
        Channel::Call => "Phone call approval (Authentication phone)",
        Channel::Sms => "Text message",
    }
}

const fn result(ask: &Ask) -> &'static str {
    match (ask.channel, ask.answer) {
        (_, Answer::Approved) => "MFA successfully completed",
        (Channel::Call, Answer::Ignored) => "MFA denied; phone call went to voicemail",
        (Channel::Call, Answer::Denied) => {
            "MFA denied; user hung up the phone call without succeeding the authentication"
        }
        (Channel::Sms, Answer::Ignored) => "MFA denied; user never entered the verification code",
        (Channel::Sms, _) => "MFA denied; user entered incorrect code",
        (_, Answer::Ignored) => "MFA denied; user did not respond to mobile app notification",
        (_, Answer::Denied) => "MFA denied; user declined the authentication",
        (_, Answer::WrongNumber) => "MFA denied; user did not select the correct number",
        (_, Answer::Reported) => "MFA denied; Phone App Reported Fraud",
    }
}

fn guid(serial: u64) -> String {
    Random::new(0xE2, serial).uuid()
}

fn envelope<'a>(written: Timestamp, state: &'a SignIn<'a>) -> Envelope<'a> {
    let tenant = guid(TENANT);
    Envelope {
        time: ticks_z(written),
        resource_id: format!("/tenants/{tenant}/providers/Microsoft.aadiam"),
        operation_name: "Sign-in activity",
        operation_version: "1.0",
        category: "SignInLogs",
        tenant_id: tenant,
        result_type: state.status.error_code.to_string(),
        result_signature: "None",
        result_description: state.status.failure_reason,
        duration_ms: 0,
        caller_ip_address: state.ip_address,
        correlation_id: &state.correlation_id,
        identity: state.user_display_name,
        level: 4,
        location: state.location.country_or_region,
        properties: state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provider;
    use crate::testkit::attack::{Pace, Target, flood};
    use crate::testkit::calendar::date;
    use crate::testkit::cast::{LONDON, attackers, person};
    use crate::testkit::places::MAIL;

    fn denied_then_approved() -> Story {
        let mut story = Story::new(5);
        let victim = story.add(person("Ada Example", 1, &LONDON));
        let lagos = attackers::lagos();
        let target = Target { person: victim, side: &lagos, app: &MAIL };
        let answers = [Answer::Denied, Answer::Ignored, Answer::Approved];
        flood(&mut story, target, date(2026, 3, 4), &answers, Pace::hurried(Provider::Entra));
        story
    }

    #[test]
    fn graph_shows_one_attempt_once_with_all_its_steps() {
        let text = graph(&denied_then_approved()).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let records = value["value"].as_array().unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0]["authenticationDetails"].as_array().unwrap().len(), 5);
        assert_eq!(records[0]["status"]["errorCode"], 50140);
    }

    #[test]
    fn azure_monitor_repeats_an_attempt_as_it_grows() {
        let text = monitor_lines(&denied_then_approved()).unwrap();
        let rows: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let codes: Vec<_> = rows.iter().map(|row| row["resultType"].as_str().unwrap()).collect();
        assert_eq!(codes, ["50074", "500121", "500121", "50140"]);
        let ids: std::collections::BTreeSet<_> =
            rows.iter().map(|row| row["properties"]["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 1);
    }
}
