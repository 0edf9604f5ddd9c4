//! One record in every shape in which it is exported gives one event.

use serde_json::{Value, json};

use crate::ingest::Ingested;
use crate::ingest::testing::{event, event_of, fates, lines, okta, read, text, with};
use crate::model::{AuthEvent, EventKind, Factor, GeoPoint, Outcome, TimeBasis};

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

/// Each plain value of a record with its path; lists of objects are left out.
fn flat(record: &Value, separator: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (key, value) in record.as_object().unwrap() {
        match value {
            Value::Object(_) => {
                for (below, value) in flat(value, separator) {
                    all.push((format!("{key}{separator}{below}"), value));
                }
            }
            Value::Array(_) => {}
            value => all.push((key.clone(), value.clone())),
        }
    }
    all
}

fn csv(columns: &[(String, String)]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |cells: Vec<String>| cells.join(",") + "\n";
    row(columns.iter().map(|(name, _)| quoted(name)).collect())
        + &row(columns.iter().map(|(_, value)| quoted(value)).collect())
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn cells(columns: &[(String, Value)]) -> Vec<(String, String)> {
    columns.iter().map(|(name, value)| (name.clone(), shown(value))).collect()
}

#[test]
fn api_lines_hooks_and_bridges_give_the_record() {
    same(&json!([answer()]).to_string());
    same(&lines(&[answer()]));
    same(&json!({"eventType": "com.okta.event_hook", "data": {"events": [answer()]}}).to_string());
    same(&json!({"version": "0", "detail-type": "SystemLog", "detail": answer()}).to_string());
}

#[test]
fn splunk_json_holds_the_record_its_text_or_its_paths() {
    let ingest_time = "2026-05-01T00:00:00.000+00:00";
    same(&json!({"preview": false, "result": answer()}).to_string());
    same(
        &json!({"preview": false, "result": {"_raw": answer().to_string(), "_time": ingest_time}})
            .to_string(),
    );
    same(&json!({"result": splunk(), "offset": 3}).to_string());
    same(&Value::Object(splunk()).to_string());
}

/// Paths as keys, and a list for each key of the targets, as Splunk extracts them.
fn splunk() -> serde_json::Map<String, Value> {
    let mut fields: serde_json::Map<_, _> = flat(&answer(), ".").into_iter().collect();
    for key in ["type", "displayName", "alternateId", "id"] {
        let list =
            answer()["target"].as_array().unwrap().iter().map(|it| it[key].clone()).collect();
        fields.insert(format!("target{{}}.{key}"), Value::Array(list));
    }
    fields.insert("_time".to_owned(), json!("2026-05-01T00:00:00.000+00:00"));
    fields
}

#[test]
fn splunk_csv_holds_the_text_or_the_paths() {
    let listed = |value: &Value| match value {
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join("\n"),
        value => shown(value),
    };
    let mut columns: Vec<_> =
        splunk().iter().map(|(name, value)| (name.clone(), listed(value))).collect();
    same(&csv(&columns));
    columns.push(("_raw".to_owned(), answer().to_string()));
    same(&csv(&columns));
    same(&csv(&[
        ("_raw".to_owned(), answer().to_string()),
        ("_time".to_owned(), "2026-05-01T00:00:00.000+00:00".to_owned()),
        ("host".to_owned(), "h1".to_owned()),
    ]));
}

/// A row of `Okta_CL`; `lists` writes the targets.
fn sentinel(targets: &str) -> Vec<(String, Value)> {
    let mut columns = vec![("TimeGenerated".to_owned(), json!("2026-03-09T00:00:00Z"))];
    for (path, value) in flat(&answer(), "_") {
        let suffix = match (&*path, &value) {
            ("published", _) => "t",
            ("uuid", _) => "g",
            (_, Value::Bool(_)) => "b",
            (_, Value::Number(_)) => "d",
            _ => "s",
        };
        columns.push((format!("{path}_{suffix}"), value));
    }
    columns.push(("target_s".to_owned(), json!(targets)));
    columns
}

/// JSON as PowerShell writes it: what lies deeper is its own text.
fn powershell_targets() -> String {
    let mut targets = answer()["target"].clone();
    targets[1]["detailEntry"] = json!("@{methodTypeUsed=Get a push notification; other=x=y; z}");
    serde_json::to_string_pretty(&targets).unwrap().replace('\n', "\r\n")
}

#[test]
fn sentinel_rows_give_the_record_and_its_own_time() {
    let rows: serde_json::Map<_, _> = sentinel(&powershell_targets()).into_iter().collect();
    let ingested = same(&json!([rows]).to_string());
    assert_eq!(ingested.evidence.notes.get("wrong_type"), None);
    let mut columns = cells(&sentinel(&powershell_targets()));
    same(&csv(&columns));
    for column in &mut columns {
        if ["TimeGenerated", "published_t"].contains(&&*column.0) {
            column.0.push_str(" [UTC]");
        }
        if column.0 == "published_t [UTC]" {
            column.1 = "3/2/2026, 8:00:01.250 AM".to_owned();
        }
    }
    same(&csv(&columns));
}

#[test]
fn a_sentinel_row_without_its_own_time_says_that_it_used_the_time_of_ingest() {
    let rows: serde_json::Map<_, _> =
        sentinel("[]").into_iter().filter(|(name, _)| name != "published_t").collect();
    let ingested = read(Value::Object(rows).to_string());
    assert_eq!(fates(&ingested), (1, 0, 0));
    assert_eq!(event(&ingested, 0).time.to_string(), "2026-03-09T00:00:00.000000Z");
    assert_eq!(ingested.evidence.notes["ingest_time_used"], 1);
}

#[test]
fn a_sentinel_column_in_local_time_is_of_a_zone_that_nobody_named() {
    let mut columns = cells(&sentinel("[]"));
    for column in &mut columns {
        if column.0 == "published_t" {
            *column =
                ("published_t [Local Time]".to_owned(), "3/2/2026, 9:00:01.250 AM".to_owned());
        }
    }
    let ingested = read(csv(&columns));
    assert_eq!(fates(&ingested), (1, 0, 0), "{:?}", ingested.issues);
    assert_eq!(event(&ingested, 0).time_basis, TimeBasis::Assumed);
}

fn sentinel_v2() -> Vec<(String, Value)> {
    let record = answer();
    let at = |path: &str| path.split('.').fold(&record, |value, key| &value[key]).clone();
    [
        ("TimeGenerated", "published"),
        ("EventOriginalUid", "uuid"),
        ("EventOriginalType", "eventType"),
        ("EventMessage", "displayMessage"),
        ("OriginalUserType", "actor.type"),
        ("OriginalActorAlternateId", "actor.alternateId"),
        ("ActorDisplayName", "actor.displayName"),
        ("OriginalOutcomeResult", "outcome.result"),
        ("EventOriginalResultDetails", "outcome.reason"),
        ("SrcIpAddr", "client.ipAddress"),
        ("SrcGeoCity", "client.geographicalContext.city"),
        ("SrcGeoRegion", "client.geographicalContext.state"),
        ("SrcGeoCountry", "client.geographicalContext.country"),
        ("SrcGeoLatitude", "client.geographicalContext.geolocation.lat"),
        ("SrcGeoLongtitude", "client.geographicalContext.geolocation.lon"),
        ("SecurityContextAsNumber", "securityContext.asNumber"),
        ("SecurityContextAsOrg", "securityContext.asOrg"),
        ("SecurityContextIsProxy", "securityContext.isProxy"),
        ("HttpUserAgent", "client.userAgent.rawUserAgent"),
        ("OriginalClientDevice", "client.device"),
        ("ActorSessionId", "authenticationContext.externalSessionId"),
        ("TransactionId", "transaction.id"),
        ("DebugData", "debugContext.debugData"),
        ("OriginalTarget", "target"),
    ]
    .map(|(column, path)| (column.to_owned(), at(path)))
    .to_vec()
}

#[test]
fn the_second_sentinel_table_gives_the_record() {
    let row: serde_json::Map<_, _> = sentinel_v2().into_iter().collect();
    same(&lines(&[Value::Object(row)]));
    same(&csv(&cells(&sentinel_v2())));
}

/// The record as Elastic's integration keeps it.
fn elastic() -> Value {
    let record = answer();
    let debug = &record["debugContext"]["debugData"];
    json!({
        "@timestamp": record["published"],
        "ecs": {"version": "8.8.0"},
        "event": {"action": record["eventType"], "category": ["authentication"], "kind": "event"},
        "client": {"ip": "203.0.113.9", "geo": {
            "city_name": "Oslo", "region_name": "Oslo", "country_name": "Norway",
            "location": {"lat": 59.9, "lon": 10.75}
        }},
        "source": {"ip": "203.0.113.9", "geo": {"city_name": "Changchun"}},
        "okta": {
            "actor": {"alternate_id": "alice@corp.example", "display_name": "Alice A.", "type": "User"},
            "authentication_context": {"external_session_id": "idx1"},
            "client": {"device": "Computer", "ip": "203.0.113.9", "user_agent": {
                "raw_user_agent": "Mozilla/5.0 (X11)", "os": "Linux", "browser": "FIREFOX"
            }},
            "debug_context": {"debug_data": {
                "factor": debug["factor"], "request_uri": debug["requestUri"], "flattened": debug,
            }},
            "display_message": record["displayMessage"],
            "event_type": record["eventType"],
            "outcome": record["outcome"],
            "security_context": {
                "as": {"number": 64500, "organization": {"name": "Example Net"}}, "is_proxy": false
            },
            "target": [
                {"type": "AppInstance", "display_name": "Payroll", "alternate_id": "Payroll"},
                {"type": "AuthenticatorEnrollment", "display_name": "Okta Verify", "id": "pfd1",
                 "alternate_id": "unknown", "detailEntry": {"methodTypeUsed": "Get a push notification"}}
            ],
            "transaction": {"id": "t1", "type": "WEB"},
            "uuid": record["uuid"],
        }
    })
}

#[test]
fn elastic_documents_give_the_record_with_and_without_its_text() {
    same(&lines(&[elastic()]));
    same(
        &json!({"hits": {"total": {"value": 1}, "hits": [{"_index": "x", "_source": elastic()}]}})
            .to_string(),
    );
    let whole = with(elastic(), json!({"event": {"original": answer().to_string()}}));
    let ingested = same(&lines(&[whole]));
    assert_eq!(event(&ingested, 0).content, event_of(&answer()).0.content);
    let cut = with(elastic(), json!({"event": {"original": "{\"uuid\": \"okta-"}}));
    let ingested = same(&lines(&[cut]));
    assert_eq!(ingested.evidence.notes["inner_record_broken"], 1);
}

#[test]
fn a_kibana_csv_gives_the_record_in_the_zone_of_whoever_exported_it() {
    let mut columns = cells(&flat(&elastic(), "."));
    columns.push(("okta.target".to_owned(), elastic()["okta"]["target"].to_string()));
    let same_zone = same(&csv(&columns));
    assert_eq!(event(&same_zone, 0).time_basis, TimeBasis::Zoned);
    for column in &mut columns {
        if column.0 == "@timestamp" {
            column.1 = "Mar 2, 2026 @ 08:00:01.250".to_owned();
        }
    }
    let local = same(&csv(&columns));
    assert_eq!(event(&local, 0).time_basis, TimeBasis::Assumed);
}

/// Keys at the top in lower case, as Panther keeps them.
fn panther() -> Vec<(String, Value)> {
    let record = answer();
    let fields = record.as_object().unwrap().iter();
    let fields = fields.map(|(key, value)| (key.to_lowercase(), value.clone()));
    let mut fields: Vec<_> = fields.collect();
    for field in &mut fields {
        if field.0 == "published" {
            field.1 = json!("2026-03-02 08:00:01.250");
        }
    }
    fields.push(("p_log_type".to_owned(), json!("Okta.SystemLog")));
    fields
}

#[test]
fn panther_gives_the_record_from_json_and_from_objects_in_cells() {
    let row: serde_json::Map<_, _> = panther().into_iter().collect();
    same(&lines(&[Value::Object(row)]));
    let upper: Vec<_> =
        panther().into_iter().map(|(name, value)| (name.to_uppercase(), value)).collect();
    let ingested = same(&csv(&cells(&upper)));
    assert_eq!(event(&ingested, 0).time_basis, TimeBasis::Defined);
}

#[test]
fn a_structure_as_athena_prints_it_is_read() {
    let mut columns = cells(&panther());
    for column in &mut columns {
        if column.0 == "actor" {
            column.1 = "{id=a1, type=User, alternateid=alice@corp.example, displayname=Alice A.}"
                .to_owned();
        }
        if column.0 == "client" {
            column.1 = "{useragent={rawuseragent=Mozilla/5.0 (X11), os=Linux}, device=Computer, \
                ipaddress=203.0.113.9, geographicalcontext={city=Oslo, state=Oslo, country=Norway, \
                geolocation={lat=59.9, lon=10.75}}}"
                .to_owned();
        }
    }
    same(&csv(&columns));
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
