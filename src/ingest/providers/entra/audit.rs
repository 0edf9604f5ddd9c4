//! Entra ID audit log: one record to one event of the account that it concerns.
//!
//! Where an administrator acts on an account, the account is the user and the actor stands in the
//! detail.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{AuthEvent, EventKind, LinkKey, Party, Provider, TextId, Tri};

use super::activities::{cause_of, granted, is_update, kind_of, kind_of_change, worst};
use super::audit_tables::*;
use super::{cells, wrapped};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::providers::shared::{address, begun, cell, joined, when, word};
use crate::ingest::providers::{CsvTarget, Format, Recognition, Refusal};
use crate::ingest::trie::Trie;
use crate::ingest::value::{Picked, Row, Scalar};

/// The audit log.
pub(in crate::ingest::providers) static FORMAT: Format =
    Format { meta: META, trie: || &TRIE, column, recognise, normalize, prepare: None, line: None };

static TRIE: LazyLock<Trie> = LazyLock::new(|| wrapped(META.fields, "properties", true));

static INITIATED_BY: LazyLock<Trie> =
    LazyLock::new(|| cells::object(META.fields, "initiatedBy.", true));

static TARGET_LIST: LazyLock<Trie> =
    LazyLock::new(|| cells::list(META.fields, "targetResources[].", true));

fn column(name: &str) -> Option<CsvTarget> {
    cells::column(&TRIE, name)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let there = |slot: usize| picked.get(slot).is_there();
    let is_named = picked.has(ACTIVITY) || (picked.has(OPERATION) && there(TYPE));
    let initiated = [ACTOR, ACTOR_ID, ACTOR_NAME, APP_ACTOR, INITIATED, INITIATOR];
    let tells = initiated.into_iter().any(there)
        || there(TARGETS)
        || !picked.rows.is_empty()
        || &*picked.text(TYPE) == "AuditLogs"
        || (there(TIME) && there(RESULT));
    if is_named && tells { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let mut plain = picked.without(&[INITIATED, TARGETS]);
    for (slot, trie) in [(INITIATED, &*INITIATED_BY), (TARGETS, &*TARGET_LIST)] {
        if let Scalar::Text(cell) = picked.get(slot) {
            cells::unfold(trie, cell, &mut plain, batch);
        }
    }
    let picked = &plain;
    let at = time_of(picked, batch)?;
    let activity = Activity::of(picked);
    let [result, reason] = [word(picked.text(RESULT)), word(picked.text(REASON))];
    let reason = if reason.is_empty() { word(picked.text(DESCRIPTION)) } else { reason };
    let source = actor_side(picked, batch);
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind: activity.kind,
        success: success(&result),
        cause: cause_of(activity.kind, activity.is_own()),
        user: batch.text(&activity.user),
        display_name: display_name(picked, &activity, batch),
        name: batch.text(&activity.name),
        result: batch.text(&joined([&*result, &*reason], " / ")),
        detail: batch.text(&activity.detail()),
        transaction: LinkKey::of(&word(picked.text(CORRELATION))),
        source: batch.party(source),
        ..begun(picked, at, Provider::Entra)
    })
}

fn time_of(picked: &Picked<'_>, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
    for (slot, name, naive) in [
        (UTC_TIME, "ActivityDateTime [UTC]", Naive::Utc),
        (TIME, "activityDateTime", Naive::Unknown),
    ] {
        if picked.has(slot) {
            return when(picked, slot, name, naive, batch);
        }
    }
    batch.note("time_of_ingestion", u64::from(picked.has(UTC_INGESTED) || picked.has(INGESTED)));
    if picked.has(UTC_INGESTED) {
        return when(picked, UTC_INGESTED, "the time of ingestion", Naive::Utc, batch);
    }
    when(picked, INGESTED, "activityDateTime", Naive::Unknown, batch)
}

fn success(result: &str) -> Tri {
    match &*result.to_ascii_lowercase() {
        "success" => Tri::Yes,
        "failure" | "failed" | "timeout" => Tri::No,
        _ => Tri::Unknown,
    }
}

fn actor_side(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let own = word(picked.text(ACTOR_IP));
    let ip = if own.is_empty() { word(picked.text(CALLER_IP)) } else { own };
    Party {
        ip: batch.text(address(&ip)),
        user_agent: batch.text(&word(picked.text(AGENT))),
        ..Party::default()
    }
}

fn display_name(picked: &Picked<'_>, activity: &Activity<'_>, batch: &mut Batch) -> TextId {
    let own = if activity.is_own() { word(picked.text(ACTOR_NAME)) } else { Cow::Borrowed("") };
    batch.text(&own)
}

/// What was done, by whom, to what.
struct Activity<'p> {
    name: Cow<'p, str>,
    kind: EventKind,
    user: Cow<'p, str>,
    actor: Cow<'p, str>,
    /// What was acted on, and the properties that say more.
    told: Vec<Cow<'p, str>>,
}

impl<'p> Activity<'p> {
    fn of(picked: &'p Picked<'_>) -> Self {
        let logged = picked.text(ACTIVITY);
        let name = if logged.is_empty() { picked.text(OPERATION) } else { logged };
        let changes = picked.rows.iter().filter(|row| has(row, PROPERTY)).filter_map(|row| {
            kind_of_change(&cell(row, PROPERTY), &cell(row, OLD), &cell(row, NEW))
        });
        let kind = if is_update(&name) { worst(changes) } else { kind_of(&name) };
        let (actor, is_account) = actor(picked);
        let own = if is_account { actor.clone() } else { Cow::Borrowed("") };
        let user = target_user(picked).unwrap_or(own);
        let told = told(picked, &user);
        Self { name, kind: kind.unwrap_or_default(), user, actor, told }
    }

    /// Whether somebody did it to their own account.
    fn is_own(&self) -> bool {
        !self.user.is_empty() && self.user.eq_ignore_ascii_case(&self.actor)
    }

    fn detail(&self) -> String {
        let mut parts = self.told.clone();
        if !self.is_own() && !self.actor.is_empty() {
            parts.push(Cow::Owned(format!("by {}", self.actor)));
        }
        joined(parts.iter().map(|part| &**part), ", ").into_owned()
    }
}

fn has(row: &Row<'_>, column: usize) -> bool {
    row.get(column).is_some_and(Scalar::is_present)
}

/// Who acted, and whether that is an account; an application is none.
fn actor<'p>(picked: &'p Picked<'_>) -> (Cow<'p, str>, bool) {
    let initiator = word(picked.text(INITIATOR));
    let names = [
        (word(picked.text(ACTOR)), true),
        (initiator.clone(), initiator.contains('@')),
        (word(picked.text(ACTOR_ID)), true),
        (word(picked.text(APP_ACTOR)), false),
    ];
    names.into_iter().find(|(name, _)| !name.is_empty()).unwrap_or_default()
}

/// The account that was acted on. The rows of a target's properties follow it, and a key of the
/// target that comes after them lies in the last of their rows.
fn target_user<'p>(picked: &'p Picked<'_>) -> Option<Cow<'p, str>> {
    let named = picked.rows.iter().map(|row| word(cell(row, TARGET_USER)));
    if let Some(name) = named.into_iter().find(|name| !name.is_empty()) {
        return Some(name);
    }
    let own = word(picked.text(ACTOR_ID));
    let id = picked.rows.iter().zip(1..).find_map(|(row, next)| {
        let id = word(cell(row, TARGET_ID));
        if id.is_empty() {
            return None;
        }
        let rest = picked.rows.get(next..).unwrap_or_default();
        let own_rows = rest.iter().take_while(|row| has(row, PROPERTY));
        let mut rows = std::iter::once(row).chain(own_rows);
        rows.any(|row| cell(row, TARGET_TYPE).eq_ignore_ascii_case("user")).then_some(id)
    })?;
    // The actor on themself: the name that the actor has is better than the id.
    (id != own || !picked.has(ACTOR)).then_some(id)
}

/// Names of what was acted on, and the properties that name a role or a permission.
fn told<'p>(picked: &'p Picked<'_>, user: &str) -> Vec<Cow<'p, str>> {
    let mut told: Vec<Cow<'p, str>> = Vec::new();
    let mut tell = |text: Cow<'p, str>| {
        if !text.is_empty() && text != user && !told.contains(&text) {
            told.push(text);
        }
    };
    for row in &picked.rows {
        tell(word(cell(row, TARGET_NAME)));
        let property = cell(row, PROPERTY);
        if TOLD.contains(&&*property) {
            tell(Cow::Owned(granted(&cell(row, NEW))));
        } else if property.starts_with("StrongAuthentication") {
            tell(property);
        }
    }
    tell(word(picked.text(TARGET_WORD)));
    told
}

/// Properties whose new value says what was granted.
const TOLD: &[&str] = &[
    "Role.DisplayName",
    "AppRole.Value",
    "DelegatedPermissionGrant.Scope",
    "ConsentAction.Permissions",
];
