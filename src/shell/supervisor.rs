//! Opens the window in a process of its own, so that a driver that aborts, a library that is
//! missing or a window system that panics ends that process and not the answer.
//!
//! ```text
//! wgpu ─► it stands ─► closed by the analyst: done
//!   └► it never stood ─► glow ─► it never stood ─► the report is written instead
//! ```

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;

use crate::model::Parameters;

use super::reading::Reading;
use super::window::STANDS;
use super::{DONE, FAILED, analyze, demo_case, files, output, write_report};

/// What the window is asked to show.
pub(super) enum Show {
    /// The start page, or these files and folders.
    Paths(Vec<PathBuf>),
    /// The demonstration case.
    Demo,
}

/// Databases of addresses, and how files are read.
pub(super) type Supplied<'a> = (&'a [PathBuf], &'a Reading);

/// How one try to open the window ended.
enum Ended {
    /// It stood and was closed.
    Closed,
    /// It stood, and its process failed later.
    Failed,
    /// It never stood; why, as its process told.
    NeverStood(String),
}

/// Opens the window by the first renderer that can; without one, writes the report.
pub(super) fn run(show: &Show, supplied: Supplied<'_>, persist: bool) -> anyhow::Result<u8> {
    // Told here rather than by the window's process, whose errors are those of its drivers.
    supplied.1.decisions()?;
    let mut reason = String::new();
    for renderer in ["wgpu", "glow"] {
        match open(show, supplied, renderer, persist)? {
            Ended::Closed => return Ok(DONE),
            Ended::Failed => {
                output::say("pushscope: the window ended unexpectedly; the evidence is unchanged");
                return Ok(FAILED);
            }
            Ended::NeverStood(why) => reason = why,
        }
    }
    instead(show, supplied, &reason)
}

fn open(
    show: &Show,
    (geoip, reading): Supplied<'_>,
    renderer: &str,
    persist: bool,
) -> anyhow::Result<Ended> {
    let program = std::env::current_exe().context("the program could not find itself")?;
    let mut command = Command::new(program);
    command.args(["window", "--renderer", renderer]);
    if !persist {
        command.arg("--no-persist");
    }
    for database in geoip {
        command.arg("--geoip").arg(database);
    }
    command.args(reading.arguments());
    match show {
        Show::Paths(paths) => command.arg("--").args(paths),
        Show::Demo => command.arg("--demo"),
    };
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("the window's process could not be started")?;
    watch(child)
}

fn watch(mut child: Child) -> anyhow::Result<Ended> {
    let stdout = child.stdout.take().context("the window's process has no output")?;
    let stderr = child.stderr.take().context("the window's process has no error output")?;
    let told = std::thread::Builder::new().name("pushscope window errors".to_owned()).spawn(
        move || {
            let mut last = String::new();
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if !line.trim().is_empty() {
                    last = line;
                }
            }
            last
        },
    )?;
    let stood = BufReader::new(stdout).lines().map_while(Result::ok).any(|line| line == STANDS);
    let status = child.wait()?;
    let last = told.join().unwrap_or_default();
    Ok(match (stood, status.success()) {
        (true, true) => Ended::Closed,
        (true, false) => Ended::Failed,
        (false, _) if last.is_empty() => {
            Ended::NeverStood(format!("its process ended with {status}"))
        }
        (false, _) => Ended::NeverStood(last),
    })
}

/// What is done where no window can be opened: the report of the case, in a folder of its own.
fn instead(show: &Show, (geoip, reading): Supplied<'_>, reason: &str) -> anyhow::Result<u8> {
    let reason = plain(reason);
    let case = match show {
        Show::Demo => demo_case::open(),
        Show::Paths(paths) if paths.is_empty() => {
            anyhow::bail!(
                "no window could be opened ({reason}); `pushscope analyze PATH…` and `pushscope \
                 report PATH… --out DIR` work without one"
            )
        }
        Show::Paths(paths) => {
            let supplied = (&analyze::databases(geoip)?, &reading.decisions()?);
            analyze::open(paths, supplied, Parameters::default())?
        }
    };
    let folder = PathBuf::from("pushscope-report");
    files::make_folder(&folder)?;
    let path = write_report::write(&case, &folder)?;
    let path = std::path::absolute(&path).unwrap_or(path);
    output::say(&format!(
        "pushscope: no window could be opened ({}); the report was written instead",
        crate::report::escape::terminal(reason)
    ));
    let path = path.display().to_string();
    output::document(format!("{}\n", crate::report::escape::terminal(&path)).as_bytes())?;
    Ok(DONE)
}

/// The reason without our own lead and without the source line that a library names.
fn plain(reason: &str) -> &str {
    let lead = "no window could be opened: ";
    let reason = reason.split_once(lead).map_or(reason, |(_, rest)| rest);
    let behind_source = reason.split_once(".rs:").and_then(|(_, rest)| rest.split_once(": "));
    behind_source.map_or(reason, |(_, rest)| rest).trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_names_no_source_line() {
        let told = "pushscope: no window could be opened: os error at /x/linux/mod.rs:765: \
                    neither WAYLAND_DISPLAY nor DISPLAY is set.";
        assert_eq!(plain(told), "neither WAYLAND_DISPLAY nor DISPLAY is set");
        assert_eq!(plain("Segmentation fault"), "Segmentation fault");
    }
}
