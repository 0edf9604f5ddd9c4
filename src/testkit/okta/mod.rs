//! Stories as Okta System Log exports: Identity Engine, or Classic.
//!
//! In: a story. Out: JSON lines or an API array, oldest first.
//! Must never know: rules, other providers.
//!
//! What Okta does (real-attacks.md §3): one send per enrolled phone, the client of a send is the
//! side that asks, the client of an answer is the phone; a prompt that nobody answers writes
//! nothing, unless the tenant has the abandonment feature; the password step is an `auth_via_mfa`.

pub mod shapes;

mod acts;
mod record;
mod teller;

use crate::model::Timestamp;

use super::story::{Act, Person, Story};

/// How the tenant logs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tenant {
    /// Classic Engine instead of Identity Engine.
    pub classic: bool,
    /// A prompt that nobody answered writes `UNANSWERED` (early access in 2025).
    pub abandonment_events: bool,
    /// Sends are logged with the system as their actor and the user as their target.
    pub system_sends: bool,
}

/// One record and its time.
#[derive(Clone, Debug)]
pub struct Line {
    /// When it was published.
    pub at: Timestamp,
    /// The record.
    pub json: String,
}

/// The records of one act, in order of time.
///
/// # Errors
/// Only if a value cannot be written as JSON, which none of these can.
pub fn act_lines(
    seed: u64,
    person: &Person,
    act: &Act,
    tenant: Tenant,
) -> serde_json::Result<Vec<Line>> {
    let mut teller = teller::Teller::new(seed, person, act, tenant);
    acts::tell(&mut teller)?;
    Ok(teller.lines)
}

/// Every record of a story, oldest first.
///
/// # Errors
/// As [`act_lines`].
pub fn lines(story: &Story, tenant: Tenant) -> serde_json::Result<Vec<Line>> {
    let mut all = Vec::new();
    for act in &story.acts {
        if let Some(person) = story.people.get(act.person) {
            all.append(&mut act_lines(story.seed, person, act, tenant)?);
        }
    }
    all.sort_by_key(|line| line.at);
    Ok(all)
}

/// One record a line.
///
/// # Errors
/// As [`act_lines`].
pub fn json_lines(story: &Story, tenant: Tenant) -> serde_json::Result<String> {
    let mut text = String::new();
    for line in lines(story, tenant)? {
        text.push_str(&line.json);
        text.push('\n');
    }
    Ok(text)
}

/// The array that the API answers with.
///
/// # Errors
/// As [`act_lines`].
pub fn api_array(story: &Story, tenant: Tenant) -> serde_json::Result<String> {
    let records: Vec<_> = lines(story, tenant)?.into_iter().map(|line| line.json).collect();
    Ok(format!("[{}]\n", records.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Provider, Span};
    use crate::testkit::attack::{Pace, Target, flood};
    use crate::testkit::calendar::date;
    use crate::testkit::cast::{LONDON, attackers, person, phone};
    use crate::testkit::places::{LONDON_CARRIER, MAIL};
    use crate::testkit::story::Answer;

    fn three_pushes(phones: u64) -> Story {
        let mut story = Story::new(5);
        let mut victim = person("Ada Example", 1, &LONDON);
        victim.phones.extend((1..phones).map(|extra| phone(900 + extra, &LONDON_CARRIER)));
        let victim = story.add(victim);
        let lagos = attackers::lagos();
        let target = Target { person: victim, side: &lagos, app: &MAIL };
        let answers = [Answer::Denied, Answer::Ignored, Answer::Approved];
        flood(&mut story, target, date(2026, 3, 4), &answers, Pace::hurried(Provider::Okta));
        story
    }

    fn kinds(story: &Story, tenant: Tenant) -> Vec<(String, String)> {
        lines(story, tenant)
            .unwrap()
            .iter()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(&line.json).unwrap();
                let text = |path: &str| value.pointer(path).unwrap().as_str().unwrap().to_owned();
                (text("/eventType"), text("/outcome/result"))
            })
            .collect()
    }

    fn count(story: &Story, tenant: Tenant, kind: &str, result: &str) -> usize {
        kinds(story, tenant).iter().filter(|(k, r)| k == kind && r == result).count()
    }

    #[test]
    fn a_push_that_nobody_answers_writes_a_send_and_nothing_else() {
        let story = three_pushes(1);
        let oie = Tenant::default();
        assert_eq!(count(&story, oie, "system.push.send_factor_verify_push", "SUCCESS"), 3);
        // The password step of Identity Engine is an `auth_via_mfa` too.
        assert_eq!(count(&story, oie, "user.authentication.auth_via_mfa", "SUCCESS"), 2);
        assert_eq!(count(&story, oie, "user.authentication.auth_via_mfa", "FAILURE"), 1);
        let early = Tenant { abandonment_events: true, ..oie };
        assert_eq!(count(&story, early, "user.authentication.auth_via_mfa", "UNANSWERED"), 1);
    }

    #[test]
    fn a_push_goes_to_every_enrolled_phone_within_two_seconds() {
        let story = three_pushes(2);
        let sends: Vec<_> = lines(&story, Tenant::default())
            .unwrap()
            .into_iter()
            .filter(|line| line.json.contains("send_factor_verify_push"))
            .map(|line| line.at)
            .collect();
        assert_eq!(sends.len(), 6);
        for pair in sends.chunks(2) {
            assert!(pair[1].since(pair[0]) <= Span::from_secs(2));
        }
    }

    #[test]
    fn classic_logs_a_tap_on_deny_as_an_event_of_its_own() {
        let classic = Tenant { classic: true, ..Tenant::default() };
        let story = three_pushes(1);
        assert_eq!(count(&story, classic, "user.mfa.okta_verify.deny_push", "SUCCESS"), 1);
        assert_eq!(count(&story, classic, "user.authentication.auth_via_mfa", "FAILURE"), 0);
    }

    #[test]
    fn a_record_is_full_size() {
        let story = three_pushes(1);
        let text = json_lines(&story, Tenant::default()).unwrap();
        let average = text.len() / text.lines().count();
        assert!((2_000..2_700).contains(&average), "{average} bytes");
    }
}
