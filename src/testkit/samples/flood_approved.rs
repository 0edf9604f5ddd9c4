//! Twenty-five pushes in eight minutes; the last one is approved, and a phone is enrolled.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::attack::{Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::{SAN_FRANCISCO, attackers, phone};
use crate::testkit::okta::Tenant;
use crate::testkit::places::{BAY_CARRIER, MAIL, PAYROLL};
use crate::testkit::story::Answer::{self, Approved, Denied, Ignored};
use crate::testkit::story::{Deed, Story};

use super::expected::found;
use super::sample::{Sample, Words};
use super::setting::{THE_DAY, about, life_goes_on, ordinary_month, who};

const WORDS: Words = Words {
    folder: "flood_approved",
    title: "A flood of pushes, the last one approved",
    story: "Mara Quill lives in San Francisco. On Wednesday, 4 March 2026, at 21:47 on her clock,\n\
        somebody in Lagos who has her password asks for a push, and again, and again: 25 times in\n\
        about eight minutes. She refuses 23 of them, leaves one alone, and approves the last.\n\
        The visitor opens the payroll application a minute later and enrolls a phone of their own\n\
        four minutes after the approval.",
    made: "Thirty ordinary days from 2 February, then the attack, then two more ordinary days.\n\
        Each provider's file keeps to what that provider does. Okta holds an ignored push open for\n\
        five minutes, so only one fits in. Duo locks an account after ten failures in a row, so the\n\
        attack has to succeed at the tenth push. Entra's file exists twice: as Microsoft Graph\n\
        answers, and as Azure Monitor writes it, where an attempt is repeated while it grows.",
    see: "One user, one burst, one approval at its end, from the same address as the refusals and\n\
        from a country in which the account was never seen. The phone that answered was near San\n\
        Francisco, 12 500 km from the sign-in page; Entra's log cannot tell that.",
};

/// What the attacker gets for an answer; Duo locks the account at the tenth failure.
fn answers(provider: Provider) -> Vec<Answer> {
    match provider {
        Provider::Okta => [&[Denied; 12][..], &[Ignored], &[Denied; 11], &[Approved]].concat(),
        Provider::Duo => vec![
            Ignored, Denied, Denied, Ignored, Denied, Denied, Denied, Ignored, Denied, Approved,
        ],
        _ => {
            let five = [&[Denied; 5][..], &[Ignored]].concat();
            [&five.repeat(4)[..], &[Approved]].concat()
        }
    }
}

/// The attack on the evening of `day`.
pub(super) fn happen(story: &mut Story, person: usize, day: Timestamp, provider: Provider) {
    let victim = who(story, person);
    let side = attackers::lagos();
    let start = local(day, 21, 47, victim.offset) + Span::from_secs(18);
    let target = Target { person, side: &side, app: &MAIL };
    let (session, _) = flood(story, target, start, &answers(provider), Pace::hurried(provider));
    let Some(approved) = story.asks().last().map(|(_, _, ask)| ask.ended()) else { return };
    let payroll = Deed::AppOpened { app: &PAYROLL };
    story.act_in(session, person, &side, approved + Span::from_secs(63), payroll);
    let phone = phone(victim.serial + 70_001, &BAY_CARRIER);
    let enrolled = approved + Span::from_secs(245);
    story.act_in(session, person, &side, enrolled, Deed::FactorEnrolled { phone });
    let mail = Deed::AppOpened { app: &MAIL };
    story.act_in(session, person, &side, approved + Span::from_secs(391), mail);
}

fn story(provider: Provider) -> Story {
    let (mut story, mara) = about(101, "Mara Quill", &SAN_FRANCISCO);
    ordinary_month(&mut story, mara);
    happen(&mut story, mara, THE_DAY, provider);
    life_goes_on(&mut story, mara, THE_DAY + Span::from_days(1));
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let mara = "mara.quill@corp.example";
    let common = |burst: &str| {
        vec![
            found("MF-01", mara, burst, "yes"),
            found("MF-04", mara, "critical", "yes"),
            found("MF-06", mara, "low", "yes"),
        ]
    };
    let with_places = |burst: &str| {
        let mut findings = common(burst);
        findings.push(found("MF-07", mara, "high", "yes"));
        findings
    };
    let mut sample = Sample::new(&WORDS, false);
    sample.okta(&story(Provider::Okta), Tenant::default(), with_places("critical"))?;
    sample.duo(&story(Provider::Duo), with_places("high"))?.because(
        "Duo locks the account after ten failures in a row: nine fit in before the approval.",
    );
    let entra = story(Provider::Entra);
    let blind = "Entra does not log where the phone was: MF-07 cannot be evaluated.";
    sample.entra(&entra, common("critical"))?.because(blind);
    sample.entra_monitor(&entra, common("critical"))?.because(blind);
    Ok(sample)
}
