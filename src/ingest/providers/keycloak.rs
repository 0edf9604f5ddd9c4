//! Keycloak events: lines of the server's log, JSON lines in the Elastic Common Schema, and the
//! events API. In: one record. Out: one event. Other lines of the server are told apart.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{
    AuthEvent, Cause, EventKind, Factor, IssueKind, LinkKey, Party, Provider, TextId,
};

use super::Mark::{Record, Vendor};
use super::shared::{address, begun, first_stored, joined, stored, tri, when, word};
use super::text_line::{named_values, time_before};
use super::{
    CsvTarget, EventRow, FieldRow, Format, Meta, Recognition, Refusal, Required, event, slot, slots,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::time;
use crate::ingest::trie::Trie;
use crate::ingest::value::{Picked, Scalar};

slots! {
    RAW, TIME, LINE_TIME, MILLIS, MESSAGE, TYPE, OPERATION, REALM, REALM_NAME, CLIENT, USER_ID,
    USER_NAME, IP, ERROR, METHOD, FLOW, SESSION, RESOURCE, PATH, UID, SERVER, CREDENTIAL,
    LINE,
}

/// Keycloak.
pub(super) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column,
    recognise,
    normalize,
    prepare: None,
    line: Some(line),
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| super::trie_of(META.fields, false));

const SERVER_LOG: &str = "Keycloak server log";

const META: Meta = Meta {
    key: "keycloak",
    provider: Provider::Keycloak,
    title: "Keycloak events",
    stream: "events",
    exports: &[
        "Lines of the server's log: a time, a level, type=LOGIN, realmId=… with or without quotes",
        "JSON lines of the server (Elastic Common Schema), with the same text in message",
        "Events of the Admin API: JSON with time in milliseconds",
    ],
    cannot_tell: &[
        "Prompts: Keycloak asks for codes and keys; a push of an extension is not in its events",
        "The zone of the times of lines of text: choose it for the file; else UTC is assumed",
        "Names of users in some types: users go by their id, beside which a name is shown where any \
         record gives it; a sign-in of an unknown account goes by the name that was typed",
    ],
    unsupported: &[SERVER_LOG],
    required: &[
        Required { name: "type", slot: TYPE },
        Required { name: "realmId", slot: REALM },
        Required { name: "ipAddress", slot: IP },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: &[],
    factors: Vec::new,
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "the record as text, where Splunk wraps it", Vendor),
    slot(TIME, "@timestamp", "time", "JSON lines", Record),
    slot(LINE_TIME, "line time", "time", "before the level, no zone", Record),
    slot(MILLIS, "time", "time", "milliseconds; events API", Vendor),
    slot(
        MESSAGE,
        "message",
        "record",
        "JSON lines: names with values, as in lines of text",
        Record,
    ),
    slot(UID, "id", "uid", "events API", Vendor),
    slot(TYPE, "type", "kind, name", "", Record),
    slot(OPERATION, "operationType", "name", "of an administrator's event", Record),
    slot(REALM, "realmId", "", "marks an event", Record),
    slot(REALM_NAME, "realmName", "detail", "", Record),
    slot(CLIENT, "clientId", "app", "", Record),
    slot(USER_NAME, "username", "display_name, user", "user without userId", Record),
    slot(USER_NAME, "details.username", "display_name, user", "events API", Vendor),
    slot(USER_ID, "userId", "user", "", Record),
    slot(IP, "ipAddress", "source.ip", "", Record),
    slot(ERROR, "error", "result", "", Record),
    slot(METHOD, "auth_method", "detail", "", Record),
    slot(METHOD, "details.auth_method", "detail", "events API", Vendor),
    slot(CREDENTIAL, "credential_type", "detail", "", Vendor),
    slot(CREDENTIAL, "details.credential_type", "detail", "events API", Vendor),
    slot(FLOW, "code_id", "flow", "", Record),
    slot(FLOW, "details.code_id", "flow", "events API", Vendor),
    slot(SESSION, "sessionId", "session", "", Vendor),
    slot(RESOURCE, "resourceType", "detail", "of an administrator's event", Record),
    slot(PATH, "resourcePath", "detail", "of an administrator's event", Record),
    slot(LINE, "line", "", "the whole line: tells records apart", Record),
    slot(SERVER, "server line", "", "names an unread stream", Record),
];

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event("LOGIN", K::SignIn, Record),
        event("LOGOUT", K::SessionEnd, Record),
        event("CODE_TO_TOKEN", K::AppAccess, Record),
        event("REFRESH_TOKEN", K::AppAccess, Record),
        event("USER_INFO_REQUEST", K::AppAccess, Record),
        event("CLIENT_LOGIN", K::Other, Vendor),
        event("UPDATE_TOTP", K::FactorEnrolled, Vendor),
        event("REMOVE_TOTP", K::FactorRemoved, Vendor),
        event("UPDATE_CREDENTIAL", K::FactorEnrolled, Vendor),
        event("REMOVE_CREDENTIAL", K::FactorRemoved, Vendor),
        event("UPDATE_PASSWORD", K::PasswordChanged, Vendor),
        event("RESET_PASSWORD", K::PasswordChanged, Vendor),
        event("UPDATE_EMAIL", K::AdminChange, Vendor),
        event("UPDATE_PROFILE", K::AdminChange, Vendor),
        event("IMPERSONATE", K::AdminChange, Vendor),
        event("USER_DISABLED_BY_PERMANENT_LOCKOUT", K::ThreatDetected, Vendor),
        event("USER_DISABLED_BY_TEMPORARY_LOCKOUT", K::ThreatDetected, Vendor),
    ]
};

/// The end of a type that failed.
const FAILED: &str = "_ERROR";

fn column(name: &str) -> Option<CsvTarget> {
    super::column_of(&TRIE, name)
}

fn line(text: &str) -> Option<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
    let pair = |name, value| (Cow::Borrowed(name), Cow::Borrowed(value));
    let (time, rest) = match time_before(text) {
        Some(parts) => parts,
        None => ("", text),
    };
    match event_part(rest) {
        Some(event) => {
            let mut fields = named_values(event, ',');
            fields.push(pair("line time", time));
            fields.push(pair("line", text));
            Some(fields)
        }
        // What JBoss and Quarkus write beside: a level, then the logger in brackets.
        None if !time.is_empty() => {
            let levels = ["INFO", "WARN", "ERROR", "DEBUG", "TRACE", "FATAL"];
            let is_leveled = levels.iter().any(|level| rest.starts_with(level));
            let is_server = is_leveled && rest.contains('[') && !rest.contains("sourceid");
            is_server.then(|| vec![pair("server line", "yes")])
        }
        None => None,
    }
}

/// The names and values of an event within a line.
fn event_part(text: &str) -> Option<&str> {
    let starts = ["type=", "operationType="];
    let start = starts.iter().filter_map(|name| text.find(name)).min()?;
    let event = text.get(start..)?;
    event.contains("realmId=").then_some(event)
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_typed = picked.has(TYPE) || picked.has(OPERATION);
    let message = picked.text(MESSAGE);
    if picked.has(SERVER) {
        Recognition::Stream(SERVER_LOG)
    } else if (is_typed && picked.has(REALM))
        || (picked.has(TIME) && event_part(&message).is_some())
    {
        Recognition::Event
    } else {
        Recognition::Foreign
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = time_of(picked, batch)?;
    let begun = begun(picked, at, Provider::Keycloak);
    let message = picked.text(MESSAGE);
    Ok(match event_part(&message).filter(|_| !picked.has(REALM)) {
        Some(text) => told(&inner(text), begun, batch),
        None => told(picked, begun, batch),
    })
}

/// The fields of an event that comes as text inside a record.
fn inner(text: &str) -> Picked<'_> {
    let mut inner = Picked::default();
    for (name, value) in named_values(text, ',') {
        if let Some(CsvTarget::Slot(slot)) = column(&name) {
            inner.set_slot(slot, Scalar::Text(value));
        }
    }
    inner
}

fn time_of(picked: &Picked<'_>, batch: &mut Batch) -> Result<LoggedTime, Refusal> {
    if picked.has(TIME) {
        return when(picked, TIME, "@timestamp", Naive::Utc, batch);
    }
    if !picked.has(MILLIS) {
        return when(picked, LINE_TIME, "time at the start of the line", Naive::Unknown, batch);
    }
    let counted = picked.get(MILLIS).integer().and_then(time::from_millis);
    counted.map(LoggedTime::counted).ok_or_else(|| {
        (IssueKind::NoTime, "time holds no milliseconds since 1970 up to 2261".to_owned())
    })
}

fn told(picked: &Picked<'_>, begun: AuthEvent, batch: &mut Batch) -> AuthEvent {
    let logged = picked.text(TYPE);
    let name = logged.strip_suffix(FAILED).unwrap_or(&logged);
    let row = EVENTS.iter().find(|row| row.name == name);
    let kind = match row {
        Some(row) => row.kind,
        None if picked.has(OPERATION) => EventKind::AdminChange,
        None => EventKind::Other,
    };
    let is_failure = logged.ends_with(FAILED) || picked.has(ERROR);
    let ip = word(picked.text(IP));
    let source = Party { ip: batch.text(address(&ip)), ..Party::default() };
    let operation = picked.text(OPERATION);
    AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind,
        success: tri(Some(!is_failure)),
        factor: Factor::Other,
        cause: cause(kind),
        user: user(picked, batch),
        display_name: stored(batch, picked, USER_NAME),
        name: batch.text(if logged.is_empty() { &operation } else { &logged }),
        result: stored(batch, picked, ERROR),
        app: stored(batch, picked, CLIENT),
        detail: detail(picked, batch),
        flow: LinkKey::of(&word(picked.text(FLOW))),
        session: LinkKey::of(&word(picked.text(SESSION))),
        source: batch.party(source),
        ..begun
    }
}

const fn cause(kind: EventKind) -> Cause {
    match kind {
        EventKind::SignIn => Cause::SignIn,
        EventKind::FactorEnrolled | EventKind::FactorRemoved => Cause::Enrolment,
        EventKind::AdminChange => Cause::Admin,
        _ => Cause::Unknown,
    }
}

/// The id is the account: many types give it alone, and accounts of several realms may have one
/// name. The name, where a record gives it, is known of the account.
fn user(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    first_stored(batch, picked, [USER_ID, USER_NAME])
}

fn detail(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let parts =
        [REALM_NAME, METHOD, CREDENTIAL, RESOURCE, PATH].map(|slot| word(picked.text(slot)));
    batch.text(&joined(parts.iter().map(|part| &**part), ", "))
}
