//! What a reader of a negative result must know: which question these logs cannot answer.
//!
//! What an absent stream would have told stands in [`super::coverage`] alone.

use crate::model::{Evidence, EvidenceStatus, Provider};
use crate::store::events::SCHEMA;

use super::coverage::HintKind;
use super::table_file::FROM_OKTA_CSV;
use super::{Case, chosen, databases};

/// The limits of a case: files whose counts do not add up, then those of the pairing, then those of
/// the evidence, then those of the program, in a fixed order.
pub(super) fn of(case: &Case, paired: Vec<String>) -> Vec<String> {
    let mut limits = unbalanced(case);
    limits.extend(paired);
    limits.extend(range(case));
    limits.extend(unread(case));
    limits.extend(chosen::limits(case));
    limits.extend(Provider::ALL.into_iter().filter_map(|it| of_provider(case, it)));
    limits.extend(of_csv(case));
    limits.extend(of_unified_audit_log(case));
    limits.extend(of_conversions(case));
    limits.extend(resaved(case));
    limits.extend(look_alikes(case));
    limits.extend(changed(case));
    if case.places.is_empty() && !case.store.events.is_empty() {
        limits.push(
            "The gazetteer could not be loaded: places that the logs only name have no coordinates"
                .to_owned(),
        );
    }
    limits.extend(databases::limits(case));
    limits.push(
        "A finding says what the given logs show; no finding means none found in these sources, \
         range and thresholds"
            .to_owned(),
    );
    limits
}

fn unbalanced(case: &Case) -> Vec<String> {
    let faults = case.coverage.files.iter().flat_map(|file| {
        let faults = file.hints.iter().filter(|hint| hint.kind == HintKind::Unbalanced);
        faults.map(|hint| format!("{}: {}", file.id, hint.text))
    });
    faults.collect()
}

fn range(case: &Case) -> Option<String> {
    let range = case.store.time_range()?;
    let last = crate::model::Timestamp(range.end.0 - 1);
    Some(format!(
        "The evidence covers {} to {}; nothing outside it was looked at",
        range.start, last
    ))
}

fn unread(case: &Case) -> Vec<String> {
    let count = |status| case.evidence.iter().filter(|it| it.status == status).count();
    let mut limits = Vec::new();
    let mut tell = |n: usize, one: &str, many: &str| match n {
        0 => {}
        1 => limits.push(format!("1 file {one}")),
        n => limits.push(format!("{n} files {many}")),
    };
    tell(count(EvidenceStatus::Unreadable), "could not be read", "could not be read");
    tell(count(EvidenceStatus::Partial), "was read in part", "were read in part");
    tell(
        count(EvidenceStatus::UnknownFormat),
        "has no format that Pushscope knows",
        "have no format that Pushscope knows",
    );
    let totals = case.totals();
    if totals.rejected > 0 {
        limits.push(format!(
            "{} of {} records could not be used; the issues list cites each",
            totals.rejected, totals.records
        ));
    }
    if totals.unsupported > 0 {
        limits.push(format!(
            "{} of {} records belong to streams that Pushscope does not read",
            totals.unsupported, totals.records
        ));
    }
    limits
}

/// What the log of a provider cannot tell, where one of its files is in the case.
fn of_provider(case: &Case, provider: Provider) -> Option<String> {
    case.store.events.provider.iter().find(|&&it| it == provider)?;
    Some(match provider {
        Provider::Okta => {
            "Okta logs no answer when a push times out, unless the tenant has the early-access \
             abandonment events: such prompts are inferred from the missing answer and marked so"
        }
        Provider::Duo => {
            "Duo logs one record at the end of each attempt: when a prompt was sent, and how long \
             the user took, is not known; text messages and calls have a time of sending in Duo's \
             telephony log only, which names no user"
        }
        Provider::Entra => {
            "Entra sign-in logs hold no address or place of the phone: where an approval was given \
             cannot be compared with where the sign-in was asked for"
        }
        Provider::OneLogin => {
            "OneLogin logs checks that ended, without when a phone was asked or why a check failed, \
             and a name instead of a login"
        }
        Provider::JumpCloud => {
            "JumpCloud logs one record at the end of each attempt: when a prompt was sent is not \
             known, and how its log tells of a push rests on no real record"
        }
        _ => return None,
    }
    .to_owned())
}

fn of_unified_audit_log(case: &Case) -> Option<String> {
    let is_it = |it: &&Evidence| it.stream == Some("unified_audit_log") && it.counts.events > 0;
    case.evidence.iter().find(is_it)?;
    Some(
        "The unified audit log tells that a second factor failed (500121) and not whether the user \
         refused, did not answer or typed a wrong code, nor by which factor; it holds no approval: \
         export the sign-in log to tell them apart"
            .to_owned(),
    )
}

fn of_conversions(case: &Case) -> Option<String> {
    case.evidence.iter().find(|it| it.stream == Some(SCHEMA) && it.counts.events > 0)?;
    Some(
        "Tables of events that Pushscope wrote hold only what it had read: records that it could \
         not use are told by the original logs alone, and raw records are only there"
            .to_owned(),
    )
}

fn of_csv(case: &Case) -> Option<String> {
    let is_okta_csv = |it: &&Evidence| {
        it.provider == Some(Provider::Okta) && it.shape == Some("csv")
            || it.notes.contains_key(FROM_OKTA_CSV)
    };
    case.evidence.iter().find(is_okta_csv)?;
    Some(
        "The Okta CSV has no factor and no push response: a refused push and a wrong code cannot \
         be told apart; export the System Log as JSON to tell them apart"
            .to_owned(),
    )
}

/// Files that a spreadsheet may have changed before they were given.
fn resaved(case: &Case) -> Option<String> {
    let looks = |it: &&Evidence| it.notes.contains_key("looks_resaved_by_spreadsheet");
    let names: Vec<_> = case.evidence.iter().filter(looks).map(|it| it.id.to_string()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "A spreadsheet seems to have saved {} again: identifiers, times and rows may have been \
             lost before Pushscope saw them",
            names.join(", ")
        )
    })
}

fn look_alikes(case: &Case) -> Option<String> {
    let accounts = case.look_alikes.len();
    (accounts > 0).then(|| {
        format!(
            "{accounts} accounts have names that look like another account's; they are kept apart, \
             and whether two of them are one person is for the analyst to say"
        )
    })
}

/// Limits of reading that are not the default.
fn changed(case: &Case) -> Option<String> {
    let changed: Vec<_> = case
        .parameters
        .limits
        .changed()
        .map(|(meta, value)| format!("{} {value} instead of {}", meta.key, meta.default))
        .collect();
    (!changed.is_empty()).then(|| format!("Limits of reading were changed: {}", changed.join(", ")))
}
