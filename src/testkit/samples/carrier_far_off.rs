//! Harmless: the phone's carrier lets it out to the Internet in another city.

use crate::model::{Provider, Span};
use crate::testkit::attack::{Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::BENGALURU;
use crate::testkit::okta::Tenant;
use crate::testkit::places::{CHENNAI_CARRIER, WIKI};
use crate::testkit::story::Answer::{Approved, Denied};
use crate::testkit::story::Story;

use super::expected::own_slip;
use super::sample::{Sample, Words};
use super::setting::{THE_DAY, about, life_goes_on, ordinary_month, usual_side, who};

const WORDS: Words = Words {
    folder: "carrier_far_off",
    title: "Harmless: the phone's carrier is 290 km away",
    story: "Arjun Deshmane works in Bengaluru. His mobile carrier's gateway stands in Chennai, so\n\
        whenever his phone is not on Wi-Fi, sign-in page and phone seem to be 290 km apart. On\n\
        Wednesday, 4 March 2026, he refuses one push by mistake and approves the next.",
    made: "Thirty ordinary days, the slip, two more ordinary days. Entra does not log where a phone is,\n\
        so there are two files.",
    see: "City differs from city at most sign-ins, as two published rules would report. Measured\n\
        with the accuracy of mobile addresses, the two places agree.",
};

fn story(provider: Provider) -> Story {
    let (mut story, arjun) = about(110, "Arjun Deshmane", &BENGALURU);
    if let Some(phone) = story.people.get_mut(arjun).and_then(|owner| owner.phones.first_mut()) {
        phone.carrier = &CHENNAI_CARRIER;
    }
    ordinary_month(&mut story, arjun);
    let owner = who(&story, arjun);
    let start = local(THE_DAY, 10, 11, owner.offset) + Span::from_secs(5);
    let pace = Pace { pause: (10, 20), ..Pace::hurried(provider) };
    let side = usual_side(&story, arjun);
    let target = Target { person: arjun, side: &side, app: &WIKI };
    flood(&mut story, target, start, &[Denied, Approved], pace);
    life_goes_on(&mut story, arjun, THE_DAY);
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let resolved = || vec![own_slip("arjun.deshmane@corp.example")];
    let mut sample = Sample::new(&WORDS, true);
    sample.okta(&story(Provider::Okta), Tenant::default(), resolved())?;
    sample.duo(&story(Provider::Duo), resolved())?;
    Ok(sample)
}
