//! Stories as Duo authentication-log exports (Admin API v2).
//!
//! In: a story. Out: the API's answer, newest first. Must never know: rules, other providers.
//!
//! What Duo does (formats.md §B): one row at the END of each prompt and none when it is sent; no
//! password step; places as words, never as coordinates; after ten failures in a row the account is
//! locked and further attempts are refused unseen; a text message is in the telephony log only, and
//! leaves a row here when its code is typed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Outcome, Span, Timestamp};

use super::calendar::micros_offset;
use super::places::{App, DASHBOARD, Site};
use super::random::Random;
use super::story::{Act, Answer, Ask, Channel, Deed, Endpoint, Person, Story};

/// Failures in a row after which an account is locked (real-attacks.md §3).
pub const LOCKOUT: u32 = 10;

/// How the prompts of a story end, as far as the log tells: a code that is typed is no prompt, and
/// a locked account is refused before its phone is asked.
pub fn outcomes(story: &Story) -> BTreeMap<Outcome, u32> {
    let mut counts = BTreeMap::new();
    for row in rows(story) {
        let outcome = match row.reason {
            Some("user_approved") => Outcome::Approved,
            Some("no_response") => Outcome::NoAnswer,
            Some("user_mistake") => Outcome::Denied,
            Some("user_marked_fraud") => Outcome::FraudReported,
            Some("verification_code_incorrect") => Outcome::WrongNumber,
            _ => continue,
        };
        *counts.entry(outcome).or_insert(0) += 1;
    }
    counts
}

/// The body that the API answers with.
///
/// # Errors
/// Only if a value cannot be written as JSON, which none of these can.
pub fn response(story: &Story) -> serde_json::Result<String> {
    let mut rows = rows(story);
    rows.sort_by(|a, b| b.timestamp_us.cmp(&a.timestamp_us).then(b.order.cmp(&a.order)));
    let last = rows.last();
    let next_offset = last.map(|row| [(row.timestamp_us / 1_000).to_string(), row.txid.clone()]);
    let total_objects = rows.len();
    let metadata = Metadata { next_offset, total_objects };
    let metadata = serde_json::to_string(&metadata)?;
    let rows = rows.iter().map(serde_json::to_string).collect::<serde_json::Result<Vec<_>>>()?;
    Ok(format!(
        "{{\"response\":{{\"authlogs\":[{}],\"metadata\":{metadata}}},\"stat\":\"OK\"}}\n",
        rows.join(",\n")
    ))
}

/// Each row as a line, with the time at which it is written.
///
/// # Errors
/// As [`response`].
pub fn lines(story: &Story) -> serde_json::Result<Vec<(Timestamp, String)>> {
    let rows = rows(story);
    let line = |row: &Row<'_>| Ok((Timestamp(row.timestamp_us), serde_json::to_string(row)?));
    rows.iter().map(line).collect()
}

#[derive(Serialize)]
struct Metadata {
    next_offset: Option<[String; 2]>,
    total_objects: usize,
}

/// One row, fields in the order of the alphabet as the API writes them.
#[derive(Serialize)]
struct Row<'a> {
    access_device: AccessDevice<'a>,
    adaptive_trust_assessments: Assessments,
    alias: &'a str,
    application: Application<'a>,
    auth_device: AuthDevice<'a>,
    email: &'a str,
    event_type: &'static str,
    factor: Option<&'static str>,
    isotimestamp: String,
    ood_software: Option<&'a str>,
    reason: Option<&'static str>,
    result: &'static str,
    timestamp: i64,
    trusted_endpoint_status: &'static str,
    txid: String,
    user: Account<'a>,
    #[serde(skip)]
    timestamp_us: i64,
    #[serde(skip)]
    order: usize,
}

#[derive(Serialize)]
struct AccessDevice<'a> {
    browser: &'a str,
    browser_version: &'a str,
    epkey: Option<String>,
    flash_version: &'a str,
    hostname: Option<&'a str>,
    ip: &'a str,
    is_encryption_enabled: &'a str,
    is_firewall_enabled: &'a str,
    is_password_set: &'a str,
    java_version: &'a str,
    location: Location<'a>,
    os: &'a str,
    os_version: &'a str,
    security_agents: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    city: Option<&'a str>,
    country: Option<&'a str>,
    state: Option<&'a str>,
}

#[derive(Serialize)]
struct Assessments {}

#[derive(Serialize)]
struct Application<'a> {
    key: String,
    name: &'a str,
}

#[derive(Serialize)]
struct AuthDevice<'a> {
    ip: Option<&'a str>,
    key: Option<String>,
    location: Location<'a>,
    name: Option<String>,
}

#[derive(Serialize)]
struct Account<'a> {
    groups: [&'a str; 1],
    key: String,
    name: &'a str,
}

/// What a row says of the prompt: factor, result, reason.
struct Verdict {
    factor: Option<&'static str>,
    result: &'static str,
    reason: Option<&'static str>,
}

fn rows(story: &Story) -> Vec<Row<'_>> {
    let mut acts: Vec<&Act> = story.acts.iter().collect();
    acts.sort_by_key(|act| act.at);
    let mut failures = vec![0_u32; story.people.len()];
    let mut rows = Vec::new();
    for act in acts {
        let Some(person) = story.people.get(act.person) else { continue };
        let mut fallback = 0;
        let failed = failures.get_mut(act.person).unwrap_or(&mut fallback);
        let mut teller =
            Teller { person, act, random: Random::new(story.seed, 0xD0_0000 + act.serial) };
        match &act.deed {
            Deed::SignIn { app, asks } if asks.is_empty() => {
                let verdict = success(Some("remembered_device"), "remembered_device");
                rows.push(teller.row(act.at, app, verdict, None));
            }
            Deed::SignIn { app, asks } => {
                for ask in asks {
                    rows.extend(teller.attempt(app, ask, failed));
                }
            }
            Deed::FactorEnrolled { .. } => {
                let verdict = Verdict { factor: None, result: "success", reason: None };
                let mut row = teller.row(act.at, &DASHBOARD, verdict, None);
                row.event_type = "enrollment";
                rows.push(row);
            }
            // Passwords, sessions and mail reports are not Duo's.
            _ => {}
        }
    }
    for (order, row) in rows.iter_mut().enumerate() {
        row.order = order;
    }
    rows
}

struct Teller<'a> {
    person: &'a Person,
    act: &'a Act,
    random: Random,
}

impl<'a> Teller<'a> {
    fn attempt(&mut self, app: &'a App, ask: &'a Ask, failures: &mut u32) -> Option<Row<'a>> {
        // An administrator unlocks the account before its owner's next own sign-in.
        if self.person.owns(&self.act.side) && *failures >= LOCKOUT {
            *failures = 0;
        }
        if *failures >= LOCKOUT {
            let locked = Verdict {
                factor: Some("not_available"),
                result: "denied",
                reason: Some("locked_out"),
            };
            return Some(self.row(ask.at + Span(180_000), app, locked, None));
        }
        let verdict = verdict(ask)?;
        *failures = if verdict.result == "success" { 0 } else { *failures + 1 };
        Some(self.row(ask.ended(), app, verdict, Some(ask)))
    }

    fn row(
        &mut self,
        at: Timestamp,
        app: &'a App,
        verdict: Verdict,
        ask: Option<&'a Ask>,
    ) -> Row<'a> {
        let at = Timestamp(at.0 + self.random.range(0, 999));
        let registered = self.act.side.machine.inventory_name.is_some();
        Row {
            access_device: self.access_device(),
            adaptive_trust_assessments: Assessments {},
            alias: "",
            application: Application { key: key("DI", app.serial), name: app.name },
            auth_device: self.auth_device(ask),
            email: &self.person.login,
            event_type: "authentication",
            factor: verdict.factor,
            isotimestamp: micros_offset(at),
            ood_software: None,
            reason: verdict.reason,
            result: verdict.result,
            timestamp: at.0.div_euclid(1_000_000),
            trusted_endpoint_status: if registered { "trusted" } else { "not trusted" },
            txid: self.random.uuid(),
            user: Account {
                groups: ["Staff"],
                key: key("DU", self.person.serial),
                name: &self.person.login,
            },
            timestamp_us: at.0,
            order: 0,
        }
    }

    fn access_device(&self) -> AccessDevice<'a> {
        let side = &self.act.side;
        let browser = side.machine.browser;
        let registered = side.machine.inventory_name.is_some();
        let state = if registered { "true" } else { "unknown" };
        AccessDevice {
            browser: browser.duo_browser,
            browser_version: browser.version,
            epkey: registered.then(|| key("EP", side.machine.serial)),
            flash_version: "uninstalled",
            hostname: side.machine.inventory_name.as_deref(),
            ip: &side.endpoint.ip,
            is_encryption_enabled: state,
            is_firewall_enabled: state,
            is_password_set: state,
            java_version: "uninstalled",
            location: location(side.endpoint.site),
            os: browser.duo_os,
            os_version: browser.duo_os_version,
            security_agents: "unknown",
        }
    }

    fn auth_device(&self, ask: Option<&'a Ask>) -> AuthDevice<'a> {
        let nowhere = || Location { city: None, country: None, state: None };
        let (Some(ask), Some(phone)) = (ask, self.person.phones.first()) else {
            return AuthDevice { ip: None, key: None, location: nowhere(), name: None };
        };
        // Only the app on the phone, when it answers, shows where it is.
        let answered_by_app = matches!(ask.channel, Channel::Push | Channel::NumberPush)
            && ask.answer != Answer::Ignored;
        let at: Option<&Endpoint> = answered_by_app.then_some(&ask.phone_at);
        let name = match ask.channel {
            Channel::Push | Channel::NumberPush => {
                format!("{} ({})", phone.model.name, phone.number)
            }
            Channel::Call | Channel::Sms => phone.number.clone(),
        };
        AuthDevice {
            ip: at.map(|endpoint| endpoint.ip.as_str()),
            key: Some(key("DP", phone.serial)),
            location: at.map_or_else(nowhere, |endpoint| location(endpoint.site)),
            name: Some(name),
        }
    }
}

fn verdict(ask: &Ask) -> Option<Verdict> {
    let factor = match ask.channel {
        Channel::Push => "duo_push",
        Channel::NumberPush => "verified_duo_push",
        Channel::Call => "phone_call",
        Channel::Sms => "sms_passcode",
    };
    let denied = |reason| Verdict { factor: Some(factor), result: "denied", reason: Some(reason) };
    match (ask.channel, ask.answer) {
        (Channel::Sms, Answer::Approved) => Some(success(Some(factor), "valid_passcode")),
        // No code was typed: the message is in the telephony log only.
        (Channel::Sms, _) => None,
        (_, Answer::Approved) => Some(success(Some(factor), "user_approved")),
        (_, Answer::Ignored) | (Channel::Call, _) => Some(denied("no_response")),
        (_, Answer::Denied) => Some(denied("user_mistake")),
        (_, Answer::WrongNumber) => Some(denied("verification_code_incorrect")),
        (_, Answer::Reported) => Some(Verdict {
            factor: Some(factor),
            result: "fraud",
            reason: Some("user_marked_fraud"),
        }),
    }
}

const fn success(factor: Option<&'static str>, reason: &'static str) -> Verdict {
    Verdict { factor, result: "success", reason: Some(reason) }
}

const fn location(site: &Site) -> Location<'_> {
    Location { city: Some(site.city), country: Some(site.country), state: Some(site.state) }
}

fn key(prefix: &str, serial: u64) -> String {
    Random::new(0xD0, serial).capitals(prefix, 18)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provider;
    use crate::testkit::attack::{Pace, Target, flood};
    use crate::testkit::calendar::date;
    use crate::testkit::cast::{LONDON, attackers, person};
    use crate::testkit::places::VPN;

    fn reasons(answers: &[Answer], channel: Channel) -> Vec<String> {
        let mut story = Story::new(5);
        let victim = story.add(person("Ada Example", 1, &LONDON));
        let lagos = attackers::lagos();
        let target = Target { person: victim, side: &lagos, app: &VPN };
        let pace = Pace { channel, ..Pace::hurried(Provider::Duo) };
        flood(&mut story, target, date(2026, 3, 4), answers, pace);
        let value: serde_json::Value = serde_json::from_str(&response(&story).unwrap()).unwrap();
        let rows = value["response"]["authlogs"].as_array().unwrap();
        rows.iter().rev().map(|row| row["reason"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn ten_failures_in_a_row_lock_the_account() {
        let reasons = reasons(&[Answer::Denied; 12], Channel::Push);
        assert_eq!(reasons.iter().filter(|reason| *reason == "user_mistake").count(), 10);
        assert_eq!(reasons[10..], ["locked_out", "locked_out"]);
    }

    #[test]
    fn an_approval_after_nine_failures_starts_the_count_again() {
        let mut answers = vec![Answer::Ignored; 9];
        answers.extend([Answer::Approved, Answer::Denied]);
        let reasons = reasons(&answers, Channel::Push);
        assert_eq!(reasons[8..], ["no_response", "user_approved", "user_mistake"]);
    }

    #[test]
    fn a_text_message_leaves_a_row_only_when_its_code_is_typed() {
        let reasons = reasons(&[Answer::Ignored, Answer::Approved], Channel::Sms);
        assert_eq!(reasons, ["valid_passcode"]);
    }
}
