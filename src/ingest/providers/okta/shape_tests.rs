//! One record in every shape in which it is exported gives one event.

use serde_json::{Value, json};

use crate::ingest::testing::{event, event_of, fates, lines, okta, read, read_as, text, with};
use crate::ingest::{Ingested, join};
use crate::model::{AuthEvent, EventKind, Factor, GeoPoint, Outcome, TimeBasis};
use crate::testkit::okta::shapes::{Shape, shaped};

/// An answer with everything that some shape might lose.
fn answer() -> Value {
    with(
        okta(1),
        json!({
            "eventType": "user.authentication.auth_via_mfa",
            "outcome": {"result": "FAILURE", "reason": "INVALID_CREDENTIALS"},
            "debugContext": {"debugData": {
                "authnRequestId": "a1", "factor": "OKTA_VERIFY_PUSH", "factorIntent": "LOGIN",
                "pushOnlyResponseType": "OV_RESPONSE_DENY", "requestUri": "/idp/idx/authenticators/poll",
            }},
            "target": [
                {"type": "AppInstance", "displayName": "Payroll", "alternateId": "Payroll", "id": "0oa"},
                {"type": "AuthenticatorEnrollment", "displayName": "Okta Verify", "id": "pfd1",
                 "alternateId": "unknown", "detailEntry": {"methodTypeUsed": "Get a push notification"}}
            ]
        }),
    )
}

/// What of an event does not hang on the tables beside it.
fn bare(event: AuthEvent) -> AuthEvent {
    AuthEvent {
        content: 0,
        fullness: 0,
        offset: 0,
        length: 0,
        record_hash: 0,
        time_basis: TimeBasis::default(),
        user: Default::default(),
        display_name: Default::default(),
        name: Default::default(),
        result: Default::default(),
        app: Default::default(),
        detail: Default::default(),
        source: Default::default(),
        responder: Default::default(),
        ..event
    }
}

/// The texts that an event speaks of, with those of the side that asked.
fn words(all: &Ingested, event: AuthEvent) -> Vec<String> {
    let source = all.parties.get(event.source);
    let AuthEvent { user, display_name, name, result, app, .. } = event;
    let place = source.place;
    let ids = [user, display_name, name, result, app, source.ip, source.user_agent, place.city];
    let ids = ids.into_iter().chain([place.state, place.country, source.as_org]);
    let words = ids.map(|id| text(all, id).to_owned());
    let point = format!("{:?} {:?} {:?}", place.point, source.asn, source.proxy);
    words.chain([point]).collect()
}

/// Checks that a file holds the answer, and nothing else.
fn same(file: &str) -> Ingested {
    let (plain, plain_all) = event_of(&answer());
    let ingested = read(file);
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}\n{file}", ingested.issues);
    let read = event(&ingested, 0);
    assert_eq!(bare(read), bare(plain), "{file}");
    assert_eq!(words(&ingested, read), words(&plain_all, plain), "{file}");
    assert_eq!((read.factor, read.outcome), (Factor::Push, Outcome::Denied));
    ingested
}

#[test]
fn every_shape_that_keeps_the_debug_data_gives_the_record() {
    for shape in Shape::ALL.into_iter().filter(|&shape| shape != Shape::ConsoleCsv) {
        let ingested = same(&shaped(&[answer()], shape));
        assert_eq!(ingested.evidence.notes.get("wrong_type"), None, "{shape:?}");
        let basis = event(&ingested, 0).time_basis;
        match shape {
            Shape::Kibana => assert_eq!(basis, TimeBasis::Assumed, "its zone is the analyst's"),
            Shape::SentinelCsv | Shape::Panther | Shape::PantherCsv => {
                assert_eq!(basis, TimeBasis::Defined, "{shape:?}");
            }
            _ => assert_eq!(basis, TimeBasis::Zoned, "{shape:?}"),
        }
    }
}

#[test]
fn splunk_json_may_hold_the_record_itself() {
    same(&json!({"preview": false, "result": answer()}).to_string());
    same(&lines(&[answer()]));
}

#[test]
fn powershell_text_may_hold_its_own_separators() {
    let row = shaped(&[answer()], Shape::Sentinel);
    let odd = "@{other=x=y; z; methodTypeUsed=Get a push notification; last=@{a=1; b=2}}";
    let row = row.replace("@{methodTypeUsed=Get a push notification}", odd);
    assert!(row.contains(odd));
    let without_factor = row.replace("debugContext_debugData_factor_s", "unread_s");
    let ingested = read(without_factor);
    assert_eq!(event(&ingested, 0).factor, Factor::Push);
}

#[test]
fn a_sentinel_row_without_its_own_time_says_that_it_used_the_time_of_ingest() {
    let row = shaped(&[answer()], Shape::Sentinel).replace("published_t", "unread_t");
    let ingested = read(row);
    assert_eq!(fates(&ingested), (1, 0, 0));
    assert_eq!(event(&ingested, 0).time.to_string(), "2031-05-01T00:00:00.000000Z");
    assert_eq!(ingested.evidence.notes["ingest_time_used"], 1);
}

#[test]
fn a_sentinel_column_in_local_time_is_of_a_zone_that_nobody_named() {
    let text_of = shaped(&[answer()], Shape::SentinelCsv);
    let ingested = read(text_of.replace("published_t [UTC]", "published_t [Local Time]"));
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
    assert_eq!(event(&ingested, 0).time_basis, TimeBasis::Assumed);
}

#[test]
fn elastic_documents_are_found_in_search_results_and_behind_a_cut_original() {
    let document: Value = serde_json::from_str(&shaped(&[answer()], Shape::Elastic)).unwrap();
    let hits =
        json!({"hits": {"total": {"value": 1}, "hits": [{"_index": "x", "_source": document}]}});
    same(&hits.to_string());
    let whole = same(&shaped(&[answer()], Shape::ElasticWhole));
    assert_eq!(event(&whole, 0).content, event_of(&answer()).0.content);
    let cut = with(document, json!({"event": {"original": "{\"uuid\": \"okta-"}}));
    let ingested = same(&lines(&[cut]));
    assert_eq!(ingested.evidence.notes["inner_record_broken"], 1);
}

#[test]
fn a_structure_as_athena_prints_it_is_read() {
    let actor = "{id=a1, type=User, alternateid=alice@corp.example, displayname=Alice A.}";
    let client = "{useragent={rawuseragent=Mozilla/5.0 (KHTML, like Gecko), os=Linux}, \
        device=Computer, ipaddress=203.0.113.9, geographicalcontext={city=Oslo, \
        geolocation={lat=59.9, lon=10.75}}}";
    let text_of = format!(
        "uuid,published,eventtype,actor,client\n\
         u1,2026-03-02 08:00:01.250,user.session.start,\"{actor}\",\"{client}\"\n"
    );
    let ingested = read(text_of);
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
    let event = event(&ingested, 0);
    assert_eq!(text(&ingested, event.user), "alice@corp.example");
    let source = ingested.parties.get(event.source);
    assert_eq!(text(&ingested, source.user_agent), "Mozilla/5.0 (KHTML, like Gecko)");
    assert_eq!(source.place.point, GeoPoint::from_degrees(59.9, 10.75));
}

#[test]
fn one_record_in_two_shapes_is_one_event() {
    let shapes = [Shape::Array, Shape::Sentinel, Shape::Elastic, Shape::Panther];
    let files = shapes.iter().zip(0_u32..);
    let joined = join(files.map(|(shape, id)| read_as(id, shaped(&[answer()], *shape))).collect());
    assert_eq!((joined.events.len(), joined.issues.len()), (1, 0));
    let gone: u64 =
        joined.evidence.iter().map(|file| file.counts.duplicates + file.counts.superseded).sum();
    assert_eq!(gone, 3);
}

/// The columns of the Admin Console's CSV.
const CONSOLE: &str = "severity,event_type,display_message,uuid,version,timestamp,outcome.result,\
    outcome.reason,actor.id,actor.type,actor.display_name,actor.alternate_id,\
    authentication_context.authentication_step,authentication_context.authentication_provider,\
    authentication_context.credential_provider,authentication_context.credential_type,\
    authentication_context.issuer,authentication_context.external_session_id,client.zone,\
    client.ip_address,client.device,client.user_agent.raw_user_agent,client.user_agent.os,\
    client.user_agent.browser,client.geographical_context.country,client.geographical_context.city,\
    client.geographical_context.postal_code,client.geographical_context.geolocation.lon,\
    client.geographical_context.geolocation.lat,transaction.id,transaction.type,\
    debug_context.debug_data.request_uri,legacy_event_type,target0.id,target0.type,\
    target0.alternate_id,target0.display_name,target1.id,target1.type,target1.alternate_id,\
    target1.display_name,target2.id,target2.type,target2.alternate_id,target2.display_name,\
    target3.id,target3.type,target3.alternate_id,target3.display_name,\
    request.ip_chain.geographical_context.postal_code,\
    request.ip_chain.geographical_context.geolocation.lon,\
    request.ip_chain.geographical_context.geolocation.lat,\
    request.ip_chain.geographical_context.geolocation.state,request.ip_chain.ip,\
    request.ip_chain.source,request.ip_chain.version";

#[test]
fn the_console_csv_of_56_columns_is_read_newest_first_and_so_are_columns_of_next_year() {
    let header: Vec<_> = CONSOLE.split(',').collect();
    assert_eq!(header.len(), 56);
    let row = |time: &str| {
        let value = |name: &&str| match *name {
            "event_type" => "user.authentication.auth_via_mfa".to_owned(),
            "uuid" | "timestamp" => time.to_owned(),
            "outcome.result" => "SUCCESS".to_owned(),
            "actor.type" | "target0.type" => "User".to_owned(),
            "actor.alternate_id" => "alice@corp.example".to_owned(),
            "target3.type" => "AppInstance".to_owned(),
            "target3.display_name" => "Payroll".to_owned(),
            "debug_context.debug_data.request_uri" => "/idp/idx/authenticators/poll".to_owned(),
            "client.geographical_context.geolocation.lat" => "59.9".to_owned(),
            "client.geographical_context.geolocation.lon" => "10.75".to_owned(),
            _ => String::new(),
        };
        header.iter().map(value).collect::<Vec<_>>().join(",")
    };
    let (new, old) = (row("2026-03-02T09:00:00.000Z"), row("2026-03-02T08:00:00.000Z"));
    for more in [0, 3] {
        let added: String = (0..more).map(|n| format!(",new_column_{n}")).collect();
        let empty = ",x".repeat(more);
        let ingested = read(format!("{CONSOLE}{added}\n{new}{empty}\n{old}{empty}\n"));
        assert_eq!(fates(&ingested), (2, 0, 0), "{:?}", ingested.issues);
        assert!(event(&ingested, 0).time > event(&ingested, 1).time);
        let first = event(&ingested, 0);
        assert_eq!((first.kind, first.factor), (EventKind::PromptAnswered, Factor::Push));
        assert_eq!(text(&ingested, first.app), "Payroll");
        let place = ingested.parties.get(first.source).place;
        assert_eq!(place.point, GeoPoint::from_degrees(59.9, 10.75));
    }
}
