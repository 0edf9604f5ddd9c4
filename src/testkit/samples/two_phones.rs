//! Harmless: an old phone is still enrolled, so every push goes out twice.

use crate::model::{Provider, Span};
use crate::testkit::attack::{Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::{LONDON, phone};
use crate::testkit::okta::Tenant;
use crate::testkit::places::{LONDON_CARRIER, MAIL};
use crate::testkit::story::Answer::{Approved, Denied};
use crate::testkit::story::Story;

use super::expected::own_slip;
use super::sample::{Sample, Words};
use super::setting::{THE_DAY, about, life_goes_on, ordinary_month, usual_side, who};

const WORDS: Words = Words {
    folder: "two_phones",
    title: "Harmless: two phones, every push twice",
    story: "Imogen Pryce in London has a new phone, and the old one in a drawer is still enrolled. Every\n\
        push goes to both. On Wednesday, 4 March 2026, she taps the wrong button once and approves\n\
        the next push half a minute later.",
    made: "Thirty ordinary days, the slip, two more ordinary days. Only Okta's log shows a push once for\n\
        every phone, so there is one file.",
    see: "Twice as many sends as prompts: two sends within two seconds are one prompt. Counting log\n\
        rows instead would double every number.",
};

fn story() -> Story {
    let (mut story, imogen) = about(109, "Imogen Pryce", &LONDON);
    if let Some(owner) = story.people.get_mut(imogen) {
        owner.phones.push(phone(80_109, &LONDON_CARRIER));
    }
    ordinary_month(&mut story, imogen);
    let owner = who(&story, imogen);
    let start = local(THE_DAY, 9, 2, owner.offset) + Span::from_secs(41);
    let pace = Pace { pause: (12, 25), ..Pace::hurried(Provider::Okta) };
    let side = usual_side(&story, imogen);
    let target = Target { person: imogen, side: &side, app: &MAIL };
    flood(&mut story, target, start, &[Denied, Approved], pace);
    life_goes_on(&mut story, imogen, THE_DAY);
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let resolved = vec![own_slip("imogen.pryce@corp.example")];
    let mut sample = Sample::new(&WORDS, true);
    sample.okta(&story(), Tenant::default(), resolved)?.pack();
    Ok(sample)
}
