//! Gathers prompts into places and arcs: one pass over the prompts, then one over the arcs.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::case::Case;
use crate::model::{
    PartyId, PlaceMatch, Prompt, PromptId, Severity, TextId, effective_distance_km, great_circle_km,
};
use crate::present::Standing;

use super::place::{PlaceKey, full_name, key, name};
use super::{MapArc, MapModel, MapPlace, words};

impl MapModel {
    /// Gathers the prompts that are shown.
    pub fn build(case: &Case, shown: &[PromptId], standing: &Standing) -> Self {
        let mut gathering = Gathering {
            case,
            standing,
            model: Self { place_of: vec![None; case.store.parties.len()], ..Self::default() },
            asked: vec![false; case.store.parties.len()],
            places: FxHashMap::default(),
            arcs: FxHashMap::default(),
        };
        let prompts = shown.iter().filter_map(|id| case.prompt(*id));
        for prompt in prompts.clone() {
            gathering.add(prompt);
        }
        let mut model = gathering.finish();
        model.note = words::note(case, prompts, model.counts);
        model
    }
}

struct Gathering<'a> {
    case: &'a Case,
    standing: &'a Standing,
    model: MapModel,
    /// By party code: whether `model.place_of` was worked out.
    asked: Vec<bool>,
    places: FxHashMap<PlaceKey, u32>,
    arcs: FxHashMap<(u32, u32), u32>,
}

impl Gathering<'_> {
    fn add(&mut self, prompt: &Prompt) {
        let source = self.place(prompt.source, prompt.id);
        let responder = self.place(prompt.responder, prompt.id);
        let severity = self.standing.severity(prompt.id);
        self.count(source, prompt, severity, true);
        self.count(responder, prompt, severity, false);
        let counts = &mut self.model.counts;
        match (source, responder) {
            (Some(source), Some(responder)) => {
                counts.both += 1;
                self.join((source, responder), prompt, severity);
            }
            (None, None) => counts.without += 1,
            _ => counts.one += 1,
        }
    }

    /// The index of a party's place, which is made on first sight.
    fn place(&mut self, party: PartyId, first: PromptId) -> Option<u32> {
        let code = party.0 as usize;
        if self.asked.get(code).copied() == Some(true) {
            return self.model.place_of.get(code).copied().flatten();
        }
        let found = party.is_present().then(|| self.make_place(party, first)).flatten();
        if let Some(slot) = self.asked.get_mut(code) {
            *slot = true;
        }
        if let Some(slot) = self.model.place_of.get_mut(code) {
            *slot = found;
        }
        found
    }

    fn make_place(&mut self, party: PartyId, first: PromptId) -> Option<u32> {
        let resolved = self.case.places.get(party.0 as usize)?;
        let point = resolved.point?;
        let side = self.case.side(party);
        let party = self.case.store.parties.get(party);
        let next = u32::try_from(self.model.places.len()).ok()?;
        let index = *self.places.entry(key(&party.place, point)).or_insert(next);
        if index == next {
            self.model.places.push(MapPlace {
                name: name(&side, point),
                full_name: full_name(&side, point),
                point,
                precision: resolved.precision,
                radius_km: resolved.radius_km,
                country: resolved.country,
                asked: 0,
                answered: 0,
                severity: None,
                worst: first,
                ips: Vec::new(),
                is_loud: false,
            });
        }
        let place = self.model.places.get_mut(index as usize)?;
        place.radius_km = place.radius_km.max(resolved.radius_km);
        push_new(&mut place.ips, party.ip);
        Some(index)
    }

    fn count(
        &mut self,
        place: Option<u32>,
        prompt: &Prompt,
        severity: Option<Severity>,
        asked: bool,
    ) {
        let Some(place) = place.and_then(|index| self.model.places.get_mut(index as usize)) else {
            return;
        };
        let (by_place, worst) = if asked {
            (&mut place.asked, severity > place.severity)
        } else {
            (&mut place.answered, severity > self.standing.severity(place.worst))
        };
        *by_place += 1;
        if worst {
            place.worst = prompt.id;
        }
        if asked {
            place.severity = place.severity.max(severity);
        }
        if let Some(country) = place.country {
            let counts = self.model.countries.entry(country).or_default();
            let side = if asked { &mut counts.asked } else { &mut counts.answered };
            *side += 1;
        }
    }

    fn join(&mut self, ends: (u32, u32), prompt: &Prompt, severity: Option<Severity>) {
        let next = u32::try_from(self.model.arcs.len()).unwrap_or(u32::MAX);
        let index = *self.arcs.entry(ends).or_insert(next);
        if index == next {
            self.model.arcs.push(new_arc(&self.model.places, ends, prompt.id));
        }
        let Some(arc) = self.model.arcs.get_mut(index as usize) else { return };
        arc.prompts += 1;
        if arc.users.last() != Some(&prompt.user) {
            arc.users.push(prompt.user);
        }
        push_new(&mut arc.source_ips, self.case.store.parties.get(prompt.source).ip);
        push_new(&mut arc.responder_ips, self.case.store.parties.get(prompt.responder).ip);
        let verdict = self.case.detection.places.get(prompt.id.0 as usize);
        let is_mismatch = verdict.is_some_and(|it| it.place == PlaceMatch::Mismatch);
        if is_mismatch && (arc.mismatches == 0 || severity > arc.severity) {
            arc.worst = prompt.id;
            arc.distance_km = verdict.and_then(|it| it.distance_km).unwrap_or(arc.distance_km);
            arc.least_km = verdict.and_then(|it| it.effective_km).unwrap_or(arc.least_km);
        } else if arc.mismatches == 0 && severity > self.standing.severity(arc.worst) {
            arc.worst = prompt.id;
        }
        if is_mismatch {
            arc.mismatches += 1;
            arc.severity = arc.severity.max(severity);
        }
    }

    /// Sorts the arcs, worst first, and marks the places where the loud ones end.
    fn finish(mut self) -> MapModel {
        for arc in &mut self.model.arcs {
            arc.users.sort_unstable();
            arc.users.dedup();
            sort_codes(&mut arc.source_ips);
            sort_codes(&mut arc.responder_ips);
        }
        for place in &mut self.model.places {
            sort_codes(&mut place.ips);
        }
        let rank = |arc: &MapArc| {
            let kilometres = arc.distance_km.round() as u64;
            let ends = (arc.source, arc.responder);
            (arc.is_mismatch(), arc.severity, kilometres, arc.prompts, Reverse(ends))
        };
        self.model.arcs.sort_by_key(|arc| Reverse(rank(arc)));
        let ends = |arc: &MapArc| (arc.source as u32, arc.responder as u32);
        self.model.arc_of =
            self.model.arcs.iter().zip(0..).map(|(arc, index)| (ends(arc), index)).collect();
        self.model.arc_of.sort_unstable();
        for arc in self.model.arcs.iter().filter(|arc| arc.is_loud()) {
            for end in [arc.source, arc.responder] {
                if let Some(place) = self.model.places.get_mut(end) {
                    place.is_loud = true;
                }
            }
        }
        self.model
    }
}

fn new_arc(places: &[MapPlace], (source, responder): (u32, u32), first: PromptId) -> MapArc {
    let (from, to) = (places.get(source as usize), places.get(responder as usize));
    let ends = from.zip(to);
    let distance_km = ends.map_or(0.0, |(from, to)| great_circle_km(from.point, to.point));
    let least_km = ends
        .map_or(0.0, |(from, to)| effective_distance_km(distance_km, from.radius_km, to.radius_km));
    MapArc {
        source: source as usize,
        responder: responder as usize,
        prompts: 0,
        users: Vec::new(),
        mismatches: 0,
        severity: None,
        distance_km,
        least_km,
        worst: first,
        source_ips: Vec::new(),
        responder_ips: Vec::new(),
    }
}

/// Keeps runs of one code short until [`sort_codes`] makes every code the only one of its kind.
fn push_new(codes: &mut Vec<TextId>, code: TextId) {
    if code.is_present() && codes.last() != Some(&code) {
        codes.push(code);
    }
}

fn sort_codes(codes: &mut Vec<TextId>) {
    codes.sort_unstable();
    codes.dedup();
}
