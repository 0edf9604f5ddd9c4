//! A damaged file: every record of it has one fate, and the good ones all count.

use crate::testkit::cast::LONDON;
use crate::testkit::okta::{self, Tenant};
use crate::testkit::random::Random;
use crate::testkit::routine::{Routine, ordinary_days};

use super::sample::{Sample, Words};
use super::setting::{FIRST_DAY, about};

const WORDS: Words = Words {
    folder: "bad_input",
    title: "A damaged file, of which everything sound is used",
    story: "Nadir Hollis in London signs in on ordinary days; nobody attacks him. The export was put\n\
        together by hand and cut off while it was copied.",
    made: "Fourteen ordinary days as Okta JSON lines, then damaged: a byte order mark in front, one\n\
        line in the middle cut in half, one record without `published`, one send without any user,\n\
        one record twice, and the last record cut off without a line end.",
    see: "Every record has one fate. Four are rejected, each with its reason and its place; one is a\n\
        duplicate; all others are events, and no prompt is lost. The byte order mark is a note.",
};

pub(super) fn sample() -> serde_json::Result<Sample> {
    let (mut story, nadir) = about(112, "Nadir Hollis", &LONDON);
    ordinary_days(&mut story, nadir, Routine::plain(FIRST_DAY, 14));
    let mut sample = Sample::new(&WORDS, true);
    let export = sample.okta(&story, Tenant::default(), Vec::new())?;
    let lines: Vec<_> =
        okta::lines(&story, Tenant::default())?.into_iter().map(|line| line.json).collect();
    let damaged = damage(&lines);
    // Three records were added and two were damaged in place.
    export.expected.records = lines.len() + 3;
    export.expected.duplicates = 1;
    export.expected.rejected = 4;
    export.bytes = damaged.into_bytes();
    Ok(sample)
}

/// Single sign-on records are the ones to damage: no prompt hangs on them.
fn damage(lines: &[String]) -> String {
    let middle = lines.len() / 2;
    let mut broken = false;
    let mut text = "\u{feff}".to_owned();
    for (index, line) in lines.iter().enumerate() {
        let is_last = index + 1 == lines.len();
        let is_sso = line.contains("user.authentication.sso");
        if is_last {
            text.push_str(half(line));
        } else if index >= middle && is_sso && !broken {
            broken = true;
            text.push_str(half(line));
            text.push('\n');
        } else {
            text.push_str(line);
            text.push('\n');
        }
        if index == 4 {
            text.push_str(line);
            text.push('\n');
        }
        if index == 10 {
            text.push_str(&without_time(lines));
            text.push_str(&without_user(lines));
        }
    }
    text
}

fn half(line: &str) -> &str {
    line.get(..line.len() * 3 / 5).unwrap_or(line)
}

fn without_time(lines: &[String]) -> String {
    let Some(line) = lines.iter().find(|line| line.contains("user.authentication.sso")) else {
        return String::new();
    };
    renamed(&cut(line, "\"published\":", "\"securityContext\":", ""))
}

fn without_user(lines: &[String]) -> String {
    let Some(line) = lines.iter().find(|line| line.contains("send_factor_verify_push")) else {
        return String::new();
    };
    let no_actor = cut(line, "\"actor\":", "\"client\":", "\"actor\":null,");
    renamed(&(cut(&no_actor, "\"target\":", "\u{0}", "\"target\":[]}")))
}

/// Puts `instead` in the place of everything from `start` to before `end`, or to the line's end.
fn cut(line: &str, start: &str, end: &str, instead: &str) -> String {
    let from = line.find(start).unwrap_or(line.len());
    let to = line.get(from..).and_then(|rest| rest.find(end)).map_or(line.len(), |at| from + at);
    format!(
        "{}{instead}{}",
        line.get(..from).unwrap_or_default(),
        line.get(to..).unwrap_or_default()
    )
}

/// The record under an id of its own.
fn renamed(line: &str) -> String {
    cut(
        line,
        "\"uuid\":",
        "\"version\":",
        &format!("\"uuid\":\"{}\",", Random::new(112, line.len() as u64).uuid()),
    ) + "\n"
}
