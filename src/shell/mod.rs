//! Floor 7: the outside world.
//!
//! In: the command line, files, gestures of the window system. Out: a window, files, exit status.
//! The only floor that knows the disk, threads, the clock, dialogs and standard output.

mod analyze;
mod clock;
mod command_line;
mod convert;
mod custody;
mod demo_case;
mod dialogs;
mod effects;
mod export;
mod files;
mod load;
mod output;
mod reading;
mod settings_file;
mod supervisor;
mod verify;
mod window;
mod worker;
mod write_report;

use std::ffi::OsString;
use std::process::ExitCode;

use command_line::{Arguments, Command, MappingCommand};
use reading::Reading;
use supervisor::Show;

/// The work was done, whatever was found.
pub const DONE: u8 = 0;
/// It could not be done; standard error says why.
pub const FAILED: u8 = 1;
/// It was done in part; the document says what is missing.
pub const PARTLY: u8 = 3;

/// Runs the program with its arguments, the program's own name first. Wrong usage ends with
/// status 2.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    output::tame_panics();
    let arguments = match Arguments::of(arguments) {
        Ok(arguments) => arguments,
        Err(usage) => return output::usage(&usage),
    };
    match dispatch(arguments) {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            output::error(&error);
            ExitCode::from(FAILED)
        }
    }
}

fn dispatch(arguments: Arguments) -> anyhow::Result<u8> {
    let persist = !arguments.no_persist;
    match arguments.command {
        Some(Command::Analyze(options)) => analyze::run(&options),
        Some(Command::Report(options)) => write_report::run(&options),
        Some(Command::Convert(options)) => convert::run(&options),
        Some(Command::Verify(options)) => verify::run(&options),
        Some(Command::Custody { paths }) => custody::form(&paths),
        Some(Command::Mapping(MappingCommand::Suggest { file })) => reading::suggest_for(&file),
        Some(Command::Open { paths, geoip, reading }) => {
            supervisor::run(&Show::Paths(paths), (&geoip, &reading), persist)
        }
        Some(Command::Demo) => supervisor::run(&Show::Demo, (&[], &Reading::default()), persist),
        Some(Command::Window(options)) => window::run(&options, persist).map(|()| DONE),
        None => {
            let supplied = (arguments.geoip.as_slice(), &arguments.reading);
            supervisor::run(&Show::Paths(arguments.paths), supplied, persist)
        }
    }
}
