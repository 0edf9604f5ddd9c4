//! The layout: one question per panel. Who (left), when (middle above), where (middle below), why
//! and what next (right).

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use crate::app::UsersMode;

use super::ctx::UiCtx;
use super::overlays::{self, OverlaysUi};
use super::theme::size;
use super::views::details::DetailsUi;
use super::views::filter_bar::FilterBarUi;
use super::views::map::MapUi;
use super::views::tables::TablesUi;
use super::views::timeline::TimelineUi;
use super::views::top_bar::TopBarUi;
use super::views::users::UsersUi;
use super::views::{
    details, filter_bar, notices, start, status_bar, tabs, timeline, top_bar, users,
};

/// Below this width the details give way.
const DETAILS_FROM: f32 = 820.0;
/// Below this width the users give way.
const USERS_FROM: f32 = 560.0;

/// What egui would lose between frames: scroll positions, half-typed text.
#[derive(Debug, Default)]
pub(crate) struct LocalUi {
    pub(crate) top_bar: TopBarUi,
    pub(crate) filter_bar: FilterBarUi,
    pub(crate) users: UsersUi,
    pub(crate) timeline: TimelineUi,
    pub(crate) map: MapUi,
    pub(crate) tables: TablesUi,
    pub(crate) details: DetailsUi,
    pub(crate) overlays: OverlaysUi,
}

/// Draws the window's content.
pub(crate) fn app_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut LocalUi) {
    start::take_dropped_files(ui, ctx);
    if ctx.state.case.is_some() {
        case_ui(ui, ctx, local);
    } else {
        CentralPanel::default()
            .frame(Frame::new().fill(ctx.tokens.bg))
            .show(ui, |ui| start::start_ui(ui, ctx));
    }
    notices::notices_ui(ui, ctx);
    overlays::overlays_ui(ui, ctx, &mut local.overlays);
}

fn case_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut LocalUi) {
    let width = ui.available_width();
    let tokens = ctx.tokens;
    Panel::top("top bar")
        .exact_size(size::TOP_BAR)
        .show_separator_line(false)
        .frame(Frame::new().fill(tokens.panel))
        .show(ui, |ui| top_bar::top_bar_ui(ui, ctx, &mut local.top_bar));
    Panel::top("filter bar")
        .exact_size(size::FILTER_BAR)
        .show_separator_line(false)
        .frame(Frame::new().fill(tokens.bg))
        .show(ui, |ui| filter_bar::filter_bar_ui(ui, ctx, &mut local.filter_bar));
    Panel::bottom("status bar")
        .exact_size(size::STATUS_BAR)
        .show_separator_line(false)
        .frame(Frame::new().fill(tokens.panel))
        .show(ui, |ui| status_bar::status_bar_ui(ui, ctx));
    if width >= USERS_FROM {
        let mode = ctx.state.view.users_mode;
        // The table needs more room than the cards; each keeps the width that it was given.
        let room = match mode {
            UsersMode::Cards => side_room(width),
            UsersMode::Table => (width * 0.4).min(850.0),
        };
        Panel::left(("users", mode))
            .resizable(true)
            .default_size(room)
            .size_range(240.0..=(width * 0.4).max(241.0))
            .show_separator_line(false)
            .frame(side_frame(ctx).inner_margin(margin(12, 4, 0, 12)))
            .show(ui, |ui| users::users_ui(ui, ctx, &mut local.users));
    }
    if width >= DETAILS_FROM {
        let room = side_room(width);
        Panel::right("details")
            .resizable(true)
            .default_size(room)
            .size_range(260.0..=(width * 0.4).max(261.0))
            .show_separator_line(false)
            .frame(side_frame(ctx).inner_margin(margin(4, 12, 0, 12)))
            .show(ui, |ui| details::details_ui(ui, ctx, &mut local.details));
    }
    let left = if width >= USERS_FROM { 4 } else { 8 };
    let right = if width >= DETAILS_FROM { 4 } else { 8 };
    CentralPanel::default().frame(Frame::new().fill(tokens.bg)).show(ui, |ui| {
        middle_ui(ui, ctx, local, (left, right));
    });
}

fn middle_ui(ui: &mut Ui, ctx: &UiCtx<'_>, local: &mut LocalUi, (left, right): (i8, i8)) {
    let height = ui.available_height();
    let frame = Frame::new().fill(ctx.tokens.bg);
    Panel::bottom("tabs")
        .resizable(true)
        .default_size(height * 0.42)
        .size_range((height * 0.2).min(160.0)..=(height * 0.8).max(1.0))
        .show_separator_line(false)
        .frame(frame.inner_margin(margin(left, right, 4, 12)))
        .show(ui, |ui| tabs::tabs_ui(ui, ctx, local));
    CentralPanel::default().frame(frame.inner_margin(margin(left, right, 0, 4))).show(ui, |ui| {
        timeline::timeline_ui(ui, ctx, &mut local.timeline);
    });
}

/// Side panels are 300 to 350 points wide, by what the window has.
fn side_room(width: f32) -> f32 {
    (width * 0.235).clamp(300.0, 350.0).min(width * 0.4)
}

fn side_frame(ctx: &UiCtx<'_>) -> Frame {
    Frame::new().fill(ctx.tokens.bg)
}

fn margin(left: i8, right: i8, top: i8, bottom: i8) -> Margin {
    Margin { left, right, top, bottom }
}
