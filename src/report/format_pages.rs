//! The documentation of the formats that are read. In: each format's tables. Out: Markdown pages.
//! Must never know: the disk. What stands here is what the code does: it is printed from the same
//! data, and a test fails when a page is stale.

use std::fmt::Write as _;

use crate::ingest::providers::{self, EventRow, FieldRow, Format, Mark, Meta, OutcomeRow};

use super::escape;

/// A page of documentation: its file name and its text.
pub struct Page {
    /// The name of its file in `docs/formats/`.
    pub name: String,
    /// Markdown.
    pub text: String,
}

/// Every page of `docs/formats/`, the list of all first.
pub fn format_pages() -> Vec<Page> {
    let pages = providers::ALL.iter().map(|format| page(format));
    std::iter::once(index()).chain(pages).collect()
}

fn index() -> Page {
    let mut text = String::from(
        "# Formats that Pushscope reads\n\n\
         These pages are printed from the tables that the program works by.\n\
         A format is found from the content of a file, never from its name.\n\n\
         Marks tell how sure a row is: **R** seen in a real record, **V** stated by the vendor, \
         **T** taken from tools that parse real exports, **U** not verified.\n\n\
         | provider | log | stream | rests on real records |\n|---|---|---|---|\n",
    );
    for format in providers::ALL {
        let Meta { key, provider, title, stream, .. } = format.meta;
        let evidence = if seen_in_records(format) { "yes" } else { "no: documents only" };
        line(&mut text, &[provider.title(), &format!("[{title}]({key}.md)"), stream, evidence]);
    }
    Page { name: "README.md".to_owned(), text }
}

/// Whether any row of the format was seen in a real record.
fn seen_in_records(format: &Format) -> bool {
    let mut marks = format.meta.fields.iter().map(|row| row.mark);
    marks.any(|mark| mark == Mark::Record)
}

fn page(format: &Format) -> Page {
    let meta = &format.meta;
    let mut text = format!(
        "# {}\n\nProvider: {}. Stream: `{}`.\n",
        meta.title,
        meta.provider.title(),
        meta.stream
    );
    list(&mut text, "Comes as", meta.exports);
    list(&mut text, "What it cannot tell", meta.cannot_tell);
    list(&mut text, "Told apart and not read", meta.unsupported);
    fields(&mut text, meta.fields);
    events(&mut text, meta.events);
    factors(&mut text, meta);
    outcomes(&mut text, meta.outcomes);
    Page { name: format!("{}.md", meta.key), text }
}

fn list(text: &mut String, title: &str, items: &[&str]) {
    if items.is_empty() {
        return;
    }
    heading(text, title);
    for item in items {
        text.push_str("- ");
        text.push_str(&escape::markdown(item));
        text.push('\n');
    }
}

fn fields(text: &mut String, rows: &[FieldRow]) {
    heading(text, "Fields");
    text.push_str("Where several rows fill one field, the first that has a value counts.\n\n");
    text.push_str("| in the record | field | meaning | mark |\n|---|---|---|---|\n");
    for row in rows {
        line(text, &[&code(row.path), row.field, row.meaning, &letter(row.mark)]);
    }
}

fn events(text: &mut String, rows: &[EventRow]) {
    if rows.is_empty() {
        return;
    }
    heading(text, "Types of event");
    text.push_str("| as logged | is | asks by | mark |\n|---|---|---|---|\n");
    for row in rows {
        line(text, &[&code(row.name), row.kind.title(), row.factor.title(), &letter(row.mark)]);
    }
}

fn factors(text: &mut String, meta: &Meta) {
    let rows = (meta.factors)();
    if rows.is_empty() {
        return;
    }
    heading(text, "Factors");
    text.push_str("| as logged | is | mark |\n|---|---|---|\n");
    for row in rows {
        line(text, &[&code(row.code), row.factor.title(), &letter(row.mark)]);
    }
}

fn outcomes(text: &mut String, rows: &[OutcomeRow]) {
    if rows.is_empty() {
        return;
    }
    heading(text, "Outcomes");
    text.push_str("| field | as logged | means | mark |\n|---|---|---|---|\n");
    for row in rows {
        line(text, &[&code(row.field), &code(row.code), row.outcome.title(), &letter(row.mark)]);
    }
}

fn heading(text: &mut String, title: &str) {
    text.push_str("\n## ");
    text.push_str(title);
    text.push_str("\n\n");
}

/// One row of a table.
fn line(text: &mut String, cells: &[&str]) {
    for cell in cells {
        // Writing to a string cannot fail.
        let _written = write!(text, "| {} ", cell.replace('|', "\\|"));
    }
    text.push_str("|\n");
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

fn letter(mark: Mark) -> String {
    mark.letter().to_string()
}
