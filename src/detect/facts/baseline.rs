//! What is usual for one user: a window of satisfied sign-ins that slides with the question.
//!
//! The window of a prompt at `t` is `[t - 90 d, t - 1 d)`: today is not history yet, or an attack
//! would teach the baseline while it runs (detections.md §0.4).

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::model::{Parameters, PartyId, Span, TextId, Timestamp};

use super::AgentFamily;
use super::identity::{Block, Cell, CountryKey, Identities};
use super::sign_ins::SignIn;

parameters! {
    "baseline":
    DAYS = "days", "how far back the baseline reaches", Days,
        90.0 in 1.0..730.0, "published: Panther, 90 days";
    RECENT = "recent_days", "how much before a prompt is not history yet", Days,
        1.0 in 0.0..30.0, "judged: rules that let today in fail";
    MIN_SIGN_INS = "min_sign_ins", "sign-ins that make a baseline long enough", Count,
        10.0 in 1.0..1000.0, "published: Entra learns from 10 sign-ins";
    MIN_DAYS = "min_days", "or days that make it long enough", Days,
        14.0 in 1.0..365.0, "published: or from 14 days";
}

/// Records of one sign-in (session, code, approval) lie within this span of each other.
const ONE_SIGN_IN: Span = Span::from_secs(60);

/// The baseline's parameters in force.
#[derive(Clone, Copy, Debug)]
pub(super) struct BaselineLimits {
    reach: Span,
    recent: Span,
    min_sign_ins: u32,
    min_span: Span,
}

impl BaselineLimits {
    pub(super) fn new(parameters: &Parameters) -> Self {
        Self {
            reach: parameters.span(&DAYS),
            recent: parameters.span(&RECENT),
            min_sign_ins: parameters.count(&MIN_SIGN_INS),
            min_span: parameters.span(&MIN_DAYS),
        }
    }
}

/// How often each value lies in the window.
#[derive(Debug)]
pub(super) struct Counted<K>(FxHashMap<K, u32>);

impl<K> Default for Counted<K> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<K: Eq + Hash> Counted<K> {
    /// Adds one; whether it is the first.
    fn add(&mut self, key: K) -> bool {
        let count = self.0.entry(key).or_insert(0);
        *count += 1;
        *count == 1
    }

    /// Takes one away; whether it was the last.
    fn remove(&mut self, key: &K) -> bool {
        match self.0.get_mut(key) {
            Some(count) if *count > 1 => {
                *count -= 1;
                false
            }
            _ => self.0.remove(key).is_some(),
        }
    }

    pub(super) fn has(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The sign-ins of one user that lie in the window of the latest question.
pub(super) struct Baseline<'a> {
    limits: BaselineLimits,
    identities: &'a Identities,
    sign_ins: &'a [SignIn],
    /// Whether row `i` begins a sign-in, or repeats the one before it.
    begins: Vec<bool>,
    start: usize,
    end: usize,
    count: u32,
    parties: Counted<PartyId>,
    pub(super) ips: Counted<TextId>,
    pub(super) devices: Counted<TextId>,
    pub(super) asns: Counted<u32>,
    pub(super) countries: Counted<CountryKey>,
    pub(super) agents: Counted<AgentFamily>,
    pub(super) blocks: Counted<Block>,
    pub(super) networks: Counted<(u32, CountryKey, AgentFamily)>,
    pub(super) blocks_and_agents: Counted<(Block, AgentFamily)>,
    /// Source and responder of each prompt, so that their places are looked up once.
    sides: Counted<(PartyId, PartyId)>,
    /// Login place and phone place, where both are known.
    pairs: Counted<(Cell, Cell)>,
}

impl<'a> Baseline<'a> {
    /// A baseline over sign-ins sorted by time.
    pub(super) fn new(
        limits: BaselineLimits,
        identities: &'a Identities,
        sign_ins: &'a [SignIn],
    ) -> Self {
        Self {
            limits,
            identities,
            sign_ins,
            begins: begins(sign_ins),
            start: 0,
            end: 0,
            count: 0,
            parties: Counted::default(),
            ips: Counted::default(),
            devices: Counted::default(),
            asns: Counted::default(),
            countries: Counted::default(),
            agents: Counted::default(),
            blocks: Counted::default(),
            networks: Counted::default(),
            blocks_and_agents: Counted::default(),
            sides: Counted::default(),
            pairs: Counted::default(),
        }
    }

    /// Slides the window to a question at `t`; questions must come in order of time.
    pub(super) fn slide_to(&mut self, t: Timestamp) {
        let (from, to) = (t - self.limits.reach, t - self.limits.recent);
        while let Some(&sign_in) = self.sign_ins.get(self.end).filter(|s| s.time < to) {
            self.count += u32::from(self.begins.get(self.end) == Some(&true));
            self.end += 1;
            self.enter(sign_in);
        }
        while self.start < self.end
            && let Some(&sign_in) = self.sign_ins.get(self.start).filter(|s| s.time < from)
        {
            self.count -= u32::from(self.begins.get(self.start) == Some(&true));
            self.start += 1;
            self.leave(sign_in);
        }
    }

    fn enter(&mut self, sign_in: SignIn) {
        if sign_in.responder.is_present()
            && self.sides.add((sign_in.source, sign_in.responder))
            && let Some(pair) = self.pair(sign_in.source, sign_in.responder)
        {
            self.pairs.add(pair);
        }
        if self.parties.add(sign_in.source) {
            self.for_each_key(sign_in.source, true);
        }
    }

    fn leave(&mut self, sign_in: SignIn) {
        if sign_in.responder.is_present()
            && self.sides.remove(&(sign_in.source, sign_in.responder))
            && let Some(pair) = self.pair(sign_in.source, sign_in.responder)
        {
            self.pairs.remove(&pair);
        }
        if self.parties.remove(&sign_in.source) {
            self.for_each_key(sign_in.source, false);
        }
    }

    fn pair(&self, source: PartyId, responder: PartyId) -> Option<(Cell, Cell)> {
        self.identities.cell(source).zip(self.identities.cell(responder))
    }

    /// Whether a prompt between these two places was satisfied before.
    pub(super) fn has_pair(&self, source: PartyId, responder: PartyId) -> bool {
        responder.is_present()
            && self.pair(source, responder).is_some_and(|pair| self.pairs.has(&pair))
    }

    fn for_each_key(&mut self, party: PartyId, is_new: bool) {
        fn turn<K: Eq + Hash>(counted: &mut Counted<K>, key: Option<K>, is_new: bool) {
            match key {
                Some(key) if is_new => drop(counted.add(key)),
                Some(key) => drop(counted.remove(&key)),
                None => {}
            }
        }
        let identity = self.identities.get(party);
        turn(&mut self.ips, identity.ip, is_new);
        turn(&mut self.devices, identity.device, is_new);
        turn(&mut self.asns, identity.asn, is_new);
        turn(&mut self.countries, identity.country, is_new);
        turn(&mut self.agents, identity.agent, is_new);
        turn(&mut self.blocks, identity.block, is_new);
        turn(&mut self.networks, identity.network(), is_new);
        turn(&mut self.blocks_and_agents, identity.block_and_agent(), is_new);
    }

    /// How many sign-ins lie in the window.
    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    /// From the first sign-in in the window to the last.
    pub(super) fn span(&self) -> Span {
        let inside = self.sign_ins.get(self.start..self.end).unwrap_or_default();
        match (inside.first(), inside.last()) {
            (Some(first), Some(last)) => last.time.since(first.time),
            _ => Span(0),
        }
    }

    /// Whether it is long enough to call something new.
    pub(super) fn is_long_enough(&self) -> bool {
        self.count >= self.limits.min_sign_ins || self.span() >= self.limits.min_span
    }
}

fn begins(sign_ins: &[SignIn]) -> Vec<bool> {
    let mut last: Option<SignIn> = None;
    sign_ins
        .iter()
        .map(|&now| {
            let repeats = last.is_some_and(|before| {
                before.source == now.source && now.time.since(before.time) <= ONE_SIGN_IN
            });
            if !repeats {
                last = Some(now);
            }
            !repeats
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::identity::Identity;
    use super::*;

    const DAY: i64 = 86_400;

    fn sign_ins(seconds: &[i64]) -> Vec<SignIn> {
        let at = |&s: &i64| SignIn {
            time: Timestamp::from_secs(s),
            source: PartyId(1),
            responder: PartyId::ABSENT,
        };
        seconds.iter().map(at).collect()
    }

    fn identities() -> Identities {
        let known = Identity { ip: Some(TextId(9)), ..Identity::default() };
        Identities::from(vec![Identity::default(), known])
    }

    #[test]
    fn the_last_day_is_not_history_yet_and_the_ninety_first_is_forgotten() {
        let (sign_ins, identities) = (sign_ins(&[0]), identities());
        let limits = BaselineLimits::new(&Parameters::default());
        let mut baseline = Baseline::new(limits, &identities, &sign_ins);
        baseline.slide_to(Timestamp::from_secs(DAY));
        assert!(!baseline.ips.has(&TextId(9)), "a day ago exactly is still today");
        baseline.slide_to(Timestamp::from_secs(DAY) + Span(1));
        assert!(baseline.ips.has(&TextId(9)));
        baseline.slide_to(Timestamp::from_secs(90 * DAY));
        assert!(baseline.ips.has(&TextId(9)));
        baseline.slide_to(Timestamp::from_secs(90 * DAY) + Span(1));
        assert!(baseline.ips.is_empty());
    }

    #[test]
    fn records_of_one_sign_in_count_once() {
        let (sign_ins, identities) = (sign_ins(&[0, 30, 60, 61, 500]), identities());
        let limits = BaselineLimits::new(&Parameters::default());
        let mut baseline = Baseline::new(limits, &identities, &sign_ins);
        baseline.slide_to(Timestamp::from_secs(10 * DAY));
        assert_eq!(baseline.count(), 3);
        assert!(!baseline.is_long_enough());
    }
}
