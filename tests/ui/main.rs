//! The window, driven by role and label, without a screen.

mod extremes;
mod fake;
mod story;
mod walk;
