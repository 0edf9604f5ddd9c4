//! The sentences that a reader of the prompts must know.

use crate::model::{Factor, Outcome, Prompt, Provider};

use super::coverage::Coverage;

/// What could not be told, provider by provider.
pub(super) fn limits(prompts: &[Prompt], coverage: &Coverage) -> Vec<String> {
    let mut limits = Vec::new();
    for provider in Provider::ALL {
        if coverage.has_any_answer(provider) {
            let silent = Factor::PROMPTING.into_iter().filter(|&factor| {
                coverage.has_sends(provider, factor) && !coverage.has_answers(provider, factor)
            });
            limits.extend(silent.map(|factor| without_answers_to(provider, factor)));
        } else if Factor::PROMPTING.iter().any(|&factor| coverage.has_sends(provider, factor)) {
            limits.push(without_any_answer(provider, coverage));
        }
    }
    limits.extend(still_open(prompts));
    limits
}

fn without_any_answer(provider: Provider, coverage: &Coverage) -> String {
    let factors: Vec<&str> = Factor::PROMPTING
        .into_iter()
        .filter(|&factor| coverage.has_sends(provider, factor))
        .map(Factor::title)
        .collect();
    format!(
        "The {} evidence holds {} requests but no answers of any kind: their outcome is unknown.",
        provider.title(),
        factors.join(", ")
    )
}

fn without_answers_to(provider: Provider, factor: Factor) -> String {
    format!(
        "The {} evidence holds {} requests but no answers to any: where no answer is logged, \
         their outcome is unknown.",
        provider.title(),
        factor.title()
    )
}

fn still_open(prompts: &[Prompt]) -> Option<String> {
    match prompts.iter().filter(|prompt| prompt.outcome == Outcome::Open).count() {
        0 => None,
        1 => Some(
            "1 request was still open when the evidence ended: its outcome is not in it.".into(),
        ),
        count => Some(format!(
            "{count} requests were still open when the evidence ended: their outcomes are not in it."
        )),
    }
}
