//! How much of one thing is read: every limit of reading in one table.
//!
//! A hostile or damaged file must cost only itself. Each limit says what happens to what lies
//! beyond it; nothing is dropped silently.

use std::collections::BTreeMap;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitUnit {
    /// Bytes.
    Bytes,
    /// Characters.
    Characters,
    /// A number of things.
    Count,
}

impl LimitUnit {
    /// The unit as documents name it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Characters => "characters",
            Self::Count => "count",
        }
    }
}

/// One limit of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Bytes looked at to tell a file's shape and provider.
    Sample,
    /// Lines looked at for the same.
    SampleLines,
    /// Bytes of one record.
    Record,
    /// Levels of brackets in one record.
    Depth,
    /// Brackets around records.
    Containers,
    /// Rows kept of a list inside one record.
    Rows,
    /// Bytes of one quoted CSV field.
    Field,
    /// Line ends in one quoted CSV field.
    FieldLines,
    /// Columns of a CSV.
    Columns,
    /// Unpacked bytes up to which any ratio is believed.
    TrustedSize,
    /// How many bytes one packed byte may become beyond that.
    Ratio,
    /// Streams within one another that are unpacked.
    Layers,
    /// Entries of one archive that are read.
    Entries,
    /// Characters of the reason that an issue carries.
    Detail,
}

/// What a limit is, as data.
#[derive(Debug, PartialEq, Eq)]
pub struct LimitMeta {
    /// The limit.
    pub limit: Limit,
    /// Its name in files and documents.
    pub key: &'static str,
    /// What it limits, as a person reads it.
    pub title: &'static str,
    /// What it counts.
    pub unit: LimitUnit,
    /// The default.
    pub default: u64,
    /// The least value that can be set.
    pub min: u64,
    /// The greatest value that can be set.
    pub max: u64,
    /// What happens to what lies beyond.
    pub beyond: &'static str,
    /// Where the default comes from.
    pub source: &'static str,
}

/// How many limits there are.
const COUNT: usize = 14;
const JUDGED: &str = "judged";

/// Every limit, in the order of reading and of [`Limit`].
pub static LIMITS: [LimitMeta; COUNT] = [
    LimitMeta {
        limit: Limit::Sample,
        key: "sample_bytes",
        title: "bytes looked at to tell how records lie in a file and whose they are",
        unit: LimitUnit::Bytes,
        default: 1 << 20,
        min: 64 << 10,
        max: 8 << 20,
        beyond: "the first records decide; later ones of another provider are read as well",
        source: JUDGED,
    },
    LimitMeta {
        limit: Limit::SampleLines,
        key: "sample_lines",
        title: "lines looked at for the same",
        unit: LimitUnit::Count,
        default: 64,
        min: 1,
        max: 4_096,
        beyond: "the first lines decide",
        source: JUDGED,
    },
    LimitMeta {
        limit: Limit::Record,
        key: "record_bytes",
        title: "bytes of one record",
        unit: LimitUnit::Bytes,
        default: 16 << 20,
        min: 64 << 10,
        max: 1 << 30,
        beyond: "the record is rejected as too large; reading goes on behind it",
        source: "judged: a thousand times the largest record seen",
    },
    LimitMeta {
        limit: Limit::Depth,
        key: "record_depth",
        title: "levels of brackets in one record",
        unit: LimitUnit::Count,
        default: 127,
        min: 8,
        max: 127,
        beyond: "the record is rejected as too deep",
        source: "serde_json reads 127 levels",
    },
    LimitMeta {
        limit: Limit::Containers,
        key: "container_depth",
        title: "lists and wrappers around records",
        unit: LimitUnit::Count,
        default: 16,
        min: 4,
        max: 64,
        beyond: "the inner list is rejected as too deep",
        source: "judged: real exports have three",
    },
    LimitMeta {
        limit: Limit::Rows,
        key: "record_rows",
        title: "rows kept of a list inside one record",
        unit: LimitUnit::Count,
        default: 256,
        min: 16,
        max: 65_536,
        beyond: "the rest of the list is not kept; the note rows_beyond_limit counts it",
        source: "judged: real records have a dozen",
    },
    LimitMeta {
        limit: Limit::Field,
        key: "field_bytes",
        title: "bytes of one quoted CSV field",
        unit: LimitUnit::Bytes,
        default: 1 << 20,
        min: 32 << 10,
        max: 64 << 20,
        beyond: "its quote counts as unclosed: the row ends before the next line as wide as the \
                 header, and is rejected where it is not whole then",
        source: "judged: spreadsheets cut at 32,767 characters, Okta at less",
    },
    LimitMeta {
        limit: Limit::FieldLines,
        key: "field_lines",
        title: "line ends in one quoted CSV field",
        unit: LimitUnit::Count,
        default: 512,
        min: 1,
        max: 65_536,
        beyond: "its quote counts as unclosed, as above",
        source: "judged: pretty-printed JSON in a cell has dozens",
    },
    LimitMeta {
        limit: Limit::Columns,
        key: "columns",
        title: "columns of a CSV",
        unit: LimitUnit::Count,
        default: 4_096,
        min: 64,
        max: 65_536,
        beyond: "the table is not read, and its file says so",
        source: "judged: the widest export known has about 600",
    },
    LimitMeta {
        limit: Limit::TrustedSize,
        key: "unpacked_bytes",
        title: "unpacked bytes up to which any ratio is believed",
        unit: LimitUnit::Bytes,
        default: 4 << 30,
        min: 1 << 20,
        max: 1 << 42,
        beyond: "the ratio below is asked",
        source: JUDGED,
    },
    LimitMeta {
        limit: Limit::Ratio,
        key: "unpacked_ratio",
        title: "bytes that one packed byte may become beyond that",
        unit: LimitUnit::Count,
        default: 1_000,
        min: 10,
        max: 100_000,
        beyond: "unpacking stops; the records before that are kept",
        source: "deflate packs at most 1,032 to 1",
    },
    LimitMeta {
        limit: Limit::Layers,
        key: "unpacked_layers",
        title: "streams within one another that are unpacked",
        unit: LimitUnit::Count,
        default: 2,
        min: 1,
        max: 8,
        beyond: "the inner stream is not opened, and its file says so",
        source: "judged: a gzip stream in a gzip stream is two",
    },
    LimitMeta {
        limit: Limit::Entries,
        key: "archive_entries",
        title: "entries of one archive that are read",
        unit: LimitUnit::Count,
        default: 10_000,
        min: 1,
        max: 1_000_000,
        beyond: "the rest is not read, and the archive says so",
        source: "judged: the hourly exports of a tenant's year are 8,760 files",
    },
    LimitMeta {
        limit: Limit::Detail,
        key: "detail_characters",
        title: "characters of the reason that an issue carries",
        unit: LimitUnit::Characters,
        default: 300,
        min: 80,
        max: 4_000,
        beyond: "the reason is cut and ends in …; the record itself can be shown in full",
        source: JUDGED,
    },
];

impl Limit {
    /// What it is, as data.
    pub const fn meta(self) -> &'static LimitMeta {
        // The table has the order of the limits; a test holds it.
        let [sample, lines, record, depth, containers, rows, field, field_lines, columns, ..] =
            &LIMITS;
        let [.., trusted, ratio, layers, entries, detail] = &LIMITS;
        match self {
            Self::Sample => sample,
            Self::SampleLines => lines,
            Self::Record => record,
            Self::Depth => depth,
            Self::Containers => containers,
            Self::Rows => rows,
            Self::Field => field,
            Self::FieldLines => field_lines,
            Self::Columns => columns,
            Self::TrustedSize => trusted,
            Self::Ratio => ratio,
            Self::Layers => layers,
            Self::Entries => entries,
            Self::Detail => detail,
        }
    }
}

/// The limits in force: defaults, except where the analyst set another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    values: [u64; COUNT],
}

impl Default for Limits {
    fn default() -> Self {
        Self { values: LIMITS.each_ref().map(|meta| meta.default) }
    }
}

impl Limits {
    /// Every limit at its greatest: for reading again what was read before.
    pub fn widest() -> Self {
        Self { values: LIMITS.each_ref().map(|meta| meta.max) }
    }

    /// The value in force.
    pub fn get(&self, limit: Limit) -> u64 {
        self.values.get(limit as usize).copied().unwrap_or(limit.meta().default)
    }

    /// The value in force, for lengths in memory.
    pub fn size(&self, limit: Limit) -> usize {
        usize::try_from(self.get(limit)).unwrap_or(usize::MAX)
    }

    /// Sets a value, kept within its bounds; returns the value that is now in force.
    pub fn set(&mut self, limit: Limit, value: u64) -> u64 {
        let meta = limit.meta();
        let value = value.clamp(meta.min, meta.max);
        if let Some(held) = self.values.get_mut(limit as usize) {
            *held = value;
        }
        value
    }

    /// The limits that have another value than their default, in the order of the table.
    pub fn changed(&self) -> impl Iterator<Item = (&'static LimitMeta, u64)> {
        self.all().filter(|(meta, value)| meta.default != *value)
    }

    /// Every limit with its value, in the order of the table.
    pub fn all(&self) -> impl Iterator<Item = (&'static LimitMeta, u64)> {
        LIMITS.iter().zip(self.values)
    }

    /// Whether so many bytes are more than that many packed bytes are believed to become.
    pub fn is_bomb(&self, unpacked: u64, packed: u64) -> bool {
        unpacked > self.get(Limit::TrustedSize) && unpacked / packed.max(1) > self.get(Limit::Ratio)
    }

    /// Names and values, as documents hold them.
    pub fn by_key(&self) -> BTreeMap<&'static str, u64> {
        self.all().map(|(meta, value)| (meta.key, value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_limits_and_bounds_around_every_default() {
        for (index, meta) in LIMITS.iter().enumerate() {
            assert_eq!(meta.limit as usize, index);
            assert_eq!(meta.limit.meta(), meta);
            assert!(meta.min <= meta.default && meta.default <= meta.max, "{}", meta.key);
            assert!(!meta.beyond.is_empty() && !meta.source.is_empty());
        }
    }

    #[test]
    fn a_limit_stays_within_its_bounds() {
        let mut limits = Limits::default();
        assert_eq!(limits.changed().count(), 0);
        assert_eq!(limits.set(Limit::Record, 0), 64 << 10);
        assert_eq!(limits.set(Limit::Depth, u64::MAX), 127);
        let changed: Vec<_> = limits.changed().map(|(meta, value)| (meta.key, value)).collect();
        assert_eq!(changed, [("record_bytes", 64 << 10)]);
    }
}
