//! Microsoft 365 unified audit log: one record to one event.
//!
//! Sign-ins become attempts, activities of Entra ID what they are in the audit log, and what an
//! intruder does to a mailbox an administrative change. In a CSV the record is JSON in one cell.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{AuthEvent, Cause, EventKind, IssueKind, LinkKey, Party, Provider, Tri};

use super::activities::{cause_of, granted, is_update, kind_of, kind_of_change, worst};
use super::sign_in_tables::{GRANTED, STRONG_AUTH_FAILED};
use super::unified_tables::*;
use super::{cells, steps, wrapped};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::providers::shared::{address, begun, cell, joined, tri, when, word};
use crate::ingest::providers::{CsvTarget, Format, Recognition, Refusal, column_of, trie_of};
use crate::ingest::trie::Trie;
use crate::ingest::value::{Picked, Scalar};

pub(super) use super::unified_tables::SIGN_INS;

/// The unified audit log.
pub(in crate::ingest::providers) static FORMAT: Format =
    Format { meta: META, trie: || &TRIE, column, recognise, normalize, prepare: None, line: None };

static TRIE: LazyLock<Trie> = LazyLock::new(|| wrapped(META.fields, "AuditData", false));

/// A record alone, as it stands in the cell.
static INNER: LazyLock<Trie> = LazyLock::new(|| trie_of(META.fields, false));

static LISTS: LazyLock<[(usize, Trie); 3]> = LazyLock::new(|| {
    [
        (PARAMETERS, "Parameters[]."),
        (EXTENDED, "ExtendedProperties[]."),
        (MODIFIED, "ModifiedProperties[]."),
    ]
    .map(|(slot, prefix)| (slot, cells::list(META.fields, prefix, false)))
});

/// The record in the cell tells more than the columns beside it, so these come second.
fn column(name: &str) -> Option<CsvTarget> {
    column_of(&TRIE, name)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let has = |slot: usize| picked.has(slot);
    let there = |slot: usize| picked.get(slot).is_there();
    let is_timed = there(TIME) || there(CREATED) || there(GENERATED) || there(STARTED);
    let marks = [AUDIT_DATA, RECORD_TYPE, WORKLOAD];
    if !has(OPERATION) || !is_timed || !marks.into_iter().any(there) {
        return Recognition::Foreign;
    }
    let operation = picked.text(OPERATION);
    let kind = picked.text(RECORD_TYPE);
    let workload = picked.text(WORKLOAD);
    let is_read = listed(&operation).is_some()
        || OF_ENTRA.contains(&&*kind)
        || workload == "AzureActiveDirectory"
        || is_update(&operation);
    if is_read { Recognition::Event } else { Recognition::Stream(stream(&kind, &workload)) }
}

fn stream(kind: &str, workload: &str) -> &'static str {
    let is_number = kind.bytes().all(|byte| byte.is_ascii_digit());
    let row = RECORD_TYPES.iter().find(|(of, _)| {
        let is_its = if is_number { *of == kind } else { kind.starts_with(of) };
        is_its || (of.len() > 2 && workload.starts_with(of))
    });
    row.map_or(OTHER, |(_, stream)| stream)
}

/// What an operation is, in this log's own table or in that of the audit log.
fn listed(operation: &str) -> Option<EventKind> {
    let name = operation.trim();
    let row =
        META.events.iter().find(|row| row.name.eq_ignore_ascii_case(name.trim_end_matches('.')));
    row.map(|row| row.kind).or_else(|| kind_of(name))
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let mut whole = Picked::default();
    if let Scalar::Text(cell) = picked.get(AUDIT_DATA) {
        cells::unfold(&INNER, cell, &mut whole, batch);
    }
    whole.absorb(picked.without(&[AUDIT_DATA, PARAMETERS, EXTENDED, MODIFIED]));
    let mut parts = Picked::default();
    for (slot, trie) in LISTS.iter() {
        if let Scalar::Text(cell) = picked.get(*slot) {
            cells::unfold(trie, cell, &mut parts, batch);
        }
    }
    whole.rows.append(&mut parts.rows);
    let at = time_of(&whole, batch)?;
    let name = whole.text(OPERATION);
    let event = base(&whole, at, batch);
    if SIGN_INS.contains(&&*name) {
        sign_in(&whole, event, batch)
    } else {
        Ok(activity(&whole, event, batch))
    }
}

/// By the log's definition every time in it is UTC, whether it says so or not.
fn time_of(picked: &Picked<'_>, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
    let slots = [
        (TIME, "CreationTime"),
        (CREATED, "CreationDate"),
        (GENERATED, "TimeGenerated"),
        (STARTED, "Start_Time"),
    ];
    let found = slots.into_iter().find(|(slot, _)| picked.has(*slot));
    let (slot, name) = found.unwrap_or((TIME, "CreationTime"));
    when(picked, slot, name, Naive::Utc, batch)
}

/// What every record has.
fn base(picked: &Picked<'_>, at: LoggedTime, batch: &mut Batch) -> AuthEvent {
    let [user, key] = [known(picked, USER), known(picked, USER_KEY)];
    let user = match () {
        () if user.starts_with(SERVICE) => Cow::Borrowed(""),
        () if user.is_empty() && key.contains('@') => key,
        () => user,
    };
    let source = client(picked, batch);
    AuthEvent {
        uid: own_id(&word(picked.text(UID))),
        user: batch.text(&user),
        name: batch.text(&picked.text(OPERATION)),
        source: batch.party(source),
        transaction: LinkKey::of(&word(picked.text(LINKED))),
        ..begun(picked, at, Provider::Entra)
    }
}

/// The beginning of an application's name where a user's should be.
const SERVICE: &str = "ServicePrincipal_";

/// The record's id; newer records have that of the sign-in they tell of, and are not its states.
fn own_id(id: &str) -> LinkKey {
    if id.is_empty() { LinkKey::ABSENT } else { LinkKey::of(&format!("unified/{id}")) }
}

/// A name, or nothing where it is one of this log's words for "not known".
fn known<'p>(picked: &'p Picked<'_>, slot: usize) -> Cow<'p, str> {
    let name = word(picked.text(slot));
    if name.eq_ignore_ascii_case("not available") { Cow::Borrowed("") } else { name }
}

fn client(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let [own, actor] = [word(picked.text(IP)), word(picked.text(ACTOR_IP))];
    let ip = if own.is_empty() { actor } else { own };
    let [agent, system, browser] =
        ["UserAgent", "OS", "BrowserType"].map(|name| word(named(picked, name)));
    let agent = if agent.is_empty() { joined([&*browser, &*system], " on ") } else { agent };
    Party {
        ip: batch.text(address(&ip)),
        user_agent: batch.text(&agent),
        device_id: batch.text(&word(named(picked, "Id"))),
        ..Party::default()
    }
}

/// The value of a named property; empty where there is none.
fn named<'p>(picked: &'p Picked<'_>, name: &str) -> Cow<'p, str> {
    let row = picked.rows.iter().find(|row| cell(row, NAME) == name);
    row.map(|row| cell(row, VALUE)).unwrap_or_default()
}

fn sign_in(picked: &Picked<'_>, event: AuthEvent, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let request = named(picked, "RequestType");
    let why = word(picked.text(LOGON_ERROR));
    let code = code(picked, &why);
    if request == "OAuth2:Logout" {
        let detail = batch.text(&request);
        return Ok(AuthEvent { kind: EventKind::SessionEnd, success: Tri::Yes, detail, ..event });
    }
    if code == Some(STRONG_AUTH_FAILED) {
        if !event.user.is_present() {
            let why = "UserId is empty, and a prompt without a user counts for nobody";
            return Err((IssueKind::NoUser, why.to_owned()));
        }
        steps::push_failure(&why, event.time, batch);
    }
    let granted = match code {
        Some(code) => code == 0 || GRANTED.contains(&code),
        None => picked.text(OPERATION) == "UserLoggedIn",
    };
    let number = code.map(|code| code.to_string()).unwrap_or_default();
    let [own, listed] = [word(picked.text(SESSION)), word(named(picked, "SessionId"))];
    let session = if listed.is_empty() { own } else { listed };
    Ok(AuthEvent {
        kind: EventKind::SignInAttempt,
        success: tri(Some(granted)),
        cause: Cause::SignIn,
        result: batch.text(&joined([&*number, &*why], " / ")),
        app: batch.text(&word(picked.text(APP))),
        detail: batch.text(&request),
        flow: LinkKey::of(&word(picked.text(REQUEST))),
        session: LinkKey::of(&session),
        ..event
    })
}

/// The failure's number; older records have its name alone.
fn code(picked: &Picked<'_>, why: &str) -> Option<i64> {
    picked.get(ERROR).integer().or_else(|| {
        let row = LOGON_ERRORS.iter().find(|(name, ..)| *name == why);
        row.map(|&(_, code, _)| code)
    })
}

fn activity(picked: &Picked<'_>, event: AuthEvent, batch: &mut Batch) -> AuthEvent {
    let name = picked.text(OPERATION);
    let changes = picked
        .rows
        .iter()
        .filter_map(|row| kind_of_change(&cell(row, PROPERTY), &cell(row, OLD), &cell(row, NEW)));
    let kind = if is_update(&name) { worst(changes) } else { listed(&name) };
    let kind = kind.unwrap_or_default();
    let actor = known(picked, USER);
    let target = target_user(picked);
    let told = told(picked, target.as_deref().unwrap_or(&actor));
    let is_other = target.as_ref().is_some_and(|target| *target != actor);
    let is_told = !actor.is_empty() && (is_other || actor.starts_with(SERVICE));
    let by = if is_told { format!("by {actor}") } else { String::new() };
    AuthEvent {
        kind,
        success: success(&picked.text(RESULT_STATUS)),
        cause: cause_of(kind, !is_told && !actor.is_empty()),
        user: target.map_or(event.user, |target| batch.text(&target)),
        result: batch.text(&word(picked.text(RESULT_STATUS))),
        detail: batch.text(&joined([&*told, &*by], ", ")),
        ..event
    }
}

/// The account that was acted on, in records of Entra ID: a target of type 5 is a user's name.
fn target_user<'p>(picked: &'p Picked<'_>) -> Option<Cow<'p, str>> {
    let names = picked.rows.iter().filter(|row| cell(row, TARGET_TYPE) == "5");
    let name = names.map(|row| word(cell(row, TARGET))).find(|name| name.contains('@'));
    let is_of_entra = picked.text(WORKLOAD) == "AzureActiveDirectory";
    // Grants to an application name the user among the properties only.
    let mut properties = picked.rows.iter().filter(|row| cell(row, PROPERTY) == "User.UPN");
    let granted_to = || {
        let name = granted(&cell(properties.next()?, NEW));
        (is_of_entra && name.contains('@')).then_some(Cow::Owned(name))
    };
    name.or_else(granted_to).or_else(|| {
        let object = word(picked.text(OBJECT));
        (is_of_entra && object.contains('@')).then_some(object)
    })
}

fn success(status: &str) -> Tri {
    match &*status.to_ascii_lowercase() {
        "success" | "succeeded" | "true" => Tri::Yes,
        "failure" | "failed" | "false" => Tri::No,
        _ => Tri::Unknown,
    }
}

/// What was acted on, the parameters of a command, and the properties that say what was granted.
fn told(picked: &Picked<'_>, user: &str) -> String {
    let names = picked.rows.iter().filter(|row| cell(row, TARGET_TYPE) == "1");
    let mut told: Vec<String> = names.map(|row| cell(row, TARGET).into_owned()).collect();
    // The name of what was acted on says more than its id.
    let ids: &[usize] = if told.is_empty() { &[OBJECT, MAILBOX] } else { &[] };
    for &slot in ids {
        let object = word(picked.text(slot));
        if !object.eq_ignore_ascii_case(user) && object != "Not Available" {
            told.push(object.into_owned());
        }
    }
    for row in &picked.rows {
        let property = cell(row, PROPERTY);
        if TOLD.contains(&&*property) {
            told.push(granted(&cell(row, NEW)));
        } else if property.starts_with("StrongAuthentication") {
            told.push(property.into_owned());
        }
        if COMMANDS.iter().any(|start| picked.text(OPERATION).contains(start)) {
            told.push(joined([&*cell(row, NAME), &*cell(row, VALUE)], "=").into_owned());
        }
    }
    joined(told.iter().map(|part| &**part), ", ").into_owned()
}

/// Properties whose new value says what was granted.
const TOLD: &[&str] = &[
    "Role.DisplayName",
    "AppRole.Value",
    "ConsentAction.Permissions",
    "OAuth2PermissionGrant.Scope",
];

/// Commands whose parameters say what they did.
const COMMANDS: &[&str] = &["Set-", "New-", "Add-", "Enable-", "UpdateInboxRules"];
