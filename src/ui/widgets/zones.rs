//! The zones of the time zone database, found by a few letters.

use egui::{RichText, ScrollArea, Ui};

use crate::present::Zone;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::Type;

use super::field;

/// Width of the list.
const WIDTH: f32 = 228.0;
/// Zones that are listed at once.
const LISTED: usize = 60;

/// A field to search by, and the zones that it leaves; returns the one that was pressed.
pub(crate) fn zone_list(
    ui: &mut Ui,
    ctx: &UiCtx<'_>,
    search: &mut String,
    current: &str,
) -> Option<&'static str> {
    field(ui, search, "Find a zone", WIDTH);
    let wanted = search.trim().to_lowercase().replace(' ', "_");
    let hits: Vec<&String> =
        Zone::all_names().iter().filter(|name| name.to_lowercase().contains(&wanted)).collect();
    let mut chosen = None;
    ScrollArea::vertical().max_height(240.0).id_salt("zones").show(ui, |ui| {
        ui.set_min_width(WIDTH);
        for name in hits.iter().take(LISTED) {
            if ui.selectable_label(current == name.as_str(), name.as_str()).clicked() {
                chosen = Some(name.as_str());
            }
        }
        if hits.len() > LISTED {
            let text = format!("and {} more; type to narrow", hits.len() - LISTED);
            ui.label(RichText::new(text).font(Type::Small.font()).color(ctx.tokens.muted));
        }
    });
    chosen
}
