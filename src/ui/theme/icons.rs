//! Icons: Phosphor (regular), a subset; the names are those of `assets/icons/ICONS.md`.

/// Open evidence.
pub(crate) const FOLDER_OPEN: &str = "\u{e256}";
/// Evidence list.
pub(crate) const FILES: &str = "\u{e710}";
/// Copy.
pub(crate) const COPY: &str = "\u{e1ca}";
/// Close.
pub(crate) const X: &str = "\u{e4f6}";
/// Warning.
pub(crate) const WARNING: &str = "\u{e4e0}";
/// Verified.
pub(crate) const CHECK_CIRCLE: &str = "\u{e184}";
/// Failed.
pub(crate) const X_CIRCLE: &str = "\u{e4f8}";
/// Clear the filter.
pub(crate) const FUNNEL_X: &str = "\u{e26c}";
/// Time zone.
pub(crate) const GLOBE: &str = "\u{e288}";
/// Open a list.
pub(crate) const CARET_DOWN: &str = "\u{e136}";
/// Sorted upwards.
pub(crate) const CARET_UP: &str = "\u{e13c}";
/// Undo.
pub(crate) const ARROW_COUNTER_CLOCKWISE: &str = "\u{e038}";
/// Light theme.
pub(crate) const SUN: &str = "\u{e472}";
/// Dark theme.
pub(crate) const MOON: &str = "\u{e330}";
/// Add.
pub(crate) const PLUS: &str = "\u{e3d4}";
/// Records.
pub(crate) const TABLE: &str = "\u{e476}";
/// Table.
pub(crate) const LIST: &str = "\u{e2f0}";
/// Finding.
pub(crate) const SHIELD_WARNING: &str = "\u{e412}";
