//! Prompts as a Polars frame of codes: one lazy expression per filter clause.
//!
//! The frame holds no text. Text clauses are first answered by the interners ("which codes hold
//! this text?"), so that a free-text search costs one pass over distinct texts, not over prompts.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{EventStore, Facets, Filtered};
use crate::model::{
    Factor, Filter, Outcome, Party, PartyId, Prompt, PromptId, ResolvedNetwork, ResolvedPlace,
    Severity, TextId, UserId,
};

/// A question that Polars could not answer; always a defect of the program, not of the evidence.
#[derive(Debug, thiserror::Error)]
#[error(
    "the filter could not be evaluated: {0}; the prompts are unchanged, clear the filter to see all"
)]
pub struct StoreError(#[from] PolarsError);

/// The clauses of a filter; a facet is counted with one of them left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    Users,
    Outcomes,
    Factors,
    Countries,
    Ips,
    Time,
    Severity,
    Text,
}

impl Clause {
    const ALL: [Self; 8] = [
        Self::Users,
        Self::Outcomes,
        Self::Factors,
        Self::Countries,
        Self::Ips,
        Self::Time,
        Self::Severity,
        Self::Text,
    ];
}

/// The prompts of a case, ready to be filtered.
#[derive(Clone)]
pub struct PromptFrame {
    frame: DataFrame,
    countries: Vec<String>,
    texts: TextLookup,
}

/// What free text is searched in.
#[derive(Clone, Default)]
struct TextLookup {
    /// By user index: name, spellings, display name, folded.
    users: Vec<String>,
    /// By party code: address, network, place, agent, device, folded.
    parties: Vec<String>,
    /// Distinct applications and logged outcomes with their codes, folded.
    texts: Vec<(u32, String)>,
    /// Distinct addresses with their codes, as logged.
    ips: BTreeMap<String, u32>,
}

impl PromptFrame {
    /// Builds the frame. `worst` holds, by prompt index, the worst severity of the findings that
    /// rest on the prompt; a missing entry is "no finding".
    pub fn build(
        store: &EventStore,
        prompts: &[Prompt],
        (places, networks): (&[ResolvedPlace], &[ResolvedNetwork]),
        worst: &[Option<Severity>],
    ) -> Result<Self, StoreError> {
        let mut countries = CountryCodes::default();
        let country_of: Vec<u32> = store
            .parties
            .rows()
            .iter()
            .enumerate()
            .map(|(code, party)| countries.code(places.get(code), party, store))
            .collect();
        let party = |id: PartyId| store.parties.get(id);
        let country = |id: PartyId| country_of.get(id.0 as usize).copied().unwrap_or(0);
        let severity = |prompt: &Prompt| {
            worst.get(prompt.id.0 as usize).copied().flatten().map_or(0, |it| it as u8 + 1)
        };
        let frame = df!(
            "prompt" => column(prompts, |it| it.id.0),
            "time" => column(prompts, |it| it.time().0),
            "user" => column(prompts, |it| it.user.0),
            "outcome" => column(prompts, |it| it.outcome as u8),
            "factor" => column(prompts, |it| it.factor as u8),
            "severity" => column(prompts, severity),
            "source" => column(prompts, |it| it.source.0),
            "responder" => column(prompts, |it| it.responder.0),
            "source_country" => column(prompts, |it| country(it.source)),
            "responder_country" => column(prompts, |it| country(it.responder)),
            "source_ip" => column(prompts, |it| party(it.source).ip.0),
            "responder_ip" => column(prompts, |it| party(it.responder).ip.0),
            "app" => column(prompts, |it| it.app.0),
            "outcome_text" => column(prompts, |it| it.outcome_text.0),
        )?;
        let texts = TextLookup::build(store, prompts, (places, networks));
        Ok(Self { frame, countries: countries.names, texts })
    }

    /// The prompts that `filter` leaves, their users, and the facets.
    pub fn query(&self, filter: &Filter) -> Result<Filtered, StoreError> {
        let left = self.narrowed(filter, None).select([col("prompt"), col("user")]).collect()?;
        let prompts = left.column("prompt")?.u32()?.into_no_null_iter().map(PromptId).collect();
        let users: BTreeSet<_> = left.column("user")?.u32()?.into_no_null_iter().collect();
        Ok(Filtered {
            prompts,
            users: users.into_iter().map(UserId).collect(),
            facets: Facets {
                outcomes: self.outcome_facet(filter)?,
                factors: self.factor_facet(filter)?,
                countries: self.two_sided_facet(filter, Clause::Countries, |code| {
                    self.countries.get(code as usize).cloned()
                })?,
                ips: {
                    let names: FxHashMap<u32, &String> =
                        self.texts.ips.iter().map(|(ip, &code)| (code, ip)).collect();
                    self.two_sided_facet(filter, Clause::Ips, |code| {
                        names.get(&code).map(|&ip| ip.clone())
                    })?
                },
            },
        })
    }

    /// The frame with every clause of `filter` in force but `except`.
    fn narrowed(&self, filter: &Filter, except: Option<Clause>) -> LazyFrame {
        Clause::ALL
            .into_iter()
            .filter(|&clause| Some(clause) != except)
            .filter_map(|clause| self.expression(filter, clause))
            .fold(self.frame.clone().lazy(), LazyFrame::filter)
    }

    /// The one place where a clause becomes an expression; `None` for a clause that asks nothing.
    fn expression(&self, filter: &Filter, clause: Clause) -> Option<Expr> {
        match clause {
            Clause::Users => asked(&filter.users, || {
                let keys: BTreeSet<_> =
                    filter.users.iter().map(|name| crate::model::UserTable::key(name)).collect();
                let codes = self
                    .texts
                    .user_codes(|names| keys.iter().any(|key| names.lines().any(|it| it == key)));
                one_of("user", codes)
            }),
            Clause::Outcomes => asked(&filter.outcomes, || {
                one_of_bytes("outcome", filter.outcomes.iter().map(|&it| it as u8))
            }),
            Clause::Factors => asked(&filter.factors, || {
                one_of_bytes("factor", filter.factors.iter().map(|&it| it as u8))
            }),
            Clause::Countries => asked(&filter.countries, || {
                let codes: Vec<u32> = (0_u32..)
                    .zip(&self.countries)
                    .filter(|(code, name)| *code != 0 && filter.countries.contains(*name))
                    .map(|(code, _)| code)
                    .collect();
                one_of("source_country", codes.clone()).or(one_of("responder_country", codes))
            }),
            Clause::Ips => asked(&filter.ips, || {
                let codes: Vec<u32> =
                    filter.ips.iter().filter_map(|ip| self.texts.ips.get(ip).copied()).collect();
                one_of("source_ip", codes.clone()).or(one_of("responder_ip", codes))
            }),
            Clause::Time => filter.time.map(|range| {
                col("time").gt_eq(lit(range.start.0)).and(col("time").lt(lit(range.end.0)))
            }),
            Clause::Severity => {
                filter.min_severity.map(|least| col("severity").gt_eq(lit(least as u8 + 1)))
            }
            Clause::Text => self.text_expression(&filter.text),
        }
    }

    fn text_expression(&self, text: &str) -> Option<Expr> {
        let needle = text.trim().to_lowercase();
        if needle.is_empty() {
            return None;
        }
        let parties: Vec<u32> = (0_u32..)
            .zip(&self.texts.parties)
            .filter(|(_, hay)| hay.contains(&needle))
            .map(|(code, _)| code)
            .collect();
        let texts: Vec<u32> = self
            .texts
            .texts
            .iter()
            .filter(|(_, hay)| hay.contains(&needle))
            .map(|(code, _)| *code)
            .collect();
        let outcomes =
            Outcome::ALL.into_iter().filter(|it| it.title().contains(&needle)).map(|it| it as u8);
        let expression = one_of("user", self.texts.user_codes(|names| names.contains(&needle)))
            .or(one_of("source", parties.clone()))
            .or(one_of("responder", parties))
            .or(one_of("app", texts.clone()))
            .or(one_of("outcome_text", texts))
            .or(one_of_bytes("outcome", outcomes));
        Some(expression)
    }

    fn outcome_facet(&self, filter: &Filter) -> Result<Vec<(Outcome, u64)>, StoreError> {
        let counts = self.counts_by(filter, Clause::Outcomes, "outcome")?;
        Ok(by_count(Outcome::ALL.into_iter().map(|it| (it, count_in(&counts, it as u8)))))
    }

    fn factor_facet(&self, filter: &Filter) -> Result<Vec<(Factor, u64)>, StoreError> {
        let counts = self.counts_by(filter, Clause::Factors, "factor")?;
        Ok(by_count(Factor::PROMPTING.into_iter().map(|it| (it, count_in(&counts, it as u8)))))
    }

    fn counts_by(
        &self,
        filter: &Filter,
        clause: Clause,
        by: &str,
    ) -> Result<BTreeMap<u8, u64>, StoreError> {
        let counted = self
            .narrowed(filter, Some(clause))
            .group_by([col(by)])
            .agg([len().cast(DataType::UInt64).alias("n")])
            .collect()?;
        let codes = counted.column(by)?.u8()?.into_no_null_iter();
        Ok(codes.zip(counted.column("n")?.u64()?.into_no_null_iter()).collect())
    }

    /// Counts a value that either side may have; a prompt whose sides agree counts once.
    fn two_sided_facet(
        &self,
        filter: &Filter,
        clause: Clause,
        name: impl Fn(u32) -> Option<String>,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let (source, responder) = match clause {
            Clause::Ips => ("source_ip", "responder_ip"),
            _ => ("source_country", "responder_country"),
        };
        let counted = self
            .narrowed(filter, Some(clause))
            .group_by([col(source), col(responder)])
            .agg([len().cast(DataType::UInt64).alias("n")])
            .collect()?;
        let sources = counted.column(source)?.u32()?.into_no_null_iter();
        let responders = counted.column(responder)?.u32()?.into_no_null_iter();
        let numbers = counted.column("n")?.u64()?.into_no_null_iter();
        let mut total = BTreeMap::<u32, u64>::new();
        for ((source, responder), n) in sources.zip(responders).zip(numbers) {
            *total.entry(source).or_default() += n;
            if responder != source {
                *total.entry(responder).or_default() += n;
            }
        }
        total.remove(&0);
        Ok(by_count(total.into_iter().filter_map(|(code, n)| Some((name(code)?, n)))))
    }
}

impl TextLookup {
    fn build(
        store: &EventStore,
        prompts: &[Prompt],
        (places, networks): (&[ResolvedPlace], &[ResolvedNetwork]),
    ) -> Self {
        let text = |id: TextId| store.texts.get(id);
        let users = store
            .users
            .iter()
            .map(|(_, user)| {
                let mut names = user.spellings.clone();
                names.extend(user.display_name.clone());
                names.join("\n").to_lowercase()
            })
            .collect();
        let fields = |party: &Party| {
            let place = party.place;
            [
                party.ip,
                party.as_org,
                place.city,
                place.state,
                place.country,
                party.user_agent,
                party.device,
                party.device_id,
            ]
        };
        let parties = store.parties.rows().iter();
        let asn = |party: &Party| party.asn.map(|asn| format!("AS{asn}")).unwrap_or_default();
        let ips = parties
            .clone()
            .filter(|party| party.ip.is_present())
            .map(|party| (text(party.ip).to_owned(), party.ip.0))
            .collect();
        let parties = parties
            .enumerate()
            .map(|(code, party)| {
                let mut words: Vec<_> = fields(party).map(text).map(str::to_owned).to_vec();
                words.push(asn(party));
                words.extend(places.get(code).map(ResolvedPlace::added_words));
                words.extend(networks.get(code).map(|it| it.added_words(party.asn)));
                words.join("\n").to_lowercase()
            })
            .collect();
        let codes: FxHashSet<u32> = prompts
            .iter()
            .flat_map(|it| [it.app.0, it.outcome_text.0])
            .filter(|&it| it != 0)
            .collect();
        let mut texts: Vec<_> =
            codes.into_iter().map(|code| (code, text(TextId(code)).to_lowercase())).collect();
        texts.sort_unstable();
        Self { users, parties, texts, ips }
    }

    fn user_codes(&self, matches: impl Fn(&str) -> bool) -> Vec<u32> {
        (0_u32..)
            .zip(&self.users)
            .filter(|(_, names)| matches(names))
            .map(|(code, _)| code)
            .collect()
    }
}

/// Distinct country names, code 0 for "none".
struct CountryCodes {
    names: Vec<String>,
    codes: FxHashMap<String, u32>,
}

impl Default for CountryCodes {
    fn default() -> Self {
        Self { names: vec![String::new()], codes: FxHashMap::default() }
    }
}

impl CountryCodes {
    fn code(&mut self, place: Option<&ResolvedPlace>, party: &Party, store: &EventStore) -> u32 {
        let name = place
            .and_then(ResolvedPlace::country_text)
            .or_else(|| store.texts.present(party.place.country).map(str::to_owned));
        let Some(name) = name else { return 0 };
        let next = self.names.len() as u32;
        let code = *self.codes.entry(name.clone()).or_insert(next);
        if code == next {
            self.names.push(name);
        }
        code
    }
}

fn column<T>(prompts: &[Prompt], value: impl Fn(&Prompt) -> T) -> Vec<T> {
    prompts.iter().map(value).collect()
}

fn asked<T>(values: &BTreeSet<T>, expression: impl FnOnce() -> Expr) -> Option<Expr> {
    (!values.is_empty()).then(expression)
}

fn one_of(name: &str, codes: Vec<u32>) -> Expr {
    let codes = Series::new("codes".into(), codes);
    col(name).is_in(lit(codes).implode(true), false)
}

fn one_of_bytes(name: &str, codes: impl Iterator<Item = u8>) -> Expr {
    let codes = Series::new("codes".into(), codes.collect::<Vec<u8>>());
    col(name).is_in(lit(codes).implode(true), false)
}

fn count_in(counts: &BTreeMap<u8, u64>, code: u8) -> u64 {
    counts.get(&code).copied().unwrap_or(0)
}

/// Values that occur, most first, equal counts by value.
fn by_count<T: Ord>(counts: impl Iterator<Item = (T, u64)>) -> Vec<(T, u64)> {
    let mut counts: Vec<_> = counts.filter(|(_, n)| *n > 0).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AuthEvent, EventColumns, Interner, PartyTable, Place, TimeRange, Timestamp,
    };

    /// Four prompts: alice twice from 192.0.2.1 in FR, bob from 198.51.100.9 in NG answered in FR.
    fn frame() -> PromptFrame {
        let mut texts = Interner::new();
        let mut parties = PartyTable::new();
        let mut side = |ip: &str, country: &str, texts: &mut Interner| {
            let place = Place { country: texts.intern(country), ..Place::default() };
            parties.intern(Party { ip: texts.intern(ip), place, ..Party::default() })
        };
        let office = side("192.0.2.1", "FR", &mut texts);
        let abroad = side("198.51.100.9", "NG", &mut texts);
        let mut events = EventColumns::default();
        for user in ["alice@corp.example", "bob@corp.example"] {
            events.push(AuthEvent { user: texts.intern(user), ..AuthEvent::default() });
        }
        let app = texts.intern("Payroll");
        let store = EventStore::new(events, Vec::new(), texts, parties);
        let prompt = |id, user, outcome, source, responder| Prompt {
            id: PromptId(id),
            user: UserId(user),
            outcome,
            source,
            responder,
            app,
            issued_at: Some(Timestamp(i64::from(id) * 10)),
            ..Prompt::default()
        };
        let prompts = [
            prompt(0, 0, Outcome::Approved, office, office),
            prompt(1, 0, Outcome::Denied, office, PartyId::ABSENT),
            prompt(2, 1, Outcome::Denied, abroad, office),
        ];
        let worst = [None, Some(Severity::Low), Some(Severity::Critical)];
        PromptFrame::build(&store, &prompts, (&[], &[]), &worst).unwrap()
    }

    fn left(filter: &Filter) -> Vec<u32> {
        frame().query(filter).unwrap().prompts.into_iter().map(|it| it.0).collect()
    }

    #[test]
    fn an_empty_filter_leaves_everything() {
        assert_eq!(left(&Filter::default()), vec![0, 1, 2]);
    }

    #[test]
    fn clauses_narrow_each_other() {
        let mut filter = Filter { outcomes: [Outcome::Denied].into(), ..Filter::default() };
        assert_eq!(left(&filter), vec![1, 2]);
        filter.users = ["BOB@corp.example".to_owned()].into();
        assert_eq!(left(&filter), vec![2]);
        filter.time = Some(TimeRange::new(Timestamp(0), Timestamp(20)));
        assert_eq!(left(&filter), Vec::<u32>::new());
    }

    #[test]
    fn a_country_or_address_matches_on_either_side() {
        let filter = Filter { countries: ["FR".to_owned()].into(), ..Filter::default() };
        assert_eq!(left(&filter), vec![0, 1, 2]);
        let filter = Filter { ips: ["198.51.100.9".to_owned()].into(), ..Filter::default() };
        assert_eq!(left(&filter), vec![2]);
    }

    #[test]
    fn an_address_that_no_prompt_has_leaves_nothing() {
        let filter = Filter { ips: ["203.0.113.1".to_owned()].into(), ..Filter::default() };
        assert_eq!(left(&filter), Vec::<u32>::new());
    }

    #[test]
    fn text_is_found_in_any_letter_case_and_in_every_field() {
        for (text, expected) in [
            ("ALICE", vec![0, 1]),
            ("payroll", vec![0, 1, 2]),
            ("100.9", vec![2]),
            ("denied", vec![1, 2]),
        ] {
            assert_eq!(
                left(&Filter { text: text.to_owned(), ..Filter::default() }),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn the_least_severity_keeps_prompts_of_findings_that_bad() {
        let filter = Filter { min_severity: Some(Severity::High), ..Filter::default() };
        assert_eq!(left(&filter), vec![2]);
    }

    #[test]
    fn a_facet_is_counted_without_its_own_clause_and_both_sides_count_once() {
        let filter = Filter { outcomes: [Outcome::Approved].into(), ..Filter::default() };
        let facets = frame().query(&filter).unwrap().facets;
        assert_eq!(facets.outcomes, vec![(Outcome::Denied, 2), (Outcome::Approved, 1)]);
        assert_eq!(facets.countries, vec![("FR".to_owned(), 1)]);
    }
}
