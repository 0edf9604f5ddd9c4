//! The fields that a mapping can fill, and the kinds of records that it can tell.

use crate::model::EventKind;

/// A plain field of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The account.
    User,
    /// The account's display name.
    DisplayName,
    /// The event's type.
    Event,
    /// The application that was signed in to.
    App,
    /// The record's id.
    Id,
    /// What ties a prompt and its answer together.
    Flow,
    /// The session.
    Session,
    /// Of the side that asked.
    Source(SideField),
    /// Of the phone that answered.
    Responder(SideField),
}

/// A field of one side of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SideField {
    /// The address.
    Ip,
    /// The city.
    City,
    /// The state or region.
    State,
    /// The country.
    Country,
    /// Degrees north.
    Lat,
    /// Degrees east.
    Lon,
    /// The number of the autonomous system.
    Asn,
    /// The user agent.
    UserAgent,
    /// The device's name or model.
    Device,
    /// A device id that outlives a session.
    DeviceId,
}

/// Declares keys and words from one list, so that file, dialog and messages cannot disagree.
macro_rules! sides {
    ($($name:ident, $key:literal, $title:literal;)*) => {
        impl SideField {
            /// Every field of a side, in display order.
            pub const ALL: [Self; [$(Self::$name),*].len()] = [$(Self::$name),*];
        }

        impl Field {
            /// Every field, in display order.
            pub const ALL: &'static [Self] = &[
                Self::User, Self::DisplayName, Self::Event, Self::App, Self::Id, Self::Flow,
                Self::Session,
                $(Self::Source(SideField::$name),)*
                $(Self::Responder(SideField::$name),)*
            ];

            /// The key that mapping files use.
            pub const fn key(self) -> &'static str {
                match self {
                    Self::User => "user",
                    Self::DisplayName => "display_name",
                    Self::Event => "event",
                    Self::App => "app",
                    Self::Id => "id",
                    Self::Flow => "flow",
                    Self::Session => "session",
                    $(Self::Source(SideField::$name) => concat!("source.", $key),)*
                    $(Self::Responder(SideField::$name) => concat!("responder.", $key),)*
                }
            }

            /// The words that a person reads.
            pub const fn title(self) -> &'static str {
                match self {
                    Self::User => "User",
                    Self::DisplayName => "Display name",
                    Self::Event => "Event type",
                    Self::App => "Application",
                    Self::Id => "Record id",
                    Self::Flow => "Flow id",
                    Self::Session => "Session id",
                    $(Self::Source(SideField::$name) => concat!("Source ", $title),)*
                    $(Self::Responder(SideField::$name) => concat!("Responder ", $title),)*
                }
            }
        }
    };
}

sides! {
    Ip, "ip", "IP";
    City, "city", "city";
    State, "state", "state";
    Country, "country", "country";
    Lat, "lat", "latitude";
    Lon, "lon", "longitude";
    Asn, "asn", "AS number";
    UserAgent, "user_agent", "user agent";
    Device, "device", "device";
    DeviceId, "device_id", "device id";
}

impl Field {
    /// The field of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// Its place among all fields.
    pub(super) fn index(self) -> usize {
        Self::ALL.iter().position(|field| *field == self).unwrap_or(usize::MAX)
    }
}

/// The kinds that a mapping can tell, each with the key that mapping files use. A record that holds
/// several steps is not among them: a mapping reads one row as one thing.
pub const KINDS: &[(&str, EventKind)] = &[
    ("prompt", EventKind::PromptWhole),
    ("prompt_sent", EventKind::PromptSent),
    ("prompt_answered", EventKind::PromptAnswered),
    ("sign_in", EventKind::SignIn),
    ("password_check", EventKind::PasswordCheck),
    ("verification", EventKind::Verification),
    ("policy", EventKind::Policy),
    ("app_access", EventKind::AppAccess),
    ("factor_enrolled", EventKind::FactorEnrolled),
    ("factor_removed", EventKind::FactorRemoved),
    ("password_changed", EventKind::PasswordChanged),
    ("admin_change", EventKind::AdminChange),
    ("suspicion_reported", EventKind::SuspicionReported),
    ("threat_detected", EventKind::ThreatDetected),
    ("session_end", EventKind::SessionEnd),
    ("other", EventKind::Other),
];

/// The key of a kind in mapping files; `other` for one that a mapping cannot tell.
pub fn key_of_kind(kind: EventKind) -> &'static str {
    KINDS.iter().find(|(_, known)| *known == kind).map_or("other", |(key, _)| *key)
}
