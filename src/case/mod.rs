//! Floor 3: one investigation, from bytes to findings.
//!
//! In: what `ingest` read from each file, databases of addresses, and the parameters. Out: [`Case`], and the document
//! that states it.
//! Must never know: egui, dialogs, the disk.
//!
//! ```text
//! files ─► ingest ─► join ─► EventStore ─► pair ─► prompts ─► detect ─► findings
//!                              └► gazetteer, databases ─► places, networks ─┘
//! ```

mod chosen;
pub mod coverage;
mod custody_file;
mod databases;
mod findings_document;
mod followup;
mod limits;
mod parameters_file;
mod pipeline;
mod side;
mod table_file;
mod verification;

use std::sync::Arc;

use crate::detect::Detection;
use crate::model::{
    DatabaseFacts, Evidence, Finding, FindingId, IngestIssue, LookAlikes, ParameterMeta,
    Parameters, Prompt, PromptId, RecordCounts, ResolvedNetwork, ResolvedPlace, Severity,
};
use crate::store::{EventStore, PromptFrame, StoreError};

pub use coverage::Coverage;
pub use custody_file::{CustodyError, empty_custody_form, parse_custody};
pub use findings_document::{FindingsDocument, Listing, SCHEMA};
pub use followup::{FollowUp, WATCHED, follow_up};
pub use parameters_file::{ParametersError, parse_parameters, write_parameters};
pub use pipeline::{assemble, assemble_with, detect_again, gather, open_bytes, place_again};
pub use side::{Side, Told, marked};
pub use table_file::{LARGEST_TABLE, read_evidence};
pub use verification::{Checked, DocumentError, Hashed, Verification, compare, hashes_of_document};

/// One investigation: evidence, events, prompts, findings.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The files, in the order given.
    pub evidence: Vec<Evidence>,
    /// What could not be used, by file and record.
    pub issues: Vec<IngestIssue>,
    /// The events; shared, so that another run of the rules does not copy them.
    pub store: Arc<EventStore>,
    /// Accounts whose names look alike and that are kept apart; shared as the events are.
    pub look_alikes: Arc<LookAlikes>,
    /// Where each party is, by party code.
    pub places: Vec<ResolvedPlace>,
    /// In which network each party is, beside what the log says, by party code.
    pub networks: Vec<ResolvedNetwork>,
    /// The databases of addresses in use, in the order given.
    pub databases: Vec<DatabaseFacts>,
    /// Databases that were asked for and are not used, each with the reason.
    pub refused_databases: Vec<String>,
    /// The prompts, in order of time.
    pub prompts: Vec<Prompt>,
    /// What the rules say.
    pub detection: Detection,
    /// The parameters that `prompts` and `detection` were computed with.
    pub parameters: Parameters,
    /// Sentences that a reader of a negative result must know.
    pub limits: Vec<String>,
    /// What the evidence covers; shared, because no parameter changes it.
    pub coverage: Arc<Coverage>,
}

impl Case {
    /// The prompt behind an id.
    pub fn prompt(&self, id: PromptId) -> Option<&Prompt> {
        self.prompts.get(id.0 as usize)
    }

    /// The finding behind an id.
    pub fn finding(&self, id: &FindingId) -> Option<&Finding> {
        self.detection.findings.iter().find(|finding| finding.id == *id)
    }

    /// The fates of all records of all files.
    pub fn totals(&self) -> RecordCounts {
        let mut totals = RecordCounts::default();
        for evidence in &self.evidence {
            totals.add(evidence.counts);
        }
        totals
    }

    /// By prompt index, the worst severity of the findings that rest on the prompt, with the index
    /// of that finding; of equals the first one.
    pub fn worst_findings(&self) -> Vec<Option<(Severity, u32)>> {
        let mut worst: Vec<Option<(Severity, u32)>> = vec![None; self.prompts.len()];
        for (index, finding) in (0_u32..).zip(&self.detection.findings) {
            for prompt in &finding.prompts {
                let Some(slot) = worst.get_mut(prompt.0 as usize) else { continue };
                if slot.is_none_or(|(known, _)| finding.severity > known) {
                    *slot = Some((finding.severity, index));
                }
            }
        }
        worst
    }

    /// By prompt index, the worst severity of the findings that rest on the prompt.
    pub fn worst_severities(&self) -> Vec<Option<Severity>> {
        self.worst_findings().into_iter().map(|worst| Some(worst?.0)).collect()
    }

    /// The prompts as a frame that filters can be asked of.
    pub fn prompt_frame(&self) -> Result<PromptFrame, StoreError> {
        let sides = (self.places.as_slice(), self.networks.as_slice());
        PromptFrame::build(&self.store, &self.prompts, sides, &self.worst_severities())
    }
}

/// Every parameter that changes prompts or findings, grouped, in display order.
pub fn parameter_metas() -> Vec<&'static ParameterMeta> {
    crate::prompts::PARAMETERS.iter().copied().chain(crate::detect::parameters()).collect()
}
