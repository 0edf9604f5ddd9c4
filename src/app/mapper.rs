//! A file of unknown form that is being mapped: what it holds, the mapping as it stands, and what
//! that makes of the first rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ingest::mapping::{Mapping, PreviewRow, Sample, preview, suggest};
use crate::model::EvidenceId;

/// A file that is being mapped.
#[derive(Clone, Debug)]
pub struct Mapper {
    /// The file.
    pub evidence: EvidenceId,
    /// Its name; still hostile.
    pub file: String,
    /// Its beginning.
    pub sample: Arc<Sample>,
    /// The mapping as it stands.
    pub mapping: Mapping,
    /// The first rows as the mapping reads them.
    pub preview: Arc<Vec<PreviewRow>>,
    /// Why it cannot be used yet.
    pub lack: Option<String>,
    /// Whether it began with a mapping of an earlier sitting.
    pub is_saved: bool,
}

impl Mapper {
    /// Begins with a saved mapping that was made for such a file, else with a proposal.
    pub(super) fn new(
        (evidence, file): (EvidenceId, String),
        sample: Arc<Sample>,
        saved: &[Arc<Mapping>],
    ) -> Self {
        let names = sample.names();
        let saved = saved.iter().find(|mapping| mapping.fits(&names));
        let mapping =
            saved.map_or_else(|| suggest(&sample, &file).mapping, |it| Mapping::clone(it));
        let preview = Arc::default();
        let is_saved = saved.is_some();
        let mut mapper = Self { evidence, file, sample, mapping, preview, lack: None, is_saved };
        mapper.look();
        mapper
    }

    /// Takes another mapping.
    pub(super) fn set(&mut self, mapping: Mapping) {
        self.mapping = mapping;
        self.look();
    }

    fn look(&mut self) {
        self.lack = self.mapping.check().err().map(|lack| lack.to_string());
        self.preview = Arc::new(preview(&self.sample, &self.mapping));
    }
}

/// What was decided in earlier sittings, and holds again for the same bytes or the same header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// By SHA-256 of a file, the zone of its times that name none.
    pub zones: BTreeMap<String, String>,
    /// Mappings, the latest first.
    pub mappings: Vec<Arc<Mapping>>,
}

/// Most mappings, and most zones, that are remembered.
const MOST: usize = 100;

impl Remembered {
    /// Puts a mapping first, in the place of one that was made for the same files.
    pub(super) fn add(&mut self, mapping: &Arc<Mapping>) {
        self.mappings.retain(|known| known.made_for != mapping.made_for);
        self.mappings.insert(0, Arc::clone(mapping));
        self.mappings.truncate(MOST);
    }

    /// Keeps the zone of a file, or forgets it.
    pub(super) fn set_zone(&mut self, sha256: &str, zone: Option<String>) {
        match zone {
            Some(zone) if !sha256.is_empty() && self.zones.len() < MOST => {
                self.zones.insert(sha256.to_owned(), zone);
            }
            _ => {
                self.zones.remove(sha256);
            }
        }
    }
}
