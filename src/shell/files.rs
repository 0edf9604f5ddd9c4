//! The only module that touches the disk. Evidence is opened read-only; nothing is written beside it.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// One file to read, with the name under which it is spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Its name: the file's own, or its path below the folder that was given.
    pub(super) name: String,
    /// Whether it is standard input.
    pub(super) is_input: bool,
}

/// As [`expand`], and a path that is `-` alone is standard input; a file of that name is `./-`.
pub(super) fn expand_with_input(paths: &[PathBuf]) -> Vec<Candidate> {
    let is_input = |path: &PathBuf| path.as_os_str() == "-";
    let mut found = Vec::new();
    for path in paths {
        if is_input(path) {
            let (path, name) = (path.clone(), "stdin".to_owned());
            found.push(Candidate { path, name, is_input: true });
        } else {
            found.append(&mut expand(std::slice::from_ref(path)));
        }
    }
    found
}

/// The files behind the given paths, in the order given; a folder's files, all below it, in byte
/// order of their relative path. A path that leads nowhere is kept, so that it is reported.
pub(super) fn expand(paths: &[PathBuf]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut below = Vec::new();
            walk(path, path, &mut below);
            below.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
            found.append(&mut below);
        } else {
            let name = path.file_name().unwrap_or(path.as_os_str());
            let name = name.to_string_lossy().into_owned();
            found.push(Candidate { path: path.clone(), name, is_input: false });
        }
    }
    found
}

/// Collects every file below `folder`. Links to folders are not followed: they may lead in circles.
fn walk(root: &Path, folder: &Path, found: &mut Vec<Candidate>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // A folder that cannot be listed is kept as a candidate that cannot be read.
        Err(_) => return found.push(candidate(root, folder)),
    };
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(root, &path, found),
            Ok(kind) if kind.is_symlink() && path.is_dir() => {}
            _ => found.push(candidate(root, &path)),
        }
    }
}

fn candidate(root: &Path, path: &Path) -> Candidate {
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    Candidate { path: path.to_owned(), name: name.replace('\\', "/"), is_input: false }
}

/// Opens evidence for reading, with its size.
pub(super) fn open(path: &Path) -> Result<(File, u64), String> {
    let metadata = fs::metadata(path).map_err(|error| reason(&error))?;
    if metadata.is_dir() {
        return Err("it is a folder that cannot be listed".to_owned());
    }
    if !metadata.is_file() {
        return Err("it is no regular file (a device, pipe or socket)".to_owned());
    }
    let file = File::open(path).map_err(|error| reason(&error))?;
    Ok((file, metadata.len()))
}

/// The size of a file in bytes; 0 where it cannot be told, for progress only.
pub(super) fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |it| it.len())
}

/// Reads `length` bytes of evidence at an offset, fewer where the file ends before.
pub(super) fn read_at(path: &Path, offset: u64, length: u32) -> Result<Vec<u8>, String> {
    let (mut file, _) = open(path)?;
    file.seek(SeekFrom::Start(offset)).map_err(|error| reason(&error))?;
    let mut bytes = Vec::with_capacity(length as usize);
    file.take(u64::from(length)).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    Ok(bytes)
}

/// Reads a whole file of at most so many bytes.
pub(super) fn read_whole(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let (file, size) = open(path)?;
    let too_large = || format!("it has more than the {most} bytes that are read into memory");
    if size > most {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > most { Err(too_large()) } else { Ok(bytes) }
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission to read it is denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Reads a small text file that the analyst named, such as parameters.
pub(super) fn read_text(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("could not be read: {}", path.display()))?;
    text_of(bytes).with_context(|| format!("is neither UTF-8 nor UTF-16: {}", path.display()))
}

/// The text of a small file that somebody wrote with an editor or a shell: UTF-8, or UTF-16 with a
/// mark, as PowerShell writes it; the mark is no part of it.
fn text_of(bytes: Vec<u8>) -> Option<String> {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.get(2..)?.as_chunks();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty())
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8(text.to_vec()).ok(),
        _ => String::from_utf8(bytes).ok(),
    }
}

/// Makes a folder, and those above it, where they are missing.
pub(super) fn make_folder(path: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(path)
        .with_context(|| format!("the folder could not be made: {}", path.display()))
}

/// Writes a file whole or not at all: beside its place first, then renamed into it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_with(path, |file| Ok(file.write_all(bytes)?))
}

/// As [`write`], for what is too large to be held in memory.
pub(super) fn write_with(
    path: &Path,
    fill: impl FnOnce(&mut File) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let beside = beside(path);
    let written = fill_and_rename(&beside, path, fill);
    if written.is_err() {
        // The half-written file is ours; if it cannot be removed either, the first error tells why.
        drop(fs::remove_file(&beside));
    }
    written.with_context(|| {
        format!("nothing was written, check the folder and its free space: {}", path.display())
    })
}

/// Where a file is written before it gets its name.
fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    PathBuf::from(beside)
}

/// Makes sure that writing to `out` touches none of these files of evidence.
pub(super) fn spare<'a>(
    evidence: impl IntoIterator<Item = &'a Path>,
    out: &Path,
) -> anyhow::Result<()> {
    let touched = [out.to_owned(), beside(out)];
    if evidence.into_iter().any(|it| touched.iter().any(|path| is_same(path, it))) {
        bail!(
            "one of the files of evidence lies there, and evidence is never written over; nothing \
             was written, choose another name: {}",
            out.display()
        );
    }
    Ok(())
}

fn fill_and_rename(
    beside: &Path,
    path: &Path,
    fill: impl FnOnce(&mut File) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut file = File::create(beside)?;
    fill(&mut file)?;
    file.sync_all()?;
    Ok(fs::rename(beside, path)?)
}

/// Whether something lies at a path.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether two paths lead to one file; paths that lead nowhere do not.
fn is_same(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Reads a file of ours, such as settings; `None` where there is none.
pub(super) fn read_own(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_a_shell_or_an_editor_wrote_is_text_in_any_of_their_encodings() {
        let wide = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
            mark.iter().copied().chain("{\u{fc}}".encode_utf16().flat_map(unit)).collect()
        };
        let written: [Vec<u8>; 4] = [
            "{\u{fc}}".into(),
            "\u{feff}{\u{fc}}".into(),
            wide(b"\xff\xfe", u16::to_le_bytes),
            wide(b"\xfe\xff", u16::to_be_bytes),
        ];
        for bytes in written {
            assert_eq!(text_of(bytes).as_deref(), Some("{\u{fc}}"));
        }
        assert_eq!(text_of(b"\xff\xfe{".to_vec()), None);
        assert_eq!(text_of(b"caf\xe9".to_vec()), None);
    }

    #[test]
    fn a_folder_gives_its_files_in_byte_order_and_a_missing_path_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.jsonl", "a/z.json", "B.json"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let missing = folder.path().join("missing.json");
        let names: Vec<_> =
            expand(&[folder.path().to_owned(), missing]).into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["B.json", "a/z.json", "b.jsonl", "missing.json"]);
    }

    #[test]
    fn evidence_is_spared_under_any_spelling_of_its_path_and_beside_what_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let evidence = [folder.path().join("log.json"), folder.path().join("report.html.part")];
        for path in &evidence {
            fs::write(path, "evidence").unwrap();
        }
        let spare = |name: &str| {
            spare(evidence.iter().map(PathBuf::as_path), &folder.path().join(".").join(name))
        };
        assert!(spare("log.json").unwrap_err().to_string().contains("never written over"));
        assert!(spare("report.html").is_err(), "it would be written by way of the other's name");
        spare("report.json").unwrap();
    }

    #[test]
    fn a_written_file_replaces_the_old_one_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("findings.json");
        write(&path, b"old and longer").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
