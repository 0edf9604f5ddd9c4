//! A raw record, laid out to be read. The text is only indented, never parsed: what is shown is
//! what the file holds, also where it is no JSON.

use super::format;

/// Records longer than this are shown as they are: laying them out costs more than it tells.
const LAID_OUT_MAX: usize = 400_000;
/// Characters that are shown at most; the copy holds all.
const SHOWN_MAX: usize = 200_000;

/// The record with one member a line where it is JSON, safe to show.
pub fn pretty(text: &str) -> String {
    let text = text.trim();
    let looks_like_json = text.starts_with(['{', '[']);
    if !looks_like_json || text.len() > LAID_OUT_MAX {
        return safe(text);
    }
    safe(&indent(text))
}

fn safe(text: &str) -> String {
    let mut shown: String = text
        .lines()
        .map(format::shown_whole)
        .collect::<Vec<_>>()
        .join("\n")
        .chars()
        .take(SHOWN_MAX)
        .collect();
    if text.chars().count() > SHOWN_MAX {
        shown.push_str("\n… the copy holds all");
    }
    shown
}

/// Breaks lines at braces and commas outside of strings; every other byte stays.
fn indent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    let mut letters = text.chars().peekable();
    let new_line = |out: &mut String, depth: usize| {
        out.push('\n');
        // A nesting bomb must not become a bomb of blanks.
        out.extend(std::iter::repeat_n("  ", depth.min(40)));
    };
    while let Some(c) = letters.next() {
        if in_string {
            out.push(c);
            in_string = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                while letters.next_if(|c| c.is_whitespace()).is_some() {}
                if letters.peek().is_some_and(|next| matches!(next, '}' | ']')) {
                    continue;
                }
                depth += 1;
                new_line(&mut out, depth);
            }
            '}' | ']' => {
                if !out.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    new_line(&mut out, depth);
                }
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_broken_into_lines_and_its_strings_stay() {
        let shown = pretty(r#"{"a":{"b":"x, {y}\" :"},"c":[],"d":[1,2]}"#);
        assert_eq!(
            shown,
            "{\n  \"a\": {\n    \"b\": \"x, {y}\\\" :\"\n  },\n  \"c\": [],\n  \"d\": [\n    1,\n    2\n  ]\n}"
        );
    }

    #[test]
    fn what_is_no_json_is_shown_as_it_is() {
        assert_eq!(pretty("a,b,c"), "a,b,c");
        assert_eq!(pretty("{\"cut"), "{\n  \"cut");
    }
}
