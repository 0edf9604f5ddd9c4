//! Harmless: the user travels, and laptop and phone travel along.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::attack::Limits;
use crate::testkit::calendar::local;
use crate::testkit::cast::SAN_FRANCISCO;
use crate::testkit::okta::Tenant;
use crate::testkit::places::{LISBON_CARRIER, LISBON_HOTEL, MAIL};
use crate::testkit::routine::{Routine, ordinary_days};
use crate::testkit::story::{Answer, Ask, Channel, Deed, Endpoint, Side, Story};

use super::expected::own_slip;
use super::sample::{Sample, Words};
use super::setting::{FIRST_DAY, about, who};

const WORDS: Words = Words {
    folder: "traveller",
    title: "Harmless: three days in Lisbon with the usual laptop",
    story: "Lena Marchetti works in San Francisco. After four ordinary weeks she flies to Lisbon and\n\
        signs in from a hotel for three days, from Monday, 2 March 2026. On the second morning the\n\
        first push lapses because the phone has no signal yet.",
    made: "Twenty-six ordinary days, a weekend without sign-ins, three days abroad. Her laptop is\n\
        registered, so its id is in the log; the phone answers from a network in Lisbon.",
    see: "A new country, a new network, and an unanswered push before an approval: everything that\n\
        a rule about places would jump at. But the device is known, and both sides moved together.",
};

/// Three mornings abroad, from `day` on.
pub(super) fn happen(story: &mut Story, person: usize, day: Timestamp, provider: Provider) {
    let owner = who(story, person);
    let hotel = Endpoint { ip: "2001:db8:71b0:4::2c".to_owned(), site: &LISBON_HOTEL };
    let side = Side { endpoint: hotel, machine: owner.home.machine };
    let mut random = story.random(0x7AE1);
    for number in 0..3 {
        let morning = local(day + Span::from_days(number), 9, 20, Span(0));
        let at = morning + random.seconds((0, 2_400));
        let ip = format!("2001:db8:71b1::{:x}", random.range(0x10, 0xff));
        let phone_at = Endpoint { ip, site: &LISBON_CARRIER };
        let mut asks = Vec::new();
        let mut next = at + random.seconds((4, 9));
        if number == 1 {
            let took = Limits::of(provider).expiry(Channel::Push);
            asks.push(ask(next, Answer::Ignored, took, &phone_at));
            next = next + took + random.seconds((6, 15));
        }
        let took = random.seconds((5, 16));
        asks.push(ask(next, Answer::Approved, took, &phone_at));
        story.act(person, &side, at, Deed::SignIn { app: &MAIL, asks });
    }
}

fn ask(at: Timestamp, answer: Answer, took: Span, phone_at: &Endpoint) -> Ask {
    Ask { at, channel: Channel::Push, answer, took, phone_at: phone_at.clone() }
}

/// Gives a person a registered laptop.
pub(super) fn register_laptop(story: &mut Story, person: usize) {
    if let Some(owner) = story.people.get_mut(person) {
        let name = Some("CORP-20817".to_owned());
        owner.home.machine.inventory_name.clone_from(&name);
        owner.office.machine.inventory_name = name;
    }
}

fn story(provider: Provider) -> Story {
    let (mut story, lena) = about(108, "Lena Marchetti", &SAN_FRANCISCO);
    register_laptop(&mut story, lena);
    ordinary_days(&mut story, lena, Routine::plain(FIRST_DAY, 26));
    happen(&mut story, lena, FIRST_DAY + Span::from_days(28), provider);
    story
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let lapse = || vec![own_slip("lena.marchetti@corp.example")];
    let mut sample = Sample::new(&WORDS, true);
    let okta = Provider::Okta;
    sample.okta(&story(okta), Tenant::default(), lapse())?.pack();
    sample.duo(&story(Provider::Duo), lapse())?;
    sample.entra(&story(Provider::Entra), lapse())?;
    Ok(sample)
}
