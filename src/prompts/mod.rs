//! Floor 2: events in, prompts out.
//!
//! In: an event store and the pairing parameters. Out: [`Paired`], every prompt once, in order of
//! time, with the events that tell of it and the key that tied them.
//! Must never know: providers' field names, JSON, rules, clocks.
//!
//! Reading order: what a time-out is, what the evidence could have held, then requests and answers
//! (one record each), attempts (several prompts in one record), and the sentences that a reader of
//! the result must know.

mod time_outs;

mod coverage;

mod told;

mod draft;

mod open_sends;

mod requests;

mod attempts;

mod limits;

#[cfg(test)]
mod story;

use rayon::prelude::*;

use crate::model::{EventId, Parameters, Prompt, PromptId, Timestamp, UserId};
use crate::store::EventStore;

use coverage::Coverage;
use time_outs::TimeOuts;

pub use time_outs::PARAMETERS;

/// Every prompt of a case, and what must be said about how they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paired {
    /// The prompts in order of (time, evidence, record of the first event); prompt `i` has id `i`.
    pub prompts: Vec<Prompt>,
    /// Sentences that a reader of a negative result must know.
    pub limits: Vec<String>,
}

/// Makes prompts of events: one pass over the events of each user in order of time.
pub fn pair(store: &EventStore, parameters: &Parameters) -> Paired {
    let time_outs = TimeOuts::new(parameters);
    let coverage = Coverage::of(store);
    let told = told::by_user(store, requests::matters);
    let seen = attempts::by_user(store);
    let count = u32::try_from(store.users.len()).unwrap_or(u32::MAX);
    let by_user: Vec<Vec<Prompt>> = (0..count)
        .into_par_iter()
        .map(UserId)
        .map(|user| {
            let (told, seen) = ((user, told.of(user)), (user, seen.of(user)));
            let mut prompts = requests::pair_requests(store, told, &time_outs, &coverage);
            prompts.append(&mut attempts::prompts_of_attempts(seen, &time_outs, &coverage));
            prompts
        })
        .collect();
    let prompts = numbered(by_user);
    let limits = limits::limits(&prompts, &coverage);
    Paired { prompts, limits }
}

/// Sorts by time and then by the first event, whose id is its rank by time, evidence and offset;
/// ties are broken by what the prompts say. Gives each its id.
fn numbered(by_user: Vec<Vec<Prompt>>) -> Vec<Prompt> {
    // Places are sorted and not prompts, which are many times as large.
    let mut order: Vec<Place> = Vec::with_capacity(by_user.iter().map(Vec::len).sum());
    for (user, prompts) in (0_u32..).zip(&by_user) {
        order.extend((0_u32..).zip(prompts).map(|(at, prompt)| {
            let first = prompt.events.first().copied().unwrap_or_default();
            (prompt.time(), first, user, at)
        }));
    }
    let said = |place: &Place| {
        let prompt = by_user.get(place.2 as usize)?.get(place.3 as usize)?;
        Some((prompt.answered_at, prompt.factor, place.3))
    };
    // Steps of one record have one event; they are of one user.
    order.par_sort_unstable_by(|a, b| {
        (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)).then_with(|| said(a).cmp(&said(b)))
    });
    let prompt = |(id, (.., user, at)): (usize, Place)| {
        let prompt = by_user.get(user as usize).and_then(|prompts| prompts.get(at as usize));
        let id = PromptId(u32::try_from(id).unwrap_or(u32::MAX));
        Prompt { id, ..prompt.cloned().unwrap_or_default() }
    };
    order.into_par_iter().enumerate().map(prompt).collect()
}

/// Time, first event, user, and position among the user's prompts.
type Place = (Timestamp, EventId, u32, u32);

#[cfg(test)]
mod tests {
    use super::story::{prompts, story};
    use super::*;

    #[test]
    fn prompts_are_numbered_in_order_of_time_whatever_the_order_of_records() {
        let text = prompts(
            "90 bob send push flow=b
             95 bob answer push denied flow=b
             0 alice send push flow=a
             10 alice answer push approved flow=a",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push approved sent 0 answered 10 by authn_request_id records 3,4
        P2 bob push denied sent 90 answered 95 by authn_request_id records 1,2
        ");
    }

    #[test]
    fn two_users_interleaved_do_not_answer_for_each_other() {
        let text = prompts(
            "0 alice send push
             1 bob send push
             5 alice answer push denied
             6 bob answer push approved",
        );
        insta::assert_snapshot!(text, @r"
        P1 alice push denied sent 0 answered 5 by nearest records 1,3
        P2 bob push approved sent 1 answered 6 by nearest records 2,4
        ");
    }

    #[test]
    fn pairing_the_same_store_twice_gives_the_same_prompts() {
        let store = story(
            "0 alice send push flow=a
             0 alice send push flow=b
             0 alice answer push denied
             0 bob whole push approved flow=t",
        );
        let parameters = Parameters::default();
        assert_eq!(pair(&store, &parameters), pair(&store, &parameters));
    }

    proptest::proptest! {
        #[test]
        fn every_request_and_answer_is_in_exactly_one_prompt(
            steps in proptest::collection::vec((0_u32..900, 0_usize..3, 0_usize..2, 0_usize..3), 1..60)
        ) {
            let text: String = steps
                .iter()
                .map(|&(at, kind, user, flow)| {
                    let kind = ["send push", "answer push denied", "answer sms approved"][kind];
                    let user = ["alice", "bob"][user];
                    let flow = ["", "flow=a", "session=s"][flow];
                    format!("{at} {user} {kind} {flow}\n")
                })
                .collect();
            let store = story(&text);
            let paired = pair(&store, &Parameters::default());
            let mut events: Vec<_> =
                paired.prompts.iter().flat_map(|prompt| prompt.events.clone()).collect();
            events.sort_unstable();
            let all: Vec<_> = (0..store.events.len() as u32).map(crate::model::EventId).collect();
            proptest::prop_assert_eq!(events, all);
        }
    }
}
