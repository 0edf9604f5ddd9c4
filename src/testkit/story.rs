//! A story: people, and what was done in their names.
//!
//! In: calls that add people and acts. Out: [`Story`], which the writers log.
//! Must never know: how any provider logs it.

use crate::model::{Span, Timestamp};

use super::places::{App, Browser, PhoneModel, Site};
use super::random::Random;

/// An address in a network.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The address, from a documentation range.
    pub ip: String,
    /// Its network and place.
    pub site: &'static Site,
}

/// The machine that a browser runs on.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Its browser.
    pub browser: &'static Browser,
    /// A number that its fingerprints are made from.
    pub serial: u64,
    /// Its name in the device inventory; `None` if it is not registered.
    pub inventory_name: Option<String>,
}

/// The side that asks: a machine at an address.
#[derive(Clone, Debug)]
pub struct Side {
    /// Where it is.
    pub endpoint: Endpoint,
    /// What it is.
    pub machine: Machine,
}

/// A phone that prompts go to.
#[derive(Clone, Debug)]
pub struct Phone {
    /// Its number.
    pub number: String,
    /// Its model.
    pub model: &'static PhoneModel,
    /// A number that its ids are made from.
    pub serial: u64,
    /// Where its carrier lets it out to the Internet.
    pub carrier: &'static Site,
}

/// One account and its owner.
#[derive(Clone, Debug)]
pub struct Person {
    /// The login name: an e-mail address.
    pub login: String,
    /// The display name.
    pub name: String,
    /// A number that the account's ids are made from.
    pub serial: u64,
    /// How far the local clock is ahead of UTC.
    pub offset: Span,
    /// The laptop at home.
    pub home: Side,
    /// The laptop in the office.
    pub office: Side,
    /// Enrolled phones; prompts go to all of them, the first one answers.
    pub phones: Vec<Phone>,
}

/// How a prompt reaches the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A push.
    Push,
    /// A push that asks for the number on the sign-in page.
    NumberPush,
    /// A phone call.
    Call,
    /// A text message with a code.
    Sms,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Approved.
    Approved,
    /// Refused.
    Denied,
    /// Left alone until it expired.
    Ignored,
    /// Approved with the wrong number.
    WrongNumber,
    /// Reported as fraud from the prompt, where the provider's app can.
    Reported,
}

/// One prompt.
#[derive(Clone, Debug)]
pub struct Ask {
    /// When it was sent.
    pub at: Timestamp,
    /// How.
    pub channel: Channel,
    /// How it ended.
    pub answer: Answer,
    /// From sending to the answer, or to its expiry.
    pub took: Span,
    /// Where the phone was.
    pub phone_at: Endpoint,
}

/// What was done.
#[derive(Clone, Debug)]
pub enum Deed {
    /// The right password, then these prompts; approved if the last one was. Without prompts, a
    /// remembered device let it through.
    SignIn {
        /// The application asked for.
        app: &'static App,
        /// The prompts, in order of time.
        asks: Vec<Ask>,
    },
    /// A wrong password.
    WrongPassword,
    /// A new phone was enrolled in the open session.
    FactorEnrolled {
        /// The new phone.
        phone: Phone,
    },
    /// The owner reported suspicious activity by the link in a mail.
    SuspicionReported {
        /// The sign-in that was reported.
        about: Side,
    },
    /// The password was changed in the open session.
    PasswordChanged,
    /// An application was opened in the open session.
    AppOpened {
        /// The application.
        app: &'static App,
    },
}

/// One thing done in a person's name.
#[derive(Clone, Debug)]
pub struct Act {
    /// When it began.
    pub at: Timestamp,
    /// In whose name: an index into [`Story::people`].
    pub person: usize,
    /// From where.
    pub side: Side,
    /// What.
    pub deed: Deed,
    /// The session that it opened or took place in.
    pub session: u64,
    /// Its number in the story, which its ids are made from.
    pub serial: u64,
}

/// People and what was done in their names.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// What every id comes from.
    pub seed: u64,
    /// The people.
    pub people: Vec<Person>,
    /// The acts, in the order in which they were added.
    pub acts: Vec<Act>,
    sessions: u64,
}

impl Story {
    /// A story without people or acts.
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Adds a person and returns the index.
    pub fn add(&mut self, person: Person) -> usize {
        self.people.push(person);
        self.people.len() - 1
    }

    /// A generator for plans about one person.
    pub fn random(&self, purpose: u64) -> Random {
        Random::new(self.seed, purpose)
    }

    /// Adds an act in a session of its own and returns the session.
    pub fn act(&mut self, person: usize, side: &Side, at: Timestamp, deed: Deed) -> u64 {
        self.sessions += 1;
        self.act_in(self.sessions, person, side, at, deed);
        self.sessions
    }

    /// Adds an act in an open session.
    pub fn act_in(&mut self, session: u64, person: usize, side: &Side, at: Timestamp, deed: Deed) {
        let serial = self.acts.len() as u64;
        self.acts.push(Act { at, person, side: side.clone(), deed, session, serial });
    }

    /// Every prompt with the person it went to, in order of acts.
    pub fn asks(&self) -> impl Iterator<Item = (usize, &Act, &Ask)> {
        self.acts.iter().flat_map(|act| {
            let asks = match &act.deed {
                Deed::SignIn { asks, .. } => asks.as_slice(),
                _ => &[],
            };
            asks.iter().map(move |ask| (act.person, act, ask))
        })
    }
}

impl Ask {
    /// When it was answered or expired.
    pub fn ended(&self) -> Timestamp {
        self.at + self.took
    }
}

impl Person {
    /// Whether a side is one of the person's own.
    pub fn owns(&self, side: &Side) -> bool {
        side.machine.serial == self.home.machine.serial
    }

    /// An address of the first phone at its carrier, which hands out another one each time.
    pub fn phone_at(&self, random: &mut Random) -> Endpoint {
        let site = self.phones.first().map_or(self.home.endpoint.site, |phone| phone.carrier);
        Endpoint { ip: format!("198.51.100.{}", random.range(1, 254)), site }
    }
}
