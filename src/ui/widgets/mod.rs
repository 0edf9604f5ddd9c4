//! What several views are made of.

mod badge;
pub(crate) mod bar;
mod card;
mod controls;
mod inline;
mod marks;
mod rows;
mod text;
mod zones;

pub(crate) use badge::badge;
pub(crate) use card::{card, dialog, empty_state, head};
pub(crate) use controls::{ChipAction, chip, command_item, field, focus_ring, icon_button};
pub(crate) use inline::words_ui;
pub(crate) use marks::{mark_shapes, paint_mark, star_shapes};
pub(crate) use rows::{RowScroll, virtual_rows};
pub(crate) use text::{fit_galley, label, muted, one_line, strong};
pub(crate) use zones::zone_list;
