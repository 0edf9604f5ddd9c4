//! The shape of one System Log record, in the order in which the API writes its fields.
//!
//! In: values. Out: JSON. Must never know: stories.

use std::collections::BTreeMap;

use serde::Serialize;

/// One LogEvent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record<'a> {
    pub(super) actor: Entity<'a>,
    pub(super) client: Client<'a>,
    pub(super) device: Option<Device<'a>>,
    pub(super) authentication_context: AuthenticationContext<'a>,
    pub(super) display_message: &'a str,
    pub(super) event_type: &'a str,
    pub(super) outcome: Outcome<'a>,
    pub(super) published: &'a str,
    pub(super) security_context: SecurityContext<'a>,
    pub(super) severity: &'a str,
    pub(super) debug_context: DebugContext<'a>,
    pub(super) legacy_event_type: Option<&'a str>,
    pub(super) transaction: Transaction<'a>,
    pub(super) uuid: &'a str,
    pub(super) version: &'a str,
    pub(super) request: Request<'a>,
    pub(super) target: Vec<Entity<'a>>,
}

/// An actor or a target.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entity<'a> {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    pub(super) alternate_id: &'a str,
    pub(super) display_name: &'a str,
    pub(super) detail_entry: Option<BTreeMap<&'a str, &'a str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Client<'a> {
    pub(super) user_agent: UserAgent<'a>,
    pub(super) zone: &'a str,
    pub(super) device: &'a str,
    pub(super) id: Option<&'a str>,
    pub(super) ip_address: &'a str,
    pub(super) geographical_context: Geography<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAgent<'a> {
    pub(super) raw_user_agent: &'a str,
    pub(super) os: &'a str,
    pub(super) browser: &'a str,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Geography<'a> {
    pub(super) city: &'a str,
    pub(super) state: &'a str,
    pub(super) country: &'a str,
    pub(super) postal_code: Option<&'a str>,
    pub(super) geolocation: Geolocation,
}

#[derive(Clone, Serialize)]
pub(super) struct Geolocation {
    pub(super) lat: f64,
    pub(super) lon: f64,
}

#[derive(Serialize)]
pub(super) struct Device<'a> {
    pub(super) id: String,
    pub(super) name: &'a str,
    pub(super) os_platform: &'a str,
    pub(super) os_version: &'a str,
    pub(super) managed: bool,
    pub(super) registered: bool,
    pub(super) device_integrator: Option<&'a str>,
    pub(super) disk_encryption_type: &'a str,
    pub(super) screen_lock_type: &'a str,
    pub(super) jailbreak: Option<bool>,
    pub(super) secure_hardware_present: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationContext<'a> {
    pub(super) authentication_provider: Option<&'a str>,
    pub(super) credential_provider: Option<&'a str>,
    pub(super) credential_type: Option<&'a str>,
    pub(super) issuer: Option<&'a str>,
    #[serde(rename = "interface")]
    pub(super) interface_name: Option<&'a str>,
    pub(super) authentication_step: u8,
    pub(super) root_session_id: &'a str,
    pub(super) external_session_id: &'a str,
}

#[derive(Clone, Copy, Serialize)]
pub(super) struct Outcome<'a> {
    pub(super) result: &'a str,
    pub(super) reason: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecurityContext<'a> {
    pub(super) as_number: u32,
    pub(super) as_org: &'a str,
    pub(super) isp: &'a str,
    pub(super) domain: &'a str,
    pub(super) is_proxy: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DebugContext<'a> {
    pub(super) debug_data: BTreeMap<&'a str, String>,
}

#[derive(Serialize)]
pub(super) struct Transaction<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    pub(super) id: &'a str,
    pub(super) detail: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request<'a> {
    pub(super) ip_chain: Vec<Hop<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hop<'a> {
    pub(super) ip: &'a str,
    pub(super) geographical_context: Geography<'a>,
    pub(super) version: &'a str,
    pub(super) source: Option<&'a str>,
}
