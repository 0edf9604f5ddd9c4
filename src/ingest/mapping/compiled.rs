//! Reading records by a mapping. In: the picked fields of one record. Out: one [`AuthEvent`], or the
//! reason why not. Must never know: whether the record was JSON or a row.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Decided, Field, Mapping, Notation, SideField};
use crate::ingest::batch::{Batch, quoted};
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::providers::shared::{
    NONE, Side, asn, begun, joined, side, stored, tri, when, word,
};
use crate::ingest::providers::{CsvTarget, Refusal};
use crate::ingest::time;
use crate::ingest::trie::{Target, Trie};
use crate::ingest::value::{Picked, SLOTS};
use crate::model::{AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Outcome, Party, Tri};

/// A mapping, ready to read records.
#[derive(Debug)]
pub(in crate::ingest) struct Compiled {
    pub(in crate::ingest) mapping: Arc<Mapping>,
    pub(in crate::ingest) trie: Trie,
    /// The columns or paths that are read; the first one fills slot 1.
    names: Vec<String>,
    time: usize,
    /// For each field, its slot.
    fields: Vec<usize>,
    kind: Table<EventKind>,
    factor: Table<Factor>,
    outcome: Table<Outcome>,
}

/// A decision, ready to be asked.
#[derive(Debug)]
struct Table<T> {
    slots: Vec<usize>,
    values: FxHashMap<String, T>,
    otherwise: T,
}

/// What a decision said of one record.
struct Answer<'a, T> {
    value: T,
    /// Whether fields hold text of which none is listed.
    is_unlisted: bool,
    /// What the fields hold.
    text: Cow<'a, str>,
}

impl Compiled {
    /// Makes a mapping ready.
    pub(in crate::ingest) fn new(mapping: Arc<Mapping>) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut slot = |name: &String| {
            let known = names.iter().position(|held| held == name);
            let index = known.unwrap_or_else(|| {
                names.push(name.clone());
                names.len() - 1
            });
            // More names than slots cannot come out of a mapping that was checked.
            if index + 1 < SLOTS { index + 1 } else { NONE }
        };
        let time = slot(&mapping.time.field);
        let mut fields = vec![NONE; Field::ALL.len()];
        for (field, name) in &mapping.fields {
            if let Some(held) = fields.get_mut(field.index()) {
                *held = slot(name);
            }
        }
        let kind = Table::new(&mapping.kind, &mut slot);
        let factor = Table::new(&mapping.factor, &mut slot);
        let outcome = Table::new(&mapping.outcome, &mut slot);
        let mut trie = Trie::new(false);
        for (index, name) in names.iter().enumerate() {
            trie.path(name, Target::Slot(index + 1));
        }
        Self { mapping, trie, names, time, fields, kind, factor, outcome }
    }

    /// Where the column of a table goes.
    pub(in crate::ingest) fn column(&self, name: &str) -> Option<CsvTarget> {
        let index = self.names.iter().position(|held| held == name)?;
        Some(CsvTarget::Slot(index + 1))
    }

    /// One record to one event.
    pub(in crate::ingest) fn normalize(
        &self,
        picked: &Picked<'_>,
        batch: &mut Batch,
    ) -> Result<AuthEvent, Refusal> {
        let at = self.time_of(picked, batch)?;
        let kind = self.kind.ask(picked);
        let factor = self.factor.ask(picked);
        let outcome = self.outcome.ask(picked);
        let user = stored(batch, picked, self.slot(Field::User));
        if is_prompt(kind.value) && !user.is_present() {
            let lack = match self.mapping.fields.get(&Field::User) {
                Some(name) => format!("{} is empty", quoted(name)),
                None => "the mapping names no user".to_owned(),
            };
            let why = format!("{lack}, and a prompt without a user counts for nobody");
            return Err((IssueKind::NoUser, why));
        }
        batch.note("kind_not_in_mapping", u64::from(kind.is_unlisted));
        batch.note("factor_not_in_mapping", u64::from(factor.is_unlisted));
        batch.note("outcome_not_in_mapping", u64::from(outcome.is_unlisted));
        let source = self.side(picked, batch, Field::Source);
        let responder = self.side(picked, batch, Field::Responder);
        let key = |field| LinkKey::of(&word(picked.text(self.slot(field))));
        let begun = begun(picked, at, self.mapping.provider);
        let event = word(picked.text(self.slot(Field::Event)));
        Ok(AuthEvent {
            uid: key(Field::Id),
            kind: kind.value,
            success: success(outcome.value),
            outcome: if tells(kind.value) { outcome.value } else { Outcome::Unknown },
            factor: factor.value,
            // A mapping says nothing of why somebody was asked; most exports are of sign-ins.
            cause: Cause::SignIn,
            user,
            display_name: stored(batch, picked, self.slot(Field::DisplayName)),
            name: batch.text(if event.is_empty() { &kind.text } else { &event }),
            result: batch.text(&outcome.text),
            app: stored(batch, picked, self.slot(Field::App)),
            detail: batch.text(if factor.is_unlisted { &factor.text } else { "" }),
            flow: key(Field::Flow),
            session: key(Field::Session),
            source: batch.party(source),
            responder: batch.party(responder),
            ..begun
        })
    }

    fn slot(&self, field: Field) -> usize {
        self.fields.get(field.index()).copied().unwrap_or(NONE)
    }

    fn time_of(&self, picked: &Picked<'_>, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
        let name = &self.mapping.time.field;
        let (read, unit): (fn(i64) -> _, _) = match self.mapping.time.notation {
            Notation::Auto => return when(picked, self.time, &quoted(name), Naive::Unknown, batch),
            Notation::EpochSeconds => (time::from_seconds, "seconds"),
            Notation::EpochMillis => (time::from_millis, "milliseconds"),
        };
        let counted = picked.get(self.time).integer().and_then(read);
        counted.map(LoggedTime::counted).ok_or_else(|| {
            let held = picked.text(self.time);
            let name = quoted(name);
            let why = match held.is_empty() {
                true if !picked.get(self.time).is_there() => format!("there is no {name}"),
                true => format!("{name} is empty"),
                false => format!("{name} holds no {unit} since 1970 up to 2261: {}", quoted(&held)),
            };
            (IssueKind::NoTime, why)
        })
    }

    fn side(&self, picked: &Picked<'_>, batch: &mut Batch, of: fn(SideField) -> Field) -> Party {
        let slot = |field| self.slot(of(field));
        let place = Side {
            ip: slot(SideField::Ip),
            city: slot(SideField::City),
            state: slot(SideField::State),
            country: slot(SideField::Country),
            lat: slot(SideField::Lat),
            lon: slot(SideField::Lon),
        };
        Party {
            asn: asn(picked, slot(SideField::Asn)),
            user_agent: stored(batch, picked, slot(SideField::UserAgent)),
            device: stored(batch, picked, slot(SideField::Device)),
            device_id: stored(batch, picked, slot(SideField::DeviceId)),
            ..side(batch, picked, place)
        }
    }
}

impl<T: Copy> Table<T> {
    fn new(decided: &Decided<T>, slot: &mut impl FnMut(&String) -> usize) -> Self {
        let values = decided.values.iter();
        Self {
            slots: decided.from.iter().map(slot).collect(),
            values: values.map(|(text, value)| (folded(text), *value)).collect(),
            otherwise: decided.otherwise,
        }
    }

    fn ask<'a>(&self, picked: &'a Picked<'_>) -> Answer<'a, T> {
        let mut listed = None;
        let mut text = Cow::Borrowed("");
        for &slot in &self.slots {
            let held = picked.text(slot);
            if listed.is_none() && !held.is_empty() {
                listed = self.values.get(&folded(&held)).copied();
            }
            text = if text.is_empty() {
                held
            } else {
                Cow::Owned(joined([&*text, &*held], " / ").into_owned())
            };
        }
        let is_unlisted = listed.is_none() && !text.is_empty() && !self.values.is_empty();
        Answer { value: listed.unwrap_or(self.otherwise), is_unlisted, text }
    }
}

/// A logged value without blanks around it and regardless of letter case.
fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

const fn is_prompt(kind: EventKind) -> bool {
    matches!(kind, EventKind::PromptSent | EventKind::PromptAnswered | EventKind::PromptWhole)
}

/// Whether a record of this kind tells how something that was asked ended.
const fn tells(kind: EventKind) -> bool {
    matches!(kind, EventKind::PromptAnswered | EventKind::PromptWhole | EventKind::Verification)
}

const fn success(outcome: Outcome) -> Tri {
    tri(match outcome {
        Outcome::Approved => Some(true),
        Outcome::Open | Outcome::Unknown => None,
        _ => Some(false),
    })
}
