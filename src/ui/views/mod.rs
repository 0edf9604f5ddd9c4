//! One module per view. Every view has this shape: `x_ui(ui, ctx, local)`; it draws the model that
//! `present` made for it and sends commands.

pub(crate) mod start;

pub(crate) mod filter_bar;
pub(crate) mod status_bar;
pub(crate) mod top_bar;

pub(crate) mod details;
pub(crate) mod map;
pub(crate) mod parameters;
pub(crate) mod tables;
pub(crate) mod tabs;
pub(crate) mod timeline;
pub(crate) mod users;

pub(crate) mod notices;
