//! Harmless: a policy changes, and everybody is asked on one day.

use crate::model::Provider;
use crate::testkit::attack::{Pace, Target, flood};
use crate::testkit::calendar::local;
use crate::testkit::cast::{BERLIN, LONDON, crowd_name, person};
use crate::testkit::okta::Tenant;
use crate::testkit::places::PAYROLL;
use crate::testkit::routine::{Routine, ordinary_days};
use crate::testkit::story::Answer::{self, Approved, Denied, Ignored};
use crate::testkit::story::Story;

use super::expected::{ExpectedFinding, own_slip};
use super::sample::{Sample, Words};
use super::setting::{FIRST_DAY, ORDINARY_DAYS, THE_DAY, life_goes_on, usual_side, who};

const WORDS: Words = Words {
    folder: "rollout_day",
    title: "Harmless: twenty people meet a new policy on one morning",
    story: "From Wednesday, 4 March 2026, the payroll application asks for a push. Twenty people in\n\
        Berlin and London open it between nine and ten. A third approve at once, a third refuse the\n\
        first push because they do not know it, and a third let it lapse; then all approve.",
    made: "Thirty ordinary days for each of the twenty, the morning, two more ordinary days. The files\n\
        are compressed.",
    see: "Many accounts with unsatisfied prompts from one address within an hour: the shape of a\n\
        spray. But the address is their own office, known to each of them. Nothing above `low`.",
};

fn answers(index: usize) -> Vec<Answer> {
    match index % 3 {
        0 => vec![Approved],
        1 => vec![Denied, Approved],
        _ => vec![Ignored, Approved],
    }
}

fn story(provider: Provider) -> (Story, Vec<usize>) {
    let mut story = Story::new(111);
    let people: Vec<_> = (0..20)
        .map(|index| {
            let town = if index % 2 == 0 { &BERLIN } else { &LONDON };
            story.add(person(&crowd_name(200 + index), 700 + index as u64, town))
        })
        .collect();
    for &index in &people {
        let routine = Routine { weekdays: 3, ..Routine::plain(FIRST_DAY, ORDINARY_DAYS) };
        ordinary_days(&mut story, index, routine);
    }
    let mut random = story.random(0x9011);
    let pace = Pace { took: (5, 14), pause: (8, 20), ..Pace::hurried(provider) };
    for (number, &index) in people.iter().enumerate() {
        let owner = who(&story, index);
        let start = local(THE_DAY, 9, 0, owner.offset) + random.seconds((0, 3_000));
        let side = usual_side(&story, index);
        let target = Target { person: index, side: &side, app: &PAYROLL };
        flood(&mut story, target, start, &answers(number), pace);
    }
    for &index in &people {
        life_goes_on(&mut story, index, THE_DAY);
    }
    (story, people)
}

fn expected(story: &Story, people: &[usize]) -> Vec<ExpectedFinding> {
    let second_try = |(number, index): (usize, &usize)| {
        let login = &story.people.get(*index)?.login;
        match number % 3 {
            0 => None,
            _ => Some(own_slip(login)),
        }
    };
    people.iter().enumerate().filter_map(second_try).collect()
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let mut sample = Sample::new(&WORDS, true);
    let (okta, people) = story(Provider::Okta);
    let findings = expected(&okta, &people);
    sample.okta(&okta, Tenant::default(), findings)?.pack();
    let (duo, people) = story(Provider::Duo);
    sample.duo(&duo, expected(&duo, &people))?.pack();
    let (entra, people) = story(Provider::Entra);
    sample.entra(&entra, expected(&entra, &people))?.pack();
    Ok(sample)
}
