//! What lines of plain text of several vendors share: a time in front, names with values. In: a
//! line. Out: its parts. Must never know: what they mean.

use std::borrow::Cow;

/// A time that begins a line (`2026-03-02 08:00:00,123`, with `T` and a zone or without), and what
/// follows it.
pub(super) fn time_before(line: &str) -> Option<(&str, &str)> {
    let bytes = line.as_bytes();
    let shape = b"dddd-dd-dd dd:dd:dd";
    let is_time = bytes.len() > shape.len()
        && shape.iter().zip(bytes).all(|(shape, byte)| match shape {
            b'd' => byte.is_ascii_digit(),
            b' ' => matches!(byte, b' ' | b'T'),
            other => other == byte,
        });
    if !is_time {
        return None;
    }
    let rest = line.get(shape.len()..)?;
    let is_of_time =
        |ch: char| ch.is_ascii_digit() || matches!(ch, ',' | '.' | '+' | '-' | ':' | 'Z');
    let end = rest.find(|ch| !is_of_time(ch)).unwrap_or(rest.len());
    let (time, rest) = line.split_at_checked(shape.len() + end)?;
    Some((time.trim_end_matches([',', ':', '-']), rest.trim_start()))
}

/// The pairs of `name=value` or `name="value"`, parted by `separator`; a value without quotes runs
/// on to a separator that another `name=` follows.
pub(super) fn named_values(text: &str, separator: char) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_start_matches([separator, ' ']).trim();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => bare_value(after, separator),
        };
        if is_name(name) {
            pairs.push((Cow::Borrowed(name), Cow::Borrowed(value.trim())));
        }
        rest = next;
    }
    pairs
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !name.is_empty() && name.bytes().all(is_part)
}

fn bare_value(text: &str, separator: char) -> (&str, &str) {
    for (at, found) in text.match_indices(separator) {
        let next = text.get(at + found.len()..).unwrap_or_default().trim_start();
        if next.split_once('=').is_some_and(|(name, _)| is_name(name)) {
            return (text.get(..at).unwrap_or_default(), next);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_front_is_parted_from_what_follows() {
        for (line, time, rest) in [
            ("2026-03-02 08:00:00,123 WARN x", "2026-03-02 08:00:00,123", "WARN x"),
            ("2026-03-02T08:00:00.123Z a=b", "2026-03-02T08:00:00.123Z", "a=b"),
            ("2026-03-02 08:00:00+01:00, host", "2026-03-02 08:00:00+01:00", "host"),
        ] {
            assert_eq!(time_before(line), Some((time, rest)));
        }
        assert_eq!(time_before("08:00:00,123, host"), None);
        assert_eq!(time_before("2026-03-02"), None);
    }

    #[test]
    fn values_may_be_quoted_or_run_on_to_the_next_name() {
        let shown = |text, separator| {
            let pairs = named_values(text, separator);
            pairs
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join("|")
        };
        assert_eq!(shown("a=\"x y\" b=\"\"  c=\"1=2\"", ' '), "a=x y|b=|c=1=2");
        assert_eq!(
            shown("type=LOGIN, realm=A B, uri=http://h/?q=1, z=", ','),
            "type=LOGIN|realm=A B|uri=http://h/?q=1|z="
        );
        assert_eq!(shown("no pairs here", ','), "");
    }
}
