//! Messages, in the lower right corner.

use egui::{Align2, Area, Frame, Id, Margin, Order, Stroke, Ui, vec2};

use crate::app::{NoticeCommand, NoticeId, NoticeLevel};
use crate::present::format;
use crate::ui::ctx::UiCtx;
use crate::ui::theme::{Type, icons, size};
use crate::ui::widgets::icon_button;

/// How wide a message is.
const WIDTH: f32 = 340.0;

/// How long a message that needs no answer is shown, in seconds.
const SHOWN_SECS: f64 = 6.0;

/// Draws the messages.
pub(crate) fn notices_ui(ui: &mut Ui, ctx: &UiCtx<'_>) {
    if ctx.state.notices.is_empty() {
        return;
    }
    let tokens = ctx.tokens;
    let width = WIDTH.min(ui.ctx().content_rect().width() - 40.0).max(80.0);
    Area::new(Id::unique("notices"))
        .anchor(Align2::RIGHT_BOTTOM, vec2(-size::GAP_3 - 8.0, -size::STATUS_BAR - size::GAP_3))
        .order(Order::Foreground)
        .show(ui.ctx(), |ui| {
            for notice in &ctx.state.notices {
                if notice.level == NoticeLevel::Done {
                    leave_in_time(ui, ctx, notice.id);
                }
                let (icon, color) = match notice.level {
                    NoticeLevel::Done => (icons::CHECK_CIRCLE, tokens.approved),
                    NoticeLevel::Warning => (icons::WARNING, tokens.no_answer),
                    NoticeLevel::Error => (icons::X_CIRCLE, tokens.denied),
                };
                Frame::new()
                    .fill(tokens.raised)
                    .stroke(Stroke::new(1.0, color))
                    .corner_radius(size::RADIUS)
                    .inner_margin(Margin::symmetric(12, 8))
                    .show(ui, |ui| {
                        ui.set_width(width);
                        ui.horizontal_top(|ui| {
                            ui.label(
                                egui::RichText::new(icon).font(Type::Icon.font()).color(color),
                            );
                            let text = format::shown(&notice.text);
                            let words = egui::RichText::new(text)
                                .font(Type::Body.font())
                                .color(tokens.text);
                            let room = vec2(width - 72.0, 0.0);
                            ui.allocate_ui(room, |ui| {
                                ui.set_width(room.x);
                                ui.add(egui::Label::new(words).wrap());
                            });
                            if icon_button(ui, tokens, icons::X, "Dismiss message").clicked() {
                                ctx.send(NoticeCommand::Dismiss(notice.id));
                            }
                        });
                    });
                ui.add_space(size::GAP);
            }
        });
}

/// A message that needs no answer leaves by itself; one frame is asked for when its time is up.
fn leave_in_time(ui: &Ui, ctx: &UiCtx<'_>, notice: NoticeId) {
    let now = ui.input(|input| input.time);
    let id = Id::unique(("notice since", notice.0));
    let since = ui.data_mut(|data| *data.get_temp_mut_or_insert_with(id, || now));
    let left = SHOWN_SECS - (now - since);
    if left <= 0.0 {
        ctx.send(NoticeCommand::Dismiss(notice));
    } else {
        ui.ctx().request_repaint_after_secs(left as f32);
    }
}
