//! Large exports for measuring: full-size records of a tenant of ten thousand people.
//!
//! In: how many records of which export. Out: its bytes, oldest record first, the same every time.
//! Must never know: what is measured with it. Memory stays constant however many records are asked
//! for: only sign-ins that overlap in time are held.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Write};

use crate::model::{Provider, Span, Timestamp};

use super::attack::{Pace, Target, flood};
use super::calendar::date;
use super::cast::{TOWNS, attackers, crowd_name, person};
use super::okta::{self, Tenant, shapes};
use super::places::MAIL;
use super::random::Random;
use super::routine::{Routine, ordinary_sign_in};
use super::story::{Answer, Person, Side, Story};
use super::{duo, entra};

const SEED: u64 = 0xBE7C;
const PEOPLE: u64 = 10_000;
/// Records that an average sign-in writes: sign-on policy, password, push, answer, policy,
/// session, application, and now and then a refused push.
const RECORDS_PER_SIGN_IN: i32 = 7;
/// Records of one week of the tenant.
const RECORDS_PER_WEEK: i64 = 1_000_000;
/// One sign-in in this many is an attack.
const ATTACK_EVERY: u64 = 1_500;

/// Which export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// Okta System Log, JSON lines.
    OktaLines,
    /// Okta System Log, one JSON array.
    OktaArray,
    /// Duo authentication log, JSON lines.
    DuoLines,
    /// Entra ID sign-in log as Azure Monitor writes it, JSON lines.
    EntraLines,
    /// Okta System Log, CSV of the Admin Console.
    OktaCsv,
    /// Entra ID sign-in log, CSV of the portal.
    EntraPortal,
    /// Entra ID sign-in log, CSV of a Log Analytics query, JSON in cells.
    EntraAnalytics,
}

impl Export {
    /// Every export with its name.
    pub const ALL: [(&'static str, Self); 7] = [
        ("okta-lines", Self::OktaLines),
        ("okta-array", Self::OktaArray),
        ("okta-csv", Self::OktaCsv),
        ("duo-lines", Self::DuoLines),
        ("entra-lines", Self::EntraLines),
        ("entra-portal", Self::EntraPortal),
        ("entra-analytics", Self::EntraAnalytics),
    ];

    fn rows(self, story: &Story) -> io::Result<Vec<(Timestamp, String)>> {
        match self {
            Self::OktaLines | Self::OktaArray => {
                Ok(okta_lines(story)?.into_iter().map(|line| (line.at, line.json)).collect())
            }
            Self::OktaCsv => okta_lines(story)?
                .into_iter()
                .map(|line| {
                    let record = serde_json::from_str(&line.json).map_err(io::Error::other)?;
                    Ok((line.at, without_end(&shapes::console_row(&record))))
                })
                .collect(),
            Self::DuoLines => duo::lines(story).map_err(io::Error::other),
            Self::EntraLines => entra::lines(story).map_err(io::Error::other),
            Self::EntraPortal => Ok(without_ends(entra::portal_rows(story))),
            Self::EntraAnalytics => {
                entra::log_analytics_rows(story).map(without_ends).map_err(io::Error::other)
            }
        }
    }

    /// What stands before the first record, between two, and behind the last.
    fn frame(self) -> (String, &'static str, &'static str) {
        match self {
            Self::OktaArray => ("[".to_owned(), ",\n", "]\n"),
            Self::OktaLines | Self::DuoLines | Self::EntraLines => (String::new(), "\n", "\n"),
            Self::OktaCsv => (shapes::console_header(), "\n", "\n"),
            Self::EntraPortal => (entra::portal_header(), "\r\n", "\r\n"),
            Self::EntraAnalytics => (entra::log_analytics_header(), "\r\n", "\r\n"),
        }
    }
}

fn okta_lines(story: &Story) -> io::Result<Vec<okta::Line>> {
    okta::lines(story, Tenant::default()).map_err(io::Error::other)
}

fn without_ends(rows: Vec<(Timestamp, String)>) -> Vec<(Timestamp, String)> {
    rows.into_iter().map(|(at, row)| (at, without_end(&row))).collect()
}

fn without_end(row: &str) -> String {
    row.trim_end_matches(['\r', '\n']).to_owned()
}

/// Writes exactly `records` records to `out`; a million of them are spread over one week.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(out: &mut impl Write, export: Export, records: u64) -> io::Result<()> {
    let (before, between, behind) = export.frame();
    let people: Vec<Person> = (0..PEOPLE).map(inhabitant).collect();
    let attackers = [attackers::lagos(), attackers::moscow(), attackers::amsterdam()];
    let start = date(2026, 3, 2);
    let step = Span::from_days(7).0 * i64::from(RECORDS_PER_SIGN_IN) / RECORDS_PER_WEEK;
    let mut waiting = BinaryHeap::new();
    let (mut written, mut number) = (0, 0_u64);
    while written < records {
        let at = Timestamp(start.0 + step * i64::try_from(number).unwrap_or(i64::MAX));
        let story = sign_in(number, at, &people, &attackers);
        for (order, (at, line)) in (0_u32..).zip(export.rows(&story)?) {
            waiting.push(Reverse((at, number, order, line)));
        }
        number += 1;
        while waiting.peek().is_some_and(|Reverse((time, ..))| *time < at) && written < records {
            if let Some(Reverse((.., json))) = waiting.pop() {
                out.write_all(if written == 0 { &before } else { between }.as_bytes())?;
                out.write_all(json.as_bytes())?;
                written += 1;
            }
        }
    }
    out.write_all(behind.as_bytes())
}

fn inhabitant(number: u64) -> Person {
    let index = usize::try_from(number).unwrap_or(0);
    let town = TOWNS.get(index % TOWNS.len()).unwrap_or(&TOWNS[0]);
    let mut person = person(&crowd_name(index), 100_000 + number, town);
    // Names repeat after a thousand people; logins must not.
    person.login = person.login.replace('@', &format!("{:04}@", number));
    person
}

fn sign_in(number: u64, at: Timestamp, people: &[Person], attackers: &[Side]) -> Story {
    let mut random = Random::new(SEED, number);
    let mut story = Story::new(SEED ^ number << 16);
    let Some(who) = awake(people, at, &mut random) else { return story };
    let victim = story.add(who.clone());
    if number % ATTACK_EVERY == ATTACK_EVERY - 1 {
        let side = random.pick(attackers).unwrap_or(&who.home);
        let answers = attack_answers(&mut random);
        let target = Target { person: victim, side, app: &MAIL };
        flood(&mut story, target, at, &answers, Pace::hurried(Provider::Okta));
    } else {
        let side = if random.chance(70) { &who.office } else { &who.home };
        let routine = Routine { slips: 2, ..Routine::plain(at, 1) };
        ordinary_sign_in(&mut story, victim, side, at, &mut random, routine);
    }
    story
}

fn attack_answers(random: &mut Random) -> Vec<Answer> {
    let mut answers: Vec<_> = (0..random.range(2, 11))
        .map(|_| if random.chance(80) { Answer::Denied } else { Answer::Ignored })
        .collect();
    if random.chance(20) {
        answers.push(Answer::Approved);
    }
    answers
}

/// Somebody whose local clock shows a working hour; after a few tries, anybody.
fn awake<'a>(people: &'a [Person], at: Timestamp, random: &mut Random) -> Option<&'a Person> {
    let mut candidate = random.pick(people)?;
    for _ in 0..6 {
        let hour = (at + candidate.offset).0.div_euclid(3_600_000_000).rem_euclid(24);
        if (7..20).contains(&hour) {
            break;
        }
        candidate = random.pick(people)?;
    }
    Some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_writes_exactly_the_records_asked_for_oldest_first() {
        let mut bytes = Vec::new();
        write(&mut bytes, Export::OktaLines, 3_000).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.lines().count(), 3_000);
        let published = |line: &str| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            value["published"].as_str().unwrap().to_owned()
        };
        let times: Vec<_> = text.lines().map(published).collect();
        assert!(times.is_sorted());
        assert!(text.len() / 3_000 > 2_000, "records are not full-size");
    }

    #[test]
    fn a_table_has_one_header_and_a_row_for_each_record_asked_for() {
        for export in [Export::OktaCsv, Export::EntraPortal, Export::EntraAnalytics] {
            let mut bytes = Vec::new();
            write(&mut bytes, export, 300).unwrap();
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            assert_eq!(reader.records().map(Result::unwrap).count(), 300, "{export:?}");
        }
    }
}
