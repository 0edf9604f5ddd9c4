//! A database of addresses in the MMDB format, as the analyst supplies it.
//!
//! In: the bytes of a file. Out: what it says of an address ([`Entry`]), and what it is itself
//! ([`DatabaseFacts`]). Must never know: where the file lies, what a log says.
//!
//! The file is hostile: it is refused with a reason or read within bounds. A path of names is
//! followed, never a whole record; the reader bounds values, bytes and depth of what it skips.

mod fields;

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use maxminddb::{MaxMindDbError, Reader};
use sha2::{Digest as _, Sha256};

use crate::model::{DatabaseFacts, DatabaseId, Timestamp, hex};

pub use fields::Entry;

/// Largest database that is read into memory; the largest that are sold have about 1 GB.
pub const LARGEST_BYTES: u64 = 2 << 30;
/// Longest type that a database may call itself by, in characters.
const LONGEST_KIND: usize = 80;

/// Why a file is not used as a database of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{name} is not used as a database of addresses: {why}. Supply a City, Country or ASN database \
     in the MMDB format"
)]
pub struct DatabaseError {
    /// The file's name.
    pub name: String,
    /// What is wrong with it.
    pub why: String,
}

/// The databases of a case.
#[derive(Debug, Default)]
pub struct Databases {
    /// Those in use, in the order given.
    pub open: Vec<AddressDatabase>,
    /// Those that are not used, each with the reason.
    pub refused: Vec<String>,
}

impl Databases {
    /// Adds the bytes of a file, or why they cannot be used.
    pub fn add(&mut self, name: &str, bytes: Result<Vec<u8>, String>) {
        let id = DatabaseId(u32::try_from(self.open.len()).unwrap_or(u32::MAX));
        let refused = |why| DatabaseError { name: name.to_owned(), why };
        match bytes.map_err(refused).and_then(|bytes| AddressDatabase::open(id, name, bytes)) {
            Ok(database) => self.open.push(database),
            Err(error) => self.refused.push(error.to_string()),
        }
    }
}

/// A database that can be asked.
pub struct AddressDatabase {
    facts: DatabaseFacts,
    reader: Reader<Vec<u8>>,
}

impl std::fmt::Debug for AddressDatabase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddressDatabase").field("facts", &self.facts).finish_non_exhaustive()
    }
}

impl AddressDatabase {
    /// Opens a database that was read into memory.
    ///
    /// # Errors
    /// [`DatabaseError`] where the bytes are no MMDB database, or a damaged one.
    pub fn open(id: DatabaseId, name: &str, bytes: Vec<u8>) -> Result<Self, DatabaseError> {
        let refused = |why: String| DatabaseError { name: name.to_owned(), why };
        let size = bytes.len() as u64;
        let sha256 = hex(&Sha256::digest(&bytes));
        let reader = guarded(|| Reader::from_source(bytes)).map_err(refused)?;
        let about = reader.metadata();
        let facts = DatabaseFacts {
            id,
            name: name.to_owned(),
            kind: plain(&about.database_type),
            built: built(about.build_epoch),
            sha256,
            bytes: size,
            ip_version: about.ip_version,
            ..DatabaseFacts::default()
        };
        Ok(Self { facts, reader })
    }

    /// What it is.
    pub const fn facts(&self) -> &DatabaseFacts {
        &self.facts
    }

    /// What it says of an address; `None` where it says nothing.
    ///
    /// # Errors
    /// Why the record of this address cannot be read.
    pub fn ask(&self, address: IpAddr) -> Result<Option<Entry>, String> {
        if self.facts.ip_version == 4 && address.is_ipv6() {
            return Ok(None);
        }
        guarded(|| {
            let record = self.reader.lookup(address)?;
            if record.has_data() { Entry::read(&record).map(Some) } else { Ok(None) }
        })
    }
}

/// Runs the reader of databases; a panic in it, which would be a defect, is an error like others.
fn guarded<T>(read: impl FnOnce() -> Result<T, MaxMindDbError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| error.to_string()),
        Err(_) => Err("its reader broke off".to_owned()),
    }
}

/// The type that a database calls itself by, without anything that is no plain text: it stands in
/// sentences of the program.
fn plain(kind: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_graphic() || *c == ' ';
    kind.chars().filter(is_plain).take(LONGEST_KIND).collect()
}

/// The build date; dates before 2000 and after 9999 are no dates of a database.
fn built(epoch: u64) -> Option<Timestamp> {
    const YEAR_2000: u64 = 946_684_800;
    const YEAR_10000: u64 = 253_402_300_800;
    let secs = (YEAR_2000..YEAR_10000).contains(&epoch).then_some(epoch)?;
    Some(Timestamp::from_secs(i64::try_from(secs).ok()?))
}
