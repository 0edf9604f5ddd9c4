//! The program as a whole, from the command line: evidence stays as it is (E2), is hashed again on
//! demand (E1), and comes from standard input and from odd places (B37, B41).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::Value;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name)
}

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pushscope"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_owned()).unwrap()
}

fn findings(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Name, size, content and time of change of all below a folder, the folder included.
fn tree(folder: &Path) -> BTreeMap<PathBuf, (u64, Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        let metadata = fs::metadata(&path).unwrap();
        let content = if metadata.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            Vec::new()
        } else {
            fs::read(&path).unwrap()
        };
        found.insert(path, (metadata.len(), content, metadata.modified().unwrap()));
    }
    found
}

/// Evidence in a folder of its own: plain, packed, in an archive, and broken.
fn evidence(folder: &Path) -> PathBuf {
    let evidence = folder.join("evidence");
    fs::create_dir_all(evidence.join("below")).unwrap();
    for entry in fs::read_dir(sample("bad_input")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, evidence.join(path.file_name().unwrap())).unwrap();
    }
    let duo = fs::read(sample("demo/duo.json")).unwrap();
    let okta = fs::read(sample("demo/okta.jsonl.gz")).unwrap();
    fs::write(evidence.join("below/demo.zip"), zip(&[("duo.json", &duo), ("../okta.gz", &okta)]))
        .unwrap();
    evidence
}

fn set_writable(folder: &Path, writable: bool) {
    for (path, _) in tree(folder) {
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        if permissions.readonly() == writable {
            permissions.set_readonly(!writable);
            fs::set_permissions(&path, permissions).unwrap();
        }
    }
}

#[test]
fn e2_no_file_below_a_read_only_folder_changes_whatever_is_done_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = evidence(folder.path());
    set_writable(&evidence, false);
    let before = tree(&evidence);
    let (given, out) = (evidence.to_str().unwrap(), folder.path().join("out"));
    let out = out.to_str().unwrap();
    assert_eq!(run(&["analyze", given], b"").status.code(), Some(3));
    assert_eq!(run(&["analyze", given, "--format", "json"], b"").status.code(), Some(3));
    assert_eq!(run(&["report", given, "--out", out], b"").status.code(), Some(3));
    let verified = run(&["verify", &format!("{out}/findings.json"), given], b"");
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    let after = tree(&evidence);
    set_writable(&evidence, true);
    assert!(before == after, "the evidence changed");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn e1_verify_prints_one_line_a_file_and_its_status_tells_whether_all_are_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join("e").join(name);
    fs::create_dir(folder.path().join("e")).unwrap();
    let duo = fs::read(sample("demo/duo.json")).unwrap();
    for name in ["a.json", "b.json", "c.json"] {
        fs::write(path(name), [&duo[..], name.as_bytes()].concat()).unwrap();
    }
    fs::write(path("d.zip"), zip(&[("1.json", &duo), ("2.json", &duo)])).unwrap();
    let given = folder.path().join("e").to_str().unwrap().to_owned();
    let document = folder.path().join("findings.json");
    let analyzed = run(&["analyze", &given, "--format", "json"], b"");
    fs::write(&document, &analyzed.stdout).unwrap();
    let document = document.to_str().unwrap();
    let verify = || run(&["verify", document, &given], b"");
    let unchanged = verify();
    let expected = ["a.json", "b.json", "c.json", "d.zip"].map(|it| format!("unchanged: {it}\n"));
    assert_eq!(text(&unchanged.stdout), expected.concat());
    assert_eq!(unchanged.status.code(), Some(0));
    fs::write(path("b.json"), b"[]").unwrap();
    fs::remove_file(path("c.json")).unwrap();
    fs::write(path("e.json"), b"{}").unwrap();
    let changed = verify();
    assert_eq!(
        text(&changed.stdout),
        "unchanged: a.json\nchanged: b.json\nunchanged: d.zip\nnew: e.json\nmissing: c.json\n"
    );
    assert_eq!(changed.status.code(), Some(3));
}

#[test]
fn e1_verify_refuses_what_is_no_findings_document() {
    let given = sample("demo/duo.json");
    let given = given.to_str().unwrap();
    let refused = run(&["verify", given, given], b"");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("no findings document"), "{}", text(&refused.stderr));
}

#[test]
fn standard_input_is_read_hashed_and_said_to_be_read_once() {
    let path = sample("demo/okta.jsonl.gz");
    let bytes = fs::read(&path).unwrap();
    let of_input = findings(&run(&["analyze", "-", "--format", "json"], &bytes));
    let of_file = findings(&run(&["analyze", path.to_str().unwrap(), "--format", "json"], b""));
    let (input, file) = (&of_input["evidence"][0], &of_file["evidence"][0]);
    assert_eq!(input["name"], "stdin");
    for field in ["sha256", "bytes", "events", "container"] {
        assert_eq!(input[field], file[field], "{field}");
    }
    assert!(input["reason"].as_str().unwrap().contains("cannot be read again"));
    assert_eq!(of_input["findings"], of_file["findings"]);
}

#[test]
fn b39_an_archive_on_standard_input_is_refused_with_a_reason() {
    let archive = zip(&[("a.json", b"[]")]);
    let output = run(&["analyze", "-", "--format", "json"], &archive);
    let reason = findings(&output)["evidence"][0]["reason"].as_str().unwrap().to_owned();
    assert!(reason.contains("zip archive inside, which is not opened"), "{reason}");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn b39_a_record_of_an_archive_has_the_same_findings_as_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["okta.jsonl.gz", "duo.json"];
    let files = names.map(|name| fs::read(sample("demo").join(name)).unwrap());
    let archive = folder.path().join("demo.zip");
    fs::write(&archive, zip(&[(names[0], &files[0]), (names[1], &files[1])])).unwrap();
    let paths = names.map(|name| sample("demo").join(name));
    let (one, other) = (paths[0].to_str().unwrap(), paths[1].to_str().unwrap());
    let of_archive =
        findings(&run(&["analyze", archive.to_str().unwrap(), "--format", "json"], b""));
    let of_files = findings(&run(&["analyze", one, other, "--format", "json"], b""));
    assert_eq!(of_archive["findings"], of_files["findings"]);
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&of_archive));
}

#[cfg(unix)]
#[test]
fn b41_what_is_no_file_is_told_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    assert!(Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
    fs::create_dir(path("empty")).unwrap();
    fs::copy(sample("demo/duo.json"), path("duo.json")).unwrap();
    let output = run(
        &[
            "analyze",
            &path("pipe"),
            "/dev/zero",
            &path("gone"),
            &path("empty"),
            &path("duo.json"),
            "--format",
            "json",
        ],
        b"",
    );
    let document = findings(&output);
    let told: Vec<_> = document["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["name"].as_str().unwrap(), it["reason"].as_str().unwrap_or_default()))
        .collect();
    let device = "it is no regular file (a device, pipe or socket)";
    assert_eq!(
        told,
        [("pipe", device), ("zero", device), ("gone", "there is no such file"), ("duo.json", "")]
    );
    assert_eq!(output.status.code(), Some(3));
}

#[cfg(unix)]
#[test]
fn b37_odd_file_names_are_shown_escaped_and_never_act() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    let duo = fs::read(sample("demo/duo.json")).unwrap();
    let long = "x".repeat(255);
    let odd: [&[u8]; 8] = [
        b"..\\up.json",
        b"CON",
        b"a:b",
        b"dot.",
        b"line\nend",
        b"\x1b[2Jclear",
        b"bad\xffutf8",
        "\u{202e}nosj.\u{2066}".as_bytes(),
    ];
    for name in odd.into_iter().chain([long.as_bytes()]) {
        fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), &duo).unwrap();
    }
    let out = tempfile::tempdir().unwrap();
    let (given, out) = (folder.path().to_str().unwrap(), out.path().to_str().unwrap());
    let shown = run(&["analyze", given], b"");
    assert_eq!(run(&["report", given, "--out", out], b"").status.code(), Some(0));
    let document = format!("{out}/findings.json");
    let verified = run(&["verify", &document, given], b"");
    assert_eq!(verified.status.code(), Some(0));
    let report = fs::read(format!("{out}/report.html")).unwrap();
    for text in [text(&shown.stdout), text(&verified.stdout), text(&report), text(&shown.stderr)] {
        let acts = |letter: char| matches!(letter, '\u{1b}' | '\u{202e}' | '\u{2066}');
        assert!(!text.contains(acts), "{text}");
    }
    let lines = text(&verified.stdout);
    assert_eq!(lines.lines().count(), 9);
    for part in ["line\\nend", "\\u{1b}[2Jclear", "bad\u{fffd}utf8", "\\u{202e}nosj"] {
        assert!(lines.contains(part), "{part} in {lines}");
    }
    let mut outputs: Vec<_> =
        fs::read_dir(out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    outputs.sort();
    assert_eq!(outputs, ["findings.json", "report.html"]);
}
