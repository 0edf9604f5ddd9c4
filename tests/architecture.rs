//! The house rules that a compiler does not check: floors, fenced crates, file length, no network.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Floor and fenced-in crates of each top module. A module uses modules of lower floors only, and
/// of the fenced crates only those that stand here.
const FLOORS: &[(&str, u8, &[&str])] = &[
    ("model", 0, &[]),
    (
        "ingest",
        1,
        &[
            "csv",
            "csv_core",
            "encoding_rs",
            "flate2",
            "memchr",
            "rayon",
            "serde_json",
            "sha2",
            "simdutf8",
            "sonic_rs",
            "wide",
            "zip",
            "zstd",
        ],
    ),
    ("geo", 1, &["earcutr", "flate2", "maxminddb", "sha2"]),
    ("store", 1, &["polars", "polars_io", "rayon", "serde_json"]),
    ("prompts", 2, &["rayon"]),
    ("detect", 2, &["rayon"]),
    ("case", 3, &["memchr", "rayon", "serde_json", "sha2"]),
    ("present", 4, &["serde_json"]),
    ("report", 4, &["csv", "flate2", "maud", "plotters", "serde_json"]),
    ("app", 5, &["serde_json"]),
    ("ui", 6, &["egui"]),
    ("shell", 7, &["anyhow", "clap", "eframe", "egui", "rfd", "serde_json", "sha2", "rayon"]),
    ("testkit", 7, &["csv", "flate2", "serde_json"]),
];

/// Modules on one floor that may still use each other, with the reason.
const NEIGHBORS: &[(&str, &str, &str)] =
    &[("present", "report", "text is escaped in one module only, and charts share one scene")];

/// Crates that only the modules named in [`FLOORS`] may use.
const FENCED: &[&str] = &[
    "anyhow",
    "clap",
    "csv",
    "csv_core",
    "earcutr",
    "eframe",
    "egui",
    "encoding_rs",
    "flate2",
    "maud",
    "maxminddb",
    "memchr",
    "plotters",
    "polars",
    "polars_io",
    "rayon",
    "rfd",
    "serde_json",
    "sha2",
    "simdutf8",
    "sonic_rs",
    "wide",
    "zip",
    "zstd",
];

/// What belongs to the outside world, and so to `shell` alone.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "ToSocketAddrs",
    "TcpListener",
    "std::thread",
    "std::env::",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "TcpStream",
    "UdpSocket",
];

/// No file is longer (style-models.md).
const MOST_LINES: usize = 500;

struct Source {
    path: PathBuf,
    module: String,
    /// The code without comments, strings' contents and tests.
    code: Vec<(usize, String)>,
    lines: usize,
}

#[test]
fn modules_use_only_lower_floors() {
    let floors: BTreeMap<_, _> = FLOORS.iter().map(|&(name, floor, _)| (name, floor)).collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(&floor) = floors.get(source.module.as_str()) else { continue };
        for (number, line) in &source.code {
            for used in words_after(line, "crate::") {
                let Some(&other) = floors.get(used) else { continue };
                let neighbor =
                    NEIGHBORS.iter().any(|&(from, to, _)| from == source.module && to == used);
                if used != source.module && other >= floor && !neighbor {
                    wrong.push(format!(
                        "{}:{number}: {} (floor {floor}) uses {used} (floor {other})",
                        source.path.display(),
                        source.module
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports go down only:\n{}", wrong.join("\n"));
}

#[test]
fn fenced_crates_stay_in_their_modules() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(&(_, _, allowed)) = FLOORS.iter().find(|(name, ..)| *name == source.module) else {
            continue;
        };
        for (number, line) in &source.code {
            for krate in FENCED.iter().filter(|it| !allowed.contains(it)) {
                if uses_crate(line, krate) {
                    wrong.push(format!("{}:{number}: {krate}", source.path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these crates have a place of their own:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_shell_knows_the_outside_world() {
    let mut wrong = Vec::new();
    for source in sources().into_iter().filter(|it| it.module != "shell" && it.module != "main") {
        for (number, line) in &source.code {
            for what in OUTSIDE.iter().filter(|what| line.contains(**what)) {
                wrong.push(format!("{}:{number}: {what}", source.path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "no disk, clock, thread or socket below the shell:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_file_is_too_long_and_every_module_says_what_it_is() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.lines > MOST_LINES {
            wrong.push(format!("{}: {} lines", source.path.display(), source.lines));
        }
        let text = fs::read_to_string(&source.path).unwrap();
        if !text.starts_with("//!") {
            wrong.push(format!("{}: does not open with //!", source.path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "at most {MOST_LINES} lines, opened by a //! line:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_top_module_has_a_floor() {
    for source in sources() {
        let known = FLOORS.iter().any(|(name, ..)| *name == source.module);
        assert!(known || ["lib", "main"].contains(&source.module.as_str()), "{}", source.module);
    }
}

#[test]
fn no_network_client_is_linked() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages: Vec<_> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(packages.contains(&"polars"), "the lock file was not understood");
    for banned in NETWORK {
        // A locked package may be an optional one that no build takes; the tree tells.
        if packages.contains(banned) {
            assert!(!linked(banned), "{banned} is linked");
        }
    }
}

/// HTTP and TLS clients and what they stand on.
const NETWORK: &[&str] = &[
    "reqwest",
    "hyper",
    "ureq",
    "rustls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "curl",
    "isahc",
    "attohttpc",
    "tungstenite",
    "h2",
    "quinn",
    "object_store",
    "webbrowser",
    "ehttp",
];

fn linked(package: &str) -> bool {
    let tree = std::process::Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--edges",
            "normal",
            "--target",
            "all",
            "--invert",
            package,
        ])
        .current_dir(root())
        .output()
        .unwrap();
    !String::from_utf8_lossy(&tree.stdout).trim().is_empty()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    walk(&src, &mut paths);
    paths.sort();
    assert!(paths.len() > 20, "the sources were not found");
    paths.iter().map(|path| read(&src, path)).collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|it| it == "rs") {
            paths.push(path);
        }
    }
}

fn read(src: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let below = path.strip_prefix(src).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy();
    let is_test =
        below.components().any(|it| it.as_os_str() == "tests.rs" || it.as_os_str() == "tests");
    let tests = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let code = text.get(..tests).unwrap();
    let code = if is_test || is_test_only(path, &text) { "" } else { code };
    Source {
        path: path.to_owned(),
        module: first.trim_end_matches(".rs").to_owned(),
        code: (1..)
            .zip(code.lines())
            .map(|(number, line)| (number, without_comment(line).to_owned()))
            .collect(),
        lines: text.lines().count(),
    }
}

/// A file that its parent declares under `#[cfg(test)]`, or that says so itself.
fn is_test_only(path: &Path, text: &str) -> bool {
    if text.contains("#![cfg(test)]") {
        return true;
    }
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    let folder = path.parent().unwrap();
    let declared = format!("#[cfg(test)]\nmod {stem};");
    let declared_pub = format!("#[cfg(test)]\npub(crate) mod {stem};");
    [folder.join("mod.rs"), folder.with_extension("rs")].iter().any(|parent| {
        fs::read_to_string(parent)
            .is_ok_and(|it| it.contains(&declared) || it.contains(&declared_pub))
    })
}

fn without_comment(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

/// The names that follow each occurrence of `prefix`.
fn words_after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let starts = line.match_indices(prefix).map(|(at, _)| at + prefix.len());
    starts
        .filter_map(|at| line.get(at..))
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
        .collect()
}

/// Whether a line names a crate as a path: `krate::…` that no other path leads to.
fn uses_crate(line: &str, krate: &str) -> bool {
    let path = format!("{krate}::");
    line.match_indices(&path).any(|(at, _)| {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    }) || line.contains(&format!("use {krate};"))
}
