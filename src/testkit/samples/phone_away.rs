//! Harmless: the phone lies in another room, then the user approves.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::attack::{Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::CHICAGO;
use crate::testkit::okta::Tenant;
use crate::testkit::places::MAIL;
use crate::testkit::story::Answer::{Approved, Ignored};
use crate::testkit::story::Story;

use super::expected::own_slip;
use super::sample::{Sample, Words};
use super::setting::{THE_DAY, about, life_goes_on, ordinary_month, usual_side, who};

const WORDS: Words = Words {
    folder: "phone_away",
    title: "Harmless: the phone was in another room",
    story: "Tobias Wren in Chicago signs in on Wednesday, 4 March 2026, at 08:40. His phone\n\
        is charging upstairs. Three pushes lapse; he fetches it and approves the fourth.",
    made: "Thirty ordinary days, the morning, two more ordinary days.",
    see: "Unanswered prompts and an approval in one session, from the laptop and the network that he\n\
        always uses. Nothing above `low`.",
};

/// The morning of `day`.
pub(super) fn happen(story: &mut Story, person: usize, day: Timestamp, provider: Provider) {
    let owner = who(story, person);
    let start = local(day, 8, 40, owner.offset) + Span::from_secs(9);
    let pace = Pace { took: (6, 12), pause: (6, 15), ..Pace::hurried(provider) };
    let side = usual_side(story, person);
    let target = Target { person, side: &side, app: &MAIL };
    flood(story, target, start, &[Ignored, Ignored, Ignored, Approved], pace);
}

fn story(provider: Provider) -> Story {
    let (mut story, tobias) = about(107, "Tobias Wren", &CHICAGO);
    ordinary_month(&mut story, tobias);
    happen(&mut story, tobias, THE_DAY, provider);
    life_goes_on(&mut story, tobias, THE_DAY);
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let lapse = || vec![own_slip("tobias.wren@corp.example")];
    let mut sample = Sample::new(&WORDS, true);
    let okta = Provider::Okta;
    sample.okta(&story(okta), Tenant::default(), lapse())?;
    sample.duo(&story(Provider::Duo), lapse())?;
    sample.entra(&story(Provider::Entra), lapse())?;
    Ok(sample)
}
