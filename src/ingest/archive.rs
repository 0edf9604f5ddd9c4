//! The entries of a zip archive, each read as a file of its own. In: a file that can be sought in.
//! Out: [`Ingested`] for each entry. Must never know: the disk; nothing is ever extracted to it.
//!
//! Names of entries are labels: none is taken for a path. What is not read is listed with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use zip::read::{Config, ZipFileEntry};
use zip::unstable::read::ZipIterable;
use zip::{HasZipMetadata as _, SUPPORTED_COMPRESSION_METHODS, ZipReadOptions};

use super::feed::Setting;
use super::reread::{RawRecord, RereadError, reread_as};
use super::{Choices, FAULT, Ingested, Source, Watch, digest, ingest_as, packed, unreadable};
use crate::model::{
    Archive, Evidence, EvidenceId, EvidenceStatus, Inside, Limit, Limits, RecordRef,
};

/// What an archive is read from.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

type Entries<'a> = ZipIterable<&'a mut dyn ReadSeek>;

/// One file to read that may hold others.
pub struct Container<'a> {
    /// The place of its first file in the order given; the others follow.
    pub first: EvidenceId,
    /// Its name as given.
    pub name: String,
    /// Its size as given, in bytes.
    pub bytes: u64,
    /// Its bytes.
    pub reader: &'a mut dyn ReadSeek,
    /// What the analyst decided about the file, or the entry, of this name.
    pub choices: &'a dyn Fn(&str) -> Choices,
}

/// Reads one file: a zip archive entry by entry, anything else as [`super::ingest`] does. Never fails, and
/// never gives nothing.
pub fn ingest_container(container: Container<'_>, watch: &dyn Watch) -> Vec<Ingested> {
    let Container { first, name, bytes, reader, choices } = container;
    let limits = choices(&name).limits;
    match begins_like_an_archive(reader) {
        Err(error) => vec![unreadable(first, name, format!("it could not be read: {error}"))],
        Ok(false) => {
            let mut reader = reader;
            let choices = choices(&name);
            let setting = Setting { encoding: choices.encoding, ..Setting::within(limits) };
            let source = Source { id: first, name, bytes, reader: &mut reader, choices };
            vec![ingest_as(source, setting, watch).0]
        }
        Ok(true) => {
            let read = || read_archive((first, &name), reader, choices, limits, watch);
            // The last net, as for a single file.
            catch_unwind(AssertUnwindSafe(read))
                .unwrap_or_else(|_| vec![unreadable(first, name.clone(), FAULT.to_owned())])
        }
    }
}

fn begins_like_an_archive(reader: &mut dyn ReadSeek) -> io::Result<bool> {
    let mut magic = Vec::new();
    reader.take(4).read_to_end(&mut magic)?;
    reader.seek(SeekFrom::Start(0))?;
    Ok(packed::is_zip(&magic))
}

fn read_archive(
    (first, name): (EvidenceId, &str),
    reader: &mut dyn ReadSeek,
    choices: &dyn Fn(&str) -> Choices,
    limits: Limits,
    watch: &dyn Watch,
) -> Vec<Ingested> {
    let (archive, mut entries) = match open(name, reader, watch) {
        Ok(opened) => opened,
        Err((archive, why)) => {
            return vec![whole(first, &archive, EvidenceStatus::Unreadable, why)];
        }
    };
    if is_office(&mut entries) {
        let why = "it is an Office document, such as an Excel workbook, and no log export; use the \
                   export as it was downloaded, or save the sheet as CSV UTF-8";
        return vec![whole(first, &archive, EvidenceStatus::UnknownFormat, why.to_owned())];
    }
    let mut walk = Walk {
        archive: Arc::new(archive),
        choices,
        limits,
        watch,
        names: BTreeSet::new(),
        ranges: BTreeMap::new(),
        spent: 0,
        packed: 0,
        records: 0,
        files: Vec::new(),
        first,
    };
    let ended = walk.read(&mut entries);
    walk.finish(ended)
}

/// Hashes an archive and finds its list of entries.
fn open<'a>(
    name: &str,
    reader: &'a mut dyn ReadSeek,
    watch: &dyn Watch,
) -> Result<(Archive, Entries<'a>), (Archive, String)> {
    let mut archive = Archive { name: name.to_owned(), ..Archive::default() };
    let mut bytes: &mut dyn ReadSeek = reader;
    match digest::sha256(&mut bytes, &Quiet(watch)) {
        Ok(Some((bytes, sha256))) => (archive.bytes, archive.sha256) = (bytes, sha256),
        Ok(None) => return Err((archive, "reading was cancelled; nothing was kept".to_owned())),
        Err(error) => {
            return Err((archive, format!("it could not be read to its end: {error}")));
        }
    }
    match ZipIterable::try_new(reader, Config::default()) {
        Ok(entries) => {
            archive.entries = entries.len() as u64;
            Ok((archive, entries))
        }
        Err(error) => Err((
            archive,
            format!(
                "its list of entries cannot be read: {error}; nothing of it was read; copy or \
                 download the archive again, or unpack it with a tool that repairs archives"
            ),
        )),
    }
}

/// Whether the archive is a document of an Office program, which says so in its first entry.
fn is_office(entries: &mut Entries<'_>) -> bool {
    let first = entries.files().ok().and_then(Iterator::next);
    first.is_some_and(|entry| entry.is_ok_and(|it| it.name_raw() == b"[Content_Types].xml"))
}

/// Evidence that stands for the archive itself.
fn whole(id: EvidenceId, archive: &Archive, status: EvidenceStatus, why: String) -> Ingested {
    let evidence = Evidence {
        id,
        name: archive.name.clone(),
        container: Some("zip"),
        bytes: archive.bytes,
        sha256: archive.sha256.clone(),
        status,
        reason: Some(why),
        ..Evidence::default()
    };
    Ingested { evidence, ..Ingested::default() }
}

/// Passes through the question whether to stop, and no progress.
struct Quiet<'a>(&'a dyn Watch);

impl Watch for Quiet<'_> {
    fn progress(&self, _: u64, _: u64) {}
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// Adds what was read of an archive before to the progress of one entry.
struct Onward<'a> {
    watch: &'a dyn Watch,
    bytes: u64,
    records: u64,
    most: u64,
}

impl Watch for Onward<'_> {
    fn progress(&self, bytes: u64, records: u64) {
        self.watch.progress(self.bytes + bytes.min(self.most), self.records + records);
    }
    fn is_cancelled(&self) -> bool {
        self.watch.is_cancelled()
    }
}

/// One pass over the entries of an archive.
struct Walk<'a> {
    archive: Arc<Archive>,
    choices: &'a dyn Fn(&str) -> Choices,
    limits: Limits,
    watch: &'a dyn Watch,
    /// Names that were there.
    names: BTreeSet<Vec<u8>>,
    /// Packed bytes of the entries that were there: start and end.
    ranges: BTreeMap<u64, u64>,
    /// Bytes that entries unpacked to, the packed bytes they came from, and the records in them.
    spent: u64,
    packed: u64,
    records: u64,
    files: Vec<Ingested>,
    first: EvidenceId,
}

impl Walk<'_> {
    /// Reads every entry; why the pass ended before the last one, where it did.
    fn read(&mut self, entries: &mut Entries<'_>) -> Option<String> {
        let all = self.archive.entries;
        let files = match entries.files() {
            Ok(files) => files,
            Err(error) => return Some(broken_list(0, all, &error)),
        };
        let mut number = 0_u64;
        while let Some(entry) = files.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return Some(broken_list(number, all, &error)),
            };
            if number >= self.limits.get(Limit::Entries) {
                return Some(format!(
                    "the archive lists {all} entries; the first {number} were read, which is the \
                     limit; unpack it and open the folder to read the others"
                ));
            }
            if self.watch.is_cancelled() {
                return Some(format!(
                    "reading was cancelled; the first {number} of {all} entries were kept"
                ));
            }
            number += 1;
            // A folder's name alone is no evidence, as folders on a disk are none.
            if !entry.is_dir() || entry.size() > 0 {
                let file = self.entry(number, entry, files.reader_mut());
                self.files.push(file);
            }
        }
        None
    }

    /// The files, and one that stands for the archive where that has something to say.
    fn finish(mut self, ended: Option<String>) -> Vec<Ingested> {
        let (status, why) = match ended {
            Some(why) => (EvidenceStatus::Partial, why),
            None if self.files.is_empty() => {
                (EvidenceStatus::Read, "the archive holds no files: no records".to_owned())
            }
            None => return self.files,
        };
        let own = whole(self.next_id(), &self.archive, status, why);
        self.files.push(own);
        self.files
    }

    fn next_id(&self) -> EvidenceId {
        let count = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        EvidenceId(self.first.0.saturating_add(count))
    }

    fn entry(
        &mut self,
        number: u64,
        entry: ZipFileEntry<'_>,
        reader: &mut &mut dyn ReadSeek,
    ) -> Ingested {
        let label = label(&entry);
        let id = self.next_id();
        let name = format!("{}!/{label}", self.archive.name);
        let said = self.remarks(&label, &entry);
        let declared = entry.size();
        let mut file = match self.refusal(&entry, reader) {
            Some(why) => refused(id, name, declared, why),
            None => self.unpack(id, name, entry, reader),
        };
        let held = &mut file.evidence;
        held.inside = Some(Inside { archive: Arc::clone(&self.archive), entry: number });
        for remark in said {
            held.reason = Some(match held.reason.take() {
                Some(reason) => format!("{reason}; {remark}"),
                None => remark,
            });
        }
        file
    }

    fn unpack(
        &mut self,
        id: EvidenceId,
        name: String,
        entry: ZipFileEntry<'_>,
        reader: &mut &mut dyn ReadSeek,
    ) -> Ingested {
        let (declared, packed) = (entry.size(), entry.compressed_size());
        let mut unpacked = match entry.with_reader(reader, ZipReadOptions::new()) {
            Ok(file) => Bounded { file, left: declared },
            Err(error) => {
                return refused(id, name, declared, format!("it cannot be read: {error}"));
            }
        };
        let watch =
            Onward { watch: self.watch, bytes: self.packed, records: self.records, most: packed };
        let choices = (self.choices)(&name);
        let (limits, encoding) = (self.limits, choices.encoding);
        let setting = Setting { limits, packed: Some(packed), encoding };
        let source = Source { id, name, bytes: declared, reader: &mut unpacked, choices };
        let (file, decoded) = ingest_as(source, setting, &watch);
        self.spent += decoded.max(declared - unpacked.left);
        self.packed += packed;
        self.records += file.evidence.counts.records;
        file
    }

    /// What is odd about an entry that is read all the same.
    fn remarks(&mut self, label: &str, entry: &ZipFileEntry<'_>) -> Vec<String> {
        let mut said = Vec::new();
        if leads_outside(label) {
            said.push(
                "its name leads out of the archive; it is a label here and nothing was written"
                    .to_owned(),
            );
        }
        if !self.names.insert(entry.name_raw().to_vec()) {
            said.push("the archive holds another entry of this name before it".to_owned());
        }
        said
    }

    /// Why an entry is not read, where it is not.
    fn refusal(
        &mut self,
        entry: &ZipFileEntry<'_>,
        reader: &mut &mut dyn ReadSeek,
    ) -> Option<String> {
        if self.limits.is_bomb(self.spent, self.archive.bytes) {
            return Some(
                "the archive unpacks to more than a thousand times its size; this entry was not \
                 read; unpack it elsewhere if it is genuine"
                    .to_owned(),
            );
        }
        if entry.encrypted() {
            return Some(
                "it is encrypted; unpack it with its password and open the files".to_owned(),
            );
        }
        if entry.is_symlink() {
            return Some("it is a symbolic link, which is not followed".to_owned());
        }
        let method = entry.compression();
        if !SUPPORTED_COMPRESSION_METHODS.contains(&method) {
            return Some(format!(
                "its compression method, {method}, is not supported; unpack it with another tool"
            ));
        }
        self.overlap(entry, reader)
    }

    /// Entries that share packed bytes are how small archives hold endless content.
    fn overlap(
        &mut self,
        entry: &ZipFileEntry<'_>,
        reader: &mut &mut dyn ReadSeek,
    ) -> Option<String> {
        let start = entry.header_start();
        let data = match entry.get_metadata().data_start(reader) {
            Ok(data) => data,
            Err(error) => return Some(format!("its header cannot be read: {error}")),
        };
        let end = data.saturating_add(entry.compressed_size());
        if end > self.archive.bytes {
            return Some(format!(
                "it would end at byte {end} of an archive of {} bytes; copy or download the \
                 archive again",
                self.archive.bytes
            ));
        }
        let before = self.ranges.range(..end).next_back();
        if before.is_some_and(|(_, their_end)| *their_end > start) {
            return Some(
                "it lies over another entry of the archive; the first of them was read".to_owned(),
            );
        }
        self.ranges.insert(start, end);
        None
    }
}

fn broken_list(number: u64, all: u64, error: &zip::result::ZipError) -> String {
    format!(
        "the archive lists {all} entries, but its list is broken behind entry {number}: {error}; \
         the others were not read; copy or download the archive again"
    )
}

fn refused(id: EvidenceId, name: String, bytes: u64, why: String) -> Ingested {
    let mut file = unreadable(id, name, why);
    file.evidence.container = Some("zip");
    file.evidence.bytes = bytes;
    file
}

/// What the archive calls an entry.
fn label(entry: &ZipFileEntry<'_>) -> String {
    match entry.name() {
        Ok(name) => name.into_owned(),
        Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
    }
}

/// Whether a name, taken for a path, would lead elsewhere on some system.
fn leads_outside(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']);
    let has_drive = name.get(1..2) == Some(":");
    has_drive || name.starts_with(['/', '\\']) || parts.any(|part| part == "..")
}

/// An entry that is asked for no more than it declares before its end is looked for, so that the
/// error of a lying size costs none of it.
struct Bounded<R> {
    file: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).max(1);
        let room = buffer.len().min(most);
        let count = self.file.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

/// Reads one record of an archive's entry again.
///
/// # Errors
/// The entry cannot be read that far any more, or `watch` cancels.
pub fn reread_entry(
    reader: &mut dyn ReadSeek,
    evidence: &Evidence,
    at: RecordRef,
    watch: &dyn Watch,
) -> Result<RawRecord, RereadError> {
    let gone = |why: String| RereadError::Read(why);
    let number = evidence.inside.as_ref().map_or(0, |inside| inside.entry);
    let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let mut entries: Entries<'_> =
        ZipIterable::try_new(reader, Config::default()).map_err(|error| gone(error.to_string()))?;
    let files = entries.files().map_err(|error| gone(error.to_string()))?;
    let entry = match files.nth(index) {
        Some(entry) => entry.map_err(|error| gone(error.to_string()))?,
        None => return Err(gone(format!("the archive has no entry {number} any more"))),
    };
    let (left, packed) = (entry.size(), entry.compressed_size());
    let file = entry
        .with_reader(files.reader_mut(), ZipReadOptions::new())
        .map_err(|error| gone(error.to_string()))?;
    let setting = Setting { packed: Some(packed), ..Setting::again(evidence) };
    reread_as(&mut Bounded { file, left }, evidence, at, setting, watch)
}
