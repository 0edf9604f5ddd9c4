//! Writes `docs/formats/` again from the tables of the program: `cargo run --example write_docs`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use pushscope::report::format_pages;

/// Writes the documentation that is printed from the program's own tables.
#[derive(Parser)]
struct Arguments {
    /// The folder to write into; pages that are not printed any more are removed.
    #[arg(long, default_value = "docs/formats")]
    out: PathBuf,
}

fn main() -> Result<()> {
    let Arguments { out } = Arguments::parse();
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("cannot clear {}", out.display()))?;
    }
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    for page in format_pages() {
        let path = out.join(&page.name);
        fs::write(&path, page.text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
