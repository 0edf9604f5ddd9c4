//! MF-11: one source asks many users.

use rustc_hash::FxHashMap;

use crate::model::{
    Finding, Origin, Parameters, Prompt, PromptId, RuleId, Severity, Span, TextId, Timestamp,
    UserId, Window,
};

use super::super::bursts::window_name;
use super::super::draft::{Draft, extent};
use super::super::facts::{AgentFamily, ApprovalFact, Facts};
use super::super::{Grounds, Rule, RuleMeta, Scene, words};

parameters! {
    "MF-11":
    WINDOW = "window_h", "users asked by one source within", Hours,
        1.0 in 1.0..24.0, "published: Okta abandonment";
    USERS = "users", "users that make a campaign", Count,
        5.0 in 2.0..1000.0, "published: Okta abandonment, more than 5";
    USERS_PROXY = "users_proxy", "users, where the source is a proxy or anonymiser", Count,
        3.0 in 2.0..1000.0, "published: Okta abandonment";
    USERS_HIGH = "users_high", "users that make it high", Count,
        10.0 in 2.0..10000.0, "judged";
}

static META: RuleMeta = RuleMeta {
    id: RuleId(11),
    title: "One source asks many users",
    what: "Requests from one address, or from one network and agent where addresses rotate, to \
           several users within an hour, not satisfied and from a source not known to them.",
    why: "Whoever has many passwords tries many users once each, so that nobody counts. The list \
          of everybody who was asked, and who approved, is where an investigation goes next.",
    look_alikes: &[
        "a roll-out or a change of policy: many users, each from their own usual source",
        "a company network whose sign-ins are too few yet to be known",
        "an awareness test from one source to everybody",
    ],
    triage: &[
        "block the source",
        "start with those who approved: end sessions, change passwords, check enrolled factors",
        "then change the passwords of all who were asked",
    ],
    references: &["MITRE ATT&CK T1621", "Okta: MFA abandonment detections"],
    parameters: PARAMETERS,
};

/// What the prompts of one campaign share.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Source {
    Address(TextId),
    Network(u32, AgentFamily),
}

/// Unsatisfied prompts of one source with gaps of at most one window, of enough users.
struct Found {
    source: Source,
    marks: Vec<PromptId>,
    /// The window with most users.
    window: Window,
    users: usize,
}

pub(super) struct Campaign;

impl Rule for Campaign {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn of_all(&self, grounds: &Grounds<'_>) -> Vec<Finding> {
        let Grounds { scene, facts, parameters } = *grounds;
        let sources = by_source(scene, facts);
        let addresses = campaigns(scene, facts, parameters, &sources.addresses);
        let networks = campaigns(scene, facts, parameters, &sources.networks);
        rotating_first(scene, addresses, networks)
            .into_iter()
            .map(|found| finding(scene, facts, parameters, found, &sources))
            .collect()
    }
}

/// Prompts of each source in order of time: those that count as a mark, and all others that are
/// of an origin not known. Sources come in order of their first prompt.
#[derive(Default)]
struct Sources {
    addresses: Vec<(Source, Vec<PromptId>)>,
    networks: Vec<(Source, Vec<PromptId>)>,
    /// Every prompt of an origin not known, by source.
    all: FxHashMap<Source, Vec<PromptId>>,
}

fn by_source(scene: &Scene<'_>, facts: &Facts) -> Sources {
    let mut sources = Sources::default();
    let mut index: FxHashMap<Source, usize> = FxHashMap::default();
    for prompt in scene.prompts.iter().filter(|prompt| prompt.cause.counts()) {
        let origin = facts.origin(prompt.id);
        if origin == Origin::Known {
            continue;
        }
        let identity = facts.identity(prompt.source);
        let address = identity.ip.map(Source::Address);
        // Many customers of one operator share network and agent: only a source that is new to
        // the user speaks for a rotating one.
        let network = identity.asn.zip(identity.agent).filter(|_| origin == Origin::Unknown);
        let network = network.map(|(asn, agent)| Source::Network(asn, agent));
        for source in [address, network].into_iter().flatten() {
            sources.all.entry(source).or_default().push(prompt.id);
            if !prompt.is_unsatisfied() {
                continue;
            }
            let list = match source {
                Source::Address(_) => &mut sources.addresses,
                Source::Network(..) => &mut sources.networks,
            };
            let at = *index.entry(source).or_insert(list.len());
            if at == list.len() {
                list.push((source, Vec::new()));
            }
            if let Some((_, marks)) = list.get_mut(at) {
                marks.push(prompt.id);
            }
        }
    }
    sources
}

fn campaigns(
    scene: &Scene<'_>,
    facts: &Facts,
    parameters: &Parameters,
    sources: &[(Source, Vec<PromptId>)],
) -> Vec<Found> {
    let window = parameters.span(&WINDOW);
    let mut found = Vec::new();
    for (source, marks) in sources {
        for chain in chains(scene, marks, window) {
            let Some((window, users)) = most_users(scene, &chain, window, parameters) else {
                continue;
            };
            let is_proxy = chain
                .iter()
                .filter_map(|&id| scene.prompt(id))
                .any(|prompt| facts.identity(prompt.source).is_proxy);
            let least = parameters.count(if is_proxy { &USERS_PROXY } else { &USERS });
            if users >= least as usize {
                found.push(Found { source: *source, marks: chain, window, users });
            }
        }
    }
    found
}

/// Cuts marks where the gap is longer than a window: no threshold moves where a campaign begins.
fn chains(scene: &Scene<'_>, marks: &[PromptId], window: Span) -> Vec<Vec<PromptId>> {
    let mut chains: Vec<Vec<PromptId>> = Vec::new();
    let mut before: Option<Timestamp> = None;
    for &id in marks {
        let Some(time) = scene.prompt(id).map(Prompt::time) else { continue };
        match chains.last_mut() {
            Some(chain) if before.is_some_and(|before| time.since(before) <= window) => {
                chain.push(id);
            }
            _ => chains.push(vec![id]),
        }
        before = Some(time);
    }
    chains
}

/// The window with most users, the earliest of equals, and how many.
fn most_users(
    scene: &Scene<'_>,
    chain: &[PromptId],
    length: Span,
    parameters: &Parameters,
) -> Option<(Window, usize)> {
    let marks: Vec<(Timestamp, UserId)> = chain
        .iter()
        .filter_map(|&id| scene.prompt(id))
        .map(|prompt| (prompt.time(), prompt.user))
        .collect();
    let mut inside: FxHashMap<UserId, u32> = FxHashMap::default();
    let mut start = 0;
    let mut best: Option<(usize, usize, usize)> = None;
    for (end, &(time, user)) in marks.iter().enumerate() {
        *inside.entry(user).or_insert(0) += 1;
        while let Some(&(_, gone)) = marks.get(start).filter(|m| time.since(m.0) > length) {
            if let Some(count) = inside.get_mut(&gone) {
                *count -= 1;
                if *count == 0 {
                    inside.remove(&gone);
                }
            }
            start += 1;
        }
        if best.is_none_or(|(users, ..)| inside.len() > users) {
            best = Some((inside.len(), start, end));
        }
    }
    let (users, start, end) = best?;
    let window = Window {
        start: marks.get(start)?.0,
        end: marks.get(end)?.0,
        prompts: u32::try_from(end + 1 - start).unwrap_or(u32::MAX),
        parameter: window_name(&WINDOW, parameters),
    };
    Some((window, users))
}

/// A network's campaign is told where addresses rotate: it spans several, and no campaign of one
/// address has all its users. Campaigns of addresses that lie wholly in it are then not repeated.
fn rotating_first(scene: &Scene<'_>, addresses: Vec<Found>, networks: Vec<Found>) -> Vec<Found> {
    let users = |found: &Found| {
        let mut users: Vec<UserId> =
            found.marks.iter().filter_map(|&id| scene.prompt(id)).map(|p| p.user).collect();
        users.sort_unstable();
        users.dedup();
        users
    };
    let holds = |large: &[UserId], small: &[UserId]| {
        small.iter().all(|user| large.binary_search(user).is_ok())
    };
    let of_addresses: Vec<Vec<UserId>> = addresses.iter().map(users).collect();
    let kept: Vec<Found> = networks
        .into_iter()
        .filter(|network| {
            let asked = users(network);
            !of_addresses.iter().any(|of_address| holds(of_address, &asked))
        })
        .collect();
    let is_told = |address: &Found| {
        kept.iter()
            .any(|network| address.marks.iter().all(|id| network.marks.binary_search(id).is_ok()))
    };
    let mut found: Vec<Found> = addresses.into_iter().filter(|address| !is_told(address)).collect();
    found.extend(kept);
    found
}

fn finding(
    scene: &Scene<'_>,
    facts: &Facts,
    parameters: &Parameters,
    found: Found,
    sources: &Sources,
) -> Finding {
    let time = |id: Option<&PromptId>| {
        id.and_then(|&id| scene.prompt(id)).map(Prompt::time).unwrap_or_default()
    };
    let reach = parameters.span(&WINDOW);
    let (from, to) = (time(found.marks.first()) - reach, time(found.marks.last()) + reach);
    let all = sources.all.get(&found.source).map(Vec::as_slice).unwrap_or_default();
    let start = all.partition_point(|&id| time(Some(&id)) < from);
    let end = all.partition_point(|&id| time(Some(&id)) <= to);
    let prompts = all.get(start..end).unwrap_or_default().to_vec();
    let approvals = approvals(facts, scene, &found, &prompts);
    let mut draft = Draft::of_user(scene, facts, META.id, UserId::default(), None);
    draft.user = None;
    draft.owner = owner(scene, found.source);
    draft.anchor = found.marks.first().copied();
    META.title.clone_into(&mut draft.title);
    let is_high = !approvals.is_empty() || found.users >= parameters.count(&USERS_HIGH) as usize;
    draft.severity = if is_high { Severity::High } else { Severity::Medium };
    draft.prompts = prompts;
    draft.approvals = approvals;
    draft.windows = vec![found.window.clone()];
    let mut finding = draft.finish(parameters);
    finding.explanation = explanation(scene, &finding, &found);
    finding
}

/// Approvals from this source by users whom it had asked in vain.
fn approvals<'a>(
    facts: &'a Facts,
    scene: &Scene<'_>,
    found: &Found,
    prompts: &[PromptId],
) -> Vec<&'a ApprovalFact> {
    let mut users: Vec<UserId> =
        found.marks.iter().filter_map(|&id| scene.prompt(id)).map(|p| p.user).collect();
    users.sort_unstable();
    users.dedup();
    users
        .into_iter()
        .filter_map(|user| facts.user(user))
        .flat_map(|user| &user.approvals)
        .filter(|approval| {
            approval.origin.origin != Origin::Known
                && match approval.prompt {
                    Some(id) => prompts.binary_search(&id).is_ok(),
                    None => approval.same_source == Some(true) && is_from(facts, approval, found),
                }
        })
        .collect()
}

fn is_from(facts: &Facts, approval: &ApprovalFact, found: &Found) -> bool {
    let identity = facts.identity(approval.source);
    match found.source {
        Source::Address(ip) => identity.ip == Some(ip),
        Source::Network(asn, agent) => identity.asn == Some(asn) && identity.agent == Some(agent),
    }
}

fn owner(scene: &Scene<'_>, source: Source) -> String {
    match source {
        Source::Address(ip) => scene.store.texts.get(ip).to_owned(),
        Source::Network(asn, agent) => format!("AS{asn} {agent:?}"),
    }
}

fn explanation(scene: &Scene<'_>, finding: &Finding, found: &Found) -> String {
    let source = match found.source {
        Source::Address(_) => "one address".to_owned(),
        Source::Network(..) => {
            format!("{} of one network", words::count(finding.sources.len(), "source"))
        }
    };
    let approved = match finding.approvals.len() {
        0 => "none of these users approved one from there".to_owned(),
        1 => "one of these users approved one".to_owned(),
        n => format!("these users approved {n}"),
    };
    format!(
        "{} were asked from {source} {}, {} not satisfied ({}), {} users within one window; \
         {approved}.",
        words::count(finding.users.len(), "user"),
        words::within(extent(finding, scene)),
        finding.unsatisfied(),
        words::unsatisfied(&finding.outcomes, finding.no_answer_inferred),
        found.users,
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::scenario_notation::found;

    fn asked(users: std::ops::Range<usize>, what: &str) -> String {
        users.map(|i| format!("09:{i:02}:00 user{i:02} {what}\n")).collect()
    }

    #[test]
    fn five_users_within_an_hour_are_a_campaign_and_four_are_not() {
        let text = found(
            "MF-11",
            &format!(
                "{}
            12:00:00 nobody noise",
                asked(0..5, "198.51.100.7/RU push no_answer")
            ),
        );
        insta::assert_snapshot!(text, @r"
        One source asks many users medium, confidence medium, succeeded no
          user00, user01, user02, user03, user04: 09:00:00 to 09:04:00
          prompts 5: 5 no_answer
          window 1h 09:00:00 to 09:04:00: 5
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          5 users were asked from one address within 4 min, 5 not satisfied (5 unanswered), 5 users within one window; none of these users approved one from there.
        ");
        assert_eq!(found("MF-11", &asked(0..4, "198.51.100.7/RU push no_answer")), "");
    }

    #[test]
    fn an_hour_is_the_bound_and_a_microsecond_more_is_past_it() {
        let four = asked(0..4, "198.51.100.7/RU push denied");
        let fifth = |time: &str| format!("{four}{time} user04 198.51.100.7/RU push denied");
        assert_ne!(found("MF-11", &fifth("10:00:00")), "");
        assert_eq!(found("MF-11", &fifth("10:00:00.000001")), "");
    }

    #[test]
    fn one_who_gave_in_makes_it_high_and_all_touched_are_listed() {
        let text = found(
            "MF-11",
            &format!(
                "{}
            09:02:30 user02 198.51.100.7/RU push approved after=5
            09:40:00 user09 198.51.100.7/RU push approved
            12:00:00 nobody noise",
                asked(0..5, "198.51.100.7/RU push denied")
            ),
        );
        insta::assert_snapshot!(text, @r"
        One source asks many users high, confidence medium, succeeded yes
          user00, user01, user02, user03, user04, user09: 09:00:00 to 09:40:00
          prompts 7: 2 approved 5 denied
          window 1h 09:00:00 to 09:04:00: 5
          approval user02 09:02:35 first+35 last+35 same source Some(true)
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          6 users were asked from one address within 40 min, 5 not satisfied (5 denied), 5 users within one window; one of these users approved one.
        ");
    }

    #[test]
    fn three_users_are_enough_for_a_proxy() {
        let text = found(
            "MF-11",
            &format!(
                "{}
            12:00:00 nobody noise",
                asked(0..3, "198.51.100.7/RU push denied proxy")
            ),
        );
        insta::assert_snapshot!(text, @r"
        One source asks many users medium, confidence medium, succeeded no
          user00, user01, user02: 09:00:00 to 09:02:00
          prompts 3: 3 denied
          window 1h 09:00:00 to 09:02:00: 3
          source 198.51.100.7 indeterminate: baseline too short: no sign-ins
          3 users were asked from one address within 2 min, 3 not satisfied (3 denied), 3 users within one window; none of these users approved one from there.
        ");
    }

    #[test]
    fn a_roll_out_from_everybodys_own_source_is_calm() {
        let usual: String = (0..12).map(|i| format!("usual user{i:02} 192.0.2.5/DE\n")).collect();
        let text =
            found("MF-11", &format!("{usual}{}", asked(0..12, "192.0.2.5/DE push no_answer")));
        insta::assert_snapshot!(text, @"");
    }

    #[test]
    fn rotating_addresses_of_one_network_are_one_campaign() {
        let usual: String = (0..10).map(|i| format!("usual user{i:02} 192.0.2.5/DE\n")).collect();
        let lines: String = (0..10)
            .map(|i| format!("09:{i:02}:00 user{i:02} 198.51.100.{i}/RU push denied\n"))
            .collect();
        let text = found("MF-11", &format!("{usual}{lines}12:00:00 nobody noise"));
        insta::assert_snapshot!(text, @r"
        One source asks many users high, confidence high, succeeded no
          user00, user01, user02, user03, user04, user05, user06, user07, user08, user09: 09:00:00 to 09:09:00
          prompts 10: 10 denied
          window 1h 09:00:00 to 09:09:00: 10
          source 198.51.100.0 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.1 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.2 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.3 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.4 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.5 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.6 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.7 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.8 unknown: network and country new against 12 sign-ins in 11 days
          source 198.51.100.9 unknown: network and country new against 12 sign-ins in 11 days
          10 users were asked from 10 sources of one network within 9 min, 10 not satisfied (10 denied), 10 users within one window; none of these users approved one from there.
        ");
    }

    #[test]
    fn unsorted_lines_and_equal_times_change_nothing() {
        let lines = "09:00:00 bob 198.51.100.7/RU push denied
            09:00:00 alice 198.51.100.7/RU push denied
            09:00:00 carol 198.51.100.7/RU push denied
            09:00:00 dave 198.51.100.7/RU push denied
            08:30:00 erin 198.51.100.7/RU push denied";
        let backwards: Vec<&str> = lines.lines().rev().collect();
        let users = |text: &str| text.lines().nth(1).map(str::to_owned);
        let text = found("MF-11", lines);
        assert!(text.contains("alice, bob, carol, dave, erin"), "{text}");
        assert_eq!(users(&text), users(&found("MF-11", &backwards.join("\n"))));
    }
}
