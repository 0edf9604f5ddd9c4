//! Scenarios as text, for the tests of this module.
//!
//! A line is `<seconds> <user> <kind> [<factor>] [<outcome>] [key=value …]`, where `-` is no user;
//! the kinds are `send`,
//! `answer`, `whole`, `code`, `attempt`, `policy` and `noise`.

use std::fmt::Write as _;

use crate::model::{
    AuthEvent, Cause, EventColumns, EventId, EventKind, Factor, Interner, LinkKey, Outcome,
    Parameters, Party, PartyTable, Provider, Step, Timestamp, Tri,
};
use crate::store::EventStore;

struct Story {
    events: EventColumns,
    steps: Vec<Step>,
    texts: Interner,
    parties: PartyTable,
}

/// The store of a scenario; records are numbered in the order of lines.
pub(super) fn story(text: &str) -> EventStore {
    let mut story = Story {
        events: EventColumns::default(),
        steps: Vec::new(),
        texts: Interner::new(),
        parties: PartyTable::new(),
    };
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        story.line(line);
    }
    EventStore::new(story.events, story.steps, story.texts, story.parties)
}

fn micros(seconds: &str) -> Timestamp {
    Timestamp((seconds.parse::<f64>().unwrap() * 1e6).round() as i64)
}

fn factor(word: &str) -> Option<Factor> {
    Factor::PROMPTING.into_iter().chain([Factor::Totp]).find(|factor| factor.key() == word)
}

fn outcome(word: &str) -> Option<Outcome> {
    Outcome::ALL.into_iter().find(|outcome| outcome.key() == word)
}

impl Story {
    fn line(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let row = self.events.len() as u32;
        let time = micros(words.next().unwrap());
        let name = words.next().unwrap();
        let user = self.texts.intern(if name == "-" { "" } else { name });
        let kind = match words.next().unwrap() {
            "send" => EventKind::PromptSent,
            "answer" => EventKind::PromptAnswered,
            "whole" => EventKind::PromptWhole,
            "code" => EventKind::Verification,
            "attempt" => EventKind::SignInAttempt,
            "policy" => EventKind::Policy,
            "noise" => EventKind::Other,
            other => panic!("no such kind: {other}"),
        };
        let mut event = AuthEvent {
            time,
            user,
            kind,
            record: row + 1,
            offset: u64::from(row),
            cause: Cause::SignIn,
            ..AuthEvent::default()
        };
        if kind == EventKind::SignInAttempt {
            event.provider = Provider::Entra;
        }
        for word in words {
            self.word(word, row, &mut event);
        }
        self.events.push(event);
    }

    fn word(&mut self, word: &str, row: u32, event: &mut AuthEvent) {
        let text = |texts: &mut Interner, value: &str| texts.intern(value);
        match word.split_once('=') {
            Some(("flow", id)) => event.flow = LinkKey::of(id),
            Some(("session", id)) => event.session = LinkKey::of(id),
            Some(("tx", id)) => event.transaction = LinkKey::of(id),
            Some(("app", name)) => event.app = text(&mut self.texts, name),
            Some(("ip", ip)) => {
                let ip = text(&mut self.texts, ip);
                event.source = self.parties.intern(Party { ip, ..Party::default() });
            }
            Some(("phone", ip)) => {
                let ip = text(&mut self.texts, ip);
                event.responder = self.parties.intern(Party { ip, ..Party::default() });
            }
            Some(("steps", steps)) => {
                self.steps.extend(steps.split(',').map(|word| step(word, row)));
            }
            _ if word == "duo" => event.provider = Provider::Duo,
            _ if word == "entra" => event.provider = Provider::Entra,
            _ => match (factor(word), outcome(word)) {
                (Some(factor), _) => event.factor = factor,
                (_, Some(outcome)) => {
                    event.outcome = outcome;
                    event.success = if outcome == Outcome::Approved { Tri::Yes } else { Tri::No };
                }
                _ => panic!("no such word: {word}"),
            },
        }
    }
}

fn step(word: &str, row: u32) -> Step {
    let (what, at) = word.split_once('@').unwrap();
    let (method, end) = what.split_once(':').unwrap_or((what, "approved"));
    Step {
        event: EventId(row),
        time: micros(at),
        factor: factor(method).unwrap_or_default(),
        outcome: outcome(end).unwrap(),
        prompts: method != "claim",
        ..Step::default()
    }
}

fn seconds(time: Timestamp) -> f64 {
    time.0 as f64 / 1e6
}

/// The prompts and limits of a scenario, a line each.
pub(super) fn prompts(text: &str) -> String {
    let store = story(text);
    let paired = super::pair(&store, &Parameters::default());
    let mut out = String::new();
    for prompt in &paired.prompts {
        let name = store.users.name(prompt.user);
        write!(out, "{} {name} {} {}", prompt.id, prompt.factor.key(), prompt.outcome.key())
            .unwrap();
        if prompt.inferred {
            out.push_str(" inferred");
        }
        if let Some(sent) = prompt.issued_at {
            write!(out, " sent {}", seconds(sent)).unwrap();
        }
        if let Some(answered) = prompt.answered_at {
            write!(out, " answered {}", seconds(answered)).unwrap();
        }
        write!(out, " by {}", prompt.pairing.key()).unwrap();
        if prompt.responder.is_present() {
            let ip = store.parties.get(prompt.responder).ip;
            write!(out, " phone {}", store.texts.get(ip)).unwrap();
        }
        if let Some(app) = store.texts.present(prompt.app) {
            write!(out, " app {app}").unwrap();
        }
        let records: Vec<String> = prompt
            .events
            .iter()
            .map(|&id| store.events.get(id).unwrap().record.to_string())
            .collect();
        writeln!(out, " records {}", records.join(",")).unwrap();
    }
    for limit in &paired.limits {
        writeln!(out, "limit: {limit}").unwrap();
    }
    out.trim_end().to_owned()
}
