//! Words in a type and a tone.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, FontId, Galley, Label, Response, RichText, Ui};

use crate::ui::theme::{Tokens, Type};

/// Words; they never wrap, and end in an ellipsis where the room ends.
pub(crate) fn label(ui: &mut Ui, text: &str, kind: Type, color: Color32) -> Response {
    ui.add(Label::new(RichText::new(text).font(kind.font()).color(color)).truncate())
}

/// A name or heading.
pub(crate) fn strong(ui: &mut Ui, tokens: &Tokens, text: &str) -> Response {
    label(ui, text, Type::Strong, tokens.text)
}

/// Words that support.
pub(crate) fn muted(ui: &mut Ui, tokens: &Tokens, text: &str) -> Response {
    label(ui, text, Type::Small, tokens.muted)
}

/// One line of at most `width` points, with an ellipsis where it is cut.
pub(crate) fn one_line(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> Arc<Galley> {
    fit_galley(ui, text, font, color, (width, 1))
}

/// At most `room.1` lines of at most `room.0` points, with an ellipsis where they are cut.
pub(crate) fn fit_galley(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: Color32,
    room: (f32, usize),
) -> Arc<Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), font, color, room.0.max(1.0));
    job.wrap = TextWrapping {
        max_width: room.0.max(1.0),
        max_rows: room.1,
        break_anywhere: room.1 == 1,
        ..TextWrapping::default()
    };
    ui.painter().layout_job(job)
}
