//! The outside world, for real.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::app::{
    AppState, CommandSender, Effect, Effects, JobEvent, JobId, Progress, RawRecord, RecordState,
    Revision,
};
use crate::case::{self, Case};
use crate::ingest::mapping::Sample;
use crate::ingest::{self, Decisions, Encoding, Unwatched, Watch};
use crate::model::{Evidence, Parameters, RecordRef};
use crate::present::format;
use crate::report;
use crate::store::PromptFrame;
use crate::store::events::{Container, read_one_row};

use super::load::{self, How, Reading};
use super::worker::{self, Flag, Workers};
use super::{analyze, demo_case, dialogs, export, files, reading, settings_file, verify};

/// Where the evidence of the open case lies, by evidence index.
#[derive(Clone, Debug, Default)]
enum Origin {
    /// Nothing is open.
    #[default]
    Nowhere,
    /// Files.
    Files(Vec<PathBuf>),
    /// Inside the program.
    Demo,
}

impl Origin {
    /// The files on disk.
    fn paths(&self) -> impl Iterator<Item = &Path> {
        let paths = match self {
            Self::Files(paths) => paths.as_slice(),
            Self::Nowhere | Self::Demo => &[],
        };
        paths.iter().map(PathBuf::as_path)
    }
}

type CachedFrame = Arc<Mutex<Option<(Revision, PromptFrame)>>>;

/// Carries out effects: dialogs, threads, disk.
#[derive(Default)]
pub(super) struct RealEffects {
    context: egui::Context,
    persist: bool,
    workers: Workers,
    origin: Arc<Mutex<Origin>>,
    frame: CachedFrame,
}

impl RealEffects {
    /// Effects for the window of `context`; settings are kept only where `persist` says so.
    pub(super) fn new(context: egui::Context, persist: bool) -> Self {
        Self { context, persist, ..Self::default() }
    }

    fn load(
        &self,
        job: JobId,
        paths: Vec<PathBuf>,
        databases: Vec<PathBuf>,
        (decisions, parameters): (Decisions, Parameters),
        reply: &CommandSender,
    ) {
        let origin = Arc::clone(&self.origin);
        let sender = reply.clone();
        self.workers.start(job, reply, move |flag| {
            let reading = ToWindow::new(job, flag.clone(), sender);
            let how = How { decisions, limits: parameters.limits };
            let read = load::read(&paths, &how, &reading);
            if flag.is_set() {
                return JobEvent::Cancelled { job };
            }
            let databases = load::databases(&databases);
            let gazetteer = analyze::gazetteer();
            let case = case::assemble_with(read.files, gazetteer.as_ref(), &databases, parameters);
            remember(&origin, Origin::Files(read.paths));
            JobEvent::Loaded { job, case: Arc::new(case), name: name_of(&paths) }
        });
    }

    fn load_demo(&self, job: JobId, reply: &CommandSender) {
        let origin = Arc::clone(&self.origin);
        self.workers.start(job, reply, move |_| {
            let case = demo_case::open();
            remember(&origin, Origin::Demo);
            JobEvent::Loaded { job, case: Arc::new(case), name: "Demonstration case".to_owned() }
        });
    }

    fn query(&self, state: &AppState, question: Question, reply: &CommandSender) {
        let Some(case) = state.case.clone() else { return };
        let frame = Arc::clone(&self.frame);
        worker::answer(reply, move || question.answer(&case, &frame));
    }

    fn verify(&self, state: &AppState, (job, load_revision): (JobId, u64), reply: &CommandSender) {
        let Some(case) = state.case.clone() else { return };
        let origin = self.origin();
        let sender = reply.clone();
        self.workers.start(job, reply, move |flag| {
            let reading = ToWindow::new(job, flag.clone(), sender);
            let verdicts = match &origin {
                Origin::Nowhere => Vec::new(),
                Origin::Demo => verify::demo(&case.evidence, &reading),
                Origin::Files(paths) => verify::evidence(&case.evidence, paths, &reading),
            };
            JobEvent::Verified { job, load_revision, verdicts }
        });
    }

    /// Writes a file where no evidence lies, on a worker.
    fn write(
        &self,
        (job, path): (JobId, PathBuf),
        reply: &CommandSender,
        write: impl FnOnce(&Path) -> anyhow::Result<()> + Send + 'static,
    ) {
        let origin = self.origin();
        self.workers.start(job, reply, move |_| {
            let spared = files::spare(origin.paths(), &path);
            match spared.and_then(|()| write(&path)) {
                Ok(()) => JobEvent::Written { job, path },
                Err(error) => JobEvent::Failed { job, message: format!("{error:#}") },
            }
        });
    }

    fn origin(&self) -> Origin {
        self.origin.lock().map(|origin| origin.clone()).unwrap_or_default()
    }

    fn read_record(&self, state: &AppState, record: RecordRef, reply: &CommandSender) {
        let evidence = state
            .case
            .as_ref()
            .and_then(|case| case.evidence.get(record.evidence.0 as usize).cloned());
        let origin = self.origin();
        worker::answer(reply, move || JobEvent::RecordRead {
            record,
            result: evidence
                .ok_or_else(|| "the file is not part of the open case".to_owned())
                .and_then(|evidence| reread(&origin, &evidence, record)),
        });
    }
}

impl Effects for RealEffects {
    fn run(&mut self, effect: Effect, state: &AppState, reply: &CommandSender) {
        match effect {
            Effect::PickFiles => dialogs::pick_files(reply),
            Effect::PickFolder => dialogs::pick_folder(reply),
            Effect::PickDatabases => dialogs::pick_databases(reply),
            Effect::Load { job, paths, databases, decisions, parameters } => {
                self.load(job, paths, databases, (decisions, parameters), reply);
            }
            Effect::Place { job, load_revision, databases, parameters } => {
                let case = state.case.clone();
                self.workers.start(job, reply, move |_| {
                    place(job, load_revision, databases, case.as_deref(), parameters)
                });
            }
            Effect::LoadDemo { job } => self.load_demo(job, reply),
            Effect::Cancel(job) => self.workers.cancel(job),
            Effect::Detect { job, parameters } => {
                let Some(case) = state.case.clone() else { return };
                self.workers.start(job, reply, move |_| JobEvent::Detected {
                    job,
                    case: Arc::new(case::detect_again(Case::clone(&case), parameters)),
                });
            }
            Effect::Query { revision, filter_revision, filter } => {
                self.query(state, Question { revision, filter_revision, filter }, reply);
            }
            Effect::ReadRecord(record) => self.read_record(state, record, reply),
            Effect::VerifyEvidence { job, load_revision } => {
                self.verify(state, (job, load_revision), reply);
            }
            Effect::PickSavePath { kind, suggested_name } => {
                dialogs::pick_save_path(kind, &suggested_name, reply);
            }
            Effect::Render { job, kind, path } => {
                let Some(rendering) = export::Rendering::of(state, kind) else { return };
                self.write((job, path), reply, move |path| rendering.write(path));
            }
            Effect::LookAt { evidence, load_revision } => {
                let file = state
                    .case
                    .as_ref()
                    .and_then(|case| case.evidence.get(evidence.0 as usize).cloned());
                let origin = self.origin();
                worker::answer(reply, move || {
                    let result = look_at(&origin, file.as_ref()).map(Arc::new);
                    JobEvent::Looked { evidence, load_revision, result }
                });
            }
            Effect::PickMappingPath { suggested_name } => {
                dialogs::pick_mapping_path(&suggested_name, reply);
            }
            Effect::WriteMapping { job, path, text } => {
                self.write((job, path), reply, move |path| files::write(path, text.as_bytes()));
            }
            Effect::CopyText(text) => self.context.copy_text(text),
            Effect::SaveSettings(settings) if self.persist => settings_file::save(&settings),
            Effect::SaveSettings(_) => {}
            Effect::Quit => self.context.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }
}

/// A filter, and the states of case and filter that it belongs to.
struct Question {
    revision: Revision,
    filter_revision: u64,
    filter: crate::model::Filter,
}

impl Question {
    fn answer(self, case: &Case, cached: &CachedFrame) -> JobEvent {
        let result = self.frame(case, cached).and_then(|frame| {
            frame.query(&self.filter).map(Arc::new).map_err(|error| error.to_string())
        });
        let Self { revision, filter_revision, .. } = self;
        JobEvent::Filtered { revision, filter_revision, result }
    }

    /// The frame of this state of the case; built once, then shared by every question.
    fn frame(&self, case: &Case, cached: &CachedFrame) -> Result<PromptFrame, String> {
        let Ok(mut cached) = cached.lock() else {
            return Err("another question failed; open the evidence again".to_owned());
        };
        if let Some((revision, frame)) = cached.as_ref()
            && *revision == self.revision
        {
            return Ok(frame.clone());
        }
        let frame = case.prompt_frame().map_err(|error| error.to_string())?;
        *cached = Some((self.revision, frame.clone()));
        Ok(frame)
    }
}

/// Tells the window how far reading got.
struct ToWindow {
    job: JobId,
    flag: Flag,
    sender: CommandSender,
    /// Bytes and records of the files before this one, and the size of this one.
    before: Mutex<(Progress, Progress)>,
}

impl ToWindow {
    fn new(job: JobId, flag: Flag, sender: CommandSender) -> Self {
        Self { job, flag, sender, before: Mutex::default() }
    }
}

impl Watch for ToWindow {
    fn progress(&self, bytes: u64, records: u64) {
        let Ok(mut state) = self.before.lock() else { return };
        let (before, current) = &mut *state;
        current.bytes = bytes;
        current.records = records;
        let progress = Progress {
            bytes: before.bytes + bytes,
            total_bytes: before.total_bytes,
            records: before.records + records,
        };
        self.sender.send(JobEvent::Progress { job: self.job, progress });
    }

    fn is_cancelled(&self) -> bool {
        self.flag.is_set()
    }
}

impl Reading for ToWindow {
    fn will_read(&self, bytes: u64) {
        if let Ok(mut state) = self.before.lock() {
            state.0.total_bytes = Some(bytes);
        }
    }

    fn begins(&self, _index: usize, _total: usize, _name: &str, _bytes: u64) {
        if let Ok(mut state) = self.before.lock() {
            let (before, current) = &mut *state;
            before.bytes += current.bytes;
            before.records += current.records;
            *current = Progress::default();
        }
    }
}

/// Opens the databases and places the case again; where one of them cannot be used, nothing
/// changes.
fn place(
    job: JobId,
    load_revision: u64,
    paths: Vec<PathBuf>,
    case: Option<&Case>,
    parameters: Parameters,
) -> JobEvent {
    let databases = load::databases(&paths);
    if !databases.refused.is_empty() {
        return JobEvent::Failed { job, message: format::shown(&databases.refused.join("; ")) };
    }
    let case = case.map(|case| {
        let gazetteer = analyze::gazetteer();
        let case = Case::clone(case);
        Arc::new(case::place_again(case, gazetteer.as_ref(), &databases, parameters))
    });
    JobEvent::Placed { job, load_revision, databases: paths, case }
}

fn remember(origin: &Mutex<Origin>, new: Origin) {
    if let Ok(mut origin) = origin.lock() {
        *origin = new;
    }
}

/// What the title bar calls a set of paths.
fn name_of(paths: &[PathBuf]) -> String {
    let first = paths.first().and_then(|path| path.file_name());
    let first = first.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match paths.len() {
        0 | 1 => first,
        n => format!("{first} and {} more", n - 1),
    }
}

/// The beginning of a file of the case, as a mapping sees it.
fn look_at(origin: &Origin, evidence: Option<&Evidence>) -> Result<Sample, String> {
    let evidence = evidence.ok_or("the file is not part of the open case")?;
    if evidence.inside.is_some() {
        return Err("it lies in an archive; unpack the archive and open the file itself".to_owned());
    }
    let path = match origin {
        Origin::Files(paths) => paths.get(evidence.id.0 as usize),
        Origin::Nowhere | Origin::Demo => None,
    };
    let path = path.ok_or("it is no file on disk")?;
    reading::sample(path, Encoding::chosen_for(evidence)).map_err(|error| format!("{error:#}"))
}

fn reread(origin: &Origin, evidence: &Evidence, at: RecordRef) -> Result<RawRecord, String> {
    let index = at.evidence.0 as usize;
    if let Some(container) = evidence.shape.and_then(Container::of_key) {
        return reread_row(origin, container, at);
    }
    let record = match origin {
        Origin::Nowhere => return Err("no evidence is open".to_owned()),
        Origin::Demo => {
            let mut bytes =
                demo_case::bytes(index).ok_or("the demonstration case has no such file")?;
            ingest::reread(&mut bytes, evidence, at, &Unwatched)
        }
        Origin::Files(paths) => {
            let path = paths.get(index).ok_or("the file is not part of the open case")?;
            if evidence.inside.is_some() {
                let (mut file, _) = files::open(path)?;
                ingest::reread_entry(&mut file, evidence, at, &Unwatched)
            } else if ingest::is_seekable(evidence) {
                let bytes = files::read_at(path, at.offset, at.length)?;
                Ok(ingest::check(bytes, at))
            } else {
                let (mut file, _) = files::open(path)?;
                ingest::reread(&mut file, evidence, at, &Unwatched)
            }
        }
    }
    .map_err(|error| error.to_string())?;
    Ok(RawRecord {
        text: String::from_utf8_lossy(&record.bytes).into_owned(),
        state: if record.verified { RecordState::Verified } else { RecordState::Changed },
    })
}

/// The row of a table of events, as it lies there: it names the original record.
fn reread_row(origin: &Origin, container: Container, at: RecordRef) -> Result<RawRecord, String> {
    let path = match origin {
        Origin::Files(paths) => paths.get(at.evidence.0 as usize),
        Origin::Nowhere | Origin::Demo => None,
    };
    let path = path.ok_or("the file is not part of the open case")?;
    let file = files::read_whole(path, case::LARGEST_TABLE)?;
    let row = read_one_row(&file, container, at)?;
    Ok(RawRecord {
        text: String::from_utf8_lossy(&report::event_cells_json(&row.cells)).into_owned(),
        state: if row.verified { RecordState::Verified } else { RecordState::Changed },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Verification;
    use crate::ingest::testing::{gzip, lines, okta, zip, zstd};
    use crate::model::EventId;

    /// One log in every container, on disk, read.
    fn opened(folder: &std::path::Path) -> (Origin, load::Read) {
        let text = lines(&[okta(1), okta(2)]);
        for (name, bytes) in [
            ("a.jsonl", text.clone().into_bytes()),
            ("b.gz", gzip(&text)),
            ("c.zst", zstd(&text)),
            ("d.zip", zip(&[("1.jsonl", text.as_bytes()), ("2.zst", &zstd(&text))])),
        ] {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let read = load::read(&[folder.to_owned()], &How::default(), &Unwatched);
        (Origin::Files(read.paths.clone()), read)
    }

    #[test]
    fn a_record_is_shown_again_whatever_its_file_is_packed_in() {
        let folder = tempfile::tempdir().unwrap();
        let (origin, read) = opened(folder.path());
        assert_eq!(read.files.len(), 5);
        for file in &read.files {
            let at = file.events.record_ref(EventId(1)).unwrap();
            let raw = reread(&origin, &file.evidence, at).unwrap();
            assert_eq!((raw.text, raw.state), (okta(2).to_string(), RecordState::Verified));
        }
    }

    #[test]
    fn e1_hashing_again_tells_which_files_changed_and_the_entries_share_their_archives_fate() {
        let folder = tempfile::tempdir().unwrap();
        let (_, read) = opened(folder.path());
        let evidence: Vec<_> = read.files.into_iter().map(|file| file.evidence).collect();
        let verdicts = || verify::evidence(&evidence, &read.paths, &Unwatched);
        assert_eq!(verdicts(), vec![Verification::Unchanged; 5]);
        std::fs::write(folder.path().join("d.zip"), "other").unwrap();
        std::fs::remove_file(folder.path().join("b.gz")).unwrap();
        use Verification::{Changed, Unchanged, Unreadable};
        let gone = Unreadable("there is no such file".to_owned());
        assert_eq!(verdicts(), [Unchanged, gone, Unchanged, Changed, Changed]);
    }
}
