//! Numbers and lengths of time as the sentences of this module write them.

use crate::model::{Span, Timestamp};

/// A whole number in groups of three: `100 000`.
pub(super) fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A length of time in days, hours or minutes, whichever is the largest that fits: `31 h`.
pub(super) fn length(span: Span) -> String {
    let minutes = span.rounded_secs() / 60;
    match minutes {
        0..=119 => format!("{minutes} min"),
        120..=4_319 => format!("{} h", minutes / 60),
        _ => format!("{} days", count(minutes / 1_440)),
    }
}

/// An instant to the minute: `2026-03-02 08:00 UTC`.
pub(super) fn minute(time: Timestamp) -> String {
    let text = time.to_string();
    match text.split_once('T').zip(text.get(..16)) {
        Some((_, short)) => format!("{} UTC", short.replace('T', " ")),
        None => text,
    }
}
