//! Ordinary days: people sign in to work and answer their own prompts.
//!
//! In: a story, a person, the days. Out: acts added to the story.
//! Must never know: attacks, or how a provider logs anything.

use crate::model::{Span, Timestamp};

use super::calendar::{is_weekday, local};
use super::places::{App, EVERYDAY_APPS, MAIL};
use super::random::Random;
use super::story::{Answer, Ask, Channel, Deed, Endpoint, Side, Story};

/// How often a person signs in.
#[derive(Clone, Copy, Debug)]
pub struct Routine {
    /// Midnight UTC of the first day.
    pub first: Timestamp,
    /// How many days, weekends included.
    pub days: i64,
    /// On how many of every five days, from 1 to 5; weekends are always free.
    pub weekdays: i64,
    /// How many of a hundred days see a second sign-in, in the evening.
    pub evenings: i64,
    /// How many of a hundred prompts are answered at the second try.
    pub slips: i64,
    /// How prompts reach the phone.
    pub channel: Channel,
    /// The only application asked for; `None` for the usual mix.
    pub app: Option<&'static App>,
}

impl Routine {
    /// Four days of five without slips: enough for a baseline within thirty days.
    pub const fn plain(first: Timestamp, days: i64) -> Self {
        let channel = Channel::Push;
        Self { first, days, weekdays: 4, evenings: 0, slips: 0, channel, app: None }
    }
}

/// Adds the ordinary days of one person.
pub fn ordinary_days(story: &mut Story, person: usize, routine: Routine) {
    let Some(who) = story.people.get(person).cloned() else { return };
    let mut random = Random::new(story.seed, 0xDA11_0000 + person as u64);
    let home_days = random.range(0, 4);
    for number in 0..routine.days {
        let day = routine.first + Span::from_days(number);
        if (number + home_days) % 5 >= routine.weekdays || !is_weekday(day) {
            continue;
        }
        let side = if number % 5 < home_days { &who.home } else { &who.office };
        let minute = random.range(0, 75);
        let at = local(day, 8, 20, who.offset) + Span::from_mins(minute) + random.seconds((0, 59));
        ordinary_sign_in(story, person, side, at, &mut random, routine);
        if random.chance(routine.evenings) {
            let at = local(day, 18, 30, who.offset) + random.seconds((0, 7_000));
            ordinary_sign_in(story, person, &who.home, at, &mut random, routine);
        }
    }
}

/// Adds one sign-in with a prompt that the owner approves; returns the session.
pub fn ordinary_sign_in(
    story: &mut Story,
    person: usize,
    side: &Side,
    at: Timestamp,
    random: &mut Random,
    routine: Routine,
) -> u64 {
    let app = routine.app.or_else(|| random.pick(&EVERYDAY_APPS)).unwrap_or(&MAIL);
    let phone_at = owner_phone(story, person, side, random);
    let slip = random.chance(routine.slips);
    let mut asks = Vec::new();
    let mut next = at + random.seconds((4, 9));
    if slip {
        let took = random.seconds((3, 8));
        let (channel, answer) = (routine.channel, Answer::Denied);
        asks.push(Ask { at: next, channel, answer, took, phone_at: phone_at.clone() });
        next = next + took + random.seconds((6, 14));
    }
    let took = random.seconds((5, 20));
    asks.push(Ask { at: next, channel: routine.channel, answer: Answer::Approved, took, phone_at });
    story.act(person, side, at, Deed::SignIn { app, asks })
}

/// Where the owner's phone is while the owner is at `side`: on Wi-Fi or at its carrier.
pub fn owner_phone(story: &Story, person: usize, side: &Side, random: &mut Random) -> Endpoint {
    let on_wifi = random.chance(40);
    match story.people.get(person) {
        Some(who) if !on_wifi => who.phone_at(random),
        _ => side.endpoint.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::calendar::date;
    use crate::testkit::cast::{LONDON, person};

    #[test]
    fn thirty_ordinary_days_hold_sign_ins_on_at_least_twelve_of_them() {
        for number in 0..40 {
            let mut story = Story::new(number);
            let who = story.add(person("Ada Example", number, &LONDON));
            let routine = Routine { weekdays: 3, ..Routine::plain(date(2026, 2, 2), 30) };
            ordinary_days(&mut story, who, routine);
            let days: std::collections::BTreeSet<_> =
                story.acts.iter().map(|act| act.at.0.div_euclid(86_400_000_000)).collect();
            assert!(days.len() >= 12, "only {} days", days.len());
        }
    }
}
