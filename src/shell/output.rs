//! The only module that prints.
#![expect(clippy::print_stderr, reason = "this is where the program speaks")]

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use crate::report::escape;

/// Writes a finished document to standard output.
pub(super) fn document(bytes: &[u8]) -> std::io::Result<()> {
    stream(|out| out.write_all(bytes))
}

/// Writes a document to standard output as it is made.
pub(super) fn stream(
    write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    // Standard output ends what it takes with each line; these are many and come in large pieces.
    let mut out = std::io::BufWriter::with_capacity(PIECE, std::io::stdout().lock());
    write(&mut out)?;
    out.flush()
}

/// Bytes that are handed to standard output together.
const PIECE: usize = 1 << 16;

/// Tells a person something on standard error.
pub(super) fn say(line: &str) {
    eprintln!("{line}");
}

/// Tells why the work could not be done, with every cause; text of files and paths in it is
/// shown, never obeyed by the terminal.
pub(super) fn error(error: &anyhow::Error) {
    eprintln!("pushscope: {}", escape::terminal(&format!("{error:#}")));
}

/// Makes a panic tell where it happened, and its words escaped: they may hold log text.
pub(super) fn tame_panics() {
    std::panic::set_hook(Box::new(|panic| {
        say(&escape::terminal(&panic.to_string()));
        let backtrace = std::backtrace::Backtrace::capture();
        if backtrace.status() == std::backtrace::BacktraceStatus::Captured {
            for line in backtrace.to_string().lines() {
                say(&escape::terminal(line));
            }
        }
    }));
}

/// Shows progress on one line, on a terminal only.
pub(super) fn progress(line: &str) {
    let mut stderr = std::io::stderr().lock();
    if stderr.is_terminal() {
        // A progress line that cannot be shown is no reason to stop reading evidence.
        drop(write!(stderr, "\r\x1b[2K{}", escape::terminal(line)));
        drop(stderr.flush());
    }
}

/// Prints usage, help or version as clap words it; wrong usage ends with status 2.
pub(super) fn usage(usage: &clap::Error) -> ExitCode {
    if usage.use_stderr() {
        // An argument may be a file's name, which anybody may have chosen.
        for line in usage.render().to_string().lines() {
            say(&escape::terminal(line));
        }
    } else {
        // Help goes to a closed pipe when the reader has seen enough; that is not an error.
        drop(usage.print());
    }
    ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2))
}
