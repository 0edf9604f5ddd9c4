//! Attacks: prompts that somebody else asks for.
//!
//! In: a target, answers, a pace. Out: acts added to the story.
//! Must never know: how a provider logs anything; what holds an attacker up comes in as [`Limits`].

use crate::model::{Provider, Span, Timestamp};

use super::places::App;
use super::random::Random;
use super::story::{Answer, Ask, Channel, Deed, Endpoint, Side, Story};

/// How long a prompt that nobody answers holds the attacker up (real-attacks.md §2).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    push: Span,
    call: Span,
    code: Span,
}

impl Limits {
    /// The limits of a provider: Okta's push expires after five minutes, the others' after one.
    pub const fn of(provider: Provider) -> Self {
        let push = match provider {
            Provider::Okta => Span::from_secs(300),
            _ => Span::from_secs(60),
        };
        Self { push, call: Span::from_secs(45), code: Span::from_secs(600) }
    }

    /// How long a prompt stays open when nobody answers.
    pub const fn expiry(self, channel: Channel) -> Span {
        match channel {
            Channel::Push | Channel::NumberPush => self.push,
            Channel::Call => self.call,
            Channel::Sms => self.code,
        }
    }

    /// When the attacker can ask again: a code may be sent again at once, a push may not.
    const fn held(self, channel: Channel) -> Span {
        match channel {
            Channel::Sms => Span(0),
            _ => self.expiry(channel),
        }
    }
}

/// Whose account is attacked, from where, for what.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Index of the person.
    pub person: usize,
    /// The attacker's side.
    pub side: &'a Side,
    /// The application asked for.
    pub app: &'static App,
}

/// The rhythm of an attack; pairs are bounds in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How the prompts reach the phone.
    pub channel: Channel,
    /// Prompts in one sign-in before the attacker begins another one.
    pub per_sign_in: usize,
    /// How long the user takes to answer.
    pub took: (i64, i64),
    /// How long the attacker waits before the next prompt.
    pub pause: (i64, i64),
    /// What holds the attacker up.
    pub limits: Limits,
}

impl Pace {
    /// A hurried attacker: the next push goes out seconds after the last one ended.
    pub const fn hurried(provider: Provider) -> Self {
        Self {
            channel: Channel::Push,
            per_sign_in: 5,
            took: (3, 6),
            pause: (2, 4),
            limits: Limits::of(provider),
        }
    }
}

/// Asks again and again until the answers run out; returns the last session and when it ended.
pub fn flood(
    story: &mut Story,
    target: Target<'_>,
    start: Timestamp,
    answers: &[Answer],
    pace: Pace,
) -> (u64, Timestamp) {
    let mut random = story.random(0xF100_0000 + story.acts.len() as u64);
    let phone_at = victim_phone(story, target.person, &mut random);
    let mut next = start;
    let mut session = 0;
    for chunk in answers.chunks(pace.per_sign_in.max(1)) {
        let begun = next;
        next = next + Span::from_secs(3);
        let mut asks = Vec::new();
        for &answer in chunk {
            let ask = one_ask(next, answer, pace, &phone_at, &mut random);
            let held =
                if answer == Answer::Ignored { pace.limits.held(pace.channel) } else { ask.took };
            next = next + held + random.seconds(pace.pause);
            asks.push(ask);
        }
        let deed = Deed::SignIn { app: target.app, asks };
        session = story.act(target.person, target.side, begun, deed);
    }
    (session, next)
}

/// One prompt a day at about the same local time, each in a sign-in of its own.
pub fn drip(
    story: &mut Story,
    target: Target<'_>,
    first: Timestamp,
    answers: &[Answer],
    pace: Pace,
) {
    let mut day = first;
    for answer in answers {
        let mut random = story.random(0xD210_0000 + story.acts.len() as u64);
        flood(story, target, day + random.seconds((0, 5_400)), &[*answer], pace);
        day = day + Span::from_days(1);
    }
}

/// Asks each target once or twice within `length`, all from one side.
pub fn spray(
    story: &mut Story,
    side: &Side,
    app: &'static App,
    victims: &[(usize, Vec<Answer>)],
    (start, length): (Timestamp, Span),
    pace: Pace,
) {
    let step = length.0 / i64::try_from(victims.len().max(1)).unwrap_or(1);
    let mut random = story.random(0x5924);
    for (index, (person, answers)) in (0_i64..).zip(victims) {
        let at = start + Span(step * index + random.range(0, step / 2));
        flood(story, Target { person: *person, side, app }, at, answers, pace);
    }
}

fn one_ask(
    at: Timestamp,
    answer: Answer,
    pace: Pace,
    phone_at: &Endpoint,
    random: &mut Random,
) -> Ask {
    let took = match answer {
        Answer::Ignored => pace.limits.expiry(pace.channel),
        _ => random.seconds(pace.took),
    };
    Ask { at, channel: pace.channel, answer, took, phone_at: phone_at.clone() }
}

/// The victim's phone lies at home or in a pocket: at its carrier, for the whole attack.
fn victim_phone(story: &Story, person: usize, random: &mut Random) -> Endpoint {
    let nowhere = || Endpoint { ip: "192.0.2.1".to_owned(), site: &super::places::LONDON_HOME };
    story.people.get(person).map_or_else(nowhere, |who| who.phone_at(random))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::calendar::date;
    use crate::testkit::cast::{LONDON, attackers, person};
    use crate::testkit::places::MAIL;

    fn sent(provider: Provider, channel: Channel, answers: &[Answer]) -> Vec<Timestamp> {
        let mut story = Story::new(3);
        let victim = story.add(person("Ada Example", 1, &LONDON));
        let lagos = attackers::lagos();
        let target = Target { person: victim, side: &lagos, app: &MAIL };
        let pace = Pace { channel, ..Pace::hurried(provider) };
        flood(&mut story, target, date(2026, 3, 4), answers, pace);
        story.asks().map(|(_, _, ask)| ask.at).collect()
    }

    #[test]
    fn a_push_that_nobody_answers_holds_the_attacker_up_until_it_expires() {
        let gap = |provider| {
            let sent = sent(provider, Channel::Push, &[Answer::Ignored; 2]);
            sent[1].since(sent[0])
        };
        assert!(gap(Provider::Okta) > Span::from_mins(5));
        assert!(gap(Provider::Duo) > Span::from_mins(1));
        assert!(gap(Provider::Entra) < Span::from_mins(2));
    }

    #[test]
    fn a_refused_push_and_an_unread_text_message_do_not() {
        let refused = sent(Provider::Okta, Channel::Push, &[Answer::Denied; 2]);
        let unread = sent(Provider::Okta, Channel::Sms, &[Answer::Ignored; 2]);
        assert!(refused[1].since(refused[0]) < Span::from_mins(1));
        assert!(unread[1].since(unread[0]) < Span::from_mins(1));
    }

    #[test]
    fn a_drip_asks_once_a_day() {
        let mut story = Story::new(3);
        let victim = story.add(person("Ada Example", 1, &LONDON));
        let lagos = attackers::lagos();
        let target = Target { person: victim, side: &lagos, app: &MAIL };
        let answers = [Answer::Ignored; 5];
        drip(&mut story, target, date(2026, 3, 4), &answers, Pace::hurried(Provider::Okta));
        let days: Vec<_> =
            story.asks().map(|(_, _, ask)| ask.at.0.div_euclid(86_400_000_000)).collect();
        assert_eq!(days.len(), 5);
        assert!(days.is_sorted_by(|a, b| a < b));
    }
}
