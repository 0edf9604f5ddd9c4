//! The shape of one sign-in record (Graph beta; the `properties` of Azure Monitor are the same).
//!
//! In: values. Out: JSON. Must never know: stories.

use serde::Serialize;

/// One sign-in.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignIn<'a> {
    pub(super) id: String,
    pub(super) created_date_time: String,
    pub(super) user_display_name: &'a str,
    pub(super) user_principal_name: &'a str,
    pub(super) user_id: String,
    pub(super) app_id: String,
    pub(super) app_display_name: &'a str,
    pub(super) ip_address: &'a str,
    pub(super) client_app_used: &'a str,
    pub(super) user_agent: &'a str,
    pub(super) correlation_id: String,
    pub(super) conditional_access_status: &'a str,
    pub(super) original_request_id: String,
    pub(super) is_interactive: bool,
    pub(super) token_issuer_name: &'a str,
    pub(super) token_issuer_type: &'a str,
    pub(super) processing_time_in_milliseconds: i64,
    pub(super) risk_detail: &'a str,
    pub(super) risk_level_aggregated: &'a str,
    pub(super) risk_level_during_sign_in: &'a str,
    pub(super) risk_state: &'a str,
    #[serde(rename = "riskEventTypes_v2")]
    pub(super) risk_event_types: Vec<&'a str>,
    pub(super) resource_display_name: &'a str,
    pub(super) resource_id: String,
    pub(super) resource_tenant_id: String,
    pub(super) home_tenant_id: String,
    pub(super) authentication_requirement: &'a str,
    pub(super) sign_in_identifier: &'a str,
    pub(super) alternate_sign_in_name: &'a str,
    pub(super) service_principal_id: &'a str,
    pub(super) user_type: &'a str,
    pub(super) flagged_for_review: bool,
    pub(super) is_tenant_restricted: bool,
    pub(super) autonomous_system_number: u32,
    pub(super) cross_tenant_access_type: &'a str,
    pub(super) unique_token_identifier: String,
    pub(super) session_id: Option<String>,
    pub(super) incoming_token_type: &'a str,
    pub(super) authentication_protocol: &'a str,
    pub(super) status: Status<'a>,
    pub(super) device_detail: DeviceDetail<'a>,
    pub(super) location: Location<'a>,
    pub(super) mfa_detail: Option<MfaDetail<'a>>,
    pub(super) applied_conditional_access_policies: Vec<&'a str>,
    pub(super) authentication_processing_details: Vec<Pair<'a>>,
    pub(super) network_location_details: Vec<&'a str>,
    pub(super) authentication_details: Vec<Step<'a>>,
    pub(super) authentication_requirement_policies: Vec<RequirementPolicy<'a>>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status<'a> {
    pub(super) error_code: u32,
    pub(super) failure_reason: &'a str,
    pub(super) additional_details: Option<&'a str>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeviceDetail<'a> {
    pub(super) device_id: String,
    pub(super) display_name: &'a str,
    pub(super) operating_system: &'a str,
    pub(super) browser: &'a str,
    pub(super) is_compliant: bool,
    pub(super) is_managed: bool,
    pub(super) trust_type: &'a str,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    pub(super) city: &'a str,
    pub(super) state: &'a str,
    pub(super) country_or_region: &'a str,
    pub(super) geo_coordinates: Coordinates,
}

#[derive(Clone, Serialize)]
pub(super) struct Coordinates {
    pub(super) latitude: f64,
    pub(super) longitude: f64,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MfaDetail<'a> {
    pub(super) auth_method: &'a str,
    pub(super) auth_detail: Option<String>,
}

#[derive(Clone, Serialize)]
pub(super) struct Pair<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a str,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Step<'a> {
    pub(super) authentication_step_date_time: String,
    pub(super) authentication_method: &'a str,
    pub(super) authentication_method_detail: Option<String>,
    pub(super) succeeded: bool,
    pub(super) authentication_step_result_detail: &'a str,
    pub(super) authentication_step_requirement: &'a str,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequirementPolicy<'a> {
    pub(super) requirement_provider: &'a str,
    pub(super) detail: &'a str,
}

/// The envelope of Azure Monitor.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<'a> {
    pub(super) time: String,
    pub(super) resource_id: String,
    pub(super) operation_name: &'a str,
    pub(super) operation_version: &'a str,
    pub(super) category: &'a str,
    pub(super) tenant_id: String,
    pub(super) result_type: String,
    pub(super) result_signature: &'a str,
    pub(super) result_description: &'a str,
    pub(super) duration_ms: u32,
    pub(super) caller_ip_address: &'a str,
    pub(super) correlation_id: &'a str,
    pub(super) identity: &'a str,
    #[serde(rename = "Level")]
    pub(super) level: u8,
    pub(super) location: &'a str,
    pub(super) properties: &'a SignIn<'a>,
}
