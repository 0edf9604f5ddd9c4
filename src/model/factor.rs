//! How the user was asked, and why.

use serde::{Deserialize, Serialize};

/// What makes a phone ring, or another way to prove oneself that makes no prompt.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Factor {
    /// A push notification; number matching is a property of the prompt.
    Push,
    /// A phone call.
    PhoneCall,
    /// A text message.
    Sms,
    /// An e-mail.
    Email,
    /// A time-based or hardware code: an event, not a prompt.
    Totp,
    /// A security key or platform authenticator: an event, not a prompt.
    WebAuthn,
    /// The password step: an event, not a prompt.
    Password,
    /// Anything else, or a factor that the log does not tell; the logged text is kept.
    #[default]
    Other,
}

impl Factor {
    /// Every factor.
    pub const ALL: [Self; 8] = [
        Self::Push,
        Self::PhoneCall,
        Self::Sms,
        Self::Email,
        Self::Totp,
        Self::WebAuthn,
        Self::Password,
        Self::Other,
    ];

    /// The factors that can be a prompt, in display order.
    pub const PROMPTING: [Self; 5] =
        [Self::Push, Self::PhoneCall, Self::Sms, Self::Email, Self::Other];

    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::PhoneCall => "phone_call",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Totp => "totp",
            Self::WebAuthn => "webauthn",
            Self::Password => "password",
            Self::Other => "other",
        }
    }

    /// The words that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::PhoneCall => "phone call",
            Self::Sms => "SMS",
            Self::Email => "e-mail",
            Self::Totp => "one-time code",
            Self::WebAuthn => "security key",
            Self::Password => "password",
            Self::Other => "other",
        }
    }

    /// Whether it reaches the user over the telephone network (MF-12).
    pub const fn is_telephony(self) -> bool {
        matches!(self, Self::PhoneCall | Self::Sms)
    }
}

/// Why the user was asked. Only sign-in and recovery count in the rules.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Cause {
    /// A sign-in.
    SignIn,
    /// A new factor or device being enrolled.
    Enrolment,
    /// A password reset or account unlock.
    Recovery,
    /// An administrator asked.
    Admin,
    /// The log does not tell.
    #[default]
    Unknown,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 5] =
        [Self::SignIn, Self::Enrolment, Self::Recovery, Self::Admin, Self::Unknown];

    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Enrolment => "enrolment",
            Self::Recovery => "recovery",
            Self::Admin => "admin",
            Self::Unknown => "unknown",
        }
    }

    /// Whether rules count a prompt of this cause (DESIGN.md §6).
    pub const fn counts(self) -> bool {
        matches!(self, Self::SignIn | Self::Recovery)
    }
}
