//! Colours, sizes, fonts: named here and nowhere else.

mod fonts;
pub(crate) mod icons;
mod style;
mod tokens;

pub(crate) use fonts::Type;
pub(crate) use tokens::{Tokens, size};

/// Sets fonts and both themes up. To be called once, before the first frame.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    ctx.set_style_of(egui::Theme::Dark, style::style(&Tokens::DARK, true));
    ctx.set_style_of(egui::Theme::Light, style::style(&Tokens::LIGHT, false));
}
