//! One source, forty accounts, one push each.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::attack::{Pace, spray};
use crate::testkit::cast::{CHICAGO, SAN_FRANCISCO, attackers, crowd_name, person};
use crate::testkit::okta::Tenant;
use crate::testkit::places::MAIL;
use crate::testkit::routine::{Routine, ordinary_days};
use crate::testkit::story::{Answer, Story};

use super::expected::{ExpectedFinding, found, found_of_many};
use super::sample::{Sample, Words};
use super::setting::{FIRST_DAY, ORDINARY_DAYS, THE_DAY, life_goes_on};

const WORDS: Words = Words {
    folder: "push_spray",
    title: "One push each for forty accounts, from one address",
    story: "On Wednesday, 4 March 2026, from 16:00 to 16:55 UTC, a rented server in Amsterdam signs in\n\
        with the passwords of forty people in San Francisco and Chicago, one after the other. Each\n\
        of them gets one push. Twenty refuse, eighteen do nothing, one approves at once, and one\n\
        refuses and then approves the second.",
    made: "Thirty ordinary days for each of the forty, the hour, two more ordinary days. The files are\n\
        compressed; Pushscope reads them as they are.",
    see: "No single account shows a burst. The address does: forty accounts in an hour, none of\n\
        which it was ever used for, and two of them let it in.",
};

/// Who gives in at once, and who at the second push.
const GIVES_IN: usize = 7;
const GIVES_IN_LATER: usize = 22;

/// What each of the victims answers, in order.
pub(super) fn answers(index: usize) -> Vec<Answer> {
    match index {
        GIVES_IN => vec![Answer::Approved],
        GIVES_IN_LATER => vec![Answer::Denied, Answer::Approved],
        _ if index.is_multiple_of(2) => vec![Answer::Denied],
        _ => vec![Answer::Ignored],
    }
}

/// The spray, from `start` on.
pub(super) fn happen(
    story: &mut Story,
    victims: &[usize],
    start: Timestamp,
    length: Span,
    provider: Provider,
) {
    let side = attackers::amsterdam();
    let victims: Vec<_> =
        victims.iter().enumerate().map(|(index, &person)| (person, answers(index))).collect();
    let pace = Pace { took: (6, 25), pause: (20, 40), ..Pace::hurried(provider) };
    spray(story, &side, &MAIL, &victims, (start, length), pace);
}

/// What must be found about one of the victims.
pub(super) fn expected_of(index: usize, login: &str, places: bool) -> Vec<ExpectedFinding> {
    let mut findings = Vec::new();
    match index {
        GIVES_IN => {
            let severity = if places { "high" } else { "medium" };
            findings.push(found("MF-05", login, severity, "yes"));
        }
        GIVES_IN_LATER => {
            findings.push(found("MF-04", login, "critical", "yes"));
            findings.push(found("MF-06", login, "low", "yes"));
        }
        _ if index.is_multiple_of(2) => findings.push(found("MF-06", login, "low", "no")),
        _ => {}
    }
    let gave_in = matches!(index, GIVES_IN | GIVES_IN_LATER);
    if places && gave_in {
        findings.push(found("MF-07", login, "high", "yes"));
    } else if places && index.is_multiple_of(2) {
        findings.push(found("MF-07", login, "medium", "no"));
    }
    findings
}

fn story(provider: Provider) -> (Story, Vec<usize>) {
    let mut story = Story::new(105);
    let victims: Vec<_> = (0..40)
        .map(|index| {
            let town = if index % 2 == 0 { &SAN_FRANCISCO } else { &CHICAGO };
            story.add(person(&crowd_name(index), 500 + index as u64, town))
        })
        .collect();
    for &victim in &victims {
        let routine = Routine { weekdays: 3, ..Routine::plain(FIRST_DAY, ORDINARY_DAYS) };
        ordinary_days(&mut story, victim, routine);
    }
    let start = THE_DAY + Span::from_hours(16);
    happen(&mut story, &victims, start, Span::from_mins(55), provider);
    for &victim in &victims {
        life_goes_on(&mut story, victim, THE_DAY);
    }
    (story, victims)
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let expected = |story: &Story, victims: &[usize], places: bool| {
        let mut findings = vec![found_of_many("MF-11", "high", "yes")];
        for (index, &victim) in victims.iter().enumerate() {
            if let Some(person) = story.people.get(victim) {
                findings.append(&mut expected_of(index, &person.login, places));
            }
        }
        findings
    };
    let mut sample = Sample::new(&WORDS, false);
    let (okta, victims) = story(Provider::Okta);
    sample.okta(&okta, Tenant::default(), expected(&okta, &victims, true))?.pack();
    let (duo, victims) = story(Provider::Duo);
    sample.duo(&duo, expected(&duo, &victims, true))?.pack();
    let (entra, victims) = story(Provider::Entra);
    sample
        .entra(&entra, expected(&entra, &victims, false))?
        .pack()
        .because("Entra does not log where the phone was: MF-07 cannot be evaluated.");
    Ok(sample)
}
