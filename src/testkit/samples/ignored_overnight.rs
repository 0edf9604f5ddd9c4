//! Pushes through the night that nobody answers.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::attack::{Limits, Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::{LONDON, attackers};
use crate::testkit::okta::Tenant;
use crate::testkit::places::MAIL;
use crate::testkit::story::{Answer, Channel, Story};

use super::expected::found;
use super::sample::{Sample, Words};
use super::setting::{THE_DAY, about, life_goes_on, ordinary_month, who};

const WORDS: Words = Words {
    folder: "ignored_overnight",
    title: "Eight hours of pushes that nobody answers",
    story: "Edmund Thackray lives in London and sleeps with his phone in another room. From 22:40 on\n\
        Tuesday, 3 March 2026, a tool in Moscow asks for a push every seven to ten minutes until\n\
        half past six in the morning: 57 of them. None is answered.",
    made: "Thirty ordinary days, the night, two more ordinary days. The tool waits for a push to\n\
        expire before it asks again, which takes Okta five minutes and the others one. Duo locks the\n\
        account at the tenth failure and refuses the rest unseen.",
    see: "Not one refusal: rules that count refusals see nothing. In Okta's log an unanswered push\n\
        leaves no record at all; each is inferred from a send without an answer, and said to be.",
};

const PUSHES: usize = 57;

/// The night that begins on the evening of `day`.
pub(super) fn happen(story: &mut Story, person: usize, day: Timestamp, provider: Provider) {
    let victim = who(story, person);
    let side = attackers::moscow();
    let start = local(day, 22, 40, victim.offset) + Span::from_secs(7);
    // One prompt every 400 to 600 seconds, whatever its expiry.
    let expiry = Limits::of(provider).expiry(Channel::Push).0 / 1_000_000;
    let pause = (400 - expiry, 600 - expiry);
    let pace = Pace { per_sign_in: 1, pause, ..Pace::hurried(provider) };
    let target = Target { person, side: &side, app: &MAIL };
    flood(story, target, start, &[Answer::Ignored; PUSHES], pace);
}

fn story(provider: Provider) -> Story {
    let (mut story, edmund) = about(103, "Edmund Thackray", &LONDON);
    ordinary_month(&mut story, edmund);
    happen(&mut story, edmund, THE_DAY - Span::from_days(1), provider);
    life_goes_on(&mut story, edmund, THE_DAY - Span::from_days(1));
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let burst = || vec![found("MF-01", "edmund.thackray@corp.example", "high", "no")];
    let mut sample = Sample::new(&WORDS, false);
    sample.okta(&story(Provider::Okta), Tenant::default(), burst())?.pack();
    sample
        .duo(&story(Provider::Duo), burst())?
        .because("Ten pushes reach the phone; the rest are refused because the account is locked.");
    sample.entra(&story(Provider::Entra), burst())?;
    Ok(sample)
}
