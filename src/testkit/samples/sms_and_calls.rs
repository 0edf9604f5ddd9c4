//! Phone calls and text messages at one in the morning.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::attack::{Limits, Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::{BERLIN, attackers};
use crate::testkit::okta::Tenant;
use crate::testkit::places::MAIL;
use crate::testkit::routine::{Routine, ordinary_days, ordinary_sign_in};
use crate::testkit::story::Answer::{Denied, Ignored};
use crate::testkit::story::{Channel, Story};

use super::expected::found;
use super::sample::{Sample, Words};
use super::setting::{FIRST_DAY, ORDINARY_DAYS, THE_DAY, about, life_goes_on, who};

const WORDS: Words = Words {
    folder: "sms_and_calls",
    title: "Ten phone calls and six text messages at one in the morning",
    story: "Jorunn Falkner in Berlin signs in with a code by text message, now and then by a call.\n\
        On Wednesday, 4 March 2026, from 01:00 on her clock, her phone rings ten times in half an\n\
        hour; then six text messages with codes follow. She hangs up four times, does not pick up\n\
        the others, and gives no code away. The sign-ins come from São Paulo.",
    made: "Thirty ordinary days with text messages and a few calls, the night, two more ordinary days.\n\
        Okta logs neither a hang-up nor a code that is never typed. Duo logs text messages in its\n\
        telephony log only, so they are missing here, and it locks the account at the tenth call;\n\
        what comes after is refused unseen.",
    see: "The shape that LAPSUS$ recommended: call at night until somebody gives in. Counted as\n\
        prompts, calls and messages make one burst; on their own they are telephony abuse.",
};

/// The small hours of `day`.
pub(super) fn happen(story: &mut Story, person: usize, day: Timestamp, provider: Provider) {
    let victim = who(story, person);
    let side = attackers::sao_paulo();
    let target = Target { person, side: &side, app: &MAIL };
    let start = local(day, 1, 0, victim.offset) + Span::from_secs(26);
    let calls = Pace {
        channel: Channel::Call,
        per_sign_in: 2,
        took: (14, 40),
        pause: (70, 140),
        limits: Limits::of(provider),
    };
    let answers =
        [Ignored, Ignored, Denied, Ignored, Denied, Denied, Ignored, Ignored, Denied, Ignored];
    let (_, end) = flood(story, target, start, &answers, calls);
    let messages = Pace { channel: Channel::Sms, per_sign_in: 3, pause: (45, 90), ..calls };
    flood(story, target, end + Span::from_secs(80), &[Ignored; 6], messages);
}

/// Ordinary days with text messages, and four sign-ins with a call.
pub(super) fn ordinary_life(story: &mut Story, person: usize, first: Timestamp, days: i64) {
    let plain = Routine::plain(first, days);
    let by_text = Routine { channel: Channel::Sms, weekdays: 4, ..plain };
    ordinary_days(story, person, by_text);
    let victim = who(story, person);
    let mut random = story.random(0xCA11);
    for week in 0..days / 7 {
        let day = first + Span::from_days(week * 7 + 3);
        let at = local(day, 14, 5, victim.offset) + random.seconds((0, 3_000));
        let by_call = Routine { channel: Channel::Call, ..by_text };
        ordinary_sign_in(story, person, &victim.office, at, &mut random, by_call);
    }
}

fn story(provider: Provider) -> Story {
    let (mut story, jorunn) = about(104, "Jorunn Falkner", &BERLIN);
    ordinary_life(&mut story, jorunn, FIRST_DAY, ORDINARY_DAYS);
    happen(&mut story, jorunn, THE_DAY, provider);
    life_goes_on(&mut story, jorunn, THE_DAY);
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let jorunn = "jorunn.falkner@corp.example";
    let findings =
        || vec![found("MF-01", jorunn, "critical", "no"), found("MF-12", jorunn, "high", "no")];
    let mut sample = Sample::new(&WORDS, false);
    sample.okta(&story(Provider::Okta), Tenant::default(), findings())?.pack();
    sample
        .duo(&story(Provider::Duo), findings())?
        .because("Text messages are in Duo's telephony log; ten calls remain.");
    sample.entra(&story(Provider::Entra), findings())?;
    Ok(sample)
}
