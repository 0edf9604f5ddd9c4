//! How two records with one id stand to each other. In: two events. Out: the same, a state of the
//! same record that is fuller or poorer, or different records (DESIGN.md §6).

use std::cmp::Ordering;

use crate::model::{
    AuthEvent, EventKind, Interner, LinkKey, Outcome, Provider, Span, Step, TextId, Tri,
};

/// How a later record with the same id stands to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    /// It says the same.
    Same,
    /// It says more.
    Grown,
    /// It says less.
    Shrunk,
    /// It is another record.
    Different,
}

/// How `later` stands to `earlier`.
pub(super) fn compared(earlier: &AuthEvent, later: &AuthEvent, texts: &Interner) -> Compared {
    if earlier.provider != later.provider {
        return Compared::Different;
    }
    if earlier.content == later.content {
        return Compared::Same;
    }
    if !later.uid.is_present() {
        return Compared::Different;
    }
    // Exports of another shape say more or less of one record; one file says all alike, so there a
    // difference is of what happened, unless the log itself writes records again as they go on.
    let is_one_file = later.evidence == earlier.evidence;
    let goes_on = later.provider == Provider::Entra && may_change(later.kind);
    if is_one_file && !goes_on {
        return Compared::Different;
    }
    if later.provider == Provider::Entra {
        return of_entra(earlier, later, texts);
    }
    let is_one_record =
        earlier.user == later.user && earlier.time == later.time && earlier.name == later.name;
    match later.fullness.cmp(&earlier.fullness) {
        _ if !is_one_record => Compared::Different,
        Ordering::Greater if is_contained(earlier, later) => Compared::Grown,
        Ordering::Less if is_contained(later, earlier) => Compared::Shrunk,
        Ordering::Equal if tells_the_same(earlier, later) => Compared::Same,
        _ => Compared::Different,
    }
}

/// Whether two records give one event in all that it tells: one record in two shapes of export.
/// An attempt is told by its steps too, which stand elsewhere.
fn tells_the_same(earlier: &AuthEvent, later: &AuthEvent) -> bool {
    let AuthEvent { content, fullness, time_basis, utc_offset, .. } = *earlier;
    let AuthEvent { evidence, record, offset, length, record_hash, .. } = *earlier;
    let place = AuthEvent { evidence, record, offset, length, record_hash, ..*later };
    let other = AuthEvent { content, fullness, time_basis, utc_offset, ..place };
    earlier.kind != EventKind::SignInAttempt && other == *earlier
}

/// Whether the fuller state says nothing else than the poorer one, only more.
fn is_contained(poorer: &AuthEvent, fuller: &AuthEvent) -> bool {
    let texts = [
        (poorer.app, fuller.app),
        (poorer.display_name, fuller.display_name),
        (poorer.result, fuller.result),
    ];
    let links = [
        (poorer.flow, fuller.flow),
        (poorer.session, fuller.session),
        (poorer.transaction, fuller.transaction),
    ];
    texts.iter().all(|(few, many)| !few.is_present() || few == many)
        && links.iter().all(|(few, many)| !few.is_present() || few == many)
}

/// An Entra sign-in is logged again as it goes on, so how it stands may change; and the exports
/// give the same sign-in with other fields, the CSV to the second. Ids are random, so records of
/// one id that do not contradict each other are one; of two that say equally much, the one that
/// was granted is the later state.
fn of_entra(earlier: &AuthEvent, later: &AuthEvent, texts: &Interner) -> Compared {
    let may_be = |a: TextId, b: TextId| !a.is_present() || !b.is_present() || a == b;
    let is_one = earlier.kind == later.kind
        && earlier.time.since(later.time).0.abs() < Span::from_secs(1).0
        && is_same_user(earlier.user, later.user, texts)
        && is_same_name(earlier.name, later.name, texts)
        && may_be(earlier.app, later.app)
        && may_be(earlier.display_name, later.display_name)
        && may_be_one_attempt(earlier, later)
        && (may_change(later.kind) || says_the_same(earlier, later));
    if !is_one {
        return Compared::Different;
    }
    let rank = |event: &AuthEvent| (event.fullness, event.success == Tri::Yes);
    if rank(later) > rank(earlier) { Compared::Grown } else { Compared::Shrunk }
}

/// Whether how such a record stands changes with time: sign-ins go on, detections are settled.
const fn may_change(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::SignInAttempt | EventKind::ThreatDetected | EventKind::SuspicionReported
    )
}

fn says_the_same(a: &AuthEvent, b: &AuthEvent) -> bool {
    (a.success, a.result, a.detail) == (b.success, b.result, b.detail)
}

fn is_same_user(a: TextId, b: TextId, texts: &Interner) -> bool {
    a == b || texts.get(a).to_lowercase() == texts.get(b).to_lowercase()
}

/// The CSV does not tell interactive sign-ins from others.
fn is_same_name(a: TextId, b: TextId, texts: &Interner) -> bool {
    let (a, b) = (texts.get(a), texts.get(b));
    a == b || (a == "sign-in" && b.ends_with(a)) || (b == "sign-in" && a.ends_with(b))
}

/// An attempt that a shape does not name is named by the record's own id.
fn may_be_one_attempt(a: &AuthEvent, b: &AuthEvent) -> bool {
    let may_be = |a: LinkKey, b: LinkKey| !a.is_present() || !b.is_present() || a == b;
    let is_own = a.flow == a.uid || b.flow == b.uid;
    (is_own || may_be(a.flow, b.flow))
        && may_be(a.session, b.session)
        && may_be(a.transaction, b.transaction)
}

/// Whether a step tells the same as, or what became of, a step of an older state.
pub(super) fn is_later_state(step: &Step, older: &Step) -> bool {
    let is_same_step = step.factor == older.factor && step.time == older.time;
    let has_ended =
        older.outcome == Outcome::Unknown && step.factor == older.factor && step.time >= older.time;
    is_same_step || has_ended
}
