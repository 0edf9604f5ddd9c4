//! Entra ID sign-in log, CSV of the portal: its columns, in the languages that are known, and the
//! words for how a sign-in ended. Data only.

use super::sign_in_tables::*;
use crate::ingest::providers::Mark::{self, Tool, Unverified, Vendor};
use crate::ingest::providers::{FieldRow, Meta, Required, slot};

pub(super) const META: Meta = Meta {
    key: "entra_csv",
    title: "Entra ID sign-in log, CSV of the portal",
    exports: &[
        "Portal, Sign-in logs, Download, CSV: InteractiveSignIns and NonInteractiveSignIns",
        "The same after a spreadsheet: semicolons, other dates",
    ],
    cannot_tell: &[
        "The CSV shows the last second factor of a sign-in only: several requests in one attempt \
         are one row. Download the JSON, or give the AuthDetails file of the same download too.",
        "Its times are those at which sign-ins began, not those at which requests were answered.",
        "Interactive and non-interactive sign-ins have the same columns; only the file's name \
         tells them apart.",
        "It holds no coordinates.",
        "In a language that the tables do not know, sign-ins are told by their ids and error \
         codes; a failed second factor is then shown as refused or wrong code.",
        "The log does not hold where the phone was, so where an approval was given cannot be \
         compared with where the sign-in was asked for.",
    ],
    unsupported: &[SERVICE_PRINCIPAL, MANAGED_IDENTITY],
    required: &[
        Required { name: "Request ID", slot: UID },
        Required { name: "Username", slot: USER },
        Required { name: "Date (UTC)", slot: UTC_TIME },
        Required { name: "Status", slot: STATUS },
    ],
    fields: FIELDS,
    ..super::sign_in_tables::META
};

const fn french(slot_of: usize, name: &'static str, field: &'static str, mark: Mark) -> FieldRow {
    slot(slot_of, name, field, "French", mark)
}

const fn spanish(slot_of: usize, name: &'static str, field: &'static str, mark: Mark) -> FieldRow {
    slot(slot_of, name, field, "Spanish", mark)
}

/// Compared without regard to case, kinds of apostrophe and repeated blanks.
const FIELDS: &[FieldRow] = &[
    slot(UTC_TIME, "Date (UTC)", "time", "start of the sign-in", Tool),
    slot(TIME, "Date", "time", "in a zone that is not named", Unverified),
    slot(UID, "Request ID", "uid", "", Tool),
    slot(CORRELATION, "Correlation ID", "transaction", "links attempts", Tool),
    slot(SESSION, "Session ID", "session", "", Tool),
    slot(USER, "Username", "user", "", Tool),
    slot(USER, "Sign-in identifier", "user", "where Username is empty", Tool),
    slot(USER_ID, "User ID", "user", "where no name is", Tool),
    slot(DISPLAY, "User", "display_name", "", Tool),
    slot(STATUS, "Status", "success", "where no error code is", Tool),
    slot(CODE, "Sign-in error code", "success, result", "empty for a success", Tool),
    slot(FAILURE, "Failure reason", "result", "", Tool),
    slot(ADDITIONAL, "Multifactor authentication result", "result, steps", "", Tool),
    slot(MFA_METHOD, "Multifactor authentication auth method", "steps", "", Tool),
    slot(MFA_DETAIL, "Multifactor authentication auth detail", "detail", "masked number", Tool),
    slot(IP, "IP address", "source.ip", "", Tool),
    slot(PLACE, "Location", "source.city, .state, .country", "parted by commas", Tool),
    slot(ASN, "Autonomous system number", "source.asn", "", Tool),
    slot(AGENT, "User agent", "source.user_agent", "", Tool),
    slot(DEVICE_ID, "Device ID", "source.device_id", "", Tool),
    slot(BROWSER, "Browser", "source.user_agent", "without User agent", Tool),
    slot(OS, "Operating System", "source.user_agent", "without User agent", Tool),
    slot(APP, "Application", "app", "", Tool),
    slot(RESOURCE, "Resource", "detail", "", Tool),
    slot(PRINCIPAL, "Service principal ID", "", "names an unread stream", Unverified),
    slot(PRINCIPAL, "Service principal name", "", "names an unread stream", Unverified),
    french(USER, "Nom d'utilisateur", "user", Tool),
    french(IP, "Adresse IP", "source.ip", Tool),
    french(PLACE, "Emplacement", "source.city, .state, .country", Tool),
    french(STATUS, "Statut", "success", Tool),
    french(CODE, "Code d'erreur de connexion", "success, result", Tool),
    french(AGENT, "Agent utilisateur", "source.user_agent", Tool),
    french(MFA_METHOD, "Méthode d'authentification multifacteur", "steps", Tool),
    french(SESSION, "ID de session", "session", Tool),
    french(ASN, "Numéro de système autonome", "source.asn", Tool),
    french(OS, "Système d'exploitation", "source.user_agent", Tool),
    french(BROWSER, "Navigateur", "source.user_agent", Tool),
    french(RESOURCE, "Ressource", "detail", Tool),
    french(UID, "ID de demande", "uid", Unverified),
    french(UID, "ID de la demande", "uid", Unverified),
    french(UID, "ID de requête", "uid", Unverified),
    french(CORRELATION, "ID de corrélation", "transaction", Unverified),
    french(USER_ID, "ID d'utilisateur", "user", Unverified),
    french(USER_ID, "ID utilisateur", "user", Unverified),
    french(DISPLAY, "Utilisateur", "display_name", Unverified),
    french(FAILURE, "Raison de l'échec", "result", Unverified),
    french(ADDITIONAL, "Résultat de l'authentification multifacteur", "steps", Unverified),
    french(DEVICE_ID, "ID d'appareil", "source.device_id", Unverified),
    spanish(CORRELATION, "Id. de correlación", "transaction", Tool),
    spanish(STATUS, "Estado", "success", Tool),
    spanish(FAILURE, "Motivo del error", "result", Tool),
    spanish(APP, "Aplicación", "app", Tool),
    spanish(RESOURCE, "Recurso", "detail", Tool),
    spanish(UTC_TIME, "Fecha (UTC)", "time", Unverified),
    spanish(UID, "Id. de solicitud", "uid", Unverified),
    spanish(USER, "Nombre de usuario", "user", Unverified),
    spanish(USER_ID, "Id. de usuario", "user", Unverified),
    spanish(DISPLAY, "Usuario", "display_name", Unverified),
    spanish(IP, "Dirección IP", "source.ip", Unverified),
    spanish(PLACE, "Ubicación", "source.city, .state, .country", Unverified),
    spanish(CODE, "Código de error de inicio de sesión", "success, result", Unverified),
    spanish(AGENT, "Agente de usuario", "source.user_agent", Unverified),
    spanish(SESSION, "Id. de sesión", "session", Unverified),
    spanish(OS, "Sistema operativo", "source.user_agent", Unverified),
    spanish(BROWSER, "Explorador", "source.user_agent", Unverified),
    spanish(ADDITIONAL, "Resultado de la autenticación multifactor", "steps", Unverified),
    spanish(MFA_METHOD, "Método de autenticación multifactor", "steps", Unverified),
];

/// Columns that tell a sign-in log of Entra from the tables of others, beside those above.
pub(super) const PROOF: &[usize] = &[UID, CORRELATION, CODE, FAILURE, ADDITIONAL, MFA_METHOD];

/// Words for a sign-in that was granted, where no error code is; in lower case.
pub(super) const SUCCESS: &[(&str, Mark)] = &[
    ("success", Tool),
    ("opération réussie", Tool),
    ("réussite", Unverified),
    ("correcto", Unverified),
    ("éxito", Unverified),
    ("succeeded", Vendor),
];

/// Words for a sign-in that was refused, where no error code is; in lower case.
pub(super) const FAILED: &[(&str, Mark)] =
    &[("failure", Tool), ("échec", Unverified), ("error", Unverified), ("failed", Vendor)];
