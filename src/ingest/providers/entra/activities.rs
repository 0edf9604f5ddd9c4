//! What the activities of Entra's audit log are; the unified audit log has the same names. Data,
//! and how a changed property of an account is read.

use crate::model::{Cause, EventKind};

use crate::ingest::providers::Mark::{self, Record, Tool, Unverified, Vendor};
use crate::ingest::providers::{EventRow, event};

/// Compared in lower case, without a full stop at the end; other activities are of kind Other.
pub(super) const ACTIVITIES: &[EventRow] = &{
    use EventKind::{
        AdminChange as Change, FactorEnrolled as Enrolled, FactorRemoved as Removed, Other,
        PasswordChanged as Password, SuspicionReported as Reported,
    };
    [
        event("user registered security info", Enrolled, Record),
        event("user registered all required security info", Enrolled, Vendor),
        event("user started security info registration", Other, Vendor),
        event("admin registered security info", Enrolled, Vendor),
        event("user deleted security info", Removed, Vendor),
        event("admin deleted security info", Removed, Vendor),
        event("user changed default security info", Change, Vendor),
        event("admin updated security info", Change, Vendor),
        event("user updated security info", Change, Vendor),
        event("add passkey (device-bound)", Enrolled, Unverified),
        event("delete passkey (device-bound)", Removed, Unverified),
        event("add windows hello for business credential", Enrolled, Unverified),
        event("delete windows hello for business credential", Removed, Unverified),
        event("enable strong authentication", Change, Vendor),
        event("disable strong authentication", Removed, Record),
        event("register device", Enrolled, Vendor),
        // A device joins the directory: it is no factor.
        event("add registered owner to device", Change, Record),
        event("add registered users to device", Change, Record),
        event("reset password (by admin)", Password, Record),
        event("reset user password", Password, Vendor),
        event("reset password (self-service)", Password, Vendor),
        event("change user password", Password, Vendor),
        event("change password (self-service)", Password, Vendor),
        event("set force change user password", Change, Vendor),
        event("enable account", Change, Record),
        event("disable account", Change, Vendor),
        event("add user", Change, Vendor),
        event("delete user", Change, Vendor),
        event("invite external user", Change, Record),
        event("add member to role", Change, Record),
        event("add eligible member to role", Change, Vendor),
        event("add member to role in pim requested (permanent)", Change, Record),
        event("add member to role in pim completed (permanent)", Change, Record),
        event("add member to role completed (pim activation)", Change, Vendor),
        event("add eligible member to role in pim completed (permanent)", Change, Vendor),
        event("add eligible member to role in pim completed (timebound)", Change, Vendor),
        event("remove member from role", Change, Vendor),
        event("add role assignment to role definition", Change, Unverified),
        event("remove role assignment", Change, Record),
        event("add member to group", Change, Record),
        event("add owner to group", Change, Vendor),
        event("consent to application", Change, Record),
        event("add delegated permission grant", Change, Vendor),
        event("add oauth2permissiongrant", Change, Record),
        event("remove oauth2permissiongrant", Change, Record),
        event("add app role assignment grant to user", Change, Record),
        event("add app role assignment to service principal", Change, Record),
        event("add application", Change, Record),
        event("update application", Change, Record),
        event("update application – certificates and secrets management", Change, Record),
        event("create application – certificates and secrets management", Change, Record),
        event("add owner to application", Change, Record),
        event("add service principal", Change, Record),
        event("add service principal credentials", Change, Record),
        event("add owner to service principal", Change, Vendor),
        event("add policy", Change, Vendor),
        event("added policy", Change, Record),
        event("update policy", Change, Record),
        event("delete policy", Change, Record),
        event("add conditional access policy", Change, Vendor),
        event("update conditional access policy", Change, Record),
        event("delete conditional access policy", Change, Record),
        event("update authorization policy", Change, Record),
        event("update authentication methods policy", Change, Record),
        event("authentication methods policy update", Change, Record),
        event("add named location", Change, Vendor),
        event("update named location", Change, Vendor),
        event("add unverified domain", Change, Record),
        event("set domain authentication", Change, Record),
        event("set federation settings on domain", Change, Record),
        event("set company information", Change, Record),
        event(ELEVATED, Change, Record),
        event("fraud reported - user is blocked for mfa", Reported, Unverified),
        event("fraud reported - no action taken", Reported, Unverified),
        event("suspicious activity reported", Reported, Unverified),
        event("bypassed user", Change, Unverified),
        event("admin generates a temporary password", Password, Unverified),
        event("update stsrefreshtokenvalidfrom timestamp", Change, Tool),
    ]
};

const ELEVATED: &str =
    "user has elevated their access to user access administrator for their azure resources";

/// The activity that changes an account; which property it changes tells what it is.
const UPDATE: &str = "update user";

/// Properties of an account that hold its second factors.
const FACTORS: &[(&str, Mark)] = &[
    ("StrongAuthenticationMethod", Record),
    ("StrongAuthenticationPhoneAppDetail", Vendor),
    ("StrongAuthenticationUserDetails", Vendor),
];

/// The property that says whether an account must use a second factor.
const REQUIREMENT: &str = "StrongAuthenticationRequirement";

/// An activity's name as the table writes it.
pub(super) fn folded(name: &str) -> String {
    name.trim().trim_end_matches('.').trim_end().to_lowercase()
}

/// What an activity is; `None` where the table does not list it.
pub(super) fn kind_of(name: &str) -> Option<EventKind> {
    let name = folded(name);
    ACTIVITIES.iter().find(|row| row.name == name).map(|row| row.kind)
}

/// Whether the activity may change the second factors of an account.
pub(super) fn is_update(name: &str) -> bool {
    folded(name) == UPDATE
}

/// What the change of one property of an account is; `None` where it is none of second factors.
pub(super) fn kind_of_change(property: &str, old: &str, new: &str) -> Option<EventKind> {
    if property == REQUIREMENT {
        return (old != new).then_some(EventKind::AdminChange);
    }
    FACTORS.iter().find(|(name, _)| *name == property)?;
    // Values are lists of objects as JSON: only how many there are is looked at, because their
    // keys differ from property to property.
    let count = |text: &str| text.matches('{').count();
    match count(new).cmp(&count(old)) {
        std::cmp::Ordering::Greater => Some(EventKind::FactorEnrolled),
        std::cmp::Ordering::Less => Some(EventKind::FactorRemoved),
        // An app renews its own entry now and then.
        std::cmp::Ordering::Equal if property == "StrongAuthenticationPhoneAppDetail" => None,
        std::cmp::Ordering::Equal => (old != new).then_some(EventKind::AdminChange),
    }
}

/// The cause of an activity; no administrator asked for what users do to their own factors and
/// passwords.
pub(super) const fn cause_of(kind: EventKind, is_own: bool) -> Cause {
    match kind {
        EventKind::FactorEnrolled | EventKind::FactorRemoved if is_own => Cause::Enrolment,
        EventKind::PasswordChanged | EventKind::SuspicionReported if is_own => Cause::Unknown,
        _ => Cause::Admin,
    }
}

/// The worst of several changes of one account: what was enrolled counts before what was removed.
pub(super) fn worst(kinds: impl Iterator<Item = EventKind>) -> Option<EventKind> {
    let rank = |kind: &EventKind| match kind {
        EventKind::FactorEnrolled => 3,
        EventKind::FactorRemoved => 2,
        _ => 1,
    };
    kinds.max_by_key(rank)
}

/// What a property's new value grants: the scope of a consent, else the value without the quotes of
/// the JSON that it is written in.
pub(super) fn granted(value: &str) -> String {
    let value = value.trim();
    let text = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.to_owned());
    let Some((_, rest)) = text.rsplit_once("Scope:") else { return text };
    rest.split([',', ']']).next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_granted_is_read_without_what_surrounds_it() {
        assert_eq!(granted("\"Company Administrator\""), "Company Administrator");
        assert_eq!(granted("Company Administrator"), "Company Administrator");
        let consent =
            "\"[] => [[Id: a, ClientId: b, Scope: Mail.Read Mail.Send, CreatedDateTime: ]]\"";
        assert_eq!(granted(consent), "Mail.Read Mail.Send");
    }

    #[test]
    fn every_activity_is_listed_once_and_as_it_is_compared() {
        for row in ACTIVITIES {
            assert_eq!(folded(row.name), row.name);
            let same = ACTIVITIES.iter().filter(|other| other.name == row.name).count();
            assert_eq!(same, 1, "{}", row.name);
        }
    }
}
