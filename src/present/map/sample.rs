//! A small case in memory: four mismatches, thirty consistent pairs, a few prompts with less.

use crate::case::{Case, Coverage};
use crate::model::{
    AuthEvent, EventColumns, EventId, EventKind, Evidence, EvidenceId, Factor, Finding, FindingId,
    GeoPoint, IngestIssue, Interner, IssueKind, Outcome, Pairing, Party, PartyId, PartyTable,
    Place, PlaceMatch, PlaceReason, PlaceVerdict, Precision, Prompt, PromptId, Provider,
    RecordCounts, RecordRef, ResolvedPlace, RuleId, Severity, Span, Timestamp, UserId,
    effective_distance_km, great_circle_km,
};
use crate::store::EventStore;

const START: Timestamp = Timestamp(1_773_130_061_000_000);
/// City, state, country, its code, latitude, longitude.
type City = (&'static str, &'static str, &'static str, [u8; 2], f64, f64);

const CITIES: [City; 16] = [
    ("Lagos", "Lagos", "Nigeria", *b"NG", 6.52, 3.38),
    ("Chicago", "Illinois", "United States", *b"US", 41.88, -87.63),
    ("Moscow", "Moscow", "Russia", *b"RU", 55.75, 37.62),
    ("Bengaluru", "Karnataka", "India", *b"IN", 12.97, 77.59),
    ("Bucharest", "București", "Romania", *b"RO", 44.43, 26.10),
    ("Berlin", "Berlin", "Germany", *b"DE", 52.52, 13.40),
    ("São Paulo", "São Paulo", "Brazil", *b"BR", -23.55, -46.63),
    ("San Francisco", "California", "United States", *b"US", 37.77, -122.42),
    ("London", "England", "United Kingdom", *b"GB", 51.51, -0.13),
    ("Paris", "Île-de-France", "France", *b"FR", 48.86, 2.35),
    ("Madrid", "Madrid", "Spain", *b"ES", 40.42, -3.70),
    ("Toronto", "Ontario", "Canada", *b"CA", 43.65, -79.38),
    ("Austin", "Texas", "United States", *b"US", 30.27, -97.74),
    ("Singapore", "", "Singapore", *b"SG", 1.35, 103.82),
    ("Tokyo", "Tokyo", "Japan", *b"JP", 35.68, 139.69),
    ("Sydney", "New South Wales", "Australia", *b"AU", -33.87, 151.21),
];

/// The case in the making.
#[derive(Default)]
pub(crate) struct Sample {
    texts: Interner,
    parties: PartyTable,
    places: Vec<ResolvedPlace>,
    prompts: Vec<(String, Prompt)>,
    verdicts: Vec<PlaceVerdict>,
}

impl Sample {
    /// A party in a city, by index into the list; past its end: a party without a place.
    pub(crate) fn party(&mut self, city: usize, ip: &str) -> PartyId {
        if self.places.is_empty() {
            self.places.push(ResolvedPlace::default());
        }
        let found = CITIES.get(city);
        let point = found.and_then(|it| GeoPoint::from_degrees(it.4, it.5));
        let mut text = |text: &str| self.texts.intern(text);
        let place = found.map_or_else(Place::default, |it| Place {
            city: text(it.0),
            state: text(it.1),
            country: text(it.2),
            point: None,
        });
        let party = Party { ip: text(ip), place, asn: Some(64_500), ..Party::default() };
        let id = self.parties.intern(party);
        if id.0 as usize == self.places.len() {
            self.places.push(ResolvedPlace {
                point,
                precision: if point.is_some() { Precision::City } else { Precision::None },
                radius_km: if point.is_some() { 25.0 } else { 0.0 },
                country: found.map(|it| it.3),
                reason: "",
                ..ResolvedPlace::default()
            });
        }
        id
    }

    /// A prompt of a user between two parties.
    pub(crate) fn prompt(
        &mut self,
        user: &str,
        outcome: Outcome,
        source: PartyId,
        responder: PartyId,
    ) -> PromptId {
        let id = PromptId(self.prompts.len() as u32);
        let at = START + Span::from_secs(17 * i64::from(id.0));
        let place = |party: PartyId| &self.places[party.0 as usize];
        let (from, to) = (place(source), place(responder));
        let distance = from.point.zip(to.point).map(|(a, b)| great_circle_km(a, b));
        let least = distance.map(|km| effective_distance_km(km, from.radius_km, to.radius_km));
        self.verdicts.push(PlaceVerdict {
            place: match least {
                Some(km) if km > 500.0 => PlaceMatch::Mismatch,
                Some(_) => PlaceMatch::Consistent,
                None => PlaceMatch::CannotBeEvaluated,
            },
            why: PlaceReason::NotCompared,
            distance_km: distance,
            effective_km: least,
        });
        let app = self.texts.intern("Office 365");
        let prompt = Prompt {
            id,
            provider: Provider::Okta,
            factor: Factor::Push,
            issued_at: Some(at),
            answered_at: (outcome != Outcome::NoAnswer).then(|| at + Span::from_secs(9)),
            outcome,
            inferred: outcome == Outcome::NoAnswer,
            pairing: Pairing::AuthnRequestId,
            source,
            responder,
            app,
            events: [EventId(id.0)].into_iter().collect(),
            ..Prompt::default()
        };
        self.prompts.push((user.to_owned(), prompt));
        id
    }

    /// The case with one event per prompt.
    pub(crate) fn case(mut self, findings: &[(u8, Severity, &[PromptId])]) -> Case {
        let mut events = EventColumns::default();
        let (name, result) =
            (self.texts.intern("user.authentication.auth_via_mfa"), self.texts.intern("FAILURE"));
        for (record, (user, prompt)) in (1_u32..).zip(&self.prompts) {
            events.push(AuthEvent {
                time: prompt.time(),
                record,
                offset: u64::from(record) * 900,
                kind: EventKind::PromptAnswered,
                outcome: prompt.outcome,
                factor: prompt.factor,
                user: self.texts.intern(user),
                name,
                result,
                app: prompt.app,
                source: prompt.source,
                responder: prompt.responder,
                ..AuthEvent::default()
            });
        }
        let store = EventStore::new(events, Vec::new(), self.texts, self.parties);
        let user_of = |name: &str| store.users.find(name).unwrap_or_default();
        let prompts: Vec<Prompt> = self
            .prompts
            .iter()
            .map(|(user, prompt)| Prompt { user: user_of(user), ..prompt.clone() })
            .collect();
        let findings = findings
            .iter()
            .zip(1_u32..)
            .map(|(finding, number)| sample_finding(finding, number, &prompts));
        let mut case =
            Case { evidence: evidence(prompts.len()), places: self.places, ..Case::default() };
        case.detection.findings = findings.collect();
        case.detection.places = self.verdicts;
        case.issues = issues();
        case.limits = vec![
            "The evidence covers 14 days; slow drips over more than that cannot be seen."
                .to_owned(),
        ];
        case.detection.not_evaluated = vec![crate::detect::NotEvaluated {
            rule: "MF-12b",
            title: "Telephony cost over the organisation",
            reason: "no phone call or SMS in the evidence".to_owned(),
        }];
        case.prompts = prompts;
        case.coverage = Coverage::of(&case.evidence, &store).into();
        case.store = store.into();
        case
    }
}

fn sample_finding(
    &(rule, severity, prompts): &(u8, Severity, &[PromptId]),
    number: u32,
    all: &[Prompt],
) -> Finding {
    let user: Option<UserId> = prompts.first().map(|id| all[id.0 as usize].user);
    Finding {
        id: FindingId(format!("F-{number:016x}")),
        rule: RuleId(rule),
        severity,
        user,
        prompts: prompts.to_vec(),
        ..Finding::default()
    }
}

fn evidence(prompts: usize) -> Vec<Evidence> {
    let counts = RecordCounts {
        records: prompts as u64 + 3,
        events: prompts as u64,
        duplicates: 1,
        rejected: 2,
        ..RecordCounts::default()
    };
    let file = Evidence {
        id: EvidenceId(0),
        name: "okta-system-log.jsonl".to_owned(),
        bytes: 2_317_004_112,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        provider: Some(Provider::Okta),
        stream: Some("system_log"),
        shape: Some("jsonl"),
        encoding: Some("utf-8"),
        counts,
        notes: [("time_without_zone", 12)].into_iter().collect(),
        first_event: Some(START),
        last_event: Some(START + Span::from_days(13)),
        ..Evidence::default()
    };
    let unreadable = Evidence {
        id: EvidenceId(1),
        name: "notes.docx".to_owned(),
        bytes: 48_112,
        sha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".to_owned(),
        status: crate::model::EvidenceStatus::UnknownFormat,
        reason: Some("no known format; it resembles a ZIP archive. Export the log as JSON or CSV and open that".to_owned()),
        ..Evidence::default()
    };
    vec![file, unreadable]
}

fn issues() -> Vec<IngestIssue> {
    let at = |record, offset| RecordRef { record, offset, length: 812, ..RecordRef::default() };
    vec![
        IngestIssue {
            at: at(17, 15_300),
            kind: IssueKind::BrokenJson,
            detail: "expected a comma or a brace at byte 96".to_owned(),
        },
        IngestIssue {
            at: at(90, 81_000),
            kind: IssueKind::Truncated,
            detail: "the file ends inside the record".to_owned(),
        },
    ]
}

/// The story of the drawings: four mismatches, thirty consistent pairs, two with one place, one
/// with none.
pub(crate) fn story() -> Case {
    let mut sample = Sample::default();
    let burst = |sample: &mut Sample, user: &str, from: usize, to: usize, prompts: usize| {
        let source = sample.party(from, &format!("198.51.100.{from}"));
        let responder = sample.party(to, &format!("203.0.113.{to}"));
        let ids: Vec<_> = (0..prompts)
            .map(|n| {
                let outcome = if n + 1 == prompts && prompts > 1 {
                    Outcome::Approved
                } else if n % 3 == 0 {
                    Outcome::Denied
                } else {
                    Outcome::NoAnswer
                };
                sample.prompt(user, outcome, source, responder)
            })
            .collect();
        ids
    };
    let lagos = burst(&mut sample, "m.okafor@corp.example", 0, 1, 23);
    let moscow = burst(&mut sample, "d.moreau@corp.example", 2, 3, 14);
    let paulo = burst(&mut sample, "j.lindqvist@corp.example", 6, 7, 5);
    let bucharest = burst(&mut sample, "t.brandt@corp.example", 4, 5, 2);
    for n in 0..30_usize {
        let city = 5 + n % 11;
        let source = sample.party(city, &format!("192.0.2.{n}"));
        let responder = sample.party(city, &format!("203.0.113.{}", 100 + n));
        sample.prompt(&format!("user{n:02}@corp.example"), Outcome::Approved, source, responder);
    }
    let nowhere = sample.party(usize::MAX, "192.0.2.250");
    let berlin = sample.party(5, "192.0.2.5");
    sample.prompt("a.chen@corp.example", Outcome::NoAnswer, berlin, PartyId::ABSENT);
    sample.prompt("a.chen@corp.example", Outcome::Denied, nowhere, berlin);
    sample.prompt("a.chen@corp.example", Outcome::Approved, nowhere, PartyId::ABSENT);
    sample.case(&[
        (7, Severity::Critical, &lagos),
        (7, Severity::High, &moscow),
        (7, Severity::High, &paulo),
        (7, Severity::Medium, &bucharest),
    ])
}
