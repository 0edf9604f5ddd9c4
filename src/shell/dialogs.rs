//! The only file dialogs. Each is begun on the window's thread, as some systems ask, and waited
//! for on a worker, so that the window goes on drawing.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rfd::{AsyncFileDialog, FileHandle};

use crate::app::{
    CommandSender, EvidenceCommand, ExportCommand, ExportKind, NoticeCommand, NoticeLevel,
    ReadingCommand,
};

/// A dialog that ends sooner than a person can click was never shown.
const TOO_SOON: Duration = Duration::from_millis(200);

/// Asks for files to open.
pub(super) fn pick_files(reply: &CommandSender) {
    let dialog = AsyncFileDialog::new().set_title("Open log exports").pick_files();
    let reply = reply.clone();
    wait(dialog, reply, |files, reply| {
        reply.send(EvidenceCommand::Open(files.iter().map(path).collect()));
    });
}

/// Asks for a folder to open.
pub(super) fn pick_folder(reply: &CommandSender) {
    let dialog = AsyncFileDialog::new().set_title("Open a folder of log exports").pick_folder();
    let reply = reply.clone();
    wait(dialog, reply, |folder, reply| reply.send(EvidenceCommand::Open(vec![path(&folder)])));
}

/// Asks for databases of addresses.
pub(super) fn pick_databases(reply: &CommandSender) {
    let dialog = AsyncFileDialog::new()
        .set_title("Use databases of addresses (City, Country or ASN, MMDB)")
        .add_filter("MMDB databases", &["mmdb"])
        .add_filter("All files", &["*"])
        .pick_files();
    let reply = reply.clone();
    wait(dialog, reply, |files, reply| {
        reply.send(EvidenceCommand::UseDatabases(files.iter().map(path).collect()));
    });
}

/// Asks where to write a document.
pub(super) fn pick_save_path(kind: ExportKind, name: &str, reply: &CommandSender) {
    let dialog = AsyncFileDialog::new().set_title(kind.title()).set_file_name(name).save_file();
    let reply = reply.clone();
    wait(dialog, reply, move |file, reply| {
        reply.send(ExportCommand::PathPicked { kind, path: path(&file) });
    });
}

/// Asks where to write a mapping.
pub(super) fn pick_mapping_path(name: &str, reply: &CommandSender) {
    let dialog = AsyncFileDialog::new().set_title("Mapping").set_file_name(name).save_file();
    let reply = reply.clone();
    wait(dialog, reply, move |file, reply| {
        reply.send(ReadingCommand::PathPicked(path(&file)));
    });
}

fn path(file: &FileHandle) -> PathBuf {
    file.path().to_owned()
}

fn wait<T>(
    dialog: impl Future<Output = Option<T>> + Send + 'static,
    reply: CommandSender,
    picked: impl FnOnce(T, &CommandSender) + Send + 'static,
) {
    let run = move || {
        let begun = Instant::now();
        match pollster::block_on(dialog) {
            Some(answer) => picked(answer, &reply),
            None if begun.elapsed() < TOO_SOON => reply.send(NoticeCommand::Show {
                level: NoticeLevel::Error,
                text: "This system has no file dialog that Pushscope can open (a desktop portal \
                       or zenity). Drop files onto the window, or name them on the command line"
                    .to_owned(),
            }),
            None => {}
        }
    };
    // Without a thread there is no dialog; the button can be pressed again.
    drop(std::thread::Builder::new().name("pushscope dialog".to_owned()).spawn(run));
}
