//! Parquet and Arrow files of Pushscope's own events, back in. In: a whole file's bytes. Out: its
//! events, one group of rows at a time, with the fate of every row.
//!
//! Polars reads no other evidence, because its readers of CSV and JSON drop and cut rows. Here it
//! cannot unseen: the schema is fixed and nothing is guessed, the guards count the values of every
//! column before, and the rows of every frame are counted after. A group that does not add up is
//! damaged as a whole, its rows are counted as rejected, and the other groups stay.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use polars::prelude::*;
use polars_io::SerReader;
use polars_io::mmap::MmapBytesReader;
use polars_io::prelude::{
    FileMetadata, FileMetadataRef, IpcReader, ParallelStrategy, ParquetReader,
};

use super::rows::Rows;
use super::schema::{Cell, EventColumn, SCHEMA, event_columns};
use super::{arrow_guard, frame, parquet_guard, rows};
use crate::model::{
    EventColumns, EvidenceId, IngestIssue, Interner, IssueKind, PartyTable, Provider, RecordCounts,
    RecordRef, Step,
};

/// The files that hold the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// Apache Parquet.
    Parquet,
    /// The Apache Arrow IPC file format, also known as Feather version 2.
    Arrow,
}

impl Container {
    /// How many first bytes tell.
    pub const HEAD: usize = 8;

    /// The container of a file by its first bytes, never by its name.
    pub fn sniff(head: &[u8]) -> Option<Self> {
        match head {
            [b'P', b'A', b'R', b'1', ..] => Some(Self::Parquet),
            [b'A', b'R', b'R', b'O', b'W', b'1', 0, 0, ..] => Some(Self::Arrow),
            _ => None,
        }
    }

    /// The key that documents use for how records lie in a file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
        }
    }

    /// The container behind a key.
    pub fn of_key(key: &str) -> Option<Self> {
        [Self::Parquet, Self::Arrow].into_iter().find(|it| it.key() == key)
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow",
        }
    }
}

/// A file from which events were converted, as their rows name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Original {
    /// Its name; still hostile.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
    /// How records lay in it.
    pub shape: String,
    /// Who wrote it.
    pub provider: Provider,
}

/// What one file gave.
#[derive(Debug, Default)]
pub struct Imported {
    /// The file's own place among the evidence.
    pub evidence: EvidenceId,
    /// Its events, in the order of rows.
    pub events: EventColumns,
    /// Their steps; `event` is a row of `events`.
    pub steps: Vec<Step>,
    /// The texts that they speak of.
    pub texts: Interner,
    /// The parties that they speak of.
    pub parties: PartyTable,
    /// Rows, and groups of rows, that could not be used.
    pub issues: Vec<IngestIssue>,
    /// The fate of every row.
    pub counts: RecordCounts,
    /// The files from which the rows were converted.
    pub originals: BTreeSet<Original>,
    /// Whether it was stopped before the end.
    pub is_cancelled: bool,
}

/// Why nothing of a file was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is a table of something else.
    #[error(
        "the file is {container}, but not of {SCHEMA}: {why}; nothing of it was read; only tables \
         that `pushscope convert` wrote are read, so open the original log export"
    )]
    Foreign {
        /// What it is.
        container: &'static str,
        /// What it lacks, or has too much.
        why: String,
    },
    /// It begins as such a file and does not hold together.
    #[error(
        "the file begins as {container}, but {why}; nothing of it was read; copy the file again, \
         or convert the original again"
    )]
    Damaged {
        /// What it is.
        container: &'static str,
        /// What is wrong.
        why: String,
    },
}

/// Reads every row of a whole file. `goes_on` is told the rows so far after each group, and says
/// whether to read on.
///
/// # Errors
/// [`Unread`]: nothing could be read; a damaged group or row costs only itself.
pub fn read_events(
    file: &[u8],
    container: Container,
    evidence: EvidenceId,
    goes_on: &dyn Fn(u64) -> bool,
) -> Result<Imported, Unread> {
    let groups = Groups::open(file, container)?;
    let mut into = Imported { evidence, ..Imported::default() };
    for index in 0..groups.len() {
        groups.read(index, &mut into);
        if !goes_on(into.counts.records) && index + 1 < groups.len() {
            into.is_cancelled = true;
            break;
        }
    }
    Ok(into)
}

/// The row behind a record of such a file as it lies there, and whether it still is the one that
/// was read.
#[derive(Clone, Debug)]
pub struct OneRow {
    /// Every column with its value.
    pub cells: Vec<(&'static EventColumn, Cell<'static>)>,
    /// Whether the hash of the original record is the one that was read.
    pub verified: bool,
}

/// Reads one row of a whole file again.
///
/// # Errors
/// The file cannot be read any more, or the row is not there.
pub fn read_one_row(file: &[u8], container: Container, at: RecordRef) -> Result<OneRow, String> {
    let groups = Groups::open(file, container).map_err(|unread| unread.to_string())?;
    let mut row = u64::from(at.record).checked_sub(1).ok_or("rows are counted from 1")?;
    for index in 0..groups.len() {
        let rows = groups.rows(index).unwrap_or_default();
        if row < rows {
            let frame = groups.frame(index)?;
            let row = usize::try_from(row).map_err(|_| "the row lies too far".to_owned())?;
            let cells: Vec<_> =
                event_columns().map(|column| (column, rows::cell(&frame, column, row))).collect();
            let hash = Cell::Text(format!("{:016x}", at.hash).into());
            let verified =
                cells.iter().any(|(column, cell)| column.name == "record_hash" && *cell == hash);
            return Ok(OneRow { cells, verified });
        }
        row -= rows;
    }
    Err(format!("row {} is not in the file any more; it has changed", at.record))
}

/// A file whose schema is the right one, in groups of rows.
enum Groups<'a> {
    Parquet { file: &'a [u8], footer: ParquetFooter },
    Arrow { file: &'a [u8], footer: arrow_guard::Footer },
}

/// The footer as Polars read it: whole, and without its groups.
struct ParquetFooter {
    whole: FileMetadataRef,
    bare: FileMetadata,
}

impl<'a> Groups<'a> {
    fn open(file: &'a [u8], container: Container) -> Result<Self, Unread> {
        let title = container.title();
        let damaged = |why: String| Unread::Damaged { container: title, why };
        let (columns, is_flat, groups) = match container {
            Container::Parquet => {
                let footer = parquet_guard::check_footer(file).map_err(damaged)?;
                (footer.columns, footer.is_flat, None)
            }
            Container::Arrow => {
                let footer = arrow_guard::check_footer(file).map_err(damaged)?;
                (footer.columns.clone(), footer.is_flat, Some(Self::Arrow { file, footer }))
            }
        };
        if let Some(why) = other_columns(&columns, is_flat) {
            return Err(Unread::Foreign { container: title, why });
        }
        let (groups, schema) = guarded(|| match groups {
            Some(groups) => Ok((groups, IpcReader::new(Cursor::new(file)).schema()?)),
            None => Self::open_parquet(file),
        })
        .map_err(damaged)?;
        match other_types(&schema) {
            Some(why) => Err(Unread::Foreign { container: title, why }),
            None => Ok(groups),
        }
    }

    fn open_parquet(file: &'a [u8]) -> PolarsResult<(Self, Arc<ArrowSchema>)> {
        let mut reader = ParquetReader::new(Cursor::new(file));
        let mut whole = FileMetadata::clone(reader.get_metadata()?);
        // A second schema that a writer may have packed into the metadata is not looked at.
        whole.key_value_metadata = None;
        let bare = FileMetadata { row_groups: Vec::new(), ..whole.clone() };
        let whole = Arc::new(whole);
        reader.set_metadata(Arc::clone(&whole));
        let schema = reader.schema()?;
        Ok((Self::Parquet { file, footer: ParquetFooter { whole, bare } }, schema))
    }

    fn len(&self) -> usize {
        match self {
            Self::Parquet { footer, .. } => footer.whole.row_groups.len(),
            Self::Arrow { footer, .. } => footer.batches,
        }
    }

    /// How many rows a group has, as far as its header can be believed.
    fn rows(&self, index: usize) -> Result<u64, String> {
        match self {
            Self::Parquet { file, footer } => {
                let group = footer.whole.row_groups.get(index).ok_or("it is not there")?;
                let rows = group.num_rows() as u64;
                // A hash of 16 letters stands in each row, so that many rows need as many bytes.
                if rows > file.len() as u64 || rows > u64::from(u32::MAX) {
                    return Err(format!("it claims {rows} rows in a file of {} bytes", file.len()));
                }
                Ok(rows)
            }
            Self::Arrow { file, footer } => footer.check_batch(file, index),
        }
    }

    fn read(&self, index: usize, into: &mut Imported) {
        let (events, steps, issues) = (into.events.len(), into.steps.len(), into.issues.len());
        let counts = into.counts;
        let read = self.frame(index);
        let read = read.and_then(|frame| guarded(|| Rows::of(&frame).map(|rows| rows.read(into))));
        let Err(why) = read else { return };
        // Nothing of a group that broke off is kept; its rows are counted where they can be.
        let kept: Vec<u32> = (0..u32::try_from(events).unwrap_or(u32::MAX)).collect();
        into.events.reorder(&kept);
        into.steps.truncate(steps);
        into.issues.truncate(issues);
        into.counts = counts;
        self.lost(index, &why, into);
    }

    fn lost(&self, index: usize, why: &str, into: &mut Imported) {
        let rows = self.rows(index).unwrap_or_default();
        let detail = format!("group {} of {rows} rows is damaged: {why}", index + 1);
        let evidence = into.evidence;
        let at = RecordRef { evidence, offset: into.counts.records, ..RecordRef::default() };
        into.counts.add(RecordCounts { records: rows, rejected: rows, ..RecordCounts::default() });
        into.issues.push(IngestIssue { at, kind: IssueKind::DamagedArchive, detail });
    }

    /// The frame of one group, with exactly the rows that its header tells of.
    fn frame(&self, index: usize) -> Result<DataFrame, String> {
        let rows = self.rows(index)?;
        let frame = match self {
            Self::Parquet { file, footer } => guarded(|| footer.frame(file, index))?,
            Self::Arrow { file, footer } => {
                let one = footer.only(file, index).ok_or("it lies outside of the file")?;
                guarded(|| IpcReader::new(one).finish())?
            }
        };
        if frame.height() as u64 != rows {
            return Err(format!("{} of {rows} rows came out of it", frame.height()));
        }
        Ok(frame)
    }
}

impl ParquetFooter {
    fn frame(&self, file: &[u8], index: usize) -> PolarsResult<DataFrame> {
        let Some(group) = self.whole.row_groups.get(index) else {
            polars_bail!(ComputeError: "it is not there");
        };
        for column in group.parquet_columns() {
            let range = column.byte_range();
            let chunk = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
            let chunk = chunk.and_then(|(start, end)| file.get(start..end));
            let checked = chunk
                .ok_or_else(|| "a column lies outside of the file".to_owned())
                .and_then(|chunk| parquet_guard::check_pages(chunk, group.num_rows() as u64));
            if let Err(why) = checked {
                polars_bail!(ComputeError: "{why}");
            }
        }
        // The file as if it held this one group only: Polars looks at every group that is named.
        let (row_groups, num_rows) = (vec![group.clone()], group.num_rows());
        let metadata = FileMetadata { row_groups, num_rows, ..self.bare.clone() };
        let mut reader =
            ParquetReader::new(Cursor::new(file)).read_parallel(ParallelStrategy::Columns);
        reader.set_metadata(Arc::new(metadata));
        reader.set_rechunk(true).finish()
    }
}

impl MmapBytesReader for arrow_guard::OneBatch<'_> {}

/// Runs what Polars does with bytes of a stranger; a panic in it is a reason like any other.
fn guarded<T>(work: impl FnOnce() -> PolarsResult<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("its bytes cannot be decoded".to_owned()),
    }
}

/// What the columns of another schema lack, or have too much.
fn other_columns(columns: &[String], is_flat: bool) -> Option<String> {
    let ours: BTreeSet<&str> = event_columns().map(|it| it.name).collect();
    let theirs: BTreeSet<&str> = columns.iter().map(String::as_str).collect();
    let lacks: Vec<&str> =
        event_columns().map(|it| it.name).filter(|name| !theirs.contains(name)).collect();
    if !lacks.is_empty() {
        let (all, few) = (lacks.len(), lacks.iter().take(5).copied().collect::<Vec<_>>());
        let more = if all > few.len() { ", …" } else { "" };
        return Some(format!("it lacks {all} of {} columns: {}{more}", ours.len(), few.join(", ")));
    }
    if let Some(extra) = theirs.iter().find(|name| !ours.contains(**name)) {
        let extra: String = extra.chars().take(80).collect();
        return Some(format!("it has a column more, {extra:?}"));
    }
    if columns.len() != ours.len() {
        return Some("a column stands in it twice".to_owned());
    }
    (!is_flat).then(|| "its columns nest".to_owned())
}

/// Which column has another type.
fn other_types(schema: &ArrowSchema) -> Option<String> {
    event_columns().find_map(|column| {
        let held = schema.get(column.name).map(DataType::from_arrow_field)?;
        let wanted = frame::dtype(column.kind);
        (held != wanted).then(|| format!("column {} is {held} instead of {wanted}", column.name))
    })
}
