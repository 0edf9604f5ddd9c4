//! Nine prompts, then the user reports them.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::attack::{Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::{BENGALURU, attackers};
use crate::testkit::okta::Tenant;
use crate::testkit::places::VPN;
use crate::testkit::story::Answer::{Denied, Ignored, Reported};
use crate::testkit::story::{Deed, Story};

use super::expected::found;
use super::sample::{Sample, Words};
use super::setting::{THE_DAY, about, life_goes_on, ordinary_month, who};

const WORDS: Words = Words {
    folder: "fraud_report",
    title: "Nine prompts, then a fraud report",
    story: "Kavya Rangan lives in Bengaluru. On Wednesday, 4 March 2026, from 19:20 on her clock, nine\n\
        pushes for the VPN arrive, asked for from Lagos. She refuses, lets one lapse, refuses again,\n\
        and reports the ninth.",
    made: "Thirty ordinary days, the evening, two more ordinary days. In Duo and Entra the ninth prompt\n\
        itself is reported; in Okta she refuses it too and follows the link in the security mail\n\
        three minutes later, which is an event of its own.",
    see: "The report is the strongest word that a log can hold: the user says that it was not her.\n\
        Nobody got in.",
};

/// The evening of `day`.
pub(super) fn happen(story: &mut Story, person: usize, day: Timestamp, provider: Provider) {
    let victim = who(story, person);
    let side = attackers::lagos();
    let start = local(day, 19, 20, victim.offset) + Span::from_secs(33);
    let pace = Pace { took: (3, 9), pause: (7, 18), ..Pace::hurried(provider) };
    let answers = [Denied, Denied, Ignored, Denied, Denied, Denied, Denied, Denied, Reported];
    let target = Target { person, side: &side, app: &VPN };
    let (_, end) = flood(story, target, start, &answers, pace);
    let report = Deed::SuspicionReported { about: side.clone() };
    story.act(person, &victim.home, end + Span::from_secs(180), report);
}

fn story(provider: Provider) -> Story {
    let (mut story, kavya) = about(106, "Kavya Rangan", &BENGALURU);
    ordinary_month(&mut story, kavya);
    happen(&mut story, kavya, THE_DAY, provider);
    life_goes_on(&mut story, kavya, THE_DAY);
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let kavya = "kavya.rangan@corp.example";
    let common = || vec![found("MF-01", kavya, "high", "no"), found("MF-06", kavya, "high", "no")];
    let with_places = || {
        let mut findings = common();
        findings.push(found("MF-07", kavya, "medium", "no"));
        findings
    };
    let mut sample = Sample::new(&WORDS, false);
    sample.okta(&story(Provider::Okta), Tenant::default(), with_places())?;
    sample.duo(&story(Provider::Duo), with_places())?;
    sample
        .entra(&story(Provider::Entra), common())?
        .because("Entra does not log where the phone was: MF-07 cannot be evaluated.");
    Ok(sample)
}
