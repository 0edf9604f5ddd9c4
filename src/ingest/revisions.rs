//! What is said of records that were there before in another wording. In: events, and which of them
//! go because of which. Out: issues that cite them, so that nothing is dropped in silence.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::{
    AuthEvent, EventColumns, EventId, Evidence, EvidenceId, Fate, IngestIssue, Interner, IssueKind,
    Outcome, RecordRef, TextId, Tri,
};

use super::batch::quoted;
use super::join::Removed;

/// How many such records of one file are cited one by one.
const CITED: usize = 200;

/// Cites each earlier state that another one supersedes, with what differs, and each repetition in
/// one file whose bytes are not those of the record that stays.
pub(super) fn revisions(
    removed: &[Removed],
    events: &EventColumns,
    texts: &Interner,
    files: &[Evidence],
) -> Vec<IngestIssue> {
    let shape = |event: &AuthEvent| files.iter().find(|it| it.id == event.evidence)?.shape;
    let odd = |gone: &Removed| {
        let event = events.get(EventId(gone.row))?;
        let held = events.get(EventId(gone.by))?;
        let are_alike = shape(&event) == shape(&held);
        let kind = oddity(gone.fate, &event, &held, are_alike)?;
        Some((kind, gone.row, gone.by, are_alike))
    };
    let odd: Vec<_> = removed.par_iter().filter_map(odd).collect();
    let mut issues = Vec::new();
    let mut of_files = BTreeMap::<(EvidenceId, IssueKind), usize>::new();
    for (kind, row, by, are_alike) in odd {
        let pair = events.get(EventId(row)).zip(events.get(EventId(by)));
        let Some((event, held)) = pair else { continue };
        let count = of_files.entry((event.evidence, kind)).or_default();
        *count += 1;
        if *count <= CITED {
            let detail = told(kind, (&event, &held, are_alike), texts);
            issues.push(IngestIssue { at: event.at(), kind, detail });
        }
    }
    for ((evidence, kind), count) in of_files.into_iter().filter(|(_, count)| *count > CITED) {
        let detail = format!("{} more of this file are not listed one by one", count - CITED);
        let at = RecordRef { evidence, ..RecordRef::default() };
        issues.push(IngestIssue { at, kind, detail });
    }
    issues
}

/// What is odd about a record that goes; `None` where it only says less than the one that stays.
fn oddity(fate: Fate, event: &AuthEvent, held: &AuthEvent, are_alike: bool) -> Option<IssueKind> {
    if fate != Fate::Superseded {
        let is_odd = event.evidence == held.evidence && event.record_hash != held.record_hash;
        return is_odd.then_some(IssueKind::RepeatedOtherwise);
    }
    let texts = [(event.result, held.result), (event.app, held.app), (event.detail, held.detail)];
    let differs = (event.success != Tri::Unknown && event.success != held.success)
        || (event.outcome != Outcome::Unknown && event.outcome != held.outcome)
        || (are_alike
            && texts.iter().any(|(before, after)| before.is_present() && before != after));
    differs.then_some(IssueKind::Revised)
}

fn told(
    kind: IssueKind,
    (event, held, are_alike): (&AuthEvent, &AuthEvent, bool),
    texts: &Interner,
) -> String {
    let of = format!("record {} of {}", held.record, held.evidence);
    if kind == IssueKind::Revised {
        let differences = differences(event, held, are_alike, texts);
        return format!("an earlier state of {of}, which says {}", differences.join(", "));
    }
    format!(
        "it says what {of} says in every field that is read, and its bytes differ; it counts as \
         repeated"
    )
}

/// What the later state says otherwise, field by field; what the earlier one left open is none. Texts
/// are compared only where both files are of one shape: each shape has words of its own.
fn differences(
    event: &AuthEvent,
    held: &AuthEvent,
    are_alike: bool,
    texts: &Interner,
) -> Vec<String> {
    let text = |id: TextId| texts.present(id).filter(|_| are_alike).map(quoted);
    let success =
        |it: &AuthEvent| (it.success != Tri::Unknown).then(|| it.success.key().to_owned());
    let outcome =
        |it: &AuthEvent| (it.outcome != Outcome::Unknown).then(|| it.outcome.key().to_owned());
    let fields = [
        ("success", success(event), success(held)),
        ("outcome", outcome(event), outcome(held)),
        ("result", text(event.result), text(held.result)),
        ("app", text(event.app), text(held.app)),
        ("detail", text(event.detail), text(held.detail)),
    ];
    let differs = |(name, before, after): (&str, Option<String>, Option<String>)| {
        let before = before.filter(|before| after.as_ref() != Some(before))?;
        let after = after.unwrap_or_else(|| "nothing".to_owned());
        Some(format!("{name} {after} instead of {before}"))
    };
    fields.into_iter().filter_map(differs).collect()
}
