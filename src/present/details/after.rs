//! What the account did in the 24 hours after the approval.

use crate::case::{FollowUp, follow_up};
use crate::model::{
    AuthEvent, EventId, EventKind, Finding, Outcome, Prompt, Timestamp, Tri, UserId,
};
use crate::present::format;

use super::View;

/// Rows that are drawn; the copy holds all.
const LISTED: usize = 200;

/// One thing that the account did.
#[derive(Clone, Debug, PartialEq)]
pub struct AfterRow {
    /// The event.
    pub event: EventId,
    /// The time of day.
    pub time: String,
    /// How long after the approval.
    pub later: String,
    /// What, in a few words.
    pub text: String,
    /// Address and agent.
    pub from: String,
    /// Whether an intruder who wants to stay would do it.
    pub grave: bool,
}

/// What the account did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct After {
    /// The approval: `08:14:02 UTC`.
    pub since: String,
    /// The rows, in order of time.
    pub rows: Vec<AfterRow>,
    /// Rows that are not listed.
    pub more: usize,
    /// Everything as a table with tabs, times in UTC.
    pub copy: String,
    /// The distinct addresses, one a line.
    pub addresses: String,
}

impl View<'_> {
    pub(super) fn after_finding(self, finding: &Finding, related: &[&Finding]) -> Option<After> {
        let (user, at) = self.approved_at(finding, related)?;
        Some(self.after(user, at))
    }

    pub(super) fn after_prompt(self, prompt: &Prompt, findings: &[&Finding]) -> Option<After> {
        if prompt.outcome == Outcome::Approved {
            let at = prompt.answered_at.unwrap_or_else(|| prompt.time());
            return Some(self.after(prompt.user, at));
        }
        findings.first().and_then(|finding| self.after_finding(finding, findings))
    }

    /// The first approval of a finding, or of one about the same time.
    pub(super) fn approved_at(
        self,
        finding: &Finding,
        related: &[&Finding],
    ) -> Option<(UserId, Timestamp)> {
        let near = related
            .iter()
            .filter(|f| f.first_seen <= finding.last_seen && finding.first_seen <= f.last_seen)
            .find_map(|f| f.approvals.first());
        let approval = finding.approvals.first().or(near)?;
        Some((approval.user, approval.at))
    }

    fn after(self, user: UserId, at: Timestamp) -> After {
        let store = &self.case.store;
        let events: Vec<(FollowUp, AuthEvent)> = follow_up(store, user, at)
            .into_iter()
            .filter_map(|step| Some((step, store.events.get(step.event)?)))
            .collect();
        let mut copy = String::from("time (UTC)\twhat\taddress\tagent\trecord\n");
        let mut addresses: Vec<&str> = Vec::new();
        for (_, event) in &events {
            let party = store.parties.get(event.source);
            let (ip, agent) = (store.texts.get(party.ip), store.texts.get(party.user_agent));
            copy.push_str(&format!(
                "{}\t{}\t{}\t{}\t{}:{}\n",
                event.time,
                self.what(event),
                format::shown_whole(ip),
                format::shown_whole(agent),
                event.evidence,
                event.record
            ));
            if !ip.is_empty() && !addresses.contains(&ip) {
                addresses.push(ip);
            }
        }
        After {
            since: format!(
                "{} {}",
                format::clock(at, self.zone),
                format::abbreviation(at, self.zone)
            ),
            rows: events.iter().take(LISTED).map(|(step, event)| self.row(step, event)).collect(),
            more: events.len().saturating_sub(LISTED),
            copy,
            addresses: addresses.join("\n"),
        }
    }

    fn row(self, step: &FollowUp, event: &AuthEvent) -> AfterRow {
        let store = &self.case.store;
        let party = store.parties.get(event.source);
        let from = [party.ip, party.user_agent]
            .into_iter()
            .filter_map(|text| store.texts.present(text))
            .map(format::shown)
            .collect::<Vec<_>>()
            .join("  ");
        AfterRow {
            event: step.event,
            time: format::clock(event.time, self.zone),
            later: format!("+{}", format::duration(step.after)),
            text: self.what(event),
            from,
            grave: step.keeps_access,
        }
    }

    fn what(self, event: &AuthEvent) -> String {
        let texts = &self.case.store.texts;
        let lead = match (event.kind, event.success) {
            (EventKind::SignIn | EventKind::SignInAttempt, Tri::Yes) => "Sign-in",
            (EventKind::SignIn | EventKind::SignInAttempt, Tri::No) => "Sign-in refused",
            (EventKind::SignIn | EventKind::SignInAttempt, Tri::Unknown) => "Sign-in attempt",
            (EventKind::AppAccess, _) => "Opened",
            (EventKind::FactorEnrolled, _) => "Factor enrolled",
            (EventKind::FactorRemoved, _) => "Factor removed",
            (EventKind::PasswordChanged, _) => "Password changed",
            (EventKind::AdminChange, _) => "Administration",
            (EventKind::SuspicionReported, _) => "Suspicion reported",
            (EventKind::ThreatDetected, _) => "Threat detected",
            (EventKind::Verification, _) => "Code or key checked",
            (kind, _) => kind.title(),
        };
        let of = match event.kind {
            EventKind::SignIn | EventKind::SignInAttempt | EventKind::AppAccess => {
                texts.present(event.app).or(texts.present(event.detail))
            }
            _ => texts.present(event.detail).or(texts.present(event.name)),
        };
        match of {
            Some(of) if event.kind == EventKind::AppAccess => {
                format!("{lead} {}", format::shown(of))
            }
            Some(of) => format!("{lead}: {}", format::shown(of)),
            None => lead.to_owned(),
        }
    }
}
