//! Floor 3: one investigation, from bytes to findings.
//!
//! In: what `ingest` read from each file. Out: [`Case`].
//! Must never know: egui, dialogs, the disk.

use crate::detect::Detection;
use crate::model::{Evidence, IngestIssue, Parameters, Prompt, ResolvedPlace};
use crate::store::EventStore;

/// One investigation: evidence, events, prompts, findings.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The files, in the order given.
    pub evidence: Vec<Evidence>,
    /// What could not be used, by file and record.
    pub issues: Vec<IngestIssue>,
    /// The events.
    pub store: EventStore,
    /// Where each party is, by party code.
    pub places: Vec<ResolvedPlace>,
    /// The prompts, in order of time.
    pub prompts: Vec<Prompt>,
    /// What the rules say.
    pub detection: Detection,
    /// The parameters that `prompts` and `detection` were computed with.
    pub parameters: Parameters,
    /// Sentences that a reader of a negative result must know.
    pub limits: Vec<String>,
}

/// Every parameter of pairing and rules, grouped by rule.
pub fn parameter_metas() -> Vec<&'static crate::model::ParameterMeta> {
    Vec::new()
}
