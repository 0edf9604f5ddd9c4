//! How bad each prompt is: what the findings that rest on it say.

use crate::case::Case;
use crate::model::{Finding, PromptId, RuleId, Severity};

use super::Mark;

/// The rule of approvals that follow unsatisfied prompts.
const APPROVAL_AFTER_BURST: RuleId = RuleId(4);

/// The worst finding of every prompt, and the approvals after a burst.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// By prompt index: the worst severity with the index of that finding; the first one of equals.
    worst: Vec<Option<(Severity, u32)>>,
    /// Approvals after a burst, ascending.
    stars: Vec<PromptId>,
}

impl Standing {
    /// Reads it off the findings of a case.
    pub fn of(case: &Case) -> Self {
        let mut stars: Vec<_> = case
            .detection
            .findings
            .iter()
            .filter(|finding| finding.rule == APPROVAL_AFTER_BURST)
            .flat_map(|finding| finding.approvals.iter().filter_map(|approval| approval.prompt))
            .collect();
        stars.sort_unstable();
        stars.dedup();
        Self { worst: case.worst_findings(), stars }
    }

    /// The worst severity of the findings that rest on a prompt.
    pub fn severity(&self, prompt: PromptId) -> Option<Severity> {
        Some(self.worst.get(prompt.0 as usize).copied()??.0)
    }

    /// The finding that says so.
    pub fn finding<'a>(&self, case: &'a Case, prompt: PromptId) -> Option<&'a Finding> {
        let (_, index) = self.worst.get(prompt.0 as usize).copied()??;
        case.detection.findings.get(index as usize)
    }

    /// Whether the prompt was approved after a burst.
    pub fn is_star(&self, prompt: PromptId) -> bool {
        self.stars.binary_search(&prompt).is_ok()
    }

    /// The mark of a prompt.
    pub fn mark(&self, prompt: &crate::model::Prompt) -> Mark {
        if self.is_star(prompt.id) {
            Mark::Star
        } else {
            Mark::Outcome { outcome: prompt.outcome, inferred: prompt.inferred }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Approval, EventId, Prompt, Span, Timestamp, UserId};

    #[test]
    fn the_worst_finding_of_a_prompt_decides_and_an_approval_after_a_burst_is_a_star() {
        let prompts = (0..3).map(|id| Prompt { id: PromptId(id), ..Prompt::default() });
        let mut case = Case { prompts: prompts.collect(), ..Case::default() };
        let approval = Approval {
            prompt: Some(PromptId(1)),
            event: EventId(0),
            user: UserId(0),
            at: Timestamp(0),
            from_first: Span(0),
            from_last: Span(0),
            response: None,
            same_source: None,
        };
        let finding = |rule, severity, prompts: &[u32]| Finding {
            rule: RuleId(rule),
            severity,
            prompts: prompts.iter().map(|&id| PromptId(id)).collect(),
            ..Finding::default()
        };
        case.detection.findings = vec![
            Finding { approvals: vec![approval], ..finding(4, Severity::High, &[0, 1]) },
            finding(7, Severity::Medium, &[1]),
        ];
        let standing = Standing::of(&case);
        assert_eq!(standing.severity(PromptId(1)), Some(Severity::High));
        assert_eq!(standing.finding(&case, PromptId(1)).unwrap().rule, RuleId(4));
        assert_eq!(standing.severity(PromptId(2)), None);
        assert!(standing.is_star(PromptId(1)) && !standing.is_star(PromptId(0)));
    }
}
