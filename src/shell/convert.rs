//! `pushscope convert`: every event of the evidence as one table.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

use crate::case::{self, Case};
use crate::model::hex;
use crate::report::{self, escape};
use crate::store::events::{write_arrow, write_parquet};

use super::command_line::{Convert, Table};
use super::load::How;
use super::reading::all_met;
use super::{FAILED, analyze, files, load, output};

/// What was written.
pub(super) struct Written {
    rows: usize,
    bytes: u64,
    sha256: String,
}

pub(super) fn run(options: &Convert) -> anyhow::Result<u8> {
    let Convert { paths, to, out, force, reading } = options;
    let how = How { decisions: reading.decisions()?, ..How::default() };
    check(paths, out, *force)?;
    let read = load::read(paths, &how, &analyze::OnStandardError::default());
    output::progress("");
    let case = case::gather(read.files);
    all_met(&how.decisions, &case.evidence)?;
    let status = analyze::status(&case);
    if status == FAILED {
        return Ok(FAILED);
    }
    let written = write(&case, *to, out)?;
    let Written { rows, bytes, sha256 } = written;
    let line = format!("{rows} events, {bytes} bytes, SHA-256 {sha256}: {}", out.display());
    output::say(&escape::terminal(&line));
    Ok(status)
}

/// Evidence is never written over, and another file only where that was asked for.
fn check(paths: &[PathBuf], out: &Path, force: bool) -> anyhow::Result<()> {
    let evidence = files::expand(paths);
    files::spare(evidence.iter().map(|it| it.path.as_path()), out)?;
    if files::exists(out) && !force {
        bail!(
            "the output exists already; nothing was written, name another file with --out, or \
             give --force to replace it: {}",
            out.display()
        );
    }
    Ok(())
}

/// Writes every event of a case, whole or not at all.
pub(super) fn write(case: &Case, to: Table, path: &Path) -> anyhow::Result<Written> {
    let mut written = Written { rows: case.store.events.len(), bytes: 0, sha256: String::new() };
    files::write_with(path, |file| {
        let mut out = Hashed { out: BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
        let (store, evidence) = (&*case.store, case.evidence.as_slice());
        match to {
            Table::Parquet => write_parquet(store, evidence, &mut out)?,
            Table::Arrow => write_arrow(store, evidence, &mut out)?,
            Table::Csv => report::events_csv(store, evidence, &mut out)?,
            Table::Jsonl => report::events_jsonl(store, evidence, &mut out)?,
        }
        out.flush().context("the end of the table could not be written")?;
        written.bytes = out.bytes;
        written.sha256 = hex(&out.hash.finalize());
        Ok(())
    })?;
    Ok(written)
}

/// Hashes and counts what passes through.
struct Hashed<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser as _;

    use super::*;
    use crate::shell::command_line::{Arguments, Command};
    use crate::shell::{DONE, PARTLY};

    const LOG: &str = r#"{"uuid":"1","published":"2026-03-02T08:00:00.250Z","eventType":"system.push.send_factor_verify_push","actor":{"alternateId":"alice@corp.example"},"outcome":{"result":"SUCCESS"}}"#;

    fn convert(arguments: &[&Path]) -> anyhow::Result<u8> {
        let arguments = ["pushscope", "convert"]
            .map(std::ffi::OsStr::new)
            .into_iter()
            .chain(arguments.iter().map(|it| it.as_os_str()));
        match Arguments::try_parse_from(arguments)?.command {
            Some(Command::Convert(options)) => run(&options),
            other => bail!("{other:?}"),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn each_kind_is_written_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("okta.jsonl");
        fs::write(&log, LOG).unwrap();
        let out = tempfile::tempdir().unwrap();
        for to in ["parquet", "arrow", "csv", "jsonl"] {
            let table = out.path().join(to);
            let arguments = [&*log, "--to".as_ref(), to.as_ref(), "--out".as_ref(), &table];
            assert_eq!(convert(&arguments).unwrap(), DONE);
        }
        assert_eq!(names(folder.path()), ["okta.jsonl"]);
        assert_eq!(fs::read_to_string(&log).unwrap(), LOG);
        assert_eq!(names(out.path()), ["arrow", "csv", "jsonl", "parquet"]);
    }

    #[test]
    fn evidence_is_never_written_over_and_other_files_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("okta.jsonl");
        let table = folder.path().join("events.csv");
        fs::write(&log, LOG).unwrap();
        fs::write(&table, "mine").unwrap();
        let to = |out: &Path, more: &[&str]| {
            let fixed: [&Path; 5] = [&log, "--to".as_ref(), "csv".as_ref(), "--out".as_ref(), out];
            convert(&[&fixed[..], &more.iter().map(Path::new).collect::<Vec<_>>()].concat())
        };
        let again = folder.path().join(".").join("okta.jsonl");
        let refused = to(&again, &["--force"]).unwrap_err().to_string();
        assert!(refused.contains("never written over"), "{refused}");
        let refused = to(&table, &[]).unwrap_err().to_string();
        assert!(refused.contains("--force"), "{refused}");
        assert_eq!(fs::read_to_string(&table).unwrap(), "mine");
        assert_eq!(to(&table, &["--force"]).unwrap(), DONE);
        assert!(fs::read_to_string(&table).unwrap().contains("alice@corp.example"));
        assert_eq!(fs::read_to_string(&log).unwrap(), LOG);
    }

    #[test]
    fn a_file_that_is_missing_makes_the_table_a_part_and_all_missing_makes_none() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("okta.jsonl");
        fs::write(&log, LOG).unwrap();
        let missing = folder.path().join("missing");
        let table = folder.path().join("table");
        let rest: [&Path; 4] = ["--to".as_ref(), "jsonl".as_ref(), "--out".as_ref(), &table];
        assert_eq!(convert(&[&[&*missing], &rest[..]].concat()).unwrap(), FAILED);
        assert!(!table.exists());
        assert_eq!(convert(&[&[&*missing, &*log], &rest[..]].concat()).unwrap(), PARTLY);
        assert_eq!(fs::read_to_string(&table).unwrap().lines().count(), 1);
    }
}
