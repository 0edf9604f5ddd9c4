//! Writes a large export for measuring:
//! `cargo run --example write_benchmark -- --export okta-lines --records 1006297 --out FILE`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use pushscope::testkit::benchmark::{self, Export};

/// Writes full-size records, the same bytes every time.
#[derive(Parser)]
struct Arguments {
    /// Which export.
    #[arg(long, value_parser = export, default_value = "okta-lines")]
    export: Export,
    /// How many records.
    #[arg(long, default_value_t = 1_006_297)]
    records: u64,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
}

fn export(name: &str) -> Result<Export, String> {
    let found = Export::ALL.into_iter().find(|(known, _)| *known == name);
    let names: Vec<_> = Export::ALL.iter().map(|(known, _)| *known).collect();
    found.map(|(_, export)| export).ok_or_else(|| format!("one of {}", names.join(", ")))
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let file = File::create(&arguments.out)
        .with_context(|| format!("cannot create {}", arguments.out.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    benchmark::write(&mut out, arguments.export, arguments.records)?;
    out.flush()?;
    Ok(())
}
