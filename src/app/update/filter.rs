//! Which prompts are shown.

use std::collections::BTreeSet;

use crate::app::undo::Movement;
use crate::app::{AppState, Clause, Effect, FilterCommand};
use crate::model::Filter;

pub(super) fn apply(state: &mut AppState, command: FilterCommand) -> Vec<Effect> {
    let before = state.point();
    let movement = match &command {
        FilterCommand::SetText(_) => Movement::Text,
        _ => Movement::Single,
    };
    change(&mut state.filter, command);
    if state.filter == before.filter {
        return Vec::new();
    }
    state.note(before, movement);
    ask(state)
}

/// Asks the store; until it answers, the prompts of the filter before are shown.
pub(super) fn ask(state: &mut AppState) -> Vec<Effect> {
    state.filter_revision += 1;
    if state.case.is_none() {
        return Vec::new();
    }
    vec![Effect::Query {
        revision: state.revision,
        filter_revision: state.filter_revision,
        filter: state.filter.clone(),
    }]
}

fn change(filter: &mut Filter, command: FilterCommand) {
    match command {
        FilterCommand::Set(new) => *filter = new,
        FilterCommand::Add(clause) => set(filter, clause, true),
        FilterCommand::Remove(clause) => set(filter, clause, false),
        FilterCommand::Toggle(clause) => {
            let there = holds(filter, &clause);
            set(filter, clause, !there);
        }
        FilterCommand::SetUsers(users) => filter.users = users.into_iter().collect(),
        FilterCommand::SetTime(time) => filter.time = time,
        FilterCommand::SetSeverity(severity) => filter.min_severity = severity,
        FilterCommand::SetText(text) => filter.text = text,
        FilterCommand::Clear => *filter = Filter::default(),
    }
}

fn holds(filter: &Filter, clause: &Clause) -> bool {
    match clause {
        Clause::User(user) => filter.users.contains(user),
        Clause::Outcome(outcome) => filter.outcomes.contains(outcome),
        Clause::Factor(factor) => filter.factors.contains(factor),
        Clause::Country(country) => filter.countries.contains(country),
        Clause::Ip(ip) => filter.ips.contains(ip),
    }
}

fn set(filter: &mut Filter, clause: Clause, wanted: bool) {
    match clause {
        Clause::User(user) => put(&mut filter.users, user, wanted),
        Clause::Outcome(outcome) => put(&mut filter.outcomes, outcome, wanted),
        Clause::Factor(factor) => put(&mut filter.factors, factor, wanted),
        Clause::Country(country) => put(&mut filter.countries, country, wanted),
        Clause::Ip(ip) => put(&mut filter.ips, ip, wanted),
    }
}

fn put<T: Ord>(values: &mut BTreeSet<T>, value: T, wanted: bool) {
    if wanted {
        values.insert(value);
    } else {
        values.remove(&value);
    }
}
