//! OCSF 3002 Authentication documents of any vendor: one document to one event.
//!
//! In: documents of the Open Cybersecurity Schema Framework. Out: an [`AuthEvent`] of the vendor
//! that the metadata names. Documents of other classes are told apart by name.

use std::sync::LazyLock;

use super::Mark::{Record, Unverified, Vendor};
use super::shared::{Side, asn, begun, joined, side, stored, when, word};
use super::{
    EventRow, FieldRow, Format, Mark, Meta, OutcomeRow, Recognition, Refusal, Required, column,
    column_of, event, factor_rows, outcome, slot, slots, trie_of,
};
use crate::ingest::batch::Batch;
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::time;
use crate::ingest::trie::Trie;
use crate::ingest::value::{Picked, Scalar};
use crate::model::{
    AuthEvent, Cause, EventKind, Factor, GeoPoint, IssueKind, LinkKey, Outcome, Party, Provider,
    TextId, Tri,
};

slots! {
    RAW, CLASS, CATEGORY, VERSION, VENDOR, PRODUCT, ACTIVITY, TIME, EPOCH, UID, CODE, EMAIL,
    ACTOR_EMAIL, NAME, ACTOR_NAME, USER_UID, ACTOR_UID, STATUS, STATUS_TEXT, REASON, STATUS_CODE,
    MFA, IP, CITY, STATE, COUNTRY, LAT, LON, COORDINATES, ASN, AS_ORG, AGENT, DEVICE_ID, DEVICE,
    TARGET_HOST, SERVICE, SESSION, FLOW, MESSAGE,
}

// Columns of a factor.
slots! { FACTOR, FACTOR_ID }

/// The class of sign-ins and sign-outs.
pub(super) const AUTHENTICATION: i64 = 3002;

/// OCSF.
pub(super) static FORMAT: Format = Format {
    meta: META,
    trie: || &TRIE,
    column: |name| column_of(&TRIE, name),
    recognise,
    normalize,
    prepare: None,
    line: None,
};

static TRIE: LazyLock<Trie> = LazyLock::new(|| trie_of(FIELDS, false));

const META: Meta = Meta {
    key: "ocsf",
    provider: Provider::Other,
    title: "OCSF 3002 Authentication",
    stream: "authentication",
    exports: &["OCSF documents: lines, array; the record itself where raw_data holds it"],
    cannot_tell: &[
        "When a phone was asked, how long it took, and where the phone was",
        "Whether a sign-in that failed was refused or ran out: status_detail is kept as text",
        "A prompt is taken from auth_factors alone: the factors used in the attempt",
    ],
    unsupported: &[
        ACCOUNT_CHANGE,
        AUTHORIZE_SESSION,
        ENTITY_MANAGEMENT,
        USER_ACCESS,
        GROUP_MANAGEMENT,
        API_ACTIVITY,
        FINDING,
        OTHER_CLASS,
    ],
    required: &[
        Required { name: "class_uid", slot: CLASS },
        Required { name: "activity_id", slot: ACTIVITY },
        Required { name: "time", slot: EPOCH },
    ],
    fields: FIELDS,
    events: EVENTS,
    outcomes: OUTCOMES,
    factors: || factor_rows(FACTORS),
};

const ACCOUNT_CHANGE: &str = "OCSF 3001 Account Change";
const AUTHORIZE_SESSION: &str = "OCSF 3003 Authorize Session";
const ENTITY_MANAGEMENT: &str = "OCSF 3004 Entity Management";
const USER_ACCESS: &str = "OCSF 3005 User Access Management";
const GROUP_MANAGEMENT: &str = "OCSF 3006 Group Management";
const API_ACTIVITY: &str = "OCSF 6003 API Activity";
const FINDING: &str = "OCSF findings (category 2)";
const OTHER_CLASS: &str = "OCSF events of other classes";

const FIELDS: &[FieldRow] = &[
    slot(RAW, "raw_data", "record", "the record as text: it is read instead", Vendor),
    slot(CLASS, "class_uid", "", "3002 is Authentication", Record),
    slot(CATEGORY, "category_uid", "", "names the stream of other classes", Record),
    slot(VERSION, "metadata.version", "", "marks the document", Record),
    slot(VENDOR, "metadata.product.vendor_name", "provider", "", Record),
    slot(PRODUCT, "metadata.product.name", "provider, detail", "", Record),
    slot(ACTIVITY, "activity_id", "kind", "", Record),
    slot(TIME, "time_dt", "time", "", Record),
    slot(EPOCH, "time", "time", "milliseconds, where time_dt is missing", Record),
    slot(UID, "metadata.uid", "uid", "", Record),
    slot(CODE, "metadata.event_code", "name", "the vendor's own type", Record),
    slot(EMAIL, "user.email_addr", "user", "", Record),
    slot(ACTOR_EMAIL, "actor.user.email_addr", "user", "", Record),
    slot(NAME, "user.name", "user", "where no address is", Record),
    slot(ACTOR_NAME, "actor.user.name", "user", "where user has no name", Record),
    slot(USER_UID, "user.uid", "user", "where nothing else is", Record),
    slot(ACTOR_UID, "actor.user.uid", "user", "where nothing else is", Record),
    slot(STATUS, "status_id", "success", "1 success, 2 failure", Record),
    slot(STATUS_TEXT, "status", "result", "", Record),
    slot(REASON, "status_detail", "result", "", Vendor),
    slot(STATUS_CODE, "status_code", "result", "", Vendor),
    slot(MFA, "is_mfa", "detail", "", Record),
    slot(IP, "src_endpoint.ip", "source.ip", "", Record),
    slot(CITY, "src_endpoint.location.city", "source.city", "", Record),
    slot(STATE, "src_endpoint.location.region", "source.state", "", Vendor),
    slot(COUNTRY, "src_endpoint.location.country", "source.country", "", Record),
    slot(LAT, "src_endpoint.location.lat", "source.point", "", Record),
    slot(LON, "src_endpoint.location.long", "source.point", "", Record),
    slot(
        COORDINATES,
        "src_endpoint.location.coordinates[]",
        "source.point",
        "longitude, latitude",
        Vendor,
    ),
    slot(ASN, "src_endpoint.autonomous_system.number", "source.asn", "", Record),
    slot(AS_ORG, "src_endpoint.autonomous_system.name", "source.as_org", "", Record),
    slot(AGENT, "http_request.user_agent", "source.user_agent", "", Record),
    slot(DEVICE_ID, "device.uid", "source.device_id", "", Record),
    slot(DEVICE, "device.name", "source.device", "", Record),
    slot(DEVICE, "device.hostname", "source.device", "", Record),
    slot(
        TARGET_HOST,
        "dst_endpoint.hostname",
        "",
        "a device of this name is where the sign-in went: it is not the source's",
        Record,
    ),
    slot(SERVICE, "service.name", "app", "", Vendor),
    slot(SERVICE, "dst_endpoint.svc_name", "app", "", Record),
    slot(SESSION, "session.uid", "session", "", Record),
    slot(SESSION, "actor.session.uid", "session", "", Record),
    slot(FLOW, "metadata.correlation_uid", "flow", "", Vendor),
    slot(MESSAGE, "message", "detail", "", Record),
    column(FACTOR, "auth_factors[].factor_type", "factor, kind", "", Vendor),
    column(FACTOR_ID, "auth_factors[].factor_type_id", "factor, kind", "", Vendor),
];

/// By `activity_id`.
const EVENTS: &[EventRow] =
    &[event("1", EventKind::SignIn, Vendor), event("2", EventKind::SessionEnd, Vendor)];

const OUTCOMES: &[OutcomeRow] = &[outcome("status_id", "1", Outcome::Approved, Vendor)];

/// By `factor_type_id`, and what stands in `factor_type` where there is no number.
const FACTORS: &[(&str, Factor, Mark)] = &[
    ("1", Factor::Sms, Vendor),
    ("SMS", Factor::Sms, Vendor),
    ("3", Factor::PhoneCall, Vendor),
    ("Phone Call", Factor::PhoneCall, Vendor),
    ("4", Factor::WebAuthn, Unverified),
    ("Biometric", Factor::WebAuthn, Unverified),
    ("5", Factor::Push, Vendor),
    ("Push Notification", Factor::Push, Vendor),
    ("6", Factor::Totp, Vendor),
    ("Hardware Token", Factor::Totp, Vendor),
    ("7", Factor::Totp, Vendor),
    ("OTP", Factor::Totp, Vendor),
    ("8", Factor::Email, Vendor),
    ("Email", Factor::Email, Vendor),
    ("9", Factor::WebAuthn, Vendor),
    ("U2F", Factor::WebAuthn, Vendor),
    ("10", Factor::WebAuthn, Vendor),
    ("WebAuthn", Factor::WebAuthn, Vendor),
    ("11", Factor::Password, Vendor),
    ("Password", Factor::Password, Vendor),
];

/// Vendors of the list of providers: what the vendor and the product hold, in lower case.
const VENDORS: &[(&str, &str, Provider)] = &[
    ("okta", "", Provider::Okta),
    ("cisco", "duo", Provider::Duo),
    ("duo", "", Provider::Duo),
    ("microsoft", "entra", Provider::Entra),
    ("microsoft", "azure", Provider::Entra),
    ("ping", "", Provider::Ping),
    ("auth0", "", Provider::Auth0),
    ("google", "workspace", Provider::Google),
    ("onelogin", "", Provider::OneLogin),
    ("jumpcloud", "", Provider::JumpCloud),
    ("aws", "", Provider::Aws),
    ("amazon", "", Provider::Aws),
    ("keycloak", "", Provider::Keycloak),
    ("rsa", "", Provider::Rsa),
];

const CLIENT: Side =
    Side { ip: IP, city: CITY, state: STATE, country: COUNTRY, lat: LAT, lon: LON };

fn recognise(picked: &Picked<'_>) -> Recognition {
    let class = picked.get(CLASS).integer();
    let is_document = [ACTIVITY, CATEGORY, VERSION].iter().any(|&slot| picked.has(slot));
    let Some(class) = class.filter(|_| is_document) else { return Recognition::Foreign };
    match (class, picked.get(CATEGORY).integer()) {
        (AUTHENTICATION, _) => Recognition::Event,
        (3001, _) => Recognition::Stream(ACCOUNT_CHANGE),
        (3003, _) => Recognition::Stream(AUTHORIZE_SESSION),
        (3004, _) => Recognition::Stream(ENTITY_MANAGEMENT),
        (3005, _) => Recognition::Stream(USER_ACCESS),
        (3006, _) => Recognition::Stream(GROUP_MANAGEMENT),
        (6003, _) => Recognition::Stream(API_ACTIVITY),
        (_, Some(2)) => Recognition::Stream(FINDING),
        _ => Recognition::Stream(OTHER_CLASS),
    }
}

/// The time of a document: its text, else the count of milliseconds.
///
/// # Errors
/// There is none that a clock shows.
pub(super) fn time(
    picked: &Picked<'_>,
    text: usize,
    count: usize,
    batch: &mut Batch,
) -> Result<LoggedTime, Refusal> {
    if picked.has(text) {
        return when(picked, text, "time_dt", Naive::Unknown, batch);
    }
    let counted = picked.get(count).integer().and_then(time::from_millis);
    counted.map(LoggedTime::counted).ok_or_else(|| {
        (IssueKind::NoTime, "time holds no milliseconds since 1970 up to 2261".to_owned())
    })
}

/// What an activity is.
pub(super) fn kind(activity: Option<i64>) -> EventKind {
    let row = EVENTS.iter().find(|row| row.name.parse().ok() == activity && activity.is_some());
    row.map_or(EventKind::Other, |row| row.kind)
}

fn normalize(picked: &Picked<'_>, batch: &mut Batch) -> Result<AuthEvent, Refusal> {
    let at = time(picked, TIME, EPOCH, batch)?;
    let user = user(picked, batch);
    let told = Told::of(picked);
    if told.kind == EventKind::PromptWhole && !user.is_present() {
        let why = "neither user nor actor.user is named, and a prompt without a user counts for \
                   nobody";
        return Err((IssueKind::NoUser, why.to_owned()));
    }
    let source = client(picked, batch);
    let code = word(picked.text(CODE));
    let name = if code.is_empty() { "authentication" } else { &*code };
    Ok(AuthEvent {
        uid: LinkKey::of(&word(picked.text(UID))),
        kind: told.kind,
        success: told.success,
        outcome: told.outcome,
        factor: told.factor,
        cause: if told.kind == EventKind::SessionEnd { Cause::Unknown } else { Cause::SignIn },
        user,
        name: batch.text(name),
        result: result(picked, batch),
        app: stored(batch, picked, SERVICE),
        detail: detail(picked, batch),
        flow: LinkKey::of(&word(picked.text(FLOW))),
        session: LinkKey::of(&word(picked.text(SESSION))),
        source: batch.party(source),
        ..begun(picked, at, provider(picked))
    })
}

/// What a document tells.
struct Told {
    kind: EventKind,
    factor: Factor,
    outcome: Outcome,
    success: Tri,
}

impl Told {
    fn of(picked: &Picked<'_>) -> Self {
        let kind = kind(picked.get(ACTIVITY).integer());
        let success = match picked.get(STATUS).integer() {
            Some(1) => Tri::Yes,
            Some(2) => Tri::No,
            _ => Tri::Unknown,
        };
        let factors = || picked.rows.iter().filter_map(|row| factor(row));
        let asked = factors().find(|factor| {
            matches!(factor, Factor::Push | Factor::PhoneCall | Factor::Sms | Factor::Email)
        });
        let is_prompt = kind == EventKind::SignIn && asked.is_some();
        Self {
            kind: if is_prompt { EventKind::PromptWhole } else { kind },
            factor: asked.or_else(|| factors().next()).unwrap_or(Factor::Other),
            outcome: if is_prompt && success == Tri::Yes {
                Outcome::Approved
            } else {
                Outcome::Unknown
            },
            success,
        }
    }
}

fn factor(row: &[Scalar<'_>]) -> Option<Factor> {
    let cell = |column: usize| row.get(column).map(Scalar::text).unwrap_or_default();
    let [id, name] = [cell(FACTOR_ID), cell(FACTOR)];
    let named = |text: &str| {
        let row = FACTORS.iter().find(|(code, ..)| code.eq_ignore_ascii_case(text));
        row.map(|&(_, factor, _)| factor)
    };
    named(&id).or_else(|| named(&name))
}

fn provider(picked: &Picked<'_>) -> Provider {
    let [vendor, product] = [VENDOR, PRODUCT].map(|slot| picked.text(slot).to_ascii_lowercase());
    let row = VENDORS.iter().find(|(of, name, _)| vendor.starts_with(of) && product.contains(name));
    row.map_or(Provider::Other, |&(.., provider)| provider)
}

fn user(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let slots = [EMAIL, ACTOR_EMAIL, NAME, ACTOR_NAME, USER_UID, ACTOR_UID];
    let names = slots.map(|slot| word(picked.text(slot)));
    batch.text(names.iter().find(|name| !name.is_empty()).map_or("", |name| name))
}

fn client(picked: &Picked<'_>, batch: &mut Batch) -> Party {
    let mut party = side(batch, picked, CLIENT);
    if party.place.point.is_none() {
        let coordinates = picked.text(COORDINATES);
        party.place.point = coordinates
            .split_once(", ")
            .and_then(|(lon, lat)| GeoPoint::from_degrees(lat.parse().ok()?, lon.parse().ok()?));
    }
    if is_of_source(picked) {
        party.device_id = stored(batch, picked, DEVICE_ID);
        party.device = stored(batch, picked, DEVICE);
    }
    Party {
        asn: asn(picked, ASN),
        as_org: stored(batch, picked, AS_ORG),
        user_agent: stored(batch, picked, AGENT),
        ..party
    }
}

/// Whether `device` is the side that asked: a server that logs who came to it names itself there.
fn is_of_source(picked: &Picked<'_>) -> bool {
    let [device, target] = [DEVICE, TARGET_HOST].map(|slot| word(picked.text(slot)));
    target.is_empty() || !device.eq_ignore_ascii_case(&target)
}

fn result(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let parts = [STATUS_TEXT, STATUS_CODE, REASON].map(|slot| word(picked.text(slot)));
    batch.text(&joined(parts.iter().map(|part| &**part), " / "))
}

fn detail(picked: &Picked<'_>, batch: &mut Batch) -> TextId {
    let [product, message] = [word(picked.text(PRODUCT)), word(picked.text(MESSAGE))];
    let mfa = match picked.get(MFA).truth() {
        Some(true) => "with a second factor",
        Some(false) => "without a second factor",
        None => "",
    };
    batch.text(&joined([&*message, &*product, mfa], ", "))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::ingest::testing::{event_of, fates, issues, okta, read, text, told_by, with};

    fn document() -> Value {
        json!({
            "class_uid": 3002, "category_uid": 3, "activity_id": 1, "status_id": 1,
            "status": "Success", "time": 1_772_438_400_000_i64,
            "metadata": {
                "uid": "o1", "version": "1.3.0", "event_code": "ConsoleLogin",
                "product": {"name": "CloudTrail", "vendor_name": "AWS"}
            },
            "user": {"uid": "arn:1"}, "actor": {"user": {"name": "alice"}},
            "src_endpoint": {"ip": "203.0.113.9", "location": {
                "city": "Oslo", "country": "NO", "coordinates": [10.75, 59.9]
            }},
            "is_mfa": true,
        })
    }

    #[test]
    fn a_sign_in_belongs_to_the_vendor_that_the_metadata_names() {
        let (event, all) = event_of(&document());
        assert_eq!((event.provider, event.kind), (Provider::Aws, EventKind::SignIn));
        assert_eq!((event.success, event.outcome), (Tri::Yes, Outcome::Unknown));
        assert_eq!(event.time.to_string(), "2026-03-02T08:00:00.000000Z");
        assert_eq!(text(&all, event.user), "alice");
        let place = all.parties.get(event.source).place;
        assert_eq!(place.point, GeoPoint::from_degrees(59.9, 10.75));
        let strange = json!({"metadata": {"product": {"vendor_name": "Nobody", "name": "X"}}});
        assert_eq!(event_of(&with(document(), strange)).0.provider, Provider::Other);
    }

    #[test]
    fn a_push_among_the_factors_is_a_prompt_and_a_second_factor_alone_is_none() {
        let factors = |status: u8| {
            let fields = json!({"status_id": status, "auth_factors": [
                {"factor_type_id": 11}, {"factor_type": "Push Notification", "factor_type_id": 5}
            ]});
            told_by(&with(document(), fields))
        };
        let prompt = |outcome| (EventKind::PromptWhole, Factor::Push, outcome);
        assert_eq!(factors(1), prompt(Outcome::Approved));
        assert_eq!(factors(2), prompt(Outcome::Unknown));
    }

    #[test]
    fn other_classes_are_streams_of_their_own() {
        let class = |uid: u32, category: u32| {
            let ingested =
                read(json!({"class_uid": uid, "category_uid": category, "time": 1}).to_string());
            assert_eq!(fates(&ingested), (0, 1, 0));
            ingested.evidence.unsupported_streams.into_keys().collect::<String>()
        };
        assert_eq!(class(3001, 3), "OCSF 3001 Account Change");
        assert_eq!(class(2004, 2), "OCSF findings (category 2)");
        assert_eq!(class(4001, 4), "OCSF events of other classes");
    }

    #[test]
    fn the_record_in_raw_data_is_read_instead() {
        let (plain, _) = event_of(&okta(1));
        let wrapped = with(document(), json!({"raw_data": okta(1).to_string()}));
        let (event, all) = event_of(&wrapped);
        assert_eq!((event.kind, event.content), (EventKind::PromptSent, plain.content));
        assert_eq!(text(&all, event.user), "alice@corp.example");
    }

    #[test]
    fn okta_documents_keep_the_type_and_the_factor_of_the_log() {
        let fields = json!({
            "metadata": {
                "event_code": "user.authentication.auth_via_mfa",
                "product": {"vendor_name": "Okta", "name": "Okta System Log"}
            },
            "actor": {"user": {"type": "User", "email_addr": "alice@corp.example"}},
            "status": "Failure",
            "unmapped": {"debugContext": {"debugData": {
                "factor": "OKTA_VERIFY_PUSH", "pushOnlyResponseType": "OV_RESPONSE_DENY"
            }}},
        });
        let (event, all) = event_of(&with(document(), fields));
        assert_eq!((event.provider, event.kind), (Provider::Okta, EventKind::PromptAnswered));
        assert_eq!((event.factor, event.outcome), (Factor::Push, Outcome::Denied));
        assert_eq!(event.success, Tri::No);
        assert_eq!(text(&all, event.user), "alice@corp.example");
    }

    #[test]
    fn the_server_that_was_signed_in_to_is_no_device_of_the_one_who_asked() {
        let device_of = |target: &str| {
            let fields = json!({
                "device": {"hostname": "DC-1.corp.example", "uid": "d1"},
                "dst_endpoint": {"hostname": target},
            });
            let (event, all) = event_of(&with(document(), fields));
            let source = all.parties.get(event.source);
            (text(&all, source.device).to_owned(), text(&all, source.device_id).to_owned())
        };
        assert_eq!(device_of("dc-1.corp.example"), (String::new(), String::new()));
        assert_eq!(device_of("mail"), ("DC-1.corp.example".to_owned(), "d1".to_owned()));
    }

    #[test]
    fn a_document_without_a_time_is_rejected() {
        let ingested = read(with(document(), json!({"time": 0})).to_string());
        assert_eq!((fates(&ingested), issues(&ingested)), ((0, 0, 1), vec![IssueKind::NoTime]));
    }
}
