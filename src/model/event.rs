//! One log record, normalised, and the columns in which millions of them lie.

use serde::{Deserialize, Serialize};

use super::{
    Cause, EvidenceId, Factor, Outcome, PartyId, Provider, RecordRef, TextId, TimeBasis, Timestamp,
};

/// The row of one event in [`EventColumns`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u32);

/// The hash of an id that ties records together (flow, session, transaction); 0 is "not logged".
///
/// 64 bits of XXH3: within one user and one time-out, two different ids with one hash are not a
/// practical concern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkKey(pub u64);

impl LinkKey {
    /// "The log does not tell".
    pub const ABSENT: Self = Self(0);

    /// The key of a logged id; the empty id is absent.
    pub fn of(id: &str) -> Self {
        if id.is_empty() {
            return Self::ABSENT;
        }
        Self(xxhash_rust::xxh3::xxh3_64(id.as_bytes()).max(1))
    }

    /// Whether the log told.
    pub const fn is_present(self) -> bool {
        self.0 != 0
    }
}

/// Yes, no, or the log does not tell.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Tri {
    /// The log says yes.
    Yes,
    /// The log says no.
    No,
    /// The log does not tell.
    #[default]
    Unknown,
}

impl Tri {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Unknown];

    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// What a record tells. The provider's tables say which logged event is which kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum EventKind {
    /// A prompt was sent to a phone; `source` is the side that asked.
    PromptSent,
    /// A prompt was answered or ended; `outcome` tells how, `responder` is the phone where logged.
    PromptAnswered,
    /// One record tells a whole prompt, from asking to answer (Duo).
    PromptWhole,
    /// A sign-in attempt whose prompts are in its [`Step`]s (Entra).
    SignInAttempt,
    /// A sign-in, session start or application access; `success` tells whether it was granted.
    SignIn,
    /// A password was checked.
    PasswordCheck,
    /// A code or security key was checked: no prompt, but it may be the approval of MF-04.
    Verification,
    /// A policy was evaluated.
    Policy,
    /// An application was opened with an existing session.
    AppAccess,
    /// A factor or device was enrolled.
    FactorEnrolled,
    /// A factor was removed, suspended or reset.
    FactorRemoved,
    /// A password was changed or reset.
    PasswordChanged,
    /// A role, token, policy or other administrative thing was changed.
    AdminChange,
    /// The user reported suspicious activity outside a prompt's own answer.
    SuspicionReported,
    /// The provider detected a threat, or locked the account.
    ThreatDetected,
    /// A session ended.
    SessionEnd,
    /// Any other event.
    #[default]
    Other,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::PromptSent,
        Self::PromptAnswered,
        Self::PromptWhole,
        Self::SignInAttempt,
        Self::SignIn,
        Self::PasswordCheck,
        Self::Verification,
        Self::Policy,
        Self::AppAccess,
        Self::FactorEnrolled,
        Self::FactorRemoved,
        Self::PasswordChanged,
        Self::AdminChange,
        Self::SuspicionReported,
        Self::ThreatDetected,
        Self::SessionEnd,
        Self::Other,
    ];

    /// The key that documents use.
    pub const fn key(self) -> &'static str {
        match self {
            Self::PromptSent => "prompt_sent",
            Self::PromptAnswered => "prompt_answered",
            Self::PromptWhole => "prompt_whole",
            Self::SignInAttempt => "sign_in_attempt",
            Self::SignIn => "sign_in",
            Self::PasswordCheck => "password_check",
            Self::Verification => "verification",
            Self::Policy => "policy",
            Self::AppAccess => "app_access",
            Self::FactorEnrolled => "factor_enrolled",
            Self::FactorRemoved => "factor_removed",
            Self::PasswordChanged => "password_changed",
            Self::AdminChange => "admin_change",
            Self::SuspicionReported => "suspicion_reported",
            Self::ThreatDetected => "threat_detected",
            Self::SessionEnd => "session_end",
            Self::Other => "other",
        }
    }

    /// The words that a person reads.
    pub const fn title(self) -> &'static str {
        match self {
            Self::PromptSent => "prompt sent",
            Self::PromptAnswered => "prompt answered",
            Self::PromptWhole => "prompt",
            Self::SignInAttempt => "sign-in attempt",
            Self::SignIn => "sign-in",
            Self::PasswordCheck => "password step",
            Self::Verification => "code or key",
            Self::Policy => "policy",
            Self::AppAccess => "application",
            Self::FactorEnrolled => "factor enrolled",
            Self::FactorRemoved => "factor removed",
            Self::PasswordChanged => "password changed",
            Self::AdminChange => "administration",
            Self::SuspicionReported => "suspicion reported",
            Self::ThreatDetected => "threat detected",
            Self::SessionEnd => "session end",
            Self::Other => "other event",
        }
    }
}

/// The values of some rows, in their order.
fn chosen<T: Copy>(column: &[T], rows: &[u32]) -> Vec<T> {
    let mut values = Vec::with_capacity(rows.len());
    values.extend(rows.iter().filter_map(|&row| column.get(row as usize).copied()));
    values
}

/// Declares [`AuthEvent`] and [`EventColumns`] from one list, so the two cannot disagree.
macro_rules! event_columns {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// One log record, normalised. Text and parties are codes into the tables beside it.
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct AuthEvent {
            $($(#[$doc])* pub $field: $type,)*
        }

        /// Events as columns: row `i` of every column is event `i`.
        #[derive(Clone, Debug, Default)]
        pub struct EventColumns {
            $($(#[$doc])* pub $field: Vec<$type>,)*
        }

        impl EventColumns {
            /// Appends one event.
            pub fn push(&mut self, event: AuthEvent) {
                $(self.$field.push(event.$field);)*
            }

            /// The event in row `id`; `None` past the end.
            pub fn get(&self, id: EventId) -> Option<AuthEvent> {
                let row = id.0 as usize;
                Some(AuthEvent { $($field: *self.$field.get(row)?,)* })
            }

            /// Makes room for `additional` more events.
            pub fn reserve(&mut self, additional: usize) {
                $(self.$field.reserve(additional);)*
            }

            /// Appends every event of `other`, in order, and leaves it empty.
            pub fn append(&mut self, other: &mut Self) {
                $(self.$field.append(&mut other.$field);)*
            }

            /// As [`Self::reorder`], as one task a column: to be run in any order, by whom the
            /// caller likes.
            pub fn reorderings<'a>(&'a mut self, rows: &'a [u32]) -> Vec<Box<dyn FnOnce() + Send + 'a>> {
                let Self { $($field,)* } = self;
                vec![$(Box::new(move || *$field = chosen($field, rows)),)*]
            }

            /// Keeps exactly the given rows, in the given order.
            pub fn reorder(&mut self, rows: &[u32]) {
                self.reorderings(rows).into_iter().for_each(|task| task());
            }
        }
    };
}

event_columns! {
    /// When it happened: the provider's event time, never the time of ingestion.
    time: Timestamp,
    /// How the zone of `time` is known.
    time_basis: TimeBasis,
    /// Minutes east of UTC that were logged, or that the chosen zone had then.
    utc_offset: i16,
    /// The file that holds the record.
    evidence: EvidenceId,
    /// Number of the record in the file, from 1.
    record: u32,
    /// Offset of the record's first byte in the decoded stream.
    offset: u64,
    /// Length of the record in bytes.
    length: u32,
    /// XXH3 of the record's bytes, to check what "show raw" reads again.
    record_hash: u64,
    /// The provider's own id of the record, hashed.
    uid: LinkKey,
    /// XXH3 of every mapped field, ingest-time fields aside: equal content is a duplicate.
    content: u64,
    /// How many mapped fields the record holds: of two states of one record the fuller one stays.
    fullness: u8,
    /// Who wrote the log.
    provider: Provider,
    /// What it tells.
    kind: EventKind,
    /// Whether what it tells of was granted or succeeded.
    success: Tri,
    /// How a prompt ended, for kinds that tell it; [`Outcome::Unknown`] otherwise.
    outcome: Outcome,
    /// How the user was asked or proved themself.
    factor: Factor,
    /// Why the user was asked.
    cause: Cause,
    /// Whether the push asked for a number.
    number_match: Tri,
    /// The account, as logged.
    user: TextId,
    /// The account's display name.
    display_name: TextId,
    /// The event's type, as logged.
    name: TextId,
    /// Outcome and reason, as logged.
    result: TextId,
    /// The application that was signed in to.
    app: TextId,
    /// What else a person should read: the factor enrolled, the target, the report.
    detail: TextId,
    /// The id of one authentication flow (Okta `authnRequestId`, Duo `txid`, Entra attempt).
    flow: LinkKey,
    /// The id of one session, placeholders such as `unknown` set aside.
    session: LinkKey,
    /// The id of one request, or of a set of linked attempts (Entra `correlationId`).
    transaction: LinkKey,
    /// The side that asked.
    source: PartyId,
    /// The phone that answered.
    responder: PartyId,
}

impl Default for Provider {
    /// Only to let [`AuthEvent`] be filled field by field; a provider always sets its own.
    fn default() -> Self {
        Self::Okta
    }
}

impl EventColumns {
    /// How many events there are.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Where the record behind row `id` lies.
    pub fn record_ref(&self, id: EventId) -> Option<RecordRef> {
        Some(self.get(id)?.at())
    }
}

impl AuthEvent {
    /// The record that tells it.
    pub const fn at(&self) -> RecordRef {
        RecordRef {
            evidence: self.evidence,
            record: self.record,
            offset: self.offset,
            length: self.length,
            hash: self.record_hash,
        }
    }
}

/// One authentication step inside a record that tells several (Entra `authenticationDetails`).
///
/// `prompts` turns steps of a prompting factor into prompts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Step {
    /// The event whose record holds the step; of united states, the one that stayed.
    pub event: EventId,
    /// When the step ended, or the event's time where the step has none.
    pub time: Timestamp,
    /// How the user was asked.
    pub factor: Factor,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether the push asked for a number.
    pub number_match: Tri,
    /// Whether the step made a phone ring: claims and remembered devices do not.
    pub prompts: bool,
    /// Whether it was made from the status of a record that lists no steps: a listed step of the
    /// same sign-in tells better.
    pub derived: bool,
    /// Method as logged.
    pub method: TextId,
    /// Result detail as logged.
    pub result: TextId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reordering_keeps_exactly_the_rows_asked_for() {
        let mut columns = EventColumns::default();
        for record in 1..=3 {
            columns.push(AuthEvent { record, ..AuthEvent::default() });
        }
        columns.reorder(&[2, 0]);
        assert_eq!(columns.record, vec![3, 1]);
        assert_eq!(columns.len(), 2);
    }

    #[test]
    fn an_empty_id_links_nothing() {
        assert_eq!(LinkKey::of(""), LinkKey::ABSENT);
        assert_ne!(LinkKey::of("a"), LinkKey::of("b"));
    }
}
