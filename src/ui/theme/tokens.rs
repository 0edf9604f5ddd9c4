//! Every colour and every size, with its name.

use egui::Color32;

use crate::model::{Outcome, Severity};
use crate::present::Tone;

/// Sizes in points, on a grid of 4.
pub(crate) mod size {
    /// The least gap.
    pub(crate) const GAP: f32 = 4.0;
    /// The usual gap.
    pub(crate) const GAP_2: f32 = 8.0;
    /// The gap between panels, and inside their edges.
    pub(crate) const GAP_3: f32 = 12.0;
    /// Corners of panels.
    pub(crate) const RADIUS: u8 = 8;
    /// Corners of small things.
    pub(crate) const RADIUS_SMALL: u8 = 4;
    /// Height of buttons, chips and fields.
    pub(crate) const CONTROL: f32 = 28.0;
    /// Height of a row in a compact table.
    pub(crate) const ROW: f32 = 24.0;
    /// Height of a triage card.
    pub(crate) const CARD: f32 = 68.0;
    /// Height of a lane.
    pub(crate) const LANE: f32 = 48.0;
    /// Height of a panel's head.
    pub(crate) const HEAD: f32 = 36.0;
    /// Height of the top bar.
    pub(crate) const TOP_BAR: f32 = 44.0;
    /// Height of the filter bar.
    pub(crate) const FILTER_BAR: f32 = 44.0;
    /// Height of the status bar.
    pub(crate) const STATUS_BAR: f32 = 28.0;
    /// Width of a severity bar.
    pub(crate) const SEVERITY_BAR: f32 = 4.0;
    /// Half the width of a mark.
    pub(crate) const MARK: f32 = 4.5;
}

/// The colours of one theme.
#[derive(Debug, PartialEq)]
pub(crate) struct Tokens {
    /// Behind the panels.
    pub(crate) bg: Color32,
    /// Panels.
    pub(crate) panel: Color32,
    /// Chips and buttons.
    pub(crate) raised: Color32,
    /// Hairlines.
    pub(crate) line: Color32,
    /// Selected rows and lanes.
    pub(crate) selection: Color32,
    /// Words that must be read.
    pub(crate) text: Color32,
    /// Words that support.
    pub(crate) muted: Color32,
    /// Lines, ticks, decoration; never words.
    pub(crate) faint: Color32,
    /// Focus, brush, links.
    pub(crate) accent: Color32,
    /// Words on the accent.
    pub(crate) on_accent: Color32,
    /// Approved prompts.
    pub(crate) approved: Color32,
    /// Denied prompts.
    pub(crate) denied: Color32,
    /// Unanswered prompts.
    pub(crate) no_answer: Color32,
    /// Wrong numbers and codes.
    pub(crate) wrong_number: Color32,
    /// Fraud reports.
    pub(crate) fraud: Color32,
    /// Open prompts and the quiet outcomes.
    pub(crate) open: Color32,
    /// Severity critical.
    pub(crate) critical: Color32,
    /// Severity high.
    pub(crate) high: Color32,
    /// Severity medium.
    pub(crate) medium: Color32,
    /// Severity low.
    pub(crate) low: Color32,
    /// Land on the map.
    pub(crate) land: Color32,
    /// Borders on the map.
    pub(crate) border: Color32,
    /// Shadows of what floats.
    pub(crate) shadow: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Tokens {
    /// The dark theme.
    pub(crate) const DARK: Self = Self {
        bg: rgb(0x10_1418),
        panel: rgb(0x16_1b21),
        raised: rgb(0x1d_242c),
        line: rgb(0x2a_333d),
        selection: rgb(0x22_303f),
        text: rgb(0xe6_eaee),
        muted: rgb(0x93_a0ad),
        faint: rgb(0x5e_6b78),
        accent: rgb(0x5a_a9ff),
        on_accent: rgb(0x10_1418),
        approved: rgb(0x3f_b68b),
        denied: rgb(0xf0_705a),
        no_answer: rgb(0xe3_b341),
        wrong_number: rgb(0xb5_8cf0),
        fraud: rgb(0xff_4d8d),
        open: rgb(0x7c_8a98),
        critical: rgb(0xff_4d6d),
        high: rgb(0xf0_705a),
        medium: rgb(0xe3_b341),
        low: rgb(0x5a_a9ff),
        land: rgb(0x23_2c35),
        border: rgb(0x3a_4652),
        shadow: Color32::from_black_alpha(120),
    };

    /// The light theme.
    pub(crate) const LIGHT: Self = Self {
        bg: rgb(0xf6_f7f9),
        panel: rgb(0xff_ffff),
        raised: rgb(0xf0_f2f5),
        line: rgb(0xdd_e2e8),
        selection: rgb(0xe4_effc),
        text: rgb(0x1a_2129),
        muted: rgb(0x5b_6875),
        faint: rgb(0x94_a0ac),
        accent: rgb(0x16_68c7),
        on_accent: rgb(0xff_ffff),
        approved: rgb(0x15_7f5b),
        denied: rgb(0xc2_3b22),
        no_answer: rgb(0x94_6600),
        wrong_number: rgb(0x71_42c2),
        fraud: rgb(0xc2_185b),
        open: rgb(0x6b_7885),
        critical: rgb(0xc8_102e),
        high: rgb(0xc2_3b22),
        medium: rgb(0x94_6600),
        low: rgb(0x16_68c7),
        land: rgb(0xe3_e8ed),
        border: rgb(0xc3_cbd4),
        shadow: Color32::from_black_alpha(40),
    };

    /// The colours of a theme.
    pub(crate) const fn of(theme: egui::Theme) -> &'static Self {
        match theme {
            egui::Theme::Dark => &Self::DARK,
            egui::Theme::Light => &Self::LIGHT,
        }
    }

    /// The colour that says this.
    pub(crate) const fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Text => self.text,
            Tone::Muted => self.muted,
            Tone::Accent => self.accent,
            Tone::Outcome(outcome) => self.outcome(outcome),
            Tone::Severity(severity) => self.severity(severity),
            Tone::Good => self.approved,
            Tone::Warning => self.no_answer,
            Tone::Bad => self.denied,
        }
    }

    /// The colour of an outcome.
    pub(crate) const fn outcome(&self, outcome: Outcome) -> Color32 {
        match outcome {
            Outcome::Approved => self.approved,
            Outcome::Denied | Outcome::DeniedOrWrongCode => self.denied,
            Outcome::NoAnswer => self.no_answer,
            Outcome::WrongNumber | Outcome::WrongCode => self.wrong_number,
            Outcome::FraudReported => self.fraud,
            Outcome::Cancelled
            | Outcome::Blocked
            | Outcome::Error
            | Outcome::Open
            | Outcome::Unknown => self.open,
        }
    }

    /// The colour of a severity.
    pub(crate) const fn severity(&self, severity: Severity) -> Color32 {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Info => self.faint,
        }
    }

    /// A wash of a colour over the panel: the body of badges and burst boxes.
    pub(crate) fn wash(&self, color: Color32, share: f32) -> Color32 {
        let mix =
            |a: u8, b: u8| (f32::from(a) * (1.0 - share) + f32::from(b) * share).round() as u8;
        Color32::from_rgb(
            mix(self.panel.r(), color.r()),
            mix(self.panel.g(), color.g()),
            mix(self.panel.b(), color.b()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn words_reach_four_and_a_half_to_one_in_both_themes() {
        for tokens in [&Tokens::DARK, &Tokens::LIGHT] {
            for ground in [tokens.bg, tokens.panel, tokens.raised, tokens.selection] {
                for word in [tokens.text, tokens.muted, tokens.accent] {
                    let ratio = contrast(word, ground);
                    assert!(ratio >= 4.5, "{word:?} on {ground:?} is {ratio:.2}");
                }
            }
            assert!(contrast(tokens.on_accent, tokens.accent) >= 4.5);
        }
    }

    #[test]
    fn coloured_words_reach_four_and_a_half_to_one_on_panels_and_badges() {
        for tokens in [&Tokens::DARK, &Tokens::LIGHT] {
            for color in [tokens.critical, tokens.high, tokens.medium, tokens.low, tokens.approved]
            {
                for ground in [tokens.panel, tokens.wash(color, 0.08)] {
                    let ratio = contrast(color, ground);
                    assert!(ratio >= 4.3, "{color:?} on {ground:?} is {ratio:.2}");
                }
                assert!(contrast(color, tokens.panel) >= 4.5);
            }
        }
    }

    #[test]
    fn marks_reach_three_to_one_in_both_themes() {
        for tokens in [&Tokens::DARK, &Tokens::LIGHT] {
            for ground in [tokens.panel, tokens.selection] {
                for outcome in Outcome::ALL {
                    let ratio = contrast(tokens.outcome(outcome), ground);
                    assert!(ratio >= 3.0, "{outcome:?} on {ground:?} is {ratio:.2}");
                }
            }
        }
    }
}
