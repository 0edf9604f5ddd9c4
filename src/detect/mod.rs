//! Floor 2: prompts in, findings out.
//!
//! In: an event store, its prompts, resolved places, parameters. Out: [`Detection`].
//! Must never know: providers' field names, JSON, polars, egui, clocks.
//!
//! Reading order: [`facts`] is what every rule needs to know of a prompt (episode, origin, places,
//! approvals); windows and bursts count; a draft fills a finding the same way for every rule; one
//! file a rule lies in [`rules`].

/// Declares the parameters of one group as statics, and the list of them.
macro_rules! parameters {
    ($group:literal: $($name:ident = $key:literal, $title:literal, $unit:ident,
        $default:literal in $min:literal..$max:literal, $source:literal;)*) => {
        $(pub(crate) static $name: $crate::model::ParameterMeta = $crate::model::ParameterMeta {
            group: $group,
            key: $key,
            title: $title,
            unit: $crate::model::Unit::$unit,
            default: $default,
            min: $min,
            max: $max,
            source: $source,
        };)*
        /// Every parameter of this group, in display order.
        pub(crate) static PARAMETERS: &[&$crate::model::ParameterMeta] = &[$(&$name),*];
    };
}

mod facts;

mod windows;

mod bursts;

mod words;

mod draft;

mod rules;

mod not_evaluated;

#[cfg(test)]
mod scenario_notation;

use rayon::prelude::*;

use crate::model::{
    Finding, OriginVerdict, ParameterMeta, Parameters, PartyId, PlaceVerdict, Prompt, PromptId,
    ResolvedNetwork, ResolvedPlace, RuleId, Span,
};
use crate::store::EventStore;

pub use facts::{Facts, UserFacts};
pub use rules::RULES;

/// A rule that was not evaluated, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEvaluated {
    /// The rule's number as the catalogue writes it (`MF-02`, `MF-12b`).
    pub rule: &'static str,
    /// What the rule would look for.
    pub title: &'static str,
    /// Why it was not evaluated.
    pub reason: String,
}

/// Everything that the rules say about a set of prompts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detection {
    /// Findings, worst first, then by first prompt, rule, user name.
    pub findings: Vec<Finding>,
    /// The origin of each prompt, by prompt index.
    pub origins: Vec<OriginVerdict>,
    /// The comparison of both places of each prompt, by prompt index.
    pub places: Vec<PlaceVerdict>,
    /// Rules that were not evaluated.
    pub not_evaluated: Vec<NotEvaluated>,
}

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The events.
    pub store: &'a EventStore,
    /// The prompts, in order of time; prompt `i` has id `i`.
    pub prompts: &'a [Prompt],
    /// Where each party is, by party code; a party past the end has no place.
    pub places: &'a [ResolvedPlace],
    /// In which network each party is beside what the log says, by party code.
    pub networks: &'a [ResolvedNetwork],
}

impl Scene<'_> {
    /// The prompt behind an id.
    pub fn prompt(&self, id: PromptId) -> Option<&Prompt> {
        self.prompts.get(id.0 as usize)
    }

    /// How long the user took for a prompt, where both its times are logged.
    pub fn response(&self, prompt: Option<PromptId>) -> Option<Span> {
        prompt.and_then(|id| self.prompt(id)).and_then(Prompt::response)
    }

    /// The network of a side: the log's number, else a database's.
    pub fn asn(&self, id: PartyId) -> Option<u32> {
        let logged = self.store.parties.get(id).asn;
        let network = self.networks.get(id.0 as usize);
        logged.or_else(|| Some(network?.asn(None)?.0))
    }
}

/// What a rule rests on.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    /// What it looks at.
    pub scene: &'a Scene<'a>,
    /// What is known of that before any rule runs.
    pub facts: &'a Facts,
    /// Its thresholds.
    pub parameters: &'a Parameters,
}

/// One rule of the catalogue.
pub trait Rule: Sync {
    /// What it is, for people and documents.
    fn meta(&self) -> &'static RuleMeta;

    /// Its findings about one user, in any order that does not depend on threads or hash maps; none
    /// where it looks at all users together.
    fn of_user(&self, _grounds: &Grounds<'_>, _user: &UserFacts) -> Vec<Finding> {
        Vec::new()
    }

    /// Its findings about all users together, ordered likewise; none where it looks at users one by
    /// one.
    fn of_all(&self, _grounds: &Grounds<'_>) -> Vec<Finding> {
        Vec::new()
    }
}

/// A rule's documentation, from which the help, the report's appendix and the pages are printed.
#[derive(Debug)]
pub struct RuleMeta {
    /// Its number in the catalogue.
    pub id: RuleId,
    /// Its name.
    pub title: &'static str,
    /// What fires it, in a sentence or two.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What looks the same and is harmless.
    pub look_alikes: &'static [&'static str],
    /// What to do first, in order.
    pub triage: &'static [&'static str],
    /// Where it comes from.
    pub references: &'static [&'static str],
    /// Its thresholds.
    pub parameters: &'static [&'static ParameterMeta],
}

/// Every parameter of facts and rules, group by group in display order.
pub fn parameters() -> Vec<&'static ParameterMeta> {
    let of_rules = RULES.iter().flat_map(|rule| rule.meta().parameters);
    facts::PARAMETER_GROUPS.iter().copied().flatten().chain(of_rules).copied().collect()
}

/// Runs every rule.
pub fn detect(scene: &Scene<'_>, parameters: &Parameters) -> Detection {
    let facts = Facts::of(scene, parameters);
    let mut findings = findings(&Grounds { scene, facts: &facts, parameters });
    let name = |finding: &Finding| finding.user.map(|user| scene.store.users.name(user));
    findings.par_sort_by(|a, b| {
        b.severity
            .cmp(&a.severity)
            .then_with(|| a.first_seen.cmp(&b.first_seen))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| name(a).cmp(&name(b)))
            .then_with(|| a.last_seen.cmp(&b.last_seen))
            .then_with(|| a.prompts.cmp(&b.prompts))
            .then_with(|| a.id.cmp(&b.id))
    });
    let not_evaluated = not_evaluated::not_evaluated(scene);
    let (origins, places) = facts.into_verdicts();
    Detection { findings, origins, places, not_evaluated }
}

/// The findings of every rule. All rules look at one user before any looks at the next: what they
/// look at is then still near.
fn findings(grounds: &Grounds<'_>) -> Vec<Finding> {
    let of_user = |user: &UserFacts| {
        let by_rule = RULES.iter().map(|rule| rule.of_user(grounds, user));
        by_rule.flatten().collect()
    };
    let (of_users, of_all): (Vec<Vec<Finding>>, Vec<Vec<Finding>>) = rayon::join(
        || grounds.facts.users().par_iter().map(of_user).collect(),
        || RULES.par_iter().map(|rule| rule.of_all(grounds)).collect(),
    );
    of_users.into_iter().chain(of_all).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::scenario_notation::{found_by_all, stage};
    use super::*;
    use crate::model::{Origin, Severity};

    const ATTACK: &str = "usual alice 192.0.2.5/DE
        09:00:00 alice 198.51.100.7/RU push denied
        09:01:00 alice 198.51.100.7/RU push denied
        09:02:00 alice 198.51.100.7/RU push denied
        09:03:00 alice 198.51.100.7/RU push approved
        10:00:00 bob 198.51.100.7/RU push denied
        12:00:00 nobody noise";

    #[test]
    fn findings_come_worst_first_and_then_by_time_rule_and_user() {
        let staged = stage(ATTACK);
        let detection = detect(&staged.scene(), &Parameters::default());
        let order: Vec<(&str, String)> = detection
            .findings
            .iter()
            .map(|finding| (finding.severity.key(), finding.rule.to_string()))
            .collect();
        let order: Vec<String> = order.iter().map(|(a, b)| format!("{a} {b}")).collect();
        assert_eq!(order, ["critical MF-04", "medium MF-01", "low MF-06", "low MF-06"]);
    }

    #[test]
    fn detecting_twice_gives_the_same() {
        let staged = stage(ATTACK);
        let parameters = Parameters::default();
        assert_eq!(detect(&staged.scene(), &parameters), detect(&staged.scene(), &parameters));
    }

    #[test]
    fn a_slider_moves_the_level_and_not_the_id() {
        let staged = stage(ATTACK);
        let mut parameters = Parameters::default();
        let burst = |parameters: &Parameters| {
            let detection = detect(&staged.scene(), parameters);
            let found = detection.findings.into_iter().find(|f| f.rule == RuleId(1)).unwrap();
            (found.id, found.severity)
        };
        let before = burst(&parameters);
        let high =
            super::parameters().into_iter().find(|meta| meta.key == "high_in_short").unwrap();
        parameters.set(high, 3.0);
        let after = burst(&parameters);
        assert_eq!(before.0, after.0);
        assert_eq!((before.1, after.1), (Severity::Medium, Severity::High));
    }

    #[test]
    fn a_party_without_a_place_is_compared_by_its_logged_country() {
        let staged = stage(ATTACK);
        let scene = Scene { places: &[], ..staged.scene() };
        let detection = detect(&scene, &Parameters::default());
        let origins = &detection.origins;
        assert_eq!(origins.iter().filter(|o| o.origin == Origin::Unknown).count(), 4);
    }

    #[test]
    fn every_rule_of_the_catalogue_is_built_or_said_to_be_missing() {
        let staged = stage("09:00:00 alice 192.0.2.5/DE push denied provider=entra");
        let detection = detect(&staged.scene(), &Parameters::default());
        let built: Vec<String> = RULES.iter().map(|rule| rule.meta().id.to_string()).collect();
        for number in 1..=22 {
            let id = RuleId(number).to_string();
            let is_said = detection.not_evaluated.iter().any(|missing| missing.rule == id);
            assert!(is_said || built.contains(&id), "{id}");
        }
        let reasons: Vec<&str> =
            detection.not_evaluated.iter().map(|missing| missing.reason.as_str()).collect();
        assert!(reasons.contains(&"Entra ID: the log holds no place of the phone"), "{reasons:?}");
    }

    #[test]
    fn no_prompts_give_no_findings() {
        let staged = stage("09:00:00 nobody noise");
        assert_eq!(detect(&staged.scene(), &Parameters::default()).findings, vec![]);
    }

    /// Lines of a scenario, each at an instant of its own.
    fn lines(steps: &[(u32, usize, usize, usize)]) -> Vec<String> {
        let mut clock = 0;
        steps
            .iter()
            .map(|&(gap, user, source, what)| {
                clock += gap;
                let (h, m, s) = (clock / 3600, clock / 60 % 60, clock % 60);
                let user = ["alice", "bob", "carol"][user];
                let source = ["192.0.2.5/DE", "198.51.100.7/RU", "203.0.113.9/BR dev=x"][source];
                let what = [
                    "push denied",
                    "push no_answer inferred",
                    "push approved after=3",
                    "sms wrong_number",
                    "phone_call fraud_reported",
                    "code",
                    "report",
                    "push open phone=192.0.2.77/DE",
                ][what];
                format!("{h:02}:{m:02}:{s:02} {user} {source} {what}")
            })
            .collect()
    }

    proptest::proptest! {
        #[test]
        fn findings_do_not_depend_on_the_order_of_records_and_have_ids_of_their_own(
            steps in proptest::collection::vec((1_u32..1500, 0_usize..3, 0_usize..3, 0_usize..8), 1..50)
        ) {
            let mut lines = lines(&steps);
            lines.push("usual alice 192.0.2.5/DE phone=192.0.2.77/DE".to_owned());
            let forwards = lines.join("\n");
            lines.reverse();
            proptest::prop_assert_eq!(found_by_all(&forwards), found_by_all(&lines.join("\n")));

            let staged = stage(&forwards);
            let detection = detect(&staged.scene(), &Parameters::default());
            let mut ids: Vec<_> = detection.findings.iter().map(|f| f.id.clone()).collect();
            ids.sort();
            ids.dedup();
            proptest::prop_assert_eq!(ids.len(), detection.findings.len());
            for finding in &detection.findings {
                let counted: u32 = finding.outcomes.values().sum();
                proptest::prop_assert_eq!(counted as usize, finding.prompts.len());
                proptest::prop_assert!(!finding.events.is_empty());
                proptest::prop_assert!(finding.first_seen <= finding.last_seen);
            }
        }
    }
}
