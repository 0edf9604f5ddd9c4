//! The window, driven by role and label, without a screen.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::too_many_lines, reason = "a story is told in one piece")]

mod extremes;
mod fake;
mod mapping;
mod story;
mod walk;
