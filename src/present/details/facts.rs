//! Values behind the story.

use std::collections::BTreeMap;

use crate::case::{Case, Side, marked};
use crate::model::{
    Finding, LookAlike, OriginVerdict, Outcome, PartyId, PlaceMatch, Prompt, PromptId,
    SourceSummary, TimeRange, Tri, UserId,
};
use crate::present::story::{Door, Inline};
use crate::present::{Mark, Tone, format};

use super::{Fact, View};

/// Sources and phones that are listed; more are counted.
const LISTED: usize = 3;

impl View<'_> {
    pub(super) fn finding_facts(self, finding: &Finding) -> Vec<Fact> {
        let mut facts = vec![
            fact("First to last", vec![vec![self.range_words(finding)]]),
            fact("Answers", vec![answers(&finding.outcomes, finding.no_answer_inferred)]),
        ];
        if let Some(approval) = finding.approvals.first() {
            let first = format::duration(approval.from_first);
            let last = format::duration(approval.from_last);
            let mut lines = vec![vec![Inline::strong(format!("{first} from the first"))]];
            lines.push(vec![Inline::plain(format!("{last} from the last before it"))]);
            if let Some(response) = approval.response {
                let words = format!("answered {} after sending", format::duration(response));
                lines.push(vec![Inline::muted(words)]);
            }
            facts.push(fact("To approve", lines));
        }
        facts.extend(self.sources(&finding.sources));
        facts.extend(self.phones(&finding.responders));
        if let Some(km) = finding.distance_km {
            facts.push(apart(km, finding.distance_effective_km));
        }
        facts.extend(self.apps(&finding.apps));
        facts
    }

    /// Accounts whose names look like this one's.
    pub(super) fn look_alikes(self, user: UserId) -> Option<Fact> {
        let others = self.case.look_alikes.of_user(user);
        let line = |other: &LookAlike| {
            vec![
                Inline::strong(format::shown(self.case.store.users.name(other.user))),
                Inline::muted(format!("  another account; they differ by {}", other.by)),
            ]
        };
        let lines: Vec<_> = others.iter().take(LISTED).map(line).collect();
        (!lines.is_empty()).then(|| fact("Looks like", lines))
    }

    fn range_words(self, finding: &Finding) -> Inline {
        let range = TimeRange::covering(finding.first_seen, finding.last_seen);
        let day = format::short_day(finding.first_seen, self.zone);
        let times = format::range(finding.first_seen, finding.last_seen, self.zone);
        let text = if times.starts_with(&day) { times } else { format!("{day}, {times}") };
        Inline::plain(text).to(Door::Time(range))
    }

    pub(super) fn user_facts(self, prompts: &[&Prompt]) -> Vec<Fact> {
        let (Some(first), Some(last)) = (prompts.first(), prompts.last()) else {
            return Vec::new();
        };
        let mut outcomes = BTreeMap::new();
        let mut sources: BTreeMap<PartyId, u32> = BTreeMap::new();
        for prompt in prompts {
            *outcomes.entry(prompt.outcome).or_insert(0) += 1;
            *sources.entry(prompt.source).or_insert(0) += 1;
        }
        let inferred = prompts.iter().filter(|p| p.inferred && p.outcome == Outcome::NoAnswer);
        let mut ranked: Vec<(u32, PartyId)> =
            sources.into_iter().map(|(party, count)| (count, party)).collect();
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let text = format::range(first.time(), last.time(), self.zone);
        let range = TimeRange::covering(first.time(), last.time());
        let mut facts = vec![
            fact("First to last", vec![vec![Inline::plain(text).to(Door::Time(range))]]),
            fact("Answers", vec![answers(&outcomes, inferred.count() as u32)]),
        ];
        let lines: Vec<Vec<Inline>> = ranked
            .iter()
            .filter(|(_, party)| party.is_present())
            .take(LISTED)
            .flat_map(|(_, party)| self.party_lines(*party, None))
            .collect();
        if !lines.is_empty() {
            facts.push(fact("Asked from", lines));
        }
        facts
    }

    pub(super) fn prompt_facts(self, prompt: &Prompt) -> Vec<Fact> {
        let mut facts = Vec::new();
        let when = |time| vec![Inline::mono(format::instant_in_zone(time, self.zone))];
        if let Some(sent) = prompt.issued_at {
            facts.push(fact("Sent", vec![when(sent)]));
        }
        if let Some(answered) = prompt.answered_at {
            let mut lines = vec![when(answered)];
            if let Some(response) = prompt.response() {
                lines.push(vec![Inline::muted(format!("after {}", format::duration(response)))]);
            }
            facts.push(fact("Answered", lines));
        }
        facts.push(self.outcome_fact(prompt));
        facts.push(fact("Factor", vec![vec![factor_words(prompt)]]));
        facts.extend(self.apps(&[prompt.app]));
        let origin = self.case.detection.origins.get(prompt.id.0 as usize);
        if prompt.source.is_present() {
            let class = origin.map(|verdict| verdict.origin.title());
            let mut lines = self.party_lines(prompt.source, class);
            if let Some(reason) = origin.map(OriginVerdict::reason).filter(|it| !it.is_empty()) {
                lines.push(vec![Inline::muted(format::shown(&reason))]);
            }
            facts.push(Fact { copy: self.ip(prompt.source), ..fact("Asked from", lines) });
        }
        facts.extend(self.phones(&[prompt.responder]));
        facts.extend(self.place_fact(prompt.id));
        let paired = match prompt.events.len() {
            1 => "one record tells it".to_owned(),
            records => format!("{records} records, paired by {}", prompt.pairing.key()),
        };
        facts.push(fact("Records", vec![vec![Inline::muted(paired)]]));
        facts
    }

    fn outcome_fact(self, prompt: &Prompt) -> Fact {
        let mut line = vec![Inline {
            text: prompt.outcome.title().to_owned(),
            tone: Tone::Outcome(prompt.outcome),
            mark: Some(Mark::Outcome { outcome: prompt.outcome, inferred: prompt.inferred }),
            door: Some(Door::Outcome(prompt.outcome)),
            ..Inline::default()
        }];
        if prompt.inferred {
            line.push(Inline::muted(" inferred from a missing answer"));
        }
        let mut lines = vec![line];
        if let Some(logged) = self.case.store.texts.present(prompt.outcome_text) {
            lines.push(vec![Inline::mono(format::shown(logged))]);
        }
        fact("Outcome", lines)
    }

    fn place_fact(self, prompt: PromptId) -> Option<Fact> {
        let verdict = self.case.detection.places.get(prompt.0 as usize)?;
        if let Some(km) = verdict.distance_km {
            let mut fact = apart(km, verdict.effective_km);
            if verdict.place == PlaceMatch::Mismatch {
                let reason = format::shown(&verdict.reason());
                fact.lines.push(vec![Inline { tone: Tone::Warning, ..Inline::plain(reason) }]);
            }
            return Some(fact);
        }
        let reason = (!verdict.reason().is_empty()).then(|| format::shown(&verdict.reason()))?;
        Some(fact("Apart", vec![vec![Inline::muted(format!("cannot tell: {reason}"))]]))
    }

    fn sources(self, sources: &[SourceSummary]) -> Option<Fact> {
        sources.first()?;
        let mut lines = Vec::new();
        for source in sources.iter().take(LISTED) {
            lines.extend(self.party_lines(source.party, Some(source.origin.title())));
        }
        if sources.len() > LISTED {
            lines.push(vec![Inline::muted(format!("and {} more", sources.len() - LISTED))]);
        }
        let all: Vec<String> = sources
            .iter()
            .map(|source| self.ip(source.party))
            .filter(|ip| !ip.is_empty())
            .collect();
        Some(Fact { copy: all.join("\n"), ..fact("Asked from", lines) })
    }

    fn phones(self, phones: &[PartyId]) -> Option<Fact> {
        let texts = &self.case.store.texts;
        let mut lines = Vec::new();
        for phone in phones.iter().filter(|phone| phone.is_present()).take(LISTED) {
            let party = self.case.store.parties.get(*phone);
            let mut line = Vec::new();
            if let Some(device) = texts.present(party.device) {
                line.push(Inline::plain(format::shown(device)));
            }
            let side = self.case.side(*phone);
            if let Some(place) = self.place_words(*phone) {
                line.push(Inline::plain(if line.is_empty() { "" } else { " in " }));
                line.push(place);
            } else if let Some(kind) = side.kind_words() {
                line.push(Inline::plain(if line.is_empty() { "" } else { " in a " }));
                line.push(Inline::muted(kind));
            }
            if !line.is_empty() {
                lines.push(line);
            }
            if let Some(ip) = texts.present(party.ip) {
                lines.push(vec![Inline::mono(format::shown(ip)).to(Door::Ip(ip.to_owned()))]);
            }
            lines.extend(database_lines(self.case, &side));
        }
        let copy: Vec<String> =
            phones.iter().map(|p| self.ip(*p)).filter(|ip| !ip.is_empty()).collect();
        (!lines.is_empty()).then(|| Fact { copy: copy.join("\n"), ..fact("Answered by", lines) })
    }

    fn party_lines(self, id: PartyId, origin: Option<&'static str>) -> Vec<Vec<Inline>> {
        let texts = &self.case.store.texts;
        let party = self.case.store.parties.get(id);
        let mut lines = Vec::new();
        if let Some(ip) = texts.present(party.ip) {
            lines.push(vec![Inline::mono(format::shown(ip)).to(Door::Ip(ip.to_owned()))]);
        }
        let mut line: Vec<Inline> = Vec::new();
        let comma = |line: &mut Vec<Inline>| {
            if !line.is_empty() {
                line.push(Inline::muted(", "));
            }
        };
        let side = self.case.side(id);
        if let Some(network) = side.network() {
            let network = marked(format::shown(&network), side.network_database());
            line.push(Inline::muted(network));
        }
        if let Some(place) = self.place_words(id) {
            comma(&mut line);
            line.push(Inline { tone: Tone::Muted, ..place });
        } else if let Some(kind) = side.kind_words() {
            comma(&mut line);
            line.push(Inline::muted(kind));
        }
        if let Some(origin) = origin {
            comma(&mut line);
            line.push(Inline::muted(origin));
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines.extend(database_lines(self.case, &side));
        lines
    }

    fn apps(self, apps: &[crate::model::TextId]) -> Option<Fact> {
        let names: Vec<String> = apps
            .iter()
            .filter_map(|app| self.case.store.texts.present(*app))
            .map(format::shown)
            .collect();
        let text = names.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
        (!text.is_empty()).then(|| fact("Application", vec![vec![Inline::plain(text)]]))
    }

    pub(super) fn ip(self, party: PartyId) -> String {
        self.case.store.texts.get(self.case.store.parties.get(party).ip).to_owned()
    }

    /// City and country of a side, as a door to its country.
    pub(super) fn place_words(self, id: PartyId) -> Option<Inline> {
        let texts = &self.case.store.texts;
        let place = self.case.store.parties.get(id).place;
        let side = self.case.side(id);
        let words = side.place();
        if words.is_empty() {
            return None;
        }
        let resolved = self.case.places.get(id.0 as usize).and_then(|place| place.country);
        let key = match resolved {
            Some(code) => String::from_utf8_lossy(&code).into_owned(),
            None => texts.get(place.country).to_owned(),
        };
        let text = marked(format::shown(&words.join(", ")), side.place_database());
        let inline = Inline::plain(text);
        Some(if key.is_empty() { inline } else { inline.to(Door::Country(key)) })
    }
}

/// Which databases the marks of a side mean, and what they say against the log.
fn database_lines(case: &Case, side: &Side<'_>) -> Vec<Vec<Inline>> {
    let words = |id| format::shown(&case.database_words(id));
    let mut databases: Vec<_> =
        side.place_database().into_iter().chain(side.network_database()).collect();
    databases.dedup();
    let mut lines: Vec<Vec<Inline>> = databases
        .into_iter()
        .map(|id| vec![Inline::muted(format!("[{id}] not logged, by database {}", words(id)))])
        .collect();
    let warning = |text: String| vec![Inline { tone: Tone::Warning, ..Inline::plain(text) }];
    if let Some(said) = side.place_contradiction {
        let place = format::shown(&said.words());
        lines.push(warning(format!("Database {} says {place}", words(said.database))));
    }
    if let Some(said) = side.asn_contradiction {
        let database = said.database.map(words).unwrap_or_default();
        lines.push(vec![Inline::muted(format!("Database {database} says AS{}", said.value))]);
    }
    lines
}

fn fact(label: &'static str, lines: Vec<Vec<Inline>>) -> Fact {
    Fact { label, lines, copy: String::new() }
}

fn apart(km: f64, least: Option<f64>) -> Fact {
    let mut line = vec![Inline::strong(format::kilometres(km))];
    if let Some(least) = least.filter(|least| km - least >= 1.0) {
        line.push(Inline::muted(format!(" (at least {})", format::count(least.round() as u64))));
    }
    fact("Apart", vec![line])
}

fn factor_words(prompt: &Prompt) -> Inline {
    let number = match prompt.number_match {
        Tri::Yes => ", with number matching",
        Tri::No => ", without number matching",
        Tri::Unknown => "",
    };
    Inline::plain(format!("{}{number}", prompt.factor.title()))
}

fn answers(outcomes: &BTreeMap<Outcome, u32>, inferred: u32) -> Vec<Inline> {
    let mut words = Vec::new();
    for (&outcome, &count) in outcomes.iter().filter(|(_, count)| **count > 0) {
        if !words.is_empty() {
            words.push(Inline::muted("  "));
        }
        let all_inferred = outcome == Outcome::NoAnswer && inferred == count;
        words.push(Inline {
            text: format!("{} {}", format::count(u64::from(count)), outcome.title())
                .replace(' ', "\u{a0}"),
            tone: Tone::Outcome(outcome),
            door: Some(Door::Outcome(outcome)),
            mark: Some(Mark::Outcome { outcome, inferred: all_inferred }),
            ..Inline::default()
        });
    }
    words
}
