//! A small case for tests of documents: one user, five prompts, an approval after a burst.

use std::collections::BTreeMap;

use crate::case::{Case, Coverage};
use crate::detect::{Detection, NotEvaluated};
use crate::model::{
    Approval, AuthEvent, Confidence, EventColumns, EventId, EventKind, Evidence, EvidenceId,
    Factor, Finding, FindingId, GeoPoint, IngestIssue, Interner, IssueKind, Origin, OriginVerdict,
    Outcome, Party, PartyId, PartyTable, Place, PlaceMatch, PlaceReason, PlaceVerdict, Precision,
    Prompt, PromptId, Provider, RecordRef, ResolvedPlace, RuleId, Severity, SourceSummary, Span,
    Succeeded, TextId, Timestamp, Window,
};
use crate::store::EventStore;

/// 2026-03-02 08:00:00 UTC.
const START: i64 = 1_772_438_400;

/// The case in which every log text is `text`.
pub(super) fn attack(text: &str) -> Case {
    let mut texts = Interner::new();
    let word = texts.intern(text);
    let mut parties = PartyTable::new();
    let party = |lat: f64, lon: f64| Party {
        ip: word,
        asn: Some(64_500),
        as_org: word,
        place: Place {
            city: word,
            state: word,
            country: word,
            point: GeoPoint::from_degrees(lat, lon),
        },
        user_agent: word,
        device_id: word,
        device: word,
        proxy: None,
    };
    let source = parties.intern(party(50.45, 30.52));
    let responder = parties.intern(party(52.52, 13.405));
    let events = events(word, source, responder);
    let store = EventStore::new(events, Vec::new(), texts, parties);
    let resolved = |lat, lon| ResolvedPlace {
        point: GeoPoint::from_degrees(lat, lon),
        precision: Precision::City,
        radius_km: 25.0,
        country: None,
        reason: "",
        ..ResolvedPlace::default()
    };
    let evidence = vec![evidence(text)];
    Case {
        coverage: Coverage::of(&evidence, &store).into(),
        evidence,
        issues: vec![IngestIssue {
            at: RecordRef::default(),
            kind: IssueKind::BrokenJson,
            detail: text.to_owned(),
        }],
        places: vec![ResolvedPlace::default(), resolved(50.45, 30.52), resolved(52.52, 13.405)],
        prompts: (0..5).map(|row| prompt(row, word, [source, responder], &store)).collect(),
        detection: detection(&store, text),
        store: store.into(),
        limits: vec!["The export begins at 08:00 UTC.".to_owned()],
        ..Case::default()
    }
}

fn events(word: TextId, source: PartyId, responder: PartyId) -> EventColumns {
    let mut events = EventColumns::default();
    for row in 0..6_u32 {
        events.push(AuthEvent {
            time: Timestamp::from_secs(START + i64::from(row) * 60),
            record: row + 1,
            offset: u64::from(row),
            kind: if row == 5 { EventKind::FactorEnrolled } else { EventKind::PromptWhole },
            user: word,
            display_name: word,
            name: word,
            result: word,
            app: word,
            detail: word,
            source,
            responder,
            ..AuthEvent::default()
        });
    }
    events
}

fn prompt(row: u32, word: TextId, [source, responder]: [PartyId; 2], store: &EventStore) -> Prompt {
    let sent = Timestamp::from_secs(START + i64::from(row) * 60);
    Prompt {
        id: PromptId(row),
        user: store.user_of(EventId(0)).unwrap_or_default(),
        provider: Provider::Okta,
        factor: Factor::Push,
        issued_at: Some(sent),
        answered_at: Some(sent + Span::from_secs(7)),
        outcome: match row {
            4 => Outcome::Approved,
            3 => Outcome::NoAnswer,
            _ => Outcome::Denied,
        },
        inferred: row == 3,
        outcome_text: word,
        source,
        responder,
        app: word,
        events: [EventId(row)].into_iter().collect(),
        ..Prompt::default()
    }
}

fn evidence(text: &str) -> Evidence {
    let mut evidence = Evidence {
        id: EvidenceId(0),
        name: text.to_owned(),
        bytes: 12_345,
        sha256: "ab".repeat(32),
        reason: Some(text.to_owned()),
        provider: Some(Provider::Okta),
        stream: Some("system_log"),
        shape: Some("jsonl"),
        encoding: Some("utf-8"),
        first_event: Some(Timestamp::from_secs(START)),
        last_event: Some(Timestamp::from_secs(START + 300)),
        ..Evidence::default()
    };
    evidence.counts.records = 6;
    evidence.counts.events = 6;
    evidence.unsupported_streams.insert(text.to_owned(), 3);
    evidence
}

fn detection(store: &EventStore, text: &str) -> Detection {
    let user = store.user_of(EventId(0)).unwrap_or_default();
    let event = store.events.get(EventId(0)).unwrap_or_default();
    let at = |minute: i64| Timestamp::from_secs(START + minute * 60);
    let finding = Finding {
        id: FindingId("F-0123456789abcdef".to_owned()),
        rule: RuleId(4),
        title: "Approval after a burst".to_owned(),
        severity: Severity::Critical,
        confidence: Confidence::High,
        user: Some(user),
        users: vec![user],
        providers: vec![Provider::Okta],
        factors: vec![Factor::Push],
        apps: vec![event.app],
        first_seen: at(0),
        last_seen: at(4),
        outcomes: BTreeMap::from([
            (Outcome::Approved, 1),
            (Outcome::Denied, 3),
            (Outcome::NoAnswer, 1),
        ]),
        no_answer_inferred: 1,
        windows: vec![Window { start: at(0), end: at(3), prompts: 4, parameter: "10m".to_owned() }],
        succeeded: Succeeded::Yes,
        approvals: vec![Approval {
            prompt: Some(PromptId(4)),
            event: EventId(4),
            user,
            at: at(4),
            from_first: Span::from_mins(4),
            from_last: Span::from_mins(1),
            response: Some(Span::from_secs(7)),
            same_source: Some(true),
        }],
        sources: vec![SourceSummary {
            party: event.source,
            origin: Origin::Unknown,
            reason: "network and country are new".into(),
        }],
        responders: vec![event.responder],
        distance_km: Some(1_204.5),
        distance_effective_km: Some(1_154.5),
        prompts: (0..5).map(PromptId).collect(),
        events: (0..5).map(EventId).collect(),
        explanation: format!("Four requests were not satisfied before one was approved. {text}"),
    };
    Detection {
        findings: vec![finding],
        origins: vec![OriginVerdict::default(); 5],
        places: (0..5)
            .map(|_| PlaceVerdict {
                place: PlaceMatch::Mismatch,
                why: PlaceReason::CannotTell("too far apart"),
                distance_km: Some(1_204.5),
                effective_km: Some(1_154.5),
            })
            .collect(),
        not_evaluated: vec![NotEvaluated {
            rule: "MF-02",
            title: "Slow drip",
            reason: "less than 14 days".to_owned(),
        }],
    }
}
