//! Duo's records in the shapes in which other tools keep them, and the telephony log beside.
//!
//! In: records of the authentication log as the API gives them. Out: records. Must never know:
//! rules, how the program reads.

use serde_json::{Map, Value, json};

use crate::model::{Span, Timestamp};

use super::calendar::micros_offset;

/// How long before the end of an attempt its call was begun or its message sent.
const BEFORE: Span = Span(9_000_000);

/// A record as Sentinel's tables flatten it: keys joined by `_`, with a suffix for the type.
pub fn sentinel(record: &Value) -> Value {
    let mut fields = Map::new();
    flatten(record, "", &mut fields);
    Value::Object(fields)
}

fn flatten(value: &Value, path: &str, out: &mut Map<String, Value>) {
    let (suffix, value) = match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let path = if path.is_empty() { key.clone() } else { format!("{path}_{key}") };
                flatten(value, &path, out);
            }
            return;
        }
        value if path == "isotimestamp" => ("_t [UTC]", value.clone()),
        value if path == "txid" => ("_g", value.clone()),
        Value::Null => ("_s", json!("")),
        Value::Number(number) => ("_d", json!(number.to_string())),
        Value::Array(_) => ("_s", json!(value.to_string())),
        value => ("_s", value.clone()),
    };
    out.insert(format!("{path}{suffix}"), value);
}

/// A record as duo_log_sync and the Splunk app write it.
pub fn synced(record: &Value) -> Value {
    let mut record = record.clone();
    if let Some(fields) = record.as_object_mut() {
        fields.insert("eventtype".to_owned(), json!("authentication"));
        fields.insert("host".to_owned(), json!("api-0a1b2c3d.duosecurity.com"));
    }
    record
}

/// The telephony records of the attempts that called or sent a message.
pub fn telephony(records: &[Value]) -> Vec<Value> {
    records.iter().filter_map(sent).collect()
}

fn sent(record: &Value) -> Option<Value> {
    let kind = match record.get("factor")?.as_str()? {
        "phone_call" => "phone",
        "sms_passcode" => "sms",
        _ => return None,
    };
    let ended = Timestamp(record.get("timestamp")?.as_i64()?.checked_mul(1_000_000)?);
    let txid = record.get("txid")?.as_str()?;
    Some(json!({
        "context": "authentication",
        "credits": if kind == "sms" { 1 } else { 2 },
        "phone": record.pointer("/auth_device/name")?,
        "telephony_id": format!("tel-{txid}"),
        "ts": micros_offset(Timestamp(ended.0 - BEFORE.0)),
        "txid": txid,
        "type": kind,
    }))
}
