//! Episodes: one user's prompts with gaps of at most 30 minutes.

use std::ops::Range;

use crate::model::{Outcome, Parameters, Prompt, Span, Timestamp};

parameters! {
    "episodes":
    EPISODE_GAP = "gap_min", "prompts this close together are one episode", Minutes,
        30.0 in 1.0..720.0, "judged: every published window fits in";
    APPROVAL_LOOK_BACK = "approval_look_back_min",
        "an approval answers to unsatisfied prompts this long before it", Minutes,
        60.0 in 1.0..1440.0, "published: the ranges are five minutes to one hour";
    SELF_RESOLVED = "self_resolved_min",
        "an unsatisfied prompt is resolved by its own user's approval this soon", Minutes,
        5.0 in 0.0..60.0, "judged (detections.md §0.6)";
    LOG_END = "log_end_s",
        "a prompt this close to the end of the log may have been followed by an approval", Seconds,
        300.0 in 0.0..3600.0, "vendor: the longest push time-out";
}

/// The spans in force.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EpisodeSpans {
    pub(crate) gap: Span,
    pub(crate) look_back: Span,
    pub(crate) self_resolved: Span,
}

impl EpisodeSpans {
    pub(crate) fn new(parameters: &Parameters) -> Self {
        Self {
            gap: parameters.span(&EPISODE_GAP),
            look_back: parameters.span(&APPROVAL_LOOK_BACK),
            self_resolved: parameters.span(&SELF_RESOLVED),
        }
    }
}

/// Cuts one user's prompts, sorted by time, into episodes: ranges of positions, in order.
pub(super) fn episodes(prompts: &[&Prompt], gap: Span) -> Vec<Range<usize>> {
    let mut episodes: Vec<Range<usize>> = Vec::new();
    let mut before: Option<Timestamp> = None;
    for (position, prompt) in prompts.iter().enumerate() {
        let time = prompt.time();
        match episodes.last_mut() {
            Some(episode) if before.is_some_and(|before| time.since(before) <= gap) => {
                episode.end = position + 1;
            }
            _ => episodes.push(position..position + 1),
        }
        before = Some(time);
    }
    episodes
}

/// Whether an episode looks like an attack by its prompts alone, so that nothing in it may teach
/// the baseline: two prompts were not satisfied, or the user reported fraud or picked a wrong
/// number. Origins are not asked, because they come from the baseline.
pub(super) fn is_suspect(prompts: &[&Prompt]) -> bool {
    let alarms =
        |prompt: &Prompt| matches!(prompt.outcome, Outcome::FraudReported | Outcome::WrongNumber);
    prompts.iter().filter(|prompt| prompt.is_unsatisfied()).count() >= 2
        || prompts.iter().any(|prompt| alarms(prompt))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Prompt {
        Prompt { issued_at: Some(Timestamp::from_secs(minutes * 60)), ..Prompt::default() }
    }

    #[test]
    fn a_gap_of_thirty_minutes_joins_and_a_longer_one_cuts() {
        let prompts = [at(0), at(30), at(60), at(91), at(91)];
        let prompts: Vec<&Prompt> = prompts.iter().collect();
        assert_eq!(episodes(&prompts, Span::from_mins(30)), vec![0..3, 3..5]);
        assert_eq!(episodes(&[], Span::from_mins(30)), Vec::<Range<usize>>::new());
    }
}
