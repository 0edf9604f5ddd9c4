//! The command palette: commands, users and addresses, found by a few of their letters.

use egui::{Align2, Area, Id, Key, Order, RichText, ScrollArea, Sense, Ui, vec2};

use crate::app::{Clause, Command, FilterCommand, Item, SelectCommand, UiCommand, ViewCommand};
use crate::present::format;
use crate::present::fuzzy;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, size};
use crate::ui::widgets::{field, one_line};

/// Hits that are drawn.
const DRAWN: usize = 40;

/// Half-typed text and the row that Enter takes.
#[derive(Debug, Default)]
pub(crate) struct PaletteUi {
    text: String,
    row: usize,
    open: bool,
}

impl PaletteUi {
    /// Forgets the half-typed text.
    pub(crate) fn close(&mut self) {
        self.text.clear();
        self.row = 0;
        self.open = false;
    }
}

struct Hit {
    score: i32,
    text: String,
    hint: String,
    command: Command,
}

pub(super) fn palette_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut PaletteUi) {
    let hits = hits(ctx, &local.text);
    local.row = local.row.min(hits.len().saturating_sub(1));
    let (down, up, enter) = ui.input_mut(|input| {
        (
            input.consume_key(egui::Modifiers::NONE, Key::ArrowDown),
            input.consume_key(egui::Modifiers::NONE, Key::ArrowUp),
            input.consume_key(egui::Modifiers::NONE, Key::Enter),
        )
    });
    if down {
        local.row = (local.row + 1).min(hits.len().saturating_sub(1));
    }
    if up {
        local.row = local.row.saturating_sub(1);
    }
    let mut chosen = enter.then_some(local.row);
    let screen = ui.ctx().content_rect();
    let width = 560.0_f32.min(screen.width() - 32.0).max(80.0);
    let area = Area::new(Id::unique("palette"))
        .anchor(Align2::CENTER_TOP, vec2(0.0, (screen.height() * 0.12).min(96.0)))
        .order(Order::Foreground)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).inner_margin(8).show(ui, |ui| {
                ui.set_width(width);
                let response = field(ui, &mut local.text, UiCommand::Palette.text(), width);
                if !local.open {
                    local.open = true;
                    response.request_focus();
                }
                if response.changed() {
                    local.row = 0;
                }
                ui.add_space(size::GAP);
                let room = (screen.height() * 0.5).max(40.0);
                ScrollArea::vertical().max_height(room).id_salt("hits").show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (index, hit) in hits.iter().enumerate() {
                        if hit_ui(ui, ctx, hit, index == local.row, down || up) {
                            chosen = Some(index);
                        }
                    }
                    if hits.is_empty() {
                        let words = "No command, user or address holds these letters.";
                        ui.label(RichText::new(words).color(ctx.tokens.muted));
                    }
                });
            });
        });
    let outside = area.response.clicked_elsewhere() && local.open;
    let escape = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
    if let Some(hit) = chosen.and_then(|row| hits.get(row)) {
        ctx.send(ViewCommand::SetOverlay(None));
        ctx.send(hit.command.clone());
    } else if outside || escape {
        ctx.send(ViewCommand::SetOverlay(None));
    }
}

fn hit_ui(ui: &mut Ui, ctx: &UiCtx<'_>, hit: &Hit, lit: bool, follow: bool) -> bool {
    let tokens = ctx.tokens;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::click());
    if lit || response.hovered() {
        let fill = if lit { tokens.selection } else { tokens.raised };
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, fill);
    }
    if lit && follow {
        response.scroll_to_me(None);
    }
    let hint = one_line(ui, &hit.hint, Type::Small.font(), tokens.muted, rect.width() * 0.4);
    let at = egui::pos2(rect.right() - hint.size().x - 8.0, rect.center().y - hint.size().y / 2.0);
    let room = rect.width() - hint.size().x - 32.0;
    ui.painter().galley(at, hint, tokens.muted);
    let text = one_line(ui, &hit.text, Type::Body.font(), tokens.text, room);
    let at = egui::pos2(rect.left() + 8.0, rect.center().y - text.size().y / 2.0);
    ui.painter().galley(at, text, tokens.text);
    let words = format!("Run: {}", hit.text);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, lit, &words));
    response.clicked()
}

fn hits(ctx: &UiCtx<'_>, text: &str) -> Vec<Hit> {
    let text = text.trim();
    let mut hits: Vec<Hit> = UiCommand::ALL
        .iter()
        .filter(|command| **command != UiCommand::Palette)
        .filter_map(|&command| {
            Some(Hit {
                score: fuzzy::score(text, command.text())? + 4,
                text: command.text().to_owned(),
                hint: command.shortcut().map(|key| key.text()).unwrap_or_default(),
                command: command.into(),
            })
        })
        .collect();
    if !text.is_empty() {
        user_hits(ctx, text, &mut hits);
        value_hits(ctx, text, &mut hits);
    }
    // A stable sort: equal scores stay in the order of the list.
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
    hits.truncate(DRAWN);
    hits
}

fn user_hits(ctx: &UiCtx<'_>, text: &str, hits: &mut Vec<Hit>) {
    let Some(case) = ctx.case() else { return };
    hits.extend(case.store.users.iter().filter_map(|(id, user)| {
        Some(Hit {
            score: fuzzy::score(text, &user.name)?,
            text: format::shown(&user.name),
            hint: "user".to_owned(),
            command: SelectCommand::Reveal(Item::User(id)).into(),
        })
    }));
}

fn value_hits(ctx: &UiCtx<'_>, text: &str, hits: &mut Vec<Hit>) {
    let facets = &ctx.state.filtered.facets;
    hits.extend(facets.ips.iter().filter_map(|(ip, count)| {
        Some(Hit {
            score: fuzzy::score(text, ip)?,
            text: format::shown(ip),
            hint: format!("address, {}", format::counted(*count, "prompt", "prompts")),
            command: FilterCommand::Add(Clause::Ip(ip.clone())).into(),
        })
    }));
    let find = format!("Find “{}” in prompts", format::shown(text));
    hits.push(Hit {
        score: -1_000,
        text: find,
        hint: "filter".to_owned(),
        command: FilterCommand::SetText(text.to_owned()).into(),
    });
}
