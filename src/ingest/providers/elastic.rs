//! Duo and Entra ID as Elastic's integrations keep them.
//!
//! In: documents whose `event.original` is gone; where it is there, the reader takes that instead.
//! Out: what the vendor's own record gives, since each field is put where the record's own goes.
//! Must never know: what the fields mean.

use std::sync::LazyLock;

use super::Mark::{Record, Tool, Vendor};
use super::{FieldRow, Format, Mark, Meta, column_of, documents, duo, entra};
use crate::ingest::trie::{Target, Trie};
use crate::model::Provider;

/// What both integrations have in common.
const SHARED: Meta = Meta {
    key: "",
    provider: Provider::Other,
    title: "",
    stream: "",
    exports: &[
        "documents: lines, array, search results (hits.hits[]._source)",
        "Kibana CSV: the same names as columns, the time in the analyst's zone",
    ],
    cannot_tell: &[
        "Where event.original is kept, it is read again as the record of the vendor; otherwise \
         the document says less",
    ],
    unsupported: &[],
    required: &[],
    fields: &[],
    events: &[],
    outcomes: &[],
    factors: Vec::new,
};

/// Duo in Elastic.
pub(super) static DUO: Format = Format {
    meta: Meta {
        key: "duo_elastic",
        provider: Provider::Duo,
        title: "Duo authentication log in Elastic",
        stream: "authentication",
        fields: DUO_FIELDS,
        ..SHARED
    },
    trie: || &DUO_TRIE,
    column: |name| column_of(&DUO_TRIE, name),
    recognise: |picked| (duo::AUTHENTICATION.recognise)(picked),
    normalize: |picked, batch| (duo::AUTHENTICATION.normalize)(picked, batch),
    prepare: None,
    line: None,
};

/// Entra ID in Elastic.
pub(super) static ENTRA: Format = Format {
    meta: Meta {
        key: "entra_elastic",
        provider: Provider::Entra,
        title: "Entra ID sign-in log in Elastic",
        stream: "sign_in",
        fields: ENTRA_FIELDS,
        ..SHARED
    },
    trie: || &ENTRA_TRIE,
    column: |name| column_of(&ENTRA_TRIE, name),
    recognise: |picked| (entra::sign_in::FORMAT.recognise)(picked),
    normalize: |picked, batch| (entra::sign_in::FORMAT.normalize)(picked, batch),
    prepare: None,
    line: None,
};

static DUO_TRIE: LazyLock<Trie> = LazyLock::new(|| stand_ins(DUO_FIELDS, &duo::AUTHENTICATION));
static ENTRA_TRIE: LazyLock<Trie> =
    LazyLock::new(|| stand_ins(ENTRA_FIELDS, &entra::sign_in::FORMAT));

/// The tree of documents whose fields stand for those of a vendor's own record: each row names
/// the field that it stands for.
fn stand_ins(rows: &[FieldRow], of: &Format) -> Trie {
    let aimed: Vec<FieldRow> = rows
        .iter()
        .filter_map(|row| {
            let own = of.meta.fields.iter().find(|own| own.path == row.field)?;
            Some(FieldRow { target: own.target, ..*row })
        })
        .collect();
    documents(&aimed)
}

/// A field that stands for one of the vendor's own record; the tree is aimed by that one's name.
const fn stands_for(own: &'static str, path: &'static str, mark: Mark) -> FieldRow {
    FieldRow {
        path,
        field: own,
        meaning: "as in the vendor's record",
        mark,
        target: Target::Slot(0),
    }
}

const DUO_FIELDS: &[FieldRow] = &[
    stands_for("_raw", "event.original", Tool),
    stands_for("isotimestamp", "@timestamp", Tool),
    stands_for("txid", "cisco_duo.auth.txid", Tool),
    stands_for("user.name", "user.name", Tool),
    stands_for("alias", "cisco_duo.auth.alias", Tool),
    stands_for("result", "cisco_duo.auth.result", Tool),
    stands_for("reason", "cisco_duo.auth.reason", Tool),
    stands_for("factor", "cisco_duo.auth.factor", Tool),
    stands_for("event_type", "cisco_duo.auth.event_type", Tool),
    stands_for("access_device.ip", "cisco_duo.auth.access_device.ip", Tool),
    stands_for("access_device.location.city", "cisco_duo.auth.access_device.location.city", Tool),
    stands_for("access_device.location.state", "cisco_duo.auth.access_device.location.state", Tool),
    stands_for(
        "access_device.location.country",
        "cisco_duo.auth.access_device.location.country",
        Tool,
    ),
    stands_for("access_device.hostname", "cisco_duo.auth.access_device.hostname", Tool),
    stands_for("access_device.epkey", "cisco_duo.auth.access_device.epkey", Tool),
    stands_for("access_device.os", "user_agent.os.name", Tool),
    stands_for("access_device.os_version", "user_agent.os.version", Tool),
    stands_for("access_device.browser", "user_agent.name", Tool),
    stands_for("access_device.browser_version", "user_agent.version", Tool),
    stands_for("auth_device.ip", "cisco_duo.auth.auth_device.ip", Tool),
    stands_for("auth_device.location.city", "cisco_duo.auth.auth_device.location.city", Tool),
    stands_for("auth_device.location.state", "cisco_duo.auth.auth_device.location.state", Tool),
    stands_for("auth_device.location.country", "cisco_duo.auth.auth_device.location.country", Tool),
    stands_for("auth_device.key", "cisco_duo.auth.auth_device.key", Tool),
    stands_for("auth_device.name", "cisco_duo.auth.auth_device.name", Tool),
    stands_for("application.name", "cisco_duo.auth.application.name", Tool),
];

const ENTRA_FIELDS: &[FieldRow] = &[
    stands_for("_raw", "event.original", Record),
    stands_for("createdDateTime", "azure.signinlogs.properties.created_at", Record),
    stands_for("id", "azure.signinlogs.properties.id", Record),
    stands_for("originalRequestId", "azure.signinlogs.properties.original_request_id", Record),
    stands_for("correlationId", "azure.signinlogs.properties.correlation_id", Record),
    stands_for("sessionId", "azure.signinlogs.properties.session_id", Vendor),
    stands_for("userPrincipalName", "azure.signinlogs.properties.user_principal_name", Record),
    stands_for("userId", "azure.signinlogs.properties.user_id", Record),
    stands_for("userDisplayName", "azure.signinlogs.properties.user_display_name", Record),
    stands_for("status.errorCode", "azure.signinlogs.properties.status.error_code", Record),
    stands_for("status.failureReason", "azure.signinlogs.properties.status.failure_reason", Vendor),
    stands_for(
        "status.additionalDetails",
        "azure.signinlogs.properties.status.additional_details",
        Vendor,
    ),
    stands_for("resultType", "azure.signinlogs.result_type", Record),
    stands_for("resultDescription", "azure.signinlogs.result_description", Vendor),
    stands_for("category", "azure.signinlogs.category", Record),
    stands_for("operationName", "azure.signinlogs.operation_name", Record),
    stands_for("ipAddress", "source.ip", Record),
    stands_for("ipAddress", "client.ip", Record),
    stands_for("location.city", "geo.city_name", Record),
    stands_for("location.countryOrRegion", "geo.country_iso_code", Record),
    stands_for("location.geoCoordinates.latitude", "geo.location.lat", Record),
    stands_for("location.geoCoordinates.longitude", "geo.location.lon", Record),
    stands_for(
        "autonomousSystemNumber",
        "azure.signinlogs.properties.autonomous_system_number",
        Record,
    ),
    stands_for("userAgent", "user_agent.original", Record),
    stands_for(
        "deviceDetail.deviceId",
        "azure.signinlogs.properties.device_detail.device_id",
        Record,
    ),
    stands_for(
        "deviceDetail.displayName",
        "azure.signinlogs.properties.device_detail.display_name",
        Vendor,
    ),
    stands_for(
        "deviceDetail.operatingSystem",
        "azure.signinlogs.properties.device_detail.operating_system",
        Record,
    ),
    stands_for("deviceDetail.browser", "azure.signinlogs.properties.device_detail.browser", Record),
    stands_for("appDisplayName", "azure.signinlogs.properties.app_display_name", Record),
    stands_for("resourceDisplayName", "azure.signinlogs.properties.resource_display_name", Record),
    stands_for(
        "mfaDetail.authMethod",
        "azure.signinlogs.properties.mfa_detail.auth_method",
        Vendor,
    ),
    stands_for(
        "mfaDetail.authDetail",
        "azure.signinlogs.properties.mfa_detail.auth_detail",
        Vendor,
    ),
    stands_for("isInteractive", "azure.signinlogs.properties.is_interactive", Record),
    stands_for(
        "riskLevelDuringSignIn",
        "azure.signinlogs.properties.risk_level_during_signin",
        Record,
    ),
    stands_for(
        "authenticationDetails[].authenticationStepDateTime",
        "azure.signinlogs.properties.authentication_details[].authentication_step_date_time",
        Record,
    ),
    stands_for(
        "authenticationDetails[].authenticationMethod",
        "azure.signinlogs.properties.authentication_details[].authentication_method",
        Record,
    ),
    stands_for(
        "authenticationDetails[].authenticationMethodDetail",
        "azure.signinlogs.properties.authentication_details[].authentication_method_detail",
        Vendor,
    ),
    stands_for(
        "authenticationDetails[].succeeded",
        "azure.signinlogs.properties.authentication_details[].succeeded",
        Record,
    ),
    stands_for(
        "authenticationDetails[].authenticationStepResultDetail",
        "azure.signinlogs.properties.authentication_details[].authentication_step_result_detail",
        Record,
    ),
    stands_for(
        "authenticationDetails[].authenticationStepRequirement",
        "azure.signinlogs.properties.authentication_details[].authentication_step_requirement",
        Record,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_for_one_that_the_vendor_has() {
        for (rows, of) in
            [(DUO_FIELDS, &duo::AUTHENTICATION), (ENTRA_FIELDS, &entra::sign_in::FORMAT)]
        {
            for row in rows {
                let is_known = of.meta.fields.iter().any(|own| own.path == row.field);
                assert!(is_known, "{} stands for {}, which is no field", row.path, row.field);
            }
        }
    }
}
