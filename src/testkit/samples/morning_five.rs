//! Five prompts at the start of the working day, the fifth approved.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::attack::{Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::{CHICAGO, attackers};
use crate::testkit::okta::Tenant;
use crate::testkit::places::{MAIL, WIKI};
use crate::testkit::story::Answer::{Approved, Denied, Ignored};
use crate::testkit::story::{Deed, Story};

use super::expected::found;
use super::sample::{Sample, Words};
use super::setting::{THE_DAY, about, life_goes_on, ordinary_month, who};

const WORDS: Words = Words {
    folder: "morning_five",
    title: "Five prompts at nine in the morning, the fifth approved",
    story: "Owen Castellane works in Chicago. On Wednesday, 4 March 2026, from 09:05 on his clock,\n\
        five pushes arrive within eight minutes, just when he would be signing in anyway. He refuses\n\
        the first, lets the second lapse, refuses two more, and takes the fifth for his own.\n\
        They were asked for from a rented server in Amsterdam.",
    made: "Thirty ordinary days, the attack, two more ordinary days. The Okta tenant logs its sends\n\
        with the system as actor and the user as target.",
    see: "The usual successful attack: one to five prompts in the morning (real-attacks.md §1). No\n\
        rule that waits for five refusals, or for ten, sees it. What gives it away is the origin: a\n\
        hosting network in a country that the account never signed in from.",
};

/// The attack on the morning of `day`.
pub(super) fn happen(story: &mut Story, person: usize, day: Timestamp, provider: Provider) {
    let victim = who(story, person);
    let side = attackers::amsterdam();
    let start = local(day, 9, 5, victim.offset) + Span::from_secs(11);
    let pace = Pace { took: (4, 12), pause: (9, 22), ..Pace::hurried(provider) };
    let answers = [Denied, Ignored, Denied, Denied, Approved];
    let target = Target { person, side: &side, app: &MAIL };
    let (session, end) = flood(story, target, start, &answers, pace);
    let wiki = Deed::AppOpened { app: &WIKI };
    story.act_in(session, person, &side, end + Span::from_secs(140), wiki);
}

fn story(provider: Provider) -> Story {
    let (mut story, owen) = about(102, "Owen Castellane", &CHICAGO);
    ordinary_month(&mut story, owen);
    happen(&mut story, owen, THE_DAY, provider);
    life_goes_on(&mut story, owen, THE_DAY);
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let owen = "owen.castellane@corp.example";
    let common = || {
        vec![
            found("MF-01", owen, "medium", "yes"),
            found("MF-04", owen, "critical", "yes"),
            found("MF-06", owen, "low", "yes"),
        ]
    };
    let with_places = || {
        let mut findings = common();
        findings.push(found("MF-07", owen, "high", "yes"));
        findings
    };
    let mut sample = Sample::new(&WORDS, false);
    let tenant = Tenant { system_sends: true, ..Tenant::default() };
    sample.okta(&story(Provider::Okta), tenant, with_places())?;
    sample.duo(&story(Provider::Duo), with_places())?;
    sample
        .entra(&story(Provider::Entra), common())?
        .because("Entra does not log where the phone was: MF-07 cannot be evaluated.");
    Ok(sample)
}
