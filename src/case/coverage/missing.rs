//! Streams that are not there, and what that hides. In: the files and the store. Out: rows of
//! [`STREAMS`] that the evidence does not bear out.
//!
//! The table is the only place that says what an absent stream hides. What a provider never logs,
//! in whichever stream, is a limit and stands in [`crate::case`]'s list of limits.

use std::collections::BTreeSet;

use crate::model::{EventKind, Evidence, Factor, Provider, TextId};
use crate::store::EventStore;

/// A stream that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Whose stream.
    pub provider: Provider,
    /// Which stream, in words.
    pub stream: &'static str,
    /// Why it counts as missing.
    pub why: Why,
    /// What it would have told.
    pub hides: &'static str,
}

/// Why a stream counts as missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No record of it is in the evidence.
    Absent,
    /// Its records are in the evidence, and Pushscope does not read them.
    NotRead,
    /// Its records are in the evidence, and none of them could be used.
    Unusable,
    /// The export does not say whether its records are of this stream.
    NotTold,
}

impl Why {
    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::NotRead => "not_read",
            Self::Unusable => "unusable",
            Self::NotTold => "not_told",
        }
    }

    /// The words that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Absent => "not in the evidence",
            Self::NotRead => "in the evidence, but not read",
            Self::Unusable => "in the evidence, but none of its records could be used",
            Self::NotTold => "the export does not say whether it is in it",
        }
    }
}

/// One stream that a provider writes.
struct Stream {
    /// Whose; `None` is any provider's.
    provider: Option<Provider>,
    title: &'static str,
    /// What its absence hides: a sentence without subject and full stop.
    hides: &'static str,
    state: fn(&Seen<'_>) -> State,
}

enum State {
    There,
    /// Nothing is asked of this evidence.
    Beside,
    Not(Why),
}

/// What the evidence holds of one provider.
#[derive(Default)]
struct Seen<'a> {
    /// Bit `k` is set where an event of kind `k` exists.
    kinds: u32,
    has_answers: bool,
    has_steps: bool,
    /// Types of events, where a stream is told by them.
    names: BTreeSet<&'a str>,
    read: BTreeSet<&'a str>,
    unusable: BTreeSet<&'a str>,
    unread: BTreeSet<&'a str>,
}

const STREAMS: &[Stream] = &[
    Stream {
        provider: None,
        title: "answers to prompts",
        hides: "how every prompt ended: none can be called refused, ignored or approved",
        state: |seen| match seen.has(EventKind::PromptSent) {
            true => there_if(seen.has_answers),
            false => State::Beside,
        },
    },
    Stream {
        provider: Some(Provider::Okta),
        title: "prompts sent (system.push.send_factor_verify_push and its like)",
        hides: "every prompt that nobody answered: bursts look smaller than they were, or are not \
                there at all",
        state: |seen| there_if(seen.has(EventKind::PromptSent)),
    },
    Stream {
        provider: Some(Provider::Okta),
        title: "sessions (user.session.start)",
        hides: "which networks are usual for a user, and whether an approval opened a session",
        state: |seen| there_if(seen.has(EventKind::SignIn)),
    },
    Stream {
        provider: Some(Provider::Duo),
        title: "authentication log",
        hides: "every prompt and its answer",
        state: |seen| seen.stream_of(EventKind::PromptWhole, &["authentication"]),
    },
    Stream {
        provider: Some(Provider::Duo),
        title: "administrator and activity log",
        hides: "bypass codes, enrolled and removed phones, changed policies: how an attacker stays",
        state: |seen| seen.stream_of(EventKind::AdminChange, &["administrator", "activity"]),
    },
    Stream {
        provider: Some(Provider::Duo),
        title: "telephony log",
        hides: "passcodes sent by SMS, and calls, whose attempt never ended",
        state: |seen| seen.stream_of(EventKind::PromptSent, &["telephony"]),
    },
    Stream {
        provider: Some(Provider::Entra),
        title: "interactive sign-ins",
        hides: "nearly every prompt: a person is asked in interactive sign-ins",
        state: |seen| seen.interactivity("interactive sign-in"),
    },
    Stream {
        provider: Some(Provider::Entra),
        title: "non-interactive sign-ins",
        hides: "how long, and from where, a session lived on after an approval",
        state: |seen| seen.interactivity("non-interactive sign-in"),
    },
    Stream {
        provider: Some(Provider::Entra),
        title: "audit log",
        hides: "security info registered or deleted, passwords reset, roles and consent granted",
        state: |seen| match CHANGES.iter().any(|kind| seen.has(*kind)) {
            true => State::There,
            false => seen.stream(&["audit"]),
        },
    },
    Stream {
        provider: Some(Provider::Entra),
        title: "authentication details (authenticationDetails; Graph v1.0 leaves them out)",
        hides: "the single prompts of a sign-in: how often the phone rang, and each answer",
        state: |seen| match seen.has(EventKind::SignInAttempt) {
            true => there_if(seen.has_steps),
            false => State::Beside,
        },
    },
];

/// Kinds of events that of Entra ID's logs only its audit log tells, be it in the unified one.
const CHANGES: [EventKind; 4] = [
    EventKind::FactorEnrolled,
    EventKind::FactorRemoved,
    EventKind::PasswordChanged,
    EventKind::AdminChange,
];

fn there_if(is_there: bool) -> State {
    if is_there { State::There } else { State::Not(Why::Absent) }
}

impl Seen<'_> {
    fn has(&self, kind: EventKind) -> bool {
        self.kinds & bit(kind) != 0
    }

    /// By a kind of event that no other stream holds, else by the names of streams.
    fn stream_of(&self, kind: EventKind, names: &[&str]) -> State {
        if self.has(kind) { State::There } else { self.stream(names) }
    }

    /// By the names of streams: any of `names`.
    fn stream(&self, names: &[&str]) -> State {
        let is_in = |held: &BTreeSet<&str>| names.iter().any(|name| held.contains(name));
        if is_in(&self.read) {
            State::There
        } else if is_in(&self.unusable) {
            State::Not(Why::Unusable)
        } else if is_in(&self.unread) {
            State::Not(Why::NotRead)
        } else {
            State::Not(Why::Absent)
        }
    }

    /// By the type of sign-in; a portal's CSV does not tell it.
    fn interactivity(&self, name: &str) -> State {
        if self.names.contains(name) {
            State::There
        } else if self.names.contains("sign-in") {
            State::Not(Why::NotTold)
        } else {
            State::Not(Why::Absent)
        }
    }
}

const fn bit(kind: EventKind) -> u32 {
    1 << kind as u32
}

/// What is missing of each provider that the evidence holds a file of.
pub(super) fn of(evidence: &[Evidence], store: &EventStore) -> Vec<Missing> {
    let mut all = Vec::new();
    for provider in Provider::ALL {
        let Some(seen) = seen(provider, evidence, store) else { continue };
        let own = STREAMS.iter().filter(|it| it.provider.is_none_or(|of| of == provider));
        all.extend(own.filter_map(|stream| match (stream.state)(&seen) {
            State::There | State::Beside => None,
            State::Not(why) => {
                Some(Missing { provider, stream: stream.title, why, hides: stream.hides })
            }
        }));
    }
    all
}

/// What there is of a provider; `None` where no file is its.
fn seen<'a>(
    provider: Provider,
    evidence: &'a [Evidence],
    store: &'a EventStore,
) -> Option<Seen<'a>> {
    let own = || evidence.iter().filter(|file| file.provider == Some(provider));
    own().next()?;
    let mut seen = Seen::default();
    for ((of, stream), (_, events)) in evidence.iter().flat_map(|file| &file.streams) {
        if *of == provider {
            let held = if *events > 0 { &mut seen.read } else { &mut seen.unusable };
            held.insert(*stream);
        }
    }
    // A table of events tells its stream by name only.
    let untold = own().filter(|file| file.streams.is_empty());
    let with_events = untold.filter(|file| file.counts.events + file.counts.duplicates > 0);
    seen.read.extend(with_events.filter_map(|file| file.stream));
    seen.unread = own().flat_map(|file| file.unsupported_streams.keys()).map(|it| &**it).collect();
    let events = &store.events;
    let rows = events.provider.iter().zip(&events.kind).zip(&events.factor).zip(&events.name);
    let mut last_name = TextId::ABSENT;
    for (((_, &kind), &factor), &name) in rows.filter(|(((of, _), _), _)| **of == provider) {
        let is_prompt_of_duo = provider == Provider::Duo && kind == EventKind::PromptWhole;
        if is_prompt_of_duo && is_of_administrator(store.texts.get(name)) {
            continue;
        }
        seen.kinds |= bit(kind);
        seen.has_answers |= is_answer(kind, factor);
        // Only Entra ID tells its streams by the type of event, of which it has three.
        if provider == Provider::Entra && name != last_name {
            last_name = name;
            seen.names.insert(store.texts.get(name));
        }
    }
    seen.has_steps = store
        .steps
        .iter()
        .any(|step| events.provider.get(step.event.0 as usize) == Some(&provider));
    Some(seen)
}

/// Whether Duo's administrator log tells a prompt of this name: it stands for no other stream, and
/// ends no prompt of one.
fn is_of_administrator(name: &str) -> bool {
    name.starts_with("admin_")
}

fn is_answer(kind: EventKind, factor: Factor) -> bool {
    match kind {
        EventKind::PromptAnswered | EventKind::PromptWhole => true,
        EventKind::Verification => Factor::PROMPTING.contains(&factor),
        _ => false,
    }
}
