//! Gathering prompts into places and arcs, told as scenarios.

use super::sample::{Sample, story};
use super::*;
use crate::case::Case;
use crate::model::Outcome;
use crate::present::Standing;

fn model_of(case: &Case) -> MapModel {
    let shown: Vec<_> = case.prompts.iter().map(|prompt| prompt.id).collect();
    MapModel::build(case, &shown, &Standing::of(case))
}

#[test]
fn every_prompt_that_is_shown_is_counted_once_as_both_one_or_without() {
    let case = story();
    let counts = model_of(&case).counts;
    assert_eq!((counts.one, counts.without), (2, 1));
    assert_eq!(counts.both + counts.one + counts.without, case.prompts.len() as u64);
    let placed_so = |wanted| case.prompts.iter().filter(|it| placed(&case, it) == wanted).count();
    assert_eq!(placed_so(Placed::Both) as u64, counts.both);
    assert_eq!(placed_so(Placed::Neither) as u64, counts.without);
}

#[test]
fn prompts_between_the_same_two_places_are_one_arc_and_the_worst_comes_first() {
    let case = story();
    let model = model_of(&case);
    let arc = &model.arcs[0];
    assert_eq!(model.places[arc.source].name, "Lagos");
    assert_eq!(model.places[arc.responder].name, "Chicago");
    assert_eq!((arc.prompts, arc.users.len(), arc.mismatches), (23, 1, 23));
    assert_eq!(arc.tone(), Tone::Severity(Severity::Critical));
    assert!((arc.distance_km - 9_610.0).abs() < 30.0, "{}", arc.distance_km);
    assert!((arc.distance_km - arc.least_km - 50.0).abs() < 1e-6);
    assert!(arc.label().starts_with("23 · 9"));
    let severities: Vec<_> = model.arcs.iter().map(|arc| arc.severity).collect();
    assert!(severities.windows(2).all(|pair| pair[0] >= pair[1]));
}

#[test]
fn consistent_pairs_stay_quiet() {
    let model = model_of(&story());
    let quiet: Vec<_> = model.arcs.iter().filter(|arc| !arc.is_mismatch()).collect();
    assert_eq!(quiet.iter().map(|arc| arc.prompts).sum::<u64>(), 30);
    assert!(quiet.iter().all(|arc| arc.tone() == Tone::Muted && !arc.is_loud()));
}

#[test]
fn a_mismatch_that_the_baseline_knows_does_not_stand_out() {
    let mut sample = Sample::default();
    let (from, to) = (sample.party(0, "198.51.100.1"), sample.party(1, "203.0.113.1"));
    let prompt = sample.prompt("a@corp.example", Outcome::Approved, from, to);
    let case = sample.case(&[(7, Severity::Info, &[prompt])]);
    let model = model_of(&case);
    assert!(model.arcs[0].is_mismatch() && !model.arcs[0].is_loud());
    assert_eq!(model.arcs[0].verdict_words(), "Location mismatch, info");
}

#[test]
fn a_prompt_knows_its_arc_and_a_country_its_prompts() {
    let case = story();
    let model = model_of(&case);
    let arc = model.arc_of(&case.prompts[0]).unwrap();
    assert_eq!(model.arcs[arc].worst, PromptId(0));
    assert_eq!(model.arcs_of(&case.prompts[..30]).len(), 2);
    assert_eq!(model.countries[b"NG"], CountryCounts { asked: 23, answered: 0 });
}

#[test]
fn without_phone_places_the_note_says_so_and_names_who_logged() {
    let mut sample = Sample::default();
    let from = sample.party(0, "198.51.100.1");
    sample.prompt("a@corp.example", Outcome::Denied, from, PartyId::ABSENT);
    let note = model_of(&sample.case(&[])).note.unwrap();
    assert!(note.contains("Okta") && note.contains("where the phone was"), "{note}");
    let nothing = MapModel::build(&story(), &[], &Standing::default());
    assert!(nothing.note.unwrap().contains("No prompt is shown"));
    assert_eq!(model_of(&story()).note, None);
}

#[test]
fn log_text_cannot_turn_a_place_name_round() {
    let mut sample = Sample::default();
    let party = sample.party(0, "198.51.100.1");
    sample.prompt("a@corp.example", Outcome::Denied, party, party);
    let mut case = sample.case(&[]);
    let store = std::sync::Arc::make_mut(&mut case.store);
    let evil = store.texts.intern("Lag\u{202e}os");
    let mut row = store.parties.get(party);
    row.place.city = evil;
    let party = store.parties.intern(row);
    case.places.push(case.places[1].clone());
    case.prompts[0].source = party;
    let model = model_of(&case);
    assert!(model.places.iter().all(|place| !place.full_name.contains('\u{202e}')));
}
