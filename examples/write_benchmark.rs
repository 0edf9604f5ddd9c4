//! Writes a large Okta export for measuring:
//! `cargo run --release --example write_benchmark -- --records 1006297 --out FILE`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;

/// Writes full-size Okta System Log records, one a line, the same bytes every time.
#[derive(Parser)]
struct Arguments {
    /// How many records.
    #[arg(long, default_value_t = 1_006_297)]
    records: u64,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let file = File::create(&arguments.out)
        .with_context(|| format!("cannot create {}", arguments.out.display()))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    pushscope::testkit::benchmark::write(&mut out, arguments.records)?;
    out.flush()?;
    Ok(())
}
