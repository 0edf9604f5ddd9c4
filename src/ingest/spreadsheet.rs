//! Whether a spreadsheet saved a table again. In: the cells of each row. Out: a sentence.
//!
//! A spreadsheet turns long numbers into 1.23457E+11, drops seconds from times, cuts cells at
//! 32,767 characters and rows at 1,048,576, and says nothing of it.

use std::borrow::Cow;

/// Most characters of a cell (Excel specifications and limits), in UTF-16 units.
const CELL: usize = 32_767;
/// Most rows of a sheet, the header included (Excel specifications and limits).
const ROWS: u64 = 1_048_576;
/// Longer cells are no number and no time.
const LONGEST_VALUE: usize = 24;

/// What was seen of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// Cells such as `1.23457E+11`.
    rounded: u64,
    /// Cells such as `3/2/2026 8:00`.
    without_seconds: u64,
    /// Cells of exactly as many characters as a cell can hold.
    cut: u64,
}

impl Signs {
    /// Looks at one row.
    pub(super) fn look(&mut self, cells: &[Cow<'_, str>]) {
        for cell in cells {
            if cell.len() >= CELL {
                self.cut += u64::from(cell.encode_utf16().count() == CELL);
            } else if cell.len() <= LONGEST_VALUE && begins_with_digit(cell) {
                self.rounded += u64::from(is_rounded(cell.as_bytes()));
                self.without_seconds += u64::from(is_without_seconds(cell.as_bytes()));
            }
        }
    }

    /// Adds those of another stretch.
    pub(super) fn add(&mut self, other: Self) {
        self.rounded += other.rounded;
        self.without_seconds += other.without_seconds;
        self.cut += other.cut;
    }

    /// What to say of a table of so many rows below its header; nothing where nothing was seen.
    pub(super) fn sentence(&self, rows: u64) -> Option<String> {
        let mut seen = Vec::new();
        let mut tell = |count: u64, what: &str| {
            if count > 0 {
                seen.push(format!("{what} ({count})"));
            }
        };
        tell(self.rounded, "numbers in scientific notation, whose last digits are lost");
        tell(self.without_seconds, "times without seconds");
        tell(self.cut, "cells of exactly 32,767 characters, which are cut there");
        if rows + 1 == ROWS {
            seen.push("exactly 1,048,576 rows, where a sheet ends".to_owned());
        }
        (!seen.is_empty()).then(|| {
            format!(
                "it looks re-saved by a spreadsheet: {}; use the original export",
                seen.join(", ")
            )
        })
    }
}

/// Whether a cell may be a number or a day at all.
fn begins_with_digit(cell: &str) -> bool {
    cell.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// Whether a cell is a number that was rounded to fit: `1.23457E+11`.
fn is_rounded(cell: &[u8]) -> bool {
    let ends = |digits: &usize| {
        cell.len().checked_sub(digits + 2).is_some_and(|e| cell.get(e..e + 2) == Some(b"E+"))
    };
    let Some(digits) = (1..=3).find(ends) else { return false };
    let (mantissa, exponent) = cell.split_at(cell.len() - digits - 2);
    let exponent = exponent.get(2..).unwrap_or_default();
    let is_digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let mantissa = match mantissa {
        [first, b'.' | b',', rest @ ..] if first.is_ascii_digit() => rest,
        whole => whole,
    };
    is_digits(mantissa) && is_digits(exponent)
}

/// Whether a cell is a day and a time that ends after its minutes: `3/2/2026 8:00`, `02.03.2026 08:00`.
fn is_without_seconds(cell: &[u8]) -> bool {
    // Most cells are seen from their end to be none.
    let is_blank = cell.last().is_some_and(u8::is_ascii_whitespace);
    if !is_blank && !matches!(cell, [.., b':', _, _] | [.., b'M']) {
        return false;
    }
    let Some(blank) = cell.iter().position(|byte| matches!(byte, b' ' | b'T')) else {
        return false;
    };
    let (day, time) = cell.split_at(blank);
    let marks = day.iter().filter(|byte| matches!(byte, b'/' | b'.' | b'-')).count();
    let is_day = marks == 2
        && day.len() >= 6
        && day.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'.' | b'-'));
    let time = time.trim_ascii();
    let time = time.strip_suffix(b"AM").or(time.strip_suffix(b"PM")).unwrap_or(time).trim_ascii();
    let is_time = match time {
        [hour @ .., b':', ten, one] => {
            (1..=2).contains(&hour.len())
                && hour.iter().all(u8::is_ascii_digit)
                && ten.is_ascii_digit()
                && one.is_ascii_digit()
        }
        _ => false,
    };
    is_day && is_time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_number_is_told_from_other_text() {
        for cell in ["1.23457E+11", "1,23457E+11", "1E+12"] {
            assert!(is_rounded(cell.as_bytes()), "{cell}");
        }
        for cell in ["1.23457e11", "E+11", "1.E+11", "abcE+11", "1.2E+11x", "A1E+1", ""] {
            assert!(!is_rounded(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn a_time_without_seconds_is_told_from_other_text() {
        for cell in ["3/2/2026 8:00", "02.03.2026 08:00", "2026-03-02 08:00", "3/2/2026 8:00 PM"] {
            assert!(is_without_seconds(cell.as_bytes()), "{cell}");
        }
        for cell in ["2026-03-02 08:00:00", "2026-03-02T08:00:00Z", "192.0.2.1 8:00", "8:00", ""] {
            assert!(!is_without_seconds(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn nothing_is_said_where_nothing_was_seen() {
        let mut signs = Signs::default();
        signs.look(&["2026-03-02T08:00:00Z".into(), "alice".into()]);
        assert_eq!(signs.sentence(7), None);
        assert!(signs.sentence(ROWS - 1).unwrap().contains("1,048,576"));
        signs.look(&["x".repeat(CELL).into()]);
        assert!(signs.sentence(7).unwrap().contains("cut there (1)"));
    }
}
