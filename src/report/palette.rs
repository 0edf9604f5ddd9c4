//! The colours of every picture and document that leaves the program, named once.
//!
//! The values are those of the window's theme; `LIGHT` is what pictures use, because they are
//! printed and pasted.

use std::fmt;

use crate::model::{Outcome, Severity};

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl fmt::Display for Rgb {
    /// As CSS writes it: `#1a2129`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Every colour of one theme, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub bg: Rgb,
    /// Panels, and the ground of charts.
    pub panel: Rgb,
    /// Chips and table heads.
    pub raised: Rgb,
    /// Hairlines.
    pub line: Rgb,
    /// A lane or row that is chosen.
    pub selection: Rgb,
    /// Words.
    pub text: Rgb,
    /// Secondary words.
    pub muted: Rgb,
    /// Ticks and decoration, never words.
    pub faint: Rgb,
    /// Links and arcs.
    pub accent: Rgb,
    /// Approved prompts.
    pub approved: Rgb,
    /// Denied prompts.
    pub denied: Rgb,
    /// Prompts without an answer.
    pub no_answer: Rgb,
    /// Wrong numbers and codes.
    pub wrong_number: Rgb,
    /// Fraud reports.
    pub fraud: Rgb,
    /// Open prompts, and those whose end is unknown.
    pub open: Rgb,
    /// Severity critical.
    pub critical: Rgb,
    /// Severity high.
    pub high: Rgb,
    /// Severity medium.
    pub medium: Rgb,
    /// Severity low, and info.
    pub low: Rgb,
    /// Land on maps.
    pub land: Rgb,
    /// Borders on maps.
    pub border: Rgb,
}

/// The light theme.
pub const LIGHT: Palette = Palette {
    bg: Rgb(0xF6, 0xF7, 0xF9),
    panel: Rgb(0xFF, 0xFF, 0xFF),
    raised: Rgb(0xF0, 0xF2, 0xF5),
    line: Rgb(0xDD, 0xE2, 0xE8),
    selection: Rgb(0xE4, 0xEF, 0xFC),
    text: Rgb(0x1A, 0x21, 0x29),
    muted: Rgb(0x5B, 0x68, 0x75),
    faint: Rgb(0x94, 0xA0, 0xAC),
    accent: Rgb(0x16, 0x68, 0xC7),
    approved: Rgb(0x15, 0x7F, 0x5B),
    denied: Rgb(0xC2, 0x3B, 0x22),
    no_answer: Rgb(0x9A, 0x6A, 0x00),
    wrong_number: Rgb(0x71, 0x42, 0xC2),
    fraud: Rgb(0xC2, 0x18, 0x5B),
    open: Rgb(0x6B, 0x78, 0x85),
    critical: Rgb(0xC8, 0x10, 0x2E),
    high: Rgb(0xC2, 0x3B, 0x22),
    medium: Rgb(0x9A, 0x6A, 0x00),
    low: Rgb(0x16, 0x68, 0xC7),
    land: Rgb(0xE3, 0xE8, 0xED),
    border: Rgb(0xC3, 0xCB, 0xD4),
};

/// The dark theme.
pub const DARK: Palette = Palette {
    bg: Rgb(0x10, 0x14, 0x18),
    panel: Rgb(0x16, 0x1B, 0x21),
    raised: Rgb(0x1D, 0x24, 0x2C),
    line: Rgb(0x2A, 0x33, 0x3D),
    selection: Rgb(0x22, 0x30, 0x3F),
    text: Rgb(0xE6, 0xEA, 0xEE),
    muted: Rgb(0x93, 0xA0, 0xAD),
    faint: Rgb(0x5E, 0x6B, 0x78),
    accent: Rgb(0x5A, 0xA9, 0xFF),
    approved: Rgb(0x3F, 0xB6, 0x8B),
    denied: Rgb(0xF0, 0x70, 0x5A),
    no_answer: Rgb(0xE3, 0xB3, 0x41),
    wrong_number: Rgb(0xB5, 0x8C, 0xF0),
    fraud: Rgb(0xFF, 0x4D, 0x8D),
    open: Rgb(0x7C, 0x8A, 0x98),
    critical: Rgb(0xFF, 0x4D, 0x6D),
    high: Rgb(0xF0, 0x70, 0x5A),
    medium: Rgb(0xE3, 0xB3, 0x41),
    low: Rgb(0x5A, 0xA9, 0xFF),
    land: Rgb(0x23, 0x2C, 0x35),
    border: Rgb(0x3A, 0x46, 0x52),
};

impl Palette {
    /// The colour of an outcome.
    pub const fn outcome(&self, outcome: Outcome) -> Rgb {
        match outcome {
            Outcome::Approved => self.approved,
            Outcome::Denied | Outcome::DeniedOrWrongCode => self.denied,
            Outcome::NoAnswer | Outcome::Cancelled => self.no_answer,
            Outcome::WrongNumber | Outcome::WrongCode => self.wrong_number,
            Outcome::FraudReported => self.fraud,
            Outcome::Blocked | Outcome::Error | Outcome::Open | Outcome::Unknown => self.open,
        }
    }

    /// The colour of a severity.
    pub const fn severity(&self, severity: Severity) -> Rgb {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low | Severity::Info => self.low,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Rgb) -> f64 {
        let channel = |value: u8| {
            let c = f64::from(value) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.0) + 0.7152 * channel(color.1) + 0.0722 * channel(color.2)
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn words_and_marks_can_be_read_in_both_themes() {
        for palette in [LIGHT, DARK] {
            for words in [palette.text, palette.muted] {
                assert!(contrast(words, palette.panel) >= 4.5);
                assert!(contrast(words, palette.bg) >= 4.5);
            }
            for outcome in Outcome::ALL {
                assert!(contrast(palette.outcome(outcome), palette.panel) >= 3.0);
            }
            for severity in Severity::WORST_FIRST {
                assert!(contrast(palette.severity(severity), palette.panel) >= 3.0);
            }
        }
    }
}
