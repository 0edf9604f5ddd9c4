//! What the actions of Duo's administrator and activity logs are. In: the name of an action.
//! Out: a kind of event. Must never know: records.

use crate::model::{EventKind, Factor};

use crate::ingest::providers::Mark::{Record, Unverified, Vendor};
use crate::ingest::providers::{EventRow, Mark};

const fn row(name: &'static str, kind: EventKind, mark: Mark) -> EventRow {
    EventRow { name, kind, factor: Factor::Other, mark }
}

/// Actions that are told apart; every other one that changes something is administration.
pub(super) const ACTIONS: &[EventRow] = &{
    use EventKind as K;
    [
        row("admin_login", K::SignIn, Record),
        row("admin_login_error", K::SignIn, Record),
        row("admin_2fa_error", K::SignIn, Record),
        row("admin_lockout", K::ThreatDetected, Record),
        row("admin_activate_duo_push", K::FactorEnrolled, Record),
        row("activation_set_password", K::PasswordChanged, Record),
        row("admin_reset_password", K::PasswordChanged, Unverified),
        row("phone_create", K::FactorEnrolled, Record),
        row("phone_activation_code_regenerated", K::AdminChange, Unverified),
        row("phone_associate", K::FactorEnrolled, Unverified),
        row("phone_new_sms_passcode", K::AdminChange, Unverified),
        row("phone_delete", K::FactorRemoved, Record),
        row("phone_disassociate", K::FactorRemoved, Unverified),
        row("hardtoken_create", K::FactorEnrolled, Vendor),
        row("hardtoken_delete", K::FactorRemoved, Vendor),
        row("u2ftoken_create", K::FactorEnrolled, Unverified),
        row("u2ftoken_delete", K::FactorRemoved, Unverified),
        row("webauthncredential_create", K::FactorEnrolled, Unverified),
        row("webauthncredential_delete", K::FactorRemoved, Unverified),
        row("o2fa_user_provisioned", K::FactorEnrolled, Record),
        row("o2fa_user_reenrolled", K::FactorEnrolled, Vendor),
        row("o2fa_user_deprovisioned", K::FactorRemoved, Vendor),
        row("bypass_create", K::AdminChange, Record),
        row("bypass_delete", K::AdminChange, Vendor),
        row("bypass_view", K::AdminChange, Record),
        row("user_create", K::AdminChange, Record),
        row("user_update", K::AdminChange, Record),
        row("user_delete", K::AdminChange, Vendor),
        row("send_enroll_code", K::AdminChange, Record),
        row("admin_create", K::AdminChange, Record),
        row("admin_update", K::AdminChange, Record),
        row("admin_self_activate", K::AdminChange, Record),
        row("update_admin_factor_restrictions", K::AdminChange, Record),
        row("policy_update", K::AdminChange, Record),
        row("integration_create", K::AdminChange, Record),
        row("integration_update", K::AdminChange, Vendor),
        row("integration_skey_view", K::AdminChange, Record),
        row("activation_begin", K::Other, Record),
        row("activation_complete", K::Other, Record),
        row("azure_directory_sync_begin", K::Other, Unverified),
    ]
};

/// Beginnings and ends of other actions that change something.
const CHANGES: &[&str] = &[
    "_create", "_update", "_delete", "_add", "_remove", "_install", "_enable", "_disable",
    "_import", "_restore", "_assign",
];

/// The beginnings of actions whose object is an account of a user.
const ON_USERS: &[&str] = &["user_", "bypass_", "send_enroll"];

/// What an action is.
pub(super) fn kind(action: &str) -> EventKind {
    match ACTIONS.iter().find(|row| row.name == action) {
        Some(row) => row.kind,
        None if CHANGES.iter().any(|end| action.ends_with(end)) => EventKind::AdminChange,
        None => EventKind::Other,
    }
}

/// Whether an action was done to the account that it names as its object.
pub(super) fn is_on_user(action: &str) -> bool {
    ON_USERS.iter().any(|start| action.starts_with(start))
}

/// Whether an action tells of something that failed.
pub(super) fn is_failure(action: &str) -> bool {
    action.ends_with("_error") || action.ends_with("_lockout")
}
