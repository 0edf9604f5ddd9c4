//! How the analyst wants files to be read: `--mapping`, `--zone`, `--encoding` and the like, and
//! `pushscope mapping suggest`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use clap::Args;

use crate::ingest::mapping::{MAX_BYTES, Mapping, Sample, Suggested, suggest};
use crate::ingest::{Decisions, Encoding, seconds_ahead, zone};
use crate::model::{Evidence, Limits, Span};
use crate::report::escape;

use super::{DONE, PARTLY, custody, files, output};

/// How files are read.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Reading {
    /// A mapping (`pushscope mapping suggest`) for files that no format knows and that it was made
    /// for; NAME=FILE reads the file of that name by it in any case. May be given several times
    #[arg(long, value_name = "[NAME=]FILE")]
    pub(super) mapping: Vec<PathBuf>,
    /// The zone of times that name none, such as Europe/Berlin; NAME=ZONE for the file of that name
    /// only. May be given several times
    #[arg(long, value_name = "[NAME=]ZONE")]
    pub(super) zone: Vec<String>,
    /// The clock of whoever wrote the file of that name was ahead by so many seconds: its times are
    /// set back; a clock that was behind has a minus. May be given several times
    #[arg(long, value_name = "NAME=SECONDS")]
    pub(super) clock_ahead: Vec<String>,
    /// The text of the file of that name is in this encoding, such as windows-1252; UTF-8 and UTF-16
    /// show by themselves. May be given several times
    #[arg(long, value_name = "NAME=ENCODING")]
    pub(super) encoding: Vec<String>,
    /// A custody form (`pushscope custody`) that says of each file who exported it, from where and how
    #[arg(long, value_name = "FILE")]
    pub(super) custody: Option<PathBuf>,
    /// Read dates such as 3/2/2026 as the third of February
    #[arg(long, conflicts_with = "month_first")]
    pub(super) day_first: bool,
    /// Read dates such as 3/2/2026 as March the second
    #[arg(long)]
    pub(super) month_first: bool,
}

impl Reading {
    /// What the options decide. A mapping or a zone that cannot be used ends the program, as its
    /// reader expects it to be used.
    pub(super) fn decisions(&self) -> anyhow::Result<Decisions> {
        let day_first = self.day_first.then_some(true).or(self.month_first.then_some(false));
        let mut decisions = Decisions { day_first, ..Decisions::default() };
        for given in &self.mapping {
            match named_file(given) {
                (Some(name), path) => {
                    let is_new = decisions.by_name.get(&name).is_none_or(|it| it.mapping.is_none());
                    ensure!(is_new, "two mappings were given for one file; give one: {name}");
                    decisions.set_mapping(&name, Some(mapping(&path)?));
                }
                (None, path) => decisions.mappings.push(mapping(&path)?),
            }
        }
        for given in &self.zone {
            self.add_zone(given, &mut decisions)?;
        }
        for given in &self.clock_ahead {
            let (name, ahead) = clock_ahead(given)?;
            let is_new = decisions.by_name.get(name).is_none_or(|it| it.clock_ahead.is_none());
            ensure!(is_new, "two clocks were given for one file; give one: {name}");
            decisions.set_clock_ahead(name, Some(ahead));
        }
        for given in &self.encoding {
            let (name, encoding) = encoding(given)?;
            let is_new = decisions.by_name.get(name).is_none_or(|it| it.encoding.is_none());
            ensure!(is_new, "two encodings were given for one file; give one: {name}");
            decisions.set_encoding(name, Some(encoding));
        }
        if let Some(path) = &self.custody {
            decisions.custody = custody::read(path)?;
        }
        Ok(decisions)
    }

    fn add_zone(&self, given: &str, decisions: &mut Decisions) -> anyhow::Result<()> {
        let (name, name_of_zone) = match given.rsplit_once('=') {
            Some((name, zone)) => (Some(name), zone),
            None => (None, given),
        };
        let Some(found) = zone(name_of_zone) else {
            bail!(
                "there is no zone of this name; give an IANA name such as Europe/Berlin, or UTC: {name_of_zone}"
            );
        };
        let held = found.iana_name().unwrap_or(name_of_zone).to_owned();
        let earlier = match name {
            Some(name) => decisions.by_name.get(name).and_then(|it| it.zone.clone()),
            None => decisions.zone.clone(),
        };
        ensure!(earlier.is_none(), "two zones were given where one can hold; give one: {given}");
        match name {
            Some(name) => decisions.set_zone(name, Some(held)),
            None => decisions.zone = Some(held),
        }
        Ok(())
    }

    /// The options again, for the window's own process.
    pub(super) fn arguments(&self) -> Vec<OsString> {
        let mut arguments = Vec::new();
        for mapping in &self.mapping {
            arguments.extend(["--mapping".into(), mapping.clone().into()]);
        }
        for zone in &self.zone {
            arguments.extend(["--zone".into(), zone.clone().into()]);
        }
        for clock in &self.clock_ahead {
            arguments.extend(["--clock-ahead".into(), clock.clone().into()]);
        }
        for encoding in &self.encoding {
            arguments.extend(["--encoding".into(), encoding.clone().into()]);
        }
        if let Some(form) = &self.custody {
            arguments.extend(["--custody".into(), form.clone().into()]);
        }
        arguments.extend(self.day_first.then(|| "--day-first".into()));
        arguments.extend(self.month_first.then(|| "--month-first".into()));
        arguments
    }
}

/// The name and the span of `NAME=SECONDS`.
fn clock_ahead(given: &str) -> anyhow::Result<(&str, Span)> {
    let parts = given.rsplit_once('=');
    parts.and_then(|(name, text)| Some((name, seconds_ahead(text)?))).with_context(|| {
        format!(
            "this does not say by how many seconds, a year at most, the clock behind a file was \
             ahead; give NAME=SECONDS, such as duo.json=300: {given}"
        )
    })
}

/// The name and the encoding of `NAME=ENCODING`.
fn encoding(given: &str) -> anyhow::Result<(&str, Encoding)> {
    let parts = given.rsplit_once('=');
    parts.and_then(|(name, label)| Some((name, Encoding::named(label)?))).with_context(|| {
        format!(
            "this names no file and encoding that could be chosen; give NAME=ENCODING, such as \
             okta.csv=windows-1252; UTF-8 and UTF-16 show by themselves: {given}"
        )
    })
}

/// A decision of a file that is not there would be lost silently.
pub(super) fn all_met(decisions: &Decisions, evidence: &[Evidence]) -> anyhow::Result<()> {
    let names: Vec<&str> = evidence.iter().map(|it| it.name.as_str()).collect();
    let unmet = decisions.unmet(&names);
    ensure!(
        unmet.is_empty(),
        "something was decided or told of a file that is not among those read; the names are: {}; \
         not among them: {}",
        names.join(", "),
        unmet.join(", ")
    );
    Ok(())
}

/// `NAME=FILE`, or the path of a file whose name holds the sign.
fn named_file(given: &Path) -> (Option<String>, PathBuf) {
    let text = given.to_string_lossy();
    match text.split_once('=') {
        Some((name, path)) if !files::exists(given) => (Some(name.to_owned()), PathBuf::from(path)),
        _ => (None, given.to_owned()),
    }
}

/// Reads a mapping file.
pub(super) fn mapping(path: &Path) -> anyhow::Result<Arc<Mapping>> {
    let read = || -> anyhow::Result<Mapping> {
        let bytes = files::read_whole(path, MAX_BYTES as u64).map_err(anyhow::Error::msg)?;
        let text = String::from_utf8(bytes).context("it is no UTF-8 text")?;
        Ok(Mapping::parse(&text)?)
    };
    let mapping = read().with_context(|| format!("no mapping was taken: {}", path.display()))?;
    Ok(Arc::new(mapping))
}

/// Prints a proposal for a mapping, and on standard error what it rests on.
pub(super) fn suggest_for(path: &Path) -> anyhow::Result<u8> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let sample =
        sample(path, None).with_context(|| format!("nothing was proposed: {}", path.display()))?;
    let suggestion = suggest(&sample, &name);
    for Suggested { part, name, sureness } in &suggestion.parts {
        output::say(&format!("{part}: {} ({})", escape::terminal(name), sureness.word()));
    }
    output::document(suggestion.mapping.write().as_bytes())?;
    match suggestion.mapping.check() {
        Ok(()) => {
            output::say("look at every line before you use it: a proposal rests on names");
            Ok(DONE)
        }
        Err(lack) => {
            output::say(&escape::terminal(&format!("the mapping cannot be used yet: {lack}")));
            Ok(PARTLY)
        }
    }
}

/// The beginning of a file, as a mapping sees it; from `encoding` where that was chosen.
pub(super) fn sample(path: &Path, encoding: Option<Encoding>) -> anyhow::Result<Sample> {
    let (mut file, _) = files::open(path).map_err(anyhow::Error::msg)?;
    let sample = Sample::read(&mut file, encoding, Limits::default())?;
    ensure!(
        !sample.columns.is_empty(),
        "its beginning holds neither JSON records nor a table with a header of three columns"
    );
    Ok(sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(mapping: &[&str], zone: &[&str]) -> String {
        let reading = Reading {
            mapping: mapping.iter().map(PathBuf::from).collect(),
            zone: zone.iter().map(|it| (*it).to_owned()).collect(),
            ..Reading::default()
        };
        format!("{:#}", reading.decisions().unwrap_err())
    }

    #[test]
    fn a_zone_is_for_all_files_or_for_one_by_name() {
        let zone = vec!["Europe/Berlin".to_owned(), "a=b.csv=asia/tokyo".to_owned()];
        let decisions = Reading { zone, ..Reading::default() }.decisions().unwrap();
        assert_eq!(decisions.zone.as_deref(), Some("Europe/Berlin"));
        assert_eq!(decisions.by_name["a=b.csv"].zone.as_deref(), Some("Asia/Tokyo"));
    }

    #[test]
    fn an_encoding_is_of_one_file() {
        let encoding = vec!["a=b.csv=latin1".to_owned()];
        let decisions = Reading { encoding, ..Reading::default() }.decisions().unwrap();
        assert_eq!(decisions.by_name["a=b.csv"].encoding, Encoding::named("windows-1252"));
        for wrong in [vec!["latin1"], vec!["a=utf-8"], vec!["a=none"], vec!["a=gbk", "a=big5"]] {
            let encoding = wrong.into_iter().map(str::to_owned).collect();
            assert!(Reading { encoding, ..Reading::default() }.decisions().is_err());
        }
    }

    #[test]
    fn a_clock_is_of_one_file_and_may_have_been_behind() {
        let clock_ahead = vec!["a=b.csv=-90.5".to_owned(), "c.csv=300".to_owned()];
        let decisions = Reading { clock_ahead, ..Reading::default() }.decisions().unwrap();
        assert_eq!(decisions.by_name["a=b.csv"].clock_ahead, Some(Span(-90_500_000)));
        assert_eq!(decisions.by_name["c.csv"].clock_ahead, Some(Span::from_mins(5)));
        for wrong in [vec!["300"], vec!["a=soon"], vec!["a=1e9"], vec!["a=1", "a=2"]] {
            let clock_ahead = wrong.into_iter().map(str::to_owned).collect();
            assert!(Reading { clock_ahead, ..Reading::default() }.decisions().is_err());
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_the_reason() {
        assert!(refused(&[], &["Mars/Olympus"]).contains("there is no zone of this name"));
        assert!(refused(&[], &["UTC", "Asia/Tokyo"]).contains("two zones were given"));
        assert!(refused(&["nowhere.json"], &[]).contains("there is no such file"));
        assert!(refused(&["a.csv=nowhere.json"], &[]).ends_with("there is no such file"));
    }

    #[test]
    fn a_decision_of_a_file_that_is_not_there_is_refused() {
        let mut decisions = Decisions::default();
        decisions.set_zone("b.csv", Some("UTC".to_owned()));
        let evidence = [Evidence { name: "a.csv".to_owned(), ..Evidence::default() }];
        let told = all_met(&decisions, &evidence).unwrap_err().to_string();
        assert!(told.ends_with("the names are: a.csv; not among them: b.csv"), "{told}");
    }

    #[test]
    fn the_options_are_handed_on_as_they_were_given() {
        let reading = Reading {
            mapping: vec!["m.json".into()],
            zone: vec!["UTC".to_owned()],
            day_first: true,
            ..Reading::default()
        };
        assert_eq!(reading.arguments(), ["--mapping", "m.json", "--zone", "UTC", "--day-first"]);
        let reading = Reading { month_first: true, ..Reading::default() };
        assert_eq!(reading.arguments(), ["--month-first"]);
        assert_eq!(reading.decisions().unwrap().day_first, Some(false));
    }
}
