//! Okta System Log as Elastic's integration keeps it (`okta.*` and ECS), without the original text.
//!
//! In: a document whose `event.original` is gone; where it is there, the reader takes that instead.
//! Out: the same event as the record that Okta logged, as far as the document tells.

use std::sync::LazyLock;

use super::tables::{
    ACTOR, ACTOR_NAME, ACTOR_TYPE, AGENT, AS_ORG, ASN, BROWSER, CITY, COUNTRY, CREDENTIAL, DEVICE,
    DEVICE_CLASS, DEVICE_ID, FACTOR, FLOW, INTENT, IP, LAT, LON, MESSAGE, META, NUMBER_ANSWER, OS,
    PROXY, PUSH_ANSWER, RAW, REASON, RESULT, RISK, SESSION, STATE, TARGET, TARGET_ID,
    TARGET_METHOD, TARGET_NAME, TARGET_TYPE, TIME, TRANSACTION, TYPE, UID, URI,
};
use super::told;
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::providers::Mark::{Record, Vendor};
use crate::ingest::providers::shared::when;
use crate::ingest::providers::{
    FieldRow, Format, Meta, Recognition, Refusal, Required, column as target, documents, slot,
};
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;
use crate::model::{AuthEvent, Provider};

/// Okta in Elastic.
pub(in crate::ingest::providers) static FORMAT: Format = Format {
    meta: Meta {
        key: "okta_elastic",
        provider: Provider::Okta,
        title: "Okta System Log in Elastic",
        stream: META.stream,
        exports: &[
            "documents of logs-okta.system: lines, array, search results (hits.hits[]._source)",
            "Kibana CSV: the same names as columns, the time in the analyst's zone",
        ],
        cannot_tell: &[
            "Where event.original is kept, it is read again as the record that Okta logged; \
             otherwise the document says less: debug data only as far as flattened keeps it",
        ],
        unsupported: &[],
        required: &[
            Required { name: "@timestamp", slot: TIME },
            Required { name: "okta.event_type", slot: TYPE },
            Required { name: "okta.uuid", slot: UID },
        ],
        fields: FIELDS,
        events: &[],
        outcomes: &[],
        factors: Vec::new,
    },
    trie: || &TRIE,
    column: |name| crate::ingest::providers::column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| {
    let mut trie = documents(FIELDS);
    for row in META.fields {
        // Elastic takes the risk apart; its level has a row of its own.
        if let Some(key) = row.path.strip_prefix("debugContext.debugData.")
            && key != "risk"
        {
            let path = format!("okta.debug_context.debug_data.flattened.{key}");
            trie.path(&path, row.target);
            trie.key(&path, row.target);
        }
    }
    trie
});

fn recognise(picked: &Picked<'_>) -> Recognition {
    let is_event = picked.has(TYPE)
        && [TIME, UID].iter().any(|&slot| picked.has(slot))
        && [ACTOR, ACTOR_TYPE, RESULT].iter().any(|&slot| picked.has(slot));
    if is_event { Recognition::Event } else { Recognition::Foreign }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "@timestamp", Naive::Unknown, batch)?;
    told(picked, at, batch)
}

const FIELDS: &[FieldRow] = &[
    slot(RAW, "event.original", "record", "the record as text: it is read instead", Record),
    slot(TIME, "@timestamp", "time", "Okta's published", Record),
    slot(UID, "okta.uuid", "uid", "", Record),
    slot(TYPE, "okta.event_type", "name", "", Record),
    slot(MESSAGE, "okta.display_message", "detail", "", Record),
    slot(ACTOR_TYPE, "okta.actor.type", "user", "", Record),
    slot(ACTOR, "okta.actor.alternate_id", "user", "", Record),
    slot(ACTOR_NAME, "okta.actor.display_name", "display_name", "", Record),
    slot(RESULT, "okta.outcome.result", "result", "", Record),
    slot(REASON, "okta.outcome.reason", "result", "", Record),
    slot(IP, "okta.client.ip", "ip", "", Record),
    slot(IP, "client.ip", "ip", "the same", Record),
    slot(CITY, "client.geo.city_name", "city", "Okta's place; source.geo is not read", Record),
    slot(STATE, "client.geo.region_name", "state", "", Record),
    slot(COUNTRY, "client.geo.country_name", "country", "", Record),
    slot(LAT, "client.geo.location.lat", "point", "", Record),
    slot(LON, "client.geo.location.lon", "point", "", Record),
    slot(ASN, "okta.security_context.as.number", "asn", "", Record),
    slot(AS_ORG, "okta.security_context.as.organization.name", "as_org", "", Record),
    slot(AS_ORG, "okta.security_context.isp", "as_org", "", Record),
    slot(PROXY, "okta.security_context.is_proxy", "proxy", "", Record),
    slot(AGENT, "okta.client.user_agent.raw_user_agent", "user_agent", "", Record),
    slot(AGENT, "user_agent.original", "user_agent", "", Record),
    slot(OS, "okta.client.user_agent.os", "user_agent", "", Record),
    slot(BROWSER, "okta.client.user_agent.browser", "user_agent", "", Record),
    slot(DEVICE_CLASS, "okta.client.device", "responder", "", Record),
    slot(DEVICE_ID, "okta.device.id", "device_id", "", Record),
    slot(DEVICE, "okta.device.name", "device", "", Record),
    slot(SESSION, "okta.authentication_context.external_session_id", "session", "", Record),
    slot(CREDENTIAL, "okta.authentication_context.credential_type", "kind", "", Vendor),
    slot(TRANSACTION, "okta.transaction.id", "transaction", "", Record),
    slot(FACTOR, "okta.debug_context.debug_data.factor", "factor", "", Record),
    slot(URI, "okta.debug_context.debug_data.request_uri", "factor, responder", "", Record),
    slot(
        FLOW,
        "okta.debug_context.debug_data.flattened.authnRequestId",
        "flow",
        "flattened holds all debug data under Okta's own names",
        Record,
    ),
    slot(INTENT, "okta.debug_context.debug_data.flattened.factorIntent", "cause", "", Vendor),
    slot(
        PUSH_ANSWER,
        "okta.debug_context.debug_data.flattened.pushOnlyResponseType",
        "outcome",
        "",
        Vendor,
    ),
    slot(
        NUMBER_ANSWER,
        "okta.debug_context.debug_data.flattened.pushWithNumberChallengeResponseType",
        "outcome, number_match",
        "",
        Vendor,
    ),
    slot(RISK, "okta.debug_context.debug_data.risk_level", "detail", "", Record),
    target(TARGET_TYPE, "okta.target[].type", "user, app", "", Record),
    target(TARGET, "okta.target[].alternate_id", "user", "", Record),
    target(TARGET_NAME, "okta.target[].display_name", "app, display_name", "", Record),
    target(TARGET_ID, "okta.target[].id", "device_id", "", Record),
    target(TARGET_METHOD, "okta.target[].detailEntry.methodTypeUsed", "factor", "", Record),
];
