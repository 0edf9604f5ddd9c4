//! The one way by which log text leaves the program.
//!
//! In: text that an attacker may have chosen. Out: text that cannot act in HTML, SVG, Markdown, a
//! spreadsheet, a terminal or a label on the screen, and that hides nothing from the reader:
//! controls, bidirectional and zero-width characters, tag characters and piles of combining marks
//! become visible escapes such as `\u{202e}`. Right-to-left text itself stays as it is.
//! Must never know: where the text came from.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Combining marks in a row that real writing uses; any further one is written out.
const MARKS_IN_A_ROW: usize = 4;

/// The shared core: every character that would act or hide becomes a visible escape.
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut marks = 0;
    let mut hides = |letter: char| {
        marks = if is_combining(letter) { marks + 1 } else { 0 };
        marks > MARKS_IN_A_ROW || acts_or_hides(letter)
    };
    let Some(first) = text.char_indices().find(|&(_, letter)| hides(letter)).map(|(at, _)| at)
    else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(clean);
    let mut is_first = true;
    for letter in rest.chars() {
        // The closure has already counted the first letter.
        let escape = std::mem::take(&mut is_first) || hides(letter);
        if escape { push_escape(&mut out, letter) } else { out.push(letter) }
    }
    Cow::Owned(out)
}

/// Whether [`visible`] would change the text: worth a badge beside it.
pub fn hides_something(text: &str) -> bool {
    matches!(visible(text), Cow::Owned(_))
}

/// Text for an HTML element or a quoted attribute.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in visible(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '`' => out.push_str("&#96;"),
            _ => out.push(letter),
        }
    }
    out
}

/// Text for an SVG element or a quoted attribute; XML knows the same five signs.
pub fn svg(text: &str) -> String {
    html(text)
}

/// Text for a Markdown paragraph or table cell: no link, no markup, no raw HTML.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for letter in visible(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ if letter.is_ascii_punctuation() => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out
}

/// Text for a spreadsheet cell: nothing in it is evaluated (ASVS 5, 1.2.10).
///
/// A cell that would be a formula begins with `'`; so does what follows a semicolon, tab or line
/// end inside it, because a spreadsheet may split there. Numbers that Pushscope formats itself do
/// not come here.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    if !needs_quote(text) && !text.contains(is_cell_end) {
        return visible(text);
    }
    let mut out = String::with_capacity(text.len() + 4);
    let mut rest = text;
    loop {
        if needs_quote(rest) {
            out.push('\'');
        }
        let end = rest.char_indices().skip(1).find(|&(_, letter)| is_cell_end(letter));
        let Some((end, letter)) = end else {
            out.push_str(&visible(rest));
            return Cow::Owned(out);
        };
        let (cell, after) = rest.split_at(end + letter.len_utf8());
        out.push_str(&visible(cell));
        rest = after;
    }
}

/// Text for a terminal or a log line: one line, no control sequence.
pub fn terminal(text: &str) -> Cow<'_, str> {
    visible(text)
}

/// Text for a label on the screen, at most `max_chars` characters long; a cut ends in `…`.
///
/// Only as much of the text is read as can be shown, so that a giant value costs nothing.
pub fn screen(text: &str, max_chars: usize) -> String {
    let mut letters = text.char_indices();
    let head = match letters.nth(max_chars) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    };
    let shown = visible(head);
    let is_cut = head.len() < text.len();
    if !is_cut && shown.chars().count() <= max_chars {
        return shown.into_owned();
    }
    let mut out: String = shown.chars().take(max_chars.saturating_sub(1)).collect();
    out.push('…');
    out
}

fn push_escape(out: &mut String, letter: char) {
    match letter {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // Writing to a String cannot fail.
        _ => drop(write!(out, "\\u{{{:x}}}", u32::from(letter))),
    }
}

/// Controls, and characters that egui, browsers and terminals draw as nothing or that reorder
/// what is around them (hostile-input.md B34; Unicode's Default_Ignorable_Code_Point).
fn acts_or_hides(letter: char) -> bool {
    letter.is_control()
        || matches!(u32::from(letter),
            0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164
            | 0xFDD0..=0xFDEF | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFC
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
        || u32::from(letter) & 0xFFFE == 0xFFFE
}

fn is_combining(letter: char) -> bool {
    matches!(u32::from(letter),
        0x300..=0x36F | 0x483..=0x489 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF
        | 0xFE20..=0xFE2F)
}

fn is_cell_end(letter: char) -> bool {
    matches!(letter, ';' | '\t' | '\n' | '\r')
}

/// Whether a spreadsheet might evaluate a cell: blanks and quotes before the sign do not help.
fn needs_quote(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n', '\0']) {
        return true;
    }
    let skipped = |letter: char| {
        letter.is_whitespace() || acts_or_hides(letter) || matches!(letter, '"' | '\'')
    };
    let sign = text.trim_start_matches(skipped).chars().next();
    sign.is_some_and(|sign| {
        matches!(
            sign,
            '=' | '+'
                | '-'
                | '@'
                | '＝'
                | '＋'
                | '－'
                | '＠'
                | '−'
                | '﹢'
                | '﹣'
                | '﹦'
                | '﹫'
                | '|'
                | '%'
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_foreign_text_stays_as_it_is() {
        for text in ["alice@corp.example", "Zoë Åström", "محمد", "שָׁלוֹם", "田中", "👍", "a\\b"]
        {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
            assert!(!hides_something(text));
        }
    }

    /// B33, B34.
    #[test]
    fn what_acts_or_hides_becomes_a_visible_escape() {
        for (text, shown) in [
            ("adm\u{200B}in", "adm\\u{200b}in"),
            ("\u{202E}gpj.exe", "\\u{202e}gpj.exe"),
            ("\u{1b}[2J\u{7}", "\\u{1b}[2J\\u{7}"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\0b\tc\r\n", "a\\u{0}b\\tc\\r\\n"),
            ("x\u{E0041}\u{FE0F}", "x\\u{e0041}\\u{fe0f}"),
            ("soft\u{AD}hyphen\u{2066}", "soft\\u{ad}hyphen\\u{2066}"),
            ("\u{2028}\u{FEFF}", "\\u{2028}\\u{feff}"),
        ] {
            assert_eq!(visible(text), shown);
            assert_eq!(terminal(text), shown);
        }
    }

    #[test]
    fn a_pile_of_combining_marks_is_written_out_from_the_fifth() {
        let zalgo = format!("e{}", "\u{301}".repeat(6));
        assert_eq!(visible(&zalgo), format!("e{}\\u{{301}}\\u{{301}}", "\u{301}".repeat(4)));
        assert_eq!(visible("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}").len(), 18);
    }

    /// B31, B32.
    #[test]
    fn markup_is_inert_in_html_and_svg() {
        let hostile = "<script>alert('x')</script><img src=x onerror=\"y\">&lt;]]>{{7*7}}";
        for out in [html(hostile), svg(hostile)] {
            assert!(!out.contains(['<', '>', '"', '\'']), "{out}");
            assert!(out.contains("&amp;lt;"));
            assert!(out.contains("{{7*7}}"));
        }
    }

    #[test]
    fn markup_is_inert_in_markdown() {
        let out = markdown("[x](javascript:a) `b` | <b> **c** http://evil.example\n# d");
        assert!(out.contains("\\[x\\]\\(javascript\\:a\\) \\`b\\` \\| &lt;b&gt;"));
        assert!(out.contains("http\\:\\/\\/evil\\.example\\\\n\\# d"));
    }

    /// B30.
    #[test]
    fn formulas_never_begin_a_cell() {
        for hostile in [
            "=cmd|'/c calc'!A0",
            "+1",
            "-1",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\0=1",
            "   =1",
            "\u{A0}=1",
            "\u{200B}=1",
            "\"=1",
            "＝1",
            "＋1",
            "－1",
            "＠1",
        ] {
            let cell = csv_cell(hostile);
            assert!(cell.starts_with('\''), "{hostile:?} became {cell:?}");
        }
        assert_eq!(csv_cell("+467012345"), "'+467012345");
        assert_eq!(csv_cell("alice"), "alice");
        assert_eq!(csv_cell("a-b=c"), "a-b=c");
        assert_eq!(csv_cell(""), "");
    }

    #[test]
    fn a_formula_behind_a_separator_inside_a_cell_does_not_begin_one_either() {
        assert_eq!(csv_cell("a;=1"), "a;'=1");
        assert_eq!(csv_cell("a\t=1"), "a\\t'=1");
        assert_eq!(csv_cell("a\r\n@b"), "a\\r'\\n'@b");
        assert_eq!(csv_cell("a;b; c"), "a;b; c");
    }

    /// B36.
    #[test]
    fn a_label_is_cut_by_characters_and_says_so() {
        assert_eq!(screen("alice", 10), "alice");
        assert_eq!(screen("alice@corp.example", 6), "alice…");
        assert_eq!(screen(&"é".repeat(1_000), 4), "ééé…");
        assert_eq!(screen("\u{202E}abc", 6), "\\u{20…");
        assert_eq!(screen("abc", 0), "…");
    }
}
