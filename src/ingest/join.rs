//! Many files to one set of columns. In: what each file gave. Out: [`Joined`], every record once.
//!
//! Pages overlap and exports repeat: the same id with the same content is a duplicate; the same id,
//! user and time with more content supersedes (DESIGN.md §6). Everything else stays.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{
    AuthEvent, EventColumns, EventId, Evidence, EvidenceId, Fate, IngestIssue, Interner, IssueKind,
    LinkKey, PartyTable, Step, Timestamp,
};

use super::Ingested;
use super::adopt::adopt_users;
use super::batch::Tables;
use super::revisions::revisions;
use super::states::{Compared, compared, is_later_state};

/// How many different records one id may have before it is taken for no id.
const MANY: usize = 64;
/// Ids whose records one task compares.
const GROUPS: usize = 256;

/// All files together.
#[derive(Debug, Default)]
pub struct Joined {
    /// The files, in the order given.
    pub evidence: Vec<Evidence>,
    /// What could not be used, in the order of files and within them.
    pub issues: Vec<IngestIssue>,
    /// The events, in the order of files and within them.
    pub events: EventColumns,
    /// Steps inside records; `event` is a row of `events`.
    pub steps: Vec<Step>,
    /// The texts that events and parties speak of.
    pub texts: Interner,
    /// The parties that events speak of.
    pub parties: PartyTable,
    /// File and time of each event that is not kept because another file tells it.
    pub told_elsewhere: Vec<(EvidenceId, Timestamp)>,
}

/// Joins files, in the order given, and gives every record that was there twice its fate.
pub fn join(files: Vec<Ingested>) -> Joined {
    let mut files = files.into_iter();
    // The first file's columns and tables become everybody's: most cases are one large file.
    let Some(first) = files.next() else { return Joined::default() };
    let mut all = Joined {
        evidence: vec![first.evidence],
        issues: first.issues,
        events: first.events,
        steps: first.steps,
        ..Joined::default()
    };
    let mut tables = Tables { texts: first.texts, parties: first.parties };
    all.events.reserve(files.as_slice().iter().map(|file| file.events.len()).sum());
    for mut file in files {
        let rows = u32::try_from(all.events.len()).unwrap_or(u32::MAX);
        let theirs = Tables { texts: file.texts, parties: file.parties };
        tables.absorb(&theirs).apply(&mut file.events, &mut file.steps);
        for step in &mut file.steps {
            step.event.0 = step.event.0.saturating_add(rows);
        }
        all.events.append(&mut file.events);
        all.steps.append(&mut file.steps);
        all.issues.append(&mut file.issues);
        all.evidence.push(file.evidence);
    }
    all.texts = tables.texts;
    all.parties = tables.parties;
    all.settle();
    adopt_users(&mut all.events, &all.texts);
    all
}

/// What became of an event that was there before.
#[derive(Clone, Copy)]
pub(super) struct Removed {
    pub(super) row: u32,
    /// The row that stays instead.
    pub(super) by: u32,
    pub(super) fate: Fate,
}

impl Joined {
    fn settle(&mut self) {
        let (removed, reused) = self.repeated();
        self.issues.extend(reused);
        self.issues.extend(revisions(&removed, &self.events, &self.texts, &self.evidence));
        self.issues.sort_by_key(|issue| (issue.at.evidence, issue.at.offset, issue.at.record));
        if !removed.is_empty() {
            for gone in &removed {
                self.note_elsewhere(gone);
                self.recount(gone);
                self.hand_over_ids(gone);
            }
            self.unite_steps(&removed);
            self.drop_rows(&removed);
        }
        if self.unite_companions() || !removed.is_empty() {
            self.drop_derived_steps();
        }
    }

    /// The state that stays takes the attempt's and the session's id from one that goes, where it
    /// has none of its own.
    fn hand_over_ids(&mut self, gone: &Removed) {
        let (from, to) = (gone.row as usize, gone.by as usize);
        let events = &mut self.events;
        let uid = events.uid.get(to).copied().unwrap_or_default();
        let own = |id: LinkKey| id.is_present() && id != uid;
        for ids in [&mut events.flow, &mut events.session, &mut events.transaction] {
            let given = ids.get(from).copied().filter(|id| own(*id));
            if let (Some(given), Some(held)) = (given, ids.get_mut(to)) {
                *held = if own(*held) { *held } else { given };
            }
        }
    }

    /// The rows to remove, by row, and an issue for each id that two different records share.
    fn repeated(&self) -> (Vec<Removed>, Vec<IngestIssue>) {
        let events = &self.events;
        // A record without an id is the same as another only if all of its content is.
        let key =
            |(uid, content): (&LinkKey, &u64)| if uid.is_present() { uid.0 } else { *content };
        let keys = || events.uid.iter().zip(&events.content).map(key);
        let mut alone: Vec<u64> = keys().collect();
        alone.par_sort_unstable();
        if alone.windows(2).all(|pair| pair.first() != pair.last()) {
            return (Vec::new(), Vec::new());
        }
        let mut keys: Vec<(u64, u32)> = keys().zip(0_u32..).collect();
        keys.par_sort_unstable();
        let same: Vec<&[(u64, u32)]> =
            keys.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1).collect();
        let compare = |same: &[&[(u64, u32)]]| {
            let mut found = (Vec::new(), Vec::new());
            for rows in same {
                let mut group = Group::default();
                rows.iter().for_each(|(_, row)| group.place(*row, events, &self.texts));
                found.0.append(&mut group.removed);
                found.1.append(&mut group.reused);
            }
            found
        };
        let (removed, reused): (Vec<_>, Vec<_>) = same.par_chunks(GROUPS).map(compare).unzip();
        let mut removed: Vec<Removed> = removed.into_iter().flatten().collect();
        removed.par_sort_unstable_by_key(|gone| gone.row);
        (removed, reused.into_iter().flatten().collect())
    }

    /// A file that repeats another covers its time all the same.
    fn note_elsewhere(&mut self, gone: &Removed) {
        let file = |row: u32| self.events.evidence.get(row as usize).copied();
        if let Some(own) = file(gone.row).filter(|own| file(gone.by) != Some(*own))
            && let Some(time) = self.events.time.get(gone.row as usize)
        {
            self.told_elsewhere.push((own, *time));
        }
    }

    fn recount(&mut self, gone: &Removed) {
        let Some(&evidence) = self.events.evidence.get(gone.row as usize) else { return };
        if let Some(evidence) = self.evidence.iter_mut().find(|held| held.id == evidence) {
            evidence.counts.recount(gone.fate);
        }
    }

    /// Moves steps of superseded states that the state which stays lacks.
    fn unite_steps(&mut self, removed: &[Removed]) {
        let of = |row: u32| {
            let found = removed.binary_search_by_key(&row, |gone| gone.row).ok();
            found.and_then(|index| removed.get(index))
        };
        let mut own: Vec<Step> = Vec::with_capacity(self.steps.len());
        let mut orphans: Vec<Step> = Vec::new();
        for step in &self.steps {
            match of(step.event.0) {
                None => own.push(*step),
                Some(gone) if gone.fate == Fate::Superseded => {
                    orphans.push(Step { event: EventId(gone.by), ..*step });
                }
                Some(_) => {}
            }
        }
        own.sort_by_key(|step| step.event);
        orphans.sort_by_key(|step| step.event);
        let mut adopted: Vec<Step> = Vec::new();
        for orphan in orphans {
            let start = own.partition_point(|step| step.event < orphan.event);
            let is_its = |step: &&Step| step.event == orphan.event;
            let held = own.get(start..).unwrap_or_default().iter().take_while(is_its);
            let mut held = held.chain(adopted.iter().rev().take_while(is_its));
            if !held.any(|step| is_later_state(step, &orphan)) {
                adopted.push(orphan);
            }
        }
        own.append(&mut adopted);
        own.sort_by_key(|step| step.event);
        self.steps = own;
    }

    fn drop_rows(&mut self, removed: &[Removed]) {
        let mut gone = removed.iter().map(|gone| gone.row).peekable();
        let total = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        let mut new_rows = Vec::with_capacity(total as usize);
        let mut kept = Vec::with_capacity(total as usize);
        for row in 0..total {
            new_rows.push(u32::try_from(kept.len()).unwrap_or(u32::MAX));
            if gone.next_if_eq(&row).is_none() {
                kept.push(row);
            }
        }
        self.events.reorder(&kept);
        for step in &mut self.steps {
            step.event.0 = new_rows.get(step.event.0 as usize).copied().unwrap_or_default();
        }
    }
}

/// The rows of one id.
#[derive(Default)]
struct Group {
    kept: Vec<u32>,
    /// The row of each content, once there are [`MANY`] rows.
    by_content: FxHashMap<u64, u32>,
    removed: Vec<Removed>,
    reused: Vec<IngestIssue>,
}

impl Group {
    /// Compares a row with the rows that stay so far.
    fn place(&mut self, row: u32, events: &EventColumns, texts: &Interner) {
        let Some(event) = events.get(EventId(row)) else { return };
        if self.kept.len() >= MANY {
            return self.place_among_many(row, &event, events);
        }
        let mut older = Vec::new();
        for &held in &self.kept {
            let Some(other) = events.get(EventId(held)) else { continue };
            let fate = match compared(&other, &event, texts) {
                Compared::Different => continue,
                Compared::Same => Fate::Duplicate,
                Compared::Shrunk => Fate::Superseded,
                Compared::Grown => {
                    older.push(held);
                    continue;
                }
            };
            return self.removed.push(Removed { row, by: held, fate });
        }
        if !older.is_empty() {
            return self.supersede(&older, row, events);
        }
        let first = self.kept.first().and_then(|first| events.get(EventId(*first)));
        if let Some(first) = first.filter(|first| first.uid == event.uid && event.uid.is_present())
        {
            self.reused.push(reuse(&event, &first));
        }
        self.kept.push(row);
    }

    /// Lets a row stay instead of every older state of it: states that differ among each other may
    /// all be contained in it.
    fn supersede(&mut self, older: &[u32], row: u32, events: &EventColumns) {
        for gone in self.removed.iter_mut().filter(|gone| older.contains(&gone.by)) {
            gone.by = row;
        }
        let fate = Fate::Superseded;
        self.removed.extend(older.iter().map(|&older| Removed { row: older, by: row, fate }));
        let is_older = |at| older.iter().any(|&it| events.record_ref(EventId(it)) == Some(at));
        self.reused.retain(|issue| !is_older(issue.at));
        self.kept.retain(|held| !older.contains(held));
        self.kept.push(row);
    }

    /// So many different records with one id show that it is none (a redacted export): only equal
    /// content counts then, and the rest is not listed one by one.
    fn place_among_many(&mut self, row: u32, event: &AuthEvent, events: &EventColumns) {
        if self.by_content.is_empty() {
            for &held in self.kept.iter().rev() {
                let content = events.content.get(held as usize).copied().unwrap_or_default();
                self.by_content.insert(content, held);
            }
            let mut issue = reuse(event, event);
            issue.detail = format!(
                "more than {MANY} different records share the id; further ones stay unlisted"
            );
            self.reused.push(issue);
        }
        let held = *self.by_content.entry(event.content).or_insert(row);
        if held == row {
            self.kept.push(row);
        } else {
            self.removed.push(Removed { row, by: held, fate: Fate::Duplicate });
        }
    }
}

fn reuse(event: &AuthEvent, first: &AuthEvent) -> IngestIssue {
    let detail = format!(
        "record {} of {} has the same id and other content; both stay",
        first.record, first.evidence
    );
    IngestIssue { at: event.at(), kind: IssueKind::ReusedId, detail }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::ingest::testing::{duo, entra, lines, okta, read_as, step, with};
    use crate::model::Outcome;

    fn joined(files: &[&[Value]]) -> Joined {
        let files = files.iter().zip(0_u32..);
        let joined = join(files.map(|(records, id)| read_as(id, lines(records))).collect());
        for evidence in &joined.evidence {
            assert!(evidence.counts.is_balanced());
        }
        let events: u64 = joined.evidence.iter().map(|evidence| evidence.counts.events).sum();
        assert_eq!(events, joined.events.len() as u64);
        joined
    }

    fn counts(joined: &Joined, file: usize) -> (u64, u64, u64) {
        let counts = joined.evidence[file].counts;
        (counts.events, counts.duplicates, counts.superseded)
    }

    #[test]
    fn overlapping_pages_give_every_record_once() {
        let joined = joined(&[&[okta(1), okta(2)], &[okta(2), okta(3)], &[okta(2), duo(1)]]);
        assert_eq!(joined.events.len(), 4);
        assert_eq!(counts(&joined, 0), (2, 0, 0));
        assert_eq!(counts(&joined, 1), (1, 1, 0));
        assert_eq!(counts(&joined, 2), (1, 1, 0));
        assert!(joined.issues.is_empty());
    }

    #[test]
    fn texts_and_parties_mean_the_same_after_joining() {
        let other = with(okta(9), json!({"actor": {"alternateId": "bob@corp.example"}}));
        let joined = joined(&[&[okta(1)], &[other, duo(1)]]);
        let user = |row| joined.texts.get(joined.events.user[row]);
        assert_eq!(
            (user(0), user(1), user(2)),
            ("alice@corp.example", "bob@corp.example", "alice")
        );
        let phone = joined.parties.get(joined.events.responder[2]);
        assert_eq!(joined.texts.get(phone.device), "Phone of Alice");
    }

    #[test]
    fn a_record_that_grew_supersedes_its_older_state_wherever_it_lies() {
        let mut early = entra(1);
        early["authenticationDetails"] =
            json!([step("Mobile app notification", "Authentication in progress")]);
        let mut late = entra(1);
        late["authenticationDetails"] = json!([
            step("Mobile app notification", "MFA denied; user declined the authentication"),
            step("Password", "Correct password"),
        ]);
        for order in [[&early, &late], [&late, &early]] {
            let joined = joined(&[&[order[0].clone()], &[order[1].clone()]]);
            assert_eq!(joined.events.len(), 1);
            let superseded: u64 =
                joined.evidence.iter().map(|evidence| evidence.counts.superseded).sum();
            assert_eq!(superseded, 1);
            assert_eq!(joined.steps.len(), 2);
            assert!(joined.steps.iter().all(|step| step.event == EventId(0)));
            assert_eq!(joined.steps[0].outcome, Outcome::Denied);
        }
    }

    #[test]
    fn a_record_supersedes_every_older_state_of_it_whatever_their_order() {
        let state = |detail: &str| with(entra(1), json!({"status": {"additionalDetails": detail}}));
        let (first, second) = (state("denied"), state("timed out"));
        let last = with(state("done"), json!({"deviceDetail": {"deviceId": "d1"}}));
        for order in [[&first, &second, &last], [&last, &second, &first], [&first, &last, &second]]
        {
            let joined = joined(&order.map(std::slice::from_ref));
            assert_eq!(joined.events.len(), 1);
            let is_revised = |it: &IngestIssue| it.kind == IssueKind::Revised;
            assert!(joined.issues.iter().all(is_revised), "{:?}", joined.issues);
        }
    }

    #[test]
    fn a_fuller_record_with_another_answer_supersedes_nothing() {
        let refused = with(okta(1), json!({"outcome": {"result": "FAILURE"}}));
        let extra =
            json!({"outcome": {"result": "SUCCESS", "reason": "x"}, "device": {"id": "d1"}});
        let granted = with(okta(1), extra);
        let joined = joined(&[&[refused], &[granted]]);
        assert_eq!(joined.events.len(), 2);
        assert_eq!(joined.issues.len(), 1, "the id that two records share is cited");
    }

    #[test]
    fn steps_that_only_an_older_state_holds_are_kept() {
        let mut early = entra(1);
        let mut denied =
            step("Mobile app notification", "MFA denied; user declined the authentication");
        denied["authenticationStepDateTime"] = json!("2026-03-02T08:00:20Z");
        early["authenticationDetails"] = json!([denied]);
        let mut late = entra(1);
        late["authenticationDetails"] = json!([
            step("Mobile app notification", "MFA completed in Azure AD"),
            step("Password", "Correct password"),
        ]);
        let joined = joined(&[&[entra(7)], &[early], &[late]]);
        assert_eq!(joined.events.len(), 2);
        let steps: Vec<_> = joined.steps.iter().map(|step| (step.event.0, step.outcome)).collect();
        use Outcome::{Approved, Denied};
        assert_eq!(steps, vec![(0, Denied), (1, Approved), (1, Approved), (1, Denied)]);
    }

    #[test]
    fn an_id_that_is_used_twice_costs_no_record_and_is_noted() {
        let other = with(okta(1), json!({"actor": {"alternateId": "bob@corp.example"}}));
        let joined = joined(&[&[okta(1)], &[other]]);
        assert_eq!(joined.events.len(), 2);
        assert_eq!(joined.issues.len(), 1);
        assert_eq!(joined.issues[0].kind, IssueKind::ReusedId);
        assert_eq!(joined.issues[0].at.evidence.0, 1);
        assert!(joined.issues[0].detail.contains("record 1 of E1"));
    }

    #[test]
    fn records_of_one_file_that_differ_in_what_is_read_both_stay() {
        let mut poorer = okta(1);
        poorer.as_object_mut().unwrap().remove("client");
        let one = joined(&[&[okta(1), poorer.clone()]]);
        assert_eq!((one.events.len(), counts(&one, 0)), (2, (2, 0, 0)));
        assert_eq!(one.issues[0].kind, IssueKind::ReusedId);
        // Another file may give the same record in a poorer shape.
        let two = joined(&[&[okta(1)], &[poorer]]);
        assert_eq!((two.events.len(), counts(&two, 1)), (1, (0, 0, 1)));
        assert!(two.issues.is_empty(), "it says less, and nothing else");
    }

    #[test]
    fn an_earlier_state_that_said_something_else_is_cited_with_the_difference() {
        let state = |code: u32, why: &str, id: Option<&str>| {
            let status = json!({"status": {"errorCode": code, "failureReason": why}});
            with(entra(1), json!({"status": status["status"], "deviceDetail": {"deviceId": id}}))
        };
        let joined = joined(&[&[state(50_074, "waiting", None), state(0, "done", Some("d1"))]]);
        assert_eq!(counts(&joined, 0), (1, 0, 1));
        let issue = &joined.issues[0];
        assert_eq!((issue.kind, issue.at.record), (IssueKind::Revised, 1));
        assert!(issue.detail.starts_with("an earlier state of record 2 of E1, which says "));
        assert!(issue.detail.contains(" instead of "), "{}", issue.detail);
    }

    #[test]
    fn a_repetition_in_other_bytes_is_cited() {
        let other = with(okta(1), json!({"debugContext": {"debugData": {"nobody": "reads"}}}));
        let joined = joined(&[&[okta(1), okta(1), other]]);
        assert_eq!(counts(&joined, 0), (1, 2, 0));
        let kinds: Vec<_> = joined.issues.iter().map(|it| (it.kind, it.at.record)).collect();
        assert_eq!(kinds, [(IssueKind::RepeatedOtherwise, 3)]);
    }

    #[test]
    fn the_same_file_twice_is_all_duplicates() {
        let records: Vec<_> = (0..50).map(okta).chain((0..50).map(entra)).collect();
        let joined = joined(&[&records, &records]);
        assert_eq!(counts(&joined, 0), (100, 0, 0));
        assert_eq!(counts(&joined, 1), (0, 100, 0));
        assert_eq!(joined.steps.len(), 50);
    }

    #[test]
    fn an_id_that_every_record_has_is_no_id() {
        let redacted = |number| with(okta(number), json!({"uuid": "redacted"}));
        let records: Vec<_> = (0..3_000).map(redacted).collect();
        let joined = joined(&[&records, &[redacted(7), redacted(2_999)]]);
        assert_eq!(joined.events.len(), 3_000);
        assert_eq!(counts(&joined, 1), (0, 2, 0));
        assert_eq!(joined.issues.len(), MANY);
    }

    #[test]
    fn records_without_an_id_are_the_same_only_if_all_is() {
        let mut bare = okta(1);
        bare.as_object_mut().unwrap().remove("uuid");
        let other = with(bare.clone(), json!({"client": {"ipAddress": "192.0.2.77"}}));
        let joined = joined(&[&[bare.clone(), other], &[bare]]);
        assert_eq!(joined.events.len(), 2);
        assert!(joined.issues.is_empty());
    }
}
