//! `pushscope custody`: print a custody form to fill in, and read one that was filled in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::case::{empty_custody_form, parse_custody};
use crate::model::Custody;

use super::{DONE, files, output};

/// Prints an empty form for the files behind these paths.
pub(super) fn form(paths: &[PathBuf]) -> anyhow::Result<u8> {
    let names: Vec<String> = files::expand(paths).into_iter().map(|file| file.name).collect();
    output::document(empty_custody_form(&names)?.as_bytes())?;
    output::say(
        "fill in what is known and leave the rest null; entries of an archive are named \
                 archive.zip!/entry",
    );
    Ok(DONE)
}

/// The answers of a form, by the name of the file.
pub(super) fn read(path: &Path) -> anyhow::Result<BTreeMap<String, Custody>> {
    let text = files::read_text(path).context("no custody form was taken")?;
    let no_form = || format!("no custody form was taken: {}", path.display());
    parse_custody(&text).with_context(no_form)
}
