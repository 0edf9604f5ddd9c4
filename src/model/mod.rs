//! Floor 0: the nouns of Pushscope.
//!
//! In: nothing. Out: plain values that every other floor speaks in.
//! Must never know: files, JSON, polars, egui, clocks, providers' field names.
//!
//! Reading order: time and text first, then who and where, then what was logged
//! ([`AuthEvent`]), what the phone showed ([`Prompt`]), what a rule says ([`Finding`]),
//! and the question the analyst asks ([`Filter`]).

mod custody;
mod event;
mod evidence;
mod factor;
mod filter;
mod finding;
mod hex;
mod limits;
mod lookalike;
mod network;
mod origin;
mod outcome;
mod parameter;
mod party;
mod place;
mod prompt;
mod provider;
mod text;
mod time;
mod user;

pub use custody::{CUSTODY_FIELDS, Custody, CustodyField};
pub use event::{AuthEvent, EventColumns, EventId, EventKind, LinkKey, Step, Tri};
pub use evidence::{
    Archive, Evidence, EvidenceId, EvidenceStatus, Fate, IngestIssue, Inside, IssueKind,
    MappingUsed, RecordCounts, RecordRef,
};
pub use factor::{Cause, Factor};
pub use filter::Filter;
pub use finding::{
    Approval, Confidence, Finding, FindingId, RuleId, Severity, SourceSummary, Succeeded, Window,
};
pub use hex::hex;
pub use limits::{LIMITS, Limit, LimitMeta, LimitUnit, Limits};
pub use lookalike::{LookAlike, LookAlikes, is_hidden, looks_like};
pub use network::{
    DatabaseFacts, DatabaseId, DatabaseNetwork, DatabasePlace, NetworkKind, ResolvedNetwork,
    ValueSource,
};
pub use origin::{
    History, Novelty, Origin, OriginReason, OriginVerdict, PlaceMatch, PlaceReason, PlaceVerdict,
    SeenBy, list,
};
pub use outcome::Outcome;
pub use parameter::{ParameterMeta, Parameters, Unit};
pub use party::{Party, PartyId, PartyTable};
pub use place::{
    GeoPoint, Place, PlaceSource, Precision, ResolvedPlace, country_code_text,
    effective_distance_km, great_circle_km,
};
pub use prompt::{Pairing, Prompt, PromptEvents, PromptId};
pub use provider::Provider;
pub use text::{Interner, TextId, shortened};
pub use time::{Span, TimeBasis, TimeRange, Timestamp};
pub use user::{User, UserId, UserTable};
