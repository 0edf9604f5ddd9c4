//! Authentication events in the Elastic Common Schema, of a log that no other format knows.
//!
//! In: a document. Out: an [`AuthEvent`] of a provider that is not known, with what the schema's
//! own fields tell: who, from where, and whether it succeeded. It tells of no prompt.

use std::sync::LazyLock;

use super::Mark::Vendor;
use super::shared::{Side, asn, begun, holds, joined, side, stored, when, word};
use super::{
    EventRow, FieldRow, Format, Meta, OutcomeRow, Recognition, Refusal, Required, column_of,
    documents, event, outcome, slot, slots,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::Naive;
use crate::ingest::trie::Trie;
use crate::ingest::value::Picked;
use crate::model::{AuthEvent, Cause, EventKind, LinkKey, Outcome, Party, Provider, TextId, Tri};

slots! {
    RAW, TIME, UID, CATEGORY, TYPE, ACTION, OUTCOME, REASON, DATASET, KIND, VERSION, EMAIL, NAME,
    SOURCE_EMAIL, SOURCE_NAME, FULL_NAME, IP, CITY, STATE, COUNTRY, LAT, LON, ASN, AS_ORG, AGENT,
    DEVICE_ID, DEVICE, SERVICE, MESSAGE, SESSION,
}

/// The common schema.
pub(super) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| documents(FIELDS));

const OTHER_CATEGORY: &str = "ECS documents of other categories";

const META: Meta = Meta {
    key: "ecs",
    provider: Provider::Other,
    title: "ECS authentication events",
    stream: "authentication",
    exports: &[
        "documents: lines, array, search results (hits.hits[]._source); the record itself where \
         event.original holds it",
        "Kibana CSV: the same names as columns, the time in the analyst's zone",
    ],
    cannot_tell: &[
        "Prompts: the schema has no field for a factor, a prompt or an answer",
        "Which vendor wrote the log, beyond the name of the data set",
    ],
    unsupported: &[OTHER_CATEGORY],
    required: &[
        Required { name: "@timestamp", slot: TIME },
        Required { name: "event.category", slot: CATEGORY },
        Required { name: "event.outcome", slot: OUTCOME },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: Vec::new,
};

const FIELDS: &[FieldRow] = &[
    slot(RAW, "event.original", "record", "the record as text: it is read instead", Vendor),
    slot(TIME, "@timestamp", "time", "", Vendor),
    slot(UID, "event.id", "uid", "", Vendor),
    slot(CATEGORY, "event.category[]", "", "authentication is read", Vendor),
    slot(TYPE, "event.type[]", "kind", "", Vendor),
    slot(ACTION, "event.action", "name", "", Vendor),
    slot(OUTCOME, "event.outcome", "success", "", Vendor),
    slot(REASON, "event.reason", "result", "", Vendor),
    slot(REASON, "error.message", "result", "", Vendor),
    slot(DATASET, "event.dataset", "detail", "", Vendor),
    slot(DATASET, "event.module", "detail", "", Vendor),
    slot(KIND, "event.kind", "", "marks the document", Vendor),
    slot(VERSION, "ecs.version", "", "marks the document", Vendor),
    slot(EMAIL, "user.email", "user", "", Vendor),
    slot(NAME, "user.name", "user", "where no address is", Vendor),
    slot(SOURCE_EMAIL, "source.user.email", "user", "where user names nobody", Vendor),
    slot(SOURCE_NAME, "source.user.name", "user", "where user names nobody", Vendor),
    slot(FULL_NAME, "user.full_name", "display_name", "", Vendor),
    slot(IP, "source.ip", "source.ip", "", Vendor),
    slot(IP, "client.ip", "source.ip", "", Vendor),
    slot(CITY, "source.geo.city_name", "source.city", "by the index's own database", Vendor),
    slot(STATE, "source.geo.region_name", "source.state", "", Vendor),
    slot(COUNTRY, "source.geo.country_iso_code", "source.country", "", Vendor),
    slot(LAT, "source.geo.location.lat", "source.point", "", Vendor),
    slot(LON, "source.geo.location.lon", "source.point", "", Vendor),
    slot(ASN, "source.as.number", "source.asn", "", Vendor),
    slot(AS_ORG, "source.as.organization.name", "source.as_org", "", Vendor),
    slot(AGENT, "user_agent.original", "source.user_agent", "", Vendor),
    slot(DEVICE_ID, "device.id", "source.device_id", "", Vendor),
    slot(DEVICE, "host.name", "source.device", "", Vendor),
    slot(SERVICE, "service.name", "app", "", Vendor),
    slot(MESSAGE, "message", "detail", "", Vendor),
    slot(SESSION, "session.id", "session", "", Vendor),
];

/// By `event.type`.
const EVENTS: &[EventRow] = &[
    event("end", EventKind::SessionEnd, Vendor),
    event("start", EventKind::SignIn, Vendor),
    event("info", EventKind::SignIn, Vendor),
    event("", EventKind::SignIn, Vendor),
];

const OUTCOMES: &[OutcomeRow] = &[
    outcome("event.outcome", "success", Outcome::Approved, Vendor),
    outcome("event.outcome", "failure", Outcome::Unknown, Vendor),
];

const CLIENT: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: LAT, lon: LON };

fn recognise(picked: &Picked<'_>) -> Recognition {
    let marks = [CATEGORY, KIND, VERSION, DATASET];
    if !picked.has(TIME) || !marks.iter().any(|&slot| picked.has(slot)) {
        return Recognition::Foreign;
    }
    if holds(&picked.text(CATEGORY), "authentication") {
        Recognition::Event
    } else {
        Recognition::Stream(OTHER_CATEGORY)
    }
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = when(picked, TIME, "@timestamp", Naive::Unknown, batch)?;
    let kind = kind(picked);
    let user = user(picked, batch);
    let source = client(picked, batch);
    let action = word(picked.text(ACTION));
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind,
        success: success(&picked.text(OUTCOME)),
        cause: if kind == EventKind::SignIn { Cause::SignIn } else { Cause::Unknown },
        user,
        display_name: stored(batch, picked, FULL_NAME),
        name: batch.text(if action.is_empty() { META.stream } else { &action }),
        result: text_of(&[OUTCOME, REASON], " / ", picked, batch),
        app: stored(batch, picked, SERVICE),
        detail: text_of(&[DATASET, MESSAGE], ", ", picked, batch),
        session: LinkKey::of(&word(picked.text(SESSION))),
        source: batch.party(source),
        ..begun(picked, at, Provider::Other)
    })
}

fn kind(picked: &Picked<'_>) -> EventKind {
    let types = picked.text(TYPE);
    let row = EVENTS.iter().find(|row| types.split(", ").any(|kind| kind == row.name));
    row.map_or(EventKind::Other, |row| row.kind)
}

fn success(outcome: &str) -> Tri {
    match outcome {
        "success" => Tri::Yes,
        "failure" => Tri::No,
        _ => Tri::Unknown,
    }
}

fn user(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let names = [EMAIL, NAME, SOURCE_EMAIL, SOURCE_NAME].map(|slot| word(picked.text(slot)));
    batch.text(names.iter().find(|name| !name.is_empty()).map_or("", |name| name))
}

fn client(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    Party {
        asn: asn(picked, ASN),
        as_org: stored(batch, picked, AS_ORG),
        user_agent: stored(batch, picked, AGENT),
        device_id: stored(batch, picked, DEVICE_ID),
        device: stored(batch, picked, DEVICE),
        ..side(batch, picked, CLIENT)
    }
}

fn text_of(slots: &[usize], separator: &str, picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let parts: Vec<_> = slots.iter().map(|&slot| word(picked.text(slot))).collect();
    batch.text(&joined(parts.iter().map(|part| &**part), separator))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::ingest::testing::{duo, entra, event_of, fates, lines, read, text, with};
    use crate::model::TimeBasis;

    fn document() -> Value {
        json!({
            "@timestamp": "2026-03-02T08:00:01.250Z", "ecs": {"version": "8.8.0"},
            "event": {
                "id": "e1", "action": "user-login", "category": ["session", "authentication"],
                "type": ["start"], "outcome": "failure", "reason": "bad password",
                "dataset": "vpn.audit",
            },
            "user": {"name": "alice", "email": "alice@corp.example"},
            "source": {"ip": "203.0.113.9", "as": {"number": 64500}, "geo": {
                "city_name": "Oslo", "country_iso_code": "NO", "location": {"lat": 59.9, "lon": 10.75}
            }},
        })
    }

    #[test]
    fn an_authentication_event_of_any_log_is_a_sign_in_and_never_a_prompt() {
        let (event, all) = event_of(&document());
        assert_eq!((event.provider, event.kind), (Provider::Other, EventKind::SignIn));
        assert_eq!((event.success, event.outcome), (Tri::No, Outcome::Unknown));
        assert_eq!(text(&all, event.user), "alice@corp.example");
        assert_eq!(text(&all, event.result), "failure / bad password");
        assert_eq!(text(&all, event.detail), "vpn.audit");
        let source = all.parties.get(event.source);
        assert_eq!((text(&all, source.place.country), source.asn), ("NO", Some(64500)));
        let end = with(document(), json!({"event": {"type": ["end"]}}));
        assert_eq!(event_of(&end).0.kind, EventKind::SessionEnd);
    }

    #[test]
    fn documents_of_other_categories_are_told_apart() {
        let other = with(document(), json!({"event": {"category": ["network"]}}));
        let ingested = read(lines(&[document(), other]));
        assert_eq!(fates(&ingested), (1, 1, 0));
        assert_eq!(ingested.evidence.unsupported_streams[OTHER_CATEGORY], 1);
    }

    #[test]
    fn keys_with_dots_and_a_kibana_csv_say_the_same() {
        let flat = json!({
            "@timestamp": "2026-03-02T08:00:01.250Z", "event.category": ["authentication", "session"],
            "event.outcome": "success", "user.name": "alice", "source.ip": "203.0.113.9",
        });
        let (event, all) = event_of(&flat);
        assert_eq!((event.success, text(&all, event.user)), (Tri::Yes, "alice"));
        let csv = "@timestamp,event.category,event.outcome,user.name,source.ip\n\
            \"Mar 2, 2026 @ 08:00:01.250\",\"authentication, session\",success,alice,203.0.113.9\n";
        let ingested = read(csv);
        assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
        let local = crate::ingest::testing::event(&ingested, 0);
        assert_eq!((local.time, local.success), (event.time, Tri::Yes));
        assert_eq!(local.time_basis, TimeBasis::Assumed);
    }

    #[test]
    fn a_duo_document_is_the_prompt_that_duo_logged() {
        let record = duo(1);
        let document = json!({
            "@timestamp": record["isotimestamp"], "ecs": {"version": "8.11.0"},
            "event": {"category": ["authentication"], "dataset": "cisco_duo.auth"},
            "user": {"name": "alice"},
            "user_agent": {"name": "Edge", "version": "120.0", "os": {"name": "Windows", "version": "11"}},
            "cisco_duo": {"auth": record},
        });
        let (event, all) = event_of(&document);
        let (plain, plain_all) = event_of(&record);
        assert_eq!((event.kind, event.time, event.uid), (plain.kind, plain.time, plain.uid));
        assert_eq!((event.outcome, event.factor), (plain.outcome, plain.factor));
        let phone = |all: &crate::ingest::Ingested, of: AuthEvent| {
            let phone = all.parties.get(of.responder);
            [phone.device, phone.place.city, phone.ip].map(|id| text(all, id).to_owned())
        };
        assert_eq!(phone(&all, event), phone(&plain_all, plain));
        let original = with(document, json!({"event": {"original": record.to_string()}}));
        assert_eq!(event_of(&original).0.content, plain.content);
    }

    #[test]
    fn an_entra_document_is_the_attempt_with_its_steps() {
        let step = json!({
            "authentication_method": "Mobile app notification",
            "authentication_step_date_time": "2026-03-02T08:00:40Z", "succeeded": false,
            "authentication_step_result_detail": "MFA denied; user declined the authentication",
        });
        let document = json!({
            "@timestamp": "2026-03-02T08:00:01Z", "ecs": {"version": "8.0.0"},
            "event": {"category": ["authentication"], "outcome": "failure"},
            "source": {"ip": "203.0.113.9"}, "geo": {"city_name": "Oslo", "country_iso_code": "NO"},
            "azure": {"signinlogs": {"category": "SignInLogs", "result_type": "500121", "properties": {
                "id": "entra-1", "created_at": "2026-03-02T08:00:01Z",
                "user_principal_name": "alice@corp.example", "user_id": "u1",
                "app_display_name": "Office", "original_request_id": "r1",
                "status": {"error_code": 500_121}, "authentication_details": [step],
            }}},
        });
        let (event, all) = event_of(&document);
        let (plain, plain_all) = event_of(&entra(1));
        assert_eq!((event.kind, event.time, event.uid), (plain.kind, plain.time, plain.uid));
        assert_eq!((event.flow, event.success), (plain.flow, plain.success));
        let told = |all: &crate::ingest::Ingested| {
            let steps = all.steps.iter();
            steps
                .map(|step| (step.time, step.factor, step.outcome, step.prompts))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&all), told(&plain_all));
    }
}
