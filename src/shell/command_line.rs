//! What can be asked on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use super::files;
use super::reading::Reading;

/// Investigate MFA push fatigue in the log exports of an identity provider, offline.
#[derive(Debug, Parser)]
#[command(name = "pushscope", version, args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Files and folders to open in the window
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Write nothing outside what was asked for: no settings, no recent files
    #[arg(long, global = true)]
    pub(super) no_persist: bool,
    /// A database of addresses (City, Country or ASN, MMDB) that gives what the logs do not; may be
    /// given several times
    #[arg(long, value_name = "FILE")]
    pub(super) geoip: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
}

impl Arguments {
    /// The arguments of the program.
    ///
    /// # Errors
    /// Wrong usage; also a command behind an option, which would be taken for a file to open.
    pub(super) fn of(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let parsed = Self::try_parse_from(arguments)?;
        let mut usage = Self::command();
        let first = parsed.paths.first().filter(|path| !files::exists(path));
        let named = first.and_then(|path| usage.find_subcommand(path.to_str()?));
        match named.map(|command| command.get_name().to_owned()) {
            None => Ok(parsed),
            Some(name) => {
                let message =
                    format!("options come behind the command: {name} [OPTIONS] [PATH]...");
                Err(usage.error(ErrorKind::ArgumentConflict, message))
            }
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print what is found, as text or as a JSON document
    Analyze(Analyze),
    /// Write a self-contained report.html and findings.json into a folder
    Report(Report),
    /// Hash files again and compare them with an earlier findings document; status 0 where all are
    /// unchanged, else 3
    Verify(Verify),
    /// Write every event that is read as one table
    Convert(Convert),
    /// Print a custody form for files, to be filled in and used with --custody
    Custody {
        /// Files and folders
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
    },
    /// Describe exports that no format knows
    #[command(subcommand)]
    Mapping(MappingCommand),
    /// Open files and folders in the window
    Open {
        /// Files and folders
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// A database of addresses (City, Country or ASN, MMDB) that gives what the logs do not; may be
        /// given several times
        #[arg(long, value_name = "FILE")]
        geoip: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
    },
    /// Open the bundled demonstration case
    Demo,
    /// The window itself, in a process of its own so that a driver that aborts takes only it down
    #[command(hide = true)]
    Window(Window),
}

#[derive(Debug, Subcommand)]
pub(super) enum MappingCommand {
    /// Print a proposal for a mapping of a file, to be looked at and used with --mapping
    Suggest {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct Analyze {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// A JSON file of parameters: {"MF-01": {"key": value}}
    #[arg(long, value_name = "FILE")]
    pub(super) params: Option<PathBuf>,
    /// A database of addresses (City, Country or ASN, MMDB) that gives what the logs do not; may be
    /// given several times
    #[arg(long, value_name = "FILE")]
    pub(super) geoip: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Which prompts the JSON document lists
    #[arg(long, value_enum, default_value_t = Listed::Cited)]
    pub(super) prompts: Listed,
    /// Which issues the JSON document lists
    #[arg(long, value_enum, default_value_t = Listed::Cited)]
    pub(super) issues: Listed,
}

#[derive(Debug, Args)]
pub(super) struct Report {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// The folder to write into; made if it is missing
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// A JSON file of parameters: {"MF-01": {"key": value}}
    #[arg(long, value_name = "FILE")]
    pub(super) params: Option<PathBuf>,
    /// A database of addresses (City, Country or ASN, MMDB) that gives what the logs do not; may be
    /// given several times
    #[arg(long, value_name = "FILE")]
    pub(super) geoip: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The document that `analyze --format json` or `report` wrote
    #[arg(value_name = "FINDINGS.json")]
    pub(super) document: PathBuf,
    /// The files and folders that it was made of; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Convert {
    /// Files and folders
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// What to write; parquet and arrow are read again by analyze, report and the window
    #[arg(long, value_enum)]
    pub(super) to: Table,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Replace the file if it exists
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) reading: Reading,
}

#[derive(Debug, Args)]
pub(super) struct Window {
    /// Files and folders
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Open the demonstration case
    #[arg(long)]
    pub(super) demo: bool,
    /// A database of addresses (City, Country or ASN, MMDB) that gives what the logs do not; may be
    /// given several times
    #[arg(long, value_name = "FILE")]
    pub(super) geoip: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// What draws the window
    #[arg(long, value_enum, default_value_t = Renderer::Wgpu)]
    pub(super) renderer: Renderer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Short, for a person
    Text,
    /// The document pushscope.findings/1
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Table {
    /// Apache Parquet
    Parquet,
    /// Apache Arrow IPC file
    Arrow,
    /// A table that is safe for spreadsheets
    Csv,
    /// JSON lines with exact values
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Listed {
    /// Prompts that findings rest on; the first 1 000 issues
    Cited,
    /// Every one
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Renderer {
    /// Vulkan, Metal, DirectX 12
    Wgpu,
    /// OpenGL
    Glow,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn paths_alone_open_the_window() {
        let arguments = Arguments::try_parse_from(["pushscope", "okta.jsonl", "duo"]).unwrap();
        assert!(arguments.command.is_none());
        assert_eq!(arguments.paths.len(), 2);
    }

    #[test]
    fn a_command_behind_an_option_is_no_file_to_open() {
        let wrong = ["pushscope", "--no-persist", "analyze", "okta.jsonl"].map(OsString::from);
        let message = Arguments::of(wrong).unwrap_err().to_string();
        assert!(message.contains("analyze [OPTIONS] [PATH]"), "{message}");
        let right = ["pushscope", "analyze", "--no-persist", "okta.jsonl"].map(OsString::from);
        assert!(matches!(Arguments::of(right).unwrap().command, Some(Command::Analyze(_))));
    }
}
