//! Stories as the CSV files of Entra: the portal's two, Log Analytics, and the unified audit log.
//!
//! In: a story. Out: CSV. Must never know: rules, other providers.

use serde_json::json;

use crate::model::Timestamp;

use super::record::SignIn;
use super::{Attempt, Story, attempts, envelope, ticks_z};

/// A time to the second, as the portal's CSV writes it.
fn second(ticks: &str) -> String {
    format!("{}Z", ticks.get(..19).unwrap_or(ticks))
}

/// One row; every cell is quoted.
fn row(cells: &[&str]) -> String {
    let quoted: Vec<_> =
        cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    quoted.join(",") + "\r\n"
}

fn last_states(story: &Story) -> Vec<Attempt<'_>> {
    let mut attempts = attempts(story);
    attempts.reverse();
    attempts
}

/// The sign-in CSV and the AuthDetails CSV of one download, newest first.
pub fn portal(story: &Story) -> (String, String) {
    let mut sign_ins = portal_header();
    let mut details = format!("\u{feff}{}", row(&DETAILS));
    for attempt in last_states(story) {
        let Some((_, state)) = attempt.states.last() else { continue };
        sign_ins.push_str(&portal_row(state));
        for step in &state.authentication_details {
            details.push_str(&row(&[
                &step.authentication_step_date_time,
                &state.id,
                step.authentication_method,
                step.authentication_method_detail.as_deref().unwrap_or_default(),
                if step.succeeded { "true" } else { "false" },
                step.authentication_step_result_detail,
                step.authentication_step_requirement,
            ]));
        }
    }
    (sign_ins, details)
}

/// The first line of the portal's sign-in CSV, with its byte order mark.
pub fn portal_header() -> String {
    format!("\u{feff}{}", row(&PORTAL))
}

/// The rows of the portal's sign-in CSV, each with the time at which its last state was written.
pub fn portal_rows(story: &Story) -> Vec<(Timestamp, String)> {
    let attempts = attempts(story);
    let last = attempts.iter().filter_map(|attempt| attempt.states.last());
    last.map(|(written, state)| (*written, portal_row(state))).collect()
}

const DETAILS: [&str; 7] = [
    "Date (UTC)",
    "Request ID",
    "Authentication method",
    "Authentication method detail",
    "Succeeded",
    "Result detail",
    "Requirement",
];

/// The columns that Pushscope reads, with the odd blanks of the export, and some that it does not.
const PORTAL: [&str; 26] = [
    "Date (UTC)",
    "Request ID",
    "User agent",
    "Correlation ID",
    "User ID",
    "User",
    "Username",
    "Incoming token type",
    "Unique token identifier",
    "Application",
    "Application ID ",
    "Resource",
    "Resource ID ",
    "IP address",
    "Location",
    "Status",
    "Sign-in error code",
    "Failure reason",
    "Device ID",
    "Browser",
    "Operating System",
    "Multifactor authentication result",
    "Multifactor authentication auth method",
    "Multifactor authentication auth detail",
    "Autonomous system  number",
    "Incoming token type",
];

fn portal_row(state: &SignIn<'_>) -> String {
    let place = &state.location;
    let status = &state.status;
    let is_done = status.error_code == 0;
    let code = status.error_code.to_string();
    let mfa = state.mfa_detail.as_ref();
    row(&[
        &second(&state.created_date_time),
        &state.id,
        state.user_agent,
        &state.correlation_id,
        &state.user_id,
        state.user_display_name,
        state.user_principal_name,
        "none",
        // A spreadsheet would take it for a formula.
        &format!("'-{}", state.unique_token_identifier),
        state.app_display_name,
        &state.app_id,
        state.resource_display_name,
        &state.resource_id,
        state.ip_address,
        &format!("{}, {}, {}", place.city, place.state, place.country_or_region),
        match status.error_code {
            0 => "Success",
            50140 => "Interrupted",
            _ => "Failure",
        },
        if is_done { "" } else { &code },
        status.failure_reason,
        &state.device_detail.device_id,
        state.device_detail.browser,
        state.device_detail.operating_system,
        status.additional_details.unwrap_or_default(),
        mfa.map_or("", |mfa| mfa.auth_method),
        mfa.and_then(|mfa| mfa.auth_detail.as_deref()).unwrap_or_default(),
        &state.autonomous_system_number.to_string(),
        "none",
    ])
}

/// The columns of the Log Analytics CSV that Pushscope reads.
const TABLE: [&str; 22] = [
    "TimeGenerated [UTC]",
    "CreatedDateTime [UTC]",
    "Id",
    "OriginalRequestId",
    "CorrelationId",
    "UserPrincipalName",
    "UserDisplayName",
    "UserId",
    "AppDisplayName",
    "ResourceDisplayName",
    "IPAddress",
    "AutonomousSystemNumber",
    "UserAgent",
    "ResultType",
    "Status_string",
    "Status_dynamic",
    "LocationDetails_dynamic",
    "DeviceDetail_dynamic",
    "MfaDetail_dynamic",
    "AuthenticationDetails",
    "IsInteractive",
    "Type",
];

/// The query result of Log Analytics: every state of every attempt, objects as JSON in cells.
///
/// # Errors
/// Only if a value cannot be written as JSON, which none of these can.
pub fn log_analytics(story: &Story) -> serde_json::Result<String> {
    let rows = log_analytics_rows(story)?;
    Ok(rows.iter().fold(log_analytics_header(), |text, (_, row)| text + row))
}

/// The first line of the query result, with its byte order mark.
pub fn log_analytics_header() -> String {
    format!("\u{feff}{}", row(&TABLE))
}

/// The rows of the query result, each with the time at which it was written.
///
/// # Errors
/// As [`log_analytics`].
pub fn log_analytics_rows(story: &Story) -> serde_json::Result<Vec<(Timestamp, String)>> {
    let attempts = attempts(story);
    let states = attempts.iter().flat_map(|attempt| &attempt.states);
    states.map(|(written, state)| Ok((*written, table_row(*written, state)?))).collect()
}

fn table_row(written: Timestamp, state: &SignIn<'_>) -> serde_json::Result<String> {
    Ok(row(&[
        &american(&ticks_z(written)),
        &american(&state.created_date_time),
        &state.id,
        &state.original_request_id,
        &state.correlation_id,
        state.user_principal_name,
        state.user_display_name,
        &state.user_id,
        state.app_display_name,
        state.resource_display_name,
        state.ip_address,
        &state.autonomous_system_number.to_string(),
        state.user_agent,
        &state.status.error_code.to_string(),
        "",
        &serde_json::to_string(&state.status)?,
        &serde_json::to_string(&state.location)?,
        &serde_json::to_string(&state.device_detail)?,
        &serde_json::to_string(&state.mfa_detail)?,
        &serde_json::to_string_pretty(&state.authentication_details)?,
        "true",
        "SigninLogs",
    ]))
}

/// `2021-04-28T14:08:45.2210000Z` as `4/28/2021, 2:08:45.221 PM`.
fn american(ticks: &str) -> String {
    let number = |from: usize, to: usize| -> u32 {
        ticks.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or_default()
    };
    let (year, month, day, hour) = (number(0, 4), number(5, 7), number(8, 10), number(11, 13));
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    let rest = ticks.get(14..23).unwrap_or_default();
    format!("{month}/{day}/{year}, {hour}:{rest} {half}")
}

/// The unified audit log as `Search-UnifiedAuditLog` exports it: each state of each attempt that
/// this log tells of, the record as JSON in a cell.
pub fn unified_audit_log(story: &Story) -> String {
    let mut text = row(&["RecordType", "CreationDate", "UserIds", "Operations", "AuditData"]);
    for attempt in attempts(story) {
        for (written, state) in &attempt.states {
            let time = ticks_z(*written);
            let granted = matches!(state.status.error_code, 0 | 50140);
            let operation = if granted { "UserLoggedIn" } else { "UserLoginFailed" };
            let record = json!({
                "CreationTime": time.get(..19), "Id": format!("{}-{}", state.id, time),
                "Operation": operation, "RecordType": 15, "ResultStatus": "Success",
                "Workload": "AzureActiveDirectory", "UserId": state.user_principal_name,
                "ClientIP": format!("{}:443", state.ip_address),
                "ErrorNumber": state.status.error_code.to_string(),
                "InterSystemsId": state.correlation_id, "IntraSystemId": state.id,
                "ApplicationId": state.app_id,
                "ExtendedProperties": [{"Name": "UserAgent", "Value": state.user_agent}],
            });
            text.push_str(&row(&[
                "AzureActiveDirectoryStsLogon",
                &american(&time),
                state.user_principal_name,
                operation,
                &record.to_string(),
            ]));
        }
    }
    text
}

/// `{"records": […]}` as an Event Hub hands Azure Monitor's lines over, one batch a line.
///
/// # Errors
/// As [`log_analytics`].
pub fn event_hub(story: &Story) -> serde_json::Result<String> {
    let mut lines = String::new();
    for attempt in attempts(story) {
        let records = attempt
            .states
            .iter()
            .map(|(written, state)| serde_json::to_string(&envelope(*written, state)))
            .collect::<serde_json::Result<Vec<_>>>()?;
        lines.push_str(&format!("{{\"records\":[{}]}}\n", records.join(",")));
    }
    Ok(lines)
}
