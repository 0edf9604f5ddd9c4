//! Work that runs elsewhere, and what comes back of it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::case::{Case, Verification};
use crate::ingest::mapping::Sample;
use crate::model::{EvidenceId, RecordRef};
use crate::store::Filtered;

use super::{ExportKind, Revision};

/// The number of a job, rising in the order of their start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Read evidence.
    Load,
    /// Run the rules again.
    Detect,
    /// Place the sides of the case again, by other databases, and run the rules.
    Place,
    /// Hash the evidence again.
    Verify,
    /// Write a mapping.
    WriteMapping,
    /// Write a document.
    Export(ExportKind),
}

/// How far a job got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub bytes: u64,
    /// Bytes to read, where known.
    pub total_bytes: Option<u64>,
    /// Records seen.
    pub records: u64,
}

impl Progress {
    /// The share that is done, where the whole is known.
    pub fn share(self) -> Option<f32> {
        let total = self.total_bytes.filter(|&total| total > 0)?;
        Some((self.bytes as f32 / total as f32).clamp(0.0, 1.0))
    }
}

/// A job that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// How far it got.
    pub progress: Progress,
    /// Whether it was asked to stop.
    pub cancelling: bool,
}

/// Whether a record that was read again is the one that was read at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// Its bytes have the hash that they had.
    Verified,
    /// The file changed since it was read.
    Changed,
}

/// A record as the file holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRecord {
    /// Its text, as in the file; hostile.
    pub text: String,
    /// Whether it is unchanged.
    pub state: RecordState,
}

/// News of a job.
#[derive(Clone, Debug)]
pub enum JobEvent {
    /// It got further.
    Progress {
        /// Which job.
        job: JobId,
        /// How far.
        progress: Progress,
    },
    /// Evidence was read.
    Loaded {
        /// Which job.
        job: JobId,
        /// The case.
        case: Arc<Case>,
        /// The name that the title bar shows.
        name: String,
    },
    /// The rules ran again.
    Detected {
        /// Which job.
        job: JobId,
        /// The case with new prompts and findings.
        case: Arc<Case>,
    },
    /// Databases of addresses were opened, and the sides of the case placed again.
    Placed {
        /// Which job.
        job: JobId,
        /// The load that `case` is of.
        load_revision: u64,
        /// The databases.
        databases: Vec<PathBuf>,
        /// The case with new places and findings; `None` where no case was open.
        case: Option<Arc<Case>>,
    },
    /// A filter was answered.
    Filtered {
        /// The case that was asked.
        revision: Revision,
        /// Which state of the filter was asked.
        filter_revision: u64,
        /// The answer, or why there is none.
        result: Result<Arc<Filtered>, String>,
    },
    /// The beginning of a file was read.
    Looked {
        /// Which file.
        evidence: EvidenceId,
        /// The load that it is of.
        load_revision: u64,
        /// The beginning, or why it cannot be mapped.
        result: Result<Arc<Sample>, String>,
    },
    /// A record was read again.
    RecordRead {
        /// Which record.
        record: RecordRef,
        /// The record, or why it cannot be read.
        result: Result<RawRecord, String>,
    },
    /// Every file was hashed again.
    Verified {
        /// Which job.
        job: JobId,
        /// The load whose files were hashed.
        load_revision: u64,
        /// One verdict for each piece of evidence, in its order.
        verdicts: Vec<Verification>,
    },
    /// A document was written.
    Written {
        /// Which job.
        job: JobId,
        /// Where it lies.
        path: PathBuf,
    },
    /// It could not be done; the message says what to do next.
    Failed {
        /// Which job.
        job: JobId,
        /// What failed, why, what to do next.
        message: String,
    },
    /// It stopped as asked.
    Cancelled {
        /// Which job.
        job: JobId,
    },
}
