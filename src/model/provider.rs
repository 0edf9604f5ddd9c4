//! Who wrote the log.

use serde::{Deserialize, Serialize};

/// Declares [`Provider`] from one list, so that keys, titles and order cannot disagree.
macro_rules! providers {
    ($($(#[$doc:meta])* $name:ident, $key:literal, $title:literal;)*) => {
        /// A vendor whose exports Pushscope reads; the order is that of display.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[repr(u8)]
        pub enum Provider {
            $($(#[$doc])* #[serde(rename = $key)] $name,)*
        }

        impl Provider {
            /// Every provider, in display order.
            pub const ALL: [Self; [$(Self::$name),*].len()] = [$(Self::$name),*];

            /// The key that documents and parameter files use.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// The name that a person reads.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

providers! {
    /// Okta, Classic and Identity Engine.
    Okta, "okta", "Okta";
    /// Cisco Duo.
    Duo, "duo", "Duo";
    /// Microsoft Entra ID.
    Entra, "entra", "Entra ID";
    /// PingID, PingOne and PingFederate.
    Ping, "ping", "Ping";
    /// Auth0, with Guardian.
    Auth0, "auth0", "Auth0";
    /// Google Workspace.
    Google, "google", "Google Workspace";
    /// OneLogin.
    OneLogin, "onelogin", "OneLogin";
    /// JumpCloud.
    JumpCloud, "jumpcloud", "JumpCloud";
    /// Amazon Web Services, console sign-ins.
    Aws, "aws", "AWS";
    /// Keycloak.
    Keycloak, "keycloak", "Keycloak";
    /// RSA SecurID.
    Rsa, "rsa", "RSA SecurID";
    /// Any other vendor: read through a mapping, or through a common schema that names no vendor
    /// of this list.
    Other, "other", "Other";
}
