//! What several views are made of.

mod badge;
mod card;
mod glyph;
mod marks;
mod rows;
mod text;

pub(crate) use badge::{badge, badge_width};
pub(crate) use card::{card, empty_state, head};
pub(crate) use glyph::{Glyph, icon_button, paint_glyph};
pub(crate) use marks::{mark_shapes, paint_mark, star_shapes};
pub(crate) use rows::{RowScroll, virtual_rows};
pub(crate) use text::{fit_galley, label, link, muted, one_line, strong};
