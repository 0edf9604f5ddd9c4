//! A small case, made of model values: the attack of the drawing among ordinary mornings.

use std::collections::BTreeMap;

use pushscope::case::Case;
use pushscope::detect::Detection;
use pushscope::model::*;
use pushscope::store::EventStore;

/// 2026-03-10T00:00:00Z.
pub(crate) const DAY: Timestamp = Timestamp::from_secs(1_773_100_800);

/// One prompt of the story.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) user: &'static str,
    pub(crate) secs: i64,
    pub(crate) outcome: Outcome,
    pub(crate) factor: Factor,
    pub(crate) ip: &'static str,
    pub(crate) place: (&'static str, &'static str, f64, f64),
}

pub(crate) const LAGOS: (&str, &str, f64, f64) = ("Lagos", "Nigeria", 6.45, 3.39);
pub(crate) const CHICAGO: (&str, &str, f64, f64) = ("Chicago", "United States", 41.88, -87.63);
pub(crate) const BERLIN: (&str, &str, f64, f64) = ("Berlin", "Germany", 52.52, 13.4);
pub(crate) const MOSCOW: (&str, &str, f64, f64) = ("Moscow", "Russia", 55.75, 37.61);

pub(crate) fn at(hour: i64, minute: i64, second: i64) -> i64 {
    hour * 3_600 + minute * 60 + second
}

pub(crate) fn row(user: &'static str, secs: i64, outcome: Outcome) -> Row {
    Row { user, secs, outcome, factor: Factor::Push, ip: "192.0.2.10", place: CHICAGO }
}

/// The rows of the demonstration.
pub(crate) fn rows() -> Vec<Row> {
    use Outcome::*;
    let mut rows = Vec::new();
    for n in 0..22 {
        let outcome = if n % 5 < 2 { Denied } else { NoAnswer };
        let secs = at(8, 7, 41) + n * 17;
        rows.push(Row {
            ip: "203.0.113.17",
            place: LAGOS,
            ..row("m.okafor@corp.example", secs, outcome)
        });
    }
    rows.push(Row {
        ip: "203.0.113.17",
        place: LAGOS,
        ..row("m.okafor@corp.example", at(8, 14, 2), Approved)
    });
    rows.push(row("m.okafor@corp.example", at(9, 19, 0), Approved));
    for (n, outcome) in [Denied, NoAnswer, Denied].into_iter().enumerate() {
        let secs = at(8, 56, 0) + n as i64 * 110;
        rows.push(Row { ip: "198.51.100.9", ..row("j.lindqvist@corp.example", secs, outcome) });
    }
    rows.push(Row {
        ip: "198.51.100.9",
        ..row("j.lindqvist@corp.example", at(9, 1, 30), Approved)
    });
    rows.push(row("j.lindqvist@corp.example", at(7, 36, 0), Approved));
    for n in 0..5 {
        let secs = at(7, 20, 0) + n * 2_700;
        rows.push(Row {
            ip: "203.0.113.77",
            place: MOSCOW,
            ..row("d.moreau@corp.example", secs, NoAnswer)
        });
    }
    for n in 0..9 {
        let outcome = if n == 8 {
            FraudReported
        } else if n % 2 == 0 {
            Denied
        } else {
            NoAnswer
        };
        rows.push(row("s.aziz@corp.example", at(7, 42, 0) + n * 60, outcome));
    }
    for n in 0..18 {
        let outcome = if n == 7 || n == 13 { Denied } else { NoAnswer };
        rows.push(Row {
            factor: Factor::PhoneCall,
            ..row("p.novak@corp.example", at(8, 24, 0) + n * 77, outcome)
        });
    }
    for secs in [at(7, 54, 0), at(8, 37, 0), at(9, 12, 0)] {
        rows.push(Row {
            place: BERLIN,
            ip: "192.0.2.44",
            ..row("t.brandt@corp.example", secs, Approved)
        });
    }
    rows.push(row("a.chen@corp.example", at(7, 30, 0), Approved));
    rows.push(row("a.chen@corp.example", at(8, 18, 0), WrongNumber));
    rows.push(row("a.chen@corp.example", at(8, 19, 40), Approved));
    for n in 0..30_i64 {
        let user = [
            "k.silva@corp.example",
            "r.okoye@corp.example",
            "l.haas@corp.example",
            "e.rossi@corp.example",
        ][n as usize % 4];
        rows.push(row(user, at(6, 30, 0) + n * 437, Approved));
    }
    // Two weeks of mornings around it.
    for day in -8..6_i64 {
        for user in [
            "k.silva@corp.example",
            "m.okafor@corp.example",
            "a.chen@corp.example",
            "l.haas@corp.example",
        ] {
            if day != 0 {
                rows.push(row(
                    user,
                    day * 86_400 + at(7, 50, 0) + user.len() as i64 * 300,
                    Approved,
                ));
            }
        }
    }
    rows
}

/// Makes the case of some rows; findings are written by hand where the users are in it.
pub(crate) fn case_of(mut rows: Vec<Row>) -> Case {
    rows.sort_by_key(|row| row.secs);
    let mut texts = Interner::new();
    let mut parties = PartyTable::new();
    let mut events = EventColumns::default();
    let app = texts.intern("Office 365");
    let name = texts.intern("user.authentication.auth_via_mfa");
    let mut offset = 0;
    let mut record = 0;
    let mut push = |events: &mut EventColumns, event: AuthEvent| {
        record += 1;
        offset += 900;
        events.push(AuthEvent { record, offset, length: 812, record_hash: offset, name, ..event });
    };
    let mut prompts = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let (city, country, lat, lon) = row.place;
        let source = parties.intern(Party {
            ip: texts.intern(row.ip),
            asn: Some(if row.ip.starts_with("203") { 64_496 } else { 64_500 }),
            as_org: texts.intern("Example Telecom"),
            place: Place {
                city: texts.intern(city),
                country: texts.intern(country),
                point: GeoPoint::from_degrees(lat, lon),
                ..Place::default()
            },
            user_agent: texts.intern("Mozilla/5.0 (X11; Linux x86_64)"),
            ..Party::default()
        });
        let responder = parties.intern(Party {
            device: texts.intern("iPhone14,2"),
            place: Place {
                city: texts.intern("Chicago"),
                country: texts.intern("United States"),
                point: GeoPoint::from_degrees(CHICAGO.2, CHICAGO.3),
                ..Place::default()
            },
            ..Party::default()
        });
        let time = DAY + Span::from_secs(row.secs);
        let user = texts.intern(row.user);
        push(
            &mut events,
            AuthEvent {
                time,
                user,
                app,
                source,
                responder,
                kind: EventKind::PromptWhole,
                outcome: row.outcome,
                factor: row.factor,
                ..AuthEvent::default()
            },
        );
        prompts.push((index, time, responder, source));
    }
    if rows.iter().any(|row| row.user.starts_with("m.okafor")) {
        let user = texts.intern("m.okafor@corp.example");
        let source = parties.intern(Party {
            ip: texts.intern("203.0.113.17"),
            user_agent: texts.intern("Mozilla/5.0 (X11; Linux x86_64)"),
            ..Party::default()
        });
        for (secs, kind, detail) in [
            (at(8, 14, 3), EventKind::SignIn, ""),
            (at(8, 18, 2), EventKind::FactorEnrolled, "Okta Verify"),
            (at(8, 21, 44), EventKind::AppAccess, ""),
            (at(8, 26, 10), EventKind::PasswordChanged, ""),
        ] {
            let detail = texts.intern(detail);
            push(
                &mut events,
                AuthEvent {
                    time: DAY + Span::from_secs(secs),
                    user,
                    app,
                    source,
                    kind,
                    detail,
                    success: Tri::Yes,
                    ..AuthEvent::default()
                },
            );
        }
    }
    let store = EventStore::new(events, Vec::new(), texts, parties);
    let rank: BTreeMap<u64, u32> =
        store.events.offset.iter().zip(0..).map(|(&offset, row)| (offset, row)).collect();
    let prompts: Vec<Prompt> = prompts
        .into_iter()
        .map(|(index, time, responder, source)| {
            let row = &rows[index];
            let event = EventId(rank[&((index as u64 + 1) * 900)]);
            let answered = matches!(row.outcome, Outcome::Approved | Outcome::Denied);
            Prompt {
                id: PromptId(index as u32),
                user: store.users.find(row.user).unwrap(),
                factor: row.factor,
                cause: Cause::SignIn,
                issued_at: Some(time),
                answered_at: answered.then(|| time + Span::from_secs(9)),
                outcome: row.outcome,
                inferred: row.outcome == Outcome::NoAnswer && row.user.starts_with("d.moreau"),
                source,
                responder: if row.outcome == Outcome::Approved {
                    responder
                } else {
                    PartyId::ABSENT
                },
                app,
                events: [event].into_iter().collect(),
                ..Prompt::default()
            }
        })
        .collect();
    finish(store, prompts, &rows)
}

fn finish(store: EventStore, prompts: Vec<Prompt>, rows: &[Row]) -> Case {
    let findings = findings(&store, &prompts);
    let places = store
        .parties
        .rows()
        .iter()
        .map(|party| ResolvedPlace {
            point: party.place.point,
            precision: if party.place.point.is_some() {
                Precision::Logged
            } else {
                Precision::None
            },
            radius_km: 50.0,
            country: match store.texts.get(party.place.country) {
                "Nigeria" => Some(*b"NG"),
                "United States" => Some(*b"US"),
                "Germany" => Some(*b"DE"),
                "Russia" => Some(*b"RU"),
                _ => None,
            },
            reason: "",
            ..ResolvedPlace::default()
        })
        .collect();
    let records = rows.len() as u64 + 4;
    let evidence = vec![Evidence {
        name: "okta_system_log.jsonl".to_owned(),
        bytes: 1_234_567,
        sha256: "0f".repeat(32),
        provider: Some(Provider::Okta),
        counts: RecordCounts { records, events: records, ..RecordCounts::default() },
        first_event: store.events.time.first().copied(),
        last_event: store.events.time.last().copied(),
        ..Evidence::default()
    }];
    let origins = prompts
        .iter()
        .map(|prompt| {
            let unknown = rows[prompt.id.0 as usize].ip.starts_with("203");
            let new =
                Novelty { network: Some(unknown), country: Some(unknown), ..Novelty::default() };
            OriginVerdict {
                origin: if unknown { Origin::Unknown } else { Origin::Known },
                why: OriginReason::Compared(new, History { sign_ins: 12, days: 11 }),
            }
        })
        .collect();
    let places_of = prompts.iter().map(|_| PlaceVerdict::default()).collect();
    Case {
        coverage: pushscope::case::Coverage::of(&evidence, &store).into(),
        evidence,
        store: store.into(),
        places,
        prompts,
        detection: Detection { findings, origins, places: places_of, not_evaluated: Vec::new() },
        ..Case::default()
    }
}

fn findings(store: &EventStore, prompts: &[Prompt]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let specs: [(&str, u8, Severity, &str, &str, i64, i64); 9] = [
        (
            "m.okafor@corp.example",
            4,
            Severity::Critical,
            "Approval after a burst",
            "23 requests in 6 min from Lagos, 22 unsatisfied, then one approved.",
            at(8, 7, 0),
            at(8, 15, 0),
        ),
        (
            "m.okafor@corp.example",
            1,
            Severity::Critical,
            "Burst of push requests",
            "23 requests in 6 min, 22 of them denied or unanswered.",
            at(8, 7, 0),
            at(8, 15, 0),
        ),
        (
            "m.okafor@corp.example",
            7,
            Severity::High,
            "Login place far from phone place",
            "The sign-in was asked for 9 610 km from the phone.",
            at(8, 14, 0),
            at(8, 15, 0),
        ),
        (
            "j.lindqvist@corp.example",
            4,
            Severity::Critical,
            "Approval after unsatisfied requests",
            "4 requests from a new network, the fourth approved.",
            at(8, 55, 0),
            at(9, 2, 0),
        ),
        (
            "j.lindqvist@corp.example",
            1,
            Severity::Medium,
            "Burst of push requests",
            "4 requests in 6 min.",
            at(8, 55, 0),
            at(9, 2, 0),
        ),
        (
            "d.moreau@corp.example",
            1,
            Severity::High,
            "Slow burst of push requests",
            "5 requests over 3 h from Moscow, all ignored.",
            at(7, 0, 0),
            at(11, 0, 0),
        ),
        (
            "s.aziz@corp.example",
            1,
            Severity::High,
            "Burst of push requests",
            "Reported as fraud after 9 requests.",
            at(7, 40, 0),
            at(7, 55, 0),
        ),
        (
            "p.novak@corp.example",
            12,
            Severity::High,
            "Burst of phone calls",
            "18 phone calls in 22 min, 2 refused, 16 unanswered.",
            at(8, 20, 0),
            at(8, 50, 0),
        ),
        (
            "a.chen@corp.example",
            4,
            Severity::Info,
            "Self-resolved retry",
            "A wrong number, then approved from the same known device.",
            at(8, 17, 0),
            at(8, 25, 0),
        ),
    ];
    for (index, (name, rule, severity, title, explanation, from, to)) in
        specs.into_iter().enumerate()
    {
        let Some(user) = store.users.find(name) else { continue };
        let range = TimeRange::new(DAY + Span::from_secs(from), DAY + Span::from_secs(to));
        let own: Vec<&Prompt> =
            prompts.iter().filter(|p| p.user == user && range.contains(p.time())).collect();
        if own.is_empty() {
            continue;
        }
        findings.push(finding(store, &own, (index, rule, severity, title, explanation)));
    }
    let many: Vec<&Prompt> = prompts.iter().filter(|p| p.outcome == Outcome::NoAnswer).collect();
    if many.len() > 20 {
        let mut spray = finding(
            store,
            &many,
            (
                99,
                11,
                Severity::Medium,
                "One source, many accounts",
                "One source asked 5 accounts within an hour.",
            ),
        );
        spray.user = None;
        findings.push(spray);
    }
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.first_seen.cmp(&b.first_seen)));
    findings
}

fn finding(
    store: &EventStore,
    own: &[&Prompt],
    (index, rule, severity, title, explanation): (usize, u8, Severity, &str, &str),
) -> Finding {
    let mut outcomes = BTreeMap::new();
    for prompt in own {
        *outcomes.entry(prompt.outcome).or_insert(0) += 1;
    }
    let first = own[0];
    let last = own[own.len() - 1];
    let approved = own.iter().find(|p| p.outcome == Outcome::Approved && rule == 4);
    let mut users: Vec<UserId> = own.iter().map(|p| p.user).collect();
    users.sort();
    users.dedup();
    let _ = store;
    Finding {
        id: FindingId(format!("F-{index:016x}")),
        rule: RuleId(rule),
        title: title.to_owned(),
        severity,
        user: Some(first.user),
        users,
        providers: vec![Provider::Okta],
        factors: vec![first.factor],
        apps: vec![first.app],
        first_seen: first.time(),
        last_seen: last.time(),
        outcomes,
        windows: vec![Window {
            start: first.time(),
            end: last.time(),
            prompts: own.len() as u32,
            parameter: "10m".to_owned(),
        }],
        succeeded: if approved.is_some() { Succeeded::Yes } else { Succeeded::No },
        approvals: approved
            .map(|p| Approval {
                prompt: Some(p.id),
                event: p.events[0],
                user: p.user,
                at: p.time(),
                from_first: p.time().since(first.time()),
                from_last: Span::from_secs(11),
                response: p.response(),
                same_source: Some(true),
            })
            .into_iter()
            .collect(),
        sources: vec![SourceSummary {
            party: first.source,
            origin: Origin::Unknown,
            reason: "new".into(),
        }],
        responders: approved.map(|p| p.responder).into_iter().collect(),
        distance_km: (rule == 7).then_some(9_610.0),
        distance_effective_km: (rule == 7).then_some(9_385.0),
        prompts: own.iter().map(|p| p.id).collect(),
        events: own.iter().flat_map(|p| p.events.clone()).collect(),
        explanation: explanation.to_owned(),
        ..Finding::default()
    }
}
