//! What the actions of Duo's administrator and activity logs are. In: the name of an action.
//! Out: a kind of event. Must never know: records.

use crate::model::EventKind;

use crate::ingest::providers::Mark::{Record, Unverified, Vendor};
use crate::ingest::providers::{EventRow, event};

/// Actions that are told apart; every other one that changes something is administration.
pub(super) const ACTIONS: &[EventRow] = &{
    use EventKind as K;
    [
        event("admin_login", K::SignIn, Record),
        event("admin_login_error", K::SignIn, Record),
        event("admin_2fa_error", K::SignIn, Record),
        event("admin_lockout", K::ThreatDetected, Record),
        event("admin_activate_duo_push", K::FactorEnrolled, Record),
        event("activation_set_password", K::PasswordChanged, Record),
        event("admin_reset_password", K::PasswordChanged, Unverified),
        event("phone_create", K::FactorEnrolled, Record),
        event("phone_activation_code_regenerated", K::AdminChange, Unverified),
        event("phone_associate", K::FactorEnrolled, Unverified),
        event("phone_new_sms_passcode", K::AdminChange, Unverified),
        event("phone_delete", K::FactorRemoved, Record),
        event("phone_disassociate", K::FactorRemoved, Unverified),
        event("hardtoken_create", K::FactorEnrolled, Vendor),
        event("hardtoken_delete", K::FactorRemoved, Vendor),
        event("u2ftoken_create", K::FactorEnrolled, Unverified),
        event("u2ftoken_delete", K::FactorRemoved, Unverified),
        event("webauthncredential_create", K::FactorEnrolled, Unverified),
        event("webauthncredential_delete", K::FactorRemoved, Unverified),
        event("o2fa_user_provisioned", K::FactorEnrolled, Record),
        event("o2fa_user_reenrolled", K::FactorEnrolled, Vendor),
        event("o2fa_user_deprovisioned", K::FactorRemoved, Vendor),
        event("bypass_create", K::AdminChange, Record),
        event("bypass_delete", K::AdminChange, Vendor),
        event("bypass_view", K::AdminChange, Record),
        event("user_create", K::AdminChange, Record),
        event("user_update", K::AdminChange, Record),
        event("user_delete", K::AdminChange, Vendor),
        event("send_enroll_code", K::AdminChange, Record),
        event("admin_create", K::AdminChange, Record),
        event("admin_update", K::AdminChange, Record),
        event("admin_self_activate", K::AdminChange, Record),
        event("update_admin_factor_restrictions", K::AdminChange, Record),
        event("policy_update", K::AdminChange, Record),
        event("integration_create", K::AdminChange, Record),
        event("integration_update", K::AdminChange, Vendor),
        event("integration_skey_view", K::AdminChange, Record),
        event("activation_begin", K::Other, Record),
        event("activation_complete", K::Other, Record),
        event("azure_directory_sync_begin", K::Other, Unverified),
    ]
};

/// Beginnings and ends of other actions that change something.
const CHANGES: &[&str] = &[
    "_create", "_update", "_delete", "_add", "_remove", "_install", "_enable", "_disable",
    "_import", "_restore", "_assign",
];

/// The beginnings of actions whose object is an account of a user.
const ON_USERS: &[&str] = &["user_", "bypass_", "send_enroll"];

/// The beginnings of actions whose object is a phone or token. Whose it is they do not tell, and it
/// is not that of the administrator who did it.
const ON_FACTORS: &[&str] = &["phone_", "hardtoken_", "u2ftoken_", "webauthncredential_"];

/// Actions that end a sign-in of an administrator.
const SIGN_INS: &[&str] = &["admin_login", "admin_2fa_error"];

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

/// Whether an action was done to a phone or token.
pub(super) fn is_on_factor(action: &str) -> bool {
    ON_FACTORS.iter().any(|start| action.starts_with(start))
}

/// Whether an action ends a sign-in of an administrator, who may have been asked on a phone.
pub(super) fn is_sign_in(action: &str) -> bool {
    SIGN_INS.contains(&action)
}

/// Whether an action tells of something that failed.
pub(super) fn is_failure(action: &str) -> bool {
    action.ends_with("_error") || action.ends_with("_lockout")
}
