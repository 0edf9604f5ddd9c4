//! The timeline and the map of one user, as scenes.

use std::collections::BTreeMap;

use super::ReportInput;
use crate::case::Case;
use crate::model::{
    GeoPoint, PartyId, PlaceMatch, Prompt, Span, TimeRange, Timestamp, great_circle_km,
};
use crate::report::charts::{
    Burst, Lane, MapArc, MapChart, MapPlace, MapRole, Mark, Scene, Star, TimelineChart, map_scene,
    timeline_scene, utc_ticks,
};
use crate::report::facts::{self, Affected};
use crate::report::palette::LIGHT;

/// Lanes of one timeline; the rest shares the last one.
const MAX_LANES: usize = 8;
/// Arcs of one map, those of most prompts first.
const MAX_ARCS: usize = 12;
/// From this width on, in degrees of longitude, the coarse shapes are fine enough.
const FINE_DEGREES: f64 = 150.0;
/// The least time that a timeline shows.
const LEAST_SPAN: Span = Span::from_mins(10);

/// One lane for each source, in order of first prompt.
pub(super) fn timeline(case: &Case, user: &Affected<'_>) -> Scene {
    let range = padded(user);
    let mut lanes = lanes(case, user);
    if let Some(lane) = lanes.first_mut() {
        lane.severity = Some(user.worst);
    }
    let description = format!(
        "Timeline of {} in {}: {}.",
        facts::counted(user.prompts.len() as u64, "prompt"),
        facts::counted(lanes.len() as u64, "lane"),
        facts::outcome_words(&user.outcomes())
    );
    let ticks = utc_ticks(range, 8);
    let chart = TimelineChart { range, ticks, zone: "UTC".to_owned(), lanes, description };
    timeline_scene(&chart, &LIGHT)
}

fn padded(user: &Affected<'_>) -> TimeRange {
    let times = || user.prompts.iter().flat_map(|p| [Some(p.time()), p.answered_at]).flatten();
    let first = times().min().unwrap_or_default();
    let last = times().max().unwrap_or_default();
    let span = Span(last.since(first).0.max(LEAST_SPAN.0));
    let pad = Span(span.0 / 20);
    TimeRange::covering(first - pad, first + span + pad)
}

fn lanes(case: &Case, user: &Affected<'_>) -> Vec<Lane> {
    let mut order: Vec<String> = Vec::new();
    let mut by_label: BTreeMap<String, Lane> = BTreeMap::new();
    for prompt in &user.prompts {
        let label = facts::party_label(case, prompt.source);
        let label = match order.contains(&label) {
            true => label,
            false if order.len() + 1 < MAX_LANES => {
                order.push(label.clone());
                label
            }
            false => "other sources".to_owned(),
        };
        let lane = by_label
            .entry(label.clone())
            .or_insert_with(|| Lane { label: label.clone(), ..Lane::default() });
        let (time, outcome, is_inferred) = (prompt.time(), prompt.outcome, prompt.inferred);
        lane.marks.push(Mark { time, outcome, is_inferred });
    }
    order.push("other sources".to_owned());
    let mut lanes: Vec<_> = order.iter().filter_map(|label| by_label.remove(label)).collect();
    add_bursts(user, &mut lanes);
    add_stars(case, user, &order, &mut lanes);
    lanes
}

/// Bursts belong to the user, not to a source: they stand in the first lane. Of windows that lie in
/// each other the longest is drawn, so that no label stands on another.
fn add_bursts(user: &Affected<'_>, lanes: &mut [Lane]) {
    let Some(lane) = lanes.first_mut() else { return };
    let mut windows: Vec<_> = user.findings.iter().flat_map(|it| &it.windows).collect();
    windows.sort_by_key(|window| (std::cmp::Reverse(window.end.since(window.start)), window.start));
    for window in windows {
        let burst = Burst {
            start: window.start,
            end: window.end,
            label: format!("{} in {}", window.prompts, facts::span(window.end.since(window.start))),
            is_drip: window.end.since(window.start) > Span::from_hours(24),
        };
        let meets = |known: &Burst| known.start <= burst.end && burst.start <= known.end;
        if !lane.bursts.iter().any(meets) {
            lane.bursts.push(burst);
        }
    }
}

fn add_stars(case: &Case, user: &Affected<'_>, order: &[String], lanes: &mut [Lane]) {
    let own = user.findings.iter().chain(&user.shared).flat_map(|finding| &finding.approvals);
    let mut seen: Vec<Timestamp> = Vec::new();
    for approval in own.filter(|approval| approval.user == user.user) {
        if seen.contains(&approval.at) {
            continue;
        }
        seen.push(approval.at);
        let prompt = approval.prompt.and_then(|id| case.prompt(id));
        let label = prompt.map(|prompt| facts::party_label(case, prompt.source));
        let lane = label.and_then(|label| order.iter().position(|known| *known == label));
        if let Some(lane) = lanes.get_mut(lane.unwrap_or(0)) {
            let time = prompt.map_or(approval.at, Prompt::time);
            lane.stars.push(Star { time, label: facts::time_of_day(approval.at) });
        }
    }
}

/// Every place of the user's prompts, and the ways between both places of one prompt.
///
/// # Errors
/// The reason why there is nothing to draw.
pub(super) fn map(input: &ReportInput<'_>, user: &Affected<'_>) -> Result<Scene, &'static str> {
    let case = input.case;
    let land = input.land.ok_or("the shapes of the countries were not loaded.")?;
    let places = places(case, user);
    if places.is_empty() {
        return Err("the logs give no place that the gazetteer knows for these prompts.");
    }
    let arcs = arcs(case, user);
    let lons = || places.iter().map(|place| place.point.lon());
    let width = lons().fold(f64::MIN, f64::max) - lons().fold(f64::MAX, f64::min);
    let description = format!(
        "Map with {} and {} from source to phone.",
        facts::counted(places.len() as u64, "place"),
        facts::counted(arcs.len() as u64, "way")
    );
    let land = if width < FINE_DEGREES { land.fine } else { land.coarse };
    Ok(map_scene(&MapChart { land, arcs, places, description }, &LIGHT))
}

fn point(case: &Case, id: PartyId) -> Option<(GeoPoint, f64)> {
    let place = case.places.get(id.0 as usize)?;
    Some((place.point?, place.radius_km))
}

/// Each point and role once, with its most exact radius and the name of its first party.
fn places(case: &Case, user: &Affected<'_>) -> Vec<MapPlace> {
    let mut known: BTreeMap<(MapRole, GeoPoint), MapPlace> = BTreeMap::new();
    for prompt in &user.prompts {
        let sides = [(prompt.source, MapRole::Source), (prompt.responder, MapRole::Responder)];
        for (party, role) in sides {
            let Some((point, radius_km)) = point(case, party) else { continue };
            let label = place_label(case, party);
            known
                .entry((role, point))
                .and_modify(|place| place.radius_km = place.radius_km.min(radius_km))
                .or_insert(MapPlace { point, radius_km, role, label });
        }
    }
    known.into_values().collect()
}

fn place_label(case: &Case, id: PartyId) -> String {
    let party = case.store.parties.get(id);
    let city = case.store.texts.present(party.place.city).map(str::to_owned);
    city.unwrap_or_else(|| facts::place_text(case, id))
}

fn arcs(case: &Case, user: &Affected<'_>) -> Vec<MapArc> {
    let mut known: BTreeMap<(GeoPoint, GeoPoint), (u64, bool)> = BTreeMap::new();
    for prompt in &user.prompts {
        let (Some((from, _)), Some((to, _))) =
            (point(case, prompt.source), point(case, prompt.responder))
        else {
            continue;
        };
        if from != to {
            let entry = known.entry((from, to)).or_default();
            entry.0 += 1;
            let verdict = case.detection.places.get(prompt.id.0 as usize);
            entry.1 |= verdict.is_some_and(|verdict| verdict.place == PlaceMatch::Mismatch);
        }
    }
    let mut sorted: Vec<_> = known.into_iter().collect();
    sorted.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    sorted.truncate(MAX_ARCS);
    let arc = |((from, to), (prompts, is_mismatch))| MapArc {
        from,
        to,
        label: format!(
            "{} · {}",
            facts::kilometres(great_circle_km(from, to)),
            facts::counted(prompts, "prompt")
        ),
        is_mismatch,
    };
    sorted.into_iter().map(arc).collect()
}
