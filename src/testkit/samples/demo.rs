//! The demonstration case: a hundred people, three weeks, six attacks among ordinary days.
//!
//! In: nothing. Out: an Okta export of everybody and a Duo export of those who use the VPN.

use crate::model::{Provider, Span, Timestamp};
use crate::testkit::calendar::date;
use crate::testkit::cast::{
    BENGALURU, BERLIN, CHICAGO, LONDON, SAN_FRANCISCO, TOWNS, Town, crowd_name, person,
};
use crate::testkit::okta::Tenant;
use crate::testkit::places::VPN;
use crate::testkit::routine::{Routine, ordinary_days};
use crate::testkit::story::{Answer, Ask, Deed, Story};

use super::expected::{ExpectedFinding, found, found_of_many, own_slip};
use super::sample::{Sample, Words};
use super::setting::who;
use super::{
    flood_approved, fraud_report, ignored_overnight, morning_five, phone_away, push_spray,
    sms_and_calls, traveller,
};

const WORDS: Words = Words {
    folder: "demo",
    title: "The demonstration case: one company, three weeks, a hundred people",
    story: "Corp Example has offices in San Francisco, Chicago, Berlin, Bengaluru and London, a hundred\n\
        people, Okta for everything and Duo in front of the VPN. From 9 to 27 February 2026 they go\n\
        about their work. In the last week somebody works on them:\n\n\
        | when (local) | who | what |\n|---|---|---|\n\
        | Tue 24, 11:02 in San Francisco | 24 people | one push each, from a rented server in Amsterdam; two let it in |\n\
        | Tue 24, 22:40 in London | Edmund Thackray | pushes through the night, from Moscow; none answered |\n\
        | Wed 25, 09:05 in Chicago | Owen Castellane | five pushes from the same server in Amsterdam; the fifth approved |\n\
        | Thu 26, 19:20 in Bengaluru | Kavya Rangan | nine pushes for the VPN, from Lagos; reported as fraud (Duo) |\n\
        | Thu 26, 21:47 in San Francisco | Mara Quill | 25 pushes in eight minutes, from Lagos; the last approved, a phone enrolled |\n\
        | Fri 27, 01:00 in Berlin | Jorunn Falkner | ten calls and six text messages, from São Paulo; none answered |\n\n\
        And two things that only look like it: Lena Marchetti works from Lisbon for three days, and Tobias\n\
        Wren's phone is upstairs on Thursday morning. Here and there somebody mistypes a password or\n\
        taps the wrong button.",
    made: "Ninety-three people of a crowd and seven with a part in it, fifteen working days each. The\n\
        attacks are those of the neighboring folders, on other days. The Okta file holds everything\n\
        except the VPN; the Duo file holds the VPN sign-ins of twenty-five people.",
    see: "Open both files as one case. Five accounts were attacked on their own, 24 more from one\n\
        source; four accounts let somebody in. The server in Amsterdam ties\n\
        the spray of Tuesday to Owen's approval of Wednesday, the address in Lagos ties Kavya's report\n\
        to Mara's approval later that day.",
};

const FIRST_DAY: Timestamp = date(2026, 2, 9);
const DAYS: i64 = 19;
/// From here on, slips happen: everybody's baseline is long enough to tell them from attacks.
const DAYS_WITHOUT_SLIPS: i64 = 15;
const CROWD: usize = 93;
/// Numbers of the crowd's people: their home addresses differ from those of the other seven.
const CROWD_NUMBERS: u64 = 1_060;
const SPRAYED: usize = 24;

const TUESDAY: Timestamp = date(2026, 2, 24);
const WEDNESDAY: Timestamp = date(2026, 2, 25);
const THURSDAY: Timestamp = date(2026, 2, 26);
const FRIDAY: Timestamp = date(2026, 2, 27);

/// Indices of the seven people with a part in it.
struct Roles {
    mara: usize,
    owen: usize,
    edmund: usize,
    jorunn: usize,
    kavya: usize,
    tobias: usize,
    lena: usize,
}

fn cast(story: &mut Story) -> Roles {
    for index in 0..CROWD {
        let town = TOWNS.get(index % TOWNS.len()).unwrap_or(&LONDON);
        story.add(person(&crowd_name(300 + index), CROWD_NUMBERS + index as u64, town));
    }
    let mut add =
        |name: &str, number: u64, town: &'static Town| story.add(person(name, number, town));
    Roles {
        mara: add("Mara Quill", 101, &SAN_FRANCISCO),
        owen: add("Owen Castellane", 102, &CHICAGO),
        edmund: add("Edmund Thackray", 103, &LONDON),
        jorunn: add("Jorunn Falkner", 104, &BERLIN),
        kavya: add("Kavya Rangan", 106, &BENGALURU),
        tobias: add("Tobias Wren", 107, &CHICAGO),
        lena: add("Lena Marchetti", 108, &SAN_FRANCISCO),
    }
}

fn okta_story() -> (Story, Roles) {
    let mut story = Story::new(2_026);
    let roles = cast(&mut story);
    traveller::register_laptop(&mut story, roles.lena);
    for index in 0..CROWD {
        let routine = Routine { weekdays: 5, ..Routine::plain(FIRST_DAY, DAYS) };
        ordinary_days(&mut story, index, Routine { days: DAYS_WITHOUT_SLIPS, ..routine });
        let first = FIRST_DAY + Span::from_days(DAYS_WITHOUT_SLIPS);
        let days = DAYS - DAYS_WITHOUT_SLIPS;
        ordinary_days(&mut story, index, Routine { first, days, slips: 3, ..routine });
    }
    mistyped_passwords(&mut story);
    for index in [roles.mara, roles.edmund, roles.kavya] {
        days_without(&mut story, index, None);
    }
    days_without(&mut story, roles.owen, Some(WEDNESDAY));
    days_without(&mut story, roles.tobias, Some(THURSDAY));
    sms_and_calls::ordinary_life(&mut story, roles.jorunn, FIRST_DAY, DAYS);
    let before_travel = Routine { weekdays: 5, evenings: 30, ..Routine::plain(FIRST_DAY, 12) };
    ordinary_days(&mut story, roles.lena, before_travel);

    let okta = Provider::Okta;
    let start = TUESDAY + Span::from_mins(19 * 60 + 2);
    push_spray::happen(&mut story, &sprayed(), start, Span::from_mins(48), okta);
    ignored_overnight::happen(&mut story, roles.edmund, TUESDAY, okta);
    morning_five::happen(&mut story, roles.owen, WEDNESDAY, okta);
    sms_and_calls::happen(&mut story, roles.jorunn, FRIDAY, okta);
    traveller::happen(&mut story, roles.lena, date(2026, 2, 23), okta);
    phone_away::happen(&mut story, roles.tobias, THURSDAY, okta);
    flood_approved::happen(&mut story, roles.mara, THURSDAY, okta);
    (story, roles)
}

fn duo_story() -> (Story, Roles) {
    let mut story = Story::new(2_027);
    let roles = cast(&mut story);
    let vpn = Routine { weekdays: 5, app: Some(&VPN), ..Routine::plain(FIRST_DAY, DAYS) };
    for index in (0..CROWD).step_by(4) {
        ordinary_days(&mut story, index, Routine { weekdays: 4, ..vpn });
    }
    ordinary_days(&mut story, roles.kavya, vpn);
    fraud_report::happen(&mut story, roles.kavya, THURSDAY, Provider::Duo);
    (story, roles)
}

/// Ordinary working days with some evenings, one day left out.
fn days_without(story: &mut Story, person: usize, left_out: Option<Timestamp>) {
    let whole = Routine { weekdays: 5, evenings: 25, ..Routine::plain(FIRST_DAY, DAYS) };
    let Some(day) = left_out else { return ordinary_days(story, person, whole) };
    let days = day.since(FIRST_DAY).0 / Span::from_days(1).0;
    ordinary_days(story, person, Routine { days, ..whole });
    let first = day + Span::from_days(1);
    ordinary_days(story, person, Routine { first, days: DAYS - days - 1, ..whole });
}

/// One sign-in in twenty-five begins with a wrong password.
fn mistyped_passwords(story: &mut Story) {
    let mut random = story.random(0x7799);
    let slips: Vec<_> = story.acts.iter().filter(|_| random.chance(4)).cloned().collect();
    for act in slips {
        let at = act.at - Span::from_secs(22);
        story.act(act.person, &act.side, at, Deed::WrongPassword);
    }
}

/// Everybody of the crowd in San Francisco and Chicago, up to [`SPRAYED`].
fn sprayed() -> Vec<usize> {
    (0..CROWD).filter(|index| index % TOWNS.len() < 2).take(SPRAYED).collect()
}

fn expected_in_okta(story: &Story, roles: &Roles) -> Vec<ExpectedFinding> {
    let login = |person: usize| who(story, person).login;
    let mut findings = vec![found_of_many("MF-11", "high", "yes")];
    for (index, &victim) in sprayed().iter().enumerate() {
        findings.append(&mut push_spray::expected_of(index, &login(victim), true));
    }
    for (victim, burst) in [(roles.mara, "critical"), (roles.owen, "medium")] {
        let login = login(victim);
        findings.push(found("MF-01", &login, burst, "yes"));
        findings.push(found("MF-04", &login, "critical", "yes"));
        findings.push(found("MF-06", &login, "low", "yes"));
        findings.push(found("MF-07", &login, "high", "yes"));
    }
    findings.push(found("MF-01", &login(roles.edmund), "high", "no"));
    findings.push(found("MF-01", &login(roles.jorunn), "critical", "no"));
    findings.push(found("MF-12", &login(roles.jorunn), "high", "no"));
    findings.extend(second_tries(story).map(|(login, _)| own_slip(login)));
    findings.sort();
    findings.dedup();
    findings
}

/// Sign-ins of their own that people approved at the second try or later.
fn second_tries(story: &Story) -> impl Iterator<Item = (&str, &[Ask])> {
    story.acts.iter().filter_map(|act| {
        let person = story.people.get(act.person)?;
        let Deed::SignIn { asks, .. } = &act.deed else { return None };
        let approved = asks.last()?.answer == Answer::Approved;
        let is_one = approved && asks.len() > 1 && person.owns(&act.side);
        is_one.then_some((person.login.as_str(), asks.as_slice()))
    })
}

pub(super) fn sample() -> serde_json::Result<Sample> {
    let mut sample = Sample::new(&WORDS, false);
    let (okta, roles) = okta_story();
    sample.okta(&okta, Tenant::default(), expected_in_okta(&okta, &roles))?.pack();
    let (duo, roles) = duo_story();
    let kavya = who(&duo, roles.kavya).login;
    let findings = vec![
        found("MF-01", &kavya, "high", "no"),
        found("MF-06", &kavya, "high", "no"),
        found("MF-07", &kavya, "medium", "no"),
    ];
    sample.duo(&duo, findings)?;
    Ok(sample)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn everybody_who_is_attacked_has_a_baseline() {
        let (story, roles) = okta_story();
        for (victim, attacked) in [
            (roles.mara, THURSDAY),
            (roles.owen, WEDNESDAY),
            (roles.edmund, TUESDAY),
            (roles.jorunn, FRIDAY),
        ] {
            let owner = who(&story, victim);
            let before: BTreeSet<_> = story
                .acts
                .iter()
                .filter(|act| act.person == victim && owner.owns(&act.side))
                .filter(|act| act.at < attacked)
                .map(|act| act.at.0.div_euclid(86_400_000_000))
                .collect();
            assert!(before.len() >= 10, "{} signed in on {} days", owner.login, before.len());
        }
    }

    #[test]
    fn a_hundred_people_take_part() {
        let (story, _) = okta_story();
        let busy: BTreeSet<_> = story.acts.iter().map(|act| act.person).collect();
        assert_eq!(busy.len(), 100);
    }
}
