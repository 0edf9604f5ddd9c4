//! Scenarios as text, for the tests of the rules.
//!
//! `[d<day>] HH:MM:SS user ip/CC factor outcome [after=<s>] [session=<id>] [dev=<id>]
//! [asn=<number>] [ua=<word>] [phone=ip/CC] [cause=<key>] [provider=<key>] [inferred] [proxy]`
//! is a prompt. In place of factor and outcome, `sign-in`, `code` and `report` are events.
//! `usual user ip/CC …` stands for twelve approved pushes on the days -13 to -2, and
//! `HH:MM:SS nobody noise` makes the log run on. Day 0 is 2026-03-02. Lines come in any order.

use std::fmt::Write as _;

use crate::model::{
    AuthEvent, Cause, EventColumns, EventId, EventKind, Factor, Finding, GeoPoint, Interner,
    LinkKey, Outcome, Parameters, Party, PartyTable, Place, Precision, Prompt, PromptId, Provider,
    ResolvedPlace, Span, Timestamp, Tri,
};
use crate::store::EventStore;

use super::{Detection, Scene, detect};

/// 2026-03-02T00:00:00Z.
const DAY_ZERO: i64 = 1_772_409_600;
const DAY: i64 = 86_400;

/// Capitals, so that distances are real.
const CAPITALS: [(&str, f64, f64); 5] = [
    ("DE", 52.52, 13.405),
    ("UA", 50.4501, 30.5234),
    ("RU", 55.7558, 37.6173),
    ("US", 40.7128, -74.006),
    ("BR", -15.7939, -47.8828),
];

/// What a scenario stands for.
pub(super) struct Staged {
    pub(super) store: EventStore,
    pub(super) prompts: Vec<Prompt>,
    pub(super) places: Vec<ResolvedPlace>,
}

#[derive(Default)]
struct Stage {
    events: EventColumns,
    texts: Interner,
    parties: PartyTable,
    /// Prompts with the row of their event, users not yet known.
    prompts: Vec<(u32, Prompt)>,
}

/// Builds store, prompts and places of a scenario.
pub(super) fn stage(text: &str) -> Staged {
    let mut stage = Stage::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        stage.line(line);
    }
    stage.done()
}

impl Staged {
    pub(super) fn scene(&self) -> Scene<'_> {
        Scene { store: &self.store, prompts: &self.prompts, places: &self.places, networks: &[] }
    }
}

impl Stage {
    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["usual", user, source, rest @ ..] = words.as_slice() {
            for day in -13..-1 {
                let time = Timestamp::from_secs(DAY_ZERO + day * DAY + 8 * 3600);
                let mut words = vec![*source, "push", "approved"];
                words.extend(rest);
                self.record(time, user, &words);
            }
            return;
        }
        let (day, words) = match words.as_slice() {
            [first, rest @ ..] if first.starts_with('d') => (first[1..].parse().unwrap(), rest),
            all => (0, all),
        };
        let [clock, user, rest @ ..] = words else { panic!("too short: {line}") };
        self.record(at(day, clock), user, rest);
    }

    fn record(&mut self, time: Timestamp, user: &str, words: &[&str]) {
        let row = self.events.len() as u32;
        let mut event = AuthEvent {
            time,
            user: self.texts.intern(user),
            record: row + 1,
            offset: u64::from(row),
            kind: EventKind::PromptWhole,
            cause: Cause::SignIn,
            provider: Provider::Okta,
            success: Tri::Yes,
            ..AuthEvent::default()
        };
        let mut source =
            Party { user_agent: self.texts.intern("Chrome / Windows"), ..Party::default() };
        let mut prompt = Prompt { issued_at: Some(time), ..Prompt::default() };
        for word in words {
            self.word(word, &mut event, &mut source, &mut prompt);
        }
        if source.ip.is_present() {
            event.source = self.parties.intern(source);
        }
        self.events.push(event);
        if event.kind == EventKind::PromptWhole {
            let whole = Prompt {
                provider: event.provider,
                factor: event.factor,
                cause: event.cause,
                outcome: event.outcome,
                source: event.source,
                responder: event.responder,
                session: event.session,
                ..prompt
            };
            self.prompts.push((row, whole));
        }
    }

    fn word(&mut self, word: &str, event: &mut AuthEvent, source: &mut Party, prompt: &mut Prompt) {
        let factor = Factor::PROMPTING.into_iter().find(|factor| factor.key() == word);
        let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.key() == word);
        match word.split_once('=') {
            Some(("after", seconds)) => {
                let after = Span::from_secs(seconds.parse().unwrap());
                prompt.answered_at = prompt.issued_at.map(|sent| sent + after);
            }
            Some(("session", id)) => event.session = LinkKey::of(id),
            Some(("dev", id)) => source.device_id = self.texts.intern(id),
            Some(("asn", number)) => source.asn = number.parse().ok(),
            Some(("ua", agent)) => source.user_agent = self.texts.intern(agent),
            Some(("phone", phone)) => {
                let mut party = Party::default();
                self.address(phone, &mut party);
                event.responder = self.parties.intern(party);
            }
            Some(("cause", cause)) => event.cause = cause_of(cause),
            Some(("provider", key)) => {
                event.provider = Provider::ALL.into_iter().find(|p| p.key() == key).unwrap();
            }
            _ if word == "inferred" => prompt.inferred = true,
            _ if word == "proxy" => source.proxy = Some(true),
            _ if word == "sign-in" => event.kind = EventKind::SignIn,
            _ if word == "report" => event.kind = EventKind::SuspicionReported,
            _ if word == "noise" => event.kind = EventKind::Other,
            _ if word == "code" => {
                event.kind = EventKind::Verification;
                event.factor = Factor::Totp;
            }
            _ if word.contains('/') => self.address(word, source),
            _ => match (factor, outcome) {
                (Some(factor), _) => event.factor = factor,
                (_, Some(outcome)) => event.outcome = outcome,
                _ => panic!("no such word: {word}"),
            },
        }
    }

    /// `ip/CC`; each documentation network is a network of its own.
    fn address(&mut self, word: &str, party: &mut Party) {
        let (ip, country) = word.split_once('/').unwrap();
        party.ip = self.texts.intern(ip);
        party.place = Place { country: self.texts.intern(country), ..Place::default() };
        party.asn = party.asn.or(match ip {
            _ if ip.starts_with("192.0.2.") => Some(64500),
            _ if ip.starts_with("198.51.100.") => Some(64501),
            _ if ip.starts_with("203.0.113.") => Some(64502),
            _ => None,
        });
    }

    fn done(self) -> Staged {
        let store = EventStore::new(self.events, Vec::new(), self.texts, self.parties);
        let mut of_row = vec![EventId::default(); store.events.len()];
        for (id, &record) in (0_u32..).zip(&store.events.record) {
            of_row[record as usize - 1] = EventId(id);
        }
        let mut prompts: Vec<Prompt> = self
            .prompts
            .into_iter()
            .map(|(row, prompt)| {
                let event = of_row[row as usize];
                Prompt {
                    user: store.user_of(event).unwrap(),
                    events: [event].into_iter().collect(),
                    ..prompt
                }
            })
            .collect();
        prompts.sort_by_key(|prompt| (prompt.time(), prompt.events[0]));
        for (id, prompt) in (0_u32..).zip(&mut prompts) {
            prompt.id = PromptId(id);
        }
        let places = store.parties.rows().iter().map(|party| place(&store, party)).collect();
        Staged { store, prompts, places }
    }
}

fn cause_of(key: &str) -> Cause {
    [Cause::SignIn, Cause::Enrolment, Cause::Recovery, Cause::Admin, Cause::Unknown]
        .into_iter()
        .find(|cause| cause.key() == key)
        .unwrap()
}

fn at(day: i64, clock: &str) -> Timestamp {
    let parts: Vec<f64> = clock.split(':').map(|part| part.parse().unwrap()).collect();
    let [h, m, s] = parts[..] else { panic!("no time of day: {clock}") };
    let micros = ((h * 3600.0 + m * 60.0 + s) * 1e6).round() as i64;
    Timestamp::from_secs(DAY_ZERO + day * DAY) + Span(micros)
}

fn place(store: &EventStore, party: &Party) -> ResolvedPlace {
    let country = store.texts.get(party.place.country);
    let Some(&(iso, lat, lon)) = CAPITALS.iter().find(|capital| capital.0 == country) else {
        return ResolvedPlace { reason: "no place is logged", ..ResolvedPlace::default() };
    };
    ResolvedPlace {
        point: GeoPoint::from_degrees(lat, lon),
        precision: Precision::City,
        radius_km: 25.0,
        country: iso.as_bytes().try_into().ok(),
        reason: "",
        ..ResolvedPlace::default()
    }
}

fn clock(time: Timestamp) -> String {
    let micros = time.0 - DAY_ZERO * 1_000_000;
    let (day, rest) = (micros.div_euclid(DAY * 1_000_000), micros.rem_euclid(DAY * 1_000_000));
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let mut text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction != 0 {
        write!(text, ".{fraction:06}").unwrap();
    }
    if day == 0 { text } else { format!("d{day} {text}") }
}

/// What every rule finds in a scenario, finding by finding.
pub(super) fn found_by_all(text: &str) -> String {
    let staged = stage(text);
    let detection = detect(&staged.scene(), &Parameters::default());
    detection.findings.iter().map(|finding| render(&staged, &detection, finding)).collect()
}

/// What one rule finds in a scenario, finding by finding.
pub(super) fn found(rule: &str, text: &str) -> String {
    let staged = stage(text);
    let detection = detect(&staged.scene(), &Parameters::default());
    let of_rule = |finding: &&Finding| finding.rule.to_string() == rule;
    let texts: Vec<String> =
        detection.findings.iter().filter(of_rule).map(|f| render(&staged, &detection, f)).collect();
    texts.join("\n")
}

fn render(staged: &Staged, detection: &Detection, finding: &Finding) -> String {
    let names: Vec<&str> =
        finding.users.iter().map(|&user| staged.store.users.name(user)).collect();
    let mut out = format!(
        "{} {}, confidence {}, succeeded {}\n  {}: {} to {}\n  prompts {}:",
        finding.title,
        finding.severity.key(),
        finding.confidence.key(),
        finding.succeeded.key(),
        names.join(", "),
        clock(finding.first_seen),
        clock(finding.last_seen),
        finding.prompts.len(),
    );
    for (outcome, count) in &finding.outcomes {
        write!(out, " {count} {}", outcome.key()).unwrap();
    }
    out.push('\n');
    for window in &finding.windows {
        let (start, end) = (clock(window.start), clock(window.end));
        writeln!(out, "  window {} {start} to {end}: {}", window.parameter, window.prompts)
            .unwrap();
    }
    for approval in &finding.approvals {
        writeln!(
            out,
            "  approval {} {} first+{} last+{} same source {:?}",
            staged.store.users.name(approval.user),
            clock(approval.at),
            approval.from_first.as_secs_f64(),
            approval.from_last.as_secs_f64(),
            approval.same_source,
        )
        .unwrap();
    }
    for source in &finding.sources {
        let ip = staged.store.texts.get(staged.store.parties.get(source.party).ip);
        writeln!(out, "  source {ip} {}: {}", source.origin.key(), source.reason).unwrap();
    }
    assert_eq!(detection.origins.len(), staged.prompts.len());
    writeln!(out, "  {}", finding.explanation).unwrap();
    out
}
