//! Sentences whose words are doors.

use egui::text::{LayoutJob, TextFormat};
use egui::{Label, Sense, Stroke, Ui, vec2};

use crate::present::story::{Face, Inline};
use crate::ui::ctx::{UiCtx, door_hint};
use crate::ui::theme::Type;

use super::paint_mark;

/// Draws words one after the other; they wrap where the room ends.
pub(crate) fn words_ui(ui: &mut Ui, ctx: &UiCtx<'_>, words: &[Inline], kind: Type) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
        ui.spacing_mut().interact_size.y = 0.0;
        for word in words {
            word_ui(ui, ctx, word, kind);
        }
    });
}

fn word_ui(ui: &mut Ui, ctx: &UiCtx<'_>, word: &Inline, kind: Type) {
    if let Some(mark) = word.mark {
        let (rect, _) = ui.allocate_exact_size(vec2(14.0, 16.0), Sense::hover());
        let center = rect.center() - vec2(1.5, 0.0);
        paint_mark(ui.painter(), ctx.tokens, mark, center, 4.0);
    }
    let kind = match (word.face, kind) {
        (Face::Mono, _) => Type::Mono,
        (Face::Strong, Type::Story) => Type::Title,
        (Face::Strong, _) => Type::Strong,
        (Face::Plain, kind) => kind,
    };
    let color = ctx.tokens.tone(word.tone);
    let mut format = TextFormat { font_id: kind.font(), color, ..TextFormat::default() };
    let Some(door) = &word.door else {
        ui.add(Label::new(LayoutJob::single_section(word.text.clone(), format)));
        return;
    };
    format.underline = Stroke::new(1.0, color.gamma_multiply(0.55));
    let job = LayoutJob::single_section(word.text.clone(), format);
    let response = ui.add(Label::new(job).sense(Sense::click()));
    let text = word.text.clone();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &text));
    if response.has_focus() {
        let ring = Stroke::new(1.0, ctx.tokens.accent);
        ui.painter().rect_stroke(response.rect.expand(1.0), 2, ring, egui::StrokeKind::Outside);
    }
    if response.clicked() {
        ctx.go(door);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(door_hint(door));
}
