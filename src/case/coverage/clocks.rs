//! Clocks of two files that lie apart. In: events of files of different providers. Out: a hint for
//! each of the two. Nothing is set right here: that is for the analyst to decide.
//!
//! A sign-in through a second provider stands in both logs, from one address and moments apart. The
//! difference that many such pairs share, where it stands out, is how far the clocks lie apart, or
//! the zones that times without one were read in.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::model::{
    EventId, EventKind, Evidence, EvidenceId, Provider, Span, TextId, Timestamp, UserId,
};
use crate::store::EventStore;

use super::{Hint, HintKind};

/// Nothing is looked for farther apart: of two zones one is up to 26 hours ahead.
const REACH: Span = Span::from_mins(26 * 60);
/// Differences this close are one, microseconds: the second log is written seconds after the first.
const STEP: i64 = 10_000_000;
/// What is less apart is no wrong clock, but one sign-in on its way through two providers.
const LEAST_APART: Span = Span::from_secs(30);
/// Fewer pairs, or pairs of fewer users, are chance.
const LEAST_PAIRS: u32 = 8;
const LEAST_USERS: u32 = 3;
/// So many times as many pairs must share it as share any other difference: sign-ins that come
/// every hour in both logs share many.
const STANDS_OUT: u32 = 3;
/// Differences this many steps from the best one are other ones.
const OTHERS: i64 = 6;
/// Events of a user that each one is held against, those next in time.
const NEIGHBORS: usize = 64;
/// Pairs that are looked at: enough for any answer, and soon done with.
const MOST_PAIRS: usize = 2_000_000;

/// Pairs of events that are about as far apart.
#[derive(Clone, Copy, Debug, Default)]
struct Pairs {
    count: u32,
    users: u32,
    latest: Option<UserId>,
    /// Of all differences, microseconds.
    sum: i64,
}

impl Pairs {
    fn add(&mut self, user: UserId, difference: Span) {
        self.count += 1;
        self.sum = self.sum.saturating_add(difference.0);
        self.users += u32::from(self.latest != Some(user));
        self.latest = Some(user);
    }
}

/// Differences of the times of the second file to those of the first.
type Differences = BTreeMap<i64, Pairs>;

/// What tells of one sign-in in the log of any provider.
#[derive(Clone, Copy)]
struct Told {
    time: Timestamp,
    file: EvidenceId,
    ip: TextId,
}

/// Hints for files whose clock lies apart from that of another provider's file.
pub(super) fn apart(evidence: &[Evidence], store: &EventStore) -> Vec<(EvidenceId, Hint)> {
    let providers: FxHashMap<EvidenceId, Provider> =
        evidence.iter().filter_map(|file| Some((file.id, file.provider?))).collect();
    let of_one = providers.values().next();
    if providers.values().all(|provider| Some(provider) == of_one) {
        return Vec::new();
    }
    let differences = differences(store, &providers);
    let told = differences.into_iter().filter_map(|((one, other), differences)| {
        let (pairs, by) = standing_out(&differences)?;
        (by.0.abs() >= LEAST_APART.0).then(|| {
            [(one, other, -by.0), (other, one, by.0)]
                .map(|(file, other, ahead)| (file, hint(other, Span(ahead), pairs)))
        })
    });
    told.flatten().collect()
}

fn differences(
    store: &EventStore,
    providers: &FxHashMap<EvidenceId, Provider>,
) -> BTreeMap<(EvidenceId, EvidenceId), Differences> {
    let mut all: BTreeMap<_, Differences> = BTreeMap::new();
    let mut left = MOST_PAIRS;
    for (user, _) in store.users.iter() {
        let told = told(store, user);
        for (index, one) in told.iter().enumerate() {
            let near = told.iter().skip(index + 1).take(NEIGHBORS);
            for other in near.take_while(|other| other.time.since(one.time) <= REACH) {
                left = left.saturating_sub(1);
                let differ = providers.get(&one.file) != providers.get(&other.file);
                if !differ || one.ip != other.ip {
                    continue;
                }
                let (first, second) =
                    if one.file < other.file { (one, other) } else { (other, one) };
                let difference = second.time.since(first.time);
                let steps = all.entry((first.file, second.file)).or_default();
                steps.entry(difference.0.div_euclid(STEP)).or_default().add(user, difference);
            }
        }
        if left == 0 {
            break;
        }
    }
    all
}

fn told(store: &EventStore, user: UserId) -> Vec<Told> {
    let tells = |kind| {
        matches!(
            kind,
            EventKind::PromptSent
                | EventKind::PromptAnswered
                | EventKind::PromptWhole
                | EventKind::SignInAttempt
                | EventKind::SignIn
                | EventKind::Verification
        )
    };
    let told = |(id, _): (EventId, EventKind)| {
        let row = id.0 as usize;
        let (time, file) = (*store.events.time.get(row)?, *store.events.evidence.get(row)?);
        let ip = store.parties.get(*store.events.source.get(row)?).ip;
        ip.is_present().then_some(Told { time, file, ip })
    };
    store.events_of_kinds(user, tells).filter_map(told).collect()
}

/// The difference that stands out, with the pairs that share it; of equals the smaller one.
fn standing_out(differences: &Differences) -> Option<(Pairs, Span)> {
    let around = |step: i64| {
        let near = differences.range(step - 1..=step + 1).map(|(_, pairs)| *pairs);
        near.reduce(|a, b| Pairs {
            count: a.count + b.count,
            users: a.users.max(b.users),
            latest: None,
            sum: a.sum.saturating_add(b.sum),
        })
    };
    let of_step = |(&step, _): (&i64, &Pairs)| Some((step, around(step)?));
    let best = differences.iter().filter_map(of_step);
    let (at, best) = best.max_by_key(|(step, near)| (near.count, std::cmp::Reverse(step.abs())))?;
    let others = differences.iter().filter(|(step, _)| (**step - at).abs() > OTHERS);
    let next = others.filter_map(of_step).map(|(_, near)| near.count).max().unwrap_or(0);
    let stands_out = best.count >= LEAST_PAIRS
        && best.users >= LEAST_USERS
        && best.count >= next.saturating_mul(STANDS_OUT);
    stands_out.then(|| (best, Span(best.sum / i64::from(best.count.max(1)))))
}

fn hint(other: EvidenceId, ahead: Span, pairs: Pairs) -> Hint {
    let (seconds, way) =
        (ahead.as_secs_f64().abs().round(), if ahead < Span(0) { "behind" } else { "ahead of" });
    Hint {
        kind: HintKind::ClocksApart,
        text: format!(
            "its times lie about {seconds} s {way} those of {other}: {} pairs of events of one user \
             from one address, of {} users or more, are that far apart. One of the two clocks, or a \
             chosen zone, may be wrong; nothing was changed. What is wrong is set right with \
             --clock-ahead, or by another zone",
            pairs.count, pairs.users
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AuthEvent, EventColumns, Interner, Party, PartyTable};

    /// Sign-ins of so many users, one a day at times of their own, in two files: in the second one
    /// later by `lag`, from the same address unless `moves`.
    fn two_files(users: u32, lag: impl Fn(u32) -> Span, moves: bool) -> Vec<(EvidenceId, Hint)> {
        let (mut texts, mut parties) = (Interner::new(), PartyTable::new());
        let mut events = EventColumns::default();
        for (user, day) in (0..users).flat_map(|user| (0..4_u32).map(move |day| (user, day))) {
            let name = texts.intern(&format!("user{user}@example.org"));
            let time =
                Timestamp::from_secs(i64::from(day * 86_400 + user * 977 + day * user * 131));
            for (file, provider) in [(0, Provider::Okta), (1, Provider::Duo)] {
                let ip = texts.intern(&format!("192.0.2.{}", user + if moves { file } else { 0 }));
                events.push(AuthEvent {
                    time: if file == 0 { time } else { time + lag(day) },
                    evidence: EvidenceId(file),
                    provider,
                    kind: EventKind::SignIn,
                    user: name,
                    source: parties.intern(Party { ip, ..Party::default() }),
                    ..AuthEvent::default()
                });
            }
        }
        let file = |id, provider| Evidence {
            id: EvidenceId(id),
            provider: Some(provider),
            ..Evidence::default()
        };
        let evidence = [file(0, Provider::Okta), file(1, Provider::Duo)];
        apart(&evidence, &EventStore::new(events, Vec::new(), texts, parties))
    }

    #[test]
    fn e8_clocks_that_lie_apart_are_told_of_both_files_and_by_how_much() {
        for (seconds, about) in [(-181, 180), (183, 185), (7 * 3_600, 25_202)] {
            let hints = two_files(9, |day| Span::from_secs(seconds + i64::from(day)), false);
            let told: Vec<_> = hints.iter().map(|(file, hint)| (file.0, &hint.text)).collect();
            let [first, second] =
                if seconds < 0 { ["ahead of", "behind"] } else { ["behind", "ahead of"] };
            assert_eq!(told.len(), 2, "{seconds} {told:?}");
            let said = |way| format!("its times lie about {about} s {way} those of");
            assert!(told[0].0 == 0 && told[0].1.starts_with(&said(first)), "{told:?}");
            assert!(told[1].0 == 1 && told[1].1.starts_with(&said(second)), "{told:?}");
            assert!(told[1].1.contains("36 pairs"), "{told:?}");
        }
    }

    #[test]
    fn e8_nothing_is_told_of_clocks_that_agree() {
        assert_eq!(two_files(9, |day| Span::from_secs(2 + i64::from(day)), false), Vec::new());
    }

    #[test]
    fn e8_nothing_is_told_of_few_users_of_other_addresses_or_of_differences_that_vary() {
        assert_eq!(two_files(2, |_| Span::from_secs(300), false), Vec::new());
        assert_eq!(two_files(9, |_| Span::from_secs(300), true), Vec::new());
        assert_eq!(two_files(9, |day| Span::from_mins(i64::from(day) * 47), false), Vec::new());
    }
}
