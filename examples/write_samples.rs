//! Writes `sample_data/` again, byte for byte: `cargo run --example write_samples`.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use flate2::{Compression, GzBuilder};
use pushscope::testkit::samples;

/// Writes the bundled sample data.
#[derive(Parser)]
struct Arguments {
    /// The folder to write into.
    #[arg(long, default_value = "sample_data")]
    out: PathBuf,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    for file in samples::files()? {
        let mut path = arguments.out.join(&file.path);
        let bytes = if file.packed {
            path.as_mut_os_string().push(".gz");
            // No name and no time: the same content gives the same file.
            let mut packer = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
            packer.write_all(&file.bytes)?;
            packer.finish()?
        } else {
            file.bytes
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
