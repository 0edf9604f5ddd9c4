//! The window, driven by role and label, without a screen.

mod fake;
mod look;
mod story;
mod walk;
