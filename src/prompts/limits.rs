//! The sentences that a reader of the prompts must know.

use crate::model::{Factor, Outcome, Prompt, Provider};

use super::coverage::Coverage;

/// What could not be told, provider by provider. Where no answer of any kind exists, the whole
/// stream is missing; that is told of the evidence, not of its prompts.
pub(super) fn limits(prompts: &[Prompt], coverage: &Coverage) -> Vec<String> {
    let mut limits = Vec::new();
    for provider in Provider::ALL {
        if coverage.has_any_answer(provider) {
            let silent = Factor::PROMPTING.into_iter().filter(|&factor| {
                coverage.has_sends(provider, factor) && !coverage.has_answers(provider, factor)
            });
            limits.extend(silent.map(|factor| without_answers_to(provider, factor)));
        }
    }
    limits.extend(still_open(prompts));
    limits
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
