//! What is said of the thing under the pointer.

use egui::Ui;

use crate::case::Case;
use crate::model::country_code_text;
use crate::present::format;
use crate::present::map::MapModel;
use crate::ui::theme::{Tokens, Type};

use super::Hit;

/// Users named in a tooltip; the rest is counted.
const MOST_USERS: usize = 3;

/// The tooltip of a thing on the map.
pub(super) fn tip_ui(ui: &mut Ui, tokens: &Tokens, case: &Case, model: &MapModel, hit: &Hit) {
    match hit {
        Hit::Arc(index) => arc_ui(ui, tokens, case, model, *index),
        Hit::Place(index) => {
            let Some(place) = model.places.get(*index) else { return };
            title(ui, tokens, &place.full_name);
            line(ui, tokens, &place.count_words());
            if let Some(severity) = place.severity {
                let color = tokens.severity(severity);
                let words = format!("Worst finding: {}", severity.key());
                ui.label(egui::RichText::new(words).font(Type::SmallStrong.font()).color(color));
            }
            line(ui, tokens, &place.precision_words());
            line(ui, tokens, "Click shows only its prompts");
        }
        Hit::Country(country) => {
            title(ui, tokens, &country.name);
            let counts = country.code.and_then(|code| model.countries.get(&code).copied());
            line(ui, tokens, &counts.unwrap_or_default().words());
            if let Some(code) = country.code {
                line(ui, tokens, &format!("Click filters by {}", country_code_text(code)));
            }
        }
    }
}

fn arc_ui(ui: &mut Ui, tokens: &Tokens, case: &Case, model: &MapModel, index: usize) {
    let Some(arc) = model.arcs.get(index) else { return };
    let name = |index: usize| model.places.get(index).map_or("", |it| it.full_name.as_str());
    title(ui, tokens, &format!("{} → {}", name(arc.source), name(arc.responder)));
    line(ui, tokens, &arc.count_words());
    line(ui, tokens, &arc.distance_words());
    let color = tokens.tone(arc.tone());
    let words = egui::RichText::new(arc.verdict_words());
    ui.label(words.font(Type::SmallStrong.font()).color(color));
    for &user in arc.users.iter().take(MOST_USERS) {
        line(ui, tokens, &format::shown(case.store.users.name(user)));
    }
    let rest = arc.users.len().saturating_sub(MOST_USERS);
    if rest > 0 {
        line(ui, tokens, &format!("and {} more", format::count(rest as u64)));
    }
    line(ui, tokens, "Click shows only these prompts");
}

fn title(ui: &mut Ui, tokens: &Tokens, text: &str) {
    ui.label(egui::RichText::new(text).font(Type::Strong.font()).color(tokens.text));
}

fn line(ui: &mut Ui, tokens: &Tokens, text: &str) {
    ui.label(egui::RichText::new(text).font(Type::Small.font()).color(tokens.muted));
}
