//! Files beside each other, and streams that are missing, in small scenarios.

use super::*;
use crate::model::{
    AuthEvent, EventColumns, EventKind, Factor, Interner, PartyTable, RecordCounts, Step,
};

/// Monday, 2 March 2026, 00:00 UTC.
const MONDAY: i64 = 1_772_409_600;

/// A file of one provider's stream with an event every ten minutes of the given days.
fn file(id: u32, provider: Provider, days: std::ops::Range<i64>) -> (Evidence, Vec<Timestamp>) {
    let (from, to) = (MONDAY + days.start * 86_400, MONDAY + days.end * 86_400);
    let times: Vec<_> = (from..to).step_by(600).map(Timestamp::from_secs).collect();
    let evidence = Evidence {
        id: EvidenceId(id),
        provider: Some(provider),
        stream: Some("log"),
        counts: RecordCounts { records: 7, events: 7, ..RecordCounts::default() },
        first_event: times.first().copied(),
        last_event: times.last().copied(),
        ..Evidence::default()
    };
    (evidence, times)
}

/// What files cover whose counts are not of interest.
fn covered(files: Vec<(Evidence, Vec<Timestamp>)>) -> Coverage {
    let pulses: Vec<_> = files
        .iter()
        .map(|(file, times)| {
            Pulse::of(file.first_event.zip(file.last_event), times.iter().copied())
        })
        .collect();
    let evidence: Vec<_> = files.into_iter().map(|(file, _)| file).collect();
    let mut events = EventColumns::default();
    for file in &evidence {
        for _ in 0..file.counts.events {
            events.push(AuthEvent { evidence: file.id, ..AuthEvent::default() });
        }
    }
    let store = EventStore::new(events, Vec::new(), Interner::new(), PartyTable::new());
    measure(&evidence, &pulses, &store)
}

fn hints(coverage: &Coverage, file: usize) -> Vec<HintKind> {
    coverage.files[file].hints.iter().map(|hint| hint.kind).collect()
}

#[test]
fn a_day_file_that_is_missing_leaves_a_hole_before_the_next() {
    let days = [0, 1, 2, 3, 4, 6, 7, 8];
    let files = (0..).zip(days).map(|(id, day)| file(id, Provider::Okta, day..day + 1));
    let coverage = covered(files.collect());
    let with_hole: Vec<_> =
        (0..days.len()).filter(|&file| hints(&coverage, file).contains(&HintKind::Hole)).collect();
    assert_eq!(with_hole, [5]);
    let text = &coverage.files[5].hints[0].text;
    assert!(text.starts_with("Nothing between the end of E5 (2026-03-06 23:50 UTC)"), "{text}");
    assert_eq!(coverage.sources[0].quiet.len(), 1);
    let hole = coverage.hole_before(&coverage.files[5]).unwrap();
    assert_eq!(Some(hole.end), coverage.files[5].first);
    assert_eq!(coverage.hole_before(&coverage.files[4]), None);
    assert!(coverage.files.iter().all(|file| file.quiet.is_empty()));
}

#[test]
fn day_files_without_a_missing_one_have_no_hole_in_whatever_order_they_are_given() {
    let files = (0..).zip((0..9).rev()).map(|(id, day)| file(id, Provider::Okta, day..day + 1));
    let coverage = covered(files.collect());
    assert!(coverage.files.iter().all(|file| file.hints.is_empty()), "{coverage:?}");
    assert_eq!(coverage.sources[0].files.first(), Some(&EvidenceId(8)));
}

#[test]
fn an_outage_inside_a_day_file_is_seen_against_the_other_days() {
    let mut files: Vec<_> =
        (0..).zip(0..9).map(|(id, day)| file(id, Provider::Duo, day..day + 1)).collect();
    let from = Timestamp::from_secs(MONDAY + 4 * 86_400 + 7 * 3_600);
    files[4].1.retain(|time| *time < from || *time > from + Span::from_hours(9));
    let coverage = covered(files);
    let quiet: Vec<_> = coverage.files.iter().map(|file| file.quiet.len()).collect();
    assert_eq!(quiet, [0, 0, 0, 0, 1, 0, 0, 0, 0]);
    assert!(coverage.files.iter().all(|file| file.hints.is_empty()));
}

#[test]
fn files_that_cover_the_same_time_say_so_once() {
    let coverage = covered(vec![
        file(0, Provider::Okta, 0..6),
        file(1, Provider::Okta, 3..4),
        file(2, Provider::Okta, 5..9),
        file(3, Provider::Entra, 0..9),
    ]);
    let overlap = [HintKind::Overlap];
    assert_eq!(hints(&coverage, 0), []);
    assert_eq!((hints(&coverage, 1), hints(&coverage, 2)), (overlap.to_vec(), overlap.to_vec()));
    assert_eq!(hints(&coverage, 3), []);
    assert!(coverage.files[2].hints[0].text.contains("that E1 covers too"));
}

#[test]
fn files_of_two_providers_fill_no_holes_of_each_other() {
    let coverage = covered(vec![
        file(0, Provider::Okta, 0..7),
        file(1, Provider::Okta, 9..15),
        file(2, Provider::Duo, 0..15),
    ]);
    assert_eq!(hints(&coverage, 1), [HintKind::Hole]);
}

#[test]
fn an_export_as_long_as_the_provider_keeps_events_is_pointed_out() {
    for (provider, stream, days, expected) in [
        (Provider::Okta, "system_log", 88, false),
        (Provider::Okta, "system_log", 90, true),
        (Provider::Okta, "system_log", 92, false),
        (Provider::Duo, "authentication", 180, true),
        (Provider::Duo, "authentication", 90, false),
        (Provider::Entra, "sign_in", 30, true),
        (Provider::Entra, "sign_in", 7, true),
        (Provider::Entra, "sign_in", 14, false),
        (Provider::Entra, "unified_audit_log", 7, false),
    ] {
        let (mut file, times) = file(0, provider, 0..days);
        file.stream = Some(stream);
        let coverage = covered(vec![(file, times)]);
        let is_told = hints(&coverage, 0).contains(&HintKind::Retention);
        assert_eq!(is_told, expected, "{provider:?} {days}");
    }
}

#[test]
fn a_file_whose_counts_do_not_add_up_is_named() {
    let (mut faulty, times) = file(0, Provider::Okta, 0..1);
    faulty.counts.records = 9;
    let coverage = covered(vec![(faulty, times), file(1, Provider::Okta, 1..2)]);
    assert_eq!(coverage.unbalanced(), [EvidenceId(0)]);
    assert_eq!(hints(&coverage, 0), [HintKind::Unbalanced]);
}

/// What is missing of a provider whose only file holds these events; names are of streams of
/// sign-ins.
fn missing(
    provider: Provider,
    kinds: &[(EventKind, Factor, &str)],
    change: impl Fn(&mut Evidence),
    steps: Vec<Step>,
) -> Vec<(&'static str, Why)> {
    let mut texts = Interner::new();
    let mut events = EventColumns::default();
    for &(kind, factor, name) in kinds {
        let name = texts.intern(name);
        events.push(AuthEvent { provider, kind, factor, name, ..AuthEvent::default() });
    }
    let store = EventStore::new(events, steps, texts, PartyTable::new());
    let mut evidence = Evidence { provider: Some(provider), ..Evidence::default() };
    evidence.counts.records = kinds.len() as u64;
    evidence.counts.events = kinds.len() as u64;
    change(&mut evidence);
    let missing = super::missing::of(&[evidence], &store);
    missing.iter().map(|it| (it.stream.split(" (").next().unwrap(), it.why)).collect()
}

#[test]
fn an_okta_export_without_sends_or_without_answers_says_so() {
    let sent = (EventKind::PromptSent, Factor::Push, "");
    let answered = (EventKind::PromptAnswered, Factor::Push, "");
    let session = (EventKind::SignIn, Factor::Push, "");
    let of = |kinds: &[_]| missing(Provider::Okta, kinds, |_| {}, Vec::new());
    assert_eq!(of(&[sent, answered, session]), []);
    assert_eq!(of(&[answered, session]), [("prompts sent", Why::Absent)]);
    assert_eq!(of(&[sent, session]), [("answers to prompts", Why::Absent)]);
    assert_eq!(of(&[sent, answered]), [("sessions", Why::Absent)]);
}

#[test]
fn a_duo_log_that_is_there_but_not_read_is_told_from_one_that_is_not_there() {
    let whole = (EventKind::PromptWhole, Factor::Push, "");
    let change = |file: &mut Evidence| {
        file.stream = Some("authentication");
        file.unsupported_streams.insert("administrator".to_owned(), 4);
    };
    let found = missing(Provider::Duo, &[whole], change, Vec::new());
    let expected =
        [("administrator and activity log", Why::NotRead), ("telephony log", Why::Absent)];
    assert_eq!(found, expected);
}

#[test]
fn a_file_of_several_streams_holds_each_of_them_and_one_without_a_usable_record_is_told_apart() {
    let whole = (EventKind::Verification, Factor::WebAuthn, "");
    let change = |file: &mut Evidence| {
        file.stream = Some("trust_monitor");
        file.streams.insert((Provider::Duo, "trust_monitor"), (5, 5));
        file.streams.insert((Provider::Duo, "authentication"), (1, 1));
        file.streams.insert((Provider::Duo, "activity"), (3, 0));
        file.unsupported_streams.insert("offline_telephony".to_owned(), 1);
    };
    let found = missing(Provider::Duo, &[whole], change, Vec::new());
    let expected =
        [("administrator and activity log", Why::Unusable), ("telephony log", Why::Absent)];
    assert_eq!(found, expected);
}

#[test]
fn changes_in_the_unified_log_stand_for_the_audit_log_of_entra_and_its_name_alone_does_not() {
    let sign_in = (EventKind::SignIn, Factor::Other, "interactive sign-in");
    let change = (EventKind::AdminChange, Factor::Other, "Add user.");
    let unified = |file: &mut Evidence| file.stream = Some("unified_audit_log");
    let lacks_audit = |kinds: &[_]| {
        let found = missing(Provider::Entra, kinds, unified, Vec::new());
        found.iter().any(|(stream, _)| *stream == "audit log")
    };
    assert!(lacks_audit(&[sign_in]));
    assert!(!lacks_audit(&[sign_in, change]));
}

#[test]
fn prompts_of_administrators_do_not_stand_in_for_the_authentication_log() {
    let own = (EventKind::PromptWhole, Factor::Push, "admin_login");
    let sent = (EventKind::PromptSent, Factor::Sms, "telephony sms");
    let stream = |file: &mut Evidence| file.stream = Some("administrator");
    let found = missing(Provider::Duo, &[own, sent], stream, Vec::new());
    let expected = [("answers to prompts", Why::Absent), ("authentication log", Why::Absent)];
    assert_eq!(found, expected);
}

#[test]
fn an_entra_export_tells_its_streams_by_the_type_of_its_sign_ins() {
    let attempt = |name| (EventKind::SignInAttempt, Factor::Other, name);
    let step = || vec![Step::default()];
    let of = |names: &[&'static str], steps| {
        let kinds: Vec<_> = names.iter().map(|name| attempt(*name)).collect();
        let audit = |file: &mut Evidence| {
            file.unsupported_streams.insert("audit".to_owned(), 1);
        };
        missing(Provider::Entra, &kinds, audit, steps)
    };
    let audit = ("audit log", Why::NotRead);
    assert_eq!(of(&["interactive sign-in", "non-interactive sign-in"], step()), [audit]);
    assert_eq!(
        of(&["interactive sign-in"], step()),
        [("non-interactive sign-ins", Why::Absent), audit]
    );
    assert_eq!(
        of(&["sign-in"], Vec::new()),
        [
            ("interactive sign-ins", Why::NotTold),
            ("non-interactive sign-ins", Why::NotTold),
            audit,
            ("authentication details", Why::Absent),
        ]
    );
}
