//! Okta System Log as OCSF 3002 Authentication documents.
//!
//! In: a document that names Okta as its vendor. Okta's own type of event stands in the metadata,
//! and what the schema has no place for in `unmapped`. Out: the same event as the record that Okta
//! logged, as far as the document tells.

use std::sync::LazyLock;

use super::tables::{
    ACTIVITY, ACTOR, ACTOR_NAME, ACTOR_TYPE, AGENT, AS_ORG, ASN, CITY, CLASS, COUNTRY, DEVICE,
    DEVICE_CLASS, DEVICE_ID, EPOCH, FACTOR, FLOW, IP, LAT, LON, MESSAGE, META, PROXY, RAW, REASON,
    RESULT, SESSION, STATE, TARGET, TIME, TRANSACTION, TYPE, UID, URI, VENDOR,
};
use super::told;
use crate::ingest::batch::Batch;
use crate::ingest::providers::Mark::{Record, Vendor};
use crate::ingest::providers::ocsf::{self, AUTHENTICATION};
use crate::ingest::providers::{
    FieldRow, Format, Meta, Recognition, Refusal, Required, column as target, column_of, slot,
    trie_of,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;
use crate::model::{AuthEvent, Cause, EventKind, Provider};

/// Okta in OCSF.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: Meta {
        key: "okta_ocsf",
        provider: Provider::Okta,
        title: "Okta System Log in OCSF (3002 Authentication)",
        stream: META.stream,
        exports: &["OCSF documents: lines, array"],
        cannot_tell: &[
            "The schema has no place for the factor, the push response and the flow: they are \
             known only where the exporter kept them under unmapped, or the record as raw_data",
            "An exporter that files sends of a push under another class of OCSF leaves them out",
        ],
        unsupported: &[],
        required: &[
            Required { name: "class_uid", slot: CLASS },
            Required { name: "metadata.product.vendor_name", slot: VENDOR },
            Required { name: "time", slot: EPOCH },
        ],
        fields: FIELDS,
        events: &[],
        outcomes: &[],
        factors: Vec::new,
    },
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = trie_of(FIELDS, false);
    for row in META.fields {
        let is_kept = ["debugContext.", "target[]."].iter().any(|at| row.path.starts_with(at));
        if is_kept {
            trie.path(&format!("unmapped.{}", row.path), row.target);
        }
    }
    trie
});

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_event = picked.get(CLASS).integer() == Some(AUTHENTICATION)
        && picked.text(VENDOR).eq_ignore_ascii_case("okta");
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = ocsf::time(picked, TIME, EPOCH, batch)?;
    let event = told(picked, at, batch)?;
    if event.kind != EventKind::Other {
        return Ok(event);
    }
    // Without a known type the schema's own activity tells.
    let kind = ocsf::kind(picked.get(ACTIVITY).integer());
    let cause = if kind == EventKind::SignIn { Cause::SignIn } else { event.cause };
    Ok(AuthEvent { kind, cause, ..event })
}

const FIELDS: &[FieldRow] = &[
    slot(RAW, "raw_data", "record", "the record as text: it is read instead", Vendor),
    slot(CLASS, "class_uid", "", "3002 is Authentication", Record),
    slot(VENDOR, "metadata.product.vendor_name", "", "Okta", Record),
    slot(ACTIVITY, "activity_id", "kind", "where the event code is unknown", Record),
    slot(TIME, "time_dt", "time", "", Record),
    slot(TIME, "metadata.original_time", "time", "", Vendor),
    slot(EPOCH, "time", "time", "milliseconds, where no text is", Record),
    slot(UID, "metadata.uid", "uid", "", Record),
    slot(TYPE, "metadata.event_code", "name", "Okta's type of event", Record),
    slot(MESSAGE, "message", "detail", "", Record),
    slot(ACTOR_TYPE, "actor.user.type", "user", "", Record),
    slot(ACTOR, "actor.user.email_addr", "user", "", Record),
    slot(ACTOR, "user.email_addr", "user", "", Record),
    slot(ACTOR_NAME, "actor.user.name", "display_name", "", Record),
    slot(RESULT, "status", "result", "Success or Failure", Record),
    slot(REASON, "status_detail", "result", "", Vendor),
    slot(IP, "src_endpoint.ip", "ip", "", Record),
    slot(CITY, "src_endpoint.location.city", "city", "", Record),
    slot(STATE, "src_endpoint.location.region", "state", "", Vendor),
    slot(COUNTRY, "src_endpoint.location.country", "country", "", Record),
    slot(LAT, "src_endpoint.location.lat", "point", "", Record),
    slot(LON, "src_endpoint.location.long", "point", "", Record),
    slot(ASN, "src_endpoint.autonomous_system.number", "asn", "", Record),
    slot(AS_ORG, "src_endpoint.autonomous_system.name", "as_org", "", Record),
    slot(PROXY, "unmapped.securityContext.isProxy", "proxy", "", Record),
    slot(AGENT, "http_request.user_agent", "user_agent", "", Record),
    slot(DEVICE_CLASS, "src_endpoint.type", "responder", "", Record),
    slot(DEVICE_ID, "device.uid", "device_id", "", Record),
    slot(DEVICE, "device.name", "device", "", Record),
    slot(SESSION, "actor.session.uid", "session", "", Record),
    slot(SESSION, "session.uid", "session", "", Vendor),
    slot(TRANSACTION, "unmapped.transaction.id", "transaction", "", Record),
    slot(URI, "unmapped.debugContext.debugData.requestUri", "factor, responder", "", Record),
    slot(FACTOR, "unmapped.debugContext.debugData.factor", "factor", "", Vendor),
    slot(FLOW, "unmapped.debugContext.debugData.authnRequestId", "flow", "", Vendor),
    target(TARGET, "unmapped.target[].alternateId", "user, app", "also the other keys", Record),
];
