//! Records that tell of a sign-in which another record holds. In: all events, each once. Out: the
//! same events, steps where their sign-in is, and no step told twice.
//!
//! Entra's portal gives the steps of a sign-in in a file of its own, and the unified audit log
//! tells of the same sign-ins as the sign-in log; both name it by its request id.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{EventId, EventKind, Step, TextId};

use super::join::Joined;
use super::providers::entra::{STEP_OF_SIGN_IN, TOLD_AGAIN};
use super::states::is_later_state;

/// An event that tells of a sign-in, and the sign-in where it is there.
#[derive(Clone, Copy)]
struct Companion {
    row: u32,
    sign_in: Option<u32>,
    is_step: bool,
}

impl Joined {
    /// Hands steps over to the sign-ins that they belong to; tells whether there were companions.
    pub(super) fn unite_companions(&mut self) -> bool {
        let companions = self.companions();
        if companions.is_empty() {
            return false;
        }
        self.steps.sort_by_key(|step| step.event);
        let mut given: Vec<Step> = Vec::new();
        let mut handed: FxHashSet<u32> = FxHashSet::default();
        for companion in &companions {
            let Some(sign_in) = companion.sign_in else {
                self.tell_missing(companion);
                continue;
            };
            handed.insert(companion.row);
            let steps = self.steps_of(companion.row).iter();
            given.extend(steps.map(|step| Step { event: EventId(sign_in), ..*step }));
            self.take_after(companion, sign_in);
        }
        given.sort_by_key(|step| (step.event, step.derived));
        let mut adopted = Vec::new();
        for same in given.chunk_by(|a, b| a.event == b.event) {
            let Some(first) = same.first() else { continue };
            adopted.extend(new_steps(self.steps_of(first.event.0), same));
        }
        self.steps.retain(|step| !handed.contains(&step.event.0));
        self.steps.append(&mut adopted);
        self.steps.sort_by_key(|step| step.event);
        true
    }

    /// A step that was made from a status says nothing beside a listed one that asked somebody.
    pub(super) fn drop_derived_steps(&mut self) {
        let mut kept = Vec::with_capacity(self.steps.len());
        for same in self.steps.chunk_by(|a, b| a.event == b.event) {
            let is_listed = same.iter().any(|step| step.prompts && !step.derived);
            kept.extend(same.iter().filter(|step| !(is_listed && step.derived)));
        }
        self.steps = kept;
    }

    fn companions(&self) -> Vec<Companion> {
        let step = self.texts.find(STEP_OF_SIGN_IN);
        let again = TOLD_AGAIN.map(|name| self.texts.find(name));
        if step.is_none() && again.iter().all(Option::is_none) {
            return Vec::new();
        }
        let is_companion = |name: &TextId| Some(*name) == step || again.contains(&Some(*name));
        let names = self.events.name.iter().zip(0_u32..);
        let rows: Vec<u32> =
            names.filter(|(name, _)| is_companion(name)).map(|(_, row)| row).collect();
        let sign_ins = self.sign_ins(&rows);
        rows.into_iter()
            .map(|row| Companion {
                row,
                sign_in: self.request_of(row).and_then(|id| sign_ins.get(&id)).copied(),
                is_step: self.events.name.get(row as usize).copied() == step,
            })
            .collect()
    }

    fn request_of(&self, row: u32) -> Option<u64> {
        self.events.flow.get(row as usize).filter(|id| id.is_present()).map(|id| id.0)
    }

    /// The rows of the sign-ins that some companions tell of, by request id.
    fn sign_ins(&self, companions: &[u32]) -> FxHashMap<u64, u32> {
        let asked: FxHashSet<u64> =
            companions.iter().filter_map(|&row| self.request_of(row)).collect();
        let events = &self.events;
        let rows = events.uid.iter().zip(&events.kind).zip(0_u32..);
        let mut found = FxHashMap::default();
        for ((uid, kind), row) in rows {
            if *kind == EventKind::SignInAttempt && asked.contains(&uid.0) {
                found.entry(uid.0).or_insert(row);
            }
        }
        found
    }

    fn steps_of(&self, row: u32) -> &[Step] {
        let start = self.steps.partition_point(|step| step.event.0 < row);
        let end = self.steps.partition_point(|step| step.event.0 <= row);
        self.steps.get(start..end).unwrap_or_default()
    }

    /// A step belongs to the user of its sign-in; a sign-in told again counts once.
    fn take_after(&mut self, companion: &Companion, sign_in: u32) {
        let (row, sign_in) = (companion.row as usize, sign_in as usize);
        let events = &mut self.events;
        if !companion.is_step {
            if let Some(kind) = events.kind.get_mut(row) {
                *kind = EventKind::Other;
            }
            return;
        }
        for column in [&mut events.user, &mut events.display_name, &mut events.app] {
            let given = column.get(sign_in).copied().unwrap_or_default();
            if let Some(held) = column.get_mut(row) {
                *held = given;
            }
        }
    }

    fn tell_missing(&mut self, companion: &Companion) {
        if !companion.is_step {
            return;
        }
        let evidence = self.events.evidence.get(companion.row as usize).copied();
        if let Some(evidence) = self.evidence.iter_mut().find(|held| Some(held.id) == evidence) {
            *evidence.notes.entry("step_without_sign_in").or_default() += 1;
        }
    }
}

/// The given steps that a sign-in does not have yet. Each of its own listed steps answers for one
/// of the same factor and outcome, whatever its time: the companion's may be coarser. A step that
/// was made from a status counts only where nothing else asked.
fn new_steps(own: &[Step], given: &[Step]) -> Vec<Step> {
    let mut listed: Vec<&Step> = own.iter().filter(|step| !step.derived).collect();
    let mut new: Vec<Step> = Vec::new();
    for step in given {
        let same = |held: &&Step| held.factor == step.factor && held.outcome == step.outcome;
        if let Some(index) = listed.iter().position(same) {
            listed.swap_remove(index);
            continue;
        }
        let is_told = if step.derived {
            own.iter().chain(&new).any(|held| held.prompts)
        } else {
            listed.iter().any(|held| is_later_state(held, step))
        };
        if !is_told {
            new.push(*step);
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::ingest::join;
    use crate::ingest::testing::{entra, read_as, step, with};
    use crate::model::{Outcome, TextId};

    fn joined(files: &[String]) -> Joined {
        let files = files.iter().zip(0_u32..);
        let joined = join(files.map(|(text, id)| read_as(id, text)).collect());
        for evidence in &joined.evidence {
            assert!(evidence.counts.is_balanced());
        }
        joined
    }

    /// In every order, because the order of files must not matter.
    fn in_any_order(files: [String; 2], check: impl Fn(&Joined)) {
        let [first, second] = files;
        check(&joined(&[first.clone(), second.clone()]));
        check(&joined(&[second, first]));
    }

    /// The outcomes of steps that asked somebody, in order of time.
    fn asked(joined: &Joined) -> Vec<Outcome> {
        let mut steps: Vec<_> = joined.steps.iter().filter(|step| step.prompts).collect();
        steps.sort_by_key(|step| step.time);
        steps.iter().map(|step| step.outcome).collect()
    }

    fn sign_ins(joined: &Joined) -> usize {
        joined.events.kind.iter().filter(|kind| **kind == EventKind::SignInAttempt).count()
    }

    fn csv_of_portal(result: &str) -> String {
        format!(
            "Date (UTC),Request ID,Username,Application,IP address,Status,Sign-in error code,\
             Multifactor authentication result,Multifactor authentication auth method\n\
             2026-03-02T08:00:01Z,entra-1,Alice@corp.example,Office,203.0.113.9,Failure,500121,\
             {result},Mobile app notification\n"
        )
    }

    fn details(steps: &[(&str, &str, &str)]) -> String {
        let rows = steps.iter().map(|(second, method, result)| {
            format!("2026-03-02T08:00:{second}Z,entra-1,{method},,false,{result},x\n")
        });
        let header = "Date (UTC),Request ID,Authentication method,Authentication method detail,\
            Succeeded,Result detail,Requirement\n";
        std::iter::once(header.to_owned()).chain(rows).collect()
    }

    const DENIED: &str = "MFA denied; user declined the authentication";
    const IGNORED: &str = "MFA denied; user did not respond to mobile app notification";
    const PUSH: &str = "Mobile app notification";

    fn unified() -> Value {
        json!({
            "CreationTime": "2026-03-02T08:00:01", "Id": "entra-1", "Operation": "UserLoginFailed",
            "RecordType": 15, "UserId": "alice@corp.example", "ErrorNumber": "500121",
            "LogonError": "AuthenticationFailedSasError", "IntraSystemId": "entra-1",
            "Workload": "AzureActiveDirectory", "ClientIP": "203.0.113.9",
        })
    }

    fn graph(steps: &[Value]) -> String {
        let mut record = with(entra(1), json!({"originalRequestId": "entra-1"}));
        record["authenticationDetails"] = json!(steps);
        record.to_string()
    }

    #[test]
    fn steps_of_the_companion_come_to_their_sign_in_in_place_of_the_one_made_of_its_status() {
        let steps =
            [("05", "Password", "Correct password"), ("20", PUSH, IGNORED), ("40", PUSH, DENIED)];
        in_any_order([csv_of_portal(DENIED), details(&steps)], |joined| {
            assert_eq!((joined.events.len(), sign_ins(joined), joined.steps.len()), (4, 1, 3));
            assert_eq!(asked(joined), vec![Outcome::NoAnswer, Outcome::Denied]);
            let user = joined.events.user.iter().map(|&user| joined.texts.get(user));
            assert_eq!(user.collect::<Vec<_>>(), vec!["Alice@corp.example"; 4]);
            let events: Vec<_> = joined.steps.iter().map(|step| step.event).collect();
            let row = joined.events.kind.iter().position(|it| *it == EventKind::SignInAttempt);
            assert!(events.iter().all(|event| Some(event.0 as usize) == row));
        });
    }

    #[test]
    fn a_step_that_the_sign_in_lists_itself_is_not_told_twice_even_at_another_second() {
        let own = graph(&[step(PUSH, DENIED)]);
        in_any_order([own, details(&[("01", PUSH, DENIED), ("02", PUSH, IGNORED)])], |joined| {
            assert_eq!(joined.steps.len(), 2);
            assert_eq!(asked(joined), vec![Outcome::NoAnswer, Outcome::Denied]);
        });
    }

    #[test]
    fn steps_without_their_sign_in_are_kept_and_told() {
        let joined = joined(&[details(&[("20", PUSH, DENIED), ("40", PUSH, IGNORED)])]);
        assert_eq!((joined.events.len(), joined.steps.len()), (2, 2));
        assert_eq!(joined.evidence[0].notes["step_without_sign_in"], 2);
        assert!(joined.events.user.iter().all(|user| *user == TextId::ABSENT));
    }

    #[test]
    fn the_csv_and_the_json_of_one_sign_in_are_one_sign_in() {
        in_any_order([csv_of_portal(DENIED), graph(&[step(PUSH, DENIED)])], |joined| {
            assert_eq!((joined.events.len(), joined.steps.len()), (1, 1));
            let superseded: u64 = joined.evidence.iter().map(|it| it.counts.superseded).sum();
            assert_eq!((superseded, joined.issues.len()), (1, 0));
            assert!(!joined.steps[0].derived);
        });
    }

    #[test]
    fn one_sign_in_by_graph_and_by_azure_monitor_is_one_sign_in_with_all_its_steps() {
        let early = graph(&[step(PUSH, IGNORED)]);
        let mut late = step(PUSH, DENIED);
        late["authenticationStepDateTime"] = json!("2026-03-02T08:01:30Z");
        let properties: Value = serde_json::from_str(&graph(&[late])).unwrap();
        let monitor = json!({
            "time": "2026-03-02T08:05:00Z", "operationName": "Sign-in activity",
            "category": "SignInLogs", "resultType": "500121", "properties": properties,
        });
        in_any_order([early, monitor.to_string()], |joined| {
            assert_eq!((joined.events.len(), joined.issues.len()), (1, 0));
            assert_eq!(asked(joined), vec![Outcome::NoAnswer, Outcome::Denied]);
        });
    }

    #[test]
    fn the_attempt_that_only_one_shape_names_is_kept() {
        let named = with(entra(1), json!({"originalRequestId": "attempt"})).to_string();
        in_any_order([csv_of_portal(DENIED), named], |joined| {
            assert_eq!(joined.events.len(), 1);
            assert_eq!(joined.events.flow[0], crate::model::LinkKey::of("attempt"));
        });
    }

    #[test]
    fn the_same_id_and_another_user_are_two_records() {
        let other = with(entra(1), json!({"userPrincipalName": "bob@corp.example"})).to_string();
        in_any_order([csv_of_portal(DENIED), other], |joined| {
            assert_eq!((joined.events.len(), joined.issues.len()), (2, 1));
        });
    }

    #[test]
    fn a_sign_in_that_the_unified_audit_log_tells_again_counts_once() {
        in_any_order([unified().to_string(), graph(&[step(PUSH, DENIED)])], |joined| {
            assert_eq!((joined.events.len(), sign_ins(joined)), (2, 1));
            assert_eq!(asked(joined), vec![Outcome::Denied]);
            assert!(joined.issues.is_empty());
        });
        let bare = joined(&[unified().to_string()]);
        assert_eq!((sign_ins(&bare), asked(&bare)), (1, vec![Outcome::DeniedOrWrongCode]));
    }

    #[test]
    fn what_the_unified_audit_log_knows_of_a_sign_in_without_steps_is_not_lost() {
        let first = with(entra(1), json!({"status": {"errorCode": 50074}}));
        let first = with(first, json!({"authenticationDetails": []})).to_string();
        in_any_order([unified().to_string(), first], |joined| {
            assert_eq!((sign_ins(joined), asked(joined)), (1, vec![Outcome::DeniedOrWrongCode]));
        });
    }
}
