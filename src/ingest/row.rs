//! One row of a table. In: bytes that begin with it, or its text. Out: where it ends, and its fields.
//! Must never know: what columns mean.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{Limit, Limits};

use super::blocks::{BLOCK, quotes};
use super::quoting;

/// What parts fields and what ends rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    /// What stands between two fields.
    pub(super) delimiter: u8,
    /// A line feed; a carriage return in a file that has no line feed.
    pub(super) end: u8,
}

/// How one row ends.
pub(super) enum Row {
    /// It ends before this index.
    Ends(usize),
    /// The stretch ends inside it.
    More,
    /// A field breaks its limits.
    Unclosed,
}

/// Where the row at `at` ends, its line end included.
pub(super) fn row_end(
    bytes: &[u8],
    start: usize,
    marks: Marks,
    at_end: bool,
    limits: &Limits,
) -> Row {
    if let Some(end) = quoting::row_end(bytes, start, marks, limits.size(Limit::Field)) {
        return Row::Ends(end);
    }
    row_end_by_marks(bytes, start, marks, at_end, limits)
}

fn row_end_by_marks(
    bytes: &[u8],
    start: usize,
    marks: Marks,
    at_end: bool,
    limits: &Limits,
) -> Row {
    let (mut at, longest) = (start, limits.size(Limit::Field));
    let most_lines = limits.size(Limit::FieldLines);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let mark = match rest.first() {
            Some(b'"') => at,
            _ => match memchr::memchr2(b'"', marks.end, rest) {
                Some(found) => at + found,
                None if at_end => return Row::Ends(bytes.len()),
                None => return Row::More,
            },
        };
        if bytes.get(mark) == Some(&marks.end) {
            return Row::Ends(mark + 1);
        }
        // A quote opens a field only at the field's beginning.
        if mark > start && bytes.get(mark - 1) != Some(&marks.delimiter) {
            at = mark + 1;
            continue;
        }
        match closing_quote(bytes, mark + 1) {
            Some((quote, _)) if quote - mark > longest => return Row::Unclosed,
            Some((quote, _)) => {
                let field = bytes.get(mark..quote).unwrap_or_default();
                // A field has no more lines than bytes.
                if field.len() > most_lines
                    && memchr::memchr_iter(marks.end, field).count() > most_lines
                {
                    return Row::Unclosed;
                }
                // Between two quoted fields stands nothing but the delimiter.
                let is_parted = bytes.get(quote + 1) == Some(&marks.delimiter);
                at = quote + 1 + usize::from(is_parted);
            }
            None if at_end || bytes.len() - mark > longest => return Row::Unclosed,
            None => return Row::More,
        }
    }
}

/// Where the quote is that ends the field whose text begins at `at`, and whether quotes are doubled
/// in it. JSON in a cell has a doubled quote every few bytes, so many are looked for together.
fn closing_quote(bytes: &[u8], mut at: usize) -> Option<(usize, bool)> {
    let mut has_doubled = false;
    'blocks: while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let mut quotes = quotes(block);
        while quotes != 0 {
            let quote = at + quotes.trailing_zeros() as usize;
            if bytes.get(quote + 1) != Some(&b'"') {
                return Some((quote, has_doubled));
            }
            has_doubled = true;
            if quote + 1 == at + BLOCK {
                at = quote + 2;
                continue 'blocks;
            }
            // Both quotes of the pair are the lowest that are left.
            quotes &= quotes - 1;
            quotes &= quotes - 1;
        }
        at += BLOCK;
    }
    loop {
        let quote = at + memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            return Some((quote, has_doubled));
        }
        has_doubled = true;
        at = quote + 2;
    }
}

/// The fields of one row, quotes removed; `None` where a quote is not closed, or not at its end.
pub(super) fn fields(row: &str, delimiter: u8) -> Option<Vec<Cow<'_, str>>> {
    let mut fields = Vec::new();
    split(row, delimiter, &mut fields)?;
    Some(fields)
}

/// How many fields a row has; none where [`fields`] gives none. No field is kept.
pub(super) fn width(row: &[u8], delimiter: u8) -> Option<usize> {
    let mut width = 0;
    each_field(row, delimiter, |_| width += 1)?;
    Some(width)
}

/// As [`fields`], into a list that is emptied first.
pub(super) fn split<'a>(row: &'a str, delimiter: u8, fields: &mut Vec<Cow<'a, str>>) -> Option<()> {
    fields.clear();
    if quoting::each_field(row.as_bytes(), delimiter, |field| push(row, field, fields)).is_some() {
        return Some(());
    }
    fields.clear();
    each_field(row.as_bytes(), delimiter, |field| push(row, field, fields))
}

#[inline]
fn push<'a>(row: &'a str, field: Field, fields: &mut Vec<Cow<'a, str>>) {
    // Marks are single bytes of ASCII, so a field begins and ends between characters.
    let text = row.get(field.text).unwrap_or_default();
    // Pushed on two ways, so that a text without doubled quotes is written once and not moved.
    if field.has_doubled {
        fields.push(Cow::Owned(undoubled(text)));
    } else {
        fields.push(Cow::Borrowed(text));
    }
}

/// One field: where its text lies, without the quotes around it, and whether quotes are doubled in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) text: Range<usize>,
    pub(super) has_doubled: bool,
}

/// Gives each field of a row; `None` where a quote is not closed, or not at its field's end.
#[inline]
fn each_field(row: &[u8], delimiter: u8, mut give: impl FnMut(Field)) -> Option<()> {
    let mut at = 0;
    loop {
        let end;
        if row.get(at) == Some(&b'"') {
            let (quote, has_doubled) = closing_quote(row, at + 1)?;
            end = field_end(row, quote + 1, delimiter);
            // Nothing but blanks may follow the quote.
            if !row.get(quote + 1..end)?.trim_ascii().is_empty() {
                return None;
            }
            give(Field { text: at + 1..quote, has_doubled });
        } else {
            end = field_end(row, at, delimiter);
            give(Field { text: at..end, has_doubled: false });
        }
        if end >= row.len() {
            return Some(());
        }
        at = end + 1;
    }
}

/// Where the field ends whose rest begins at `at`.
fn field_end(bytes: &[u8], at: usize, delimiter: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.first() == Some(&delimiter) {
        return at;
    }
    memchr::memchr(delimiter, rest).map_or(bytes.len(), |found| at + found)
}

/// A text with one quote for each two.
fn undoubled(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    let (bytes, mut from, mut at) = (text.as_bytes(), 0, 0);
    // What was copied ends with the first quote of a pair, and the second one is passed over.
    let mut take = |from: &mut usize, quote: usize| {
        single.push_str(text.get(*from..=quote).unwrap_or_default());
        *from = quote + 2;
    };
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let mut quotes = quotes(block);
        while quotes != 0 {
            let quote = at + quotes.trailing_zeros() as usize;
            quotes &= quotes - 1;
            if quote >= from {
                take(&mut from, quote);
            }
        }
        at += BLOCK;
    }
    for (index, byte) in bytes.iter().enumerate().skip(at) {
        if *byte == b'"' && index >= from {
            take(&mut from, index);
        }
    }
    single.push_str(text.get(from..).unwrap_or_default());
    single
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_quoted_cell_is_what_was_quoted_wherever_its_quotes_stand(
            cell in r#"([a-z"]|""|","|[a-z]{0,40}){0,40}"#,
        ) {
            let row = format!("\"{}\",rest", cell.replace('"', "\"\""));
            let split = fields(&row, b',').unwrap();
            prop_assert_eq!(split.len(), 2);
            prop_assert_eq!(width(row.as_bytes(), b','), Some(2));
            prop_assert_eq!(&*split[0], cell.as_str());
        }
    }

    proptest! {
        #[test]
        fn a_row_has_as_many_fields_as_it_is_split_into(row in r#"[a-z", \n]{0,40}"#) {
            let split = fields(&row, b',').map(|fields| fields.len());
            prop_assert_eq!(width(row.as_bytes(), b','), split);
        }

        #[test]
        fn a_row_ends_where_reading_it_byte_by_byte_ends_it(
            text in r#"([a-z",\n]{0,60}|([a-z]{0,9},|"([a-z,]|""){0,40}",){0,12}[a-z\n]{0,9})"#,
        ) {
            let marks = Marks { delimiter: b',', end: b'\n' };
            let found = match row_end(text.as_bytes(), 0, marks, true, &Limits::default()) {
                Row::Ends(end) => Some(end),
                Row::More | Row::Unclosed => None,
            };
            prop_assert_eq!(found, end_byte_by_byte(text.as_bytes()));
        }
    }

    proptest! {
        #[test]
        fn plain_rows_are_split_alike_many_bytes_at_a_time_and_mark_by_mark(
            row in r#"([a-z", ]{0,150}|([a-z]{0,9},|"([a-z,\n]|""){0,70}",){0,12}[a-z "]{0,9})"#,
        ) {
            let taken = |split: fn(&[u8], u8, &mut Vec<Field>) -> Option<()>| {
                let mut fields = Vec::new();
                split(row.as_bytes(), b',', &mut fields).map(|()| fields)
            };
            let fast = taken(|row, mark, fields| quoting::each_field(row, mark, |it| fields.push(it)));
            let slow = taken(|row, mark, fields| each_field(row, mark, |it| fields.push(it)));
            prop_assert!(fast.is_none() || fast == slow, "{:?} {:?}", fast, slow);
            let is_plain = !row.contains('"');
            prop_assert!(!is_plain || fast.is_some());
        }
    }

    #[test]
    fn rows_as_exports_write_them_are_plain() {
        for row in
            ["a,b", "", ",", "\"a\",\"\",\"c,d\"", "\"say \"\"hi\"\"\",\"\"\"\"\"\"", "a,\"b\nc\""]
        {
            assert!(quoting::each_field(row.as_bytes(), b',', drop).is_some(), "{row}");
        }
    }

    /// Where the first row ends, its line end included; `None` where a quote is not closed.
    fn end_byte_by_byte(bytes: &[u8]) -> Option<usize> {
        let (mut is_quoted, mut begins_field, mut at) = (false, true, 0);
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' if is_quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
                b'"' if is_quoted => is_quoted = false,
                b'"' if begins_field => is_quoted = true,
                b'\n' if !is_quoted => return Some(at + 1),
                _ => {}
            }
            begins_field = byte == b',' && !is_quoted;
            at += 1;
        }
        (!is_quoted).then_some(bytes.len())
    }

    #[test]
    fn fields_lose_their_quotes_and_nothing_else() {
        let split = |row: &'static str| fields(row, b',').unwrap().join("|");
        assert_eq!(split("a,,c"), "a||c");
        assert_eq!(split("\"a,b\",\"say \"\"hi\"\"\",c"), "a,b|say \"hi\"|c");
        assert_eq!(split("\"a\nb\",x\"y"), "a\nb|x\"y");
        assert_eq!(split("\"\"\"\"\"\",\"\",\"a\"\"\""), "\"\"||a\"");
        assert_eq!(split("a,"), "a|");
        assert_eq!(fields("\"open,b", b','), None);
    }
}
