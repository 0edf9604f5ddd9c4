//! A finding in a few words, as a card has room for; the explanation tells the rest.

use crate::case::Case;
use crate::model::{Finding, Outcome, Succeeded};

use super::format;

/// How many, in which time, from where, how they ended: `25 requests in 8 min from Lagos, 24 not
/// satisfied, approved`. Log text in it is safe to show.
pub(super) fn sentence(case: &Case, finding: &Finding) -> String {
    let prompts = finding.prompts.len() as u64;
    if prompts == 0 {
        return finding.explanation.clone();
    }
    let mut words = asked(case, finding, prompts);
    if let Some(place) = place(case, finding) {
        words.push_str(" from ");
        words.push_str(&place);
    }
    for part in ending(finding, prompts) {
        words.push_str(", ");
        words.push_str(&part);
    }
    words
}

fn asked(case: &Case, finding: &Finding, prompts: u64) -> String {
    let people = match finding.user {
        Some(_) => String::new(),
        None => format!(" to {} people", format::count(finding.users.len() as u64)),
    };
    let times = || finding.prompts.iter().filter_map(|&id| case.prompt(id)).map(|it| it.time());
    let span = times().max().zip(times().min()).map(|(last, first)| last.since(first));
    let length = match span {
        Some(span) if prompts > 1 => format!(" in {}", format::short_duration(span)),
        _ => String::new(),
    };
    format!("{}{people}{length}", format::counted(prompts, "request", "requests"))
}

fn place(case: &Case, finding: &Finding) -> Option<String> {
    let source = case.store.parties.get(finding.sources.first()?.party);
    let first = [source.place.city, source.place.country, source.ip]
        .into_iter()
        .find_map(|text| case.store.texts.present(text))?;
    let others = finding.sources.len().saturating_sub(1) as u64;
    Some(match others {
        0 => format::shown(first),
        _ => format!("{} and {} more", format::shown(first), format::count(others)),
    })
}

fn ending(finding: &Finding, prompts: u64) -> Vec<String> {
    let of = |outcome: Outcome| u64::from(finding.outcomes.get(&outcome).copied().unwrap_or(0));
    let unsatisfied = u64::from(finding.unsatisfied());
    let mut parts = Vec::new();
    if of(Outcome::FraudReported) > 0 {
        parts.push("reported as fraud".to_owned());
    } else if unsatisfied > 0 && unsatisfied == of(Outcome::NoAnswer) && unsatisfied == prompts {
        parts.push("all unanswered".to_owned());
    } else if unsatisfied > 0 {
        parts.push(format!("{} not satisfied", format::count(unsatisfied)));
    }
    if finding.succeeded == Succeeded::Yes {
        parts.push("approved".to_owned());
    }
    if let Some(km) = finding.distance_km.filter(|_| unsatisfied == 0 || prompts == 1) {
        parts.push(format!("phone {km:.0} km away"));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Prompt, PromptId, Timestamp};

    fn told(outcomes: &[Outcome], succeeded: Succeeded) -> String {
        let prompts: Vec<Prompt> = (0_u32..)
            .zip(outcomes)
            .map(|(id, &outcome)| Prompt {
                id: PromptId(id),
                outcome,
                issued_at: Some(Timestamp::from_secs(i64::from(id) * 60)),
                ..Prompt::default()
            })
            .collect();
        let mut finding =
            Finding { succeeded, user: Some(Default::default()), ..Finding::default() };
        for prompt in &prompts {
            finding.prompts.push(prompt.id);
            *finding.outcomes.entry(prompt.outcome).or_default() += 1;
        }
        sentence(&Case { prompts, ..Case::default() }, &finding)
    }

    #[test]
    fn an_approval_after_refusals_says_so() {
        let outcomes = [Outcome::Denied, Outcome::NoAnswer, Outcome::Approved];
        assert_eq!(
            told(&outcomes, Succeeded::Yes),
            "3 requests in 2 min, 2 not satisfied, approved"
        );
    }

    #[test]
    fn what_nobody_answered_is_said_in_two_words() {
        assert_eq!(
            told(&[Outcome::NoAnswer; 2], Succeeded::No),
            "2 requests in 1 min, all unanswered"
        );
    }
}
