//! PingFederate audit log: lines of a time and of names with quoted values. In: one line. Out: one
//! event. Other lines of the server are told apart and not read.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model::{AuthEvent, Cause, EventKind, LinkKey, Party, Provider};

use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::Mark::{Record, Unverified};
use crate::ingest::providers::shared::{address, begun, stored, tri, when, word};
use crate::ingest::providers::text_line::{named_values, time_before};
use crate::ingest::providers::{
    EventRow, FieldRow, Format, Meta, Recognition, Refusal, Required, column_of, event, slot,
    slots, trie_of,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;

slots! {
    RAW, TIME, TRACKING, TRANSACTION, EVENT, SUBJECT, IP, APP, CONNECTION, STATUS, SESSION, ADAPTER,
    SERVER, REQUEST, LINE,
}

/// PingFederate.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: Some(line),
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| trie_of(META.fields, false));

const SERVER_LOG: &str = "PingFederate server log";
const REQUEST_LOG: &str = "PingFederate request log";

const META: Meta = Meta {
    key: "pingfederate",
    provider: Provider::Ping,
    title: "PingFederate audit log",
    stream: "pingfederate",
    exports: &["Lines of audit.log: a time, then name=\"value\""],
    cannot_tell: &[
        "The zone of its times: choose it for the file; without a choice UTC is assumed",
        "How the user was asked: second factors are in the log of the service that asks",
    ],
    unsupported: &[SERVER_LOG, REQUEST_LOG],
    required: &[
        Required { name: "event", slot: EVENT },
        Required { name: "trackingid", slot: TRACKING },
        Required { name: "status", slot: STATUS },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: &[],
    factors: Vec::new,
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "_raw", "record", "", Unverified),
    slot(TIME, "time", "time", "before the first name, no zone", Record),
    slot(TRACKING, "trackingid", "flow", "", Record),
    slot(TRANSACTION, "transactionid", "transaction", "", Record),
    slot(EVENT, "event", "kind, name", "", Record),
    slot(SUBJECT, "subject", "user", "", Record),
    slot(IP, "ip", "source.ip", "", Record),
    slot(APP, "connectionname", "app", "", Record),
    slot(CONNECTION, "connectionid", "app", "without connectionname", Record),
    slot(STATUS, "status", "success, result", "", Record),
    slot(SESSION, "sri", "session", "", Record),
    slot(ADAPTER, "authenticationsourceid", "detail", "", Record),
    slot(LINE, "line", "", "the whole line: tells records apart", Record),
    slot(SERVER, "server line", "", "names an unread stream", Record),
    slot(REQUEST, "request line", "", "names an unread stream", Record),
];

const EVENTS: &[EventRow] = &{
    use EventKind as K;
    [
        event("SSO", K::SignIn, Record),
        event("OAuth", K::AppAccess, Record),
        event("AUTHN_SESSION_USED", K::AppAccess, Record),
        event("AUTHN_SESSION_CREATED", K::Other, Record),
        event("AUTHN_ATTEMPT", K::Other, Record),
        event("AUTHN_REQUEST", K::Other, Record),
        event("SLO", K::SessionEnd, Record),
        event("AUTHN_SESSIONS_DELETED", K::SessionEnd, Record),
        event("SRI_REVOKED", K::SessionEnd, Record),
        event("PWD_CHANGE", K::PasswordChanged, Unverified),
        event("PWD_RESET", K::PasswordChanged, Unverified),
    ]
};

fn line(text: &str) -> Option<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
    let pair = |name, value| (Cow::Borrowed(name), Cow::Borrowed(value));
    let Some((time, rest)) = time_before(text) else {
        let is_request = text.contains("\"GET /pf/") || text.contains("\"POST /pf/");
        return is_request.then(|| vec![pair("request line", "yes")]);
    };
    if rest.contains("trackingid=") && rest.contains("event=") {
        let mut fields = named_values(rest, ' ');
        fields.push(pair("time", time));
        fields.push(pair("line", text));
        return Some(fields);
    }
    let is_server = rest.starts_with("tid:") || rest.contains("[com.pingidentity.");
    let is_server = is_server || rest.contains("[org.sourceid.");
    is_server.then(|| vec![pair("server line", "yes")])
}

fn recognise(picked: &Picked<'_>) -> Recognition {
    if picked.has(SERVER) {
        Recognition::Stream(SERVER_LOG)
    } else if picked.has(REQUEST) {
        Recognition::Stream(REQUEST_LOG)
    } else if picked.has(EVENT) && picked.has(TRACKING) && picked.get(STATUS).is_there() {
        Recognition::Event
    } else {
        Recognition::Foreign
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "time", Naive::Unknown, batch)?;
    let event = picked.text(EVENT);
    let row = EVENTS.iter().find(|row| row.name.eq_ignore_ascii_case(&event));
    let kind = row.map_or(EventKind::Other, |row| row.kind);
    let status = word(picked.text(STATUS));
    let ip = word(picked.text(IP));
    let source = Party { ip: batch.text(address(&ip)), ..Party::default() };
    let [app, connection] = [word(picked.text(APP)), word(picked.text(CONNECTION))];
    Ok(AuthEvent {
        kind,
        success: tri(match &*status {
            "success" => Some(true),
            "failure" => Some(false),
            _ => None,
        }),
        cause: if kind == EventKind::SignIn { Cause::SignIn } else { Cause::Unknown },
        user: stored(batch, picked, SUBJECT),
        name: batch.text(&event),
        result: batch.text(&status),
        app: batch.text(if app.is_empty() { &connection } else { &app }),
        detail: stored(batch, picked, ADAPTER),
        flow: LinkKey::of(&word(picked.text(TRACKING))),
        session: LinkKey::of(&word(picked.text(SESSION))),
        transaction: LinkKey::of(&word(picked.text(TRANSACTION))),
        source: batch.party(source),
        ..begun(picked, at, Provider::Ping)
    })
}
