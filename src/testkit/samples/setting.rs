//! What the small samples have in common: one person, thirty ordinary days, one day that is not.
//!
//! In: a name and a town. Out: a story to go on with. Must never know: what happens on that day.

use crate::model::{Span, Timestamp};
use crate::testkit::calendar::{date, local};
use crate::testkit::cast::{Town, person};
use crate::testkit::routine::{Routine, ordinary_days, ordinary_sign_in};
use crate::testkit::story::{Act, Person, Side, Story};

/// Midnight UTC of the first ordinary day, a Monday.
pub(super) const FIRST_DAY: Timestamp = date(2026, 2, 2);
/// How many ordinary days there are.
pub(super) const ORDINARY_DAYS: i64 = 30;
/// Midnight UTC of the day on which it happens, a Wednesday.
pub(super) const THE_DAY: Timestamp = date(2026, 3, 4);

/// A story about one person of this name, with nothing in it yet.
pub(super) fn about(seed: u64, name: &str, town: &'static Town) -> (Story, usize) {
    let mut story = Story::new(seed);
    let index = story.add(person(name, seed, town));
    (story, index)
}

/// Thirty ordinary days.
pub(super) fn ordinary_month(story: &mut Story, person: usize) {
    let routine = Routine { weekdays: 3, ..Routine::plain(FIRST_DAY, ORDINARY_DAYS) };
    ordinary_days(story, person, routine);
}

/// The ordinary sign-ins of the two days after `day`, so that the log runs on past the event.
pub(super) fn life_goes_on(story: &mut Story, person: usize, day: Timestamp) {
    let Some(who) = story.people.get(person).cloned() else { return };
    let side = usual_side(story, person);
    let mut random = story.random(0xAF7E_0000 + person as u64);
    for days in 1..=2 {
        let day = day + Span::from_days(days);
        let at = local(day, 9, 12, who.offset) + random.seconds((0, 900));
        ordinary_sign_in(story, person, &side, at, &mut random, Routine::plain(day, 1));
    }
}

/// The side from which a person signed in last: one that the baseline knows.
pub(super) fn usual_side(story: &Story, person: usize) -> Side {
    let owner = who(story, person);
    let own = |act: &&Act| act.person == person && owner.owns(&act.side);
    story.acts.iter().rev().find(own).map_or(owner.home.clone(), |act| act.side.clone())
}

/// The person of this index; a story always holds the people it was told about.
pub(super) fn who(story: &Story, person: usize) -> Person {
    story.people.get(person).cloned().unwrap_or_else(|| {
        crate::testkit::cast::person("Nobody Example", 0, &crate::testkit::cast::LONDON)
    })
}
