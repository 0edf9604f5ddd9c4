//! What the activities of Entra's audit log are; the unified audit log has the same names. Data,
//! and how a changed property of an account is read.

use crate::model::{EventKind, Factor};

use crate::ingest::providers::EventRow;
use crate::ingest::providers::Mark::{self, Record, Tool, Unverified, Vendor};

const fn is(name: &'static str, kind: EventKind, mark: Mark) -> EventRow {
    EventRow { name, kind, factor: Factor::Other, mark }
}

/// Compared in lower case, without a full stop at the end; other activities are of kind Other.
pub(super) const ACTIVITIES: &[EventRow] = &{
    use EventKind::{
        AdminChange as Change, FactorEnrolled as Enrolled, FactorRemoved as Removed, Other,
        PasswordChanged as Password, SuspicionReported as Reported,
    };
    [
        is("user registered security info", Enrolled, Record),
        is("user registered all required security info", Enrolled, Vendor),
        is("user started security info registration", Other, Vendor),
        is("admin registered security info", Enrolled, Vendor),
        is("user deleted security info", Removed, Vendor),
        is("admin deleted security info", Removed, Vendor),
        is("user changed default security info", Change, Vendor),
        is("admin updated security info", Change, Vendor),
        is("user updated security info", Change, Vendor),
        is("add passkey (device-bound)", Enrolled, Unverified),
        is("delete passkey (device-bound)", Removed, Unverified),
        is("add windows hello for business credential", Enrolled, Unverified),
        is("delete windows hello for business credential", Removed, Unverified),
        is("enable strong authentication", Change, Vendor),
        is("disable strong authentication", Removed, Record),
        is("register device", Enrolled, Vendor),
        is("add registered owner to device", Enrolled, Record),
        is("add registered users to device", Enrolled, Record),
        is("reset password (by admin)", Password, Record),
        is("reset user password", Password, Vendor),
        is("reset password (self-service)", Password, Vendor),
        is("change user password", Password, Vendor),
        is("change password (self-service)", Password, Vendor),
        is("set force change user password", Change, Vendor),
        is("enable account", Change, Record),
        is("disable account", Change, Vendor),
        is("add user", Change, Vendor),
        is("delete user", Change, Vendor),
        is("invite external user", Change, Record),
        is("add member to role", Change, Record),
        is("add eligible member to role", Change, Vendor),
        is("add member to role in pim requested (permanent)", Change, Record),
        is("add member to role in pim completed (permanent)", Change, Record),
        is("add member to role completed (pim activation)", Change, Vendor),
        is("add eligible member to role in pim completed (permanent)", Change, Vendor),
        is("add eligible member to role in pim completed (timebound)", Change, Vendor),
        is("remove member from role", Change, Vendor),
        is("add role assignment to role definition", Change, Unverified),
        is("remove role assignment", Change, Record),
        is("add member to group", Change, Record),
        is("add owner to group", Change, Vendor),
        is("consent to application", Change, Record),
        is("add delegated permission grant", Change, Vendor),
        is("add oauth2permissiongrant", Change, Record),
        is("remove oauth2permissiongrant", Change, Record),
        is("add app role assignment grant to user", Change, Record),
        is("add app role assignment to service principal", Change, Record),
        is("add application", Change, Record),
        is("update application", Change, Record),
        is("update application – certificates and secrets management", Change, Record),
        is("create application – certificates and secrets management", Change, Record),
        is("add owner to application", Change, Record),
        is("add service principal", Change, Record),
        is("add service principal credentials", Change, Record),
        is("add owner to service principal", Change, Vendor),
        is("add policy", Change, Vendor),
        is("added policy", Change, Record),
        is("update policy", Change, Record),
        is("delete policy", Change, Record),
        is("add conditional access policy", Change, Vendor),
        is("update conditional access policy", Change, Record),
        is("delete conditional access policy", Change, Record),
        is("update authorization policy", Change, Record),
        is("update authentication methods policy", Change, Record),
        is("authentication methods policy update", Change, Record),
        is("add named location", Change, Vendor),
        is("update named location", Change, Vendor),
        is("add unverified domain", Change, Record),
        is("set domain authentication", Change, Record),
        is("set federation settings on domain", Change, Record),
        is("set company information", Change, Record),
        is(ELEVATED, Change, Record),
        is("fraud reported - user is blocked for mfa", Reported, Unverified),
        is("fraud reported - no action taken", Reported, Unverified),
        is("suspicious activity reported", Reported, Unverified),
        is("bypassed user", Change, Unverified),
        is("admin generates a temporary password", Password, Unverified),
        is("update stsrefreshtokenvalidfrom timestamp", Change, Tool),
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
