//! What stands below an open file: every line of it, worded only when it is in view.

use crate::case::Case;
use crate::case::coverage::file_note;
use crate::model::{Evidence, EvidenceStatus, TimeRange};
use crate::present::{Tone, Zone, format};

/// One line below an open file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Why it is not simply read.
    Reason,
    /// A sign that should make a reader careful, by its place in the file's list.
    Hint(usize),
    /// The hash of the file as given.
    Hash,
    /// Provider, stream, shape, encoding.
    Format,
    /// In which encoding its text is, where that does not show by itself.
    Encoding,
    /// How its times that name no zone are read.
    Zone,
    /// Whether its times were moved, or could be.
    Clock,
    /// By which mapping it is read, or that it can be mapped.
    Mapping,
    /// What whoever handed it over says of it.
    Custody,
    /// The fates of its records, which add up.
    Records,
    /// First and last event.
    Span,
    /// A quiet stretch, by its place in the file's list.
    Quiet(usize),
    /// A repair, by its place in the file's list.
    Note(usize),
    /// A stream that is not read, by its place in the file's list.
    Stream(usize),
}

/// Whether no format knows a file whose records a mapping could read.
pub fn can_be_mapped(file: &Evidence) -> bool {
    file.status == EvidenceStatus::UnknownFormat && file.counts.records > 0
}

/// How many records of a file hold bytes that are no UTF-8, where its encoding is a choice; none of
/// them where it was made.
fn odd_records(file: &Evidence) -> Option<u64> {
    if file.notes.contains_key("encoding_not_used") {
        return None;
    }
    let odd = file.notes.get("invalid_utf8_replaced").copied();
    odd.or_else(|| file.notes.contains_key("encoding_chosen").then_some(0))
}

/// The lines of a file, in the order in which they are shown: what is wrong first.
pub fn details(case: &Case, file: &Evidence) -> Vec<Detail> {
    let coverage = case.coverage.file(file.id);
    let mut lines: Vec<_> = file.reason.iter().map(|_| Detail::Reason).collect();
    lines.extend((0..coverage.map_or(0, |it| it.hints.len())).map(Detail::Hint));
    lines.extend([Detail::Hash, Detail::Format]);
    lines.extend((can_be_mapped(file) || file.mapping.is_some()).then_some(Detail::Mapping));
    lines.extend(odd_records(file).map(|_| Detail::Encoding));
    lines.extend((file.naive_times > 0).then_some(Detail::Zone));
    lines.extend(file.first_event.map(|_| Detail::Clock));
    lines.extend([Detail::Records, Detail::Span, Detail::Custody]);
    lines.extend((0..coverage.map_or(0, |it| it.quiet.len())).map(Detail::Quiet));
    lines.extend((0..file.notes.len()).map(Detail::Note));
    lines.extend((0..file.unsupported_streams.len()).map(Detail::Stream));
    lines
}

/// One line, worded.
#[derive(Clone, Debug, PartialEq)]
pub struct DetailRow {
    /// What it is.
    pub key: &'static str,
    /// Its words, ready to be shown.
    pub value: String,
    /// What their colour says.
    pub tone: Tone,
    /// The stretch of time that it leads to.
    pub range: Option<TimeRange>,
}

fn zone_words(file: &Evidence) -> (String, Tone) {
    let times = format::counted(file.naive_times, "time names", "times name");
    let (read, tone) = match &file.zone {
        Some(zone) => (format!("read as of {zone}, as chosen"), Tone::Text),
        None => ("read as UTC; choose the zone of the file".to_owned(), Tone::Warning),
    };
    (format!("{times} no zone, {read}"), tone)
}

fn clock_words(file: &Evidence) -> String {
    match file.clock_off() {
        None => "taken as right".to_owned(),
        Some((seconds, way)) => {
            format!("taken as {seconds} s {way}, as chosen; its times were moved by that")
        }
    }
}

/// Words a line.
pub fn detail_row(case: &Case, file: &Evidence, line: Detail, zone: &Zone) -> Option<DetailRow> {
    let row = |key, value, tone| Some(DetailRow { key, value, tone, range: None });
    let coverage = case.coverage.file(file.id);
    match line {
        Detail::Reason => {
            let (_, tone) = super::status_words(case, file);
            row("Reason", format::shown(file.reason.as_deref()?), tone)
        }
        Detail::Hint(index) => {
            let hint = coverage?.hints.get(index)?;
            let tone = if hint.kind.is_warning() { Tone::Warning } else { Tone::Text };
            row(if hint.kind.is_warning() { "Careful" } else { "Overlap" }, hint.text.clone(), tone)
        }
        Detail::Hash if file.sha256.is_empty() => {
            row("SHA-256", "not computed".to_owned(), Tone::Warning)
        }
        Detail::Hash => row("SHA-256", file.sha256.clone(), Tone::Text),
        Detail::Format => row("Format", super::format_words(file), Tone::Text),
        Detail::Encoding => match odd_records(file)? {
            0 => {
                let words = format!("read as {}, as chosen", file.encoding.unwrap_or("UTF-8"));
                row("Encoding", words, Tone::Text)
            }
            count => {
                let records = format::counted(count, "record holds", "records hold");
                let words = format!(
                    "{records} bytes that are no UTF-8, shown as U+FFFD; choose the encoding of the file"
                );
                row("Encoding", words, Tone::Warning)
            }
        },
        Detail::Zone => {
            let (words, tone) = zone_words(file);
            row("Zone", words, tone)
        }
        Detail::Clock => row("Clock", clock_words(file), Tone::Text),
        Detail::Mapping => match &file.mapping {
            Some(mapping) => {
                let hash = mapping.sha256.get(..12).unwrap_or_default();
                let words = format!("read by “{}”, SHA-256 {hash}…", format::shown(&mapping.name));
                row("Mapping", words, Tone::Text)
            }
            None => {
                let words = "no format knows its columns or paths; say what they are";
                row("Mapping", words.to_owned(), Tone::Warning)
            }
        },
        Detail::Custody => match &file.custody {
            Some(custody) => row("Custody", format::shown(&custody.words()), Tone::Text),
            None => {
                let words = "not known; print a form with pushscope custody, fill it in, give it with --custody";
                row("Custody", words.to_owned(), Tone::Muted)
            }
        },
        Detail::Records => {
            let (sum, tone) = match super::is_faulty(case, file) {
                true => ("the sum does not hold", Tone::Bad),
                false => ("the sum holds", Tone::Text),
            };
            row("Records", format!("{}; {sum}", super::counts_words(file)), tone)
        }
        Detail::Span => {
            let ends = coverage.and_then(|it| it.first.zip(it.last));
            let words = ends.map(|(first, last)| span_words((first, last), zone));
            let tone = if words.is_some() { Tone::Text } else { Tone::Muted };
            row("Covers", words.unwrap_or_else(|| "no event".to_owned()), tone)
        }
        Detail::Quiet(index) => quiet_row(case, file, index, zone),
        Detail::Note(index) => {
            let (key, number) = file.notes.iter().nth(index)?;
            row("Noted", format::shown(&file_note(file, key, *number)), Tone::Text)
        }
        Detail::Stream(index) => {
            let (stream, number) = file.unsupported_streams.iter().nth(index)?;
            let records = format::counted(*number, "record", "records");
            row("Not read", format!("{records} of {}", format::shown(stream)), Tone::Text)
        }
    }
}

fn span_words(
    (first, last): (crate::model::Timestamp, crate::model::Timestamp),
    zone: &Zone,
) -> String {
    format!(
        "{} to {}, {}",
        format::instant(first, zone),
        format::instant_in_zone(last, zone),
        format::duration(last.since(first))
    )
}

fn quiet_row(case: &Case, file: &Evidence, index: usize, zone: &Zone) -> Option<DetailRow> {
    let quiet = case.coverage.file(file.id)?.quiet.get(index)?;
    let value = format!(
        "{}; other days hold about {} then",
        span_words((quiet.start, quiet.end), zone),
        format::counted(quiet.expected, "event", "events")
    );
    let range = Some(TimeRange::new(quiet.start, quiet.end));
    Some(DetailRow { key: "Quiet", value, tone: Tone::Warning, range })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::map::sample::story;

    fn rows(case: &Case, file: usize) -> Vec<(&'static str, String)> {
        let file = &case.evidence[file];
        details(case, file)
            .into_iter()
            .filter_map(|line| detail_row(case, file, line, &Zone::utc()))
            .map(|row| (row.key, row.value.replace('\u{202f}', " ")))
            .collect()
    }

    #[test]
    fn an_open_file_tells_its_hash_its_sum_and_every_note() {
        let rows = rows(&story(), 0);
        let value = |key: &str| rows.iter().find(|(it, _)| *it == key).map(|(_, value)| &**value);
        assert_eq!(value("SHA-256").map(str::len), Some(64));
        let sum = "80 records: 77 events, 1 duplicate, 0 superseded, 0 unsupported, 2 rejected; the \
                   sum holds";
        assert_eq!(value("Records"), Some(sum));
        assert_eq!(value("Noted"), Some("12 times are without a zone"));
    }

    #[test]
    fn a_file_that_is_not_read_begins_with_the_reason() {
        let rows = rows(&story(), 1);
        assert_eq!(rows[0].0, "Reason");
        assert!(rows.contains(&("Covers", "no event".to_owned())));
    }
}
