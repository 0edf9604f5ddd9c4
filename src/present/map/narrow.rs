//! What a click on the map asks of the filter.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::model::{Filter, TextId, country_code_text};

use super::{MapArc, MapModel, MapPlace};

/// More addresses than this in one clause are no longer a clause that a person reads.
const MOST_IPS: usize = 12;

impl MapModel {
    /// The filter that leaves the prompts of an arc, within what is asked already; asked again, it
    /// lets go. Clauses narrow each other: the addresses of one end and the country of the other.
    pub fn narrowed_to_arc(&self, case: &Case, arc: &MapArc, now: &Filter) -> Filter {
        let country = |index: usize| self.places.get(index).and_then(|place| place.country);
        let (source, responder) = (country(arc.source), country(arc.responder));
        let by_source = is_clause(&arc.source_ips).then_some((&arc.source_ips, responder));
        let by_responder = is_clause(&arc.responder_ips).then_some((&arc.responder_ips, source));
        match by_source.or(by_responder) {
            Some((ips, other)) => toggled(now, texts(case, ips), codes([other])),
            None => toggled(now, BTreeSet::new(), codes([source, responder])),
        }
    }

    /// The filter that leaves the prompts of a place; asked again, it lets go.
    pub fn narrowed_to_place(&self, case: &Case, place: &MapPlace, now: &Filter) -> Filter {
        if is_clause(&place.ips) {
            toggled(now, texts(case, &place.ips), BTreeSet::new())
        } else {
            toggled(now, BTreeSet::new(), codes([place.country]))
        }
    }
}

fn is_clause(ips: &[TextId]) -> bool {
    (1..=MOST_IPS).contains(&ips.len())
}

fn texts(case: &Case, ids: &[TextId]) -> BTreeSet<String> {
    ids.iter().map(|&id| case.store.texts.get(id).to_owned()).collect()
}

fn codes(countries: impl IntoIterator<Item = Option<[u8; 2]>>) -> BTreeSet<String> {
    countries.into_iter().flatten().map(country_code_text).collect()
}

fn toggled(now: &Filter, ips: BTreeSet<String>, countries: BTreeSet<String>) -> Filter {
    let is_set = now.ips == ips && now.countries == countries;
    let (ips, countries) = if is_set { Default::default() } else { (ips, countries) };
    Filter { ips, countries, ..now.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::sample::story;
    use super::*;
    use crate::model::PromptId;
    use crate::present::Standing;
    use crate::store::PromptFrame;

    #[test]
    fn a_click_on_an_arc_leaves_exactly_its_prompts_and_a_second_one_lets_go() {
        let case = story();
        let shown: Vec<_> = case.prompts.iter().map(|prompt| prompt.id).collect();
        let model = MapModel::build(&case, &shown, &Standing::of(&case));
        let arc = &model.arcs[0];
        let now = Filter { text: "corp".to_owned(), ..Filter::default() };
        let filter = model.narrowed_to_arc(&case, arc, &now);
        assert_eq!(filter.text, "corp");
        let frame =
            PromptFrame::build(&case.store, &case.prompts, (&case.places, &[]), &[]).unwrap();
        let left = frame.query(&filter).unwrap().prompts;
        assert_eq!(left, (0..23).map(PromptId).collect::<Vec<_>>());
        assert_eq!(model.narrowed_to_arc(&case, arc, &filter), now);
    }

    #[test]
    fn a_place_with_many_addresses_is_asked_for_by_country() {
        let case = story();
        let shown: Vec<_> = case.prompts.iter().map(|prompt| prompt.id).collect();
        let mut model = MapModel::build(&case, &shown, &Standing::of(&case));
        model.places[0].ips = (1..40).map(TextId).collect();
        let filter = model.narrowed_to_place(&case, &model.places[0].clone(), &Filter::default());
        assert!(filter.ips.is_empty());
        assert_eq!(filter.countries.into_iter().collect::<Vec<_>>(), ["NG"]);
    }
}
