//! How the files of one stream lie beside each other. In: the files with their pulses. Out: what
//! they cover together, and for each file what overlaps and what is open before it.
//!
//! A day file knows no rhythm but its own day's; all day files together know the month's. So the
//! quiet stretches of the whole are looked for too: those inside one file are that file's, those
//! between two files are holes.

use super::pulse::{Pulse, Slot};
use super::words::{length, minute};
use super::{FileCoverage, Hint, HintKind, Quiet, SourceCoverage, quiet};
use crate::model::{Evidence, EvidenceId, Provider, Span, Timestamp};

/// How long a provider keeps the events of some streams, in days (formats.md B1, evidence.md E10);
/// no streams are all.
const RETENTION: [(Provider, &[&str], i64, &str); 4] = [
    (Provider::Okta, &[], 90, "Okta keeps events"),
    (Provider::Duo, &[], 180, "Duo keeps events"),
    (Provider::Entra, SIGN_INS, 30, "Entra ID keeps sign-ins with a P1 or P2 license"),
    (Provider::Entra, SIGN_INS, 7, "Entra ID keeps sign-ins without a license"),
];
/// Entra ID's streams of sign-ins; the unified audit log is kept for longer.
const SIGN_INS: &[&str] = &["sign_in", "sign_in_steps"];
/// How near the length of an export must come to a retention.
const NEAR: Span = Span::from_days(1);

/// A file with events.
struct Member<'a> {
    /// Its place in the list of files.
    index: usize,
    id: EvidenceId,
    first: Timestamp,
    last: Timestamp,
    slots: &'a [Slot],
}

/// What each provider's streams cover together; `files` are given what concerns them.
pub(super) fn join(
    evidence: &[Evidence],
    pulses: &[Pulse],
    files: &mut [FileCoverage],
) -> Vec<SourceCoverage> {
    let mut keys: Vec<_> =
        evidence.iter().filter_map(|file| Some((file.provider?, file.stream))).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut sources = Vec::new();
    for (provider, stream) in keys {
        let mut members: Vec<_> = evidence
            .iter()
            .zip(pulses)
            .enumerate()
            .filter(|(_, (file, _))| file.provider == Some(provider) && file.stream == stream)
            .filter_map(|(index, (file, pulse))| member(index, file.id, pulse))
            .collect();
        members.sort_by_key(|member| (member.first, member.last, member.id));
        let Some((first, last)) = ends(&members) else { continue };
        retention((provider, stream), (first, last), &members, files);
        overlaps(&members, files);
        let quiet = together(&members);
        share_out(&quiet, &members, files);
        let ids = members.iter().map(|member| member.id).collect();
        sources.push(SourceCoverage { provider, stream, files: ids, first, last, quiet });
    }
    sources
}

fn member(index: usize, id: EvidenceId, pulse: &Pulse) -> Option<Member<'_>> {
    let (first, last) = (pulse.first()?, pulse.last()?);
    Some(Member { index, id, first, last, slots: &pulse.slots })
}

fn ends(members: &[Member<'_>]) -> Option<(Timestamp, Timestamp)> {
    let last = members.iter().map(|member| member.last).max()?;
    Some((members.first()?.first, last))
}

/// Quiet stretches of all files together.
fn together(members: &[Member<'_>]) -> Vec<Quiet> {
    let mut slots: Vec<Slot> = members.iter().flat_map(|member| member.slots).copied().collect();
    slots.sort_unstable_by_key(|slot| (slot.first, slot.last));
    quiet::stretches(&slots)
}

/// Gives each stretch to the file that it lies in, or to the file that begins after it.
fn share_out(all: &[Quiet], members: &[Member<'_>], files: &mut [FileCoverage]) {
    for stretch in all {
        // Of the files that begin before its end, the one that reaches beyond it holds it.
        let holder = members
            .iter()
            .take_while(|member| member.first < stretch.end)
            .find(|member| member.last >= stretch.end);
        if let Some(holder) = holder {
            let known = files.get_mut(holder.index).map(|file| &mut file.quiet);
            if let Some(known) = known
                && !known.iter().any(|it| it.start == stretch.start && it.end == stretch.end)
            {
                known.push(*stretch);
            }
            continue;
        }
        let next = members.iter().find(|member| member.first >= stretch.end);
        let before = members.iter().filter(|member| member.last <= stretch.start);
        let before = before.max_by_key(|member| (member.last, member.id));
        if let (Some(next), Some(before)) = (next, before) {
            let text = format!(
                "Nothing between the end of {} ({}) and the beginning of this file ({}): {} in which \
                 other days hold about {} events; a file may be missing",
                before.id,
                minute(stretch.start),
                minute(stretch.end),
                length(stretch.span()),
                stretch.expected,
            );
            add(files, next, Hint { kind: HintKind::Hole, text });
        }
    }
}

/// Each file that begins before an earlier one ends; told once a file, against the one that
/// reaches farthest.
fn overlaps(members: &[Member<'_>], files: &mut [FileCoverage]) {
    let mut farthest: Option<&Member<'_>> = None;
    for member in members {
        if let Some(before) = farthest
            && member.first <= before.last
        {
            let shared = member.last.min(before.last).since(member.first);
            let text = format!(
                "Covers {} that {} covers too; records that stand in both count once",
                length(shared),
                before.id
            );
            add(files, member, Hint { kind: HintKind::Overlap, text });
        }
        if farthest.is_none_or(|before| member.last > before.last) {
            farthest = Some(member);
        }
    }
}

fn retention(
    (provider, stream): (Provider, Option<&str>),
    (first, last): (Timestamp, Timestamp),
    members: &[Member<'_>],
    files: &mut [FileCoverage],
) {
    let covered = last.since(first);
    let is_of = |streams: &[&str]| {
        streams.is_empty() || stream.is_some_and(|stream| streams.contains(&stream))
    };
    let own = RETENTION.iter().filter(|(of, streams, ..)| *of == provider && is_of(streams));
    let near = |days: i64| (covered.0 - Span::from_days(days).0).abs() <= NEAR.0;
    let Some((.., days, keeps)) = own.copied().find(|(.., days, _)| near(*days)) else { return };
    let Some(earliest) = members.first() else { return };
    let text = format!(
        "The evidence covers {days} days, as long as {keeps}: older events may have existed when \
         it was exported, and are not in it"
    );
    add(files, earliest, Hint { kind: HintKind::Retention, text });
}

fn add(files: &mut [FileCoverage], member: &Member<'_>, hint: Hint) {
    if let Some(file) = files.get_mut(member.index) {
        file.hints.push(hint);
    }
}
