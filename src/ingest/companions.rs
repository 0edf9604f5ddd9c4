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
        let is_companion =
            |name: &TextId| Some(*name) == step || again.contains(&Some(*name));
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
