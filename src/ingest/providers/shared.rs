//! What all providers write alike: the head of an event, times, addresses, places, words that mean
//! "not known".

use std::borrow::Cow;

use crate::model::{
    AuthEvent, GeoPoint, IssueKind, Party, Place, Provider, TextId, TimeBasis, Tri,
};

use super::Refusal;
use crate::ingest::batch::{Batch, quoted};
use crate::ingest::clock::{LoggedTime, Naive};
use crate::ingest::value::{Picked, Row, Scalar};

/// Slots of the fields that describe one side of a prompt; [`NONE`] where the log has none.
#[derive(Clone, Copy, Debug)]
pub(in crate::ingest) struct Side {
    pub(in crate::ingest) ip: usize,
    pub(in crate::ingest) city: usize,
    pub(in crate::ingest) state: usize,
    pub(in crate::ingest) country: usize,
    pub(in crate::ingest) lat: usize,
    pub(in crate::ingest) lon: usize,
}

/// The slot that no record fills.
pub(in crate::ingest) const NONE: usize = usize::MAX;

/// A logged word, or nothing where it is one that means "not known".
#[inline]
pub(in crate::ingest) fn word(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_placeholder(&text) { Cow::Borrowed("") } else { text }
}

/// Whether a word means "not known"; most are told from such by their length and first letter.
#[inline]
fn is_placeholder(text: &str) -> bool {
    let first = text.as_bytes().first();
    text.len() <= 7
        && matches!(first, Some(b'-' | b'n' | b'N' | b'u' | b'U' | b'(' | b'{'))
        && is_listed_placeholder(text)
}

fn is_listed_placeholder(text: &str) -> bool {
    ["-", "null", "unknown", "none", "n/a", "(null)", "{}"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

/// Stores a logged word; placeholders are absent.
pub(in crate::ingest) fn stored(batch: &mut Batch, picked: &Picked<'_>, slot: usize) -> TextId {
    batch.text(&word(picked.text(slot)))
}

/// Stores the word of one field, or that of a second one where the log does not tell the first.
pub(in crate::ingest) fn first_stored(
    batch: &mut Batch,
    picked: &Picked<'_>,
    slots: [usize; 2],
) -> TextId {
    let [first, second] = slots;
    let text = stored(batch, picked, first);
    if text.is_present() { text } else { stored(batch, picked, second) }
}

/// The text in a column of a row.
pub(in crate::ingest) fn cell<'p>(row: &'p Row<'_>, column: usize) -> Cow<'p, str> {
    row.get(column).map(Scalar::text).unwrap_or_default()
}

/// An IP address without its port; placeholders and the unspecified address are absent.
pub(in crate::ingest) fn address(text: &str) -> &str {
    let bytes = text.as_bytes();
    let colons = bytes.iter().filter(|byte| **byte == b':').count();
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        // One colon is a port behind an IPv4 address; more are an IPv6 address.
        None if colons == 1 => text.split(':').next().unwrap_or(text),
        None if colons > 1 => text.split('#').next().unwrap_or(text),
        None => text,
    };
    let placeholder = matches!(bare, "0.0.0.0" | "::" | "-")
        || bare.eq_ignore_ascii_case("null")
        || bare.eq_ignore_ascii_case("unknown");
    if placeholder { "" } else { bare }
}

/// Address and place of one side.
pub(in crate::ingest) fn side(batch: &mut Batch, picked: &Picked<'_>, slots: Side) -> Party {
    let ip = word(picked.text(slots.ip));
    let place = Place {
        city: stored(batch, picked, slots.city),
        state: stored(batch, picked, slots.state),
        country: stored(batch, picked, slots.country),
        point: point(picked, slots),
    };
    Party { ip: batch.text(address(&ip)), place, ..Party::default() }
}

fn point(picked: &Picked<'_>, slots: Side) -> Option<GeoPoint> {
    GeoPoint::from_degrees(picked.get(slots.lat).number()?, picked.get(slots.lon).number()?)
}

/// An autonomous system number; 0 is what exports write for "not known".
pub(in crate::ingest) fn asn(picked: &Picked<'_>, slot: usize) -> Option<u32> {
    let number = picked.get(slot).integer()?;
    u32::try_from(number).ok().filter(|&number| number > 0)
}

/// The time in a field of text; `naive` is what the format says of a time without a zone.
///
/// # Errors
/// There is none, or none that a clock shows.
pub(in crate::ingest) fn when(
    picked: &Picked<'_>,
    slot: usize,
    name: &str,
    naive: Naive,
    batch: &mut Batch,
) -> Result<LoggedTime, Refusal> {
    let text = picked.text(slot);
    match batch.clock.read(&text, naive) {
        Some(logged) => {
            batch.note("time_zone_assumed_utc", u64::from(logged.basis == TimeBasis::Assumed));
            if let Some(oddity) = logged.oddity {
                batch.note(oddity, 1);
            }
            Ok(logged)
        }
        None if !picked.get(slot).is_there() => {
            Err((IssueKind::NoTime, format!("there is no {name}")))
        }
        None if text.is_empty() => Err((IssueKind::NoTime, format!("{name} is empty"))),
        None => Err((IssueKind::NoTime, format!("{name} holds no time: {}", quoted(&text)))),
    }
}

/// What the event of every record begins with: when it happened, whose log tells it, and what the
/// fields that were picked come to. What the record tells itself is filled in by its format.
#[inline]
pub(in crate::ingest) fn begun(
    picked: &Picked<'_>,
    at: LoggedTime,
    provider: Provider,
) -> AuthEvent {
    let (content, fullness) = picked.content();
    AuthEvent {
        time: at.time,
        time_basis: at.basis,
        utc_offset: at.utc_offset,
        content,
        fullness,
        provider,
        ..AuthEvent::default()
    }
}

/// Yes or no, where known.
pub(in crate::ingest) const fn tri(known: Option<bool>) -> Tri {
    match known {
        Some(true) => Tri::Yes,
        Some(false) => Tri::No,
        None => Tri::Unknown,
    }
}

/// Texts joined by `separator`, empty ones left out.
pub(in crate::ingest) fn joined<'a>(
    parts: impl IntoIterator<Item = &'a str>,
    separator: &str,
) -> Cow<'a, str> {
    let mut parts = parts.into_iter().filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default();
    let Some(second) = parts.next() else { return Cow::Borrowed(first) };
    let mut whole = String::with_capacity(first.len() + separator.len() + second.len() + JOINED);
    whole.push_str(first);
    for part in std::iter::once(second).chain(parts) {
        whole.push_str(separator);
        whole.push_str(part);
    }
    Cow::Owned(whole)
}

/// Room for what may be joined to two texts, so that it is asked for once.
const JOINED: usize = 32;

/// Whether `text` holds `part`, letter case set aside; `part` is ASCII and in lower case.
pub(in crate::ingest) fn holds(text: &str, part: &str) -> bool {
    text.as_bytes()
        .windows(part.len().max(1))
        .any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ingest::testing::{duo, read, with};

    #[test]
    fn a_time_that_is_not_there_is_told_from_one_that_is_empty() {
        for (time, expected) in
            [(None, "there is no isotimestamp"), (Some(""), "isotimestamp is empty")]
        {
            let mut record = with(duo(1), json!({"timestamp": null}));
            if let Some(fields) = record.as_object_mut() {
                fields.remove("isotimestamp");
                fields.extend(time.map(|time| ("isotimestamp".to_owned(), json!(time))));
            }
            let ingested = read(record.to_string());
            assert_eq!(ingested.issues[0].detail, expected);
        }
    }

    #[test]
    fn an_address_loses_its_port_and_placeholders_are_absent() {
        for (logged, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("192.0.2.1:443", "192.0.2.1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("2001:db8::1#443", "2001:db8::1"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
            ("0.0.0.0", ""),
            ("-", ""),
            ("unknown", ""),
        ] {
            assert_eq!(address(logged), expected);
        }
    }
}
