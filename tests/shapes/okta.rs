//! Okta: the shapes in which other tools export the System Log.

use pushscope::case::{Case, open_bytes};
use pushscope::model::{Outcome, PartyId, Span, TextId};
use pushscope::testkit::attack::{Pace, Target, flood};
use pushscope::testkit::calendar::date;
use pushscope::testkit::cast::{LONDON, attackers, crowd_name, person};
use pushscope::testkit::okta::shapes::{Shape, shaped};
use pushscope::testkit::okta::{self, Tenant};
use pushscope::testkit::places::MAIL;
use pushscope::testkit::routine::{Routine, ordinary_days};
use pushscope::testkit::story::Answer::{Approved, Denied, Ignored, WrongNumber};
use pushscope::testkit::story::Story;
use serde_json::Value;

/// Two people's ordinary days, and a flood that ends in an approval.
fn records(tenant: Tenant) -> Vec<Value> {
    let mut story = Story::new(5);
    for number in 0..2_u64 {
        let index = story.add(person(&crowd_name(number as usize), 40 + number, &LONDON));
        ordinary_days(&mut story, index, Routine::plain(date(2026, 2, 16), 14));
    }
    let side = attackers::moscow();
    let target = Target { person: 0, side: &side, app: &MAIL };
    let answers = [Denied, Denied, Ignored, WrongNumber, Denied, Denied, Approved];
    let pace = Pace::hurried(pushscope::model::Provider::Okta);
    flood(&mut story, target, date(2026, 3, 4) + Span::from_hours(20), &answers, pace);
    let text = okta::json_lines(&story, tenant).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn open(records: &[Value], shape: Shape) -> Case {
    let case = open_bytes(vec![("export".to_owned(), shaped(records, shape).into_bytes())]);
    let totals = case.totals();
    assert_eq!(totals.records, records.len() as u64, "{shape:?}");
    assert_eq!(totals.events, records.len() as u64, "{shape:?}: {totals:?}");
    case
}

/// Every prompt in words, and every finding with how much it holds.
fn told(case: &Case) -> Vec<String> {
    let text = |id: TextId| case.store.texts.get(id).to_owned();
    let side = |id: PartyId| {
        let party = case.store.parties.get(id);
        let words = [party.ip, party.user_agent, party.place.city, party.place.country];
        format!("{:?} {:?}", words.map(text), (party.asn, party.place.point))
    };
    let prompts = case.prompts.iter().map(|prompt| {
        let user = case.store.users.name(prompt.user);
        let when = (prompt.issued_at, prompt.answered_at, prompt.factor, prompt.outcome);
        let how = (prompt.number_match, prompt.cause, prompt.pairing, prompt.inferred);
        let sides = [side(prompt.source), side(prompt.responder)];
        format!("{user} {when:?} {how:?} {} {sides:?}", text(prompt.app))
    });
    let findings = case.detection.findings.iter().map(|finding| {
        let size = (finding.prompts.len(), &finding.outcomes);
        format!("{} {} {:?}", finding.rule, finding.severity.key(), size)
    });
    prompts.chain(findings).collect()
}

#[test]
fn every_shape_that_keeps_the_debug_data_gives_the_same_prompts_and_findings() {
    let system_sends = Tenant { system_sends: true, ..Tenant::default() };
    for tenant in [Tenant::default(), system_sends] {
        let records = records(tenant);
        let plain = told(&open(&records, Shape::Array));
        assert!(plain.iter().any(|line| line.starts_with("MF-04")), "{plain:?}");
        for shape in Shape::ALL.into_iter().filter(|&shape| shape != Shape::ConsoleCsv) {
            assert_eq!(told(&open(&records, shape)), plain, "{shape:?}");
        }
    }
}

#[test]
fn the_console_csv_shows_the_same_prompts_and_cannot_tell_how_they_were_refused() {
    let records = records(Tenant::default());
    let (plain, csv) = (open(&records, Shape::Array), open(&records, Shape::ConsoleCsv));
    let asked = |case: &Case| case.prompts.iter().map(|it| it.issued_at).collect::<Vec<_>>();
    assert_eq!(asked(&csv), asked(&plain));
    let outcomes =
        |case: &Case, outcome| case.prompts.iter().filter(|it| it.outcome == outcome).count();
    assert_eq!(outcomes(&csv, Outcome::Approved), outcomes(&plain, Outcome::Approved));
    assert_eq!(outcomes(&csv, Outcome::Denied), 0);
    assert_eq!(
        outcomes(&csv, Outcome::DeniedOrWrongCode),
        outcomes(&plain, Outcome::Denied) + outcomes(&plain, Outcome::WrongNumber)
    );
    assert!(csv.limits.iter().any(|limit| limit.contains("The Okta CSV has no factor")));
}
