//! How far reading goes with packed evidence, in one table. In: nothing. Out: [`Limits`].

/// Bounds that a crafted file meets and a genuine one does not (hostile-input.md B38, B39, R2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Unpacked bytes up to which any ratio is believed.
    pub trusted_bytes: u64,
    /// Above that size, how many bytes one packed byte may become.
    pub ratio: u64,
    /// Streams within one another that are unpacked: a gzip stream in a gzip stream is two.
    pub layers: usize,
    /// Entries of one archive that are read.
    pub entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // Logs compress 10 to 50 times, a day of one repeated record some hundred times. A tenant's
        // hourly export of a year is 8 760 files.
        Self { trusted_bytes: 4 << 30, ratio: 1_000, layers: 2, entries: 10_000 }
    }
}

impl Limits {
    /// Whether so many bytes are more than that many packed bytes can become.
    pub(super) fn is_bomb(&self, unpacked: u64, packed: u64) -> bool {
        unpacked > self.trusted_bytes && unpacked / packed.max(1) > self.ratio
    }
}
