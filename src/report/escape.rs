//! The one way by which log text leaves the program.
//!
//! In: text that an attacker may have chosen. Out: text that cannot act in HTML, SVG, Markdown, a
//! spreadsheet, a terminal or a label on the screen, and that hides nothing from the reader:
//! controls, bidirectional and zero-width characters, tag characters and piles of combining marks
//! become visible escapes such as `\u{202e}`. Right-to-left text itself stays as it is.
//! Must never know: where the text came from.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::is_hidden;

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
/// A cell that would be a formula begins with `'`; so does what follows a semicolon inside it,
/// because many a spreadsheet splits there (tabs and line ends are visible escapes by then).
/// Numbers that Pushscope formats itself do not come here.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    if !needs_quote(text) && !text.contains(';') {
        return visible(text);
    }
    let mut out = String::with_capacity(text.len() + 4);
    let mut rest = text;
    loop {
        if needs_quote(rest) {
            out.push('\'');
        }
        let Some((cell, after)) = rest.split_once(';') else {
            out.push_str(&visible(rest));
            return Cow::Owned(out);
        };
        out.push_str(&visible(cell));
        out.push(';');
        rest = after;
    }
}

/// Text for the clipboard, from where it may go into a terminal or a spreadsheet: line ends and tabs
/// stay, nothing else acts or hides, and no cell is evaluated. Numbers stay numbers.
pub fn clipboard(text: &str) -> String {
    let cell = |cell: &str| {
        let guard = if needs_quote(cell) && !is_number(cell) { "'" } else { "" };
        format!("{guard}{}", visible(cell))
    };
    let line = |line: &str| line.split('\t').map(cell).collect::<Vec<_>>().join("\t");
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a cell is a plain number, perhaps one of a list: `-73.9`, `-1e5,`.
fn is_number(cell: &str) -> bool {
    let cell = cell.trim().trim_end_matches(',');
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    digits.starts_with(|first: char| first.is_ascii_digit()) && digits.parse::<f64>().is_ok()
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
    let end = shown.char_indices().nth(max_chars.saturating_sub(1)).map_or(shown.len(), |it| it.0);
    let mut out = shown.get(..whole_letters(&shown, end)).unwrap_or_default().to_owned();
    out.push('…');
    out
}

/// The largest cut at or before `end` that parts no letter from its marks, no hand from its skin
/// tone and no flag in two.
fn whole_letters(text: &str, end: usize) -> usize {
    let joins = |letter: char| is_combining(letter) || matches!(letter, '\u{1F3FB}'..='\u{1F3FF}');
    let is_flag = |letter: &char| matches!(letter, '\u{1F1E6}'..='\u{1F1FF}');
    let (mut head, rest) = text.split_at(end);
    let mut next = rest.chars().next();
    while next.is_some_and(joins) {
        let Some(last) = head.chars().next_back() else { break };
        head = head.get(..head.len() - last.len_utf8()).unwrap_or_default();
        next = Some(last);
    }
    let flags = head.chars().rev().take_while(is_flag).count();
    if next.as_ref().is_some_and(is_flag) && flags % 2 == 1 {
        return head.len() - '\u{1F1E6}'.len_utf8();
    }
    head.len()
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
/// what is around them (hostile-input.md B34), and codes that are no character.
fn acts_or_hides(letter: char) -> bool {
    let code = u32::from(letter);
    is_hidden(letter) || matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE
}

fn is_combining(letter: char) -> bool {
    matches!(u32::from(letter),
        0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x610..=0x61A | 0x64B..=0x65F
        | 0xE31 | 0xE34..=0xE3A | 0xE47..=0xE4E | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF
        | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
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

    #[test]
    fn b33_b34_what_acts_or_hides_becomes_a_visible_escape() {
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
    fn b34_a_pile_of_combining_marks_is_written_out_from_the_fifth() {
        let zalgo = format!("e{}", "\u{301}".repeat(6));
        assert_eq!(visible(&zalgo), format!("e{}\\u{{301}}\\u{{301}}", "\u{301}".repeat(4)));
        assert_eq!(visible("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}").len(), 18);
    }

    #[test]
    fn b31_b32_markup_is_inert_in_html_and_svg() {
        let hostile = "<script>alert('x')</script><img src=x onerror=\"y\">&lt;]]>{{7*7}}";
        for out in [html(hostile), svg(hostile)] {
            assert!(!out.contains(['<', '>', '"', '\'']), "{out}");
            assert!(out.contains("&amp;lt;"));
            assert!(out.contains("{{7*7}}"));
        }
    }

    #[test]
    fn b31_markup_is_inert_in_markdown() {
        let out = markdown("[x](javascript:a) `b` | <b> **c** http://evil.example\n# d");
        assert!(out.contains("\\[x\\]\\(javascript\\:a\\) \\`b\\` \\| &lt;b&gt;"));
        assert!(out.contains("http\\:\\/\\/evil\\.example\\\\n\\# d"));
    }

    #[test]
    fn b30_formulas_never_begin_a_cell() {
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
    fn b30_a_formula_behind_a_separator_inside_a_cell_does_not_begin_one_either() {
        assert_eq!(csv_cell("a;=1"), "a;'=1");
        assert_eq!(csv_cell("a;;=1"), "a;;'=1");
        assert_eq!(csv_cell("a\t=1\r\n@b"), "a\\t=1\\r\\n@b");
        assert_eq!(csv_cell("a;b; c"), "a;b; c");
    }

    #[test]
    fn b36_a_label_is_cut_by_characters_and_says_so() {
        assert_eq!(screen("alice", 10), "alice");
        assert_eq!(screen("alice@corp.example", 6), "alice…");
        assert_eq!(screen(&"é".repeat(1_000), 4), "ééé…");
        assert_eq!(screen("\u{202E}abc", 6), "\\u{20…");
        assert_eq!(screen("abc", 0), "…");
    }
}
